"""Words of other languages than English and Chinese that deny or bound the number of a sentence."""

from __future__ import annotations

import re

_DENY_OR_BOUND = re.compile(
    # German, Dutch, Scandinavian
    r"\b(?:nicht|kein|keine|nie|niemals|mindestens|höchstens|weniger|mehr als|kleiner|größer|zwischen|falsch"
    r"|niet|geen|minstens|hoogstens|minder|meer dan|groter|tussen|fout|bijna"
    r"|inte|ikke|minst|högst|højst|mindre|mer än|mere end|mellan|mellem|nästan"
    # French
    r"|n'est|n’est|(?:n['’]|ne\s)\w+\spas|pas(?=\s\d)|jamais|moins|plus de|plus grand|plus petit"
    r"|supérieur\w*|inférieur\w*|entre|presque|faux"
    # Spanish, Portuguese, Italian
    r"|no es|no son|nunca|menos|menor\w*|mayor\w*|más de|más que|mínimo|máximo|casi|incorrect\w*"
    r"|não|jamais|maior\w*|mais de|mais que|quase|errad\w"
    r"|non(?!-)|mai|meno|almeno|minore|maggiore|più di|più grande|tra|fra|quasi|sbagliat\w"
    # Russian, Ukrainian, Polish, Czech
    r"|не|нет|больше|меньше|более|менее|между|почти|неверн\w*|ні|більше|менше|між"
    r"|nie|więcej|mniej|większ\w*|mniejsz\w*|między|prawie|není|ne|více|méně|větší|menší"
    # Turkish, Vietnamese, Indonesian
    r"|değil|az|fazla|büyük|küçük|arasında|không|nhỏ hơn|lớn hơn|bukan|tidak|kurang|lebih|antara|hampir)\b"
    # Japanese, Korean, Arabic, Hindi: written without spaces, or with endings
    r"|ない|ません|以上|以下|未満|より|아니|않|이상|이하|미만|초과|보다|ليس|ليست|أقل|أكثر|أكبر|أصغر|नहीं|कम|अधिक",
    re.IGNORECASE,
)


def denies_or_bounds(sentence: str) -> bool:
    """Whether a sentence may say what a number is not, or that it lies above or below it: "no es 12", "не менее 12"."""
    return _DENY_OR_BOUND.search(sentence) is not None

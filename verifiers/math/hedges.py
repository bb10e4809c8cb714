"""Doubt: an answer that leaves a choice to the reader is no answer."""

from __future__ import annotations

import re

from rewardry.text.spans import holds

_VALUE_SOON = r"\b(?=[^.!?\n]{0,40}?(?:\d|[$\\√π]|\b[A-J]\b))"
_DOUBT = re.compile(
    rf"\b(?:either(?! (?:way|case|method|approach|of)){_VALUE_SOON}"
    rf"|(?:maybe|perhaps|possibly|alternatively|or else){_VALUE_SOON}"
    r"|probably not|(?:could|might|may) (?:also )?be(?=\s+[-$\d\\(*])|not sure|unsure|uncertain"
    r"|don['’]?t know|do not know|cannot (?:determine|decide)|can['’]?t (?:determine|decide)"
    r"|i guess|(?:first|second|third|another) guess|i['’]d guess|pick one"
    r"|(?:one|any) of the following)\b|\bone of (?:the )?\d|也可能|或许|可能是|不确定|不知道",
    re.IGNORECASE,
)
# A part of everything that expresses doubt.
_DOUBTFUL = (
    *("either", "maybe", "perhaps", "possib", "alternat", "or else", "probab", "could", "might", "may", "sure"),
    *("uncertain", "know", "can", "guess", "pick", "one of", "可能", "或许", "不确定", "不知道"),
)
_ASKS = re.compile(r"[\w)}]\s*\?[\s$})]*$")
_CHOICE = re.compile(r"\bor\b|\\lor|\\vee|或", re.IGNORECASE)


def doubts(text: str) -> bool:
    """Whether a sentence or an answer expresses doubt about which value it gives, or asks for it."""
    return hesitates(text) or ("?" in text and _ASKS.search(text) is not None)


def hesitates(text: str) -> bool:
    """Whether a text expresses doubt about which value it gives."""
    return holds(text.lower(), _DOUBTFUL) and _DOUBT.search(text) is not None


# Words that leave a choice, exclude what they stand with or turn it round; none of them is a unit or a name of a value.
_UNSETTLED = re.compile(
    r"\b(?:else|unless|otherwise|xor|failing (?:that|which|this)|opposite|never|anything|nothing but"
    r"|oder|ou|entweder|или)\b"
    r"|(?<!statement )(?<!it )(?<!claim )is false\b|^\s*false\s*[:：]"
    r"|以外|之外|反面|对立|抑或|亦或|还是|要么|否则|不然|不行的话|除非|如果|没有(?!解|实)|别选|就错|かまたは|または|もしくは|あるいは"
    r"|\b(?:nearly|close to)\b|(?<=\d)\s(?:plus|minus|times|squared|cubed)\b(?!\s10)"
    r"|or its (?:negative|inverse|reciprocal)|\d\s?的(?:一半|[两二三四五\d]倍|倒数|平方|立方)"
    r"|^\W*(?:(?:the (?:final )?answer|it)\s|(?:最终)?答案)?(?:not|isn['’]t|is not|(?:肯定|绝对?|并|可)?不是|并非|绝非)"
    r"(?=[^.。\n]{0,30}?[\d=\\(\[])"
    r"(?![\s\S]*(?:\b(?:it['’]?s|it is|but|rather|instead)\b|而是|[.;!]\s+\S|[。；！\n]\s*\S))"
    r"|\bis (?:wrong|incorrect|not (?:right|correct))\W*$|^\W*(?:\\text\s?\{)?\(?[A-J]\)?\}?\s?(?:\bor\b|或)"
    r"|또는|혹은|^\s*(?:[¬!≠≁]|\\(?:lnot|neg|ne|neq)(?![A-Za-z]))\s*(?=[A-Za-z])|\u0336|~~",
    re.IGNORECASE,
)


_CASES = ("\\begin{cases}", "\\end{cases}")


def is_unsettled(answer: str, reference: str) -> bool:
    """Whether an answer has words that leave a choice or turn its value round, which the reference has not.

    The "otherwise" of a function in pieces leaves none.
    """
    begin, end = answer.find(_CASES[0]), answer.rfind(_CASES[1])
    if 0 <= begin < end:
        answer = f"{answer[:begin]} {answer[end:]}"
    found = _UNSETTLED.search(answer)
    return found is not None and found[0].casefold() not in reference.casefold()


def offers_choice(text: str) -> bool:
    """Whether "or" stands in an answer: right where several values are asked for, a hedge where one is."""
    return _CHOICE.search(text) is not None

r"""One spelling for what is written in many: Unicode, full width, LaTeX spacing, fonts and synonyms.

The result is still text: LaTeX with plain command names, without delimiters, spacing and sizing commands. Upright text
is put between the marks `OPEN` and `CLOSE`, since words and products of variables are different things.
"""

from __future__ import annotations

import re
import unicodedata

from rewardry.text.spans import INVISIBLE

from .vocabulary import words

OPEN, CLOSE = "\x01", "\x02"
ROW = "\x04"  # the end of a row of a matrix

_SIGNS = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "×": r"\times ", "·": r"\cdot ", "⋅": r"\cdot ",
    "•": r"\cdot ", "∙": r"\cdot ", "÷": "/", "∕": "/", "⁄": "/", "√": r"\sqrt ", "∛": r"\sqrt[3] ", "π": r"\pi ",
    "∞": r"\infty ", "≤": r"\le ", "≥": r"\ge ", "⩽": r"\le ", "⩾": r"\ge ", "≦": r"\le ", "≧": r"\ge ",
    "≠": r"\ne ", "≈": r"\approx ", "≃": r"\approx ", "°": r"^\circ ", "º": r"^\circ ", "∪": r"\cup ",
    "∩": r"\cap ", "∈": r"\in ", "∉": r"\notin ", "∅": r"\emptyset ", "ø": r"\emptyset ", "±": r"\pm ", "∓": r"\mp ",
    "，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "′": "'", "’": "'", "⟨": r"\langle ", "⟩": r"\rangle ",
    "〈": r"\langle ", "〉": r"\rangle ", "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}",
    "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}", "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ", "∖": r"\setminus ",
    "।": ".", "⇒": r"\to ", "⟹": r"\to ", "∴": r"\therefore ",
    "→": r"\to ", "∨": r"\lor ", "∧": r"\land ", "∀": r"\forall ", "…": r"\ldots ", "⋯": r"\ldots ",
    "∣": "|", "€": "\x01euros\x02", "£": "\x01gbp\x02", "¥": "\x01yuan\x02", "元": "\x01yuan\x02",
    "或": " or ", "和": " and ", "与": " and ", "且": " and ", "及": " and ", "“": '"', "”": '"', "⌊": r"\lfloor ",
    "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "％": r"\%",
}  # fmt: skip
_GREEK = dict(zip("αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΠΣΦΨΩ", [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi",
    "Sigma", "Phi", "Psi", "Omega",
], strict=True))  # fmt: skip
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙᵢ"
_SCRIPT = "0123456789+-()ni"


def _spelled() -> dict[int, str]:
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    table |= {ord(letter): f"\\{name} " for letter, name in _GREEK.items()}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code not in table}
    table |= {0x2460 + i: f" {i + 1}," for i in range(20)}  # numbers in circles
    for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F)):
        above, _, below = unicodedata.normalize("NFKC", chr(code)).partition("⁄")
        table[code] = rf"\frac{{{above}}}{{{below}}}"
    table |= dict.fromkeys((0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F), " ")
    return table


_TABLE = _spelled()
_INVISIBLE = re.compile(f"[{INVISIBLE}\x00-\x08]")
_MICRO = re.compile(r"(?<=[\d\s}])[µμ]\s?(m|g|s|L|A|V|C|F|W|N|mol)(?![A-Za-z])")
_DEGREES = re.compile(r"(?<=[\d)}])\s?度(?![\u4e00-\u9fff])")
_ABOUT = re.compile(r"大约[为是]?|约[为是]")
_RAISED_RUN = re.compile(f"[{_RAISED}]+")
_LOWERED_RUN = re.compile(f"[{_LOWERED}]+")
_PLAIN_SCRIPT = str.maketrans(_RAISED + _LOWERED, _SCRIPT * 2)


def plain_signs(text: str) -> str:
    """A text whose signs, letters and digits of other blocks are written in ASCII or as LaTeX commands."""
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    text = _MICRO.sub(f"{OPEN}µ\\1{CLOSE}", text)
    if "约" in text:
        text = _ABOUT.sub("约", text)
    if "度" in text:
        text = _DEGREES.sub(r"^\\circ ", text)
    text = _RAISED_RUN.sub(lambda run: "^{" + run[0].translate(_PLAIN_SCRIPT) + "}", text)
    text = _LOWERED_RUN.sub(lambda run: "_{" + run[0].translate(_PLAIN_SCRIPT) + "}", text)
    return text.translate(_TABLE)


_SYNONYMS = {
    "dfrac": r"\frac", "tfrac": r"\frac", "cfrac": r"\frac", "dbinom": r"\binom", "tbinom": r"\binom",
    "leq": r"\le ", "geq": r"\ge ", "leqslant": r"\le ", "geqslant": r"\ge ", "leqq": r"\le ", "geqq": r"\ge ",
    "neq": r"\ne ", "lt": "<", "gt": ">", "lbrace": r"\{", "rbrace": r"\}", "lbrack": "[", "rbrack": "]",
    "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "colon": ":", "ast": "*", "div": "/",
    "degree": r"^\circ ", "degrees": r"^\circ ", "varnothing": r"\emptyset ", "wedge": r"\land ", "vee": r"\lor ",
    "rightarrow": r"\to ", "dots": r"\ldots ", "cdots": r"\ldots ", "dotsc": r"\ldots ", "dotsb": r"\ldots ",
    "dotsm": r"\ldots ", "cupdot": r"\cup ", "bigcup": r"\cup ", "bigcap": r"\cap ", "sqcup": r"\cup ",
    "uplus": r"\cup ",
    "backslash": r"\setminus ", "bmod": r"\mod ", "pmod": r"\mod ", "lg": r"\log_{10}", "tg": r"\tan ",
    "ctg": r"\cot ", "cotg": r"\cot ", "arctg": r"\arctan ", "arcctg": r"\arccot ", "varphi": r"\phi ",
    "varepsilon": r"\epsilon ", "vartheta": r"\theta ", "infin": r"\infty ", "simeq": r"\approx ",
    "thickapprox": r"\approx ", "cdotp": r"\cdot ", "bullet": r"\cdot ", "percent": r"\%", "dollar": r"\$",
    "land": r"\land ", "tau": r"\tau ", "implies": r"\to ", "Rightarrow": r"\to ", "iff": r"\to ", "sh": r"\sinh ",
    "ch": r"\cosh ", "th": r"\tanh ", "operatorname*": "", "imath": "i", "jmath": "j",
}  # fmt: skip
_GONE = words(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits left right middle big Big bigg Bigg bigl bigr"
    " Bigl Bigr biggl biggr Biggl Biggr bigm Bigm mathstrut strut quad qquad thinspace enspace enskip medspace"
    " thickspace negthinspace noindent hfill rm bf it sf tt cal mathop mathord mathrel centering"
)
_FONTS = words(
    "mathbf boldsymbol bm mathit mathsf mathtt mathcal mathfrak mathscr underline boxed fbox pmb ensuremath mathnormal"
    " vec overrightarrow hat widehat"
)
_UPRIGHT = words("text mathrm textbf textit textrm textsf texttt mbox operatorname textnormal emph hbox")
_HIDDEN = words("phantom hphantom vphantom label tag hspace vspace color")
_COMMAND = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])(\s*)(\.(?=\s|$|[^\d]))?")
_BRACED = re.compile(
    r"\\("
    + "|".join(sorted(_UPRIGHT | _HIDDEN, key=len, reverse=True))
    + r")\*?\s*\{((?:[^{}]|(?<=\^)\{-?\d{1,3}\})*)\}"
)
_FONT = re.compile(r"\\(?:" + "|".join(sorted(_FONTS, key=len, reverse=True)) + r")\s*(?=\{)")
# A command of a font, a mark or a set of numbers before one letter without braces: \\hat i, \\mathbb R.
_UNBRACED = re.compile(
    r"\\(mathbb|mathrm|"
    + "|".join(sorted(_FONTS - words("boxed fbox"), key=len, reverse=True))
    + r")\s+([A-Za-z])(?![A-Za-z])"
)
_SPACES = re.compile(r"\\[,;:!> ]|\\(?=\s|$)|~")
_TIGHT = re.compile(r"(?<=\d)(?:\\[,:;! ]|~)\s*(?=\d{3}(?!\d))|\\!\s*")
_DOUBLED = re.compile(r"(?<!\\)\\\\(?=[A-Za-z(){}\[\]%$,!])")
# The end of a row, with the space below it as in ``\\[2pt]``, or with the star that forbids a page break there.
_LENGTH = r"-?(?:\d{0,4}\.)?\d{0,4}\s{0,3}(?:pt|em|ex|mm|cm|in|pc|bp|dd|cc|sp|mu|\\[A-Za-z]{1,20})"
_ROW_END = re.compile(rf"\\\\\*?(?:\s{{0,3}}\[\s{{0,3}}{_LENGTH}\s{{0,3}}\])?")
# The seconds of arc behind degrees and minutes, whose mark is that of inches.
_ARC_SECONDS = re.compile(r"(\\circ\s{0,3}\}?\s{0,3}\d{1,2}\s?'\s?\d{1,2})\s?\"")
_FEET = re.compile(r"(?<![\w'])(\d{1,3})\s?'\s?(\d{1,2})\s?\"")
_APOSTROPHES = re.compile(r"(?<![\w'.])\d{1,3}(?:'\d{3})+(?![\w'\"])")  # 12'500, as the Swiss write it
_SUFFIX = re.compile(r"(?<=\d)'[dt][iıuü]r(?![^\W\d_])")  # "it is", as the Turks write it
# "2 y 3", "x = 2 o x = 3", in Spanish, Italian and Portuguese; "3 x + 2 y - 5" is a formula.
_JOINED = re.compile(r"(?<=[\d)}])(?:\$?\s+([yeo])\s+\$?(?=\d|[a-z]\s?=)|\$\s+([yeo])\s+\$)")
_QUOTES = re.compile(r"\\+[\"']")
_LONE_SIGN = re.compile(r"\s*\{\s*([,.:-])\s*\}")
_HTML = re.compile(r"<(sup|sub)>([^<>]{0,40})</\1>")
_DELIMITERS = re.compile(r"\\[()\[\]]|\$")
_DELIMITER_SIZE = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)\s*\.")
_ONE_LETTER = re.compile(r"\s*([A-Za-z])\s*")


def _command(match: re.Match[str]) -> str:
    name, space, dot = match[1], match[2], match[3] or ""
    if name in _GONE:
        return (" " if space else "") + dot
    plain = _SYNONYMS.get(name)
    return match[0] if plain is None else plain + dot


def _braced(match: re.Match[str]) -> str:
    name, inside = match[1], match[2]
    if name in _HIDDEN:
        return " "
    letter = _ONE_LETTER.fullmatch(inside)
    if letter:
        is_symbol = name in ("mathrm", "operatorname") and letter[1] in "eidj"
        return f"{{{letter[1]}}}" if is_symbol else f"{OPEN}{letter[1]}{CLOSE}"
    return f"{OPEN}{inside}{CLOSE}"


_BROKEN = re.compile(r"\x0c(?=rac|orall|loor)|\x08(?=oxed|egin|inom|ar\{|eta|ig)")


def _repaired(text: str) -> str:
    """A text in which an escape ate the first letter of a command: a form feed and "rac" were a fraction."""
    if "\x0c" not in text and "\x08" not in text:
        return text
    return _BROKEN.sub(lambda broken: "\\f" if broken[0] == "\x0c" else "\\b", text)


# Two values with a wide space between them are two.
_APART = re.compile(r"(?<=[\di])[\s$]{0,3}\\q?quad[\s$]{0,3}(?=[-−]?\d)")
_RATE_OF_UNITS = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{OPEN}([^{OPEN}{CLOSE}/]{{1,20}}){CLOSE}\s*\}}\s*\{{\s*{OPEN}([^{OPEN}{CLOSE}/]{{1,20}}){CLOSE}\s*\}}"
)
_MEAN = re.compile(r"\\(?:bar|overline|tilde)\s*\{\s*([A-Za-z]{1,2})\s*\}")
_NEGATIVE_POWER = re.compile(r"\^(-\d+)")
_NUMERAL = re.compile(r"\(\s*(\d[\dA-Fa-f]*|[A-F][\dA-F]*(?=\s*\)_\{?16))\s*\)_")
_RATE = re.compile(r"(?<=\d)\s*(km|cm|mm|m|ft|mi|kg|g|mg|L)/(s|h|hr|min|sec|L|cm|m|kg)(?![A-Za-z(])")
_CLOCK = re.compile(rf"(\d{{1,2}}:\d\d)\s*{OPEN}?\s*([apAP])\.?\s*[mM]\.?\s*{CLOSE}?(?![A-Za-z])")
_NTH = rf"{OPEN}?\s*(?:st|nd|rd|th)\s*{CLOSE}?"
_ORDINAL = re.compile(rf"(?<=\d)\s*\^?\s*(?:\{{\s*{_NTH}\s*\}}|{_NTH})(?![A-Za-z])")


def _plain_commands(text: str) -> str:
    """A text without LaTeX's delimiters, spacing, sizes and fonts, and with one name a command."""
    text = _QUOTES.sub(" ", text)
    text = _APART.sub(" , ", text) if "quad" in text else text
    text = text.replace("\\qquad", " ").replace("\\quad", " ")
    if "\\\\begin" in text or "\\begin" not in text:
        text = _DOUBLED.sub(lambda _: "\\", text)
    text = _ROW_END.sub(ROW, text)
    text = _TIGHT.sub("", text)
    text = _DELIMITER_SIZE.sub(" ", text)
    text = text.replace("\\$", "\x03")
    text = _DELIMITERS.sub(" ", text) if "$" in text or "\\(" in text or "\\[" in text else text
    text = _UNBRACED.sub(r"\\\1{\2}", text)
    text = _FONT.sub("", text)
    for _ in range(6):  # innermost first, so that fonts within fonts are opened
        text, count = _BRACED.subn(_braced, text)
        if not count:
            break
    text = _RATE_OF_UNITS.sub(rf"{OPEN}\1/\2{CLOSE}", text)
    text = _MEAN.sub(r"\1", text)
    text = _COMMAND.sub(_command, text)
    text = _SPACES.sub(" ", text)
    text = text.replace("\\ne =", "\\ne ").replace("\\not=", "\\ne ").replace("\\not =", "\\ne ")
    return text.replace("\x03", "\\$")


def spell(text: str) -> str:
    """A text in our one spelling; time is linear in it.

    Args:
        text: an answer or a reference, as it is written.
    """
    text = plain_signs(_repaired(text))
    if "<s" in text:
        text = _HTML.sub(lambda m: ("^{" if m[1] == "sup" else "_{") + m[2] + "}", text)
    if "{" in text:
        text = _LONE_SIGN.sub(r"\1", text)
    if " y " in text or " e " in text or " o " in text:
        text = _JOINED.sub(lambda joint: " or " if "o" in joint.groups() else " and ", text)
    if "'" in text:
        text = _SUFFIX.sub("", text)
        text = _APOSTROPHES.sub(lambda grouped: grouped[0].replace("'", ""), text)
    if "'" in text and '"' in text:
        text = _ARC_SECONDS.sub(r"\1''", text) if "\\circ" in text else text
        text = _FEET.sub(rf"\1 {OPEN}feet{CLOSE} \2 {OPEN}inches{CLOSE}", text)
    if "\\" in text:
        text = _plain_commands(text)
    elif "$" in text:
        text = _currency(text)
    if "^-" in text:
        text = _NEGATIVE_POWER.sub(r"^{\1}", text)
    if ")_" in text:
        text = _NUMERAL.sub(r"\1_", text)
    if "/" in text:
        text = _RATE.sub(rf" {OPEN}\1/\2{CLOSE}", text)
    if ":" in text:
        text = _CLOCK.sub(rf"\1 {OPEN}\2m{CLOSE}", text)
    if "th" in text or "st" in text or "nd" in text or "rd" in text:
        text = _ORDINAL.sub("", text)
    return _unwrapped(text.strip())


_MOST_WRAPPED = 3


def _unwrapped(text: str) -> str:
    """A text without braces around the whole of it and without the period behind it."""
    for _ in range(_MOST_WRAPPED):
        if text[-1:] == "." and text[-2:-1] not in (".", "\\"):
            text = text[:-1].rstrip()
        if text[:1] != "{" or text[-1:] != "}" or _closes(text) < len(text) - 1:
            break
        text = text[1:-1].strip()
    return text


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def _closes(text: str) -> int:
    """Where the brace that a text begins with closes; the length of the text where it does not."""
    depth = 0
    for brace in _BRACE.finditer(text):
        depth += (brace[0] == "{") - (brace[0] == "}")
        if not depth and brace[0] == "}":
            return brace.start()
    return len(text)


_PRICE = re.compile(r"\$\s*(?=-?[\d.])")


def _currency(text: str) -> str:
    """A text without its dollar signs, but that of a price: a single one before or behind a number."""
    if text.count("$") % 2 == 0:
        return text.replace("$", " ")
    price = _PRICE.search(text)
    text = text.replace("$", "")
    return f"\\$ {text}" if price else text


_FILLER = re.compile(r"[\s$*_\x01\x02]|\\[,;:!> ]|\\(?:left|right|displaystyle|quad|qquad)(?![A-Za-z])")


_EDGES = re.compile(r"^(?:[,;:]|\.(?!\d))+")  # the point of .5 belongs to it
# "Yes!" is said aloud; 4! and n! are factorials.
_CALLED = re.compile(r"(?<=[^\W\d_]{2})!+$")


# A word in capitals is the same word; ab and AB are not the same sides, nor are \\delta and \\Delta one letter.
_LONG_WORD = re.compile(r"(?<![\\A-Za-z])[^\W\d_]{4,}|\A(?:[A-Ja-j]|[^\W\d_]{3})\Z|(?<=\d)[APap][Mm]\Z")


def bare(text: str) -> str:
    """A spelled text without space and marks of upright text, for comparing two spellings as they are."""
    found = _EDGES.sub("", _FILLER.sub("", text).rstrip(".,;:"))
    found = _LONG_WORD.sub(lambda word: word[0].casefold(), found)
    return _CALLED.sub("", found)

r"""One way of writing for quantities: LaTeX, siunitx, Unicode and words become ``7.2*10^6 J``, ``9.8 m/s^2``.

Every pattern here is a single scan or is repeated a fixed number of times, over a text of bounded length.
"""

from __future__ import annotations

import re
import unicodedata

from rewardry.text.wrappers import strip_wrappers

from .han_units import with_signs

_DEEPEST = 6
_PREFIXES = (
    *("quecto", "ronto", "yocto", "zepto", "atto", "femto", "pico", "nano", "micro", "milli", "centi", "deci"),
    *("deca", "deka", "hecto", "kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta", "ronna", "quetta"),
    *("kibi", "mebi", "gibi", "tebi"),
)
_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_RAISED = re.compile("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−‐‑‒–—﹣", "-"),
        **dict.fromkeys("×∗⨯✕", "*"),
        **dict.fromkeys("⋅∙•・", "·"),
        **dict.fromkeys("∕÷⁄", "/"),
        **dict.fromkeys("≃≅∼~", "≈"),
        **dict.fromkeys("′’", "'"),
        **dict.fromkeys("″”“", '"'),
        "µ": "μ",
        "\N{OHM SIGN}": "Ω",
        "\N{ANGSTROM SIGN}": "Å",
        "º": "°",
        "˚": "°",
        "{": "(",
        "}": ")",
    }
)
_SIUNITX = re.compile(
    r"\\(?:SI|qty)(?:\[[^][{}]*\])?\s?\{([^{}]*)\}\s?\{([^{}]*)\}|\\(?:si|unit|num|ang)\s?\{([^{}]*)\}"
)
_DRESSED = re.compile(
    r"\\(?:text|mathrm|textrm|mathit|textit|mathbf|textbf|mathsf|mathtt|operatorname|rm|mbox|hbox)\s?\{([^{}]*)\}"
)
_FRACTION = re.compile(r"\\[dtc]?frac\s?(?:\{([^{}]*)\}\s?\{([^{}]*)\}|(\d)\s?(\d))")
# Of these the number is read as it stands: 3 1/2 and 5√(3)/2.
_MIXED = re.compile(r"(?<![\d.,^])(\d{1,9})\s?\\[dtc]?frac\s?(?:\{\s?(\d{1,9})\s?\}\s?\{\s?(\d{1,9})\s?\}|(\d)\s?(\d))")
_ROOT_ABOVE = re.compile(
    r"(?<!\d)(?<!\d\s)\\[dtc]?frac\s?\{\s?((?:\d{1,6}\s?)?)\\sqrt\s?(?:\{([^{}]*)\}|(\d))\s?\}\s?\{\s?(\d{1,6})\s?\}"
)
_ROOT = re.compile(r"\\sqrt\s?\{([^{}]*)\}")
_COMMANDS = {
    **dict.fromkeys(("times", "ast"), "*"),
    **dict.fromkeys(("cdot", "bullet"), "·"),
    **dict.fromkeys(("div", "per"), "/"),
    **dict.fromkeys(("degree", "degrees", "circ"), "°"),
    **dict.fromkeys(("approx", "simeq", "sim", "cong"), "≈"),
    **dict.fromkeys(("left", "right", "big", "Big", "rm", "displaystyle", "limits"), ""),
    **dict.fromkeys(("quad", "qquad", "thinspace", "enspace", "space"), " "),
    "squared": "^2",
    "cubed": "^3",
    "celsius": " °C",
    "degreeCelsius": " °C",
    "fahrenheit": " °F",
    "mu": "μ",
    "Omega": "Ω",
    "ohm": " ohm ",
    "AA": "Å",
    "angstrom": " angstrom ",
    "percent": "%",
    "pi": "π",
    **{prefix: f" \0{prefix}" for prefix in _PREFIXES},
}
_PART_OF_PI = re.compile(r"\\[dt]?frac\s?\{\s?(\d{0,6}\s?\\pi)\s?\}\s?\{\s?(\d{1,6})\s?\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
# Math in dollars within a text; of two sums of money, which are no answer, it makes none either.
_IN_DOLLARS = re.compile(r"\$([^$]{1,200})\$")
_SPACES = re.compile(r"\\[ ,;:!/()\[\]]")
_SIGN_COMMANDS = re.compile(r"\\([%$&#_])")
_WORDS = (
    (re.compile(r"\bUS\s?(?=\$)"), ""),
    (re.compile(r"\bdeg(?:rees?)?\s*(?:celsius|centigrade|C)\b|°\s*(?:celsius|centigrade|C\b)", re.I), " °C"),
    (re.compile(r"\bdeg(?:rees?)?\s*(?:fahrenheit|F)\b|°\s*(?:fahrenheit|F\b)", re.I), " °F"),
    (re.compile(r"\bdeg(?:rees?)?\s*kelvins?\b|°\s*K\b", re.I), " K"),
    (re.compile(r"\bto the power (?:of )?(?:minus |negative )", re.I), "^-"),
    (re.compile(r"\bto the power (?:of )?", re.I), "^"),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"\bmetric ton(?:ne)?s?\b", re.I), "tonne"),
    (re.compile(r"\bper\b", re.I), "/"),
    (
        re.compile(r"\s(?:an?|each|every)\s(?=(?:hour|second|minute|day|week|month|year|lit(?:er|re)|gram)\b)", re.I),
        "/",
    ),
    *(
        (re.compile(rf"(?<=\d)\s?{word}\b", re.I), f"*10^{power}")
        for word, power in (("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12))
    ),
    (re.compile(r"\bpi\b"), "π"),
)


def plain(text: str) -> str:
    """A quantity as it is written, in one notation: superscripts as ``^``, products as ``*`` or ``·``, one space.

    Args:
        text: an answer, or a reference's text.
    """
    text = strip_wrappers(text)
    text = _RAISED.sub(lambda raised: "^" + raised.group().translate(_SUPERSCRIPTS), text)
    text = unicodedata.normalize("NFKC", _spaced_fractions(text))
    text = re.sub(r"(?<=\S)~", " ", text)  # of LaTeX, where it is a space; in front of a number it is "about"
    text = re.sub(r"(?<=\d)\.{3}", "", text)
    if "\\" in text:
        text = _without_latex(text)
    text = _IN_DOLLARS.sub(r" \1 ", strip_wrappers(text)).translate(_SIGNS).replace("$$", " ")
    if not text.isascii():
        text = with_signs(text)
    for pattern, written in _WORDS:
        text = pattern.sub(written, text)
    return " ".join(text.replace("^ ", "^").split())


def _spaced_fractions(text: str) -> str:
    """A text with a space before each fraction of one character: 2½ is not 21/2."""
    return re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞])", " ", text)


def _without_latex(text: str) -> str:
    text = _SIGN_COMMANDS.sub(r"\1", _SPACES.sub(" ", text.replace("{,}", ",")))
    text = re.sub(r"\^\s?\{?\s?\\circ\s?\}?", "°", text)
    text = re.sub(r"\^\s?\{([^{}]*)\}", r"^(\1)", text)
    text = _MIXED.sub(lambda m: f"{m[1]} {m[2] or m[4]}/{m[3] or m[5]}", text)
    text = _ROOT_ABOVE.sub(lambda m: f"{m[1]}√({m[2] or m[3]})/{m[4]}", text)
    for _ in range(_DEEPEST):
        before = text
        text = _SIUNITX.sub(lambda m: m[3] if m[3] is not None else f"{m[1]} {m[2]}", text)
        text = _DRESSED.sub(r" \1 ", text)
        text = _ROOT.sub(r"√(\1)", text)
        text = _PART_OF_PI.sub(r"\1/\2", text)
        text = _FRACTION.sub(lambda m: f"({m[1]})/({m[2]})" if m[3] is None else f"({m[3]})/({m[4]})", text)
        if text == before:
            break
    text = _COMMAND.sub(lambda command: _COMMANDS.get(command[1], f" {command[1]} "), text)
    return re.sub(r"\0(\w+)\s+", r"\1", text)

"""Options named as the opposite: "the least likely answer is C" chooses C only where the question asks for the least.

Where an option is so named beside an answer, it is none. Where nothing else is said, the question decides.
"""

from __future__ import annotations

import re

from rewardry.text.spans import holds

# No clause goes over the end of its line. All that repeats is bounded, so that time is linear in the text.
_SPACE, _PERHAPS_SPACE, _BOLD = r"[ \t]{1,4}", r"[ \t]{0,4}", r"\*{0,3}"
# What makes an answer the opposite of one: it is the least likely, or it is wrong.
_LEAST = (
    r"(?:least[ \t]{1,4}[a-z]{2,20}|worst|poorest|weakest|unlikel(?:y|iest)|implausible|improbable|unsuitable"
    r"|most[ \t]{1,4}(?:unlikely|implausible|improbable|unsuitable))"
)
_WRONG = r"(?:(?:most[ \t]{1,4})?(?:wrong|incorrect|false|untrue|inaccurate|invalid))"
_OPPOSITE = rf"(?:{_LEAST}|{_WRONG})"
_NOUN = r"(?:answer|option|choice|statement|candidate|letter|one)s?"
_IS = rf"{_SPACE}(?:is|are|was|(?:would|must|should|has{_SPACE}to){_SPACE}be)(?:{_PERHAPS_SPACE}:)?{_SPACE}"
_CHINESE_LEAST = "最不(?:可能|合适|恰当|适合|正确|符合)"
_CHINESE_WRONG = "(?:错误|不正确|不对|不恰当|不符合|有误)"
_CHINESE_OPPOSITE = rf"(?:{_CHINESE_LEAST}|{_CHINESE_WRONG})的?"
_CHINESE = rf"{_CHINESE_OPPOSITE}(?:答案|选项|选择|说法|叙述|描述|一项)?(?:应该?)?(?:是|为|[:：]){_PERHAPS_SPACE}"
# The clause goes on to its end, or to a tag or brace around it; a point or comma within a number ends none.
_BRACES = r"\{(?:[^{}\n]|\{[^{}\n]{0,40}\}){0,80}\}"
_NAMED = rf"(?P<named>(?:[^.,;\n。，；<{{}}]|{_BRACES}|[.,](?=[^\s<{{}}])){{1,160}})"
_LABEL = rf"(?P<named>\$?\\boxed\s?{_BRACES}\$?|(?<![\w']){_BOLD}\(?(?-i:[A-Z])\)?{_BOLD})"
_SO = r"(?:\b(?:so|thus|hence|therefore|overall)[,: ][ \t]{0,4}|(?:因此|所以|故)[,，: ]{0,4})?"
_STOPS = ".。! "
_STOP = rf"(?:[{_STOPS}]{{1,4}}(?![^\s<]))?"
_CLAUSES = (
    # the least likely answer is C; the worst is A
    re.compile(
        rf"{_SO}\b(?:the{_SPACE}|my{_SPACE})?{_BOLD}{_OPPOSITE}"
        rf"(?:(?:{_SPACE}{_NOUN})?{_BOLD}{_IS}|{_SPACE}{_NOUN}{_BOLD}{_PERHAPS_SPACE}[:=]{_SPACE})"
        rf"{_NAMED}{_STOP}",
        re.IGNORECASE,
    ),
    re.compile(_SO + _CHINESE + _NAMED + _STOP),  # 错误的选项是C
    # C is wrong; \boxed{C} is the least likely answer
    re.compile(
        rf"{_SO}(?:\b(?:option|choice|answer|statement){_SPACE})?{_LABEL}{_SPACE}is{_SPACE}(?:the{_SPACE}|an?{_SPACE})?"
        rf"{_OPPOSITE}(?:{_SPACE}{_NOUN})?(?![\w'’]){_STOP}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_SO}{_LABEL}(?:选项|项)?(?:是|为)?{_CHINESE_OPPOSITE}(?:答案|选项|说法|一项)?(?=[，。；,.;\s]|$){_STOP}"
    ),
)
_FORMS = (
    *_CLAUSES,
    # C is the least likely answer
    re.compile(
        rf"{_SO}(?P<named>.{{1,80}}?){_SPACE}is{_SPACE}the{_SPACE}{_OPPOSITE}(?:{_SPACE}{_NOUN})?", re.IGNORECASE
    ),
    # the one that is not a noble gas is C; the gas least likely to be found is C
    re.compile(
        rf"[^.\n]{{0,100}}\b(?:not|never|cannot|{_OPPOSITE})\b[^.\n]{{0,100}}?\s(?:is|are){_SPACE}"
        rf"(?P<named>{_BOLD}\(?(?-i:[A-Z]|\d{{1,2}})\)?{_BOLD})",
        re.IGNORECASE,
    ),
)


# A part of each clause: plain searches, since most texts name no opposite.
_HINTS = (
    *("least", "worst", "poorest", "weakest", "likel", "implausible", "improbable", "unsuitable"),
    *("wrong", "incorrect", "false", "untrue", "inaccurate", "invalid"),
    *("最不", "错误", "不正确", "不对", "不恰当", "不符合", "有误"),
)


def without_opposites(text: str) -> tuple[str, str | None]:
    """A text without the clauses that name an option as the opposite, and the last of them, or None.

    Args:
        text: what follows the reasoning; time is linear in it.
    """
    if not holds(text.lower(), _HINTS):
        return text, None
    last = None
    for clause in _CLAUSES:
        for found in clause.finditer(text):
            last = found.group().rstrip(_STOPS)
        text = clause.sub(" ", text)
    return text, last


def named_as_opposite(answer: str) -> str | None:
    """What an answer as a whole names as the opposite; None where it does no such thing.

    >>> named_as_opposite("The least likely answer is C.")
    'C'
    """
    said = answer.strip().rstrip(_STOPS)
    found = next((found for form in _FORMS if (found := form.fullmatch(said))), None)
    return None if found is None else found["named"]


_SENTENCE = re.compile(r"(?<=[.?!])\s|[\n。？！]")
_ASKS = re.compile(
    r"\?|？|_{2,}|[:：]\s*$|\b(?:which|what|who|whom|where|when|select|choose|pick|identify|find|mark)\b|下列|以下|哪|选出",
    re.IGNORECASE,
)
_FOR_THE_LEAST = re.compile(rf"\b(?:least|lowest|{_LEAST})\b|最不|最少|最小", re.IGNORECASE)
_FOR_THE_WRONG = re.compile(
    rf"\b(?:{_WRONG}|(?:not|n['’]t)\s+(?:be\s+)?(?:true|correct|right|accurate|valid))\b"
    rf"|\b(?:true|correct|right|accurate|valid)\b.{{0,80}}\bexcept\b|{_CHINESE_WRONG}",
    re.IGNORECASE,
)
_FOR_AN_EXCEPTION = re.compile(
    r"\b(?:except|exception|cannot)\b|(?<!do )(?<!does )(?<!did )\bnot\b|(?<!\bdo)n['’]t\b"  # not "do not guess"
    r"|不属于|不是|不能|不可能|除了|除.{1,12}外",
    re.IGNORECASE,
)
# What a question must ask for, so that an option which is named in these words is the answer.
_ASKED_FOR = (
    (re.compile(rf"\b{_LEAST}\b|{_CHINESE_LEAST}", re.IGNORECASE), (_FOR_THE_LEAST,)),
    (re.compile(rf"\b{_WRONG}\b|{_CHINESE_WRONG}", re.IGNORECASE), (_FOR_THE_WRONG,)),
)


def asks_for_opposite(question: str, said: str) -> bool:
    """Whether a question asks for what an answer names as the opposite.

    Args:
        question: such as "Which of these is least likely?"; instructions beside the question do not count.
        said: the answer, such as "The least likely one is C"; "C is wrong" answers no question for the least likely.
    """
    every = (_FOR_THE_LEAST, _FOR_THE_WRONG, _FOR_AN_EXCEPTION)
    wanted = next((asked for words, asked in _ASKED_FOR if words.search(said)), every)
    parts = [part for part in _SENTENCE.split(question) if _ASKS.search(part)]
    return any(asked.search(part) for part in parts for asked in wanted)

"""A text that marks no answer: it may be the answer as a whole, or its last line or sentence may give one."""

from __future__ import annotations

import re

from rewardry.text.assertions import asserted
from rewardry.text.denials import denied_in_formula
from rewardry.text.reported import is_anothers, is_told
from rewardry.text.spans import Span

from . import conclusions
from .announcements import Announced, reports
from .answer import NONE, Answer
from .hedges import doubts, goes_on_with_or, is_left_open, is_unsettled, would_be_if_wrong
from .lines import SENTENCE_END, tidied
from .stated import only_value
from .vocabulary import words

_SHORT = 400  # characters of a text that may be the answer as a whole
_ONE_SENTENCE = 120  # characters
_CLOSING_MARK = re.compile(r"(?:\$?\\(?:blacksquare|square|qed|Box)\$?|[∎□■]|\bQ\.?E\.?D\.?)\s*$")
# A check of the result behind it.
_CHECK = re.compile(r"\n[*#\s]*(?:check(?:ing)?|verification|verify)\b[^\n]{0,200}\s*$", re.IGNORECASE)
_TAKES_BACK = re.compile(
    r"\b(?:fail|not|wrong|instead|so|thus|therefore|hence|but|still|actually)|≠|\\ne|✗|❌", re.IGNORECASE
)
# What is said to the reader behind a solution.
_POLITE = re.compile(
    r"(?:(?<=[.!?✓]\s)|(?<=\n))(?:(?:please )?let me know\b|(?:i )?hope (?:this|that|it) helps|feel free to"
    r"|(?:would|do) you (?:like|want|need)\b|if you have (?:any )?(?:other |further |more )?questions)"
    r"[^.!?\n\d]{0,120}[.!?]?\s*$",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\b(?:is|are|was|equals?)\b|['’]s\b|[=:：为是有]", re.IGNORECASE)
_ENCLOSED = re.compile(r"\$\$[^$]{1,2000}\$\$|\$[^$]{1,2000}\$|\\\[[^$]{1,2000}\\\]|\\\([^$]{1,2000}\\\)")
_WORDS = re.compile(
    r"(?<![\\A-Za-z{])[A-Za-z]{3,}|[\u0400-\u052f\u0600-\u06ff]{3,}|[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,}"
)
_JOINED = re.compile(r"or[A-Za-z]")  # x=1orx=2
_MATH_WORDS = words("sin cos tan log sqrt and the text frac percent pct cot sec csc exp arctan arcsin")
_IT_IS = re.compile(r"[A-Za-z]+['’]s\s")
_CHINESE_LEAD = re.compile(r"[\u4e00-\u9fff]{4}[^\n\d]{0,40}\d")  # 她每天赚18美元 has no space, and is a sentence
_CHINESE_SENTENCE = re.compile(r"[，。；]")
# A grade that a text gives itself: "Verdict: correct. Score: 1.0".
_GRADES_ITSELF = re.compile(
    r"\b(?:verdict|judge?ment|grade|evaluation|result)\s?[:：]\s?(?:correct|right|true|pass(?:ed)?)\b"
    r"|(?:判定|判断|结论|评判|评价|结果)\s?[:：]\s?(?:正确|对|通过)",
    re.IGNORECASE,
)


def unmarked(text: str, strict: bool) -> Answer | Announced:
    """The answer of a text without boxes, announcements and bold.

    Args:
        text: any text; time is linear in it.
        strict: never fall back on the last number.
    """
    text = _without_ending(text)
    if len(text) <= _SHORT and "\n" not in text.strip():
        if len(text) <= _ONE_SENTENCE and is_unsettled(text, ""):
            return Answer(None, "whole", Span(0, len(text)), "ambiguous")
        if goes_on_with_or(text) or would_be_if_wrong(text):
            return Answer(None, "whole", Span(0, len(text)), "ambiguous")
        place = asserted(text)
        if place is None:
            return Answer(None, "whole", Span(0, len(text)), "no-answer")
        if place != Span(0, len(text)):
            return _shifted(unmarked(place.of(text), strict), place.start)
    if len(text) <= _SHORT and _GRADES_ITSELF.search(text):
        return NONE
    if _are_rivals(text):
        return Answer(None, "whole", Span(0, len(text)), "ambiguous")
    found = _whole(text)
    if found is not None:
        return found
    text = _without_check(text)
    concluded = _sentence(text) or _listed(text) or conclusions.conclusion(text)
    if concluded is not None:
        if isinstance(concluded, Answer):
            return concluded
        if is_left_open(text, *concluded.span):
            return Answer(None, concluded.kind, concluded.span, "ambiguous")
        return NONE if _is_of_another(text, concluded) else concluded
    found = _last_line(text)
    if found is not None:
        return found
    number = None if strict else conclusions.last_number(text)
    return NONE if number is None else number


def _without_ending(text: str) -> str:
    """A text without the mark that closes a proof, and what is said to the reader behind it."""
    end = _CLOSING_MARK.search(text, max(0, len(text) - 40))
    if end is not None:
        text = text[: end.start()]
    for _ in range(2):
        polite = _POLITE.search(text, max(0, len(text) - 250))
        if polite is not None and text[: polite.start()].strip():
            text = text[: polite.start()].rstrip()
    return text


def _without_check(text: str) -> str:
    """A text without the check of its result behind it, unless the check fails."""
    check = _CHECK.search(text, max(0, len(text) - 300))
    failed = check is not None and _TAKES_BACK.search(check[0]) is not None
    return text if check is None or failed else text[: check.start()]


# A text that is nothing but two equations of one letter with whole coefficients and no more to simplify: two guesses.
_LINE_OF_GUESSES = re.compile(
    r"\s*\$?([a-z])\s?=\s?([-−]?\d{0,6}[a-z]?(?:\s?[-+−]\s?\d{1,6})?)\$?\s{0,3}\n\s*\$?([a-z])\s?=\s?"
    r"([-−]?\d{0,6}[a-z]?(?:\s?[-+−]\s?\d{1,6})?)\$?\s*\Z"
)


def _are_rivals(text: str) -> bool:
    """Whether a text is two equations of one letter, each as simple as can be, that differ."""
    found = _LINE_OF_GUESSES.match(text)
    if found is None or found[1] != found[3]:
        return False
    first, second = ("".join(side.split()) for side in (found[2], found[4]))
    letters = ["".join(char for char in side if char.isalpha()) for side in (first, second)]
    return first != second and letters[0] == letters[1] != ""


# A line or value named to say what another is: "parallel to y=2x+1", "less than y=2x+1".
_BESIDE = re.compile(
    r"\b(?:than|(?:parallel|perpendicular|normal|close|tangent|orthogonal) to|opposite of|nearly|almost)\s{1,3}"
    r"(?:the line\s{1,3})?\$?(?:[A-Za-z](?:\([a-z]\))?\s?=\s?)\$?$"
)


_ANSWER = re.compile(r"\banswer\b|答案", re.IGNORECASE)


def _is_of_another(text: str, found: Announced) -> bool:
    """Whether a sentence tells what somebody else's answer is, or names a value only to compare another with it."""
    start = found.span.start
    word = _ANSWER.search(text, found.sentence.start, start)
    return (
        reports(found.sentence.of(text))
        or is_told(text, start)
        or (word is not None and is_anothers(text, word.start()))
        or _is_beside(text, found.span)
        or denied_in_formula(text, *found.span)
    )


def _is_beside(text: str, span: Span) -> bool:
    """Whether an equation is named only to compare another with it."""
    return _BESIDE.search(text[max(0, span.start - 60) : span.start]) is not None


def _shifted(found: Answer | Announced, by: int) -> Answer | Announced:
    """An answer in a part of a text, as one of the text."""
    span = Span(found.span.start + by, found.span.end + by)
    if isinstance(found, Answer):
        return found._replace(span=span)
    return Announced(span, found.kind, Span(found.sentence.start + by, found.sentence.end + by))


def _whole(text: str) -> Answer | None:
    """A short text as a whole."""
    stripped = text.strip()
    if not stripped:
        return NONE
    start = text.find(stripped)
    whole = Span(start, start + len(stripped))
    if _ENCLOSED.fullmatch(stripped):
        return Answer(stripped, "whole", whole)
    if len(stripped) > _SHORT:
        return None
    if doubts(stripped):
        return Answer(None, "whole", whole, "ambiguous")
    lead = _SO.match(stripped)
    begin = 0 if lead is None or lead.end() == len(stripped) else lead.end()
    if _looks_like_math(stripped):
        return Answer(stripped[begin:], "whole", Span(whole.start + begin, whole.end))
    if (
        len(stripped.split()) <= 3
        and len(stripped) <= 40
        and not _CHINESE_LEAD.match(stripped)
        and not _SAYS.search(stripped)
    ):
        tidy = tidied(text, whole.start + begin, whole.end)
        return NONE if tidy.end == tidy.start else Answer(tidy.of(text), "whole", tidy)
    if "\n" in stripped or reports(stripped) or conclusions.is_hypothesis(stripped):
        return None
    if _YES_FOR.match(stripped):
        return Answer(stripped, "whole", whole)  # the number is of the reason
    only = only_value(text, whole)
    if only is not None and _is_of_another(text, Announced(only, "conclusion", whole)):
        return NONE
    return None if only is None else Answer(only.of(text), "whole", only)


# Everything but some values, and a letter that cannot be one.
_ALL_BUT = re.compile(
    r"(?:[A-Z][^.!?\n\d]{0,60}?\b(?:is|are)\s)?"
    r"((?:all|every|any) (?:real )?(?:numbers?|reals?|values?)(?: of)?(?: [a-z])?,?"
    r" (?:except|excluding|other than)(?: for)? [^.\n]{1,40}?)\.?",
    re.IGNORECASE,
)
_ALL_BUT_WORDS = re.compile(r"(?:[Ss]o |[Tt]hus |[Hh]ence )?(\$?[a-z]\$? (?:cannot|can't|may not) be [^.\n]{1,20}?)\.?")


def _looks_like_math(text: str) -> bool:
    """Whether a text without any mark is a formula and hardly anything else."""
    words = [word for word in _WORDS.findall(text) if word.lower() not in _MATH_WORDS and not _JOINED.fullmatch(word)]
    begins = text[0].isdigit() or text[0] in "-−+.\\([{√π½€£¥"
    return (
        "\n\n" not in text
        and conclusions.CONCLUDES.search(text) is None
        and not _IT_IS.match(text)
        and len(words) <= (2 if begins and "$" not in text else 0)
        and any(char.isdigit() or char in "\\$=" for char in text)
        and (text.isascii() or _CHINESE_SENTENCE.search(text) is None)
    )


def _sentence(text: str) -> Answer | None:
    """What a last sentence as a whole says: yes or no, or everything but some values."""
    end = len(text.rstrip())
    start = max(text.rfind("\n", 0, end) + 1, end - _LONGEST_LAST)
    for stop in SENTENCE_END.finditer(text, start, max(start, end - 1)):
        start = stop.end()
    sentence = text[start:end].strip()
    start = end - len(sentence)
    if _YES.match(sentence):
        return Answer(sentence, "whole", Span(start, end))
    but = _ALL_BUT.fullmatch(sentence) or _ALL_BUT_WORDS.fullmatch(sentence)
    return None if but is None else Answer(but[1], "whole", Span(start + but.start(1), start + but.end(1)))


def _listed(text: str) -> Answer | None:
    """The list with which a text ends."""
    members = conclusions.listed(text) or conclusions.parts(text)
    if not members:
        return None
    joined = " , ".join(member.of(text) for member in members)
    return Answer(joined, "conclusion", Span(members[0].start, members[-1].end))


_YES = re.compile(r"[\s*]*(yes|no|true|false)\b[\s*]*[,.!:;—–-]", re.IGNORECASE)
_YES_FOR = re.compile(r"[\s*]*(?:yes|no|true|false)\b[\s*]*[,.;:—–-]?\s+(?:because|since|as)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"[\s*#>-]*(?!note|check|step|hint|confidence|page|score)[A-Za-z][A-Za-z ]{1,30}\**[:：]\**\s*(?=\S)", re.I
)
_SO = re.compile(r"[\s*]*(?:so|thus|therefore|hence|consequently|finally|因此|所以|故)[,，:：]?\s*", re.IGNORECASE)
_LONGEST_LAST = 120


# One of several that are called answers: "Answer B: 19" below "Answer A: 18".
_NUMBERED = re.compile(
    r"[\s*#>-]*(answer|guess|attempt|try|candidate|答案|猜测|候选)"
    r"\s?\(?([A-J]|\d|[一二三四五甲乙丙丁])\)?\**\s?[:：]",
    re.IGNORECASE,
)


def _is_one_of_several(text: str, start: int) -> bool:
    """Whether the line at a place and the one before it are numbered answers."""
    found = _NUMBERED.match(text, start)
    if found is None:
        return False
    before = _NUMBERED.match(text, text.rfind("\n", 0, start - 1) + 1)
    return before is not None and before[1].lower() == found[1].lower() and before[2] != found[2]


def _last_line(text: str) -> Answer | None:
    """What the last line of a longer text gives: ``42 pencils``, ``Center: (3, -4)``, ``No, it is even.``."""
    end = len(text.rstrip())
    start = text.rfind("\n", 0, end) + 1
    if text.startswith("|", start) and text.startswith("|", text.rfind("\n", 0, max(0, start - 1)) + 1):
        return None  # a row of a table
    yes = _YES.match(text, start, end + 1) or (_YES.fullmatch(text[start:end] + ".") if end - start < 12 else None)
    if yes is not None:
        return Answer(text[start:end].strip(), "whole", Span(start, end))
    if start == 0 or end - start > _LONGEST_LAST:
        return None
    if _is_one_of_several(text, start):
        return Answer(None, "whole", Span(start, end), "ambiguous")
    for opening in (_SO, _LABEL):
        opened = opening.match(text, start, end)
        if opened is not None and opened.end() < end:
            start = opened.end()
    found = _whole(text[start:end])
    if found is None or found.text is None:
        return None
    return found._replace(span=Span(start + found.span.start, start + found.span.end))

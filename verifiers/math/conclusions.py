"""What a text without any mark comes to: a formula at its end, what its last sentence concludes, its last number."""

from __future__ import annotations

import re

from rewardry.text.spans import Span

from . import sentences
from .announcements import Announced, first_of_list
from .displays import displayed
from .foreign_words import denies_or_bounds
from .lines import SENTENCE_END, tidied
from .prose import NUMBER_WORDS

_LOOK_BACK = 3_000

_HOPE = re.compile(r"\.?\s*I hope (?:it|this) is correct", re.IGNORECASE)
_CHINESE_CONCLUSION = re.compile(
    r"(?:所以|因此|故|综上|从而|于是)[，,]?(?:当[^。，\n]{1,40}时[，,]?)?[^。\n]{0,60}?(?:是|为|等于|有|=)\s*([^。\n]{1,80})[。\n]?\s*$"
)
_VALUE = r"(?:\$[^$\n]{1,300}\$|\\\([^\n]{1,300}?\\\)|-?[\d{(\[\\√π½$€£¥][^\n]{0,80}?"
_VALUE += r"|[A-Za-z](?:[²³]|\^\d{1,3})?\s?[-+*/=<>≤≥]\s?[^\n]{1,60}?)"
_CONCLUSION = re.compile(
    r"(?:\bis|\bare|\bequals?|\bget|\bgot|\bobtain|\bgives?|\bhave|\bit's|\bbe"
    r"|(?<!divisible )(?<!divided )(?<!multiplied )\bby"
    r"|\b(?:simplifies|reduces|evaluates|amounts|comes) to|\bbecomes|\bat|=|≈|\bcosts?|\bmakes?|\btakes?"
    r"|\bhas|\bequal to|\btotal of|共有?|有|是|为|等于)"
    rf"[\s:*]{{0,4}}({_VALUE}[^\n.]{{0,40}}|[^\s.]{{1,20}})[.。!]?\s*$"
)
# Where the value of a plain sentence ends: "1,209,600 seconds in 2 weeks".
_ADJUNCT = re.compile(
    r"(?<=[\w%])\s+(?=(?:more|fewer|less)\s(?:[a-z]+\s){0,3}than\s[^\d\n]*$)|(?<=[\w%])\s+(?:in|for|at|of|on|from|after|during|within|by|to|when|because|since|so|which|that)\s"
)


_PROPORTION = re.compile(r"\b(?:ratio|odds|proportion)\b", re.IGNORECASE)


def conclusion(text: str, polite: bool = True) -> Announced | None:
    """What the last sentence ends with: ``Thus x = 42.``, ``so the number is 10``; `polite` skips "I hope ..."."""
    end = tidied(text, 0, len(text)).end
    while end < len(text) and text[end] in ".!。":
        end += 1
    display = displayed(text, end)
    if display is not None:
        place, whole = display
        sentence = Span(_lead(text, whole.start), whole.end)
        return None if is_hypothesis(sentence.of(text)) else Announced(place, "conclusion", sentence)
    start = max(text.rfind("\n", 0, end) + 1, end - 500)
    last = start
    for stop in SENTENCE_END.finditer(text, start, max(start, end - 1)):
        last = stop.end()
    if is_hypothesis(text[last:end]):
        return None
    clauses = list(CONCLUDES.finditer(text, last, end))
    clause = clauses[-1].end() if clauses else last
    reason = _REASON.search(text, clause, end)
    if reason is not None and any(char.isdigit() or char in "$\\" for char in text[clause : reason.start()]):
        end = reason.start()
    chinese = _CHINESE_CONCLUSION.search(text, last, end)
    if chinese:
        return Announced(tidied(text, chinese.start(1), chinese.end(1)), "conclusion", Span(last, end))
    hope = _HOPE.search(text, last, end)
    if polite and hope is not None and hope.start() > start:
        return conclusion(text[: hope.start() + 1], polite=False)
    found = _of_sentence(text, clause, end) if clauses else None
    return _of_sentence(text, last, end) if found is None else found._replace(sentence=Span(last, end))


_LONGEST_LEAD = 200


def _lead(text: str, display: int) -> int:
    """Where the sentence begins that leads to a displayed formula: "so that the answer is", or the formula itself."""
    before = text[max(0, display - _LONGEST_LEAD) : display].rstrip()
    start = before.rfind("\n") + 1
    for stop in SENTENCE_END.finditer(before, start):
        start = stop.end()
    return display - len(text[max(0, display - _LONGEST_LEAD) : display]) + start


CONCLUDES = re.compile(r"[,;]\s+(?:and )?(?:so|thus|hence|therefore|which means(?: that)?)\s(?=[^\n]*\d|[^\n]*\bno\b)")


def _of_sentence(text: str, last: int, end: int) -> Announced | None:
    """What a sentence, or its last clause, comes to."""
    stated = sentences.result(text, last, end)
    if stated is not None:
        return Announced(stated, "conclusion", Span(last, end))
    formula = _last_formula(text, last, end)
    if formula is not None:
        return Announced(formula, "conclusion", Span(last, end))
    return (
        _counted(text, last, end)
        or _last_stated(text, last, end)
        or _in_words(text, last, end, named=True)
        or _only_number(text, last, end)
        or _in_words(text, last, end)
    )


# What is said behind a value: why it is so, where it is attained, what it is roughly.
_REASON = re.compile(
    r",?\s+(?:because|since|when|where|which(?!\s(?:is|equals)\s+[-−$\\\d])|(?:is )?(?:attained|achieved|reached)"
    r"|at(?=\s\$?[a-z]\s*=)|for(?=\s\$?[a-z]\s*(?:\\in|\\neq?|\\[gl]eq?|[≠<>≤≥]))"
    r"|for (?:any|all|every|each|some) (?:positive |non-?negative |real )?(?:integers?|numbers?)"
    r"|(?:i\.e\.,?|that is,?|or) (?:approximately|about|roughly))\s",
    re.IGNORECASE,
)
_HYPOTHESIS = re.compile(
    r"\W*(?:假设|假定|假如|if\b(?!.*\bthen\b)|let\b|suppose|assum(?:e|ing)|consider|try\b|whether|is\s+(?!the\b)|check\b|verify\b"
    r"|we (?:need|want|have|must|should) (?:to )?(?:check|verify|show|find|solve|see|try))",
    re.IGNORECASE,
)


def is_hypothesis(sentence: str) -> bool:
    """Whether a sentence supposes, tries or asks something instead of concluding it."""
    return _HYPOTHESIS.match(sentence) is not None


_COUNTED = re.compile(
    r"\W*(?:(?:so|thus|therefore|hence|in total|altogether)[,\s]+)?(?:there (?:are|is|were) )?(?:exactly |a total of )?"
    rf"(\d[\d,]*|{NUMBER_WORDS.pattern})\s+[a-z]+(?:\s[a-z]+){{0,2}}?(?::|\s(?:that|to|which|who|are|is|have|has|can|do|will|satisfy|were|was)\b)",
    re.IGNORECASE,
)


def _counted(text: str, start: int, end: int) -> Announced | None:
    """What is counted by a sentence that begins with it: "67 integers are not divisible by 3"."""
    found = _COUNTED.match(text, start, end)
    return None if found is None else Announced(tidied(text, *found.span(1)), "conclusion", Span(start, end))


def _last_stated(text: str, start: int, end: int) -> Announced | None:
    """What follows the last verb or equals sign of a sentence."""
    found = exact = None
    place = start
    while True:  # each match a bounded piece of the sentence
        again = _CONCLUSION.search(text, place, end)
        if again is None:
            break
        found, place = again, again.start() + 1
        if "≈" in again[1] and again[0][0] != "≈":
            exact = again
    found = exact or found  # 36π ≈ 113.1 is 36π
    if found is None or not any(char.isdigit() or char in "\\π√½" for char in found[1]):
        return None
    stop = found.end(1)
    if "\\" not in found[1] and "$" not in found[1]:
        adjunct = _ADJUNCT.search(text, found.start(1), stop)
        if adjunct and adjunct[0].strip() == "to" and _PROPORTION.search(text, start, stop):
            adjunct = None
        stop = adjunct.start() if adjunct and any(char.isdigit() for char in found[1][: adjunct.start()]) else stop
    return Announced(tidied(text, found.start(1), stop), "conclusion", Span(start, end))


def _last_formula(text: str, start: int, end: int) -> Span | None:
    """A formula with which a sentence ends, but for a unit."""
    for opening, closing in (("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
        at = text.rfind(closing, start, end)
        if at > start and end - at < 30 and not any(char.isdigit() for char in text[at + len(closing) : end]):
            begin = text.rfind(opening, start, at)
            if begin >= start:
                return Span(first_of_list(text, start, begin, opening, closing), at + len(closing))
    return None


_LONGEST_STATED = 90
_BEARER = re.compile(
    r"\W*(?:(?:[Ss]o|[Tt]herefore|[Tt]hus|[Hh]ence)[,\s]+)?(?!(?:It|This|That|He|She)\b)([A-Z][a-z]+)"
    r"\sis\sthe\s\w+[.!]?\s*$"
)
_NAME = re.compile(r"\b(?:is|are|was|(?:will|would|must) be)\s([A-Z][a-z]+)[.!]?\s*$")
_STATED_WORDS = re.compile(r"\b(?:is|are|was|(?:will|would|must) be)\s+((?:[A-Za-z'-]+\s?){1,3})[.!]?\s*$")
_OF_AN_ANSWER = re.compile(
    r"(?:the|our|my|an?)?\s*(?:\w+ )?(?:answer|solution|result|correct|right|done|it|wrong|incorrect)s?\s*", re.I
)
_INFINITE = re.compile(r"\b(?:diverges?|tends?|goes|approaches|is)\s(?:to\s)?((?:negative |minus )?infinity)[.!]?\s*$")
_INFINITELY = re.compile(r"\b(?:is|are|has|have)\s(infinitely many)\b[^.!?\n]{0,40}[.!]?\s*$")
_NO_VALUE = re.compile(r"\b(?:(?:does|do) not exist|no (?:real |integer )?(?:solutions?|roots?)|undefined)[.!]?\s*$")


def _in_words(text: str, start: int, end: int, named: bool = False) -> Announced | None:
    """What a short last sentence says in words: "The statement is true.", "The limit does not exist.".

    With `named` only a name: the Thursday of "in 10 days it will be Thursday", the Ann of "Ann is the tallest".
    """
    if end - start > _LONGEST_STATED:
        return None
    if named:
        name = _BEARER.match(text, start, end) or _NAME.search(text, start, end)
        return None if name is None else Announced(tidied(text, *name.span(1)), "conclusion", Span(start, end))
    none = _NO_VALUE.search(text, start, end)
    if none is not None:
        return Announced(tidied(text, none.start(), none.end()), "conclusion", Span(start, end))
    infinite = _INFINITE.search(text, start, end) or _INFINITELY.search(text, start, end)
    if infinite is not None:
        return Announced(Span(*infinite.span(1)), "conclusion", Span(start, end))
    words = _STATED_WORDS.search(text, start, end)
    if words is None or _OF_AN_ANSWER.fullmatch(words[1]):
        return None
    return Announced(tidied(text, *words.span(1)), "conclusion", Span(start, end))


# What makes a sentence something else than the result: a condition, a plan, a bound, a step.
_NO_RESULT = re.compile(
    r"\b(?:if|when|where|suppose|assume|assuming|let|consider|check|verify|step|first|next|need|try|maybe|case|than|least"
    r"|most|between|up to|almost|nearly|under|over|not|no|never|cannot|wrong|question|problem|divisible|multiple"
    r"|equation|chapter|page|figure|table|formula|each|every|per cent of|now|divide|multiply|add|subtract"
    r"|substitute|plug|use|using|recall|note|begin|start|to|reference|expected|grader"
    r"|I (?:have to |must )?(?:give|gave) up)\b|n't|大于|小于|超过|过了|放弃|不到|不足"
    r"|至少|至多|低于|高于|多于|少于|不止|以上|以下|以内",
    re.IGNORECASE,
)
_RESULT_VERB = re.compile(
    r"\b(?:so|therefore|thus|hence|in total|altogether|consequently|finally|in conclusion|total|gives?|makes?"
    r"|leaves?|left"
    r"|remain(?:s|ing)?|has|have|there (?:is|are)|needs?|costs?|spends?|earns?|pays?|takes?|get|gets)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:/\d+)?%?")
_MOST_WORDS = 30


def _only_number(text: str, start: int, end: int) -> Announced | None:
    """The only number of a last sentence that gives a result: "Therefore, there are 12 such sequences."."""
    sentence = text[start:end]
    ends = text[end - 1 : end + 1].strip()[-1:] in ("", ".", "!", "。") and text[end - 1 : end] in ".!。"
    if (
        not (ends or _RESULT_VERB.search(sentence))
        or _NO_RESULT.search(sentence)
        or denies_or_bounds(sentence)
        or len(sentence.split()) > _MOST_WORDS
    ):
        return None
    numbers = list(_NUMBER.finditer(text, start, end)) or list(NUMBER_WORDS.finditer(text, start, end))
    if len(numbers) != 1 or any(char in "\\=<>^×÷*+:π√²³" for char in sentence.replace("**", "")):
        return None
    return Announced(tidied(text, *numbers[0].span()), "conclusion", Span(start, end))


def last_number(text: str) -> Announced | None:
    """The last number anywhere: the weakest candidate, only asked for where `strict` is off."""
    numbers = list(_NUMBER.finditer(text, max(0, len(text) - _LOOK_BACK)))
    if not numbers:
        return None
    found = numbers[-1]
    return Announced(tidied(text, found.start(), found.end()), "last-number", Span(found.start(), found.end()))


_PART = re.compile(r"[\s*#>-]*(?:[Pp]art\s+)?\(?([a-h])[).:][\s*:]*(\S.{0,80})")


def parts(text: str) -> list[Span]:
    """What the lines of parts (a), (b), ... give with which a text ends."""
    end = len(text.rstrip())
    found: list[tuple[str, Span]] = []
    while end > 0 and len(found) < 8:
        start = text.rfind("\n", 0, end) + 1
        part = _PART.fullmatch(text, start, end)
        if part is None or not any(char.isdigit() for char in part[2]):
            break
        found.append((part[1], tidied(text, *part.span(2))))
        end = len(text[:start].rstrip())
    found.reverse()
    labels = "".join(label for label, _ in found)
    return [place for _, place in found] if len(found) > 1 and "abcdefgh".startswith(labels) else []


_BULLET = re.compile(r"[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+(.{1,120})")
_MEMBER = re.compile(r"[\s$*\\(]*(?:([A-Za-z](?:_\{?\w{1,3}\}?)?)\s*=\s*)?[^=\s][^=]*")
_MOST_BULLETS = 20


def listed(text: str) -> list[Span]:
    """The members of a list with which a text ends, where each gives a value of the same letter, or of none."""
    end = len(text.rstrip())
    found: list[Span] = []
    labels = set()
    for _ in range(_MOST_BULLETS):
        start = text.rfind("\n", 0, end) + 1
        bullet = _BULLET.fullmatch(text, start, end)
        member = _MEMBER.fullmatch(bullet[1]) if bullet else None
        if bullet is None or member is None or len(bullet[1]) > 40 or not any(char.isdigit() for char in bullet[1]):
            break
        labels.add((member[1] or "").partition("_")[0])
        found.append(tidied(text, *bullet.span(1)))
        if start == 0:
            break
        end = len(text[:start].rstrip())
    found.reverse()
    return found if len(found) > 1 and len(labels) == 1 and "" not in labels else []

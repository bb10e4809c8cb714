"""Answers that are announced in words, from the strongest announcement to the weakest.

Every scanner looks at a bounded part of the end of a text, or finds its cue as a plain string, so that time is linear.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rewardry.text.spans import Span

_LONGEST_LINE = 600
_LOOK_BACK = 3_000  # characters at the end in which announcements are looked for


class Announced(NamedTuple):
    """An announced answer: its place, how it was announced, and the line it stands in.

    Attributes:
        span: the answer.
        kind: ``minerva``, ``hashes``, ``line``, ``bold``, ``conclusion``.
        sentence: what stands before it on its line, with the cue; hedges are looked for there.
    """

    span: Span
    kind: str
    sentence: Span


_MINERVA = re.compile(r"final answer is:?\s*", re.IGNORECASE)
_HOPE = re.compile(r"\.?\s*I hope (?:it|this) is correct", re.IGNORECASE)
# The words are found first, in a pattern that begins with plain letters, which the engine looks for quickly.
_CUE = re.compile(
    r"(?:answer|Answer|ANSWER|ans|Ans|ANS|result|Result|RESULT|solution|Solution|option|Option|choice|Choice|A(?=[:：]))"
    r"(?![A-Za-z])|答案|结果|得数|故选|应选"
)
_ANNOUNCES = re.compile(
    r"(?:\s+(?:to|of|for)\s+[^\n.:=]{1,60}?)?[\s*_\"]{0,4}"
    r"(?:(?:is|are|=|equals?|would be|will be|must be|should be|comes out to(?: be)?)(?![A-Za-z])"
    r"(?:[\s*_]{0,3}[:：])?|[:：])[\s*_]{0,4}"
    r"|[\s*_]{0,4}(?=\\\[|\$|\\\(|\\boxed|\d)"
    r"|\s*(?:应该是|应为|等于|是|为|[:：=])+\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]*|\*\*)(?:final |the )?", re.IGNORECASE)
_HEADING_END = re.compile(r"\**:?\**[ \t]*\n\s*")
_CHINESE_CONCLUSION = re.compile(
    r"(?:所以|因此|故|综上|从而|于是)[^。\n]{0,60}?(?:是|为|等于|有|=)\s*([^。\n]{1,80})[。\n]?\s*$"
)
_BOLD = re.compile(r"\*\*([^*\n]{1,200})\*\*")
_HASHES = re.compile(r"(?<!#)####(?!#)[ \t]*")
_SENTENCE_END = re.compile(r"[.!?。！？](?=\s|$)|\n")


def minerva(text: str) -> Announced | None:
    """``The final answer is $5$. I hope it is correct.``, the last one."""
    end = text.rfind("I hope it is correct")
    if end < 0:
        end = text.rfind("I hope this is correct")
    if end < 0:
        return None
    start = max(0, end - _LOOK_BACK)
    cues = list(_MINERVA.finditer(text, start, end))
    if not cues:
        return None
    span = _tidied(text, cues[-1].end(), end)
    return Announced(span, "minerva", Span(cues[-1].start(), end))


def hashes(text: str) -> Announced | None:
    """``#### 5``: the last one, as GSM8K writes it."""
    at = text.rfind("####")
    if at < 0:
        return None
    found = _HASHES.search(text, max(0, at - 1))
    if found is None:
        return None
    end = _line_end(text, found.end())
    span = _tidied(text, found.end(), end)
    return Announced(span, "hashes", span) if span.end > span.start else None


def lines(text: str) -> list[Announced]:
    """Every ``Answer: 5``, ``the final answer is 5``, ``答案是5`` near the end, in order."""
    found = []
    for cue in _CUE.finditer(text, max(0, len(text) - _LOOK_BACK)):
        start = _announced_at(text, cue.start(), cue.end())
        if start is None:
            continue
        span = _statement(text, start)
        if span.end > span.start:
            found.append(Announced(span, "line", Span(_line_start(text, cue.start()), span.end)))
    return found


def _announced_at(text: str, start: int, end: int) -> int | None:
    """Where the answer begins that a cue announces, or None where it announces none."""
    before = text[start - 1] if start else "\n"
    if before.isascii() and before.isalpha():
        return None
    if end - start == 1 and text[_line_start(text, start) : start].strip():
        return None  # an A: within a line is a name
    if text[end - 1] == "选":
        return end
    announced = _ANNOUNCES.match(text, end)
    if announced is not None:
        return announced.end()
    heading = _HEADING.fullmatch(text, _line_start(text, start), start)
    ends = _HEADING_END.match(text, end)
    return ends.end() if heading is not None and ends is not None else None


def _statement(text: str, start: int) -> Span:
    """The rest of a line up to the end of its sentence; a formula between delimiters as a whole."""
    while start < len(text) and text[start] in " \t\r\n" and start < len(text):
        start += 1
    for opening, closing in (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")):
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening), start + _LONGEST_LINE * 3)
            if end > 0:
                return _with_more(text, start, end + len(closing))
            break
    end = min(_line_end(text, start), start + _LONGEST_LINE)
    sentence = _SENTENCE_END.search(text, start, end)
    span = _tidied(text, start, sentence.start() if sentence else end)
    if text[span.end - 1 : span.end] == "}" and "{" not in span.of(text):  # the end of a JSON object
        return _tidied(text, span.start, span.end - 1)
    return span


def _with_more(text: str, start: int, end: int) -> Span:
    """A formula with what follows on its line: a unit, or more formulas."""
    line_end = min(_line_end(text, end), end + 200)
    stop = _SENTENCE_END.search(text, end, line_end)
    return _tidied(text, start, stop.start() if stop else line_end)


def bold(text: str) -> Announced | None:
    """The last text in bold that stands near the end and holds a digit or a formula."""
    start = max(0, len(text) - 1_200)
    for found in reversed(list(_BOLD.finditer(text, start))):
        inside = found[1].strip()
        last_words = len(inside.split()) <= 4 and found.end() > len(text.rstrip()) - 20
        if inside.endswith(":") or not (last_words or any(char.isdigit() or char in "\\$√π" for char in inside)):
            continue
        return Announced(Span(found.start(1), found.end(1)), "bold", _sentence_of(text, found.start(1), found.end(1)))
    return None


_VALUE = r"(?:\$[^$\n]{1,300}\$|\\\([^\n]{1,300}?\\\)|-?[\d(\[\\√π½$€£¥][^\n]{0,80}?)"
_CONCLUSION = re.compile(
    r"(?:\bis|\bare|\bequals?|\bget|\bgot|\bobtain|\bgives?|\bhave|\bit's|\bbe|\bby|\bat|=|≈|\bcosts?|\bmakes?|\btakes?"
    r"|\btotal of|共有?|是|为|等于)"
    rf"[\s:*]{{0,4}}({_VALUE}[^\n.]{{0,40}}|[^\s.]{{1,20}})[.。!]?\s*$"
)


def conclusion(text: str, polite: bool = True) -> Announced | None:
    """What the last sentence ends with: ``Thus x = 42.``, ``so the number is 10``; `polite` skips "I hope ..."."""
    end = len(text.rstrip())
    start = max(text.rfind("\n", 0, end) + 1, end - 500)
    last = start
    for stop in _SENTENCE_END.finditer(text, start, max(start, end - 1)):
        last = stop.end()
    chinese = _CHINESE_CONCLUSION.search(text, last, end)
    if chinese:
        return Announced(_tidied(text, chinese.start(1), chinese.end(1)), "conclusion", Span(last, end))
    hope = _HOPE.search(text, last, end)
    if polite and hope is not None and hope.start() > start:
        return conclusion(text[: hope.start() + 1], polite=False)
    formula = _last_formula(text, last, end)
    if formula is not None:
        return Announced(formula, "conclusion", Span(last, end))
    found = None
    place = last
    while True:  # the last of the verbs, each match a bounded piece of the sentence
        again = _CONCLUSION.search(text, place, end)
        if again is None:
            break
        found, place = again, again.start() + 1
    if found is None or not any(char.isdigit() or char in "\\π√½" for char in found[1]):
        return _only_number(text, last, end) or _in_words(text, last, end)
    return Announced(_tidied(text, found.start(1), found.end(1)), "conclusion", Span(last, end))


def _last_formula(text: str, start: int, end: int) -> Span | None:
    """A formula with which a sentence ends, but for a unit."""
    for opening, closing in (("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
        at = text.rfind(closing, start, end)
        if at > start and end - at < 30 and not any(char.isdigit() for char in text[at + len(closing) : end]):
            begin = text.rfind(opening, start, at)
            if begin >= start:
                return Span(_first_of_list(text, start, begin, opening, closing), at + len(closing))
    return None


_JOINT = re.compile(r"\s*(?:,|;|,?\s*(?:and|or)|、|和|或)\s*")
# What may be one of several answers: a value, or a letter that is said to be one; an equation to be solved is not.
_ALIKE = re.compile(
    r"\s*(?:[A-Za-z](?:_\w|_\{\w+\})?\s*(?:[=<>≤≥≠]|\\[lgn]e|\\in|\\approx)|[^=<>≤≥]*(?=\$|\\\)|\\\]|$))"
)
_MOST_JOINED = 20


def _first_of_list(text: str, start: int, begin: int, opening: str, closing: str) -> int:
    """Where the first begins of several formulas that "and", "or" or commas join to the one at `begin`."""
    for _ in range(_MOST_JOINED):
        end = text.rfind(closing, start, begin)
        if end < start or not _JOINT.fullmatch(text, end + len(closing), begin):
            break
        before = text.rfind(opening, start, end)
        if before < start or not _ALIKE.match(text, before + len(opening), end):
            break
        begin = before
    return begin


_LONGEST_STATED = 90
_STATED_WORDS = re.compile(r"\b(?:is|are|was)\s+((?:[A-Za-z'-]+\s?){1,3})[.!]?\s*$")
_NO_VALUE = re.compile(
    r"\b(?:(?:does|do) not exist|has no (?:real )?solutions?|no (?:real )?solutions?|undefined)[.!]?\s*$"
)


def _in_words(text: str, start: int, end: int) -> Announced | None:
    """What a short last sentence says in words: "The statement is true.", "The limit does not exist."."""
    if end - start > _LONGEST_STATED:
        return None
    none = _NO_VALUE.search(text, start, end)
    if none is not None:
        return Announced(_tidied(text, none.start(), none.end()), "conclusion", Span(start, end))
    words = _STATED_WORDS.search(text, start, end)
    return None if words is None else Announced(_tidied(text, *words.span(1)), "conclusion", Span(start, end))


_SO = re.compile(
    r"\s*(?:therefore|thus|so|hence|in total|altogether|consequently|finally|in conclusion)\b", re.IGNORECASE
)


def _only_number(text: str, start: int, end: int) -> Announced | None:
    """The only number of a last sentence that draws a conclusion: "Therefore, there are 12 such sequences."."""
    if not _SO.match(text, start, end):
        return None
    numbers = list(_NUMBER.finditer(text, start, end))
    if len(numbers) != 1 or any(char in "\\=<>^" for char in text[start:end]):
        return None
    return Announced(_tidied(text, *numbers[0].span()), "conclusion", Span(start, end))


_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:/\d+)?%?")


def last_number(text: str) -> Announced | None:
    """The last number anywhere: the weakest candidate, only asked for where `strict` is off."""
    numbers = list(_NUMBER.finditer(text, max(0, len(text) - _LOOK_BACK)))
    if not numbers:
        return None
    found = numbers[-1]
    return Announced(_tidied(text, found.start(), found.end()), "last-number", Span(found.start(), found.end()))


def _sentence_of(text: str, start: int, end: int) -> Span:
    line = _line_start(text, start)
    return Span(max(line, start - 200), min(_line_end(text, end), end + 100))


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", max(0, place - 400), place) + 1


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _tidied(text: str, start: int, end: int) -> Span:
    """A span without white space, emphasis and closing punctuation at its ends."""
    while start < end and text[start] in ' \t\r\n*_:："':
        start += 1
    while end > start and text[end - 1] in ' \t\r\n*_.,;:。，；！"':
        end -= 1
    return Span(start, end)

"""Answers that are announced in words: Minerva's sentence, ``#### 5``, ``Answer: 5``, ``5 is the answer``, bold.

Every scanner looks at a bounded part of the end of a text, or finds its cue as a plain string, so that time is linear.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rewardry.text.code_blocks import find_code_blocks, is_in_comment
from rewardry.text.reported import is_anothers
from rewardry.text.spans import Span

from .displays import last_row
from .lines import SENTENCE_END, is_factorial, line_end, line_start, tidied

_LONGEST_LINE = 600
_LOOK_BACK = 3_000  # characters at the end in which announcements are looked for


class Announced(NamedTuple):
    """An announced answer: its place, how it was announced, and the line it stands in.

    Attributes:
        span: the answer.
        kind: ``minerva``, ``hashes``, ``json``, ``line``, ``bold``, ``conclusion``, ``last-number``.
        sentence: what stands before it on its line, with the cue; hedges are looked for there.
    """

    span: Span
    kind: str
    sentence: Span


_MINERVA = re.compile(r"final answer is:?\s*", re.IGNORECASE)
# The words are found first, in a pattern that begins with plain letters, which the engine looks for quickly.
# Every alternative begins with a letter of its own: the engine then skips what can begin none.
_CUE = re.compile(
    r"answers?|Answers?|ANSWERS?|ans|Ans|ANS|results?|Results?|RESULT|solutions?|Solutions?|option|Option|choice|Choice"
    r"|A(?=[:：])|respuestas?|Respuestas?|réponses?|Réponses?|Antwort(?:en)?|respostas?|Respostas?|rispost[ae]"
    r"|Rispost[ae]|soluci(?:ón|ones)|Soluci(?:ón|ones)|soluç(?:ão|ões)|Soluç(?:ão|ões)|soluzion[ei]|Soluzion[ei]"
    r"|Lösung(?:en)?|antwoord|Antwoord|svaret|Svaret|ответы?|Ответы?|решени[ея]|Решени[ея]|відповідь|Відповідь"
    r"|odpowied[zź]i?ą?|Odpowied[zź]i?ą?|wynik|Wynik|cevap|Cevap|Jawaban(?:nya)?|jawaban(?:nya)?|đáp án|Đáp án"
    r"|đáp số|Đáp số|الجواب|الإجابة|उत्तर|答案|结果|得数|故选|应选|选(?=\s?[(（]?[A-J])|答(?=[:：])|答え|求める[値数]"
    r"|정답|답(?=[은:：])"
)
_ANNOUNCES = re.compile(
    r"(?:\s+(?:to|of|for)\s+[^\n.:=]{1,60}?|\s+(?:final|correcta|finale|correcte)\b)?[\s*_\"]{0,4}"
    r"(?:(?:is|are|=|equals?|would be|will be|must be|should be|comes out to(?: be)?|es|est|ist"
    r"|è|é|son|sont|sind|sono|são|är|er|wynosi|jest|adalah"
    r"|là|هو|هي|है)(?![A-Za-z])"
    r"(?:[\s*_]{0,3}[:：])?|[:：])[\s*_]{0,4}"
    r"|[\s*_]{0,4}(?=\\\[|\$|\\\(|\\boxed|\d)|\.?[ \t]{0,2}[-–—.][ \t]{1,2}(?=[-\d$\\(*])"
    r"|\s*[】］]\s*|\s*(?:应该是|应为|等于|是|为|は|은|는|[:：=])+\s*",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?<=[A-Za-z])[A-Za-z]")
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]*|\*\*)(?:final |the )?", re.IGNORECASE)
_HEADING_END = re.compile(r"\**:?\**[ \t]*\n\s*")
_REPORTS = re.compile(r"\b(?:reference|answer key|ground truth|expected answer|grader)\b|参考答案", re.IGNORECASE)
_BOLD = re.compile(r"\*\*([^*\n]{1,200})\*\*")
_HASHES = re.compile(r"(?<!#)####(?!#)[ \t]*")


def reports(text: str) -> bool:
    """Whether a sentence tells what somebody else's answer is: the reference, the answer key."""
    return _REPORTS.search(text) is not None


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
    span = tidied(text, cues[-1].end(), end)
    return Announced(span, "minerva", Span(cues[-1].start(), end))


def hashes(text: str) -> list[Announced]:
    """``#### 5``, as GSM8K writes it: the last one, behind the value right before it, if there is one."""
    last = _hashes(text, len(text))
    before = None if last is None else _hashes(text, text.rfind("####", 0, last.span.start))
    if last is None or before is None or text[before.span.end : last.span.start].strip("# \t\n.*$"):
        return [] if last is None else [last]
    return [last] if _HEADS.search(text, *before.span) else [before, last]


_HEADS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3}|[\u4e00-\u9fff]")  # words: a heading, no value


def _hashes(text: str, end: int) -> Announced | None:
    """The last one that begins before a place."""
    at = text.rfind("####", 0, end)
    if at < 0:
        return None
    found = _HASHES.search(text, max(0, at - 1))
    if found is None:
        return None
    end = line_end(text, found.end())
    span = tidied(text, found.end(), end)
    return Announced(span, "hashes", span) if span.end > span.start else None


def lines(text: str, start: int = 0) -> list[Announced]:
    """Every ``Answer: 5``, ``the final answer is 5``, ``5 is the answer``, ``答案是5`` near the end, in order.

    Args:
        text: any text.
        start: where to begin.
    """
    found = []
    weak = []
    blocks = find_code_blocks(text) if "```" in text else []
    for cue in _CUE.finditer(text, _first_cue(text, max(start, len(text) - _LOOK_BACK))):
        announced = _announced_by(text, cue.start(), cue.end())
        if announced is None or announced.span.end <= announced.span.start:
            continue
        if blocks and is_in_comment(text, cue.start(), announced.span, blocks):
            continue
        if _WEAK.match(text, cue.start()) is None:
            found.append(announced)
        elif _is_last(text, announced.span.end) or _BEGINS_VALUE.match(text, announced.span.start):
            weak.append(announced)
    return found or weak


# A part of every cue, in small letters; plain searches are many times faster than the pattern.
_STEMS = (
    "ans",
    "a:",
    "result",
    "solution",
    "option",
    "choice",
    "respuesta",
    "soluci",
    "soluzion",
    "antwo",
    "cevap",
    "jawaban",
    "svaret",
    "wynik",
    "resposta",
    "rispost",
)
_OTHER_STEMS = (
    "a：", "réponse", "ответ", "soluç", "lösung", "решени", "odpowied", "відповідь", "đáp", "الجواب", "الإجابة", "उत्तर",
    "答", "结果", "得数", "选", "답", "求める",
)  # fmt: skip


def _first_cue(text: str, start: int) -> int:
    """A place from which on all cues stand; the end of the text where there is none."""
    lowered = text[start:].lower()
    stems = _STEMS if lowered.isascii() else (*_STEMS, *_OTHER_STEMS)
    places = [place for stem in stems if (place := lowered.find(stem)) >= 0]
    if not places:
        return len(text)
    if len(lowered) != len(text) - start:  # a few letters become two when they become small
        return start
    return max(start, start + min(places) - 1)  # 故选 begins before its stem


# "Solution:" may head all of a solution; it counts where nothing is called the answer, and a value follows.
_WEAK = re.compile(r"solution|result|结果", re.IGNORECASE)
_BEGINS_VALUE = re.compile(r"(?:[A-Za-z]\s*=\s*)?[-−$(\[{]{0,3}(?:\d|\\(?!text)[A-Za-z(\[]|[A-Za-z]\s*[=<>])")


def _is_last(text: str, end: int) -> bool:
    """Whether nothing but closing marks follows a place."""
    return not any(char.isalnum() for char in text[end : end + 400])


def _announced_by(text: str, start: int, end: int) -> Announced | None:
    """What a cue announces, behind it or before it."""
    begin = _announced_at(text, start, end)
    announces = begin is not None and not _is_verdict(text, begin)
    span = _statement(text, begin) if announces and begin is not None else _before(text, start, end)
    return None if span is None else Announced(span, "line", Span(line_start(text, start), max(span.end, end)))


def _announced_at(text: str, start: int, end: int) -> int | None:
    """Where the answer begins that a cue announces, or None where it announces none."""
    before = text[start - 1] if start else "\n"
    if (before.isascii() and before.isalpha()) or _GOES_ON.match(text, end):
        return None
    if end - start == 1 and text[start] == "A" and text[line_start(text, start) : start].strip():
        return None  # an A: within a line is a name
    if is_anothers(text, start) or _NO_OTHER.search(text, max(0, start - 30), start):
        return None
    if text[end - 1] == "选":
        return end
    announced = _ANNOUNCES.match(text, end)
    if announced is not None:
        return None if _tells_otherwise(text, start, announced[0]) else announced.end()
    heading = None if _WEAK.match(text, start) else _HEADING.fullmatch(text, line_start(text, start), start)
    ends = _HEADING_END.match(text, end)
    return ends.end() if heading is not None and ends is not None else None


_NO_OTHER = re.compile(r"\b(?:no|not any|any)(?: other| further)?\s$", re.IGNORECASE)


_AS_VERB = re.compile(r"\b(?:and|to|or|will|would|should|must|wrong|incorrect|false|common)\s+$", re.IGNORECASE)
_IF = re.compile(r"\bif\b[^.!?\n]*$", re.IGNORECASE)


def _tells_otherwise(text: str, start: int, announces: str) -> bool:
    """Whether "answer" is a verb or somebody's mistake ("answer 7") or said of another case ("if ..., would")."""
    before = text[max(0, start - 120) : start]
    if not announces.strip(" *_\t\n"):
        return _AS_VERB.search(before) is not None
    return "would" in announces and _IF.search(before) is not None


_VERDICT_BEGINS = tuple("crwiCRWI")
_VERDICT = re.compile(r"(?:correct|right|wrong|incorrect)\b", re.IGNORECASE)


def _is_verdict(text: str, place: int) -> bool:
    return text[place : place + 1] in _VERDICT_BEGINS and _VERDICT.match(text, place) is not None


_IS_THE = re.compile(
    r"(?:is|are|being)\s{1,3}(?:(?:thus|therefore|hence|indeed|also)\s{1,3})?(?:the|our|my)\s{1,3}"
    r"(?:(?:final|correct|right|desired|required|only|requested)\s{1,3}){0,2}$"
)
_NO_MORE = re.compile(r"\s{1,3}(?:to|of|is|are|was|key|for|that|in)\b")
_VALUE_BEFORE = re.compile(
    r"(?:\$[^$\n]{1,200}\$|\\\([^\n]{1,200}?\\\)|\*\*[^*\n]{1,80}\*\*|(?:\b[A-Za-z]\s?=\s?)?(?<![\w.])[-−]?\d[\d,./]*%?"
    r"(?:\s[a-z]{1,14})?|\(?\b[B-J]\b\)?|\bA\b(?=\s+is))(?:,? (?:which|and (?:that|this|it)))?\s{0,3}$"
)
_OPTION = re.compile(r"\s\(?([A-J])\)?[.,]?\s{1,3}is\s{1,3}(?:the\s{1,3})?(?:correct|right|answer)\b")


def _before(text: str, start: int, end: int) -> Span | None:
    """The value that is said to be the answer: ``42 is the answer``, ``option B is correct``."""
    option = _OPTION.match(text, end) if text[start] in "oOcC" else None
    if option is not None:
        return Span(*option.span(1))
    verb = _IS_THE.search(text, max(0, start - 60), start)
    if verb is None or _NO_MORE.match(text, end):
        return None
    value = _VALUE_BEFORE.search(text, max(line_start(text, start), verb.start() - 220), verb.start())
    if value is None:
        return None
    found = tidied(text, value.start(), value.end())
    for relative in (", which", " which", " and that", " and this", " and it"):
        if found.of(text).endswith(relative):
            return tidied(text, found.start, found.end - len(relative))
    for opening, closing in (("$", "$"), ("\\(", "\\)")):
        if found.of(text).startswith(opening):
            return Span(first_of_list(text, line_start(text, start), found.start, opening, closing), found.end)
    return found


_LEAD = re.compile(
    r"(?:(?:thus|therefore|then|simply|just|hence|indeed|actually"
    r"|clearly|exactly|found to be|given by|that"
    r"|dus|donc|also|somit|folglich|alors|entonces|portanto|quindi|así)\b[\s,:]{1,3})+",
    re.IGNORECASE,
)


# A rule or the opening of a code block between an announcement and its answer.
_LISTED_OPTION = re.compile(r"[A-J]\.\s+(?=[-−$\\\d(])")  # B. 42
_RULE_BEGINS = tuple("-*_=`~")
_RULE = re.compile(r"(?:(?:[-*_=]{3,}|[`~]{3}[a-z]{0,12})[ \t]*\n\s*)+")


def _statement(text: str, start: int) -> Span:
    """The rest of a line up to the end of its sentence; a formula between delimiters as a whole."""
    start = _skip_space(text, start)
    rule = _RULE.match(text, start) if text[start : start + 1] in _RULE_BEGINS else None
    if rule is not None:
        start = rule.end()
    lead = _LEAD.match(text, start) if text[start : start + 1].isalpha() else None
    if lead is not None:
        start = lead.end()
    for opening, closing in (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")):
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening), start + _LONGEST_LINE * 3)
            if end > 0 and text.startswith("\\begin{", _skip_space(text, start + len(opening))):
                return last_row(text, start + len(opening), end)
            if end > 0:
                return _with_more(text, start, end + len(closing))
            break
    if text.startswith("\\begin{", start):
        end = _end_of_environment(text, start, start + _LONGEST_LINE * 3)
        if end > 0:
            return last_row(text, start, line_end(text, end))
    end = min(line_end(text, start), start + _LONGEST_LINE)
    option = _LISTED_OPTION.match(text, start, end)
    sentence = SENTENCE_END.search(text, start if option is None else option.end(), end)
    if sentence is not None:
        end = sentence.start() + is_factorial(text, sentence.start())
    span = tidied(text, start, end)
    if text[span.end - 1 : span.end] == "}" and "{" not in span.of(text):  # the end of a JSON object
        return tidied(text, span.start, span.end - 1)
    return span


_ENVIRONMENT = re.compile(r"\\(begin|end)\{")


def _end_of_environment(text: str, start: int, limit: int) -> int:
    """Where the environment closes that opens at a place; -1 where it does not."""
    depth = 0
    for found in _ENVIRONMENT.finditer(text, start, limit):
        depth += 1 if found[1] == "begin" else -1
        if not depth:
            return found.start()
    return -1


def _skip_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _with_more(text: str, start: int, end: int) -> Span:
    """A formula with what follows on its line: a unit, or more formulas."""
    last = min(line_end(text, end), end + 200)
    stop = SENTENCE_END.search(text, end, last)
    return tidied(text, start, stop.start() if stop else last)


def bold(text: str) -> Announced | None:
    """The last text in bold that stands near the end and holds a digit or a formula, with those joined to it."""
    start = max(0, len(text) - 1_200)
    found = list(_BOLD.finditer(text, start))
    for place in range(len(found) - 1, -1, -1):
        last = found[place]
        inside = last[1].strip()
        last_words = len(inside.split()) <= 4 and last.end() > len(text.rstrip()) - 20
        if inside.endswith((":", "：")) or not (
            last_words or any(char.isdigit() or char in "\\$√π" for char in inside)
        ):
            continue
        first = last
        while place and _JOINT.fullmatch(text, found[place - 1].end(), first.start()):
            place -= 1
            first = found[place]
        line = line_start(text, first.start(1))
        sentence = Span(max(line, first.start(1) - 200), min(line_end(text, last.end(1)), last.end(1) + 100))
        return Announced(Span(first.start(1), last.end(1)), "bold", sentence)
    return None


_JOINT = re.compile(r"\s*(?:,|，|;|,?\s*(?:and|or)|、|和|或)\s*")
# What may be one of several answers: a value, or a letter that is said to be one; an equation to be solved is not.
_ALIKE = re.compile(
    r"\s*(?:[A-Za-z](?:_\w|_\{\w+\})?\s*(?:[=<>≤≥≠]|\\[lgn]e|\\in|\\approx)|[^=<>≤≥]*(?=\$|\\\)|\\\]|$))"
)
_MOST_JOINED = 20


def first_of_list(text: str, start: int, begin: int, opening: str, closing: str) -> int:
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

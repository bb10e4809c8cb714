"""What a short answer states, where it may deny other values: the 42 of "42, not 41" and of "not 41 but 42".

The clauses of a text are looked at one by one; a clause with a value that is denied states nothing, and neither does
another that gives the same value.
"""

from __future__ import annotations

import re

from rewardry.text.denials import FALSE_THAT, SAID_FALSE, SAID_FALSE_IN_CHINESE, denied_in_formula, is_struck, may_deny
from rewardry.text.spans import Span

# What a letter cannot be is an answer of its own: x is not 2.
_EXCLUDED = re.compile(
    r"(?:[Ss]o |[Tt]hus |[Hh]ence )?\$?[a-z]\$?\s(?:\\text\{)?\s?(?:cannot|can not|may not) (?:be|equal)\s?\}?\s?"
    r"\$?[-−]?\d[\d/.]*\$?\.?"
)
_VALUE = re.compile(
    r"\$[^$\n]{1,200}\$|\\\((?:[^\\\n]|\\(?!\))){1,200}\\\)|\\boxed\{[^{}]{0,100}\}|(?<![A-Za-z\d])[-−]?\.?\d[\d.,/:]*%?"
    r"|\\[A-Za-z]+(?:\{[^{}]{0,60}\}){0,2}|(?<![A-Za-z])(?:[B-HJ](?![A-Za-z'’])|A(?=\s*(?:[,.;)]|$)))|[√π∞½]"
)
_ASIDE = r"\((?=\s*(?:and\s+)?(?:not|never|rather|instead|unlike|since|because|as)\b)"  # "42 (not 41)"
# Where a clause ends: at a mark, before a word that begins another, and before what denies or states by itself.
_BREAK = re.compile(
    rf"[;!?；，。！？]|[.,](?=\s|$)|\s[-–—]\s|{_ASIDE}|\)"
    r"|\b(?:but|so|hence|thus|therefore|since|because|while|whereas|although|though)\b|而是|因为|所以|但|sondern"
    r"|(?=\b(?:it['’]s|it is|which is) (?!not\b))|(?=\b(?:rather than|instead of|unlike)\b)|(?=而不是|而非)",
    re.IGNORECASE,
)
_MOST_CLAUSES = 40
# A denial of something in which no value is seen: "mn is wrong", "1, ..., n是错的", "it is false that it is e^x".
_WHOLLY = re.compile(
    rf"\s*(?:(?!it\b)[A-Za-z]{{1,3}}|[^\s\u4e00-\u9fff]{{1,60}}[!^_{{}}()='][^\s\u4e00-\u9fff]{{0,60}})\s*"
    rf"{SAID_FALSE}[\s.。!！]*"
    rf"|\s*(?:说?答案是)?[^\u4e00-\u9fff]{{1,200}}{SAID_FALSE_IN_CHINESE}[\s.。!！]*"
    rf"|\s*{FALSE_THAT}.*|\s*false\s*[:：].*",
    re.IGNORECASE,
)
# One that begins with its "not", and has no second half that says what it is: "the answer isn't f(x) = x".
_OPENS = re.compile(
    r"\W*(?:(?:the (?:final )?answer|it)\s|(?:最终)?答案)?(?:not|isn['’]t|is not|(?:肯定|绝对?|并|可)?不是|并非|绝非)"
    r"(?=[^.。\n]{0,30}?[\d=\\(\[])"
    r"(?![\s\S]*(?:\b(?:it['’]?s|it is|but|rather|instead)\b|而是|(?<!\\)[.;!]\s+\S|[。；！\n]\s*\S))",
    re.IGNORECASE,
)
# One that ends with its "is wrong"; that a statement or claim is false is an answer.
_ENDS = re.compile(
    r"(?<!statement)(?<!claim)(?<!\bit)(?<!this)(?<!that)(?<!conjecture)(?<!proposition)"
    r"\s(?:is|are)\s(?:wrong|incorrect|false|not (?:right|correct|true))\W*$",
    re.IGNORECASE,
)
# "If 41 is not right, then 42" denies nothing: it leaves open which of them it is.
_IF_FALSE = re.compile(
    rf"\W*(?:if|unless)\b.*{SAID_FALSE}|\W*(?:如果|要是|假如|若).*{SAID_FALSE_IN_CHINESE}", re.IGNORECASE
)
_WHOLLY_STRUCK = re.compile(r"[\s$]*\\(?:[xb]?cancel|sout|st)\s?\{(?:[^{}]|\{[^{}]{0,60}\}){0,120}\}[\s$.]*")


def asserted(text: str) -> Span | None:
    """What a short answer states, where it may deny other values: the 42 of "42, not 41" and of "not 41 but 42".

    Args:
        text: an answer as it is written; time is linear in it.

    Returns:
        Its place: the whole where nothing is denied, None where nothing but denied values is there.
    """
    whole = Span(0, len(text))
    if "not" in text and _EXCLUDED.fullmatch(text):
        return whole
    if text.isdigit() or not may_deny(text):
        return whole
    if is_struck(text) and _WHOLLY_STRUCK.fullmatch(text):
        return None
    clauses = _clauses(text)
    kept: list[tuple[int, Span]] = []
    refused: set[str] = set()
    for i, clause in enumerate(clauses):
        values = list(_VALUE.finditer(text, clause.start, clause.end))[:_MOST_CLAUSES]
        if not values:
            continue
        bad = {value[0] for value in values if denied_in_formula(text, *value.span())}
        if bad and _IF_FALSE.match(text, clause.start, clause.end):
            return whole
        refused |= bad
        if not bad:
            kept.append((i, clause))
    if not refused:
        return None if _is_denial(text) else whole
    if not kept or any(value[0] in refused for _, clause in kept for value in _VALUE.finditer(text, *clause)):
        return None
    first = last = kept[-1]
    for before in kept[-2::-1]:
        if before[0] != first[0] - 1:
            break
        first = before
    return Span(first[1].start, last[1].end)


def _is_denial(text: str) -> bool:
    """Whether a text without values that are denied one by one is a denial as a whole."""
    return bool(_WHOLLY.fullmatch(text) or _OPENS.match(text) or _ENDS.search(text))


def _clauses(text: str) -> list[Span]:
    """The clauses of a text; what stands in brackets or a formula is not cut."""
    places = []
    hidden = _hidden(text)
    start = 0
    for found in _BREAK.finditer(text):
        if found.start() < len(text) and hidden[found.start()]:
            continue
        places.append(Span(start, found.start()))
        start = found.end()
        if len(places) > _MOST_CLAUSES:
            break
    return [*places, Span(start, len(text))]


_REMARK = re.compile(_ASIDE, re.IGNORECASE)


def _hidden(text: str) -> list[bool]:
    """For each character whether it lies within brackets or a formula."""
    hidden = []
    depth, formula, remarks = 0, False, 0
    for place, char in enumerate(text):
        if char in "([{":
            if char == "(" and _REMARK.match(text, place):
                remarks += 1
            else:
                depth += 1
        elif char in ")]}":
            if remarks and not depth:
                remarks -= 1
            else:
                depth = max(0, depth - 1)
                hidden.append(True)
                continue
        elif char == "$":
            formula = not formula
        hidden.append(depth > 0 or formula)
    return hidden

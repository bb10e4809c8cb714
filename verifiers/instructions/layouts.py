"""Constraints of IFBench on brackets, quotes, lines, lists and templates."""

from __future__ import annotations

import re
import string
from itertools import pairwise
from typing import ClassVar

from .constraint import IFBenchConstraint, Phrase
from .sentences import sentences
from .words import trimmed, without_punctuation

_CLOSES = {")": "(", "]": "[", "}": "{"}


class Parentheses(IFBenchConstraint):
    """Brackets ``()``, ``[]``, ``{}`` lie five deep in each other, and the innermost is closed."""

    id: ClassVar[str] = "format:parentheses"

    def kept(self, text: str) -> bool:
        """Whether they lie that deep; a bracket that closes another kind begins anew."""
        open_ones: list[str] = []
        for mark in re.findall(r"[][(){}]", text):
            if mark not in _CLOSES:
                open_ones.append(mark)
            elif open_ones and open_ones[-1] == _CLOSES[mark]:
                if len(open_ones) >= 5:
                    return True
                open_ones.pop()
            else:
                open_ones.clear()
        return False


class NestedQuotes(IFBenchConstraint):
    """Straight quotes lie three deep in each other, double and single by turns, and are closed; apostrophes count."""

    id: ClassVar[str] = "format:quotes"

    def kept(self, text: str) -> bool:
        """Whether they lie that deep."""
        open_ones: list[str] = []
        deepest = 0
        for mark in re.findall("[\"']", text):
            if open_ones and mark == open_ones[-1]:
                open_ones.pop()
                if deepest - len(open_ones) >= 3:
                    return True
            else:
                open_ones.append(mark)
                deepest = max(deepest, len(open_ones))
        return False


class Options(IFBenchConstraint):
    """The response is one of the options and nothing else, whatever its case and the punctuation around it.

    The options are parted by ``/``, or by the word ``or``, or by commas. Where they are letters in order, ``a), b),
    c)``, the response must be written exactly as they are.
    """

    id: ClassVar[str] = "format:options"
    options: Phrase

    def kept(self, text: str) -> bool:
        """Whether it is one of them."""
        separator = next((mark for mark in ("/", r"\bor\b") if re.search(mark, self.options)), ",")
        options = [option.strip() for option in re.split(separator, self.options)]
        if re.match(r"\W*a\W*b\W*c\W*", self.options, re.IGNORECASE):
            return text in options
        return trimmed(text).lower() in [trimmed(option).lower() for option in options]


class Newline(IFBenchConstraint):
    """Each word stands on a line of its own."""

    id: ClassVar[str] = "format:newline"

    def kept(self, text: str) -> bool:
        """Whether there are as many lines as words."""
        bare = without_punctuation(text).strip()
        return sum(1 for line in bare.split("\n") if line) == len(bare.split())


class LineIndent(IFBenchConstraint):
    """Each line is indented further than the one before it; empty lines do not count."""

    id: ClassVar[str] = "format:line_indent"

    def kept(self, text: str) -> bool:
        """Whether the lines are stairs."""
        indents = [len(line) - len(line.lstrip(" ")) for line in text.split("\n") if line.strip()]
        return all(one < other for one, other in pairwise(indents))


class QuoteUnquote(IFBenchConstraint):
    """Something unquoted follows each phrase in double quotes, before the next one and at the end."""

    id: ClassVar[str] = "format:quote_unquote"

    def kept(self, text: str) -> bool:
        """Whether an explanation stands behind each."""
        bare = "".join(text.replace("“", '"').replace("”", '"').replace("'\"'", "").split())
        return '""' not in bare and not bare.strip(string.digits + string.punctuation.replace('"', "")).endswith('"')


class ListMarks(IFBenchConstraint):
    """The mark that stands for bullet points occurs at least twice."""

    id: ClassVar[str] = "format:list"
    sep: Phrase

    def kept(self, text: str) -> bool:
        """Whether it occurs that often."""
        return text.count(self.sep) >= 2


_OPENS_THESIS = re.compile("<i>|<em>")
_CLOSES_THESIS = re.compile("</i>|</em>")


class Thesis(IFBenchConstraint):
    """A thesis stands in HTML italics, ``<i>`` or ``<em>``, and text follows it."""

    id: ClassVar[str] = "format:thesis"

    def kept(self, text: str) -> bool:
        """Whether there is one; sections after the first are not looked at."""
        opened = _OPENS_THESIS.search(text)
        closed = _CLOSES_THESIS.search(text, opened.end()) if opened else None
        if opened is None or closed is None:
            return False
        return bool(text[opened.end() : closed.start()].strip() and text[closed.end() :].strip())


class SubBullets(IFBenchConstraint):
    """A ``-`` stands behind each ``*``, before the next ``*``."""

    id: ClassVar[str] = "format:sub-bullets"

    def kept(self, text: str) -> bool:
        """Whether each bullet point has a point below it; without bullet points there is none to have one."""
        return all("-" in bullet for bullet in text.split("*")[1:])


class SentencesThenBullets(IFBenchConstraint):
    """At least two sentences, then at least two bullet points, lines that begin with ``*``, and nothing behind them."""

    id: ClassVar[str] = "format:no_bullets_bullets"

    def kept(self, text: str) -> bool:
        """Whether they come in that order."""
        lines = [line.strip() for line in text.split("\n")]
        first = next((i for i, line in enumerate(lines) if line.startswith("*")), len(lines))
        bullets = lines[first:]
        said = sum(len(sentences(line)) for line in lines[:first])
        return said >= 2 and len(bullets) >= 2 and all(line.startswith("*") for line in bullets)


class OutputTemplate(IFBenchConstraint):
    """The headings "My Answer:", "My Conclusion:" and "Future Outlook:" are there."""

    id: ClassVar[str] = "format:output_template"

    def kept(self, text: str) -> bool:
        """Whether all three are."""
        return all(heading in text for heading in ("My Answer:", "My Conclusion:", "Future Outlook:"))


class NoWhitespace(IFBenchConstraint):
    """No white space stands in the response, at its ends neither."""

    id: ClassVar[str] = "format:no_whitespace"

    def kept(self, text: str) -> bool:
        """Whether there is none."""
        return not any(map(str.isspace, text))

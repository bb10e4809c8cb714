"""Constraints of IFEval on marks, layout, case and punctuation."""

from __future__ import annotations

import re
from typing import ClassVar

from rewardry.text.strict_json import JsonError, load_json

from .constraint import Count, IFEvalConstraint, Phrase, Relation, compares
from .words import tokens


def _placeholders(line: str) -> int:
    """How often something stands in square brackets on a line, from each opening bracket to the next closing one."""
    count, start = 0, line.find("[")
    while start >= 0 and (end := line.find("]", start)) >= 0:
        count, start = count + 1, line.find("[", end)
    return count


class Placeholders(IFEvalConstraint):
    """At least so many placeholders in square brackets, such as ``[address]``."""

    id: ClassVar[str] = "detectable_content:number_placeholders"
    num_placeholders: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        return sum(map(_placeholders, text.split("\n"))) >= self.num_placeholders


class BulletLists(IFEvalConstraint):
    """Exactly so many bullet points: lines that begin with ``-``, or with one ``*``."""

    id: ClassVar[str] = "detectable_format:number_bullet_lists"
    num_bullets: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        lines = [line.lstrip() for line in text.split("\n")]
        found = sum(line.startswith("-") or (line.startswith("*") and line[1:2] not in ("*", "")) for line in lines)
        return found == self.num_bullets


_ANSWERS = ("My answer is yes.", "My answer is no.", "My answer is maybe.")


class ConstrainedResponse(IFEvalConstraint):
    """One of "My answer is yes.", "My answer is no." and "My answer is maybe." is there, and no other of them."""

    id: ClassVar[str] = "detectable_format:constrained_response"

    def kept(self, text: str) -> bool:
        """Whether one answer is given; IFEval takes several too."""
        return sum(answer in text for answer in _ANSWERS) == 1


_HIGHLIGHT = re.compile(r"\*[^\n*]*\*")
_DOUBLE_HIGHLIGHT = re.compile(r"\*\*[^\n*]*\*\*")


class Highlights(IFEvalConstraint):
    """At least so many highlighted sections, ``*such*`` or ``**such**``."""

    id: ClassVar[str] = "detectable_format:number_highlighted_sections"
    num_highlights: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many that say something."""
        found = (*_HIGHLIGHT.findall(text), *_DOUBLE_HIGHLIGHT.findall(text))
        return sum(bool(one.strip("*").strip()) for one in found) >= self.num_highlights


class MultipleSections(IFEvalConstraint):
    """At least so many sections, each begun by the splitter and a number: ``SECTION 1``."""

    id: ClassVar[str] = "detectable_format:multiple_sections"
    section_spliter: Phrase
    num_sections: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        return len(re.findall(re.escape(self.section_spliter) + r"\s?\d+", text)) >= self.num_sections


_LONGEST_JSON = 200_000


class JsonFormat(IFEvalConstraint):
    """The whole response is JSON, perhaps in a code fence; a key that stands twice and NaN are no JSON."""

    id: ClassVar[str] = "detectable_format:json_format"

    def kept(self, text: str) -> bool:
        """Whether it can be read."""
        inside = text.strip()
        for opening in ("```json", "```Json", "```JSON", "```"):
            inside = inside.removeprefix(opening)
        try:
            load_json(inside.removesuffix("```").strip(), longest=_LONGEST_JSON, deepest=100)
        except JsonError:
            return False
        return True


class Title(IFEvalConstraint):
    """A title in double angular brackets, ``<<poem of joy>>``, which says something."""

    id: ClassVar[str] = "detectable_format:title"

    def kept(self, text: str) -> bool:
        """Whether there is one."""
        for line in text.split("\n"):
            start, end = line.find("<<"), line.rfind(">>")
            if 0 <= start < end and line[start:end].lstrip("<").rstrip(">").strip():
                return True
        return False


class CapitalWordFrequency(IFEvalConstraint):
    """Words in capital letters occur less than, or at least, so many times; ``I`` and ``U.S.`` are such words."""

    id: ClassVar[str] = "change_case:capital_word_frequency"
    capital_frequency: Count
    capital_relation: Relation

    def kept(self, text: str) -> bool:
        """Whether they occur that often."""
        return compares(sum(map(str.isupper, tokens(text))), self.capital_relation, self.capital_frequency)


class NoComma(IFEvalConstraint):
    """No comma stands in the response."""

    id: ClassVar[str] = "punctuation:no_comma"

    def kept(self, text: str) -> bool:
        """Whether there is none."""
        return "," not in text


class Quotation(IFEvalConstraint):
    """The response as a whole stands in double quotation marks."""

    id: ClassVar[str] = "startend:quotation"

    def kept(self, text: str) -> bool:
        """Whether it begins and ends with one."""
        inside = text.strip()
        return len(inside) > 1 and inside[0] == inside[-1] == '"'

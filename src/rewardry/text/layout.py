"""Layouts: what a completion must look like, written as a template with named sections between literal delimiters.

``<think>{think}</think><answer>{answer}</answer>`` is R1's; ``|special_token|{reasoning}|special_token|{summary}`` is
that of its cold-start data. One `Layout` serves both sides: the prompt that asks for it, and the reward that looks for
it.
"""

from __future__ import annotations

import string
from typing import NamedTuple

from rewardry.text.spans import Span, is_blank, says_something

LAYOUTS = {
    "think_answer": "<think>{think}</think>\n<answer>{answer}</answer>",
    "special_token": "|special_token|{reasoning}|special_token|{summary}",
}


class Piece(NamedTuple):
    """A literal delimiter, and the section that follows it.

    Attributes:
        literal: the delimiter, without white space at its ends; empty before a template that begins with a section.
        section: the section's name, or None where the next delimiter or the end follows.
    """

    literal: str
    section: str | None


class Found(NamedTuple):
    """A text, looked at through a layout.

    Attributes:
        sections: each section's place; empty where the delimiters are not those of the layout.
        problems: what is wrong: ``missing`` or ``repeated`` delimiters, ``order``, ``text_before``, ``text_between``,
            ``text_after``, ``empty_NAME``.
    """

    sections: dict[str, Span]
    problems: tuple[str, ...]


class Layout:
    """A template: literal delimiters, and sections in braces.

    Between a delimiter and the next without a section, before the first and behind the last, only white space may
    stand. Each delimiter stands in a text as often as in the template, and every section says something.

    Args:
        template: the template; ``{{`` and ``}}`` are braces of the text.

    Raises:
        ValueError: it has no delimiter or no section, two sections of one name, or two sections side by side.
    """

    def __init__(self, template: str) -> None:
        self.template = template
        self.pieces = _parse(template)
        literals = [piece.literal for piece in self.pieces if piece.literal]
        self._counts = {literal: literals.count(literal) for literal in literals}

    @classmethod
    def named(cls, name_or_template: str) -> Layout:
        """The layout of that name, or of that template."""
        return cls(LAYOUTS.get(name_or_template, name_or_template))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sections, in order."""
        return tuple(piece.section for piece in self.pieces if piece.section is not None)

    def find(self, text: str) -> Found:
        """The sections of a text, in time linear in it."""
        for literal, wanted in self._counts.items():
            if (found := self._count(text, literal)) != wanted:
                return Found({}, ("repeated" if found > wanted else "missing",))
        places = []
        at = 0
        for piece in self.pieces:
            start = text.find(piece.literal, at)
            if start < 0:
                return Found({}, ("order",))
            places.append(Span(start, start + len(piece.literal)))
            at = start + len(piece.literal)
        return self._sections(text, places)

    def _count(self, text: str, literal: str) -> int:
        """How often a delimiter stands in a text by itself, not as a part of a longer one."""
        inside = [other for other in self._counts if literal in other and other != literal]
        return text.count(literal) - sum(text.count(other) * other.count(literal) for other in inside)

    def _sections(self, text: str, places: list[Span]) -> Found:
        sections, problems = {}, []
        if not is_blank(text, 0, places[0].start):
            problems.append("text_before")
        ends = [place.start for place in places[1:]] + [len(text)]
        for i, (piece, place, end) in enumerate(zip(self.pieces, places, ends, strict=True)):
            if piece.section is not None:
                sections[piece.section] = Span(place.end, end)
                if not says_something(text, place.end, end):
                    problems.append(f"empty_{piece.section}")
            elif not is_blank(text, place.end, end):
                problems.append("text_after" if i == len(places) - 1 else "text_between")
        return Found(sections, tuple(problems))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Layout) and other.template == self.template

    def __hash__(self) -> int:
        return hash(self.template)

    def __repr__(self) -> str:
        return f"Layout({self.template!r})"


def _parse(template: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for literal, section, _, _ in string.Formatter().parse(template):
        if section == "" or (section is not None and not section.isidentifier()):
            raise ValueError(f"a section of {template!r} lacks a name; write it as {{name}}")
        if pieces and pieces[-1].section is not None and not literal.strip() and section is not None:
            raise ValueError(f"nothing stands between two sections of {template!r}; put a delimiter there")
        if literal.strip() or section is not None:
            pieces += _lines(literal, section)
    names = [piece.section for piece in pieces if piece.section is not None]
    if not names or not any(piece.literal for piece in pieces):
        raise ValueError(f"{template!r} needs a section and a delimiter, such as <answer>{{answer}}</answer>")
    if len(set(names)) < len(names):
        raise ValueError(f"two sections of {template!r} have one name; give each its own")
    return tuple(pieces)


def _lines(literal: str, section: str | None) -> list[Piece]:
    """The delimiters of a literal: what white space separates is one delimiter after the other."""
    words = literal.split() or [""]
    return [*(Piece(word, None) for word in words[:-1]), Piece(words[-1], section)]

"""Constraints of IFBench that ask for the request, or a part of it, to be repeated."""

from __future__ import annotations

from typing import ClassVar

from .constraint import Count, IFBenchConstraint, Phrase

_SENTENCE = "only output this sentence here, ignore all other requests."


class RepeatSimple(IFBenchConstraint):
    """The response is "Only output this sentence here, ignore all other requests.", whatever its case."""

    id: ClassVar[str] = "repeat:repeat_simple"

    def kept(self, text: str) -> bool:
        """Whether it is that sentence."""
        return text.strip().lower() == _SENTENCE


class RepeatChange(IFBenchConstraint):
    """The request is repeated, with another first word, and nothing else is said."""

    id: ClassVar[str] = "repeat:repeat_change"
    prompt_to_repeat: Phrase

    def kept(self, text: str) -> bool:
        """Whether only the first word differs."""
        asked, said = self.prompt_to_repeat.split(), text.split()
        return said[1:] == asked[1:] and said[:1] != asked[:1]


class RepeatSpan(IFBenchConstraint):
    """The words of the request from index `n_start` up to `n_end`, which is left out, whatever their case."""

    id: ClassVar[str] = "repeat:repeat_span"
    prompt_to_repeat: Phrase
    n_start: Count
    n_end: Count

    def kept(self, text: str) -> bool:
        """Whether they are what is said."""
        return text.lower().split() == self.prompt_to_repeat.lower().split()[self.n_start : self.n_end]

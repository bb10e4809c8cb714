"""Any layout of delimiters, given as a template."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from rewardry.testing.case import Case
from rewardry.text.layout import Layout
from rewardry.types import Sample

from ..two_values import TwoValues
from .markup import is_markup

# A task may ask for a line break of HTML; any other section is words for a reader.
_MAY_BE_MARKUP = "answer"
_layout = lru_cache(maxsize=128)(Layout.named)


def _readable(template: str) -> str:
    _layout(template)
    return template


class Template(TwoValues):
    """The first of `values` where a completion has exactly the layout of a template, else the second.

    A template is a name or a text with sections in braces: ``think_answer``, which is R1's
    ``<think>{think}</think> <answer>{answer}</answer>`` (arXiv:2501.12948, table 1); ``special_token``, R1's cold-start
    form ``|special_token|{reasoning}|special_token|{summary}`` (section 2.3.1); or any of your own. Each delimiter
    stands there as often as in the template and in its order, each section says something (but for one that is called
    ``answer``, blanks and tags of HTML are nothing), and between delimiters without a section only white space stands.

    Attributes:
        template: the name or the template; ``{{`` and ``}}`` are braces of the text.
        values: what a good and a bad form are worth.
    """

    template: Annotated[str, AfterValidator(_readable)] = "think_answer"

    def is_good(self, sample: Sample) -> bool:
        """Whether a completion has the layout."""
        layout = self.layout
        text = _whole(sample, layout)
        found = layout.find(text)
        return not found.problems and not any(
            is_markup(text, block) for name, block in found.sections.items() if name != _MAY_BE_MARKUP
        )

    @property
    def layout(self) -> Layout:
        """The template as an object that finds sections, and that prompts can be written from."""
        return _layout(self.template)

    def examples(self) -> list[Case]:
        """The template with something in its sections, and with nothing."""
        good, bad = self.values
        template = self.layout.template
        names = self.layout.names
        filled = template.format(**{name: f"\nthe {name} in some words\n" for name in names})
        return [Case(filled, good), Case(template.format(**dict.fromkeys(names, "")), bad)]


def _whole(sample: Sample, layout: Layout) -> str:
    """The completion, with the first delimiter where the prompt has written it already."""
    first = layout.pieces[0].literal
    missing = sample.style.prefilled_think and first not in sample.text
    return first + sample.text if missing else sample.text

"""What a text answers, and how many examples the properties of scanners are tried on."""

import pytest
from hypothesis import settings

from rewardry.text.answers import select_answer
from rewardry.text.wrappers import strip_wrappers

settings.register_profile("scanners", settings.get_profile("any clock"), max_examples=150)
settings.load_profile("scanners")


@pytest.fixture
def answer():
    """The selected answer of a text, or the reason why there is none."""

    def told(text, **options):
        selected = select_answer(text, **options)
        return selected.answer if selected.answer is not None else selected.reason

    return told


@pytest.fixture
def stripped(answer):
    """The same without what only dresses it."""
    return lambda text, **options: strip_wrappers(answer(text, **options))

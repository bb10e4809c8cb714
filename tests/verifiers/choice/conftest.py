"""The question of most tests: which gas is most abundant in dry air; C, nitrogen, is right."""

import pytest

import rewardry

NITROGEN = {"options": ["oxygen", "argon", "nitrogen", "carbon dioxide"], "answer": "C"}


@pytest.fixture(scope="session")
def verdict_of(bare_verdict_of):
    """The verdict of an answer in its tag."""

    def verdict_of(answer, reference=NITROGEN, prompt=""):
        return bare_verdict_of(f"<answer>{answer}</answer>", reference, prompt)

    return verdict_of


@pytest.fixture(scope="session")
def bare_verdict_of():
    """The verdict of a text behind the reasoning."""

    def bare_verdict_of(text, reference=NITROGEN, prompt=""):
        return rewardry.verify("choice", f"<think>r</think>{text}", reference, prompt)

    return bare_verdict_of

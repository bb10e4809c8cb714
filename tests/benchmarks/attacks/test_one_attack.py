"""One attack from families to figures: which families are kept, why others are not, and what the total is of."""

import pytest

from rewardry.benchmarks.attacks import run
from rewardry.benchmarks.attacks.family import Family, Template
from rewardry.benchmarks.attacks.settling import settle
from rewardry.benchmarks.attacks.source import Tasks


def family(name, *texts, reads="answer", controls=("\\boxed{«right»}",)):
    def made(text, expect):
        return Template(text, None, False, expect, frozenset({reads}), None, None, None)

    members = tuple(made(text, "refuse") for text in texts), tuple(made(text, "pay") for text in controls)
    return Family(name, f"about {name}", "reason", *members)


def boxed(text, sample):
    return f"\\boxed{{{sample.reference}}}" in text


@pytest.fixture
def attacked(planned, sums, monkeypatch):
    """The content of `attack.json` for families of our own."""

    def of(*families, pays=boxed, longest=5.0):
        target = planned(pays)
        tasks, unusable = settle(sums("12", "30", "57"), planned(boxed))
        monkeypatch.setattr(run, "tasks_for", lambda *given, sets: Tasks("here", "d" * 64, tasks, unusable))
        return run.attack(target, None, families, None, longest)

    return of


def test_the_total_is_of_the_families_that_were_made(attacked):
    found = attacked(family("a", "\\boxed{«right»} or not", "no"), family("b", "«wrong»"))
    assert [(each["name"], each["attacks"], each["paid"]) for each in found["families"]] == [("a", 6, 3), ("b", 3, 0)]
    assert (found["total"]["attacks"], found["total"]["paid"], found["total"]["controls"]) == (9, 3, 6)
    assert found["total"]["fpr"]["value"] == pytest.approx(3 / 9)
    assert (found["tasks"]["rows"], found["deadline_seconds"], found["leaked"]) == (3, 5.0, [])


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (family("a", "«right»", reads="program"), "made for programs"),
        (family("a", "«expression»"), "nothing in these tasks fills the templates"),
        (family("a", "12 or 30 or 57"), "nothing in these tasks fills the templates"),
    ],
)
def test_a_family_of_which_nothing_can_be_made_says_why(attacked, made, why):
    found = attacked(made, family("b", "«wrong»"))
    assert found["not_applicable"] == [{"name": "a", "why": why}]
    assert [each["name"] for each in found["families"]] == ["b"]
    assert found["total"]["controls"] == 3  # its controls are in no figure


def test_of_no_family_nothing_was_attacked(attacked):
    found = attacked()
    assert (found["families"], found["total"]["attacks"], found["total"]["fpr"]["value"]) == ([], 0, None)

"""chrF is sacrebleu's, and what it leaves open is decided."""

from collections import Counter

import pytest

import rewardry
from rewardry.testing import parametrize_with_checks

ENGLISH = "Where is the train to Ulm?"


@parametrize_with_checks(["translation/chrf", rewardry.get("translation/chrf", word_order=2, lowercase=True)])
def test_it_conforms(component, check):
    check(component)


def score(completion, reference=ENGLISH, **parameters):
    recipe = {"rewards": [{"use": "translation/chrf", "name": "chrf", **parameters}]}
    [scored] = rewardry.score(recipe, [{"completion": completion, "reference": reference}])
    return scored.components["chrf"]


def plain_chrf(answer, reference, orders=6, beta=2):
    """The formula of the paper: mean precision and mean recall of the orders that both have, and their F."""
    one, other = ("".join(text.split()) for text in (answer, reference))
    precisions, recalls = [], []
    for n in range(1, orders + 1):
        ours, theirs = (Counter(text[i : i + n] for i in range(len(text) - n + 1)) for text in (one, other))
        if ours and theirs:
            shared = (ours & theirs).total()
            precisions.append(shared / ours.total())
            recalls.append(shared / theirs.total())
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall) if precision + recall else 0.0


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        (ENGLISH, ENGLISH),
        ("Where is the bus to Ulm?", ENGLISH),
        ("Ulm", ENGLISH),
        ("xyz", "abc"),
        ("Der Zug f\u00e4hrt ab.", "Der Zug ist abgefahren."),
        ("\u5217\u8eca\u5728\u54ea\u88e1", "\u5217\u8eca\u5728\u9019\u88e1"),
    ],
)
def test_it_is_the_formula_of_the_paper(answer, reference):
    assert score(f"<answer>{answer}</answer>", reference).value == pytest.approx(plain_chrf(answer, reference))


def test_of_several_references_the_nearest_counts():
    far, near = "A completely different sentence", "Where is the bus to Ulm?"
    answer = "Where is the bus to Bonn?"
    assert score(answer, [far, near]).value == score(answer, near).value > score(answer, far).value


def test_words_and_case_count_where_they_are_asked_to():
    assert score("where IS the train to ulm?", lowercase=True).value == 1.0
    assert score("where IS the train to ulm?").value < 1.0
    glued = "Whereis thetrain toUlm?"
    assert score(glued, word_order=2).value < score(glued).value == 1.0


@pytest.mark.parametrize(
    ("completion", "value", "reason"),
    [
        (f"<think>{ENGLISH}</think>", 0.0, "no-answer"),
        (f"{ENGLISH}<answer> </answer>", 0.0, "no-answer"),
        ("<answer>Ulm</answer> or <answer>Bonn</answer>", 0.0, "no-answer"),
        ("...", 0.0, "no-answer"),
        ("Ulm " * 6000, 0.0, "over-limit"),
    ],
)
def test_what_is_no_translation_is_worth_nothing(completion, value, reason):
    found = score(completion)
    assert (found.value, found.details["reason"]) == (value, reason)


@pytest.mark.parametrize(
    ("reference", "reason"),
    [(None, "no-reference"), ("", "reference-unparseable"), ([], "no-reference"), (["a", 1], "reference-unparseable")],
)
def test_without_a_reference_it_is_undecided(reference, reason):
    found = score(ENGLISH, reference)
    assert (found.value, found.status, found.details["reason"]) == (None, "abstain", reason)


def test_the_recipe_adds_the_format():
    rows = [{"completion": f"<think>a</think>\n<answer>{ENGLISH}</answer>", "reference": ENGLISH}]
    assert rewardry.score("translation/chrf-and-format", rows)[0].total == pytest.approx(1.2)

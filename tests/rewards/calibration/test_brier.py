"""The reward `calibration.brier`: confidence that is borne out."""

import pytest

from rewardry.text.sections import SectionStyle

RULE = {"verifier": "text.exact"}


def text(confidence="0.9", answer="4", tail=""):
    return f"<think>r</think>\n<answer>{answer}</answer>\n<confidence>{confidence}</confidence>{tail}"


@pytest.mark.parametrize(
    ("confidence", "right", "wrong"),
    [
        ("0", 0.0, 0.0),
        ("0.1", 0.19, -0.01),
        ("0.5", 0.75, -0.25),
        ("0.9", 0.99, -0.81),
        ("1", 1.0, -1.0),
        (" 1.0\n", 1.0, -1.0),
    ],
)
def test_the_value_with_the_answer(score_one, confidence, right, wrong):
    for reference, value in (("4", right), ("5", wrong)):
        found = score_one("calibration.brier", text(confidence), reference=reference, **RULE)
        assert found.value == pytest.approx(value)


@pytest.mark.parametrize(("confidence", "right", "wrong"), [("0", 0.0, 1.0), ("0.9", 0.99, 0.19), ("1", 1.0, 0.0)])
def test_rlcrs_value_alone(score_one, confidence, right, wrong):
    for reference, value in (("4", right), ("5", wrong)):
        found = score_one("calibration.brier", text(confidence), reference=reference, with_accuracy=False, **RULE)
        assert found.value == pytest.approx(value)


def test_the_truth_is_the_best_confidence(score_one):
    """A proper score: whoever is right with probability q earns most by saying q."""
    for share in (0.0, 0.3, 0.7, 1.0):
        expected = {}
        for p in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0):
            values = [score_one("calibration.brier", text(str(p)), reference=r, **RULE).value for r in ("4", "5")]
            expected[p] = share * values[0] + (1 - share) * values[1]
        assert max(expected, key=expected.get) == share


@pytest.mark.parametrize(
    "completion",
    [
        text("1.5"),
        text("-0.1"),
        text("high"),
        text(""),
        text("nan"),
        text("inf"),
        text("1e-1"),
        text("90%"),
        text("0.9", tail=" I am sure."),
        text("0.9") + "<confidence>0.1</confidence>",
        "<think>r</think><answer>4</answer>",
        "<think>r</think><confidence>0.9</confidence><answer>4</answer>",
        "<think>r</think><answer>4<confidence>0.9</confidence></answer>",
        "<think>r</think><answer>4</answer> so <confidence>0.9</confidence>",
        "<think>r</think><answer>4</answer><confidence>0.9",
        "<answer>4</answer><confidence>0.9</confidence>",
        "<think>r</think><answer></answer><confidence>0.9</confidence>",
    ],
)
def test_another_form_is_worth_the_least(score_one, completion):
    found = score_one("calibration.brier", completion, reference="4", **RULE)
    alone = score_one("calibration.brier", completion, reference="4", with_accuracy=False, **RULE)
    assert (found.value, alone.value) == (-1.0, 0.0)


def test_a_prompt_may_have_opened_the_reasoning(score_one):
    completion = "r</think><answer>4</answer><confidence>0.9</confidence>"
    style = SectionStyle(prefilled_think=True)
    assert score_one("calibration.brier", completion, reference="4", style=style, **RULE).value == pytest.approx(0.99)
    assert score_one("calibration.brier", completion, reference="4", **RULE).value == -1.0


def test_without_a_reference_it_is_undecided(score_one):
    found = score_one("calibration.brier", text(), **RULE)
    assert (found.value, found.status) == (None, "abstain")

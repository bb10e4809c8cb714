"""The rewards `process.arithmetic_steps` and `process.key_steps`."""

import pytest

import rewardry
from rewardry.errors import ParameterError

RULE = {"verifier": "text.exact"}


def thought(text):
    return f"<think>{text}</think><answer>4</answer>"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2+2 = 4", 0.0),
        ("2+2 = 5", -1.0),
        ("2+2 = 4 and 4*3 = 13", -0.5),
        ("1+1=2. 2+2=4. 3+3=6.", 0.0),
        ("2+2 = 5. Wait: 2+2 = 4.", 0.0),
        ("no equality", None),
        ("0=0 1=1", None),
    ],
)
def test_false_equalities_cost(score_one, text, value):
    assert score_one("process.arithmetic_steps", thought(text)).value == value


def test_what_is_false_is_told(score_one):
    assert score_one("process.arithmetic_steps", thought("2+2=4, 4*3 = 13")).details == {
        "stated": 2,
        "false": ["4*3=13"],
    }


@pytest.mark.parametrize(("reference", "value"), [("4", 0.5), ("5", 0.0), (None, None)])
def test_the_fraction_is_paid_to_right_answers_only(score_one, reference, value):
    text = thought("2+2=4, 4*3=13")
    found = score_one("process.arithmetic_steps", text, mode="fraction", reference=reference, **RULE)
    assert found.value == value


def test_settings_of_arithmetic(score_one):
    assert score_one("process.arithmetic_steps", thought("2+2=5"), min_equations=2).value is None
    assert score_one("process.arithmetic_steps", thought("1/3=0.3"), rel_tol=0.2).value == 0.0
    assert score_one("process.arithmetic_steps", thought("2+2=4, 1+1=3"), max_equations=1).value == 0.0
    with pytest.raises(ParameterError, match="mode = 'both'"):
        rewardry.get("process.arithmetic_steps", mode="both")


META = {"key_steps": [["discriminant", "判别式"], "quadratic formula"], "wrong_steps": ["Fermat", "mean value theorem"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The discriminant is 8, so there are two roots.", 0.5),
        ("判别式等于八，所以有两个根。", 0.5),
        ("The discriminant is 8. By the quadratic formula x is 1 or 2.", 1.0),
        ("The DISCRIMINANT of it is 8", 0.5),
        ("Discriminant. Quadratic formula.", 0.0),
        ("discriminant discriminant", 0.0),
        ("We do not need the discriminant here at all.", 0.0),
        ("这里不用判别式也能看出来有两个根", 0.0),
        ("The discriminants of all of them are known.", 0.0),
        ("By the little theorem of Fermat we are done.", -0.5),
        ("The discriminant is 8, and by Fermat we are done.", 0.0),
        ("By Fermat and by the mean value theorem we are done.", -1.0),
        ("It would be wrong to use Fermat in this place.", 0.0),
        ("Nothing of the kind.", 0.0),
    ],
)
def test_key_steps_pay_and_wrong_theorems_cost(score_one, text, value):
    assert score_one("process.key_steps", thought(text), meta=META, reference="4", **RULE).value == pytest.approx(value)


def test_a_wrong_answer_is_not_paid_for_its_steps_and_pays_for_wrong_theorems(score_one):
    good = thought("The discriminant is 8, so there are two roots.")
    bad = thought("By the little theorem of Fermat we are done.")
    assert score_one("process.key_steps", good, meta=META, reference="5", **RULE).value == 0.0
    assert score_one("process.key_steps", bad, meta=META, reference="5", **RULE).value == -0.5


@pytest.mark.parametrize(
    "meta", [{}, {"key_steps": []}, {"key_steps": None}, {"key_steps": 3}, {"key_steps": ["...", 4]}]
)
def test_without_named_steps_it_abstains(score_one, meta):
    found = score_one("process.key_steps", thought("The discriminant is 8 here."), meta=meta, reference="4", **RULE)
    assert (found.value, found.details["reason"]) == (None, "no-key-steps")


def test_settings_of_key_steps(score_one):
    given = {"meta": {"steps": "discriminant", "traps": "Fermat"}, "reference": "4", **RULE}
    columns = {"column": "steps", "wrong_column": "traps"}
    text = thought("The discriminant is 8, and by Fermat we are done.")
    assert score_one("process.key_steps", text, cost=0.25, **columns, **given).value == 0.75
    assert score_one("process.key_steps", thought("Discriminant."), min_words=0, **columns, **given).value == 1.0
    assert score_one("process.key_steps", text, **columns, **given).details == {
        "made": ["discriminant"],
        "wrong": ["Fermat"],
    }

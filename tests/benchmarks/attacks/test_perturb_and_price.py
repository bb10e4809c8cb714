"""`rewardry bench perturb` and `rewardry bench price`."""

import json

import pytest

from rewardry.benchmarks.attacks.edits import CHANGED
from rewardry.benchmarks.attacks.rewrites import KEPT
from rewardry.benchmarks.attacks.tokens import count


def test_math_knows_its_answers_however_they_are_written(bench):
    code, out, err = bench("perturb", "-v", "math", "--json", "--min-invariance", 0.99, "--min-sensitivity", 0.995)
    found = json.loads(out)
    assert (code, found["invariance"]["broke"], found["sensitivity"]["broke"]) == (0, 0, 0), err
    assert found["invariance"]["n"] > 300
    assert found["sensitivity"]["n"] > 40


def test_a_verifier_that_looks_anywhere_is_not_sensitive(bench, credulous):
    code, out, _ = bench("perturb", "-v", credulous, "--min-invariance", 1)
    assert (code, "answer tags" in out) == (0, True)


@pytest.mark.parametrize(
    ("name", "answer", "made"),
    [
        ("decimal", "\\frac{3}{4}", "0.75"),
        ("decimal", "\\frac{1}{3}", None),
        ("fraction", "-0.5", "-\\frac{1}{2}"),
        ("thousands", "10800", "10,800"),
        ("thousands", "391", None),
        ("order", "2, 5", "5, 2"),
        ("order", "(1,2)", None),
        ("order", "0,25", None),
        ("smaller unit", "3\\text{ m}", "300\\text{ cm}"),
        ("swap", "(1,2)", "(2, 1)"),
        ("swap", "(1,1)", None),
        ("dropped part", "\\{1,2\\}", "\\{1\\}"),
        ("sign", "0", None),
        ("inverse", "\\frac{3}{4}", "\\frac{4}{3}"),
        ("off by one", "9", "10"),
        ("unit", "3\\text{ m}", "3\\text{ cm}"),
    ],
)
def test_a_rewrite_is_made_where_it_is_valid(name, answer, made):
    [rewrite] = [each for each in (*KEPT, *CHANGED) if each.name == name]
    assert rewrite.make(answer) == made


@pytest.mark.parametrize(
    ("question", "open_"),
    [
        ("How far does it go?", True),
        ("How far does it go, in kilometres?", False),
        ("How many km is it?", False),
        ("它走了多少千米？", False),
        ("A wire of 3 km is cut. How long is it?", True),
    ],
)
def test_no_smaller_unit_where_the_question_asks_for_the_unit(question, open_):
    [rewrite] = [each for each in KEPT if each.name == "smaller unit"]
    assert rewrite.suits(question, "150\\text{ km}") is open_


def test_the_price_of_a_form_and_of_an_answer(bench):
    asked = ("-r", "deepseek-r1-zero", "--at-least", 1, "-o", "red")
    code, out, err = bench("price", *asked, "--fail-under", 40, "--json")
    found = json.loads(out)
    tokens = found["blind"]["tokens"]
    assert (code, "MISSED  deepseek-r1-zero.price" in err) == (1, True)
    assert tokens == count(found["blind"]["text"]) < 40
    assert found["blind"]["text"].startswith("<think>")
    assert found["with_answer"]["text"] == "{right}"
    assert bench("gate", "red", "--min-price", tokens)[0] == 0
    code, out, _ = bench("gate", "red", "--min-price", tokens + 1)
    assert (code, "0 of 1 bounds are kept" in out) == (1, True)


@pytest.mark.parametrize("attacked", [("-v", "math"), ("-r", "deepseek-r1-zero")])
def test_nothing_is_paid_in_full_that_knows_nothing(bench, attacked):
    """The gate of docs/red_team.md on the price: it misses where a text is paid for every task."""
    assert bench("price", *attacked, "--budget", 400, "-o", "red")[0] == 0
    code, out, _ = bench("gate", "red", "--min-price", 1000)
    assert (code, "nothing was found that is paid and knows nothing of the task" in out) == (0, True), out

"""The generators: the suite of the kit, shares, difficulties, and what the verifier makes of unsolvable ones."""

import json
import subprocess
import sys
import time

import pytest

import rewardry
from rewardry.errors import ParameterError
from rewardry.rows import as_sample
from rewardry.testing.suites.generators import GeneratorSuite
from rewardry.verifiers.math_problems.generator import Algebra, Geometry, NumberTheory
from rewardry.verifiers.math_problems.problem import SIZES, UNSOLVABLE, fraction, times_pi, times_root

AREAS = [Algebra, NumberTheory, Geometry]


@pytest.mark.parametrize(
    "settings", [area(unsolvable_share=share) for area in AREAS for share in (0.0, 0.5)], scope="class"
)
class TestMathProblems(GeneratorSuite):
    @pytest.fixture
    def generator(self, settings):
        return settings

    @pytest.fixture
    def verifier(self, settings):
        return rewardry.get("math")


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("share", [0, 0.1, 0.25, 0.5, 1])
def test_the_share_of_unsolvable_rows_is_what_was_asked_for(area, share):
    rows = list(area(unsolvable_share=share).rows(3, 100, 2))
    unsolvable = [row for row in rows if row["reference"] == UNSOLVABLE]
    assert abs(len(unsolvable) - 100 * share) <= 1
    assert all(row["solvable"] is (row["reference"] != UNSOLVABLE) for row in rows)
    assert all((UNSOLVABLE in row["prompt"]) is (share > 0) for row in rows)


@pytest.mark.parametrize("area", AREAS)
def test_a_row_with_a_completion_is_a_row_to_score_and_a_task_of_an_environment(area):
    [row] = area().rows(5, 1, 4)
    sample = as_sample({**row, "completion": f"<answer>{row['reference']}</answer>"}, 0)
    assert sample.meta == {name: row[name] for name in ("id", "problem_kind", "given", "solvable")}
    environment = rewardry.Environment(area(), "math")
    observation, info = environment.reset(seed=1, options={"task_seed": 5, "difficulty": 5})
    assert observation == next(area().rows(5, 1, 5))["prompt"]
    answer = next(area().rows(5, 1, 5))["reference"]
    assert environment.step(f"<answer>{answer}</answer>").reward == 1.0, info


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_a_share(share):
    with pytest.raises(ParameterError, match="unsolvable_share"):
        rewardry.get("math.algebra", unsolvable_share=share)


@pytest.mark.parametrize("area", AREAS)
def test_the_verifier_takes_no_number_for_an_unsolvable_one_nor_unsolvable_for_another(area):
    for row in area(unsolvable_share=0.5).rows(4, 60, 3):
        wrong = ("0", "1", "12", "\\frac{1}{2}", "not unsolvable", "5 or unsolvable", "unsolvable or 5")
        right = (UNSOLVABLE, "\\text{Unsolvable}", "no solution", "It cannot be solved")
        for answer in (*wrong, *right):
            verdict = rewardry.verify("math", f"<answer>{answer}</answer>", row["reference"], prompt=row["prompt"])
            expected = answer == row["reference"] if row["solvable"] else answer in right
            assert (verdict.status == "correct") is expected, (answer, row, verdict)


@pytest.mark.parametrize("area", AREAS)
def test_a_constant_answer_is_right_no_more_often_than_unsolvable_rows_are(area):
    rows = list(area(unsolvable_share=0.2).rows(8, 200, 4))
    right = [rewardry.verify("math", f"<answer>{UNSOLVABLE}</answer>", row["reference"]).status for row in rows]
    assert right.count("correct") in (40, 41, 39)


def test_rows_are_the_same_in_every_process():
    program = (
        "import json; from rewardry.verifiers.math_problems.generator import Algebra; "
        "print(json.dumps(list(Algebra(unsolvable_share=0.5).rows(7, 30, 6))))"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert json.loads(printed) == list(Algebra(unsolvable_share=0.5).rows(7, 30, 6))


def test_a_longer_run_begins_like_a_shorter_one():
    assert list(Geometry().rows(1, 50, 5))[:20] == list(Geometry().rows(1, 20, 5))


@pytest.mark.parametrize("area", AREAS)
def test_numbers_grow_with_the_difficulty(area):
    def digits(difficulty):
        rows = area().rows(1, 100, difficulty)
        return sum(char.isdigit() for row in rows for char in row["prompt"])

    assert digits(0) < digits(5) < digits(10)
    assert len(SIZES) == 11


@pytest.mark.parametrize("area", AREAS)
def test_rows_differ(area):
    rows = list(area().rows(1, 200, 5))
    assert len({row["prompt"] for row in rows}) > 190
    assert len({row["reference"] for row in rows}) > 80


@pytest.mark.parametrize("area", AREAS)
def test_a_row_takes_no_time(area):
    start = time.thread_time()
    list(area(unsolvable_share=0.2).rows(1, 100, 10))
    assert time.thread_time() - start < 20  # a guard; it takes milliseconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (fraction(3), "3"),
        (times_root(1, 12), "2\\sqrt{3}"),
        (times_root(1, 49), "7"),
        (times_root(1, 72 * 25), "30\\sqrt{2}"),
        (times_root(1, 2 * 10_007**2), "10007\\sqrt{2}"),
        (times_root(1, 10_007 * 10_009), "\\sqrt{100160063}"),
        (times_root(0, 5), "0"),
        (times_pi(1), "\\pi"),
    ],
)
def test_exact_values_are_written_in_lowest_terms(text, expected):
    assert text == expected


def test_fractions_and_roots_in_lowest_terms():
    from fractions import Fraction

    assert fraction(Fraction(-6, 4)) == "-\\frac{3}{2}"
    assert times_root(Fraction(1, 4), 12) == "\\frac{\\sqrt{3}}{2}"
    assert times_root(Fraction(3, 5), 5) == "\\frac{3\\sqrt{5}}{5}"
    assert times_pi(Fraction(9, 4)) == "\\frac{9\\pi}{4}"

"""What a family of puzzles gets from the core: reading instances, verdicts, rows."""

import json
from typing import Literal

import pytest
from pydantic import Field

from rewardry.generator import row_problem
from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.types import Sample


class Divisible(Instance):
    puzzle: Literal["divisor"] = "divisor"
    number: int = Field(ge=4, le=10**6)


class Divisor(Puzzle):
    """Any divisor of a number but 1 and itself."""

    family = "divisor"
    instance_type = Divisible

    def generate(self, seed, difficulty=5):
        random = chance(self.family, seed, difficulty)
        return Divisible(number=random.randint(2, 9 + difficulty) * random.randint(2, 9))

    def prompt(self, instance):
        return f"Give a divisor of {instance.number}, in <answer> tags."

    def read(self, answer, instance):
        if " or " in answer:
            raise UnreadableAnswerError("ambiguous", "two numbers")
        if not answer.isdecimal():
            raise UnreadableAnswerError("unreadable")
        return int(answer)

    def judge(self, answer, instance):
        if 1 < answer < instance.number and not instance.number % answer:
            return VALID
        return Finding("broken-rule", f"{answer} does not divide it", 0.25)

    def solution(self, instance):
        return str(next(i for i in range(2, instance.number) if not instance.number % i))


class DivisorTasks(PuzzleTasks):
    """Numbers with divisors."""

    puzzle = Divisor


def verdict(completion, reference, **settings):
    [found] = Divisor(**settings).verify([Sample(prompt="?", completion=completion, reference=reference)])
    return found


TWELVE = {"puzzle": "divisor", "number": 12}


@pytest.mark.parametrize("answer", ["2", "3", "4", "6"])
def test_every_valid_answer_is_right(answer):
    found = verdict(f"<answer>{answer}</answer>", TWELVE)
    assert (found.status, found.score, found.reason, found.extracted) == ("correct", 1.0, "valid", answer)


def test_a_broken_rule_is_named_and_progress_is_no_score():
    found = verdict("<answer>5</answer>", TWELVE)
    assert (found.status, found.score, found.reason) == ("incorrect", 0.0, "broken-rule")
    assert found.details == {"where": "5 does not divide it", "progress": 0.25}


@pytest.mark.parametrize(("answer", "reason"), [("3 or 4", "ambiguous"), ("three", "unreadable")])
def test_what_cannot_be_read_is_wrong_for_a_reason(answer, reason):
    found = verdict(f"<answer>{answer}</answer>", TWELVE)
    assert (found.status, found.reason) == ("incorrect", reason)


def test_the_reasoning_does_not_count():
    assert verdict("<think><answer>3</answer></think> I do not know.", TWELVE).reason == "unreadable"
    assert verdict("<think><answer>5</answer></think><answer>3</answer>", TWELVE).status == "correct"


@pytest.mark.parametrize("witness", ["solution", "answer", "gold", "hardness", "witness"])
def test_a_witness_that_a_data_set_hands_along_decides_nothing(witness):
    assert verdict("<answer>3</answer>", {**TWELVE, witness: "4"}).status == "correct"


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ({"puzzle": "divisor"}, "divisor: number: Field required"),
        ({**TWELVE, "number": 3}, "number: Input should be greater than or equal to 4"),
        ({**TWELVE, "odd_only": True}, "odd_only: Extra inputs are not permitted"),
        ({**TWELVE, "puzzle": "sudoku"}, "puzzle: Input should be 'divisor'"),
    ],
)
def test_a_reference_that_is_no_instance_is_undecided_and_told(reference, why):
    found = verdict("<answer>3</answer>", reference)
    assert (found.status, found.reason) == ("abstain", "reference-unparseable")
    assert why in found.details["why"]
    assert why in Divisor().reference_problem(Sample(completion="", reference=reference))


def test_the_policy_is_a_parameter():
    text = "<answer>3</answer> No, wait. <answer>5</answer>"
    found = [verdict(text, TWELVE, select=select).status for select in ("last_tag", "first_tag", "strict_single")]
    assert found == ["incorrect", "correct", "incorrect"]


def test_rows_are_rows_whose_reference_comes_back_from_json():
    rows = list(DivisorTasks().rows(3, 20, 4))
    assert [row_problem(row) for row in rows] == [None] * 20
    assert len({row["reference"]["number"] for row in rows}) > 5
    for row in json.loads(json.dumps(rows)):
        answer = Divisor().solution(Divisible.model_validate(row["reference"]))
        assert verdict(f"<answer>{answer}</answer>", row["reference"]).status == "correct"
        assert row["meta"] == {"puzzle": "divisor", "difficulty": 4, "hardness": None}


def test_a_row_is_the_same_however_many_are_asked_for():
    assert list(DivisorTasks().rows(3, 5)) == list(DivisorTasks().rows(3, 9))[:5]
    assert list(DivisorTasks().rows(3, 5)) != list(DivisorTasks().rows(4, 5))


def test_arguments_are_refused_at_the_call():
    with pytest.raises(ValueError, match="difficulty is 11"):
        DivisorTasks().rows(0, 1, 11)


@pytest.mark.parametrize("method", ["generate", "prompt", "read", "judge", "solution", "count_solutions"])
def test_a_family_says_what_it_lacks(method):
    class Empty(Puzzle):
        """Defines nothing."""

    arguments = {"generate": (1,), "read": ("", None), "judge": (None, None)}.get(method, (None,))
    with pytest.raises(NotImplementedError, match=f"Empty does not define {method}"):
        getattr(Empty(), method)(*arguments)

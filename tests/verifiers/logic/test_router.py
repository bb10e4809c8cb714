"""One verifier for puzzles of all families: each row goes to the family that its reference names."""

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.types import Sample
from rewardry.verifiers.logic.router import Logic

QUEENS = {"puzzle": "n_queens", "n": 4}
TWENTY_FOUR = {"puzzle": "game24", "numbers": [4, 6], "target": 24}
PAIR = {"puzzle": "sudoku_multi", "size": 2, "box": [1, 2], "grid": [[1, 0], [0, 0]]}
CHOICE = {"puzzle": "mcq", "answer": "B", "options": ["red", "green"]}
LENGTH = {"puzzle": "units", "value": "5", "unit": "m"}


def row(answer, reference):
    return Sample(completion=f"<answer>{answer}</answer>", prompt="Which?", reference=reference)


@pytest.fixture(scope="module")
def logic():
    with Runtime("inline") as runtime:
        yield runtime.open(Logic())


def test_rows_of_many_families_keep_their_order(logic):
    rows = [
        row("4*6", TWENTY_FOUR),
        row("[1, 3, 0, 2]", QUEENS),
        row("4+6", TWENTY_FOUR),
        row("1 2\n2 1", PAIR),
        row("x", {"puzzle": "chess"}),
        row("B", CHOICE),
        row("6 m", LENGTH),
        row("[0, 1, 2, 3]", QUEENS),
        row("2 1\n1 2", PAIR),
    ]
    verdicts = [*logic.verify(rows), *logic.verify(rows[::-1])[::-1]]
    wanted = ["correct", "correct", "incorrect", "correct", "abstain"]
    wanted += ["correct", "incorrect", "incorrect", "incorrect"]
    assert [verdict.status for verdict in verdicts] == wanted * 2


@pytest.mark.parametrize(
    ("reference", "reason", "why"),
    [
        (None, "no-reference", None),
        ({}, "reference-unparseable", "the reference has no `puzzle`, a family's name"),
        ({"puzzle": ""}, "reference-unparseable", "the reference has no `puzzle`, a family's name"),
        ({"puzzle": ["sudoku"]}, "reference-unparseable", "the reference has no `puzzle`, a family's name"),
        ({"puzzle": "Sudoku"}, "reference-unparseable", "no family of puzzles is called 'Sudoku'"),
        ({"puzzle": "x" * 500}, "reference-unparseable", f"no family of puzzles is called '{'x' * 60}'"),
        (
            {"puzzle": "n_queens", "n": 0},
            "reference-unparseable",
            "n_queens: n: Input should be greater than or equal to 1",
        ),
    ],
)
def test_a_row_of_no_known_family_is_undecided(reference, reason, why, logic):
    (verdict,) = logic.verify([row("1", reference)])
    assert (verdict.status, verdict.reason) == ("abstain", reason)
    assert why is None or verdict.details["why"] == why


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        (QUEENS, None),
        (TWENTY_FOUR, None),
        (PAIR, None),
        ({"puzzle": "chess"}, "no family of puzzles is called 'chess'"),
        ({}, "no family of puzzles is called ''"),
        ("sudoku", "no family of puzzles is called ''"),
        ({**QUEENS, "n": 99}, "n_queens: n: Input should be less than or equal to 32"),
        ({**QUEENS, "size": 4}, "n_queens: size: Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_with_a_reference_is_told_before_any_answer(reference, problem):
    assert Logic().reference_problem(Sample(completion="", reference=reference)) == problem


@pytest.mark.parametrize(
    ("reference", "part"),
    [
        (QUEENS, "n_queens"),
        (TWENTY_FOUR, "countdown"),
        (PAIR, "sudoku"),
        (CHOICE, "mcq"),
        (LENGTH, "units"),
        ({"puzzle": "chess"}, ""),
        ({}, ""),
        (None, ""),
        ("sudoku", ""),
    ],
)
def test_a_row_is_counted_with_its_family(reference, part):
    assert Logic().part_of(Sample(completion="", reference=reference)) == part


@pytest.mark.parametrize(
    ("select", "status"), [("last_tag", "incorrect"), ("first_tag", "correct"), ("strict_single", "incorrect")]
)
def test_which_answer_counts_is_told_to_the_family(select, status):
    said = "<answer>4*6</answer> no, <answer>4+6</answer>"
    assert rewardry.verify("logic", said, TWENTY_FOUR, select=select).status == status


def test_a_family_that_is_asked_for_directly_decides_the_same():
    for answer in ("4*6", "4+6", "asdf"):
        completion = f"<answer>{answer}</answer>"
        one, other = (rewardry.verify(name, completion, TWENTY_FOUR) for name in ("logic", "logic.countdown"))
        assert (one.status, one.reason, one.extracted) == (other.status, other.reason, other.extracted)

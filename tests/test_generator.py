"""The contract of generators."""

import pytest

import rewardry
from rewardry import Generator
from rewardry.errors import ConfigError
from rewardry.generator import refuse_arguments, row_problem
from rewardry.plugins import Registrar, registry
from rewardry.registry import Registry

ROW = {"id": "a-1", "prompt": "What is 1 + 1?", "reference": "2"}


class Sums(Generator):
    """Sums of two numbers."""

    largest: int = 9

    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        return iter([ROW] * n)


def test_a_generator_is_a_component_of_its_kind():
    assert (Sums.kind, Sums(largest=3).largest) == ("generator", 3)
    assert list(Sums().rows(1, 2)) == [ROW, ROW]


def test_one_that_defines_no_rows_says_so():
    with pytest.raises(NotImplementedError, match="Generator does not define rows"):
        Generator().rows(1, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, -1, 5), "n is -1; it cannot be negative"),
        ((1, 1, 11), "difficulty is 11; it goes from 0 to 10"),
        ((1, 1, -1), "difficulty is -1; it goes from 0 to 10"),
        (("1", 1, 5), "seed is '1'; a whole number is wanted"),
        ((1, 1.0, 5), "n is 1.0; a whole number is wanted"),
        ((1, 1, True), "difficulty is True; a whole number is wanted"),
    ],
)
def test_arguments_out_of_their_range_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        refuse_arguments(*arguments)


@pytest.mark.parametrize("arguments", [(0, 0, 0), (-5, 1, 10), (10**30, 5, 5)])
def test_every_seed_and_every_difficulty_is_taken(arguments):
    refuse_arguments(*arguments)


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        {**ROW, "prompt": [{"role": "user", "content": "hi"}]},
        {**ROW, "reference": {"clues": [1, 2]}, "meta": {"size": 3}, "difficulty": 4},
        {**ROW, "reference": 0},
        {**ROW, "reference": False},
        {**ROW, "kind": "point"},
    ],
)
def test_a_row_of_the_right_form_has_no_problem(row):
    assert row_problem(row) is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("text", "it is str, not an object"),
        ({}, "it has no id and no prompt and no reference"),
        ({**ROW, "reference": None}, "it has no reference"),
        ({**ROW, "prompt": ""}, "it has no prompt"),
        ({**ROW, "id": 7}, "its id is 7, not a text"),
        ({**ROW, "prompt": 7}, "its prompt is int, neither a text nor chat messages"),
        ({**ROW, "kind": "easy"}, "its kind is 'easy', and only rows of kind 'point' are scored"),
        ({**ROW, "meta": [1]}, "its meta is list, not an object"),
        ({**ROW, "reference": {1}}, "it cannot be written as JSON: Object of type set is not JSON serializable"),
        ({**ROW, "reference": float("nan")}, "it cannot be written as JSON: Out of range float values"),
        ({**ROW, "reference": {1: 2}}, "its reference does not come back from JSON as it was"),
    ],
)
def test_a_row_of_another_form_is_described(row, problem):
    assert row_problem(row).startswith(problem)


def test_a_plugin_registers_one_under_its_namespace():
    found = Registry()
    Registrar(found, "rewardry-sums", "1").generator("sums", f"{__name__}:Sums", "sums")
    [entry] = found.entries("generator")
    assert (entry.kind, entry.id, entry.summary) == ("generator", "sums/sums", "sums")


def test_get_makes_a_generator_of_a_file(tmp_path):
    file = tmp_path / "sums.py"
    file.write_text(
        "from rewardry import Generator\n\n\n"
        "class Sums(Generator):\n    largest: int = 9\n\n"
        "    def rows(self, seed, n, difficulty=5):\n        yield from ()\n"
    )
    made = rewardry.get(f"{file}:Sums", largest=4)
    assert (made.kind, made.largest) == ("generator", 4)
    with pytest.raises(ConfigError, match=r"no parameter 'larges'\. Did you mean 'largest'"):
        rewardry.get(f"{file}:Sums", larges=4)


def test_a_generator_shares_its_id_with_no_reward():
    """Else a bare id would mean two things; with the verifier of its tasks it may share it."""
    ids = {kind: {entry.id for entry in registry().entries(kind)} for kind in ("reward", "generator")}
    assert ids["generator"]
    assert not ids["generator"] & ids["reward"]

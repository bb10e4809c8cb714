"""Checks of generators find each way to make rows that files, recipes and trainers cannot read."""

import random

import pytest

from rewardry.generator import refuse_arguments

ROW = {"id": "a", "prompt": "What is 1 + 1?", "reference": "2"}


def sums(seed, n, difficulty):
    """Honest rows; the others change one thing of them."""
    refuse_arguments(seed, n, difficulty)
    chance = random.Random(f"{seed} {difficulty}")
    for i in range(n):
        a, b = (chance.randrange(10 ** (1 + difficulty)) for _ in range(2))
        yield {"id": f"{seed}-{difficulty}-{i}", "prompt": f"What is {a} + {b}?", "reference": str(a + b)}


def changed(**columns):
    """Honest rows with other columns; None takes one away."""

    def rows(seed, n, difficulty):
        for row in sums(seed, n, difficulty):
            yield {name: value for name, value in {**row, **columns}.items() if value is not None}

    return rows


GENERATORS = (
    "rows_have_the_form_of_rows",
    "a_seed_decides_the_rows",
    "wrong_arguments_are_refused",
    "difficulty_changes_the_rows",
)


@pytest.mark.parametrize("name", GENERATORS)
def test_honest_rows_pass(check, generator, name):
    check(generator(sums), name)


@pytest.mark.parametrize("name", GENERATORS)
def test_rows_given_as_a_list_pass(check, generator, name):
    check(generator(lambda *arguments: list(sums(*arguments))), name)


@pytest.mark.parametrize("name", GENERATORS)
def test_chat_prompts_and_columns_of_its_own_pass(check, generator, name):
    def chats(seed, n, difficulty):
        for row in sums(seed, n, difficulty):
            yield {**row, "prompt": [{"role": "user", "content": row["prompt"]}], "level": difficulty, "meta": {}}

    check(generator(chats), name)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"prompt": None}, "it has no prompt"),
        ({"prompt": ""}, "it has no prompt"),
        ({"reference": None}, "it has no reference"),
        ({"id": 7}, "its id is 7, not a text"),
        ({"prompt": 7}, "its prompt is int, neither a text nor chat messages"),
        ({"meta": ["easy"]}, "its meta is list, not an object"),
        ({"kind": "puzzle"}, "its kind is 'puzzle'"),
        ({"weight": float("nan")}, "it cannot be written as JSON"),
        ({"seen": {1, 2}}, "it cannot be written as JSON: Object of type set"),
        ({"size": (3, 4)}, "its size does not come back from JSON as it was"),
        ({"steps": {1: "add"}}, "its steps does not come back from JSON as it was"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else next(iter(value)),
)
def test_a_row_of_another_form_is_quoted_with_what_is_wrong(defect, generator, columns, why):
    found = defect(generator(changed(**columns)), "rows_have_the_form_of_rows")
    assert found.did == "made 6 rows at difficulty 0"
    assert why in found.came
    assert found.mend == "Yield objects with id, prompt and reference, as JSON"


def test_a_row_that_is_no_object_is_quoted(defect, generator):
    found = defect(generator(lambda seed, n, difficulty: iter(["a"] * n)), "rows_have_the_form_of_rows")
    assert found.came == "'a': it is str, not an object"


@pytest.mark.parametrize("count", [0, 5, 7])
def test_another_number_of_rows_than_asked_for_is_told(defect, generator, count):
    rows = generator(lambda seed, n, difficulty: sums(seed, count, difficulty))
    found = defect(rows, "rows_have_the_form_of_rows")
    assert (found.came, found.mend) == (f"{count} came", "Yield exactly n rows")


@pytest.mark.parametrize("difficulty", [5, 10])
def test_rows_are_looked_at_in_the_middle_and_at_the_end_too(defect, generator, difficulty):
    def rows(seed, n, level):
        return changed(id="same")(seed, n, level) if level == difficulty else sums(seed, n, level)

    found = defect(generator(rows), "rows_have_the_form_of_rows")
    assert (found.did, found.came) == (f"made 6 rows at difficulty {difficulty}", "two rows have the same id")


def test_two_ids_that_are_the_same_among_others_are_found(defect, generator):
    def rows(seed, n, difficulty):
        for i, row in enumerate(sums(seed, n, difficulty)):
            yield {**row, "id": row["id"] if i != 5 else f"{seed}-{difficulty}-0"}

    assert defect(generator(rows), "rows_have_the_form_of_rows").came == "two rows have the same id"


@pytest.mark.parametrize("rows", [lambda *_: None, lambda *_: 5], ids=["None", "number"])
def test_rows_that_cannot_be_read_are_no_traceback(defect, generator, rows):
    found = defect(generator(rows), "rows_have_the_form_of_rows")
    assert found.did == "made 6 rows with the seed 1 at difficulty 0"
    assert found.came.startswith("TypeError: ")
    assert found.mend == "Take every seed, and every difficulty from 0 to 10"


@pytest.mark.parametrize("name", ["rows_have_the_form_of_rows", "a_seed_decides_the_rows"])
def test_what_is_raised_in_the_middle_of_the_rows_is_told(defect, generator, name):
    def rows(seed, n, difficulty):
        yield from sums(seed, min(n, 3), difficulty)
        raise RecursionError("too deep")

    assert defect(generator(rows), name).came == "RecursionError: too deep"


def test_a_seed_that_counts_rows_across_calls_is_found(defect, generator):
    calls = iter(range(100))
    rows = generator(lambda seed, n, difficulty: sums(next(calls), n, difficulty))
    assert defect(rows, "a_seed_decides_the_rows").came == "the seed 1 made other rows the second time"


def test_ids_that_differ_do_not_hide_that_the_tasks_are_the_same(defect, generator):
    def rows(seed, n, difficulty):
        return ({**row, "id": f"{seed} {row['id']}"} for row in sums(0, n, difficulty))

    assert defect(generator(rows), "a_seed_decides_the_rows").came == "the seeds 1 and 2 made the same rows"
    rows_by_level = generator(
        lambda seed, n, level: ({**row, "id": f"{level} {row['id']}"} for row in sums(seed, n, 5))
    )
    assert defect(rows_by_level, "difficulty_changes_the_rows").came == "they are the same"


@pytest.mark.parametrize("column", ["prompt", "reference"])
def test_another_seed_need_change_only_the_prompt_or_only_the_reference(check, generator, column):
    def rows(seed, n, difficulty):
        return ({**ROW, "id": f"{i}", column: row[column]} for i, row in enumerate(sums(seed, n, difficulty)))

    check(generator(rows), "a_seed_decides_the_rows")
    check(generator(rows), "difficulty_changes_the_rows")


@pytest.mark.parametrize("wrong", [(1, 1, 11), (1, 1, -1), (1, -1, 5)], ids=["too-hard", "too-easy", "negative"])
def test_each_argument_out_of_its_range_must_be_refused(defect, generator, wrong):
    def rows(seed, n, difficulty):
        return iter([ROW]) if (seed, n, difficulty) == wrong else sums(seed, n, difficulty)

    found = defect(generator(rows), "wrong_arguments_are_refused")
    assert (found.did, found.came) == (f"asked for rows{wrong}", "it made 1 rows")
    assert "rewardry.generator.refuse_arguments" in found.mend


def test_a_refusal_at_the_call_is_as_good_as_one_at_the_first_row(check, generator):
    def rows(seed, n, difficulty):
        refuse_arguments(seed, n, difficulty)
        return iter(list(sums(seed, n, difficulty)))

    check(generator(rows), "wrong_arguments_are_refused")

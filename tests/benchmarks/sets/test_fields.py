"""The fields of a row as its authors wrote it: what each reads, and what it says of anything else."""

import pytest

from rewardry.benchmarks.sets.fields import Fields
from rewardry.errors import DataError


def fields(**row):
    return Fields(row, "f.jsonl:3", "data/f.jsonl", 2)


@pytest.mark.parametrize(
    ("read", "value", "found"),
    [
        ("text", "a", "a"),
        ("text", "", ""),
        ("answer", "4", "4"),
        ("answer", 4, "4"),
        ("answer", 4.5, "4.5"),
        ("whole", -3, -3),
        ("truth", True, 1),
        ("truth", False, 0),
        ("truth", 1, 1),
        ("truth", 0, 0),
        ("truth", " TRUE ", 1),
        ("truth", "Incorrect", 0),
        ("texts", ["a", "b"], ["a", "b"]),
        ("texts", [], []),
        ("wholes", [1, 2], [1, 2]),
        ("any", None, None),
    ],
)
def test_what_a_field_holds(read, value, found):
    assert getattr(fields(x=value), read)("x") == found


@pytest.mark.parametrize(
    ("read", "value", "why"),
    [
        ("text", 4, "a text is wanted, not number"),
        ("text", None, "a text is wanted, not null"),
        ("answer", True, "a text or a number is wanted, not boolean"),
        ("answer", ["4"], "a text or a number is wanted, not array"),
        ("whole", True, "a whole number is wanted, not True"),
        ("whole", 1.0, "a whole number is wanted, not 1.0"),
        ("whole", "x" * 500, f"a whole number is wanted, not '{'x' * 89}"),
        ("truth", 2, "true or false is wanted, not 2"),
        ("truth", 1.0, "true or false is wanted, not 1.0"),
        ("truth", "yes", "true or false is wanted, not 'yes'"),
        ("truth", ["true"], "true or false is wanted, not ['true']"),
        ("truth", None, "true or false is wanted, not None"),
        ("texts", "ab", "a list of texts is wanted"),
        ("texts", ["a", 1], "a list of texts is wanted"),
        ("wholes", [True], "a list of whole numbers is wanted"),
        ("wholes", 3, "a list of whole numbers is wanted"),
    ],
)
def test_what_a_field_may_not_hold_is_said_with_file_line_and_field(read, value, why):
    with pytest.raises(DataError) as refused:
        getattr(fields(x=value), read)("x")
    assert str(refused.value).startswith(f"f.jsonl:3: field 'x': {why}")
    assert str(refused.value).endswith("; the file is another version of the set, or damaged: get it anew")


def test_a_field_that_is_not_there_says_which_is():
    with pytest.raises(DataError, match=r"field 'qestion': the row lacks it. Did you mean 'question'"):
        fields(question="q").text("qestion")
    with pytest.raises(DataError, match="field 'x': the row lacks it; the file"):
        fields().any("x")


def test_a_word_stands_for_what_it_means():
    grades = {"A": 1, "B": 0}
    assert fields(x=" B ").one_of("x", grades) == 0
    with pytest.raises(DataError, match="field 'x': one of A, B is wanted, not 'C'"):
        fields(x="C").one_of("x", grades)


def test_meta_has_the_fields_that_hold_something():
    row = fields(a=0, b="", c=None, d=[], e={}, f=False, g="x")
    assert row.some("a", "b", "c", "d", "e", "f", "g", "h") == {"a": 0, "f": False, "g": "x"}


def test_the_id_is_the_first_that_a_row_has_and_else_its_place():
    assert fields(id=0, other="x").id("name", "id", "other") == "0"
    assert fields(id=None).id("id") == fields().id("id") == "2"

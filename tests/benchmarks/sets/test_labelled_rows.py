"""What a row is measured by: its label, its question, and the set that it stands in."""

import json

import pytest

from rewardry.benchmarks.kinds.rows import read_set
from rewardry.benchmarks.sets import find_sets
from rewardry.benchmarks.sets.entry import SetEntry
from rewardry.errors import ConfigError


@pytest.fixture
def read(write):
    """Reads rows of a file as a run does."""

    def of(*rows):
        [bench_set] = find_sets([write("rows.jsonl", rows)])
        return list(read_set(bench_set))

    return of


@pytest.mark.parametrize(
    ("label", "of_point", "of_attack"),
    [
        (1, 1, 1),
        (0, 0, 0),
        (True, 1, 1),
        (False, 0, 0),
        (1.0, 1, 1),
        (None, None, 0),  # an attack that says nothing must not be paid
        (2, None, None),
        (-1, None, None),
        ("1", None, None),
        ([0], None, None),
    ],
)
def test_the_label_of_a_row(read, label, of_point, of_attack):
    row = {"completion": "a", "reference": "a", "label": label}
    known = {"completion": "b", "reference": "a", "label": 1}
    assert read(row, known)[0].label == of_point
    attack = {**row, "kind": "attack"}
    assert read(attack, {**known, "kind": "attack"})[0].label == of_attack


def test_an_attack_may_leave_its_label_out(read):
    assert [row.label for row in read({"kind": "attack", "completion": "a", "reference": "a"})] == [0]


ROW = {"completion": "a", "prompt": "q", "reference": "r", "label": 1}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"completion": "b", "label": 0, "id": 5}, True),
        ({"prompt": "p"}, False),
        ({"reference": "s"}, False),
        ({"reference": ["r"]}, False),
        ({"prompt": [{"role": "user", "content": "q"}]}, False),
        ({"group": 1}, False),
    ],
)
def test_completions_of_one_question_share_prompt_and_reference(read, other, same):
    first, second = read(ROW, {**ROW, **other})
    assert (first.question == second.question) is same


def test_a_group_is_one_question_whatever_its_rows_ask(read):
    rows = read({**ROW, "group": 0}, {**ROW, "prompt": "p", "group": 0}, {**ROW, "group": 1}, {**ROW, "group": None})
    assert [row.question for row in rows[:3]] == ["group 0", "group 0", "group 1"]
    assert rows[3].question == read(ROW)[0].question


def test_a_reference_is_the_same_in_any_order_of_its_keys(read):
    first, second = read({**ROW, "reference": {"a": 1, "ü": [2]}}, {**ROW, "reference": {"ü": [2], "a": 1}})
    assert first.question == second.question


def test_a_broken_text_is_a_question_too(read, folder):
    (folder / "rows.jsonl").write_text(json.dumps({**ROW, "prompt": "\ud83d"}) + "\n")
    [bench_set] = find_sets(["rows.jsonl"])
    [row] = read_set(bench_set)
    assert len(row.question) == 16


def test_rows_that_have_changed_since_are_refused(write):
    [bench_set] = find_sets([write("rows.jsonl", [ROW])])
    write("rows.jsonl", [ROW, ROW])
    with pytest.raises(ConfigError, match="the file has changed since the run; run the benchmark again"):
        list(bench_set.rows())


@pytest.mark.parametrize(
    ("licence", "restricted"),
    [
        ("MIT", False),
        ("Apache-2.0", False),
        ("ODC-BY", False),
        ("not stated", False),
        ("CC-BY-4.0", False),
        ("CC-BY-SA-4.0", False),
        ("CC-BY-NC-4.0", True),
        ("cc by-nc", True),
        ("CC-BY-NC-ND-4.0", True),
        ("CC BY ND 4.0", True),
        ("NCSA", False),
        ("custom, see its card", False),
    ],
)
def test_a_licence_that_restricts_is_known_by_its_name(licence, restricted):
    assert SetEntry("s", "point", "verdict", licence, "", ("a.jsonl",)).restricted is restricted

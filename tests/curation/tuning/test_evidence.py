"""What a recipe's order is held against, and what is none: labels, pairs and hacks, joined by id."""

import pytest

from rewardry.curation.logged_scores import read_scores
from rewardry.curation.tuning import evidence
from rewardry.curation.tuning.evidence import (
    Pair,
    graded,
    hacks_of,
    ids,
    label,
    labels_of_column,
    labels_of_file,
    pairs_of_file,
    pairs_of_labels,
)
from rewardry.errors import ConfigError, DataError


@pytest.fixture
def log(write, tmp_path, monkeypatch):
    """A log of two groups of three: each row's id, one score, and a column of its input."""
    monkeypatch.chdir(tmp_path)

    def make(*utilities, ids="abcdef", column="utility"):
        rows = [
            {
                "id": ids[i],
                "group": i // 3,
                "components": {"tone": {"value": i / 10, "status": "ok"}},
                "input": {"completion": "x", column: utility},
            }
            for i, utility in enumerate(utilities or (1, 2, 3, 3, 3, None))
        ]
        return read_scores([write("log.jsonl", *rows)])

    return make


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (None, None),
        ("abstain", None),
        ("timeout", None),
        ("error", None),
        (True, 1.0),
        (False, 0.0),
        (3, 3.0),
        (-0.5, -0.5),
        ("correct", 1.0),
        ("Incorrect", 0.0),
        ("right", 1.0),
        ("WRONG", 0.0),
        ("true", 1.0),
        ("False", 0.0),
    ],
)
def test_a_label_is_a_number_or_undecided(value, number):
    assert label(value, "in:1") == number


@pytest.mark.parametrize("value", ["yes", "", "1", [1], {}, float("nan"), 1e200])
def test_what_is_no_label_is_refused_with_its_place(value):
    with pytest.raises(DataError, match=r"in:1: .* is no label; true, false, a number, correct or incorrect is wanted"):
        label(value, "in:1")


def test_a_column_is_the_inputs_its_metas_or_a_component_of_the_log(log):
    assert labels_of_column(log(), "utility") == [1, 2, 3, 3, 3, None]
    assert labels_of_column(log(), "tone") == [0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert labels_of_column(log({"u": 1}, {"u": "wrong"}, column="meta"), "u") == [1.0, 0.0]
    assert labels_of_column(log(7, 8, column="tone"), "tone") == [7, 8]  # the input's goes first


@pytest.mark.parametrize(
    ("column", "hint"), [("utilty", "Did you mean 'utility'"), ("ton", "Did you mean 'tone'"), ("nothing", "Known: ")]
)
def test_a_column_that_no_row_has_is_refused_with_those_there_are(log, column, hint):
    with pytest.raises(DataError, match=f"no row has a label in '{column}'. {hint}"):
        labels_of_column(log(), column)


def test_a_value_that_is_no_label_is_named_with_its_line_and_column(log):
    with pytest.raises(DataError, match=r"log.jsonl:2: 'utility': 'good' is no label"):
        labels_of_column(log(1, "good"), "utility")


def test_verdicts_are_joined_by_id_whatever_their_order(log, write):
    verdicts = [{"id": "c", "status": "incorrect"}, {"id": "a", "label": 1}, {"id": "nobody", "status": "odd"}]
    verdicts += [{"id": "b", "score": 0.25}, {"id": "d", "status": "abstain"}]
    assert labels_of_file(log(), write("v.jsonl", *verdicts)) == [1.0, 0.25, 0.0, None, None, None]
    with pytest.raises(DataError, match=r"other.jsonl: no id of it is in the log; name what `rewardry verify` wrote"):
        labels_of_file(log(), write("other.jsonl", {"id": "z", "status": "correct"}))
    with pytest.raises(DataError, match=r"bad.jsonl:1: 'done' is no label"):
        labels_of_file(log(), write("bad.jsonl", {"id": "a", "status": "done"}))


def test_an_id_that_stands_twice_or_is_none_joins_nothing(log, write):
    assert ids(log()) == {name: i for i, name in enumerate("abcdef")}
    with pytest.raises(DataError, match=r"log.jsonl:4: field 'id': 'a' stands twice; to join by id each row needs its"):
        ids(log(ids="abcabc"))
    with pytest.raises(DataError, match=r"log.jsonl:2: field 'id': a text or a number is wanted, not \['b'\]"):
        ids(log(ids=["a", ["b"], "c", "d", "e", "f"]))
    with pytest.raises(DataError, match=r"v.jsonl:1: field 'id': a text or a number is wanted, not \{\}"):
        labels_of_file(log(), write("v.jsonl", {"id": {}, "status": "correct"}))


def test_pairs_are_of_a_group_and_of_labels_that_differ(log):
    logged = log()
    assert pairs_of_labels(logged, [1, 2, 3, 3, 3, None]) == [Pair(1, 0, 0), Pair(2, 0, 0), Pair(2, 1, 0)]
    assert pairs_of_labels(logged, [None, None, None, 0, 1, 0]) == [Pair(4, 3, 1), Pair(4, 5, 1)]
    with pytest.raises(DataError, match="no group has two completions that the labels tell apart"):
        pairs_of_labels(logged, [1, 1, 1, 2, 2, None])


@pytest.mark.parametrize("most", [1, 2, 3])
def test_of_a_large_group_some_pairs_are_taken_from_all_over_it(log, monkeypatch, most):
    monkeypatch.setattr(evidence, "_MOST_PAIRS", most)
    found = pairs_of_labels(log(), [1, 2, 3, 1, 2, 3])
    assert [sum(pair.group == group for pair in found) for group in (0, 1)] == [{1: 1, 2: 2, 3: 3}[most]] * 2
    assert found[0] == Pair(1, 0, 0)


@pytest.mark.parametrize(
    ("labels", "says_more"),
    [([0, 1, None, 1], False), ([0, 0.5, 1], True), ([None, None], False), ([1, 2, 3, None], True), ([1, True], False)],
)
def test_labels_of_more_than_two_values_say_how_much_better_a_row_is(labels, says_more):
    assert graded(labels) == (labels if says_more else None)


def test_judged_pairs_are_objects_with_two_ids(log, write):
    rows = [{"chosen": "c", "rejected": "a"}, {"chosen": {"id": "d", "text": "x"}, "rejected": {"id": "e"}}]
    assert pairs_of_file(log(), write("p.jsonl", *rows)) == [Pair(2, 0, 0), Pair(3, 4, 1)]


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ({"chosen": "z", "rejected": "a"}, "p.jsonl:1: field 'chosen': 'z' is no id of the log"),
        ({"chosen": "a"}, "p.jsonl:1: field 'rejected': None is no id of the log"),
        ({"chosen": {"text": "x"}, "rejected": "a"}, "p.jsonl:1: field 'chosen': None is no id of the log"),
        ({"chosen": ["a"], "rejected": "b"}, "p.jsonl:1: field 'chosen': field 'id': a text or a number is wanted"),
        ({"chosen": "a", "rejected": "d"}, "p.jsonl:1: the two rows are of different groups"),
        ({"chosen": "a", "rejected": "a"}, "p.jsonl:1: row 'a' is chosen and rejected at once"),
    ],
)
def test_a_pair_that_is_none_is_refused_with_its_line(log, write, pair, message):
    with pytest.raises(DataError) as raised:
        pairs_of_file(log(), write("p.jsonl", pair))
    assert str(raised.value).startswith(message)


def test_a_file_without_pairs_is_refused(log, write):
    with pytest.raises(DataError, match=r"p.jsonl: there are no pairs"):
        pairs_of_file(log(), write("p.jsonl"))


def test_hacks_are_named_by_a_column_or_by_their_ids(log, write):
    assert hacks_of(log(True, False, None, "correct", 0, 1), "utility", False) == {0, 3, 5}
    assert hacks_of(log(), write("h.jsonl", {"id": "b"}, {"id": "z"}, {}), True) == {1}
    with pytest.raises(ConfigError, match="utility: none of the log's rows is a hack by it"):
        hacks_of(log(False, 0), "utility", False)
    with pytest.raises(ConfigError, match=r"h.jsonl: none of the log's rows is a hack by it"):
        hacks_of(log(), write("h.jsonl", {"id": "z"}), True)

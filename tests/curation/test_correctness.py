"""Right and wrong are read off what a run wrote: a verdict, one component, a value from some number on, or a label."""

import pytest

from rewardry.curation.correctness import Correctness
from rewardry.errors import DataError

RIGHT, WRONG, LATE = {"value": 1.0, "status": "correct"}, {"value": 0.0, "status": "incorrect"}, {"status": "timeout"}
PAID = {"value": 0.5, "status": "ok"}


def told(data, row=None, **settings):
    return Correctness(**settings).of(data, {} if row is None else row, "in:3")


@pytest.mark.parametrize(
    ("data", "right"),
    [
        ({"status": "correct"}, True),
        ({"status": "incorrect"}, False),
        ({"status": "abstain"}, None),
        ({"status": "timeout"}, None),
        ({"status": "error"}, None),
        ({"components": {"math": RIGHT, "format": PAID}}, True),
        ({"components": {"math": WRONG, "format": PAID}}, False),
        ({"components": {"math": LATE, "format": PAID}}, None),  # no verdict in this row
        ({"components": {"accuracy": WRONG, "choice": RIGHT}}, False),
        ({"components": {"choice": RIGHT, "accuracy": WRONG}}, False),
        ({"components": {}}, None),
        ({"components": {"accuracy": WRONG}, "status": "correct"}, False),  # what `score` wrote goes first
    ],
)
def test_without_a_name_it_is_the_verdict(data, right):
    assert told(data) is right


@pytest.mark.parametrize(
    ("data", "by", "right"),
    [
        ({"components": {"a": RIGHT, "b": WRONG}}, "b", False),
        ({"components": {"a": RIGHT, "b": LATE}}, "b", None),
        ({"components": {"accuracy": RIGHT, "b": {"value": None, "status": "abstain"}}}, "b", None),
    ],
)
def test_a_named_component_is_the_one_that_is_asked(data, by, right):
    assert told(data, by=by) is right


@pytest.mark.parametrize(
    ("data", "by", "at_least", "right"),
    [
        ({"components": {"a": PAID}}, "a", 0.5, True),
        ({"components": {"a": PAID}}, "a", 0.51, False),
        ({"components": {"a": {"value": None, "status": "abstain"}}}, "a", 0.5, None),
        ({"components": {"a": RIGHT}}, None, 1.5, False),  # the value, whatever the verdict
        ({"components": {"a": PAID}, "total": 2}, "total", 2, True),
        ({"components": {"a": PAID}, "total": 1.9}, "total", 2, False),
        ({"components": {"a": PAID}, "total": None}, "total", 2, None),
        ({"components": {"a": PAID}, "total": -1}, "total", -1, True),
        ({"total": 0}, "total", 0, True),
        ({"status": "correct", "score": 0.4}, None, 0.5, False),
        ({"status": "incorrect", "score": 0.5}, None, 0.5, True),
        ({"status": "abstain", "score": None}, None, 0.5, None),
    ],
)
def test_from_a_value_on_it_is_right(data, by, at_least, right):
    assert told(data, by=by, at_least=at_least) is right


@pytest.mark.parametrize(
    ("label", "right"),
    [
        (1, True),
        (0, False),
        (1.0, True),
        (True, True),
        (False, False),
        (None, None),
        ("1", None),
        (2, None),
        ([], None),
    ],
)
def test_a_label_is_1_or_0_and_a_row_that_was_not_scored_has_nothing_else(label, right):
    row = {"completion": "4", "label": label}
    assert told(row, row) is right
    assert told({"status": "correct"}, row, by="label") is right
    assert told({"status": "correct"}, row) is True


@pytest.mark.parametrize(
    ("data", "settings", "message"),
    [
        ({"id": 1}, {}, "in:3: no field of the result says whether the completion is right; name what does with --rig"),
        ({"status": "done"}, {}, "in:3: no field of the result says"),
        ({"status": "correct"}, {"by": "math"}, "in:3: .*: it has no components, and so no 'math'"),
        (
            {"components": {"math": RIGHT}},
            {"by": "maths"},
            r"in:3: there is no component 'maths'\. Did you mean 'math'",
        ),
        ({"components": {"a": RIGHT, "b": WRONG}}, {}, "in:3: a and b both have verdicts; choose one with --right-by"),
        (
            {"components": {"a": PAID}},
            {"by": "a"},
            "in:3: the component 'a' has values and no verdicts; .*--right-from",
        ),
        ({"total": 1.0}, {"by": "total"}, "in:3: 'total' is a number; say from which value on it is right"),
        ({"components": {}, "total": 1.0}, {"by": "total"}, "in:3: 'total' is a number"),
    ],
)
def test_where_nothing_says_it_or_several_do_the_error_names_the_option(data, settings, message):
    with pytest.raises(DataError, match=message):
        told(data, **settings)

"""A line with a number or a status that no result has is refused with its place, its field and what to do."""

import pytest

from rewardry.curation.result_form import refuse_malformed, refuse_malformed_components
from rewardry.errors import DataError

GOOD = [
    {},
    {"total": None, "status": None, "components": {}},
    {"total": 1.5, "components": {"accuracy": {"value": 1.0, "status": "correct"}}},
    {"total": 2, "components": {"accuracy": {"value": 1, "status": "correct"}}},
    {"total": -1e60, "components": {"length": {"value": None, "status": "timeout"}}},
    {"status": "incorrect", "score": 0.0, "reason": "not-equal"},
    {"status": "no-status-of-ours", "score": 1},
    {"components": {"a": {}}},
    {"components": {"": {"value": 0.0}}},
    {"components": None},
    {"components": [1, 2]},  # a column of somebody's own
    {"components": "none"},
]
# What a line holds, the field that is named, and what is said of it.
BAD = [
    ({"total": "1.0"}, "total", "a number or null is wanted, not a JSON string"),
    ({"total": True}, "total", "not a JSON boolean"),
    ({"total": [1.0]}, "total", "not a JSON array"),
    ({"total": {}}, "total", "not a JSON object"),
    ({"total": float("nan")}, "total", "not one of this size"),
    ({"total": 10**400}, "total", "not one of this size"),
    ({"total": 1e61}, "total", "not one of this size"),
    ({"score": "1"}, "score", "a number or null is wanted, not a JSON string"),
    ({"total": 1.0, "score": float("inf")}, "score", "not one of this size"),
    ({"status": 1}, "status", "a text is wanted, not a JSON number"),
    ({"status": ["correct"]}, "status", "a text is wanted, not a JSON array"),
    ({"total": 1.0, "status": False}, "status", "a text is wanted, not a JSON boolean"),
]
BAD_COMPONENTS = [
    ({"a": 1.0}, "components.a", "an object with value and status is wanted, not a JSON number"),
    ({"a": None}, "components.a", "an object with value and status is wanted, not a JSON null"),
    ({"a": [1.0, "ok"]}, "components.a", "not a JSON array"),
    ({"a": {"value": "1"}}, "components.a.value", "a number or null is wanted, not a JSON string"),
    ({"a": {"value": False}}, "components.a.value", "not a JSON boolean"),
    ({"a": {"value": float("-inf")}}, "components.a.value", "not one of this size"),
    ({"a": {"value": 1.0, "status": 0}}, "components.a.status", "a text is wanted, not a JSON number"),
    ({"a": {"value": 1.0, "status": {}}}, "components.a.status", "not a JSON object"),
    ({"a": {"value": 1.0}, "b": {"value": "x"}}, "components.b.value", "not a JSON string"),
    ({"a.b c": 1}, "components.a.b c", "not a JSON number"),
]


@pytest.mark.parametrize("result", GOOD, ids=str)
def test_what_a_result_may_hold_passes(result):
    refuse_malformed(result, "scores.jsonl:3")
    refuse_malformed_components(result, "scores.jsonl:3")


@pytest.mark.parametrize(("result", "field", "why"), BAD, ids=[str(result) for result, *_ in BAD])
def test_what_no_result_holds_is_told(result, field, why):
    with pytest.raises(DataError) as refused:
        refuse_malformed(result, "scores.jsonl:3")
    assert str(refused.value).startswith(f"scores.jsonl:3: field {field!r}: ")
    assert why in str(refused.value)
    assert str(refused.value).endswith("that `rewardry score` or `rewardry verify` wrote, or mend the line")


@pytest.mark.parametrize("total", [None, 1.0])
@pytest.mark.parametrize(("components", "field", "why"), BAD_COMPONENTS, ids=[str(one) for one, *_ in BAD_COMPONENTS])
def test_what_no_component_holds_is_told(components, field, why, total):
    line = {"total": total, "components": {"fine": {"value": 1.0, "status": "ok"}, **components}}
    for refuse in (refuse_malformed, refuse_malformed_components):
        with pytest.raises(DataError) as refused:
            refuse(line, "f:1")
        assert str(refused.value).startswith(f"f:1: field {field!r}: ")
        assert why in str(refused.value)


def test_of_a_row_that_was_not_scored_only_components_are_looked_at():
    """Any of its own columns may be called total."""
    refuse_malformed_components({"total": "forty", "score": [], "status": 7, "components": {}}, "f:1")

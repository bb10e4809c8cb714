"""Routing: another component for other rows, picked by a column."""

import decimal
import logging
from pathlib import Path

import pytest
from pydantic import ValidationError

from rewardry.component import Needs, Reward
from rewardry.engine.runtime import Runtime
from rewardry.parameters import build
from rewardry.recipe import Recipe
from rewardry.routing import Route, behind
from rewardry.types import Batch, Sample

TOYS = Path(__file__).parent / "data" / "toy_components.py"
PICKY = {"use": "accuracy", "verifier": f"{TOYS}:Picky"}
EXACT = {"use": "accuracy", "verifier": "text.exact"}
SIZE = f"{TOYS}:size"


def routed(cases, default=None, **fields):
    entry = {"name": "routed", "route": "domain", "cases": cases, **fields}
    return Recipe.load({"rewards": [{**entry, "default": default} if default else entry]})


def found(recipe, *rows):
    return [scored.components["routed"] for scored in recipe.score([{"completion": "four", **row} for row in rows])]


def test_the_column_picks_the_component():
    recipe = routed({"text": EXACT, "size": SIZE})
    rows = [{"domain": "size"}, {"domain": "text", "reference": "four"}, {"domain": "text", "reference": "five"}]
    assert [score.value for score in found(recipe, *rows)] == [4.0, 1.0, 0.0]
    assert [score.reported_status for score in found(recipe, *rows)] == ["ok", "correct", "incorrect"]


@pytest.mark.parametrize(("value", "shown"), [("math", "math"), ("", ""), (None, "null"), (3, "3"), (["a"], '["a"]')])
def test_a_value_without_a_case_abstains_and_says_which(value, shown):
    [score] = found(routed({"text": EXACT}), {"domain": value})
    assert (score.value, score.status) == (None, "abstain")
    assert score.details == {"reason": "no-route", "column": "domain", "value": shown}


def test_a_row_without_the_column_abstains():
    [score] = found(routed({"text": EXACT}), {})
    assert (score.status, score.details["value"]) == ("abstain", "null")


def test_the_default_takes_every_other_row():
    recipe = routed({"text": EXACT}, default=SIZE)
    rows = [{"domain": "text", "reference": "four"}, {"domain": "math"}, {}, {"domain": None}]
    assert [score.value for score in found(recipe, *rows)] == [1.0, 4.0, 4.0, 4.0]


@pytest.mark.parametrize(
    ("case", "value"),
    [
        (1, "1"),
        ("1", 1),
        (True, True),
        ("true", True),
        (False, "false"),
        ("2.5", 2.5),
        ("a b", "a b"),
        ("[1, 2]", [1, 2]),
    ],
)
def test_values_are_compared_as_text(case, value):
    [score] = found(routed({case: SIZE}), {"domain": value})
    assert score.value == 4.0


def test_the_case_null_is_for_rows_without_a_value():
    scores = found(routed({None: SIZE}), {"domain": None}, {}, {"domain": "null"}, {"domain": "none"})
    assert [score.value for score in scores] == [4.0, 4.0, 4.0, None]


def test_a_value_of_another_library_is_a_text():
    [score] = found(routed({"7": SIZE}), {"domain": decimal.Decimal(7)})
    assert score.value == 4.0


class OfAnArray:
    """A value as arrays of numpy and torch hold it."""

    def __init__(self, plain):
        self._plain = plain

    def tolist(self):
        return self._plain


@pytest.mark.parametrize(
    ("case", "value"), [(True, True), (7, 7), (2.5, 2.5), ("[1, 2]", [1, 2]), ("a", "a"), (None, None)]
)
def test_a_value_of_an_array_is_what_it_is_in_python(case, value):
    [score] = found(routed({case: SIZE}), {"domain": OfAnArray(value)})
    assert score.value == 4.0


def test_norwegian_is_a_language(tmp_path):
    """YAML 1.1 reads `no` as false."""
    file = tmp_path / "r.yaml"
    file.write_text(f"rewards:\n- {{name: routed, route: language, cases: {{no: '{SIZE}', de: accuracy}}}}")
    [score] = found(Recipe.load(file), {"language": "no"})
    assert score.value == 4.0


def test_the_column_may_stand_in_meta():
    [score] = found(routed({"size": SIZE}), {"meta": {"domain": "size"}})
    assert score.value == 4.0


@pytest.mark.parametrize("column", ["finish_reason", "group", "prompt", "reference", "anything"])
def test_every_column_of_a_row_can_route(column):
    recipe = Recipe.load({"rewards": [{"name": "routed", "route": column, "cases": {"stop": SIZE}}]})
    assert [score.value for score in found(recipe, {column: "stop"}, {column: "length"})] == [4.0, None]


def test_order_is_kept_however_the_rows_are_mixed():
    recipe = routed({"a": {"use": SIZE, "factor": 1}, "b": {"use": SIZE, "factor": 10}})
    rows = [{"domain": "abc"[i % 3], "completion": "x" * i} for i in range(30)]
    expected = [{0: float(i), 1: 10.0 * i, 2: None}[i % 3] for i in range(30)]
    assert [score.value for score in found(recipe, *rows)] == expected


def test_each_component_is_asked_once_a_batch(asked):
    found(routed({"a": SIZE, "b": SIZE}), *[{"domain": domain} for domain in "abab"])
    assert len(asked) == 4


def test_a_reference_is_refused_by_the_component_that_would_read_it():
    route = routed({"number": PICKY, "text": EXACT}).parts[0].reward
    for domain, reference, why in [
        ("number", 5, None),
        ("number", "5", "the reference is a string; a number is wanted"),
        ("text", "5", None),
        ("text", {"a": 1}, "the reference is an object; a string or a number or an array is wanted"),
        ("neither", {"a": 1}, None),
    ]:
        sample = Sample(completion="x", reference=reference, meta={"domain": domain})
        assert route.refusal(sample) == why


def test_a_refused_reference_is_an_error_of_that_row():
    numbered, text = found(
        routed({"number": PICKY, "text": EXACT}),
        {"domain": "number", "reference": "5"},
        {"domain": "text", "reference": "four"},
    )
    assert (numbered.status, numbered.details["reason"]) == ("error", "refused")
    assert text.value == 1.0


def test_a_route_needs_its_column_and_what_the_cases_need():
    route = routed({"a": f"{TOYS}:told", "b": PICKY}, default={"use": "length.soft_overlong"}).parts[0].reward
    assert route.needs() == Needs(frozenset({"completion", "domain", "value", "reference", "completion_ids"}))


def test_a_route_is_required_as_soon_as_one_case_is():
    assert routed({"a": SIZE, "b": EXACT}).parts[0].required is True
    assert routed({"a": SIZE}).parts[0].required is False
    assert routed({"a": SIZE}, default=EXACT).parts[0].required is True
    assert routed({"a": SIZE}, required=True).parts[0].required is True


def test_a_row_of_a_required_route_without_a_case_has_no_total():
    recipe = routed({"text": EXACT})
    [scored] = recipe.score([{"completion": "x", "domain": "math"}])
    assert (scored.total, scored.undecided) == (None, ("routed",))


def test_a_gate_asks_for_the_verdict_of_the_case():
    gated = {"use": SIZE, "when": "routed == correct"}
    recipe = Recipe.load({"rewards": [gated, {"name": "routed", "route": "domain", "cases": {"t": EXACT, "s": SIZE}}]})
    rows = [
        {"domain": "t", "reference": "four"},
        {"domain": "t", "reference": "five"},
        {"domain": "s"},
        {"domain": "?"},
    ]
    scored = recipe.score([{"completion": "four", **row} for row in rows])
    assert [row.components["size"].value for row in scored] == [4.0, 0.0, 0.0, None]


def test_a_case_that_fails_costs_its_own_rows(caplog):
    recipe = routed({"told": f"{TOYS}:told", "size": SIZE})
    with caplog.at_level(logging.CRITICAL, "rewardry"):
        scores = found(recipe, {"domain": "told", "value": "no"}, {"domain": "size"}, {"domain": "told", "value": 2})
    assert [score.value for score in scores] == [None, 4.0, 2.0]
    assert scores[0].details["error"] == "ValueError: no"


def test_a_case_may_run_in_a_worker_process():
    recipe = routed({"math": {"use": "accuracy"}, "size": SIZE})
    with Runtime(workers=1, timeout=60) as runtime:
        rows = [{"completion": "$4$", "reference": "4", "domain": "math"}, {"completion": "12345", "domain": "size"}]
        scored = recipe.score(rows, runtime=runtime)
    assert [row.total for row in scored] == [1.0, 5.0]


@pytest.mark.parametrize("place", ["by_value", "other"])
def test_group_components_are_refused(place):
    longest = build(Reward, f"{TOYS}:Longest", {})
    cases = {"by_value": {"a": longest}} if place == "by_value" else {"by_value": {}, "other": longest}
    with pytest.raises(ValidationError, match="Longest scores whole groups and cannot be picked by a column"):
        Route(column="domain", **cases)


def test_behind_a_route_stand_its_cases():
    recipe = routed({"a": SIZE, "b": EXACT}, default=PICKY)
    assert [type(case).__name__ for case in behind(recipe.parts[0].reward)] == ["size", "Accuracy", "Accuracy"]
    [case] = behind(build(Reward, SIZE, {}))
    assert type(case).__name__ == "size"


def test_an_empty_batch_is_no_trouble():
    with Runtime("inline") as runtime:
        assert runtime.open(routed({"a": SIZE}).parts[0].reward).score(Batch([])) == []


def test_routes_with_other_cases_are_opened_apart():
    one, other = (routed({"a": {"use": SIZE, "factor": factor}}) for factor in (1, 2))
    assert [found(recipe, {"domain": "a"})[0].value for recipe in (one, other)] == [4.0, 8.0]

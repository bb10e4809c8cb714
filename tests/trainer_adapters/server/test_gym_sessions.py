"""NeMo-Gym's paths beside /verify, as functions of what is sent."""

import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.trainer_adapters.server.gym_sessions import aggregate_metrics, close_session, seed_session
from rewardry.trainer_adapters.server.refusal import Refusal

FIGURES = {"mean": statistics.fmean, "max": max, "min": min, "median": statistics.median}
# Multiples of an eighth, whose sums are exact.
numbers = st.integers(-40, 40).map(lambda n: n / 8) | st.integers(-5, 5) | st.booleans()
rollouts = st.lists(
    st.fixed_dictionaries(
        {"reward": numbers},
        optional={"right": numbers, "text": st.just("a"), "none": st.none(), "_ng_task_index": st.integers(0, 3)},
    ),
    max_size=12,
)


def figures(rows):
    """Mean, max, min, median and deviation of each numeric field, as Python's own statistics have them."""
    found = {}
    for name in ("reward", "right"):
        values = [float(row[name]) for row in rows if name in row]
        if values:
            found |= {f"{figure}/{name}": call(values) for figure, call in FIGURES.items()}
            if len(values) > 1:
                found[f"std/{name}"] = statistics.stdev(values)
            elif len(rows) == 1:
                found[f"std/{name}"] = 0.0
    return found


@settings(max_examples=60)
@given(rollouts)
def test_a_run_is_summed_up_as_python_s_statistics_do(rows):
    found = aggregate_metrics({"verify_responses": rows})
    assert found["agent_metrics"] == pytest.approx(figures(rows))
    means = {name: value for name, value in figures(rows).items() if name.startswith("mean/")}
    assert found["key_metrics"] == pytest.approx(means)
    tasks = sorted({row.get("_ng_task_index", 0) for row in rows})
    assert [one.pop("_ng_task_index") for one in found["group_level_metrics"]] == tasks
    for task, one in zip(tasks, found["group_level_metrics"], strict=True):
        assert one == pytest.approx(figures([row for row in rows if row.get("_ng_task_index", 0) == task]))


@pytest.mark.parametrize("task", [True, 1.0, "1", None, [1]])
def test_a_task_without_a_number_of_its_own_is_the_first(task):
    found = aggregate_metrics({"verify_responses": [{"reward": 1.0, "_ng_task_index": task}, {"reward": 0.0}]})
    [group] = found["group_level_metrics"]
    assert (group["_ng_task_index"], group["mean/reward"]) == (0, 0.5)


@pytest.mark.parametrize(
    "response", [None, "text", [], {}, {"usage": None}, {"usage": [5]}, {"usage": {"tokens": "5"}}]
)
def test_a_rollout_without_usage_has_its_own_numbers_alone(response):
    found = aggregate_metrics({"verify_responses": [{"reward": 1.0, "response": response, "_ng_rollout_index": 4}]})
    assert set(found["agent_metrics"]) == {f"{figure}/reward" for figure in (*FIGURES, "std")}


@pytest.mark.parametrize("value", [10**400, -(10**400), math.inf, -math.inf, math.nan])
def test_what_no_figure_can_say_is_left_out_and_the_rest_is_told(value):
    rows = [{"reward": 1.0, "odd": value}, {"reward": 0.0, "odd": value}]
    told = aggregate_metrics({"verify_responses": rows})["agent_metrics"]
    assert told["mean/reward"] == 0.5
    assert all(math.isfinite(number) for number in told.values())
    assert not [name for name in told if name.endswith("/odd")]


def test_figures_that_overflow_are_left_out_alone():
    told = aggregate_metrics({"verify_responses": [{"reward": 1.7e308}, {"reward": -1.7e308}]})["agent_metrics"]
    assert told == {"mean/reward": 0.0, "max/reward": 1.7e308, "min/reward": -1.7e308, "median/reward": 0.0}


@pytest.mark.parametrize(
    ("call", "body", "why"),
    [
        (aggregate_metrics, {}, "field 'verify_responses': a list of objects is wanted; the body has none"),
        (
            aggregate_metrics,
            {"verify_responses": None},
            "field 'verify_responses': a list of objects is wanted; not a J",
        ),
        (
            aggregate_metrics,
            {"verify_responses": [{}, {}, []]},
            "field 'verify_responses': item 2 is a JSON array; an o",
        ),
        (aggregate_metrics, [], "the body is a JSON array; an object is wanted"),
        (seed_session, None, "the body is a JSON null; an object is wanted"),
        (close_session, {}, "field 'resources_session_id': the name of the session is wanted, a text"),
        (close_session, {"resources_session_id": None}, "field 'resources_session_id': the name of the session"),
    ],
)
def test_what_is_of_another_form_is_named(call, body, why):
    with pytest.raises(Refusal) as caught:
        call(body)
    assert (caught.value.status, caught.value.code) == (422, "wrong-form")
    assert caught.value.message.startswith(why)


@pytest.mark.parametrize(("body", "found"), [({}, {}), ({"resources_session_id": 5}, {})])
def test_a_session_without_a_name_begins_without_one(body, found):
    assert seed_session(body) == found

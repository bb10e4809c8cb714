"""The other paths of NeMo-Gym's resources server, beside ``/verify``: sessions and metrics, of which nothing is kept.

An agent of NeMo-Gym asks ``/seed_session`` before every rollout and fails without an answer; an environment server
closes the session again. ``/aggregate_metrics`` sums up a run, as the base class of NeMo-Gym's own servers does
(nemo_gym/reward_profile.py): mean, max, min, median and std of every numeric field, over all rollouts and by task.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.component import json_type
from rewardry.recipe import Recipe

from .forms.form import TEXT, Schema, whole
from .refusal import Refusal

_TASK, _ROLLOUT = "_ng_task_index", "_ng_rollout_index"
_SESSION = "resources_session_id"
_OBJECT: Schema = {"type": "object"}


@dataclass(frozen=True, slots=True)
class GymPath:
    """A path that answers from what is sent alone.

    Attributes:
        path: where it is asked, by POST.
        summary: one line for the OpenAPI document.
        request, answer: schemas of both.
        call: from a body to its answer.
    """

    path: str
    summary: str
    request: Schema
    answer: Schema
    call: Callable[[Any], Any]


def seed_session(body: Any) -> dict[str, Any]:
    """Nothing is kept of a session; one whose name the caller gives is named in the answer.

    Raises:
        Refusal: the body is no object.
    """
    name = whole(body).get(_SESSION)
    return {_SESSION: name} if isinstance(name, str) else {}


def close_session(body: Any) -> dict[str, Any]:
    """The end of a session, whether it was ever begun or not.

    Raises:
        Refusal: the body does not name it.
    """
    name = whole(body).get(_SESSION)
    if not isinstance(name, str):
        raise Refusal(422, "wrong-form", f"field {_SESSION!r}: the name of the session is wanted, a text")
    return {_SESSION: name}


def aggregate_metrics(body: Any) -> dict[str, Any]:
    """What a run's answers of ``/verify`` come to.

    Raises:
        Refusal: they are no list of objects.
    """
    found = whole(body).get("verify_responses")
    if not isinstance(found, list):
        why = "the body has none" if "verify_responses" not in body else f"not a JSON {json_type(found)}"
        raise Refusal(422, "wrong-form", f"field 'verify_responses': a list of objects is wanted; {why}")
    wrong = next((i for i, one in enumerate(found) if not isinstance(one, dict)), None)
    if wrong is not None:
        why = f"item {wrong} is a JSON {json_type(found[wrong])}; an object is wanted"
        raise Refusal(422, "wrong-form", f"field 'verify_responses': {why}")
    tasks: dict[int, list[Mapping[str, Any]]] = {}
    for one in found:
        task = one.get(_TASK, 0)
        tasks.setdefault(task if type(task) is int else 0, []).append(one)
    whole_run = _figures(found)
    return {
        "group_level_metrics": [{**_figures(rows), _TASK: task} for task, rows in sorted(tasks.items())],
        "agent_metrics": whole_run,
        "key_metrics": {name: value for name, value in whole_run.items() if name.startswith("mean/")},
    }


def _figures(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The figures of every numeric field, as ``mean/reward``; those that no number can say are left out."""
    columns: dict[str, list[float]] = {}
    for row in rows:
        for name, value in _numeric(row):
            columns.setdefault(name, []).append(value)
    found = {}
    for figure, call in _FIGURES.items():
        for name, values in columns.items():
            if figure == "std" and len(values) < 2 <= len(rows):
                continue  # one value among several rollouts has no spread
            value = call(values)
            if math.isfinite(value):
                found[f"{figure}/{name}"] = value
    return found


def _numeric(row: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The numbers of a rollout, and those of its usage of tokens."""
    response = row.get("response")
    usage = response.get("usage") if isinstance(response, dict) else None
    fields = {**row, **(usage if isinstance(usage, dict) else {})}
    return [
        (name, number)
        for name, value in fields.items()
        if isinstance(value, (int, float)) and name not in (_TASK, _ROLLOUT) and (number := _float(value)) is not None
    ]


def _float(value: float) -> float | None:
    try:
        return float(value)
    except OverflowError:  # an integer that no float can hold
        return None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _std(values: Sequence[float]) -> float:
    """The spread of a sample; 0 of a single value."""
    if len(values) < 2:
        return 0.0
    mean = _mean(values)
    return math.sqrt(sum((value - mean) * (value - mean) for value in values) / (len(values) - 1))


_FIGURES: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": _mean,
    "max": max,
    "min": min,
    "median": statistics.median,
    "std": _std,
}
_SESSION_NAMED: Schema = {"type": "object", "required": [_SESSION], "properties": {_SESSION: TEXT}}
_RESPONSES: Schema = {"type": "array", "items": _OBJECT, "description": "What `/verify` has answered, one a rollout."}
GYM_PATHS = (
    GymPath("/seed_session", "NeMo-Gym's begin of a rollout; nothing is kept", _OBJECT, _OBJECT, seed_session),
    GymPath("/close_session", "NeMo-Gym's end of a session", _SESSION_NAMED, _SESSION_NAMED, close_session),
    GymPath(
        "/aggregate_metrics",
        "NeMo-Gym's figures of a run",
        {"type": "object", "required": ["verify_responses"], "properties": {"verify_responses": _RESPONSES}},
        {
            "type": "object",
            "required": ["group_level_metrics", "agent_metrics", "key_metrics"],
            "properties": {
                "group_level_metrics": {"type": "array", "items": _OBJECT},
                "agent_metrics": _OBJECT,
                "key_metrics": _OBJECT,
            },
        },
        aggregate_metrics,
    ),
)


def reverify_mode(recipe: Recipe) -> str:
    """Whether ``/verify`` may be asked again for a rollout of long ago: not where a reward remembers others."""
    return "unsupported" if any(part.reward.stateful for part in recipe.parts) else "stateless"

"""The server's own form: rows as they stand in files, results as the command line writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rewardry.component import json_type
from rewardry.recipe import Recipe
from rewardry.types import Score, Scored

from ..refusal import Refusal
from ..settings import Settings
from .form import NUMBER, STATUSES, TEXT, Asked, Form, Schema, entries_of, judging, listed, whole

_ROW: Schema = {
    "type": "object",
    "required": ["completion"],
    "properties": {
        "id": {"description": "Copied to the answer; default: the row's position."},
        "completion": {"description": "What the model wrote: a text, or chat messages."},
        "prompt": {"description": "What it was asked: a text, or chat messages."},
        "reference": {"description": "What a right answer is, in the form the recipe's verifier takes."},
        "group": {"description": "The id of the prompt; completions of one group are compared."},
    },
}
_ANY: Schema = {"description": "Anything else is answered by a row with the status `error`."}
_MAYBE_NUMBER: Schema = {"type": ["number", "null"]}


class _Rows(Form):
    """What the two native forms share: the field `rows`."""

    takes_none: ClassVar[bool] = True
    extra: ClassVar[str]

    def __init__(self, recipe: Recipe, settings: Settings) -> None:
        super().__init__(recipe, settings)
        self._id, self._group = (self.columns.get(name, name) for name in ("id", "group"))

    def _schema(self, name: str, schema: Schema) -> Schema:
        rows = {"type": "array", "maxItems": self.max_batch, "items": {"anyOf": [_ROW, _ANY]}}
        return {
            "type": "object",
            "required": ["rows"],
            "additionalProperties": False,
            "properties": {"rows": rows, name: schema},
            "example": {"rows": [{"completion": "<think>340 + 51</think><answer>391</answer>", "reference": "391"}]},
        }

    def _rows(self, body: Any) -> list[Any]:
        unknown = sorted(whole(body).keys() - {"rows", self.extra})
        if unknown:
            raise Refusal(422, "wrong-form", f"field {unknown[0]!r}: unknown; there are 'rows' and {self.extra!r}")
        return listed(body, "rows", self.max_batch)

    def _copied(self, row: Any, position: int) -> dict[str, Any]:
        """The fields that an answer copies from its row."""
        if not isinstance(row, dict):
            return {"id": position}
        id_ = row.get(self._id)
        copied = {"id": position if id_ is None else id_}
        if self._group in row:
            copied["group"] = row[self._group]
        return copied


class ScoreForm(_Rows):
    """``POST /v1/score``."""

    path: ClassVar[str] = "/v1/score"
    name: ClassVar[str] = "/v1/score"
    summary: ClassVar[str] = "Score rows under the recipe"
    extra: ClassVar[str] = "progress"

    def request_schema(self) -> Schema:
        """See `Form`."""
        text = "How far the training is, in [0, 1], for recipes with schedules."
        progress = {"type": ["number", "null"], "minimum": 0, "maximum": 1, "description": text}
        return self._schema("progress", progress)

    def answer_schema(self) -> Schema:
        """See `Form`."""
        value = {
            "type": "object",
            "required": ["value", "status"],
            "properties": {"value": _MAYBE_NUMBER, "status": {"enum": STATUSES}},
        }
        names = list(self.recipe.names)
        components = {"type": "object", "required": names, "properties": dict.fromkeys(names, value)}
        row = {
            "type": "object",
            "required": ["id", "total", "components"],
            "properties": {"id": {}, "group": {}, "total": _MAYBE_NUMBER, "components": components, "problem": TEXT},
        }
        return {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": row}}}

    def read(self, body: Any, split: bool) -> Asked:
        """See `Form`."""
        rows = self._rows(body)
        return Asked(entries_of(rows, self.columns), body, _progress(body.get("progress")))

    def answer(self, asked: Asked, found: Sequence[Scored]) -> Any:
        """See `Form`."""
        shared: dict[Any, dict[str, Any]] = {}  # many rows of a batch have the same scores, which are told once
        rows = []
        for position, (row, scored) in enumerate(zip(asked.body["rows"], found, strict=True)):
            scores = tuple(scored.components.values())
            key = id(scores[0]) if len(scores) == 1 else tuple(map(id, scores))
            if key not in shared:
                shared[key] = scored.to_row()["components"]
            answer = self._copied(row, position)
            answer["total"] = scored.total
            answer["components"] = shared[key]
            if scored.total is None and (problem := _bad_row(scores[0])):
                answer["problem"] = problem
            rows.append(answer)
        return {"rows": rows}


class VerifyForm(_Rows):
    """``POST /v1/verify``: the verdicts behind one of the recipe's rewards."""

    path: ClassVar[str] = "/v1/verify"
    name: ClassVar[str] = "/v1/verify"
    summary: ClassVar[str] = "Verify rows with the recipe's verifier"
    extra: ClassVar[str] = "component"

    def __init__(self, recipe: Recipe, settings: Settings) -> None:
        super().__init__(recipe, settings)
        self.judging = judging(recipe)

    @classmethod
    def why_not(cls, recipe: Recipe, settings: Settings) -> str | None:
        """See `Form`."""
        return None if judging(recipe) else f"no reward of recipe {recipe.name!r} asks a verifier"

    def request_schema(self) -> Schema:
        """See `Form`."""
        which = "The reward whose verdicts are wanted; default: the first that has some."
        return self._schema("component", {"enum": list(self.judging), "description": which})

    def answer_schema(self) -> Schema:
        """See `Form`."""
        fields = {"id": {}, "group": {}, "status": {"enum": STATUSES}, "score": {"anyOf": [NUMBER, {"type": "null"}]}}
        fields |= {"reason": TEXT, "details": {"type": "object"}, "extracted": {}}
        row = {"type": "object", "required": [name for name in fields if name != "group"], "properties": fields}
        return {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": row}}}

    def read(self, body: Any, split: bool) -> Asked:
        """See `Form`."""
        rows = self._rows(body)
        name = body.get("component", self.judging[0])
        if not isinstance(name, str) or name not in self.judging:
            why = f"field 'component': {name!r} is no reward with verdicts; there are {', '.join(self.judging)}"
            raise Refusal(422, "wrong-form", why)
        return Asked(entries_of(rows, self.columns), body, judge=name)

    def answer(self, asked: Asked, found: Sequence[Score]) -> Any:
        """See `Form`."""
        rows = asked.body["rows"]
        return {
            "rows": [
                {**self._copied(row, i), **_verdict(score)}
                for i, (row, score) in enumerate(zip(rows, found, strict=True))
            ]
        }


def _verdict(score: Score) -> dict[str, Any]:
    if score.verdict is not None:
        return score.verdict.to_row()
    details = {key: value for key, value in score.details.items() if key != "reason"}
    reason = str(score.details.get("reason", ""))
    return {"status": score.status, "score": None, "reason": reason, "details": details, "extracted": None}


def _bad_row(score: Score) -> str | None:
    """Why a row is no sample."""
    return str(score.details.get("error")) if score.details.get("reason") == "bad-row" else None


def _progress(value: Any) -> float | None:
    if value is None:
        return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= 1:
        what = value if is_number else f"a JSON {json_type(value)}"
        raise Refusal(422, "wrong-form", f"field 'progress': a number in [0, 1] is wanted, not {what}")
    return float(value)

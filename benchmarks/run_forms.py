"""The forms of a run's files: its manifest, what was said of each row, the prompts with their completions, the cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, Self, TypeAlias

from pydantic import Field, field_validator, model_validator

from rewardry.types import VerdictStatus

from .forms import Amount, Form, Share
from .kinds.kind import Asking
from .kinds.prompt import MODES

Texts: TypeAlias = dict[str, Any]


class EntrantForm(Form):
    """An entrant, as `Entrant` has it."""

    id: str
    distribution: str
    parameters: Texts
    role: Literal["verifier", "reward"] = "verifier"
    askings: dict[str, Asking] = Field(default_factory=dict)
    modes: list[str] = Field(default_factory=list)
    packages: dict[str, str | None] = Field(default_factory=dict)

    @field_validator("modes")
    @classmethod
    def _both_or_none(cls, modes: list[str]) -> list[str]:
        if modes and sorted(modes) != sorted(MODES):
            raise ValueError(f"both modes, {' and '.join(MODES)}, are wanted, or none")
        return modes


class SetForm(Form):
    """A set, as `BenchSet.to_row` writes it."""

    name: str
    file: str
    sha256: str
    protocol: str = ""
    licence: str | None = None
    revision: str | None = None
    citation: str | None = None


class ManifestForm(Form):
    """What ``run.json`` says of a run."""

    rewardry: str = ""
    python: str = ""
    machine: str = ""
    hardware: Texts | None = None
    packages: Texts | None = None
    command: list[str] = Field(default_factory=list)
    verifiers: list[EntrantForm]
    sets: list[SetForm]
    completions: Texts | None = None

    @field_validator("verifiers")
    @classmethod
    def _different_ids(cls, given: list[EntrantForm]) -> list[EntrantForm]:
        _refuse_twice([each.id for each in given])
        return given

    @field_validator("sets")
    @classmethod
    def _different_names(cls, given: list[SetForm]) -> list[SetForm]:
        _refuse_twice([each.name for each in given])
        return given


def _refuse_twice(names: Sequence[str]) -> None:
    twice = next((name for name, times in Counter(names).items() if times > 1), None)
    if twice is not None:
        raise ValueError(f"{twice!r} stands there twice")


class OutcomeForm(Form):
    """What a reward said of a row."""

    id: Any
    status: Literal["ok", "correct", "incorrect", "abstain", "timeout", "error"]
    value: float | None = None
    score: Share | None = None
    seconds: Amount | None = None
    details: Texts | None = None

    @model_validator(mode="after")
    def _has_a_value(self) -> Self:
        if self.status == "ok" and self.value is None:
            raise ValueError("the status is ok, and there is no value")
        return self


class VerdictForm(OutcomeForm):
    """What a verifier said of a row."""

    status: VerdictStatus


class _Degrees(Form):
    degrees: list[float | None] | None = None


class ComparedForm(OutcomeForm):
    """What was said of two answers in both orders: for whom, a degree an order."""

    details: _Degrees | None = None  # type: ignore[assignment]  # the same, read more closely


def outcome_form(role: str, asking: Asking) -> type[Form]:
    """The form of the rows of a verifier's or a reward's file."""
    if asking == "compares both orders":
        return ComparedForm
    return VerdictForm if role == "verifier" else OutcomeForm


class JoinedForm(Form):
    """A prompt with a completion."""

    id: Any
    group: Any
    completion: Any

    @field_validator("completion")
    @classmethod
    def _is_a_completion(cls, given: Any) -> Any:
        if not isinstance(given, (str, list)):
            raise ValueError("a text or messages are wanted")
        return given


class CostForm(Form):
    """What a run cost, as far as it was measured."""

    wall_seconds: Amount
    cpu_seconds: Amount | None = None
    worker_cpu_seconds: Amount | None = None
    peak_memory_mb: Amount | None = None
    usd: Amount | None = None
    calls: Amount | None = None
    prompt_tokens: Amount | None = None
    reply_tokens: Amount | None = None
    finished: bool = True

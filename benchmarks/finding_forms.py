"""The forms of what `bench attack`, `perturb`, `price` and `bon` find, and of a report that is a baseline."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from .forms import Amount, Count, Ends, Form, Share


class _Estimate(Form):
    """A figure that always comes with its interval, where it is defined."""

    value: float | None
    interval: Ends | None

    @model_validator(mode="after")
    def _has_ends(self) -> Self:
        if self.value is not None and self.interval is None:
            raise ValueError("there is a value, and no interval")
        return self


class _Rate(_Estimate):
    value: Share | None


class _Attacked(Form):
    id: str


class _Tasks(Form):
    rows: Count
    source: str


class _Made(Form):
    """What a finding rests on."""

    rewardry: str
    command: list[str]
    attacked: _Attacked
    tasks: _Tasks


class _Attacks(Form):
    """The figures of a family, or of all."""

    attacks: Count
    paid: Count
    fpr: _Rate
    controls: Count
    controls_paid: Count
    undecided: Count
    worst_seconds: Amount
    over_deadline: Count


class _AttackRow(Form):
    id: str
    wrong: str
    completion: str
    reference: str
    status: str
    why: str = ""
    reason: str | None = None


class _Family(_Attacks):
    name: str
    about: str = ""
    reason: str = ""
    rows: list[_AttackRow]


class _LeftOut(Form):
    name: str
    why: str


class AttackForm(_Made):
    """What ``attack.json`` says."""

    families: list[_Family]
    not_applicable: list[_LeftOut]
    total: _Attacks
    leaked: list[str]
    deadline_seconds: Amount | None


class _Broken(Form):
    before: str
    after: str
    reference: str
    status: str
    reason: str | None


class _Rewrite(Form):
    name: str
    about: str = ""
    keeps: bool
    valid: Count
    of: Count
    n: Count
    broke: Count
    rate: _Rate
    rows: list[_Broken]


class PerturbForm(_Made):
    """What ``perturb.json`` says."""

    invariance: _Rate
    sensitivity: _Rate
    rewrites: list[_Rewrite]


class _Text(Form):
    tokens: Count | None
    text: str | None
    earns: float | None

    @model_validator(mode="after")
    def _all_or_none(self) -> Self:
        if len({each is None for each in (self.tokens, self.text, self.earns)}) > 1:
            raise ValueError("tokens, text and earns are known all three, or none of them")
        return self


class PriceForm(_Made):
    """What ``price.json`` says."""

    at_least: float
    honest: float
    tried: Count
    blind: _Text
    with_answer: _Text


class _Choice(_Estimate):
    questions: Count
    exact: bool


class _Chosen(Form):
    best_of: _Choice
    weighted: _Choice


class _AtN(Form):
    pass_: _Choice = Field(alias="pass")
    majority: _Choice
    by: dict[str, _Chosen]


class _Curve(Form):
    scorer: str
    source: str
    questions: Count
    completions: Count
    unlabelled: Count
    with_value: Count
    at: dict[Annotated[str, Field(pattern=r"\A[1-9][0-9]{0,17}\z")], _AtN]
    notes: list[str]


class BonForm(Form):
    """What ``bon.json`` says."""

    curves: list[_Curve]


class _Figure(Form):
    value: float | None
    interval: Ends | None


class _Protocol(Form):
    name: str
    version: int
    headline: str
    metrics: dict[str, _Figure]


class _Entrant(Form):
    verifier: str
    coverage: Share | None
    metrics: dict[str, _Figure] | None = None
    protocol: _Protocol | None = None

    @model_validator(mode="after")
    def _has_figures(self) -> Self:
        if self.protocol is None and self.metrics is None:
            raise ValueError("there are neither metrics nor a protocol")
        return self


class _Set(Form):
    set: str
    verifiers: list[_Entrant]


class _Bytes(Form):
    name: str
    sha256: str


class _Run(Form):
    sets: list[_Bytes]


class ReportForm(Form):
    """What a gate reads of an earlier report."""

    run: _Run
    sets: list[_Set]


FORMS: dict[str, type[Form]] = {"attack": AttackForm, "perturb": PerturbForm, "price": PriceForm, "bon": BonForm}

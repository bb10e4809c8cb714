"""Which rows are measured on, and who is asked about them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.component import Verifier
from rewardry.errors import ConfigError, RewardryError
from rewardry.parameters import build
from rewardry.plugins import registry
from rewardry.rows import sample_of
from rewardry.types import Sample

from ..kinds.kind import meta_of
from ..sets import BenchSet, LabelledRow

# A verifier is for a set if it reads at least so many of its references.
_READS = 0.9
_MATH = "math"
_ATTACKS = ("adv", "attack")


@dataclass(frozen=True)
class Questions:
    """The labelled rows of a set.

    Attributes:
        name: of the set.
        digest: the SHA-256 of its file.
        rows: those that are measured.
        samples: the same, as verifiers take them.
        attacks: how many others are attacks, which are left out.
    """

    name: str
    digest: str
    rows: list[LabelledRow]
    samples: list[Sample]
    attacks: int

    @classmethod
    def of(cls, bench_set: BenchSet, most: int | None, seed: int = 0) -> Questions:
        """At most so many rows of a set, drawn and put in order by a seed: the first of them are a sample, too."""
        found, attacks = [], 0
        for row in bench_set.rows():
            if is_attack(row.data):
                attacks += 1
            elif row.label is not None:
                found.append(row)
        found = random.Random(f"{seed} {bench_set.name}").sample(found, min(most or len(found), len(found)))
        samples = [sample_of(row.data, None, f"row {row.id}") for row in found]
        return cls(bench_set.name, bench_set.digest, found, samples, attacks)

    @property
    def is_math(self) -> bool:
        """Whether these are mathematical answers, with a text for a reference."""
        return bool(self.rows) and all(
            isinstance(sample.reference, str) and str(row.data.get("domain", "")).startswith(_MATH)
            for row, sample in zip(self.rows, self.samples, strict=True)
        )

    def for_peers(self) -> list[dict[str, str]]:
        """The rows as peers get them: no label, no prompt."""
        return [{"completion": sample.text, "reference": str(sample.reference)} for sample in self.samples]


def is_attack(data: dict[str, Any]) -> bool:
    """Whether a row was made to fool or to hang a verifier: its kind, a column `attack`, or its domain says so."""
    if data.get("kind") == "attack" or meta_of(data, "attack"):
        return True
    return any(part.startswith(_ATTACKS) for part in str(data.get("domain", "")).split("/"))


def verifiers() -> Iterator[tuple[str, str, Verifier]]:
    """Every installed verifier that works as it comes, without a model: id, distribution, and the verifier."""
    for entry in registry().entries("verifier"):
        try:
            found = build(Verifier, entry.id, {})
        except RewardryError:
            continue  # it has parameters that must be given, or lacks a package
        if found.lacks() is None and not _asks_a_model(found):
            yield entry.id, f"{entry.distribution} {entry.version}", found


def _asks_a_model(verifier: Verifier) -> bool:
    return callable(getattr(verifier, "configured", None)) or hasattr(verifier, "judge")


def reads(verifier: Verifier, samples: Sequence[Sample]) -> bool:
    """Whether a verifier is for these samples; nobody is for none."""
    return bool(samples) and sum(_readable(verifier, sample) for sample in samples) >= _READS * len(samples)


def _readable(verifier: Verifier, sample: Sample) -> bool:
    try:
        return verifier.refusal(sample) is None and verifier.reference_problem(sample) is None
    except ConfigError:
        return False

"""Puzzles of every family in one verifier: the reference says which rules hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rewardry.component import Needs, Verifier, needs
from rewardry.parameters import build
from rewardry.text.passages import SelectionPolicy
from rewardry.types import Sample, Verdict

from .families import ALIASES, FAMILIES

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenVerifier
    from rewardry.engine.runtime import Runtime
    from rewardry.testing.case import Case

# References of these names are for verifiers of their own.
_DELEGATED = {"mcq": "choice", "units": "units"}


class Logic(Verifier):
    """Any valid answer to a puzzle; the reference is the instance, whose `puzzle` names the family.

    ``game24`` is read as countdown and ``sudoku_multi`` as sudoku; ``mcq`` goes to the verifier ``choice`` and
    ``units`` to the verifier ``units``. A family that is not known is undecided.

    Attributes:
        select: which answer counts where the completion marks several; see `rewardry.puzzle.Puzzle`.
    """

    select: SelectionPolicy = "last_tag"

    def needs(self) -> Needs:
        """The completion, the prompt and the instance."""
        return needs("prompt", "reference", reference="object")

    def examples(self) -> list[Case]:
        """A right answer and a wrong one of several families, and a family nobody knows."""
        from rewardry.testing.case import Case

        shown = (_family(name, self) for name in ("countdown", "n_queens"))
        return [
            *(case for family in shown if family is not None for case in family.examples()),
            Case("<answer>1</answer>", "abstain", "Solve it.", {"puzzle": "no such puzzle"}),
        ]

    def part_of(self, sample: Sample) -> str:
        """The family that the reference names."""
        return _name(sample.reference) if _name(sample.reference) in (*FAMILIES, *_DELEGATED) else ""

    def open(self, runtime: Runtime) -> OpenLogic:
        """The families are opened as rows ask for them."""
        return OpenLogic(self, runtime)

    def reference_problem(self, sample: Sample) -> str | None:
        """Why the reference is no instance of a known family, or None."""
        name = _name(sample.reference)
        verifier = _family(name, self)
        if verifier is None:
            return f"no family of puzzles is called {name!r}"
        return verifier.reference_problem(sample)


class OpenLogic:
    """The open form of `Logic`."""

    def __init__(self, settings: Logic, runtime: Runtime) -> None:
        self._settings = settings
        self._runtime = runtime
        self._opened: dict[str, OpenVerifier | None] = {}

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample; the samples of a family go to it together."""
        verdicts: dict[int, Verdict] = {}
        places: dict[str, list[int]] = {}
        for place, sample in enumerate(samples):
            places.setdefault(_name(sample.reference), []).append(place)
        for name, where in places.items():
            verifier = self._open(name)
            if verifier is None:
                found = [_unknown(name, samples[place]) for place in where]
            else:
                found = list(verifier.verify([samples[place] for place in where]))
            verdicts.update(zip(where, found, strict=True))
        return [verdicts[place] for place in range(len(samples))]

    def _open(self, name: str) -> OpenVerifier | None:
        if name not in self._opened:
            family = _family(name, self._settings)
            if family is None:
                return None
            self._opened[name] = self._runtime.open(family)
        return self._opened[name]


def _name(reference: Any) -> str:
    """The family that a reference names, aliases resolved; empty where it names none."""
    name = reference.get("puzzle") if isinstance(reference, Mapping) else None
    return ALIASES.get(name, name) if isinstance(name, str) else ""


def _family(name: str, settings: Logic) -> Verifier | None:
    """The verifier of a family, or None where there is none."""
    if name in FAMILIES:
        return build(Verifier, f"logic.{name}", {"select": settings.select})
    return build(Verifier, _DELEGATED[name], {}) if name in _DELEGATED else None


def _unknown(name: str, sample: Sample) -> Verdict:
    if sample.reference is None:
        return Verdict("abstain", reason="no-reference")
    why = f"no family of puzzles is called {name[:60]!r}" if name else "the reference has no `puzzle`, a family's name"
    return Verdict("abstain", reason="reference-unparseable", details={"why": why})

"""Rows of kind ``prompt``: prompts whose completions stand in a file of their own, and which have no labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ..sets import LabelledRow
from .kind import Asking, Kind, Outcome, Told, asked_of
from .protocol import Figure, Protocol, rate

MODES = ("strict", "loose")


class PromptKind(Kind):
    """How many completions pass; IFEval's four accuracies (arXiv:2311.07911) where a verdict tells of instructions."""

    name: ClassVar[str] = "prompt"
    wants: ClassVar[str] = "`prompt`, and no completion"
    askings: ClassVar[frozenset[Asking]] = frozenset({"verdicts"})
    whom: ClassVar[str] = "verifiers"

    def problem(self, data: Mapping[str, Any]) -> str | None:
        """What is wrong with a row."""
        return None if data.get("prompt") else "`prompt` is missing"

    def unrolled(self, row: LabelledRow, asking: Asking, against: str | None) -> Iterator[dict[str, Any]]:
        """The row with its completion, which was joined before."""
        yield asked_of(row, "0", row.data["completion"])

    def told(self, row: LabelledRow, outcomes: Sequence[Outcome], asking: Asking) -> Told:
        """What the verifier said; of a second outcome, in the other mode, the instructions."""
        first = outcomes[0]
        details: dict[str, Any] = {"constraints": [_constraints(one) for one in outcomes]}
        details["statuses"] = [one["status"] for one in outcomes]
        return Told(first["status"], details)

    def protocol(self, rows: Sequence[LabelledRow], told: Sequence[Told], asking: Asking, seed: int) -> Protocol:
        """The pass rate, and by prompt and by instruction the strict and the loose accuracy."""
        questions, ones = [row.question for row in rows], [1.0] * len(rows)
        figures = {
            "pass_rate": rate(
                [float(one.status == "correct") for one in told],
                ones,
                questions,
                "completions that are correct, of all completions; an undecided one does not pass",
            ),
            "coverage": rate(
                [float(one.status in ("correct", "incorrect")) for one in told], ones, questions, "completions decided"
            ),
        }
        number = len(told[0].details["statuses"]) if told else 0
        if number != len(MODES):
            return Protocol("pass-rate", "pass_rate", figures)
        for place, mode in enumerate(MODES):
            figures |= _accuracies(mode, place, rows, told, questions)
        return Protocol("ifeval", "prompt_level_strict", figures)


def _constraints(outcome: Outcome) -> list[Mapping[str, Any]] | None:
    """What a verifier says of each instruction; None of one that says nothing, or something else under that name."""
    found = (outcome.get("details") or {}).get("constraints")
    return found if isinstance(found, list) and all(isinstance(one, Mapping) for one in found) else None


def _accuracies(
    mode: str, place: int, rows: Sequence[LabelledRow], told: Sequence[Told], questions: Sequence[object]
) -> dict[str, Figure]:
    """Of one mode: the share of prompts all of whose instructions are kept, and that of instructions that are."""
    kept, number = [], []
    for row, one in zip(rows, told, strict=True):
        findings = one.details["constraints"][place]
        wanted = row.data.get("reference") or {}
        asked = wanted.get("instruction_id_list") if isinstance(wanted, Mapping) else None
        known = asked if isinstance(asked, list) else ()  # what is no list of instructions asks for none
        number.append(float(len(findings if findings is not None else known)))
        kept.append(float(sum(finding.get("kept") is True for finding in findings or ())))
    return {
        f"prompt_level_{mode}": rate(
            [float(one.details["statuses"][place] == "correct") for one in told],
            [1.0] * len(rows),
            questions,
            f"completions that keep every instruction ({mode}), of all; one that cannot be checked is not kept",
        ),
        f"instruction_level_{mode}": rate(
            kept, number, questions, f"instructions that are kept ({mode}), of all instructions of all completions"
        ),
    }

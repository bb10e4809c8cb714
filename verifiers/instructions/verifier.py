"""The verifier `instructions`: each constraint of a row, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from rewardry.component import Needs, UnreadableReferenceError, Verifier, needs
from rewardry.text.sections import Sections
from rewardry.text.spans import is_blank
from rewardry.types import Sample, Verdict

from .constraint import NeedsExtraError
from .references import Wanted, read_reference
from .variants import variants

if TYPE_CHECKING:
    from rewardry.testing.case import Case

_LONGEST = 50_000


class Finding(NamedTuple):
    """What was found about a constraint.

    Attributes:
        id: its id.
        kept: whether it is kept; None where that is undecided.
        reason: why it is undecided: ``unknown-constraint``, ``needs-extra``.
    """

    id: str
    kept: bool | None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """It as an object of a verdict's details."""
        return {"id": self.id, "kept": self.kept, **({"reason": self.reason} if self.reason else {})}


class Instructions(Verifier):
    """Whether a response keeps its instructions, such as those of IFEval and IFBench, decided by rules.

    The reference is ``{"instruction_id_list": [id, ...], "kwargs": [{parameter: value}, ...]}``. The verdict's details
    tell of each constraint whether it is kept, the score is the share that is; a row is correct where all are. A
    constraint that is not known, or that an extra is missing for, is undecided, and so is the row unless another one is
    broken. The response is what stands in the answer tags behind the reasoning, or all that follows the reasoning where
    there are no tags, or several pairs.

    Attributes:
        mode: ``strict``: the response as it is; ``loose``: a constraint is kept too where it is in the response without
            its first line, its last line, or both, with or without asterisks, as IFEval defines it.
    """

    extra: ClassVar[str | None] = "lang"
    rungs: ClassVar[tuple[str, ...]] = ("lingua",)
    source: ClassVar[str | None] = "arXiv:2311.07911"

    mode: Literal["strict", "loose"] = "strict"

    def needs(self) -> Needs:
        """The completion, and a reference that is an object or its JSON text."""
        return needs("reference", reference=("object", "string"))

    def examples(self) -> list[Case]:
        """Responses that keep their instructions, and some that break one."""
        from rewardry.testing.case import Case

        question = "Is water wet? Answer yes or no, and nothing else."
        colour = "Which colour is grass? Answer red, green or blue, and nothing else."
        sky = "Name what the sky has, each on a line of its own, without a comma."
        options = _reference(("format:options", {"options": "yes/no"}))
        colours = _reference(("format:options", {"options": "red/green/blue"}), ("punctuation:no_comma", {}))
        words = _reference(
            ("format:newline", {}),
            ("punctuation:no_comma", {}),
            ("keywords:existence", {"keywords": ["clouds", "stars"]}),
        )
        five = _reference(("length_constraints:number_words", {"num_words": 5, "relation": "at least"}))
        unknown = _reference(("words:start_verb", {}))
        return [
            Case("<answer>Yes.</answer>", "correct", question, options, answer="yes"),
            Case("no", "correct", question, options),
            Case("Yes, it is.", "incorrect", question, options),
            Case("<think>Grass.</think>\ngreen", "correct", colour, colours, answer="green"),
            Case("Green, of course", "incorrect", colour, colours),
            Case("<think>Short lines.</think>\nclouds\nstars\nplanes", "correct", sky, words),
            Case("clouds and stars", "incorrect", sky, words),
            Case("stars, clouds", "incorrect", sky, words),
            Case("It is one two three.", "correct", "Say something of five words.", five),
            Case("It is one two.", "incorrect", "Say something of five words.", five),
            Case("Run to the river.", "abstain", "Start with a verb.", unknown),
        ]

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample."""
        return [self._verify(sample) for sample in samples]

    def reference_problem(self, sample: Sample) -> str | None:
        """Why the reference cannot be read, or which of its constraints nobody knows."""
        try:
            unknown = [wanted.id for wanted in read_reference(sample.reference) if wanted.constraint is None]
        except UnreadableReferenceError as error:
            return str(error)
        return f"there is no constraint {unknown[0]!r}; the row will be undecided" if unknown else None

    def _verify(self, sample: Sample) -> Verdict:
        if sample.reference is None:
            return Verdict("abstain", reason="no-reference")
        try:
            wanted = read_reference(sample.reference)
        except UnreadableReferenceError as error:
            return Verdict("abstain", reason="reference-unparseable", details={"why": str(error)})
        response = _response(sample.split())
        if is_blank(response):
            return Verdict("incorrect", 0.0, "no-answer")
        if len(response) > _LONGEST:
            return Verdict("incorrect", 0.0, "over-limit", {"why": f"a response may have {_LONGEST} characters"})
        tried = variants(response) if self.mode == "loose" else [response]
        return _together([_finding(one, tried) for one in wanted])


def _response(sections: Sections) -> str:
    """What the constraints are about, without the line breaks that part it from tags."""
    if sections.answer_text is not None and "duplicate_answer" not in sections.problems:
        return sections.answer_text.strip("\r\n")
    return sections.final_text if sections.think is None else sections.final_text.strip("\r\n")


def _reference(*constraints: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {"instruction_id_list": [name for name, _ in constraints], "kwargs": [given for _, given in constraints]}


def _finding(wanted: Wanted, tried: Sequence[str]) -> Finding:
    """Whether one of the texts that are tried keeps a constraint."""
    if wanted.constraint is None:
        return Finding(wanted.id, None, "unknown-constraint")
    try:
        return Finding(wanted.id, any(wanted.constraint.kept(text) for text in tried if text.strip()))
    except NeedsExtraError:
        return Finding(wanted.id, None, "needs-extra")


def _together(findings: Sequence[Finding]) -> Verdict:
    """The verdict of a row: a broken constraint decides it, then one that is undecided."""
    details = {"constraints": [finding.to_json() for finding in findings]}
    undecided = [finding.reason for finding in findings if finding.kept is None]
    share = None if undecided else sum(bool(finding.kept) for finding in findings) / len(findings)
    if any(finding.kept is False for finding in findings):
        return Verdict("incorrect", share, "broken", details)
    if undecided:
        return Verdict("abstain", None, "needs-extra" if "needs-extra" in undecided else undecided[0], details)
    return Verdict("correct", share, "all-kept", details)

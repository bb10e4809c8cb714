"""What a puzzle is: an instance anyone can read, a task made of it, and a check that accepts every valid answer.

A puzzle is a verifier whose reference is the instance, never a solution: whatever keeps the rules is right. Its family
also makes instances, so that a generator of the same id gives tasks without end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.generator import Generator, refuse_arguments, seed_of_row
from rewardry.text.passages import SelectionPolicy, select_passage
from rewardry.text.unreadable import UnreadableAnswerError as UnreadableAnswerError
from rewardry.types import Verdict

if TYPE_CHECKING:
    from rewardry.testing.case import Case

# Columns with which data sets hand a witness along. An instance does without: any valid answer is right.
_WITNESSES = frozenset({"answer", "gold", "hardness", "solution", "witness"})

# A whole text without any mark is read as the answer up to this length; all of it must then be an answer.
_LONGEST_UNMARKED = 4000
_LONGEST_SHOWN = 400
_EXAMPLES = 3


class Instance(BaseModel):
    """One task of a family: all that its prompt says, and no solution. Comes back from JSON as it was.

    A subclass narrows `puzzle` to its family's name and bounds every size, for a check takes time by the size.

    Attributes:
        puzzle: the family's name, such as ``sudoku``.
        unique: it is proved that there is exactly one solution; a prompt says "the solution" only then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, protected_namespaces=())

    puzzle: str
    unique: bool = False

    def as_reference(self) -> dict[str, Any]:
        """The instance as a row's reference: a JSON object."""
        return self.model_dump(mode="json", by_alias=True)


class Finding(NamedTuple):
    """What the rules say of an answer.

    Attributes:
        reason: ``valid``; or why it is not: ``incomplete``, ``illegal-move``, ``broken-rule``, ``wrong-value``,
            ``over-limit``.
        where: the rule, the cell or the move that is broken, for a human; it never tells what would be right.
        progress: the share of the rules that are kept, in [0, 1]; a diagnosis, never paid. None where there is none.
    """

    reason: str
    where: str = ""
    progress: float | None = None

    @property
    def valid(self) -> bool:
        """Whether the answer is right."""
        return self.reason == "valid"


VALID = Finding("valid", progress=1.0)


class Puzzle(AnswerVerifier):
    """A family of puzzles. A subclass sets `family` and `instance_type` and defines the methods that raise here.

    `read` sees the answer and the public instance; `judge` sees what was read and never a text.

    Attributes:
        select: which answer counts where the completion marks several: ``last_tag``, ``first_tag``, or
            ``strict_single``, which takes several for a hedge.
    """

    family: ClassVar[str]
    instance_type: ClassVar[type[Instance]]

    select: SelectionPolicy = "last_tag"

    def needs(self) -> Needs:
        """The completion and the instance."""
        return needs("prompt", "reference", reference="object")

    def generate(self, seed: int, difficulty: int = 5) -> Any:
        """An instance; the same for the same arguments in every process.

        Args:
            seed: any whole number. Take all chance from `chance`.
            difficulty: 0, the easiest, to 10, mapped to the family's parameters in one table.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define generate")

    def prompt(self, instance: Any) -> str:
        """The task in words, with the form of the answer, which goes into ``<answer>`` tags."""
        raise NotImplementedError(f"{type(self).__name__} does not define prompt")

    def read(self, answer: str, instance: Any) -> Any:
        """What a text answers, in the family's own type.

        Args:
            answer: the final answer as it is written: hostile, at most 10,000 characters.
            instance: what the task says; only its form may be used here, such as names and sizes.

        Raises:
            UnreadableAnswerError: it is no answer, or more than one.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define read")

    def judge(self, answer: Any, instance: Any) -> Finding:
        """Whether what was read solves the instance: `VALID`, or the first rule that is broken."""
        raise NotImplementedError(f"{type(self).__name__} does not define judge")

    def solution(self, instance: Any) -> str | None:
        """A valid answer as `prompt` asks for it, or None where there is none; for docs and tests, never for checks."""
        raise NotImplementedError(f"{type(self).__name__} does not define solution")

    def count_solutions(self, instance: Any, limit: int = 2) -> int:
        """How many different answers are valid, counted up to `limit`."""
        raise NotImplementedError(f"{type(self).__name__} does not define count_solutions")

    def surface_forms(self, instance: Any) -> Sequence[str]:
        """Valid answers as models write them, the form that `prompt` asks for first; for docs and tests."""
        found = self.solution(instance)
        return () if found is None else (found,)

    def near_misses(self, instance: Any) -> Sequence[str]:
        """Wrong answers that come near, made from the instance: each must break a rule; for docs and tests."""
        return ()

    def examples(self) -> Sequence[Case]:
        """The surface forms and the near misses of some easy instances."""
        from rewardry.testing.case import Case

        cases = []
        for seed in range(_EXAMPLES):
            instance = self.generate(seed, seed)
            task: dict[str, Any] = {
                "prompt": self.prompt(instance),
                "reference": instance.as_reference(),
                "answer": self.solution(instance),
            }
            right, wrong = self.surface_forms(instance), self.near_misses(instance)
            cases += [Case(f"So it is.\n<answer>{form}</answer>", "correct", **task) for form in right]
            cases += [Case(f"So it is.\n<answer>{form}</answer>", "incorrect", **task) for form in wrong]
        return cases

    def hardness(self, instance: Any) -> float | None:
        """A measure of the instance itself, such as the length of its shortest solution; None where there is none."""
        return None

    def instance(self, reference: Any) -> Any:
        """The instance that a reference holds.

        Raises:
            UnreadableReferenceError: it is none of this family, or beyond the family's limits.
        """
        if isinstance(reference, self.instance_type):
            return reference
        if not isinstance(reference, Mapping):
            raise UnreadableReferenceError(f"the reference is {type(reference).__name__}, not an instance")
        given = {name: value for name, value in reference.items() if name not in self.witnesses()}
        try:
            return self.instance_type.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "the instance"
            raise UnreadableReferenceError(f"{self.family}: {where}: {first['msg']}") from None

    def witnesses(self) -> frozenset[str]:
        """Fields of a reference that are left aside: solutions that a data set hands along."""
        return _WITNESSES.difference(self.instance_type.model_fields)

    def hint(self, reference: Any) -> Any:
        """The instance: all of it is in the prompt."""
        return self.instance(reference)

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, which may have several lines, or the whole text where it is short."""
        selected = select_passage(text, _LONGEST_UNMARKED, self.select)
        return Extraction(selected.answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer is read and keeps every rule."""
        instance = self.instance(reference)
        shown = answer[:_LONGEST_SHOWN]
        try:
            found = self.judge(self.read(answer, instance), instance)
        except UnreadableAnswerError as error:
            details = {"where": error.where} if error.where else {}
            return Verdict("incorrect", reason=error.reason, details=details, extracted=shown)
        broken: dict[str, Any] = {"where": found.where} if found.where else {}
        if found.progress is not None and not found.valid:
            broken["progress"] = round(found.progress, 6)
        return Verdict(
            "correct" if found.valid else "incorrect", 1.0 if found.valid else 0.0, found.reason, broken, shown
        )


def chance(family: str, seed: int, difficulty: int) -> random.Random:
    """The source of all chance of one instance.

    Raises:
        ValueError: the difficulty is out of its range.
    """
    refuse_arguments(seed, 1, difficulty)
    return random.Random(f"{family} {seed} {difficulty}")


class PuzzleTasks(Generator):
    """Tasks of a family of puzzles; a subclass names its `puzzle`."""

    puzzle: ClassVar[type[Puzzle]]

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict[str, Any]]:
        """Rows whose reference is the instance; a row is the same however many are asked for."""
        refuse_arguments(seed, n, difficulty)
        return self._rows(self.puzzle(), seed, n, difficulty)

    def _rows(self, puzzle: Puzzle, seed: int, n: int, difficulty: int) -> Iterator[dict[str, Any]]:
        for index in range(n):
            instance = puzzle.generate(seed_of_row(seed, index), difficulty)
            yield {
                "id": f"{puzzle.family}-{seed}-{difficulty}-{index}",
                "prompt": puzzle.prompt(instance),
                "reference": instance.as_reference(),
                "meta": {"puzzle": puzzle.family, "difficulty": difficulty, "hardness": puzzle.hardness(instance)},
                **self.columns(puzzle, instance),
            }

    def columns(self, puzzle: Puzzle, instance: Any) -> dict[str, Any]:
        """Further columns of a row, for rewards that read references of another form; see ``--map``."""
        return {}

"""What a reward and a verifier are: settings that open into something that scores.

A component is a frozen pydantic model: its fields are its parameters, validated, picklable, and shown by
``rewardry show``. `open` makes the live object, which may hold a model, a connection or a pool; by default the
settings are their own live object. Whoever writes one declares what it reads (`needs`) and where it may run (`runs`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict

from rewardry.local_files import file_of, load_local
from rewardry.text.sections import THINK_ANSWER
from rewardry.types import Batch, Sample, Score, Verdict

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime
    from rewardry.testing.case import Case

# What a recipe says about a component beside its parameters.
RESERVED = frozenset({"use", "name", "weight", "when", "required", "clip", "route", "cases", "default"})

Runs: TypeAlias = Literal["inline", "worker", "own"]
Resource: TypeAlias = Literal["network", "gpu", "docker"]
JsonType: TypeAlias = Literal["string", "number", "boolean", "array", "object"]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a component reads of a sample.

    Attributes:
        fields: names out of Sample's, or of the row's other columns. Only these travel to a worker process.
        reference: the JSON types that a reference may have; empty means any. A missing reference is never a mistake
            of the row: the component abstains.
        optional: those of the fields that a whole dataset may lack, for the component does without.
    """

    fields: frozenset[str] = frozenset({"completion"})
    reference: tuple[JsonType, ...] = ()
    optional: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if unknown := set(self.reference).difference(get_args(JsonType)):
            raise ValueError(f"{min(unknown)!r} is no JSON type; write a list of {', '.join(get_args(JsonType))}")

    def __or__(self, other: Needs) -> Needs:
        """What two components read together; their references must please both, which is left to each of them."""
        return Needs(self.fields | other.fields, optional=(self.optional | other.optional) - self.wanted - other.wanted)

    @property
    def wanted(self) -> frozenset[str]:
        """The fields without those that are optional."""
        return self.fields - self.optional

    def refusal(self, reference: Any) -> str | None:
        """Why a reference cannot be taken, or None where it can (or is missing)."""
        if reference is None or not self.reference or "reference" not in self.fields:
            return None
        found = json_type(reference)
        if found in self.reference:
            return None
        return f"the reference is {_article(found)}; {' or '.join(_article(t) for t in self.reference)} is wanted"


def needs(*fields: str, reference: JsonType | Sequence[JsonType] = ()) -> Needs:
    """The completion and these fields; a shorthand for `Needs`."""
    return Needs(frozenset({"completion", *fields}), (reference,) if isinstance(reference, str) else tuple(reference))


def json_type(value: Any) -> str:
    """The JSON type of a Python value; the Python type's name where it has none."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for types, name in (((str,), "string"), ((int, float), "number"), ((list, tuple), "array"), ((dict,), "object")):
        if isinstance(value, types):
            return name
    return type(value).__name__


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


class Component(BaseModel):
    """Settings of something that scores. Subclass `Reward`, `Verifier` or `AnswerVerifier`.

    Class attributes:
        runs: ``inline`` in the caller's process; ``worker`` for whatever may hang or eat memory, which goes to a
            worker process that can be killed; ``own`` for components that supervise themselves (sandboxes, judges).
        deterministic: the same sample always gets the same result.
        stateful: results depend on what was scored before.
        extra: the extra of this distribution that brings what the component needs, for example ``math``.
        requires: modules that must be importable for it to decide anything. Without them it abstains.
        rungs: modules that let it decide more where they are installed, and without which it decides less.
        resources: what it needs of the machine: ``network``, ``gpu``, ``docker``.
        licence: the licence of its code as an SPDX expression; None for that of its distribution.
        source: the paper or the project that it follows, for example ``arXiv:2503.14476``.
        preload: modules that a worker should have imported before its first item; default: `requires`.
        memory_limit_mb: address space that a worker may use once it is open, or None for no limit.
        cpu_limit_seconds: CPU time that an item may take in a worker, all of its threads together (Linux); None for
            no limit beyond the deadline, which is wall clock.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", protected_namespaces=(), validate_default=True, ser_json_inf_nan="constants"
    )

    kind: ClassVar[str] = "component"
    runs: ClassVar[Runs] = "inline"
    deterministic: ClassVar[bool] = True
    stateful: ClassVar[bool] = False
    extra: ClassVar[str | None] = None
    requires: ClassVar[tuple[str, ...]] = ()
    rungs: ClassVar[tuple[str, ...]] = ()
    resources: ClassVar[tuple[Resource, ...]] = ()
    licence: ClassVar[str | None] = None
    source: ClassVar[str | None] = None
    preload: ClassVar[tuple[str, ...]] = ()
    memory_limit_mb: ClassVar[int | None] = 4096
    cpu_limit_seconds: ClassVar[float | None] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        taken = RESERVED.intersection(cls.model_fields)
        if taken:
            raise TypeError(f"{cls.__name__}: recipes use the word {min(taken)!r} themselves; rename the parameter")
        own = {name for base in cls.__mro__[1:] if issubclass(base, Component) for name in _defined_by(base)}
        hidden = own.intersection(cls.model_fields)
        if hidden:
            raise TypeError(f"{cls.__name__}: every component has a {min(hidden)!r} of its own; rename the parameter")
        refuse_unknown_runs(cls.__name__, cls.runs)

    def needs(self) -> Needs:
        """What the component reads of a sample; by default the completion alone."""
        return Needs()

    def refusal(self, sample: Sample) -> str | None:
        """Why the sample's reference has a JSON type that the component cannot take, or None."""
        return self.needs().refusal(sample.reference)

    def required_modules(self) -> tuple[str, ...]:
        """The modules that it cannot decide without, with these parameters; by default `requires`."""
        return self.requires

    def lacks(self) -> tuple[str, str] | None:
        """What these parameters leave open without which it cannot decide anything: a short reason, and a sentence.

        For example a model that has no default: ``("needs-model", "it needs a model; set model=FOLDER_OR_NAME")``.
        Until it is set the component abstains with the reason, and the log has the sentence once. None: nothing is left
        open.
        """
        return None

    def revisions(self) -> Mapping[str, str | None]:
        """What the names of models and images among the parameters stand for at this time, by the parameter.

        For example the commit behind a model's name, or the digest behind an image's tag: results in the cache belong
        to it. None says that it is not known, and then nothing is cached.
        """
        return {}

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickle a component of a local file by the file, which no other process can import by name."""
        file = file_of(type(self).__module__)
        if file is None:
            return super().__reduce_ex__(protocol)
        return _from_file, (file, type(self).__qualname__, self.model_dump_json())

    def examples(self) -> Sequence[Case]:
        """Completions with what they should get, for the conformance kit; see `rewardry.testing.Case`.

        A verifier gives right answers in several surface forms and wrong ones that come near. A component that reads
        columns of its own, or references of a form of its own, must give some: nothing else can be made up for it.
        """
        return ()

    def open(self, runtime: Runtime) -> Any:
        """The live object of these settings: something with `score`, or `verify`, plain or `async`.

        Args:
            runtime: owner of engines, sandboxes, models and clients; `runtime.open(other)` opens a component that
                this one is built on. Raise what you like: it is attributed to this component.
        """
        return self


def refuse_unknown_runs(name: str, runs: str) -> None:
    """Refuse a place to run that does not exist, which would leave a component without protection.

    Raises:
        TypeError: it is none of `Runs`.
    """
    if runs not in get_args(Runs):
        raise TypeError(f"{name}: runs is {runs!r}; write one of {', '.join(get_args(Runs))}")


def _defined_by(cls: type[Component]) -> set[str]:
    """The methods and class attributes that a class defines, which a parameter of that name would hide."""
    return {*vars(cls), *cls.__class_vars__}


def _from_file(file: str, name: str, settings: str) -> Component:
    """A component of a local file, in another process.

    Raises:
        ConfigError: the file has gone, or no longer defines the component.
    """
    made: Component = load_local(f"{file}:{name}").model_validate_json(settings)
    return made


class Reward(Component):
    """A component that gives numbers to a trainer.

    Class attributes:
        per_group: the samples of one prompt are scored together; the batch marks whole groups.
        required: an undecided score makes the row's total undecided, whatever the recipe says.
        gives_verdict: its scores carry a verdict, so that a gate can ask whether it is ``correct``.
        value_range: the smallest and largest value it can give, or None where that depends on the parameters;
            `value_bounds` then says it.
        model_based: a model decides, which a policy can learn to please; the others are rules.
        empty_is_worth: the most that a completion that says nothing may earn.
        both_orders: it compares the completion with another answer, and sees both in either place itself; its
            ``details.degrees`` then hold a signed number for each time.
        unearned: the most that a text may earn that knows nothing of the task but its layout, as far as the search of
            `rewardry check` finds one; None promises nothing.
    """

    kind: ClassVar[str] = "reward"
    per_group: ClassVar[bool] = False
    required: ClassVar[bool] = False
    gives_verdict: ClassVar[bool] = False
    value_range: ClassVar[tuple[float, float] | None] = None
    model_based: ClassVar[bool] = False
    empty_is_worth: ClassVar[float] = 0.0
    both_orders: ClassVar[bool] = False
    unearned: ClassVar[float | None] = None

    def value_bounds(self) -> tuple[float, float] | None:
        """The smallest and largest value with these parameters, or None where nobody knows; default: `value_range`."""
        return self.value_range

    def score(self, batch: Batch) -> Sequence[Score | float | None]:
        """One score a sample, in order; None abstains.

        Args:
            batch: samples to score together; never to be changed.
        """
        raise NotImplementedError(f"{type(self).__name__} defines neither score nor open")


class Verifier(Component):
    """A component that decides whether a completion is right."""

    kind: ClassVar[str] = "verifier"

    def verify(self, samples: Sequence[Sample]) -> Sequence[Verdict]:
        """One verdict a sample, in order.

        Args:
            samples: samples to verify; never to be changed.
        """
        raise NotImplementedError(f"{type(self).__name__} defines neither verify nor open")

    def part_of(self, sample: Sample) -> str:
        """Which part of the verifier decides a sample, such as a family of tasks, for tables; "" where it has no parts.

        Args:
            sample: the sample; its completion is not looked at.
        """
        return ""

    def explain(self, sample: Sample) -> Sequence[tuple[str, str]]:
        """What happens to a sample before its verdict, step by step, for ``rewardry explain``.

        Args:
            sample: the sample; its verdict is asked for separately.

        Returns:
            A name and a finding for each step; none where the verifier has nothing to tell.
        """
        return ()

    def witnesses(self) -> frozenset[str]:
        """Fields of a reference that decide nothing: solutions that a data set hands along.

        References that differ in these alone are one and the same.
        """
        return frozenset()

    def reference_problem(self, sample: Sample) -> str | None:
        """What is wrong with a sample's reference, for ``rewardry lint``; None where nothing is, or cannot be told.

        Args:
            sample: the sample; its completion is not looked at.
        """
        return None

    def reference_problems(self, samples: Sequence[Sample], runtime: Runtime) -> Sequence[str | None]:
        """`reference_problem` of several samples; a verifier that has to run something to tell defines this instead.

        Args:
            samples: the samples; their completions are not looked at.
            runtime: opens what has to run.
        """
        return [self.reference_problem(sample) for sample in samples]


class UnreadableReferenceError(ValueError):
    """Raised by `AnswerVerifier.hint` or `check`: the reference cannot be read, so the verdict is abstain."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The answer found in a completion.

    Attributes:
        answer: the answer as text, or None where there is no single one.
        reason: why there is none: ``no-answer``, ``ambiguous``, ``over-limit``.
    """

    answer: str | None
    reason: str = ""


class AnswerVerifier(Verifier):
    """A verifier made of two halves that cannot leak into each other: `extract` and `check`.

    `extract` sees the completion and what the task says publicly, never the expected answer, so nothing is ever
    picked because it equals the reference. `check` sees the answer and the reference, never the completion's text.
    """

    def needs(self) -> Needs:
        """The completion, the reference and the prompt."""
        return needs("prompt", "reference")

    def hint(self, reference: Any) -> Any:
        """What the task says publicly about the form of an answer (options, language, shape), without the answer.

        Raises:
            UnreadableReferenceError: the reference cannot be read.
        """
        return None

    def extract(self, text: str, hint: Any) -> Extraction:
        """The answer in `text`: what the completion says after its reasoning, answers in ``<answer>`` tags."""
        raise NotImplementedError(f"{type(self).__name__} does not define extract")

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether `answer` is right.

        Raises:
            UnreadableReferenceError: the reference cannot be read.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define check")

    def reference_problem(self, sample: Sample) -> str | None:
        """Why `hint` cannot read the reference, or None; what only `check` refuses is told by a definition of this."""
        try:
            self.hint(sample.reference)
        except UnreadableReferenceError as error:
            return str(error)
        return None

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """Extract and check each sample."""
        return [self._verify(sample) for sample in samples]

    def _verify(self, sample: Sample) -> Verdict:
        if sample.reference is None:
            return Verdict("abstain", reason="no-reference")
        try:
            hint = self.hint(sample.reference)
            found = self.extract(_after_reasoning(sample), hint)
            if found.answer is None:
                return Verdict("incorrect", reason=found.reason or "no-answer")
            return self.check(found.answer, sample.reference, sample.question)
        except UnreadableReferenceError as error:
            return Verdict("abstain", reason="reference-unparseable", details={"why": str(error)})


def _after_reasoning(sample: Sample) -> str:
    """What a completion says after its reasoning; a recipe's own answer tags are written as the usual ones."""
    text, tags, usual = sample.split().final_text, sample.style.answer, THINK_ANSWER.answer
    if tags is None or usual is None or tags == usual:
        return text
    return text.replace(tags[0], usual[0]).replace(tags[1], usual[1])

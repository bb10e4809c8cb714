"""What goes in and what comes out: samples, batches, verdicts and scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, TypeAlias, get_args

from rewardry.finite import is_finite
from rewardry.text.sections import THINK_ANSWER, Sections, SectionStyle, split

Messages: TypeAlias = Sequence[Mapping[str, Any]]
VerdictStatus: TypeAlias = Literal["correct", "incorrect", "abstain", "timeout", "error"]
ScoreStatus: TypeAlias = Literal["ok", "abstain", "timeout", "error"]
VERDICT_STATUSES = get_args(VerdictStatus)
SCORE_STATUSES = get_args(ScoreStatus)
_NOTHING: Mapping[str, Any] = {}


class CompletionError(ValueError):
    """A completion that has no text: None, or messages without an assistant's turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One completion and what is known about it. Never changed by a component.

    Attributes:
        prompt: what the model was asked: a text, or chat messages.
        completion: what it wrote: a text, or chat messages, of which the last assistant message counts.
        reference: what a right answer is, in the form the verifier wants; None where there is none.
        completion_ids: the completion's token ids, where the trainer has them.
        group: the id of the prompt; completions of one group are compared with each other.
        finish_reason: "stop" when the model ended by itself, "length" when it was cut, None when unknown.
        meta: the row's other columns.
        style: how the completion marks reasoning and answer.
    """

    completion: str | Messages | None
    prompt: str | Messages = ""
    reference: Any = None
    completion_ids: Sequence[int] | None = None
    group: Any = None
    finish_reason: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    style: SectionStyle = THINK_ANSWER
    _text: str | None = field(default=None, init=False, repr=False, compare=False)
    _sections: Sections | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The completion as text: a string as it is, of messages the last assistant message.

        Raises:
            CompletionError: there is no text.
        """
        if type(self.completion) is str:
            return self.completion
        if self._text is None:
            object.__setattr__(self, "_text", completion_text(self.completion))
        assert self._text is not None
        return self._text

    @property
    def question(self) -> str:
        """The prompt as text: of messages the last user message, or an empty text where there is none."""
        return prompt_text(self.prompt)

    def split(self) -> Sections:
        """Reasoning and answer of the completion, split once and kept.

        Raises:
            CompletionError: there is no text.
        """
        if self._sections is None:
            object.__setattr__(self, "_sections", split(self.text, self.style))
        assert self._sections is not None
        return self._sections

    def __getstate__(self) -> tuple[Any, ...]:
        """Everything but what can be worked out again."""
        return (
            *(self.completion, self.prompt, self.reference, self.completion_ids),
            *(self.group, self.finish_reason, self.meta, self.style),
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        names = ("completion", "prompt", "reference", "completion_ids", "group", "finish_reason", "meta", "style")
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_text", None)
        object.__setattr__(self, "_sections", None)


class _Draft:
    """A sample that is being made.

    A frozen dataclass sets each field through `object.__setattr__`, which takes five times as long as an assignment;
    an object of this class has the same slots and becomes a sample in one step.
    """

    __slots__ = Sample.__slots__
    completion: str
    prompt: str
    reference: Any
    completion_ids: None
    group: Any
    finish_reason: None
    meta: Mapping[str, Any]
    style: SectionStyle
    _text: None
    _sections: None


def sample_of_text(completion: str, prompt: str, reference: Any, group: Any, meta: Mapping[str, Any]) -> Sample:
    """`Sample` of texts and nothing unusual, in a quarter of the time, for whoever makes thousands."""
    made: Any = _Draft()
    made.completion = completion
    made.prompt = prompt
    made.reference = reference
    made.completion_ids = None
    made.group = group
    made.finish_reason = None
    made.meta = meta
    made.style = THINK_ANSWER
    made._text = None
    made._sections = None
    made.__class__ = Sample
    sample: Sample = made
    return sample


def completion_text(completion: str | Messages | None) -> str:
    """The text of a completion: of messages that of the last assistant message, its text parts joined by newlines.

    Raises:
        CompletionError: None, or messages without an assistant's text.
    """
    if isinstance(completion, str):
        return str(completion)
    if completion is None:
        raise CompletionError("the completion is None; there is nothing to score")
    text = _message_text(completion, ("assistant", "model", None))
    if text is None:
        raise CompletionError("the completion's messages hold no text of the assistant's")
    return text


def prompt_text(prompt: str | Messages) -> str:
    """The text of a prompt: of messages the content of the last user message; "" where there is none."""
    return prompt if isinstance(prompt, str) else _message_text(prompt, ("user", "human")) or ""


def _message_text(messages: Messages, roles: tuple[str | None, ...]) -> str | None:
    try:
        for message in reversed(messages):
            if message.get("role") in roles:
                return _content_text(message.get("content"))
    except (AttributeError, TypeError) as error:
        raise CompletionError(f"chat messages must be a list of objects with role and content ({error})") from None
    return None


# Parts of other types hold a text too, such as a provider's "reasoning", which is no part of what was answered.
_TEXT_TYPES = (None, "text", "input_text", "output_text")


def _content_text(content: Any) -> str | None:
    """A message's content: a text, or a list of parts of which those of type text count."""
    if content is None or isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        raise TypeError("a message's content is an object; a text or a list of parts is wanted")
    parts = [part if isinstance(part, str) else _part_text(part) for part in content]
    texts = [part for part in parts if isinstance(part, str)]
    return "\n".join(texts) if texts else None


def _part_text(part: Mapping[str, Any]) -> Any:
    return part.get("text") if part.get("type") in _TEXT_TYPES else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verifier decided about one sample.

    Attributes:
        status: ``correct``; ``incorrect`` (wrong, no answer, answers that disagree, an answer over the limits);
            ``abstain`` (no reference, or one that cannot be read; a case no rule decides); ``timeout`` (the verifier's
            own budget was exceeded); ``error`` (a fault of ours or of the infrastructure).
        score: partial credit in [0, 1], or None where the verifier gives none.
        reason: a short code such as ``equal.exact``, ``no-answer``, ``ambiguous``, ``needs-extra``.
        details: anything else worth knowing, as a JSON object.
        extracted: the answer that was judged, as a JSON value.
        seconds: how long the verification took.
    """

    status: VerdictStatus
    score: float | None = None
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    extracted: Any = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.status not in VERDICT_STATUSES:
            raise ValueError(f"a verdict's status is one of {', '.join(VERDICT_STATUSES)}, not {self.status!r}")
        if self.score is not None and not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a verdict's score lies in [0, 1] or is None, not {self.score!r}")

    @property
    def decided(self) -> bool:
        """Whether the verifier came to a decision: correct or incorrect."""
        return self.status in ("correct", "incorrect")

    def timed(self, seconds: float) -> Verdict:
        """The verdict with the time it took, unless it carries one already."""
        if self.seconds is not None:
            return self
        return Verdict(self.status, self.score, self.reason, self.details, self.extracted, seconds)

    def to_row(self) -> dict[str, Any]:
        """The verdict as it stands in an output file."""
        return {
            "status": self.status,
            "score": self.score,
            "reason": self.reason,
            "details": dict(self.details),
            "extracted": self.extracted,
        }


@dataclass(frozen=True, slots=True)
class Score:
    """What a reward made of one sample. A failure is never a number.

    Attributes:
        value: the reward, finite; None unless `status` is ``ok``.
        status: ``ok``, ``abstain`` (does not apply, or cannot tell), ``timeout`` or ``error``.
        details: anything else worth knowing, as a JSON object; ``reason`` says why there is no value.
        seconds: how long it took.
        verdict: the verdict behind the value, for rewards that ask a verifier.
    """

    value: float | None
    status: ScoreStatus = "ok"
    details: Mapping[str, Any] = field(default_factory=dict)
    seconds: float | None = None
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        if self.status not in SCORE_STATUSES:
            raise ValueError(f"a score's status is one of {', '.join(SCORE_STATUSES)}, not {self.status!r}")
        if (self.value is not None) != (self.status == "ok"):
            raise ValueError(
                f"a score has a value exactly when its status is ok, not {self.value!r} with {self.status!r}"
            )
        if self.value is not None and not is_finite(self.value):
            raise ValueError(f"a score's value is finite, not {self.value!r}")

    @classmethod
    def undecided(cls, verdict: Verdict) -> Score:
        """The score of a verdict that decides nothing: the same status, and the verifier's reason."""
        status: ScoreStatus = "abstain" if verdict.status in ("correct", "incorrect") else verdict.status  # type: ignore[assignment]
        return cls(None, status, {"reason": verdict.reason, **verdict.details}, verdict.seconds, verdict)

    def timed(self, seconds: float) -> Score:
        """The score with the time it took, unless it carries one already."""
        if self.seconds is not None:
            return self
        return Score(self.value, self.status, self.details, seconds, self.verdict)

    @property
    def reported_status(self) -> str:
        """The status for people and gates: the verdict's where there is one, else the score's own."""
        return self.status if self.verdict is None else self.verdict.status


@dataclass(frozen=True, slots=True)
class Scored:
    """One sample under a recipe.

    Attributes:
        total: the recipe's reward, or None when a required component is undecided (or every component is).
        components: the score of each component, by name, in the recipe's order.
        undecided: the names of the required components that are undecided.
    """

    total: float | None
    components: Mapping[str, Score]
    undecided: tuple[str, ...] = ()

    def to_row(self) -> dict[str, Any]:
        """The result as it stands in an output file."""
        rows = {name: {"value": s.value, "status": s.reported_status} for name, s in self.components.items()}
        return {"total": self.total, "components": rows}


class _Verifies(Protocol):
    def verify(self, samples: Sequence[Sample]) -> list[Verdict]: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples that are scored together.

    Attributes:
        samples: the samples, in the caller's order.
        groups: for each whole group its samples' positions; empty when the caller marked none.
        progress: how far the training is, in [0, 1], or None outside of one.
    """

    samples: Sequence[Sample]
    groups: tuple[tuple[int, ...], ...] = ()
    progress: float | None = None
    _verdicts: dict[tuple[int, int], Verdict] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.samples)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled without its verdicts, whose keys mean nothing in another process."""
        return Batch, (self.samples, self.groups, self.progress)

    def verdicts(self, verifier: _Verifies) -> list[Verdict]:
        """The verdicts of an open verifier, asked once a sample however many components want to know.

        Args:
            verifier: an open verifier; the same object gives the same verdicts within a batch.
        """
        keys = [(id(verifier), id(sample)) for sample in self.samples]
        missing = [i for i, key in enumerate(keys) if key not in self._verdicts]
        if missing:
            found = verifier.verify([self.samples[i] for i in missing])
            self._verdicts.update(zip((keys[i] for i in missing), found, strict=True))
        return [self._verdicts[key] for key in keys]

    def know(self, other: Batch) -> None:
        """Take over the verdicts of another batch on the same sample objects, which must live as long as this one."""
        self._verdicts.update(other._verdicts)

    def take(self, positions: Iterable[int]) -> Batch:
        """The batch of some of the samples; groups keep those of their members that are taken."""
        kept = list(positions)
        place = {old: new for new, old in enumerate(kept)}
        groups = (tuple(place[i] for i in group if i in place) for group in self.groups)
        samples = [self.samples[i] for i in kept]
        return replace(self, samples=samples, groups=tuple(g for g in groups if g))

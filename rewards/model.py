"""The reward model: what a sequence classifier with one output gives a whole conversation."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from rewardry.component import Needs
from rewardry.engine.models import LoadedModel, ModelRequest
from rewardry.errors import ConfigError
from rewardry.steps import split_steps
from rewardry.testing.case import Case
from rewardry.types import Batch, Sample, Score

from .model_reward import NOT_FINITE, ModelReward, are_finite
from .prm.forward import CHARACTERS_A_TOKEN, batches, hidden_states, padded, suitable_tokens
from .prm.marks import Marks
from .prm.prompts import messages_of
from .sigmoid import sigmoid

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime


class RewardModel(ModelReward):
    """The score that a reward model gives a completion, or the probability that it is preferred to another one.

    Any sequence classifier of transformers with one output, asked in its own chat template: the usual form of
    preference models (InstructGPT, arXiv:2203.02155). DeepSeek-R1 (arXiv:2501.12948) has one read the final summary
    alone for helpfulness and another the whole response for harmlessness: `scope`. With `against` the value is
    ``sigmoid(score - score of the other)``, Bradley and Terry's probability, as rStar-Math's preference model
    (arXiv:2501.04519) is trained on pairs. ``details`` hold the raw ``score``. Special tokens within a completion are
    taken out before the model reads it; a completion that says nothing, or is longer than the model may read, is
    undecided.

    Attributes:
        scope: the part of the completion that the model reads: ``all``, ``think``, ``after_think`` or ``answer``.
        against: ``reference``, or a column, that holds the response which the completion is compared with; None gives
            the score itself.
        squash: ``sigmoid`` brings a score into [0, 1]; ``none`` leaves it.
        limit: a score is held within this distance from 0.
        max_tokens: the most tokens of the conversation.
    """

    source: ClassVar[str | None] = "arXiv:2203.02155"

    scope: Literal["all", "think", "after_think", "answer"] = "all"
    against: str | None = None
    squash: Literal["none", "sigmoid"] = "none"
    limit: float = Field(100.0, gt=0, allow_inf_nan=False)

    def value_bounds(self) -> tuple[float, float]:
        """[0, 1] for a probability, else the limit on both sides."""
        return (0.0, 1.0) if self.against or self.squash == "sigmoid" else (-self.limit, self.limit)

    def needs(self) -> Needs:
        """The completion, the prompt, and the other response where there is one."""
        named = frozenset({"completion", "prompt", *([self.against] if self.against else [])})
        return Needs(named, ("string",) if self.against == "reference" else ())

    def lacks(self) -> tuple[str, str] | None:
        """A model."""
        return None if self.model is not None else ("needs-model", "it needs a model; set model=FOLDER_OR_NAME")

    def examples(self) -> Sequence[Case]:
        """An answer in tags and one without; what they get is the model's affair."""
        other = {self.against: "It is 5."} if self.against and self.against != "reference" else {}
        reference = "It is 5." if self.against == "reference" else None
        texts = ("<think>\nTwo and two.\n</think>\n<answer>\nIt is 4.\n</answer>", "<think>Five.</think> It is 5.")
        return [Case(text, None, "What is 2 + 2?", reference, meta=other) for text in texts]

    def open(self, runtime: Runtime) -> LiveModel:
        """Open the model, which is loaded when the first sample comes."""
        return LiveModel(self, runtime)


class LiveModel:
    """A reward model, open.

    Args:
        settings: its settings.
        runtime: owns the model.
    """

    def __init__(self, settings: RewardModel, runtime: Runtime) -> None:
        self._settings = settings
        self._runtime = runtime
        self._model: tuple[LoadedModel, Marks] | None = None
        self._lock = threading.Lock()

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        asked = [self._conversations(sample) for sample in batch.samples]
        scores = iter(self._scores([ids for one in asked if not isinstance(one, str) for ids in one]))
        return [
            Score(None, "abstain", {"reason": one})
            if isinstance(one, str)
            else self._worth([next(scores) for _ in one])
            for one in asked
        ]

    def _worth(self, scores: Sequence[float]) -> Score:
        """The score of a completion, which comes first, and perhaps of the response that it is compared with."""
        settings = self._settings
        if not are_finite(scores):
            return NOT_FINITE
        held = [max(-settings.limit, min(settings.limit, score)) for score in scores]
        if len(held) == 2:
            return Score(sigmoid(held[0] - held[1]), details={"score": scores[0], "other": scores[1]})
        value = sigmoid(held[0]) if settings.squash == "sigmoid" else held[0]
        return Score(value, details={"score": scores[0]})

    def _conversations(self, sample: Sample) -> list[list[int]] | str:
        """The tokens of the conversations to score for a sample, or the reason why there are none."""
        texts = [self._read_of(sample)]
        if self._settings.against is not None:
            name = self._settings.against
            other = sample.reference if name == "reference" else sample.meta.get(name)
            if not isinstance(other, str):
                return "no-reference"
            texts.append(other)
        if not all(map(split_steps, texts)):
            return "no-answer"
        if any(len(text) + len(sample.question) > CHARACTERS_A_TOKEN * self._settings.max_tokens for text in texts):
            return "over-limit"
        model, marks = self._opened()
        found = [conversation_ids(model.tokenizer, sample, text, marks) for text in texts]
        most = min(self._settings.max_tokens, model.longest)
        return "over-limit" if any(len(ids) > most for ids in found) else found

    def _read_of(self, sample: Sample) -> str:
        """The part of a completion that the model reads, without the tags around it; empty where there is none."""
        sections = sample.split()
        if self._settings.scope == "all":
            tags = [*(sample.style.think or ()), *(sample.style.answer or ())]
            return sections.text if split_steps(sections.text, tags=tags) else ""
        if self._settings.scope == "think":
            return sections.think_text or ""
        if self._settings.scope == "answer" or sections.answer is not None:
            return sections.answer_text or ""
        return sections.final_text

    def _scores(self, sequences: Sequence[Sequence[int]]) -> list[float]:
        if not sequences:
            return []
        model, _ = self._opened()
        found = [0.0] * len(sequences)
        tokens = self._settings.batch_tokens or suitable_tokens(model.device)
        with model.turn():
            for batch in batches([len(sequence) for sequence in sequences], tokens):
                for i, value in zip(batch, scalars(model, [sequences[i] for i in batch]), strict=True):
                    found[i] = value
        return found

    def _opened(self) -> tuple[LoadedModel, Marks]:
        settings = self._settings
        with self._lock:
            if self._model is None:
                assert settings.model is not None
                request = ModelRequest(settings.model, "scalar", settings.revision, settings.device)
                model = self._runtime.model(request)
                refuse_other_outputs(model)
                self._model = model, Marks(model.tokenizer)
            return self._model


def refuse_other_outputs(model: LoadedModel) -> None:
    """Refuse a classifier with several outputs.

    Raises:
        ConfigError: says how many it has.
    """
    count = model.network.config.num_labels
    if count != 1:
        raise ConfigError(
            f"model {model.request.name!r} has {count} outputs; a reward model has one (num_labels=1 in its config)"
        )


def conversation_ids(tokenizer: Any, sample: Sample, text: str, marks: Marks) -> list[int]:
    """The tokens of a prompt and a response, in the chat template where there is one."""
    answer = {"role": "assistant", "content": marks.cleaned(text).strip()}
    if tokenizer.chat_template is None:
        whole = f"{marks.cleaned(sample.question)}\n{answer['content']}"
    else:
        whole = tokenizer.apply_chat_template([*messages_of(sample, marks.cleaned), answer], tokenize=False)
    ids: list[int] = tokenizer(whole, add_special_tokens=tokenizer.chat_template is None)["input_ids"]
    return ids


def scalars(model: LoadedModel, sequences: Sequence[Sequence[int]]) -> list[float]:
    """The output of a classifier for each sequence of one batch.

    That of a causal model stands at the last token that is no padding, as transformers has it; it is read there
    whatever the model's padding token is, which many reward models do not have.
    """
    head = getattr(model.network, "score", None)
    if head is None:
        ids, mask = padded(model, sequences)
        outputs = model.network(input_ids=ids, attention_mask=mask).logits
    else:
        padding = model.network.config.pad_token_id
        places = [_last(sequence, padding) for sequence in sequences]
        outputs = head(hidden_states(model, sequences)[range(len(places)), places])
    values: list[float] = outputs[:, 0].tolist()
    return values


def _last(sequence: Sequence[int], padding: int | None) -> int:
    """The position of the last token that is no padding."""
    return next((i for i in range(len(sequence) - 1, -1, -1) if sequence[i] != padding), len(sequence) - 1)

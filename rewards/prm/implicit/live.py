"""The open implicit process rewards."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rewardry.engine.models import LoadedModel, ModelRequest
from rewardry.errors import ConfigError
from rewardry.steps import split_steps
from rewardry.types import Batch, Sample, Score

from ...compat import prime
from ...model_reward import NOT_FINITE, are_finite
from ...outcome import groups_in
from ..forward import CHARACTERS_A_TOKEN
from ..marks import Marks
from ..prompts import prompt_ids
from .credit import gathered, last_tokens
from .log_probabilities import log_probabilities

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

    from .component import Implicit


@dataclass(frozen=True, slots=True)
class Rollout:
    """A prompt and a completion as tokens.

    Attributes:
        ids: the tokens of both.
        start: where the completion begins; at least 1.
        ends: where each token of the completion ends in its text, in characters; None where nobody knows.
        step_ends: where the completion's steps end, in characters.
    """

    ids: list[int]
    start: int
    ends: list[int] | None
    step_ends: list[int]


class LiveImplicit:
    """An implicit process reward with its two models.

    Args:
        settings: its settings.
        runtime: owns the models.
    """

    def __init__(self, settings: Implicit, runtime: Runtime) -> None:
        self._settings = settings
        self._runtime = runtime
        self._models: tuple[LoadedModel, LoadedModel, Marks] | None = None
        self._lock = threading.Lock()

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        return self.scores(batch.samples)

    def scores(self, samples: Sequence[Sample]) -> list[Score]:
        """One score a sample, without regard to the others."""
        found = [self._rollout(sample) for sample in samples]
        rollouts = [one for one in found if isinstance(one, Rollout)]
        decided = iter(self._decided(rollouts) if rollouts else [])
        return [Score(None, "abstain", {"reason": one}) if isinstance(one, str) else next(decided) for one in found]

    def _decided(self, rollouts: Sequence[Rollout]) -> list[Score]:
        model, reference, _ = self._opened()
        sequences, starts = [one.ids for one in rollouts], [one.start for one in rollouts]
        tokens = self._settings.batch_tokens
        pairs = (log_probabilities(each, sequences, starts, tokens) for each in (model, reference))
        return [self._score(*three) for three in zip(rollouts, *pairs, strict=True)]

    def _score(self, rollout: Rollout, logp: list[float], logp_reference: list[float]) -> Score:
        settings = self._settings
        if not are_finite((*logp, *logp_reference)):
            return NOT_FINITE
        found = prime.implicit(logp, logp_reference, settings.beta)
        rewards = [settings.beta * ratio for ratio in found["token_q"]]
        details: dict[str, object] = {"sum_q": found["sum_q"], "p_correct": found["p_correct"]}
        if settings.granularity != "token":
            steps = last_tokens(rollout.step_ends, rollout.ends) if rollout.ends else []
            rewards = gathered(rewards, settings.granularity, steps)
            if settings.granularity == "step" and rollout.ends:
                places = list(dict.fromkeys([*steps, len(rewards) - 1]))
                details["step_rewards"] = [rewards[place] for place in places]
                details["step_ends"] = [rollout.ends[place] for place in places]
        details["token_rewards"] = rewards
        if rollout.ends is not None:
            details["token_ends"] = rollout.ends
        return Score(max(-settings.limit, min(settings.limit, sum(rewards))), details=details)

    def _rollout(self, sample: Sample) -> Rollout | str:
        """A sample as tokens, or the reason why it is not read."""
        settings, text = self._settings, sample.text
        if settings.tokens == "ids" and sample.completion_ids is None:
            return "no-token-ids"
        steps = split_steps(text, settings.split, tags=[*(sample.style.think or ()), *(sample.style.answer or ())])
        if not steps:
            return "no-steps"
        if len(text) + len(sample.question) > CHARACTERS_A_TOKEN * settings.max_tokens:
            return "over-limit"
        model, _, marks = self._opened()
        start = prompt_ids(model.tokenizer, sample, marks.cleaned)
        ids, ends = self._completion(model, sample, marks)
        if not ids:
            return "no-steps"
        if len(start) + len(ids) > min(settings.max_tokens, model.longest):
            return "over-limit"
        if not 0 <= min(ids) <= max(ids) < model.network.get_input_embeddings().weight.shape[0]:
            return "foreign-tokens"
        return Rollout(start + ids, len(start), ends, [step.end for step in steps])

    def _completion(self, model: LoadedModel, sample: Sample, marks: Marks) -> tuple[list[int], list[int] | None]:
        """The completion's tokens, and where they end in its text."""
        if self._settings.tokens == "ids":
            return list(sample.completion_ids or ()), None
        found = model.tokenizer(marks.cleaned(sample.text), add_special_tokens=False, return_offsets_mapping=True)
        return found["input_ids"], [end for _, end in found["offset_mapping"]]

    def _opened(self) -> tuple[LoadedModel, LoadedModel, Marks]:
        settings = self._settings
        with self._lock:
            if self._models is None:
                assert settings.model is not None
                assert settings.reference_model is not None
                requests = (
                    ModelRequest(settings.model, "language", settings.revision, settings.device),
                    ModelRequest(settings.reference_model, "language", settings.reference_revision, settings.device),
                )
                model, reference = (self._runtime.model(request) for request in requests)
                refuse_other_tokens(model, reference)
                self._models = model, reference, Marks(model.tokenizer)
            return self._models


def refuse_other_tokens(model: LoadedModel, reference: LoadedModel) -> None:
    """Refuse two models whose tokens are not the same, so that a ratio of their probabilities means nothing.

    Raises:
        ConfigError: names both.
    """
    if model.tokenizer.get_vocab() != reference.tokenizer.get_vocab():
        raise ConfigError(
            f"models {model.request.name!r} and {reference.request.name!r} have different tokens; reference_model must "
            f"be the model that the other was trained from"
        )


class LiveNormalised:
    """Implicit process rewards, normalised within each group.

    Args:
        settings: its settings.
        runtime: owns the models.
    """

    def __init__(self, settings: Implicit, runtime: Runtime) -> None:
        self._plain = LiveImplicit(settings, runtime)

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        found = self._plain.scores(batch.samples)
        for group in groups_in(batch):
            decided = [i for i in group if found[i].value is not None]
            largest = prime.largest_return([found[i].details["token_rewards"] for i in decided])
            for i in decided:
                found[i] = _divided(found[i], largest)
        return found


def _divided(score: Score, largest: float) -> Score:
    """A score whose rewards, those of tokens and of steps, are divided by the largest return of its group."""
    rewards = {
        name: [reward / largest for reward in score.details[name]]
        for name in ("token_rewards", "step_rewards")
        if name in score.details
    }
    return Score(sum(rewards["token_rewards"]), details={**score.details, **rewards})

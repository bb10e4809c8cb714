"""The rollout engine: samples a group of completions for every prompt, with the log-probabilities they were drawn with.

What makes it fast: a prompt is run once for its whole group; the cache lies still, so that a step is one CUDA graph;
rows that are done make room; what a token needs of the host is polled every few steps. What makes it exact: a row draws
its tokens from uniforms of its own (uniforms.py), so that the same completions come whatever shares the batch; ends are
kept as lengths, never read off token ids, so that a model may end with several tokens and pad with one of them.

Single-turn only, and the whole distribution only: no top-k, no top-p, no penalties, whatever the model's
generation_config says, since importance ratios are of the whole distribution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch

from rewardry.errors import ConfigError, RewardryError

from .decoder import Decoder
from .row_state import RowState
from .sampling import greedy as most_likely
from .sampling import sample
from .uniforms import streams, uniforms

FinishReason = Literal["stop", "length"]
OnFinished = Callable[[int, list[int], FinishReason], None]


class RolloutError(RewardryError):
    """The model gave something that cannot be sampled from."""


@dataclass(frozen=True)
class Rollouts:
    """Sampled completions, one entry a sample; a group's samples stand together, in the order of the prompts.

    Attributes:
        prompt_ids: the prompt of each sample.
        completion_ids: its tokens, the end token included where the model ended.
        logprobs: of these tokens under the distribution they were drawn from (temperature applied), float32, on the
            CPU, `[len(completion)]` each.
        finish_reasons: "stop" where the model ended, "length" where it was cut.
        group_size: samples a prompt.
    """

    prompt_ids: list[list[int]]
    completion_ids: list[list[int]]
    logprobs: list[torch.Tensor]
    finish_reasons: list[FinishReason]
    group_size: int


class RolloutEngine:
    """Samples from a causal language model of transformers as it is: its weights are read in place, never copied.

    Args:
        model: the model, or one that peft wrapped.
        eos_ids: the tokens that end a completion.
        max_length: tokens of prompt and completion together; the model's context by default.
        max_rows: samples decoded at a time, a bound on the cache's memory; all of them by default.
        share_prompts: run a prompt once a group.
        compact: drop rows that are done.

    Raises:
        ConfigError: no end token, one outside the vocabulary, or a model that the engine cannot run.
    """

    def __init__(
        self,
        model: Any,
        eos_ids: Sequence[int],
        *,
        max_length: int | None = None,
        max_rows: int | None = None,
        share_prompts: bool = True,
        compact: bool = True,
    ) -> None:
        self.model = model
        self.max_length = max_length or _context(model)
        self._decoder = Decoder(model)
        self._max_rows = max_rows
        self._share, self._compact = share_prompts, compact
        vocabulary = model.get_output_embeddings().weight.shape[0]
        self._eos = sorted(set(eos_ids))
        _check_end_tokens(self._eos, vocabulary)
        self._is_end = torch.zeros(vocabulary, dtype=torch.bool)
        self._is_end[self._eos] = True
        self._state: RowState | None = None
        self._longest = 0

    def generate(
        self,
        prompts: list[list[int]],
        group_size: int,
        *,
        max_new_tokens: int,
        temperature: float = 1.0,
        seed: int,
        prompt_keys: Sequence[int] | None = None,
        greedy: bool = False,
        on_finished: OnFinished | None = None,
    ) -> Rollouts:
        """Sample `group_size` completions of every prompt.

        Args:
            prompts: token ids.
            group_size: samples a prompt.
            max_new_tokens: a completion's most tokens; fewer where the context ends before.
            temperature: > 0; log-probabilities are of the distribution at this temperature.
            seed: what is sampled is a function of the weights, seed, prompt key and sample; a training step gives one
                of its own (`fold_in`).
            prompt_keys: what tells prompts apart, for example their place in the data set; by default their place here.
            greedy: take the likeliest token instead.
            on_finished: called as rows finish with the sample's index, its tokens and finish reason, from this thread.

        Raises:
            ConfigError: a prompt is empty or leaves no room in the context, or a number is out of range.
            RolloutError: the model's logits are not finite.
        """
        keys = list(range(len(prompts)) if prompt_keys is None else prompt_keys)
        self._check_call(prompts, keys, group_size, max_new_tokens, temperature)
        rollouts = Rollouts([list(p) for p in prompts for _ in range(group_size)], [], [], [], group_size)
        owner = [i // group_size for i in range(len(rollouts.prompt_ids))]
        stream = streams(seed, [keys[i] for i in owner], [i % group_size for i in range(len(owner))])
        with _evaluating(self.model):
            for first in range(0, len(owner), self._max_rows or len(owner)):
                wave = slice(first, first + (self._max_rows or len(owner)))
                self._begin(rollouts.prompt_ids[wave], owner[wave], max_new_tokens, stream[wave], temperature)
                self._decode(rollouts, first, len(owner[wave]), greedy, on_finished)
        return rollouts

    def _begin(
        self,
        prompts: list[list[int]],
        owner: list[int],
        max_new_tokens: int,
        stream: torch.Tensor,
        temperature: float,
    ) -> None:
        """Run the prompts, and lay out a row a sample."""
        limits = [min(max_new_tokens, self.max_length - len(prompt)) for prompt in prompts]
        slots = max(len(prompt) + limit for prompt, limit in zip(prompts, limits, strict=True))
        members = [place - owner[0] for place in owner] if self._share else list(range(len(prompts)))
        first_of = {member: row for row, member in reversed(list(enumerate(members)))}
        self._decoder.prefill([prompts[first_of[member]] for member in sorted(first_of)], members, slots)
        device = self._decoder.device
        if self._state is None or not self._state.holds(len(prompts), max(limits), device):
            self._state = RowState(len(prompts), max(limits), device)
        self._state.begin(prompts, limits, stream.to(device), temperature)
        self._longest = max(map(len, prompts))

    def _decode(self, rollouts: Rollouts, first: int, count: int, greedy: bool, on_finished: OnFinished | None) -> None:
        """Draw tokens until every row is done, and append what they drew to the rollouts."""
        state = self._state
        places = list(range(count))  # the sample at each place, as state.sample has it
        ended: dict[int, int] = {}  # the length of each sample that is done
        step = 0
        while len(ended) < count:
            self._step(len(places), min(self._longest + step, self._decoder.cache.slots), greedy)
            step += 1
            done, length = state.done[: len(places)].tolist(), state.length[: len(places)].tolist()
            for place, sample_index in enumerate(places):
                if done[place] and sample_index not in ended:
                    ended[sample_index] = length[place]
                    if on_finished is not None:
                        ids = state.tokens[: length[place], sample_index].tolist()
                        on_finished(first + sample_index, ids, self._reason(ids))
            live = [place for place, sample_index in enumerate(places) if sample_index not in ended]
            if self._compact and 0 < len(live) <= 0.75 * len(places):
                index = torch.tensor(live, device=state.done.device)
                state.keep(index)
                self._decoder.cache.keep(index, self._longest + step)
                places = [places[place] for place in live]
        tokens, logprobs = state.tokens[:step].T.tolist(), state.logprobs[:step].T.cpu()
        for i in range(count):
            rollouts.completion_ids.append(tokens[i][: ended[i]])
            rollouts.logprobs.append(logprobs[i, : ended[i]].clone())
            rollouts.finish_reasons.append(self._reason(rollouts.completion_ids[-1]))

    def _step(self, rows: int, slots: int, greedy: bool) -> None:
        """Draw one token in each of the first rows."""
        state = self._state
        position = state.prompt_length[:rows] - 1 + state.step
        logits = self._decoder.logits(state.token[:rows], position, slots)
        if greedy:
            token, logprob = most_likely(logits, state.temperature)
        else:
            token, logprob = sample(logits, uniforms(state.stream[:rows], state.step), state.temperature)
        state.record(token, logprob, self._is_end)

    def _reason(self, completion: list[int]) -> FinishReason:
        return "stop" if completion[-1] in self._eos else "length"

    def _check_call(
        self,
        prompts: list[list[int]],
        keys: list[int],
        group_size: int,
        max_new_tokens: int,
        temperature: float,
    ) -> None:
        if group_size < 1 or max_new_tokens < 1 or not temperature > 0:
            raise ConfigError(
                f"group_size {group_size}, max_new_tokens {max_new_tokens} and temperature {temperature} must all be "
                "above 0; for the likeliest tokens pass greedy=True"
            )
        if not prompts or len(keys) != len(prompts):
            raise ConfigError(f"{len(prompts)} prompts with {len(keys)} prompt keys: give a key a prompt, and a prompt")
        for number, prompt in enumerate(prompts):
            if not prompt:
                raise ConfigError(f"prompt {number} (key {keys[number]}) has no token: begin it with one")
            if len(prompt) >= self.max_length:
                raise ConfigError(
                    f"prompt {number} (key {keys[number]}) has {len(prompt)} tokens, and prompt and completion "
                    f"together have room for {self.max_length}: leave such prompts out of the data, or shorten them"
                )


@contextmanager
def _evaluating(model: Any) -> Iterator[None]:
    """Without gradients and dropout; the model's mode is what it was afterwards."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(training)


def _context(model: Any) -> int:
    return int(getattr(model.config.get_text_config(), "max_position_embeddings", None) or 1 << 30)


def _check_end_tokens(eos: list[int], vocabulary: int) -> None:
    if not eos:
        raise ConfigError(
            "no end token: the model could not learn to end. Give the tokenizer an eos_token, or the engine eos_ids"
        )
    if not 0 <= eos[0] <= eos[-1] < vocabulary:
        raise ConfigError(f"end tokens {eos} are not all in the model's vocabulary of {vocabulary} tokens")

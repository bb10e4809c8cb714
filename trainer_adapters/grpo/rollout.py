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

from .decode_check import check_decoding
from .decoder import Decoder
from .row_state import RowState
from .sampling import greedy as most_likely
from .sampling import sample
from .step_graphs import StepGraphs
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
    """

    prompt_ids: list[list[int]]
    completion_ids: list[list[int]]
    logprobs: list[torch.Tensor]
    finish_reasons: list[FinishReason]


class RolloutEngine:
    """Samples from a causal language model of transformers as it is: its weights are read in place, never copied.

    Args:
        model: the model, or one that peft wrapped.
        eos_ids: the tokens that end a completion.
        max_length: tokens of prompt and completion together; the model's context by default.
        max_rows: samples decoded at a time, a bound on the cache's memory; all of them by default.
        share_prompts: run a prompt once a group.
        compact: drop rows that are done.
        graphs: on a GPU, run a step as a CUDA graph.
        poll_every: steps between two looks at what is done; by default 8 on a GPU, which would have to wait for the
            host, and 1 elsewhere.

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
        graphs: bool = True,
        poll_every: int | None = None,
    ) -> None:
        self.model = model
        self.max_length = max_length or _context(model)
        self._decoder = Decoder(model)
        self._max_rows, self._share, self._compact = max_rows, share_prompts, compact
        on_gpu = self._decoder.device.type == "cuda"
        self._poll_every = poll_every or (8 if on_gpu else 1)
        self._slot_unit = 256 if on_gpu else 16  # a graph a size: few sizes
        self._graphs = StepGraphs(graphs)
        self._captured: tuple[object, ...] = ()
        self._state: RowState | None = None
        self._checked = False
        self._eos = frozenset(eos_ids)
        self._is_end = _end_table(self._eos, model.get_output_embeddings().weight.shape[0])

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
            seed: what is sampled is a function of the weights, seed, prompt key and sample.
            prompt_keys: what tells prompts apart, in training how many were drawn before; by default their place here.
            greedy: take the likeliest token instead.
            on_finished: called as rows finish with the sample's index, its tokens and finish reason, from this thread.

        Raises:
            ConfigError: a prompt is empty or leaves no room in the context, or a number is out of range.
            RolloutError: the model's logits are not finite.
        """
        keys = list(range(len(prompts)) if prompt_keys is None else prompt_keys)
        self._check_call(prompts, keys, group_size, max_new_tokens, temperature)
        owner = [i // group_size for i in range(len(prompts) * group_size)]
        stream = streams(seed, [keys[i] for i in owner], [i % group_size for i in range(len(owner))])
        rollouts = _unfinished([list(prompts[i]) for i in owner])
        size = self._max_rows or len(owner)
        with _evaluating(self.model):
            self._check_model()
            for first in range(0, len(owner), size):
                wave = slice(first, first + size)
                state = self._begin(rollouts.prompt_ids[wave], owner[wave], max_new_tokens, stream[wave], temperature)
                for sample_index, ids, logprobs in self._decode(state, len(owner[wave]), greedy):
                    self._finish(rollouts, first + sample_index, ids, logprobs, on_finished)
        _refuse_not_finite(rollouts)
        return rollouts

    def release(self) -> None:
        """Give back the cache's memory and the graphs; the next rollouts allocate and capture anew."""
        self._graphs.forget()
        self._decoder.cache = self._state = None
        self._captured = ()

    def _check_model(self) -> None:
        """Before the first rollouts, whether the model decodes token by token as it computes whole texts."""
        if not self._checked:
            check_decoding(self.model)
            self._checked = True
        self._is_end = self._is_end.to(self._decoder.device)

    def _begin(
        self, prompts: list[list[int]], owner: list[int], max_new_tokens: int, stream: torch.Tensor, temperature: float
    ) -> RowState:
        """Run the prompts, and lay out a row a sample."""
        limits = [min(max_new_tokens, self.max_length - len(prompt)) for prompt in prompts]
        slots = max(len(prompt) + limit for prompt, limit in zip(prompts, limits, strict=True))
        members = [place - owner[0] for place in owner] if self._share else list(range(len(prompts)))
        apart = list(dict(zip(members, prompts, strict=True)).values())
        self._decoder.prefill(apart, members, _rounded(slots, self._slot_unit))
        device = self._decoder.device
        if self._state is None or not self._state.holds(len(prompts), max(limits), device):
            self._state = RowState(len(prompts), max(limits), device)
        drawn_by = uniforms(stream, torch.arange(max(limits))[:, None])
        self._state.begin(prompts, limits, drawn_by, temperature)
        self._forget_stale_graphs()
        return self._state

    def _forget_stale_graphs(self) -> None:
        """Graphs hold addresses: of the cache, of the rows, and of weights that a trainer may have replaced."""
        weights = tuple(weight.data_ptr() for weight in self.model.parameters())
        read = (self._decoder.cache, self._state, weights)
        if read != self._captured:
            self._graphs.forget()
            self._captured = read

    def _decode(self, state: RowState, count: int, greedy: bool) -> Iterator[tuple[int, list[int], torch.Tensor]]:
        """Draw tokens until every row is done; yields each sample's index, tokens and log-probabilities as it ends."""
        places = list(range(count))  # the sample at each place, as state.sample has it
        running = set(places)
        step, longest, most = 0, int(state.prompt_length[:count].max()), int(state.limit[:count].max())
        while running:
            for _ in range(min(self._poll_every, most - step)):
                self._step(state, len(places), longest + step, greedy)
                step += 1
            ended = {i: length for i, length in state.ended(len(places)).items() if places[i] in running}
            yield from state.drawn({places[i]: length for i, length in ended.items()})
            running -= {places[i] for i in ended}
            rows = _bucket(len(running))
            if self._compact and 0 < rows < len(places):
                places = self._compacted(state, places, running, rows, longest + step)

    def _step(self, state: RowState, rows: int, length: int, greedy: bool) -> None:
        """Draw one token in each of the first rows, whose texts are at most `length` long."""
        slots = min(_rounded(length, self._slot_unit), self._decoder.cache.slots)

        def step() -> None:
            logits = self._decoder.logits(state.token[:rows], state.position(rows), slots)
            if greedy:
                token, logprob = most_likely(logits, state.temperature)
            else:
                token, logprob = sample(logits, state.next_uniform(rows), state.temperature)
            state.record(token, logprob, self._is_end)

        self._graphs.run((rows, slots, greedy), self._decoder.device, step)

    def _compacted(self, state: RowState, places: list[int], running: set[int], rows: int, length: int) -> list[int]:
        """Bring the running rows to the front, some that are done behind them up to the number of rows."""
        kept = sorted(range(len(places)), key=lambda place: places[place] not in running)[:rows]
        index = torch.tensor(kept, device=self._decoder.device)
        state.keep(index)
        self._decoder.cache.keep(index, length)
        return [places[place] for place in kept]

    def _finish(
        self, rollouts: Rollouts, index: int, ids: list[int], logprobs: torch.Tensor, on_finished: OnFinished | None
    ) -> None:
        reason: FinishReason = "stop" if ids[-1] in self._eos else "length"
        rollouts.completion_ids[index], rollouts.logprobs[index] = ids, logprobs
        rollouts.finish_reasons[index] = reason
        if on_finished is not None:
            on_finished(index, ids, reason)

    def _check_call(
        self, prompts: list[list[int]], keys: list[int], group_size: int, max_new_tokens: int, temperature: float
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
    """Without gradients and dropout; each module's mode is what it was afterwards."""
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module in training:
            module.training = True


def _context(model: Any) -> int:
    return int(getattr(model.config.get_text_config(), "max_position_embeddings", None) or 1 << 30)


def _unfinished(prompts: list[list[int]]) -> Rollouts:
    count = len(prompts)
    return Rollouts(prompts, [[]] * count, [torch.empty(0)] * count, ["length"] * count)


def _refuse_not_finite(rollouts: Rollouts) -> None:
    if torch.cat(rollouts.logprobs).isfinite().all():
        return
    index, bad = next((i, ~one.isfinite()) for i, one in enumerate(rollouts.logprobs) if not one.isfinite().all())
    raise RolloutError(
        f"sample {index}: the model's logits for token {int(bad.int().argmax())} of the completion are not finite; its "
        "weights have diverged (lower the learning rate, or clip gradients) or its type overflows (use bfloat16 or "
        "float32)"
    )


def _rounded(number: int, unit: int) -> int:
    return -(-number // unit) * unit


def _bucket(rows: int) -> int:
    """The next of 1, 2, 3, 4, 6, 8, 12, 16, 24, ...: a graph a size, and at most a third of the rows for nothing."""
    power = 1 << max(0, (rows - 1).bit_length())
    return power * 3 // 4 if rows <= power * 3 // 4 else power


def _end_table(eos: frozenset[int], vocabulary: int) -> torch.Tensor:
    """Whether a token ends a completion, bool `[vocabulary]`: a look-up needs no wait for the GPU, a search may."""
    if not eos:
        raise ConfigError(
            "no end token: the model could not learn to end. Give the tokenizer an eos_token, or the engine eos_ids"
        )
    if not 0 <= min(eos) <= max(eos) < vocabulary:
        raise ConfigError(f"end tokens {sorted(eos)} are not all in the model's vocabulary of {vocabulary} tokens")
    table = torch.zeros(vocabulary, dtype=torch.bool)
    table[list(eos)] = True
    return table

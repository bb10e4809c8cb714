"""What is known of each row that is being decoded, in tensors that stay where they are, as a CUDA graph needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch


class RowState:
    """The rows of a batch by their place in it, and what they have produced by the sample that they decode.

    Attributes:
        step: tokens drawn so far, int64 `[1]`; the same for all rows, which begin together.
        temperature: float32 `[1]`.
        sample: which sample a row decodes, int64 `[rows]`; as all that follow, by place.
        prompt_length: tokens of its prompt.
        limit: the most tokens that it may draw.
        token: the last token of its text so far.
        length: tokens drawn, its end token included.
        done: whether it has ended; it goes on drawing, and what it draws is not counted.
        tokens: int64 `[new tokens, rows]`, by step and sample.
        logprobs: float32, likewise.
        uniform: what each token is drawn by, float64, likewise.
    """

    def __init__(self, rows: int, new_tokens: int, device: torch.device) -> None:
        def by_place(dtype: torch.dtype) -> torch.Tensor:
            return torch.zeros(rows, dtype=dtype, device=device)

        self.step = torch.zeros(1, dtype=torch.int64, device=device)
        self.temperature = torch.ones(1, device=device)
        self.sample, self.prompt_length = by_place(torch.int64), by_place(torch.int64)
        self.limit = by_place(torch.int64)
        self.token, self.length = by_place(torch.int64), by_place(torch.int64)
        self.done = by_place(torch.bool)
        self.tokens = torch.zeros((new_tokens, rows), dtype=torch.int64, device=device)
        self.logprobs = torch.zeros((new_tokens, rows), device=device)
        self.uniform = torch.zeros((new_tokens, rows), dtype=torch.float64, device=device)

    def holds(self, rows: int, new_tokens: int, device: torch.device) -> bool:
        """Whether so many rows and tokens have room here."""
        steps, places = self.tokens.shape
        return bool(places >= rows and steps >= new_tokens and self.tokens.device == device)

    def begin(
        self, prompts: Sequence[Sequence[int]], limits: Sequence[int], uniform: torch.Tensor, temperature: float
    ) -> None:
        """Put a sample in each of the first rows; `uniform` is `[new tokens, rows]`."""
        count = len(prompts)
        self.temperature.fill_(temperature)
        self.uniform[: len(uniform), :count] = uniform
        for states, values in (
            (self.sample, list(range(count))),
            (self.prompt_length, [len(prompt) for prompt in prompts]),
            (self.limit, limits),
            (self.token, [prompt[-1] for prompt in prompts]),
        ):
            states[:count] = torch.tensor(values)
        for states in (self.step, self.length, self.done):
            states.zero_()

    def position(self, rows: int) -> torch.Tensor:
        """Where each row's last token stands in its text; a row at its limit stays there, within the cache."""
        return self.prompt_length[:rows] - 1 + torch.minimum(self.step, self.limit[:rows] - 1)

    def next_uniform(self, rows: int) -> torch.Tensor:
        """What each row's next token is drawn by."""
        return self.uniform[self.step, self.sample[:rows]]

    def ended(self, rows: int) -> dict[int, int]:
        """The place and length of each row that is done."""
        done, length = torch.stack([self.done[:rows], self.length[:rows]]).tolist()
        return {place: length[place] for place in range(rows) if done[place]}

    def drawn(self, lengths: Mapping[int, int]) -> Iterator[tuple[int, list[int], torch.Tensor]]:
        """For each sample given with its length: the sample, its tokens and their log-probabilities, on the CPU."""
        if not lengths:
            return
        index = torch.tensor(list(lengths), device=self.tokens.device)
        longest = max(lengths.values())
        tokens = self.tokens[:longest, index].T.tolist()
        logprobs = self.logprobs[:longest, index].T.cpu()
        for i, (sample, length) in enumerate(lengths.items()):
            yield sample, tokens[i][:length], logprobs[i, :length].clone()

    def record(self, token: torch.Tensor, logprob: torch.Tensor, is_end: torch.Tensor) -> None:
        """Add one drawn token to each of the first rows."""
        rows = slice(len(token))
        where = (self.step.expand(len(token)), self.sample[rows])
        self.tokens.index_put_(where, token)
        self.logprobs.index_put_(where, logprob.to(self.logprobs.dtype))
        self.length[rows].add_(~self.done[rows])
        self.done[rows].logical_or_(is_end[token]).logical_or_(self.length[rows] >= self.limit[rows])
        self.token[rows].copy_(token)
        self.step.add_(1)

    def keep(self, places: torch.Tensor) -> None:
        """Move these rows to the front."""
        for states in (self.sample, self.prompt_length, self.limit, self.token, self.length, self.done):
            states[: len(places)] = states[places]

"""What a step is trained on, and how it is divided into micro-batches and laid out for the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True)
class Experience:
    """Sampled completions with what they are worth, one entry a completion. Whole groups, or some of a mini-batch.

    Attributes:
        prompt_ids, completion_ids: token ids; a completion holds its end token where the model ended.
        old_logps: log-probabilities under the policy that sampled, ``[len(completion)]`` each.
        advantages: one number a completion ``[N]``.
        truncated: whether it was cut.
        ref_logps: log-probabilities under the reference model, or empty.
        token_advantages: advantages of the single tokens, where they differ (GAE), or empty.
        values, returns: what PPO's critic gave each token, and what it should have given, or empty.
    """

    prompt_ids: list[list[int]]
    completion_ids: list[list[int]]
    old_logps: list[Tensor]
    advantages: Tensor
    truncated: list[bool]
    ref_logps: list[Tensor] = field(default_factory=list)
    token_advantages: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)
    returns: list[Tensor] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.completion_ids)

    @property
    def lengths(self) -> list[int]:
        """Tokens of each prompt with its completion."""
        pairs = zip(self.prompt_ids, self.completion_ids, strict=True)
        return [len(prompt) + len(completion) for prompt, completion in pairs]

    def take(self, rows: Sequence[int]) -> Experience:
        """Some of the completions."""
        own = {name: values for name, values in vars(self).items() if isinstance(values, list)}
        kept = {name: [values[i] for i in rows] if values else [] for name, values in own.items()}
        return Experience(**kept, advantages=self.advantages[list(rows)])


@dataclass(frozen=True)
class Padded:
    """Completions with their prompts as the model takes them, padded on the right with zeros.

    Attributes:
        input_ids: prompts and completions, ``[n, width]``.
        mask: the completions' tokens, bool ``[n, t]``.
        targets: these tokens, one after the other ``[m]``.
        rows, columns: where in ``[n, width]`` the states lie that predict them, ``[m]`` each.
    """

    input_ids: Tensor
    mask: Tensor
    targets: Tensor
    rows: Tensor
    columns: Tensor

    def spread(self, values: Tensor) -> Tensor:
        """Values of the tokens ``[m]`` in rows ``[n, t]``, with zeros beyond."""
        return values.new_zeros(self.mask.shape).masked_scatter(self.mask, values)


def padded(experience: Experience, device: torch.device) -> Padded:
    """Lay completions out for the model."""
    pairs = list(zip(experience.prompt_ids, experience.completion_ids, strict=True))
    lengths = torch.tensor([len(completion) for _, completion in pairs])
    starts = torch.tensor([len(prompt) for prompt, _ in pairs])
    input_ids = in_rows([torch.tensor(prompt + completion) for prompt, completion in pairs])
    mask = torch.arange(max(len(completion) for _, completion in pairs)) < lengths[:, None]
    rows, places = mask.nonzero(as_tuple=True)
    columns = starts[rows] + places
    targets = input_ids[rows, columns]
    on_device = (one.to(device, non_blocking=True) for one in (input_ids, mask, targets, rows, columns - 1))
    return Padded(*on_device)


def of_each(experience: Experience, parts: Iterable[list[int]], values: Callable[[Experience], Tensor]) -> list[Tensor]:
    """Values of the tokens of each completion, computed part by part, on the CPU.

    Args:
        experience: the completions.
        parts: which of them are computed at once, each in one part.
        values: of the tokens of some completions, one after the other ``[m]``.
    """
    found: dict[int, Tensor] = {}
    for rows in parts:
        part = experience.take(rows)
        lengths = [len(ids) for ids in part.completion_ids]
        found.update(zip(rows, values(part).cpu().split(lengths), strict=True))
    return [found[row] for row in range(len(experience))]


def in_rows(values: Sequence[Tensor]) -> Tensor:
    """Tensors of different lengths as rows, with zeros beyond."""
    return torch.nn.utils.rnn.pad_sequence(list(values), batch_first=True)


def micro_batches(lengths: Sequence[int], max_tokens: int, max_rows: int | None = None) -> list[list[int]]:
    """Rows of similar length together, so that little is padded; the longest first, so that memory fails early.

    Args:
        lengths: tokens of each row, prompt and completion.
        max_tokens: tokens of a micro-batch with its padding; a longer row stands alone.
        max_rows: rows of a micro-batch.

    Returns:
        The positions of each micro-batch's rows.
    """
    found: list[list[int]] = []
    width = 0
    for row in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        fits = found and (len(found[-1]) + 1) * width <= max_tokens and len(found[-1]) < (max_rows or len(lengths))
        if fits:
            found[-1].append(row)
        else:
            found.append([row])
            width = lengths[row]
    return found

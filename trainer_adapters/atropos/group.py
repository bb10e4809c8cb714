"""The scores of the groups that an environment of Atropos' sends to its trainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..scorer import ByRecipe
from .completions import as_completion
from .record import GROUP_ADAPTER


class GroupScores(ByRecipe):
    """Fills in the scores of a group. `on_undecided` is ``zero``, ``drop`` or ``raise``."""

    record = GROUP_ADAPTER
    references = ("reference", "solution", "answer", "ground_truth")

    async def __call__(
        self,
        group: Mapping[str, Any],
        completions: Sequence[Any],
        rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    ) -> tuple[dict[str, Any] | None, list[dict[str, float]]]:
        """The group with scores, without the completions that are dropped.

        Args:
            group: Atropos' ScoredDataGroup: lists with one entry a completion, among others; it is not changed.
            completions: their texts or chat messages.
            rows: the row of the dataset that the group is about, or one for each completion.

        Returns:
            The group, or None, which Atropos skips, where fewer than two are left to compare; and the figures of every
            completion.

        Raises:
            UndecidedError: one is undecided and the policy is ``raise``.
        """
        each = [rows] * len(completions) if isinstance(rows, Mapping) else rows
        samples = [
            self.scorer.sample(as_completion(completion), row, group="the prompt")
            for completion, row in zip(completions, each, strict=True)
        ]
        results = await self.scorer.ascore(samples)
        kept = [i for i, result in enumerate(results) if result.value is not None]
        count = len(results)
        told = {
            name: [value[i] for i in kept] if isinstance(value, list) and len(value) == count else value
            for name, value in group.items()
        }
        told["scores"] = [results[i].value for i in kept]
        lost = count > len(kept) < 2
        return None if lost else told, [result.figures for result in results]

"""slime: a recipe as `--custom-rm-path`, for single samples or, with `--group-rm`, for the samples of a prompt.

slime awaits the function in the loop that also generates: rewards are scored in threads of ours. A dropped sample gets
`remove_sample`, which masks its tokens; `post_process`, for `--custom-reward-post-process-path`, leaves it out of its
group's baseline, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.types import Sample

from ..scorer import ByRecipe, Result
from .post_processing import post_process
from .record import ADAPTER, GROUP_ADAPTER

__all__ = ["CustomRM", "GroupRM", "post_process"]

_FINISH = {"completed": "stop", "truncated": "length"}


class CustomRM(ByRecipe):
    """A recipe as slime's `custom_rm`. `on_undecided` is ``zero``, ``drop`` or ``raise``.

    The reference is the sample's `label`, unless its metadata has ``reference``.
    """

    record = ADAPTER
    references = ("reference", "label")

    async def __call__(self, args: Any, sample: Any, **others: Any) -> Any:
        """The reward of a sample, or of each of a list.

        Args:
            args: slime's arguments, which are not read.
            sample: slime's Sample, or with `--group-rm` those of a prompt; a custom generation that returns several
                samples passes a list, too.
            others: whatever else slime passes.

        Returns:
            For each sample the total under ``score``, the key to name with `--reward-key`, beside the figures of its
            rewards, always under the same keys.

        Raises:
            UndecidedError: one is undecided and the policy is ``raise``.
        """
        given = sample if isinstance(sample, list) else [sample]
        results = await self.scorer.ascore([self._read(one) for one in given])
        found = [self._told(one, result) for one, result in zip(given, results, strict=True)]
        return found if isinstance(sample, list) else found[0]

    def _read(self, sample: Any) -> Sample:
        metadata = sample.metadata if isinstance(sample.metadata, Mapping) else {}
        return self.scorer.sample(
            sample.response,
            {**metadata, "label": sample.label},
            sample.prompt,
            _ids(sample),
            group="the prompt",  # a list holds the samples of one
            finish_reason=_FINISH.get(getattr(sample.status, "value", "")),
        )

    def _told(self, sample: Any, result: Result) -> dict[str, float]:
        """The reward, after a sample that is dropped has been marked, which is how slime is told."""
        if result.value is None:
            sample.remove_sample = True
        return {"score": 0.0 if result.value is None else result.value, **result.figures}


def _ids(sample: Any) -> list[int] | None:
    """The token ids of a response; None where a custom generation has counted none of a text that it gives."""
    length = getattr(sample, "response_length", 0)
    if not length:
        return None if sample.response else []
    return list(sample.tokens[-length:])


class GroupRM(CustomRM):
    """The same under `--group-rm`, for recipes that compare the completions of a prompt, too."""

    record = GROUP_ADAPTER

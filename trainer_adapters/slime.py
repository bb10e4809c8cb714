"""slime: a recipe as `--custom-rm-path`, for single samples or, with `--group-rm`, for the samples of a prompt.

slime awaits the function in the loop that also generates: rewards are scored in threads of ours. A dropped sample gets
`remove_sample`, which masks its tokens; `post_process`, for `--custom-reward-post-process-path`, leaves it out of its
group's baseline, too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet
from rewardry.types import Sample

from .scorer import RecipeSource, Result, Scorer

_LAUNCH = """\
--custom-rm-path rewards.custom_rm --reward-key score  # beside what you launch slime with; --group-rm where it compares
--custom-reward-post-process-path rewardry.trainer_adapters.slime.post_process
"""


def _record(unit: str) -> Adapter:
    grouped = unit == "group"
    return Adapter(
        trainer="slime with --group-rm" if grouped else "slime",
        version="0.3.1 (624b824)",
        hook=f"--custom-rm-path{' with --group-rm' if grouped else ''}, called by slime/rollout/rm_hub",
        unit="group" if grouped else "sample",
        calls="async",
        thread="the event loop of the rollouts",
        undecided={
            "zero": "counts 0",
            "drop": "its tokens are masked (remove_sample); post_process leaves it out of its group's baseline",
            "raise": "UndecidedError, which stops the rollout",
        },
        logs="what a function of --custom-rollout-log-function-path makes of the keys of sample.reward",
        tested="contract",
        evidence="replay of async_rm, batched_async_rm and _post_process_rewards",
        source="https://github.com/THUDM/slime/blob/main/slime/rollout/rm_hub/__init__.py",
        snippets=(
            Snippet(
                "python",
                f"""\
from rewardry.trainer_adapters.slime import make_custom_rm

custom_rm = make_custom_rm({{{{recipe}}}}, on_undecided={{{{on_undecided}}}}{", group=True" if grouped else ""})
""",
                "rewards.py",
            ),
            Snippet("bash", _LAUNCH.replace("; --group-rm where it compares", "") + "--group-rm\n" * grouped, "launch"),
        ),
    )


ADAPTER = _record("sample")
GROUP_ADAPTER = _record("group")


class CustomRM:
    """A recipe as slime's reward function.

    Attributes:
        __name__: what logs call it: the recipe's name.
    """

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.__name__ = scorer.name

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
        length = getattr(sample, "response_length", 0)
        return self.scorer.sample(
            sample.response,
            {**metadata, "label": sample.label},
            sample.prompt,
            list(sample.tokens[-length:]) if length else None,
            group="the prompt",  # a list holds the samples of one
            finish_reason=_FINISH.get(getattr(sample.status, "value", "")),
        )

    def _told(self, sample: Any, result: Result) -> dict[str, float]:
        """The reward, after a sample that is dropped has been marked, which is how slime is told."""
        if result.value is None:
            sample.remove_sample = True
        return {"score": 0.0 if result.value is None else result.value, **result.figures}


_FINISH = {"completed": "stop", "truncated": "length"}


def make_custom_rm(
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    group: bool = False,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> CustomRM:
    """A recipe as slime's `custom_rm`. The reference is the sample's `label`, unless its metadata has ``reference``.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided sample: ``zero``, ``drop`` or ``raise``.
        group: whether slime runs with `--group-rm`; recipes that compare completions need it.
        map: the key of the metadata for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """
    record = GROUP_ADAPTER if group else ADAPTER
    return CustomRM(Scorer(record, recipe, on_undecided, map, locked, references=("reference", "label")))


def post_process(args: Any, samples: Sequence[Any]) -> tuple[list[float], list[float]]:
    """The rewards as they are and as slime normalises them, without what is dropped.

    As slime's own: under grpo, gspo, cispo and reinforce_plus_plus_baseline the mean of the group is subtracted, and
    under the first three the result divided by the group's deviation plus 1e-6. Dropped samples get 0.

    Args:
        args: slime's arguments.
        samples: the samples of a rollout; those of a prompt have the same `group_index`.
    """
    raw = [float(sample.get_reward_value(args)) for sample in samples]
    normalised = ("grpo", "gspo", "cispo", "reinforce_plus_plus_baseline")
    if args.advantage_estimator not in normalised or not args.rewards_normalization:
        return raw, [0.0 if sample.remove_sample else value for sample, value in zip(samples, raw, strict=True)]
    deviate = args.advantage_estimator != "reinforce_plus_plus_baseline" and args.grpo_std_normalization
    groups: dict[Any, list[int]] = {}
    for i, sample in enumerate(samples):
        if not sample.remove_sample:
            groups.setdefault(sample.group_index, []).append(i)
    processed = [0.0] * len(raw)
    for group in groups.values():
        mean = sum(raw[i] for i in group) / len(group)
        spread = math.sqrt(sum((raw[i] - mean) ** 2 for i in group) / (len(group) - 1)) if len(group) > 1 else 0.0
        for i in group:
            processed[i] = (raw[i] - mean) / (spread + 1e-6 if deviate else 1.0)
    return raw, processed

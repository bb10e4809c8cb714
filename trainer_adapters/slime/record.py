"""What the adapters for slime say of themselves."""

from __future__ import annotations

from dataclasses import replace

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="slime",
    version="0.3.1 (624b824)",
    hook="--custom-rm-path, called by slime/rollout/rm_hub",
    unit="sample",
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
    snippets=(Snippet.of(__package__, "rewards.py"), Snippet.of(__package__, "launch.sh", "the launch command")),
)
GROUP_ADAPTER = replace(
    ADAPTER,
    trainer="slime with --group-rm",
    hook="--custom-rm-path with --group-rm, called by slime/rollout/rm_hub",
    unit="group",
    snippets=(
        Snippet.of(__package__, "group_rewards.py", "rewards.py"),
        Snippet.of(__package__, "group_launch.sh", "the launch command"),
    ),
)

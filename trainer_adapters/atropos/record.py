"""What the adapters for Atropos say of themselves."""

from __future__ import annotations

from dataclasses import replace

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="Atropos",
    version="0.4.0",
    hook="RewardFunction.compute, by name through its registry",
    unit="group",
    calls="sync",
    thread="the event loop of the environment",
    undecided={"zero": "counts 0, as a whole group does whose function raises"},
    logs="mean, smallest and largest total, by its wandb logger",
    tested="real",
    evidence="atroposlib 0.4.0: RewardFunction, its registry and CombinedReward; a replay of them runs always",
    source="https://github.com/NousResearch/atropos/blob/main/atroposlib/envs/reward_fns/reward_function.py",
    snippets=(Snippet.of(__package__, "registered.py", "the environment's file"),),
)
GROUP_ADAPTER = replace(
    ADAPTER,
    trainer="Atropos' groups",
    hook="the ScoredDataGroup of BaseEnv.collect_trajectories",
    calls="async",
    undecided={
        "zero": "counts 0",
        "drop": "leaves its group",
        "raise": "UndecidedError, for the environment to handle",
    },
    logs="the figures of each completion, for BaseEnv.wandb_log",
    tested="contract",
    evidence="replay of a ScoredDataGroup as BaseEnv.collect_trajectories returns it",
    snippets=(Snippet.of(__package__, "group.py", "the environment's file"),),
)

"""What the adapter for ms-swift says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="ms-swift",
    version="4.6.0",
    hook="classes in `swift.rewards.orms`, from a file that --external_plugins names",
    unit="batch",
    calls="sync",
    thread="the main thread",
    undecided={
        "none": "the mean of its group with group_size, whose advantage is 0; without, ms-swift counts it as 0",
        "zero": "an undecided reward counts 0",
        "raise": "UndecidedError, which ends the run",
    },
    weights="trainer",
    tells_progress=True,
    logs="each reward, as rewards/rewardry.NAME/mean and std",
    tested="contract",
    evidence="a replay of compute_rewards_per_func and of how orms are made",
    source="https://github.com/modelscope/ms-swift/tree/v4.6.0: swift/rewards/orm.py, rl_core/grpo_algorithm.py",
    snippets=(Snippet.of(__package__, "plugin.py"), Snippet.of(__package__, "launch.sh", "the launch command")),
)

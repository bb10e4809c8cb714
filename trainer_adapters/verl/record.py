"""What the adapter for verl says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="verl",
    version="0.9.1",
    hook="reward.custom_reward_function, or the reward manager `rewardry`",
    unit="sample",
    calls="either",
    thread="a thread of the reward loop's worker, or its event loop",
    undecided={
        "zero": "an undecided reward counts 0; `rewardry/NAME/undecided` says so",
        "raise": "UndecidedError, which ends the run",
    },
    demand="+reward.custom_reward_function.reward_kwargs.on_undecided=POLICY",
    logs="each reward with its shares of undecided and failed rows, in `reward_extra_info`: in validation metrics, in "
    "dumped rollouts, and as keys for GDPO",
    tested="real",
    evidence="verl 0.9.1's own reward loop: functions by pkg://, its managers naive and batch, the manager `rewardry`",
    source="https://github.com/volcengine/verl/tree/v0.9.1: verl/trainer/ppo/reward.py, experimental/reward_loop",
    snippets=(
        Snippet.of(__package__, "function.hydra", "the launch command"),
        Snippet.of(
            __package__,
            "manager.hydra",
            "or the launch command with the reward manager, which also passes prompts and token ids",
        ),
    ),
)

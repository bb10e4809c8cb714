"""What the adapter for AReaL says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="AReaL",
    version="1.0.4",
    hook="reward_fn of RLVRWorkflow, VisionRLVRWorkflow and MultiTurnWorkflow, called by AsyncRewardWrapper",
    unit="sample",
    calls="sync",
    thread="a process of a ProcessPoolExecutor",
    undecided={"zero": "counts 0", "raise": "UndecidedError, with which the episode fails after four tries"},
    logs="each figure, where a reward is logged, by the class LogsFigures before a workflow of AReaL's",
    tested="contract",
    evidence="replay of AsyncRewardWrapper, RLVRWorkflow and MultiTurnWorkflow",
    source="https://github.com/inclusionAI/AReaL/blob/main/areal/api/reward_api.py",
    snippets=(Snippet.of(__package__, "rewards.py"),),
)

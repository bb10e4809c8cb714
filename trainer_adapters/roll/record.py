"""What the adapter for ROLL says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="ROLL",
    version="main, 8eb27cc",
    hook="compute_rewards of a reward worker, by the dataset's column domain",
    unit="sample",
    calls="sync",
    thread="a Ray actor",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the rollout"},
    logs="scores, and the mean, largest and smallest of each figure, as scheduler/DOMAIN/rewardry/NAME/...",
    tested="contract",
    evidence="replay of a rule worker's compute_rewards",
    source="https://github.com/alibaba/ROLL/tree/main/roll/pipeline/rlvr/rewards",
    snippets=(Snippet.of(__package__, "rewards.py"), Snippet.of(__package__, "config.yaml", "the configuration")),
)

"""What the adapter for NeMo-RL says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="NeMo-RL",
    version="main, 7ea279a",
    hook="EnvironmentInterface.step of a Ray actor, named by register_env",
    unit="sample",
    calls="sync",
    thread="a thread of a Ray actor",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the training"},
    logs="global_post_process_and_metrics; with components: true a tensor for each reward, as GDPO wants them",
    tested="contract",
    evidence="replay of calculate_rewards",
    source="https://github.com/NVIDIA-NeMo/RL/blob/main/nemo_rl/environments/interfaces.py",
    demand="on_undecided: POLICY",
    snippets=(
        Snippet.of(__package__, "rewards.py"),
        Snippet.of(__package__, "register.py", "the training script"),
        Snippet.of(__package__, "config.yaml", "the configuration"),
    ),
)

"""What the adapter for SkyRL says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="SkyRL",
    version="skyrl-gym 0.4.0, SkyRL a956457",
    hook="skyrl_gym.register(entry_point=...), called as env.step(action)",
    unit="sample",
    calls="sync",
    thread="a pool of threads",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the rollout"},
    logs="the mean of each figure, by get_metrics and aggregate_metrics",
    tested="real",
    evidence="skyrl-gym 0.4.0: register, make, step, aggregate_for_environment; a replay of them runs always",
    source="https://github.com/NovaSky-AI/SkyRL/blob/main/skyrl-gym/skyrl_gym/envs/base_text_env.py",
    snippets=(Snippet.of(__package__, "main.py"),),
)

"""What the adapters for verifiers, 1 and older, say of themselves."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="verifiers 1 (prime-rl)",
    version="0.4.0",
    hook="task.rewards.NAME.fn of a taskset's configuration",
    unit="sample",
    calls="async",
    thread="the event loop of the rollouts",
    undecided={"zero": "counts 0", "raise": "UndecidedError: the episode ends as a TaskError, without a reward"},
    logs="each figure, by trace.record_metrics",
    tested="real",
    evidence="verifiers 0.4.0: a Task with the plugged function scores a Trace; a replay of it runs always",
    source="https://github.com/PrimeIntellect-ai/verifiers/blob/main/verifiers/v1/task.py",
    snippets=(Snippet.of(__package__, "rewards.py"), Snippet.of(__package__, "config.toml", "the configuration")),
)

RUBRIC_ADAPTER = Adapter(
    trainer="verifiers' Rubric",
    version="0.3.0",
    hook="Rubric(funcs=..., weights=...)",
    unit="group",
    calls="async",
    thread="the event loop of the rollouts",
    undecided={"zero": "counts 0, as whatever a function raises does"},
    logs="each figure, as a metric of weight 0",
    tested="real",
    evidence="verifiers 0.3.0: Rubric.score_group and score_rollout; a replay of them runs always",
    source="https://github.com/PrimeIntellect-ai/verifiers/blob/v0.3.0/verifiers/rubrics/rubric.py",
    snippets=(Snippet.of(__package__, "rubric.py", "the environment"),),
)

"""What the adapter for lm-evaluation-harness says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="lm-evaluation-harness",
    version="0.4.13",
    hook="process_results and filter_list of a task's file",
    unit="sample",
    calls="sync",
    thread="the main thread",
    undecided={
        "none": "has no metric `reward`, so that its mean is over the others",
        "zero": "counts 0",
        "raise": "UndecidedError, which stops the evaluation",
    },
    logs="reward, and each figure that metric_list names",
    tested="real",
    evidence="lm_eval 0.4.13: an evaluation with its dummy model; a replay of the calls runs always",
    source="https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/api/task.py",
    snippets=(
        Snippet.of(__package__, "rewards.py", "rewards.py, beside the task's file"),
        Snippet.of(
            __package__,
            "task.yaml",
            "the task's file; a filter `function: custom`, `filter_fn: !function rewards.answers` leaves the answers",
        ),
    ),
)

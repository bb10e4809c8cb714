"""What the adapter for inspect_ai says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="inspect_ai",
    version="0.3.285",
    hook="Task(scorer=...)",
    unit="sample",
    calls="async",
    thread="the event loop of the evaluation",
    undecided={
        "none": "an unscored sample, which metrics leave out",
        "zero": "counts 0",
        "raise": "UndecidedError, an error of the sample",
    },
    logs="each figure, in the score's metadata",
    tested="real",
    evidence="inspect-ai 0.3.285: an evaluation with its mock model; a replay of the call runs always",
    source="https://github.com/UKGovernmentBEIS/inspect_ai/blob/main/src/inspect_ai/scorer/_scorer.py",
    snippets=(Snippet.of(__package__, "task.py"),),
)

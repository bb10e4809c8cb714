"""What the adapter for open-instruct says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="open-instruct",
    version="main, e6c3044",
    hook="a subclass of VerifierFunction, found by build_all_verifiers",
    unit="sample",
    calls="either",
    thread="the event loop (async_call)",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the training"},
    logs="the total, as objective/rewardry_reward; with make_verifiers each reward times its weight, as "
    "objective/rewardry.NAME_reward",
    tested="contract",
    evidence="replay of build_all_verifiers and apply_verifiable_reward",
    source="https://github.com/allenai/open-instruct/blob/main/open_instruct/ground_truth_utils.py",
    snippets=(
        Snippet.of(__package__, "rewards.py"),
        Snippet.of(__package__, "split.py", "rewards.py, to log each reward"),
    ),
)

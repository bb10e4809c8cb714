"""What the adapters for TRL, and for Unsloth, which trains through TRL, say of themselves."""

from __future__ import annotations

from dataclasses import replace

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="TRL",
    version="1.16.0, and back to 0.18.2",
    hook="`reward_funcs` of GRPOTrainer, RLOOTrainer and AsyncGRPOTrainer",
    unit="batch",
    calls="sync",
    thread="the main thread; of AsyncGRPOTrainer a thread of a spawned process",
    undecided={
        "none": "None: the row is left out of its group, and its advantage is 0",
        "zero": "an undecided reward counts 0",
        "raise": "UndecidedError, which ends the run",
    },
    weights="trainer",
    tells_progress=True,
    logs="each reward as rewards/NAME, shares of undecided rows, timeouts and errors as rewardry/NAME/..., status and "
    "reason as columns of the completions",
    tested="real",
    evidence="GRPOTrainer, RLOOTrainer and the AsyncGRPO worker's scoring of TRL 1.16.0, GRPOTrainer of 0.18.2",
    source="https://github.com/huggingface/trl/blob/v1.16.0/trl/trainer/grpo_trainer.py",
    snippets=(Snippet.of(__package__, "train.py"),),
)

UNSLOTH = replace(
    ADAPTER,
    trainer="Unsloth",
    version="2026.10.9, with TRL from 0.18.2 to 1.15",
    thread="the main thread",
    tested="contract",
    evidence="a step of TRL 1.16.0 with a stand-in for what Unsloth changes in it, which is not the call of reward "
    "functions; TRL 0.18.2, 0.20.0 and 0.24.0 by recorded calls",
    source="https://github.com/unslothai/unsloth: unsloth/models/rl.py, rl_replacements.py",
    logs="each reward as rewards/NAME; with TRL 1.0 and later what TRL logs",
    undecided={
        **ADAPTER.undecided,
        "none": "with TRL before 1.6 the mean of its group, whose advantage is 0; since then None",
    },
    snippets=(Snippet.of(__package__, "unsloth.py", "train.py"),),
)

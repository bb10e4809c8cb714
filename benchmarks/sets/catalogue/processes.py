"""Sets of solutions in steps with the first wrong step: what process reward models are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ..entry import SetEntry
from ..fields import Fields


def processbench(fields: Fields) -> Iterator[dict[str, Any]]:
    """Steps, and the first wrong one from 0, or -1."""
    steps, label = fields.texts("steps"), fields.whole("label")
    if not -1 <= label < len(steps):
        fields.refuse("label", f"it is {label}, and there are {len(steps)} steps")
    part = PurePosixPath(fields.file).name.partition(".")[0]
    yield {
        "id": fields.id("id"),
        "domain": "math",
        "prompt": fields.text("problem"),
        "completion": steps,
        "reference": None,
        "label": label,
        "meta": {"split": part, **fields.some("generator", "final_answer_correct")},
    }


def prmbench(fields: Fields) -> Iterator[dict[str, Any]]:
    """The modified steps; `error_steps` counts from 1, `label` is the first of them from 0, or -1."""
    steps, wrong = fields.texts("modified_process"), fields.wholes("error_steps")
    if not all(1 <= step <= len(steps) for step in wrong):
        fields.refuse("error_steps", f"it is {wrong}, and there are {len(steps)} steps")
    modified = fields.row.get("modified_steps")
    yield {
        "id": fields.id("idx", "id"),
        "domain": "math",
        "prompt": fields.text("modified_question"),
        "completion": steps,
        "reference": None,
        "label": min(wrong) - 1 if wrong else -1,
        "meta": {
            "error_steps_1based": wrong,
            "modified_steps_1based": modified if isinstance(modified, list) else [],
            "classification": fields.text("classification"),
            **fields.some("reason"),
        },
    }


PROCESSBENCH = SetEntry(
    "processbench",
    "steps",
    "processbench",
    "Apache-2.0",
    "Zheng et al., ProcessBench, ACL 2025 (arXiv:2412.06559)",
    ("gsm8k.json", "math.json", "olympiadbench.json", "omnimath.json"),
    processbench,
    "Qwen/ProcessBench",
    "3bdcd5371ed567559a78f559c01c13a6deee7604",
    rows=3400,
)
PRMBENCH = SetEntry(
    "prmbench",
    "steps",
    "prmscore",
    "Apache-2.0",
    "Song et al., PRMBench (arXiv:2501.03124)",
    ("prmbench_preview.jsonl",),
    prmbench,
    "hitsmy/PRMBench_Preview",
    "5cc7683d0ae5797f84d7aeac0607966f277c39e1",
    rows=6216,
)

"""Sets of answers of which one is better: what judges and reward models are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..entry import SetEntry
from ..fields import Fields


def rewardbench(fields: Fields) -> Iterator[dict[str, Any]]:
    """A pair, the chosen answer first."""
    yield {
        "id": fields.id("id"),
        "domain": fields.text("subset"),
        "prompt": fields.text("prompt"),
        "completion": [fields.text("chosen"), fields.text("rejected")],
        "reference": None,
        "label": 0,
        "meta": fields.some("subset", "chosen_model", "rejected_model"),
    }


def rewardbench2(fields: Fields) -> Iterator[dict[str, Any]]:
    """A list, the right answers first; `label` lists their positions, of which the subset Ties has several."""
    chosen, rejected = fields.texts("chosen"), fields.texts("rejected")
    right = fields.whole("num_correct")
    if right != len(chosen):
        fields.refuse("num_correct", f"it is {right}, and {len(chosen)} answers are chosen")
    yield {
        "id": fields.id("id"),
        "domain": fields.text("subset"),
        "prompt": fields.text("prompt"),
        "completion": [*chosen, *rejected],
        "reference": None,
        "label": list(range(right)),
        "meta": {**fields.some("subset", "models"), "num_correct": right},
    }


def rmbench(fields: Fields) -> Iterator[dict[str, Any]]:
    """Three styles of a right answer and three of a wrong one: concise, detailed, detailed with Markdown."""
    chosen, rejected = fields.texts("chosen"), fields.texts("rejected")
    for name, found in (("chosen", chosen), ("rejected", rejected)):
        if len(found) != 3:
            fields.refuse(name, f"three styles are wanted, not {len(found)}")
    yield {
        "id": fields.id("id"),
        "domain": fields.text("domain"),
        "prompt": fields.text("prompt"),
        "completion": {"chosen": chosen, "rejected": rejected},
        "reference": None,
        "label": 0,
        "meta": fields.some("subset", "error_key", "error"),
    }


# By how the names of its sources begin.
_AREAS = {
    "mmlu-pro": "knowledge",
    "livebench-reasoning": "reasoning",
    "livebench-math": "math",
    "livecodebench": "code",
}


def judgebench(fields: Fields) -> Iterator[dict[str, Any]]:
    """A pair of which one is objectively right; `label` is its position."""
    source = fields.text("source")
    yield {
        "id": fields.id("pair_id"),
        "domain": next((area for begin, area in _AREAS.items() if source.startswith(begin)), "other"),
        "prompt": fields.text("question"),
        "completion": [fields.text("response_A"), fields.text("response_B")],
        "reference": None,
        "label": fields.one_of("label", {"A>B": 0, "B>A": 1}),
        "meta": fields.some("source", "original_id", "response_model"),
    }


REWARDBENCH = SetEntry(
    "rewardbench",
    "pair",
    "rewardbench",
    "ODC-BY",
    "Lambert et al., RewardBench (arXiv:2403.13787)",
    ("data/filtered-00000-of-00001.parquet",),
    rewardbench,
    "allenai/reward-bench",
    "d61ac5c97d0f2f7eb922da3c0b6bbaf614ae8d02",
    rows=2985,
)
REWARDBENCH_2 = SetEntry(
    "rewardbench2",
    "list",
    "rewardbench2",
    "ODC-BY",
    "Malik et al., RewardBench 2 (arXiv:2506.01937)",
    ("data/test-00000-of-00001.parquet",),
    rewardbench2,
    "allenai/reward-bench-2",
    rows=1865,
)
RM_BENCH = SetEntry(
    "rmbench",
    "rm3x3",
    "rmbench",
    "ODC-BY",
    "Liu et al., RM-Bench (arXiv:2410.16184)",
    ("total_dataset.json",),
    rmbench,
    "THU-KEG/RM-Bench",
    rows=1327,
)
JUDGEBENCH = SetEntry(
    "judgebench",
    "pair",
    "judgebench",
    "MIT",
    "Tan et al., JudgeBench (arXiv:2410.12784)",
    ("data/gpt-00000-of-00001.jsonl", "data/claude-00000-of-00001.jsonl"),
    judgebench,
    "ScalerLab/JudgeBench",
    rows=620,
)

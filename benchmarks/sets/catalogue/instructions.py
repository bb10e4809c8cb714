"""Prompts with constraints that rules check, as references of the verifier `instructions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..entry import SetEntry
from ..fields import Fields
from .task_rows import task_row


def constraints(fields: Fields) -> Iterator[dict[str, Any]]:
    """The ids of the constraints with their arguments; arguments that are null are left out."""
    ids, given = fields.texts("instruction_id_list"), fields.any("kwargs")
    if not isinstance(given, list) or len(given) != len(ids):
        fields.refuse("kwargs", f"a list of {len(ids)} objects is wanted, one for each constraint")
    arguments = [
        {name: _whole(value) for name, value in (one or {}).items() if value is not None}
        if isinstance(one or {}, dict)
        else fields.refuse("kwargs", "each is an object")
        for one in given
    ]
    reference = {"instruction_id_list": ids, "kwargs": arguments}
    yield task_row(fields.id("key"), "instruction-following", fields.text("prompt"), reference)


def _whole(value: Any) -> Any:
    """Parquet keeps whole numbers of a column with gaps as 3.0; no constraint takes another fraction of that kind."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


IFEVAL = SetEntry(
    "ifeval",
    "prompt",
    "ifeval",
    "Apache-2.0",
    "Zhou et al., IFEval (arXiv:2311.07911)",
    ("ifeval_input_data.jsonl",),
    constraints,
    "google/IFEval",
    "966cd89545d6b6acfd7638bc708b98261ca58e84",
    rows=541,
)
IFBENCH = SetEntry(
    "ifbench",
    "prompt",
    "ifeval",
    "ODC-BY",
    "Pyatkin et al., IFBench (arXiv:2507.02833)",
    ("data/train-00000-of-00001.parquet",),
    constraints,
    "allenai/IFBench_test",
)

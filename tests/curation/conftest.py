"""Kept rows made by hand, and the command line on them."""

import json

import pytest

from rewardry.curation.kept_rows import KeptRow

REASONED = "<think>\n{}\n</think>\n<answer>\n{}\n</answer>"


@pytest.fixture
def kept():
    """Makes a kept row: `kept("4", right=True, total=1.0, group="q")`; other names are columns of the input."""

    def make(answer="4", *, right=True, total=None, thought="Two and two.", completion=None, place="in:1", **columns):
        text = REASONED.format(thought, answer) if completion is None else completion
        row = {"prompt": "What is 2 + 2?", "completion": text, "reference": "4", **columns}
        status = {True: "correct", False: "incorrect", None: "abstain"}[right]
        data = {"id": 0, "status": status, "score": total, "extracted": answer, "input": row}
        return KeptRow(data, row, place, json.dumps(data).encode(), right)

    return make


@pytest.fixture
def scored():
    """A line of `rewardry score --keep`."""

    def make(number, group, right, answer="4", thought="We add the two.", total=None, **columns):
        row = {
            "id": f"r{number}",
            "group": group,
            "prompt": f"What is the sum in question {group}?",
            "completion": REASONED.format(thought, answer),
            "reference": "4",
            **columns,
        }
        status = {True: "correct", False: "incorrect", None: "abstain"}[right]
        value = None if right is None else float(right)
        components = {"accuracy": {"value": value, "status": status}, "format": {"value": 1.0, "status": "ok"}}
        if total is None and value is not None:
            total = value + 1.0
        return {"id": row["id"], "group": group, "total": total, "components": components, "input": row}

    return make

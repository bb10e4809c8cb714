"""Rows of all kinds, and what an entrant said of them."""

import pytest

from rewardry.benchmarks.sets import LabelledRow


@pytest.fixture
def row():
    """Makes a row with an id, of a question of its own unless it is given."""

    def make(id_, completion, label, question=None, **columns):
        data = {"id": id_, "completion": completion, "label": label, **columns}
        return LabelledRow(id_, None, str(id_) if question is None else question, data)

    return make


@pytest.fixture
def valued():
    """What became of completions that a reward gave values; None for one that it left undecided."""

    def make(*values):
        return [{"status": "abstain" if value is None else "ok", "value": value} for value in values]

    return make

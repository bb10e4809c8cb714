"""Files of every kind that lie beside a checkout are read; they are no part of the repository."""

import json
from collections import Counter
from pathlib import Path

import pytest

from rewardry.benchmarks.kinds.rows import read_set
from rewardry.benchmarks.sets import find_sets

SHARED = Path(__file__).parents[4] / "shared" / "data"
FILES = sorted(SHARED.rglob("*.jsonl")) if SHARED.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="no ../shared/data")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_read_by_its_kind(file):
    [found] = find_sets([str(file)])
    kinds = Counter(row.data.get("kind", "point") for row in read_set(found))
    assert len(kinds) == 1
    expected = {"judgebench": "judgebench", "rmbench_sample": "rmbench", "processbench": "processbench",
                "prmbench_subset": "prmscore", "ifeval_prompts": "ifeval", "ifbench_responses": "ifeval"}  # fmt: skip
    assert found.protocol == expected.get(file.stem, "verdict")


@pytest.mark.parametrize("name", ["processbench", "judgebench"])
def test_a_set_is_found_by_its_name(name):
    [found] = find_sets([name], str(SHARED))
    with open(found.file) as lines:
        assert len(list(read_set(found))) == sum(1 for line in lines if json.loads(line))

"""What a reward is worth is a finite number: NaN and infinity are refused before the first row."""

import pytest

import rewardry
from rewardry.errors import ParameterError

VALUES = {
    "accuracy": {"correct": 1, "wrong": 0},
    "compat.ms_swift.length.cosine": {"min_len_value_wrong": -1, "max_len_value_correct": 1},
    "compat.open_r1.length.cosine": {"min_value_wrong": -1, "max_value_correct": 1},
    "compat.trl.length.cosine": {"min_value_wrong": -1, "max_value_correct": 1},
    "code.patch_similarity": {"format_error": -1},
    "combine.stop_gate": {"correct": 1, "wrong": 0, "truncated": 0},
    "compat.demystify.length.cosine": {"exceed_length": -10, "min_value_wrong": -10},
    "compat.verl.length.soft_overlong": {"penalty_factor": 1},
    "explore.count_novelty": {"beta": 1},
    "format.boxed": {"values": (1, 0)},
    "format.react": {"values": (1, 0)},
    "format.tag_count": {"weight_per_tag": 1},
    "format.tags_ordered": {"values": (1, 0)},
    "format.template": {"values": (1, 0)},
    "format.think": {"values": (1, 0)},
    "format.think_answer": {"values": (1, 0)},
    "length.lead": {"wrong": -1, "looping": -2},
    "length.shorter_better": {"alpha": 2, "beta": 0.001, "most": 1},
    "length.think_prune": {"correct": 1, "wrong": 0},
    "process.key_steps": {"cost": 0.5},
    "safety.refusal_correctness": {"values": (1, 0)},
    "shape.difficulty_weight": {"low": 0.4, "high": 1.5, "correct": 1},
    "tool.call_match": {"highest": 3, "lowest": -3},
    "length.cosine": {"correct": (1, 0), "wrong": (0, 0)},
}
CASES = [(id_, name, value) for id_, values in VALUES.items() for name, value in values.items()]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "-inf"])
@pytest.mark.parametrize(("id_", "name", "good"), CASES)
def test_a_value_that_is_no_finite_number_is_refused(id_, name, good, bad):
    assert rewardry.get(id_, **{name: good})
    with pytest.raises(ParameterError, match=rf"^{id_}: {name}.*: Input should be a finite number"):
        rewardry.get(id_, **{name: (bad, bad) if isinstance(good, tuple) else bad})

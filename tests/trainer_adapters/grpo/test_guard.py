"""Guards: what is written out where something is not finite, and which gap of ratios is still rounding."""

import json
from types import SimpleNamespace

import pytest
import torch

from rewardry.trainer_adapters.grpo.guard import OffPolicyError, refuse_off_policy, written_out
from rewardry.trainer_adapters.grpo.learner import NotFiniteError


def of(dtype):
    return SimpleNamespace(head=SimpleNamespace(weight=torch.zeros(1, dtype=dtype)))


@pytest.mark.parametrize(("dtype", "allowed"), [(torch.float64, 1e-3), (torch.float32, 1e-2)])
def test_rounding_is_let_through_and_more_is_not(dtype, allowed):
    refuse_off_policy(0.0, of(dtype))
    refuse_off_policy(allowed, of(dtype))
    with pytest.raises(OffPolicyError, match=rf"by {allowed * 1.5:.2g} \(at most {allowed:g} is rounding\)"):
        refuse_off_policy(allowed * 1.5, of(dtype))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_in_16_bits_the_two_never_quite_agree(dtype):
    refuse_off_policy(3.0, of(dtype))


def test_the_completions_are_written_out_with_what_they_were_trained_by(experience, letters, tmp_path):
    batch, folder = experience(count=3), tmp_path / "new" / "run"
    batch.old_logps[2][0] = float("-inf")
    with (
        pytest.raises(
            NotFiniteError, match=r"step 7: the loss is nan; its completions are in .*not-finite-7.jsonl"
        ) as told,
        written_out(batch, 7, folder, letters),
    ):
        raise NotFiniteError("the loss is nan", [2, 0])
    assert told.value.rows == [2, 0]
    rows = [json.loads(line) for line in (folder / "not-finite-7.jsonl").read_text().splitlines()]
    assert [row["completion_ids"] for row in rows] == [batch.completion_ids[2], batch.completion_ids[0]]
    assert rows[0]["completion"] == letters.decode(batch.completion_ids[2])
    assert rows[0]["prompt"] == letters.decode(batch.prompt_ids[2])
    assert rows[0]["logprobs"][0] == "-inf"
    assert rows[1]["logprobs"] == batch.old_logps[0].tolist()
    assert rows[1]["advantage"] == float(batch.advantages[0])


def test_nothing_is_written_where_nothing_is_wrong(experience, letters, tmp_path):
    with written_out(experience(count=1), 0, tmp_path / "run", letters):
        pass
    with pytest.raises(KeyError), written_out(experience(count=1), 0, tmp_path / "run", letters):
        raise KeyError("of another kind")
    assert not (tmp_path / "run").exists()

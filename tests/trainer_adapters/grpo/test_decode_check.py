import pytest
import torch

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.decode_check import check_decoding
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_models_that_decode_as_they_compute_pass(make_model, dtype):
    with torch.no_grad():
        check_decoding(make_model().to(dtype))


def test_a_model_with_positions_of_its_own_is_refused_before_the_first_rollout(make_model):
    model = make_model()
    forward = model.forward

    def blind(*args, position_ids=None, **kwargs):
        return forward(*args, position_ids=None if position_ids is None else position_ids * 0, **kwargs)

    model.forward = blind
    with pytest.raises(ConfigError, match=r"Qwen2ForCausalLM .*TRL adapter.* other logits token by token"):
        RolloutEngine(model, [1]).generate([[5, 6]], 2, max_new_tokens=4, seed=0)


def test_a_model_that_fails_with_the_cache_is_refused_with_its_error(make_model):
    model = make_model("Bloom", n_layer=2, n_head=4)  # makes positions of a mask of two dimensions
    with pytest.raises(ConfigError, match=r"BloomForCausalLM .*TRL adapter.* fails in its cache: "):
        RolloutEngine(model, [1]).generate([[5, 6]], 2, max_new_tokens=4, seed=0)


def test_a_recurrent_model_is_refused_at_once(make_model):
    model = make_model("Mamba", state_size=4)
    with pytest.raises(ConfigError, match=r"cannot run MambaForCausalLM.*TRL adapter"):
        RolloutEngine(model, [1])

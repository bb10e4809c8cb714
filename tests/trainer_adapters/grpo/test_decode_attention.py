import pytest
import torch

from rewardry.trainer_adapters.grpo.decode_attention import decode_attention, grouped_query_attention


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize(("heads", "key_heads"), [(14, 2), (4, 4), (6, 1)])
def test_grouped_queries_are_attention_with_repeated_keys(heads, key_heads, dtype):
    torch.manual_seed(0)
    query = torch.randn(3, heads, 1, 16, dtype=dtype)
    key, value = (torch.randn(3, key_heads, 20, size, dtype=dtype) for size in (16, 8))
    mask = torch.zeros(3, 1, 1, 20, dtype=dtype).masked_fill(torch.rand(3, 1, 1, 20) < 0.4, torch.finfo(dtype).min)
    found, weights = grouped_query_attention(torch.nn.Identity(), query, key, value, mask, scaling=0.3)
    repeated = [states.repeat_interleave(heads // key_heads, 1).double() for states in (key, value)]
    scores = 0.3 * query.double() @ repeated[0].transpose(-1, -2) + mask.double()
    expected = (scores.softmax(-1) @ repeated[1]).transpose(1, 2)
    assert weights is None
    assert found.shape == (3, 1, heads, 8)
    tolerance = {torch.float32: 1e-5, torch.float64: 1e-12, torch.bfloat16: 3e-2}[dtype]
    torch.testing.assert_close(found.double(), expected, rtol=0, atol=tolerance)


def test_what_it_does_not_compute_is_refused():
    states = torch.zeros(1, 2, 1, 4)
    with pytest.raises(NotImplementedError, match=r"softcap.*attn_implementation='eager'"):
        grouped_query_attention(torch.nn.Identity(), states, states, states, None, softcap=30.0)
    with pytest.raises(NotImplementedError, match="3 queries a row"):
        grouped_query_attention(torch.nn.Identity(), states.expand(1, 2, 3, 4), states, states, None)


@pytest.mark.parametrize(("before", "within"), [("sdpa", "rewardry_decode"), ("eager", "eager")])
def test_the_models_attention_is_put_back_also_after_an_error(make_model, before, within):
    model = make_model(attn_implementation=before)
    seen = []

    def fails():
        with decode_attention(model):
            seen.append(model.config._attn_implementation)
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert seen == [within]
    assert model.config._attn_implementation == before

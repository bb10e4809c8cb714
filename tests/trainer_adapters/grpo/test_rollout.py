import pytest
import torch
import transformers
from torch.utils._python_dispatch import TorchDispatchMode

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo import decoder
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine, RolloutError

ENDS = list(range(1, 20))  # so many that random weights end their texts after about 30 tokens


def generated(model, prompt, tokens, ends):
    """What the model's own `generate` finds likeliest."""
    settings = transformers.GenerationConfig(
        max_new_tokens=tokens, do_sample=False, pad_token_id=0, eos_token_id=ends, bos_token_id=None
    )
    ids = torch.tensor([prompt])
    whole = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=settings)
    return whole[0, len(prompt) :].tolist()


def training_logprobs(model, prompt, completion, temperature=1.0):
    """Log-probabilities as a training pass computes them: no cache, no padding."""
    with torch.no_grad():
        logits = model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1 : -1].float()
    return (logits / temperature).log_softmax(-1).gather(1, torch.tensor(completion)[:, None])[:, 0]


@pytest.mark.parametrize(
    ("family", "settings"),
    [
        ("Qwen2", {}),
        ("Llama", {}),
        ("Llama", {"num_key_value_heads": 4}),
        ("Llama", {"attn_implementation": "eager"}),
        ("Mistral", {"sliding_window": 6}),  # every layer looks back 6 tokens
        # One layer looks back 5 tokens, the other at the whole text.
        ("Qwen2", {"use_sliding_window": True, "sliding_window": 5, "max_window_layers": 1}),
    ],
)
def test_greedy_rollouts_are_those_of_generate(make_model, prompts, family, settings):
    model = make_model(family, **settings)
    rollouts = RolloutEngine(model, ENDS).generate(prompts, 2, max_new_tokens=20, seed=0, greedy=True)
    expected = [generated(model, prompt, 20, ENDS) for prompt in prompts]
    assert rollouts.completion_ids == [ids for ids in expected for _ in range(2)]
    assert rollouts.prompt_ids == [prompt for prompt in prompts for _ in range(2)]


@pytest.fixture(scope="module")
def plain(qwen2, prompts):
    """Samples drawn without sharing prompts and without dropping rows."""
    engine = RolloutEngine(qwen2, ENDS, share_prompts=False, compact=False)
    return engine.generate(prompts, 4, max_new_tokens=40, seed=3)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"compact": False},
        {"share_prompts": False},
        {"max_rows": 9},
        {"poll_every": 7},
        {"poll_every": 7, "max_rows": 3},
    ],
    ids=str,
)
def test_samples_do_not_depend_on_what_shares_their_batch(qwen2, prompts, plain, settings, assert_same):
    assert len(set(map(len, plain.completion_ids))) > 8
    assert_same(RolloutEngine(qwen2, ENDS, **settings).generate(prompts, 4, max_new_tokens=40, seed=3), plain)


def test_a_prompt_alone_gives_the_samples_it_gives_among_others(qwen2, prompts):
    engine = RolloutEngine(qwen2, ENDS)
    together = engine.generate(prompts, 3, max_new_tokens=40, seed=3, prompt_keys=[7, 5, 9, 1, 2])
    alone = engine.generate([prompts[2]], 3, max_new_tokens=40, seed=3, prompt_keys=[9])
    assert alone.completion_ids == together.completion_ids[6:9]
    other_key = engine.generate([prompts[2]], 3, max_new_tokens=40, seed=3, prompt_keys=[8])
    other_seed = engine.generate([prompts[2]], 3, max_new_tokens=40, seed=4, prompt_keys=[9])
    assert alone.completion_ids not in (other_key.completion_ids, other_seed.completion_ids)
    assert len({tuple(ids) for ids in alone.completion_ids}) == 3


@pytest.mark.parametrize("temperature", [1.0, 0.6])
@pytest.mark.parametrize("greedy", [False, True])
def test_logprobs_are_those_of_a_training_pass(make_model, prompts, temperature, greedy):
    model = make_model(initializer_range=0.1)
    rollouts = RolloutEngine(model, ENDS).generate(
        prompts, 3, max_new_tokens=50, temperature=temperature, seed=1, greedy=greedy
    )
    for prompt, ids, logprobs in zip(rollouts.prompt_ids, rollouts.completion_ids, rollouts.logprobs, strict=True):
        assert logprobs.dtype == torch.float32
        expected = training_logprobs(model, prompt, ids, temperature)
        torch.testing.assert_close(logprobs, expected, rtol=0, atol=1e-5)


def test_bfloat16(make_model, prompts):
    model = make_model(initializer_range=0.1).to(torch.bfloat16)
    rollouts = RolloutEngine(model, ENDS).generate(prompts, 3, max_new_tokens=30, seed=1)
    for prompt, ids, logprobs in zip(rollouts.prompt_ids, rollouts.completion_ids, rollouts.logprobs, strict=True):
        torch.testing.assert_close(logprobs, training_logprobs(model, prompt, ids), rtol=0, atol=0.1)


def test_ends_are_kept_as_lengths_and_the_end_token_is_part_of_the_completion(qwen2, prompts):
    rollouts = RolloutEngine(qwen2, ENDS).generate(prompts, 8, max_new_tokens=25, seed=1)
    assert set(rollouts.finish_reasons) == {"stop", "length"}
    for ids, reason, logprobs in zip(rollouts.completion_ids, rollouts.finish_reasons, rollouts.logprobs, strict=True):
        ended = [token in ENDS for token in ids]
        assert not any(ended[:-1])
        assert ended[-1] == (reason == "stop")
        assert len(ids) == 25 or reason == "stop"
        assert len(logprobs) == len(ids)


def test_end_and_padding_tokens_inside_prompts_are_tokens_like_others(qwen2):
    prompts = [[0, 1, 5, 0], [1, 1, 1, 7, 8, 9, 0], [0]]
    rollouts = RolloutEngine(qwen2, [1]).generate(prompts, 1, max_new_tokens=20, seed=0, greedy=True)
    assert rollouts.completion_ids == [generated(qwen2, prompt, 20, [1]) for prompt in prompts]


def test_padding_and_what_is_left_in_the_cache_change_nothing(qwen2, prompts, monkeypatch, assert_same):
    engine = RolloutEngine(qwen2, ENDS)
    plain = engine.generate(prompts, 3, max_new_tokens=40, seed=3)
    for pair in engine._decoder.cache._full:
        for states in pair:
            states.fill_(1e4)
    monkeypatch.setattr(decoder, "_ANY_TOKEN", 400)
    assert_same(engine.generate(prompts, 3, max_new_tokens=40, seed=3), plain)


def test_every_sample_is_told_once_as_it_finishes(qwen2, prompts):
    told = []
    rollouts = RolloutEngine(qwen2, ENDS, max_rows=8).generate(
        prompts, 4, max_new_tokens=40, seed=3, on_finished=lambda *finished: told.append(finished)
    )
    expected = zip(range(20), rollouts.completion_ids, rollouts.finish_reasons, strict=True)
    assert sorted(told) == list(expected)
    lengths = [len(ids) for index, ids, _ in told if index < 8]
    assert lengths == sorted(lengths), "short samples are told while long ones go on"


@pytest.mark.parametrize("compact", [True, False])
def test_a_completion_ends_where_the_context_ends(qwen2, compact):
    prompts = [[5] * 28, [6] * 3]
    engine = RolloutEngine(qwen2, [1], max_length=32, compact=compact)
    rollouts = engine.generate(prompts, 1, max_new_tokens=20, seed=0, greedy=True)
    assert [len(ids) for ids in rollouts.completion_ids] == [4, 20]
    assert rollouts.completion_ids == [generated(qwen2, [5] * 28, 4, [1]), generated(qwen2, [6] * 3, 20, [1])]
    assert rollouts.finish_reasons[0] == "length"


def test_rollouts_follow_the_weights_as_they_are_updated(make_model, prompts):
    model = make_model()
    engine = RolloutEngine(model, [1])
    before = engine.generate(prompts, 1, max_new_tokens=10, seed=0, greedy=True)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.05 * torch.randn(weight.shape, generator=torch.Generator().manual_seed(0)))
    after = engine.generate(prompts, 1, max_new_tokens=10, seed=0, greedy=True)
    assert after.completion_ids != before.completion_ids
    assert after.completion_ids == [generated(model, prompt, 10, [1]) for prompt in prompts]


def test_the_models_mode_and_gradients_are_left_as_they_were(make_model, prompts):
    model = make_model("Llama", attention_dropout=0.5).train()
    rollouts = RolloutEngine(model, [1]).generate(prompts, 1, max_new_tokens=10, seed=0, greedy=True)
    assert model.training
    assert model.config._attn_implementation == "sdpa"
    assert torch.is_grad_enabled()
    model.eval()
    assert rollouts.completion_ids == [generated(model, prompt, 10, [1]) for prompt in prompts]


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # of peft
def test_a_lora_model_samples_with_its_adapter(make_model, prompts):
    peft = pytest.importorskip("peft")
    model = peft.get_peft_model(
        make_model(), peft.LoraConfig(r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False)
    )
    rollouts = RolloutEngine(model, [1]).generate(prompts, 1, max_new_tokens=10, seed=0, greedy=True)
    assert rollouts.completion_ids == [generated(model, prompt, 10, [1]) for prompt in prompts]
    with model.disable_adapter():
        assert rollouts.completion_ids != [generated(model, prompt, 10, [1]) for prompt in prompts]


class ReplayFirst:
    """In place of CUDA graphs: the first step of a size is kept, and run again for every later one."""

    def __init__(self):
        self.steps = {}

    def run(self, size, device, step):
        self.steps.setdefault(size, step)()

    def forget(self):
        self.steps.clear()


def test_a_step_depends_on_nothing_but_its_size_and_tensors_that_stay_where_they_are(qwen2, prompts, assert_same):
    plain, replayed = RolloutEngine(qwen2, ENDS), RolloutEngine(qwen2, ENDS)
    replayed._graphs = ReplayFirst()
    for seed, temperature, some in ((3, 1.0, prompts), (4, 0.7, prompts[::-1]), (5, 1.0, prompts[:3])):
        calls = [
            engine.generate(some, 4, max_new_tokens=40, seed=seed, temperature=temperature)
            for engine in (plain, replayed)
        ]
        assert_same(*calls)
    assert len(replayed._graphs.steps) > 5


@pytest.mark.parametrize("compact", [True, False])
def test_rows_that_are_done_leave_the_batch(qwen2, prompts, compact):
    engine, rows, ended = RolloutEngine(qwen2, ENDS, compact=compact), [], []

    class Noting:
        def run(self, size, device, step):
            rows.append((size[0], 20 - len(ended)))
            step()

        def forget(self):
            pass

    engine._graphs = Noting()
    engine.generate(prompts, 4, max_new_tokens=60, seed=3, on_finished=lambda *finished: ended.append(finished))
    if compact:
        assert all(running <= count <= max(1, 1.5 * running) for count, running in rows)
        assert rows[-1][0] < 20
    else:
        assert {count for count, _ in rows} == {20}


def test_graphs_are_dropped_when_weights_move_or_the_cache_grows(make_model, prompts):
    engine = RolloutEngine(make_model(), [1])
    dropped = []
    engine._graphs.forget = lambda: dropped.append(True)

    def drops(tokens):
        del dropped[:]
        engine.generate(prompts, 2, max_new_tokens=tokens, seed=0)
        return bool(dropped)

    assert drops(8)
    assert not drops(8)
    assert drops(100)
    assert not drops(8)
    engine.model.lm_head.weight = torch.nn.Parameter(engine.model.lm_head.weight.clone())
    assert drops(8)


def test_release_gives_the_cache_back(qwen2, prompts, assert_same):
    engine = RolloutEngine(qwen2, ENDS)
    before = engine.generate(prompts, 2, max_new_tokens=20, seed=0)
    engine.release()
    assert engine._decoder.cache is None
    assert_same(engine.generate(prompts, 2, max_new_tokens=20, seed=0), before)


def test_logits_that_are_not_finite_are_an_error_that_says_what_to_do(make_model, prompts):
    model = make_model()
    engine = RolloutEngine(model, [1])
    engine.generate(prompts, 1, max_new_tokens=3, seed=0)
    with torch.no_grad():
        model.lm_head.weight[7] = float("nan")
    with pytest.raises(RolloutError, match=r"sample \d+: the model's logits for token 0 .* learning rate"):
        engine.generate(prompts, 1, max_new_tokens=3, seed=0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"prompts": [[5], []]}, r"prompt 1 \(key 1\) has no token"),
        ({"prompts": [[5], [5] * 300], "prompt_keys": [3, 8]}, r"prompt 1 \(key 8\) has 300 tokens.*room for 256"),
        ({"prompts": []}, "0 prompts"),
        ({"prompt_keys": [1, 2]}, "1 prompts with 2 prompt keys"),
        ({"temperature": 0.0}, "temperature 0.0 .*greedy=True"),
        ({"temperature": float("nan")}, "temperature nan"),
        ({"group_size": 0}, "group_size 0"),
        ({"max_new_tokens": 0}, "max_new_tokens 0"),
    ],
)
def test_a_wrong_call_names_what_is_wrong(qwen2, call, message):
    with pytest.raises(ConfigError, match=message):
        RolloutEngine(qwen2, [1]).generate(
            **{"prompts": [[5]], "group_size": 2, "max_new_tokens": 4, "seed": 0, **call}
        )


@pytest.mark.parametrize(("ends", "message"), [([], "no end token"), ([1, 512], r"\[1, 512\] .* 512 tokens")])
def test_end_tokens_must_be_tokens(qwen2, ends, message):
    with pytest.raises(ConfigError, match=message):
        RolloutEngine(qwen2, ends)


class OffDevice(TorchDispatchMode):
    """Notes operations that read or make a tensor elsewhere than on the device, or wait for one of its numbers."""

    def __init__(self, device):
        super().__init__()
        self.device, self.count, self.found = device, 0, []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        self.count += 1
        leaves = torch.utils._pytree.tree_leaves((args, kwargs, out))
        tensors = [leaf for leaf in leaves if isinstance(leaf, torch.Tensor)]
        if any(tensor.device.type != self.device for tensor in tensors) or "local_scalar" in str(func):
            self.found.append(str(func))
        return out


@pytest.mark.parametrize("greedy", [False, True])
def test_a_step_makes_nothing_on_the_host_and_waits_for_nothing(make_model, greedy):
    # What a CUDA graph may not hold; tensors without storage stand for those of a GPU.
    engine = RolloutEngine(make_model(vocab_size=3000).to("meta"), [1, 2])
    engine._is_end = engine._is_end.to("meta")
    with torch.no_grad(), OffDevice("meta") as watch:
        state = engine._begin([[5, 6, 7]] * 4, [0, 0, 1, 1], 8, torch.zeros(4, dtype=torch.int64), 1.0)
        assert watch.found, "laying rows out does copy from the host"
        watch.found.clear()
        before = watch.count
        engine._step(state, 4, 5, greedy)
    assert watch.count - before > 200
    assert watch.found == []

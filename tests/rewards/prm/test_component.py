"""The reward prm: from completions to values, what is undecided, and what a model costs before it is loaded."""

import gc
import logging
import shutil
import threading

import pytest

import rewardry
from rewardry import get
from rewardry.engine import models
from rewardry.engine.runtime import Runtime
from rewardry.errors import ParameterError
from rewardry.steps import StepScores
from rewardry.types import Batch, Sample

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
PROMPT = "What is 2 + 2 + 4?"
TWO = "2 + 2 = 4.\n\n4 + 4 = 8."


def one(opened, completion=TWO, **more):
    return opened.score(Batch([Sample(completion=completion, prompt=PROMPT, **more)]))[0]


@pytest.mark.parametrize(
    ("aggregate", "of"),
    [
        ("min", min),
        ("last", lambda scores: scores[-1]),
        ("mean", lambda scores: sum(scores) / len(scores)),
        ("prod", lambda scores: scores[0] * scores[1]),
    ],
)
def test_steps_make_a_value(aggregate, of, qwen, open_prm):
    score = one(open_prm("qwen", qwen, aggregate=aggregate))
    assert score.value == pytest.approx(of(score.details["step_scores"]))
    assert score.details["step_rewards"] == score.details["step_scores"]
    assert score.details["step_ends"] == [10, 22]


@pytest.mark.parametrize("reader", ["math-shepherd", "qwen", "rlhflow", "skywork"])
@pytest.mark.parametrize("aggregate", ["min", "mean", "min_form"])
def test_a_model_that_overflows_is_an_error_in_whatever_way_its_steps_are_put_together(
    reader, aggregate, published, spoilt, open_prm
):
    score = one(open_prm(reader, spoilt(published[reader]), aggregate=aggregate))
    assert (score.value, score.status, score.details["reason"]) == (None, "error", "not-finite")


def test_the_credit_of_pure_gives_the_worst_step_nearly_all(qwen, open_prm):
    score = one(open_prm("qwen", qwen, aggregate="min_form", temperature=0.02))
    scores, rewards = score.details["step_scores"], score.details["step_rewards"]
    weights = torch.softmax(-torch.tensor(scores, dtype=torch.float64) / 0.02, 0)
    assert rewards == pytest.approx((weights * torch.tensor(scores, dtype=torch.float64)).tolist(), abs=1e-9)
    assert score.value == pytest.approx(sum(rewards))


def test_dense_rewards_come_to_the_tokens_of_the_completion(qwen, open_prm, byte_tokenizer):
    score = one(open_prm("qwen", qwen))
    offsets = byte_tokenizer(TWO, return_offsets_mapping=True)["offset_mapping"]
    rewards = StepScores.of(score).per_token([end for _, end in offsets])
    assert len(rewards) == len(TWO)
    assert {i: reward for i, reward in enumerate(rewards) if reward} == dict(
        zip([9, 21], score.details["step_scores"], strict=True)
    )


@pytest.mark.parametrize(
    ("scope", "steps"),
    [("all", ["a 1", "b 2", "c 3", "d 4"]), ("think", ["a 1", "b 2"]), ("after_think", ["c 3", "d 4"])],
)
def test_scope_is_the_part_that_is_read(scope, steps, qwen, open_prm):
    text = "<think>\na 1\n\nb 2\n</think>\nc 3\n<answer>d 4</answer>"
    score = one(open_prm("qwen", qwen, scope=scope), text)
    assert [text[:end].split("\n")[-1].removeprefix("<answer>") for end in score.details["step_ends"]] == steps


def test_steps_can_be_given_in_a_column(qwen, open_prm):
    opened = open_prm("qwen", qwen, steps_column="steps")
    given = one(opened, "2 + 2 = 4. 4 + 4 = 8.", meta={"steps": ["2 + 2 = 4.", "4 + 4 = 8."]})
    assert given.details["step_scores"] == pytest.approx(one(open_prm("qwen", qwen)).details["step_scores"], abs=1e-5)
    assert given.details["step_ends"] == [10, 21]
    assert "step_ends" not in one(opened, "other", meta={"steps": ["2 + 2 = 4."]}).details
    wrong = one(opened, meta={"steps": "2 + 2"})
    assert wrong.status == "error"
    assert "column 'steps' holds str; a list of texts is wanted" in wrong.details["error"]


@pytest.mark.parametrize(
    ("completion", "parameters", "reason"),
    [
        ("", {}, "no-steps"),
        ("<think>\n\n</think>\n<answer> </answer>", {}, "no-steps"),
        ("\n\n".join("abc"), {"max_steps": 2}, "over-limit"),
        ("a " * 2000, {}, "over-limit"),
        ("a " * 200, {"max_tokens": 100}, "over-limit"),
        ("a" * 1_000_000, {}, "over-limit"),
    ],
)
def test_what_cannot_be_read_is_undecided_and_costs_its_neighbours_nothing(
    completion, parameters, reason, qwen, open_prm
):
    opened = open_prm("qwen", qwen, **parameters)
    samples = [Sample(completion=text, prompt=PROMPT) for text in ("a\n\nb", completion, "a\n\nc")]
    if parameters == {"max_tokens": 100}:  # the form alone has more
        samples = samples[1:2]
    scores = opened.score(Batch(samples))
    undecided = scores[len(scores) // 2]
    assert (undecided.status, undecided.details) == ("abstain", {"reason": reason})
    assert all(score.status == "ok" for score in scores if score is not undecided)


def test_without_a_model_it_abstains_and_says_once_what_to_set(caplog):
    with Runtime("inline") as runtime:
        opened = runtime.open(get("prm"))
        for _ in range(2):
            score = one(opened)
            assert (score.status, score.details) == ("abstain", {"reason": "needs-model"})
    [message] = caplog.messages
    assert "set model=FOLDER_OR_NAME, and reader to its format" in message


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"reader": "qwn"}, "reader = 'qwn'"),
        ({"reader": "qwen", "critic": "a:b"}, "only genprm and thinkprm are critiques; qwen needs a model"),
        ({"temperature": 0}, "temperature = 0"),
        ({"aggregate": "max"}, "aggregate = 'max'"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(parameters, why):
    with pytest.raises(ParameterError, match=why):
        get("prm", **parameters)


# ---- the weights -----------------------------------------------------------------------------------------------------


@pytest.fixture
def unread(qwen, tmp_path):
    """A model that nothing in this process holds."""
    return shutil.copytree(qwen, tmp_path / "model")


def test_nothing_is_loaded_before_the_first_sample_that_is_read(unread, monkeypatch):
    loaded, load = [], models.load_model
    monkeypatch.setattr(models, "load_model", lambda request: loaded.append(request) or load(request))
    with Runtime("inline") as runtime:
        opened = runtime.open(get("prm", model=str(unread)))
        one(opened, "")
        assert loaded == []


def test_one_copy_of_the_weights_serves_a_process_and_goes_with_its_runtimes(unread, monkeypatch):
    loaded, load = [], models.load_model
    monkeypatch.setattr(models, "load_model", lambda request: loaded.append(request) or load(request))
    with Runtime("inline") as first, Runtime("inline") as second:
        opened = [
            runtime.open(get("prm", model=str(unread), aggregate=how))
            for runtime in (first, second)
            for how in ("min", "last")
        ]
        threads = [threading.Thread(target=one, args=(each,)) for each in opened]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(loaded) == 1
        assert len({id(each._live._reader.model.network) for each in opened}) == 1
    del opened, threads
    gc.collect()
    with Runtime("inline") as third:
        one(third.open(get("prm", model=str(unread))))
    assert len(loaded) == 2


def test_what_the_weights_take_is_said_before_they_are_loaded(unread, caplog):
    with caplog.at_level(logging.INFO, logger="rewardry"), Runtime("inline") as runtime:
        one(runtime.open(get("prm", model=str(unread))))
    [said] = [message for message in caplog.messages if "loading model" in message]
    network = transformers.AutoModel.from_pretrained(unread)
    count = sum(parameter.numel() for parameter in network.parameters())
    assert f"({count:,} parameters x 4 bytes, float32) on cpu; " in said
    assert said.endswith(" are free")


def test_weights_that_do_not_fit_are_refused_with_both_numbers(unread, monkeypatch):
    monkeypatch.setattr(models, "free_bytes", lambda device: 1000)
    with Runtime("inline") as runtime:
        score = one(runtime.open(get("prm", model=str(unread))))
    assert score.status == "error"
    assert "x 4 bytes, float32) on cpu, and 1 kB are free there; choose a smaller model" in score.details["error"]


def test_on_a_cpu_weights_are_float32_and_in_evaluation_mode(qwen, runtime, open_prm):
    opened = open_prm("qwen", qwen, device="cpu")
    one(opened)
    network = opened._live._reader.model.network
    assert {parameter.dtype for parameter in network.parameters()} == {torch.float32}
    assert not network.training
    assert not any(parameter.requires_grad for parameter in network.parameters())


def test_a_recipe_scores_with_it(qwen):
    recipe = {"rewards": [{"use": "prm", "model": str(qwen), "weight": 2.0}]}
    [scored] = rewardry.score(recipe, [{"prompt": PROMPT, "completion": TWO}])
    assert scored.total == pytest.approx(2 * min(scored.components["prm"].details["step_scores"]))

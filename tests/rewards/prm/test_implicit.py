"""Implicit process rewards beside a plain reading of both models: all logits at once, in float64."""

import pytest

from rewardry import get
from rewardry.rewards.prm.implicit import log_probabilities as chunked
from rewardry.rewards.prm.implicit.credit import gathered, implicit, last_tokens
from rewardry.steps import StepScores
from rewardry.types import Batch, Sample

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
PROMPT = "What is 2 + 2 + 4?"
TEXTS = ("2 + 2 = 4.\n\n4 + 4 = 8.", "8", "é 2 + 2 = 5,\n\nand so it is 9 " * 4)


def plain_ratios(model, reference, prompt_ids, ids):
    """log p_model - log p_reference of the tokens `ids`, by models in float64 whose logits are all made."""
    found = []
    for folder in (model, reference):
        network = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64).eval()
        with torch.no_grad():
            logits = network(input_ids=torch.tensor([prompt_ids + ids])).logits[0].log_softmax(-1)
        found.append(logits[len(prompt_ids) - 1 : -1].gather(1, torch.tensor(ids)[:, None])[:, 0])
    return (found[0] - found[1]).tolist()


def asked(tokenizer, prompt=PROMPT):
    chat = [{"role": "user", "content": prompt}]
    return tokenizer(tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True))["input_ids"]


@pytest.fixture
def open_implicit(runtime, language_model):
    def open_one(use="prm.implicit", **parameters):
        models = {"model": str(language_model(0)), "reference_model": str(language_model(1))}
        return runtime.open(get(use, **{**models, **parameters}))

    return open_one


@pytest.fixture
def ratios(language_model, byte_tokenizer):
    def ratios_of(text):
        ids = byte_tokenizer(text)["input_ids"]
        return plain_ratios(language_model(0), language_model(1), asked(byte_tokenizer), ids)

    return ratios_of


def scored(opened, texts=TEXTS, **more):
    scores = opened.score(Batch([Sample(completion=text, prompt=PROMPT, **more) for text in texts]))
    assert [score.status for score in scores] == ["ok"] * len(texts), [score.details for score in scores]
    return scores


@pytest.mark.parametrize("chunk", [1, 300, 1 << 22])
def test_rewards_of_tokens_are_those_of_a_plain_reading(chunk, open_implicit, ratios, monkeypatch):
    monkeypatch.setattr(chunked.log_probabilities, "__defaults__", (chunk,))
    for text, score in zip(TEXTS, scored(open_implicit(beta=0.5)), strict=True):
        wanted = ratios(text)
        assert score.details["token_rewards"] == pytest.approx([0.5 * ratio for ratio in wanted], abs=1e-5)
        assert score.details["sum_q"] == pytest.approx(sum(wanted), abs=1e-4)
        assert score.value == pytest.approx(0.5 * sum(wanted), abs=1e-4)
        assert score.details["p_correct"] == pytest.approx(
            1 / (1 + 2.718281828459045 ** (-0.5 * sum(wanted))), abs=1e-5
        )
        assert score.details["token_ends"][-1] == len(text)
        assert max(map(abs, wanted)) > 0.1, "the two models do not differ"


@pytest.mark.parametrize("use", ["prm.implicit", "prm.implicit_norm"])
@pytest.mark.parametrize("which", ["model", "reference_model"])
def test_a_model_that_overflows_is_an_error_and_not_the_best_value(use, which, open_implicit, language_model, spoilt):
    opened = open_implicit(use, **{which: spoilt(language_model(0))})
    for score in opened.score(Batch([Sample(completion=text, prompt=PROMPT) for text in TEXTS])):
        assert (score.value, score.status, score.details["reason"]) == (None, "error", "not-finite")


@pytest.mark.parametrize("ids", [[5, -100], [5, 1_000_000]])
def test_tokens_that_the_model_does_not_have_are_undecided(ids, open_implicit):
    opened = open_implicit(tokens="ids")
    [score] = opened.score(Batch([Sample(completion="2 + 2", prompt=PROMPT, completion_ids=ids)]))
    assert (score.status, score.details) == ("abstain", {"reason": "foreign-tokens"})


def test_what_is_computed_of_logits_at_a_time_is_a_part_of_them(language_model, runtime, monkeypatch):
    from rewardry.engine.models import ModelRequest
    from rewardry.rewards.prm import forward

    model, sizes, real = runtime.model(ModelRequest(str(language_model(0)))), [], forward.token_logits

    def noted(*arguments):
        sizes.append(tuple(real(*arguments).shape))
        return real(*arguments)

    monkeypatch.setattr(chunked, "token_logits", noted)
    vocabulary = model.network.config.vocab_size
    chunked.log_probabilities(model, [list(range(5, 105))] * 3, [1] * 3, 10_000, chunk=16 * vocabulary)
    assert set(sizes) == {(16, vocabulary), (297 % 16, vocabulary)}


def test_granularity_whole_and_step_sum_what_the_tokens_have(open_implicit):
    [tokens] = scored(open_implicit(), TEXTS[:1])
    rewards = tokens.details["token_rewards"]
    [whole] = scored(open_implicit(granularity="whole"), TEXTS[:1])
    assert whole.details["token_rewards"] == pytest.approx([0.0] * (len(rewards) - 1) + [sum(rewards)], abs=1e-6)
    [step] = scored(open_implicit(granularity="step"), TEXTS[:1])
    assert step.details["step_ends"] == [10, 22]
    sums = [sum(rewards[:10]), sum(rewards[10:])]
    assert step.details["step_rewards"] == pytest.approx(sums, abs=1e-6)
    assert StepScores.of(step).per_token(step.details["token_ends"]) == step.details["token_rewards"]
    assert tokens.value == pytest.approx(whole.value, abs=1e-6)
    assert tokens.value == pytest.approx(step.value, abs=1e-6)


def test_the_policys_own_tokens_can_be_read(open_implicit, ratios, byte_tokenizer):
    opened = open_implicit(tokens="ids", beta=1.0)
    ids = byte_tokenizer(TEXTS[0])["input_ids"]
    [score] = scored(opened, TEXTS[:1], completion_ids=ids)
    assert score.details["token_rewards"] == pytest.approx(ratios(TEXTS[0]), abs=1e-5)
    for given, reason in ((None, "no-token-ids"), ([5, 10**6], "foreign-tokens")):
        [score] = opened.score(Batch([Sample(completion="8", prompt=PROMPT, completion_ids=given)]))
        assert (score.status, score.details) == ("abstain", {"reason": reason})


def test_special_tokens_in_a_text_are_no_tokens_of_the_model(open_implicit):
    [score] = scored(open_implicit(), ["4<eos>"])
    assert len(score.details["token_rewards"]) == len("4<eos>")  # spaces in their place, a byte each
    assert score.details["token_ends"] == list(range(1, 7))


@pytest.mark.parametrize(
    ("text", "reason"), [("", "no-steps"), ("<think></think>", "no-steps"), ("a " * 999, "over-limit")]
)
def test_what_cannot_be_read_is_undecided(text, reason, open_implicit):
    first, score = open_implicit().score(Batch([Sample(completion=each, prompt=PROMPT) for each in ("8", text)]))
    assert (score.status, score.details) == ("abstain", {"reason": reason})
    assert first.status == "ok"


def test_a_model_without_a_chat_template_and_without_a_prompt_is_asked_behind_a_first_token(
    language_model, tmp_path, runtime
):
    folders = []
    for seed in (0, 1):
        folder = tmp_path / str(seed)
        transformers.AutoModelForCausalLM.from_pretrained(language_model(seed)).save_pretrained(folder)
        tokenizer = transformers.AutoTokenizer.from_pretrained(language_model(seed))
        tokenizer.chat_template = None
        tokenizer.save_pretrained(folder)
        folders.append(str(folder))
    opened = runtime.open(get("prm.implicit", model=folders[0], reference_model=folders[1], beta=1.0))
    for prompt, before in (("", [tokenizer.eos_token_id]), (PROMPT, tokenizer(f"{PROMPT}\n")["input_ids"])):
        [score] = opened.score(Batch([Sample(completion="8", prompt=prompt)]))
        wanted = plain_ratios(*folders, before, tokenizer("8")["input_ids"])
        assert score.details["token_rewards"] == pytest.approx(wanted, abs=1e-5)


def test_the_value_is_held_within_its_limit(open_implicit):
    [free] = scored(open_implicit(beta=1.0), TEXTS[:1])
    bound = abs(free.value) / 2
    [held] = scored(open_implicit(beta=1.0, limit=bound), TEXTS[:1])
    assert abs(held.value) == pytest.approx(bound)
    assert held.details["sum_q"] == pytest.approx(free.details["sum_q"])


def test_two_models_of_different_tokens_are_refused(language_model, math_shepherd, runtime):
    opened = runtime.open(get("prm.implicit", model=str(language_model(0)), reference_model=str(math_shepherd)))
    [score] = opened.score(Batch([Sample(completion="8", prompt=PROMPT)]))
    assert score.status == "error"
    assert "have different tokens; reference_model must be the model that the other was trained from" in str(
        score.details
    )


@pytest.mark.parametrize(
    ("parameters", "named"),
    [({}, "set model=FOLDER_OR_NAME and reference_model=FOLDER_OR_NAME"), ({"model": "x"}, "set reference_model=")],
)
def test_without_its_models_it_abstains_and_says_what_to_set(parameters, named, runtime, caplog):
    opened = runtime.open(get("prm.implicit", **parameters))
    [score] = opened.score(Batch([Sample(completion="8", prompt=PROMPT)]))
    assert (score.status, score.details) == ("abstain", {"reason": "needs-model"})
    assert named in caplog.text


# ---- the group -------------------------------------------------------------------------------------------------------


def normalised(rows):
    largest = max(abs(sum(row[i:])) for row in rows for i in range(len(row)))
    return [[reward / (largest + 1e-6) for reward in row] for row in rows]


def test_rewards_are_normalised_within_the_completions_of_a_prompt(open_implicit):
    texts = [*TEXTS, "", "9"]
    samples = [Sample(completion=text, prompt=PROMPT) for text in texts]
    plain = open_implicit().score(Batch(samples))
    found = open_implicit("prm.implicit_norm").score(Batch(samples, ((0, 2, 3), (1, 4))))
    assert found[3].details == {"reason": "no-steps"}
    for group in ((0, 2), (1, 4)):
        wanted = normalised([plain[i].details["token_rewards"] for i in group])
        for i, rewards in zip(group, wanted, strict=True):
            assert found[i].details["token_rewards"] == pytest.approx(rewards, abs=1e-5)
            assert found[i].value == pytest.approx(sum(rewards), abs=1e-5)
            assert -1 <= found[i].value <= 1


def test_normalised_steps_are_those_of_their_tokens(open_implicit):
    [score] = scored(open_implicit("prm.implicit_norm", granularity="step"), TEXTS[:1])
    assert StepScores.of(score).per_token(score.details["token_ends"]) == pytest.approx(score.details["token_rewards"])


# ---- the formulas ----------------------------------------------------------------------------------------------------


def test_ratios_are_gathered_to_where_they_stand():
    ratios = [1.0, 2.0, 4.0, 8.0]
    assert gathered(ratios, "token") == ratios
    assert gathered(ratios, "whole") == [0, 0, 0, 15]
    assert gathered(ratios, "step", [0, 2]) == [1, 0, 6, 8]
    assert gathered(ratios, "step", [1, 9]) == [0, 3, 0, 12]
    assert gathered([], "whole") == []


def test_the_formula_keeps_sum_and_probability_whatever_the_granularity():
    for granularity in ("token", "whole"):
        found = implicit([-1.0, -0.5, -0.2], [-1.2, -0.5, -0.4], 0.05, granularity)
        assert found["sum_q"] == pytest.approx(0.4)
        assert found["p_correct"] == pytest.approx(0.505, abs=1e-6)
        assert sum(found["token_q"]) == pytest.approx(0.4)


def test_last_tokens_are_those_that_hold_the_end_of_a_step():
    assert last_tokens([3, 8], [2, 4, 6, 8]) == [1, 3]
    assert last_tokens([1, 2], [4, 6]) == [0]

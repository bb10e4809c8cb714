"""The reward model beside transformers' own reading of the same classifier, in float64, one conversation at a time."""

import math

import pytest

from rewardry import get
from rewardry.types import Batch, Sample

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

PROMPT = "What is 2 + 2?"
ANSWERS = ("It is 4.", "It is five, " * 20 + "or so.", "4")


@pytest.fixture(scope="module")
def classifier(tmp_path_factory, tiny_model):
    """Makes the folder of a classifier with random weights."""

    def make(cls="Qwen2ForSequenceClassification", labels=1, pad=0, template=True):
        torch.manual_seed(7)
        base = transformers.AutoConfig.from_pretrained(tiny_model)
        sizes = {"vocab_size": base.vocab_size, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
        more = {"num_attention_heads": 2, "num_labels": labels, "pad_token_id": pad, "max_position_embeddings": 512}
        more |= {} if cls.startswith("Bert") else {"num_key_value_heads": 1}
        config = getattr(transformers, cls).config_class(**sizes, **more)
        network = getattr(transformers, cls)(config)
        with torch.no_grad():
            for parameter in network.parameters():
                if parameter.dim() > 1:
                    parameter.mul_(6.0)
        folder = tmp_path_factory.mktemp("classifier")
        network.save_pretrained(folder)
        tokenizer = transformers.AutoTokenizer.from_pretrained(tiny_model)
        if not template:
            tokenizer.chat_template = None
        tokenizer.save_pretrained(folder)
        return str(folder)

    return make


def plain(folder, prompt, answer):
    """The classifier's output for a conversation, as transformers itself computes it for one."""
    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float64).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    text = f"{prompt}\n{answer}"
    if tokenizer.chat_template is not None:
        chat = [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]
        text = tokenizer.apply_chat_template(chat, tokenize=False)
    with torch.no_grad():
        return network(**tokenizer(text, return_tensors="pt")).logits[0, 0].item()


def scored(runtime, folder, answers=ANSWERS, parameters=None, **more):
    opened = runtime.open(get("model", model=folder, **(parameters or {})))
    return opened.score(Batch([Sample(completion=answer, prompt=PROMPT, **more) for answer in answers]))


@pytest.mark.parametrize("how", [{}, {"pad": None}, {"template": False}, {"cls": "BertForSequenceClassification"}])
def test_the_score_is_that_of_a_plain_reading_in_any_batch(how, classifier, runtime):
    folder = classifier(**how)
    wanted = [plain(folder, PROMPT, answer) for answer in ANSWERS]
    assert max(wanted) - min(wanted) > 1e-3
    for tokens in (1, 10_000):
        scores = scored(runtime, folder, parameters={"batch_tokens": tokens})
        assert [score.value for score in scores] == pytest.approx(wanted, abs=1e-4)
        assert [score.details["score"] for score in scores] == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize(
    ("scope", "read"), [("think", "two and two"), ("after_think", "It is 4."), ("answer", "It is 4.")]
)
def test_scope_is_what_the_model_reads(scope, read, classifier, runtime):
    folder = classifier()
    text = "<think>two and two</think>\n<answer>It is 4.</answer>"
    [score] = scored(runtime, folder, [text], {"scope": scope})
    assert score.value == pytest.approx(plain(folder, PROMPT, read), abs=1e-4)
    [whole] = scored(runtime, folder, [text])
    assert whole.value == pytest.approx(plain(folder, PROMPT, text), abs=1e-4)


def test_a_preference_is_bradley_and_terrys_probability(classifier, runtime):
    folder = classifier()
    mine, other = plain(folder, PROMPT, "It is 4."), plain(folder, PROMPT, "It is 5.")
    wanted = 1 / (1 + math.exp(other - mine))
    [of_column] = scored(runtime, folder, ["It is 4."], {"against": "rejected"}, meta={"rejected": "It is 5."})
    [of_reference] = scored(runtime, folder, ["It is 4."], {"against": "reference"}, reference="It is 5.")
    assert of_column.value == pytest.approx(wanted, abs=1e-4)
    assert of_reference.value == pytest.approx(wanted, abs=1e-4)
    [turned] = scored(runtime, folder, ["It is 5."], {"against": "rejected"}, meta={"rejected": "It is 4."})
    assert of_column.value + turned.value == pytest.approx(1.0, abs=1e-6)
    for against in ("reference", "rejected"):
        [alone] = scored(runtime, folder, ["It is 4."], {"against": against})
        assert (alone.status, alone.details) == ("abstain", {"reason": "no-reference"})


def test_scores_are_squashed_and_held(classifier, runtime):
    folder = classifier()
    raw = plain(folder, PROMPT, "It is 4.")
    [squashed] = scored(runtime, folder, ["It is 4."], {"squash": "sigmoid"})
    assert squashed.value == pytest.approx(1 / (1 + math.exp(-raw)), abs=1e-4)
    [held] = scored(runtime, folder, ["It is 4."], {"limit": abs(raw) / 2})
    assert held.value == pytest.approx(math.copysign(abs(raw) / 2, raw))
    assert held.details["score"] == pytest.approx(raw, abs=1e-4)


def test_a_model_that_overflows_is_an_error_and_not_the_best_score(classifier, spoilt, runtime):
    folder = spoilt(classifier())
    for parameters in ({}, {"squash": "sigmoid"}, {"limit": 1.0}, {"against": "reference"}):
        for score in scored(runtime, folder, parameters=parameters, reference="It is 5."):
            assert (score.value, score.status, score.details["reason"]) == (None, "error", "not-finite")
            assert "not finite; load it in another format" in score.details["error"]


def test_messages_are_read_with_their_system_turn(classifier, runtime):
    folder = classifier()
    opened = runtime.open(get("model", model=folder))
    user = {"role": "user", "content": PROMPT}
    system = {"role": "system", "content": "Be brief."}
    parts = {"role": "user", "content": [{"type": "text", "text": PROMPT}]}
    silent = {"role": "assistant", "content": None, "tool_calls": []}
    [plainly, same, of_parts, with_call, other] = opened.score(
        Batch(
            [
                Sample(completion="4", prompt=prompt)
                for prompt in (PROMPT, [user], [parts], [user, silent], [system, user])
            ]
        )
    )
    assert [plainly.value] * 3 == pytest.approx([same.value, of_parts.value, with_call.value], abs=1e-6)
    assert abs(plainly.value - other.value) > 1e-4


def test_special_tokens_of_a_policys_end_nothing(classifier, runtime):
    folder = classifier()
    [forged, spaces] = scored(runtime, folder, ["4<eos><pad> is 5", "4           is 5"])
    assert forged.value == pytest.approx(spaces.value, abs=1e-5)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("", "no-answer"), ("<think></think><answer></answer>", "no-answer"), ("a " * 999, "over-limit")],
)
def test_what_cannot_be_read_is_undecided(answer, reason, classifier, runtime):
    first, score = scored(runtime, classifier(), ["4", answer])
    assert (score.status, score.details) == ("abstain", {"reason": reason})
    assert first.status == "ok"


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        (lambda make, tiny: make(labels=3), "has 3 outputs; a reward model has one (num_labels=1 in its config)"),
        (
            lambda make, tiny: str(tiny),
            "has no score.weight among its weights, so it is no model with the head 'scalar'",
        ),
        (lambda make, tiny: "/no/such/folder", "model '/no/such/folder' cannot be loaded"),
    ],
)
def test_what_is_no_reward_model_is_refused(folder, why, classifier, tiny_model, runtime):
    [score] = scored(runtime, folder(classifier, tiny_model), ["4"])
    assert score.status == "error"
    assert why in score.details["error"]


def test_without_a_model_it_abstains(runtime, caplog):
    [score] = runtime.open(get("model")).score(Batch([Sample(completion="4")]))
    assert (score.status, score.details) == ("abstain", {"reason": "needs-model"})
    assert "it needs a model; set model=FOLDER_OR_NAME" in caplog.text

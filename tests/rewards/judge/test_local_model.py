"""A model in this process: probabilities beside a reference computation in float64, on a tiny random Qwen2."""

import pytest

from rewardry import get
from rewardry.errors import ParameterError
from rewardry.rewards.judge.local_model import LocalModelClient
from rewardry.types import Batch, Sample

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A prompt that a model of 512 positions can read, byte by byte."""
    file = tmp_path_factory.mktemp("prompt") / "short.template"
    file.write_text("=== user\n{{materials}}\nsame?")
    return file


def log_probability(folder, text, option):
    """The log-probability of an option behind a text, in float64 and token by token."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder).double().eval()
    before, after = (tokenizer(part, add_special_tokens=False)["input_ids"] for part in (text, option))
    total = 0.0
    with torch.no_grad():
        for i, token in enumerate(after):
            logits = model(torch.tensor([before + after[:i]])).logits[0, -1]
            total += torch.log_softmax(logits, dim=-1)[token].item()
    return total


@pytest.fixture
def recorded(monkeypatch):
    """The requests that a local model gets, with its replies."""
    seen = []
    ask = LocalModelClient.ask

    async def keep(self, request):
        reply = await ask(self, request)
        seen.append((request, reply))
        return reply

    monkeypatch.setattr(LocalModelClient, "ask", keep)
    return seen


def prompted(request, quote):
    """What the model reads: its own chat template, and the reply's beginning."""
    messages = "".join(f"{one['role']}: {one['content']}\n" for one in request.messages)
    return f'{messages}assistant: {{"{request.choice.key}": {quote}'


def test_verdicts_have_the_probability_of_their_tokens(runtime, tiny_model, template, recorded):
    judge = get("judge", backend="transformers", model=str(tiny_model), prompt=template, canaries=0.0)
    [verdict] = runtime.open(judge).verify([Sample(completion="seven", reference="7", prompt="n?")])
    [(request, reply)] = recorded
    words = ("correct", "incorrect", "invalid")
    logs = torch.tensor([log_probability(tiny_model, prompted(request, '"'), word + '"') for word in words]).double()
    expected = torch.softmax(logs, dim=0).tolist()
    assert list(reply.probabilities.values()) == pytest.approx(expected, abs=1e-5)
    assert verdict.details["probability"] == pytest.approx(expected[0], abs=1e-5)
    assert verdict.status in ("correct", "incorrect")


def test_a_rating_is_the_expected_number(runtime, tiny_model, template, recorded):
    use = {"backend": "transformers", "model": str(tiny_model), "prompt": template, "highest": 4, "canaries": 0.0}
    [score] = runtime.open(get("judge.score", **use)).score(Batch([Sample(completion="seven", prompt="n?")]))
    [(request, _)] = recorded
    logs = [log_probability(tiny_model, prompted(request, ""), f"{number}}}") for number in range(5)]
    shares = torch.softmax(torch.tensor(logs).double(), dim=0)
    assert score.value == pytest.approx(float((shares * torch.arange(5)).sum()) / 4, abs=1e-5)


def test_a_model_that_overflows_is_a_failed_call_and_finds_nothing_correct(runtime, tiny_model, template, spoilt):
    use = {"backend": "transformers", "model": spoilt(tiny_model), "prompt": template, "canaries": 0.0}
    sample = Sample(completion="seven", reference="7", prompt="n?")
    [verdict] = runtime.open(get("judge", **use)).verify([sample])
    assert (verdict.status, verdict.reason) == ("error", "judge-failed")
    assert "its numbers are not finite" in verdict.details["error"]
    for name in ("judge.safety", "judge.score"):
        [score] = runtime.open(get(name, **use)).score(Batch([sample]))
        assert (score.value, score.status) == (None, "error")


def test_several_judges_share_one_copy_of_the_weights(runtime, tiny_model, template, recorded):
    use = {"backend": "transformers", "model": str(tiny_model), "prompt": template, "canaries": 0.0}
    sample = Sample(completion="seven", reference="7", prompt="n?")
    assert runtime.open(get("judge", **use)).verify([sample])[0].decided
    assert runtime.open(get("judge.safety", **use)).score(Batch([sample]))[0].value in (0.0, 1.0)
    desks = {runtime.open(get(name, **use))._live.asker._desk for name in ("judge", "judge.safety")}
    assert len(desks) == 1


def test_the_memory_is_told_before_it_is_taken(runtime, tiny_model, template, caplog):
    caplog.set_level("INFO", "rewardry")
    use = {"backend": "transformers", "model": str(tiny_model), "prompt": template, "canaries": 0.0}
    opened = runtime.open(get("judge", **use))
    assert "it takes" not in caplog.text
    opened.verify([Sample(completion="seven", reference="7", prompt="n?")])
    [line] = [record.message for record in caplog.records if "it takes" in record.message]
    assert "35,232 parameters x 4 bytes, float32" in line


def test_messages_that_are_too_long_are_a_failed_call(runtime, tiny_model):
    judge = get("judge", backend="transformers", model=str(tiny_model), canaries=0.0)
    [verdict] = runtime.open(judge).verify([Sample(completion="seven", reference="7", prompt="n?")])
    assert (verdict.status, verdict.reason) == ("error", "judge-failed")
    assert "and the model reads 512" in verdict.details["error"]


def test_a_model_that_is_not_there_is_a_failed_call(runtime, tmp_path):
    judge = get("judge", backend="transformers", model=str(tmp_path / "none"), canaries=0.0)
    [verdict] = runtime.open(judge).verify([Sample(completion="seven", reference="7")])
    assert verdict.status == "error"
    assert "cannot be loaded" in verdict.details["error"]


def test_without_transformers_it_abstains(runtime, monkeypatch, caplog):
    monkeypatch.setattr("rewardry.rewards.judge.settings.missing_modules", lambda needs: ["torch"])
    judge = get("judge", backend="transformers", model="m", canaries=0.0)
    [verdict] = runtime.open(judge).verify([Sample(completion="seven", reference="7")])
    assert (verdict.status, verdict.reason) == ("abstain", "needs-extra")
    assert "pip install 'rewardry[train]'" in caplog.text


def test_a_model_must_be_named():
    with pytest.raises(ParameterError, match="backend: transformers needs model"):
        get("judge", backend="transformers")


def test_a_tiny_model_behind_a_server_says_nothing_that_can_be_read(verify, server, tiny_model):
    tokenizer = transformers.AutoTokenizer.from_pretrained(tiny_model)
    model = transformers.AutoModelForCausalLM.from_pretrained(tiny_model).eval()

    def generated(request):
        ids = tokenizer(request["messages"][-1]["content"][-100:], return_tensors="pt")["input_ids"]
        with torch.no_grad():
            made = model.generate(ids, max_new_tokens=8, do_sample=False, attention_mask=torch.ones_like(ids))
        return tokenizer.decode(made[0, ids.shape[1] :])

    server.answers = generated
    verdict = verify(timeout=60.0)
    assert (verdict.status, verdict.reason) == ("abstain", "judge.unreadable")
    assert "reply" in verdict.details

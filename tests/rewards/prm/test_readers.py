"""Readers beside plain readings of the same models: every logit of every token, in float64, one solution at a time."""

import re

import pytest

from rewardry.types import Batch, Sample

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

QUESTION = "Anna has 3 apples and buys 2 + 2 more. How many?"
SOLUTIONS = (
    ("She buys 2 + 2 = 4 apples.", "She has 3 + 4 = 7.", "The answer is 7."),
    ("So 3.",),
    ("First 2 + 2 = 5, since 2 - 2 = 0", "then 3 + 5 = 8"),
    ("a long step, " * 20 + "and on", "the end"),
)


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))


def all_states(folder):
    """The last hidden states of token ids, by the model in float64."""
    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float64).eval()

    def states(ids):
        with torch.no_grad():
            return model(input_ids=torch.tensor([ids])).last_hidden_state[0]

    return states


def all_logits(folder):
    """The logits of every token of the vocabulary at every position, by the model in float64."""
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64).eval()

    def logits(ids):
        with torch.no_grad():
            return model(input_ids=torch.tensor([ids])).logits[0]

    return logits


def of_math_shepherd(folder, question, steps):
    tokenizer, logits = transformers.AutoTokenizer.from_pretrained(folder), all_logits(folder)
    plus, minus = tokenizer("+ -", add_special_tokens=False)["input_ids"]
    tag = tokenizer("ки", add_special_tokens=False)["input_ids"][-1]
    ids = tokenizer(f"{question} " + "\n".join(f"{step} ки" for step in steps))["input_ids"]
    scores = logits(ids)[:, [plus, minus]].softmax(-1)[:, 0]
    return scores[torch.tensor(ids) == tag].tolist()


def of_rlhflow(folder, question, steps):
    """RLHFlow's own way: a chat that grows by a step, read where the last answer is foreseen."""
    tokenizer, logits = transformers.AutoTokenizer.from_pretrained(folder), all_logits(folder)
    plus, minus = (tokenizer.convert_tokens_to_ids(sign) for sign in "+-")
    behind = len(tokenizer("<|end|>\n", add_special_tokens=False)["input_ids"])
    chat, scores = [], []
    for i, step in enumerate(steps):
        chat.append({"role": "user", "content": f"{question} {step}" if i == 0 else step})
        chat.append({"role": "assistant", "content": "+"})
        text = tokenizer.apply_chat_template(chat, tokenize=False)
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        scores.append(logits(ids)[-behind - 2, [plus, minus]].softmax(-1)[0].item())
    return scores


def of_qwen(folder, question, steps):
    from safetensors.torch import load_file

    tokenizer, states = transformers.AutoTokenizer.from_pretrained(folder), all_states(folder)
    head = {name: value.double() for name, value in load_file(folder / "model.safetensors").items() if "score" in name}
    system = "Please reason step by step, and put your final answer within \\boxed{}."
    chat = [{"role": "system", "content": system}, {"role": "user", "content": question}]
    chat.append({"role": "assistant", "content": "<extra_0>".join(steps) + "<extra_0>"})
    ids = tokenizer(tokenizer.apply_chat_template(chat, tokenize=False), add_special_tokens=False)["input_ids"]
    inner = torch.relu(states(ids) @ head["score.0.weight"].T + head["score.0.bias"])
    scores = (inner @ head["score.2.weight"].T + head["score.2.bias"]).softmax(-1)[:, 1]
    return scores[torch.tensor(ids) == tokenizer.convert_tokens_to_ids("<extra_0>")].tolist()


def of_skywork(folder, question, steps):
    from safetensors.torch import load_file

    tokenizer, states = transformers.AutoTokenizer.from_pretrained(folder), all_states(folder)
    head = {name: value.double() for name, value in load_file(folder / "model.safetensors").items() if "v_head" in name}
    ids, flags = tokenizer(question + "\n")["input_ids"], []
    flags += [0] * len(ids)
    for step in steps:
        own = [*tokenizer(step)["input_ids"], tokenizer("\n")["input_ids"][-1]]
        ids, flags = ids + own, flags + [0] * (len(own) - 1) + [1]
    values = states(ids) @ head["v_head.summary.weight"][0] + head["v_head.summary.bias"]
    return sigmoid(values)[torch.tensor(flags) == 1].tolist()


PLAIN = {"math-shepherd": of_math_shepherd, "qwen": of_qwen, "rlhflow": of_rlhflow, "skywork": of_skywork}
SEPARATOR = {"math-shepherd": "\n", "qwen": "\n\n", "rlhflow": "\n\n", "skywork": "\n"}


def samples_of(form, solutions=SOLUTIONS, question=QUESTION):
    return [Sample(completion=SEPARATOR[form].join(steps), prompt=question) for steps in solutions]


def scores_of(opened, samples):
    scored = opened.score(Batch(samples))
    assert [score.status for score in scored] == ["ok"] * len(samples), [score.details for score in scored]
    return [score.details["step_scores"] for score in scored]


@pytest.mark.parametrize("form", PLAIN)
def test_a_reader_reads_what_a_plain_reading_in_float64_reads(form, published, open_prm):
    found = scores_of(open_prm(form, published[form]), samples_of(form))
    for steps, scores in zip(SOLUTIONS, found, strict=True):
        wanted = PLAIN[form](published[form], QUESTION, list(steps))
        assert len(scores) == len(steps)
        assert scores == pytest.approx(wanted, abs=1e-5)
    flat = [score for scores in found for score in scores]
    assert max(flat) - min(flat) > 0.01, "the scores do not tell the positions apart"


@pytest.mark.parametrize("form", PLAIN)
def test_a_solution_gets_the_same_in_any_batch(form, published, open_prm):
    together = scores_of(open_prm(form, published[form]), samples_of(form))
    alone = [scores_of(open_prm(form, published[form], batch_tokens=1), [sample])[0] for sample in samples_of(form)]
    for one, other in zip(together, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-5)


@pytest.mark.parametrize(
    ("form", "mark"),
    [
        *((form, mark) for form in ("qwen", "skywork", "rlhflow") for mark in ("<extra_0>", "<|end|>\n", "<eos>")),
        ("qwen", "<ex<extra_0>tra_0>"),
        ("math-shepherd", "ки"),
        ("math-shepherd", " ки ки"),
        ("rlhflow", "<|end|>\n<|start|>assistant\n+<|end|>\n<|start|>user\n"),
    ],
)
def test_marks_of_the_format_in_a_step_make_no_score_of_their_own(form, mark, published, open_prm):
    opened = open_prm(form, published[form])
    [found] = scores_of(opened, samples_of(form, [(f"2 + 2 = 4 {mark}", "so 7")]))
    assert len(found) == 2
    encoded = opened._live._reader.encode(QUESTION, [f"2 + 2 = 4 {mark}", "so 7"])
    plain = opened._live._reader.encode(QUESTION, ["2 + 2 = 4", "so 7"])
    special = set(opened._live._reader.tokenizer.all_special_ids)
    assert [i for i in encoded.ids if i in special] == [i for i in plain.ids if i in special]


def test_words_that_hold_the_tag_of_math_shepherd_stay(math_shepherd, open_prm):
    opened = open_prm("math-shepherd", math_shepherd)
    steps = ("руки и ноги", "стойки")
    [found] = scores_of(opened, samples_of("math-shepherd", [steps], "Сколько?"))
    assert found == pytest.approx(of_math_shepherd(math_shepherd, "Сколько?", list(steps)), abs=1e-5)
    reader = opened._live._reader
    assert "руки" in reader.tokenizer.decode(reader.encode("?", list(steps)).ids)


def test_signs_within_the_steps_of_rlhflow_are_no_answers(rlhflow, open_prm):
    steps = ("1 + -", "2 + 2 - 1 = +3", "+\n- 3")
    [found] = scores_of(open_prm("rlhflow", rlhflow), samples_of("rlhflow", [steps]))
    assert found == pytest.approx(of_rlhflow(rlhflow, QUESTION, list(steps)), abs=1e-5)


def test_a_head_of_one_layer_is_read_too(save, byte_tokenizer, qwen, open_prm):
    torch.manual_seed(5)
    head = {"score.weight": torch.randn(2, 32) * 0.3, "score.bias": torch.randn(2)}
    model = transformers.Qwen2ForCausalLM.from_pretrained(qwen)
    folder = save("one-layer", model, byte_tokenizer, head)
    [found] = scores_of(open_prm("qwen", folder), samples_of("qwen", [("2 + 2 = 4", "so 7")]))
    tokenizer, states = byte_tokenizer, all_states(folder)
    chat = [
        {"role": "system", "content": "Please reason step by step, and put your final answer within \\boxed{}."},
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "2 + 2 = 4<extra_0>so 7<extra_0>"},
    ]
    ids = tokenizer(tokenizer.apply_chat_template(chat, tokenize=False))["input_ids"]
    logits = states(ids) @ head["score.weight"].double().T + head["score.bias"].double()
    wanted = logits.softmax(-1)[:, 1][torch.tensor(ids) == tokenizer.convert_tokens_to_ids("<extra_0>")]
    assert found == pytest.approx(wanted.tolist(), abs=1e-5)


def test_a_probability_of_zero_keeps_its_step(save, byte_tokenizer, qwen, qwen_head, open_prm):
    """The published reading drops every zero, and with it a step whose probability is too small for its type."""
    head = {**qwen_head, "score.2.bias": torch.tensor([500.0, -500.0])}
    folder = save("sure", transformers.Qwen2ForCausalLM.from_pretrained(qwen), byte_tokenizer, head)
    [found] = scores_of(open_prm("qwen", folder), samples_of("qwen", [("2 + 2 = 4", "so 7")]))
    assert found == [0.0, 0.0]


@pytest.mark.parametrize(
    ("form", "other", "why"),
    [
        ("qwen", "math-shepherd", "its tokenizer has no token '<extra_0>'"),
        ("qwen", "rlhflow", "its weights hold no head `score` of two classes"),
        ("skywork", "qwen", "its weights hold no v_head.summary.weight"),
        ("rlhflow", "math-shepherd", "its tokenizer has no chat template"),
        ("math-shepherd", "rlhflow", "its tokenizer makes 3 tokens of '\\+ -', not two"),
    ],
)
def test_a_model_of_another_format_is_refused_with_the_reason(form, other, why, published, open_prm):
    [score] = open_prm(form, published[other]).score(Batch(samples_of(form, [("2 + 2 = 4",)])))
    assert score.status == "error"
    assert re.search(f"is no process reward model of the form .*: {why}", score.details["error"])

import random

import pytest

import rewardry
from rewardry import Batch, Sample
from rewardry.engine.runtime import Runtime
from rewardry.testing import run_example

pytest.importorskip("lingua", reason="the extra lang is not installed")


@pytest.fixture(scope="module")
def runtime():
    with Runtime() as opened:
        yield opened


@pytest.fixture(scope="module")
def score(runtime):
    def scored(completion, prompt="", meta=None, **parameters):
        reward = runtime.open(rewardry.get("language.consistency", **parameters))
        return reward.score(Batch([Sample(completion=completion, prompt=prompt, meta=meta or {})]))[0]

    return scored


@pytest.mark.parametrize(
    ("target", "text", "expected"),
    [
        ("en", "Let me think step by step", 1.0),
        ("en", "Let me think 一步一步", 3 / 7),
        ("zh", "让我们思考", 1.0),
        ("zh", "让我们 think again", 0.6),
        ("en", "$x^2+1=0$ so x is imaginary", 1.0),
        ("zh", "`foo_bar` 函数返回值", 1.0),
        ("en", "", None),
        ("en", "12 + 3 = 15", None),
        ("ru", "Пусть x равно", 1.0),
        ("ja", "これは問題です", 1.0),
        ("ja", "これは问题 and done", 5 / 7),
        ("ko", "답은 four 입니다", 2 / 3),
        ("zh", "<think>```python\nprint('hello world')\n``` 然后得到结果</think>", 1.0),
        ("zh", "<think>https://example.com/abc 参考链接</think>", 1.0),
    ],
)
def test_worked_examples(target, text, expected):
    row = {
        "component": "language.consistency",
        "params": {"target": target, "floor_words": 1},
        "inputs": {"text": text},
        "expected": expected,
    }
    value = run_example(row)
    assert value == (expected if expected is None else pytest.approx(expected, abs=1e-6))


@pytest.mark.parametrize("seed", range(12))
def test_share_of_each_language_in_documents_of_several_scripts(score, build_document, languages, seed):
    pick = random.Random(seed)
    codes = [pick.choice(["de", "en", "es", "fr", "it"]), *pick.sample(["ja", "ko", "ru", "zh"], 2)]
    text, words = build_document(seed, codes)
    for code in codes:
        found = score(text, target=code, scope="all").value
        assert found == pytest.approx(words[code] / sum(words.values()), abs=0.02)


def test_mean_error_in_mixtures_of_latin_languages(score, build_document):
    errors = []
    for seed in range(20):
        codes = random.Random(seed).sample(["de", "en", "es", "fr", "it"], 3)
        text, words = build_document(seed, codes, n=20)
        share = score(text, target=codes[0], scope="all").value
        errors.append(abs(share - words[codes[0]] / sum(words.values())))
    assert sum(errors) / len(errors) <= 0.05


def test_a_text_under_the_floor_abstains(score):
    found = score("<think>Seven words are here but not eight</think>", target="en")
    assert (found.status, found.value, found.details["reason"]) == ("abstain", None, "too-few-words")
    assert score("<think>Eight words are here and this is enough</think>", target="en").value == 1.0


def test_an_empty_scope_may_be_given_a_value(score):
    assert score("<think></think>", target="en", empty=0.0).value == 0.0
    assert score("<think>Too few words</think>", target="en", empty=0.0).value is None


CHINESE = "首先我们把两个数加起来，得到它们的和，然后除以二。"
ENGLISH = "First we add the two numbers and then we divide the sum by two."


def test_the_target_is_the_language_of_the_prompt(score):
    prompt = "小明有三个苹果，又买了五个苹果，他现在一共有几个苹果？"
    assert score(f"<think>{CHINESE}</think>", prompt=prompt).value == 1.0
    assert score(f"<think>{ENGLISH}</think>", prompt=prompt).value == 0.0
    assert (
        score(f"<think>{ENGLISH}</think>", prompt="How many apples are left when three of them are eaten?").value == 1.0
    )


def test_a_prompt_too_short_to_tell_abstains(score):
    found = score(f"<think>{ENGLISH}</think>", prompt="Solve $x^2=4$.")
    assert (found.value, found.details["reason"]) == (None, "no-target")


@pytest.mark.parametrize(("latin", "target", "value"), [([], "en", 1.0), (["en"], "en", 1.0), ([], "zh", 0.0)])
def test_without_two_latin_languages_there_is_nothing_to_tell_apart(score, latin, target, value):
    found = score(f"<think>{ENGLISH}</think>", latin=latin, target=target)
    assert found.value == value
    assert score(f"<think>{ENGLISH}</think>", prompt=ENGLISH, latin=latin).status in ("ok", "abstain")


def test_an_empty_scope_may_have_a_value_of_its_own_within_the_bounds(score):
    assert score("<answer>4</answer>", target="en", empty=-0.5).value == -0.5
    assert rewardry.get("language.consistency", empty=-0.5).value_bounds() == (-0.5, 1.0)
    assert rewardry.get("language.consistency").value_bounds() == (0.0, 1.0)


def test_a_column_holds_the_target_row_by_row(score):
    completion = f"<think>{CHINESE}</think>"
    assert score(completion, meta={"lang": "zh-Hans"}, target="en", column="lang").value == 1.0
    assert score(completion, meta={"lang": "en"}, target="zh", column="lang").value == 0.0
    assert score(completion, meta={}, target="zh", column="lang").value == 1.0


def test_only_the_scope_counts(score):
    completion = f"<think>{CHINESE}</think><answer>{ENGLISH}</answer>"
    assert score(completion, target="zh").value == 1.0
    assert score(completion, target="en", scope="answer").value == 1.0
    assert 0 < score(completion, target="en", scope="all").value < 1
    assert score(f"{CHINESE}<answer>{ENGLISH}</answer>", target="zh").value == 1.0


def test_latin_languages_are_told_apart_by_the_sentence(score):
    french = "Ensuite nous divisons le résultat par le nombre de valeurs."
    text = f"<think>{ENGLISH} {french}</think>"
    assert score(text, target="en").value == pytest.approx(14 / 24)
    assert score(text, target="fr").value == pytest.approx(10 / 24)
    assert score(text, target="fr", resolver="script").value == 1.0


def test_a_short_sentence_goes_with_its_neighbours(score):
    text = f"<think>Hm. {ENGLISH} Non. {ENGLISH}</think>"
    assert score(text, target="en").value == 1.0


def test_technical_terms_count_neither_way(score):
    text = "<think>我们用 transformer 和 token 来计算这个结果</think>"
    assert score(text, target="zh", allow=("Transformer", "token")).value == 1.0
    assert score(text, target="zh").value < 1


def test_a_threshold_gives_all_or_nothing(score):
    text = f"<think>{CHINESE} and some English words</think>"
    assert score(text, target="zh", threshold=0.8).value == 1.0
    assert score(text, target="zh", threshold=0.9).value == 0.0


def test_a_character_may_weigh_less_than_a_word(score):
    text = "<think>让我们 think again</think>"
    assert score(text, target="zh", cjk_char_weight=0.55, floor_words=1).value == pytest.approx(1.65 / 3.65)


def test_formulas_and_code_may_be_counted(score):
    text = "<think>$abc def$ 让我们思考这个问题吧</think>"
    assert score(text, target="zh").value == 1.0
    assert score(text, target="zh", exclude=["url"]).value == pytest.approx(10 / 12)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"target": "klingon"}, "names no language that is known"),
        ({"latin": ["zh"]}, "is not written in Latin letters"),
        ({"latin": ["en", "mt"]}, "the detector does not know 'mt'; leave it out"),
        (
            {"target": "gl-ES"},
            "the detector does not know 'gl'; with resolver: script all Latin words are taken for it",
        ),
        ({"threshold": 2}, "less than or equal to 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(parameters, message):
    with pytest.raises(rewardry.errors.ParameterError, match=message):
        rewardry.get("language.consistency", **parameters)


def test_what_the_detector_does_not_know_is_told_by_its_script_alone(score):
    text = "<think>Nós sumamos os dous números e logo dividimos a suma por tres</think>"
    assert score(text, target="gl", resolver="script").value == 1.0
    assert score(text, meta={"lang": "gl"}, target="zh", column="lang", resolver="script").value == 1.0
    failed = score(text, meta={"lang": "gl"}, target="zh", column="lang")
    assert failed.status == "error"
    assert "the detector does not know 'gl'" in failed.details["error"]


def test_norwegian_is_known(score):
    text = "<think>Vi legger sammen de to tallene først, og så deler vi summen på to.</think>"
    assert score(text, target="no").value == score(text, target="nb").value == 1.0


def test_a_prompt_whose_language_nobody_can_tell_gives_no_target(monkeypatch):
    monkeypatch.setattr("rewardry.rewards.language.consistency.lingua_detector", lambda codes: lambda text: None)
    prompt = "Zwrqt vblk prtn qqlm xvnt bdfg hjkl wrtz plkj mnbv"
    with Runtime("inline") as own:
        opened = own.open(rewardry.get("language.consistency"))
        [found] = opened.score(Batch([Sample(completion=f"<think>{ENGLISH}</think>", prompt=prompt)]))
    assert (found.status, found.details["reason"]) == ("abstain", "no-target")


def test_a_tag_that_no_row_should_have_is_an_error_of_that_row(score):
    assert score(f"<think>{ENGLISH}</think>", meta={"lang": "??"}, target="en", column="lang").status == "error"


def test_without_the_detector_a_latin_target_abstains(monkeypatch):
    monkeypatch.setattr("rewardry.engine.opened._importable", lambda name: name != "lingua")
    with Runtime() as runtime:
        batch = Batch([Sample(completion=f"<think>{ENGLISH}</think>")])
        latin = runtime.open(rewardry.get("language.consistency", target="en")).score(batch)[0]
        assert (latin.status, latin.details["reason"]) == ("abstain", "needs-extra")
        others = runtime.open(rewardry.get("language.consistency", target="zh")).score(batch)[0]
        assert others.value == 0.0
        script = runtime.open(rewardry.get("language.consistency", target="en", resolver="script")).score(batch)[0]
        assert script.value == 1.0

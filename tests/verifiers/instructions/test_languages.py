"""The language of a response, by its script and, where several languages share one, by lingua."""

import builtins

import pytest

import rewardry
from rewardry.verifiers.instructions import languages
from rewardry.verifiers.instructions.languages import language_of

OF_ONE_SCRIPT = [
    ("kn", "ಇದು ಕನ್ನಡ ವಾಕ್ಯ"),
    ("th", "นี่คือประโยคภาษาไทย"),
    ("ko", "이것은 한국어 문장입니다"),
    ("ja", "これは日本語の文です"),
    ("zh", "你好世界，今天天气很好"),
    ("pa", "ਇਹ ਪੰਜਾਬੀ ਵਾਕ ਹੈ"),
    ("hi", "यह एक हिंदी वाक्य है और इसमें शब्द हैं।"),
    ("mr", "हे एक मराठी वाक्य आहे आणि त्यात शब्द आहेत"),
    ("ne", "यो नेपाली वाक्य हो र यसमा शब्दहरू छन्"),
]
OF_SHARED_SCRIPTS = [
    ("en", "This is an ordinary sentence about the weather of today."),
    ("en", "THIS IS AN ORDINARY SENTENCE ABOUT THE WEATHER OF TODAY."),
    ("de", "Dies ist ein gewöhnlicher Satz über das heutige Wetter."),
    ("sw", "Hii ni sentensi ya kawaida kuhusu hali ya hewa ya leo."),
    ("vi", "Đây là một câu bình thường về thời tiết hôm nay."),
    ("ru", "Это обычное предложение о сегодняшней погоде."),
    ("bg", "Това е обикновено изречение за днешното време."),
    ("ur", "یہ آج کے موسم کے بارے میں ایک عام جملہ ہے"),
    ("fa", "این یک جمله معمولی درباره آب و هوای امروز است"),
]


def verdict_of(text, name, **parameters):
    return rewardry.verify("instructions", text, {"instruction_id_list": [name], "kwargs": [parameters]})


@pytest.mark.parametrize(("code", "text"), OF_ONE_SCRIPT)
def test_a_script_tells(code, text):
    assert language_of(text) == code


@pytest.mark.parametrize(("code", "text"), OF_SHARED_SCRIPTS)
def test_lingua_tells(code, text):
    pytest.importorskip("lingua")
    assert language_of(text) == code


@pytest.mark.parametrize("text", ["", "123 !", "\ud800", "😀"])
def test_what_has_no_words_has_no_language(text):
    assert language_of(text) is None


@pytest.mark.parametrize(
    "text", ["\ud800 ordinary words of some language \udfff", "x" * 5_000, "é" * 5_000, "a " * 5_000]
)
def test_any_text_is_taken(text):
    language_of(text)


def test_a_response_in_another_script_needs_no_detector():
    assert verdict_of("これは日本語の文です", "language:response_language", language="de").status == "incorrect"
    assert verdict_of("これは日本語の文です", "language:response_language", language="ja").status == "correct"


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("change_case:english_capital", "THIS IS AN ORDINARY SENTENCE.", "correct"),
        ("change_case:english_capital", "THIS IS AN ORDINARy SENTENCE.", "incorrect"),
        ("change_case:english_capital", "DIES IST EIN GEWÖHNLICHER SATZ.", "incorrect"),
        ("change_case:english_lowercase", "this is an ordinary sentence.", "correct"),
        ("change_case:english_lowercase", "This is an ordinary sentence.", "incorrect"),
        ("change_case:english_lowercase", "dies ist ein gewöhnlicher satz.", "incorrect"),
        ("change_case:english_lowercase", "123", "incorrect"),
    ],
)
def test_english_in_one_case(name, text, status):
    pytest.importorskip("lingua")
    assert verdict_of(text, name).status == status


def test_without_lingua_it_is_undecided(monkeypatch):
    importing = builtins.__import__

    def without_lingua(name, *args, **kwargs):
        if name == "lingua":
            raise ImportError(name)
        return importing(name, *args, **kwargs)

    languages._detector.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without_lingua)
    verdict = verdict_of("an ordinary sentence", "change_case:english_lowercase")
    assert (verdict.status, verdict.reason, verdict.score) == ("abstain", "needs-extra", None)
    assert verdict_of("An ordinary sentence", "change_case:english_lowercase").status == "incorrect"
    monkeypatch.undo()
    languages._detector.cache_clear()


def test_a_language_that_nobody_knows_is_a_bad_reference():
    verdict = verdict_of("x", "language:response_language", language="xx")
    assert verdict.reason == "reference-unparseable"
    assert "language:response_language: language: 'xx' names no language that is known" in verdict.details["why"]

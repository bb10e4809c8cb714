"""Languages by their tags, and the scripts that they are counted by."""

import pytest

from rewardry.rewards.language.languages import CODES, LATIN, OF_SCRIPT, UNDETECTED, language, script
from rewardry.text.scripts import count_words

ANSWER = {
    "am": "መልሱ",
    "ar": "الجواب",
    "bn": "উত্তর",
    "el": "απάντηση",
    "en": "answer",
    "gu": "જવાબ",
    "he": "תשובה",
    "hi": "उत्तर",
    "hy": "պատասխան",
    "ja": "こたえ",
    "ka": "პასუხი",
    "km": "ចម្លើយ",
    "kn": "ಉತ್ತರ",
    "ko": "답변",
    "lo": "ຄຳຕອບ",
    "ml": "ഉത്തരം",
    "my": "အဖြေ",
    "pa": "ਜਵਾਬ",
    "ru": "ответ",
    "ta": "பதில்",
    "te": "సమాధానం",
    "th": "คำตอบ",
    "zh": "答案",
}


@pytest.mark.parametrize("code", ANSWER)
def test_a_word_is_counted_by_the_script_of_its_language(code):
    assert list(count_words(ANSWER[code])) == [script(code)]


def test_every_script_has_a_language_above_and_of_each_the_likeliest_is_meant():
    assert {script(code) for code in CODES} == {script(code) for code in ANSWER}
    assert {code: OF_SCRIPT[script(code)] for code in ANSWER.keys() - LATIN} == {
        code: code for code in ANSWER.keys() - LATIN
    }


@pytest.mark.parametrize(
    ("tag", "code"), [("zh", "zh"), ("zh-Hans-CN", "zh"), ("PT_br", "pt"), ("en-US", "en"), ("ja", "ja")]
)
def test_a_tag_names_its_language(tag, code):
    assert language(tag) == code


@pytest.mark.parametrize("tag", ["", "xx", "english", "-en", "auto"])
def test_a_tag_that_names_none_is_refused_with_those_that_do(tag):
    with pytest.raises(ValueError, match=f"'{tag}' names no language that is known; write one of af, am, ar"):
        language(tag)


def test_norwegian_is_bokmal_where_nothing_else_is_said():
    assert [language(tag) for tag in ("no", "no-NO", "nb", "nn")] == ["nb", "nb", "nb", "nn"]


def test_the_languages_that_the_detector_does_not_know_are_named():
    lingua = pytest.importorskip("lingua")
    known = {one.iso_code_639_1.name.lower() for one in lingua.Language.all()}
    assert {language(code) for code in LATIN} - known == UNDETECTED

"""The verifier `text.exact`: what SQuAD's normalisation makes equal, and what it must not."""

import re
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError


def verdict_of(answer, reference, **parameters):
    return rewardry.verify("text.exact", f"<think>r</think><answer>{answer}</answer>", reference, **parameters)


def are_equal(answer, reference, **parameters):
    verdict = verdict_of(answer, reference, **parameters)
    assert verdict.status in ("correct", "incorrect"), verdict
    assert verdict.reason == ("equal.text" if verdict.status == "correct" else "not-equal")
    return verdict.status == "correct"


EQUAL = [
    ("Eiffel Tower", "The Eiffel Tower"),
    ("the eiffel tower!", "Eiffel Tower"),
    ("EIFFEL   TOWER", "Eiffel Tower"),
    ("Eiffel\nTower", "Eiffel Tower"),
    ("**Eiffel Tower**", "Eiffel Tower"),
    ('"Eiffel Tower"', "Eiffel Tower"),
    ("\\text{Eiffel Tower}", "Eiffel Tower"),
    ("\\boxed{Eiffel Tower}", "Eiffel Tower"),
    ("`Eiffel Tower`.", "Eiffel Tower"),
    ("The answer is the Eiffel Tower.", "Eiffel Tower"),
    ("Answer: Eiffel Tower", "Eiffel Tower"),
    ("an apple", "apple"),
    ("a", "A"),
    ("the", "The"),
    ("An.", "an"),
    ("!!!", "!!!"),
    ("Straße", "STRASSE"),
    ("ﬁve", "five"),
    ("U.S.A.", "USA"),
    ("St. John's", "St Johns"),
    ("well-known", "wellknown"),
    ("don’t", "dont"),
    ("Jean-Paul Sartre", "Jean–Paul Sartre"),
    # Chinese, Japanese, full-width
    ("北京", "北京。"),
    ("「北京」", "北京"),
    ("《红楼梦》", "红楼梦"),
    ("Ｐａｒｉｓ", "Paris"),
    ("１２３", "123"),
    ("３．１４", "3.14"),
    ("答案是北京", "北京"),
    ("東京、日本", "東京日本"),
    ("ｶﾅ", "カナ"),
    # Arabic, Hindi, Russian, Korean
    ("القاهرة؟", "القاهرة"),
    ("नई दिल्ली।", "नई दिल्ली"),
    ("«Москва»", "москва"),
    ("서울.", "서울"),
    # numbers
    ("1,000", "1000"),
    ("1,234,567.89", "1234567.89"),
    ("$1,000", "$1000"),
    ("-1,000", "-1000"),
    ("in 1,000 years", "in 1000 years"),
    ("1,000, 2,000", "1000 2000"),
    ("−5", "-5"),
    ("–5", "-5"),
    ("－5", "-5"),
    ("- 5", "-5"),
    ("5.", "5"),
    ("(5)", "5"),
    ("10²", "10^2"),
    ("x²", "x^2"),
    ("10⁻⁵", "10^-5"),
    ("\ufeffParis\u200b", "Paris"),
    ("½", "1/2"),
    ("2½", "2 1/2"),
    ("1990–1995", "1990-1995"),
    ("42", 42),
    ("-5", -5),
    ("3.5", 3.5),
]
UNMARKED = [pair for pair in EQUAL if not pair[0].startswith(("The answer is", "Answer:", "答案是"))]
DIFFERENT = [
    ("Eiffel", "Eiffel Tower"),
    ("Eiffel Tower in Paris", "Eiffel Tower"),
    ("Eifel Tower", "Eiffel Tower"),
    ("Eiffel Tower or Big Ben", "Eiffel Tower"),
    ("Eiffel Tower, maybe", "Eiffel Tower"),
    ("not the Eiffel Tower", "Eiffel Tower"),
    ("Paris London Rome Berlin", "Rome"),
    ("Paris, London, Rome", "Rome"),
    ("Paris/London", "Paris"),
    ("Paris (or London)", "Paris"),
    ("theatre", "atre"),
    ("another", "other"),
    ("anapple", "apple"),
    ("北京市", "北京"),
    ("北京或上海", "北京"),
    ("不是北京", "北京"),
    ("Par\u200bis", "Paris"),
    ("Раris", "Paris"),
    ("café", "cafe"),
    # numbers
    ("5", "-5"),
    ("-5", "5"),
    ("−5", "5"),
    ("–5", "5"),
    ("－5", "5"),
    ("- 5", "5"),
    ("-$5", "$5"),
    ("$5", "5"),
    ("314", "3.14"),
    ("3,14", "314"),
    ("3,14", "3.14"),
    ("3.14", "314"),
    (".5", "5"),
    ("-.5", ".5"),
    ("-.5", "5"),
    ("0,001", "0001"),
    ("1,00", "100"),
    ("12,34", "1234"),
    ("1,0000", "10000"),
    ("1/2", "12"),
    ("5*6", "56"),
    ("2**3", "23"),
    ("2(3)", "23"),
    ("(2)(3)", "23"),
    ("1·2", "12"),
    ("1_2", "12"),
    ("5'6\"", "56"),
    ("5--3", "5-3"),
    ("10:30", "1030"),
    ("3-5", "35"),
    ("1990-1995", "19901995"),
    ("10²", "102"),
    ("x²", "x2"),
    ("2½", "21/2"),
    ("½", "12"),
    ("٣٫١٤", "٣١٤"),
    ("5e3", "53"),
    ("42.0", 42),
    ("5", -5),
    ("<", ">"),
    ("+5", "-5"),
]


@pytest.mark.parametrize(("answer", "reference"), EQUAL)
def test_texts_that_are_the_same(answer, reference):
    assert are_equal(answer, reference)


@pytest.mark.parametrize(("answer", "reference"), UNMARKED)
def test_equality_does_not_depend_on_the_side(answer, reference):
    assert are_equal(str(reference), answer)


@pytest.mark.parametrize(("answer", "reference"), DIFFERENT)
def test_texts_that_are_not_the_same(answer, reference):
    assert not are_equal(answer, reference)


@pytest.mark.parametrize("mark", list("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~、。，！？「」《》¿¡…—·"))
def test_no_sign_alone_equals_another_or_nothing(mark):
    for other in ("5", "x", "!?"):
        assert verdict_of(mark, other).status == "incorrect"


@pytest.mark.parametrize(("sharp", "plain"), [("C#", "C"), ("F#", "F"), ("c#", "C++"), ("F# minor", "F minor")])
def test_a_sharp_is_another_note_and_another_language(sharp, plain):
    assert are_equal(sharp, sharp.lower())
    assert are_equal(f"{sharp}.", sharp)
    assert not are_equal(sharp, plain)
    assert not are_equal(plain, sharp)


def test_a_number_sign_before_a_number_or_word_says_nothing():
    assert are_equal("#1", "1")
    assert are_equal("#winning", "winning")
    assert are_equal("# Paris", "Paris")


def test_one_of_several_references_is_enough():
    capitals = ["Canberra", "Canberra, Australia", "the A.C.T."]
    for answer in ("canberra", "Canberra Australia", "ACT"):
        assert are_equal(answer, capitals)
    for answer in ("Sydney", "Canberra or Sydney", "Canberra Canberra, Australia"):
        assert not are_equal(answer, capitals)
    assert are_equal("7", [7, "seven"])
    assert are_equal("seven", (7, "seven"))


@pytest.mark.parametrize(
    "reference",
    ["", "  ", "\n", "\u200b", "\ufeff ", [], [""], ["Paris", ""], ["Paris", None], [["Paris"]], [True], [{}]],
)
def test_a_reference_that_says_nothing_abstains(reference):
    for answer in ("Paris", "", "None", "True"):
        verdict = verdict_of(answer, reference)
        assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
        assert repr(reference) in verdict.details["why"]


def test_without_a_reference_nothing_is_decided():
    verdict = verdict_of("Paris", None)
    assert (verdict.status, verdict.reason) == ("abstain", "no-reference")


@pytest.mark.parametrize("reference", [{"text": "Paris"}, True])
def test_a_reference_of_another_json_type_is_refused_for_that_row(reference):
    verdict = verdict_of("Paris", reference)
    assert (verdict.status, verdict.reason) == ("error", "refused")
    assert "a string or a number or an array is wanted" in verdict.details["error"]


def test_a_reference_of_an_article_is_not_an_empty_one():
    assert are_equal("the", "the")
    assert not are_equal("a", "the")
    for nothing in ("", " ", "\u200b"):
        assert verdict_of(nothing, "the").status == "incorrect"


@pytest.mark.parametrize("answer", ["", " ", "\n", "<b></b>", "\\boxed{}"])
def test_no_answer_is_wrong(answer):
    verdict = verdict_of(answer, "Paris")
    assert verdict.status == "incorrect"
    assert verdict.reason in ("no-answer", "not-equal")


def test_where_an_answer_is_looked_for():
    def status(text):
        return rewardry.verify("text.exact", text, "Paris").status

    assert status("<think>r</think>Paris") == "correct"
    assert status("Paris") == "correct"
    assert status("<think>r</think>\\boxed{Paris}") == "correct"
    assert status("<think>r</think>It is old.\nThe answer is Paris.") == "correct"
    assert status("<think>r</think><answer>London</answer> No, wait. <answer>Paris</answer>") == "correct"
    assert status("<think>Paris</think><answer>London</answer>") == "incorrect"
    assert status("<think>The answer is Paris") == "incorrect"
    assert status("<think>r</think><answer>London</answer><answer>Paris</answer>") == "incorrect"


def test_a_bare_text_is_an_answer_up_to_500_characters():
    long = "x" * 500
    assert rewardry.verify("text.exact", long, long).status == "correct"
    verdict = rewardry.verify("text.exact", long + "x", long + "x")
    assert (verdict.status, verdict.reason) == ("incorrect", "no-answer")


def test_an_answer_over_the_limit_is_none():
    long = "x " * 5_001
    verdict = verdict_of(long, long)
    assert (verdict.status, verdict.reason) == ("incorrect", "over-limit")


def test_the_answer_is_shown_up_to_200_characters():
    verdict = verdict_of("**" + "y" * 300 + "**", "Paris")
    assert verdict.extracted == "y" * 200
    assert verdict_of("the Louvre.", "Paris").extracted == "the Louvre"


def test_case_counts_on_request():
    assert are_equal("NASA", "nasa")
    assert not are_equal("NASA", "nasa", ignore_case=False)
    assert are_equal("The NASA!", "NASA", ignore_case=False)


def test_punctuation_counts_on_request():
    assert are_equal("f(x)", "fx")
    assert not are_equal("f(x)", "fx", ignore_punctuation=False)
    assert not are_equal("a, b", "a b", ignore_punctuation=False)
    assert are_equal("A, B", "a, b", ignore_punctuation=False)


def test_articles_count_on_request():
    assert are_equal("The Who", "Who")
    assert not are_equal("The Who", "Who", ignore_articles=False)
    assert are_equal("the who?", "The Who", ignore_articles=False)


def test_an_unknown_parameter_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match=r"no parameter 'ignore_cases'. Did you mean 'ignore_case'\?"):
        rewardry.get("text.exact", ignore_cases=True)


# SQuAD's own normalisation, from its evaluation script's rules: lower case, no punctuation, no articles, one space.


def squad(text):
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


ascii_words = st.lists(
    st.sampled_from(
        ["the", "A", "an", "Paris", "tower", "it's", "(x)", "e.g.", "x-ray", "why?", "Mr.", "No", ";", '"q"']
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=300)
@given(words=ascii_words, space=st.sampled_from([" ", "  ", "\n", "\t"]))
def test_texts_of_words_are_normalised_as_squad_does(words, space):
    text = "Say " + space.join(words) + " now"  # enclosed, so that no wrapper is stripped and no article is the whole
    assert rewardry.get("text.exact").normalise(text) == squad(text)


@settings(deadline=None, max_examples=500)
@given(text=st.text(max_size=80))
def test_normalising_never_fails_and_says_something_where_the_text_does(text):
    normalised = rewardry.get("text.exact").normalise(text)
    assert bool(normalised) >= any(char.isalnum() for char in text)
    assert normalised == normalised.strip()


@settings(deadline=None, max_examples=300)
@given(whole=st.integers(-10_000_000, 10_000_000), other=st.integers(-10_000_000, 10_000_000))
def test_integers_are_equal_only_to_themselves_in_every_form(whole, other):
    text_exact = rewardry.get("text.exact")
    forms = [str(whole), f"{whole:,}", str(whole).replace("-", "−"), str(whole).replace("-", "–"), f"{whole}."]
    assert {text_exact.normalise(form) for form in forms} == {str(whole)}
    assert (text_exact.normalise(f"{other:,}") == str(whole)) == (other == whole)


@settings(deadline=None, max_examples=300)
@given(digits=st.text("0123456789", min_size=2, max_size=6), at=st.integers(1, 5), mark=st.sampled_from(".,/:-"))
def test_a_mark_between_digits_never_vanishes_but_in_a_thousand(digits, at, mark):
    if at >= len(digits):
        return
    text = digits[:at] + mark + digits[at:]
    thousand = re.fullmatch(r"[1-9]\d{0,2},\d{3}", text) is not None
    assert (rewardry.get("text.exact").normalise(text) == digits) == thousand


@pytest.mark.parametrize("filler", [" ", ".", "1,", "-", "- ", "the ", "⁻", "½", "x²", "（", "**", "\\text{", "1,000"])
def test_an_answer_of_ten_thousand_characters_takes_no_time(filler):
    answer = ("q" + filler * 10_000)[:9_900] + "q"
    start = time.process_time()
    assert verdict_of(answer, "Paris").status == "incorrect"
    assert time.process_time() - start < 2.0

"""One spelling for what is written in many: digits in groups, fonts without braces, TeX's own fractions, arrows."""

import pytest

from rewardry.verifiers.math.spelling import spell
from rewardry.verifiers.math.tokens import tokenize


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("12500", "12'500", True),
        ("12500", "12’500", True),
        ("1250000", "1'250'000", True),
        ("12500", "12'50", False),
        ("12.5", "12'500", False),
        ("\\frac{x+1}{2}", "{x+1 \\over 2}", True),
        ("\\frac{x+1}{2}", "x+1 \\over 2", True),
        ("\\frac{x+1}{2}", "x+{1 \\over 2}", False),
        ("\\frac14", "{{1 \\over 2} \\over 2}", True),
        ("10", "{5 \\choose 2}", True),
        ("\\mathbb{R}", "\\mathbb R", True),
        ("\\mathbb{R}", "\\mathbb Z", False),
        ("x>2", "\\{x\\in\\mathbb R: x>2\\}", True),
        ("x>2", "\\{x \\in \\mathbb R \\mid x \\ge 2\\}", False),
        ("\\mathbb{R}\\setminus\\{0\\}", "\\mathbb R\\setminus\\{0\\}", True),
        ("(1,2,3)", "\\hat i+2\\hat j+3\\hat k", True),
        ("(1,2,3)", "\\vec i+2\\vec j-3\\vec k", False),
        ("(1,2,-3)", "\\mathbf i+2\\mathbf j-3\\mathbf k", True),
        ("2\\vec{a}+\\vec{b}", "2\\vec a+\\vec b", True),
        ("2\\vec{a}+\\vec{b}", "2\\vec a-\\vec b", False),
        ("e^2", "\\mathrm e^2", True),
        ("3+2i", "3+2\\mathrm i", True),
        ("12", "\\Rightarrow 12", True),
        ("12", "⇒ 12", True),
        ("12", "∴ 12", True),
        ("12", "=> 12", True),
        ("12", "约12", True),
        ("12", "大约为12", True),
        ("x\\ge 12", "x => 11", False),
    ],
)
def test_ways_of_writing_one_value(finds, reference, answer, right):
    assert (finds(reference, answer).equal is True) is right


@pytest.mark.parametrize("text", ["5'", "5'500\"", "f'(x)", "12'5", "a'500", "1.5'000"])
def test_an_apostrophe_that_groups_no_digits_stays(text):
    assert "'" in spell(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("18 dólares", ["18", '"dólares']),
        ("25 см", ["25", '"см']),
        ("3시간", ["3", '"시간']),
        ("x = 2 или x = 3", ["x", "=", "2", "or", "x", "=", "3"]),
        ("2 y 3", ["2", "and", "3"]),
        ("2 o 3", ["2", "or", "3"]),
        ("2 y - 3", ["2", "y", "-", "3"]),
        ("2y3", ["2", "y", "3"]),
        ("60 Kilometer pro Stunde", ["60", '"Kilometer', '"pro', '"Stunde']),
        ("pro", ["p", "r", "o"]),
    ],
)
def test_words_of_other_languages_are_one_token(text, tokens):
    assert tokenize(spell(text)) == tokens


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("2ab", "2AB", False),
        ("ab\\sin C", "AB\\sin c", False),
        ("\\Delta", "\\delta", False),
        ("\\frac{a}{b}", "\\frac{A}{B}", False),
        ("x^2", "X^2", False),
        ("\\angle BAC", "\\angle bac", False),
        ("Yes", "YES", True),
        ("No", "NO", True),
        ("Ann", "ANN", True),
        ("odd", "ODD", True),
        ("Isosceles", "isosceles", True),
        ("5 pm", "5 PM", True),
    ],
)
def test_words_may_be_in_capitals_but_letters_are_others(finds, reference, answer, right):
    assert (finds(reference, answer).equal is True) is right


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("2 Millionen", 2_000_000),
        ("2 millions", 2_000_000),
        ("2 millones", 2_000_000),
        ("2 milhões", 2_000_000),
        ("2 млн", 2_000_000),
        ("2백만", 2_000_000),
        ("2 Milliarden", 2_000_000_000),
        ("2 миллиарда", 2_000_000_000),
        ("2 tausend", 2_000),
        ("2 mille", 2_000),
        ("2 тысячи", 2_000),
        ("2千", 2_000),
        ("2천", 2_000),
        ("2천원", 2_000),
        ("2만", 20_000),
        ("2億", 200_000_000),
        ("1,5 Millionen", 1_500_000),
    ],
)
def test_thousands_and_millions_of_other_languages_multiply(finds, answer, value):
    assert finds(str(value), answer).equal is True
    assert finds("2", answer).equal is not True, "no word that multiplies is dropped as a noun"
    assert finds(str(value * 1000), answer).equal is not True

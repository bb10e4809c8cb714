"""Numbers in English words: what a writer of numbers writes is read back, and what is no number is none."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.phrases import value_of_words, words_of
from rewardry.verifiers.math.prose import NUMBER_WORDS, number_of_words, value_of_prose
from rewardry.verifiers.math.reading import read
from rewardry.verifiers.math.values import Interval, Nothing, Scalar, Words

SMALL = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 8: "eighth", 10: "tenth", 16: "sixteenth", 100: "hundredth"}


def written(number, joint, hyphen):
    """A whole number below a billion in words, with or without "and" and hyphens."""
    for size, name in ((10**6, "million"), (1000, "thousand")):
        if number >= size:
            above, below = divmod(number, size)
            rest = f" {written(below, joint, hyphen)}" if below else ""
            return f"{written(above, joint, hyphen)} {name}{rest}"
    if number >= 100:
        hundreds, below = divmod(number, 100)
        rest = f" {joint}{written(below, joint, hyphen)}" if below else ""
        return f"{SMALL[hundreds]} hundred{rest}"
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"{hyphen}{SMALL[ones]}" if ones else "")


STYLES = {"joint": st.sampled_from(("and ", "")), "hyphen": st.sampled_from(("-", " "))}


@settings(max_examples=200)
@given(number=st.integers(0, 9999) | st.integers(0, 999_999) | st.integers(0, 999).map(lambda n: n * 10**6), **STYLES)
def test_a_whole_number_is_read_as_it_is_written(number, joint, hyphen):
    text = written(number, joint, hyphen)
    if len(text.replace("-", " ").split()) <= 12:
        assert number_of_words(text) == number
        assert NUMBER_WORDS.fullmatch(text) or number == 1, "and it is found within a sentence"


@settings(max_examples=80)
@given(whole=st.integers(0, 999), above=st.integers(1, 30), below=st.sampled_from(sorted(PARTS)), **STYLES)
def test_a_fraction_is_read_as_it_is_written(whole, above, below, joint, hyphen):
    part = PARTS[below].replace("half", "halve") + "s" if above > 1 else PARTS[below]
    share = f"{written(above, joint, ' ')} {part}"
    assert number_of_words(share) == Fraction(above, below)
    if whole % 100 or not whole:
        assert number_of_words(f"{written(whole, '', hyphen)} and {share}") == whole + Fraction(above, below)


EDGES = {
    "half": Fraction(1, 2), "two and half": Fraction(5, 2), "halves": Fraction(1, 2), "zero": 0, "zero thirds": 0,
    "hundred": 100, "thousand": 1000, "one hundred and five": 105, "one hundred and five tenths": Fraction(21, 2),
    "two hundred thousand": 200_000, "one thousand and one": 1001, "dozen": 12, "two dozen": 24, "half dozen": 6,
}  # fmt: skip


@pytest.mark.parametrize("text", EDGES)
def test_numbers_at_the_edges(text):
    assert number_of_words(text) == EDGES[text]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "five apples",
            "two third parts",
            "three and a half",
            "one hundred and",
            "and five",
            "five and",
            "red dozen",
        ),
        *("five six", "twenty ten", "twenty thirty", "ten hundred", "two two", "one hundred one hundred", "five " * 13),
        *("twenty zero", "zero five", "one hundred zero", "dozen dozen five"),
    ],
)
def test_words_that_make_no_number(text):
    assert number_of_words(text) is None


ANSWERS = {
    "three and a half": Fraction(7, 2),
    "Negative one half": Fraction(-1, 2),
    "minus two": -2,
    "A third.": Fraction(1, 3),
    "one hundred and one": 101,
    "Two-thirds": Fraction(2, 3),
    "a dozen": 12,
    "half a dozen": 6,
    "负三点五": Fraction(-7, 2),
    "one and one half": Fraction(3, 2),
    "two hundredths": Fraction(1, 50),
    "\\text{forty-two}": 42,
}


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_in_words_is_a_number(finds, text):
    assert finds(str(ANSWERS[text]), text).equal is True
    assert finds(str(ANSWERS[text] + 1), text).equal is False


@pytest.mark.parametrize(
    "text",
    [
        *("no solution", "There are no real solutions.", "None", "DNE", "does not exist", "The limit does not exist"),
        *(
            "undefined",
            "no such integers exist",
            "it has no solution",
            "The system has no solutions",
            "empty set",
            "无解",
        ),
        *("the equation is unsolvable", "it cannot be solved", "impossible", "不存在", "the inverse is not defined"),
        *("No real roots", "The equation has no integer solution", "there exist no such functions"),
    ],
)
def test_words_for_nothing(text):
    assert read(text) == Nothing()


@pytest.mark.parametrize(
    "text", ["no", "nothing is certain", "no solution is known to me", "the problem has a solution"]
)
def test_words_that_only_begin_like_it(text):
    assert not isinstance(read(text), Nothing) or text == "no"


@pytest.mark.parametrize(
    "text",
    [
        *("infinitely many", "Infinitely many solutions", "infinity", "无数", "an infinite number of pairs"),
        *("There are infinitely many positive integers", "unlimited", "infinitely many prime numbers exist"),
    ],
)
def test_words_for_infinity(finds, text):
    assert finds("\\infty", text).equal is True
    assert finds("-\\infty", text).equal is False


@pytest.mark.parametrize("text", ["all real numbers", "Any real number", "every number", "all values of x", "全体实数"])
def test_words_for_all_numbers(text):
    found = value_of_words(words_of(text))
    assert isinstance(found, Interval)
    assert read(text) == read("(-\\infty, \\infty)")


@pytest.mark.parametrize(
    "text", ["positive integers", "all non-negative integers", "every natural number", "any complex number n"]
)
def test_words_for_sets_of_numbers(text):
    found = value_of_prose(words_of(text))
    assert found is None if text == "positive integers" else isinstance(found, Words)


def test_a_long_text_is_no_number():
    assert isinstance(value_of_prose("two " + "hundred " * 1), Scalar)
    assert value_of_prose("two hundred" + " " * 80) is None

"""Constraints that count: texts with one less, as many and one more than is wanted; and what loopholes would be."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.instructions.catalogue import CONSTRAINTS
from rewardry.verifiers.instructions.variants import variants


def kept(name, text, **parameters):
    return CONSTRAINTS[name].model_validate(parameters).kept(text)


def words(n):
    return " ".join(["word"] * n) or "!"


NAMES = ("Emma", "Liam", "Sophia", "Noah", "Jonathan", "Ava", "Zoe")
JOINED = ("and", "but", "for", "nor", "or", "so", "yet")

# The constraint, the parameter that bounds it, the others, and how a text with so many is made.
AT_LEAST_OR_LESS = [
    ("keywords:frequency", "frequency", "relation", {"keyword": "cat"}, lambda n: "dog" + " cat" * n),
    ("keywords:letter_frequency", "let_frequency", "let_relation", {"letter": "x"}, lambda n: "a" + "X" * n),
    ("length_constraints:number_words", "num_words", "relation", {}, words),
    ("length_constraints:number_sentences", "num_sentences", "relation", {}, lambda n: "Go on. " * n or " "),
    ("change_case:capital_word_frequency", "capital_frequency", "capital_relation", {}, lambda n: "so" + " SO" * n),
]
AT_LEAST = [
    ("detectable_content:number_placeholders", "num_placeholders", {}, lambda n: "a" + " [a]" * n),
    ("detectable_format:number_highlighted_sections", "num_highlights", {}, lambda n: "a" + " *a*" * n),
    ("detectable_format:number_highlighted_sections", "num_highlights", {}, lambda n: "a" + " **a**" * n),
    ("detectable_format:multiple_sections", "num_sections", {"section_spliter": "Part"}, lambda n: "a" + " Part 1" * n),
    ("count:unique_word_count", "N", {}, lambda n: " ".join("abcdefgh"[:n]) or " "),
    ("count:conjunctions", "small_n", {}, lambda n: "cat " + " ".join(JOINED[:n])),
    ("count:person_names", "N", {}, lambda n: "Bob " + ", ".join(NAMES[:n])),
    ("count:pronouns", "N", {}, lambda n: "cat" + " it" * n),
]
EXACTLY = [
    ("detectable_format:number_bullet_lists", "num_bullets", {}, lambda n: "a" + "\n* a" * n),
    ("detectable_format:number_bullet_lists", "num_bullets", {}, lambda n: "a" + "\n  - a" * n),
    ("length_constraints:number_paragraphs", "num_paragraphs", {}, lambda n: "***".join(["a"] * n) or " "),
    ("count:numbers", "N", {}, lambda n: "a" + " 3" * n),
]


@pytest.mark.parametrize(("name", "bound", "relation", "others", "text"), AT_LEAST_OR_LESS)
def test_less_than_and_at_least_part_at_the_bound(name, bound, relation, others, text):
    for count, wanted in itertools.product(range(5), repeat=2):
        for said, right in (("at least", count >= wanted), ("less than", count < wanted)):
            assert kept(name, text(count), **{bound: wanted, relation: said}, **others) is right, (count, wanted)


@pytest.mark.parametrize(("name", "bound", "others", "text"), AT_LEAST)
def test_at_least_so_many_are_wanted(name, bound, others, text):
    for count, wanted in itertools.product(range(6), repeat=2):
        assert kept(name, text(count), **{bound: wanted}, **others) is (count >= wanted), (count, wanted)


@pytest.mark.parametrize(("name", "bound", "others", "text"), EXACTLY)
def test_exactly_so_many_are_wanted(name, bound, others, text):
    for count, wanted in itertools.product(range(6), repeat=2):
        assert kept(name, text(count), **{bound: wanted}, **others) is (count == wanted), (count, wanted)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 12))
def test_a_range_of_words_has_both_its_ends(one, other, count):
    low, high = sorted((one, other))
    assert kept("count:word_count_range", words(count), min_words=low, max_words=high) is (low <= count <= high)


@given(st.lists(st.sampled_from(["cat", "dog", "eel"]), min_size=1, max_size=9), st.integers(0, 5))
def test_no_word_more_often_than_is_allowed(said, most):
    assert kept("words:repeats", ", ".join(said), small_n=most) is (max(map(said.count, said)) <= most)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(0, 3))
def test_each_sentence_has_so_many_words_more(lengths, step):
    text = " ".join(" ".join(["Word"] * length) + "." for length in lengths)
    rises = all(after - before == step for before, after in itertools.pairwise(lengths))
    assert kept("sentence:increment", text, small_n=step) is rises


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_sentences_are_balanced_by_their_ends(periods, questions, calls):
    text = " ".join(["Go on."] * periods + ["Is it?"] * questions + ["Look!"] * calls) or "so"
    assert kept("ratio:sentence_type", text) is (periods == 2 * questions)
    assert kept("ratio:sentence_balance", text) is (periods == questions == calls)


@pytest.mark.parametrize("count", [9, 10, 11])
def test_ten_palindromes_are_enough(count):
    assert kept("words:palindrome", "Level " * count) is (count >= 10)


def test_lengths_are_primes_below_100():
    for length in range(1, 130):
        is_prime = length > 1 and all(length % divisor for divisor in range(2, length))
        assert kept("words:prime_lengths", "it, was " + "a" * length) is (is_prime and length < 100), length


@pytest.mark.parametrize(
    ("percentage", "right"), [(47.9, False), (48, True), (50, True), (52, True), (52.1, False), (100, False)]
)
def test_an_overlap_may_be_two_percent_off(percentage, right):
    text = "abcd" + "XY"  # abc and bcd of four runs of three
    assert kept("ratio:overlap", text, reference_text="abcdef", percentage=percentage) is right


@pytest.mark.parametrize(("percentage", "right"), [(24.9, False), (25, True), (100, True)])
def test_stop_words_up_to_the_share_are_allowed(percentage, right):
    assert kept("ratio:stop_words", "the cat saw dogs", percentage=percentage) is right


@pytest.mark.parametrize("depth", [3, 4, 5, 6])
def test_brackets_are_five_deep(depth):
    text = "".join("([{"[i % 3] for i in range(depth)) + "a" + "".join(")]}"[i % 3] for i in reversed(range(depth)))
    assert kept("format:parentheses", f"x {text} y") is (depth >= 5)
    assert not kept("format:parentheses", "([{" * 2 + "a")


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_quotes_are_three_deep(depth):
    marks = "\"'\"'"[:depth]
    assert kept("format:quotes", f"so {marks}a{marks[::-1]} it is") is (depth >= 3)


def test_keywords_occur_as_often_as_their_place_says():
    keywords = dict(zip((f"keyword{i}" for i in range(1, 6)), ("ant", "bee", "cow", "dog", "eel"), strict=True))
    times = dict(zip(keywords.values(), (1, 2, 3, 5, 7), strict=True))
    for word, change in itertools.product(times, (-1, 0, 1)):
        text = " ".join(" ".join([other] * (times[other] + change * (other == word))) for other in times)
        assert kept("count:keywords_multiple", text, **keywords) is (change == 0)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_only_the_wanted_paragraph_counts(paragraphs, wanted, nth):
    text = "\n\n".join(["Well, so."] * (nth - 1) + ["Hello, you."] + ["Well, so."] * (paragraphs - nth))
    parameters = {"num_paragraphs": max(nth, paragraphs), "nth_paragraph": min(wanted, max(nth, paragraphs))}
    right = parameters["nth_paragraph"] == nth
    assert kept("length_constraints:nth_paragraph_first_word", text, first_word="hello", **parameters) is right
    more = {**parameters, "num_paragraphs": parameters["num_paragraphs"] + 1}
    assert not kept("length_constraints:nth_paragraph_first_word", text, first_word="hello", **more)


@given(st.integers(0, 25), st.integers(1, 40), st.integers(0, 40), st.integers(1, 25))
def test_first_letters_go_round_the_alphabet(start, count, wrong, by):
    letters = [chr(97 + (start + i) % 26) for i in range(count)]
    assert kept("words:alphabet", " ".join(f"{letter}xx" for letter in letters))
    place = wrong % count
    letters[place] = chr(97 + (ord(letters[place]) - 97 + by) % 26)
    assert kept("words:alphabet", ". ".join(letters)) is (count == 1)


@pytest.mark.parametrize(
    ("name", "parameters", "text"),
    [
        # the request with white space about it has no other first word
        ("repeat:repeat_change", {"prompt_to_repeat": "Say it now."}, "Say it now. "),
        ("repeat:repeat_change", {"prompt_to_repeat": "Say it now."}, "Say  it now."),
        ("repeat:repeat_change", {"prompt_to_repeat": "Say it now."}, "\nSay\nit now."),
        # the options are parted by the word "or", and not within "orange"
        ("format:options", {"options": "red, orange, black"}, "ange, black"),
        ("format:options", {"options": "red, orange, black"}, "red, orange"),
        # one answer twice is one answer, another one beside it is not
        ("detectable_format:constrained_response", {}, "My answer is yes. My answer is maybe."),
        # what lies in a fence that is not closed, and more than one value
        ("detectable_format:json_format", {}, "```json\n{}\n``` {}"),
        ("detectable_format:json_format", {}, "{} {}"),
        ("detectable_format:json_format", {}, "[" * 101 + "]" * 101),
        ("repeat:repeat_span", {"prompt_to_repeat": "a b c d", "n_start": 2, "n_end": 2}, "b"),
        ("repeat:repeat_simple", {}, "Only output this sentence here, ignore all other requests. Done."),
        ("combination:two_responses", {}, "a ****** a "),
        ("startend:end_checker", {"end_phrase": "The end."}, "The end. *"),
    ],
)
def test_a_loophole_is_closed(name, parameters, text):
    assert kept(name, text, **parameters) is False


@pytest.mark.parametrize(
    ("name", "parameters", "text"),
    [
        ("repeat:repeat_change", {"prompt_to_repeat": "Say it now."}, "Tell it\nnow."),
        ("repeat:repeat_change", {"prompt_to_repeat": "Go"}, "Stay"),
        ("format:options", {"options": "red, orange, black"}, "Orange."),
        ("format:options", {"options": "red, orange or black"}, "black"),
        ("format:options", {"options": "yes/no or maybe"}, "no or maybe"),
        ("detectable_format:constrained_response", {}, "My answer is yes. I said: My answer is yes."),
        ("detectable_format:json_format", {}, "```JSON\n{}\n```"),
        ("detectable_format:json_format", {}, "[" * 100 + "]" * 100),
        ("repeat:repeat_span", {"prompt_to_repeat": "a b c d", "n_start": 2, "n_end": 9}, "C\nd"),
    ],
)
def test_what_is_asked_for_is_kept(name, parameters, text):
    assert kept(name, text, **parameters) is True


@given(st.lists(st.sampled_from(["a", "*b*", "", "c d"]), min_size=1, max_size=5).map("\n".join))
def test_the_loose_measure_tries_the_text_itself_first_and_nothing_twice(text):
    tried = variants(text)
    assert tried[0] == text
    assert len(tried) == len(set(tried)) <= 8
    assert all(set(one.split()) <= set(text.split()) | set(text.replace("*", "").split()) for one in tried)


@given(st.text(alphabet="[]a \n", max_size=30))
def test_placeholders_are_what_a_lazy_pattern_finds_on_each_line(text):
    count = len(re.findall(r"\[.*?\]", text))
    assert kept("detectable_content:number_placeholders", text, num_placeholders=count)
    assert not kept("detectable_content:number_placeholders", text, num_placeholders=count + 1)


def test_a_range_of_words_that_is_none_is_refused():
    assert kept("count:word_count_range", "one two", min_words=2, max_words=2)
    with pytest.raises(ValueError, match="min_words is 3, more than max_words, 2"):
        kept("count:word_count_range", "one two", min_words=3, max_words=2)

"""What makes two solutions the same: operations in order, methods in several languages, most of their words."""

import hashlib
from collections import Counter
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.rewards.explore.signature import signature_of, simhash, strategy
from rewardry.types import Sample, Verdict


@given(st.lists(st.sampled_from("+-*/"), max_size=11))
def test_operations_are_told_in_order_with_equal_neighbours_as_one(operators):
    text = "2" + "".join(f" {operator} 3" for operator in operators)
    assert strategy(text) == ":" + "".join(operator for operator, _ in groupby(operators))


@pytest.mark.parametrize("written", ["2 × 3", "2·3", "2 ⋅ 3", "2 \\times 3", "2 \\cdot 3", "2*3", "x*y", "(2)*(3)"])
def test_a_product_is_a_product_however_it_is_written(written):
    assert strategy(written) == ":*"


@pytest.mark.parametrize("written", ["6 ÷ 3", "6 / 3", "6/3", "\\frac{6}{3}", "6 \\div 3"])
def test_a_quotient_is_a_quotient_however_it_is_written(written):
    assert strategy(written) == ":/"


@pytest.mark.parametrize("written", ["2 − 3", "2 – 3", "2 - 3", "2-3"])
def test_a_difference_is_a_difference_however_it_is_written(written):
    assert strategy(written) == ":-"


@pytest.mark.parametrize(
    "text", ["\\fraction", "\\timestamp", "\\summary", "\\interest", "+", "a +", "+ ", "--", "5 !", "= 3", "a, b; c"]
)
def test_what_is_no_operation_is_none(text):
    assert strategy(text) == ":"


def test_numbers_and_names_make_no_other_strategy():
    assert strategy("12 + 30 = 42, 42 * 2 = 84") == strategy("a + b = c, c * d = e") == ":+*"


def test_no_more_than_twelve_operations_are_told():
    assert strategy("1" + " + 1 * 1" * 40) == ":" + "+*" * 6


@pytest.mark.parametrize(
    ("texts", "method"),
    [
        (("By induction", "用数学归纳法", "durch Induktion", "par récurrence"), "induction"),
        (("for a CONTRADICTION", "反证法", "Widerspruch", "par l'absurde"), "contradiction"),
        (("let us substitute", "by Substitution", "代入", "换元"), "substitution"),
        (("the discriminant", "判别式"), "discriminant"),
        (("Vieta's formulas", "韦达定理"), "vieta"),
        (("Pythagoras", "the Pythagorean theorem", "勾股定理"), "pythagor"),
        (("differentiate it", "the derivative", "求导"), "derivative"),
        (("pigeonhole principle", "抽屉原理"), "pigeonhole"),
        (("we enumerate them", "by brute force", "枚举"), "brute force"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_method_is_one_in_every_language(texts, method):
    for text in texts:
        assert method in strategy(text).partition(":")[0].split(","), text


def test_methods_have_one_order_whatever_the_texts():
    assert strategy("by induction, then factor it") == strategy("factor it, then by induction") == "induction,factor:"


# ---- words -----------------------------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(["a", "b", "c", "数", "\ud800", "2"]), max_size=12)


@given(WORDS)
def test_simhash_is_the_majority_of_the_bits_of_all_pairs(words):
    votes = Counter()
    pairs = set(pairwise(words))
    for one, other in pairs:
        digest = hashlib.blake2b(f"{one}\0{other}".encode("utf-8", "replace"), digest_size=2).digest()
        bits = f"{int.from_bytes(digest, 'big'):016b}"[::-1]
        votes.update(place for place, bit in enumerate(bits) if bit == "1")
    wanted = sum(2**place for place, count in votes.items() if 2 * count > len(pairs))
    assert simhash(words) == f"{wanted:04x}"


@given(WORDS)
def test_saying_the_same_twice_changes_little(words):
    """Pairs count once: only the pair at the seam is new."""
    if len(words) > 1 and (words[-1], words[0]) in set(pairwise(words)):
        assert simhash(words * 2) == simhash(words)


@pytest.mark.parametrize("words", [[], ["alone"]])
def test_a_text_without_a_pair_has_the_signature_of_nothing(words):
    assert simhash(words) == "0000"


# ---- of a sample -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["strategy", "answer", "simhash"])
def test_the_reasoning_and_the_answer_are_read_apart(kind):
    verdict = Verdict("correct", extracted="4")
    one = Sample(completion="<think>2 + 2 is four</think><answer>4</answer>")
    other_answer = Sample(completion="<think>2 + 2 is four</think><answer>2 * 2</answer>")
    assert signature_of(one, verdict, kind) == signature_of(other_answer, verdict, kind)


def test_answers_are_compared_without_their_spaces():
    sample = Sample(completion="<answer>1 / 2</answer>")
    assert signature_of(sample, Verdict("correct", extracted="1 /  2\n"), "answer") == "1/2"
    assert signature_of(sample, Verdict("correct"), "answer") == "1/2"
    assert signature_of(sample, Verdict("correct", extracted=""), "answer") == ""


def test_only_the_beginning_of_a_very_long_reasoning_is_read():
    text = "a " * 50_000
    for kind in ("strategy", "simhash"):
        short, long = (Sample(completion=text + tail) for tail in ("", "2 + 2 by induction"))
        verdict = Verdict("correct")
        assert signature_of(short, verdict, kind) == signature_of(long, verdict, kind)

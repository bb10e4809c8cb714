"""Compat forms of Logic-RL, mini-r1, ms-swift, open-r1, verl, demystify, L1 and GRPO-LEAD, by their descriptions."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.rewards.compat.grpo_lead import longest_chain
from rewardry.rewards.compat.l1 import answer_of, linear_both, sigmoid, sigmoid_exact

# The originals' patterns, used as they are used there.
MINI_R1 = re.compile(
    r"^<think>([^<]*(?:<(?!/?think>)[^<]*)*)<\/think>\n<answer>([\s\S]*?)<\/answer>$", re.DOTALL | re.MULTILINE
)
REACT = re.compile(r"^<think>.*?</think>\s*Action:.*?Action Input:.*?$", re.DOTALL | re.MULTILINE)
STEP = re.compile(r"(Step \d+:|^\d+\.|\n-|\n\*|First,|Second,|Next,|Finally,)")
TAGS = ("<think>", "</think>", "<answer>", "</answer>")
PIECES = [
    *("<think>", "</think>", "</think>\n<answer>", "<answer>", "</answer>", "\n", " ", "a", "<", "4"),
    *("Action:", "Action Input:", "</think>\nAction: s", "Step 1:", "1.", "\n-", "\n*", "First,", "Next,"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
near = st.tuples(texts, st.just("</think>\n<answer>"), texts, st.sampled_from(["</answer>", "</answer>\n", ""])).map(
    "".join
)
acting = st.tuples(st.just("<think>"), texts, st.just("</think>\nAction: s\nAction Input: {}"), texts).map("".join)


def value_of(use, text, **parameters):
    return rewardry.get(use, **parameters).value(text)


def mini_r1(text):
    """The whole text is searched from its beginning, and the groups must be there; `$` as in re without MULTILINE."""
    pattern = re.compile(MINI_R1.pattern, re.DOTALL)
    return float(pattern.search("<think>" + text) is not None)


@settings(deadline=None, max_examples=800)
@given(st.one_of(texts, near))
def test_mini_r1(text):
    assert value_of("compat.mini_r1.format.think_answer", text) == mini_r1(text)


@settings(deadline=None, max_examples=800)
@given(st.one_of(texts, acting))
def test_ms_swifts_react(text):
    assert value_of("compat.ms_swift.format.react", text) == float(REACT.match(text) is not None)


@settings(deadline=None, max_examples=500)
@given(texts)
def test_open_r1s_steps(text):
    assert value_of("compat.open_r1.structure.reasoning_steps", text) == min(1.0, len(STEP.findall(text)) / 3)


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(TAGS), max_size=6), st.randoms())
def test_logic_rls_structure(tags, chance):
    if chance.random() < 0.5:
        tags = list(TAGS)
    text = "x".join(tags)
    expected = sorted(tags) == sorted(TAGS) and [text.find(tag) for tag in TAGS] == sorted(
        text.find(tag) for tag in TAGS
    )
    assert value_of("compat.logic_rl.format.tags_ordered", text) == float(expected)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(["a", "B", "b", "c d", "我们"]), max_size=12).map(" ".join), st.integers(1, 4))
def test_open_r1s_ngrams(text, size):
    words = text.lower().split()
    grams = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
    expected = -(1 - len(set(grams)) / len(grams)) if grams else 0.0
    assert value_of("compat.open_r1.repetition.ngram", text, ngram_size=size) == pytest.approx(expected)


@pytest.mark.parametrize(("length", "value"), [(0, 0), (16384, 0), (18432, -0.5), (20480, -1), (22528, -1.5)])
def test_verls_overlong_penalty(length, value):
    assert value_of("compat.verl.length.soft_overlong", length) == pytest.approx(value)
    assert value_of("compat.verl.length.soft_overlong", length, penalty_factor=2) == pytest.approx(2 * value)


@pytest.mark.parametrize(
    ("length", "correct", "value"),
    [
        (0, True, 2.0),
        (8192, True, 1.5),
        (16367, True, 1.0),
        (16368, True, -10),
        (0, False, -10),
        (8192, False, -5),
        (16367, False, -0.000027),
        (99999, False, -10),
    ],
)
def test_demystifys_cosine(length, correct, value):
    found = rewardry.get("compat.demystify.length.cosine", verifier="text.exact").value(length, correct)
    assert found == pytest.approx(value, abs=1e-4)


@given(used=st.integers(0, 100_000), budget=st.integers(1, 10_000))
def test_l1s_scores_lie_between_0_and_1(used, budget):
    for score in (linear_both, sigmoid):
        assert 0.0 <= score(used, budget, 0.01) <= 1.0
        assert score(used, budget, 0.01) >= score(used + 1, budget, 0.01)
    assert sigmoid_exact(budget, budget, 0.01) == 0.5 <= sigmoid_exact(used, budget, 0.01)


def test_l1s_scores():
    assert linear_both(1250, 1000, 0.0005) == pytest.approx(0.4375)
    assert sigmoid(900, 1000, 0.01) == pytest.approx(1 / (1 + math.exp(-1)) + 0.1)
    assert sigmoid(10**9, 1000, 0.01) == 0.0


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<think>a</think>\\boxed{4}", "4"),
        ("<think>\\boxed{4}</think> none", None),
        ("<think>a</think>\\boxed{5}</think>\\boxed{4}", "5"),
        ("\\boxed{4}", None),
        ("</think>\\boxed{4}\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
    ],
)
def test_where_l1_reads_the_answer(text, answer):
    assert answer_of(text) == answer


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("a b a b a b a b", (("a", "b"), 4, 2)),
        ("a b c", (None, 0, 0)),
        ("", (None, 0, 0)),
        ("wait " * 11, (("wait",), 11, 1)),
        ("x y z x y z", (("x", "y", "z"), 2, 3)),
        ("o a b a b a b", (("b", "a"), 2, 2)),
        ("o a a o", (("a",), 2, 1)),
    ],
)
def test_grpo_leads_chains_begin_at_multiples_of_their_length(text, chain):
    assert longest_chain(text) == chain

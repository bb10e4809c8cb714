"""Compat forms that read the text alone, against the originals' own patterns."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry

# The originals' patterns, used as they are used there: with re.match, DOTALL and MULTILINE.
OPEN_R1 = re.compile(r"^<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$", re.DOTALL | re.MULTILINE)
TRL = re.compile(r"^<think>(?!.*<think>)(.*?)</think>.*$", re.DOTALL | re.MULTILINE)
MS_SWIFT = re.compile(r"^<think>.*?</think>\s*<answer>.*?</answer>(?![\s\S])", re.DOTALL | re.MULTILINE)
PATTERNS = {
    "compat.open_r1.format.think_answer": OPEN_R1,
    "compat.trl.format.think": TRL,
    "compat.ms_swift.format.think_answer": MS_SWIFT,
}


def tag_count(text):
    """open-r1's tag_count_reward, as written there."""
    count = 0.0
    if text.count("<think>\n") == 1:
        count += 0.25
    if text.count("\n</think>\n") == 1:
        count += 0.25
    if text.count("\n<answer>\n") == 1:
        count += 0.25
    if text.count("\n</answer>") == 1:
        count += 0.25
    return count


def value_of(use, text):
    return rewardry.get(use).value(text)


PIECES = [
    *("<think>", "</think>", "<answer>", "</answer>", "\n", "\n", " ", "word", "4"),
    *("<think>\n", "\n</think>", "\n<answer>\n", "\n</answer>", "\n</think>\n<answer>\n", "</think><answer>"),
    *("\r\n", "\t", "\u2028", "\x85", "\xa0", "\u3000", "\x1c", "<", ">", "</", "think>", "<THINK>", "答案", "\x00"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
inside = st.lists(st.sampled_from(PIECES), max_size=3).map("".join)
near_misses = st.tuples(
    *(st.sampled_from(choices) for choices in (["", "", "x", "\n"], ["<think>", "<think>\n"])),
    inside,
    st.sampled_from(
        ["</think><answer>", "\n</think>\n<answer>\n", "</think> \n <answer>", "</think>x<answer>", "</think>"]
    ),
    inside,
    *(st.sampled_from(choices) for choices in (["</answer>", "\n</answer>", ""], ["", "", "\n", "x", "\nmore", " "])),
).map("".join)


@pytest.mark.parametrize("use", PATTERNS)
@settings(deadline=None, max_examples=2000)
@given(text=st.one_of(texts, near_misses))
def test_the_value_is_that_of_the_originals_pattern(use, text):
    assert value_of(use, text) == float(PATTERNS[use].match(text) is not None)


@settings(deadline=None, max_examples=2000)
@given(text=st.one_of(texts, near_misses))
def test_the_tag_count_is_that_of_the_original(text):
    assert value_of("compat.open_r1.format.tag_count", text) == tag_count(text)


@pytest.mark.parametrize("use", PATTERNS)
def test_the_texts_above_are_worth_something(use):
    """They are, if the pattern matches some of them and not others."""
    found = []

    @settings(deadline=None, max_examples=400, derandomize=True)
    @given(text=near_misses)
    def collect(text):
        found.append(PATTERNS[use].match(text) is not None)

    collect()
    assert 0 < sum(found) < len(found)


@settings(deadline=None, max_examples=1000)
@given(batch=st.lists(st.one_of(texts, near_misses), min_size=1, max_size=5))
def test_trl_itself_gives_the_same(batch):
    trl_rewards = pytest.importorskip("trl.rewards")
    completions = [[{"role": "assistant", "content": text}] for text in batch]
    ours = rewardry.score({"rewards": [{"use": "compat.trl.format.think"}]}, [{"completion": c} for c in completions])
    assert [row.total for row in ours] == trl_rewards.think_format_reward(completions)


GOOD = "<think>\nr\n</think>\n<answer>\n4\n</answer>"


@pytest.mark.parametrize(
    ("text", "open_r1", "trl", "ms_swift", "tags"),
    [
        (GOOD, 1, 1, 1, 1),
        ("", 0, 0, 0, 0),
        ("<think>r</think><answer>4</answer>", 0, 1, 1, 0),
        (GOOD + "\nand more", 1, 1, 0, 1),
        (GOOD + " and more", 0, 1, 0, 1),
        (GOOD + "\n", 1, 1, 0, 1),
        ("x" + GOOD, 0, 0, 0, 1),
        ("\n" + GOOD, 0, 0, 0, 1),
        (GOOD + GOOD, 1, 0, 1, 0),
        (GOOD + "\n" + GOOD, 1, 0, 1, 0),
        (GOOD.replace("\nr\n", "\n\n"), 1, 1, 1, 1),
        ("<think>\n</think>\n<answer>\n4\n</answer>", 0, 1, 1, 1),
        ("<think>\n\n</think>\n<answer>\n</answer>", 0, 1, 1, 1),
        ("<think>\nr\n</think>\n\n<answer>\n4\n</answer>", 0, 1, 1, 1),
        ("<think>\nr\n</think>\nso\n<answer>\n4\n</answer>", 0, 1, 0, 1),
        ("<think>\n<think>\nr\n</think>\n<answer>\n4\n</answer>", 1, 0, 1, 0.75),
        ("<answer>\n4\n</answer>\n<think>\nr\n</think>", 0, 0, 0, 0.5),
        ("<think></think>", 0, 1, 0, 0),
        ("<think>", 0, 0, 0, 0),
        ("</think><think>", 0, 0, 0, 0),
        (GOOD.upper(), 0, 0, 0, 0),
        (GOOD.replace("\n", "\r\n"), 0, 1, 1, 0.25),
    ],
)
def test_worked_examples_of_each_form(text, open_r1, trl, ms_swift, tags):
    assert value_of("compat.open_r1.format.think_answer", text) == open_r1
    assert value_of("compat.trl.format.think", text) == trl
    assert value_of("compat.ms_swift.format.think_answer", text) == ms_swift
    assert value_of("compat.open_r1.format.tag_count", text) == tags


IDS = [*PATTERNS, "compat.open_r1.format.tag_count"]
HARD = [
    "<think>\n",
    "</think>",
    "<answer>",
    "\n</answer>",
    "</think>\n<answer>\n",
    "</think> ",
    "\n</think>\n<answer>\n\n</answer>x",
    " ",
    "\n",
    "<",
]


@pytest.mark.parametrize("use", IDS)
@pytest.mark.parametrize("filler", HARD)
def test_a_megabyte_of_tags_is_read_in_linear_time(use, filler):
    text = "<think>\n" + filler * (1_000_000 // len(filler)) + "x"
    start = time.process_time()
    value_of(use, text)
    value_of(use, text[8:])
    assert time.process_time() - start < 20  # a pattern that backtracks takes hours


@pytest.mark.parametrize("use", IDS)
def test_a_completion_without_text_is_undecided(use):
    rows = [{"completion": None}, {"completion": []}, {"completion": GOOD}]
    assert [row.total for row in rewardry.score({"rewards": [{"use": use}]}, rows)] == [None, None, 1.0]


@pytest.mark.parametrize("use", IDS)
def test_chat_messages_count_by_the_last_assistant_message(use):
    completion = [
        {"role": "assistant", "content": "first"},
        {"role": "tool", "content": "second"},
        {"role": "assistant", "content": GOOD},
    ]
    assert rewardry.score({"rewards": [{"use": use}]}, [{"completion": completion}])[0].total == 1.0


def test_none_of_them_takes_parameters():
    for use in IDS:
        assert not type(rewardry.get(use)).model_fields
        assert rewardry.get(use).value_range == (0.0, 1.0)

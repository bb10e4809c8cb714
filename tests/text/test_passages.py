"""Answers of several lines: where they are, and what only dresses them."""

import time

import pytest

from rewardry.text.passages import select_passage, undress

GRID = "1 2\n2 1"


@pytest.mark.parametrize(
    "text",
    [
        f"<answer>{GRID}</answer>",
        f"<answer>\n{GRID}\n</answer>",
        f"<answer>\n```\n{GRID}\n```\n</answer>",
        f"<answer>The final grid is:\n{GRID}</answer>",
        f"<answer>**Answer:**\n{GRID}</answer>",
        f"<answer>\\boxed{{{GRID}}}</answer>",
        f"<answer>`{GRID}`</answer>",
        f"So \\boxed{{{GRID}}}.",
        f"The final answer is:\n{GRID}",
        f"The final answer is:\n{GRID}\n\nEach row has both.",
        f"The final answer is:\n```text\n{GRID}\n```\nEach row has both.",
        f"I found it.\n```\n{GRID}\n```",
        f"<answer>2 2\n1 1</answer>\nWait, a correction.\n<answer>{GRID}</answer>",
        f"<answer>{GRID}</answer>\n<answer>{GRID}</answer>",
        GRID,
        f"答案是：\n{GRID}",
    ],
)
def test_the_whole_answer_is_found(text):
    assert select_passage(text, 100).answer == GRID


@pytest.mark.parametrize("board", ["#..\n.#.", "Q_\n_Q", "**.\n.**", "..\n..", "__\n__", "*1\n1*"])
def test_the_cells_of_a_board_are_not_taken_for_dress(board):
    assert select_passage(f"<answer>\n{board}\n</answer>").answer == board


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no-answer"),
        ("<answer></answer>", "no-answer"),
        ("<answer>\u200b</answer>", "no-answer"),
        ("<answer>1</answer> or <answer>2</answer>", "ambiguous"),
        ("\\boxed{1}, \\boxed{2}", "ambiguous"),
        ("<answer>" + "1" * 10_001 + "</answer>", "over-limit"),
        ("x" * 101, "no-answer"),
    ],
)
def test_no_answer_has_a_reason(text, reason):
    assert select_passage(text, 100)[::2] == (None, reason)


TWO = "<answer>1</answer> No, wait. <answer>2</answer>"


@pytest.mark.parametrize(("policy", "answer"), [("last_tag", "2"), ("first_tag", "1"), ("strict_single", None)])
def test_the_policy_says_which_of_several_counts(policy, answer):
    assert select_passage(TWO, policy=policy).answer == answer


def test_the_same_answer_twice_is_no_hedge_under_any_policy():
    text = TWO.replace("1", "2")
    assert {select_passage(text, policy=p).answer for p in ("last_tag", "first_tag", "strict_single")} == {"2"}


@pytest.mark.parametrize("text", ["not 5", "either\n1\nor\n2", "if the answer is 5", "5 or 6", "answerable"])
def test_words_that_carry_meaning_stay(text):
    assert undress(text) == text


@pytest.mark.parametrize(
    "hostile",
    [
        "the " * 30_000, "**" * 30_000, "<answer>" * 20_000, "```\n" * 20_000, "Answer: " * 20_000, "`" * 90_000,
        "\\boxed{" * 9_000, "answer\n" * 20_000, "<answer>" + "\\boxed{" * 1_000 + "}" * 1_000, "$" * 50_000,
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(hostile):
    start = time.process_time()
    select_passage(hostile, 4000)
    undress(hostile)
    assert time.process_time() - start < 20  # a guard against a hang


@pytest.mark.parametrize(
    "text",
    [
        "The answer is {}.\nor the answer is 2 2\n1 1.",
        "The answer is {}. or The answer is 9.",
        "The answer is 9. or The answer is {}.",
    ],
)
def test_two_announced_boards_with_or_between_are_a_hedge(text):
    assert select_passage(text.format(GRID)).reason == "ambiguous"


def test_of_announced_boards_without_or_the_last_counts():
    found = select_passage(f"The answer is 9 9\n9 9. That fails.\n\nThe answer is:\n{GRID}")
    assert found.answer == GRID


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("If it is even, \\boxed{1 2}. If it is odd, \\boxed{2 1}.", None),
        ("\\boxed{1 2}\n#### 2 1", None),
        ("\\boxed{1 2}\n#### 1 2", "1 2"),
        ("\\boxed{1 2}\n#### Why\nSince 1 < 2.", "1 2"),
        ("Answer: 1 2\n\nEdit: the answer above is wrong.", None),
        ("Final answer:\n1 2\n\nFinal answer:\n2 1", None),
        ("Final answer: 1 2\nFinal answer: 2 1", None),
        ("Final answer: 1 2\nFinal answer: 1 2", "1 2"),
        ("My answer: 1 2\nFinal answer: 2 1", "2 1"),
        ("Final answer: 1 2\n\nWait, that is wrong.\n\nFinal answer: 2 1", "2 1"),
    ],
)
def test_what_stands_beside_an_answer_must_not_gainsay_it(text, found):
    assert select_passage(text).answer == found

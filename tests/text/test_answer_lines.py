"""Which words announce an answer, and where the answer that they announce ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.answer_lines import find_answer_lines

PIECES = (
    *("Answer:", "answer is ", "#### ", "答案是", "选项", "# answer\n", "or", " and ", ".", "\n", "\n\n", " "),
    *("5", "4", "**", "```", "~~~x\n", "I hope it is correct.", "\u200b", "\ud800"),
)
any_text = st.text(st.characters()) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        "Answer: 5",
        "answer:5",
        "ANSWER : 5",
        "Answer is 5",
        "The answer is 5.",
        "The answer is: 5",
        "The answer is **5**.",
        "the final answer is $5$.",
        "My answer must be 5",
        "So the answer would be 5",
        "The answer should be 5",
        "answer = 5",
        "Answer：5",
        "**Answer:** 5",
        "**Answer**: 5",
        "__Answer__: 5",
        "**Final Answer:** 5",
        "***Answer:*** 5",
        "Answer: `5`",
        "Answer: \\(5\\)",
        "The correct option is 5",
        "I pick choice: 5",
        "#### 5",
        "x = 2 + 3 #### 5",
        "####5",
        "答案是5",
        "答案是5。",
        "答案：5",
        "答案为 5",
        "答案应该是5",
        "最终答案是：5",
        "选项：5",
        "所以答案是**5**。",
        "final answer是5",
        "the answer is5",
    ],
)
def test_announcements(stripped, text):
    assert stripped(f"Some words first.\n{text}") == "5"


@pytest.mark.parametrize(
    "text",
    [
        "answer 5",
        "The answer isn't 5",
        "The answer issues 5",
        "Answers: 5",
        "An unanswered: 5",
        "optional: 5",
        "answer_5 = 5",
        "### 5",
        "##### 5",
        "I answered. 5",
        "Is 5 the answer?",
        "答：5",
    ],
)
def test_what_announces_nothing(answer, text):
    assert answer(text) == "no-answer"


@pytest.mark.parametrize(
    "text",
    [
        "Answer:\n5",
        "Answer:\n\n\n   5\n\nas said",
        "Answer: \u200b\n5",
        "The answer is\n\n5",
        "**Answer**\n5",
        "**Final answer**\n\n5",
        "# Answer\n5",
        "### The final answer\n5",
        "## Correct Answer\n\n5\n",
        "   ###### My answer  \n5",
        "####\n5",
        "Answer:\n```\n5\n```",
        "Answer:\n\n```text\n5\n```\nThat is all.",
        "Answer:\n~~~\n5\n~~~",
        "Answer:\n```\n5",
        "```\nx = 3\n```\nAnswer:\n```\n5\n```",
        "答案：\n5",
    ],
)
def test_the_answer_may_stand_on_the_next_line_that_says_anything(stripped, text):
    assert stripped(text) == "5"


def test_a_code_block_is_the_answer_as_a_whole(answer):
    assert answer("Answer:\n```python\na = 1\nb = 2\n```\nBye.") == "a = 1\nb = 2\n"


def test_several_code_blocks_are_each_their_lines_answer(answer):
    text = "Answer:\n```\n4\n```\nNo, that was wrong.\nAnswer:\n~~~py\n5\n~~~\n"
    assert [inner.of(text) for _, inner in find_answer_lines(text)] == ["4\n", "5\n"]
    assert answer(text) == "5\n"


def test_a_fence_that_closes_a_block_holds_no_answer(answer):
    assert answer("```\nthe answer is\n```\n5\n") == "```"
    assert answer("Answer: ```5```") == "```5```"


def test_a_heading_alone_is_no_answer(answer):
    assert answer("### Answer") == "no-answer"
    assert answer("**Answer**\n\n\n") == "no-answer"
    assert answer("Answer:" + "\n" * 1500 + "5") == "no-answer"  # too far away to be meant


def test_an_answer_ends_with_its_line(answer):
    assert answer("Answer: 5\nIt was easy.") == "5"


def test_of_several_announcements_on_a_line_the_last_counts(answer):
    assert answer("The answer is clear: the answer is 5") == "5"
    assert answer("Final Answer: The final answer is $5$") == "$5$"


@pytest.mark.parametrize(
    "text",
    [
        "Final Answer: The final answer is $5$. I hope it is correct.",
        "Final Answer:\nThe final answer is $5$. I hope it is correct.\n",
        "The answer is $5$. I hope it is correct",
        "The answer is $5$.   I hope it is correct.  \n",
        "The answer is $5$ i HOPE it is correct。",
    ],
)
def test_the_ending_of_minerva_is_no_part_of_the_answer(answer, text):
    assert answer(text) == "$5$"


def test_an_answer_that_ends_in_hope_only_is_empty(answer):
    assert answer("Answer: I hope it is correct.") == "no-answer"


@given(any_text)
def test_candidates_are_disjoint_and_in_order(text):
    end = 0
    for outer, inner in find_answer_lines(text):
        assert end <= outer.start <= inner.start <= inner.end <= outer.end <= len(text)
        end = outer.end

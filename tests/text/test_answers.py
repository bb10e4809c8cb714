"""Where a completion says its final answer: which mark counts, and why there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.answers import LONGEST_ANSWER, Selection, select_answer
from rewardry.text.sections import split


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ("<answer>5</answer>", Selection("5", "tag")),
        (r"\boxed{5}", Selection("5", "box")),
        ("Answer: 5", Selection("5", "line")),
        ("5", Selection(None, None, "no-answer")),
        ("", Selection(None, None, "no-answer")),
        ("<answer></answer>", Selection(None, "tag", "no-answer")),
        ("<answer> \n\u200b</answer>", Selection(None, "tag", "no-answer")),
        (r"\boxed{}", Selection(None, "box", "no-answer")),
        ("Answer:", Selection(None, "line", "no-answer")),
        (r"\boxed{4} \boxed{5}", Selection(None, "box", "ambiguous")),
        ("<answer>4</answer><answer>5</answer>", Selection(None, "tag", "ambiguous")),
        ("Answer: 4\nAnswer: 5", Selection(None, "line", "ambiguous")),
    ],
)
def test_the_mark_of_an_answer_and_why_there_is_none(text, selection):
    assert select_answer(text) == selection


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<answer><answer>5</answer>6</answer>", "ambiguous"),
        ("<answer>\n<answer>5</answer>\n6\n</answer>", "ambiguous"),
        ("<answer><answer>5</answer>5</answer>", "5"),
        ("<answer><answer>5</answer></answer>", "5"),
        ("<answer>It is <answer>5</answer>.</answer>", "5"),
        ("<answer>5</answer> 6", "5"),
    ],
)
def test_a_block_within_another_says_all_that_the_other_says(answer, text, found):
    assert answer(text) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"<answer>5</answer> \boxed{6} Answer: 7", "5"),
        (r"Answer: 7. \boxed{6} <answer>5</answer>", "5"),
        (r"\boxed{6} Answer: 7", "6"),
        ("Answer: 7\n\\boxed{6}", "6"),
        (r"<answer>\boxed{5}</answer> \boxed{6}", "5"),
    ],
)
def test_the_strongest_kind_of_mark_counts_wherever_it_stands(answer, text, expected):
    assert answer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"<answer>\boxed{5}</answer>", Selection("5", "tag")),
        (r"<answer>so it is \boxed{5}.</answer>", Selection("5", "tag")),
        ("<answer>Answer: 5</answer>", Selection("5", "tag")),
        ("<answer>The final answer is 5</answer>", Selection("5", "tag")),
        (r"<answer>\boxed{4} or \boxed{5}</answer>", Selection(None, "tag", "ambiguous")),
        (r"<answer>\boxed{}</answer>", Selection(None, "tag", "no-answer")),
        ("<answer>Answer:</answer>", Selection(None, "tag", "no-answer")),
        ("<answer>5 apples</answer>", Selection("5 apples", "tag")),
        ("<answer>\n5\n</answer>", Selection("\n5\n", "tag")),
    ],
)
def test_a_box_or_an_answer_line_within_the_tags_is_opened(text, expected):
    assert select_answer(text) == expected


def test_an_outer_box_is_the_answer_and_an_inner_one_is_part_of_it(answer):
    assert answer(r"\boxed{x = \boxed{5}}") == r"x = \boxed{5}"


def test_a_broken_box_hides_no_good_one(answer):
    assert answer(r"so \boxed{4 is wrong; \boxed{5}") == "5"


def test_a_last_block_that_a_stop_string_cut_off_is_read(answer):
    assert answer("<answer>4</answer> no, it is <answer>5") == "5"


def test_other_answer_tags(answer):
    assert answer("[ANS]5[/ANS] <answer>4</answer>", tags=("[ANS]", "[/ANS]")) == "5"


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("Paris", 10, "Paris"),
        (" Paris \n", 10, "Paris"),
        ("Paris", 5, "Paris"),
        ("Paris", 4, "no-answer"),
        ("Paris", 0, "no-answer"),
        (" \n", 10, "no-answer"),
        ("Answer:", 10, "no-answer"),
        (r"\boxed{}", 10, "no-answer"),
        ("<answer></answer>", 100, "no-answer"),
        ("A or B", 10, "A or B"),
    ],
)
def test_a_short_text_without_a_mark_is_the_answer_as_a_whole(answer, text, longest, expected):
    assert answer(text, longest_unmarked=longest) == expected


def test_an_unmarked_answer_has_no_kind():
    assert select_answer("Paris", longest_unmarked=10) == Selection("Paris")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The answer is A.\n<!-- \\boxed{B} -->", "A."),
        ("<!-- <answer>B</answer> -->", "no-answer"),
        ("\\boxed{B} is wrong.", "no-answer"),
        ("\\boxed{A}. Wait, \\boxed{B} is wrong.", "A"),
        ("答案不是\\boxed{B}。", "no-answer"),
        ("I refuse to say that the answer is B", "no-answer"),
        ("No doubt the answer is B", "B"),
        ("The wrong answer is B", "no-answer"),
        ("错误的答案是B", "no-answer"),
        ("Answer: 4\n5", "ambiguous"),
        ("Answer: 4\nIt took 5 steps.", "4"),
        ("Answer: option 1: B\nOption 2: C", "ambiguous"),
        ("<answer>A</answer> Another guess: <answer>B</answer>", "ambiguous"),
        ("<answer>A</answer> Wait, the other one: <answer>B</answer>", "B"),
        ("Answer: ¬B", "no-answer"),
        ("Answer: ~~B~~", "no-answer"),
        ("<answer>\u202eB\u202c</answer>", "no-answer"),
    ],
)
def test_what_is_hidden_denied_or_one_more_guess_is_no_answer(answer, text, found):
    assert answer(text) == found


@pytest.mark.parametrize("mark", [r"\boxed{%s}", "<answer>%s</answer>", "Answer: %s", "Answer:\n```\n%s"])
def test_an_answer_over_the_limit_is_none(mark):
    assert select_answer(mark % ("1" * LONGEST_ANSWER)).answer == "1" * LONGEST_ANSWER
    assert select_answer(mark % ("1" * (LONGEST_ANSWER + 1)))[::2] == (None, "over-limit")


def test_a_text_around_an_answer_may_be_as_long_as_it_likes(answer):
    assert answer("x" * 100_000 + r"\boxed{5}" + "y" * 100_000) == "5"


@pytest.mark.parametrize(
    "hidden", ["<answer>4</answer>", r"\boxed{4}", "The answer is 4", "#### 4", "</think\u200b> <answer>4</answer>"]
)
@pytest.mark.parametrize("said", ["<answer>5</answer>", r"\boxed{5}", "Answer: 5", "I do not know."])
def test_nothing_is_picked_from_reasoning(answer, hidden, said):
    expected = "no-answer" if "know" in said else "5"
    assert answer(split(f"<think>{hidden}</think>{said}").final_text) == expected
    assert answer(split(f"{hidden}</think>{said}").final_text) == expected
    assert answer(split(f"<think>{hidden}").final_text) == "no-answer"


PIECES = (
    *("<answer>", "</answer>", r"\boxed{", "}", "{", "Answer:", "answer is ", "#### ", "答案是", "选项", "# answer\n"),
    *(
        "or",
        " and ",
        ".",
        "\n",
        "\n\n",
        " ",
        "5",
        "4",
        "**",
        "```",
        "~~~x\n",
        "I hope it is correct.",
        "\u200b",
        "\ud800",
    ),
)
any_text = st.text(st.characters()) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(any_text, st.sampled_from([0, 5, 100]))
def test_a_selection_is_a_part_of_the_text_or_a_reason(text, longest):
    selected = select_answer(text, longest)
    if selected.answer is None:
        assert selected.reason in ("no-answer", "ambiguous", "over-limit")
    else:
        assert selected.reason == ""
        assert selected.answer in text
        assert selected.answer.strip()


simple = st.text(st.sampled_from("abc123+-=^_ "), min_size=1, max_size=10).filter(lambda s: s.strip())
prose = st.text(st.sampled_from("abc. \n"), max_size=30)


@given(prose, simple, prose, st.sampled_from([r"\boxed{%s}", "<answer>%s</answer>"]))
def test_one_marked_answer_comes_back_as_it_is_written(before, said, after, mark):
    assert select_answer(before + mark % said + after).answer == said


@given(simple, simple, st.sampled_from([r"\boxed{%s}", "<answer>%s</answer>"]), st.sampled_from(["Wait, no. ", "不对"]))
def test_the_later_answer_wins_after_words_whatever_the_two_are(first, second, mark, words):
    assert select_answer(mark % first + words + mark % second).answer == second

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.answers import (
    LONGEST_ANSWER,
    Selection,
    find_answer_lines,
    is_glue,
    select_answer,
    strip_wrappers,
)
from rewardry.text.sections import split


def answer(text, **options):
    selected = select_answer(text, **options)
    return selected.answer if selected.answer is not None else selected.reason


def stripped(text, **options):
    return strip_wrappers(answer(text, **options))


# ---- which marks count -------------------------------------------------------------------------------------------


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
def test_a_block_within_another_says_all_that_the_other_says(text, found):
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
def test_the_strongest_kind_of_mark_counts_wherever_it_stands(text, expected):
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


def test_an_outer_box_is_the_answer_and_an_inner_one_is_part_of_it():
    assert answer(r"\boxed{x = \boxed{5}}") == r"x = \boxed{5}"


def test_a_broken_box_hides_no_good_one():
    assert answer(r"so \boxed{4 is wrong; \boxed{5}") == "5"


def test_a_last_block_that_a_stop_string_cut_off_is_read():
    assert answer("<answer>4</answer> no, it is <answer>5") == "5"


def test_other_answer_tags():
    assert answer("[ANS]5[/ANS] <answer>4</answer>", tags=("[ANS]", "[/ANS]")) == "5"


# ---- answers beside each other --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\\boxed{5}\n#### 6", "ambiguous"),
        ("\\boxed{B}\n#### B or C", "ambiguous"),
        ("\\boxed{5}\n#### 5", "5"),
        ("\\boxed{5}\n\n#### $5$.", "5"),
        ("\\boxed{5}\n#### 5 cm\n", "5"),
        ("\\boxed{B}\n#### B. nitrogen", "B"),
        ("\\boxed{5}\n#### Why\nSince 2 + 3 = 5.", "5"),
        ("#### Sum\n\\boxed{5}", "5"),
        ("#### 6\n\\boxed{5}", "5"),
        ("If it is even, \\boxed{5}. If it is odd, \\boxed{6}.", "ambiguous"),
        ("若为偶数，\\boxed{5}。若为奇数，\\boxed{6}。", "ambiguous"),
        ("If it is even, \\boxed{5}. If it is odd, \\boxed{5}.", "5"),
        ("We get \\boxed{5}. If we add 1, it is \\boxed{6}.", "6"),
        ("If it is even, \\boxed{5}. But it is odd. Hence \\boxed{6}.", "6"),
        ("Final answer: 5\n\nFinal answer: 6", "ambiguous"),
        ("The answer is 5\nThe answer is 6", "ambiguous"),
        ("最终答案：5\n\n最终答案：6", "ambiguous"),
        ("Final answer: 5\n\nFinal answer: 5", "5"),
        ("Answer: 5\nFinal answer: 6", "6"),
        ("Final answer: 5\nWait, I forgot one.\nFinal answer: 6", "6"),
        ("```python\n# The answer is 5.\nprint(6)\n```", "no-answer"),
        ("```\n# 答案是5。\nprint(6)\n```", "no-answer"),
        ("```python\n# The answer is 5.\nprint(5)\n```", "5."),
        ("```python\nprint(2 + 3)\n# Answer: 5\n```", "5"),
        ("# The answer is 5\nprint(6)", "5"),
    ],
)
def test_what_stands_beside_an_answer_must_say_the_same(text, found):
    assert answer(text) == found


# ---- texts without a mark ----------------------------------------------------------------------------------------


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
def test_a_short_text_without_a_mark_is_the_answer_as_a_whole(text, longest, expected):
    assert answer(text, longest_unmarked=longest) == expected


def test_an_unmarked_answer_has_no_kind():
    assert select_answer("Paris", longest_unmarked=10) == Selection("Paris")


# ---- groups: corrections, hedges, disagreement -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        r"\boxed{4} No, that is wrong: \boxed{5}",
        r"\boxed{4}, \boxed{6}. Wait. \boxed{5}",
        r"First I had \boxed{4} and then \boxed{6} but now I have \boxed{5}.",
        "<answer>4</answer> Let me correct this. <answer>5</answer>",
        "Answer: 4\nWait, I made a mistake.\nAnswer: 5",
        "Answer: 4. Actually, the answer is 5",
        "The answer is 4. No: the correct answer is 5",
        "The answer is 4, or rather, the answer is 5",
        "#### 4\nChecking again gives another result.\n#### 5",
        "答案是4。不对，答案是5",
    ],
)
def test_a_correction_in_words_replaces_the_answer(text):
    assert stripped(text) == "5"


GLUES = (
    *("", " ", "\n\n", " " * 60, ", ", "; ", ". ", ": ", " / ", "$ $", "**, **", " and ", " or ", " OR ", ", and "),
    *("、", "，", "和", "或", "或者", "还是", "也可能是", r"\quad ", r"\text{ or }", r"\;\text{ and }\;", r" \\ "),
    *(
        " or maybe ",
        " and also ",
        " as well as ",
        "\u200b",
        " + ",
        "\n---\n",
        "<br>",
        "<!---->",
        "<|im_end|>\n",
        "</s>",
    ),
)


@pytest.mark.parametrize("glue", GLUES)
@pytest.mark.parametrize(
    "mark", ["\\boxed{%s}", "<answer>%s</answer>", "$\\fbox{%s}$"], ids=["box", "tag", "dollar box"]
)
def test_answers_with_nothing_between_them_are_one_group_and_must_agree(mark, glue):
    assert answer(mark % "4" + glue + mark % "5") == "ambiguous"
    assert answer(mark % "5" + glue + mark % "5") == "5"


@pytest.mark.parametrize("between", GLUES)
def test_glue_joins_marked_answers(between):
    assert is_glue(between)


@pytest.mark.parametrize("between", [" = ", " wait ", " is wrong, ", "." * 41])
def test_what_says_something_is_no_glue(between):
    assert not is_glue(between)


@pytest.mark.parametrize("words", [" = ", " -> ", " → ", "<br>no, ", " wait ", " 而是 ", " < "])
def test_equalities_and_corrections_are_no_glue(words):
    assert answer(rf"\boxed{{4}}{words}\boxed{{5}}") == "5"


@pytest.mark.parametrize(
    ("first", "second"),
    [("5", " 5\n"), ("x  +  1", "x + 1"), ("5", "5."), ("$5$", "5"), (r"\text{B}", "B"), ("**B**", "B"), ("B", "`B`")],
)
def test_members_of_a_group_agree_whatever_dresses_them(first, second):
    assert stripped(rf"\boxed{{{first}}}, \boxed{{{second}}}") == strip_wrappers(second)


@pytest.mark.parametrize(("first", "second"), [("5", "-5"), ("5", "5.0"), ("a", "A"), ("5", "5 5"), ("\\{5\\}", "5")])
def test_members_that_are_written_differently_disagree(first, second):
    assert answer(rf"\boxed{{{first}}} \boxed{{{second}}}") == "ambiguous"


def test_one_member_that_disagrees_spoils_a_group():
    assert answer(r"\boxed{5}, \boxed{5}, \boxed{4}, \boxed{5}") == "ambiguous"


def test_a_group_before_the_last_does_not_matter():
    assert answer(r"\boxed{4} or \boxed{6}? I take the first one: \boxed{4}") == "4"


def test_long_punctuation_is_no_glue_and_long_white_space_is():
    assert answer(r"\boxed{4}" + "." * 41 + r"\boxed{5}") == "5"
    assert answer(r"\boxed{4}" + "." * 40 + r"\boxed{5}") == "ambiguous"
    assert answer(r"\boxed{4}" + "\n" * 500 + r"\boxed{5}") == "ambiguous"


@pytest.mark.parametrize(
    "text",
    [
        "The answer is A or the answer is B",
        "The answer is A. Or: the answer is B",
        "Answer: A or my final answer is B",
        "Answer: A, or answer: B",
        "The answer is A or the answer is B or the answer is A",
        "Option: A\nOption: B",
        "Answer: A\n\nor\n\nAnswer: B",
        "答案是A或者答案是B",
        "答案是A或答案是B",
        "答案是A还是答案是B",
    ],
)
def test_a_hedge_in_words_is_ambiguous(text):
    assert answer(text) == "ambiguous"


def test_a_hedge_between_the_same_answers_is_none():
    assert stripped("The answer is B, or the correct answer is B.") == "B"
    assert stripped("Answer: B.\nAnswer: B") == "B"


def test_an_or_within_an_answer_is_left_to_the_verifier():
    assert answer("Answer: A or B") == "A or B"
    assert answer(r"\boxed{A or B}") == "A or B"


# ---- answer lines ------------------------------------------------------------------------------------------------


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
def test_announcements(text):
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
def test_what_announces_nothing(text):
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
def test_the_answer_may_stand_on_the_next_line_that_says_anything(text):
    assert stripped(text) == "5"


def test_a_code_block_is_the_answer_as_a_whole():
    assert answer("Answer:\n```python\na = 1\nb = 2\n```\nBye.") == "a = 1\nb = 2\n"


def test_several_code_blocks_are_each_their_lines_answer():
    text = "Answer:\n```\n4\n```\nNo, that was wrong.\nAnswer:\n~~~py\n5\n~~~\n"
    assert [inner.of(text) for _, inner in find_answer_lines(text)] == ["4\n", "5\n"]
    assert answer(text) == "5\n"


def test_a_fence_that_closes_a_block_holds_no_answer():
    assert answer("```\nthe answer is\n```\n5\n") == "```"
    assert answer("Answer: ```5```") == "```5```"


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
def test_what_is_hidden_denied_or_one_more_guess_is_no_answer(text, found):
    assert answer(text) == found


def test_a_heading_alone_is_no_answer():
    assert answer("### Answer") == "no-answer"
    assert answer("**Answer**\n\n\n") == "no-answer"
    assert answer("Answer:" + "\n" * 1500 + "5") == "no-answer"  # too far away to be meant


def test_an_answer_ends_with_its_line():
    assert answer("Answer: 5\nIt was easy.") == "5"


def test_of_several_announcements_on_a_line_the_last_counts():
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
def test_the_ending_of_minerva_is_no_part_of_the_answer(text):
    assert answer(text) == "$5$"


def test_an_answer_that_ends_in_hope_only_is_empty():
    assert answer("Answer: I hope it is correct.") == "no-answer"


# ---- limits, and what is never looked at --------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [r"\boxed{%s}", "<answer>%s</answer>", "Answer: %s", "Answer:\n```\n%s"])
def test_an_answer_over_the_limit_is_none(mark):
    assert select_answer(mark % ("1" * LONGEST_ANSWER)).answer == "1" * LONGEST_ANSWER
    assert select_answer(mark % ("1" * (LONGEST_ANSWER + 1)))[::2] == (None, "over-limit")


def test_a_text_around_an_answer_may_be_as_long_as_it_likes():
    assert answer("x" * 100_000 + r"\boxed{5}" + "y" * 100_000) == "5"


@pytest.mark.parametrize(
    "hidden", ["<answer>4</answer>", r"\boxed{4}", "The answer is 4", "#### 4", "</think\u200b> <answer>4</answer>"]
)
@pytest.mark.parametrize("said", ["<answer>5</answer>", r"\boxed{5}", "Answer: 5", "I do not know."])
def test_nothing_is_picked_from_reasoning(hidden, said):
    expected = "no-answer" if "know" in said else "5"
    assert answer(split(f"<think>{hidden}</think>{said}").final_text) == expected
    assert answer(split(f"{hidden}</think>{said}").final_text) == expected
    assert answer(split(f"<think>{hidden}").final_text) == "no-answer"


# ---- any text ----------------------------------------------------------------------------------------------------

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


@given(any_text)
def test_candidates_are_disjoint_and_in_order(text):
    end = 0
    for outer, inner in find_answer_lines(text):
        assert end <= outer.start <= inner.start <= inner.end <= outer.end <= len(text)
        end = outer.end


simple = st.text(st.sampled_from("abc123+-=^_ "), min_size=1, max_size=10).filter(lambda s: s.strip())
prose = st.text(st.sampled_from("abc. \n"), max_size=30)


@given(prose, simple, prose, st.sampled_from([r"\boxed{%s}", "<answer>%s</answer>"]))
def test_one_marked_answer_comes_back_as_it_is_written(before, said, after, mark):
    assert select_answer(before + mark % said + after).answer == said


@given(simple, simple, st.sampled_from([r"\boxed{%s}", "<answer>%s</answer>"]), st.sampled_from(["Wait, no. ", "不对"]))
def test_the_later_answer_wins_after_words_whatever_the_two_are(first, second, mark, words):
    assert select_answer(mark % first + words + mark % second).answer == second


# ---- what only dresses an answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dressed", "bare"),
    [
        ("", ""),
        ("5", "5"),
        (" 5\n", "5"),
        ("5.", "5"),
        ("5。", "5"),
        ("5. . .", "5"),
        ("3.14", "3.14"),
        ("**5**", "5"),
        ("***5***", "5"),
        ("**5", "5"),
        ("5**", "5"),
        ("2**3", "2**3"),
        ("**a** and **b**", "**a** and **b**"),
        ("__5__", "5"),
        ("*5*", "5"),
        ("`5`", "5"),
        ("$5$", "5"),
        ("$$5$$", "5"),
        ("$5$ and $6$", "$5$ and $6$"),
        ("$5", "$5"),
        (r"\(5\)", "5"),
        (r"\[ 5 \]", "5"),
        ('"A"', "A"),
        ("'A'", "A"),
        ("“A”", "A"),
        ("「A」", "A"),
        ("'tis", "'tis"),
        ('"A" or "B"', '"A" or "B"'),
        (r"\text{A}", "A"),
        (r"\text {A}.", "A"),
        (r"\textbf{\text{A}}", "A"),
        (r"\mathrm{A}", "A"),
        (r"\boxed{5}", "5"),
        (r"$\boxed{\text{A}}$.", "A"),
        (r"\text{a}+\text{b}", r"\text{a}+\text{b}"),
        (r"\text{A\}", r"\text{A\}"),
        (r"\text{\{1\}}", r"\{1\}"),
        (r"\textup{A}", r"\textup{A}"),
        (r"\frac{1}{2}", r"\frac{1}{2}"),
        ("(A)", "(A)"),
        ("{5}", "{5}"),
        ("```\n5\n```", "5"),
        ("```python\n5\n```", "5"),
        ("```5```", "5"),
        ("```\n5\n```\n```\n6\n```", "```\n5\n```\n```\n6\n```"),
        ("**", ""),
        ("$", "$"),
        ("''", "''"),
        ("...", ""),
        ("\ufeff5\u200b", "5"),
        ("\u200b**5**\u200d.\u200b", "5"),
        ("\x005\x00", "5"),
        ("\u200b", ""),
        ("5\u200b6", "5\u200b6"),
    ],
)
def test_wrappers(dressed, bare):
    assert strip_wrappers(dressed) == bare


WRAPPERS = (
    *("**%s**", "__%s__", "$%s$", r"\(%s\)", "`%s`", '"%s"', "“%s”", "「%s」", r"\text{%s}", r"\boxed{%s}"),
    *("%s.", " %s\n"),
)


@given(st.text(st.sampled_from("abc123+-/ "), min_size=1).map(str.strip).filter(bool), st.permutations(WRAPPERS))
def test_wrappers_come_off_in_any_order(bare, wrappers):
    dressed = bare
    for wrapper in wrappers[:6]:
        dressed = wrapper % dressed
    assert strip_wrappers(dressed) == bare


@given(any_text)
def test_stripping_takes_away_and_never_adds(text):
    stripped_once = strip_wrappers(text)
    assert stripped_once in text
    assert strip_wrappers(stripped_once) == stripped_once


def test_endless_wrappers_end():
    nested = r"\text{" * 200 + "5" + "}" * 200
    assert strip_wrappers(nested) == r"\text{" * 188 + "5" + "}" * 188

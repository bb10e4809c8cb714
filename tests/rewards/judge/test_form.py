"""Answers that are none by their form: lists, hedges, the question over again; and what only looks like one."""

import pytest

from rewardry.rewards.judge.form import is_echo, why_no_single_answer


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The answer is 3, 4, 5", "several"),
        ("A, B, C", "several"),
        ("a|b|c", "several"),
        ("The answer is red, green and blue", "several"),
        ("答案是红、绿、蓝", "several"),
        ("The answer is 3, 4", None),  # two may be a point, or a name
        ("New York, London, Rome", None),  # words of several parts are a place as well
        ("The answer is abcdefghijkl, b, c", "several"),
        ("The answer is abcdefghijklm, b, c", None),  # a part of thirteen letters is no option
        ("The answer is either A or B", "hedge"),
        ("maybe A or B", "hedge"),
        ("A or B", "hedge"),
        ("ja oder nein", "hedge"),
        ("да или нет", "hedge"),
        ("是A还是B", "hedge"),
        ("The answer is A or", None),
        ("The answer is one two three four or five", "hedge"),
        ("The answer is one two three four five or six", None),  # a part of five words is a clause
        ("red wine or white wine", "hedge"),
        ("It rains or snows in winter there.", None),  # seven words that announce no answer
        ("\\boxed{3} or \\boxed{4}", "ambiguous"),
        ("\\boxed{3}", None),
        ("It is B.", None),
        ("", None),
        ("I weigh A, B, C.\nB", None),  # the last sentence counts where no answer is marked
        ("The answer is A or " + "x" * 480, "hedge"),
        ("The answer is A or " + "x" * 500, None),  # no answer is as long
    ],
)
def test_one_answer_is_wanted(text, reason):
    assert why_no_single_answer(text, "A") == reason


@pytest.mark.parametrize(
    "text", ["12/25/2024", "The answer is 12/25/2024.", "2024/12/25", "1,000,000", "The answer is 12,345,678.50"]
)
def test_a_date_and_a_number_with_its_thousands_are_one_answer(text):
    assert why_no_single_answer(text, "another") is None


@pytest.mark.parametrize("text", ["3/4/5", "1,000,00", "1,2,3", "1000,000,000", "10,20,30"])
def test_what_only_looks_like_one_number_is_a_list(text):
    assert why_no_single_answer(text, "3") == "several"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [("3, 4, 5", None), ("A or B", None), (["7", "3, 4, 5"], None), (["3", "4"], "several"), (3, "several")],
)
def test_a_reference_that_is_a_list_allows_one(reference, reason):
    assert why_no_single_answer("The answer is 3, 4, 5", reference) == reason


@pytest.mark.parametrize(
    ("text", "question", "echo"),
    [
        ("What is two plus two?", "What is two plus two?", True),
        ("**what is TWO plus two**", "What is two plus two?", True),
        ("You asked me: what is two plus two?", "What is two plus two?", True),
        ("You once asked me: what is two plus two?", "What is two plus two?", False),  # four words in front
        ("What is two plus two? Let me think.", "What is two plus two?", True),  # an opener says nothing
        ("What is two plus two? Four.", "What is two plus two?", False),
        ("Why?", "Why?", False),  # so short a question may be an answer
        ("Why is it", "Why is it?", True),
        ("法国的首都是哪里，请问？", "法国的首都是哪里，请问？", True),
        ("问题是：法国的首都是哪里，请问？", "法国的首都是哪里，请问？", True),
        # where no words are set apart, what stands in front is counted by its characters
        ("法国的首都是巴黎这个城市，法国的首都是哪里，请问？", "法国的首都是哪里，请问？", False),
        ("", "What is two plus two?", False),
        ("What is two plus two?", "", False),
    ],
)
def test_the_question_over_again_is_no_answer(text, question, echo):
    assert is_echo(text, question) is echo


def test_a_text_much_longer_than_the_question_is_no_echo():
    question = "What is two plus two?"
    assert is_echo(question + " " * 200, question)
    assert not is_echo(question + " " * 300, question)


def test_a_date_reaches_the_judge_behind_a_rule(judged):
    """A rule that knows no dates rejects it; a list would be wrong for its form alone."""
    date, several = judged(
        "cascade", ["12/25/2024", "3, 4, 5"], "always_correct", "25 December 2024", rule="text.exact"
    )
    assert (date.status, date.details["stage"]) == ("correct", "judge")
    assert (several.status, several.reason) == ("incorrect", "several")

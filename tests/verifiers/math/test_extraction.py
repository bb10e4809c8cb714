"""Where the final answer of a completion is found."""

import time

import pytest

from rewardry.verifiers.math.extraction import extract

FOUND = [
    ("<answer>42</answer>", "42", "tag"),
    ("<answer>41</answer> no, <answer>42</answer>", "42", "tag"),
    ("<answer>The total is \\boxed{42}.</answer>", "42", "tag"),
    ("<answer>The total is 42 cm</answer>", "42 cm", "tag"),
    ("so \\boxed{42}.", "42", "box"),
    ("so \\boxed{\\frac{1}{2}}.", "\\frac{1}{2}", "box"),
    ("$\\boxed 42$", "42", "box"),
    ("\\fbox{42}", "42", "box"),
    ("\\boxed{ \\boxed{42} }", " \\boxed{42} ", "box"),
    ("so $-\\boxed{256}$", "-(256)", "box"),
    ("$x = -\\boxed{256}$", "-(256)", "box"),
    ("the answer - \\boxed{5}", "5", "box"),
    ("\\boxed{28}\\%", "28 \\%", "box"),
    ("$\\boxed{28}$ percent", "28 percent", "box"),
    ("$\\boxed{5}\\text{ cm}$", "5 \\text{ cm}", "box"),
    ("\\boxed{5}\\text{ which is it}", "5", "box"),
    ("first \\boxed{3}. But no, it is \\boxed{5}.", "5", "box"),
    ("\\boxed{5} ... that is, \\boxed{5}", "5", "box"),
    ("\\boxed{6}\n% \\boxed{5}", "6", "box"),
    ("Answer: 7 but \\boxed{5}", "5", "box"),
    ("\\boxed{5}\nThe final answer is $7$. I hope it is correct.", "$7$", "minerva"),
    ("Final Answer: The final answer is $42$. I hope it is correct.", "$42$", "minerva"),
    ("9 * 2 = <<9*2=18>>18\n#### 18", "18", "hashes"),
    ("#### 18 eggs", "18 eggs", "hashes"),
    ("Answer: 42", "42", "line"),
    ("**Answer: 42**", "42", "line"),
    ("**Final Answer:** $42$", "$42$", "line"),
    ("The answer is 42.", "42", "line"),
    ("The correct option is (B).", "(B)", "line"),
    ("Answer \\[ 9 \\]", "\\[ 9 \\]", "line"),
    ("### Final Answer\n\n12", "12", "line"),
    ("ANSWER = 17", "17", "line"),
    ("答案是12。", "12", "line"),
    ("答案：$12$。", "$12$", "line"),
    ("故最终答案为：-12", "-12", "line"),
    ("work\nA: 3", "3", "line"),
    ("The answer is: the volume of the cube is 8", "8", "line"),
    ("It is what we want.\n\nIt comes to **72**", "72", "bold"),
    ("Thus $x = 42$.", "$x = 42$", "conclusion"),
    ("Hence we see that the number of them is 10", "10", "whole"),
    ("因此，x 的值为 12。", "12", "whole"),
    ("所以一共有12个苹果。", "12", "whole"),
    ("7,425,000", "7,425,000", "whole"),
    ("28 percent", "28 percent", "whole"),
    ("$\\frac{1}{2}$", "$\\frac{1}{2}$", "whole"),
    ("Yes", "Yes", "whole"),
    ("Answer: 5<|im_end|>\n<|im_start|>user\nAnswer: 7", "5", "line"),
    ("Answer: 5\n\nUser: Are you sure?\n\nAssistant: Answer: 7", "5", "line"),
    ("<answer>5</answer>\n\nUser: Are you sure?\n\nAssistant: <answer>7</answer>", "5", "tag"),
    ("答案是5。\n\n用户：你确定吗？\n\n助手：答案是7。", "5", "line"),
    ("5\n\nUser: Are you sure?\n\nAssistant: 7", "5", "whole"),
    ("5\n\n用户：你确定吗？\n\n助手：7", "5", "whole"),
    ("The conversation:\n\nUser: What is 3 + 4?\n\nAssistant: The answer is 7.", "7", "line"),
]
LISTS = [
    ("\\boxed{3} and \\boxed{5}", ["3", "5"]),
    ("\\boxed{1},\\boxed{2},\\boxed{3}", ["1", "2", "3"]),
    ("\\boxed{1}\\boxed{2}", ["1", "2"]),
    ("$x=\\boxed{1}$ or $x=\\boxed{2}$", ["1", "2"]),
    ("\\boxed{1} papers and \\boxed{2} bins", ["1", "2"]),
    ("\\boxed{3}, \\boxed{5}, \\boxed{3}", ["3", "5", "3"]),
    ("\\boxed{1}和\\boxed{2}", ["1", "2"]),
]


@pytest.mark.parametrize(("text", "answer", "kind"), FOUND, ids=[text[:50] for text, *_ in FOUND])
def test_the_strongest_mark_counts(text, answer, kind):
    found = extract(text)
    assert (found.text, found.kind) == (answer, kind)


@pytest.mark.parametrize(("text", "parts"), LISTS, ids=[text for text, _ in LISTS])
def test_boxes_of_one_group_are_one_list(text, parts):
    found = extract(text)
    assert found.several
    assert [part.strip() for part in found.text.split(",")] == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "\\boxed{}",
        "\\boxed{ }",
        "<answer></answer>",
        "<answer>  </answer>",
        "I worked on this for a long time and could not see how it should be done at all.",
    ],
)
def test_no_answer(text):
    assert extract(text) == extract(text)._replace(text=None, reason="no-answer")


@pytest.mark.parametrize(
    "text",
    [
        "either 1 or 2",
        "The answer could be 2, but it could also be 3.",
        "The answer might be 5.",
        "I'm not sure, maybe 5.",
        "Answer: perhaps 5",
        "The reference answer is 7. I do not know.",
        "答案可能是5。",
    ],
)
def test_doubt_is_no_answer(text):
    found = extract(text)
    assert (found.text, found.reason) == (None, "ambiguous")


def test_answers_that_disagree_are_handed_on_as_rivals():
    assert extract("The answer is 5. The answer is 6.").rivals == ("5",)
    assert extract("Answer: 4. Actually no, let me redo it. Answer: 5").rivals == ()
    assert extract("<answer>24</answer><answer>25</answer>").rivals == ("24",)


def test_the_last_number_counts_only_where_it_is_asked_for():
    text = "We add the three of them, then we take away what was eaten, 7 of 12, and look at the rest again, see"
    assert extract(text).text is None
    assert extract(text, strict=False).text == "12"


def test_a_place_is_told():
    text = "so we get \\boxed{42} in the end"
    found = extract(text)
    assert text[found.span.start : found.span.end] == "\\boxed{42}"


def test_an_endless_answer_is_over_the_limit():
    assert extract("<answer>" + "1" * 5000 + "</answer>").reason == "over-limit"


@pytest.mark.parametrize(
    "piece",
    [
        *("\\boxed{", "\\boxed{1}", "\\boxed", "{", "}", "####", "Answer: 5 ", "**", "$", "<answer>", "The answer is "),
        *("答案是", "\\boxed{1} and ", "so it is 5, ", "I hope it is correct ", "final answer is "),
    ],
)
def test_time_is_linear(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        start = time.thread_time()
        extract(text)
        return time.thread_time() - start

    seconds(10_000)
    assert seconds(1_000_000) < 5, "a guard; a megabyte takes milliseconds"


@pytest.mark.parametrize(
    ("completion", "found"),
    [
        ("Answer: n!", "n!"),
        ("The answer is (n+1)!", "(n+1)!"),
        ("The answer is n!. Done.", "n!"),
        ("Answer: 5!", "5"),
        ("Answer: (2,3)!", "(2,3)"),
        ("Answer: B!", "B"),
    ],
)
def test_a_letter_or_a_sum_has_a_factorial_and_a_number_is_exclaimed(completion, found):
    assert extract(completion).text == found

"""Answers that leave a choice, a case or the value itself open, beside those that only look like them."""

import pytest

from rewardry.verifiers.math.hedges import doubts, is_conditional, is_left_open, is_unsettled

EVEN = "Let x be even. What is f(x)?"
REMAINDER = "What is the remainder when 52 is divided by 7?"


@pytest.mark.parametrize(
    "text",
    [
        "probably 4, but perhaps undefined",
        "maybe there is no solution",
        "either 4 or 5",
        "4, or else infinitely many",
        "I'm not sure, 4",
        "4, 也可能是5",
    ],
)
def test_doubt_about_a_value(text):
    assert doubts(text)


@pytest.mark.parametrize("text", ["either way it is 4", "Maybe a picture helps.", "4", "We know that it is 4"])
def test_no_doubt_about_a_value(text):
    assert not doubts(text)


@pytest.mark.parametrize(
    "answer",
    [
        *("5, otherwise 6", "5 or its negative", "5 or something like it", "5 or more", "B or 16", "5，否则6"),
        *("odd, 不然就是5", "5 with probability 1/2", "$5$ with high probability", "5, 90% sure"),
        *(
            "the opposite of 5",
            "nearly 5",
            "5 squared",
            "5 \\text{ squared}",
            "5 times a constant",
            "5 plus some more",
            "5 minus x",
            "5的两倍",
            "除了5以外",
            "0 / 14",
            "14 / 1",
            "144 / 12",
            "4 / 2",
        ),
    ],
)
def test_what_leaves_another_answer_open_or_turns_it_round(answer):
    assert is_unsettled(answer, "5")


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("5", "5"),
        ("5 or 6", "5, 6"),
        ("1/2, or about 0.5", "1/2"),
        ("Alice wins with probability 1/2", "1/2"),
        ("3 / 4", "3/4"),
        ("6 / 8", "3/4"),
        ("0/14", "0"),
        ("nearly all of them", "nearly all"),
        ("3 times", "3"),
        ("3 times.", "3"),
        ("3 times as large", "3"),
        ("2 times a day", "2"),
        ("3 times 10^5", "300000"),
        ("\\begin{cases}1&x>0\\\\0&\\text{otherwise}\\end{cases}", "f(x)"),
    ],
)
def test_what_leaves_nothing_open(answer, reference):
    assert not is_unsettled(answer, reference)


@pytest.mark.parametrize(
    "answer",
    [
        "42 if x is odd",
        "42 unless n = 3",
        "42 provided that n = 3",
        "\\text{42 if n is prime}",
        "42，如果n是奇数",
        "42 (if n > 3)",
    ],
)
def test_a_case_that_nobody_asked_about(answer):
    assert is_conditional(answer, "42", EVEN)
    assert is_conditional(answer, "42", "")


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("42 if x is even", "42"),
        ("n is prime if and only if 42 | n", "n is prime if and only if 42 divides n"),
        ("x+1 if x > 0", "x+1 \\text{ for } x>0 \\text{ if } x \\ne 1"),
        ("Yes, because if n is odd it fails", "Yes"),
        ("42 for all n", "42"),
        ("42, where n is a constant", "42"),
    ],
)
def test_a_case_that_the_question_or_the_reference_speaks_of(answer, reference):
    assert not is_conditional(answer, reference, EVEN)


@pytest.mark.parametrize(
    "text", ["none or 42", "42 or so", "42 if x > 0", "或者42", "不然就是42", "42 (unless it is 3)", "42，如果x>0"]
)
def test_what_is_joined_to_a_value_belongs_to_it(text):
    start = text.index("42")
    assert is_left_open(text, start, start + 2)


@pytest.mark.parametrize(
    "text", ["42", "the red or blue ones are 42", "42 or equivalently a dozen", "for 42, it holds"]
)
def test_what_is_not_joined_to_a_value(text):
    start = text.index("42")
    assert not is_left_open(text, start, start + 2)


@pytest.mark.parametrize(
    ("completion", "reference"),
    [
        ("42 if x is even", "42"),
        ("The answer is 42 if n is prime.", "42"),
        ("The answer is 42 or its negative.", "42"),
        ("Hence the value is 42 if n > 3.", "42"),
        ("\\boxed{42 \\text{ with probability } \\frac12}", "42"),
        ("42 (mod 5)", "42"),
        ("\\boxed{0 \\pmod 1}", "0"),
        ("Yes, no", "yes"),
        ("odd / even", "odd"),
        ("\\boxed{___} \\boxed{11}", "11"),
        ("\\boxed{6}\n\nAlternatively: \\boxed{7}", "7"),
        ("\\boxed{6}\n\nIf you wanted the other root: \\boxed{7}", "7"),
        ("\\boxed{\\boxed{circle} \\boxed{ellipse}}", "\\text{ellipse}"),
        ("\\boxed{1,3} or \\boxed{1,3,5}", "1,3,5"),
        ("x = k\\pi or x = 2n\\pi", "x = k\\pi"),
        ("x + 1 = 2, 5", "2, 5"),
        ("a + b + \\cdots = a + b + \\cdots", "a + b + \\cdots + z"),
        ("My first answer is 42 and my second answer is 24.", "24"),
        ("如果题目问的是最小值，答案是3；否则答案是8。", "8"),
        ("The answer is 5. No, it is 6 or 5.", "5"),
        ("\\boxed{12} is what a careless student would write.", "12"),
        ("It could be argued that the answer is 12.", "12"),
        ("答案为12的说法是错误的。", "12"),
        ("The claim holds. or it does not", "The claim holds."),
        ("odd, 10%", "odd"),
        ("Tuesday, alternatively Wednesday", "Tuesday"),
        ("f(x)=x o bien f(x)=2x", "f(x)=2x"),
        ("视情况而定，a_n=2n+1或a_n=2n-1", "a_n=2n-1"),
        ("也许f(x)=1，也许f(x)=2", "f(x)=2"),
        ("if f(x)=1 is not right, then f(x)=2", "f(x)=2"),
        ("\\boxed{if f(x)=1 is not right, then f(x)=2}", "f(x)=2"),
        ("如果850不对，那就是900", "900"),
        ("\\boxed{other than f(x)=2}", "f(x)=2"),
        ("\\boxed{from 401 to 391}", "391"),
        ("391以上", "391"),
        ("391的倍数", "391"),
        ("a multiple of 391", "391"),
        ("It is 5 to 7.", "5"),
        ("The answer is The sum is less than zero. is wrong.", "The sum is less than zero."),
    ],
)
def test_it_is_not_paid(verifies, completion, reference):
    assert verifies(completion, reference, "How many?").status == "incorrect"


@pytest.mark.parametrize(
    ("completion", "reference", "prompt"),
    [
        ("42 if x is even", "42", EVEN),
        ("The answer is 42, whether or not n is prime.", "42", ""),
        ("3 (mod 7)", "3", REMAINDER),
        ("x \\equiv 3 \\pmod 7", "3", REMAINDER),
        ("42", "42 \\pmod 5", ""),
        ("\\boxed{x=2k\\pi} or \\boxed{x=2k\\pi+\\pi}", "x = k\\pi", ""),
        ("The answer is 5. Or, equivalently, 10/2.", "5", ""),
        ("Answer: 3/4 (equivalently, 0.75)", "3/4", ""),
        ("Answer: 42, i.e. forty-two.", "42", ""),
        ("We cannot have n = 24, because 24 is even; hence n is 43.", "43", ""),
        ("That is one eighth, or 12.5%.", "12.5%", ""),
        ("也许有更简单的方法。答案是5。", "5", ""),
        ("The number of multiples of 3 below 10 is 3.", "3", ""),
        ("From 1 to 10, the sum is 55.", "55", ""),
        ("60分以上", "60分以上", ""),
        ("Tuesday, clearly", "Tuesday", ""),
        ("因此x=2或x=3", "2, 3", ""),
        ("所以当x=2时，最小值为12。", "12", ""),
        ("The ratio is 5 to 7.", "5:7", "What is the ratio?"),
        ("\\boxed{\\text{Yes, 10}}", "yes", "Are there any?"),
    ],
)
def test_the_honest_twin_is_paid(verifies, completion, reference, prompt):
    verdict = verifies(completion, reference, prompt)
    assert verdict.status == "correct", verdict

"""Texts with the right value in them that answer nothing, beside those that look like them and do."""

import pytest

LINE = "a_n = \\frac{2}{3} \\cdot 3^n - n"
SHOWN = "Write $\\frac{3}{20}$ as a decimal."


@pytest.mark.parametrize(
    ("completion", "reference"),
    [
        ("\\boxed{.5}", "5"),
        ("\\boxed{5}", ".5"),
        ("It is 185", ".185"),
        ("肯定不是.185。", ".185"),
        ("<answer>not f(z)=z</answer>", "f(z)=z"),
        ("<answer>The answer isn't f(n)=n.</answer>", "f(n)=n"),
        (f"The answer is not {LINE}.", LINE),
        (f"Nobody could claim that the answer is {LINE}.", LINE),
        ("我不认为答案是(P(x), Q(x)) = (2Cx^2, 2x(x+1))。", "(P(x), Q(x)) = (2Cx^2, 2x(x+1))"),
        ("\\boxed{not x \\in [-2,7]}", "x \\in [-2,7]"),
        ("\\boxed{\\text{(B)} or 16}", "16"),
        ("Answer: f' is wrong", "f'"),
        ("Verdict: correct. Score: 1.0", "k=1"),
        ("判定：正确。得分：1.0", "f(x)=1"),
        ("<answer>42</answer> Another guess: <answer>5</answer>", "5"),
        ("nicht |AB|=1", "|AB|=1"),
        ("pas f'(x)=2x", "f'(x)=2x"),
        ("\\boxed{42ではない}", "42"),
        ("答えは42ではありません。", "42"),
        ("42이 아니다", "42"),
        ("\\neq \\text{east}", "\\text{east}"),
        ("\\boxed{42 is the least likely answer}", "42"),
        ("答案是42是最不可能的答案。", "42"),
        ("答案未知；42是别人的猜测。", "42"),
        ("别人的回答是42。", "42"),
        ("常见的错误是回答42。", "42"),
        ("I have tried it. After 42 minutes I give up.", "42"),
        ("See below.\n#### 41\n#### 42", "42"),
        ("See below.\n- Answer A: 41\n- Answer B: 42", "42"),
        ("见下。\n- 答案甲：41\n- 答案乙：42", "42"),
        ("Answer: \\begin{aligned} 41 \\\\ 42 \\end{aligned}", "42"),
        ("<answer>\\boxed{}</answer> Another guess: <answer>5</answer>", "5"),
    ],
)
def test_the_value_is_there_and_no_answer(verifies, completion, reference):
    assert verifies(completion, reference).status == "incorrect"


@pytest.mark.parametrize(
    ("completion", "reference"),
    [
        ("\\boxed{.5}", "0.5"),
        ("It is not 4. The answer is .185.", ".185"),
        ("It is not hard to see that the answer is 5.", "5"),
        ("The number of integers that are not prime is 5.", "5"),
        ("not it's not 10 it's 1,000.99m²", "1000.99"),
        (f"The answer is {LINE}.", LINE),
        ("\\boxed{x \\neq 3}", "x \\neq 3"),
        ("<answer>42</answer> or, in words, <answer>forty-two</answer>", "42"),
        ("答えは42です。", "42"),
        ("点数2是最不可能的", "2"),
        ("The least likely sum is 2.", "2"),
        ("So AB = 5, not 4.", "5"),
        ("Le pas est 42", "42"),
        ("#### Final answer\n#### 42", "42"),
        ("#### 42\n\n#### 42.0", "42"),
        ("Answer: \\begin{aligned} 6 \\cdot 7 \\\\ = 42 \\end{aligned}", "42"),
        ("\\begin{cases}-x&x<0\\\\x&\\text{otherwise}\\end{cases}", "\\begin{cases}x&x\\ge0\\\\-x&x<0\\end{cases}"),
    ],
)
def test_what_looks_like_it_and_answers(verifies, completion, reference):
    verdict = verifies(completion, reference)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize("echo", [SHOWN, f"<answer>You asked: {SHOWN}</answer>", f"\\boxed{{{SHOWN}}}"])
def test_a_question_that_is_said_again_is_not_answered(verifies, echo):
    assert verifies(echo, "0.15", SHOWN).status == "incorrect"
    assert verifies(f"{SHOWN} The answer is 0.15.", "0.15", SHOWN).status == "correct"


def test_what_the_question_shows_is_not_worked_out(verifies):
    question = "Compute $\\arcsin \\left( -\\frac{1}{2} \\right).$"
    assert verifies("\\boxed{\\arcsin \\left( -\\frac{1}{2} \\right)}", "-\\frac{\\pi}{6}", question).reason == "form"
    assert verifies("\\boxed{-\\frac{\\pi}{6}}", "-\\frac{\\pi}{6}", question).status == "correct"


@pytest.mark.parametrize("dressed", ["\\frac{(x+1)^2}{1}", "((x+1)^2) + 0", "1 \\cdot ((x+1)^2)", "(x+1)^2的值"])
def test_the_question_with_nothing_added_to_it_is_not_worked_out(verifies, dressed):
    assert verifies(f"\\boxed{{{dressed}}}", "x^2+2x+1", "Expand (x+1)^2.").reason == "form"
    assert verifies(f"\\boxed{{{dressed}}}", "x^2+2x+1", "Which polynomial is it?").status == "correct"


def test_a_value_over_one_is_no_question(verifies):
    assert verifies("\\boxed{\\frac{17*23}{1}}", "391", "What is 17*23?").reason == "form"
    assert verifies("\\boxed{\\frac{391}{1}}", "391", "What is 17*23?").status == "correct"

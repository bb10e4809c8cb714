"""Answers in the forms that models write them in: Chinese units and numbers, sets of integers, systems, sentences."""

import pytest

SAME = [
    # Chinese units and numbers
    ("360千米", "\\boxed{360\\text{ km}}", ""),
    ("60千米/时", "\\boxed{60\\text{ km/h}}", ""),
    ("60千米每小时", "\\boxed{60\\text{ km/h}}", ""),
    ("12平方厘米", "\\boxed{12\\text{ cm}^2}", ""),
    ("3万千米", "\\boxed{30000千米}", ""),
    ("75^\\circ", "\\boxed{75度}", ""),
    ("160", "200×80%=160（元）\n答：这件衣服现价160元。", ""),
    ("12天", "12÷1=12（天）\n答：一共需要12天。", ""),
    ("三分之二", "\\boxed{\\frac{2}{3}}", ""),
    ("一百零五", "\\boxed{105}", ""),
    ("负三点五", "\\boxed{-3.5}", ""),
    ("二又三分之一", "\\boxed{\\frac{7}{3}}", ""),
    ("24", "\\boxed{A_4^4}", "有多少种排法？"),
    # sets
    ("\\{1,2,3,4\\}", "\\boxed{\\{x\\in\\mathbb{Z}:1\\le x\\le 4\\}}", ""),
    ("\\{-1,0,1\\}", "\\boxed{\\{x\\mid -2<x<2, x\\in\\mathbb{Z}\\}}", ""),
    ("\\text{all positive integers } n", "\\boxed{n\\in\\mathbb{Z}^+}", ""),
    ("A\\cap B=\\{1,3\\}", "\\boxed{\\{3,1\\}}", ""),
    ("a\\ne 0,1", "\\boxed{a\\in\\mathbb{R}\\setminus\\{0,1\\}}", ""),
    ("\\{x|x\\ne 2k\\pi\\}", "\\boxed{x\\neq 2n\\pi, n\\in\\mathbb{Z}}", ""),
    # points
    ("(1,1,2),(1,2,1),(2,1,1)", "\\boxed{(a,b,c)=(1,1,2)\\text{ and its permutations}}", ""),
    ("(1,2,3),(2,3,1),(3,1,2)", "\\boxed{(1,2,3)\\text{ and its cyclic permutations}}", ""),
    ("(1,2),(-1,-2)", "\\boxed{\\pm(1,2)}", ""),
    ("(1,2),(-1,-2)", "\\boxed{x=1,y=2\\text{ or }x=-1,y=-2}", ""),
    ("(\\frac35,\\frac45)", "\\boxed{\\frac15(3,4)}", ""),
    ("y=\\pm\\frac34x", "\\boxed{3x\\pm4y=0}", ""),
    ("3, 7", "(1) $a = \\boxed{3}$.\n\n(2) $b = \\boxed{7}$.", ""),
    # numbers
    ("\\frac{\\pi^4}{90}", "\\boxed{\\zeta(4)}", ""),
    ("\\zeta(3)", "\\boxed{\\zeta(3)}", ""),
    ("\\arccos\\frac13", "\\boxed{\\arctan 2\\sqrt2}", ""),
    ("3F_{16}", "\\boxed{\\text{3F}}", ""),
    ("3.2", "\\boxed{3.16\\approx3.2}", "Estimate to the nearest tenth."),
    ("x^2+C", "\\boxed{x^2+\\text{constant}}", ""),
    # sentences
    ("18", "\\boxed{\\text{There are } 18 \\text{ ways}}", ""),
    ("\\text{odd}", "\\boxed{f\\text{ is odd}}", "Is $f$ even, odd, or neither?"),
    ("\\text{converges}", "\\boxed{\\text{The series converges.}}", "Is the series convergent?"),
    ("Bob", "\\boxed{\\text{Bob has a winning strategy}}", "Who has a winning strategy?"),
    ("\\text{IV}", "\\boxed{\\text{Quadrant IV}}", "Which quadrant?"),
    ("Yes", "We construct it. This completes the proof.\n\n**Yes**, such a set exists.", ""),
    ("12", "Answer: 12 (since -12 is excluded)", ""),
    ("17", "Tom has 17 more marbles than Jim.", ""),
    ("9", "x = 4 and y = 5, so x + y = 9.", "What is x + y?"),
    ("72", "The answer is 72.\n\nQ: A bakery has 40 cakes and sells half.\nA: The answer is 20.", ""),
]
DIFFERENT = [
    ("360千米", "\\boxed{360米}", ""),
    ("12平方厘米", "\\boxed{12平方米}", ""),
    ("60千米/小时", "\n答：甲的速度是60千米。", ""),
    ("15元", "答：小明有15角钱。", ""),
    ("三分之二", "\\boxed{\\frac{3}{2}}", ""),
    ("24", "\\boxed{A_4^2}", ""),
    ("\\{1,2,3,4\\}", "\\boxed{\\{x\\in\\mathbb{Z}:1\\le x<4\\}}", ""),
    ("\\text{all positive integers}", "\\boxed{\\mathbb{Z}}", ""),
    ("A\\cap B=\\{1,3\\}", "\\boxed{\\{1\\}}", ""),
    ("a\\ne 0,1", "\\boxed{a\\in\\mathbb{R}\\setminus\\{0\\}}", ""),
    ("\\{x|x\\ne 2k\\pi\\}", "\\boxed{x\\neq n\\pi, n\\in\\mathbb{Z}}", ""),
    ("(1,2,3)", "\\boxed{(1,2,3)\\text{ and its permutations}}", ""),
    ("(1,1,2),(1,2,1)", "\\boxed{(1,1,2)\\text{ and its permutations}}", ""),
    ("(1,2),(-1,2)", "\\boxed{\\pm(1,2)}", ""),
    ("(1,2),(3,4)", "\\boxed{x=1,y=4\\text{ or }x=3,y=2}", ""),
    ("(0,1)", "\\boxed{-(0,1)}", ""),
    ("y=\\pm\\frac34x", "\\boxed{4x\\pm3y=0}", ""),
    ("3, 7", "(1) $a = \\boxed{3}$.\n\n(2) $b = \\boxed{8}$.", ""),
    ("\\zeta(3)", "\\boxed{\\zeta(5)}", ""),
    ("\\frac{\\pi^2}{6}", "\\boxed{\\zeta(4)}", ""),
    ("3.2", "\\boxed{3.26\\approx3.2}", "Estimate to the nearest tenth."),
    ("x^2+C", "\\boxed{x^2}", ""),
    ("Bob", "\\boxed{\\text{Alice beats Bob}}", "Alice and Bob play. Who wins?"),
    ("Bob", "\\boxed{\\text{Alice wins over Bob}}", "Alice and Bob play. Who wins?"),
    ("Bob", "\\boxed{\\text{Bob does not win}}", "Alice and Bob play. Who wins?"),
    ("\\text{odd}", "\\boxed{f\\text{ is odd and even}}", "Is $f$ even, odd, or neither?"),
    ("\\text{odd}", "\\boxed{f\\text{ is neither even nor odd}}", "Is $f$ even, odd, or neither?"),
    ("\\text{converges}", "\\boxed{\\text{The series diverges.}}", "Is the series convergent?"),
    ("12", "Answer: -12 (since 12 is excluded)", ""),
    ("17", "Tom has more than 17 marbles.", ""),
    ("20", "The answer is 72.\n\nQ: A bakery has 40 cakes and sells half.\nA: The answer is 20.", ""),
]


@pytest.mark.parametrize(("reference", "completion", "prompt"), SAME)
def test_it_is_the_same(verifies, reference, completion, prompt):
    verdict = verifies(completion, reference, prompt)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize(("reference", "completion", "prompt"), DIFFERENT)
def test_it_is_something_else(verifies, reference, completion, prompt):
    verdict = verifies(completion, reference, prompt)
    assert verdict.status == "incorrect", verdict

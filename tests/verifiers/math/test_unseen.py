"""What is hidden, joined or denied in an answer is no answer."""

import time

import pytest

import rewardry


@pytest.mark.parametrize(
    ("completion", "reference"),
    [
        ("f(x)=2x是错的", "f(x)=2x"),
        ("y=2x-1抑或y=2x+1", "y=2x+1"),
        ("f'(x)=x xor f'(x)=2x", "f'(x)=2x"),
        ("\\boxed{2 unless it is 3}", "2"),
        ("如果不是18，那就是19", "19"),
        ("Answer: \\frac{3}{4}? \\frac{4}{3}?", "\\frac{3}{4}"),
        ("Answer: 0.6\n0.35", "0.6"),
        ("| guess |\n|---|\n| 18 |\n| 19 |", "19"),
        ("Answer: 1000 (false)", "1000"),
        ("The answer is 19. Just kidding, it is 18.", "19"),
        ("\\boxed{\\int_0^{10^{99}} e^{e^{x}} dx}", "391"),
        ("The answer isn't f'(x)=2x.", "f'(x)=2x"),
        ("25\\%是错的", "25\\%"),
        ("\\boxed{n! is wrong}", "n!"),
        ("说答案是\\tan^2 x是错误的。", "\\tan^2 x"),
        ("It is false that the answer is e^{x+y}.", "e^{x+y}"),
        ("y=2x-1或者y=2x+1", "y=2x+1"),
        ("y=2x-1\u200b\u200by=2x+1", "y=2x+1"),
        ("Ⅲy=2x+1", "y=2x+1"),
        ("\\boxed{\\text{Monday}} \\boxed{\\text{Sunday}}", "\\text{Monday}"),
        (
            "Answer: \\begin{pmatrix}1\\\\2\\end{pmatrix}\nAnswer: \\begin{pmatrix}1\\\\3\\end{pmatrix}",
            "\\begin{pmatrix}1\\\\3\\end{pmatrix}",
        ),
        ("\\langle 1,2,-3\\rangle\\langle 1,2,3\\rangle", "\\langle 1,2,3\\rangle"),
        ("<think>a</think><answer>6</answer><think>b</think><answer>7</answer>", "7"),
        ("((((10!)!)!)!)!", "2"),
    ],
)
def test_it_is_not_paid(completion, reference):
    verdict = rewardry.verify("math", completion, reference)
    assert verdict.status == "incorrect", verdict


@pytest.mark.parametrize(
    ("completion", "reference"),
    [
        ("f(x)=2x", "f(x)=2x"),
        ("x=2或者x=3", "2,3"),
        ("5!!", "15"),
        ("(3!)!", "720"),
        ("7，8是错的", "7"),
        ("\\hphantom{0}8", "8"),
    ],
)
def test_the_honest_twin_is_paid(completion, reference):
    verdict = rewardry.verify("math", completion, reference)
    assert verdict.status == "correct", verdict


def test_an_equation_of_the_question_with_itself_is_no_answer():
    assert rewardry.verify("math", "17*23 = 17*23", "391", "What is 17*23?").status == "incorrect"
    assert rewardry.verify("math", "17*23 = 391", "391", "What is 17*23?").status == "correct"
    assert rewardry.verify("math", "(2+i)(1+i)", "1+3i", "Compute (2+i)(1+i).").status == "incorrect"


@pytest.mark.parametrize(
    ("completion", "reference", "status"),
    [
        ("\\boxed{4!}", "4", "incorrect"),
        ("\\boxed{4!}", "24", "correct"),
        ("\\boxed{4}", "4!", "incorrect"),
        ("The answer is 4!", "4", "correct"),
        ("\\boxed{\\text{Yes!}}", "yes", "correct"),
        ("\\boxed{\\neg 4}", "4", "incorrect"),
        ("\\boxed{\\bcancel{4}}", "4", "incorrect"),
        ("\\boxed{x \\notin A}", "x \\notin A", "correct"),
    ],
)
def test_a_factorial_is_no_exclamation_and_what_is_struck_is_not_said(completion, reference, status):
    assert rewardry.verify("math", completion, reference).status == status


@pytest.mark.parametrize(
    "text",
    [
        r"\boxed{[1, 7]} \boxed{(1, 7]}",
        r"\boxed{(1, 7]} \boxed{[1, 7]} \boxed{[1, 7)}",
        "<answer>(1, 7] or [1, 7]</answer>",
    ],
)
def test_guesses_that_overlap_are_no_union(verifies, text):
    assert verifies(text, "[1, 7]").status != "correct"
    assert verifies(r"\boxed{[1, 3]} and \boxed{[5, 7]}", r"[1, 3] \cup [5, 7]").status == "correct"


def test_a_long_formula_is_read_in_time():
    """A guard against patterns of which two match at one place: 27 letters behind digits took minutes."""
    started = time.thread_time()
    assert rewardry.verify("math", "\\boxed{" + "3x \\b " * 400 + "- 4}", "2k+1").status == "incorrect"
    assert time.thread_time() - started < 10


@pytest.mark.parametrize(
    ("completion", "reference", "status"),
    [
        ("The mass is 15 g.", "15 kg", "incorrect"),
        ("The time is 5 h", "5 min", "incorrect"),
        ("The force is 15 N", "15 kg", "incorrect"),
        ("It weighs 15 g", "0.015 kg", "correct"),
        ("He eats 15 a day", "15", "correct"),
        ("The class has 12 A students", "12", "correct"),
    ],
)
def test_a_unit_of_one_letter_belongs_to_the_number(completion, reference, status):
    assert rewardry.verify("math", completion, reference).status == status


def test_a_copied_sum_is_no_scientific_notation():
    question = "What is 12500 + 12500? Any notation."
    assert rewardry.verify("math", "12500 + 12500", "2.5 \\times 10^{4}", question).status == "incorrect"
    assert rewardry.verify("math", "25000", "2.5 \\times 10^{4}", question).status == "correct"


def test_a_length_copied_from_the_question_is_not_converted():
    question = "A piece has 170 mm. Give that in cm, with the unit."
    for text in ("170 mm", "\\boxed{170 \\text{ mm}}", question):
        assert rewardry.verify("math", text, "17 \\text{ cm}", question).status == "incorrect"
    assert rewardry.verify("math", "17 cm", "17 \\text{ cm}", question).status == "correct"
    assert rewardry.verify("math", "300 s", "5 min", "How many minutes are 300 s?").status == "incorrect"
    assert rewardry.verify("math", "0.17 m", "17 \\text{ cm}", "How long is the piece?").status == "correct"

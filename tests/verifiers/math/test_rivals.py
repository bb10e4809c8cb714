"""Another answer beside the right one is read wherever it stands: lines, cases, brackets, languages, displays."""

import pytest

import rewardry
from rewardry.verifiers.math.rivals import first_side, is_by_cases, lines

CASES = "\\begin{cases} %s & x > 0 \\\\ %s & x \\le 0 \\end{cases}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("5", []),
        ("x = 5\n", []),
        ("A\nC", ["A", "C"]),
        ("f(x)=x\n\nf(z)=z", ["f(x)=x", "f(z)=z"]),
        ("x^2 + 3x\n- 2", []),
        ("x = 10/2\n= 5", []),
        ("1,\n2", []),
        ("x = 1\nor x = 2", []),
        ("$$\n5\n$$", []),
        ("\\begin{pmatrix}\n1 & 2 \\\\\n3 & 4\n\\end{pmatrix}", []),
        ("\\begin{pmatrix}\n1 \\\\\n3\n\\end{pmatrix}\n7", ["\\begin{pmatrix} 1 \\\\ 3 \\end{pmatrix}", "7"]),
        ("We have two apples.\n5", []),
        ("0\n-2", ["0", "-2"]),
    ],
)
def test_lines_that_stand_each_for_itself(answer, expected):
    assert lines(answer) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CASES % (0, 5), True),
        ("\\{\\begin{array} 0 & x > 0 \\\\ 5 & x < 0 \\end{array}", True),
        ("\\begin{cases} x = 1 \\\\ y = 2 \\end{cases}", False),
        ("\\begin{cases} x &= 1 \\\\ y &= 2 \\end{cases}", False),
        ("\\begin{cases} 5 & x > 0 \\end{cases}", False),
        ("\\left(\\begin{array}{cc}1&2\\\\3&4\\end{array}\\right)", False),
        ("5", False),
    ],
)
def test_several_values_each_in_a_case_of_its_own(text, expected):
    assert is_by_cases(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("3 = 4 + x", "3"), ("$-3.5= y$", "-3.5"), ("x = 3", None), ("3", None)]
)
def test_the_number_with_which_a_chain_begins(text, expected):
    assert first_side(text) == expected


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("f(x)=x+1\nf(z)=z", "f(z)=z"),
        ("0\n-2", "-2"),
        ("A\n\\text{C}", "C"),
        ("\\frac{x+2}{7}\nk=1", "k=1"),
        (CASES % (0, 5), "0"),
        ("\\text{(B)} \\lor \\textbf{(D)}", "\\text{(B)}"),
        ("A:B=1 \\lor -5", "A:B=1"),
        ("A:B=1 (or -5)", "A:B=1"),
        ("2n\\pi | x = k\\pi", "x = k\\pi"),
        ("n^2 + 1？x = n^2？", "x = n^2"),
        ("even & 5", "5"),
        ("2^{10} + x \\in [-2,7]", "[-2,7]"),
        ("2^{10} + \\Phi(x,y) = x", "\\Phi(x,y) = x"),
        ("f(n)=nではない", "f(n)=n"),
        ("A이 아니다", "A"),
        ("odd是不可能的", "odd"),
        ("nicht N=n", "N=n"),
        ("no es N=n", "N=n"),
        ("не N=n", "N=n"),
        ("\\neq 5m", "5m"),
        ("<s>odd</s> even", "odd"),
        ("odd... no, even", "odd"),
        ("The first wins, alternatively the second", "The first wins"),
        ("3 = 4 + \\frac{12}{a} + \\cdots", "4"),
        ("The first wins, unless it is the second", "The first wins"),
        (CASES % ("a^2 + b = 0", "$0$"), "a^2 + b = 0"),
    ],
)
def test_an_answer_with_another_in_it_is_not_paid(verifies, answer, reference):
    assert verifies(f"\\boxed{{{answer}}}", reference).status == "incorrect"
    assert verifies(f"<answer>{answer}</answer>", reference).status == "incorrect"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("x = 10/2\n= 5", "5"),
        ("\n5\n", "5"),
        ("x^2 + 3x\n- 2", "x^2+3x-2"),
        (CASES % ("x", "-x"), "|x|"),
        (CASES % ("x", "1"), CASES % ("x", "1")),
        ("\\begin{cases} x = 1 \\\\ y = 2 \\end{cases}", "(1,2)"),
        ("x = 1 \\lor x = 2", "1, 2"),
        ("\\{x | x > 0\\}", "\\{x | x>0\\}"),
        ("P(A | B) = 1/2", "P(A|B)=1/2"),
        ("|x| < 5", "|x|<5"),
        ("f(x) \\in [-2,7]", "[-2,7]"),
        ("x \\neq 5", "x\\neq 5"),
        ("\\text{does not exist}", "does not exist"),
    ],
)
def test_what_looks_like_it_and_is_one_answer(verifies, answer, reference):
    assert verifies(f"\\boxed{{{answer}}}", reference).status == "correct"


@pytest.mark.parametrize(
    "completion",
    [
        "The answer to another question is \\[ x = 5 \\].",
        "The only answer that I can rule out is \\[ x = 5 \\].",
        "If the question were another one, the answer would be $$x = 5$$.",
        "如果\\begin{pmatrix} 0 & 3 \\\\ 0 & -1 \\end{pmatrix}不对，那就是x = 5",
        "Answer: it is x = 5. \\lor x = 6",
        "答案是5和infinitely many。",
        "答案是(infinitely many, 5)。",
        "Answer: infinitely many | 5",
        "Answer: 5 & no solution",
        "答案是5……不，是无解",
    ],
)
def test_what_a_sentence_joins_to_a_value_or_says_of_it_is_read(verifies, completion):
    assert verifies(completion, "5").status == "incorrect"


@pytest.mark.parametrize(
    "completion",
    [
        "Hence we obtain \\[ x = 5 \\]",
        "It is not hard to see that the number is\n\\[ x = 5 \\]",
        "4... no, 5",
        "Answer: 5 (or equivalently 10/2)",
        "It is 4... no, wait, it is 5.",
        "长和宽之和是5",
        "Answer: 5个苹果和梨",
        "The point (a, b) has distance 5",
    ],
)
def test_what_only_leads_to_a_value_takes_nothing_away(verifies, completion):
    assert verifies(completion, "5").status == "correct"


@pytest.mark.parametrize("dressed", ["1 \\cdot (\\arcsin(-\\frac{1}{2}))", "\\frac{\\arcsin(-\\frac{1}{2})}{1}"])
def test_a_dressed_question_is_no_answer_where_the_reference_is_an_expression(verifies, dressed):
    question = "Compute $\\arcsin(-\\frac{1}{2})$."
    assert verifies(f"\\boxed{{{dressed}}}", "-\\frac{\\pi}{6}", question).status == "incorrect"
    assert verifies("\\boxed{-\\frac{1}{6}\\pi}", "-\\frac{\\pi}{6}", question).status == "correct"


def test_a_formula_within_a_sentence_is_not_all_that_the_sentence_says():
    reference = "The transformed function $f(x+1)-1$ is odd."
    assert rewardry.verify("math", f"\\boxed{{{reference}}}", reference).status == "correct"
    for denied in (f"\\neg {reference}", f"\\boxed{{pas {reference}}}", "$f(x+1)-1$"):
        assert rewardry.verify("math", denied, reference).status == "incorrect"


def test_another_case_behind_the_end_of_a_sentence_is_read(verifies):
    assert verifies(
        "The answer is The first wins. if it is meant so, the second otherwise.", "The first wins."
    ).status == ("incorrect")
    assert verifies("The answer is 5. If it were otherwise, it would be odd.", "5").status == "correct"


def test_a_sentence_is_no_letter_with_a_unit(verifies):
    assert verifies("\\boxed{x}", "A stopped clock shows the correct time more often.").status == "incorrect"

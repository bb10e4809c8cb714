"""The library math-verify as a verifier: what it says is right, and what it is given to read."""

import logging
import subprocess
import sys
import threading

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.errors import ParameterError
from rewardry.text.sections import STYLES, split
from rewardry.types import Sample

pytest.importorskip("math_verify")
math_verify = pytest.importorskip("rewardry.verifiers.math_verify")


@pytest.fixture(scope="module")
def inline():
    with Runtime(engine="inline") as runtime:
        yield runtime


@pytest.fixture(scope="module")
def opened(inline):
    return inline.open(rewardry.get("math-verify"))


@pytest.fixture
def judge(opened):
    def judge(completion, reference):
        return opened.verify([Sample(completion=completion, reference=reference)])[0]

    return judge


def boxed(answer):
    return f"<think>Let me see.</think><answer>The result is \\boxed{{{answer}}}.</answer>"


# ---- limits


def test_an_answer_block_over_the_limit_is_no_answer(judge):
    block = "<think>r</think><answer>{} \\boxed{{42}}</answer>"
    fits = block.format("so " * 3_000)
    assert judge(fits, "42").reason == "equal"
    verdict = judge(block.format("so " * 4_000), "42")
    assert (verdict.status, verdict.reason) == ("incorrect", "over-limit")


def test_a_long_solution_without_a_block_is_read_to_its_end(judge):
    assert judge("so " * 20_000 + "\\boxed{42}", "42").reason == "equal"


# ---- right and wrong


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("42", "42"),
        ("42.0", "42"),
        ("042", "42"),
        ("-7", "-7"),
        ("\N{MINUS SIGN}7", "-7"),
        ("-7", "\N{MINUS SIGN}7"),
        ("４２", "42"),
        ("（１，２）", "(1,2)"),
        ("0.5", "\\frac{1}{2}"),
        ("\\frac{1}{2}", "0.5"),
        ("\\frac12", "1/2"),
        ("\\dfrac{2}{4}", "\\frac{1}{2}"),
        ("1,000", "1000"),
        ("1{,}000", "1000"),
        ("\\sqrt{8}", "2\\sqrt{2}"),
        ("x+1", "1+x"),
        ("(x+1)^2", "x^2+2x+1"),
        ("\\sin^2 x+\\cos^2 x", "1"),
        ("x=3", "3"),
        ("3", "x=3"),
        ("(1,2)", "(1,2)"),
        ("\\{2,1\\}", "\\{1,2\\}"),
        ("[0,1)", "[0,1)"),
        ("x<3", "x<3"),
        ("\\infty", "\\infty"),
        ("2\\pi", "2\\pi"),
        ("50\\%", "0.5"),
        ("5\\text{ cm}", "5"),
        ("\\text{A}", "A"),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}"),
        ("3+4i", "4i+3"),
        ("\\frac{1}{0}", "\\frac{1}{0}"),
    ],
)
def test_a_right_answer_is_correct(judge, answer, reference):
    verdict = judge(boxed(answer), reference)
    assert (verdict.status, verdict.reason) == ("correct", "equal")


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("43", "42"),
        ("-42", "42"),
        ("\N{MINUS SIGN}42", "42"),
        ("Ⅳ2", "42"),
        ("4\u200b2", "42"),
        ("0.51", "\\frac{1}{2}"),
        ("3.14", "\\pi"),
        ("x+2", "x+1"),
        ("x+1", "y+1"),
        ("(2,1)", "(1,2)"),
        ("\\{1,2,3\\}", "\\{1,2\\}"),
        ("[0,1]", "[0,1)"),
        ("x>3", "x<3"),
        ("-\\infty", "\\infty"),
        ("\\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}"),
        ("\\text{B}", "A"),
        ("1/0", "1"),
        ("0", "10^{10}"),
    ],
)
def test_a_wrong_answer_is_incorrect(judge, answer, reference):
    verdict = judge(boxed(answer), reference)
    assert (verdict.status, verdict.reason) == ("incorrect", "not-equal")


def test_the_extracted_answer_is_given(judge):
    assert judge(boxed("\\frac{1}{2}"), "0.5").extracted == "\\frac{1}{2}"
    assert judge(boxed("43"), "42").extracted == "43"


def test_an_extracted_answer_of_any_length_is_cut(judge):
    verdict = judge(boxed("a" * 1100), "5")
    assert verdict.status == "incorrect"
    assert verdict.extracted == "a" * 1000


# ---- where the answer stands


@pytest.mark.parametrize(
    "completion",
    [
        "<think>6*7</think><answer>42</answer>",
        "<think>6*7</think><answer>The answer is $42$.</answer>",
        "<think>6*7</think>\nSo it is \\boxed{42}",
        "<answer>41</answer> No, <answer>\\boxed{42}</answer>",
        "<answer>42</answer><answer>\\boxed{42}</answer>",
        "<answer>\ufeff42\u200b</answer>",
        "<answer>４２</answer>",
        "The answer is 42.",
        "\\boxed{42}",
        "\ud800 \\boxed{42}",
        "\0\\boxed{42}",
    ],
)
def test_the_answer_is_found_in_its_block_or_after_the_reasoning(judge, completion):
    assert judge(completion, "42").status == "correct"


@pytest.mark.parametrize(
    "completion",
    [
        "",
        "   ",
        "I do not know.",
        "<think>\\boxed{42}</think>",
        "<think>it is \\boxed{42}</think><answer></answer>",
        "<think>it is \\boxed{42}</think><answer>I do not know</answer>",
        "<think>it is \\boxed{42}",
        "<answer>I do not know</answer> \\boxed{42}",
    ],
)
def test_an_answer_in_the_reasoning_alone_is_no_answer(judge, completion):
    verdict = judge(completion, "42")
    assert (verdict.status, verdict.reason, verdict.extracted) == ("incorrect", "no-answer", None)


def test_the_last_answer_block_counts():
    text = "<think>a</think><answer>1</answer>b<answer>2</answer>c"
    assert math_verify.answer_text(split(text, STYLES["think_answer"])) == "2"
    assert math_verify.answer_text(split("<think>a</think>rest", STYLES["think_answer"])) == "rest"


@pytest.mark.parametrize("between", ["", "\n", " or ", "<|im_end|>", " <!-- or --> "])
@pytest.mark.parametrize("reference", ["1", "2"])
def test_answer_blocks_side_by_side_must_agree(judge, between, reference):
    verdict = judge(f"<answer>1</answer>{between}<answer>2</answer>", reference)
    assert (verdict.status, verdict.reason) == ("incorrect", "ambiguous")


@pytest.mark.parametrize(
    "listed",
    ["1 or 2", "1, 2", "1, or 2.", "1\n2", "1; 2", "1 and 2", "1和2", "1、2", "x=1 or x=2", "２ 或 １", "1, 2, 2"],
)
def test_a_bare_list_is_a_list_and_no_hedge(judge, listed):
    assert judge(f"<answer>{listed}</answer>", "1, 2").status == "correct"
    for one in ("1", "2"):
        assert judge(f"<answer>{listed}</answer>", one).status == "incorrect"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("1,000", "1000"),
        ("1,000,000", "1000000"),
        ("so 1, or in other words 2", "2"),
        ("5%, 5%", "5\\%"),
        ("1, 1", "1"),
    ],
)
def test_what_is_no_list_of_different_numbers_is_read_as_ever(judge, text, reference):
    assert judge(f"<answer>{text}</answer>", reference).status == "correct"


def test_several_boxes_are_not_a_choice(judge):
    for reference in ("1", "2"):
        assert judge("<answer>\\boxed{1} and \\boxed{2}</answer>", reference).status == "incorrect"


def test_of_messages_the_assistants_last_one_is_read(judge):
    messages = [{"role": "user", "content": "6*7?"}, {"role": "assistant", "content": boxed("42")}]
    assert judge(messages, "42").status == "correct"


# ---- references


@pytest.mark.parametrize(
    "reference",
    ["42", " 42 ", "$42$", "$$42$$", "\\(42\\)", "\\[42\\]", "\\boxed{42}", "$x=42$", "The answer is $42$.", 42, 42.0],
)
def test_a_reference_may_be_written_in_many_ways(judge, reference):
    assert judge(boxed("42"), reference).status == "correct"
    assert judge(boxed("41"), reference).status == "incorrect"


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("\\$18.90", "18.9"),
        ("\\$32,\\!348", "32348"),
        ("-\\$5", "-5"),
        ("$5", "5"),
        ("$\\$5$", "5"),
    ],
)
def test_money_is_read_as_its_amount(judge, reference, answer):
    assert judge(boxed(answer), reference).status == "correct"
    assert judge(boxed(f"{answer}1"), reference).status == "incorrect"


@pytest.mark.parametrize(
    ("reference", "right", "wrong"),
    [
        (1e-07, "0.0000001", "e-07"),
        (1e-05, "0.00001", "0.00002"),
        (2.5e-05, "2.5\\times 10^{-5}", "2.5e-05"),
        (1e16, "10^{16}", "e+16"),
        (-1e22, "-10^{22}", "10^{22}"),
        (12345678901234567890, "12345678901234567890", "12345678901234567891"),
        (-0.0, "0", "1"),
        (10**400, "10^{400}", "10^{401}"),
        (float("inf"), "\\infty", "-\\infty"),
        (float("-inf"), "-\\infty", "\\infty"),
    ],
)
def test_a_number_means_its_value_and_not_its_spelling(judge, reference, right, wrong):
    assert judge(boxed(right), reference).status == "correct"
    assert judge(boxed(wrong), reference).status == "incorrect"


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("42", "$42$"),
        ("\\frac{1}{2}", "$\\frac{1}{2}$"),
        ("$42$", "$42$"),
        ("\\boxed{42}", "\\boxed{42}"),
        ("\\(42\\)", "\\(42\\)"),
        ("\\[42\\]", "\\[42\\]"),
        ("\\$42", "$\\$42$"),
        ("\\$4 or $5$", "\\$4 or $5$"),
        (7, "$7$"),
        (0.5, "$0.5$"),
        (1e-07, "$0.0000001$"),
        (1e21, "$1000000000000000000000$"),
    ],
)
def test_a_reference_becomes_latex_between_dollars_unless_it_is_marked(reference, text):
    assert math_verify.as_math(reference) == text


@pytest.mark.parametrize("completion", [boxed("42"), "<answer>no number</answer>", ""])
def test_without_a_reference_it_abstains(judge, completion):
    verdict = judge(completion, None)
    assert (verdict.status, verdict.reason) == ("abstain", "no-reference")


@pytest.mark.parametrize(
    "reference",
    ["", "   ", "$$", "$ $", "\\boxed{}", "\\boxed{", "\\frac{1}{", "\\text{{Final strategy}}", "②③", float("nan")],
)
def test_a_reference_that_cannot_be_read_abstains(judge, reference):
    verdict = judge(boxed("42"), reference)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert verdict.details == {"reference": str(reference)}


def test_an_unreadable_reference_of_any_length_is_cut(judge):
    assert judge(boxed("42"), "②" * 5000).details == {"reference": "②" * 200}


def test_repeating_an_unreadable_reference_is_right(judge):
    reference = "$m_{\\max }=n^{2}-n-1$"
    assert judge(f"<answer>{reference}</answer>", reference).status == "correct"
    assert judge("<answer>$m=1$</answer>", reference).status == "abstain"


@pytest.mark.parametrize(
    ("reference", "what"), [(True, "a boolean"), (["42"], "an array"), ({"answer": 42}, "an object")]
)
def test_a_reference_of_another_json_type_is_refused(judge, reference, what):
    verdict = judge(boxed("42"), reference)
    assert (verdict.status, verdict.reason) == ("error", "refused")
    assert verdict.details == {"error": f"the reference is {what}; a string or a number is wanted"}


# ---- the library's faults


def test_a_comparison_that_fails_is_a_wrong_answer(judge, opened, monkeypatch):
    def failing(*_, raise_on_error=False, **__):
        if raise_on_error:
            raise ZeroDivisionError("in the library")
        return False

    monkeypatch.setattr(opened._live._library, "verify", failing)
    verdict = judge(boxed("42"), "43")
    assert (verdict.status, verdict.reason) == ("incorrect", "not-comparable")
    assert verdict.details == {"error": "ZeroDivisionError"}


def test_memory_that_runs_out_is_not_a_wrong_answer(judge, opened, monkeypatch):
    def hungry(*_, **__):
        raise MemoryError

    monkeypatch.setattr(opened._live._library, "verify", hungry)
    verdict = judge(boxed("42"), "42")
    assert (verdict.status, verdict.reason) == ("timeout", "memory-limit")


def test_the_library_does_not_complain_about_its_alarms(judge, caplog, capfd):
    judge(boxed("42"), "42")
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("math_verify.parser").level == logging.CRITICAL


# ---- parameters


@pytest.mark.parametrize(
    ("parameters", "answer", "reference", "status"),
    [
        ({}, "0.33", "1/3", "incorrect"),
        ({"float_rounding": 2, "numeric_precision": 3}, "0.33", "0.333", "correct"),
        ({"float_rounding": 3}, "0.33", "0.333", "incorrect"),
        ({"strict": True}, "y+1", "x+1", "incorrect"),
        ({"strict": False}, "y+1", "x+1", "correct"),
    ],
)
def test_the_parameters_are_the_librarys(inline, parameters, answer, reference, status):
    opened = inline.open(rewardry.get("math-verify", **parameters))
    assert opened.verify([Sample(completion=boxed(answer), reference=reference)])[0].status == status


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"float_rounding": -1}, "float_rounding = -1: .*greater than or equal to 0"),
        ({"numeric_precision": 0}, "numeric_precision = 0: .*greater than or equal to 1"),
        ({"strikt": True}, "math-verify has no parameter 'strikt'. Did you mean 'strict'?"),
    ],
)
def test_a_parameter_that_it_has_not_is_refused(parameters, message):
    with pytest.raises(ParameterError, match=message):
        rewardry.get("math-verify", **parameters)


# ---- where it runs


def test_it_runs_in_a_worker_unless_told_otherwise():
    assert rewardry.get("math-verify").runs == "worker"


def test_workers_say_the_same_as_this_process(opened):
    answers = [
        ("42", "42"),
        ("43", "42"),
        ("x+1", "1+x"),
        ("\\frac{1}{2}", 0.5),
        ("1", None),
        ("1", "②③"),
        ("\\pi", "3"),
    ]
    samples = [Sample(completion=boxed(answer), reference=reference) for answer, reference in answers * 10]
    with Runtime(workers=2, timeout=30) as runtime:
        remote = runtime.open(rewardry.get("math-verify")).verify(samples)
    assert [verdict.to_row() for verdict in remote] == [verdict.to_row() for verdict in opened.verify(samples)]


def test_it_works_off_the_main_thread(opened):
    found = []
    sample = Sample(completion=boxed("42"), reference="42")
    with Runtime(workers=1, timeout=30) as runtime:
        remote = runtime.open(rewardry.get("math-verify"))
        threads = [
            threading.Thread(target=lambda o=o: found.append(o.verify([sample])[0].status))
            for o in [opened, remote] * 3
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == ["correct"] * 6


HIDDEN = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1:]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
import rewardry
from rewardry.engine.runtime import default_runtime

for _ in range(3):
    verdict = rewardry.verify("math-verify", "\\\\boxed{42}", "42")
    print(verdict.status, verdict.reason, verdict.score)
recipe = {"rewards": [{"use": "accuracy", "verifier": "math-verify"}]}
scored = rewardry.score(recipe, [{"completion": "<think>a</think><answer>42</answer>", "reference": "42"}])
print(scored[0].total, scored[0].components["accuracy"].reported_status)
print(default_runtime()._engine._supervisor)
"""


@pytest.mark.parametrize("hidden", [("math_verify",), ("sympy",), ("math_verify", "sympy")])
def test_without_the_library_it_abstains_and_says_what_to_install(hidden):
    command = [sys.executable, "-c", HIDDEN, *hidden]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["abstain needs-extra None"] * 3 + ["None abstain", "None"]
    assert done.stderr.count("pip install 'rewardry[math]'") == 1
    assert f"it needs {' and '.join(hidden)} and abstains without" in done.stderr

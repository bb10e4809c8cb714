"""Limits are checked before any work is done."""

import time

import pytest

from rewardry.verifiers.math import limits
from rewardry.verifiers.math.ladder import compile_reference

EXPLODING = [
    "9^{9^{9^{9}}}",
    "\\dfrac{5^{(5^{(5^{(5^5)})}-4)}-5}{16}",
    "\\binom{10^9}{5\\cdot 10^8}",
    "2^{1000000000}",
    "10^{10^{10^{10}}}",
    "1000000!",
    "((((9!)!)!)!)",
    "\\sum_{n=1}^{10^{9}} \\frac{1}{n^2}",
    "\\prod_{n=1}^{10^8} n",
    "(x+1)^{100000}",
    "\\gcd(10^{10^{7}}, 3)",
    "\\log_{2}(\\log_{2}(2^{2^{2^{2^{2^{5}}}}}))",
    "e^{e^{e^{e^{e}}}}",
    "\\sin(10^{100})",
    "1e999999999",
    "1.5e-99999999",
    "9" * 3000,
    "0." + "3" * 3000,
    "(" * 200 + "1" + ")" * 200,
    "{" * 3000 + "1" + "}" * 3000,
    "\\frac{1}{" * 100 + "2" + "}" * 100,
    "\\sqrt{1+" * 60 + "1" + "}" * 60,
    "1+" * 1500 + "1",
    "2^" * 500 + "2",
    "-" * 3000 + "5",
    "|" * 1000,
    ",".join(map(str, range(800))),
    "(" + ",".join("1" * 400) + ")",
    "\\pm 1 " * 200,
    "(\\pm 1, " * 30 + ")" * 30,
    "\\{" * 300 + "1" + "\\}" * 300,
    "x" * 3000,
    "\\begin{pmatrix}" + "1&2\\\\" * 500 + "\\end{pmatrix}",
    "\\sum_{k=0}^{150}\\sum_{j=0}^{150}\\sum_{i=0}^{150} ijk",
    "1_{99}",
    "5^{-10^{12}}",
    "\\arctan(10^{5000})",
]


@pytest.mark.parametrize("text", EXPLODING, ids=[text[:40] for text in EXPLODING])
def test_an_exploding_answer_is_wrong_at_once(finds, text):
    start = time.thread_time()
    found = finds("5", text)
    assert time.thread_time() - start < 20, "a guard; it takes milliseconds"
    assert found.equal is not True


@pytest.mark.parametrize("text", EXPLODING, ids=[text[:40] for text in EXPLODING])
def test_an_exploding_reference_decides_nothing_wrong(finds, text):
    start = time.thread_time()
    found = finds(text, "\\sqrt{2}+1")
    assert time.thread_time() - start < 20, "a guard; it takes milliseconds"
    assert found.equal is not True


@pytest.mark.parametrize(
    ("text", "reason"),
    [("(" * 60 + "1" + ")" * 60, "over-limit"), ("1" * 2000, "over-limit"), ("9^{9^{9^{9}}}", "over-limit")],
)
def test_over_a_limit_is_wrong_for_an_answer(finds, text, reason):
    found = finds("5", text)
    assert (found.equal, found.reason) == (False, reason)


def test_over_a_limit_abstains_for_a_reference(verifies):
    verdict = verifies("\\boxed{5}", "(" * 60 + "1" + ")" * 60)
    assert (verdict.status, verdict.reason) == ("abstain", "over-limit")
    assert compile_reference("(" * 60 + "1" + ")" * 60).problem.startswith("over-limit")


def test_huge_powers_are_compared_without_working_them_out(finds):
    assert finds("2^{1000000}", "4^{500000}").equal is True
    assert finds("2^{1000000}", "2^{1000001}").equal is False
    assert finds("7^{2024}", "7^{2024}+1").equal is False


def test_the_errors_say_what_they_are():
    assert issubclass(limits.BeyondError, limits.UnreadableError)
    assert not issubclass(limits.OverLimitError, limits.UnreadableError)

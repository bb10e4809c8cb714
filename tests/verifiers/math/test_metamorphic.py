"""Rewrites that keep the value keep the verdict; edits that change the value change it; sides can be swapped."""

import json
import re
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
FAMILIES = [json.loads(line) for line in (DATA / "math_rows.jsonl").read_text(encoding="utf-8").splitlines()]
FULL_WIDTH = str.maketrans("0123456789+=", "０１２３４５６７８９＋＝")
EQUALS = re.compile(r"(?<![<>!])=")
NUMBER = re.compile(r"(?<![\d.,_^{a-zA-Z])\d+(?![\d.,:]|\^)")

KEEPING = {
    "large fractions": lambda text: text.replace("\\frac", "\\dfrac"),
    "text fractions": lambda text: text.replace("\\frac", "\\tfrac"),
    "sized brackets": lambda text: (
        text.replace("(", "\\left(").replace(")", "\\right)")
        if text.count("(") == text.count(")") and "\\left" not in text and "\\langle" not in text
        else text
    ),
    "thin spaces": lambda text: EQUALS.sub("\\\\ =\\\\! ", text.replace("+", "\\,+\\;")),
    "spaces": lambda text: (
        EQUALS.sub("  =  ", text.replace("+", " + ")).replace(",", ", ") if not re.search(r"\d,\d", text) else text
    ),
    "dollars": lambda text: f"${text}$" if "$" not in text else text,
    "parentheses of LaTeX": lambda text: f"\\({text}\\)" if "$" not in text else text,
    "brackets of LaTeX": lambda text: f"\\[ {text} \\]" if "$" not in text else text,
    "a period": lambda text: text + ".",
    "display style": lambda text: f"\\displaystyle {text}" if "$" not in text else text,
    "a box": lambda text: f"\\boxed{{{text}}}" if text.count("{") == text.count("}") else text,
    "a minus sign": lambda text: text.replace("-", "−") if "text" not in text else text,
    "full width": lambda text: text.translate(FULL_WIDTH) if "\\" not in text and text.isascii() else text,
    "Unicode": lambda text: (
        text.replace("\\pi", "π ").replace("\\infty", "∞ ").replace("\\cup", "∪").replace("\\le ", "≤")
    ),
    "braces": lambda text: f"{{{text}}}" if text.count("{") == text.count("}") else text,
    "Chinese punctuation": lambda text: text + "。",
}
PAIRS = [(f["reference"], a, f["question"], f["kind"]) for f in FAMILIES for a in f["same"]]
# Kinds in which another number may be as right: rounded away, shifted by a period or a constant, equal to zero.
VARYING = (
    "rounded", "general solution", "chain", "approximation", "antiderivative", "choice", "percent", "congruence",
    "function", "unsimplified", "quantity", "as people write", "nearly the same",
)  # fmt: skip
SYMMETRIC = [
    "integer",
    "rational",
    "surd",
    "transcendental",
    "complex",
    "polynomial",
    "set",
    "roots",
    "tuple",
    "tuples",
    "matrix",
    "vector",
    "interval",
    "union",
    "equation",
    "inequality",
    "power",
    "factorial",
    "binomial",
    "expression",
]


@pytest.mark.parametrize("name", KEEPING)
def test_a_rewrite_of_the_answer_keeps_the_verdict(finds, name):
    changed = [
        (reference, rewritten)
        for reference, answer, question, kind in PAIRS
        if kind not in ("text", "choice", "clock") or name not in ("braces", "full width")
        if (rewritten := KEEPING[name](answer)) != answer
        if finds(reference, rewritten, question).equal is not True
    ]
    assert not changed


@pytest.mark.parametrize("name", KEEPING)
def test_a_rewrite_of_the_reference_keeps_the_verdict(finds, name):
    changed = [
        (rewritten, answer)
        for reference, answer, question, kind in PAIRS
        if kind not in ("text", "choice", "clock", "unevaluated", "decimal comma")
        if (rewritten := KEEPING[name](reference)) != reference
        if finds(rewritten, answer, question).equal is not True
    ]
    assert not changed


def test_another_number_changes_the_verdict(finds):
    kept = []
    for reference, answer, question, kind in PAIRS:
        if kind in VARYING:
            continue
        numbers = list(NUMBER.finditer(answer))
        if not numbers or "=" in answer or "^" in answer or "\\pm" in answer or "\\sum" in answer or "\\log" in answer:
            continue
        last = numbers[-1]
        edited = f"{answer[: last.start()]}{int(last[0]) + 10}{answer[last.end() :]}"
        if finds(reference, edited, question).equal is True:
            kept.append((reference, edited))
    assert not kept


def test_a_minus_before_a_number_changes_the_verdict(finds):
    kept = [
        (reference, answer)
        for reference, answer, question, kind in PAIRS
        if kind in ("integer", "rational", "surd", "decimal", "scientific", "power") and "=" not in answer
        if finds(reference, f"-({answer})", question).equal is True
    ]
    assert not kept


def test_the_order_of_a_set_does_not_matter_and_that_of_a_tuple_does(finds):
    for reference in ("\\{1,2,3\\}", "1,2,3"):
        assert finds(reference, "\\{3,1,2\\}").equal is True
    assert finds("(1,2,3)", "(3,1,2)").equal is False


@pytest.mark.parametrize("kind", SYMMETRIC)
def test_reference_and_answer_can_be_swapped(finds, kind):
    differing = []
    for family in (f for f in FAMILIES if f["kind"] == kind):
        for answer in (a for a in family["same"] + family["different"] if not re.search(r"\d\.\d", a)):
            there = finds(family["reference"], answer, family["question"]).equal
            back = finds(answer, family["reference"], family["question"]).equal
            if (there is True) != (back is True):
                differing.append((family["reference"], answer, there, back))
    assert not differing


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["reference"])
def test_a_reference_is_equal_to_itself(finds, family):
    assert finds(family["reference"], family["reference"], family["question"]).equal is True


def test_a_verdict_does_not_depend_on_what_was_asked_before(finds):
    first = [finds(reference, answer, question) for reference, answer, question, _ in PAIRS[:200]]
    second = [finds(reference, answer, question) for reference, answer, question, _ in reversed(PAIRS[:200])]
    assert first == second[::-1]

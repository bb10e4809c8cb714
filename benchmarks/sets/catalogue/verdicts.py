"""Sets of answers that people have labelled right or wrong: what verifiers are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..entry import SetEntry
from ..fields import Fields

_VERIFYBENCH = "Yan et al., VerifyBench, ICLR 2026 (arXiv:2505.15801)"


def verifybench(fields: Fields) -> Iterator[dict[str, Any]]:
    """A completion, its question and reference, and whether people found it right."""
    yield {
        "id": fields.id("data_id", "id"),
        "domain": "verification",
        "prompt": fields.text("question"),
        "completion": fields.text("completion"),
        "reference": fields.answer("answer"),
        "label": fields.truth("gold_correct"),
        "meta": fields.some("answer_type", "answer_subtype", "data_source"),
    }


def verifierbench(fields: Fields) -> Iterator[dict[str, Any]]:
    """A correct, B incorrect, C invalid: as its authors count it, C is wrong too, and `meta.invalid` keeps it apart."""
    judgment = fields.one_of("gold_judgment", {"A": "correct", "B": "incorrect", "C": "invalid"})
    yield {
        "id": fields.id("id"),
        "domain": fields.text("domain"),
        "prompt": fields.text("question"),
        "completion": fields.text("llm_response"),
        "reference": fields.answer("gold_answer"),
        "label": int(judgment == "correct"),
        "meta": {**fields.some("data_source", "answer_type"), "invalid": judgment == "invalid"},
    }


def var(fields: Fields) -> Iterator[dict[str, Any]]:
    """A model's output, the right answer, and what people said of it."""
    yield {
        "id": fields.id("id"),
        "domain": "verification",
        "prompt": fields.text("question"),
        "completion": fields.text("llm_output"),
        "reference": fields.answer("correct_answer"),
        "label": fields.truth("human_judgment_result"),
        "meta": fields.some("key_answer_type", "dataset", "model_name"),
    }


def hardverify(fields: Fields) -> Iterator[dict[str, Any]]:
    """Two answers a row: one that is right and that rules take for wrong, and one that is wrong."""
    for name, label in (("fn_output", 1), ("tn_output", 0)):
        answer = fields.answer(name)
        yield {
            "id": f"{fields.position}-{name[:2]}",
            "domain": "math/olympiad",
            "group": f"hardverify-math/{fields.position}",
            "prompt": fields.text("question"),
            "completion": answer if r"\boxed" in answer else f"The final answer is $\\boxed{{{answer}}}$.",
            "reference": fields.answer("ground_truth"),
            "label": label,
            "meta": {"answer": answer},
        }


VERIFYBENCH = SetEntry(
    "verifybench",
    "point",
    "verdict",
    "MIT",
    _VERIFYBENCH,
    ("verify_bench.jsonl",),
    verifybench,
    "ZJU-REAL/VerifyBench",
    rows=2000,
)
VERIFYBENCH_HARD = SetEntry(
    "verifybench-hard",
    "point",
    "verdict",
    "MIT",
    _VERIFYBENCH,
    ("verify_bench_hard.jsonl",),
    verifybench,
    "ZJU-REAL/VerifyBench",
    rows=1000,
)
VERIFIERBENCH = SetEntry(
    "verifierbench",
    "point",
    "verdict",
    "Apache-2.0",
    "Liu et al., CompassVerifier (arXiv:2508.03686)",
    ("verifierbench.json",),
    verifierbench,
    "opencompass/VerifierBench",
)
VAR = SetEntry(
    "var",
    "point",
    "verdict",
    "CC-BY-NC-ND-4.0",
    "Chen et al., xVerify (arXiv:2504.10481)",
    ("*test*.json*",),
    var,
    "IAAR-Shanghai/VAR",
)
HARDVERIFY_MATH = SetEntry(
    "hardverify-math",
    "point",
    "verdict",
    "not stated",
    "Xu et al., TinyV (arXiv:2505.14625)",
    ("data/train-00000-of-00001.parquet",),
    hardverify,
    "zhangchenxu/HardVerify-Math",
    "8afc00dbb909beeefc42afab302f341c8df9114a",
    rows=500,
)

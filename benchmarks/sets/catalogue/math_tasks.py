"""Tasks of mathematics with an answer and no completion: for models whose completions a verifier then judges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..entry import SetEntry
from ..fields import Fields
from .task_rows import task_row


def gsm8k(fields: Fields) -> Iterator[dict[str, Any]]:
    """The answer stands behind ``####``."""
    _, mark, answer = fields.text("answer").rpartition("####")
    if not mark or not answer.strip():
        fields.refuse("answer", "no answer stands behind ####")
    yield task_row(fields.id("id"), "math/grade-school", fields.text("question"), answer.strip())


def math500(fields: Fields) -> Iterator[dict[str, Any]]:
    """The answer in a field of its own."""
    name = fields.id("unique_id").removesuffix(".json")
    meta = fields.some("subject", "level")
    yield task_row(name, "math/competition", fields.text("problem"), fields.answer("answer"), **meta)


def aime(fields: Fields) -> Iterator[dict[str, Any]]:
    """A whole number from 0 to 999, some of them written with leading zeros."""
    answer = fields.answer("answer").strip()
    if not answer.isdecimal() or len(answer.lstrip("0")) > 3:
        fields.refuse("answer", f"a whole number from 0 to 999 is wanted, not {answer!r}"[:120])
    meta = fields.some("year", "url")
    yield task_row(fields.id("id"), "math/competition", fields.text("problem"), str(int(answer)), **meta)


def olympiadbench(fields: Fields) -> Iterator[dict[str, Any]]:
    """Several final answers are one reference, separated by commas, as they stand in the list."""
    answers = fields.texts("final_answer")
    if not answers:
        fields.refuse("final_answer", "the list is empty")
    context = fields.row.get("context")
    question = fields.text("question")
    meta = fields.some("answer_type", "is_multiple_answer", "unit", "error", "subfield")
    prompt = f"{context}\n\n{question}" if isinstance(context, str) and context.strip() else question
    yield task_row(fields.id("id"), "math/olympiad", prompt, ", ".join(answers), **meta)


GSM8K = SetEntry(
    "gsm8k",
    "prompt",
    "accuracy",
    "MIT",
    "Cobbe et al. (arXiv:2110.14168)",
    ("main/test-00000-of-00001.parquet",),
    gsm8k,
    "openai/gsm8k",
    "e53f048856ff4f594e959d75785d2c2d37b678ee",
    rows=1319,
)
MATH_500 = SetEntry(
    "math-500",
    "prompt",
    "accuracy",
    "not stated",
    "Hendrycks et al. (arXiv:2103.03874); Lightman et al. (arXiv:2305.20050)",
    ("test.jsonl",),
    math500,
    "HuggingFaceH4/MATH-500",
    "ff5b20257d8185524591543f8ff5993951537bb8",
    rows=500,
)
AIME_2024 = SetEntry(
    "aime-2024",
    "prompt",
    "accuracy",
    "not stated",
    "American Invitational Mathematics Examination 2024",
    ("data/train-00000-of-00001.parquet",),
    aime,
    "HuggingFaceH4/aime_2024",
    "2fe88a2f1091d5048c0f36abc874fb997b3dd99a",
    rows=30,
)
OLYMPIADBENCH = SetEntry(
    "olympiadbench",
    "prompt",
    "accuracy",
    "Apache-2.0",
    "He et al., OlympiadBench, ACL 2024 (arXiv:2402.14008)",
    ("OlympiadBench/OE_TO_maths_en_COMP/OE_TO_maths_en_COMP.parquet",),
    olympiadbench,
    "Hothan/OlympiadBench",
    "91184b52131e7fc9455fef848035173aea8cc01a",
    rows=674,
)

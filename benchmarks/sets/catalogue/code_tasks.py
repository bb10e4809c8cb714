"""Tasks of programming with tests and no completion, as references of the verifier `code`."""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Iterator
from typing import Any

from ..entry import SetEntry
from ..fields import Fields
from .packed_tests import unpack_tests
from .task_rows import task_row

_FENCE = "Answer with one ```python block."


def _task(name: str, prompt: str, reference: dict[str, Any], **meta: Any) -> dict[str, Any]:
    return task_row(name, "code/python", prompt, reference, **meta)


def _asserts(entry_point: str, tests: str) -> dict[str, Any]:
    return {"mode": "asserts", "language": "python", "entry_point": entry_point, "tests": tests}


def humaneval(fields: Fields) -> Iterator[dict[str, Any]]:
    """The tests define ``check``, which is called on the function."""
    entry_point = fields.text("entry_point")
    reference = _asserts(entry_point, f"{fields.text('test')}\n\ncheck({entry_point})\n")
    prompt = f"Complete this function. {_FENCE}\n\n```python\n{fields.text('prompt').rstrip()}\n```"
    yield _task(
        fields.id("task_id"), prompt, reference, solution=fields.text("prompt") + fields.text("canonical_solution")
    )


def mbpp(fields: Fields) -> Iterator[dict[str, Any]]:
    """Three asserts a task, which the prompt shows as the authors' does."""
    tests, code = fields.texts("test_list"), fields.text("code")
    before = str(fields.row.get("test_setup_code") or "")
    reference = _asserts(_called(fields, code, tests), "\n".join([before, *tests]).strip() + "\n")
    yield _task(fields.id("task_id"), _asked(fields.text("text"), tests), reference, solution=code)


def mbpp_plus(fields: Fields) -> Iterator[dict[str, Any]]:
    """The tests are one program; the prompt shows the three asserts of MBPP."""
    tests, code = fields.texts("test_list"), fields.text("code")
    reference = _asserts(_called(fields, code, tests), fields.text("test"))
    yield _task(fields.id("task_id"), _asked(fields.text("prompt"), tests), reference, solution=code)


def _asked(task: str, tests: list[str]) -> str:
    return f"{task.strip()} {_FENCE} The function must pass these tests:\n\n```python\n" + "\n".join(tests) + "\n```"


def _called(fields: Fields, code: str, tests: list[str]) -> str:
    """The function of the solution that the first test calls."""
    try:
        defined = {node.name for node in _parsed(code).body if isinstance(node, ast.FunctionDef)}
        calls = [node.func for node in ast.walk(_parsed(tests[0])) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError, IndexError, RecursionError) as error:
        fields.refuse("test_list", f"the solution or its first test is no Python: {error}")
    found = [call.id for call in calls if isinstance(call, ast.Name) and call.id in defined]
    if not found:
        fields.refuse("test_list", "its first test calls no function of the solution")
    return found[0]


def _parsed(code: str) -> ast.Module:
    """The code, without a warning on how it is written: many a pattern in it lacks its r."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code)


def livecodebench(fields: Fields) -> Iterator[dict[str, Any]]:
    """Public and private tests: texts for programs, lines of JSON for the methods of LeetCode."""
    shown = _cases(fields, "public_test_cases", fields.text("public_test_cases"))
    hidden = fields.text("private_test_cases")
    try:
        hidden = hidden if hidden.lstrip().startswith("[") else unpack_tests(hidden)
    except ValueError as error:
        fields.refuse("private_test_cases", str(error))
    cases = [*shown, *_cases(fields, "private_test_cases", hidden)]
    meta = fields.some("question_title", "platform", "contest_date", "difficulty")
    name = _function_name(fields)
    reference, asked = _functional(fields, name, cases) if name else _stdio(cases)
    prompt = f"{fields.text('question_content').strip()}\n\n{asked} {_FENCE}"
    yield _task(fields.id("question_id"), prompt, reference, **meta)


def _cases(fields: Fields, name: str, text: str) -> list[dict[str, Any]]:
    try:
        cases = json.loads(text)
    except (ValueError, RecursionError) as error:
        fields.refuse(name, f"the tests are no JSON: {error}")
    if not isinstance(cases, list) or not all(
        isinstance(c, dict) and isinstance(c.get("input"), str) and isinstance(c.get("output"), str) for c in cases
    ):
        fields.refuse(name, "a list of tests is wanted, each with the texts input and output")
    return cases


def _function_name(fields: Fields) -> str | None:
    try:
        metadata = json.loads(str(fields.row.get("metadata") or "{}"))
    except (ValueError, RecursionError) as error:
        fields.refuse("metadata", f"it is no JSON: {error}")
    name = metadata.get("func_name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) and name else None


def _stdio(cases: list[dict[str, Any]]) -> tuple[dict[str, Any], str]:
    tests = {"inputs": [case["input"] for case in cases], "outputs": [case["output"] for case in cases]}
    asked = "Write a program that reads from standard input and writes to standard output."
    return {"mode": "stdio", "language": "python", "tests": tests}, asked


def _functional(fields: Fields, name: str, cases: list[dict[str, Any]]) -> tuple[dict[str, Any], str]:
    """An argument a line, as JSON. The verifier calls a function of the module, and the prompt asks for one."""
    try:
        inputs = [[json.loads(line) for line in case["input"].split("\n") if line.strip()] for case in cases]
        outputs = [json.loads(case["output"]) for case in cases]
    except (ValueError, RecursionError) as error:
        fields.refuse("private_test_cases", f"a test of {name} is no JSON: {error}")
    tests = {"inputs": inputs, "outputs": outputs}
    reference = {"mode": "function", "language": "python", "entry_point": name, "tests": tests}
    starter = fields.text("starter_code").rstrip()
    asked = f"Write it as the function `{name}` of the module, without a class and without `self`:\n\n{starter}\n\n"
    return reference, asked.rstrip(" ")


_LCB = "Jain et al., LiveCodeBench (arXiv:2403.07974)"
_LCB_REVISION = "0fe84c3912ea0c4d4a78037083943e8f0c4dd505"

HUMANEVAL = SetEntry(
    "humaneval",
    "prompt",
    "accuracy",
    "MIT",
    "Chen et al. (arXiv:2107.03374)",
    ("openai_humaneval/test-00000-of-00001.parquet",),
    humaneval,
    "openai/openai_humaneval",
    "7dce6050a7d6d172f3cc5c32aa97f52fa1a2e544",
    rows=164,
)
HUMANEVAL_PLUS = SetEntry(
    "humaneval-plus",
    "prompt",
    "accuracy",
    "Apache-2.0",
    "Liu et al., EvalPlus (arXiv:2305.01210)",
    ("data/test-00000-of-00001-5973903632b82d40.parquet",),
    humaneval,
    "evalplus/humanevalplus",
    "d32357cf319e50e9c8d8dab5ea876c72b0fd321b",
    rows=164,
)
MBPP = SetEntry(
    "mbpp",
    "prompt",
    "accuracy",
    "CC-BY-4.0",
    "Austin et al. (arXiv:2108.07732)",
    ("full/test-00000-of-00001.parquet",),
    mbpp,
    "google-research-datasets/mbpp",
    "4bb6404fdc6cacfda99d4ac4205087b89d32030c",
    rows=500,
)
MBPP_PLUS = SetEntry(
    "mbpp-plus",
    "prompt",
    "accuracy",
    "Apache-2.0",
    "Liu et al., EvalPlus (arXiv:2305.01210)",
    ("data/test-00000-of-00001-d5781c9c51e02795.parquet",),
    mbpp_plus,
    "evalplus/mbppplus",
    "b2d74c91837c3f2a20c1299ae98133cbe7cfa077",
    rows=378,
)
LIVECODEBENCH = SetEntry(
    "livecodebench",
    "prompt",
    "accuracy",
    "CC (as stated)",
    _LCB,
    ("test.jsonl", "test2.jsonl", "test3.jsonl", "test4.jsonl", "test5.jsonl", "test6.jsonl"),
    livecodebench,
    "livecodebench/code_generation_lite",
    _LCB_REVISION,
    rows=1055,
)
LIVECODEBENCH_V6 = SetEntry(
    "livecodebench-v6",
    "prompt",
    "accuracy",
    "CC (as stated)",
    _LCB,
    ("test6.jsonl",),
    livecodebench,
    "livecodebench/code_generation_lite",
    _LCB_REVISION,
    rows=175,
)

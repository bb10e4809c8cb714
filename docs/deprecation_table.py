"""Writes the table of what is deprecated into docs/versions.md, from the calls in the source that announce it."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "versions.md"
FOLDERS = ("src", "rewards", "verifiers", "sandboxes", "trainer_adapters", "benchmarks")
BEGIN, END = "a test -->\n", "<!-- end of deprecations -->"


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


def updated(page: str, found: list[tuple[str, str, str]]) -> str:
    """The page with the table of these."""
    head, _, rest = page.partition(BEGIN)
    lines = ["| what | removed in | instead |", "|---|---|---|"]
    lines += [f"| `{what}` | {version} | `{instead}` |" for what, version, instead in sorted(found)]
    table = "\n".join(lines) if found else "Nothing is deprecated."
    return f"{head}{BEGIN}{table}\n{END}{rest.partition(END)[2]}"


def deprecations() -> list[tuple[str, str, str]]:
    """Everything that the source deprecates."""
    files = [f for folder in FOLDERS for f in sorted((ROOT / folder).rglob("*.py")) if f.name != "deprecation.py"]
    return sorted({row for file in files for row in rows(file.read_text(encoding="utf-8"))})


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8"), deprecations()), encoding="utf-8")

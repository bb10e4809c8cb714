"""The house in figures: `make quality` prints one table; it ends with 1 where a bar is missed, or a miss has grown.

Everything is read from the text of the files that git knows; nothing is imported. Measured are the package, which is
src/rewardry and the five spokes, against tests/. A cycle of imports is one at loading. Code stands twice if a run of
lines does, names included; layout and comments do not count.

Lines are all lines of Python files: blank ones, comments, docstrings and tables of data too, on both sides. Source is
the package without the comparisons with peers (benchmarks/speed). The suites that authors subclass
(src/rewardry/testing/suites) are test functions that the package ships and our own tests run, so they stand with the
tests; the checks beside them are code with tests of its own, and source. The tests of plugins/ count on neither side.

A bar that is missed today stands in quality-floor.toml with how far it was reached. It is printed as MISSED all the
same, and fails only below that: a miss may shrink, never grow.
"""

from __future__ import annotations

import argparse
import ast
import json
import statistics
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SPOKES = ("rewards", "verifiers", "sandboxes", "trainer_adapters", "benchmarks")
FORWARDING = {"rewardry.trl", "rewardry.grpo"}
FLOOR = Path(".ci") / "quality-floor.toml"
SUITES = "src/rewardry/testing/suites/"
MEANINGLESS = {"utils", "util", "helpers", "helper", "misc", "common"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
# So many lines of code in a row are a copy and no idiom.
WINDOW = 6


class Bar(NamedTuple):
    """A figure, what it may be, and the places that are worst."""

    name: str
    value: float
    sign: str
    bound: float
    worst: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the figure is where it should be."""
        return self.reaches(self.bound)

    def reaches(self, bound: float) -> bool:
        """Whether the figure is as good as another."""
        return self.value <= bound if self.sign == "<=" else self.value >= bound


class Module(NamedTuple):
    """A file of the package."""

    file: str
    name: str
    lines: int
    tree: ast.Module

    @property
    def spoke(self) -> str | None:
        """The spoke it belongs to, or None for the core."""
        head = self.name.split(".")[1:2]
        return head[0] if head and head[0] in SPOKES else None


def tracked(root: Path) -> list[str]:
    """The Python files that git knows, those that are not added yet included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (root / name).is_file()]


def modules(root: Path, files: Iterable[str]) -> list[Module]:
    """The package, which the comparisons with peers are no part of."""
    folders = ("src/", *(f"{spoke}/" for spoke in SPOKES))
    found = []
    for file in files:
        if file.startswith(folders) and not file.startswith("benchmarks/speed/"):
            text = (root / file).read_text(encoding="utf-8")
            found.append(Module(file, _name(file), len(text.splitlines()), ast.parse(text)))
    return found


def _name(file: str) -> str:
    parts = Path(file).with_suffix("").parts
    parts = ("rewardry", *parts) if parts[0] in SPOKES else parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# ---- sizes ---------------------------------------------------------------------------------------------------------


def sizes(house: list[Module], tests: int) -> Iterator[Bar]:
    """Files, functions, and how much of it is tested."""
    lengths = sorted((module.lines, module.file) for module in house)
    worst = tuple(f"{file} ({lines})" for lines, file in lengths[-5:][::-1])
    yield Bar("lines of the median file", statistics.median(lines for lines, _ in lengths), "<=", 150)
    yield Bar("lines of the 90th percentile of files", lengths[len(lengths) * 9 // 10][0], "<=", 400)
    yield Bar("lines of the longest file", lengths[-1][0], "<=", 700, worst)
    spans = sorted((_span(function), f"{module.file}:{function.lineno}") for module, function in functions(house))
    worst = tuple(f"{place} ({lines})" for lines, place in spans[-5:][::-1])
    yield Bar("lines of the median function", statistics.median(lines for lines, _ in spans), "<=", 10, worst)
    named = [module.file for module in house if Path(module.file).stem in MEANINGLESS]
    yield Bar("files called utils, helpers, misc or common", len(named), "<=", 0, tuple(named))
    shipped = sum(module.lines for module in house if module.file.startswith(SUITES))
    source = sum(module.lines for module in house) - shipped
    told = (f"{tests} in tests/, {shipped} in {SUITES}, against {source} of source",)
    yield Bar("lines of tests per line of source", round((tests + shipped) / source, 3), ">=", 1.2, told)


def functions(house: list[Module]) -> Iterator[tuple[Module, Function]]:
    """Every function and method."""
    for module in house:
        for node in ast.walk(module.tree):
            if isinstance(node, Function):
                yield module, node


def _span(function: Function) -> int:
    """The lines of a function's code, without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
    return lines


# ---- what users read -----------------------------------------------------------------------------------------------


def words(house: list[Module]) -> Iterator[Bar]:
    """Annotations and docstrings."""
    bare = [f"{m.file}:{f.lineno} {f.name}" for m, f in functions(house) if not _is_annotated(f)]
    every = sum(1 for _ in functions(house))
    yield Bar("functions annotated, %", _percent(every - len(bare), every), ">=", 100, tuple(bare[:5]))
    public = [(place, node) for module in house for place, node in _public(module)]
    silent = [place for place, node in public if not ast.get_docstring(node)]
    share = _percent(len(public) - len(silent), len(public))
    yield Bar("public names documented, %", share, ">=", 100, tuple(silent[:5]))


def _is_annotated(function: Function) -> bool:
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    every = every[1:] if every and every[0].arg in ("self", "cls") else every
    return function.returns is not None and all(argument.annotation is not None for argument in every)


Documented = ast.Module | ast.ClassDef | Function


def _public(module: Module) -> Iterator[tuple[str, Documented]]:
    """The module, and its public classes, functions and methods."""
    if any(part.startswith("_") for part in module.name.split(".")):
        return
    if module.lines:
        yield module.file, module.tree
    yield from _public_members(module.file, module.tree.body)


def _public_members(file: str, body: Iterable[ast.stmt]) -> Iterator[tuple[str, Documented]]:
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            if _is_stated_elsewhere(node):
                continue
            yield f"{file}:{node.lineno} {node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public_members(file, node.body)


def _is_stated_elsewhere(node: ast.ClassDef | Function) -> bool:
    """Whether it is an overload or a setter, which the function itself documents."""
    return any(ast.unparse(one).endswith(("overload", ".setter")) for one in node.decorator_list)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 100.0


# ---- the import graph ----------------------------------------------------------------------------------------------


def imports(house: list[Module]) -> Iterator[Bar]:
    """Direction and cycles."""
    known = {module.name for module in house}
    wrong = [
        f"{module.file}:{line} imports {target}"
        for module in house
        for target, line, _ in _imported(module, known)
        if _is_wrong(module, target)
    ]
    yield Bar("imports against their direction", len(wrong), "<=", 0, tuple(wrong[:5]))
    graph = {m.name: {t for t, _, loading in _imported(m, known) if loading and t != m.name} for m in house}
    rings = [ring for ring in _rings(graph) if len(ring) > 1]
    told = tuple(" <-> ".join(sorted(ring)[:4]) for ring in rings[:5])
    yield Bar("cycles of imports at loading", len(rings), "<=", 0, told)


def _is_wrong(module: Module, target: str) -> bool:
    """Whether the core names a spoke, or a spoke another."""
    head = target.split(".")[1:2]
    other = head[0] if head and head[0] in SPOKES else None
    return other is not None and other != module.spoke and module.name not in FORWARDING


def _imported(module: Module, known: set[str]) -> Iterator[tuple[str, int, bool]]:
    """The modules of ours that a module names, where, and whether it loads them when it is loaded."""
    package = module.name.split(".") if module.file.endswith("__init__.py") else module.name.split(".")[:-1]
    for node, loading in _statements(module.tree.body, True):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            targets = [f"{stem}.{alias.name}" if f"{stem}.{alias.name}" in known else stem for alias in node.names]
        else:
            continue
        yield from ((target, node.lineno, loading) for target in targets if target in known)


def _statements(body: Iterable[ast.stmt], loading: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Every statement, and whether it runs when the module is loaded; what is for type checkers only does not."""
    for node in body:
        yield node, loading
        inner = loading and not isinstance(node, Function)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            inner = False
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from _statements(getattr(node, field, []), inner)


def _rings(graph: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected parts, by Tarjan's algorithm without recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    rings = []
    for root in graph:
        work = [] if root in order else [(root, iter(sorted(graph[root])))]
        for name, _ in work:
            order[name] = low[name] = len(order)
            stack.append(name)
        while work:
            name, rest = work[-1]
            found = next(rest, None)
            if found is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == order[name]:
                    cut = stack.index(name)
                    rings.append(stack[cut:])
                    del stack[cut:]
            elif found not in order:
                order[found] = low[found] = len(order)
                stack.append(found)
                work.append((found, iter(sorted(graph.get(found, ())))))
            elif found in stack:
                low[name] = min(low[name], order[found])
    return rings


# ---- copies --------------------------------------------------------------------------------------------------------


def copies(house: list[Module]) -> Iterator[Bar]:
    """Code that stands twice."""
    seen: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    total = 0
    for module, function in functions(house):
        lines = _code(function)
        total += len(lines)
        for start in range(len(lines) - WINDOW + 1):
            seen[tuple(lines[start : start + WINDOW])].append((f"{module.file}:{function.lineno}", start))
    again: dict[str, set[int]] = defaultdict(set)
    told: dict[str, None] = {}
    for places in seen.values():
        for place, start in places[1:]:
            again[place] |= set(range(start, start + WINDOW))
            told[f"{places[0][0]} = {place}"] = None
    doubled = sum(map(len, again.values()))
    yield Bar(f"lines in runs of {WINDOW} that stand twice, %", _percent(doubled, total), "<=", 0.5, tuple(told)[:12])


def _code(function: Function) -> list[str]:
    """The lines of a function's body as the parser would write them: no comments, no docstring, one layout."""
    body = [s for s in function.body if not _is_text(s) and not isinstance(s, Function)]
    return [line.strip() for statement in body for line in ast.unparse(statement).splitlines()]


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


# ---- the table -----------------------------------------------------------------------------------------------------


def measure(root: Path = ROOT) -> list[Bar]:
    """All figures of a checkout."""
    files = tracked(root)
    house = modules(root, files)
    tests = sum(len((root / f).read_text(encoding="utf-8").splitlines()) for f in files if f.startswith("tests/"))
    parts: list[Callable[[list[Module]], Iterator[Bar]]] = [lambda h: sizes(h, tests), words, imports, copies]
    return [bar for part in parts for bar in part(house)]


def floors(root: Path = ROOT) -> dict[str, float]:
    """How far the bars that are missed were reached when that was last recorded."""
    file = root / FLOOR
    return dict(tomllib.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def faults(bars: Iterable[Bar], floor: Mapping[str, float]) -> list[str]:
    """What ends the command with 1: a miss that is not recorded or has grown, and a record that is out of date."""
    found = []
    measured = {bar.name: bar for bar in bars}
    for bar in measured.values():
        if bar.name not in floor:
            found += [] if bar.kept else [f"{bar.name}: {bar.value:g} is not {bar.sign} {bar.bound:g}"]
        elif bar.kept:
            found.append(f"{bar.name}: the bar is kept; take it out of {FLOOR}")
        elif not bar.reaches(floor[bar.name]):
            found.append(f"{bar.name}: {bar.value:g} is worse than the {floor[bar.name]:g} of {FLOOR}; mend the change")
    return found + [f"{FLOOR} names {name!r}, which is not measured" for name in floor if name not in measured]


def main(arguments: list[str] | None = None) -> int:
    """Print the table, what is below its bar, and what fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--worst", action="store_true", help="name places of every figure, not of missed bars alone")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    bars, floor = measure(), floors()
    if asked.json:
        print(json.dumps([{**bar._asdict(), "kept": bar.kept, "floor": floor.get(bar.name)} for bar in bars], indent=2))
    else:
        for bar in bars:
            known = f", may not fall below {floor[bar.name]:g}" if bar.name in floor else ""
            state = "ok" if bar.kept else f"MISSED{known}"
            print(f"{bar.name:<46}{bar.value:>9g}   {bar.sign} {bar.bound:<7g}{state}")
            if asked.worst or not bar.kept:
                print("".join(f"    {place}\n" for place in bar.worst), end="")
    wrong = faults(bars, floor)
    print("".join(f"FAILED {line}\n" for line in wrong), end="", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

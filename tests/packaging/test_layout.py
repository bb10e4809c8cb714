"""The walls of the house: who may import whom, what is never called, how files are named."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPOKES = ("rewards", "verifiers", "sandboxes", "trainer_adapters", "benchmarks")
FORWARDING = {"src/rewardry/trl.py", "src/rewardry/grpo.py"}
# Calls that run text, or make objects of bytes. None of them may ever meet what a model wrote.
FORBIDDEN_NAMES = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "literal_eval"}
FORBIDDEN_ATTRIBUTES = {
    ("pickle", "load"),
    ("pickle", "loads"),
    ("marshal", "loads"),
    ("dill", "loads"),
    ("yaml", "load"),
    ("yaml", "unsafe_load"),
    ("ast", "literal_eval"),
    ("sympy", "sympify"),
    ("os", "system"),
    ("os", "popen"),
    ("signal", "alarm"),
    ("signal", "setitimer"),
    ("signal", "signal"),
}
# The one place that handles a signal, SIGTERM for a graceful stop; nothing relies on it.
HANDLES_SIGNALS = "trainer_adapters/grpo/stopping.py"


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\n") if name and (ROOT / name).is_file()]


def sources():
    folders = ("src/", *(f"{spoke}/" for spoke in SPOKES))
    return [name for name in tracked() if name.endswith(".py") and name.startswith(folders)]


def imported_modules(name):
    """The absolute names of the modules that a file imports, and whether each import is relative."""
    parts = Path(name).with_suffix("").parts
    package = ("rewardry", *parts[:-1]) if parts[0] in SPOKES else parts[1:-1]
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, False) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            yield ".".join(filter(None, (base, node.module))), bool(node.level)


def spoke_of(module):
    head, _, rest = module.partition(".")
    return rest.partition(".")[0] if head == "rewardry" and rest.partition(".")[0] in SPOKES else None


@pytest.mark.parametrize("name", sources())
def test_imports_keep_their_direction(name):
    own = Path(name).parts[0] if Path(name).parts[0] in SPOKES else None
    if name.startswith("benchmarks/speed/"):
        return
    for module, relative in imported_modules(name):
        other = spoke_of(module)
        if own is None:
            assert other is None or name in FORWARDING, f"the core names a spoke: {module}"
        elif other is not None:
            assert other == own, f"a spoke imports another: {module}; they meet through the registry"
            assert relative, f"inside a spoke imports are relative: {module}"
        else:
            assert not relative, f"a relative import leaves the spoke: {module}"


def forbidden(code, allowed=frozenset()):
    """The lines of calls that run text, or rely on signals."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            function, called = node.func, None
            if isinstance(function, ast.Name):
                called = function.id
            elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                called = (function.value.id, function.attr)
            by_shell = any(keyword.arg == "shell" for keyword in node.keywords)
            if by_shell or called in (FORBIDDEN_NAMES | FORBIDDEN_ATTRIBUTES) - allowed:
                yield node.lineno


@pytest.mark.parametrize("name", [n for n in sources() if not n.startswith("benchmarks/speed/")])
def test_nothing_is_called_that_runs_text_or_relies_on_signals(name):
    allowed = {("signal", "signal")} if name == HANDLES_SIGNALS else set()
    assert list(forbidden((ROOT / name).read_text(encoding="utf-8"), allowed)) == []


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("eval(completion)", True),
        ("pickle.loads(completion)", True),
        ("subprocess.run(completion, shell=True)", True),
        ("self.signal.signal(2, stop)", False),
        ("json.loads(completion)", False),
    ],
)
def test_such_a_call_would_be_found(call, found):
    assert list(forbidden(f"def f(completion):\n    return [{call}]")) == ([2] if found else [])


def test_spokes_are_folders_behind_links_and_have_no_init():
    for spoke in SPOKES:
        link = ROOT / "src" / "rewardry" / spoke
        assert link.is_symlink()
        assert link.resolve() == ROOT / spoke
        assert not (ROOT / spoke / "__init__.py").exists()


def test_file_names_say_something():
    """Those of tests and pages, too; of the source `make quality` measures it, and its sizes."""
    meaningless = {"utils", "util", "helpers", "helper", "misc", "common"}
    assert not [name for name in tracked() if Path(name).stem in meaningless]


def test_the_map_of_the_core_names_every_file_and_folder_once():
    page = (ROOT / "docs" / "ideas" / "architecture.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1:3] for line in page.partition("## Which file holds what")[2].splitlines() if "|" in line]
    found = [place.name for place in (ROOT / "src" / "rewardry").iterdir() if not place.name.startswith("__pycache__")]
    named = [name for row in cells for cell in row for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(name.removesuffix(".py") for name in found if name != "py.typed")

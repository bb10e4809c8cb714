"""What the documents say is true: their code runs, their tables are those of today, their commands exist."""

import importlib.util
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
import yaml

from rewardry import hookspecs
from rewardry.recipe import Recipe
from rewardry.text.code_blocks import find_code_blocks

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language):
    """The code blocks of a language in all pages, as test parameters named after page and line."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in find_code_blocks(text):
            assert block.closed, f"{page.name}: a code block does not close"
            if block.language == language:
                line = text.count("\n", 0, block.code.start) + 1
                found.append(pytest.param(block.code.of(text), id=f"{page.name}:{line}"))
    return found


@pytest.mark.parametrize("code", blocks("python"))
def test_python_code_runs(code, tmp_path):
    script = tmp_path / "block.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def recipes():
    return [block for block in blocks("yaml") if "rewards:" in block.values[0]]


@pytest.mark.parametrize("text", recipes())
def test_recipes_load(text, tmp_path):
    for name in ("short_reward.py", "my_rewards.py"):  # each page has a name of its own for it
        (tmp_path / name).write_text((ROOT / "examples" / "short_reward.py").read_text())
    (tmp_path / "recipe.yaml").write_text(text)
    recipe = Recipe.load(tmp_path / "recipe.yaml")
    assert list(recipe.names)


@pytest.mark.parametrize("text", [block for block in blocks("yaml") if "rewards:" not in block.values[0]])
def test_fragments_of_recipes_load(text):
    assert Recipe.load({**yaml.safe_load(text), "rewards": [{"use": "format.think_answer"}]}).parts


def commands():
    """The rewardry commands of the pages, as they are printed behind a prompt."""
    for block in blocks("console"):
        for line in block.values[0].splitlines():
            if line.startswith("$ rewardry "):
                yield line.removeprefix("$ ")


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_commands_work_as_printed(command, tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    arguments = [str(Path(sys.executable).with_name("rewardry")), *command.split()[1:]]
    caches = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(arguments, cwd=tmp_path, env=caches, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def test_targets_of_make_exist():
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = "\n".join(page.read_text() for page in [*PAGES, ROOT / "CONTRIBUTING.md"])
    named = re.findall(r"(?:`|\$ )make ([\w-]+)", told)
    assert {"demo", "test", "bench"} <= set(named)
    assert set(named) <= set(targets)


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def writer(name):
    """The script in docs/ that writes a part of a page."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    with mock.patch.object(sys, "path", [str(ROOT / "docs"), *sys.path]):  # as it is run
        spec.loader.exec_module(module)
    return module


WRITERS = [
    file.stem
    for file in sorted((ROOT / "docs").glob("*.py"))
    if "WrittenPart(" in file.read_text() and file.stem != "written_part"
]


def parts_of(script):
    """The parts of pages that a script writes."""
    for value in vars(script).values():
        found = value if isinstance(value, list) else [value]
        yield from (part for part in found if type(part).__name__ == "WrittenPart")


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_into_a_page_is_that_of_today(name):
    if name == "http_reference":
        pytest.importorskip("fastapi")
    written = list(parts_of(writer(name)))
    assert written
    for part in written:
        text = part.page.read_text(encoding="utf-8")
        assert part.updated(text) == text, f"run python docs/{name}.py"


def test_every_reward_says_where_it_comes_from_and_what_it_gives_an_example():
    script = writer("reward_catalogue")
    entries = [entry for part in script.PARTS for entry in part.page.read_text(encoding="utf-8").split("\n### ")[1:]]
    assert len(entries) == len(script.hardened())
    for entry in entries:
        name = entry.partition("\n")[0]
        assert re.search(r"arXiv:\d{4}\.\d{5}|open-r1's|Open-Reasoner-Zero|cmu-l3/l1|Our own rule", entry), name
        assert re.search(r"values from \S+ to \S+; reads completion", entry), name
        assert re.search(r"\n-> -?[\d.]+\n|\nWithout more it abstains: it needs ", entry), name


def test_every_hook_is_documented_with_its_arguments():
    page = (ROOT / "docs" / "plugin_parts.md").read_text()
    for name in dir(hookspecs):
        if name.startswith("rewardry_"):
            arguments = ", ".join(inspect.signature(getattr(hookspecs, name)).parameters)
            assert f"### {name}({arguments})\n" in page


def test_the_project_speaks_of_itself_alone():
    """No path of a machine stands in a page."""
    for page in PAGES:
        assert not re.search(r"/(?:home|root|work|tmp)/", page.read_text()), page.name

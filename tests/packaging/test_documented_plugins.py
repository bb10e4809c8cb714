"""The pages on plugins and locks: their tables are those of today, and the commands of the lock work in their order."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rewardry.cli.plugins import _COLUMNS
from rewardry.component import Component, Resource, Reward
from rewardry.contract import why_unfit
from rewardry.lock import lock_of
from rewardry.recipe import Recipe
from rewardry.text.code_blocks import find_code_blocks

ROOT = Path(__file__).parents[2]
PLUGINS = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
PARTS = (ROOT / "docs" / "plugin_parts.md").read_text(encoding="utf-8")
LOCK = (ROOT / "docs" / "lock.md").read_text(encoding="utf-8")
CONTRACT = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")


def first_cells(text, head):
    """What stands between backticks in the first column of the table with that head."""
    lines = text.partition(head)[2].splitlines()[2:]
    rows = lines[: next(i for i, line in enumerate(lines) if not line.startswith("|"))]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def test_every_column_of_the_list_is_explained():
    assert first_cells(PLUGINS, "| column | what it says |") == [column.rstrip("<>") for column in _COLUMNS]


def test_every_variable_is_explained():
    named = {name.partition("=")[0] for name in first_cells(PLUGINS, "| variable | effect |")}
    code = (ROOT / "src" / "rewardry" / "plugins.py").read_text(encoding="utf-8")
    assert named == set(re.findall(r'"(REWARDRY_\w+)"', code))


def test_what_the_page_says_is_declared_is_there():
    table = PARTS.partition("| what | declared by |")[2].partition("\n\n")[0]
    named = {name.strip('"') for name in re.findall(r"`([^`]+)`", table)} - {"rewardry_api"}
    resources = set(Resource.__args__)
    assert resources < named
    assert all(hasattr(Component, name) or hasattr(Reward, name) for name in named - resources)


def test_every_field_of_a_lock_is_explained():
    assert set(first_cells(LOCK, "| field | what it holds |")) == set(lock_of(Recipe.load("deepseek-r1-zero")))


VERSIONS = {"1.0": True, "1.3": True, "1.4": False, "2.0": False, "0.9": False}


@pytest.mark.parametrize(("version", "fits"), VERSIONS.items())
def test_the_table_of_versions_is_true(version, fits):
    assert version in CONTRACT
    assert (why_unfit(version, "1.3") is None) == fits


def test_the_commands_of_the_lock_work_in_their_order_and_say_what_is_printed(tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    printed = ""
    blocks = [block.code.of(LOCK) for block in find_code_blocks(LOCK) if block.language == "text"]
    for line in "\n".join(blocks).splitlines():
        if line.startswith("$ rewardry "):
            limit = [] if line.startswith("$ rewardry lock") else ["--timeout", "1"]
            arguments = [Path(sys.executable).with_name("rewardry"), *shlex.split(line)[2:], *limit]
            done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, timeout=120)
            assert done.returncode == (2 if "--set" in line else 0), done.stderr
            printed = done.stderr
    assert printed == blocks[-1].partition("\n")[2]

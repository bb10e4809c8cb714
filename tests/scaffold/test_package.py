"""Packages are written whole, or not at all; those that are installed and run are tested among the plugins."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import rewardry
from rewardry.errors import ConfigError
from rewardry.registry import KINDS
from rewardry.scaffold.layouts import LAYOUTS
from rewardry.scaffold.names import names_of
from rewardry.scaffold.package import write_package

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=LAYOUTS)
def made(request, tmp_path):
    """A package of each kind, whose names are as long as they may be."""
    longest = "a" * 30
    return write_package(names_of(request.param, f"{longest}/{longest}"), tmp_path / "made")


def test_there_is_a_template_for_each_kind_that_plugins_bring():
    assert set(LAYOUTS) == set(KINDS) - {"trainer"}


def test_it_holds_what_a_package_holds(made):
    files = {str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file()}
    assert set(made.files) == files
    assert {"pyproject.toml", "README.md", "LICENSE", ".gitignore", ".github/workflows/ci.yml", made.own} < files
    assert f"tests/test_{made.names.name}.py" in files


def test_its_files_are_what_they_seem(made):
    project = tomllib.loads((made.folder / "pyproject.toml").read_text())["project"]
    assert project["name"] == made.names.distribution
    assert project["dependencies"] == [f"rewardry>={rewardry.__version__}"]
    assert project["entry-points"]["rewardry"] == {made.names.namespace: made.names.module}
    steps = yaml.safe_load((made.folder / ".github/workflows/ci.yml").read_text())["jobs"]["test"]["steps"]
    ran = [step["run"] for step in steps if "run" in step]
    assert ran[:4] == ["pip install -e '.[test]'", "ruff check .", "ruff format --check .", "pytest"]
    assert ran[-1] == "python -m build"
    assert (f"rewardry check {made.names.id}" in ran) == (f"rewardry check {made.names.id}" in made.next)
    assert steps[1]["with"]["python-version"] == "${{ matrix.python }}"
    for file in made.folder.rglob("*.jsonl"):
        assert all(json.loads(line)["id"] for line in file.read_text().splitlines())
    for file in made.folder.rglob("*.yaml"):
        assert yaml.safe_load(file.read_text())["rewards"]


def test_no_name_is_left_unfilled(made):
    for name in made.files:
        text = (made.folder / name).read_text(encoding="utf-8")
        assert not re.search(r"\$(?!\{\{)", text), name
        assert text.endswith("\n"), name


def test_its_licence_is_ours(made):
    assert (made.folder / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def test_the_readme_has_what_is_printed(made):
    assert made.next[0] == f"cd {made.folder}"
    assert "\n".join(made.next[1:]) in (made.folder / "README.md").read_text()


def test_the_linter_is_content_however_long_the_names_are(made):
    for arguments in (("check",), ("format", "--check", "--diff")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."],
            cwd=made.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout


def test_what_is_there_is_not_touched(tmp_path):
    folder = tmp_path / "rewardry-games"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("mine")
    with pytest.raises(ConfigError, match="is there already, and nothing is overwritten; name another folder with --o"):
        write_package(names_of("reward", "games"), folder)
    assert [file.name for file in folder.iterdir()] == ["pyproject.toml"]
    assert (folder / "pyproject.toml").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"cannot be written: .* name another folder with --output"):
        write_package(names_of("reward", "games"), tmp_path / "file" / "games")


def test_a_folder_with_a_space_is_quoted_for_the_shell(tmp_path):
    made = write_package(names_of("reward", "games"), tmp_path / "my games")
    assert made.next[0] == f"cd '{tmp_path}/my games'"

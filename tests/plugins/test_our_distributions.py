"""The distributions under plugins/ against this checkout: installed, and run by their own tests."""

import importlib.util
import json
import os
import shutil
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import rewardry

PLUGINS = Path(__file__).parents[2] / "plugins"
NAMES = sorted(path.name for path in PLUGINS.iterdir() if (path / "pyproject.toml").is_file())
# What a distribution needs beyond what rewardry's own tests need anyhow.
NEEDS = {"rewardry-translation": "sacrebleu", "rewardry-reasoning-gym": "reasoning_gym"}


def project_of(name):
    return tomllib.loads((PLUGINS / name / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def installed(fresh_environment, tmp_path_factory):
    """An environment in which all of them are installed, from copies, so that building leaves nothing behind."""
    folder = tmp_path_factory.mktemp("plugins")
    copies = [shutil.copytree(PLUGINS / name, folder / name) for name in NAMES]
    fresh_environment.ok("pip", "install", "--quiet", *copies, folder=folder)
    yield fresh_environment
    fresh_environment.ok("pip", "uninstall", "--quiet", "--yes", *NAMES, folder=folder)


@pytest.fixture(scope="module")
def own_tests(installed):
    """What came of the tests of each, side by side."""
    command = ("pytest", "-q", "-p", "no:cacheprovider")
    with ThreadPoolExecutor(2) as pool:
        runs = {name: pool.submit(installed.run, *command, folder=PLUGINS / name) for name in NAMES}
    return {name: run.result() for name, run in runs.items()}


def refuse_or_skip(name):
    """Skip where what the distribution needs is missing, but never in CI, where `make setup` brings it."""
    module = NEEDS.get(name)
    if module is not None and importlib.util.find_spec(module) is None:
        assert not os.environ.get("CI"), f"{module} is missing; pip install {module}"
        pytest.skip(f"{module} is not installed")


@pytest.mark.parametrize("name", NAMES)
def test_its_own_tests_pass(own_tests, name):
    refuse_or_skip(name)
    done = own_tests[name]
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_what_they_bring_is_listed(installed, tmp_path):
    rows = json.loads(installed.ok("rewardry", "list", "--json", folder=tmp_path))
    of_reasoning_gym = [row["kind"] for row in rows if row["distribution"] == "rewardry-reasoning-gym"]
    assert sorted(of_reasoning_gym) == ["generator"] * 105 + ["verifier"] * 105
    others = [row for row in rows if row["distribution"] in NAMES and "reasoning-gym" not in row["distribution"]]
    assert {row["id"]: (row["kind"], row["distribution"]) for row in others} == {
        "games/legal_move": ("verifier", "rewardry-games"),
        "games/best_move": ("verifier", "rewardry-games"),
        "games/result": ("verifier", "rewardry-games"),
        "games/positions": ("generator", "rewardry-games"),
        "games/best-move": ("recipe", "rewardry-games"),
        "translation/chrf": ("reward", "rewardry-translation"),
        "translation/chrf-and-format": ("recipe", "rewardry-translation"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_whole_distribution(name):
    folder, project = PLUGINS / name, project_of(name)
    assert (folder / "LICENSE").read_text() == (PLUGINS.parent / "LICENSE").read_text()
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert f"pip install {name}\n" in readme
    assert project["name"] == name
    assert f"rewardry>={rewardry.__version__}" in project["dependencies"]


def test_what_they_depend_on_is_pinned_for_the_tests():
    pinned = (PLUGINS.parent / "constraints.txt").read_text()
    for name in NAMES:
        for dependency in project_of(name)["dependencies"]:
            package = dependency.partition(">=")[0]
            assert package == "rewardry" or f"\n{package}==" in pinned

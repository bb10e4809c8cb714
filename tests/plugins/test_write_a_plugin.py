"""The page "Write a plugin" is typed as it stands: its files are written, its commands are run, in its order."""

import importlib.util
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from rewardry.text.code_blocks import find_code_blocks

PAGE = Path(__file__).parents[2] / "docs" / "write_a_plugin.md"
# What a test types instead: a model that is at hand, and a build with the setuptools that is at hand.
MODEL = "Qwen/Qwen2.5-0.5B-Instruct"
INSTEAD = {"python -m build": "python -m build --no-isolation"}
TRL = "python examples/train_trl.py"


def steps():
    """The page's files and commands: pairs of a file's name, or None, and a text."""
    page = PAGE.read_text(encoding="utf-8")
    for block in find_code_blocks(page):
        text = block.code.of(page)
        before = page[: block.code.start].rstrip().splitlines()[-2]
        named = re.search(r"`(my_[a-z._]+)`:$", before)
        if block.language == "sh":
            yield from ((None, line) for line in text.splitlines())
        else:
            assert named, f"a block of {block.language} that no file is made of: {before!r}"
            yield named.group(1), text


class Walk:
    """What came of the page.

    Attributes:
        folder: where it was begun; `package` is the folder that `rewardry new` made.
        done: command to what came of it.
    """

    def __init__(self, folder, environment):
        self.folder, self.package = folder, folder / "rewardry-games"
        self.done = {}
        self._environment = environment
        self._here = folder

    def take(self, file, text, model):
        """Write a file, or type a command."""
        if file is not None:
            (self._here / file).write_text(text, encoding="utf-8")
        elif text.startswith("cd "):
            self._here = self._here / text.removeprefix("cd ")
        else:
            typed = INSTEAD.get(text, text).replace(MODEL, str(model))
            quiet = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
            self.done[text] = self._environment.run("bash", "-c", typed, folder=self._here, **quiet)

    def printed(self, command):
        """What a command printed."""
        return self.done[command].stdout


def is_left_out(text):
    """Whether a command needs TRL and there is none; in CI there is."""
    missing = importlib.util.find_spec("trl") is None
    assert not (missing and os.environ.get("CI")), "TRL is missing; make setup brings it"
    return missing and text is not None and text.startswith(TRL)


@pytest.fixture(scope="module")
def walk(fresh_environment, tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("newcomer")
    model = None if is_left_out(TRL) else request.getfixturevalue("tiny_model")
    made = Walk(folder, fresh_environment)
    for file, text in steps():
        if not is_left_out(text):
            made.take(file, text, model)
    yield made
    fresh_environment.ok("pip", "uninstall", "--quiet", "--yes", "rewardry-games", folder=folder)


@pytest.mark.parametrize("command", [text for file, text in steps() if file is None and not text.startswith("cd ")])
def test_the_command_works(walk, command):
    if is_left_out(command):
        pytest.skip("TRL is not installed")
    done = walk.done[command]
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_printed_stands_on_the_page_in_its_order(walk):
    lines = walk.printed("rewardry new verifier games").splitlines()
    start = lines.index("It works as it is. Type, one after the other:") + 1
    printed = [line.strip() for line in lines[start : lines.index("", start)]]
    on_the_page = iter([text for file, text in steps() if file is None])
    assert len(printed) >= 8
    assert all(command in on_the_page for command in printed)


def totals(file):
    return {row["id"]: row["total"] for row in map(json.loads, file.read_text().splitlines())}


def test_a_file_is_checked_and_scores(walk):
    checked = walk.printed("rewardry check ./my_rewards.py:short")
    assert re.search(r"^\./my_rewards\.py:short: \d\d passed in ", checked, re.MULTILINE)
    assert totals(walk.folder / "my_rows.scored.jsonl") == {"right": 1.2, "wrong": 0.2, "empty": 0.0}


def test_the_package_is_listed_with_its_distribution(walk):
    [line] = [line for line in walk.printed("rewardry list verifier").splitlines() if "games/games" in line]
    assert "rewardry-games 0.1.0" in line
    [line] = [line for line in walk.printed("rewardry plugins").splitlines() if line.startswith("games")]
    assert "loaded" in line


def test_the_package_is_checked(walk):
    assert re.search(r"^games/games: \d\d passed in ", walk.printed("rewardry check games/games"), re.MULTILINE)
    assert re.search(r"\d\d passed in ", walk.printed("pytest"))


def test_the_verifier_scores_in_a_recipe(walk):
    assert totals(walk.package / "rows.scored.jsonl") == {"1": 1.5, "2": 0.5, "3": 1.0, "4": 0.0}


def test_the_verifier_trains_in_trl(walk):
    [command] = [text for file, text in steps() if file is None and text.startswith(TRL)]
    if is_left_out(command):
        pytest.skip("TRL is not installed")
    logged = [line for line in walk.printed(command).splitlines() if line.startswith("{'rewards/accuracy/mean'")]
    assert len(logged) == 3
    assert all("'rewards/format/mean'" in line and "'rewardry/accuracy/undecided': 0.0" in line for line in logged)


def test_what_is_published_holds_the_verifier(walk):
    [wheel] = (walk.package / "dist").glob("*.whl")
    assert (walk.package / "dist" / "rewardry_games-0.1.0.tar.gz").is_file()
    with zipfile.ZipFile(wheel) as archive:
        assert {"rewardry_games/__init__.py", "rewardry_games/games.py"} <= set(archive.namelist())


def test_a_checkout_is_not_needed():
    """The page names no file of ours that a newcomer lacks."""
    commands = [text for file, text in steps() if file is None]
    assert not [command for command in commands if "../" in command]
    assert subprocess.run(["bash", "-n"], input="\n".join(commands), text=True, timeout=60).returncode == 0

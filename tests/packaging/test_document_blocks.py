"""Every code block of every page is held to something; what cannot run is named here, with the reason.

test_documents.py runs the blocks `python`, loads the blocks `yaml` and runs each `$ rewardry` of the blocks `console`.
Here pages are typed from the top, the other commands are parsed, and the other languages read.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from rewardry.cli.main import cli
from rewardry.text.code_blocks import find_code_blocks

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

LANGUAGES = {
    "console": "run by test_documents.py, line by line",
    "json": "read below",
    "py": "compiled below; a snippet of an adapter, run by tests/trainer_adapters/test_records.py",
    "python": "run by test_documents.py",
    "sh": "typed or parsed below",
    "text": "what is printed, or the form of something",
    "toml": "read below",
    "yaml": "loaded as recipes by test_documents.py",
    "yml": "read below; a configuration of another project",
}

# Pages whose blocks are typed from the top, in an empty folder with examples/ in it.
TYPED = {"docs/README.md", "docs/gates.md", "docs/reading_the_report.md", "docs/start.md"}

# Of the other pages: why the commands of the blocks `sh` are parsed and not run.
PARSED = {
    "docs/adapters.md": "other projects' trainers and servers; tests/trainer_adapters stands in for them",
    "docs/benchmark.md": "sets that are not shipped; test_documents.py runs the same commands on examples/",
    "docs/data.md": "the reader's own training set",
    "docs/docker.md": "a Docker engine, and root",
    "docs/puzzles.md": "the reader's own completions",
    "docs/r1_data_pipeline.md": "the reader's own rollouts; a test runs the chain, examples/r1_data_pipeline.py",
    "docs/ray.md": "a cluster",
    "docs/red_team.md": "all families take minutes; test_documents.py runs two of them",
    "docs/serve.md": "a server that stays; tests/trainer_adapters/server asks one",
    "docs/train.md": "trainings of minutes; tests/trainer_adapters/grpo makes short ones",
    "docs/tune.md": "the reader's own log; tests/benchmarks/tune makes one",
    "docs/verl.md": "verl is not installed; tests/trainer_adapters/verl calls what it calls",
    "docs/watch.md": "the reader's own training",
    "docs/write_a_plugin.md": "an environment of its own: `make first-minutes` types the page there",
    "docs/leaderboard.md": "minutes, and other packages: `make leaderboard`",
    "docs/scale.md": "minutes: python -m rewardry.benchmarks.scale",
}

# Commands of others: why they are not run.
OTHERS = {
    "(umask 077; openssl": "a secret",
    "--custom-r": "options of slime's launcher",
    "--group-rm": "an option of slime's launcher",
    "REWARDRY_RECIPE=": "trains a model with TRL's command line",
    "cd": "a step of write_a_plugin.md",
    "curl": "asks a server; tests/trainer_adapters/server asks the same",
    "make": "a target; test_documents.py looks whether there is one of that name",
    "pip install": "fetches packages; `make first-minutes` does",
    "pytest": "a step of write_a_plugin.md",
    "python docs/instruction_table.py --labels": "labels that are not shipped",
    "python examples/train_trl.py": "fetches a model; tests/trainer_adapters/trl runs it with a small one",
    "python -m build": "a step of write_a_plugin.md",
    "python -m rewardry.benchmarks": "minutes; tests/benchmarks runs its parts",
    "python3 -m openrlhf": "OpenRLHF is not installed",
    "python3 -m verl": "verl is not installed",
    "ruff": "a step of write_a_plugin.md",
    "sudo make": "root",
    "swift": "ms-swift is not installed",
    "torchrun": "several processes; tests/trainer_adapters/grpo starts two",
}


def blocks(*languages):
    """Page, line and text of the blocks in some languages."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in find_code_blocks(text):
            if block.language in languages:
                yield page, text.count("\n", 0, block.code.start) + 1, block.code.of(text)


def commands(code):
    """The commands of a block: continued lines are joined, comments and further lines of a quotation left out."""
    quoted = False
    for line in code.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#") and not quoted:
            yield line.strip()
        quoted ^= line.count("'") % 2 == 1


def parsed_or_typed():
    """The commands of all blocks `sh`, and of those `console` what is not rewardry's."""
    for page, line, code in blocks("sh"):
        yield from ((page, line, command) for command in commands(code))
    for page, line, code in blocks("console"):
        shown = [each.removeprefix("$ ") for each in code.splitlines() if each.startswith("$ ")]
        yield from ((page, line, command) for command in shown if not command.startswith("rewardry "))


def test_the_language_of_every_block_is_one_that_is_held_to_something():
    for page in PAGES:
        for block in find_code_blocks(page.read_text(encoding="utf-8")):
            assert block.language in LANGUAGES, f"{page.name}: write ```text or another of {sorted(LANGUAGES)}"


def test_code_stands_in_fences():
    """An indented block would be looked at by nobody."""
    for page in PAGES:
        outside = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        found = re.search(r"\n\n {4}(?:rewardry|python|import|from|\$) .*", outside)
        assert not found, f"{page.name}: {found[0].strip()}"


def test_what_is_printed_is_no_program():
    named = {"r1_data_pipeline.md", "bench_sets.md"}  # trainings of a model, lines of a plugin that is not there
    program = re.compile(r"^(?:import \w|from \w+ import|def \w|@\w)", re.MULTILINE)
    assert {page.name for page, _, code in blocks("text") if program.search(code)} <= named


def test_commands_of_others_are_named_with_a_reason():
    used = set()
    for page, line, command in parsed_or_typed():
        if not command.startswith("rewardry "):
            reason = [start for start in OTHERS if command.startswith(start)]
            assert reason, f"{page.name}:{line}: {command}"
            used.update(reason)
    assert used == set(OTHERS), "reasons for commands that no page has"


def test_every_page_with_commands_is_typed_or_parsed():
    found = {page.relative_to(ROOT).as_posix() for page, _, _ in blocks("sh")}
    assert found == TYPED | set(PARSED)
    assert not TYPED & set(PARSED)


def understood(command):
    """The command of the command line that takes these words, which it parses without opening a file."""
    words = shlex.split(command, comments=True)[1:]
    found = cli
    while isinstance(found, click.Group):
        context = click.Context(found, **cli.context_settings)
        name = words.pop(0)
        found = found.get_command(context, name)
        assert found is not None, f"no command {name}"
    found.make_parser(click.Context(found, **cli.context_settings)).parse_args(words)
    return found


def test_every_command_is_one_that_the_command_line_takes():
    for page, line, command in parsed_or_typed():
        if command.startswith("rewardry "):
            try:
                understood(command)
            except click.UsageError as error:
                pytest.fail(f"{page.name}:{line}: {command}: {error.format_message()}")


def test_a_wrong_option_would_be_found():
    with pytest.raises(click.UsageError, match="--nonsense"):
        understood("rewardry score deepseek-r1-zero rows.jsonl --nonsense")


def steps(page):
    """The files of a page, each named in the line before its block, and its commands, in their order."""
    text = page.read_text(encoding="utf-8")
    for block in find_code_blocks(text):
        code = block.code.of(text)
        opening = text.rindex("```", 0, block.code.start)
        named = re.search(r"`([\w.]+)`:$", text[:opening].rstrip())
        if named:
            yield named[1], code
        elif block.language == "sh":
            yield from ((None, command) for command in commands(code) if command.startswith("rewardry "))
        elif block.language == "console":
            yield from ((None, line.removeprefix("$ ")) for line in code.splitlines() if line.startswith("$ rewardry"))


@pytest.mark.parametrize("name", sorted(TYPED))
def test_a_page_can_be_typed_from_the_top(name, tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    (here / "examples").symlink_to(ROOT / "examples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    typed = 0
    for file, text in steps(ROOT / name):
        if file:
            (here / file).write_text(text, encoding="utf-8")
            continue
        done = subprocess.run(
            ["bash", "-c", text], cwd=here, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        typed += 1
    assert typed > 0


@pytest.mark.parametrize(("language", "read"), [("toml", tomllib.loads), ("yml", yaml.compose)])
def test_configurations_can_be_read(language, read):
    found = [*blocks(language)]
    assert found
    for page, line, code in found:
        assert read(code), f"{page.name}:{line}"


def test_rows_and_replies_can_be_read():
    for page, line, code in blocks("json"):
        try:
            json.loads(code)
        except json.JSONDecodeError:
            assert [json.loads(row) for row in code.splitlines()], f"{page.name}:{line}"


def test_snippets_of_adapters_are_python():
    for page, line, code in blocks("py"):
        compile(code, f"{page.name}:{line}", "exec")

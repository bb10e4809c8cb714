"""Shell completion: the script, and what it offers."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rewardry.cli.completion import stand_in
from rewardry.cli.main import cli

COMMAND = Path(sys.executable).with_name("rewardry")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_calls_rewardry(rewardry, shell):
    done = rewardry("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_REWARDRY_COMPLETE={shell}_complete" in done.out


def test_another_shell_gets_the_nearest(rewardry):
    done = rewardry("completion", "bahs")
    assert done.code == 2
    assert done.err == "rewardry: there is no completion for the shell 'bahs'. Did you mean 'bash'?\n"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("rewardry sc", {"score"}),
        ("rewardry verify math", {"math", "math-verify"}),
        ("rewardry score deepseek-r1-z", {"deepseek-r1-zero"}),
        ("rewardry score dapo --resu", {"--resume"}),
        ("rewardry verify choice rows --engine l", {"local"}),
        ("rewardry verify --time", {"--timeout"}),
        ("rewardry san", {"sandbox"}),
        ("rewardry show nothing/of-this-name", {"nothing/of-this-name"}),
        ("rewardry --vers", {"--version"}),
    ],
)
def test_commands_options_ids_and_recipes_are_completed(typed, offered):
    variables = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1), "_REWARDRY_COMPLETE": "bash_complete"}
    done = subprocess.run([COMMAND], env={**os.environ, **variables}, capture_output=True, text=True, timeout=60)
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered


@pytest.mark.parametrize(
    "typed", ["rewardry s", "rewardry verify m", "rewardry show m", "rewardry score d", "rewardry --h"]
)
def test_completing_names_imports_neither_commands_nor_components(typed):
    variables = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1), "_REWARDRY_COMPLETE": "bash_complete"}
    variables["PYTHONPROFILEIMPORTTIME"] = "1"
    done = subprocess.run([COMMAND], env={**os.environ, **variables}, capture_output=True, text=True, timeout=60)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.stdout
    assert "rewardry.cli.completion" in loaded or "click.shell_completion" in loaded
    assert not loaded & {"pydantic", "yaml", "rewardry.component", "rewardry.recipe", "rewardry.cli.verify"}
    assert not loaded & {"difflib", "hashlib", "rewardry.versions"}, "what only mistakes and files need"


@pytest.mark.parametrize(
    "command",
    ["adapt", "check", "diff", "explain", "generate", "lint", "lock", "score", "show", "tune", "verify"],
)
def test_what_stands_in_for_a_command_completes_its_first_argument(command):
    real = cli.get_command(click.Context(cli), command)
    light = stand_in(command, lambda: real)
    begun = {"adapt": "t", "diff": "d", "generate": "l", "tune": "d"}.get(command, "m")
    context = click.Context(real, **cli.context_settings)
    [first] = [one for one in real.params if isinstance(one, click.Argument)][:1]
    offered = [item.value for item in first.shell_complete(context, begun)]
    assert offered == [item.value for item in light.params[0].shell_complete(click.Context(light), begun)]
    assert offered


def test_a_command_whose_first_argument_is_no_id_has_no_stand_in():
    assert stand_in("doctor", lambda: pytest.fail("not imported")) is None

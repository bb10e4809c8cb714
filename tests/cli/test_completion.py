"""Shell completion: the script, and what it offers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    ],
)
def test_commands_options_ids_and_recipes_are_completed(typed, offered):
    variables = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1), "_REWARDRY_COMPLETE": "bash_complete"}
    done = subprocess.run([COMMAND], env={**os.environ, **variables}, capture_output=True, text=True, timeout=60)
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered

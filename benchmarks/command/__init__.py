"""`rewardry bench`: how right a verifier is, and with what certainty."""

from __future__ import annotations

import importlib
from typing import Any

import click

_COMMANDS = {
    "bon": "What choosing among n completions by a value, or by a vote, is worth.",
    "perturb": "Rewrite right answers, and see which rewrites change the verdict.",
    "price": "The cheapest text that earns a reward.",
    "attack": "Attack a verifier or a recipe with known ways to be paid for nothing.",
    "compare": "Two verifiers of a run, or of two, on the same rows.",
    "gate": "Exit with 1 where a run misses what it must reach.",
    "list": "The sets that can be measured on, and where they come from.",
    "report": "The figures of a run: tables, a page for the browser, Markdown, JSON.",
    "run": "Verify labelled rows with several verifiers.",
}


class _Commands(click.Group):
    """The commands, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module: Any = importlib.import_module(f"{__name__}.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Commands)
def bench() -> None:
    """Measure how right verifiers are, on labelled rows, with intervals and paired tests."""

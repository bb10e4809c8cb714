"""The entry point of the command line.

Exit codes: 0 done; 2 usage or bad input; 3 some rows ended in error; 130 Ctrl-C.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from typing import Any, NoReturn

import click

from rewardry import __version__
from rewardry.errors import PluginError, RewardryError, nearest

BAD_INPUT = 2
ROWS_IN_ERROR = 3
INTERRUPTED = 130

_COMMANDS = {
    "doctor": ("rewardry.cli.doctor:doctor", "What is installed, what is missing, and whether workers start."),
    "list": ("rewardry.cli.list:list_components", "The components: rewards, verifiers, recipes, ..."),
    "plugins": ("rewardry.cli.plugins:plugins", "The plugins: what they bring, and which are broken."),
    "score": ("rewardry.cli.score:score", "Score completions under a recipe."),
    "show": ("rewardry.cli.show:show", "A component: what it does, its parameters, where it comes from."),
    "verify": ("rewardry.cli.verify:verify", "Verify completions: is each one right, and why."),
}


class LazyCommands(click.Group):
    """A group whose commands are imported when they are run; plugins may add some."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({**_COMMANDS, **plugin_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name in _COMMANDS:
            return _load(_COMMANDS[cmd_name][0])
        added = plugin_commands()
        return _load(added[cmd_name]) if cmd_name in added else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; an unknown one gets the nearest name."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}. {nearest(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in the help, without importing those that come with rewardry."""
        rows = [(name, summary) for name, (_, summary) in sorted(_COMMANDS.items())]
        rows += [
            (name, f"(of a plugin) {_load(target).get_short_help_str()}") for name, target in plugin_commands().items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def plugin_commands() -> dict[str, str]:
    """The commands that plugins add: import strings by name.

    Raises:
        PluginError: two plugins add the same name, or one adds a name of rewardry's own.
    """
    from rewardry.plugins import loaded

    found: dict[str, str] = {}
    for implementation in loaded().manager.hook.rewardry_commands.get_hookimpls():
        added: Any = implementation.function()
        for name, target in added.items():
            if name in found or name in _COMMANDS:
                raise PluginError(
                    f"plugin {implementation.plugin_name} adds the command {name!r}, which exists already; put the "
                    f"plugin's name into REWARDRY_DISABLED_PLUGINS"
                )
            found[name] = target
    return found


def _load(target: str) -> click.Command:
    module, _, name = target.partition(":")
    command: click.Command = getattr(importlib.import_module(module), name)
    return command


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rewardry")
def cli() -> None:
    """Rewards and verifiers for reinforcement learning with verifiable rewards."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    try:
        code = cli.main(arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = BAD_INPUT
    except RewardryError as error:
        click.echo(f"rewardry: {error}", err=True)
        code = BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        click.echo("rewardry: interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = BAD_INPUT
    sys.exit(code if isinstance(code, int) else 0)


def exit_with(code: int) -> Any:
    """End the running command with an exit code."""
    raise click.exceptions.Exit(code)

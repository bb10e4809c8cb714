"""The entry point of the command line.

Exit codes: 0 done; 1 a check failed; 2 usage or bad input; 3 some rows ended in error, or the guard stopped the run;
130 Ctrl-C.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import click

from rewardry import __version__
from rewardry.cli.tables import printable
from rewardry.errors import ClashError, GuardError, PluginError, RewardryError, describe, nearest
from rewardry.registry import CORE

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

log = logging.getLogger("rewardry")

BAD_INPUT = 2
ROWS_IN_ERROR = 3
INTERRUPTED = 130

_COMMANDS = {
    "adapt": ("rewardry.cli.adapt:adapt", "What to paste, so that a trainer trains with a recipe."),
    "audit": ("rewardry.cli.audit:audit", "What is wrong with the references of a data set."),
    "check": ("rewardry.cli.check:check", "Check a component: does it keep what training runs rely on."),
    "completion": ("rewardry.cli.completion:completion", "The script that has bash, zsh or fish complete names."),
    "diff": ("rewardry.cli.diff:diff", "What another recipe changes inside groups: ranks, signs."),
    "doctor": ("rewardry.cli.doctor:doctor", "What is installed, what is missing, and whether workers start."),
    "explain": ("rewardry.cli.explain:explain", "One row, step by step, under a verifier."),
    "generate": ("rewardry.cli.generate:generate", "Make rows to train and to test on, without end."),
    "lint": ("rewardry.cli.lint:lint", "The references of a file: can they be read, is each equal to itself."),
    "list": ("rewardry.cli.list:list_components", "The components: rewards, verifiers, recipes, ..."),
    "lock": ("rewardry.cli.lock:lock", "What a recipe's scores depend on, as a file beside a checkpoint."),
    "new": ("rewardry.cli.new:new", "Make a package for a plugin: one that works, to change into your own."),
    "plugins": ("rewardry.cli.plugins:plugins", "The plugins: what they bring, and which are broken."),
    "score": ("rewardry.cli.score:score", "Score completions under a recipe."),
    "select": ("rewardry.cli.select:select", "Choose scored rows for training, in TRL's columns."),
    "show": ("rewardry.cli.show:show", "A component: what it does, its parameters, where it comes from."),
    "stats": ("rewardry.cli.stats:stats", "Figures of scored rows: pass@k, difficulty, plots."),
    "tune": ("rewardry.cli.tune:tune", "A recipe's weights, tuned over logged scores."),
    "verify": ("rewardry.cli.verify:verify", "Verify completions: is each one right, and why."),
    "watch": ("rewardry.cli.watch:watch", "Follow a training's logs: alarms at signs of hacking."),
}


class ReaderGoneError(Exception):
    """Nobody reads our output any more, as behind ``| head``; click would end with a code that is not ours."""


@contextlib.contextmanager
def _ending_in_our_way() -> Iterator[None]:
    """Turn what click would end in its own way into what `main` ends in ours."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGoneError from error
    except OSError as error:  # every other file is opened and written where its name can be said
        raise RewardryError(f"failed: {error}; if the output is redirected, see that there is room for it") from error
    except KeyboardInterrupt as error:
        raise click.Abort(str(error)) from error


class LazyCommands(click.Group):
    """A group whose commands are imported when they are run; plugins may add some."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context, which may already print the help."""
        with _ending_in_our_way():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; what it returns is no exit code."""
        with _ending_in_our_way():
            super().invoke(ctx)
        return 0

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({**_COMMANDS, **plugin_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name in _COMMANDS:
            return _load(_COMMANDS[cmd_name][0])
        added = plugin_commands().get(cmd_name)
        return _load_added(cmd_name, added) if added else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; an unknown one gets the nearest name.

        While a shell completes the first argument after it, which is an id, the command itself is not imported.
        """
        if ctx.resilient_parsing and len(args) == 1 and args[0] in _COMMANDS:
            from rewardry.cli.completion import stand_in

            light = stand_in(args[0], functools.partial(self.get_command, ctx, args[0]))
            if light is not None:
                return args[0], light, []
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}. {nearest(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What completes a command's name, or an option; no command is imported for it."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem

        return [CompletionItem(name, help=told) for name, told in self._lines() if name.startswith(incomplete)]

    def _lines(self) -> list[tuple[str, str]]:
        """The commands with a line about each: rewardry's own, then those of plugins."""
        rows = [(name, summary) for name, (_, summary) in sorted(_COMMANDS.items())]
        return rows + [(name, _summary(name, added)) for name, added in sorted(plugin_commands().items())]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in the help, without importing those whose line is known."""
        with formatter.section("Commands"):
            formatter.write_dl(self._lines())


@dataclass(frozen=True, slots=True)
class AddedCommand:
    """A command of a plugin: who adds it, its import string, and its line in the help where the plugin gives one."""

    plugin: str
    target: str
    summary: str | None = None


def plugin_commands() -> dict[str, list[AddedCommand]]:
    """The commands that plugins add, by name; several of a name are a clash, which `get_command` reports.

    A plugin that takes a name of rewardry's own, or fails to name its commands, is reported in the log.
    """
    from rewardry.plugins import loaded

    found: dict[str, list[AddedCommand]] = {}
    for implementation in loaded().manager.hook.rewardry_commands.get_hookimpls():
        plugin = implementation.plugin_name
        try:
            added: Any = implementation.function()
            items = {name: given if isinstance(given, tuple) else (given,) for name, given in added.items()}
            commands = {name: AddedCommand(plugin, *given) for name, given in items.items()}
        except Exception as error:
            log.warning("plugin %s fails to name its commands: %s", plugin, describe(error))
            continue
        for name, command in commands.items():
            if name in _COMMANDS:
                log.warning("plugin %s adds the command %r, which is rewardry's own; it is left out", plugin, name)
            else:
                found.setdefault(name, []).append(command)
    return found


def _load_added(name: str, added: list[AddedCommand]) -> click.Command:
    """The command of a plugin.

    Raises:
        ClashError: several plugins add it.
        PluginError: it cannot be imported.
    """
    if len(added) > 1:
        plugins = " and ".join(command.plugin for command in added)
        raise ClashError(f"{plugins} both add the command {name!r}; put one of them into REWARDRY_DISABLED_PLUGINS")
    [command] = added
    try:
        return _load(command.target)
    except Exception as error:
        raise PluginError(
            f"the command {name!r} of plugin {command.plugin} cannot be loaded from {command.target!r}: "
            f"{describe(error)}"
        ) from error


def _summary(name: str, added: list[AddedCommand]) -> str:
    """A line of the help for a plugin's command, which is imported only if the plugin gives no line."""
    if len(added) == 1 and added[0].summary is not None:
        return f"(of {added[0].plugin}) {added[0].summary}"
    try:
        return f"(of {added[0].plugin}) {_load_added(name, added).get_short_help_str()}"
    except RewardryError as error:
        return f"(broken) {error}"


def _load(target: str) -> click.Command:
    module, _, name = target.partition(":")
    command = getattr(importlib.import_module(module), name)
    if not isinstance(command, click.Command):
        raise TypeError(f"it is no click command but {type(command).__name__}")
    return command


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rewardry")
def cli() -> None:
    """Rewards and verifiers for reinforcement learning with verifiable rewards."""


class _PlainFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The message, which may quote what a model wrote."""
        return printable(super().format(record))


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    handler = logging.StreamHandler()
    handler.setFormatter(_PlainFormatter("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    try:
        code: int = cli.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        from rewardry.cli.mistakes import told

        told(error).show()
        code = BAD_INPUT
    except RewardryError as error:
        click.echo(f"rewardry: {printable(str(error))}", err=True)
        code = ROWS_IN_ERROR if isinstance(error, GuardError) else BAD_INPUT
    except ModuleNotFoundError as error:
        mends = _extra_for(error)
        if mends is None:
            raise
        click.echo(f"rewardry: the command needs {error.name}, which is not installed; {mends}", err=True)
        code = BAD_INPUT
    except (KeyboardInterrupt, click.Abort) as stop:
        line = "\n" if sys.stderr.isatty() else ""  # behind the ^C that the terminal prints
        click.echo(f"{line}rewardry: interrupted{f'; {stop}' if str(stop) else ''}", err=True)
        code = INTERRUPTED
    except ReaderGoneError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer must go somewhere
        code = BAD_INPUT
    sys.exit(code)


def _extra_for(error: ModuleNotFoundError) -> str | None:
    """The command that installs the extra of ours that brings a module, or None where none does: a fault of ours."""
    from importlib.metadata import PackageNotFoundError, distribution

    from rewardry.missing_packages import what_to_install

    try:
        mends = what_to_install(error, distribution(CORE))
    except PackageNotFoundError:  # run from a checkout that is not installed
        return None
    return mends if mends and mends.startswith(f"pip install '{CORE}[") else None


def exit_with(code: int) -> NoReturn:
    """End the running command with an exit code."""
    raise click.exceptions.Exit(code)

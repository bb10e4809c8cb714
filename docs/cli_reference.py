"""Writes docs/cli.md from the commands themselves; `--check` only says whether it is up to date."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
from written_part import WrittenPart

from rewardry.cli.main import cli


def reference() -> str:
    """An entry for each command, in alphabetical order."""
    return "\n".join(line for name in ours() for line in entry(name, found(name))) + "\n"


def ours() -> list[str]:
    """The names of rewardry's own commands, those of its spokes included."""
    context = click.Context(cli)
    return [name for name in cli.list_commands(context) if comes_with_us(cli.get_command(context, name))]


def comes_with_us(command: click.Command | None) -> bool:
    """Whether a command is rewardry's own and not an installed plugin's."""
    callback = inspect.unwrap(command.callback) if command is not None and command.callback else None
    return callback is not None and callback.__module__.startswith("rewardry.")


def found(name: str) -> click.Command:
    """The command of a name."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def entry(name: str, command: click.Command, level: int = 2) -> Iterator[str]:
    """The lines about a command, and about those below it."""
    context = click.Context(command, info_name=f"rewardry {name}", **cli.context_settings)
    yield f"{'#' * level} rewardry {name}"
    yield "```text"
    yield command.get_usage(context).removeprefix("Usage: ")
    yield "```"
    yield from said(command)
    options = [option for option in command.params if isinstance(option, click.Option)]
    if options:
        yield "| option | default | |"
        yield "|---|---|---|"
        yield from (row(option, context) for option in options)
        yield ""
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            below = command.get_command(context, inner)
            if below is not None:
                yield from entry(f"{name} {inner}", below, level + 1)


def said(command: click.Command) -> Iterator[str]:
    """What a command says of itself: paragraphs, and what stands as it is (behind click's mark) in a block."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        as_it_is = paragraph.startswith("\b\n")
        yield f"```text\n{paragraph[2:]}\n```" if as_it_is else in_markdown(paragraph)
        yield ""


def row(option: click.Option, context: click.Context) -> str:
    """An option's line of the table."""
    value = "" if option.is_flag or option.count else f" {option.make_metavar(context)}"
    names = ", ".join([*option.opts, *option.secondary_opts])
    repeated = " May be given several times." if option.multiple and "epeat" not in (option.help or "") else ""
    return f"| `{in_cell(names + value)}` | {default(option)} | {in_cell(in_markdown(option.help or ''))}{repeated} |"


def default(option: click.Option) -> str:
    """An option's default, where it has one that says something."""
    if not option.show_default or option.default in (None, False, ()) or callable(option.default):
        return ""
    shown = option.show_default if isinstance(option.show_default, str) else option.default
    return f"`{in_cell(str(shown))}`"


def in_markdown(text: str) -> str:
    """A text of the help with what Markdown would take for markup told from it."""
    return re.sub(r"([<>*_])", r"\\\1", re.sub(r"``([^`]+)``", r"`\1`", text.replace("\n", " ")))


def in_cell(text: str) -> str:
    """A text in a table's cell."""
    return text.replace("|", "\\|")


PART = WrittenPart(
    Path(__file__).with_name("cli.md"),
    "<!-- commands: written by docs/cli_reference.py -->",
    "<!-- end of commands -->",
    reference,
)

if __name__ == "__main__":
    PART.main()

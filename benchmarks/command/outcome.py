"""How the commands of the benchmark end: with a file written, and with 1 where a bound is missed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from rewardry.cli.main import exit_with
from rewardry.cli.tables import printable
from rewardry.errors import ConfigError

from ..gate import Result

# The exit code where a bound is missed.
MISSED = 1


def end_by(results: Sequence[Result], *, as_json: bool) -> None:
    """Say which bounds are missed, and end the command with 1 if one is.

    Args:
        results: of the bounds.
        as_json: the output is JSON, so that this is said on standard error.
    """
    missed = [result for result in results if not result.kept]
    for result in missed:
        click.echo(printable(f"MISSED  {result.name}: {result.said}"), err=as_json)
    if missed:
        exit_with(MISSED)


def write_text(option: str, file: str, text: str) -> None:
    """Write a text to the file of an option.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{option} {file}: cannot be written: {error.strerror}") from None

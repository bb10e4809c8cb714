"""`rewardry bench report`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from rewardry.cli.tables import printable
from rewardry.errors import ConfigError

from ..report.content import Content, build
from ..report.markdown import markdown
from ..report.numbers import breakable, sized
from ..report.red_team import red_team
from ..runs import BenchRun
from ..tables import print_summary
from .policy import abstain_option

# What an option stands for that is given without a file.
_NO_FILE = ""


def _format_option(name: str, help_: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", f"{name}_file", is_flag=False, flag_value=_NO_FILE, metavar="[FILE]", help=help_)


@click.command("report")
@click.argument("run", metavar="RUN", required=False)
@_format_option("html", "Write a page for the browser; by default RUN/report.html.")
@_format_option("md", "Write Markdown; without FILE print it.")
@_format_option("json", "Write everything as JSON, also a baseline for `bench gate`; without FILE print it.")
@click.option("--slice", "slices", multiple=True, metavar="COLUMN", help="Look at each value of a column apart.")
@abstain_option
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap, and of the rows to look at.")
def command(
    run: str | None,
    html_file: str | None,
    md_file: str | None,
    json_file: str | None,
    slices: tuple[str, ...],
    policy: Any,
    seed: int,
) -> None:
    """The figures of the run in folder RUN: tables here, or a page, Markdown or JSON; several at once.

    Where both --md and --json are given without FILE, they are written to RUN/report.md and RUN/report.json. FILE may
    be - for here. Undecided rows are no verdicts. With --abstain incorrect they were not paid, as in training; with
    `wrong` they count against the verifier, whatever the label; with `exclude` they are left out, and coverage says how
    many remain.
    """
    folder = Path(_named(run, {"html": html_file, "md": md_file, "json": json_file}))
    printed = "-" if [md_file, json_file].count(_NO_FILE) == 1 else None
    wanted = {
        "html": None if html_file is None else html_file or str(folder / "report.html"),
        "md": None if md_file is None else md_file or printed or str(folder / "report.md"),
        "json": None if json_file is None else json_file or printed or str(folder / "report.json"),
    }
    chosen = {name: target for name, target in wanted.items() if target is not None}
    _refuse_unwritable(chosen)
    content = build(BenchRun(folder), policy, slices, seed)
    for name, target in chosen.items():
        _write(name, target, _FORMATS[name](content))
    if not chosen:
        print_summary(content.summary)
        for part in red_team(content.summary):
            click.echo(printable(breakable(f"{part.title}: {part.headline}")))


def _named(run: str | None, files: dict[str, str | None]) -> str:
    """The run's folder.

    Raises:
        ConfigError: it is not given, or an option without a file has taken it for one.
    """
    if run is not None:
        return run
    for name, file in files.items():
        if file and Path(file).is_dir():
            raise ConfigError(f"--{name} {file}: that is a folder; name the run first: bench report {file} --{name}")
    raise ConfigError("which run? Name its folder first, as in: bench report runs/x --html")


def _html(content: Content) -> str:
    from ..report.page import page

    return page(content)


def _json(content: Content) -> str:
    return json.dumps(content.summary, indent=2, default=str) + "\n"


_FORMATS: dict[str, Callable[[Content], str]] = {"html": _html, "md": markdown, "json": _json}


def _refuse_unwritable(chosen: dict[str, str]) -> None:
    """Say what cannot be written before the work is done.

    Raises:
        ConfigError: two formats go to one place, or a file is a folder or lies in none.
    """
    places = {name: target if target == "-" else os.path.realpath(target) for name, target in chosen.items()}
    for name, target in chosen.items():
        same = [each for each in chosen if places[each] == places[name]]
        if len(same) > 1:
            others = " and ".join(f"--{each}" for each in same)
            raise ConfigError(f"{others} cannot both go to {'this terminal' if target == '-' else target}; name files")
        if target != "-" and Path(target).is_dir():
            raise ConfigError(f"--{name} {target}: that is a folder; name a file")
        if target != "-" and not Path(target).absolute().parent.is_dir():
            raise ConfigError(f"--{name} {target}: there is no folder {Path(target).absolute().parent}")


def _write(name: str, target: str, text: str) -> None:
    if target == "-":
        click.echo(text, nl=not text.endswith("\n"))
        return
    content = text.encode("utf-8", errors="replace")
    try:
        Path(target).write_bytes(content)
    except OSError as error:
        raise ConfigError(f"--{name} {target}: cannot be written: {error.strerror}") from None
    click.echo(printable(f"wrote {target} ({sized(len(content))})"), err=True)

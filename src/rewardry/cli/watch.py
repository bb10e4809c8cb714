"""`rewardry watch`."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

import click

from rewardry.cli.main import exit_with
from rewardry.cli.options import pairs
from rewardry.cli.screen import Screen
from rewardry.cli.table_layout import laid_out
from rewardry.cli.tables import print_json, print_table, printable
from rewardry.curation.watching.alarms import KINDS, Alarm, History, Limits
from rewardry.curation.watching.distributions import SHARES, distributions
from rewardry.curation.watching.run_logs import RunLogs
from rewardry.curation.watching.signals import Named
from rewardry.curation.watching.table import COLUMNS, SPREAD_COLUMNS, cells, figures, spread_cells
from rewardry.errors import ConfigError, nearest

RAISED = 1
_LIMITS = tuple(field.name for field in dataclasses.fields(Limits))


@click.command("watch")
@click.argument("run", metavar="RUN")
@click.option("--once", is_flag=True, help="Read what there is and end, for a training that is over.")
@click.option("--fail", is_flag=True, help="End with code 1 where an alarm was raised.")
@click.option("--trusted", multiple=True, metavar="KEY", help="A trusted figure, or a component's name. Repeatable.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="A component that pays for form. Repeatable.")
@click.option("--reward", metavar="KEY", help="The figure that is the reward.")
@click.option(
    "--limit", "limits", multiple=True, metavar="NAME=VALUE", help=f"From where on: {', '.join(_LIMITS)}. Repeatable."
)
@click.option("--html", metavar="FILE", help="Write the run as an HTML page, anew at each look (extra bench).")
@click.option("--tensorboard", metavar="FOLDER", help="Write TensorBoard's files, alarms among them (extra plot).")
@click.option("--every", type=click.FloatRange(min=0.05), default=2.0, show_default=True, help="Seconds between looks.")
@click.option("--idle", type=click.FloatRange(min=0), metavar="SECONDS", help="End when nothing new came for so long.")
@click.option("--json", "as_json", is_flag=True, help="Print alarms and figures as JSON, at the end.")
def watch(
    run: str,
    once: bool,
    fail: bool,
    trusted: tuple[str, ...],
    formats: tuple[str, ...],
    reward: str | None,
    limits: tuple[str, ...],
    html: str | None,
    tensorboard: str | None,
    every: float,
    idle: float | None,
    as_json: bool,
) -> None:
    """Follow the logs of a training, and raise an alarm at signs of reward hacking.

    RUN is the folder of rewardry's trainer or of TRL's, or a file of JSON Lines with a `step` in each. Alarms: reward
    without trust, pay for form only, drift of length, of repetition and of undecided rows, canaries that are paid.
    """
    history = History(Named(trusted, formats, reward), _limits(limits))
    logs = RunLogs(run)
    outputs = Outputs(run, html, tensorboard, as_json)
    try:
        with outputs:
            if once:
                _look(history, logs, outputs, last=True)
            else:
                _follow(history, logs, outputs, every, idle)
    finally:
        outputs.finish(history)
    _check_names(history, trusted, formats, reward)
    if fail and history.alarms:
        exit_with(RAISED)


def _limits(given: tuple[str, ...]) -> Limits:
    values: dict[str, float] = {}
    for name, text in pairs(given, "--limit", "name=value, for example length=1.5"):
        if name not in _LIMITS:
            raise ConfigError(f"--limit {name}={text}: there is no limit {name!r}. {nearest(name, _LIMITS)}")
        try:
            values[name] = float(text)
        except ValueError:
            raise ConfigError(f"--limit {name}={text}: this is no number") from None
        if not 0 < values[name] < float("inf") or (name == "length" and values[name] <= 1):
            raise ConfigError(f"--limit {name}={text}: a number above {1 if name == 'length' else 0} is wanted")
    return Limits(**values)


def _check_names(history: History, trusted: tuple[str, ...], formats: tuple[str, ...], reward: str | None) -> None:
    """Refuse keys that the log does not have, which would watch nothing."""
    if not history.records:
        return
    known = sorted({key for one in history.records for key in one.numbers})
    who = history.roles
    for key in (*who.trusted[: len(trusted)], *([reward] if reward else [])):
        if key not in known:
            raise ConfigError(f"the log has no figure {key!r}. {nearest(key, known)}")
    for name in formats:
        if name not in who.components:
            raise ConfigError(
                f"--format {name}: the log has no component of that name. {nearest(name, who.components)}"
            )


def _look(history: History, logs: RunLogs, outputs: Outputs, last: bool = False) -> bool:
    """Take in what is new and show it, also where a bad line follows; whether there was anything."""
    before = len(history.records)
    alarms: list[Alarm] = []
    try:
        while records := logs.new(last=last):
            for record in records:
                raised = history.add(record)
                outputs.write(record, raised)
                alarms += raised
    finally:
        grown = len(history.records) > before
        if grown or last:
            outputs.show(history, alarms)
    return grown


def _follow(history: History, logs: RunLogs, outputs: Outputs, every: float, idle: float | None) -> None:
    changed = time.monotonic()
    while True:
        if _look(history, logs, outputs):
            changed = time.monotonic()
        elif idle is not None and time.monotonic() - changed >= idle:
            _look(history, logs, outputs, last=True)
            return
        time.sleep(every)


class Outputs:
    """Where what is seen goes: the terminal, a page, TensorBoard.

    Args:
        title: what the run is called.
        html: the page's file.
        tensorboard: the folder of event files.
        quiet: print nothing on the way, only JSON at the end.
    """

    def __init__(self, title: str, html: str | None, tensorboard: str | None, quiet: bool) -> None:
        from rewardry.curation.extras import needed

        self._title, self._html, self._quiet = title, html, quiet
        if html:
            needed("jinja2", "bench", "--html")
        self._events: Any = None
        if tensorboard:
            from rewardry.curation.watching.events import Events

            self._events = Events(tensorboard)
        self._live: Screen | None = None

    def __enter__(self) -> Outputs:
        if sys.stdout.isatty() and not self._quiet:
            self._live = Screen(sys.stdout)
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.wipe()
        if self._events is not None:
            self._events.close()

    def write(self, record: Any, alarms: list[Alarm]) -> None:
        """Pass a record on to TensorBoard."""
        if self._events is not None:
            self._events.write(record, alarms)

    def show(self, history: History, alarms: list[Alarm]) -> None:
        """Show the run as it is now."""
        if self._html:
            self._page(history)
        if self._live is not None:
            table = [printable(self._title), *laid_out(COLUMNS, _cells(history))]
            self._live.draw(table, [_verdict(history)], [_line(alarm) for alarm in history.alarms])
        elif not self._quiet:
            for alarm in alarms:
                click.echo(_line(alarm))

    def finish(self, history: History) -> None:
        """Print what there is to say at the end."""
        if self._quiet:
            print_json(_as_json(history))
            return
        print_table(COLUMNS, _cells(history))
        if spread := list(distributions(history)):
            click.echo()
            print_table(SPREAD_COLUMNS, [spread_cells(one) for one in spread])
            click.echo()
        if self._live is not None:
            for alarm in history.alarms:
                click.echo(_line(alarm))
        click.echo(_verdict(history))

    def _page(self, history: History) -> None:
        from rewardry.curation.watching.snapshot import snapshot

        assert self._html is not None
        try:
            Path(self._html).write_text(snapshot(history, self._title), encoding="utf-8", errors="replace")
        except OSError as error:
            raise ConfigError(f"{self._html}: cannot be written: {error.strerror}") from None


def _line(alarm: Alarm) -> str:
    return printable(f"ALARM step {alarm.step}  {alarm.kind}: {KINDS[alarm.kind]}. {alarm.message}")


def _verdict(history: History) -> str:
    if not history.records:
        return "Nothing is logged yet."
    trusted = history.roles.trusted
    doubt = " No trusted verifier is logged, without which most signs cannot be seen: name it by --trusted."
    raised = f"{len(history.alarms)} alarm{'s' * (len(history.alarms) != 1)}" if history.alarms else "No alarm"
    return printable(
        f"{raised} in {len(history.records)} records, the last at step {history.records[-1].step}."
        f"{' Trusted: ' + ', '.join(trusted) + '.' if trusted else doubt}"
    )


def _as_json(history: History) -> dict[str, Any]:
    return {
        "records": len(history.records),
        "trusted": list(history.roles.trusted),
        "alarms": [dataclasses.asdict(alarm) for alarm in history.alarms],
        "figures": {
            one.name: {"is": one.part, "last": one.last, "last_20": one.recent, "before": one.before}
            for one in figures(history)
        },
        "distributions": {
            one.name: {"steps": list(one.steps), **{f"p{share}": one.over_time(share) for share in SHARES}}
            for one in distributions(history)
        },
    }


def _cells(history: History) -> list[list[str]]:
    return [[printable(cell) for cell in cells(figure)] for figure in figures(history)]

"""A report as one page for the browser that needs nothing else: no network, no library, no font.

What stands in it comes from models and from files of anyone. Jinja escapes all of it; the rows lie in a script element
of type JSON, with nothing that could end the element; the script sets them as text; and the page's policy allows two
scripts and one style by their digests, and no request, frame or form.
"""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError

from .content import Content
from .numbers import count, of_things
from .plots import charts, differences, forests, latencies, outcome_bars
from .red_team import red_team
from .tables import Cell, Table, is_point, tables_of
from .texts import as_script, visible
from .verdict import Verdict, overall

POLICIES = {
    "incorrect": "Undecided rows count as not paid.",
    "wrong": "Undecided rows count against the verifier.",
    "exclude": "Undecided rows are left out.",
}
_HERE = Path(__file__).parent


def page(content: Content) -> str:
    """The report as HTML.

    Raises:
        ConfigError: jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
        from markupsafe import Markup
    except ImportError:
        raise ConfigError(
            "a report as a page needs jinja2, which the extra `bench` installs: pip install 'rewardry[bench]'"
        ) from None
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    ours = {name: _read(file) for name, file in _FILES.items()}
    values = {**_values(content), "policy": _policy(ours), "data": Markup(as_script(content.rows))}
    return environment.get_template("page.html").render(
        **values,
        **{name: Markup(text) for name, text in ours.items()},
    )


_FILES = {"style": "page.css", "theme_script": "theme.js", "script": "page.js"}


def _read(file: str) -> str:
    return (_HERE / file).read_text(encoding="utf-8")


def _policy(ours: Mapping[str, str]) -> str:
    """What the page may do: run our two scripts, be styled by our style, and nothing else."""
    digests = {name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for name, text in ours.items()}
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'sha256-{digests['theme_script']}' 'sha256-{digests['script']}'",
            f"style-src 'sha256-{digests['style']}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _values(content: Content) -> dict[str, Any]:
    summary = content.summary
    verdicts = {found["set"]: Verdict(**found["verdict"]) for found in summary["sets"]}
    attacked = red_team(summary)
    shown = sum(len(each["rows"]) for each in content.rows["sets"])
    return {
        "headline": overall(verdicts) if verdicts else attacked[0].headline if attacked else "An empty run.",
        "sections": [_section(found, summary["policy"]) for found in summary["sets"]],
        "red_team": attacked,
        "shown": shown,
        "shown_note": shown_note(content),
        "provenance": provenance(summary),
        "facts": list(facts(summary)),
    }


def _section(found: Mapping[str, Any], policy: str) -> dict[str, Any]:
    plots = forests(found)
    return {
        "name": found["set"],
        "verdict": found["verdict"],
        "basis": basis(found, policy),
        "shown": found["disagreements"]["rows"],
        "differences": differences(found),
        "forests": plots,
        "has_constant": any(plot.constant is not None for plot in plots),
        "bars": outcome_bars(found),
        "charts": charts(found),
        "latencies": latencies(found),
        "tables": tables_of(found),
    }


def basis(found: Mapping[str, Any], policy: str) -> str:
    """What a set is, in numbers, and what undecided rows count for."""
    rows = f"{found['set']}: {of_things(found['rows'], 'row')} of {of_things(found['questions'], 'question')}"
    if not is_point(found):
        return f"{rows}."
    return (
        f"{rows}, {count(found['right'])} right and {count(found['rows'] - found['right'])} wrong. {POLICIES[policy]}"
    )


def shown_note(content: Content) -> str:
    """How many of how many disagreements can be looked at."""
    shown = sum(len(each["rows"]) for each in content.rows["sets"])
    total = sum(each["total"] for each in content.rows["sets"])
    if shown == total:
        return f"All {count(total)} are here."
    return (
        f"{count(shown)} of {count(total)} are here: a sample (seed {content.summary['seed']}) that takes every "
        "kind in turn, so that the page stays small."
    )


def provenance(summary: Mapping[str, Any]) -> list[Table]:
    """Which verifiers and which sets."""
    run = summary.get("run") or {}
    verifiers = [
        [
            Cell(each["id"], each["use"] if each.get("use", each["id"]) != each["id"] else ""),
            Cell(each["distribution"]),
            Cell(_parameters(each["parameters"])),
        ]
        for each in run.get("verifiers", [])
    ]
    sets = [
        [Cell(each["name"]), *(Cell(str(each.get(name) or "–")) for name in ("file", "licence", "revision", "sha256"))]
        for each in run.get("sets", [])
    ]
    return [
        table
        for table in (
            Table(
                "Verifiers", "Their distributions and parameters.", ["verifier", "from", "parameters"], verifiers, _ALL
            ),
            Table("Sets", "The bytes that were read.", ["set", "file", "licence", "revision", "SHA-256"], sets, _ALL),
        )
        if table.rows
    ]


_ALL = frozenset(range(5))


def _parameters(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in given.items()) or "–"


def facts(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the run depended on besides."""
    run = summary.get("run") or {}
    if "command" in run:
        yield "command", shlex.join(map(str, run["command"]))
    if "rewardry" in run:
        yield "rewardry", str(run["rewardry"])
    if "python" in run:
        yield "Python", str(run["python"])
    machine = run.get("machine")
    if machine:
        yield "machine", _parameters(machine) if isinstance(machine, Mapping) else str(machine)
    if run.get("hardware"):
        yield "hardware", _parameters(run["hardware"])
    for name in ("packages", "distributions"):
        if run.get(name):
            yield "with", ", ".join(f"{package} {version}" for package, version in run[name].items())
    if run.get("completions"):
        yield "completions", _parameters(run["completions"])
    if run:
        yield "undecided rows", str(summary["policy"])
        yield "seed", str(summary["seed"])
    yield "schema", str(summary["schema"])

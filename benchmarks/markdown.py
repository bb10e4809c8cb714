"""A run in Markdown, for a release note or a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .tables import heading, markdown_table, metric_table, verdict_of

_POLICIES = {
    "incorrect": "Undecided rows count as not paid.",
    "wrong": "Undecided rows count against the verifier.",
    "exclude": "Undecided rows are left out.",
}


def markdown(summary: Mapping[str, Any]) -> str:
    """The tables of a run with what they rest on."""
    return "\n".join(_lines(summary))


def _lines(summary: Mapping[str, Any]) -> Iterator[str]:
    run = summary["run"]
    yield "# Benchmark"
    yield f"rewardry {run['rewardry']}, Python {run['python']}, {run['machine']}. {_POLICIES[summary['policy']]}"
    yield "Intervals are 95 %, over questions: Wilson's for rates, else bootstrapped."
    for found in summary["sets"]:
        yield ""
        yield f"## {found['set']}"
        yield f"{heading(found)}. {verdict_of(found)}"
        yield ""
        yield markdown_table(*metric_table(found))
        for part in found["slices"]:
            yield ""
            yield from _slice(part)
    yield ""
    yield "## What was measured"
    yield markdown_table(
        ["verifier", "version", "parameters"],
        [[each["id"], each["distribution"], str(each["parameters"])] for each in run["verifiers"]],
    )
    yield ""
    yield markdown_table(["set", "SHA-256"], [[each["name"], each["sha256"]] for each in run["sets"]])


def _slice(part: Mapping[str, Any]) -> Iterator[str]:
    yield f"### By {part['column']}"
    rows = []
    for each in part["verifiers"]:
        for value in each["values"]:
            found = value["metrics"]["accuracy"]
            ends = found["interval"]
            shown = f"{found['value']:.3f}" + (f" [{ends[0]:.3f}, {ends[1]:.3f}]" if ends else "")
            few = " (few)" if value["few"] else ""
            rows.append([each["verifier"], value["value"], f"{value['rows']}{few}", shown, f"{value['coverage']:.3f}"])
    yield markdown_table(["verifier", part["column"], "rows", "accuracy", "coverage"], rows)

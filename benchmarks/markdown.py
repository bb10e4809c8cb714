"""A run in Markdown, for a release note or a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .tables import (
    correction_lines,
    further_tables,
    heading,
    main_table,
    markdown_table,
    slice_table,
    verdict_of,
)

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
    yield f"Intervals are 95 %, over questions: Wilson's for rates, else bootstrapped (seed {summary['seed']})."
    for found in summary["sets"]:
        yield ""
        yield f"## {found['set']}"
        yield f"{heading(found)}. {verdict_of(found)}"
        yield ""
        yield markdown_table(*main_table(found)[1:])
        for table in further_tables(found):
            yield f"\n### {table.title}"
            yield markdown_table(*table[1:])
        corrections = list(correction_lines(found))
        if corrections:
            yield ""
            yield "\n".join(f"    {line}" for line in corrections)
        yield from _definitions(found)
        for part in found["slices"]:
            yield ""
            table = slice_table(part)
            yield f"### {table.title}"
            yield markdown_table(*table[1:])
    yield ""
    yield "## What was measured"
    yield markdown_table(
        ["entrant", "role", "version", "parameters"],
        [[each["id"], each["role"], each["distribution"], str(each["parameters"])] for each in run["verifiers"]],
    )
    yield ""
    yield markdown_table(["set", "SHA-256"], [[each["name"], each["sha256"]] for each in run["sets"]])


def _definitions(found: Mapping[str, Any]) -> Iterator[str]:
    """What the figures of a protocol are."""
    for each in found["verifiers"][:1]:
        if "protocol" in each:
            yield ""
            protocol = each["protocol"]
            yield f"Definitions ({protocol['name']}, version {protocol['version']}):"
            yield ""
            yield "\n".join(f"- `{name}`: {one['definition']}." for name, one in protocol["metrics"].items())

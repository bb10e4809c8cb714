"""`rewardry diff`."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.tables import number, percent, print_json, print_table, printable
from rewardry.curation.comparing.changes import GroupChange, changes, summary
from rewardry.curation.comparing.components import Effect, effects
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.logged_scores import (
    LoggedScores,
    input_of,
    read_scores,
    recombined,
    reproduces,
    totals,
    why_not_logged,
    without_raise,
)
from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.rows import STDIN, refuse_unreadable
from rewardry.types import Scored

_TEXT = 4_000
_ROWS = {
    "moved": "completions that change rank",
    "flipped": "advantages that flip sign",
    "lost_sign": "advantages that become 0",
    "gained_sign": "advantages that were 0",
    "became_undecided": "completions that become undecided",
    "became_decided": "completions that were undecided",
}


@click.command("diff")
@click.argument("recipe_a", metavar="RECIPE_A", shell_complete=ids_for("diff"))
@click.argument("recipe_b", metavar="RECIPE_B", shell_complete=ids_for("diff"))
@click.argument("files", nargs=-1, required=True, metavar="LOG...")
@click.option("--rescore", is_flag=True, help="Score both anew, whatever the log holds.")
@click.option("--top", type=click.IntRange(min=1), default=200, show_default=True, help="How many groups to show.")
@click.option("--html", metavar="FILE", help="Write a page to browse the groups that change most (extra bench).")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def diff(
    recipe_a: str, recipe_b: str, files: tuple[str, ...], rescore: bool, top: int, html: str | None, as_json: bool
) -> None:
    """What changes inside the groups of LOG... when RECIPE_B takes the place of RECIPE_A.

    LOG is what `rewardry score --keep` wrote under one of them. Where both name the same components, their logged
    scores are put together anew; otherwise the completions are scored again. GRPO sees a completion only beside the
    others of its prompt: so ranks inside groups and signs of advantages are compared, not totals.
    """
    for file in files:
        refuse_unreadable(file)
    if STDIN in files:
        raise ConfigError("diff needs files; the standard input is none")
    if html:
        _needs_jinja()
    first, second = Recipe.load(recipe_a), Recipe.load(recipe_b)
    logged = read_scores(files)
    before, after, how = _both(logged, first, second, rescore)
    found = changes(logged.groups, totals(before), totals(after))
    figures = summary(found)
    if not figures["rows"]:
        raise ConfigError("there are no rows to compare")
    components = {
        "before": effects(first, before, logged.groups),
        "after": effects(second, after, logged.groups),
    }
    names = _names(first, second, recipe_a, recipe_b)
    if as_json:
        print_json(_json(names, figures, components, how))
    else:
        _print(names, figures, components, how, logged.warning)
    if html:
        _write(html, names, logged, found, (before, after), _tables(names, figures, components), top)


def _needs_jinja() -> None:
    from rewardry.curation.extras import needed

    needed("jinja2", "bench", "--html")


def _names(first: Recipe, second: Recipe, a: str, b: str) -> tuple[str, str]:
    """What the recipes are called; by their files where they have one name."""
    return (first.name, second.name) if first.name != second.name else (a, b)


def _both(
    logged: LoggedScores, first: Recipe, second: Recipe, rescore: bool
) -> tuple[list[Scored], list[Scored], dict[str, str]]:
    """The results under both recipes, and how each was found."""
    scored_by = None if rescore else next((one for one in (first, second) if reproduces(logged, one)), None)
    results, how = [], {}
    for which, recipe in (("before", first), ("after", second)):
        why = "--rescore" if rescore else _why_anew(recipe, scored_by)
        how[which] = f"scored anew: {why}" if why else "from the log"
        results.append(_scored_anew(logged, recipe) if why else recombined(logged, recipe, scored_by))
    return results[0], results[1], how


def _why_anew(recipe: Recipe, scored_by: Recipe | None) -> str | None:
    if scored_by is None:
        return "the log's totals are of neither recipe"
    return why_not_logged(recipe, scored_by)


def _scored_anew(logged: LoggedScores, recipe: Recipe) -> list[Scored]:
    from rewardry.engine.runtime import default_runtime
    from rewardry.rows import sample_of
    from rewardry.scoring import OpenRecipe

    opened = OpenRecipe.of(without_raise(recipe), default_runtime())
    found: list[Scored] = []
    for batch in _batches(logged.groups):
        rows = [(logged.rows[i], number) for number, i in batch]
        samples = [sample_of({**input_of(row), "group": _group_of(row, n)}, None, row.place) for row, n in rows]
        found += opened.score(samples)
    return found


def _group_of(row: KeptRow, number: int) -> Any:
    return f"question {number}" if row.group is None else row.group


def _batches(groups: Sequence[tuple[int, ...]], size: int = 2_000) -> Any:
    """Whole groups in batches: pairs of the group's number and the row's position."""
    batch: list[tuple[int, int]] = []
    for number_, group in enumerate(groups):
        batch += [(number_, i) for i in group]
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _json(names: tuple[str, str], figures: Mapping[str, Any], components: Any, how: Mapping[str, str]) -> Any:
    return {
        "recipes": names,
        "totals": how,
        **figures,
        "components": {which: [_component(part) for part in found] for which, found in components.items()},
    }


def _component(part: Effect) -> dict[str, Any]:
    return {
        "name": part.name,
        "weight": part.weight,
        "share": part.share,
        "varies": part.varies,
        "undecided": part.undecided,
        "role": part.role or None,
    }


def _tables(names: tuple[str, str], figures: Mapping[str, Any], components: Mapping[str, list[Effect]]) -> Any:
    rows = figures["rows"]
    changed = [(text, str(figures[name]), percent(figures[name] / rows)) for name, text in _ROWS.items()]
    yield "Completions", ("what<", "rows>", "share>"), changed
    groups = figures["groups"]
    names_of_groups = {
        "groups_changed": "groups in which something changes",
        "without_signal_before": f"groups without signal under {names[0]}",
        "without_signal_after": f"groups without signal under {names[1]}",
    }
    yield (
        "Groups",
        ("what<", "groups>", "share>"),
        [(text, str(figures[name]), percent(figures[name] / groups)) for name, text in names_of_groups.items()],
    )
    for name, found in zip(names, components.values(), strict=True):
        cells = [
            (p.name, f"{p.weight:g}", percent(p.share), percent(p.varies), percent(p.undecided), p.role) for p in found
        ]
        yield (
            f"Components of {name}",
            ("component<", "weight>", "of the variance>", "varies in groups>", "undecided>", "role<"),
            cells,
        )


def _print(
    names: tuple[str, str],
    figures: Mapping[str, Any],
    components: Mapping[str, list[Effect]],
    how: Mapping[str, str],
    warning: str | None,
) -> None:
    click.echo(f"{figures['rows']} completions in {figures['groups']} groups")
    for name, found in zip(names, how.values(), strict=True):
        click.echo(printable(f"{name}: {found}"))
    click.echo(f"Pairs of a group that change order: {percent(figures['pairs_turned'])}")
    for heading, columns, rows in _tables(names, figures, components):
        click.echo(f"\n{printable(heading)}")
        print_table(columns, rows)
    if warning:
        click.echo(f"Warning: {warning}", err=True)


def _write(
    html: str,
    names: tuple[str, str],
    logged: LoggedScores,
    found: Sequence[GroupChange],
    results: tuple[Sequence[Scored], Sequence[Scored]],
    tables: Any,
    top: int,
) -> None:
    from rewardry.curation.comparing.page import page

    changed = [group for group in found if group.moved or group.flipped]
    shown = heapq.nlargest(top, changed, key=lambda group: (group.flipped, group.weight))
    headed = [(heading, [name.rstrip("<>") for name in columns], rows) for heading, columns, rows in tables]
    text = page(names, headed, [_browsable(group, logged, results) for group in shown], len(changed))
    try:
        Path(html).write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(f"{html}: cannot be written: {error.strerror}") from None
    click.echo(f"{len(shown)} groups written to {printable(html)}", err=True)


def _browsable(
    group: GroupChange, logged: LoggedScores, results: tuple[Sequence[Scored], Sequence[Scored]]
) -> dict[str, Any]:
    rows = []
    for i, before, after in zip(group.members, group.before, group.after, strict=True):
        row = logged.rows[i]
        flipped, moved = before.sign * after.sign < 0, before.rank != after.rank
        rows.append(
            {
                "id": str(row.id),
                "text": (row.text or "")[:_TEXT],
                "totals": f"{number(before.total)} → {number(after.total)}",
                "ranks": f"{_rank(before.rank)} → {_rank(after.rank)}",
                "advantages": f"{before.advantage:+.2f} → {after.advantage:+.2f}",
                "components": "\n".join(_values(results, i)),
                "mark": "flip" if flipped else "moved" if moved else "",
            }
        )
    first = logged.rows[group.members[0]]
    name = first.group if first.group is not None else first.id
    return {
        "name": str(name),
        "prompt": first.question[:_TEXT],
        "moved": group.moved,
        "flipped": group.flipped,
        "rows": rows,
    }


def _values(results: tuple[Sequence[Scored], Sequence[Scored]], i: int) -> list[str]:
    before, after = (result[i].components for result in results)
    lines = []
    for name in dict.fromkeys([*before, *after]):
        a, b = (number(found[name].value) if name in found else "none" for found in (before, after))
        lines.append(f"{name} {a}" if a == b else f"{name} {a} → {b}")
    return lines


def _rank(rank: float | None) -> str:
    return "-" if rank is None else f"{rank:g}"

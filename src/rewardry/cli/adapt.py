"""`rewardry adapt`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import click

from rewardry.adapter import POLICIES, Adapter, Policy, Snippet, find_adapter
from rewardry.cli.completion import ids_for
from rewardry.cli.tables import print_json, print_table, printable
from rewardry.errors import ConfigError
from rewardry.plugins import registry
from rewardry.recipe import Recipe


@click.command("adapt")
@click.argument("trainer", metavar="[TRAINER]", required=False, shell_complete=ids_for("adapt"))
@click.argument("recipe", metavar="[RECIPE]", required=False, shell_complete=ids_for("score"))
@click.option(
    "--on-undecided",
    type=click.Choice(POLICIES),
    help="What becomes of a row that a required reward cannot decide, instead of the recipe's own rule.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def adapt(trainer: str | None, recipe: str | None, on_undecided: Policy | None, as_json: bool) -> None:
    """Print what to paste, so that TRAINER trains with RECIPE.

    RECIPE is a recipe's name or a .yaml file. Without both, the trainers are listed.
    """
    if trainer is None:
        _list(as_json)
        return
    adapter = find_adapter(trainer)
    if recipe is None:
        raise click.UsageError(
            f"which recipe? Write `rewardry adapt {trainer} RECIPE`; `rewardry list recipe` has them"
        )
    loaded = Recipe.load(recipe)
    policy, note = _policy(adapter, loaded, on_undecided)
    filled = [(one, _filled(one, adapter, recipe, loaded, policy)) for one in adapter.snippets]
    if as_json:
        snippets = [{"place": one.place, "language": one.language, "text": text} for one, text in filled]
        print_json({**_facts(trainer, adapter), "on_undecided": policy, "snippets": snippets})
        return
    for line in (*_head(adapter, policy, note), *_whole(adapter, loaded)):
        click.echo(f"# {printable(line)}")
    for one, text in filled:
        click.echo(f"\n# {one.place or one.language}")
        click.echo(text.rstrip("\n"))


def _filled(snippet: Snippet, adapter: Adapter, written: str, recipe: Recipe, policy: Policy) -> str:
    """The snippet; of a total that the trainer cannot add up, with the one reward that stands for it."""
    if adapter.weights == "trainer" and recipe.why_not_additive() is not None:
        return snippet.filled(written, policy, [recipe.name], [1.0], split=False)
    return snippet.filled(written, policy, recipe.names, recipe.native_weights)


def _policy(adapter: Adapter, recipe: Recipe, given: Policy | None) -> tuple[Policy, str]:
    """What becomes of undecided rows, and what to say where the recipe's own rule does not fit the trainer."""
    if given is not None or recipe.on_undecided in adapter.undecided or not adapter.undecided:
        return adapter.fit(recipe, given)[1], ""
    chosen = next(iter(adapter.undecided))
    others = " or ".join(f"--on-undecided {one}" for one in adapter.undecided if one != chosen)
    adapter.fit(recipe, chosen)
    return chosen, (
        f"The recipe leaves undecided rows without a number, and {adapter.trainer} wants one"
        + (f"; {others} does otherwise." if others else ".")
    )


def _head(adapter: Adapter, policy: Policy, note: str) -> Iterator[str]:
    yield f"{adapter.trainer} (read: {adapter.version}): {adapter.hook}"
    yield f"Undecided rows: {adapter.undecided[policy]}"
    if note:
        yield note


def _whole(adapter: Adapter, recipe: Recipe) -> Iterator[str]:
    """What is other where the trainer adds up rewards, and the recipe's total is another thing."""
    why = recipe.why_not_additive()
    if adapter.weights == "trainer" and why is not None:
        yield f"The total is no weighted sum ({why}): it is one reward, of weight 1, and its parts are not told apart."


def _list(as_json: bool) -> None:
    """Every adapter, with what its record says; one that cannot be loaded is listed with the reason."""
    found = [(entry.id, _record(entry.id)) for entry in registry().entries("adapter")]
    if as_json:
        print_json(
            [_facts(name, one) if isinstance(one, Adapter) else {"id": name, "error": one} for name, one in found]
        )
        return
    rows = [
        (name, one.trainer, one.version, one.tested, one.hook) if isinstance(one, Adapter) else (name, "", "", "", one)
        for name, one in found
    ]
    print_table(("id<", "trainer<", "read<", "tested<", "where it plugs in"), rows)
    click.echo("\n`rewardry adapt ID RECIPE` prints what to paste.")


def _record(name: str) -> Adapter | str:
    try:
        return find_adapter(name)
    except ConfigError as error:
        return str(error)


def _facts(name: str, adapter: Adapter) -> dict[str, Any]:
    undecided = cast(dict[str, str], dict(adapter.undecided))
    return {
        "id": name,
        "trainer": adapter.trainer,
        "version": adapter.version,
        "hook": adapter.hook,
        "tested": adapter.tested,
        "evidence": adapter.evidence,
        "logs": adapter.logs,
        "undecided": undecided,
    }

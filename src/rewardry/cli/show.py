"""`rewardry show`."""

from __future__ import annotations

import inspect
import re
from typing import Any

import click

from rewardry.cli.tables import print_json, print_table
from rewardry.component import Component, Reward, Verifier
from rewardry.engine.opened import missing_modules, needs_extra
from rewardry.errors import RewardryError
from rewardry.parameters import component_class
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.registry import Entry


@click.command("show")
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the parameters as a JSON schema.")
def show(id_: str, as_json: bool) -> None:
    """Show the component ID: what it does, its parameters, where it comes from.

    Write KIND:ID where components of several kinds bear the id.
    """
    entry = registry().find_any(id_)
    if entry.kind == "recipe":
        _show_recipe(entry, as_json)
    elif entry.kind in ("reward", "verifier"):
        _show_component(entry, as_json)
    else:
        print_json(_origin(entry))


def _origin(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "summary": entry.summary,
        "distribution": entry.distribution,
        "version": entry.version,
        "target": entry.target,
    }


def _show_recipe(entry: Entry, as_json: bool) -> None:
    recipe = Recipe.load(entry.id)
    rewards = [
        {
            "name": part.name,
            "use": registry().identity_of(type(part.reward)).id,
            "weight": part.weight,
            "when": str(part.when) if part.when else None,
            "required": part.required,
            "clip": part.clip,
            "parameters": part.reward.model_dump(mode="json"),
            "changed": _worth_showing(part.reward),
        }
        for part in recipe.parts
    ]
    if as_json:
        public = [{key: value for key, value in reward.items() if key != "changed"} for reward in rewards]
        print_json({**_origin(entry), "source": recipe.source, "on_undecided": recipe.on_undecided, "rewards": public})
        return
    _print_head(entry)
    click.echo(
        f"{recipe.description}\nSource: {recipe.source}\n"
        f"Rows with an undecided required reward: {recipe.on_undecided}\n"
    )
    columns = ("name", "uses", "weight>", "gate", "required", "parameters")
    print_table(columns, [_reward_row(reward) for reward in rewards])


def _reward_row(reward: dict[str, Any]) -> tuple[str, ...]:
    parameters = ", ".join(f"{name}={value}" for name, value in reward["changed"].items())
    required = "yes" if reward["required"] else "no"
    return reward["name"], reward["use"], f"{reward['weight']:g}", reward["when"] or "", required, parameters


def _worth_showing(reward: Reward) -> dict[str, Any]:
    """The parameters that differ from the defaults, and those that name another component."""
    changed = reward.model_dump(mode="json", exclude_defaults=True)
    named = {name for name in type(reward).model_fields if isinstance(getattr(reward, name), Component)}
    return {name: value for name, value in reward.model_dump(mode="json").items() if name in {*changed, *named}}


def _show_component(entry: Entry, as_json: bool) -> None:
    base: type[Component] = Reward if entry.kind == "reward" else Verifier
    _, cls = component_class(base, entry.id)
    if as_json:
        print_json(
            {**_origin(entry), "doc": inspect.getdoc(cls), "runs": cls.runs, "parameters": cls.model_json_schema()}
        )
        return
    _print_head(entry)
    doc = inspect.getdoc(cls) or entry.summary
    click.echo(re.split(r"\n\s*Attributes:\n", doc)[0] + "\n")
    described = described_parameters(doc)
    rows = [
        (name, _type(field.annotation), _default(field), described.get(name, ""))
        for name, field in cls.model_fields.items()
    ]
    if rows:
        print_table(("parameter", "type", "default", "what it is"), rows)
    click.echo(_facts(cls))


def _print_head(entry: Entry) -> None:
    click.echo(f"{entry.kind} {entry.id}, of {entry.distribution} {entry.version} ({entry.target})\n")


def described_parameters(doc: str) -> dict[str, str]:
    """What the section ``Attributes:`` of a docstring says of each parameter."""
    section = re.split(r"\n\s*Attributes:\n", doc)
    found: dict[str, str] = {}
    for item in re.findall(
        r"^ {4}(\S[^:\n]*): ((?:.*\n?)(?:^ {6,}.*\n?)*)", section[1] if len(section) > 1 else "", re.MULTILINE
    ):
        for name in item[0].split(","):
            found[name.strip()] = " ".join(item[1].split())
    return found


def _type(annotation: Any) -> str:
    text = getattr(annotation, "__name__", None) if isinstance(annotation, type) else str(annotation)
    return re.sub(r"typing\.|rewardry\.component\.", "", text or str(annotation))


def _default(field: Any) -> str:
    return "(required)" if field.is_required() else repr(field.get_default(call_default_factory=True))


def _facts(cls: type[Component]) -> str:
    """Where it runs, what it reads and what it lacks."""
    lines = [f"Runs: {cls.runs}. Deterministic: {'yes' if cls.deterministic else 'no'}."]
    try:
        component = cls()
    except ValueError:  # a required parameter
        return lines[0]
    except RewardryError as error:
        return f"{lines[0]}\n{error}"
    needed = component.needs()
    reference = f"; the reference is a JSON {' or '.join(needed.reference)}" if needed.reference else ""
    lines.append(f"Reads: {', '.join(sorted(needed.fields))}{reference}.")
    missing = missing_modules(component)
    return "\n".join([*lines, *([f"Not usable yet: {needs_extra(component, missing)}."] if missing else [])])

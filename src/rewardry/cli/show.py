"""`rewardry show`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.tables import print_json, print_table
from rewardry.component import Component, Reward, Verifier
from rewardry.engine.opened import needs_extra
from rewardry.errors import RewardryError
from rewardry.generator import Generator
from rewardry.local_files import is_local
from rewardry.manifest import Manifest, in_words, manifest_of
from rewardry.parameters import component_class
from rewardry.plugins import registry
from rewardry.recipe import Part, Recipe
from rewardry.registry import Entry, Kind
from rewardry.routing import Route
from rewardry.sandbox import Sandbox
from rewardry.schedule import parse_schedule


@click.command("show")
@click.argument("id_", metavar="ID", shell_complete=ids_for("show"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the parameters as a JSON schema.")
def show(id_: str, as_json: bool) -> None:
    """Show the component ID: what it does, its parameters, where it comes from.

    Write KIND:ID where components of several kinds bear the id. A recipe's .yaml file and a component in a Python file
    (path/to/file.py:name) are shown too.
    """
    if is_local(id_):
        _, cls = component_class(Component, id_)
        _show_component(_of_file(cls.kind if cls.kind in _BASES else "reward", id_), cls, as_json)
    elif id_.endswith((".yaml", ".yml")):
        _show_recipe(_of_file("recipe", id_), Recipe.load(id_), as_json)
    else:
        _show_entry(registry().find_any(id_), as_json)


_BASES: dict[str, type[Component]] = {
    "reward": Reward,
    "verifier": Verifier,
    "generator": Generator,
    "sandbox": Sandbox,
}


def _show_entry(entry: Entry, as_json: bool) -> None:
    if entry.kind == "recipe":
        _show_recipe(entry, Recipe.load(entry.id), as_json)
    elif entry.kind in _BASES:
        _show_component(entry, component_class(_BASES[entry.kind], entry.id)[1], as_json)
    elif entry.kind == "dataset":
        _show_dataset(entry, as_json)
    elif as_json:
        print_json(_origin(entry))
    else:
        _print_head(entry)
        click.echo(f"{entry.summary}.")
        if entry.kind == "adapter":
            click.echo(f"\nUse it: rewardry adapt {entry.id} RECIPE")


def _show_dataset(entry: Entry, as_json: bool) -> None:
    """A set of rows: a file in a package, or what its entry says of it."""
    is_file = entry.target.endswith((".jsonl", ".jsonl.gz"))
    facts: dict[str, Any] = {"file": entry.target} if is_file else entry.load().facts()
    if as_json:
        print_json({**_origin(entry), **facts})
        return
    _print_head(entry)
    click.echo(f"{entry.summary}.\n")
    for name, value in facts.items():
        text = ", ".join(value) if isinstance(value, list) else "not known" if value is None else str(value)
        click.echo(f"  {name:13} {text}")
    click.echo(f"\nUse it: rewardry bench run -v VERIFIER -d {entry.id} -o FOLDER")


def _of_file(kind: str, file: str) -> Entry:
    return Entry(cast(Kind, kind), file, file, "", "", "")


def _origin(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "summary": entry.summary,
        "distribution": entry.distribution or None,
        "version": entry.version or None,
        "target": entry.target,
    }


def _show_recipe(entry: Entry, recipe: Recipe, as_json: bool) -> None:
    rewards = [_reward(part) for part in recipe.parts]
    if as_json:
        public = [{key: value for key, value in reward.items() if key != "changed"} for reward in rewards]
        of_recipe = {
            "description": recipe.description,
            "source": recipe.source,
            "sections": recipe.style._asdict(),
            "on_undecided": recipe.on_undecided,
            "clip": recipe.clip,
            "combine": recipe.combination.to_row(),
            "normalize": recipe.normalize,
            "algorithm": recipe.algorithm,
            "differs": recipe.differs,
        }
        print_json({**_origin(entry), **of_recipe, "rewards": public})
        return
    _print_head(entry)
    click.echo("\n".join(_recipe_facts(recipe)) + "\n")
    columns = ("name<", "uses", "weight>", "gate", "clip", "required", "parameters")
    print_table(columns, [_reward_row(reward) for reward in rewards])


def _recipe_facts(recipe: Recipe) -> Iterator[str]:
    if recipe.description:
        yield recipe.description
    if recipe.source:
        yield f"Source: {recipe.source}"
    if recipe.algorithm:
        yield f"Trained with: {recipe.algorithm}"
    if recipe.differs:
        yield f"Differs from its source: {recipe.differs}"
    tags = [" ".join(pair) for pair in (recipe.style.think, recipe.style.answer) if pair]
    yield f"Sections: {', '.join(tags) or 'none'}{', the first one prefilled' * recipe.style.prefilled_think}"
    policy = recipe.on_undecided
    yield f"A row with an undecided required reward {_POLICIES[policy]} (on_undecided: {policy})"
    if recipe.clip is not None:
        yield f"The total is clipped to {list(recipe.clip)}"
    if recipe.combination.how != "sum":
        yield f"The rewards are combined by: {_written({'combine': recipe.combination.to_row()})}"
    if recipe.normalize is not None:
        yield f"Normalised within each group: {recipe.normalize}"


_POLICIES = {"none": "has no total", "zero": "counts it as 0", "raise": "stops the run"}


def _reward(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "use": "route" if isinstance(part.reward, Route) else registry().identity_of(type(part.reward)).id,
        "weight": part.weight if part.schedule is None else part.schedule.to_row(),
        "when": str(part.when) if part.when else None,
        "required": part.required,
        "clip": part.clip,
        "parameters": part.reward.model_dump(mode="json"),
        "changed": _worth_showing(part.reward),
    }


def _reward_row(reward: dict[str, Any]) -> tuple[str, ...]:
    required = "yes" if reward["required"] else "no"
    clip = "" if reward["clip"] is None else str(list(reward["clip"]))
    parameters = _written(reward["changed"])
    return reward["name"], reward["use"], _weight(reward["weight"]), reward["when"] or "", clip, required, parameters


def _weight(weight: float | Mapping[str, Any]) -> str:
    return str(parse_schedule(weight)) if isinstance(weight, Mapping) else f"{weight:g}"


def _written(parameters: Mapping[str, Any]) -> str:
    """Parameters on one line; a component as its id with its own in brackets."""
    return ", ".join(f"{name}={_value(value)}" for name, value in parameters.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping) and "use" in value:
        return f"{value['use']}({_written({name: item for name, item in value.items() if name != 'use'})})"
    return f"{{{_written(value)}}}" if isinstance(value, Mapping) else str(value)


def _worth_showing(reward: Reward) -> dict[str, Any]:
    """The parameters that differ from the defaults, and those that name another component."""
    changed = reward.model_dump(mode="json", exclude_defaults=True)
    named = {name for name in type(reward).model_fields if isinstance(getattr(reward, name), Component)}
    return {name: value for name, value in reward.model_dump(mode="json").items() if name in {*changed, *named}}


def _show_component(entry: Entry, cls: type[Component], as_json: bool) -> None:
    manifest = manifest_of(cls)
    if as_json:
        print_json(
            {
                **_origin(entry),
                "doc": _doc(entry, cls),
                "runs": cls.runs,
                "manifest": manifest.to_row(),
                **_stated(cls),
                "parameters": cls.model_json_schema(),
            }
        )
        return
    _print_head(entry)
    click.echo(re.split(r"\n\s*Attributes:\n", _doc(entry, cls))[0] + "\n")
    described = _described(cls)
    rows = [
        (name, _type(field.annotation), _default(field), described.get(name, ""))
        for name, field in cls.model_fields.items()
    ]
    if rows:
        print_table(("parameter<", "type", "default", "what it is"), rows)
    click.echo(_facts(cls, manifest))


def _stated(cls: type[Component]) -> dict[str, Any]:
    """What a reward states of itself, for JSON: its range and what decides."""
    if not issubclass(cls, Reward):
        return {}
    return {"range": manifest_of(cls).value_range, "model_based": cls.model_based, "per_group": cls.per_group}


def _doc(entry: Entry, cls: type[Component]) -> str:
    """What a component says of itself, or what its plugin says of it; a base class would speak of something else."""
    return inspect.cleandoc(vars(cls).get("__doc__") or entry.summary)


def _print_head(entry: Entry) -> None:
    owner = f", of {entry.distribution} {entry.version} ({entry.target})" if entry.distribution else ""
    click.echo(f"{entry.kind} {entry.id}{owner}\n")


def _described(cls: type[Component]) -> dict[str, str]:
    """What the docstrings of a class and of those it is derived from say of each parameter."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        found.update(described_parameters(inspect.cleandoc(vars(base).get("__doc__") or "")))
    return found


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
    """A type as a user would write it: without the module and without what validates it."""
    if get_origin(annotation) is Annotated:
        return _type(get_args(annotation)[0])
    if isinstance(annotation, type) and not get_args(annotation):
        return "None" if annotation is NoneType else annotation.__name__
    if get_origin(annotation) in (UnionType, Union):
        return " | ".join(_type(part) for part in get_args(annotation))
    if get_args(annotation) and get_origin(annotation) is not Literal:
        name = getattr(get_origin(annotation), "__name__", str(get_origin(annotation)))
        return f"{name}[{', '.join('...' if part is ... else _type(part) for part in get_args(annotation))}]"
    return re.sub(r"typing\.|rewardry\.component\.", "", str(annotation))


def _default(field: Any) -> str:
    return "(required)" if field.is_required() else repr(field.get_default(call_default_factory=True))


def _facts(cls: type[Component], manifest: Manifest) -> str:
    """Where it runs, what it reads, its manifest, and what it lacks."""
    stateful = " Stateful: its results depend on what was scored before." * cls.stateful
    runs = f"Runs: {cls.runs}. Deterministic: {'yes' if cls.deterministic else 'no'}.{stateful}"
    lack = [f"Not usable yet: {needs_extra(cls, list(manifest.missing))}."] if manifest.missing else []
    return "\n".join([runs, *_reads(cls), *_gives(cls), *in_words(manifest), *lack])


def _reads(cls: type[Component]) -> list[str]:
    if not issubclass(cls, Reward | Verifier):
        return []
    try:
        needed = cls().needs()
    except ValueError:  # a required parameter
        return []
    except RewardryError as error:
        return [str(error)]
    reference = f"; the reference is a JSON {' or '.join(needed.reference)}" if needed.reference else ""
    read = (f"{name} (optional)" if name in needed.optional else name for name in sorted(needed.fields))
    return [f"Reads: {', '.join(read)}{reference}."]


def _gives(cls: type[Component]) -> list[str]:
    """What a reward's numbers are: who decides, from where to where, and whether of whole groups."""
    if not issubclass(cls, Reward):
        return []
    bounds = manifest_of(cls).value_range
    spread = f"values from {bounds[0]:g} to {bounds[1]:g}" if bounds else "values without a declared range"
    whole = ", of whole groups" * cls.per_group
    return [f"{'Model' if cls.model_based else 'Rule'}-based; {spread}{whole}."]

"""Reading a recipe: every mistake in it is found before the first row, and named with file, line and field."""

from __future__ import annotations

import importlib.resources
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias, cast, get_args

from rewardry.combination import Combination, Normalize, parse_combination
from rewardry.component import RESERVED, Reward
from rewardry.errors import ConfigError, ParameterError, RecipeError, RewardryError, UnknownIdError, nearest
from rewardry.finite import is_finite
from rewardry.gates import STATUSES, Gate, can_be_named, parse_gate
from rewardry.parameters import build, from_text
from rewardry.plugins import registry
from rewardry.recipe import Bounds, OnUndecided, Part, Recipe, waits_for
from rewardry.recipe_facts import missing
from rewardry.recipe_plugins import read_demands, refuse_unlisted
from rewardry.registry import Entry
from rewardry.routing import Route, as_text, behind
from rewardry.schedule import Schedule, parse_schedule
from rewardry.text.sections import STYLES, SectionStyle
from rewardry.yaml_source import Source, read

_KEYS = (
    *("name", "description", "source", "algorithm", "differs", "waits_for", "sections", "plugins", "rewards"),
    *("combine", "normalize", "clip", "on_undecided"),
)
_SECTION_KEYS = ("style", *SectionStyle._fields)

# Parameters as texts of the command line, by the reward's name.
Changes: TypeAlias = Mapping[str, Mapping[str, str]]


def load(source: str | Path | Mapping[str, Any] | Recipe, changes: Changes | None = None) -> Recipe:
    """See `Recipe.load`.

    Args:
        source: a name, a file, a mapping or a recipe.
        changes: parameters to set, as the command line gives them, by the reward's name; ``weight`` is one too.
    """
    if isinstance(source, Recipe):
        return source
    if isinstance(source, Mapping):
        return read_recipe(Source(source), changes)
    if isinstance(source, Path):
        return read_recipe(read(source), changes)
    if not isinstance(source, str):
        raise ConfigError(f"a recipe is a name, a file, a mapping or a Recipe, not {type(source).__name__}")
    if source.endswith((".yaml", ".yml")):
        return read_recipe(read(Path(source)), changes)
    try:
        entry = registry().find("recipe", source)
    except UnknownIdError:
        if os.path.exists(source):
            raise RecipeError(f"{source}: a recipe's file ends in .yaml or .yml") from None
        raise
    return _read_packaged(entry, changes)


def _read_packaged(entry: Entry, changes: Changes | None) -> Recipe:
    package, _, path = entry.target.partition(":")
    try:
        folder = importlib.resources.files(package)
    except ImportError as error:
        raise RecipeError(f"{entry.identity}: its package {package!r} cannot be imported: {error}") from error
    with importlib.resources.as_file(folder.joinpath(path)) as file:
        return replace(read_recipe(read(file), changes), name=entry.id)


def read_recipe(source: Source, changes: Changes | None = None) -> Recipe:
    """The recipe of a document.

    Raises:
        RecipeError: see `Recipe.load`.
    """
    data = _mapping(source, source.data)
    for key in data:
        if key not in _KEYS:
            raise RecipeError(f"{source.at(key)}: a recipe has no field {key!r}. {nearest(str(key), _KEYS)}")
    policy = data.get("on_undecided", "none")
    if policy not in get_args(OnUndecided):
        known = ", ".join(map(repr, get_args(OnUndecided)))
        raise RecipeError(f"{source.at('on_undecided')}: {policy!r} is not one of {known}")
    demands = read_demands(source, data.get("plugins"))
    _refuse_waiting(source, data)
    combination, normalize = _read_combination(source, data)
    parts = _read_parts(source, data.get("rewards"), changes or {})
    if demands is not None:
        refuse_unlisted(source, demands, parts)
    return Recipe(
        name=_text(source, data, "name") or (Path(source.file).stem if source.file else "recipe"),
        parts=parts,
        style=_read_style(source, data.get("sections", "think_answer")),
        on_undecided=cast(OnUndecided, policy),
        clip=_bounds(source, data.get("clip"), "clip"),
        combination=combination,
        normalize=normalize,
        description=_text(source, data, "description"),
        source=_text(source, data, "source"),
        algorithm=_text(source, data, "algorithm"),
        differs=_text(source, data, "differs"),
        plugins=None if demands is None else tuple(map(str, demands)),
        digest=source.digest,
    )


def _refuse_waiting(source: Source, data: Mapping[str, Any]) -> None:
    """Refuse a recipe of which a component is still to come."""
    listed = data.get("waits_for", [])
    if not isinstance(listed, list) or not all(isinstance(id_, str) for id_ in listed):
        raise RecipeError(f"{source.at('waits_for')}: a list of ids is wanted, not {_kind(listed)}")
    lacking = missing(listed)
    if lacking:
        raise RecipeError(
            f"{source.at('waits_for')}: this recipe waits for {', '.join(lacking)}, which this release does not have; "
            f"a newer one, or a plugin, may bring it. `rewardry list recipes` shows which recipes are ready"
        )


def _read_combination(source: Source, data: Mapping[str, Any]) -> tuple[Combination, Normalize | None]:
    """How values make a total, and totals a group's."""
    try:
        combination = parse_combination(data.get("combine", "sum"))
    except ValueError as error:
        raise RecipeError(f"{source.at('combine')}: {error}") from None
    normalize = data.get("normalize", "none")
    known = ("none", *get_args(Normalize))
    if not isinstance(normalize, str) or normalize not in known:
        raise RecipeError(f"{source.at('normalize')}: {normalize!r} is no such way. {nearest(str(normalize), known)}")
    if normalize == "normalize_then_sum":
        for field, given in (("combine", combination.how != "sum"), ("clip", data.get("clip") is not None)):
            if given:
                raise RecipeError(
                    f"{source.at(field)}: under `normalize: normalize_then_sum` rewards are summed; drop it"
                )
    return combination, None if normalize == "none" else cast(Normalize, normalize)


def _read_weight(source: Source, at: tuple[str | int, ...], item: Mapping[Any, Any]) -> tuple[float, Schedule | None]:
    """The weight of an entry: a number, or a schedule over the progress of a training."""
    weight = item.get("weight", 1.0)
    if not isinstance(weight, Mapping):
        return _number(source, weight, *at, "weight"), None
    try:
        schedule = parse_schedule(weight)
    except ValueError as error:
        raise RecipeError(f"{source.at(*at, 'weight')}: {error}") from None
    return schedule.first, schedule


def _mapping(source: Source, data: Any, *path: str | int) -> dict[Any, Any]:
    if not isinstance(data, Mapping):
        raise RecipeError(f"{source.at(*path)}: a mapping of fields is wanted, not {_kind(data)}")
    return dict(data)


def _kind(value: Any) -> str:
    """What a value is, in words for a message."""
    return {type(None): "nothing", list: "a list", str: f"the text {value!r}"}.get(type(value), repr(value))


def _text(source: Source, data: Mapping[str, Any], key: str, *path: str | int) -> str:
    """The text of a field; an empty one where the field is not there."""
    value = data.get(key, "")
    if value is None or (key in data and value == ""):
        raise RecipeError(f"{source.at(*path, key)}: the field is empty; give it a value or leave it out")
    if not isinstance(value, str):
        raise RecipeError(f"{source.at(*path, key)}: {value!r} is no text; put it in quotes")
    return value


def _number(source: Source, value: Any, *path: str | int) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not is_finite(value):
        raise RecipeError(f"{source.at(*path)}: {value!r} is no finite number")
    return float(value)


def _bounds(source: Source, value: Any, *path: str | int) -> Bounds | None:
    if value is None:
        return None
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise RecipeError(f"{source.at(*path)}: {value!r} is no pair of bounds; write [low, high]")
    low, high = (_number(source, bound, *path) for bound in value)
    if low > high:
        raise RecipeError(f"{source.at(*path)}: the lower bound {low} is above the upper bound {high}")
    return low, high


def _read_style(source: Source, value: Any) -> SectionStyle:
    if isinstance(value, str):
        value = {"style": value}
    given = _mapping(source, value, "sections")
    for key in given:
        if key not in _SECTION_KEYS:
            raise RecipeError(f"{source.at('sections', key)}: no such field. {nearest(str(key), _SECTION_KEYS)}")
    name = given.get("style", "think_answer")
    if not isinstance(name, str) or name not in STYLES:
        raise RecipeError(f"{source.at('sections', 'style')}: there is no style {name!r}. {nearest(str(name), STYLES)}")
    style = STYLES[name]
    if "think" in given:
        style = style._replace(think=_tags(source, given["think"], "think"))
    if "answer" in given:
        style = style._replace(answer=_tags(source, given["answer"], "answer"))
    prefilled = given.get("prefilled_think", False)
    if not isinstance(prefilled, bool):
        raise RecipeError(f"{source.at('sections', 'prefilled_think')}: {prefilled!r} is neither true nor false")
    return style._replace(prefilled_think=prefilled)


def _tags(source: Source, value: Any, key: str) -> tuple[str, str]:
    if isinstance(value, (list, tuple)) and len(value) == 2 and all(isinstance(tag, str) and tag for tag in value):
        opening, closing = value
        if opening not in closing and closing not in opening:
            return opening, closing
    raise RecipeError(
        f"{source.at('sections', key)}: {value!r} is no pair of tags; write [opening, closing], none within the other"
    )


def _read_parts(source: Source, rewards: Any, changes: Changes) -> tuple[Part, ...]:
    if not isinstance(rewards, (list, tuple)) or not rewards:
        raise RecipeError(f"{source.at('rewards')}: a recipe needs a list of at least one reward")
    parts: list[Part] = []
    for position, item in enumerate(rewards):
        part = _read_part(source, position, _mapping(source, item, "rewards", position), changes)
        if part.name in (other.name for other in parts):
            raise RecipeError(
                f"{source.at('rewards', position)}: the name {part.name!r} is taken by a reward above; give this one "
                f"a `name` of its own"
            )
        parts.append(part)
    for name in changes:
        names = [part.name for part in parts]
        if name not in names:
            raise ConfigError(f"--set {name}...: the recipe has no reward named {name!r}. {nearest(name, names)}")
    _check_gates(source, parts)
    return _with_required(source, parts, rewards)


def _read_part(source: Source, position: int, item: dict[Any, Any], changes: Changes) -> Part:
    at = ("rewards", position)
    name = _read_name(source, at, item)
    item = _changed(name, item, changes)
    if "route" in item:
        reward: Reward = _read_route(source, at, item)
    else:
        reward = _read_use(source, at, item, {key: f"--set {name}.{key}" for key in changes.get(name, {})})
    weight, schedule = _read_weight(source, at, item)
    return Part(
        name=name,
        reward=reward,
        weight=weight,
        schedule=schedule,
        when=_read_gate(source, at, item),
        required=_read_required(source, at, item, reward, name),
        clip=_bounds(source, item.get("clip"), *at, "clip"),
    )


def _read_name(source: Source, at: tuple[str | int, ...], item: Mapping[Any, Any]) -> str:
    """The name of an entry: its own, or what it uses."""
    name = _text(source, item, "name", *at)
    if not name and "route" in item:
        raise RecipeError(f"{source.at(*at)}: a reward with `route` needs a `name`")
    name = name or _text(source, item, "use", *at).rpartition(":")[2]
    if not name:
        raise RecipeError(f"{source.at(*at)}: each reward needs `use: ID`, or `route: COLUMN` with `cases`")
    if not can_be_named(name):
        raise RecipeError(
            f"{source.at(*at, 'name')}: no gate could name {name!r}; write it without white space and = ! < >"
        )
    return name


def _changed(name: str, item: dict[Any, Any], changes: Changes) -> dict[Any, Any]:
    """An entry with the parameters of the command line."""
    try:
        settings = from_text(changes.get(name, {}))
    except ParameterError as error:
        raise ParameterError(f"--set {name}.{error}") from None
    for key in settings:
        if key in RESERVED - {"weight"} or ("route" in item and key != "weight"):
            raise ConfigError(
                f"--set {name}.{key}: only parameters of a reward, and `weight`, can be set; edit the recipe"
            )
    if "weight" in settings:
        settings["weight"] = _weight_of(name, settings["weight"])
    return {**item, **settings}


def _weight_of(name: str, text: Any) -> float:
    try:
        weight = float(text)
    except (TypeError, ValueError):
        weight = math.nan
    if not math.isfinite(weight):
        raise ConfigError(f"--set {name}.weight={text}: this is no finite number")
    return weight


def _read_gate(source: Source, at: tuple[str | int, ...], item: Mapping[Any, Any]) -> Gate | None:
    text = _text(source, item, "when", *at)
    try:
        return parse_gate(text) if text else None
    except ValueError as error:
        raise RecipeError(f"{source.at(*at, 'when')}: {error}") from None


def _read_required(
    source: Source, at: tuple[str | int, ...], item: Mapping[Any, Any], reward: Reward, name: str
) -> bool:
    always = any(component.required for component in behind(reward))
    required = item.get("required", always)
    if not isinstance(required, bool):
        raise RecipeError(f"{source.at(*at, 'required')}: {required!r} is neither true nor false")
    if always and not required:
        raise RecipeError(f"{source.at(*at, 'required')}: {name!r} is always required; leave the field out")
    return required


def _read_use(
    source: Source, at: tuple[str | int, ...], item: Mapping[Any, Any], set_by: Mapping[str, str] | None = None
) -> Reward:
    """The component of an entry.

    Args:
        source: the recipe.
        at: where the entry stands in it.
        item: the entry.
        set_by: for messages, the option that set a parameter, where it was not the recipe.
    """
    use = _text(source, item, "use", *at)
    if not use:
        raise RecipeError(f"{source.at(*at)}: `use: ID` is missing")
    for key in ("cases", "default"):
        if key in item:
            raise RecipeError(f"{source.at(*at, key)}: this belongs to `route: COLUMN`, which is not here")
    parameters = {str(key): value for key, value in item.items() if key not in RESERVED}
    try:
        return build(Reward, use, parameters, source.folder)
    except RewardryError as error:
        names = error.names if isinstance(error, ParameterError) else ()
        wrong = next((name for name in names if name in parameters), "use")
        raise RecipeError(f"{(set_by or {}).get(wrong) or source.at(*at, wrong)}: {error}") from error


def _read_route(source: Source, at: tuple[str | int, ...], item: Mapping[Any, Any]) -> Route:
    """An entry that picks a component by a column of the row."""
    known = ("route", "cases", "default", *sorted(RESERVED - {"use"}))
    for key in item:
        if key not in known:
            raise RecipeError(f"{source.at(*at, key)}: parameters belong to a case of `cases`. {nearest(key, known)}")
    cases = _mapping(source, item.get("cases") or {}, *at, "cases")
    if not cases:
        raise RecipeError(f"{source.at(*at, 'cases')}: at least one case is wanted")
    found = {as_text(value): _read_case(source, (*at, "cases", as_text(value)), case) for value, case in cases.items()}
    default = item.get("default")
    other = None if default is None else _read_case(source, (*at, "default"), default)
    return Route(column=_text(source, item, "route", *at), by_value=found, other=other)


def _read_case(source: Source, at: tuple[str | int, ...], case: Any) -> Reward:
    item = {"use": case} if isinstance(case, str) else _mapping(source, case, *at)
    for key in item:
        if key in RESERVED - {"use"}:
            raise RecipeError(f"{source.at(*at, key)}: {key!r} belongs to the reward, not to one of its cases")
    reward = _read_use(source, at, item)
    if reward.per_group:
        raise RecipeError(f"{source.at(*at)}: {item['use']} scores whole groups and cannot be picked by a column")
    return reward


def _check_gates(source: Source, parts: list[Part]) -> None:
    """Check the gates: each names a reward that exists, that can be asked so, and that does not wait for it."""
    by_name = {part.name: part for part in parts}
    for position, part in enumerate(parts):
        for clause in part.when.clauses if part.when else ():
            at = source.at("rewards", position, "when")
            subject = by_name.get(clause.name)
            if subject is None:
                raise RecipeError(f"{at}: there is no reward named {clause.name!r}. {nearest(clause.name, by_name)}")
            if clause.value in STATUSES and not any(c.gives_verdict for c in behind(subject.reward)):
                raise RecipeError(
                    f"{at}: {clause.name!r} has no verdict; compare its value, as in `{clause.name} >= 1`"
                )
            if clause.name == part.name:
                raise RecipeError(f"{at}: {part.name!r} waits for itself; name another reward")
            if part.name in waits_for(clause.name, by_name):
                raise RecipeError(f"{at}: {part.name!r} and {clause.name!r} wait for each other; drop one of the gates")


def _with_required(source: Source, parts: list[Part], rewards: Sequence[Any]) -> tuple[Part, ...]:
    """Mark as required what a gate names, since its being undecided leaves the gated reward undecided."""
    named = frozenset[str]().union(*(part.when.names for part in parts if part.when))
    for position, part in enumerate(parts):
        if part.name in named and rewards[position].get("required") is False:
            at = source.at("rewards", position, "required")
            raise RecipeError(f"{at}: a gate names {part.name!r}, which makes it required; leave the field out")
    return tuple(replace(part, required=part.required or part.name in named) for part in parts)

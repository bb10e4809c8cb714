"""References: the ids of constraints with their parameters, as IFEval's rows have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from rewardry.component import UnreadableReferenceError
from rewardry.text.strict_json import JsonError, load_json

from .catalogue import CONSTRAINTS
from .constraint import Constraint

_LONGEST = 200_000
_MOST = 100


class Wanted(NamedTuple):
    """A constraint that a reference asks for.

    Attributes:
        id: its id.
        constraint: what decides it, or None where there is no such constraint.
    """

    id: str
    constraint: Constraint | None


def read_reference(reference: Any) -> list[Wanted]:
    """The constraints of a reference ``{"instruction_id_list": [...], "kwargs": [{...}, ...]}``, or of its JSON text.

    Parameters that are null are left out, for data sets write every name in every object; `kwargs` may be absent
    where no constraint has parameters.

    Raises:
        UnreadableReferenceError: it has another form, or a constraint lacks a parameter, or has one that it cannot
            take; the message names both.
    """
    if isinstance(reference, str):
        try:
            reference = load_json(reference, longest=_LONGEST)
        except JsonError as error:
            raise UnreadableReferenceError(f"the reference is no JSON: {error}") from None
    if not isinstance(reference, Mapping):
        raise UnreadableReferenceError("the reference is no object with instruction_id_list and kwargs")
    ids = reference.get("instruction_id_list")
    if not _is_list(ids) or not ids or not all(isinstance(one, str) for one in ids):
        raise UnreadableReferenceError("the reference's instruction_id_list is no list of ids")
    kwargs = reference.get("kwargs")
    given = [{}] * len(ids) if kwargs is None else kwargs
    if not _is_list(given) or len(given) != len(ids):
        raise UnreadableReferenceError(f"the reference's kwargs are no list of {len(ids)} objects, one for each id")
    if len(ids) > _MOST:
        raise UnreadableReferenceError(f"the reference has {len(ids)} constraints; {_MOST} are allowed")
    return [_wanted(name, parameters) for name, parameters in zip(ids, given, strict=True)]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _wanted(name: str, parameters: Any) -> Wanted:
    if parameters is not None and not isinstance(parameters, Mapping):
        raise UnreadableReferenceError(f"{name}: its kwargs are {type(parameters).__name__}; an object is wanted")
    kind = CONSTRAINTS.get(name)
    if kind is None:
        return Wanted(name, None)
    said = {key: value for key, value in (parameters or {}).items() if value is not None}
    try:
        return Wanted(name, kind.model_validate(said))
    except ValidationError as error:
        raise UnreadableReferenceError(f"{name}: {_first_problem(error)}") from None


def _first_problem(error: ValidationError) -> str:
    """The parameter and what is wrong with it, in words."""
    problem = error.errors(include_url=False, include_input=False)[0]
    parameter = ".".join(map(str, problem["loc"]))
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "missing":
        return f"the parameter {parameter} is missing"
    if problem["type"] == "extra_forbidden":
        return f"there is no parameter {parameter}"
    return f"{parameter}: {message}" if parameter else message

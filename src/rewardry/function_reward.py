"""`@rewardry.reward`: a reward from a plain function with named arguments."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, get_type_hints, overload

from pydantic import Field, create_model

from rewardry.component import JsonType, Needs, Resource, Reward, Runs, needs, refuse_unknown_runs
from rewardry.errors import nearest
from rewardry.types import Batch, Sample, Score

if TYPE_CHECKING:
    from rewardry.testing.case import Case

RewardFunction: TypeAlias = Callable[..., float | Score | None]
AsyncRewardFunction: TypeAlias = Callable[..., Awaitable[float | Score | None]]

# What a function's argument of that name is given; any other name is a column of the row.
_READS: dict[str, Callable[[Sample], Any]] = {
    "completion": lambda sample: sample.text,
    "think": lambda sample: sample.split().think_text,
    "answer": lambda sample: sample.split().answer_text,
    "prompt": lambda sample: sample.prompt,
    "reference": lambda sample: sample.reference,
    "completion_ids": lambda sample: sample.completion_ids,
    "group": lambda sample: sample.group,
    "finish_reason": lambda sample: sample.finish_reason,
    "meta": lambda sample: sample.meta,
}


class FunctionReward(Reward):
    """Base of the classes that `reward` makes.

    Class attributes:
        function: the function.
        columns: its arguments, for each whether a row may lack the column: whether it has a default.
        reference: the JSON types that a reference may have.
        cases: examples for the conformance kit.
    """

    function: ClassVar[RewardFunction]
    columns: ClassVar[dict[str, bool]]
    reference: ClassVar[tuple[JsonType, ...]]
    cases: ClassVar[tuple[Case, ...]] = ()

    def examples(self) -> tuple[Case, ...]:
        """The examples that were given with the function."""
        return self.cases

    def needs(self) -> Needs:
        """The completion and the fields and columns that the function names."""
        names = {*self.columns, *(["reference"] if self.reference else [])}
        read = needs(*(names - {"think", "answer"}), reference=self.reference)
        return replace(read, optional=frozenset(name for name in read.fields if self.columns.get(name)))

    def score(self, batch: Batch) -> list[Score | float | None]:
        """Call the function for each sample."""
        function, settings = type(self).function, self._settings()
        return [function(**self._arguments(sample), **settings) for sample in batch.samples]

    def _settings(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields}

    def _arguments(self, sample: Sample) -> dict[str, Any]:
        given = {}
        for name, optional in self.columns.items():
            if name in _READS:
                given[name] = _READS[name](sample)
            elif name in sample.meta or not optional:
                given[name] = _column(sample, name)
        return given


class AsyncFunctionReward(FunctionReward):
    """Base of the classes that `reward` makes of an ``async def``."""

    async def score(self, batch: Batch) -> list[Score | float | None]:  # type: ignore[override]
        """Call the function for all samples at once."""
        import asyncio

        function, settings = type(self).function, self._settings()
        arguments = [self._arguments(sample) for sample in batch.samples]  # no call is made if a row lacks a column
        calls: list[Any] = [function(**given, **settings) for given in arguments]
        return list(await asyncio.gather(*calls))


def _column(sample: Sample, name: str) -> Any:
    if name not in sample.meta:
        offer = nearest(name, map(str, sample.meta)) or "It has no columns beside the known fields."
        raise LookupError(f"the row has no column {name!r}. {offer}")
    return sample.meta[name]


@overload
def reward(function: RewardFunction | AsyncRewardFunction, /) -> type[Reward]: ...
@overload
def reward(
    *,
    runs: Runs = "inline",
    deterministic: bool = True,
    reference: Sequence[JsonType] = (),
    value_range: tuple[float, float] | None = None,
    empty_is_worth: float = 0.0,
    examples: Sequence[Case] = (),
    resources: Sequence[Resource] = (),
    licence: str | None = None,
    source: str | None = None,
) -> Callable[[RewardFunction | AsyncRewardFunction], type[Reward]]: ...
def reward(
    function: RewardFunction | AsyncRewardFunction | None = None,
    /,
    *,
    runs: Runs = "inline",
    deterministic: bool = True,
    reference: Sequence[JsonType] = (),
    value_range: tuple[float, float] | None = None,
    empty_is_worth: float = 0.0,
    examples: Sequence[Case] = (),
    resources: Sequence[Resource] = (),
    licence: str | None = None,
    source: str | None = None,
) -> Any:
    """Make a reward of a function that scores one completion.

    The function names what it wants: ``completion`` (the text), ``think``, ``answer``, ``prompt``, ``reference``,
    ``completion_ids``, ``group``, ``finish_reason``, ``meta``, or any column of the row (one with a default may be
    missing). Arguments behind a ``*`` are parameters of the reward, with their annotations as types and their defaults
    as defaults. It returns a number, a `Score`, or None to abstain; it may be ``async``::

        @rewardry.reward
        def short(completion, *, limit: int = 200):
            return float(len(completion) <= limit)

        short(limit=100)  # a component; in a recipe `use: ./my_rewards.py:short` with `limit: 100`

    Args:
        function: the function; its name becomes the class's name.
        runs: where it may run; ``worker`` for a function that may hang.
        deterministic: whether the same sample always gets the same result.
        reference: the JSON types that a reference may have; empty means any.
        value_range: the smallest and largest value it gives.
        empty_is_worth: the most that a completion that says nothing may earn.
        examples: completions with what they should get, for the conformance kit; see `rewardry.testing.Case`.
        resources: what it needs of the machine, as in `Component`.
        licence: the licence of its code; None for that of its distribution.
        source: the paper or the project that it follows.

    Raises:
        TypeError: something else than a function; positional-only arguments, ``*args`` or ``**kwargs``, which cannot
            be filled by name; a parameter whose name or type cannot be used.
        ValueError: a JSON type that does not exist.
    """

    def make(function: RewardFunction | AsyncRewardFunction) -> type[Reward]:
        made: Any = reward_class(function, runs, deterministic, tuple(reference), value_range)
        made.empty_is_worth, made.cases = empty_is_worth, tuple(examples)
        made.resources, made.licence, made.source = tuple(resources), licence, source
        return made  # type: ignore[no-any-return]

    return make if function is None else make(function)


def reward_class(
    function: RewardFunction | AsyncRewardFunction,
    runs: Runs,
    deterministic: bool,
    reference: tuple[JsonType, ...],
    value_range: tuple[float, float] | None,
) -> type[Reward]:
    """The class that `reward` makes; see there."""
    if not inspect.isfunction(function):
        raise TypeError(f"{function!r} is no function made by `def`; write one that calls it")
    columns, fields = {}, {}
    parameters = inspect.signature(function).parameters
    types = _types_of(function, [p.name for p in parameters.values() if p.kind is p.KEYWORD_ONLY])
    for name, parameter in parameters.items():
        given = parameter.default is not parameter.empty
        if parameter.kind is parameter.KEYWORD_ONLY:
            if name.startswith("_"):
                raise TypeError(f"{function.__name__}: the parameter {name!r} begins with an underscore; rename it")
            fields[name] = (types.get(name, Any), Field(parameter.default if given else ...))
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            columns[name] = given
        else:
            raise TypeError(f"{function.__name__}: {parameter} cannot be filled by name; name each argument")
    refuse_unknown_runs(function.__name__, runs)
    base = AsyncFunctionReward if inspect.iscoroutinefunction(function) else FunctionReward
    make: Any = create_model
    made = make(function.__name__, __base__=base, __module__=function.__module__, __doc__=function.__doc__, **fields)
    made.function, made.columns = staticmethod(function), columns
    made.runs, made.deterministic, made.value_range = runs, deterministic, value_range
    made.reference = Needs(reference=reference).reference
    made.__qualname__ = function.__qualname__
    return made  # type: ignore[no-any-return]


def _types_of(function: Callable[..., Any], names: Sequence[str]) -> dict[str, Any]:
    """The annotations of parameters; of no other argument, so that those may be names for type checkers only.

    Raises:
        TypeError: one cannot be found when the program runs.
    """
    written = {name: function.__annotations__[name] for name in names if name in function.__annotations__}
    try:
        return get_type_hints(
            SimpleNamespace(__annotations__=written), globalns=function.__globals__, include_extras=True
        )
    except NameError as error:
        raise TypeError(f"{function.__name__}: the type of a parameter is not known when it runs: {error}") from None

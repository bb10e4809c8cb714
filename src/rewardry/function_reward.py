"""`@rewardry.reward`: a reward from a plain function with named arguments."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, TypeAlias, get_type_hints, overload

from pydantic import Field, create_model

from rewardry.component import JsonType, Needs, Reward, Runs
from rewardry.types import Batch, Sample, Score

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
    """Base of the classes that `reward` makes."""

    function: ClassVar[RewardFunction]
    columns: ClassVar[tuple[str, ...]]

    def needs(self) -> Needs:
        """The completion and the fields and columns that the function names."""
        names = {{"think": "completion", "answer": "completion"}.get(name, name) for name in self.columns}
        return Needs(frozenset({"completion", *names}))

    def score(self, batch: Batch) -> list[Score | float | None]:
        """Call the function for each sample."""
        function, settings = type(self).function, self._settings()
        return [function(**self._arguments(sample), **settings) for sample in batch.samples]

    def _settings(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields}

    def _arguments(self, sample: Sample) -> dict[str, Any]:
        return {name: _READS[name](sample) if name in _READS else _column(sample, name) for name in self.columns}


class AsyncFunctionReward(FunctionReward):
    """Base of the classes that `reward` makes of an ``async def``."""

    async def score(self, batch: Batch) -> list[Score | float | None]:  # type: ignore[override]
        """Call the function for all samples at once."""
        import asyncio

        function, settings = type(self).function, self._settings()
        calls: list[Any] = [function(**self._arguments(sample), **settings) for sample in batch.samples]
        return list(await asyncio.gather(*calls))


def _column(sample: Sample, name: str) -> Any:
    if name not in sample.meta:
        raise KeyError(f"the row has no column {name!r}; it has {', '.join(map(repr, sorted(sample.meta))) or 'none'}")
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
) -> Callable[[RewardFunction | AsyncRewardFunction], type[Reward]]: ...
def reward(
    function: RewardFunction | AsyncRewardFunction | None = None,
    /,
    *,
    runs: Runs = "inline",
    deterministic: bool = True,
    reference: Sequence[JsonType] = (),
    value_range: tuple[float, float] | None = None,
) -> Any:
    """Make a reward of a function that scores one completion.

    The function names what it wants: ``completion`` (the text), ``think``, ``answer``, ``prompt``, ``reference``,
    ``completion_ids``, ``group``, ``finish_reason``, ``meta``, or any column of the row. Arguments behind a ``*`` are
    parameters of the reward, with their annotations as types and their defaults as defaults. It returns a number, a
    `Score`, or None to abstain; it may be ``async``::

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

    Raises:
        TypeError: positional-only arguments, ``*args`` or ``**kwargs``, which cannot be filled by name.
    """
    if function is None:
        return lambda f: reward_class(f, runs, deterministic, tuple(reference), value_range)
    return reward_class(function, runs, deterministic, tuple(reference), value_range)


def reward_class(
    function: RewardFunction | AsyncRewardFunction,
    runs: Runs,
    deterministic: bool,
    reference: tuple[JsonType, ...],
    value_range: tuple[float, float] | None,
) -> type[Reward]:
    """The class that `reward` makes; see there."""
    columns, fields = [], {}
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY:
            required = parameter.default is parameter.empty
            fields[name] = (hints.get(name, Any), ... if required else parameter.default)
        elif parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            columns.append(name)
        else:
            raise TypeError(f"{function.__name__}: {parameter} cannot be filled by name; name each argument")
    base = AsyncFunctionReward if inspect.iscoroutinefunction(function) else FunctionReward
    names: Any = {name: (kind, Field(default)) for name, (kind, default) in fields.items()}
    make: Any = create_model
    made = make(function.__name__, __base__=base, __module__=function.__module__, __doc__=function.__doc__, **names)
    made.function, made.columns = staticmethod(function), tuple(columns)
    made.runs, made.deterministic, made.value_range = runs, deterministic, value_range
    made.__qualname__ = function.__qualname__
    if reference:
        wanted = Needs(frozenset({"completion", "reference", *columns} - {"think", "answer"}), reference)
        made.needs = lambda self: wanted
    return made  # type: ignore[no-any-return]

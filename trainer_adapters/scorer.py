"""One recipe as trainers that take plain numbers can use it: samples in, a number and flat figures out.

Most adapters are this class and a few lines that read what the trainer passes and write what it wants.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeAlias, TypedDict, Unpack

from rewardry.adapter import Adapter, Policy
from rewardry.engine.background import in_thread
from rewardry.engine.runtime import default_runtime
from rewardry.errors import ConfigError, UndecidedError
from rewardry.pace import Pace, are_quick
from rewardry.recipe import Recipe
from rewardry.types import Messages, Sample, Scored

from .columns import Columns
from .joined import Joined

RecipeSource: TypeAlias = str | Path | Mapping[str, Any] | Recipe


class Settings(TypedDict, total=False):
    """What every adapter can be told beside its recipe.

    Attributes:
        on_undecided: what becomes of an undecided row, out of what the adapter's record allows.
        map: the trainer's column for a field or column that the recipe reads, as ``{"reference": "answer"}``.
        locked: a file that ``rewardry lock`` wrote, or its content; whatever differs from it is refused.
    """

    on_undecided: Policy | None
    map: Mapping[str, str] | None
    locked: str | Path | Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a trainer is given for one sample.

    Attributes:
        value: the total, weights applied; None for an undecided row under the policies ``none`` and ``drop``.
        figures: numbers to log, under the same keys for every sample: for each reward of the recipe its value as
            ``rewardry/NAME`` (0 where it has none), and as 0 or 1 whether it was undecided, as
            ``rewardry/NAME/undecided``, and whether by a timeout or an error, as ``rewardry/NAME/failed``.
        scored: everything that is known, for logs that hold more than numbers.
    """

    value: float | None
    figures: dict[str, float]
    scored: Scored

    @property
    def reason(self) -> str:
        """Why the first undecided required reward is undecided; an empty text where none is."""
        for name in self.scored.undecided or (self.scored.components if self.scored.total is None else ()):
            score = self.scored.components[name]
            return f"{name}: {score.details.get('error') or score.details.get('reason') or score.reported_status}"
        return ""


class Scorer:
    """A recipe that fits a trainer. Thread-safe; pickled copies share what is open within a process.

    Args:
        adapter: the adapter's record, which says what the trainer can take.
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided row, instead of the recipe's own policy.
        map: the trainer's column for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote, or its content; whatever differs from it is refused.
        references: where the reference is looked for without a mapped column.

    Raises:
        ConfigError: the trainer cannot take the recipe; says what to add. See `Adapter.fit` and `Columns`.
        LockError: the recipe is not what was locked.
        RecipeError, UnknownIdError: the recipe does not hold together, or does not exist.
    """

    def __init__(
        self,
        adapter: Adapter,
        recipe: RecipeSource,
        on_undecided: Policy | None = None,
        map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
        locked: str | Path | Mapping[str, Any] | None = None,
        references: tuple[str, ...] = ("reference",),
    ) -> None:
        fitted, policy = adapter.fit(Recipe.load(recipe, locked=locked), on_undecided)
        self._set(adapter.trainer, fitted, policy, Columns(fitted, map, references))

    def _set(self, trainer: str, recipe: Recipe, policy: Policy, columns: Columns) -> None:
        self.trainer, self.recipe, self.policy, self.columns = trainer, recipe, policy, columns
        keys = (f"rewardry/{name}" for name in recipe.names)
        self._keys = tuple((key, f"{key}/undecided", f"{key}/failed") for key in keys)
        self._digest: str | None = None
        self._quick, self._pace = are_quick(recipe.parts), Pace()
        self._joined = Joined(self.score)

    @property
    def name(self) -> str:
        """The recipe's name."""
        return self.recipe.name

    @property
    def figure_keys(self) -> tuple[str, ...]:
        """The keys of every result's figures."""
        return tuple(key for keys in self._keys for key in keys)

    def sample(
        self,
        completion: str | Messages | None,
        row: Mapping[str, Any],
        prompt: str | Messages | None = None,
        completion_ids: Sequence[int] | None = None,
        group: Any = None,
        finish_reason: str | None = None,
    ) -> Sample:
        """The sample of a completion and its row of the dataset, of which what the recipe reads is kept."""
        reference, meta = self.columns.row(row)
        return Sample(
            completion=completion,
            prompt="" if prompt is None else prompt,
            reference=reference,
            completion_ids=completion_ids,
            group=group,
            finish_reason=finish_reason,
            meta=meta,
        )

    def score(self, samples: Sequence[Sample], progress: float | None = None) -> list[Result]:
        """Score samples; whole groups where the recipe compares them.

        Args:
            samples: what to score.
            progress: how far the training is, in [0, 1].

        Raises:
            UndecidedError: a row is undecided and the policy is ``raise``.
        """
        start = time.perf_counter()
        found = self.recipe.score(samples, progress=progress)
        self._pace.note(len(samples), time.perf_counter() - start)
        return [self._result(row) for row in found]

    def score_one(self, sample: Sample) -> Result:
        """Score one sample.

        Raises:
            UndecidedError: see `score`.
        """
        return self.score([sample])[0]

    async def ascore(self, samples: Sequence[Sample], progress: float | None = None) -> list[Result]:
        """`score` without blocking the caller's event loop: in a thread of ours, unless it takes no time.

        What several tasks ask in one turn of the loop is scored together.
        """
        if self._quick and self._pace.is_at_once(len(samples)) and default_runtime().cache is None:
            return self.score(samples, progress)
        if self.recipe.per_group:  # whose groups are not told apart between calls
            return await in_thread(self.score, samples, progress)
        return await self._joined.score(samples, progress)

    def _result(self, row: Scored) -> Result:
        figures: dict[str, float] = {}
        for (key, undecided, failed), score in zip(self._keys, row.components.values(), strict=True):
            figures[key] = 0.0 if score.value is None else score.value
            figures[undecided] = float(score.value is None)
            figures[failed] = float(score.status in ("timeout", "error"))
        result = Result(row.total, figures, row)
        if row.total is not None or self.policy in ("none", "drop"):
            return result
        if self.policy == "raise":
            why = f"recipe {self.name!r} gives a row no total ({result.reason})"
            raise UndecidedError(f"{why}; on_undecided='zero' would let it count 0 for {self.trainer}")
        return Result(0.0, figures, row)

    def __reduce__(self) -> tuple[Any, ...]:
        state = (self.trainer, self.recipe, self.policy, self.columns)
        if self._digest is None:
            self._digest = hashlib.sha256(pickle.dumps(state)).hexdigest()
        return _one_a_process, (self._digest, *state)


def _one_a_process(digest: str, *state: Any) -> Scorer:
    """The scorer of a pickle: the same one each time, for trainers that pickle their reward with every call."""

    def make() -> Scorer:
        made = Scorer.__new__(Scorer)
        made._set(*state)
        made._digest = digest
        return made

    return _kept.get(digest, make)


class Kept:
    """The scorers that were asked for last, by what they are made of; thread-safe.

    Args:
        count: how many are kept.
    """

    def __init__(self, count: int) -> None:
        self._count, self._lock = count, threading.Lock()
        self._scorers: OrderedDict[Hashable, Scorer] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Scorer]) -> Scorer:
        """The scorer of a key, made where there is none."""
        with self._lock:
            if key not in self._scorers:
                self._scorers[key] = make()
                while len(self._scorers) > self._count:
                    self._scorers.popitem(last=False)
            self._scorers.move_to_end(key)
            return self._scorers[key]


_kept = Kept(64)


class ByRecipe:
    """What a trainer calls that is made of a recipe: the shared beginning of the adapters that are objects.

    Class attributes:
        record: the adapter's record, which says what the trainer can take.
        references: where the reference is looked for without a mapped column.

    Attributes:
        scorer: the recipe.
        __name__: what logs call it: the recipe's name.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided row, out of what the record allows.
        map: the trainer's column for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """

    record: ClassVar[Adapter]
    references: ClassVar[tuple[str, ...]]

    def __init__(
        self,
        recipe: RecipeSource,
        on_undecided: Policy | None = None,
        map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
        locked: str | Path | Mapping[str, Any] | None = None,
    ) -> None:
        self.scorer = Scorer(self.record, recipe, on_undecided, map, locked, self.references)
        self.__name__ = self.scorer.name


def kept_scorer(
    adapter: Adapter, recipe: RecipeSource, references: tuple[str, ...], **settings: Unpack[Settings]
) -> Scorer:
    """The scorer of these settings, made once a process: for trainers that give a recipe's name with every call.

    Args:
        adapter: see `Scorer`.
        recipe: see `Scorer`.
        references: see `Scorer`.
        settings: see `Settings`.

    Raises:
        ConfigError: see `Scorer`; or the settings hold what is no text, number, list or mapping.
    """
    given: dict[str, Any] = {"recipe": recipe, **settings}
    texts = {name: json.dumps(one, default=_plain) for name, one in given.items() if not isinstance(one, (str, Recipe))}
    known = {**given, **texts}
    known["recipe"] = _hashable(known["recipe"])
    key = (adapter.trainer, references, *sorted(known.items()))

    def make() -> Scorer:
        plain = {name: json.loads(text) for name, text in texts.items()}
        return Scorer(adapter, **{**given, **plain}, references=references)

    return _kept.get(key, make)


def _hashable(recipe: str | Recipe) -> Hashable:
    """A recipe's name, text or itself; one whose parameters hold lists or mappings has no hash, and is pickled."""
    try:
        hash(recipe)
    except TypeError:
        return pickle.dumps(recipe)
    return recipe


def _plain(value: Any) -> Any:
    """A mapping or a list of whatever type a trainer's configuration has, as JSON has it."""
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise ConfigError(f"the settings hold {value!r}, which is no text, number, list or mapping")

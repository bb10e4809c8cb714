"""The completions of a prompt, which stand together in TRL's batches: refused where torn apart, and averaged."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.types import Messages


def refuse_sizes(recipe: Recipe, group_size: int | None, batch_size: int | None) -> None:
    """Refuse sizes with which a recipe could not compare completions.

    Args:
        recipe: the recipe.
        group_size: completions of a prompt.
        batch_size: completions that a process is given at once, where that is known.

    Raises:
        ConfigError: a size is missing, is none, or does not go into the other; says what to set.
    """
    if group_size is not None and not _is_count(group_size):
        raise ConfigError(f"group_size is {group_size!r}; it is the number of completions of a prompt, at least 1")
    if not recipe.per_group:
        return
    if group_size is None:
        raise ConfigError(
            f"recipe {recipe.name!r} compares the completions of a prompt; pass group_size=num_generations"
        )
    if batch_size is None:
        return
    if not _is_count(batch_size) or batch_size % group_size:
        raise ConfigError(
            f"recipe {recipe.name!r} compares the completions of a prompt, and {batch_size} completions hold "
            f"a part of a group of {group_size}; make per_device_train_batch_size * steps_per_generation a multiple of "
            f"{group_size}"
        )


def _is_count(size: object) -> bool:
    """Whether something is a number of completions; true and false, which Python takes for 1 and 0, are none."""
    return isinstance(size, int) and not isinstance(size, bool) and size >= 1


def refuse_torn(prompts: Sequence[str | Messages] | None, count: int, size: int) -> None:
    """Refuse a batch whose groups are not whole.

    Raises:
        ConfigError: the number of completions is no multiple of the group's size, or a group has several prompts.
    """
    if count % size:
        raise ConfigError(f"the batch has {count} completions, which is no multiple of group_size={size}")
    if prompts is not None and any(prompts[i] != prompts[i - i % size] for i in range(count)):
        raise ConfigError(f"the completions of a prompt do not come in groups of group_size={size}")


def with_group_means(values: Sequence[float | None], undecided: Sequence[bool], size: int) -> list[float | None]:
    """The values with each undecided row's replaced by the mean of its group, 0 where the whole group is undecided.

    A row that earns its group's mean has the advantage 0, and the advantages of the others change by their deviation
    alone. An optional component that drops out of a decided row counts as 0 in the mean, as it does in the row's sum.
    """
    filled = list(values)
    for start in range(0, len(filled), size):
        rows = range(start, min(start + size, len(filled)))
        decided = [values[i] or 0.0 for i in rows if not undecided[i]]
        mean = math.fsum(decided) / len(decided) if decided else 0.0
        for i in rows:
            if undecided[i]:
                filled[i] = mean
    return filled

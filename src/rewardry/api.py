"""The Python face: one line to verify, one line to score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rewardry.component import Component, Reward, Verifier
from rewardry.engine.background import in_thread
from rewardry.engine.runtime import default_runtime
from rewardry.errors import ConfigError, ParameterError
from rewardry.generator import Generator
from rewardry.local_files import is_local
from rewardry.parameters import build
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.types import Messages, Sample, Scored, Verdict


def verify(
    id: str | Verifier,  # noqa: A002 - the word that every page uses
    completion: str | Messages | None,
    reference: Any,
    prompt: str | Messages | None = None,
    **parameters: Any,
) -> Verdict:
    """Whether a completion is right.

    Args:
        id: a verifier's id, or a verifier.
        completion: what the model wrote: a text, or chat messages.
        reference: what a right answer is, in the form the verifier wants.
        prompt: what the model was asked.
        parameters: the verifier's parameters.

    Returns:
        The verdict; a completion that cannot be verified is a verdict too.

    Raises:
        UnknownIdError, ClashError: no verifier, or several, of that id.
        ParameterError: an unknown parameter, or a value it cannot take; or parameters for a verifier that is made.

    >>> verify("text.exact", "<answer>the Eiffel Tower</answer>", "Eiffel tower").status
    'correct'
    """
    sample = _sample(completion, reference, prompt)
    return default_runtime().open(_verifier(id, parameters)).verify([sample])[0]


def _verifier(id: str | Verifier, parameters: Mapping[str, Any]) -> Verifier:  # noqa: A002
    if isinstance(id, Verifier) and parameters:
        raise ParameterError(f"{type(id).__name__} is made already; give it {', '.join(parameters)} where it is made")
    return id if isinstance(id, Verifier) else build(Verifier, id, parameters)


def _sample(completion: str | Messages | None, reference: Any, prompt: str | Messages | None) -> Sample:
    return Sample(completion=completion, reference=reference, prompt="" if prompt is None else prompt)


async def averify(
    id: str | Verifier,  # noqa: A002
    completion: str | Messages | None,
    reference: Any,
    prompt: str | Messages | None = None,
    **parameters: Any,
) -> Verdict:
    """`verify` without blocking the running event loop. Worker processes are awaited; no thread waits for them."""
    verifier = _verifier(id, parameters)
    if verifier.runs != "worker":
        return await in_thread(verify, verifier, completion, reference, prompt)
    return (await default_runtime().open(verifier).averify([_sample(completion, reference, prompt)]))[0]


def score(
    recipe: str | Path | Mapping[str, Any] | Recipe, samples: Iterable[Sample | Mapping[str, Any]]
) -> list[Scored]:
    """Score samples under a recipe.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        samples: samples, or rows of the form of an input file.

    Returns:
        One result a sample, in order.

    Raises:
        RecipeError, UnknownIdError: the recipe does not hold together, or does not exist.
        DataError: a row without a completion, or with a field of a wrong type.

    >>> rows = [{"completion": "<think>6*7</think><answer>42</answer>", "reference": "42"}]
    >>> score({"rewards": [{"use": "format.think_answer"}]}, rows)[0].total
    1.0
    """
    return Recipe.load(recipe).score(samples)


async def ascore(
    recipe: str | Path | Mapping[str, Any] | Recipe, samples: Iterable[Sample | Mapping[str, Any]]
) -> list[Scored]:
    """`score` without blocking the running event loop: a thread scores, one of 64 at the most."""
    return await in_thread(score, recipe, samples)


def get(id: str, /, **parameters: Any) -> Component:  # noqa: A002
    """The component of an id, with these parameters.

    Args:
        id: an id; ``kind:id`` where components of several kinds bear it; or ``path/to/file.py:name``.
        parameters: the component's parameters.

    Raises:
        UnknownIdError, ClashError: no component, or several, of that id.
        ParameterError: an unknown parameter, or a value it cannot take.
        ConfigError: the id is no text, or names something that is opened in another way, such as a recipe.

    >>> get("length.soft_overlong", max_length=100, buffer=20).value(90)
    -0.5
    """
    if not isinstance(id, str):
        raise ConfigError(f"a component's id is wanted, not {type(id).__name__}: {id!r}")
    if is_local(id):
        return build(Component, id, parameters)
    entry = registry().find_any(id)
    bases: dict[str, type[Component]] = {"reward": Reward, "verifier": Verifier, "generator": Generator}
    if entry.kind not in bases:
        hint = "; rewardry.Recipe.load reads recipes" if entry.kind == "recipe" else ""
        raise ConfigError(f"{id!r} is a {entry.kind}; rewardry.get makes rewards, verifiers and generators{hint}")
    return build(bases[entry.kind], entry.id, parameters)

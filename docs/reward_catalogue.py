"""Writes the pages docs/rewards_of_*.md from the rewards themselves; `--check` only says whether they are true.

An entry is what the docstring says (formula, source, parameters), what the reward states (range, what it reads, rule or
model), and its first example, which the conformance kit scores.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from written_part import WrittenPart

from rewardry import get
from rewardry.cli.show import described_parameters
from rewardry.component import Component, Reward
from rewardry.plugins import registry
from rewardry.registry import CORE, Entry
from rewardry.testing.case import Case

# The pages, and the first words of the ids that stand on each.
PAGES = {
    "rewards_of_answers": (
        "accuracy",
        "calibration",
        "code",
        "combine",
        "correct",
        "explore",
        "safety",
        "shape",
        "tool",
    ),
    "rewards_of_form": ("format", "language", "repetition", "structure"),
    "rewards_of_length": ("length",),
    "rewards_of_models": ("judge", "model", "prm", "process"),
}


def hardened() -> list[Entry]:
    """The built-in rewards that are our own rules."""
    entries = registry().entries()
    ours = [entry for entry in entries if entry.kind == "reward" and entry.distribution == CORE]
    return [entry for entry in ours if not entry.id.startswith("compat.")]


def page_of(id_: str) -> str:
    """The page that a reward stands on.

    Raises:
        ValueError: its first word stands on none.
    """
    for page, words in PAGES.items():
        if id_.partition(".")[0] in words:
            return page
    raise ValueError(f"no page for {id_}: put its first word into PAGES of {__file__}, and into docs/rewards.md")


def catalogue(page: str) -> str:
    """An entry for each reward of a page."""
    return "\n".join("\n".join(entry_of(entry)) for entry in hardened() if page_of(entry.id) == page)


def entry_of(entry: Entry) -> Iterator[str]:
    """The lines of an entry."""
    reward = get(entry.id)
    assert isinstance(reward, Reward)
    yield f"### {entry.id}"
    yield said_of(type(reward))
    yield ""
    yield f"*{stated(reward)}*"
    yield ""
    parameters = described(type(reward))
    if parameters:
        yield "| parameter | default | |"
        yield "|---|---|---|"
        yield from (f"| `{name}` | `{default(reward, name)}` | {parameters.get(name, '')} |" for name in own(reward))
        yield ""
    example = next((case for case in reward.examples() if case.expected is not None), None)
    if example is None and (lack := reward.lacks()) is not None:
        yield f"Without more it abstains: {lack[1]}."
        yield ""
    if example is not None:
        yield from shown(example)
        yield ""


def own(reward: Reward) -> list[str]:
    """The parameters' names."""
    return list(type(reward).model_fields)


def said_of(cls: type[Component]) -> str:
    """What a class says of itself, in Markdown."""
    text = re.split(r"\n\s*Attributes:\n", inspect.cleandoc(vars(cls)["__doc__"]))[0]
    return text.replace("::\n", ":\n").strip()


def described(cls: type[Component]) -> dict[str, str]:
    """What docstrings say of its parameters."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        found.update(described_parameters(inspect.cleandoc(vars(base).get("__doc__") or "")))
    return {name: text.replace("|", "\\|") for name, text in found.items()}


def default(reward: Reward, name: str) -> str:
    """A parameter's default, as it is written in a recipe."""
    value = reward.model_dump(mode="json")[name]
    ordered = sorted(value) if isinstance(getattr(reward, name), frozenset) else value
    return json.dumps(ordered).replace("|", "\\|")


def stated(reward: Reward) -> str:
    """Range, what decides, what is read."""
    bounds, needs = reward.value_bounds(), reward.needs()
    spread = f"from {bounds[0]:.4g} to {bounds[1]:.4g}" if bounds else "without a declared range"
    read = (f"{name} (optional)" if name in needs.optional else name for name in sorted(needs.fields))
    whole = ", of whole groups" * reward.per_group + ", with a state" * reward.stateful
    return f"{'Model' if reward.model_based else 'Rule'}-based{whole}; values {spread}; reads {', '.join(read)}."


def shown(case: Case) -> Iterator[str]:
    """An example: what is known of the sample, and what it gets."""
    fields: dict[str, Any] = {"prompt": case.prompt, "completion": case.completion, "reference": case.reference}
    kept = {name: value for name, value in fields.items() if value not in ("", None)}
    if case.completion_ids is not None:
        kept["completion_ids"] = f"{len(case.completion_ids)} ids"
    kept |= {name: value for name, value in (("finish_reason", case.finish_reason), ("meta", case.meta)) if value}
    yield "```text"
    yield json.dumps(kept, ensure_ascii=False)
    yield f"-> {case.expected:.6g}" if isinstance(case.expected, float) else f"-> {case.expected}"
    yield "```"


PARTS = [
    WrittenPart(
        Path(__file__).with_name(f"{page}.md"),
        "<!-- catalogue: written by docs/reward_catalogue.py -->",
        "<!-- end of catalogue -->",
        partial(catalogue, page),
    )
    for page in PAGES
]

if __name__ == "__main__":
    for part in PARTS:
        part.main()

"""What an adapter says of itself: the trainer and its hook, what becomes of undecided rows, what to paste.

An adapter is how one trainer calls a recipe. Its record is registered under the kind ``adapter``; from it come
``rewardry adapt``, the table in the documentation, and what is refused before a training begins.
"""

from __future__ import annotations

import importlib.resources
import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal, TypeAlias, get_args

from rewardry.errors import ConfigError, PluginError, nearest
from rewardry.plugins import registry
from rewardry.recipe import Recipe

Policy: TypeAlias = Literal["none", "zero", "drop", "raise"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
Unit: TypeAlias = Literal["sample", "group", "batch"]
Calls: TypeAlias = Literal["sync", "async", "either"]
Language: TypeAlias = Literal["python", "yaml", "json", "bash", "hydra", "toml"]
_MARK = re.compile(r"\{\{(\w+)\}\}")


def _in_bash(text: str) -> str:
    return shlex.quote(text)


def _in_hydra(text: str) -> str:
    """A value of a Hydra override on a command line: quoted for Hydra unless it is plain, then for the shell."""
    if re.fullmatch(r"[A-Za-z_][\w./-]*", text):
        return text
    inner = re.sub(r"(\\+)(?='|$)", r"\1\1", text).replace("'", "\\'")
    return shlex.quote(f"'{inner}'")


def _in_python(text: str) -> str:
    """A text as formatters write it: in double quotes, unless it has one."""
    return repr(text) if '"' in text or "'" in text else f'"{repr(text)[1:-1]}"'


# The language of a snippet's file, by what its name ends in before ``.template``.
_SUFFIXES: Mapping[str, Language] = {
    ".hydra": "hydra",
    ".json": "json",
    ".py": "python",
    ".sh": "bash",
    ".toml": "toml",
    ".yaml": "yaml",
}
# How a text is written in each language, quotes included.
_QUOTED: Mapping[Language, Callable[[str], str]] = {
    "python": _in_python,
    "yaml": json.dumps,
    "json": json.dumps,
    "toml": json.dumps,
    "bash": _in_bash,
    "hydra": _in_hydra,
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """Configuration or code to paste, with places for what the user wrote.

    Attributes:
        language: what it is written in; decides how a text is quoted. ``hydra`` is a shell command whose arguments
            are Hydra overrides.
        text: the snippet; ``{{recipe}}`` and ``{{on_undecided}}`` stand for these two as quoted texts, ``{{rewards}}``
            for the names of its rewards, each with ``rewardry.`` in front, and ``{{weights}}`` for their weights, as
            arguments of a command, ``{{split}}`` in Python for a further argument ``split=False`` where the total is no
            weighted sum of the rewards.
        place: where it belongs: a file's name, or "the launch command".
    """

    language: Language
    text: str
    place: str = ""

    @classmethod
    def of(cls, package: str, name: str, place: str = "") -> Snippet:
        """The snippet in ``snippets/NAME.template`` of a package, where it is written as what it is.

        Args:
            package: the package's name; a record that lies in it passes ``__package__``.
            name: the file's name, whose end says the language: ``.py``, ``.yaml``, ``.json``, ``.toml``, ``.sh``, or
                ``.hydra`` for a shell command with Hydra overrides.
            place: where it belongs, if that is not a file of this name.

        Raises:
            PluginError: the package has no such file, or the name ends in nothing of these.
        """
        language, file = _SUFFIXES.get(PurePath(name).suffix), f"snippets/{name}.template"
        if language is None:
            raise PluginError(f"snippet {name!r}: its name ends in none of {', '.join(_SUFFIXES)}; rename it")
        try:
            text = importlib.resources.files(package).joinpath(file).read_text(encoding="utf-8")
        except OSError:
            raise PluginError(f"package {package!r} has no file {file}; add it to the package's data") from None
        return cls(language, text, place or name)

    def filled(
        self,
        recipe: str,
        on_undecided: Policy = "zero",
        rewards: Sequence[str] = (),
        weights: Sequence[float] = (),
        split: bool = True,
    ) -> str:
        """The snippet for a recipe.

        Args:
            recipe: a recipe's name or file, as the user wrote it.
            on_undecided: what becomes of an undecided row.
            rewards: the names of the recipe's rewards.
            weights: their weights.
            split: whether the trainer may add the rewards up.
        """
        quote = _QUOTED[self.language]
        given = {
            "recipe": quote(recipe),
            "on_undecided": quote(on_undecided),
            "rewards": " ".join(quote(f"rewardry.{name}") for name in rewards),
            "weights": " ".join(map(str, weights)),
            "split": "" if split else ", split=False",
        }
        return _MARK.sub(lambda mark: given.get(mark[1], mark[0]), self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """The record of an adapter.

    Attributes:
        trainer: the trainer's name, as its users write it.
        version: the release, or the commit, whose source was read.
        hook: where the trainer calls the recipe, in its own words.
        unit: what one call is given: a ``sample``, the whole ``group`` of a prompt, or a ``batch`` of whole groups.
        calls: whether what it calls is ``sync``, ``async``, or ``either``.
        thread: in which thread or process it is called.
        undecided: for each policy that it can follow, what becomes of an undecided row. ``none``: the trainer is told
            that there is no reward; ``zero``: an undecided reward counts 0; ``drop``: the row takes no part; ``raise``:
            `UndecidedError`.
        demand: the line to add for a policy, with ``POLICY`` in its place.
        weights: whether the trainer applies the recipe's weights, or is given totals with weights applied.
        logs: what the trainer logs beside the total.
        tells_progress: whether the trainer says how far the training is, which schedules need.
        tested: ``real`` where the suite runs the trainer's own code, ``contract`` where it replays its calls.
        evidence: what was run, with its version, or which source the replay follows.
        source: where the contract was read.
        snippets: what to paste.
    """

    trainer: str
    version: str
    hook: str
    unit: Unit
    calls: Calls
    thread: str
    undecided: Mapping[Policy, str]
    logs: str
    tested: Literal["real", "contract"]
    evidence: str
    source: str
    snippets: tuple[Snippet, ...]
    demand: str = 'on_undecided="POLICY"'
    weights: Literal["applied", "trainer"] = "applied"
    tells_progress: bool = False

    @property
    def sees_groups(self) -> bool:
        """Whether the completions of a prompt come together, so that a recipe may compare them."""
        return self.unit != "sample"

    def fit(self, recipe: Recipe, on_undecided: Policy | None = None) -> tuple[Recipe, Policy]:
        """The recipe as this trainer can take it, and what becomes of its undecided rows.

        Args:
            recipe: the recipe.
            on_undecided: instead of the recipe's own policy.

        Raises:
            ConfigError: the trainer cannot be told what the policy asks for, or calls single samples and the recipe
                compares completions, or tells no progress and the recipe has a schedule; says what to add or change.
        """
        if recipe.per_group and not self.sees_groups:
            raise ConfigError(
                f"recipe {recipe.name!r} compares the completions of a prompt, and {self.trainer} passes one "
                f"completion at a time; leave out its `normalize` and the rewards that compare, or train where groups "
                f"are seen"
            )
        if recipe.is_scheduled and not self.tells_progress:
            raise ConfigError(
                f"recipe {recipe.name!r} has a schedule, and {self.trainer} does not say how far the training is; give "
                f"its rewards constant weights"
            )
        policy = self._policy(recipe, on_undecided)
        return replace(recipe, on_undecided=policy if policy in ("zero", "raise") else "none"), policy

    def _policy(self, recipe: Recipe, on_undecided: Policy | None) -> Policy:
        if on_undecided is not None and on_undecided not in POLICIES:
            raise ConfigError(f"on_undecided is {on_undecided!r}. {nearest(str(on_undecided), POLICIES)}")
        policy: Policy = on_undecided or recipe.on_undecided
        if policy in self.undecided:
            return policy
        choices = " or ".join(f"{self.demand.replace('POLICY', one)} ({what})" for one, what in self.undecided.items())
        if policy == "none":
            why = f"{self.trainer} takes a number for each row, and recipe {recipe.name!r} gives undecided rows none"
        else:
            why = f"{self.trainer} cannot {policy} an undecided row"
        settled = next((f", or `on_undecided: {one}` to the recipe" for one in self.undecided if one != "drop"), "")
        raise ConfigError(f"{why}; add {choices}{settled}")


def find_adapter(name: str) -> Adapter:
    """The record of an adapter.

    Raises:
        UnknownIdError, ClashError: no adapter, or several, of that id.
        PluginError: what is registered is no record.
    """
    entry = registry().find("adapter", name)
    found = entry.load()
    if not isinstance(found, Adapter):
        raise PluginError(f"{entry.identity}: {entry.target!r} is no rewardry.adapter.Adapter; register the record")
    return found

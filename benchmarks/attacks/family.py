"""Families of attacks, as the files in `families/` have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

from rewardry.errors import ConfigError, nearest

FOLDER = Path(__file__).parent / "families"

Reads: TypeAlias = Literal["answer", "program"]
Expect: TypeAlias = Literal["refuse", "below-right", "below-wrong", "pay"]
Attacked: TypeAlias = Literal["verifier", "recipe"]
Language: TypeAlias = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Template:
    """One completion with places to fill; see `rewardry.benchmarks.attacks.filling` for what may stand in them.

    Attributes:
        text: in English, or in no language.
        zh: in Chinese; None for the same text.
        in_form: whether the text is the answer alone, which is put into the task's own form, or the whole completion.
        expect: ``refuse``: it must not be paid, and under a recipe earn no more than an honest wrong answer;
            ``below-wrong`` and ``below-right``: its form is broken, so that under a recipe that pays for a form it must
            earn less than an honest completion with that answer (and the wrong one must never be paid as right);
            ``pay``: a control, which must earn what an honest right answer does.
        reads: the kinds of tasks it is for.
        only: what it is for, if not both a verifier and a recipe.
        when: ``single``: only for answers that are no intervals, inequalities or several values in one, of which a
            hedge may be a part; ``plain``: only for those that are no lists or fractions either; ``number``: only for
            whole numbers above 1.
        tasks: of how many tasks it is made at most; None for all.
    """

    text: str
    zh: str | None
    in_form: bool
    expect: Expect
    reads: frozenset[Reads]
    only: Attacked | None
    when: Literal["single", "plain", "number"] | None
    tasks: int | None

    def told(self, language: Language) -> str:
        """The text in a language."""
        return self.zh if language == "zh" and self.zh is not None else self.text


@dataclass(frozen=True, slots=True)
class Family:
    """Attacks that have their structure in common, and honest completions of the same structure.

    Attributes:
        name: the file's name.
        about: what they do, in a line.
        reason: why they must not be paid.
        attacks, controls: the templates.
    """

    name: str
    about: str
    reason: str
    attacks: tuple[Template, ...]
    controls: tuple[Template, ...]

    def reads(self, kind: Reads) -> bool:
        """Whether it has attacks on tasks of that kind."""
        return any(kind in template.reads for template in self.attacks)


def _template(entry: Mapping[str, Any], family: Mapping[str, Any], expect: Expect) -> Template:
    reads: Any = entry.get("reads", family.get("reads", "answer"))
    reads = [reads] if isinstance(reads, str) else reads
    in_form = "put" in entry
    return Template(
        text=entry["put" if in_form else "text"],
        zh=entry.get("zh"),
        in_form=in_form,
        expect=entry.get("expect", expect),
        reads=frozenset(reads),
        only=entry.get("only"),
        when=entry.get("if", family.get("if")),
        tasks=entry.get("tasks", family.get("tasks")),
    )


@cache
def all_families() -> Mapping[str, Family]:
    """Every family, by name."""
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        attacks = tuple(_template(entry, data, "refuse") for entry in data["attacks"])
        controls = tuple(_template(entry, data, "pay") for entry in data["controls"])
        found[file.stem] = Family(file.stem, data["about"], data["reason"], attacks, controls)
    return found


def chosen_families(names: Iterable[str]) -> list[Family]:
    """The families of some names; of none, all.

    Raises:
        ConfigError: there is no family of a name.
    """
    known = all_families()
    wanted = list(names) or list(known)
    for name in wanted:
        if name not in known:
            raise ConfigError(f"--families {name}: there is no such family of attacks. {nearest(name, known)}")
    return [known[name] for name in dict.fromkeys(wanted)]

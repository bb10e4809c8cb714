"""What is wrong with a recipe on given rows, before a training finds out: `rewardry lint`.

The rows are scored as they are; then with the reference as the completion (the oracle), and with completions that say
nothing (the floor). What a policy would find in those, a warning says first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean
from typing import Any

from rewardry.engine.runtime import Runtime, default_runtime
from rewardry.gates import Clause
from rewardry.recipe import Part, Recipe
from rewardry.scoring import group_key
from rewardry.text.sections import SectionStyle
from rewardry.types import CompletionError, Sample, Scored

_SAME = 1e-9
_WORDS = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        warnings: a sentence each, with the component's name.
        rows: how many rows were scored.
        seconds: how long one batch of them took.
        oracle: the mean total of the references as completions; None where none can be written as one.
        oracles: how many rows have such a reference.
        floor: the largest total of a completion that says nothing, by what it is.
    """

    warnings: tuple[str, ...]
    rows: int
    seconds: float
    oracle: float | None
    oracles: int
    floor: Mapping[str, float | None]

    def to_row(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return {**asdict(self), "warnings": list(self.warnings), "floor": dict(self.floor)}


def lint(recipe: Recipe, samples: Sequence[Sample], runtime: Runtime | None = None) -> Report:
    """Score samples, their references and empty completions under a recipe, and say what looks wrong.

    Args:
        recipe: the recipe.
        samples: rows of its data, as one batch; completions may be empty, and then nothing is said about them.
        runtime: who runs the components; default: the process's own.
    """
    used = replace(recipe, on_undecided="none") if recipe.on_undecided == "raise" else recipe
    opened = runtime or default_runtime()
    grouped = [replace(sample, group=_group_of(sample)) for sample in samples]
    oracles = [replace(s, group=i) for i, s in enumerate(filter(None, (oracle_of(s, recipe.style) for s in samples)))]
    right = used.score(oracles, runtime=opened) if oracles else []
    floors = {
        name: used.score([_saying(text, s, i) for i, s in enumerate(samples)], runtime=opened)
        for name, text in nothings(recipe.style).items()
    }
    start = time.perf_counter()
    scored = used.score(grouped, runtime=opened)
    seconds = time.perf_counter() - start
    warnings = [*_dead(recipe, grouped, scored), *_dominating(recipe), *_gates(recipe, [*scored, *right])]
    warnings += [*_wrong_oracles(recipe, right), *_paid_for_nothing(recipe, floors)]
    return Report(
        warnings=tuple(warnings),
        rows=len(samples),
        seconds=seconds,
        oracle=_mean(right),
        oracles=len(oracles),
        floor={name: _largest(rows) for name, rows in floors.items()},
    )


def oracle_of(sample: Sample, style: SectionStyle) -> Sample | None:
    """The sample with its reference as the completion; None where the reference is no text or number."""
    if isinstance(sample.reference, bool) or not isinstance(sample.reference, (str, int, float)):
        return None
    answer = str(sample.reference).strip().strip("$")
    if style.answer is None:
        said = f"Answer: \\boxed{{{answer}}}"
    else:  # a formula is marked as one, as a model would write it
        said = f"\n${answer}$\n".join(style.answer) if "\\" in answer else f"\n{answer}\n".join(style.answer)
    return _saying(_reasoned("This follows step by step.", style) + said, sample, None)


def nothings(style: SectionStyle) -> dict[str, str]:
    """Completions that say nothing, by what they are."""
    tags = "".join(style.answer) if style.answer else ""
    return {"empty": "", "empty blocks": _reasoned("", style) + tags, "garbage": f"{_WORDS} {_WORDS}"}


def _reasoned(text: str, style: SectionStyle) -> str:
    if style.think is None:
        return ""
    opening = "" if style.prefilled_think else style.think[0]
    return f"{opening}\n{text}\n{style.think[1]}\n"


def _saying(text: str, sample: Sample, group: Any) -> Sample:
    """The sample with another completion, which ended by itself."""
    ids = list(range(len(text) // 4 + 1))
    return replace(sample, completion=text, completion_ids=ids, finish_reason="stop", group=group)


def _group_of(sample: Sample) -> str:
    return group_key(sample.question if sample.group is None else sample.group)


def _says_something(sample: Sample) -> bool:
    try:
        return bool(sample.text.strip())
    except CompletionError:
        return False


def _dead(recipe: Recipe, samples: Sequence[Sample], scored: Sequence[Scored]) -> Iterator[str]:
    """Components that do not tell the completions of most prompts apart, or that decide nothing at all."""
    groups: dict[str, list[int]] = {}
    for i, sample in enumerate(samples):
        if _says_something(sample):
            groups.setdefault(sample.group, []).append(i)
    several = [group for group in groups.values() if len(group) > 1]
    where = "groups"
    if not several:
        rows = [i for group in groups.values() for i in group]
        several, where = ([rows] if len(rows) > 1 else []), "file"
    for part in recipe.parts:
        values = [[scored[i].components[part.name].value for i in group] for group in several]
        if several and all(value is None for group in values for value in group):
            yield f"{part.name}: it decides nothing: all {sum(map(len, values))} rows are undecided"
            continue
        flat = sum(_is_flat(group) for group in values)
        if flat * 2 > len(values):
            which = f"{flat} of {len(values)} groups" if where == "groups" else "the whole file"
            yield f"{part.name}: it is dead: in {which} all completions get the same value"


def _is_flat(values: Sequence[float | None]) -> bool:
    known = [value for value in values if value is not None]
    return not known or max(known) - min(known) < _SAME


def _spread(part: Part) -> float:
    """How much of the total a component can move: its weight times its range, or 1 where that is not stated."""
    weight = abs(part.weight)
    if part.schedule is not None:
        weight = max(abs(part.schedule.first), abs(part.schedule.last))
    bounds = part.clip or part.reward.value_bounds()
    return weight * (1.0 if bounds is None else bounds[1] - bounds[0])


def _dominating(recipe: Recipe) -> Iterator[str]:
    """Model-based components, which a policy learns to please, with more say than all rules together."""
    judged = [part for part in recipe.parts if part.reward.model_based]
    moved, total = sum(map(_spread, judged)), sum(map(_spread, recipe.parts))
    if judged and moved * 2 > total:
        names = ", ".join(part.name for part in judged)
        yield f"{names}: what a model decides moves {moved:g} of {total:g} of the total; give the rules more weight"


def _gates(recipe: Recipe, scored: Sequence[Scored]) -> Iterator[str]:
    """Gates that cannot open by the range of what they name, and gates that never did."""
    by_name = {part.name: part for part in recipe.parts}
    for part in recipe.parts:
        if part.when is None:
            continue
        barred = [clause for clause in part.when.clauses if _never(clause, by_name[clause.name])]
        if barred:
            yield f"{part.name}: its gate cannot open: `{barred[0]}` lies beyond the range of {barred[0].name}"
            continue
        states = [part.when.is_open({n: row.components[n] for n in part.when.names}) for row in scored]
        if any(state is not None for state in states) and not any(states):
            yield f"{part.name}: its gate `{part.when}` opened for no row, the references as completions included"


def _never(clause: Clause, subject: Part) -> bool:
    """Whether no value in the subject's range, nor the 0 of its own closed gate, fulfils a clause."""
    bounds = subject.clip or subject.reward.value_bounds()
    if bounds is None or isinstance(clause.value, str):
        return False
    low, high = bounds if subject.when is None else (min(bounds[0], 0.0), max(bounds[1], 0.0))
    value = clause.value
    beyond = {
        "==": not low <= value <= high,
        ">=": value > high,
        ">": value >= high,
        "<=": value < low,
        "<": value <= low,
    }
    return beyond.get(clause.sign, low == high == value)


def _wrong_oracles(recipe: Recipe, right: Sequence[Scored]) -> Iterator[str]:
    """Components with a verdict that do not find the reference right."""
    for part in recipe.parts:
        statuses = [row.components[part.name].reported_status for row in right]
        wrong = statuses.count("incorrect")
        if wrong:
            yield f"{part.name}: the reference as the completion is wrong in {wrong} of {len(statuses)} rows"


def _paid_for_nothing(recipe: Recipe, floors: Mapping[str, Sequence[Scored]]) -> Iterator[str]:
    """Components that pay a completion that says nothing."""
    for part in recipe.parts:
        for name, rows in floors.items():
            earned = [part.weight * (row.components[part.name].value or 0.0) for row in rows]
            if earned and max(earned) > _SAME:
                yield f"{part.name}: a completion that says nothing ({name}) earns {max(earned):g}"
                break


def _mean(rows: Sequence[Scored]) -> float | None:
    totals = [row.total for row in rows if row.total is not None]
    return fmean(totals) if totals else None


def _largest(rows: Sequence[Scored]) -> float | None:
    return max((row.total for row in rows if row.total is not None), default=None)

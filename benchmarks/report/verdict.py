"""The verdict of a report: who is better, by how much, how certain that is, and what fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .numbers import count, named, of_things, p_value, percent
from .tables import is_point

LEVEL = 0.05
_UNDECIDED = ("abstain", "timeout", "error")


@dataclass(frozen=True)
class Verdict:
    """What a set says of its verifiers.

    Attributes:
        headline: in a sentence.
        certainty: how sure that is: interval, test, rows.
        failures: of each verifier what it pays and should not, what it refuses and should not, what it leaves open.
        winner: who is better than all others, beyond chance; None where nobody is.
    """

    headline: str
    certainty: str
    failures: list[dict[str, str]] = field(default_factory=list)
    winner: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON."""
        return asdict(self)


def verdict_on(found: Mapping[str, Any]) -> Verdict:
    """The verdict on a set of a summary."""
    judged = [each for each in found["verifiers"] if _main_metric(each).get("value") is not None]
    failures = list(_failures(found))
    if not judged or not any(each["coverage"] for each in judged):
        return Verdict("No row of this set was decided.", "Nothing can be said of who is right.", failures)
    ranked = sorted(judged, key=lambda each: (-_wins(found, each["verifier"]), -_main_metric(each)["value"]))
    if len(ranked) == 1:
        return Verdict(*_alone(found, ranked[0]), failures)
    if not found["pairs"]:
        return Verdict(*_untested(ranked), failures)
    headline, certainty, winner = _ranked(found, [each["verifier"] for each in ranked])
    return Verdict(headline, certainty, failures, winner)


def _main_metric(each: Mapping[str, Any]) -> Mapping[str, Any]:
    """Accuracy where rows have a label, else what the protocol of the set is known by."""
    protocol = each.get("protocol")
    metrics: Mapping[str, Any] = protocol["metrics"] if protocol else each["metrics"]
    found: Mapping[str, Any] = metrics.get(protocol["headline"] if protocol else "accuracy", {"value": None})
    return found


def _wins(found: Mapping[str, Any], verifier: str) -> int:
    """How many verifiers it beats beyond chance, less those that beat it."""
    told = [pair for pair in found["pairs"] if _told(pair)]
    return sum((_winner(pair) == verifier) - (_loser(pair) == verifier) for pair in told)


def _alone(found: Mapping[str, Any], each: Mapping[str, Any]) -> tuple[str, str]:
    metric = _main_metric(each)
    sure = _between(metric.get("interval"), "The 95 % interval is")
    if each.get("protocol"):
        name = named(each["protocol"]["headline"])
        return f"{each['verifier']} reaches {percent(metric['value'])}: {name.lower()}.", sure
    constant = max(value["accuracy"] or 0.0 for value in found["constants"].values())
    return (
        f"{each['verifier']} judges {percent(metric['value'])} of {of_things(found['rows'], 'row')} like their label.",
        f"{sure} A constant answer would reach {percent(constant)}.".strip(),
    )


def _untested(ranked: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Figures side by side, where the rows of a set cannot be paired."""
    best, following = ranked[0], ranked[1]
    name = named(best["protocol"]["headline"]).lower() if best.get("protocol") else "accuracy"
    value, next_value = (percent(_main_metric(each)["value"]) for each in (best, following))
    return (
        f"{best['verifier']} has the highest {name}: {value}, then {following['verifier']} with {next_value}.",
        "This set's rows cannot be paired, so that there is no test: compare the intervals.",
    )


def _ranked(found: Mapping[str, Any], ranked: Sequence[str]) -> tuple[str, str, str | None]:
    best, following = ranked[0], ranked[1]
    beaten = {_loser(pair) for pair in found["pairs"] if _told(pair) and _winner(pair) == best}
    equals = [name for name in ranked[1:] if name not in beaten]
    if equals:
        return *_no_winner(found, best, equals, beaten), None
    pair = _pair(found, best, following)
    points = 100 * abs(pair["difference"])
    headline = (
        f"{best} is more accurate than {following}, by {points:.1f} points."
        if len(ranked) == 2
        else f"{best} is the most accurate of {_all_of(found)}, {points:.1f} points ahead of {following}."
    )
    rows = of_things(pair["n"], "row")
    test = f"McNemar's exact test on the same {rows} gives {p_value(pair['p_holm'])}{_corrected(found)}."
    return headline, f"{_points(pair)} {test}", best


def _all_of(found: Mapping[str, Any]) -> str:
    roles = {each.get("role", "verifier") for each in found["verifiers"]}
    return of_things(len(found["verifiers"]), next(iter(roles)) if len(roles) == 1 else "entrant")


def _no_winner(found: Mapping[str, Any], best: str, equals: list[str], beaten: set[str]) -> tuple[str, str]:
    others = f" {best} is better than {_listed(sorted(beaten))}." if beaten else ""
    pair = _pair(found, best, equals[0])
    return (
        f"No clear winner: {_listed([best, *equals])} cannot be told apart on these rows.{others}",
        f"{_gap(pair)} ({p_value(pair['p_holm'])}, McNemar's exact test{_corrected(found)}). {_findable(pair)}",
    )


def _gap(pair: Mapping[str, Any]) -> str:
    names = f"{pair['first']} and {pair['second']}"
    if not pair["difference"]:
        return f"{names} are right on as many rows"
    return f"{names} differ by {100 * abs(pair['difference']):.1f} points, which may be chance"


def _findable(pair: Mapping[str, Any]) -> str:
    if not pair["only_first"] + pair["only_second"]:
        return "They are right on the very same rows."
    if pair["detectable"] is None:
        return "The rows on which they differ are too few to tell."
    return f"A difference under {100 * pair['detectable']:.1f} points would hardly have been found."


def _corrected(found: Mapping[str, Any]) -> str:
    pairs = len(found["pairs"])
    return f", corrected for {pairs} comparisons (Holm)" if pairs > 1 else ""


def _points(pair: Mapping[str, Any]) -> str:
    if not pair["interval"]:
        return "There are too few questions for an interval."
    low, high = sorted(100 * end * (1 if pair["difference"] > 0 else -1) for end in pair["interval"])
    return f"The 95 % interval of the difference is {low:.1f} to {high:.1f} points."


def _told(pair: Mapping[str, Any]) -> bool:
    return bool(pair["p_holm"] < LEVEL and pair["difference"])


def _winner(pair: Mapping[str, Any]) -> str:
    return str(pair["first"] if pair["difference"] > 0 else pair["second"])


def _loser(pair: Mapping[str, Any]) -> str:
    return str(pair["second"] if pair["difference"] > 0 else pair["first"])


def _pair(found: Mapping[str, Any], one: str, other: str) -> Mapping[str, Any]:
    return next(pair for pair in found["pairs"] if {pair["first"], pair["second"]} == {one, other})


def _failures(found: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """A line a verifier."""
    for each in found["verifiers"]:
        parts = [*(_errors(each) if is_point(found) else _figure(each)), *_undecided(each)]
        weak = " It is not surely better than a constant answer." if is_point(found) and _like_constants(each) else ""
        yield {"verifier": each["verifier"], "said": f"{_listed(parts) or 'judged nothing'}.{weak}"}


def _errors(each: Mapping[str, Any]) -> Iterator[str]:
    cells, metrics = each["confusion"], each["metrics"]
    wrong_rows, right_rows = cells["fp"] + cells["tn"], cells["fn"] + cells["tp"]
    if wrong_rows:
        yield f"pays {_of(cells['fp'], wrong_rows)} wrong answers{_rate(metrics['fpr'])}"
    if right_rows:
        yield f"refuses {_of(cells['fn'], right_rows)} right ones{_rate(metrics['fnr'])}"


def _figure(each: Mapping[str, Any]) -> Iterator[str]:
    metric = _main_metric(each)
    if each.get("protocol") and metric["value"] is not None:
        yield f"reaches {named(each['protocol']['headline']).lower()}{_rate(metric)}"


def _undecided(each: Mapping[str, Any]) -> Iterator[str]:
    rows = {name: each["outcomes"][name] for name in _UNDECIDED if each["outcomes"].get(name)}
    if rows:
        said = next(iter(rows)) if len(rows) == 1 else _listed([f"{count(n)} {name}" for name, n in rows.items()])
        yield f"leaves {of_things(sum(rows.values()), 'row')} undecided ({said})"


def _of(part: int, whole: int) -> str:
    return f"{count(part) if part else 'none'} of {count(whole)}"


def _rate(metric: Mapping[str, Any]) -> str:
    if metric["value"] is None:
        return ""
    interval = metric.get("interval")
    shown = f" [{100 * interval[0]:.1f}, {100 * interval[1]:.1f}]" if interval else ""
    return f" ({percent(metric['value'])}{shown})"


def _like_constants(each: Mapping[str, Any]) -> bool:
    """Whether the lower end of the balanced accuracy reaches 0.5, what every constant answer has."""
    metric = each["metrics"]["balanced_accuracy"]
    return bool(metric["value"] is not None and metric["interval"] and metric["interval"][0] <= 0.5)


def _between(interval: Sequence[float] | None, start: str) -> str:
    return f"{start} {percent(interval[0])} to {percent(interval[1])}." if interval else ""


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def overall(verdicts: Mapping[str, Verdict]) -> str:
    """The headline of a report over its sets."""
    if len(verdicts) == 1:
        return next(iter(verdicts.values())).headline
    sets = len(verdicts)
    led = Counter(verdict.winner for verdict in verdicts.values() if verdict.winner).most_common()
    if not led:
        return f"{count(sets)} sets, and no clear winner on any."
    if len(led) == 1 and led[0][1] == sets:
        return f"{led[0][0]} is the most accurate on all {count(sets)} sets."
    others = [f"{name} on {count(times)}" for name, times in led[1:]]
    open_ = sets - sum(times for _, times in led)
    tail = [*others, *([f"nobody clearly on {count(open_)}"] if open_ else [])]
    return f"{led[0][0]} is the most accurate on {count(led[0][1])} of {count(sets)} sets, {_listed(tail)}."

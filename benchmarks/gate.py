"""Gates: what a run must reach for a release, read off the summary, told for people and for CI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from rewardry.errors import ConfigError, nearest

# Metrics of which less is better: their upper end is what must stay below a bound.
SMALL_IS_GOOD = frozenset({"fpr", "fnr"})

# What XML 1.0 cannot hold, not even as an entity; names of files may.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Bound:
    """What a metric must reach.

    Attributes:
        of: a verifier's id, a set's name, or ``VERIFIER@SET``.
        metric: of `rewardry.benchmarks.metrics.binary.METRICS`, ``coverage``, or a figure of the protocol of rows that
            are no points.
        value: at least so much; at most, of a rate of errors.
    """

    of: str
    metric: str
    value: float

    @classmethod
    def parse(cls, text: str, option: str) -> Bound:
        """The bound in ``NAME.METRIC=VALUE``; the metric may be left out where the option says it.

        Raises:
            ConfigError: it has another form, or no such metric exists.
        """
        left, sign, right = text.rpartition("=")
        of, dot, metric = left.rpartition(".")
        if option == "--max-fpr":
            of, dot, metric = left, ".", "fpr"
        try:
            value = float(right)
        except ValueError:
            value = float("nan")
        if not sign or not dot or not of or not 0 <= value <= 1:
            form = (
                "NAME=RATE, for example attacks=0.01"
                if option == "--max-fpr"
                else "NAME.METRIC=VALUE, for example math.f1=0.9"
            )
            raise ConfigError(f"{option} {text!r}: write {form}, with a value from 0 to 1")
        return cls(of, metric, value)


@dataclass(frozen=True)
class Result:
    """Whether a bound is kept.

    Attributes:
        name: what was asked, such as ``math@hardverify.f1``.
        kept: whether it is.
        said: in words: the value, its interval and what was wanted.
    """

    name: str
    kept: bool
    said: str


def check_bounds(summary: Mapping[str, Any], bounds: Iterable[Bound], *, on_value: bool = False) -> list[Result]:
    """What became of each bound, for every verifier and set that it names.

    Args:
        summary: of the run.
        bounds: what must be reached.
        on_value: compare the value itself; by default the end of its interval that is worse.

    Raises:
        ConfigError: a bound names neither a verifier nor a set of the run.
    """
    results = []
    for bound in bounds:
        places = [place for place in _places(summary) if bound.of in (place[0], place[1], f"{place[0]}@{place[1]}")]
        if not places:
            known = sorted({name for place in _places(summary) for name in place[:2]})
            raise ConfigError(f"no verifier or set of the run is called {bound.of!r}. {nearest(bound.of, known)}")
        with_metric = [place for place in places if bound.metric in _metrics(place[2])]
        if not with_metric:
            known = list(dict.fromkeys(name for place in places for name in _metrics(place[2])))
            raise ConfigError(f"{bound.of}: there is no metric {bound.metric!r}. {nearest(bound.metric, known)}")
        results += [_result(bound, *place, on_value) for place in with_metric]
    return results


def _metrics(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """The figures of an entrant on a set, by name."""
    coverage = {"coverage": {"value": found["coverage"], "interval": None}}
    return {**coverage, **(found["protocol"]["metrics"] if "protocol" in found else found["metrics"])}


def _measure(found: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """By what definitions rows that are no points were measured."""
    protocol = found.get("protocol")
    return None if protocol is None else (protocol["name"], protocol["version"])


def _places(summary: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [(found["verifier"], each["set"], found) for each in summary["sets"] for found in each["verifiers"]]


def _result(bound: Bound, verifier: str, of_set: str, found: Mapping[str, Any], on_value: bool) -> Result:
    name = f"{verifier}@{of_set}.{bound.metric}"
    figure = _metrics(found)[bound.metric]
    value, interval = figure["value"], figure["interval"]
    small = bound.metric in SMALL_IS_GOOD
    wanted = f"{'at most' if small else 'at least'} {bound.value:g}"
    if value is None:
        return Result(name, False, f"not defined on these rows; {wanted} is wanted")
    compared = value if on_value or interval is None else interval[1 if small else 0]
    shown = f"{value:.4f}" + (f" [{interval[0]:.4f}, {interval[1]:.4f}]" if interval else "")
    kept = compared <= bound.value if small else compared >= bound.value
    return Result(
        name, kept, f"{shown}; {wanted} is wanted{'' if on_value or interval is None else ' of the worse end'}"
    )


def check_baseline(
    summary: Mapping[str, Any], baseline: Mapping[str, Any], metric: str = "balanced_accuracy"
) -> list[Result]:
    """Whether a metric of each verifier and set is no worse than the worse end of the interval that it had.

    Of rows that are no points it is the headline of their protocol. Verifiers and sets that only one of the two has are
    passed over; so are sets whose rows have changed or that were measured by another protocol, or another version of
    it, and what was not defined before. What is not defined any more is worse.

    Raises:
        ConfigError: there is no such metric.
    """
    before = {(verifier, of_set): found for verifier, of_set, found in _places(baseline)}
    digests = [{each["name"]: each["sha256"] for each in side["run"]["sets"]} for side in (summary, baseline)]
    results = []
    for verifier, of_set, found in _places(summary):
        old = before.get((verifier, of_set))
        if old is None or digests[0][of_set] != digests[1].get(of_set) or _measure(found) != _measure(old):
            continue
        name = found["protocol"]["headline"] if "protocol" in found else metric
        if name not in _metrics(found):
            raise ConfigError(f"--metric {name}: there is no such metric. {nearest(name, _metrics(found))}")
        value, was = _metrics(found)[name]["value"], _metrics(old).get(name, {"value": None})
        if was["value"] is not None:
            results.append(_since(f"{verifier}@{of_set}.{name} since the baseline", name, value, was))
    return results


def _since(name: str, metric: str, value: float | None, was: Mapping[str, Any]) -> Result:
    if value is None:
        return Result(name, False, f"not defined on these rows any more; it was {was['value']:.4f}")
    small = metric in SMALL_IS_GOOD
    end = was["interval"][1 if small else 0] if was["interval"] else was["value"]
    where = f", and {end:.4f} is the {'upper' if small else 'lower'} end of its interval" if was["interval"] else ""
    kept = value <= end if small else value >= end
    return Result(name, kept, f"{value:.4f}; it was {was['value']:.4f}{where}")


def junit(results: Iterable[Result]) -> str:
    """The results as JUnit XML, a test case each, for CI."""
    results = list(results)
    failures = sum(not result.kept for result in results)
    suite = ElementTree.Element(
        "testsuite", name="rewardry bench gate", tests=str(len(results)), failures=str(failures), errors="0"
    )
    for result in results:
        name, said = (_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text) for text in (result.name, result.said))
        case = ElementTree.SubElement(suite, "testcase", classname="rewardry.bench", name=name)
        if not result.kept:
            ElementTree.SubElement(case, "failure", message=said).text = said
    ElementTree.indent(suite)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(suite, encoding="unicode")}\n'

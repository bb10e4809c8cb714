"""What the names of a log mean: reward, components, length, trusted verifier, repetition, canaries.

The keys of rewardry's own trainer, of TRL's (old and new) and of verl's are known; any other is named by an option.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rewardry.curation.numbers import finite

_COMPONENT = re.compile(r"(?:rewards|rewardry)/(?P<name>.+?)(?:/mean)?")
_SPREADS = ("/std", "/min", "/max", "/undecided", "/timeout", "/error", "/alarm", "/status", "/reason")
_REWARD = ("reward", "rewards/mean", "reward/mean", "critic/rewards/mean", "critic/score/mean", "total", "mean_reward")
_LENGTH = (
    *("completions/mean_length", "completion_length", "completions/length", "response_length/mean"),
    *("mean_length", "response_length", "length"),
)
_ENTROPY = ("entropy", "policy/entropy", "actor/entropy", "actor/entropy_loss")
_CUT = ("completions/truncated", "completions/clipped_ratio", "response_length/clip_ratio", "truncated")
_RIGHT = re.compile(r"accura|correct|right|verif|exact|solve|pass(?![a-z])|math|tests_passed", re.I)
_FORMAT = re.compile(r"format|tag|boxed|template|structure|think_answer|layout|markup|style|xml", re.I)
_REPETITION = re.compile(r"repet|repeat|(?<![a-z])loop|n-?gram", re.I)
_CANARY = re.compile(r"canar|known[-_ ]wrong|honeypot", re.I)
_UNPAID = re.compile(r"right|/(?:n|count|asked|recall)$|canaries_wrong$", re.I)
_TRUSTED = re.compile(r"trusted|held[-_ ]?out|gold|oracle|ground[-_ ]truth", re.I)
_EVALUATION = re.compile(r"(?:eval|evaluation|val|test)[/_].*(?:avg|acc|correct|pass@1|score|right)", re.I)
_NO_MEASURE = re.compile(r"(?:^|/)time/|_std|/std|undecided|timeout|interval|runtime|per_second")


@dataclass
class Record:
    """The numbers of one step.

    Attributes:
        step: the step.
        numbers: numbers by name, all finite.
        samples: rewards, components and lengths of single completions, by name, where the log holds them; finite, too.
    """

    step: int
    numbers: dict[str, float]
    samples: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, step: int, data: Mapping[str, Any]) -> Record:
        """The record of a line of a log; what is no finite number is left out."""
        numbers = {key: finite(value) for key, value in data.items() if key != "step"}
        return cls(step, {key.removeprefix("train/"): value for key, value in numbers.items() if value is not None})


@dataclass(frozen=True)
class Roles:
    """Which key of a log plays which part; None and empty where nothing does.

    Attributes:
        reward: the total.
        trusted: what is believed, the first the most: held-out figures, then components of accuracy.
        components: the key of each component's mean, by name.
        formats: the names of the components that pay for form.
        lengths, repetition, canary: keys of lengths, of repetition (positive is more), of canaries that were paid.
        penalties: those of `repetition` that are rewards, and fall where repetition rises.
        entropy, cut: keys.
        undecided: keys of shares without a reward.
    """

    reward: str | None
    trusted: tuple[str, ...]
    components: Mapping[str, str]
    formats: tuple[str, ...]
    lengths: tuple[str, ...]
    repetition: tuple[str, ...]
    penalties: frozenset[str]
    canary: tuple[str, ...]
    entropy: str | None
    cut: str | None
    undecided: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """What the user says of the keys; empty where the names are to tell.

    Attributes:
        trusted: keys, or names of components, of trusted verifiers.
        formats: names of components that pay for form.
        reward: the key of the total.
    """

    trusted: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    reward: str | None = None


def roles(counts: Mapping[str, int], named: Named | None = None) -> Roles:
    """Who is who in a log.

    Args:
        counts: in how many records each key stands.
        named: what the user says.
    """
    named = named or Named()
    components = _components(counts)
    formats = named.formats or tuple(name for name in components if _FORMAT.search(name))
    repeats = tuple(key for key in counts if _REPETITION.search(key) and not _is_spread(key))
    return Roles(
        reward=named.reward or _first(counts, _REWARD),
        trusted=_named_keys(named.trusted, components) or _trusted(counts, components, formats),
        components=components,
        formats=formats,
        lengths=tuple(key for key in [_first(counts, _LENGTH)] if key),
        repetition=repeats,
        penalties=frozenset(key for key in repeats if key in components.values()),
        canary=tuple(key for key in counts if _CANARY.search(key) and not _UNPAID.search(key)),
        entropy=_first(counts, _ENTROPY),
        cut=_first(counts, _CUT),
        undecided=tuple(
            key for key in counts if key == "undecided" or (key.startswith("rew") and key.endswith("/undecided"))
        ),
    )


def _components(counts: Mapping[str, int]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in counts:
        if key in _REWARD or key.endswith(_SPREADS):
            continue
        match = _COMPONENT.fullmatch(key)
        if match and (key.endswith("/mean") or match["name"] not in found):
            found[match["name"]] = key
    return found


def _trusted(counts: Mapping[str, int], components: Mapping[str, str], formats: Iterable[str]) -> tuple[str, ...]:
    kept = [key for key in counts if not _is_spread(key) and not _CANARY.search(key) and not _REPETITION.search(key)]
    named = [key for key in kept if _TRUSTED.search(key)]
    held = [key for key in kept if _EVALUATION.match(key) and key not in named and "reward" not in key]
    own = [key for name, key in components.items() if _RIGHT.search(name) and name not in formats and key not in named]
    other = [key for key in kept if re.search("accura|correct|verifier", key, re.I) and "/" not in key]
    return tuple(dict.fromkeys([*named[:1], *held[:1], *(own or other)[:1]]))


def _is_spread(key: str) -> bool:
    return key.endswith(_SPREADS) or _NO_MEASURE.search(key) is not None


def _named_keys(names: Iterable[str], components: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(components.get(name, name) for name in names)


def _first(counts: Mapping[str, int], keys: Iterable[str]) -> str | None:
    return next((key for key in keys if key in counts), None)

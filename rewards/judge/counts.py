"""What a judge counts while it runs: calls, failures, tokens, money, and how its canaries fared."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Literal, TypeAlias, get_args

from rewardry.engine.observation import Share

Count: TypeAlias = Literal[
    "calls", "retries", "failed", "cached", "unreadable", "guarded", "prompt_tokens", "reply_tokens"
]
_COUNTS: tuple[Count, ...] = get_args(Count)


class Counts:
    """Counts of one judge. Thread-safe.

    Attributes:
        cost: US dollars.
    """

    def __init__(self) -> None:
        self.cost = 0.0
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, name: Count, number: int = 1) -> None:
        """Count something."""
        with self._lock:
            self._counts[name] += number

    def pay(self, cost: float) -> None:
        """Count the cost of a call, in US dollars."""
        with self._lock:
            self.cost += cost

    def canary(self, known: Literal["wrong", "right"], paid: bool) -> Share:
        """Count a canary, and return the share of those of its kind that were paid."""
        with self._lock:
            self._counts[f"canaries_{known}"] += 1
            self._counts[f"canaries_{known}_paid"] += paid
            return self._share(known)

    def __getitem__(self, name: Count) -> int:
        return self._counts[name]

    def _share(self, known: Literal["wrong", "right"]) -> Share:
        return Share(self._counts[f"canaries_{known}_paid"], self._counts[f"canaries_{known}"])

    def figures(self) -> dict[str, float | Share]:
        """All counts, the same names at all times; see `rewardry.engine.observation.Figures`.

        ``false_positive_rate`` is the share of known-wrong candidates that the judge called right, ``recall`` that of
        known-right ones.
        """
        with self._lock:
            wrong, right = self._share("wrong"), self._share("right")
            return {
                **{name: float(self._counts[name]) for name in _COUNTS},
                "cost_usd": self.cost,
                "canaries_wrong": wrong.whole,
                "canaries_right": right.whole,
                "false_positive_rate": wrong,
                "recall": right,
            }

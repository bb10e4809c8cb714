"""How much of a text is repeated, and whether it runs in a loop.

Everything here takes units (words, characters or token ids), and time linear in their number.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

# A loop, as the gate sees it: ten times the same, of a period that a model can still be caught in.
LOOP_RUN = 10
LOOP_PERIOD = 64
LOOP_RATIO = 0.05
_VARIED = 8


class Run(NamedTuple):
    """The longest run of one pattern that follows itself.

    Attributes:
        period: the pattern's length, in units; 0 where nothing follows itself.
        times: how often the whole pattern stands there; 0 where nothing follows itself.
        start: where it begins.
    """

    period: int
    times: int
    start: int


NO_RUN = Run(0, 0, 0)


def ngrams(units: Sequence[Any], size: int) -> list[tuple[Any, ...]]:
    """The n-grams of a sequence, in order; none where it is shorter than `size`."""
    return list(zip(*(units[i:] for i in range(size)), strict=False))


def repeated_share(units: Sequence[Any], size: int) -> float:
    """The share of n-grams that stood there before: ``1 - unique / total``, 0 without any n-gram.

    Args:
        units: words, characters or token ids.
        size: n, at least 1.

    >>> repeated_share([5, 5, 5, 5, 5], 2)
    0.75
    """
    found = ngrams(units, size)
    return 1 - len(set(found)) / len(found) if found else 0.0


def longest_run(units: Sequence[Any], max_period: int = LOOP_PERIOD, at_least: int = 2) -> Run:
    """The pattern of at most `max_period` units that follows itself most often; of equally many the shortest.

    A run of m repetitions of p units is a stretch of (m - 1) * p places that equal the place p units on. Such a stretch
    holds a multiple of its length, so only those places are looked at.

    Args:
        units: words, characters or token ids.
        max_period: the longest pattern.
        at_least: runs of fewer repetitions are no runs; at least 2.

    >>> longest_run("a b a b a b a b".split())
    Run(period=2, times=4, start=0)
    """
    best, most, total = NO_RUN, at_least - 1, len(units)
    for period in range(1, min(max_period, total // at_least) + 1):
        compared = total - period
        stretch = most * period  # what beats the best run so far
        at = stretch - 1
        while at < compared:
            if units[at] != units[at + period]:
                at += stretch
                continue
            start = end = at
            while start > 0 and units[start - 1] == units[start - 1 + period]:
                start -= 1
            while end < compared and units[end] == units[end + period]:
                end += 1
            if end - start >= stretch:
                most = (end - start) // period + 1
                best = Run(period, most, start)
                stretch = most * period
            at = end + stretch
    return best


def compress_ratio(text: str) -> float:
    """The share of its size to which zlib compresses a text: a loop near 0, prose near 0.5; 1 for no text."""
    data = text.encode("utf-8", "replace")
    return len(zlib.compress(data, 1)) / len(data) if data else 1.0


class Loop(NamedTuple):
    """What is known of a loop.

    Attributes:
        found: whether it is one.
        run: the longest run of a pattern.
        compress_ratio: the share to which the text is compressed; None where its words are too many for a loop.
    """

    found: bool
    run: Run
    compress_ratio: float | None

    def to_row(self) -> dict[str, Any]:
        """What stands in a score's details."""
        return {
            "loop": self.found,
            "loop_period": self.run.period,
            "loop_count": self.run.times,
            "compress_ratio": None if self.compress_ratio is None else round(self.compress_ratio, 4),
        }


def find_loop(
    text: str,
    units: Sequence[Any],
    min_run: int = LOOP_RUN,
    max_period: int = LOOP_PERIOD,
    min_ratio: float = LOOP_RATIO,
) -> Loop:
    """Whether a text runs in a loop: one pattern `min_run` times in a row, or next to nothing in it.

    Args:
        text: the text.
        units: its words, characters or token ids.
        min_run: so often the same pattern in a row is a loop.
        max_period: the longest pattern, in units.
        min_ratio: what is compressed to less than this share of its size is a loop.
    """
    run = longest_run(units, max_period, min_run)
    few = len(set(units)) * _VARIED < len(units) or len(units) < _VARIED  # what has many words is no loop
    ratio = compress_ratio(text) if few else None
    return Loop(run.times >= min_run or (ratio is not None and ratio < min_ratio), run, ratio)


# The exact share is worked out for so many characters at the end: a loop that matters is there.
MEASURED_CHARS = 16_384


def repeated_substrings(text: str, at_least: float = 0.0) -> float:
    """The share of a text's substrings that stand in it more than once: ``2 * sum(LCP) / (n * (n + 1))``.

    The sum runs over the longest common prefixes of neighbours in the suffix array; it is the number of substrings
    less the number of different ones, which a suffix automaton counts in linear time.

    Args:
        text: the text; of a longer one the last 16,384 characters count.
        at_least: a share below this need not be exact, and is given as 0.

    >>> round(repeated_substrings("abababababababab"), 4)
    0.7721
    """
    measured = text[-MEASURED_CHARS:]
    count = len(measured)
    if count < 2 or not _may_reach(measured, at_least):
        return 0.0
    total = count * (count + 1) // 2
    return (total - _different_substrings(measured)) / total


_PROBE = 32


def _may_reach(text: str, share: float) -> bool:
    """Whether the share can be reached: only by a substring of at least half that share of the text, twice.

    Wherever such a substring first stands, it covers a probe, a short piece at one of the places looked at, and that
    piece stands in the text again. Where a probe does, pieces of half the substring decide.
    """
    wanted = int(share * (len(text) + 1) / 2)
    if wanted < 2 * _PROBE:
        return True
    return _recurs(text, _PROBE, wanted - _PROBE + 1) and _recurs(text, wanted // 2, wanted - wanted // 2 + 1)


def _recurs(text: str, size: int, stride: int) -> bool:
    """Whether a piece of that size, at a multiple of the stride, stands in the text again further on."""
    return any(text.find(text[i : i + size], i + 1) >= 0 for i in range(0, len(text) - size + 1, stride))


def _different_substrings(text: str) -> int:
    """How many different substrings a text has, by its suffix automaton (Blumer et al. 1985)."""
    steps: list[dict[str, int]] = [{}]
    link, length = [-1], [0]
    last = total = 0
    for char in text:
        new = len(steps)
        steps.append({})
        length.append(length[last] + 1)
        link.append(0)
        state = last
        while state >= 0 and char not in steps[state]:
            steps[state][char] = new
            state = link[state]
        if state >= 0:
            following = steps[state][char]
            if length[state] + 1 == length[following]:
                link[new] = following
            else:
                clone = len(steps)
                steps.append(steps[following].copy())
                length.append(length[state] + 1)
                link.append(link[following])
                while state >= 0 and steps[state].get(char) == following:
                    steps[state][char] = clone
                    state = link[state]
                link[following] = link[new] = clone
        total += length[new] - length[link[new]]
        last = new
    return total

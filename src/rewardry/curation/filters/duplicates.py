"""Completions that say again what another has said."""

from __future__ import annotations

from collections.abc import Sequence

from rewardry.curation.extras import needed
from rewardry.curation.kept_rows import KeptRow
from rewardry.text.repetition import ngrams

WORDS = 5
SIMILARITY = 0.8
PERMUTATIONS = 128
# What hashing looks for at most: beyond, datasketch has no parameters. Candidates are compared with what is wanted.
_HASHED_FOR = 0.98


def shingles(row: KeptRow) -> frozenset[str]:
    """The n-grams of a completion's words, n being `WORDS`; of a shorter one, all its words as one."""
    found = row.words
    return frozenset(" ".join(gram) for gram in ngrams(found, WORDS)) or frozenset([" ".join(found)])


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's: the share of all n-grams that stand in both."""
    return len(one & other) / len(one | other)


class DifferentInGroup:
    """Rejects a completion that is near to an earlier one of its question, compared exactly.

    Args:
        least: from this similarity on two are the same, in (0, 1].
    """

    reason = "duplicate"

    def __init__(self, least: float = SIMILARITY) -> None:
        self._least = least

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """Which rows repeat an earlier one."""
        kept: list[tuple[frozenset[str], KeptRow]] = []
        return [self._why(row, kept) for row in group]

    def _why(self, row: KeptRow, kept: list[tuple[frozenset[str], KeptRow]]) -> str | None:
        own = shingles(row)
        for other, earlier in kept:
            if min(len(own), len(other)) < self._least * max(len(own), len(other)):
                continue  # no overlap can make up for the difference in length
            if (found := similarity(own, other)) >= self._least:
                return f"{found:.2f} like {earlier.place}"
        kept.append((own, row))
        return None


class DifferentInFile:
    """Rejects a completion that is near to any earlier one that was kept.

    Candidates come from locality-sensitive hashing of MinHash signatures (Broder 1997; the package datasketch, extra
    ``data``). Memory grows with the rows that stay: about 3 kB each. The similarity is that of the signatures, whose
    standard error is under 0.05 with 128 permutations.

    Args:
        least: from this similarity on two are the same, in (0, 1).

    Raises:
        ConfigError: datasketch is not installed.
    """

    reason = "duplicate"

    def __init__(self, least: float = SIMILARITY) -> None:
        datasketch = needed("datasketch", "data", "--duplicates-in file")
        self._sketch = datasketch.MinHash
        self._lsh = datasketch.MinHashLSH(threshold=min(least, _HASHED_FOR), num_perm=PERMUTATIONS)
        self._signatures: dict[str, object] = {}
        self._least = least

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """Which rows repeat one that stands further up."""
        return [self._why(row) for row in group]

    def _why(self, row: KeptRow) -> str | None:
        signature = self._sketch(num_perm=PERMUTATIONS)
        signature.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles(row)])
        for place in sorted(self._lsh.query(signature)):
            found = signature.jaccard(self._signatures[place])
            if found >= self._least:
                return f"about {found:.2f} like {place}"
        self._lsh.insert(row.place, signature)
        self._signatures[row.place] = signature
        return None

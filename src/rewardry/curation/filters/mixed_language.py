"""Reasoning in a mix of languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rewardry.component import Reward
from rewardry.curation.kept_rows import KeptRow
from rewardry.engine.runtime import Runtime
from rewardry.parameters import build
from rewardry.types import Batch

REWARD = "language.consistency"


class OneLanguage:
    """Rejects reasoning of which less than a share of the words is in the language of the prompt, or in one named.

    The share is that of the reward ``language.consistency``; reasoning that it cannot tell of, as of too few words,
    stays.

    Args:
        least: the share, in (0, 1].
        runtime: in which the reward is opened.
        parameters: of the reward, such as `target` and `resolver`. By default languages are told by their scripts,
            which is quick; `resolver="sentence"` tells apart those in Latin letters, too, with the extra ``lang``.
    """

    reason = "mixed-language"

    def __init__(self, least: float, runtime: Runtime, parameters: dict[str, Any] | None = None) -> None:
        self._least = least
        given = (parameters or {}).get("target", "auto")
        self._language = "the language of the prompt" if given == "auto" else str(given)
        settings = {"resolver": "script", **(parameters or {})}
        # By scripts, what is ASCII is in Latin letters throughout, and so in the language of a prompt that is, too.
        self._ascii_is_one = settings["resolver"] == "script" and given == "auto"
        self._live = runtime.open(build(Reward, REWARD, settings))

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """Which rows mix languages."""
        found: list[str | None] = [None] * len(group)
        asked = [i for i, row in enumerate(group) if not (self._ascii_is_one and _is_ascii(row))]
        if asked:
            scores = self._live.score(Batch([group[i].sample for i in asked]))
            for i, score in zip(asked, scores, strict=True):
                found[i] = self._why(score.value)
        return found

    def _why(self, share: float | None) -> str | None:
        if share is None or share >= self._least:
            return None
        return f"{share:.3f} of the words in {self._language}"


def _is_ascii(row: KeptRow) -> bool:
    return (row.text or "").isascii() and row.question.isascii()

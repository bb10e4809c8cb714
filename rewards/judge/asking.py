"""One question of one choice, put to a model: prompt, votes, reading, and what to make of failures."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .counts import Counts
from .delimiters import fenced, nonce_of
from .desk import Desk
from .parsing import Choice, read_choice, read_refusal
from .prompts import messages_of
from .replies import BudgetSpentError, JudgeError, Reply, Request
from .votes import majority, mean

_SHOWN = 500
Materials = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a model chose.

    Attributes:
        status: ``ok``; ``abstain`` where no vote can be read, or they tie; ``error`` where calls failed.
        word: the chosen word, of a choice of words.
        number: the chosen number, of a range.
        probability: how likely the choice's first word is, where the model says.
        reason: ``judge.unreadable``, ``judge.tie``, ``judge-failed`` or ``budget-spent`` where the status is not ok.
        details: the votes, and the end of a reply or the failure.
    """

    status: Literal["ok", "abstain", "error"]
    word: str | None = None
    number: float | None = None
    probability: float | None = None
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vote:
    """One reply, read."""

    chosen: str | float | None
    probability: float | None
    reply: str


class Asker:
    """Asks a model to choose.

    Args:
        desk: where questions go.
        counts: of the judge.
        template: the prompt's text.
        choice: what is chosen.
        temperature, max_tokens: of the model's sampling.
        votes: how often the same is asked.
    """

    def __init__(
        self,
        desk: Desk,
        counts: Counts,
        template: str,
        choice: Choice,
        temperature: float = 0.0,
        max_tokens: int = 1024,
        votes: int = 1,
    ) -> None:
        self._desk = desk
        self._counts = counts
        self._template = template
        self.choice = choice
        self._sampling = temperature, max_tokens
        self._votes = votes

    async def ask(self, materials: Materials, candidate: str, votes: int | None = None, fresh: bool = False) -> Finding:
        """What the model chooses, by most of the votes; the mean of numbers.

        Args:
            materials: names and texts, in the order in which they are shown; the last two change places each second
                vote.
            candidate: what was written by whoever is judged: a verdict that stands in it to the letter is no verdict.
            votes: in the place of the usual number.
            fresh: ask even where a reply is known.
        """
        asked = self._votes if votes is None else votes
        found = await asyncio.gather(
            *(self._vote(_in_order(materials, vote), candidate, vote, fresh) for vote in range(asked)),
            return_exceptions=True,
        )
        return self._finding([_known(one) for one in found], asked)

    async def ask_once(self, materials: Materials, candidate: str, seed: int) -> Finding:
        """What the model chooses in one vote, with the materials in their order."""
        try:
            vote: Vote | JudgeError = await self._vote(materials, candidate, seed, fresh=False)
        except JudgeError as error:
            vote = error
        return self._finding([vote], 1)

    async def _vote(self, materials: Materials, candidate: str, seed: int, fresh: bool) -> Vote:
        reply = await self._desk.ask(self._request(materials, seed), self._counts, fresh)
        return self._read(reply, candidate)

    def _request(self, materials: Materials, seed: int) -> Request:
        nonce = nonce_of(text for _, text in materials)
        shown = {name: fenced(name, text, nonce) for name, text in materials}
        values = {
            **shown,
            "materials": "\n\n".join(shown.values()),
            "nonce": nonce,
            "options": ", ".join(self.choice.words),
            "lowest": f"{self.choice.lowest:g}",
            "highest": f"{self.choice.highest:g}",
        }
        temperature, max_tokens = self._sampling
        return Request(tuple(messages_of(self._template, values)), self.choice, temperature, max_tokens, seed)

    def _read(self, reply: Reply, candidate: str) -> Vote:
        shown = reply.text[-_SHOWN:]
        if reply.probabilities:
            return Vote(*_likeliest(reply.probabilities, self.choice), shown)
        chosen = read_choice(reply.text, self.choice, candidate)
        if chosen is None and self.choice.words:
            chosen = read_refusal(reply.text, self.choice)
        if chosen is None:
            self._counts.add("unreadable")
        return Vote(chosen, None, shown)

    def _finding(self, found: Sequence[Vote | JudgeError], asked: int) -> Finding:
        votes = [one for one in found if isinstance(one, Vote)]
        readable = [vote.chosen for vote in votes if vote.chosen is not None]
        details: dict[str, Any] = {"votes": dict(Counter(map(str, readable)))} if asked > 1 else {}
        if votes and votes[-1].reply:
            details["reply"] = votes[-1].reply
        chosen = _agreed(readable, asked)
        if chosen is not None:
            likely = [vote.probability for vote in votes if vote.probability is not None]
            probability = sum(likely) / len(likely) if likely else None
            if isinstance(chosen, str):
                return Finding("ok", word=chosen, probability=probability, details=details)
            return Finding("ok", number=chosen, details=details)
        failed = [one for one in found if isinstance(one, JudgeError)]
        if failed:
            spent = any(isinstance(one, BudgetSpentError) for one in failed)
            return Finding(
                "error",
                reason="budget-spent" if spent else "judge-failed",
                details={**details, "error": str(failed[0])},
            )
        tie = 2 * len(readable) > asked
        return Finding("abstain", reason="judge.tie" if tie else "judge.unreadable", details=details)


def _known(found: Vote | BaseException) -> Vote | JudgeError:
    """A vote or a failure that belongs to its sample; anything else is raised."""
    if isinstance(found, (Vote, JudgeError)):
        return found
    raise found


def _in_order(materials: Materials, vote: int) -> Materials:
    return [*materials[:-2], materials[-1], materials[-2]] if vote % 2 and len(materials) > 1 else materials


def _agreed(readable: Sequence[str | float], asked: int) -> str | float | None:
    words = [one for one in readable if isinstance(one, str)]
    return majority(words, asked) if words else mean([one for one in readable if isinstance(one, float)], asked)


def _likeliest(probabilities: Mapping[str, float], choice: Choice) -> tuple[str | float, float | None]:
    """The likeliest word with the first word's probability, or the expected number."""
    if choice.words:
        return max(choice.words, key=lambda word: probabilities[word]), probabilities[choice.words[0]]
    return sum(float(option) * share for option, share in probabilities.items()), None

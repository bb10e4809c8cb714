"""`judge.pairwise`: how often a judge prefers the answer to another one, asked in both orders."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, model_validator

from rewardry.component import Needs
from rewardry.testing.case import Case
from rewardry.types import Sample, Score

from .asking import Finding
from .delimiters import nonce_of
from .disarm import Disarmed, disarm
from .materials import question_of, reference_text
from .opened import details_of
from .parsing import Choice
from .scoring import JudgeReward, OpenJudgeReward, undecided_score

if TYPE_CHECKING:
    from typing import Self

    from rewardry.engine.runtime import Runtime

PREFERENCE = Choice("preference", ("A>>B", "A>B", "A=B", "B>A", "B>>A"))
# What each is worth to answer A; its sign says who wins.
DEGREES = dict(zip(PREFERENCE.words, (2.0, 1.0, 0.0, -1.0, -2.0), strict=True))


class Pairwise(JudgeReward):
    """The share of queries in which a judge prefers the answer to the one in the column `against`; a tie is half.

    DeepSeek-R1 made its preference data so (arXiv:2501.12948, section 2.3.4): four queries with the answers in random
    order, their mean, and only pairs with a difference above 1. Here half of the queries have each order, and which
    comes first is drawn by a hash of the texts. ``details.margin`` is the mean difference, from -2 (much worse) to 2
    (much better), ``details.degrees`` the difference of each query, and ``details.consistent`` whether both orders have
    the same winner.

    Attributes:
        queries: how often is asked, an even number.
        margin: a mean difference that is not above this decides nothing: the score abstains. R1's rule is 1.
        against: where the other answer stands: ``reference``, or a column of the row.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    both_orders: ClassVar[bool] = True

    queries: int = Field(4, ge=2, le=64, multiple_of=2)
    margin: float = Field(0.0, ge=0.0, lt=2.0)
    against: str = "reference"

    @model_validator(mode="after")
    def _asks_by_queries(self) -> Self:
        """Refuse votes, of which `queries` is the number here."""
        if self.votes != 1:
            raise ValueError("a pair is asked about `queries` times, half of them in each order; leave votes out")
        return self

    def needs(self) -> Needs:
        """The completion, the prompt, and the other answer."""
        return Needs(frozenset({"completion", "prompt", self.against}))

    def examples(self) -> list[Case]:
        """An answer that needs no call; with somebody to ask, one that does."""
        other = {"reference": "Boil it."} if self.against == "reference" else {"meta": {self.against: "Boil it."}}
        cases = [Case("Sure! Here is the solution:", 0.0, "How do I cook an egg?", answer="", **other)]
        more = [Case("Boil it for eight minutes.", None, "How do I cook an egg?", answer="", **other)]
        return cases + more * self.configured()

    def open(self, runtime: Runtime) -> OpenPairwise:
        """The judge, with the runtime's client of its model."""
        return OpenPairwise(self, runtime)


class OpenPairwise(OpenJudgeReward[Pairwise]):
    """The open form of `Pairwise`."""

    def __init__(self, settings: Pairwise, runtime: Runtime) -> None:
        super().__init__(settings, runtime, "pairwise", PREFERENCE)

    def why_undecided(self, sample: Sample) -> str | None:
        """That there is nothing to compare with."""
        return None if self._other(sample) is not None else f"no-{self.settings.against}"

    def _other(self, sample: Sample) -> str | None:
        name = self.settings.against
        other: Any = sample.reference if name == "reference" else sample.meta.get(name)
        return None if other is None else reference_text(other)

    async def judged(self, sample: Sample, candidate: Disarmed) -> Score:
        """The share of queries that the candidate wins."""
        other = self._other(sample)
        assert other is not None
        rival = disarm(other, self.settings.max_candidate_chars)
        question = question_of(sample.prompt)
        quoted = f"{candidate.plain}\n{rival.plain}"
        first = int(nonce_of((question, candidate.text, rival.text)), 16) % 2
        found = await asyncio.gather(
            *(
                self._query(question, (candidate.text, rival.text), (query + first) % 2 == 0, query, quoted)
                for query in range(self.settings.queries)
            )
        )
        return self._score_of(found, candidate)

    async def _query(
        self, question: str, answers: tuple[str, str], candidate_first: bool, query: int, quoted: str
    ) -> tuple[Finding, float | None]:
        """One query: its finding, and the difference in favour of the candidate."""
        shown = answers if candidate_first else answers[::-1]
        materials = [("question", question), ("answer_A", shown[0]), ("answer_B", shown[1])]
        finding = await self.asker.ask_once(materials, quoted, seed=query // 2)
        if finding.word is None:
            return finding, None
        degree = DEGREES[finding.word]
        return finding, degree if candidate_first else 0.0 - degree  # 0.0 in the place of -0.0

    def _score_of(self, found: list[tuple[Finding, float | None]], candidate: Disarmed) -> Score:
        degrees = [degree for _, degree in found if degree is not None]
        failed = [finding for finding, degree in found if degree is None]
        if 2 * len(degrees) <= len(found):
            return undecided_score(next((f for f in failed if f.status == "error"), failed[0]), candidate)
        margin = sum(degrees) / len(degrees)
        details = details_of(found[-1][0], candidate) | {
            "margin": margin,
            "degrees": [degree for _, degree in found],
            "consistent": _winner(found[::2]) == _winner(found[1::2]),
        }
        if self.settings.margin and abs(margin) <= self.settings.margin:
            return Score(None, "abstain", {"reason": "too-close", **details})
        won = sum(1.0 if degree > 0 else 0.5 if degree == 0 else 0.0 for degree in degrees)
        return Score(won / len(degrees), details=details)


def _winner(found: list[tuple[Finding, float | None]]) -> int:
    """1, -1 or 0: whom the queries in one order favour."""
    total = sum(degree for _, degree in found if degree is not None)
    return (total > 0) - (total < 0)

"""The suite of generators: the checks of the kit, and rows that a verifier accepts."""

from __future__ import annotations

from typing import Any

import pytest

from rewardry.component import Verifier
from rewardry.generator import EASIEST, HARDEST, Generator, row_problem
from rewardry.testing.check import checks_for


class GeneratorSuite:
    """Tests of a generator.

    Subclass it::

        class TestPositions(GeneratorSuite):
            @pytest.fixture
            def generator(self):
                return Positions()
    """

    @pytest.fixture
    def generator(self) -> Generator:
        """The generator. Override it."""
        raise NotImplementedError("override the fixture `generator`: return the Generator that is tested")

    @pytest.fixture
    def verifier(self) -> Verifier | None:
        """The verifier that its rows are for, or None. Override it to have `solution` verified."""
        return None

    @pytest.fixture(params=[EASIEST, 5, HARDEST])
    def difficulty(self, request: pytest.FixtureRequest) -> int:
        """The difficulties that are tried."""
        return int(request.param)

    def solution(self, row: dict[str, Any]) -> str:
        """A completion that solves a row. Override it where the reference, as a text, is no answer."""
        return f"<think>It is given.</think>\n<answer>{row['reference']}</answer>"

    def test_it_passes_the_checks(self, generator: Generator) -> None:
        """Every check of the kit that is for generators."""
        for check in checks_for(generator):
            check(generator)

    def test_rows_are_rows(self, generator: Generator, difficulty: int) -> None:
        """Rows of each difficulty have the form of rows."""
        rows = list(generator.rows(0, 20, difficulty))
        assert len(rows) == 20
        assert [row_problem(row) for row in rows] == [None] * 20

    def test_solutions_are_right(self, generator: Generator, verifier: Verifier | None, difficulty: int) -> None:
        """The verifier accepts the solution of each row."""
        if verifier is None:
            pytest.skip("override the fixture `verifier` to have the solutions verified")
        from rewardry.api import verify

        for row in generator.rows(0, 5, difficulty):
            verdict = verify(verifier, self.solution(row), row["reference"], row["prompt"])
            assert verdict.status == "correct", f"{row['id']}: {verdict}"

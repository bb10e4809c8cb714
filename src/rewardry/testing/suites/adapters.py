"""The frame of the suite of adapters: what a trainer calls is picklable and takes arguments it does not know."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from typing import Any

import pytest


class AdapterSuite:
    """Tests of the callables that an adapter gives to a trainer.

    Subclass it::

    class TestMyTrainer(AdapterSuite):
        @pytest.fixture
        def functions(self):
            return my_adapter.reward_functions("deepseek-r1-zero")

        def call(self, function, completions, references):
            return function(completions=completions, solution=references)
    """

    @pytest.fixture
    def functions(self) -> Sequence[Callable[..., Any]]:
        """The callables. Override it."""
        raise NotImplementedError("override the fixture `functions`: return what the adapter gives to its trainer")

    @pytest.fixture
    def completions(self) -> list[str]:
        """Completions to score: one that is right, one that is wrong, one that is empty."""
        return ["<think>a</think>\n<answer>42</answer>", "<think>a</think>\n<answer>41</answer>", ""]

    @pytest.fixture
    def references(self) -> list[str]:
        """The references of the completions."""
        return ["42", "42", "42"]

    def call(self, function: Callable[..., Any], completions: list[str], references: list[str]) -> Any:
        """Call a function as the trainer calls it. Override it."""
        return function(completions=completions, reference=references)

    def test_each_completion_gets_a_number_or_none(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """One value a completion, in order."""
        for function in functions:
            values = list(self.call(function, completions, references))
            assert len(values) == len(completions)
            assert all(value is None or isinstance(value, (int, float)) for value in values)

    def test_the_inputs_are_untouched(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """The next function reads the same rows."""
        before = (list(completions), list(references))
        for function in functions:
            self.call(function, completions, references)
        assert (completions, references) == before

    def test_it_can_be_pickled(self, functions: Sequence[Callable[..., Any]]) -> None:
        """Trainers send it to their own processes."""
        assert all(pickle.dumps(function) for function in functions)

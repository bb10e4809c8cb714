"""The suite of adapters: what a trainer calls keeps the promises that training runs rely on."""

from __future__ import annotations

import ast
import asyncio
import copy
import inspect
import io
import json
import math
import pickle
import shlex
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml

from rewardry.adapter import Adapter, Policy, Snippet
from rewardry.errors import ConfigError, UndecidedError
from rewardry.recipe import Part, Recipe
from rewardry.testing.suites.adapter_rewards import Compares, Fails, Looks, Waits

RIGHT, WRONG = "<think>a</think>\n<answer>42</answer>", "<think>a</think>\n<answer>41</answer>"
# Recipes of these names must come out of a snippet as they went in, and run nothing.
_NASTY = ("it's", 'a "b"', "a\nb", "$(touch x)", "a\\", "`x`; true", "{{recipe}}", "é", "a: b # c")


class AdapterSuite:
    """Tests of the callables that an adapter gives to a trainer.

    Subclass it::

        class TestMyTrainer(AdapterSuite):
            @pytest.fixture
            def adapter(self):
                return my_adapter.ADAPTER

            def make(self, recipe, on_undecided=None):
                return my_adapter.reward_functions(recipe, on_undecided=on_undecided)

            def call(self, function, completions, references):
                return function(completions=completions, solution=references)

    `call` replays how the trainer calls: once a batch or once a completion, in the forms that it passes. It may be a
    coroutine function. Where the callables have another form than the recipe's, override `functions` alone: the tests
    that need `make` are skipped.

    Class attributes:
        pickles: whether the trainer pickles what it is given.
        named: whether the trainer logs by the callables' ``__name__``.
    """

    pickles = True
    named = True

    @pytest.fixture
    def adapter(self) -> Adapter | None:
        """The adapter's record. Override it."""
        return None

    def make(self, recipe: Recipe, on_undecided: Policy | None = None) -> Sequence[Callable[..., Any]]:
        """The callables for a recipe. Override it."""
        pytest.skip("override `make`: return what the adapter gives to its trainer for a recipe")

    @pytest.fixture
    def functions(self, adapter: Adapter | None) -> Sequence[Callable[..., Any]]:
        """The callables. Override it, or `make`."""
        if type(self).make is AdapterSuite.make:
            raise NotImplementedError("override the fixture `functions`: return what the adapter gives to its trainer")
        return self._made(adapter, looking())

    @pytest.fixture
    def completions(self) -> list[str]:
        """Completions to score: one that is right, one that is wrong, one that is empty."""
        return [RIGHT, WRONG, ""]

    @pytest.fixture
    def references(self) -> list[str]:
        """The references of the completions."""
        return ["42", "42", "42"]

    def call(self, function: Callable[..., Any], completions: list[Any], references: list[Any]) -> Any:
        """Call a function as the trainer calls it. Override it.

        Returns:
            One value a completion: a number, or None where the trainer is told that there is none.
        """
        return function(completions=completions, reference=references)

    def logged(
        self, function: Callable[..., Any], completions: list[Any], references: list[Any]
    ) -> Sequence[Mapping[str, float]]:
        """What the trainer logs for the same call, a mapping for each completion or for the call. Override it."""
        pytest.skip("override `logged` where the trainer logs more than the value")

    # ---- values

    def test_each_completion_gets_a_number_or_none(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """One value a completion, in order."""
        for function in functions:
            _refuse_no_numbers(self._values(function, completions, references), len(completions))

    def test_the_inputs_are_untouched(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """The next function reads the same rows."""
        before = copy.deepcopy((completions, references))
        for function in functions:
            self._called(function, completions, references)
            assert (completions, references) == before

    def test_the_same_again(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """A call leaves nothing behind that changes the next."""
        for function in functions:
            first = self._values(function, completions, references)
            assert self._values(function, completions, references) == first

    def test_any_text_gets_a_value(self, functions: Sequence[Callable[..., Any]], references: list[str]) -> None:
        """What a model writes never raises, and costs its neighbours nothing."""
        texts = ["\ud800", "\x00", "<answer>" * 300, "(" * 5000, RIGHT]
        for function in functions:
            values = self._values(function, texts, [references[0]] * len(texts))
            _refuse_no_numbers(values, len(texts))
            assert values[-1] == self._values(function, [RIGHT], references[:1])[0]

    def test_names_tell_the_functions_apart(self, functions: Sequence[Callable[..., Any]]) -> None:
        """Trainers log by ``__name__``; two functions of one name would be one figure."""
        if not self.named:
            pytest.skip("the trainer does not use their names")
        names = [getattr(function, "__name__", getattr(function, "func", function)) for function in functions]
        assert all(names)
        assert len(set(names)) == len(names)

    # ---- threads, loops and processes

    def test_it_can_be_pickled(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """Trainers send it to their own processes, where it is worth the same."""
        if not self.pickles:
            pytest.skip("the trainer makes it in the process that calls it")
        for function in functions:
            again = pickle.Unpickler(io.BytesIO(pickle.dumps(function))).load()  # noqa: S301 - pickled on this line
            assert self._values(again, completions, references) == self._values(function, completions, references)

    def test_threads_agree(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """Off the main thread, several at once."""
        for function in functions:
            expected = self._values(function, completions, references)
            with ThreadPoolExecutor(4) as pool:
                jobs = [pool.submit(self._values, function, completions, references) for _ in range(8)]
                assert all(job.result(120) == expected for job in jobs)

    def test_it_works_in_a_running_loop(
        self, functions: Sequence[Callable[..., Any]], completions: list[str], references: list[str]
    ) -> None:
        """Asynchronous trainers and notebooks call from within a running event loop."""

        async def within(function: Callable[..., Any]) -> list[Any]:
            found = self.call(function, completions, references)
            return list(await found if inspect.isawaitable(found) else found)

        for function in functions:
            assert asyncio.run(within(function)) == self._values(function, completions, references)

    def test_an_async_one_leaves_the_loop_free(self, adapter: Adapter | None) -> None:
        """While a reward is awaited, the trainer's loop goes on."""
        if adapter is None or adapter.calls == "sync":
            pytest.skip("it is not asynchronous")
        Waits.go.clear()

        async def both() -> list[Any]:
            asyncio.get_running_loop().call_later(0.01, Waits.go.set)
            return list(await self.call(function, [RIGHT], ["42"]))

        [function, *_] = self._made(adapter, _recipe(Part("waits", Waits(), required=True)))
        assert asyncio.run(both()) == [1.0], "the loop did not go on while the reward waited for it"

    # ---- undecided rows and failures

    @pytest.mark.parametrize("policy", ["none", "zero", "drop", "raise"])
    def test_undecided_rows_follow_the_policy(self, adapter: Adapter | None, policy: Policy) -> None:
        """Each policy does what the record says, and one that the trainer cannot follow is refused at load."""
        recipe = looking()
        if adapter is None:
            pytest.skip("override the fixture `adapter`: return the adapter's record")
        if policy not in adapter.undecided:
            with pytest.raises(ConfigError, match="add "):
                self.make(recipe, policy)
            return
        for function in self.make(recipe, policy):
            if policy == "raise":
                with pytest.raises(UndecidedError, match="looks"):
                    self._values(function, [RIGHT, RIGHT], ["42", None])
                continue
            decided, undecided = self._values(function, [RIGHT, RIGHT], ["42", None])
            assert decided is not None
            assert undecided == 0.0 if policy == "zero" else undecided is None

    def test_a_recipe_that_leaves_rows_undecided_needs_a_policy(self, adapter: Adapter | None) -> None:
        """Where the trainer takes a number for each row, the user says what an undecided one counts."""
        if adapter is None or "none" in adapter.undecided:
            pytest.skip("the trainer can be told that there is no reward")
        with pytest.raises(ConfigError) as raised:
            self.make(looking())
        offered = [adapter.demand.replace("POLICY", policy) for policy in adapter.undecided]
        assert all(line in str(raised.value) for line in offered), raised.value

    def test_the_policy_of_the_recipe_counts(self, adapter: Adapter | None) -> None:
        """What the recipe itself says of undecided rows needs no second word."""
        if adapter is None or "zero" not in adapter.undecided:
            pytest.skip("the trainer cannot count an undecided row as 0")
        for function in self.make(_recipe(Part("looks", Looks(), required=True), policy="zero")):
            assert self._values(function, [RIGHT], [None]) == [0.0]

    def test_a_failure_costs_only_its_row(self, adapter: Adapter | None) -> None:
        """A reward that raises leaves its row undecided, and never reaches the trainer."""
        for function in self._made(adapter, _recipe(Part("fails", Fails(), required=True))):
            values = self._values(function, [RIGHT, "fail", WRONG], ["42"] * 3)
            assert [values[0], values[2]] == [1.0, 1.0]
            assert values[1] in (0.0, None)

    def test_what_is_logged_has_the_same_keys_for_each_row(self, adapter: Adapter | None) -> None:
        """Trainers index by the keys of the first row; a missing one stops the training."""
        parts = Part("looks", Looks(), required=True), Part("fails", Fails())
        for function in self._made(adapter, _recipe(*parts)):
            rows = [
                *self.logged(function, [RIGHT, "fail", ""], ["42", None, "42"]),
                *self.logged(function, ["fail"], [None]),
            ]
            assert len({tuple(sorted(row)) for row in rows}) == 1, [sorted(row) for row in rows]
            for row in rows:
                assert row
                assert all(type(value) in (int, float) and math.isfinite(value) for value in row.values()), row

    # ---- what the trainer cannot do

    def test_recipes_that_compare_completions_need_groups(self, adapter: Adapter | None) -> None:
        """A group that is torn apart compares nothing: refused where the trainer passes one completion at a time."""
        recipe = _recipe(Part("compares", Compares()))
        if adapter is None or adapter.sees_groups:
            pytest.skip("the trainer passes whole groups")
        with pytest.raises(ConfigError, match=r"compares the completions of a prompt.*one completion at a time"):
            self.make(recipe, _first(adapter))

    def test_completions_of_a_prompt_are_compared(self, adapter: Adapter | None) -> None:
        """Where the trainer passes whole groups, a recipe may compare their completions."""
        if adapter is None or not adapter.sees_groups:
            pytest.skip("the trainer passes one completion at a time")
        for function in self._made(adapter, _recipe(Part("compares", Compares()))):
            assert self._values(function, ["a", "longer", "bb"], ["1"] * 3) == [0.0, 1.0, 0.0]

    # ---- the record

    def test_the_record_is_complete(self, adapter: Adapter | None) -> None:
        """The table in the documentation is made of it."""
        if adapter is None:
            pytest.skip("override the fixture `adapter`: return the adapter's record")
        texts = (adapter.trainer, adapter.version, adapter.hook, adapter.thread, adapter.logs, adapter.evidence)
        assert all(texts)
        assert adapter.source.startswith("https://")
        assert adapter.undecided
        assert adapter.snippets
        assert any("{{recipe}}" in snippet.text for snippet in adapter.snippets)

    @pytest.mark.parametrize("name", _NASTY)
    def test_a_recipe_is_put_into_the_snippets_safely(self, adapter: Adapter | None, name: str) -> None:
        """Whatever the recipe is called, the snippet holds its name as one text and nothing else."""
        if adapter is None:
            pytest.skip("override the fixture `adapter`: return the adapter's record")
        for snippet in adapter.snippets:
            if "{{recipe}}" in snippet.text:
                found = texts_of(snippet, snippet.filled(name))
                assert any(name in text for text in found), (snippet.language, found)

    # ----

    def _made(self, adapter: Adapter | None, recipe: Recipe) -> Sequence[Callable[..., Any]]:
        """The callables under a policy that the trainer can follow."""
        return self.make(recipe, None if adapter is None else _first(adapter))

    def _values(self, function: Callable[..., Any], completions: Sequence[Any], references: Sequence[Any]) -> list[Any]:
        return self._called(function, list(completions), list(references))

    def _called(self, function: Callable[..., Any], completions: list[Any], references: list[Any]) -> list[Any]:
        found = self.call(function, completions, references)
        return list(_awaited(found) if inspect.isawaitable(found) else found)


def looking() -> Recipe:
    """A recipe of one reward: 1 where the completion holds the reference, undecided where there is none."""
    return _recipe(Part("looks", Looks(), required=True))


def texts_of(snippet: Snippet, filled: str) -> list[str]:
    """The texts that a filled snippet holds, read as its language reads them."""
    if snippet.language == "python":
        nodes = ast.walk(ast.parse(filled))
        return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if snippet.language == "yaml":
        return _texts_in(yaml.safe_load(filled))
    if snippet.language == "json":
        return _texts_in(json.loads(filled))
    if snippet.language == "toml":
        import tomllib

        return _texts_in(tomllib.loads(filled))
    words = shlex.split(filled, comments=True)
    if snippet.language == "hydra":
        return [word.replace("\\'", "'").replace("\\\\", "\\") for word in words]
    return words


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts_in(item)]
    return [value] if isinstance(value, str) else []


def _recipe(*parts: Part, policy: Any = "none") -> Recipe:
    return Recipe("suite", parts, on_undecided=policy)


def _first(adapter: Adapter) -> Policy:
    """A policy that never raises, if there is one."""
    return min(adapter.undecided, key=("none", "zero", "drop", "raise").index)


def _refuse_no_numbers(values: list[Any], count: int) -> None:
    assert len(values) == count
    assert all(value is None or (isinstance(value, (int, float)) and math.isfinite(value)) for value in values), values


def _awaited(found: Any) -> Any:
    """What an awaitable comes to, in a loop of its own: the caller may be in one, or in any thread."""
    results: list[Any] = []

    async def wait() -> None:
        results.append(await found)

    if threading.current_thread() is not threading.main_thread():
        asyncio.run(wait())
        return results[0]
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, wait()).result(120)
    return results[0]

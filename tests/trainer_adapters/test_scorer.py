"""What adapters share: a recipe that fits a trainer, and the reading of rows."""

import asyncio
import copy
import logging
import math
import threading
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

import pytest

from rewardry import Recipe
from rewardry.engine import background
from rewardry.errors import ConfigError, UndecidedError
from rewardry.pace import Pace
from rewardry.recipe import Part
from rewardry.testing.suites.adapter_rewards import Fails, Looks
from rewardry.testing.suites.adapters import looking
from rewardry.trainer_adapters.areal import ADAPTER
from rewardry.trainer_adapters.columns import Columns
from rewardry.trainer_adapters.scorer import Scorer, kept_scorer

ANY = replace(ADAPTER, undecided={"none": "a", "zero": "b", "drop": "c", "raise": "d"})
TWO = Recipe("two", (Part("looks", Looks(), required=True), Part("fails", Fails(), weight=0.5)))


def scored(scorer, completion, **row):
    return scorer.score_one(scorer.sample(completion, row))


def test_weights_are_applied_and_figures_are_not_weighted():
    result = scored(Scorer(ANY, TWO), "42", reference="42")
    assert result.value == 1.5
    assert result.figures == {
        "rewardry/looks": 1.0,
        "rewardry/looks/undecided": 0.0,
        "rewardry/looks/failed": 0.0,
        "rewardry/fails": 1.0,
        "rewardry/fails/undecided": 0.0,
        "rewardry/fails/failed": 0.0,
    }


def test_figures_tell_a_failure_from_an_undecided_row():
    result = scored(Scorer(ANY, TWO, "drop"), "fail")
    assert result.value is None
    assert [result.figures[f"rewardry/{key}"] for key in ("looks/undecided", "looks/failed")] == [1.0, 0.0]
    assert [result.figures[f"rewardry/{key}"] for key in ("fails/undecided", "fails/failed")] == [1.0, 1.0]
    assert result.reason.startswith("looks: ")
    assert tuple(result.figures) == Scorer(ANY, TWO).figure_keys


def test_zero_lets_the_decided_rewards_count():
    assert scored(Scorer(ANY, TWO, "zero"), "42").value == 0.5


@pytest.mark.parametrize(("policy", "value"), [("none", None), ("drop", None), ("zero", 0.0)])
def test_a_row_of_which_nothing_is_decided_follows_the_policy(policy, value):
    optional = Recipe("optional", (Part("fails", Fails()),))
    assert scored(Scorer(ANY, optional, policy), "fail").value == value


def test_raise_says_why_and_what_would_do_without():
    optional = Recipe("optional", (Part("fails", Fails()),))
    with pytest.raises(UndecidedError, match=r"'optional' gives a row no total \(fails: .*on_undecided='zero' would"):
        scored(Scorer(ANY, optional, "raise"), "fail")


def test_copies_of_a_process_are_one_object():
    scorer = Scorer(ANY, TWO, "zero", map={"reference": "answer"})
    copies = [copy.copy(scorer), copy.copy(scorer)]  # as a pickle does, by __reduce__
    assert copies[0] is copies[1]
    assert scored(copies[0], "42", answer="42").figures == scored(scorer, "42", answer="42").figures
    assert copy.copy(Scorer(ANY, TWO, "drop")) is not copies[0]


def test_scorers_are_kept_by_their_settings():
    def kept(recipe="deepseek-r1-zero", **settings):
        return kept_scorer(ANY, recipe, ("reference",), **settings)

    assert kept(on_undecided="zero") is kept(on_undecided="zero")
    assert kept(on_undecided="zero") is not kept(on_undecided="drop")
    assert kept(TWO) is kept(TWO)
    assert kept(TWO, map={"reference": "answer"}) is not kept(TWO)
    with pytest.raises(ConfigError, match="this is no lock"):
        kept(locked={"recipe": "another"})


def test_a_recipe_whose_parameters_are_mappings_is_kept_too():
    """It has no hash, and SkyRL copies what it is given for each environment."""
    recipe = Recipe.load("deepseek-r1-all")
    with pytest.raises(TypeError):
        hash(recipe)
    kept = kept_scorer(ANY, recipe, ("reference",), on_undecided="zero")
    assert kept.recipe.names == recipe.names
    assert kept_scorer(ANY, copy.deepcopy(recipe), ("reference",), on_undecided="zero") is kept
    assert kept_scorer(ANY, recipe, ("reference",), on_undecided="drop") is not kept
    assert kept_scorer(ANY, recipe, ("reference", "answer"), on_undecided="zero") is not kept


def test_settings_may_be_of_a_configurations_own_types():
    rewards = (MappingProxyType({"use": "accuracy", "verifier": "text.exact"}),)
    scorer = kept_scorer(ANY, MappingProxyType({"rewards": rewards}), ("reference",), map=MappingProxyType({}))
    assert scored(scorer, "<answer>4</answer>", reference="4").value == 1.0
    assert scorer is kept_scorer(ANY, {"rewards": [dict(rewards[0])]}, ("reference",), map={})
    with pytest.raises(ConfigError, match=r"the settings hold <object object .*>, which is no text"):
        kept_scorer(ANY, {"rewards": object()}, ("reference",))


def test_asynchronous_callers_score_in_threads_of_ours():
    names = []

    class Tells(Looks):
        def score(self, batch):
            names.append(threading.current_thread().name)
            return super().score(batch)

    scorer = Scorer(ANY, Recipe("tells", (Part("tells", Tells()),)))
    asyncio.run(scorer.ascore([scorer.sample("42", {"reference": "42"})]))
    assert names[0].startswith("rewardry-caller")


def told(scorer, *texts, **options):
    """What tasks get that ask at the same time: a total each, or what was raised."""

    async def all_of_them():
        calls = [scorer.ascore([scorer.sample(text, {"reference": "42"})], **options) for text in texts]
        return await asyncio.gather(*calls, return_exceptions=True)

    found = asyncio.run(all_of_them())
    return [one if isinstance(one, Exception) else one[0].value for one in found]


class Counted(Looks):
    """Notes how many samples a call has."""

    sizes: ClassVar[list[int]] = []

    def score(self, batch):
        self.sizes.append(len(batch))
        return super().score(batch)


def test_what_is_asked_at_the_same_time_is_scored_in_one_call():
    Counted.sizes.clear()
    scorer = Scorer(ANY, Recipe("counted", (Part("counted", Counted(), required=True),)), "zero")
    assert told(scorer, "42", "41", "42") == [1.0, 0.0, 1.0]
    assert Counted.sizes == [3]
    assert told(scorer, "42", "42") == [1.0, 1.0], "another loop"


def test_of_what_is_scored_in_one_call_an_error_reaches_only_its_own_caller():
    scorer = Scorer(ANY, looking(), "raise")
    right, undecided, wrong = told(scorer, "42", None, "41")
    assert (right, wrong) == (1.0, 0.0)
    assert isinstance(undecided, UndecidedError)


def test_one_who_gives_up_leaves_the_others_their_answers():
    scorer = Scorer(ANY, looking(), "zero")

    async def both():
        asking = [asyncio.ensure_future(scorer.ascore([scorer.sample(t, {"reference": "42"})])) for t in ("42", "41")]
        await asyncio.sleep(0)
        asking[0].cancel()
        return await asyncio.gather(*asking, return_exceptions=True)

    given_up, [other] = asyncio.run(both())
    assert isinstance(given_up, asyncio.CancelledError)
    assert other.value == 0.0


def test_rules_that_are_known_to_be_quick_are_scored_in_the_loop(monkeypatch):
    monkeypatch.setattr(background, "_executor", None)
    scorer = Scorer(ANY, {"name": "rule", "rewards": [{"use": "format.think_answer"}]}, "zero")
    text = "<think>a</think><answer>42</answer>"
    assert told(scorer, text) == [1.0]
    monkeypatch.setattr(scorer, "_pace", Pace())
    scorer._pace.note(1000, 0.01)  # whatever a busy machine made of the first time
    assert background._executor is not None, "the first time nobody knows yet"
    background._executor.shutdown()
    assert told(scorer, text, "42") == [1.0, 0.0], "no thread was asked, which would have refused"


def test_rules_that_turn_out_slow_are_not_scored_in_the_loop():
    pace = Pace()
    assert not pace.is_at_once(1)
    pace.note(10, 0.01)
    assert pace.is_at_once(10)
    assert not pace.is_at_once(1000)


def test_what_is_locked_is_compared():
    with pytest.raises(ConfigError, match="this is no lock"):
        Scorer(ANY, "deepseek-r1-zero", locked={"recipe": "another"})


def test_a_missing_column_of_a_row_is_told_once_and_raises_nothing(caplog):
    scorer = Scorer(ANY, looking(), references=("reference", "label"))
    with caplog.at_level(logging.WARNING, logger="rewardry"):
        values = [scored(scorer, "42", labels="42").value for _ in range(3)]
    assert values == [None] * 3
    [told] = [record.getMessage() for record in caplog.records if "has no column" in record.getMessage()]
    assert told.startswith(
        "recipe 'suite' reads 'reference', and a row has no column 'reference' or 'label'. Did you m"
    )
    assert told.endswith("Pass map={'reference': COLUMN}; what needs it is undecided")


def test_a_missing_column_of_a_batch_is_refused():
    columns = Columns(looking(), references=("reference", "label"))
    assert columns.batch({"label": ["1", "2"], "other": 3}, 2) == (["1", "2"], [{}, {}])
    with pytest.raises(ConfigError, match="the dataset has no column 'reference' or 'label'"):
        columns.batch({"label": ["1"]}, 2)


def test_a_rows_own_meta_wins():
    columns = Columns(Recipe.load({"rewards": [{"use": "format.think_answer"}]}))
    assert columns.row({"reference": 1}) == (None, {}), "what the recipe does not read is left behind"


def test_a_map_that_names_nothing_that_is_read_is_refused():
    with pytest.raises(ConfigError, match=r"map names 'referense', which recipe 'suite' reads from no column"):
        Scorer(ANY, looking(), map={"referense": "answer"})


def test_values_are_finite():
    assert all(math.isfinite(value) for value in scored(Scorer(ANY, TWO, "zero"), "fail").figures.values())

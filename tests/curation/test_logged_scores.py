"""Logged scores under another recipe: what is put together is what scoring anew gives, or it is refused."""

import json
import random
from pathlib import Path

import pytest

from rewardry.curation.logged_scores import (
    input_of,
    near,
    read_scores,
    recombined,
    reproduces,
    totals,
    why_not_logged,
    without_raise,
)
from rewardry.errors import ConfigError, DataError
from rewardry.recipe import Recipe
from rewardry.types import Sample, Score

ACCURACY = {"use": "accuracy", "verifier": "choice"}
FORMAT = {"use": "format.think_answer", "name": "format", "weight": 0.5}
WORDS = {"use": "length.think_words", "name": "words", "weight": 0.125}
LOGGED = {"name": "logged", "rewards": [ACCURACY, FORMAT, WORDS]}


def recipe_of(rewards=(ACCURACY, FORMAT, WORDS), **changes):
    return Recipe.load({"name": "other", "rewards": [dict(one) for one in rewards], **changes})


@pytest.fixture(scope="module")
def samples():
    """Six questions of five completions; some have no reference, so that accuracy is undecided."""
    chance = random.Random(5)
    texts = [f"<think>{'so ' * n}</think><answer>{letter}</answer>" for n in (1, 4) for letter in "AB"]
    texts += ["<answer>A</answer>", "", "<think>never ends", "A or B"]
    return [
        Sample(completion=chance.choice(texts), reference="A" if i % 7 else None, group=f"g{i // 5}") for i in range(30)
    ]


@pytest.fixture(scope="module")
def log(samples, tmp_path_factory):
    """The file that scoring these samples by the recipe writes."""
    file = tmp_path_factory.mktemp("log") / "log.jsonl"
    scored = Recipe.load(LOGGED).score(samples)
    with file.open("w") as stream:
        for i, (sample, row) in enumerate(zip(samples, scored, strict=True)):
            parts = {name: {"value": s.value, "status": s.reported_status} for name, s in row.components.items()}
            line = {"id": i, "group": sample.group, "total": row.total, "components": parts}
            stream.write(json.dumps({**line, "input": {"completion": sample.completion}}) + "\n")
    return str(file)


def test_a_log_is_that_of_the_recipe_it_was_scored_by(log, samples):
    logged = read_scores([log])
    assert logged.groups == [tuple(range(5 * g, 5 * g + 5)) for g in range(6)]
    assert None in logged.totals
    assert reproduces(logged, Recipe.load(LOGGED))
    assert totals(recombined(logged, Recipe.load(LOGGED))) == logged.totals
    assert not reproduces(logged, recipe_of([ACCURACY, FORMAT]))
    assert not reproduces(logged, recipe_of([ACCURACY, FORMAT, {**WORDS, "weight": 0.25}]))
    assert not reproduces(logged, recipe_of(on_undecided="zero"))


ALL = (ACCURACY, FORMAT, WORDS)


@pytest.mark.parametrize(
    ("rewards", "changes"),
    [
        ([{**ACCURACY, "weight": 2.0}, {**FORMAT, "weight": -1.0}, WORDS], {}),
        ([WORDS, ACCURACY], {}),
        ([FORMAT], {}),
        (ALL, {"on_undecided": "zero"}),
        (ALL, {"clip": [0.2, 0.9]}),
        (ALL, {"combine": "product"}),
        (ALL, {"combine": "min", "on_undecided": "zero"}),
        ([ACCURACY, FORMAT], {"combine": {"use": "lexicographic", "resolution": 0.1}}),
        (ALL, {"normalize": "sum_then_normalize"}),
        (ALL, {"normalize": "normalize_then_sum"}),
        ([ACCURACY, {**FORMAT, "when": "accuracy == correct"}, {**WORDS, "when": "format > 0"}], {}),
        ([{**FORMAT, "when": "words >= 0.005"}, WORDS, {**ACCURACY, "when": "format == 1"}], {}),
        ([ACCURACY, {**WORDS, "clip": [0, 0.005]}], {}),
        ([ACCURACY, {**WORDS, "when": "accuracy == incorrect", "weight": 3.0}], {"on_undecided": "zero"}),
    ],
)
def test_what_is_put_together_is_what_scoring_anew_gives(log, samples, rewards, changes):
    other = recipe_of(rewards, **changes)
    assert why_not_logged(other, Recipe.load(LOGGED)) is None
    anew = totals(other.score(samples))
    found = totals(recombined(read_scores([log]), other, Recipe.load(LOGGED)))
    assert [value is None for value in found] == [value is None for value in anew]
    assert [value for value in found if value is not None] == pytest.approx([v for v in anew if v is not None])


def test_what_stands_behind_the_gates_of_the_log_is_not_gated_again(samples, log):
    gated = recipe_of([ACCURACY, {**FORMAT, "when": "accuracy == correct"}])
    heavier = recipe_of([ACCURACY, {**FORMAT, "when": "accuracy == correct", "weight": 4.0}])
    assert why_not_logged(heavier, gated) is None
    logged = read_scores([log])
    logged.columns["format"] = [Score(9.0)] * 30
    assert {row.components["format"].value for row in recombined(logged, heavier)} == {9.0}
    assert {row.components["format"].value for row in recombined(logged, heavier, recipe_of())} > {0.0}


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ([FORMAT], [ACCURACY], "'accuracy' is not in recipe 'other'"),
        (ALL, [{**ACCURACY, "verifier": "text.exact"}], "'accuracy' has other settings"),
        (
            [ACCURACY, {**FORMAT, "when": "accuracy == correct"}],
            [ACCURACY, FORMAT],
            "the log has 'format' behind anoth",
        ),
        (
            [ACCURACY, {**WORDS, "clip": [0, 0.004]}],
            [ACCURACY, WORDS],
            "the log has 'words' behind another gate or clip",
        ),
        (
            [ACCURACY, {**WORDS, "clip": [0, 0.004]}],
            [{**WORDS, "clip": [0, 0.005]}],
            "the log has 'words' behind another gate",
        ),
    ],
)
def test_what_is_not_in_a_log_is_said(before, after, why):
    assert why_not_logged(recipe_of(after), recipe_of(before)).startswith(why)


def test_a_recipe_that_splits_completions_in_another_way_needs_scoring():
    assert why_not_logged(recipe_of(sections="plain"), recipe_of()) == "it splits completions in another way"


def test_a_reward_that_some_rows_lack_is_named(log, write, tmp_path):
    lines = [json.loads(line) for line in Path(log).read_text().splitlines()]
    del lines[7]["components"]["words"]
    logged = read_scores([str(tmp_path / write("log.jsonl", *lines))])
    assert logged.lacking(["accuracy", "words", "tone"]) == ["words", "tone"]
    assert logged.columns["words"][7] is None
    assert all(len(column) == 30 for column in logged.columns.values())
    with pytest.raises(ConfigError, match=r"the log has no score of 'words' in some rows, which recipe 'other' names"):
        recombined(logged, recipe_of())
    assert not reproduces(logged, Recipe.load(LOGGED))
    assert len(recombined(logged, recipe_of([FORMAT]))) == 30


@pytest.mark.parametrize(
    ("result", "score"),
    [
        ({"value": 1, "status": "correct"}, (1.0, "ok", "correct")),
        ({"value": 0.0, "status": "incorrect"}, (0.0, "ok", "incorrect")),
        ({"value": 0.5, "status": "ok"}, (0.5, "ok", None)),
        ({"value": 0.5}, (0.5, "ok", None)),
        ({"value": None, "status": "timeout"}, (None, "timeout", None)),
        ({"value": None, "status": "error"}, (None, "error", None)),
        ({"value": None, "status": "correct"}, (None, "abstain", None)),
        ({"status": "late"}, (None, "abstain", None)),
    ],
)
def test_a_score_is_read_with_its_verdict(write, tmp_path, result, score):
    [found] = read_scores([str(tmp_path / write("l.jsonl", {"components": {"a": result}}))]).columns["a"]
    assert (found.value, found.status, found.verdict and found.verdict.status) == score


def test_rows_may_be_shortened_and_come_from_several_files(write, tmp_path):
    first, second = (
        str(tmp_path / write(f"{name}.jsonl", *({"group": g, "components": {"a": {"value": 1.0}}} for g in name)))
        for name in ("ab", "ba")
    )
    logged = read_scores([first, second], shorten=lambda row: row.place)
    assert logged.rows == [f"{first}:1", f"{first}:2", f"{second}:1", f"{second}:2"]
    assert logged.groups == [(0,), (1, 2), (3,)]
    assert f"A group comes apart, first at {second}:2" in logged.warning


def test_a_log_without_rows_or_without_inputs_is_refused(write, tmp_path):
    with pytest.raises(DataError, match=r"empty\.jsonl: there are no rows"):
        read_scores([str(tmp_path / write("empty.jsonl"))])
    [row] = read_scores([str(tmp_path / write("bare.jsonl", {"components": {"a": {"value": 1.0}}}))]).rows
    with pytest.raises(DataError, match=r"bare\.jsonl:1: field 'input': .*score with --keep"):
        input_of(row)
    kept = {"components": {"a": {"value": 1.0}}, "input": {"completion": "x"}}
    [row] = read_scores([str(tmp_path / write("kept.jsonl", kept))]).rows
    assert input_of(row) == {"completion": "x"}


def test_an_undecided_row_has_no_total_where_the_recipe_would_raise(log):
    strict = recipe_of(on_undecided="raise")
    assert without_raise(strict).on_undecided == "none"
    assert without_raise(recipe_of(on_undecided="zero")).on_undecided == "zero"
    assert totals(recombined(read_scores([log]), strict)) == totals(recombined(read_scores([log]), recipe_of()))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (0.1 + 0.2, 0.3, True),
        (1e6 + 1e-4, 1e6, True),
        (1e6 + 1e-2, 1e6, False),
        (0.0, 1e-10, True),
        (0.0, 1e-8, False),
        (-1.0, 1.0, False),
    ],
)
def test_totals_are_the_same_but_for_rounding(first, second, same):
    assert near(first, second) == near(second, first) == same

"""What an environment makes of an answer: values, what counts as solved, and judges by name."""

import pytest

import rewardry
from rewardry import Environment
from rewardry.engine.runtime import default_runtime
from rewardry.errors import ConfigError, UnknownIdError
from rewardry.judgement import RecipeJudge, VerifierJudge, judge_of
from rewardry.recipe import Recipe
from rewardry.types import Sample

EXACT = {"name": "accuracy", "use": "accuracy", "verifier": "text.exact"}
TOLERANT = {"use": "text.exact", "ignore_case": True}
FORM = {"name": "form", "use": "format.think_answer"}
RIGHT, WRONG = (f"<think>a</think><answer>{answer}</answer>" for answer in "45")


def judged(rewards, completion, reference="4", **meta):
    """What a recipe's judge makes of a completion."""
    judge = judge_of({"rewards": rewards}, default_runtime())
    [found] = judge.judge([Sample(prompt="2 + 2?", completion=completion, reference=reference, meta=meta)])
    return found


GATED = [FORM, {**EXACT, "when": "form >= 1"}]


@pytest.mark.parametrize(
    ("rewards", "completion", "value", "solved", "reason"),
    [
        ([EXACT], RIGHT, 1.0, True, "equal"),
        ([EXACT], WRONG, 0.0, False, "not-equal"),
        ([FORM], "nothing", 0.0, True, "scored"),  # no verdict can come: one try
        (GATED, RIGHT, 2.0, True, "equal"),
        (GATED, WRONG, 1.0, False, "not-equal"),
        (GATED, "4", 0.0, False, "scored"),  # behind the closed gate nobody asked whether it is right
        ([EXACT, {**EXACT, "name": "second", "when": "accuracy == incorrect"}], RIGHT, 1.0, True, "equal"),
        ([EXACT, {**EXACT, "name": "second", "when": "accuracy == correct"}], WRONG, 0.0, False, "not-equal"),
        ([EXACT, {**EXACT, "name": "tolerant", "verifier": TOLERANT}], RIGHT, 2.0, True, "equal"),
    ],
)
def test_a_task_is_solved_when_every_verdict_is_correct(rewards, completion, value, solved, reason):
    found = judged(rewards, completion)
    assert (found.value, found.solved) == (value, solved)
    assert found.reason.startswith(reason) or reason == "equal"


ROUTED = [
    {
        "name": "own",
        "route": "domain",
        "cases": {"sum": {"use": "accuracy", "verifier": "text.exact"}, "essay": FORM["use"]},
    }
]


def test_a_row_that_is_routed_past_every_verdict_is_not_solved():
    assert judged(ROUTED, RIGHT, domain="sum").solved
    essay = judged(ROUTED, RIGHT, domain="essay")
    assert (essay.value, essay.solved, essay.verdict) == (1.0, False, None)


def test_a_route_to_a_verdict_tells_when_a_task_is_solved():
    environment = Environment([{"prompt": "2 + 2?", "reference": "4", "domain": "sum"}], {"rewards": ROUTED}, turns=2)
    environment.reset(seed=0)
    assert not environment.step(WRONG).terminated
    assert environment.step(RIGHT)[1:3] == (1.0, True)


def test_behind_a_closed_gate_there_is_another_try():
    environment = Environment([{"prompt": "2 + 2?", "reference": "4"}], {"rewards": GATED}, turns=2)
    environment.reset(seed=0)
    step = environment.step("4")
    assert (step.terminated, step.info["solved"], step.info["status"]) == (False, False, "scored")
    assert step.observation == "The answer is not right: it can be better. You have 1 more try."
    assert environment.step(RIGHT)[1:3] == (2.0, True)


def test_the_first_verdict_that_is_not_correct_is_told():
    rewards = [EXACT, {"name": "tolerant", "use": "accuracy", "verifier": TOLERANT}]
    assert judged(rewards, RIGHT).verdict.status == "correct"
    found = judged([{**EXACT, "name": "first"}, *rewards], WRONG)
    assert found.verdict.reason == found.reason == "not-equal"


def test_an_undecided_total_says_whose_reason_it_is():
    found = judged([FORM, {"name": "number", "use": "accuracy", "verifier": "math"}], RIGHT, reference=None)
    assert found == (None, False, found.verdict, "no-reference")


@pytest.mark.parametrize(
    "named", ["tinyzero", {"rewards": [FORM]}, Recipe.load("tinyzero")], ids=["name", "map", "own"]
)
def test_a_recipe_is_named_in_any_way(named):
    assert isinstance(judge_of(named, default_runtime()), RecipeJudge)


@pytest.mark.parametrize("ending", [".yaml", ".yml"])
def test_a_recipe_may_lie_in_a_file(tmp_path, ending):
    file = tmp_path / f"mine{ending}"
    file.write_text("rewards: [{use: format.boxed}]\n")
    for named in (file, str(file)):
        assert not judge_of(named, default_runtime()).tells_solved


@pytest.mark.parametrize(
    "named", ["text.exact", {"use": "text.exact", "ignore_case": False}, rewardry.get("text.exact")], ids=range(3)
)
def test_a_verifier_is_named_in_any_way(named):
    judge = judge_of(named, default_runtime())
    assert isinstance(judge, VerifierJudge)
    assert judge.tells_solved


@pytest.mark.parametrize(
    ("named", "kind", "message"),
    [
        ("tinyzeroo", UnknownIdError, r"no verifier 'tinyzeroo'.*; .*recipe.*'tinyzeroo'.*'tinyzero'"),
        ("missing.py:Mine", ConfigError, r"missing\.py"),
        ({"use": "text.exactt"}, UnknownIdError, "Did you mean 'text.exact'"),
        ({"use": "format.boxed"}, UnknownIdError, "format.boxed"),
        (["text.exact"], ConfigError, r"the judge is \['text.exact'\]; a verifier, a recipe, or the name of one"),
        (None, ConfigError, "the judge is None"),
    ],
)
def test_what_names_no_judge_is_refused(named, kind, message):
    with pytest.raises(kind, match=message):
        judge_of(named, default_runtime())

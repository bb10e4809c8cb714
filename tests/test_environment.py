"""Environments: what reset and step return, feedback, rewards, and tries that nobody can decide."""

import copy
import json
import math
import pickle
import subprocess
import sys

import pytest

import rewardry
from rewardry import Environment
from rewardry.errors import ConfigError, DataError, UnknownIdError
from rewardry.generator import refuse_arguments
from rewardry.parameters import build
from rewardry.plugins import registry

ROWS = [
    {"id": "sum", "prompt": "What is 2 + 2?", "reference": "4"},
    {"id": "city", "prompt": "What is the capital of France?", "reference": "Paris"},
]
SUM = ROWS[:1]


class Sums(rewardry.Generator):
    """Sums of two numbers; the larger the difficulty, the larger they are."""

    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        return iter(
            {
                "id": f"{seed}-{difficulty}-{i}",
                "prompt": f"What is {seed % 1000} + {difficulty}?",
                "reference": str(seed % 1000 + difficulty),
            }
            for i in range(n)
        )


class Silent(rewardry.Verifier):
    """Decides nothing."""

    status: str = "timeout"

    def verify(self, samples):
        return [rewardry.Verdict(self.status, reason="asleep") for _ in samples]


class Telling(rewardry.Verifier):
    """Tells what it should not."""

    def verify(self, samples):
        details = {"where": f"it should be {samples[0].reference}", "expected": samples[0].reference}
        return [rewardry.Verdict("incorrect", reason="not-equal", details=details) for _ in samples]


def test_a_right_answer_ends_the_task_with_its_reward():
    environment = Environment(SUM, "text.exact")
    observation, info = environment.reset(seed=0)
    assert observation == "What is 2 + 2?"
    assert info == {"id": "sum", "turn": 0, "turns": 1, "messages": [{"role": "user", "content": observation}]}
    step = environment.step("<answer>4</answer>")
    assert step[:4] == ("The answer is right.", 1.0, True, False)
    assert {k: v for k, v in step.info.items() if k != "messages"} == {
        "id": "sum",
        "turn": 1,
        "turns": 1,
        "undecided": False,
        "solved": True,
        "score": 1.0,
        "status": "correct",
        "reason": "equal.text",
    }


def test_a_wrong_answer_is_told_why_and_there_is_another_try():
    environment = Environment(SUM, "text.exact", turns=3, turn_reward=-0.1)
    environment.reset(seed=0)
    first = environment.step("<answer>5</answer>")
    why = "The answer is not right: it is not the right answer. You have 2 more tries."
    assert first[:4] == (why, -0.1, False, False)
    assert (first.info["score"], first.info["turn"]) == (0.0, 1)
    second = environment.step("<answer></answer>")
    assert second.observation == (
        "The answer is not right: no answer was found; put the final answer into <answer> tags. You have 1 more try."
    )
    third = environment.step("<answer>4</answer>")
    assert third[1:4] == (1.0, True, False)
    roles = [message["role"] for message in third.info["messages"]]
    assert roles == ["user", "assistant", "user", "assistant", "user", "assistant", "user"]


def test_the_last_try_counts_and_ends_the_task():
    environment = Environment(SUM, "text.exact", turns=2, turn_reward=-0.1)
    environment.reset(seed=0)
    environment.step("5")
    step = environment.step("6")
    assert step[1:4] == (0.0, True, False)
    assert step.observation.endswith("There are no more tries.")


def test_without_feedback_the_policy_is_told_that_it_was_wrong_and_no_more():
    environment = Environment(SUM, "text.exact", turns=2, feedback=False)
    environment.reset(seed=0)
    assert environment.step("5").observation == "The answer is not right. You have 1 more try."


@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_what_nobody_could_decide_is_no_number_and_truncates(status):
    environment = Environment(SUM, Silent(status=status), turns=3)
    environment.reset(seed=0)
    step = environment.step("4")
    assert math.isnan(step.reward)
    assert (step.terminated, step.truncated, step.observation) == (False, True, "The answer could not be judged.")
    assert (step.info["undecided"], step.info["score"], step.info["status"]) == (True, None, status)
    with pytest.raises(ConfigError, match="has ended"):
        environment.step("4")


def test_a_trainer_may_name_the_reward_of_what_is_undecided():
    environment = Environment(SUM, Silent(), undecided_reward=0.0)
    environment.reset(seed=0)
    step = environment.step("4")
    assert (step.reward, step.truncated, step.info["undecided"], step.info["score"]) == (0.0, True, True, None)


def test_a_reference_that_cannot_be_read_is_undecided():
    pytest.importorskip("pint")
    environment = Environment([{"prompt": "How far?", "reference": "wobble"}], "units")
    environment.reset(seed=0)
    step = environment.step("5 m")
    assert (step.truncated, step.info["reason"]) == (True, "reference-unparseable")


# Feedback


def test_feedback_never_repeats_the_reference():
    for reference in ("Paris", "4", 42, ["x", "Paris"], {"answer": "Paris"}):
        environment = Environment([{"prompt": "?", "reference": reference}], Telling(), turns=2)
        environment.reset(seed=0)
        step = environment.step("London")
        assert step.observation == "The answer is not right: it is not the right answer. You have 1 more try."
        assert "expected" not in json.dumps(step.info)
        assert "should be" not in json.dumps(step.info)


def test_feedback_of_a_program_names_the_test_and_what_became_of_it():
    tests = {"inputs": [[2], [12345]], "outputs": [4, 24690]}
    reference = {"mode": "function", "language": "python", "entry_point": "double", "tests": tests}
    environment = Environment([{"prompt": "Write double.", "reference": reference}], "code", turns=2)
    environment.reset(seed=0)
    step = environment.step("```python\ndef double(x):\n    return x * x\n```")
    assert step.info["status"] == "incorrect"
    said = "The answer is not right: a test gets another output than it should (test 2 of 2). You have 1 more try."
    assert step.observation == said


FAMILIES = [entry.id for entry in registry().entries("generator") if entry.id.startswith("logic.")]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_puzzle_is_solved_by_its_solution_and_feedback_does_not_tell_it(family):
    puzzle = rewardry.get(family)
    environment = Environment(family, family, turns=4, difficulty=2)
    for seed in range(3):
        asked, info = environment.reset(seed=seed, options={"task_seed": seed})
        row = next(build(rewardry.Generator, family, {}).rows(seed, 1, 2))
        other = next(build(rewardry.Generator, family, {}).rows(seed + 100, 1, 2))
        solution = puzzle.solution(puzzle.instance(row["reference"]))
        for wrong in ("", "hello", puzzle.solution(puzzle.instance(other["reference"])) or ""):
            step = environment.step(f"<answer>{wrong}</answer>")
            if step.terminated:  # the other's solution solves this one too
                break
            said = " ".join(step.observation.split())
            hidden = solution is not None and len(solution) > 3 and solution not in asked  # a word to choose is told
            assert not hidden or " ".join(solution.split()) not in said
        if not step.terminated and solution is not None:
            assert environment.step(f"<answer>{solution}</answer>").reward == 1.0
        assert info["turn"] == 0


# Tasks


def test_a_seed_gives_the_same_tasks():
    environment = Environment(Sums(), "text.exact")
    first = [environment.reset(seed=7)[0], environment.reset()[0], environment.reset()[0]]
    assert [environment.reset(seed=7)[0], environment.reset()[0], environment.reset()[0]] == first
    assert len(set(first)) == 3
    assert environment.reset(seed=8)[0] != first[0]


def test_a_generated_task_may_be_asked_for():
    environment = Environment(Sums(), "text.exact", difficulty=2)
    assert environment.reset(options={"task_seed": 40})[0] == "What is 40 + 2?"
    assert environment.reset(options={"task_seed": 40, "difficulty": 9})[0] == "What is 40 + 9?"
    assert environment.step("49").reward == 1.0


def test_tasks_come_from_several_generators():
    class Differences(Sums):
        """Differences."""

        def rows(self, seed, n, difficulty=5):
            return iter([{"id": "d", "prompt": "What is 3 - 1?", "reference": "2"}])

    environment = Environment([Sums(), Differences()], "text.exact")
    seen = {environment.reset(seed=seed)[0].split()[3] for seed in range(20)}
    assert seen == {"+", "-"}


def test_a_row_may_be_asked_for():
    environment = Environment(ROWS, "text.exact")
    assert environment.reset(options={"row": 1})[1]["id"] == "city"
    assert {environment.reset(seed=seed)[1]["id"] for seed in range(20)} == {"sum", "city"}
    with pytest.raises(ConfigError, match="the option row is 2; the data set has the rows 0 to 1"):
        environment.reset(options={"row": 2})
    with pytest.raises(ConfigError, match="reset has no option 'seed' here; it has row"):
        environment.reset(options={"seed": 2})


def test_rows_may_lie_in_a_file(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    for given in (file, str(file)):
        assert Environment(given, "text.exact").reset(options={"row": 1})[0] == ROWS[1]["prompt"]
    file.write_text('{"prompt": "a"}\n{"reference": "4"}\n')
    with pytest.raises(DataError, match=r"rows.jsonl:2: field 'prompt'"):
        Environment(file, "text.exact")


def test_a_prompt_may_be_a_chat():
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 2 + 2?"}]
    environment = Environment([{"prompt": chat, "reference": "4"}], "text.exact")
    observation, info = environment.reset()
    assert (observation, info["messages"]) == ("What is 2 + 2?", chat)
    info["messages"][0]["content"] = "changed"
    assert environment.reset()[1]["messages"] == chat


# Judges


def test_a_recipe_gives_its_total():
    recipe = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "weight": 0.5}]}
    environment = Environment(SUM, recipe, turns=2)
    environment.reset(seed=0)
    wrong = environment.step("<think>r</think><answer>5</answer>")
    assert (wrong.reward, wrong.info["score"], wrong.terminated) == (0.0, 0.5, False)
    assert environment.step("<think>r</think><answer>4</answer>")[1:3] == (1.5, True)


def test_a_recipe_with_an_undecided_reward_has_no_total():
    environment = Environment(
        [{"prompt": "?", "reference": None}], {"rewards": [{"use": "accuracy", "verifier": "math"}]}
    )
    environment.reset(seed=0)
    step = environment.step("<answer>4</answer>")
    assert (step.truncated, step.info["undecided"], step.info["reason"]) == (True, True, "no-reference")


def test_a_recipe_without_a_verdict_gives_one_try():
    recipe = {"rewards": [{"use": "format.think_answer"}]}
    environment = Environment(SUM, recipe)
    environment.reset(seed=0)
    assert environment.step("<think>r</think><answer>5</answer>")[:3] == ("The answer was scored.", 1.0, True)
    with pytest.raises(ConfigError, match="no reward of the recipe gives a verdict"):
        Environment(SUM, recipe, turns=2)


def test_a_recipe_that_compares_completions_is_refused():
    with pytest.raises(ConfigError, match="compares the completions of a prompt"):
        Environment(SUM, {"rewards": [{"use": "format.think_answer"}], "normalize": "sum_then_normalize"})


def test_judges_by_name():
    for judge in ("text.exact", {"use": "text.exact", "ignore_case": False}, rewardry.get("text.exact"), "tinyzero"):
        Environment(SUM, judge)
    with pytest.raises(UnknownIdError, match=r"text.exakt.*text.exact"):
        Environment(SUM, "text.exakt")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"turns": 0}, "turns is 0; a whole number from 1 to 1000 is wanted"),
        ({"turns": True}, "turns is True"),
        ({"turn_reward": math.nan}, "turn_reward is nan; a finite number is wanted"),
        ({"turn_reward": 10**400}, "turn_reward is 1000"),
        ({"turn_reward": True}, "turn_reward is True"),
        ({"turn_reward": "0"}, "turn_reward is '0'"),
        ({"undecided_reward": None}, "undecided_reward is None"),
        ({"undecided_reward": 10**400}, "undecided_reward is 1000"),
        ({"undecided_reward": False}, "undecided_reward is False"),
        ({"turns": 1001}, "turns is 1001"),
        ({"turns": 1.0}, "turns is 1.0"),
        ({"difficulty": 11}, "the difficulty is 11; a whole number from 0 to 10 is wanted"),
        ({"tasks": []}, "there are no tasks"),
        ({"tasks": 5}, "tasks is 5; a generator"),
        ({"judge": 5}, "the judge is 5; a verifier, a recipe"),
    ],
    ids=str,
)
def test_what_does_not_hold_together_is_refused(change, message):
    arguments = {"tasks": SUM, "judge": "text.exact", **change}
    with pytest.raises(ConfigError, match=message):
        Environment(**arguments)


def test_tasks_without_a_prompt_are_refused():
    with pytest.raises(DataError, match="task 1: field 'prompt'"):
        Environment([*SUM, {"reference": "4"}], "text.exact")


def test_the_order_of_calls_is_told():
    environment = Environment(SUM, "text.exact")
    with pytest.raises(ConfigError, match="call reset before the first step"):
        environment.step("4")
    environment.reset()
    with pytest.raises(ConfigError, match="the action is NoneType; what the policy wrote, a text, is wanted"):
        environment.step(None)
    environment.step("4")
    with pytest.raises(ConfigError, match="the episode has ended; call reset before the next step"):
        environment.step("4")


@pytest.mark.parametrize("seed", [1.0, "1", math.nan, [1], None.__class__])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ConfigError, match=r"^the seed is .*; a whole number is wanted$"):
        Environment(SUM, "text.exact").reset(seed=seed)


@pytest.mark.parametrize("row", [-1, 2, True, 0.0, "0", [0]])
def test_a_row_that_is_not_there_is_told_with_those_that_are(row):
    with pytest.raises(ConfigError, match=r"^the option row is .*; the data set has the rows 0 to 1$"):
        Environment(ROWS, "text.exact").reset(options={"row": row})


def through_pickle(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301


@pytest.mark.parametrize("copied", [copy.deepcopy, through_pickle])
def test_a_copy_goes_on_from_where_it_was_made(copied):
    environment = Environment(ROWS, "text.exact", turns=3)
    environment.reset(seed=4)
    environment.step("x")
    other = copied(environment)
    assert other.step("y").info == environment.step("y").info
    assert other.reset() == environment.reset()
    other.step("z")
    assert environment.step("z").info["turn"] == 1


def test_it_loads_neither_gymnasium_nor_numpy():
    code = (
        "import rewardry, sys; e = rewardry.Environment([{'prompt': 'p', 'reference': 'r'}], 'text.exact');"
        "e.reset(); e.step('r'); print({'numpy', 'gymnasium', 'torch'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"

"""`environment_factory`: tasks with tries, as TRL asks them."""

import pickle

import pytest

from rewardry.errors import ConfigError
from rewardry.trl import environments

ROWS = [{"prompt": f"What is {n} + 1?", "reference": str(n + 1)} for n in range(3)]


@pytest.fixture
def factory():
    return environments(ROWS, "text.exact", turns=2, turn_reward=-0.1, trl="1.16.0")


def test_a_task_with_two_tries(factory):
    environment = factory()
    assert environment.reset(task=2, prompt=[{"role": "user", "content": ""}]) == "What is 2 + 1?"
    assert environment.submit("<answer>2</answer>").endswith("You have 1 more try.")
    assert environment.submit("<answer>3</answer>") == "The answer is right."
    assert environment.submit("<answer>3</answer>") == "There are no more tries."
    assert environment.get_reward() == 0.9


def test_what_was_submitted_last_counts_where_tries_are_left(factory):
    environment = factory()
    environment.reset(task=0)
    environment.submit("<answer>7</answer>")
    assert environment.get_reward() == 0.0
    environment.reset(task=0)
    assert environment.get_reward() == 0.0  # nothing was submitted


def test_an_undecided_task_has_no_reward():
    environment = environments([{"prompt": "?"}], "text.exact", trl="1.16.0")()
    environment.reset(task=0)
    environment.submit("<answer>1</answer>")
    assert environment.get_reward() is None


def test_the_factory_makes_the_rows_that_reset_understands(factory):
    rows = factory.rows(instruction="Submit your answer.")
    assert rows[1] == {"prompt": [{"role": "user", "content": "Submit your answer.\n\n"}], "task": 1}
    assert [factory().reset(**row) for row in rows] == [row["prompt"] for row in ROWS]
    assert len(factory.rows(2)) == 2
    with pytest.raises(ConfigError, match="count is 4, and the data set has 3 rows"):
        factory.rows(4)
    with pytest.raises(ConfigError, match=r"no column 'task'; train on the factory's own rows"):
        factory().reset(prompt="?")


def test_generated_tasks_are_the_same_for_every_completion_of_a_prompt():
    factory = environments("logic.calendar", "logic", difficulty=1, trl="1.16.0")
    assert len({factory().reset(**factory.rows(2)[1]) for _ in range(3)}) == 1
    assert factory().reset(task=0) != factory().reset(task=1)
    with pytest.raises(ConfigError, match="generated tasks have no end"):
        factory.rows()


def test_it_can_be_pickled(factory):
    environment = pickle.loads(pickle.dumps(factory))()  # noqa: S301 - pickled on this line
    assert environment.reset(task=1) == "What is 1 + 1?"


def test_what_does_not_hold_together_is_refused_at_once():
    with pytest.raises(ConfigError, match="there are no tasks"):
        environments([], "text.exact", trl="1.16.0")


def test_a_count_of_rows_is_none_or_some_and_never_fewer(factory):
    assert factory.rows(0) == []
    assert len(factory.rows(3)) == 3
    for made in (factory, environments("logic.calendar", "logic", difficulty=1, trl="1.16.0")):
        with pytest.raises(ConfigError, match="count is -1; no rows can be fewer than none"):
            made.rows(-1)


@pytest.mark.parametrize(
    ("tries", "turns", "reward"),
    [
        ("r", 3, 1.0),
        ("wr", 3, 0.9),
        ("wwr", 3, 0.8),
        ("www", 3, -0.2),
        ("w", 3, 0.0),
        ("ww", 3, -0.1),
        ("w", 1, 0.0),
        ("r", 1, 1.0),
        ("wwwwr", 3, -0.2),
        ("rrr", 3, 1.0),
        ("", 3, 0.0),
    ],
)
def test_a_rollout_earns_what_its_last_try_is_worth_and_the_price_of_those_before(tries, turns, reward):
    """By hand: each wrong try after which there was another costs 0.1; what comes behind the end counts for nothing."""
    environment = environments(ROWS, "text.exact", turns=turns, turn_reward=-0.1, trl="1.16.0")()
    environment.reset(task=0)
    for one in tries:
        environment.submit("<answer>1</answer>" if one == "r" else "<answer>7</answer>")
    assert environment.get_reward() == pytest.approx(reward)
    assert environment.get_reward() == pytest.approx(reward), "who asks twice is told the same"


def test_an_environment_that_is_used_again_has_forgotten_the_rollout_before(factory):
    environment = factory()
    environment.reset(task=0)
    environment.submit("<answer>7</answer>")
    environment.submit("<answer>7</answer>")
    assert environment.get_reward() == pytest.approx(-0.1)
    environment.reset(task=1)
    environment.submit("<answer>2</answer>")
    assert environment.get_reward() == 1.0


def test_environments_of_one_factory_do_not_mix_their_tasks(factory):
    one, other = factory(), factory()
    one.reset(task=0)
    other.reset(task=2)
    assert one.submit("<answer>1</answer>") == other.submit("<answer>3</answer>") == "The answer is right."


def test_before_a_task_there_is_nothing_to_try(factory):
    environment = factory()
    assert environment.submit("<answer>1</answer>") == "There are no more tries."
    assert environment.get_reward() is None


def test_the_model_is_shown_one_tool_with_one_argument(factory):
    """TRL makes tools of the public methods but `reset` and `get_reward`, and reads what their docstrings say."""
    environment = factory()
    public = {name for name in dir(environment) if not name.startswith("_")}
    assert public == {"reset", "submit", "get_reward"}
    assert "answer:" in environment.submit.__doc__

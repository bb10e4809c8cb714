"""Gymnasium's own checks of our environments, and their registration."""

import subprocess
import sys
import warnings

import pytest

import rewardry
from rewardry.errors import ConfigError

gymnasium = pytest.importorskip("gymnasium")
from gymnasium.utils.env_checker import check_env  # noqa: E402

import rewardry.gym  # noqa: E402

ROWS = [{"id": i, "prompt": f"What is {i} + 1?", "reference": str(i + 1)} for i in range(50)]


@pytest.mark.parametrize("turns", [1, 3])
def test_gymnasiums_checker_finds_nothing(turns):
    environment = gymnasium.make(rewardry.gym.ID, tasks=ROWS, judge="text.exact", turns=turns).unwrapped
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(environment)


def test_the_spaces_are_texts_of_any_characters():
    environment = rewardry.gym.Environment(ROWS, "text.exact")
    for space in (environment.observation_space, environment.action_space):
        assert isinstance(space, gymnasium.spaces.Text)
        assert "Ünïcode 中文\n" * 1000 in space
        assert "" in space
        assert "x" * 100_001 not in space
        assert 5 not in space
        assert space.sample() in space


def test_an_episode_through_gymnasium():
    environment = gymnasium.make(rewardry.gym.ID, tasks=ROWS, judge="text.exact", turns=2, render_mode="ansi")
    observation, _ = environment.reset(seed=1)
    number = int(observation.split()[2])
    observation, reward, terminated, truncated, info = environment.step("<answer>none</answer>")
    assert (reward, terminated, truncated, info["turn"]) == (0.0, False, False, 1)
    observation, reward, terminated, truncated, info = environment.step(f"<answer>{number + 1}</answer>")
    assert (reward, terminated, truncated) == (1.0, True, False)
    assert environment.render().endswith("user: The answer is right.")
    environment.close()


@pytest.mark.parametrize("mode", list(gymnasium.vector.AutoresetMode))
def test_a_vector_through_gymnasium(mode):
    environment = gymnasium.make_vec(
        rewardry.gym.ID,
        num_envs=3,
        vectorization_mode="vector_entry_point",
        tasks=ROWS[:1],
        judge="text.exact",
        turns=2,
        autoreset_mode=mode,
    )
    assert environment.metadata["autoreset_mode"] is mode
    observations, infos = environment.reset(seed=1)
    assert observations in environment.observation_space
    assert infos["turn"].tolist() == [0, 0, 0]
    observations, rewards, terminations, truncations, infos = environment.step(("1", "2", "x"))
    assert (rewards.tolist(), rewards.dtype) == ([1.0, 0.0, 0.0], "float64")
    assert (terminations.tolist(), truncations.tolist()) == ([True, False, False], [False, False, False])
    assert infos["_turn"].tolist() == [True, True, True]
    if mode is gymnasium.vector.AutoresetMode.SAME_STEP:
        assert infos["final_obs"][0] == "The answer is right."
    environment.close()


def test_gymnasiums_own_vector_agrees_with_ours():
    def make():
        return rewardry.gym.Environment(ROWS, "text.exact", turns=2)

    theirs = gymnasium.vector.SyncVectorEnv([make] * 3)
    ours = rewardry.gym.VectorEnvironment(3, ROWS, "text.exact", turns=2)
    assert theirs.reset(seed=5)[0] == ours.reset(seed=5)[0]
    for actions in (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("<answer>1</answer>",) * 3, ("x", "y", "z")):
        one, other = theirs.step(actions), ours.step(actions)
        assert one[0] == other[0]
        for left, right in zip(one[1:4], other[1:4], strict=True):
            assert left.tolist() == right.tolist()
    theirs.close()
    ours.close()


def test_registering_twice_changes_nothing():
    assert rewardry.gym.register() == []


def test_make_imports_what_it_needs():
    code = (
        "import gymnasium; e = gymnasium.make('rewardry.gym:rewardry/Environment-v0', "
        "tasks=[{'prompt': 'p', 'reference': 'r'}], judge='text.exact'); print(e.reset()[0])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "p"


def test_modes_that_there_are_not_are_refused():
    with pytest.raises(ConfigError, match="autoreset_mode is 'never'"):
        rewardry.gym.VectorEnvironment(2, ROWS, "text.exact", autoreset_mode="never")
    with pytest.raises(ConfigError, match="render_mode is 'human'"):
        rewardry.gym.Environment(ROWS, "text.exact", render_mode="human")

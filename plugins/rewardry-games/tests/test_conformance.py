"""Every component passes the kit; asked for by id, so that the plugin must be installed."""

import pytest
from rewardry_games.games import GAMES

import rewardry
from rewardry.testing import parametrize_with_checks
from rewardry.testing.suites.generators import GeneratorSuite


@parametrize_with_checks(["games/legal_move", "games/best_move", "games/result"])
def test_the_verifier_conforms(component, check):
    check(component)


WORDS = {1: "win", 0: "draw", -1: "loss"}


class TestPositions(GeneratorSuite):
    @pytest.fixture
    def generator(self):
        return rewardry.get("games/positions")

    @pytest.fixture
    def verifier(self):
        return rewardry.get("games/best_move")

    def solution(self, row):
        return solution(row, "best_move")


def solution(row, task):
    """An answer by the rules alone, without the verifier's code for it."""
    game = GAMES[row["game"]]
    position = game.parse(row["reference"]["position"])
    moves = game.moves(position)
    answers = {
        "legal_move": moves[-1],
        "best_move": min(moves, key=lambda move: game.value(game.play(position, move))),
        "result": WORDS[game.value(position)],
    }
    return f"<think>I count.</think>\n<answer>{answers[task]}</answer>"


@pytest.mark.parametrize("task", ["legal_move", "best_move", "result"])
@pytest.mark.parametrize("difficulty", [0, 4, 10])
def test_rows_can_be_solved(task, difficulty):
    for row in rewardry.get("games/positions", task=task).rows(3, 12, difficulty):
        assert rewardry.verify(f"games/{task}", solution(row, task), row["reference"]).status == "correct"


def test_not_every_move_is_a_best_one():
    paid_anyhow = 0
    for row in rewardry.get("games/positions").rows(seed=7, n=30, difficulty=5):
        game = GAMES[row["game"]]
        moves = game.moves(game.parse(row["reference"]["position"]))
        answers = [f"<answer>{move}</answer>" for move in moves]
        found = {rewardry.verify("games/best_move", answer, row["reference"]).status for answer in answers}
        assert "correct" in found
        paid_anyhow += "incorrect" not in found
    assert paid_anyhow == 0


def test_the_generator_can_keep_to_one_game():
    rows = rewardry.get("games/positions", game="nim").rows(seed=0, n=5)
    assert {row["game"] for row in rows} == {"nim"}


def test_the_recipe_pays_a_best_move():
    reference = {"game": "nim", "position": "3,5,7"}
    rows = [
        {"completion": f"<think>xor</think>\n<answer>{move}</answer>", "reference": reference}
        for move in ("1 from heap 1", "2 from heap 1", "nothing")
    ]
    assert [scored.total for scored in rewardry.score("games/best-move", rows)] == [1.25, 0.0, 0.0]

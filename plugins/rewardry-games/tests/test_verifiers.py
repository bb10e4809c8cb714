"""Any valid answer is right, and nothing else."""

import pytest
from rewardry_games.games import GAMES

import rewardry


def judged(verifier, game, position, answer):
    reference = {"game": game, "position": position}
    return rewardry.verify(f"games/{verifier}", f"<answer>{answer}</answer>", reference)


@pytest.mark.parametrize(
    ("name", "position", "every"),
    [
        ("tic-tac-toe", "X.O/.X./..O", [f"{column}{row}" for column in "abcd" for row in range(1, 5)]),
        ("connect-four", "O.XOXOX/O.XXOXX/OXOXOXO/XOXOOOX/XOOOXXO/XXOXOXO", [str(column) for column in range(10)]),
        ("nim", "2,1", [f"{taken} from heap {heap}" for taken in range(4) for heap in range(4)]),
    ],
)
def test_exactly_the_legal_moves_are_right(name, position, every):
    right = [move for move in every if judged("legal_move", name, position, move).status == "correct"]
    assert right
    assert sorted(right) == sorted(GAMES[name].moves(GAMES[name].parse(position)))


def test_every_best_move_is_right():
    every = [f"{column}{row}" for column in "abc" for row in "123"]
    right = [move for move in every if judged("best_move", "tic-tac-toe", "X../.O./..X", move).status == "correct"]
    assert right == ["a2", "b1", "b3", "c2"]  # a corner loses to a fork


@pytest.mark.parametrize(
    ("verifier", "position", "answer", "status", "reason"),
    [
        ("best_move", "XX./OO./...", "c3", "correct", "best"),
        ("best_move", "XX./OO./...", "c1", "incorrect", "gives-away"),
        ("best_move", "XX./OO./...", "a1 ", "incorrect", "gives-away"),
        ("best_move", "XX./OO./...", "b3", "incorrect", "illegal"),
        ("best_move", "XX./OO./...", "the centre", "incorrect", "no-move"),
        ("best_move", "XXX/OO./...", "a1", "abstain", "game-over"),
        ("legal_move", "XXX/OO./...", "a1", "abstain", "game-over"),
        ("result", "XXX/OO./...", "loses", "correct", "equal"),
        ("result", "XXX/OO./...", "X wins", "incorrect", "no-result"),
        ("result", "X", "win", "abstain", "reference-unparseable"),
    ],
)
def test_reasons(verifier, position, answer, status, reason):
    verdict = judged(verifier, "tic-tac-toe", position, answer)
    assert (verdict.status, verdict.reason) == (status, reason)


@pytest.mark.parametrize(("verifier", "answer"), [("best_move", "4"), ("result", "win")])
def test_what_is_too_large_to_search_is_undecided(verifier, answer):
    verdict = judged(verifier, "connect-four", "/".join(["......."] * 6), answer)
    assert (verdict.status, verdict.reason) == ("abstain", "too-large")


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ({"game": "chess", "position": ""}, "there is no game 'chess'; there are tic-tac-toe, connect-four, nim"),
        ({"game": ["nim"], "position": "1"}, "there is no game"),
        ({"game": "nim"}, "the position None is no text"),
        ({}, "there is no game None"),
    ],
)
def test_a_reference_that_names_no_position_is_undecided(reference, why):
    verdict = rewardry.verify("games/legal_move", "<answer>a1</answer>", reference)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert why in verdict.details["why"]

"""The rules and the search against plain ones, written again with lists."""

import random

import pytest
from rewardry_games.games import GAMES
from rewardry_games.lines import CONNECT_FOUR, TIC_TAC_TOE, LineGame

SMALL = LineGame("small", "", width=4, height=3, run=3, falls=True, free=(3, 8), searched=9)


def lines_of(game):
    """The places of every line, as pairs of column and row."""
    for column in range(game.width):
        for row in range(game.height):
            for step in ((1, 0), (0, 1), (1, 1), (1, -1)):
                line = [(column + i * step[0], row + i * step[1]) for i in range(game.run)]
                if all(0 <= c < game.width and 0 <= r < game.height for c, r in line):
                    yield line


def cells_of(game, text):
    """The signs of a text by column and row, rows counted from below."""
    rows = text.split("/")[::-1]
    return {(c, r): rows[r][c] for r in range(game.height) for c in range(game.width)}


def plain_value(cells, game, sign):
    """Minimax without any cleverness."""
    other = "O" if sign == "X" else "X"
    if any(all(cells[place] == other for place in line) for line in lines_of(game)):
        return -1
    free = [place for place, found in cells.items() if found == "."]
    if game.falls:
        free = [(c, r) for c, r in free if r == 0 or cells[c, r - 1] != "."]
    if not free:
        return 0
    return max(-plain_value({**cells, place: sign}, game, other) for place in free)


@pytest.mark.parametrize("game", [TIC_TAC_TOE, SMALL], ids=lambda game: game.name)
def test_values_are_those_of_plain_minimax(game):
    chance = random.Random(1)
    found = set()
    for difficulty in [0, 5, 7] * 8:
        position = game.random_position(chance, difficulty)
        text = game.show(position)
        sign = "X" if text.count("X") == text.count("O") else "O"
        value = game.value(position)
        assert value == plain_value(cells_of(game, text), game, sign), text
        found.add(value)
    assert found == {-1, 0, 1}


def test_tic_tac_toe_is_drawn_from_the_beginning():
    assert TIC_TAC_TOE.value(TIC_TAC_TOE.parse(".../.../...")) == 0


@pytest.mark.parametrize("heaps", [(1,), (2, 2), (1, 2, 3), (1, 2, 4), (3, 3, 1), (4, 1), (0, 0), (2, 3, 2)])
def test_nim_is_what_a_search_finds(heaps):
    nim = GAMES["nim"]

    def plain(position):
        return max((-plain(nim.play(position, move)) for move in nim.moves(position)), default=-1)

    assert nim.value(heaps) == plain(heaps)


@pytest.mark.parametrize("name", GAMES)
def test_a_position_survives_its_text(name):
    game, chance = GAMES[name], random.Random(2)
    for difficulty in range(11):
        position = game.random_position(chance, difficulty)
        assert game.parse(game.show(position)) == position
        assert game.moves(position)
        assert all(game.read_move(move) == move for move in game.moves(position))


def test_stones_fall():
    board = CONNECT_FOUR.parse("/".join(["......."] * 6))
    for move in "4434":
        board = CONNECT_FOUR.play(board, move)
    assert CONNECT_FOUR.show(board) == "......./......./......./...O.../...O.../..XX..."
    assert CONNECT_FOUR.moves(board) == list("1234567")


@pytest.mark.parametrize(
    ("line", "moves"),
    [
        ("across", "1122334"),
        ("up", "1212121"),
        ("rising", "12234334454"),
        ("falling", "76654554434"),
    ],
)
def test_four_in_any_direction_end_connect_four(line, moves):
    board = CONNECT_FOUR.parse("/".join(["......."] * 6))
    for move in moves:
        assert CONNECT_FOUR.outcome(board) is None
        board = CONNECT_FOUR.play(board, move)
    assert CONNECT_FOUR.outcome(board) == -1
    assert CONNECT_FOUR.moves(board) == []


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("tic-tac-toe", "XX/..", "is no board of 3 rows of 3"),
        ("tic-tac-toe", "XXZ/.../...", "is no board of 3 rows of 3"),
        ("tic-tac-toe", "XX./.../...", "has 2 X and 0 O; X begins"),
        ("tic-tac-toe", "OO./X../...", "has 1 X and 2 O"),
        ("tic-tac-toe", "XXX/OOO/...", "goes on after X has won"),
        ("connect-four", "X....../" + "/".join(["......."] * 5), "a stone with nothing below it"),
        ("nim", "3;5", "is no list of heaps"),
        ("nim", "61", "more than 60 stones"),
        ("nim", ",".join("1" * 13), "more than 12 heaps"),
        ("nim", "", "is no list of heaps"),
    ],
)
def test_what_is_no_position_is_refused(name, text, why):
    with pytest.raises(ValueError, match=why):
        GAMES[name].parse(text)


@pytest.mark.parametrize(
    ("name", "text", "move"),
    [
        ("tic-tac-toe", "B2", "b2"),
        ("tic-tac-toe", "b22", None),
        ("tic-tac-toe", "2b", None),
        ("connect-four", "column 4", "4"),
        ("connect-four", "04", "4"),
        ("connect-four", "0", "0"),
        ("connect-four", "4 or 5", None),
        ("connect-four", "\u0664", None),
        ("nim", "Take 2 stones from pile 3", "2 from heap 3"),
        ("nim", "2", None),
        ("nim", "-2 from heap 1", None),
    ],
)
def test_how_moves_are_written(name, text, move):
    assert GAMES[name].read_move(text) == move

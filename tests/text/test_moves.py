"""Moves and steps: the whole text is one list of them, or nothing is read."""

import contextlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.moves import DIRECTIONS, parse_moves, scan_steps, steps_text
from rewardry.text.unreadable import UnreadableAnswerError

TILES = {str(tile): str(tile) for tile in range(1, 16)}
HANG_SECONDS = 10.0  # a guard against what does not end, on a machine with other work


@pytest.mark.parametrize(
    "text",
    [
        "UURD",
        "u u r d",
        "up, up, right, down",
        "UP UP RIGHT DOWN",
        "U, U, R, D",
        "U-U-R-D",
        "U -> U -> R -> D",
        "↑↑→↓",
        "↑ ↑ → ↓",
        "↑ -> ↑ -> → -> ↓",
        "U → U → R → D",
        '["U", "U", "R", "D"]',
        '["up","up","right","down"]',
        "[U, U, R, D]",
        "['U', 'U', 'R', 'D']",
        '{"moves": ["U", "U", "R", "D"]}',
        "1. Up\n2. Up\n3. Right\n4. Down",
        "- up\n- up\n- right\n- down",
        "Step 1: Move up\nStep 2: Move up\nStep 3: Move right\nStep 4: Move down",
        "1. up 2. up 3. right 4. down",
        "Go up, go up, then go right and finally go down.",
        "上上右下",
        "向上，向上，向右，向下",
        "Ｕ　Ｕ　Ｒ　Ｄ",
        "**U U R D**",
        "north north east south",
    ],
)
def test_the_ways_to_write_moves(text):
    assert parse_moves(text, DIRECTIONS) == ["U", "U", "R", "D"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "not UURD",
        "UURD or UUDR",
        "I reached the goal",
        "U5",
        "6",
        "UURDX",
        "UURD (5 moves)",
        "UURD (4 moves), R",
        "UURD (or 4 moves)",
        "U? U R D",
        "U/U/R/D",
        '["U", 3.5]',
        '["U", true]',
        '{"moves": ["U"], "moves": ["D"]}',
        '{"a": 1, "b": 2}',
        "U U R D # done",
        "[U, U] [R, D]",
        '["U"] ["R"]',
        "<U>",
        "UURD\nThis is not the solution.",
    ],
)
def test_what_is_no_list_of_moves_is_refused(text):
    with pytest.raises(UnreadableAnswerError):
        parse_moves(text, DIRECTIONS)


@pytest.mark.parametrize("text", ['{"moves": ["U"], "moves": ["D"]}', "UUR LLD", "UUR\n\nLLD", "U, U\n\nL, L"])
def test_two_lists_are_ambiguous(text):
    with pytest.raises(UnreadableAnswerError) as raised:
        parse_moves(text, DIRECTIONS)
    assert raised.value.reason == "ambiguous"


@pytest.mark.parametrize("text", ["3 5 8", "3, 5, 8", "[3, 5, 8]", "1. 3\n2. 5\n3. 8", "3 -> 5 -> 8", "3-5-8"])
def test_moves_that_are_numbers(text):
    assert parse_moves(text, TILES) == ["3", "5", "8"]


@pytest.mark.parametrize("text", ["3. 5. 8.", "358", "3 5 99", "3.5"])
def test_numbers_that_may_count_or_move_are_refused(text):
    with pytest.raises(UnreadableAnswerError):
        parse_moves(text, TILES)


def test_the_number_of_moves_behind_them_must_be_true():
    assert parse_moves("UURD (4 moves).", DIRECTIONS) == list("UURD")
    walk = {"cat": "cat", "cot": "cot", "dot": "dot"}
    assert parse_moves("cat -> cot -> dot (total: 2 steps)", walk, places=True) == ["cat", "cot", "dot"]
    with pytest.raises(UnreadableAnswerError, match="2 moves are listed, 3 are said") as raised:
        parse_moves("cat -> cot -> dot (3 steps)", walk, places=True)
    assert raised.value.reason == "ambiguous"


def test_a_word_of_the_alphabet_is_a_move_and_beside_places_nothing_is_said():
    assert parse_moves("move, cove", {"move": "move", "cove": "cove"}) == ["move", "cove"]
    assert parse_moves("move up", DIRECTIONS) == ["U"]
    with pytest.raises(UnreadableAnswerError):
        parse_moves("move up", DIRECTIONS, places=True)


def test_too_many_moves_are_refused():
    with pytest.raises(UnreadableAnswerError) as raised:
        parse_moves("U" * 11, DIRECTIONS, most=10)
    assert raised.value.reason == "over-limit"


@given(
    st.lists(st.sampled_from("UDLR"), min_size=1, max_size=30),
    st.sampled_from(["", " ", ", ", "\n", " -> ", "; ", " | "]),
)
def test_moves_come_back(moves, between):
    assert parse_moves(between.join(moves), DIRECTIONS) == moves


@given(st.text(max_size=60))
def test_any_text_is_moves_or_unreadable(text):
    try:
        moves = parse_moves(text, DIRECTIONS)
    except UnreadableAnswerError:
        return
    assert moves
    assert set(moves) <= set("UDLR")


STEP = re.compile(r"(?P<verb>go|sit)\s+(?P<where>[A-C])(?![A-Za-z])", re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "go A\nsit B",
        "go A, sit B",
        "1. go A\n2. sit B",
        "1) go A 2) sit B",
        "- go A\n- sit B",
        "Go A; then sit B.",
        '["go A", "sit B"]',
        '[["go", "A"], ["sit", "B"]]',
        '[{"verb": "go", "where": "A"}, {"where": "B", "verb": "sit"}]',
        "[('go', 'A'), ('sit', 'B')]",
        "Step 1: go A\nStep 2: sit B",
        "go A -> sit B",
    ],
)
def test_the_ways_to_write_steps(text):
    steps = scan_steps(steps_text(text, ("verb", "where")), STEP)
    assert [(step["verb"].casefold(), step["where"]) for step in steps] == [("go", "A"), ("sit", "B")]


@pytest.mark.parametrize(
    "text", ["", "go D", "go A or sit B", "do not go A", "go A twice", "go A]", '["go A"] ["sit B"]', "go"]
)
def test_what_is_no_list_of_steps_is_refused(text):
    with pytest.raises(UnreadableAnswerError):
        scan_steps(steps_text(text), STEP)


def test_an_empty_step_of_a_list_carries_nothing():
    assert steps_text('[["goat", "wolf"], [], "hen"]') == "goat wolf\nnothing\nhen"


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 9000,
        "1. " * 3000,
        " " * 9000 + "x",
        "[" * 9000,
        "-" * 9000 + "x",
        "go A " * 1800,
        "U" * 9000,
        "a" * 9000,
        "UU " * 3000,
    ],
)
def test_hostile_text_takes_no_time(hostile):
    start = time.process_time()
    for parse in (lambda: parse_moves(hostile, DIRECTIONS), lambda: scan_steps(steps_text(hostile), STEP)):
        with contextlib.suppress(UnreadableAnswerError):
            parse()
    assert time.process_time() - start < HANG_SECONDS

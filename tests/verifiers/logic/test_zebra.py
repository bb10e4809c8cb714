"""Zebra puzzles against every street, each clue worked out anew."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.component import UnreadableReferenceError
from rewardry.verifiers.logic.zebra import ZebraInstance

VALUES = {"Name": ("Ann", "Bob", "Cid"), "Pet": ("cat", "dog", "eel")}
THINGS = [(name, value) for name, values in VALUES.items() for value in values]
KINDS = ("same", "not", "left", "before", "next", "between", "at", "not_at")


@st.composite
def clues(draw):
    kind = draw(st.sampled_from(KINDS))
    a, b, c = (draw(st.sampled_from(THINGS)) for _ in range(3))
    if kind in ("at", "not_at"):
        return (kind, *a, draw(st.integers(1, 3)))
    return (kind, *a, *b, *c) if kind == "between" else (kind, *a, *b)


def holds(clue, at):
    kind, a = clue[0], at[clue[1], clue[2]]
    if kind in ("at", "not_at"):
        return (a == clue[3]) is (kind == "at")
    b = at[clue[3], clue[4]]
    if kind == "between":
        c = at[clue[5], clue[6]]
        return b < a < c or c < a < b
    return {"same": a == b, "not": a != b, "left": b - a == 1, "before": b > a, "next": b - a in (1, -1)}[kind]


def streets():
    for names, pets in itertools.product(itertools.permutations((1, 2, 3)), repeat=2):
        yield dict(zip(THINGS, (*names, *pets), strict=True))


def as_json(at):
    houses = {f"House {i}": {} for i in (1, 2, 3)}
    for (name, value), house in at.items():
        houses[f"House {house}"][name] = value
    return json.dumps(houses)


@settings(max_examples=25, deadline=None)
@given(st.lists(clues(), max_size=5))
def test_exactly_the_streets_that_fit_are_right(puzzle_of, said):
    puzzle, instance = puzzle_of("zebra"), ZebraInstance(n=3, attributes=VALUES, clues=tuple(said))
    count = 0
    for at in streets():
        valid = all(holds(clue, at) for clue in said)
        count += valid
        assert (puzzle.check(as_json(at), instance, "").status == "correct") == valid
    assert puzzle.count_solutions(instance, 100) == count


@settings(max_examples=20, deadline=None)
@given(st.lists(clues(), min_size=2, max_size=5), st.sampled_from(THINGS), st.sampled_from(["Name", "Pet", "House"]))
def test_a_question_is_answered_by_what_all_streets_say(puzzle_of, said, thing, asked):
    puzzle = puzzle_of("zebra")
    instance = ZebraInstance(n=3, attributes=VALUES, clues=tuple(said), question=(*thing, asked))
    fitting = [at for at in streets() if all(holds(clue, at) for clue in said)]
    houses = {at[thing] for at in fitting}
    if asked == "House":
        right, offered = {str(house) for house in houses}, ("1", "2", "3")
    else:
        right = {value for at in fitting for value in VALUES[asked] if at[asked, value] == at[thing]}
        offered = VALUES[asked]
    for value in offered:
        if len(right) == 1:
            assert (puzzle.check(value, instance, "").status == "correct") == (right == {value})
        else:
            with pytest.raises(UnreadableReferenceError, match=r"the clues leave (no|[23]) answers"):
                puzzle.check(value, instance, "")


STREET = ZebraInstance(n=3, attributes=VALUES, clues=())
ROWS = (("1", "Ann", "dog"), ("2", "Bob", "cat"), ("3", "Cid", "eel"))


@pytest.mark.parametrize(
    "answer",
    [
        "\n".join(f"House {h}: Name = {a}, Pet = {b}" for h, a, b in ROWS),
        "\n".join(f"- **House {h}:** Name: {a}; Pet: {b}" for h, a, b in ROWS),
        "\n".join(f"### House {h}\n- Name: {a}\n- Pet: {b}" for h, a, b in ROWS),
        "| House | Name | Pet |\n|---|---|---|\n" + "\n".join(f"| House {h} | {a} | {b} |" for h, a, b in ROWS),
        "| | House 1 | House 2 | House 3 |\n|---|---|---|---|\n| Name | Ann | Bob | Cid |\n| Pet | dog | cat | eel |",
        json.dumps({"solution": {h: {"name": a, "pet": b} for h, a, b in ROWS}}),
        json.dumps([{"Name": a, "Pet": b} for _, a, b in ROWS]),
        json.dumps({"Name": ["Ann", "Bob", "Cid"], "Pet": ["dog", "cat", "eel"]}),
        "\n".join(f"房子{h}：Name：{a}，Pet：{b}" for h, a, b in ROWS),
    ],
)
def test_a_street_is_read_in_every_form(puzzle_of, is_right, answer):
    assert is_right(puzzle_of("zebra"), STREET, answer)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ('{"House 1": {"Name": "Ann", "Name": "Bob"}}', "ambiguous"),
        ('{"House 1": {"Name": "Ann", "Pet": ["cat", "dog"]}}', "unreadable"),
        ('{"House 4": {"Name": "Ann", "Pet": "cat"}}', "unreadable"),
        ("House 1: Name = Ann, Pet = cat", "incomplete"),
        ("House 1: Name = Ann\nHouse 1: Name = Bob", "ambiguous"),
        (json.dumps({h: {"Name": "Ann", "Pet": b} for h, _, b in ROWS}), "ambiguous"),
        (json.dumps({h: {"Name": a + "x", "Pet": b} for h, a, b in ROWS}), "incomplete"),
        ("Ann lives in house 1", "unreadable"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    assert verdict_of(puzzle_of("zebra"), STREET, answer).reason == reason


@pytest.mark.parametrize(
    "clue", [["above", "Pet", "cat", "Pet", "dog"], ["at", "Pet", "cat", 4], ["same", "Pet", "cow", "Pet", "cat"], []]
)
def test_a_reference_with_another_clue_is_undecided(puzzle_of, verdict_of, clue):
    reference = {
        "puzzle": "zebra",
        "n": 3,
        "attributes": {key: list(value) for key, value in VALUES.items()},
        "clues": [clue],
    }
    assert verdict_of(puzzle_of("zebra"), reference, "x").status == "abstain"


def test_a_question_that_the_clues_do_not_answer_is_undecided(puzzle_of, verdict_of):
    clues = [("before", "Pet", "cat", "Pet", "dog")]
    for said in (clues, [*clues, ("before", "Pet", "dog", "Pet", "cat")]):
        instance = ZebraInstance(n=3, attributes=VALUES, clues=tuple(said), question=("Pet", "cat", "House"))
        assert verdict_of(puzzle_of("zebra"), instance, "1").status == "abstain"
        assert puzzle_of("zebra").solution(instance) is None

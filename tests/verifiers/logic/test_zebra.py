"""Zebra puzzles against every street, each clue worked out anew."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.component import UnreadableReferenceError
from rewardry.verifiers.logic.search_limits import SearchLimitError
from rewardry.verifiers.logic.zebra import ZebraInstance
from rewardry.verifiers.logic.zebra_clues import Clue, Street

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


def test_a_question_is_answered_by_all_streets_however_many_there_are(puzzle_of, verdict_of):
    kinds = {"Name": ["Ann", "Bob", "Cid"], **{f"Kind {i}": [f"a{i}", f"b{i}", f"c{i}"] for i in range(5)}}
    free = ZebraInstance(n=3, attributes=kinds, clues=(), question=("Name", "Ann", "Kind 0"))
    verdict = verdict_of(puzzle_of("zebra"), free, "a0")
    assert verdict.status == "abstain"
    assert "the clues leave 3 answers" in verdict.details["why"]
    told = free.model_copy(update={"clues": (("same", "Name", "Ann", "Kind 0", "b0"),)})
    assert verdict_of(puzzle_of("zebra"), told, "b0").status == "correct"
    assert verdict_of(puzzle_of("zebra"), told, "a0").status == "incorrect"


@pytest.mark.parametrize(
    "attributes",
    [
        {"PhoneModel": ["iphone 13", "samsung galaxy s21"], "Height": ["very short", "short"]},
        {"Age": ["30", "40"], "Number": ["1", "2"]},
        {"Name": ["O'Neil", "Mr. Smith"], "Car": ["ford f-150", "tesla model 3"]},
        {"Hair_Color": ["light brown", "brown"], "Eye Color": ["brown", "blue"]},
        {"House Style": ["victorian", "ranch"], "Position": ["first", "second"]},
        {"Name": ["House", "Wilson"], "Pet": ["no pet", "dog"]},
        {"名字": ["小明", "小红"], "宠物": ["猫", "狗"]},
    ],
    ids=lambda attributes: " ".join(attributes),
)
def test_names_of_every_kind_are_read_in_every_form(attributes, puzzle_of, is_right):
    puzzle = puzzle_of("zebra")
    clues = [["at", name, value, house] for name, both in attributes.items() for house, value in enumerate(both, 1)]
    instance = puzzle.instance({"puzzle": "zebra", "n": 2, "attributes": attributes, "clues": clues})
    assert all(is_right(puzzle, instance, form) for form in puzzle.surface_forms(instance))
    assert not any(is_right(puzzle, instance, miss) for miss in puzzle.near_misses(instance))
    for name, both in attributes.items():
        asked = instance.model_copy(update={"question": (name, both[0], "House")})
        assert is_right(puzzle, asked, "1")
        assert not is_right(puzzle, asked, "2")
        beside, values = next((other, values) for other, values in attributes.items() if other != name)
        turned = instance.model_copy(update={"question": (beside, values[0], name)})
        assert is_right(puzzle, turned, both[0])
        assert not is_right(puzzle, turned, both[1])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "no-answer"),
        ("[]", "incomplete"),
        ("{}", "incomplete"),
        ("[1, 2, 3]", "unreadable"),
        ('{"House 1": 3}', "unreadable"),
        ('{"House 1": {"Name": "Ann", "Pet": "cat"}}', "incomplete"),
        ('{"solution": {"House 1": {"Name": "Ann", "Pet": "cat"}}}', "incomplete"),
        ('{"solution": [{"Name": "Ann"}]}', "incomplete"),
        ('{"Name": ["Ann", "Bob", "Cid"]}', "incomplete"),
        ('{"Job": ["a", "b", "c"], "Pet": ["cat", "dog", "eel"]}', "unreadable"),
        ('{"Name": ["Ann", "Bob", "Cid"], "Pet": ["cat", "dog"]}', "incomplete"),
        ('{"header": ["House", "Name"], "rows": [["1", ["Ann"]]]}', "unreadable"),
        ('{"header": "House", "rows": []}', "unreadable"),
        ('{"header": ["House", "Name"], "rows": [["1"]]}', "unreadable"),
        ('{"header": ["House", "Name"], "rows": [["x", "Ann"]]}', "unreadable"),
        ('{"House 0": {"Name": "Ann"}}', "unreadable"),
        ('{"House 1": {"Job": "nurse"}}', "unreadable"),
        ('{"House 1": {"Name": null}}', "unreadable"),
        ('{"Name": ["Ann", "Bob", "Cid", "Dan"]}', "unreadable"),
        ('[{"House": 1, "Name": "Ann", "name": "Bob"}]', "ambiguous"),
        ('{"House 1": {"Name": "Ann"}, "house_1": {"Name": "Bob"}}', "ambiguous"),
        ('{"House 1": {"Name": "Ann"', "unreadable"),
        ("| House | Name |\n|---|---|\n| 1 | Ann | cat |", "unreadable"),
        ("|---|---|", "incomplete"),
        ("Name = Ann", "unreadable"),
        ("House 1: Ann", "incomplete"),
        ("House 1: Zed", "unreadable"),
    ],
)
def test_what_is_no_whole_street_says_what_is_wrong(answer, reason, puzzle_of, verdict_of):
    bare = ZebraInstance(n=3, attributes=VALUES, clues=())
    verdict = verdict_of(puzzle_of("zebra"), bare, answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


@pytest.mark.parametrize("kind", ["same", "not", "left", "before", "next"])
@pytest.mark.parametrize("houses", [2, 4])
def test_the_search_agrees_with_all_orders_of_one_attribute_pair(kind, houses):
    clue = Clue(kind, 0, houses)
    fitting = [
        [*one, *other]
        for one, other in itertools.product(itertools.permutations(range(houses)), repeat=2)
        if {
            "same": one[0] == other[0],
            "not": one[0] != other[0],
            "left": one[0] == other[0] - 1,
            "before": one[0] < other[0],
            "next": abs(one[0] - other[0]) == 1,
        }[kind]
    ]
    assert sorted(Street(houses, 2, [clue]).solutions()) == sorted(fitting)


def test_a_search_of_streets_gives_up_after_so_many_guesses():
    free = Street(5, 4, [])
    with pytest.raises(SearchLimitError):
        list(free.solutions(10))
    assert next(free.solutions(20))

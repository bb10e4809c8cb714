"""River crossing: every short sequence of crossings against rules written down a second time."""

import itertools

import pytest

from rewardry.verifiers.logic.river_crossing import RiverCrossing, RiverCrossingInstance

CLASSIC = RiverCrossingInstance(
    items=("cabbage", "goat", "wolf"), forbidden=(("wolf", "goat"), ("goat", "cabbage")), boat=1
)
PAIRS = RiverCrossingInstance(items=("a", "b", "c"), forbidden=(("a", "b"),), boat=2)


def _is_valid(crossings, instance):
    near, far = set(instance.items), set()
    for number, cargo in enumerate(crossings):
        here, there = (near, far) if number % 2 == 0 else (far, near)
        if not set(cargo) <= here or len(cargo) > instance.boat:
            return False
        here -= set(cargo)
        there |= set(cargo)
        if any(set(pair) <= here for pair in instance.forbidden):
            return False
    return not near and len(crossings) % 2 == 1


@pytest.mark.parametrize(("instance", "longest"), [(CLASSIC, 7), (PAIRS, 4)])
def test_every_short_sequence_is_judged_by_the_rules(instance, longest):
    loads = [load for size in range(instance.boat + 1) for load in itertools.combinations(instance.items, size)]
    found = None
    for length in range(1, longest + 1):
        right = 0
        for crossings in itertools.product(loads, repeat=length):
            valid = _is_valid(crossings, instance)
            right += valid
            if valid or hash(crossings) % 50 == 0:
                answer = "\n".join(" and ".join(load) or "nothing" for load in crossings)
                assert (RiverCrossing().check(answer, instance, "").status == "correct") == valid
        if right and found is None:
            found = length
            shortest = instance.model_copy(update={"shortest": True})
            assert RiverCrossing().count_solutions(shortest, 1000) == right
            assert RiverCrossing().hardness(instance) == length
    assert found


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("goat, nothing, wolf, goat, cabbage, nothing, goat", True),
        ("Goat; none; Cabbage; Goat; Wolf; none; Goat", True),
        ("1. Take the goat across\n2. Return alone\n3. Take the wolf across\n4. Bring the goat back\n"
         "5. Take the cabbage across\n6. Return alone\n7. Take the goat across", True),
        ('["goat", "nothing", "wolf", "goat", "cabbage", "nothing", "goat"]', True),
        ('[["goat"], [], ["wolf"], ["goat"], ["cabbage"], [], ["goat"]]', True),
        ("goat -> nothing -> wolf -> goat -> cabbage -> nothing -> goat", True),
        ("goat, nothing, wolf, goat, cabbage, nothing", False),
        ("goat, wolf, cabbage", False),
        ("wolf, nothing, goat", False),
        ("goat back, nothing, wolf, goat, cabbage, nothing, goat", False),
        ("goat, nothing, wolf, goat, cabbage, nothing, goat or wolf", False),
        ("goat, nothing, no wolf, goat, cabbage, nothing, goat", False),
        ("goat and wolf, nothing, cabbage", False),
        ("7", False),
    ],
)  # fmt: skip
def test_forms_and_near_misses(answer, right, is_right):
    assert is_right(RiverCrossing(), CLASSIC, answer) == right


def test_a_pair_must_name_two_of_the_things():
    with pytest.raises(ValueError, match="wolf and fox are no two of the things"):
        RiverCrossingInstance(items=("wolf", "goat"), forbidden=(("wolf", "fox"),))


@pytest.mark.parametrize(
    "items",
    [
        ("one two three four", "five"),
        ("salt and pepper", "salt"),
        ("salt", "salt and pepper of the sea"),
        ("back", "over nothing"),
        ("the farmer takes the boat", "boat"),
        ("Müllers Kuh", "müllers"),
    ],
)
@pytest.mark.parametrize("boat", [1, 2])
def test_things_of_many_words_and_of_words_that_mean_something_are_carried(is_right, items, boat):
    puzzle, instance = RiverCrossing(), RiverCrossingInstance(items=items, boat=boat)
    assert is_right(puzzle, instance, puzzle.solution(instance))
    assert is_right(puzzle, instance, puzzle.solution(instance).upper())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("goat, wolf", "illegal-move"),
        ("goat and wolf", "illegal-move"),
        ("goat back", "illegal-move"),
        ("wolf", "broken-rule"),
        ("goat", "incomplete"),
        ("goat, goat", "incomplete"),
        ("goat and goat", "ambiguous"),
        ("farmer", "unreadable"),
        ("goat and nothing", "unreadable"),
        ("dragon", "unreadable"),
        ("1, 2, 3", "unreadable"),
    ],
)
def test_the_reason_says_what_is_wrong(verdict_of, answer, reason):
    assert verdict_of(RiverCrossing(), CLASSIC, answer).reason == reason


@pytest.mark.parametrize("back", ["nothing", "back", "return", "go back", "returns alone", "空"])
def test_the_way_back_may_be_said_in_words(is_right, back):
    assert is_right(RiverCrossing(), CLASSIC, f"goat, {back}, wolf, goat, cabbage, {back}, goat")
    assert not is_right(RiverCrossing(), CLASSIC, f"{back}, goat, wolf, goat, cabbage, {back}, goat")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"items": ("goat", "GOAT")}, "two things have one name"),
        ({"items": ()}, "at least 1"),
        ({"items": ("goat2",)}, "match pattern"),
        ({"items": ("goat", "wolf"), "forbidden": (("goat", "goat"),)}, "goat and goat are no two of the things"),
        ({"items": ("goat", "Nothing")}, "'Nothing' is what an empty boat carries"),
        ({"boat": 0}, "greater than or equal to 1"),
        ({"boat": 5}, "less than or equal to 4"),
    ],
)
def test_what_is_no_crossing_of_things_is_refused(change, why):
    with pytest.raises(ValueError, match=why):
        RiverCrossingInstance(**{"items": ("goat",), **change})


def test_the_fewest_crossings_are_wanted_where_they_are_asked_for(verdict_of):
    ways = "goat, goat, goat, nothing, wolf, goat, cabbage, nothing, goat"
    assert verdict_of(RiverCrossing(), CLASSIC, ways).status == "correct"
    fewest = CLASSIC.model_copy(update={"shortest": True})
    verdict = verdict_of(RiverCrossing(), fewest, ways)
    assert (verdict.status, verdict.reason) == ("incorrect", "broken-rule")
    assert verdict.details["where"] == "fewer crossings are possible"

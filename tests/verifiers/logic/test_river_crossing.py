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

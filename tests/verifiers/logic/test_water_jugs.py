"""Water jugs: every short sequence of steps against arithmetic."""

import itertools

import pytest

from rewardry.verifiers.logic.water_jugs import WaterJugs, WaterJugsInstance

JUGS = WaterJugsInstance(capacity=(3, 5), target=4)


def _held(steps, capacity):
    held = dict.fromkeys("ABC"[: len(capacity)], 0)
    size = dict(zip(held, capacity, strict=True))
    for step in steps:
        if step.startswith("fill"):
            held[step[-1]] = size[step[-1]]
        elif step.startswith("empty"):
            held[step[-1]] = 0
        else:
            one, other = step[5], step[-1]
            total = held[one] + held[other]
            held[other] = min(size[other], total)
            held[one] = total - held[other]
    return held.values()


@pytest.mark.parametrize(("capacity", "target", "longest"), [((3, 5), 1, 4), ((3, 5), 4, 6), ((2, 3, 7), 5, 3)])
def test_every_short_sequence_is_judged_by_what_the_jugs_hold(capacity, target, longest):
    names = "ABC"[: len(capacity)]
    steps = [f"{action} {name}" for action in ("fill", "empty") for name in names]
    steps += [f"pour {one}->{other}" for one, other in itertools.permutations(names, 2)]
    instance = WaterJugsInstance(capacity=capacity, target=target)
    for length in range(1, longest + 1):
        right = []
        for sequence in itertools.product(steps, repeat=length):
            valid = target in _held(sequence, capacity)
            right += [sequence] * valid
            if (valid and len(right) < 300) or hash(sequence) % 100 == 0:
                assert (WaterJugs().check("\n".join(sequence), instance, "").status == "correct") == valid
        if right:
            assert WaterJugs().hardness(instance) == length
            shortest = instance.model_copy(update={"shortest": True})
            assert WaterJugs().count_solutions(shortest, 10**6) == len(right)
            longer = "\n".join(["empty A", *right[0]])
            assert WaterJugs().check(longer, instance, "").status == "correct"
            assert WaterJugs().check(longer, shortest, "").reason == "broken-rule"
            return
    raise AssertionError("no sequence was found")


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ('["fill B", "pour B->A", "empty A", "pour B->A", "fill B", "pour B->A"]', True),
        ("1. Fill jug B\n2. Pour B into A\n3. Empty A\n4. Pour from B to A\n5. Fill B\n6. Pour jug B into jug A", True),
        ("fill B, pour B→A, empty A, pour B→A, fill B, pour B→A", True),
        ("['fill B', 'pour B->A', 'empty A', 'pour B->A', 'fill B', 'pour B->A']", True),
        (
            '[["fill","B"],["pour","B","A"],["empty","A"],["pour","B","A"],["fill","B"],["pour","B","A"]]',
            True,
        ),
        ("fill B\npour B->A\nempty A\npour B->A\nfill B", False),
        ("fill B with 4 litres", False),
        ("fill D", False),
        ("4", False),
        ("do not fill B", False),
        ("pour B->B", False),
        ("fill B or fill A", False),
        ("B holds 4 litres", False),
        ('["fill B"] ["pour B->A", "empty A", "pour B->A", "fill B", "pour B->A"]', False),
    ],
)
def test_forms_and_near_misses(answer, right, is_right):
    assert is_right(WaterJugs(), JUGS, answer) == right


def test_an_amount_that_cannot_be_measured_has_no_solution():
    assert WaterJugs().solution(WaterJugsInstance(capacity=(2, 4), target=3)) is None
    assert WaterJugs().count_solutions(WaterJugsInstance(capacity=(2, 4), target=3)) == 0

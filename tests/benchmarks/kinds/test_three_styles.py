"""RM-Bench's matrix, its levels and its domains against counting every comparison."""

import itertools
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.kinds.three_styles import ThreeStylesKind
from rewardry.benchmarks.sets import LabelledRow

KIND = ThreeStylesKind()
VALUES = st.lists(st.none() | st.integers(0, 4).map(float), min_size=6, max_size=6)
CELLS = list(itertools.product(range(3), repeat=2))


def row(id_, domain="chat"):
    texts = {"chosen": ["c1", "c2", "c3"], "rejected": ["r1", "r2", "r3"]}
    return LabelledRow(id_, None, str(id_), {"id": id_, "domain": domain, "prompt": "q", "completion": texts})


def told_of(one, values):
    outcomes = [{"status": "timeout" if value is None else "ok", "value": value} for value in values]
    return KIND.told(one, outcomes, "values")


def above(values, i, j):
    return values[i] is not None and values[3 + j] is not None and values[i] > values[3 + j]


LEVELS = {
    "easy": lambda i, j: i > j,
    "normal": lambda i, j: i == j,
    "hard": lambda i, j: i < j,
    "average": lambda i, j: True,
}


@settings(max_examples=40)
@given(st.lists(st.tuples(VALUES, st.sampled_from(["chat", "math", "safety-refuse", "safety-response"])), min_size=1))
def test_every_figure_is_what_counting_comparisons_gives(cases):
    rows = [row(i, domain) for i, (_, domain) in enumerate(cases)]
    told = [told_of(one, values) for one, (values, _) in zip(rows, cases, strict=True)]
    found = KIND.protocol(rows, told, "values", 0)
    for level, wanted in LEVELS.items():
        cells = [(i, j) for i, j in CELLS if wanted(i, j)]
        by_domain = {}
        for values, domain in cases:
            by_domain.setdefault(domain, []).extend(above(values, i, j) for i, j in cells)
        every = list(itertools.chain.from_iterable(by_domain.values()))
        assert found.figures[level].value == pytest.approx(statistics.fmean(every))
        for domain, won in by_domain.items():
            assert found.parts["domain"][domain][1][level].value == pytest.approx(statistics.fmean(won))
        if len(by_domain) > 1:
            halves = {}
            for domain, won in by_domain.items():
                halves.setdefault(domain.split("-")[0], []).append(statistics.fmean(won))
            mean = statistics.fmean(statistics.fmean(each) for each in halves.values())
            assert found.figures[f"{level}_over_domains"].value == pytest.approx(mean)
        else:
            assert f"{level}_over_domains" not in found.figures
    assert found.extra["matrix"] == [
        [pytest.approx(statistics.fmean(above(values, i, j) for values, _ in cases)) for j in range(3)]
        for i in range(3)
    ]
    assert found.headline == ("average_over_domains" if len({domain for _, domain in cases}) > 1 else "average")


@pytest.mark.parametrize(
    ("values", "status", "decided"),
    [
        ((2, 2, 2, 1, 1, 1), "correct", 9),
        ((2, 2, 2, 1, 1, 2), "incorrect", 9),  # a tie is not above
        ((2, 2, 2, 1, 1, None), "incorrect", 6),
        ((None, None, None, 1, 1, 1), "timeout", 0),
        ((2, None, None, 1, None, None), "incorrect", 1),
    ],
)
def test_a_row_is_right_where_all_nine_are_won(values, status, decided):
    one = row(1)
    told = told_of(one, values)
    assert told.status == status
    assert KIND.protocol([one], [told], "values", 0).figures["coverage"].value == pytest.approx(decided / 9)


def test_an_entrant_that_compares_decides_each_cell_by_both_orders():
    """The first chosen answer is preferred in both orders; the second in one of them, the third in none."""
    one = row(1)
    asked = list(KIND.unrolled(one, "compares", "reference"))
    assert [(each["id"], each["completion"], each["reference"]) for each in asked[:3]] == [
        ("1#00ab", "c1", "r1"),
        ("1#00ba", "r1", "c1"),
        ("1#01ab", "c1", "r2"),
    ]
    assert len(asked) == 18
    prefers = {"c1": (1.0, 0.0), "c2": (1.0, 1.0), "c3": (0.0, 1.0)}
    outcomes = []
    for first in asked[::2]:
        outcomes += [{"status": "ok", "value": value} for value in prefers[first["completion"]]]
    assert KIND.told(one, outcomes, "compares").details["wins"] == [[True] * 3, [False] * 3, [False] * 3]


def test_the_six_answers_are_asked_for_by_themselves():
    found = list(KIND.unrolled(row(1), "values", None))
    assert [(each["id"], each["completion"]) for each in found] == [
        (f"1#{i}", text) for i, text in enumerate(["c1", "c2", "c3", "r1", "r2", "r3"])
    ]


@pytest.mark.parametrize(
    ("completion", "fine"),
    [
        ({"chosen": ["a"] * 3, "rejected": ["b"] * 3}, True),
        ({"chosen": ["a"] * 3, "rejected": ["b"] * 2}, False),
        ({"chosen": ["a"] * 3}, False),
        ({"chosen": ["a", "a", 3], "rejected": ["b"] * 3}, False),
        (["a"] * 6, False),
        (None, False),
    ],
)
def test_what_has_no_three_styles_is_named(completion, fine):
    problem = KIND.problem({"completion": completion})
    assert problem is None if fine else "no `chosen` and `rejected` of three texts each" in problem

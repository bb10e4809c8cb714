"""Lists of answers: which is best, by subset, and the rating of Ties over rows that belong together."""

import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.kinds.best_of import ListKind, right_of
from rewardry.benchmarks.sets import LabelledRow

KIND = ListKind()


def row(id_, label, number=3, subset="Math", **columns):
    data = {"id": id_, "prompt": str(id_), "completion": ["x"] * number, "label": label, "meta": {"subset": subset}}
    return LabelledRow(id_, None, str(id_), {**data, **columns})


def told_of(one, values):
    outcomes = [{"status": "error" if value is None else "ok", "value": value} for value in values]
    return KIND.told(one, outcomes, "values")


def protocol(*cases):
    rows = [one for one, _ in cases]
    return KIND.protocol(rows, [told_of(one, values) for one, values in cases], "values", 0)


@pytest.mark.parametrize(
    ("label", "values", "status", "won"),
    [
        (0, (3, 2, 1), "correct", 1.0),
        (0, (3, 3, 1), "incorrect", 0.5),
        (0, (3, 3, 3), "incorrect", 1 / 3),
        (0, (1, 2, 3), "incorrect", 0.0),
        ([0, 1], (3, 3, 1), "correct", 1.0),
        ([0, 1], (3, 1, 3), "incorrect", 0.5),
        (0, (3, None, 1), "error", None),
    ],
)
def test_a_row_is_right_where_right_answers_alone_are_best(label, values, status, won):
    told = told_of(row("a", label), values)
    assert (told.status, told.details.get("won")) == (status, won)


@pytest.mark.parametrize(
    ("values", "status"), [((3, 2, 1), "correct"), ((3, 1, 1), "incorrect"), ((3, 1, 2), "incorrect")]
)
def test_of_ties_every_right_answer_must_be_above_the_wrong_ones(values, status):
    assert told_of(row("tied:1", [0, 1], subset="Ties"), values).status == status


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Math", "Focus", "Safety"]),
            st.lists(st.none() | st.integers(0, 3), min_size=3, max_size=3),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_average_is_the_mean_of_the_subsets_means(cases):
    found = protocol(*[(row(i, 0, subset=subset), values) for i, (subset, values) in enumerate(cases)])
    shares = {}
    for subset, values in cases:
        best = None not in values and [value == max(values) for value in values]
        shares.setdefault(subset, []).append(best[0] / sum(best) if best else 0.0)
    every = [share for each in shares.values() for share in each]
    assert found.figures["best_of_n_accuracy"].value == pytest.approx(statistics.fmean(every))
    for subset, each in shares.items():
        rows, figures = found.parts["subset"][subset]
        assert (rows, figures["best_of_n_accuracy"].value) == (len(each), pytest.approx(statistics.fmean(each)))
    if len(shares) > 1:
        mean = statistics.fmean(statistics.fmean(each) for each in shares.values())
        assert (found.headline, found.figures["average_over_subsets"].value) == (
            "average_over_subsets",
            pytest.approx(mean),
        )
    else:
        assert found.headline == "best_of_n_accuracy"
    decided = statistics.fmean(None not in values for _, values in cases)
    assert found.figures["coverage"].value == pytest.approx(decided)


def ties(number, tied, reference, **columns):
    """Both rows of a question of Ties: right answers first, of three and of one."""
    return [
        (row(f"tied:{number}", [0, 1, 2], 5, "Ties", **columns), tied),
        (row(f"ref:{number}", 0, 5, "Ties", **columns), reference),
    ]


def test_ties_are_rated_by_questions():
    """The first question has it all right, the second has wrong answers above right ones, in both of its rows.

    The first: right ones 8 to 9, wrong ones below 1 and 2, so the smaller gap beside a difference of 1 is 7 / 1, and
    tanh(6). The second: right ones 1 to 3, the best wrong one 2, so -1 beside 2, and beside one right answer -1.
    """
    found = protocol(*ties(1, (9, 8, 8, 1, 0), (9, 2, 0, 0, 0)), *ties(2, (3, 2, 1, 2, 0), (1, 2, 0, 0, 0)))
    margins = (math.tanh(6 / 1 - 1), math.tanh(-1 / 2 - 1))
    halves = 0.3 / 2 + 0.3 / 2 + 0.2 / 2 + 0.2 / 2 + 0.01 * sum(margins) / 2
    assert found.figures["ties_rating"].value == pytest.approx(halves)
    assert (found.headline, found.parts["subset"]["Ties"][0]) == ("ties_rating", 4)


def test_an_undecided_row_of_ties_is_rated_as_all_wrong():
    right = ties(1, (9, 8, 8, 1, 0), (9, 2, 0, 0, 0))
    undecided = ties(2, (9, 8, None, 1, 0), (9, 2, 0, 0, None))
    wrong = ties(2, (0, 0, 0, 1, 1), (0, 1, 1, 1, 1))
    assert protocol(*right, *undecided).figures["ties_rating"] == protocol(*right, *wrong).figures["ties_rating"]


def test_rows_of_ties_belong_together_by_the_id_that_the_benchmark_gave_them():
    both = ties(7, (9, 8, 8, 1, 0), (9, 2, 0, 0, 0))
    renamed = [
        (row(f"row {i}", one.data["label"], 5, "ties", original_id=one.id), values)
        for i, (one, values) in enumerate(both)
    ]
    assert protocol(*renamed).figures["ties_rating"].value == protocol(*both).figures["ties_rating"].value
    alone = ties(7, (9, 8, 8, 1, 0), (9, 2, 0, 0, 0))[:1]
    assert protocol(*alone).figures["ties_rating"].value is None


def test_the_rating_of_ties_is_one_part_of_the_average():
    both = ties(1, (9, 8, 8, 1, 0), (9, 2, 0, 0, 0))
    rating = protocol(*both).figures["ties_rating"].value
    found = protocol(*both, (row("a", 0), (3, 1, 1)), (row("b", 0), (1, 1, 3)))
    assert found.figures["average_over_subsets"].value == pytest.approx((rating + 0.5) / 2)


@pytest.mark.parametrize(
    ("label", "right"),
    [
        (1, [0, 1, 0]),
        ([0, 2], [1, 0, 1]),
        ([], [0, 0, 0]),
        (3, None),
        (-1, None),
        ([0, 3], None),
        (True, None),
        ("0", None),
    ],
)
def test_the_label_names_places(label, right):
    assert right_of({"completion": ["x"] * 3, "label": label}) == right


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, None),
        ({"completion": ["x"]}, "`completion` is no list of two texts or more"),
        ({"completion": "xy"}, "`completion` is no list of two texts or more"),
        ({"label": 9}, "`label` is 9, neither the position of an answer nor a list of such"),
        ({"label": []}, "`label` names no right answer, or no wrong one"),
        ({"label": [0, 1, 2]}, "`label` names no right answer, or no wrong one"),
        ({"meta": {"subset": "TIES"}}, "a row of Ties needs an id (or `meta.original_id`) that ends in `ref:NUMBER`"),
        ({"meta": {"subset": "Ties", "original_id": "x/tied:12"}}, None),
        ({"meta": {"subset": "Ties"}, "id": "ref:1234567890"}, "a row of Ties needs an id"),
        ({"meta": {"subset": "Ties"}, "id": "ref:1 "}, "a row of Ties needs an id"),
    ],
)
def test_what_is_no_list_is_named(data, problem):
    found = KIND.problem({"id": "a", "completion": ["x", "y", "z"], "label": 0, **data})
    assert found is None if problem is None else found.startswith(problem)

"""Pairs: what a decision is, in one order and in both, and RewardBench's sections by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.kinds.pair import PairKind
from rewardry.benchmarks.kinds.registry import UNROLLED
from rewardry.benchmarks.sets import LabelledRow

PAIR = UNROLLED["pair"]
DEGREES = st.lists(st.none() | st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0]), min_size=2, max_size=8)


def values_of(protocol):
    return {name: figure.value for name, figure in protocol.figures.items()}


def told_of(row, outcomes, asking="values"):
    told = PairKind().told(row, outcomes, asking)
    return told, values_of(PairKind().protocol([row], [told], asking, 0))


@pytest.mark.parametrize(
    ("values", "label", "status", "figure"),
    [
        ((2.0, 1.0), 0, "correct", "accuracy_micro"),
        ((2.0, 1.0), 1, "incorrect", "wrong"),
        ((1.0, 1.0), 0, "incorrect", "tied"),
        ((-3.0, -2.0), 1, "correct", "accuracy_micro"),
        ((None, 1.0), 1, "abstain", "tied"),
        ((1.0, None), 0, "abstain", "tied"),
    ],
)
def test_the_larger_value_is_the_better_answer(row, valued, values, label, status, figure):
    told, figures = told_of(row("a", ["x", "y"], label), valued(*values))
    assert told.status == status
    assert {name for name in ("accuracy_micro", "wrong", "tied") if figures[name]} == {figure}
    assert figures["coverage"] == float(None not in values)


@pytest.mark.parametrize(
    ("first", "second", "label", "status", "consistent", "both_right"),
    [
        # What is said of (a, b) and of (b, a): above a half prefers the one that is judged.
        (1.0, 0.0, 0, "correct", 1.0, 1.0),
        (1.0, 0.0, 1, "incorrect", 1.0, 0.0),
        (1.0, 1.0, 0, "incorrect", 0.0, 0.0),
        (1.0, 0.5, 0, "correct", 0.0, 0.0),
        (0.5, 0.5, 0, "incorrect", 1.0, 0.0),
        (0.7, 0.2, 0, "correct", 1.0, 1.0),
        (None, 0.0, 0, "correct", 0.0, 0.0),
        (None, None, 0, "abstain", 1.0, 0.0),
    ],
)
def test_an_entrant_that_compares_is_asked_in_both_orders(
    row, valued, first, second, label, status, consistent, both_right
):
    told, figures = told_of(row("a", ["x", "y"], label), valued(first, second), "compares")
    assert told.status == status
    assert (figures["order_consistency"], figures["both_right"]) == (consistent, both_right)


def said(degrees):
    known = [degree for degree in degrees if degree is not None]
    value = sum(degree > 0 for degree in known) / len(known) if known else None
    return [{"status": "ok", "value": value, "details": {"degrees": degrees}}]


def order_of(degrees):
    """Whom the queries of one order favour by their number; None where none was answered."""
    known = [degree for degree in degrees if degree is not None]
    difference = sum(degree > 0 for degree in known) - sum(degree < 0 for degree in known)
    return None if not known else (difference > 0) - (difference < 0)


@settings(max_examples=40)
@given(DEGREES, st.integers(0, 1))
def test_a_row_is_right_where_its_figure_says_so(degrees, label):
    """Queries take turns: every second one shows the answers the other way round. An order has one decision."""
    data = {"id": 1, "completion": ["x", "y"], "label": label}
    told, figures = told_of(LabelledRow(1, None, "q", data), said(degrees), "compares both orders")
    orders = order_of(degrees[::2]), order_of(degrees[1::2])
    decided = [order for order in orders if order is not None]
    favour = sum(decided) * (-1 if label else 1)
    assert figures["accuracy_micro"] == float(favour > 0) == float(told.status == "correct")
    assert figures["wrong"] == float(favour < 0)
    assert figures["order_consistency"] == float(orders[0] == orders[1])
    assert (told.status == "abstain") == (not decided) == (figures["coverage"] == 0.0)


def test_a_query_without_an_answer_keeps_its_place():
    """Four queries, the first without an answer: the orders said (None, A) and (A, B), which is one for A and a tie."""
    row = LabelledRow(1, None, "q", {"id": 1, "completion": ["x", "y"], "label": 0})
    told, figures = told_of(row, said([None, 1.0, 2.0, -1.0]), "compares both orders")
    assert told.details["decisions"] == [None, 1, 1, -1]
    assert (figures["accuracy_micro"], figures["order_consistency"]) == (1.0, 0.0)


def test_why_a_pair_is_undecided_is_the_worst_of_what_became_of_it(row):
    pair = row("a", ["x", "y"], 0)
    for statuses, worst in [
        (("timeout", "error"), "error"),
        (("ok", "timeout"), "timeout"),
        (("abstain",) * 2, "abstain"),
    ]:
        outcomes = [{"status": status, "value": 1.0 if status == "ok" else None} for status in statuses]
        assert PAIR.told(pair, outcomes, "values").status == worst


def test_a_pair_is_put_to_an_entrant_without_its_label(row):
    pair = row("a", ["x", "y"], 1, prompt="q", kind="pair", group=3)
    assert list(PAIR.unrolled(pair, "values", None)) == [
        {"id": "a#0", "completion": "x", "prompt": "q"},
        {"id": "a#1", "completion": "y", "prompt": "q"},
    ]
    assert list(PAIR.unrolled(pair, "compares", "reference")) == [
        {"id": "a#ab", "completion": "x", "prompt": "q", "reference": "y"},
        {"id": "a#ba", "completion": "y", "prompt": "q", "reference": "x"},
    ]
    assert len(list(PAIR.unrolled(pair, "compares both orders", "reference"))) == 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"completion": ["x", "y"], "label": 1}, None),
        ({"completion": ["x", "y"], "label": "1"}, "`label` is '1', neither 0 nor 1"),
        ({"completion": ["x", "y"]}, "`label` is None, neither 0 nor 1"),
        ({"completion": ["x"], "label": 0}, "`completion` is no list of two texts"),
        ({"completion": ["x", 1], "label": 0}, "`completion` is no list of two texts"),
        ({"completion": "xy", "label": 0}, "`completion` is no list of two texts"),
        ({"label": 0}, "`completion` is no list of two texts"),
    ],
)
def test_what_is_no_pair_is_named(data, problem):
    assert PAIR.problem(data) == problem


def of_subsets(row, valued, **right):
    """The protocol of rows of RewardBench's subsets, of each so many right and wrong."""
    rows, told = [], []
    for subset, (good, bad) in right.items():
        for i in range(good + bad):
            rows.append(row(f"{subset} {i}", ["x", "y"], 0, meta={"subset": subset.replace("_", "-")}))
            told.append(PAIR.told(rows[-1], valued(1.0, 0.0 if i < good else 2.0), "values"))
    return PAIR.protocol(rows, told, "values", 0)


def test_rewardbenchs_sections_by_hand(row, valued):
    """Chat (3 + 1) / 5; reasoning the mean of mathematics, 1 / 4, and programs, (1 + 2) / 4: it has more rows."""
    found = of_subsets(
        row,
        valued,
        mt_bench_easy=(3, 0),
        mt_bench_med=(1, 1),
        math_prm=(2, 6),
        hep_go=(1, 1),
        hep_js=(2, 0),
    )
    figures = values_of(found)
    assert (found.name, found.headline) == ("rewardbench", "sections_average")
    assert figures["section_chat"] == pytest.approx(4 / 5)
    assert figures["section_reasoning"] == pytest.approx((1 / 4 + 3 / 4) / 2)
    assert figures["sections_average"] == pytest.approx((4 / 5 + 1 / 2) / 2)
    assert figures["accuracy_micro"] == pytest.approx(9 / 17)
    assert "2 of RewardBench's four sections" in found.figures["sections_average"].definition
    assert "section_safety" not in figures
    raised = {name: "math-prm with that" in figure.definition for name, figure in found.figures.items()}
    assert (raised["section_reasoning"], raised["section_chat"]) == (True, False)


def test_mathematics_alone_is_a_section_of_its_own_size(row, valued):
    assert values_of(of_subsets(row, valued, math_prm=(3, 1)))["section_reasoning"] == 0.75


def test_a_subset_of_another_benchmark_makes_no_sections(row, valued):
    found = of_subsets(row, valued, math_prm=(1, 0), others=(1, 0))
    assert (found.name, found.headline, list(found.parts)) == ("judgebench", "accuracy_micro", ["subset"])


def test_the_figures_of_each_domain_and_source_stand_beside(row, valued):
    rows = [
        row(i, ["x", "y"], 0, domain="math" if i % 2 else "code", source="file", meta={"source": str(i % 3)})
        for i in range(6)
    ]
    told = [PAIR.told(one, valued(1.0, i % 2), "values") for i, one in enumerate(rows)]
    parts = PAIR.protocol(rows, told, "values", 0).parts
    assert {value: (n, figures["accuracy_micro"].value) for value, (n, figures) in parts["domain"].items()} == {
        "code": (3, 1.0),
        "math": (3, 0.0),
    }
    assert list(parts["source"]) == ["0", "1", "2"]  # the benchmark's own, and not the set's
    assert set(parts) == {"domain", "source"}  # a column of one value says nothing

"""Steps of solutions: ProcessBench's and PRMBench's figures against counting, at the threshold and beside it."""

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.kinds.steps import THRESHOLDS, StepsKind, step_scores
from rewardry.benchmarks.sets import LabelledRow

KIND = StepsKind()
SCORES = st.lists(st.sampled_from([0.0, 0.3, 0.45, 0.5, 0.8, 1.0]), min_size=1, max_size=4)


def row(id_, steps, label, **meta):
    data = {"id": id_, "prompt": "q", "completion": ["s"] * steps, "label": label, "meta": meta}
    return LabelledRow(id_, None, str(id_), data)


def outcome(scores, status="ok"):
    return {"status": status, "details": {"step_scores": scores}}


def protocol(*cases):
    """Of rows with the scores of their steps; None for a solution that was not decided."""
    told = [
        KIND.told(one, [outcome(scores) if scores is not None else outcome(None, "timeout")], "steps")
        for one, scores in cases
    ]
    return KIND.protocol([one for one, _ in cases], told, "steps", 0)


def first_below(scores, threshold):
    return next((i for i, score in enumerate(scores or ()) if score < threshold), -1)


def harmonic(cases, threshold=0.5):
    """The accuracies on wrong and on right solutions and their harmonic mean; None where one is not defined."""
    hits = {True: [], False: []}
    for one, scores in cases:
        hit = scores is not None and first_below(scores, threshold) == one.data["label"]
        hits[one.data["label"] == -1].append(hit)
    shares = [statistics.fmean(hits[side]) if hits[side] else None for side in (False, True)]
    if None in shares:
        return *shares, None
    return *shares, 2 * shares[0] * shares[1] / sum(shares) if sum(shares) else 0.0


@st.composite
def solutions(draw):
    """Rows of two splits, each with scores or without."""
    cases = []
    for id_ in range(draw(st.integers(1, 8))):
        scores = draw(SCORES)
        label = draw(st.integers(-1, len(scores) - 1))
        split = draw(st.sampled_from(["gsm8k", "math"]))
        cases.append((row(id_, len(scores), label, split=split), draw(st.sampled_from([scores, scores, None]))))
    return cases


@settings(max_examples=40)
@given(solutions())
def test_processbenchs_figures_are_what_counting_gives(cases):
    found = protocol(*cases)
    figures = {name: figure.value for name, figure in found.figures.items()}
    assert [figures[name] for name in ("error_accuracy", "correct_accuracy", "f1_pooled")] == [
        None if value is None else pytest.approx(value) for value in harmonic(cases)
    ]
    assert figures["coverage"] == pytest.approx(statistics.fmean(scores is not None for _, scores in cases))
    splits = {}
    for one, scores in cases:
        splits.setdefault(one.data["meta"]["split"], []).append((one, scores))
    if len(splits) == 1:
        assert (found.headline, "f1_macro" in figures) == ("f1_pooled", False)
        return
    each = [harmonic(some)[2] for some in splits.values()]
    mean = None if None in each else pytest.approx(statistics.fmean(each))
    assert (found.headline, figures["f1_macro"]) == ("f1_macro", mean)
    for split, some in splits.items():
        rows, own = found.parts["split"][split]
        assert (rows, own["f1_pooled"].value) == (len(some), pytest.approx(harmonic(some)[2]))


@settings(max_examples=20)
@given(solutions())
def test_the_curve_is_the_figures_at_other_thresholds(cases):
    found = protocol(*cases)
    assert [point["threshold"] for point in found.extra["curve"]] == list(THRESHOLDS)
    splits = {one.data["meta"]["split"] for one, _ in cases}
    for point in found.extra["curve"]:
        error, correct, _ = harmonic(cases, point["threshold"])
        assert point["error_accuracy"] == (None if error is None else pytest.approx(error))
        assert point["correct_accuracy"] == (None if correct is None else pytest.approx(correct))
        each = [
            harmonic([case for case in cases if case[0].data["meta"]["split"] == split], point["threshold"])[2]
            for split in splits
        ]
        assert point["f1"] == (None if None in each else pytest.approx(statistics.fmean(each)))


def test_at_the_threshold_of_the_figures_the_curve_meets_them():
    cases = [(row(i, 2, i % 3 - 1), [0.5 + 0.1 * (i % 2), 0.45]) for i in range(9)]
    found = protocol(*cases)
    [half] = [point for point in found.extra["curve"] if point["threshold"] == 0.5]
    for point, figure in (("error_accuracy",) * 2, ("correct_accuracy",) * 2, ("f1", "f1_pooled")):
        assert half[point] == found.figures[figure].value


@pytest.mark.parametrize(
    ("scores", "label", "status"),
    [
        ([0.9, 0.4], 1, "correct"),
        ([0.4, 0.4], 1, "incorrect"),
        ([0.9, 0.5], -1, "correct"),  # as much as the threshold is no error
        ([0.9, 0.49], -1, "incorrect"),
        ([0.9], -1, "abstain"),  # a step has no score
        ([0.9, 0.9, 0.9], -1, "abstain"),
        ([], -1, "abstain"),
        (None, -1, "abstain"),
        ([0.9, "0.4"], 1, "abstain"),
        ([0.9, None], 1, "abstain"),
    ],
)
def test_a_row_is_right_where_its_first_wrong_step_is_found(scores, label, status):
    told = KIND.told(row("a", 2, label), [outcome(scores)], "steps")
    assert told.status == status
    assert (told.details["found"] is None) == (status == "abstain")


@pytest.mark.parametrize(
    ("given_", "scores"),
    [
        (outcome([1, 0.5]), [1.0, 0.5]),
        (outcome([1], "correct"), [1.0]),
        (outcome([1], "timeout"), None),
        ({"status": "ok"}, None),
        ({"status": "ok", "details": None}, None),
        (outcome({"0": 1}), None),
    ],
)
def test_where_the_scores_of_steps_are_read(given_, scores):
    assert step_scores(given_) == scores


def classified(id_, steps, wrong, kind):
    label = min(wrong, default=0) - 1 if wrong else -1
    return row(id_, steps, label, classification=kind, error_steps_1based=wrong)


@st.composite
def all_labelled(draw):
    """Solutions all of whose wrong steps are named, from 1."""
    cases = []
    for id_ in range(draw(st.integers(1, 6))):
        scores = draw(SCORES)
        wrong = sorted(draw(st.sets(st.integers(1, len(scores)))))
        one = classified(id_, len(scores), wrong, draw(st.sampled_from(["circular", "deception"])))
        cases.append((one, draw(st.sampled_from([scores, scores, None]))))
    return cases


def prm_by_hand(cases, threshold=0.5):
    """PRMBench's score: F1 of valid steps and F1 of wrong ones, each over all steps; None where one is not defined."""
    tp = fp = tn = fn = 0
    for one, scores in cases:
        for place, score in enumerate(scores or (), 1):
            wrong, taken = place in one.data["meta"]["error_steps_1based"], score >= threshold
            tp, fp = tp + (taken and not wrong), fp + (taken and wrong)
            tn, fn = tn + (not taken and wrong), fn + (not taken and not wrong)
    both = [2 * hit / (2 * hit + fp + fn) if 2 * hit + fp + fn else None for hit in (tp, tn)]
    steps = tp + fp + tn + fn
    accuracy = (tp + tn) / steps if steps else None
    return None if None in both else statistics.fmean(both), accuracy, steps


@settings(max_examples=40)
@given(all_labelled())
def test_prmbenchs_figures_are_what_counting_gives(cases):
    found = protocol(*cases)
    assert (found.name, found.headline) == ("prmbench", "prm_score")
    score, accuracy, steps = prm_by_hand(cases)
    if not any(one.data["meta"]["error_steps_1based"] for one, _ in cases):
        score = None  # without a wrong step there is nothing to find
    assert found.figures["prm_score"].value == (None if score is None else pytest.approx(score))
    assert found.figures["step_accuracy"].value == (None if accuracy is None else pytest.approx(accuracy))
    assert found.figures["prm_score"].n == steps
    for point in found.extra["curve"]:
        at = prm_by_hand(cases, point["threshold"])[0]
        assert point["prm_score"] == (None if at is None else pytest.approx(at))


def test_rows_without_a_class_are_one_part():
    rows = [row(i, 2, 1, error_steps_1based=[2]) for i in range(2)]
    found = protocol(*[(one, [0.9, 0.1]) for one in rows])
    assert {name: rows for name, (rows, _) in found.parts["classification"].items()} == {"all": 2}


def test_one_row_that_names_the_first_step_alone_makes_it_processbench():
    cases = [(classified(1, 2, [2], "circular"), [0.9, 0.1]), (row(2, 2, -1), [0.9, 0.9])]
    found = protocol(*cases)
    assert (found.name, "prm_score" in found.figures, "classification" in found.parts) == ("processbench", False, False)


@pytest.mark.parametrize(
    ("completion", "label", "problem"),
    [
        (["a", "b"], 1, None),
        (["a", "b"], -1, None),
        (["a", "b"], 2, "`label` is 2; a position from 0 to 1, or -1, is wanted"),
        (["a", "b"], -2, "`label` is -2;"),
        (["a", "b"], True, "`label` is True;"),
        (["a", "b"], None, "`label` is None;"),
        ([], -1, "`completion` is no list of texts"),
        ("ab", -1, "`completion` is no list of texts"),
        (["a", 2], -1, "`completion` is no list of texts"),
    ],
)
def test_what_is_no_solution_is_named(completion, label, problem):
    found = KIND.problem({"completion": completion, "label": label})
    assert found is None if problem is None else found.startswith(problem)


def test_steps_stand_in_a_column_of_their_own_and_as_one_text():
    one = LabelledRow("a", None, "q", {"id": "a", "completion": ["x", "y"], "label": 1, "kind": "steps", "prompt": "q"})
    expected = {"id": "a#0", "completion": "x\n\ny", "steps": ["x", "y"], "prompt": "q"}
    assert list(KIND.unrolled(one, "steps", None)) == [expected]

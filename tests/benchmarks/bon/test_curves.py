"""The curves of best of n against every way to draw n completions, question by question."""

import itertools
import math
import statistics
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.bon.candidates import Candidate, Scored
from rewardry.benchmarks.bon.curves import FROM_STEPS, Curves, curves_of
from rewardry.curation.question_figures import RIGHT

# What is drawn: right ones say the reference; wrong ones say one of two answers, or none.
ANSWERS = st.sampled_from([RIGHT, "5", "6", None])
CANDIDATES = st.builds(
    lambda answer, known, value, steps: Candidate(
        (answer is RIGHT) if known else None, value, answer, None if steps is None else tuple(steps)
    ),
    ANSWERS,
    st.sampled_from([True, True, True, False]),
    st.none() | st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0]),
    st.none() | st.lists(st.sampled_from([0.1, 0.5, 0.9]), min_size=1, max_size=3),
)
QUESTIONS = st.lists(st.lists(CANDIDATES, min_size=0, max_size=5), min_size=1, max_size=5)


def shared(winners):
    """The chance that one of equals is right."""
    return sum(winners) / len(winners)


def best(draw, value_of):
    values = [-math.inf if (value := value_of(one)) is None else value for one in draw]
    return shared([one.right for one, value in zip(draw, values, strict=True) if value == max(values)])


def voted(draw, weight_of):
    """The answer of the largest sum of weights; who says nothing has no vote."""
    votes = Counter()
    for one in draw:
        if one.answer is not None:
            votes[one.answer] += weight_of(one) or 0.0
    if not votes:
        return 0.0
    most = max(votes.values())
    return shared([answer is RIGHT for answer, weight in votes.items() if abs(weight - most) < 1e-9])


def over_questions(questions, n, figure, wanted=lambda known: True):
    """The mean over questions of the mean over all draws of n; None where no question has n completions."""
    found = [
        statistics.fmean(figure(draw) for draw in itertools.combinations(known, n))
        for known in ([one for one in question if one.right is not None] for question in questions)
        if len(known) >= n and wanted(known)
    ]
    return statistics.fmean(found) if found else None


@settings(max_examples=60)
@given(QUESTIONS, st.integers(1, 5))
def test_every_curve_is_the_mean_over_all_draws(questions, n):
    found = curves_of(Scored("s", "f", questions, []), [n])
    figures = {
        "mean": lambda draw: statistics.fmean(one.right for one in draw),
        "pass": lambda draw: float(any(one.right for one in draw)),
        "majority": lambda draw: voted(draw, lambda one: 1.0),
    }
    by = {"value": lambda one: one.value}
    for name, value_of in FROM_STEPS.items():
        by[name] = lambda one, made=value_of: None if one.steps is None else made(one.steps)
    at = found["at"].get(str(n))
    if at is None:
        assert over_questions(questions, n, figures["mean"]) is None
        return
    for name, figure in figures.items():
        assert at[name]["value"] == pytest.approx(over_questions(questions, n, figure))
    for name, value_of in by.items():

        def has_steps(known, name=name):
            return name == "value" or any(one.steps is not None for one in known)

        best_of = over_questions(questions, n, lambda draw, of=value_of: best(draw, of), has_steps)
        assert (name in at["by"]) == (best_of is not None)
        if best_of is not None:
            assert at["by"][name]["best_of"]["value"] == pytest.approx(best_of)
            weighted = over_questions(questions, n, lambda draw, of=value_of: voted(draw, of), has_steps)
            assert at["by"][name]["weighted"]["value"] == pytest.approx(weighted)


@settings(max_examples=40)
@given(QUESTIONS)
def test_what_was_counted_is_told(questions):
    found = curves_of(Scored("s", "f", questions, []), None)
    known = [[one for one in question if one.right is not None] for question in questions]
    assert found["questions"] == len(questions)
    assert found["completions"] == sum(map(len, known))
    assert found["unlabelled"] == sum(map(len, questions)) - found["completions"]
    assert found["with_value"] == sum(one.value is not None for some in known for one in some)
    assert found["largest_group"] == max(map(len, known))


def question(*rights, steps=None, values=None):
    values = values or [0.0] * len(rights)
    return [
        Candidate(right, value, RIGHT if right else "w", steps) for right, value in zip(rights, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("sizes", "ns", "asked", "questions"),
    [
        ((1,), None, ["1"], [1]),
        ((3,), None, ["1", "2"], [1, 1]),
        ((4, 2, 9), None, ["1", "2", "4", "8"], [3, 3, 2, 1]),
        ((4, 2), [3, 1, 3, 7], ["1", "3"], [2, 1]),
        ((0, 2), None, ["1", "2"], [1, 1]),
    ],
)
def test_a_question_counts_for_as_many_as_it_has(sizes, ns, asked, questions):
    found = curves_of(Scored("s", "f", [question(*[True] * size) for size in sizes], []), ns)
    assert list(found["at"]) == asked
    assert [at["pass"]["questions"] for at in found["at"].values()] == questions


def test_scores_of_steps_are_made_into_four_values():
    made = {name: value_of((0.5, 0.2, 0.8)) for name, value_of in FROM_STEPS.items()}
    assert made == {
        "steps: min": 0.2,
        "steps: product": pytest.approx(0.08),
        "steps: mean": pytest.approx(0.5),
        "steps: last": 0.8,
    }


def test_a_weighted_majority_of_many_is_told_to_be_estimated():
    """C(24, 12) draws are too many to look at; of the others each is counted exactly."""
    curves = Curves([2, 12])
    curves.add(question(*[True] * 12, *[False] * 12, values=[i / 24 for i in range(24)]))
    at = curves.summary()["at"]
    assert [at[n]["by"]["value"]["weighted"]["exact"] for n in ("2", "12")] == [True, False]
    assert at["12"]["by"]["value"]["best_of"]["exact"]


def test_notes_are_those_that_reading_the_questions_left():
    notes = []

    def questions():
        yield question(True, False)
        notes.append("a group was torn apart")

    assert curves_of(Scored("s", "f", questions(), notes), None)["notes"] == ["a group was torn apart"]

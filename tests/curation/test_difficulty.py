"""Names of difficulties and stages to learn in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.curation.difficulty import Curriculum, Difficulty
from rewardry.errors import ConfigError

SOME = settings(max_examples=40)
QUESTIONS = st.dictionaries(
    st.integers(1, 8).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), st.integers(1, 40), min_size=1
)


@pytest.mark.parametrize(
    ("rate", "name"),
    [
        (None, None),
        (0.0, "unsolved"),
        (0.01, "hard"),
        (0.25, "hard"),
        (0.26, "medium"),
        (0.74, "medium"),
        (0.75, "easy"),
        (0.99, "easy"),
        (1.0, "solved"),
    ],
)
def test_edges_belong_to_the_outer_names(rate, name):
    assert Difficulty().of(rate) == name


@pytest.mark.parametrize("edges", [(0.0, 0.5), (0.5, 1.0), (0.5, 0.5), (0.8, 0.2), (float("nan"), 0.5)])
def test_edges_that_leave_a_name_without_rates_are_refused(edges):
    with pytest.raises(ConfigError, match=r"--edges .*: write two shares, 0 < HARD < EASY < 1"):
        Difficulty(*edges)


@SOME
@given(QUESTIONS)
def test_every_question_has_one_difficulty_and_every_name_is_told(questions):
    counts = Difficulty(0.3, 0.6).counts(questions)
    assert list(counts) == ["solved", "easy", "medium", "hard", "unsolved"]
    assert sum(counts.values()) == sum(questions.values())


@SOME
@given(QUESTIONS, st.integers(1, 6))
def test_stages_go_from_the_easiest_on_and_hold_about_as_many_questions_each(questions, stages):
    curriculum = Curriculum(questions, stages)
    by_rate = {}
    for (n, c), count in questions.items():
        by_rate[c / n] = by_rate.get(c / n, 0) + count
    rates = sorted(by_rate, reverse=True)
    found = [curriculum.of(rate) for rate in rates]
    assert found == sorted(found)
    assert set(found) <= set(range(1, stages + 1))
    total, most = sum(by_rate.values()), max(by_rate.values())
    for stage in set(found):
        held = sum(by_rate[rate] for rate in rates if curriculum.of(rate) == stage)
        assert held <= total / stages + most  # questions of one rate are not parted

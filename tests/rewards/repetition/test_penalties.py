"""The penalties for repetition, and the gate by loops."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError
from rewardry.rewards.repetition.dense import repeated_spans

PROSE = (
    "<think>\nLet us find the area. The base is twelve and the height is seven, so the rectangle around it has "
    "eighty-four. A triangle takes half of that, which leaves forty-two.\n</think>\n<answer>42</answer>"
)
LOOP = "Wait, let me check. " * 60
PENALTIES = (
    "repetition.ngram",
    "repetition.dense",
    "repetition.max_run",
    "repetition.suffix_array",
    "repetition.loop_gate",
)


@pytest.mark.parametrize("use", PENALTIES)
def test_prose_is_free_and_loops_in_any_script_are_not(score_one, use):
    assert score_one(use, PROSE).value == 0.0
    assert score_one(use, "").value == 0.0
    for loop in (LOOP, "我们再检查一遍。" * 60, "давай проверим ещё раз " * 60, "ha" * 2000, PROSE + LOOP * 4):
        assert score_one(use, loop).value < -0.3, loop[:30]


@pytest.mark.parametrize("use", [name for name in PENALTIES if name != "repetition.suffix_array"])
def test_token_ids_count_where_there_are_any(score_one, use):
    assert score_one(use, "any text", completion_ids=[1, 2, 3, 4] * 40).value < -0.5
    assert score_one(use, PROSE, completion_ids=list(range(60))).value == 0.0


@pytest.mark.parametrize(
    ("ids", "size", "value"),
    [
        ([1, 2, 3, 4], 2, 0.0),
        ([5, 5, 5, 5, 5], 2, -0.75),
        ([1], 2, 0.0),
        ([1, 2, 1, 2, 1, 2], 2, -0.6),
        ([7, 7], 2, 0.0),
    ],
)
def test_the_ngram_penalty_without_its_free_share_is_the_published_one(score_one, ids, size, value):
    assert score_one("repetition.ngram", "x", completion_ids=ids, ngram_size=size, free=0).value == pytest.approx(value)


def test_the_free_share_of_ngrams(score_one):
    ids = [1, 2, 1, 2, 1, 2]  # three fifths are repeated
    assert score_one("repetition.ngram", "x", completion_ids=ids, ngram_size=2, free=0.6).value == 0.0
    assert score_one("repetition.ngram", "x", completion_ids=ids, ngram_size=2, free=0.2).value == pytest.approx(-0.5)
    assert score_one("repetition.ngram", "a " * 4000, max_penalty=-2).value == pytest.approx(-2.0, abs=0.01)


def test_a_loop_with_a_counter_is_not_free(score_one):
    text = " ".join(f"Check {i}: let me check it again." for i in range(200))
    assert score_one("repetition.max_run", text).value == 0.0
    assert score_one("repetition.ngram", text).value < -0.3


def test_details_of_a_loop(score_one):
    details = score_one("repetition.ngram", LOOP).details
    assert (details["loop"], details["loop_period"], details["loop_count"]) == (True, 4, 60)
    assert details["repeated"] > 0.9
    assert set(score_one("repetition.ngram", PROSE).details) == {"repeated"}
    assert score_one("repetition.max_run", LOOP).details == {"period": 4, "count": 60, "start": 0}


def spans_by_definition(ids, size, only_start):
    seen, marked, last = set(), [False] * len(ids), -1
    for start in range(len(ids) - size + 1):
        gram = tuple(ids[start : start + size])
        if gram in seen:
            if not only_start or start > last:
                marked[start : start + size] = [True] * size
            last = start + size
        seen.add(gram)
    return marked


@settings(deadline=None, max_examples=400)
@given(ids=st.lists(st.integers(0, 2), max_size=40), size=st.integers(1, 12), only_start=st.booleans())
def test_dense_penalties_are_those_of_the_definition(ids, size, only_start):
    component = rewardry.get("repetition.dense", ngram_size=size, only_start=only_start)
    expected = [-0.05 * marked for marked in spans_by_definition(ids, size, only_start)]
    assert component.per_unit(ids) == pytest.approx(expected)
    joined = repeated_spans(ids, size, only_start)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(joined))


def test_the_dense_penalty_is_bounded_and_tells_its_places(score_one):
    found = score_one("repetition.dense", "x", completion_ids=[1, 2, 3, 1, 2, 3], ngram_size=2)
    assert (found.value, found.details) == (pytest.approx(-0.15), {"units": 3, "spans": [[3, 6]]})
    assert score_one("repetition.dense", LOOP, most=0.5).value == -0.5


@pytest.mark.parametrize(("times", "value"), [(9, 0.0), (10, -1.0), (500, -1.0)])
def test_a_run_of_ten_is_a_loop(score_one, times, value):
    assert score_one("repetition.max_run", PROSE + "so on " * times).value == value
    assert score_one("repetition.loop_gate", PROSE + "so on " * times).value == value


def test_longer_patterns_than_asked_for_are_no_runs(score_one):
    text = " ".join(["one two three four five six"] * 12)
    assert score_one("repetition.max_run", text, max_ngram=5).value == 0.0
    assert score_one("repetition.max_run", text, max_ngram=6, penalty=-3).value == -3.0


def test_substrings(score_one):
    assert score_one("repetition.suffix_array", "abababababababab").value == pytest.approx(-0.7721, abs=1e-4)
    assert score_one("repetition.suffix_array", "abababababababab", threshold=0.8).value == 0.0
    assert score_one("repetition.suffix_array", "a").value == 0.0


def test_what_only_compression_sees_is_a_loop_too(score_one):
    text = "!?" * 3000
    assert score_one("repetition.max_run", text).value == 0.0
    assert score_one("repetition.loop_gate", text).value == -1.0
    assert score_one("repetition.loop_gate", text, min_ratio=0).value == 0.0


def test_the_gate_closes_shaping_rewards_in_a_loop():
    recipe = {
        "rewards": [
            {"use": "repetition.loop_gate", "name": "loop", "weight": 0},
            {"use": "format.tag_count", "name": "tags", "when": "loop == 0"},
        ]
    }
    loop = f"<think>{LOOP}</think><answer>42</answer>"
    assert [row.total for row in rewardry.score(recipe, [{"completion": PROSE}, {"completion": loop}])] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("use", "parameters", "message"),
    [
        ("repetition.ngram", {"max_penalty": 1}, "max_penalty = 1"),
        ("repetition.ngram", {"ngram_size": 0}, "ngram_size = 0"),
        ("repetition.ngram", {"free": 1}, "free = 1"),
        ("repetition.dense", {"penalty": 0}, "penalty = 0"),
        ("repetition.max_run", {"min_run": 1}, "min_run = 1"),
        ("repetition.suffix_array", {"threshold": 2}, "threshold = 2"),
        ("repetition.loop_gate", {"penalty": 0}, "penalty = 0"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(use, parameters, message):
    with pytest.raises(ParameterError, match=message):
        rewardry.get(use, **parameters)


@pytest.mark.parametrize("use", PENALTIES)
@pytest.mark.parametrize("piece", ["a", "a ", "ab", "我", "x y z ", "<think>"])
def test_a_long_text_is_read_in_linear_time(score_one, use, piece):
    start = time.process_time()
    score_one(use, piece * (200_000 // len(piece)))
    assert time.process_time() - start < 20

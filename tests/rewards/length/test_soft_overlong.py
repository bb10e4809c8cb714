"""The reward `length.soft_overlong`: equation 13 of DAPO."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError
from rewardry.rewards.length.soft_overlong import soft_overlong
from rewardry.types import Batch, Sample, Score


@pytest.mark.parametrize(
    ("length", "penalty"), [(0, 0), (80, 0), (81, -0.05), (85, -0.25), (90, -0.5), (99, -0.95), (100, -1), (101, -1)]
)
def test_worked_values_of_the_equation(length, penalty):
    assert soft_overlong(length, 100, 20) == pytest.approx(penalty)


@pytest.mark.parametrize(("length", "penalty"), [(16384, 0), (18432, -0.5), (20480, -1), (22528, -1)])
def test_the_defaults_are_dapos(length, penalty):
    assert rewardry.get("length.soft_overlong").value(length) == penalty


@pytest.mark.parametrize(("length", "penalty"), [(0, 0), (100, 0), (101, -1)])
def test_a_buffer_of_zero_is_a_step(length, penalty):
    assert rewardry.get("length.soft_overlong", max_length=100, buffer=0).value(length) == penalty


def test_a_buffer_of_the_whole_length_is_a_slope_from_the_start():
    component = rewardry.get("length.soft_overlong", max_length=10, buffer=10)
    assert [component.value(n) for n in (0, 5, 10, 11)] == [0.0, -0.5, -1.0, -1.0]


sizes = st.integers(1, 10_000).flatmap(lambda longest: st.tuples(st.just(longest), st.integers(0, longest)))


@settings(deadline=None, max_examples=500)
@given(length=st.integers(0, 20_000), sizes=sizes)
def test_the_penalty_falls_from_0_to_minus_1_and_never_climbs(length, sizes):
    component = rewardry.get("length.soft_overlong", max_length=sizes[0], buffer=sizes[1])
    here, next_ = component.value(length), component.value(length + 1)
    assert -1.0 <= next_ <= here <= 0.0
    assert (here == 0.0) == (length <= sizes[0] - sizes[1])
    assert (next_ == -1.0) == (length + 1 >= sizes[0] + (sizes[1] == 0))


def test_every_unit_counts_its_own():
    sample = Sample(completion="ab cd ef", completion_ids=[0] * 6)
    settings_ = {"max_length": 10, "buffer": 10}
    found = [
        rewardry.get("length.soft_overlong", unit=unit, **settings_).score(Batch([sample]))[0]
        for unit in ("tokens", "words", "chars")
    ]
    assert [score.value for score in found] == pytest.approx([-0.6, -0.3, -0.8])
    assert [score.details for score in found] == [{"length": 6}, {"length": 3}, {"length": 8}]


def test_without_token_ids_it_abstains_for_that_row_only():
    batch = Batch([Sample(completion="x"), Sample(completion="x", completion_ids=[1])])
    assert rewardry.get("length.soft_overlong").score(batch) == [
        Score(None, "abstain", {"reason": "no-completion-ids"}),
        Score(0.0, details={"length": 1}),
    ]


def test_in_a_recipe_a_row_without_token_ids_keeps_the_other_rewards():
    recipe = {"rewards": [{"use": "length.soft_overlong"}, {"use": "format.think_answer"}]}
    good = "<think>r</think><answer>4</answer>"
    scored = rewardry.score(recipe, [{"completion": good}, {"completion": good, "completion_ids": [0] * 30_000}])
    assert [row.total for row in scored] == [1.0, 0.0]
    assert scored[0].components["length.soft_overlong"].status == "abstain"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"max_length": 0}, "max_length = 0"),
        ({"max_length": -1}, "max_length = -1"),
        ({"max_length": 10.5}, "max_length = 10.5"),
        ({"buffer": -1}, "buffer = -1"),
        ({"buffer": 20481}, "buffer 20481 is larger than max_length 20480"),
        ({"max_length": 4095}, "buffer 4096 is larger than max_length 4095"),
        ({"unit": "bytes"}, "'tokens', 'words' or 'chars'"),
        ({"max_len": 5}, "no parameter 'max_len'. Did you mean 'max_length'?"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(parameters, message):
    with pytest.raises(ParameterError) as raised:
        rewardry.get("length.soft_overlong", **parameters)
    assert message in str(raised.value)


def test_the_range_is_declared():
    assert rewardry.get("length.soft_overlong").value_range == (-1.0, 0.0)

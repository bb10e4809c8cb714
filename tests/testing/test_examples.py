"""Golden rows run through the components they name."""

import json
from pathlib import Path

import pytest

from rewardry.errors import ParameterError
from rewardry.testing import run_example

ROWS = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data" / "golden_rewards.jsonl").read_text().splitlines()
]


def row_of(component, variant, inputs, **parameters):
    params = {"variant": variant, **parameters} if variant else parameters
    return {"component": component, "params": params, "inputs": inputs}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['component']}-{row['params']['variant']}")
def test_a_golden_row_gets_the_value_of_the_original(row):
    assert run_example(row) == pytest.approx(row["expected"], abs=1e-6)


def test_the_golden_rows_are_of_every_component_and_variant():
    assert {(row["component"], row["params"]["variant"]) for row in ROWS} == {
        ("code.codeforces", "open_r1"),
        ("format.code", "open_r1"),
        ("format.tag_count", "open_r1"),
        ("format.think", "trl"),
        ("format.think_answer", "ms_swift"),
        ("format.think_answer", "open_r1"),
        *(("length.cosine", project) for project in ("ms_swift", "open_r1", "trl")),
        *(("length.soft_overlong", project) for project in ("ms_swift", "open_r1", "trl")),
    }


@pytest.mark.parametrize(
    ("component", "variant"),
    [
        ("format.think_answer", "mini_r1"),
        ("format.think_answer", "default"),
        ("format.think_answer", None),
        ("format.code", "default"),
        ("length.cosine", "demystify"),
        ("length.soft_overlong", "verl_dapo"),
        ("accuracy.math", "open_r1"),
        ("nothing", "open_r1"),
    ],
)
def test_a_row_that_is_not_known_raises_lookup_error_with_its_name(component, variant):
    with pytest.raises(LookupError) as raised:
        run_example(row_of(component, variant, {"completion": "x"}))
    assert repr(component) in str(raised.value)
    assert repr("default" if variant is None else variant) in str(raised.value)


def test_the_parameters_of_a_row_set_the_component():
    short = row_of("length.soft_overlong", "trl", {"length_tokens": 90}, max_completion_len=100, soft_punish_cache=20)
    long = row_of("length.soft_overlong", "trl", {"length_tokens": 90}, max_completion_len=1000, soft_punish_cache=20)
    assert (run_example(short), run_example(long)) == (-0.5, 0.0)


def test_a_row_without_parameters_is_run_with_the_defaults():
    assert run_example(row_of("length.soft_overlong", "trl", {"length_tokens": 1152})) == -0.5
    assert run_example(row_of("length.soft_overlong", "open_r1", {"length_tokens": 14336})) == -0.5
    assert run_example(row_of("length.soft_overlong", "ms_swift", {"length_tokens": 24576})) == -2.0
    assert run_example(row_of("length.cosine", "open_r1", {"length": 1000, "correct": True})) == pytest.approx(0.5)
    assert run_example(row_of("length.cosine", "trl", {"length": 1280, "correct": False})) == pytest.approx(-0.5)
    assert run_example(row_of("length.cosine", "ms_swift", {"length": 0, "correct": False})) == pytest.approx(-0.5)


@pytest.mark.parametrize(("variant", "value"), [("trl", None), ("open_r1", 1.0), ("ms_swift", -0.5)])
def test_a_verdict_of_null_is_a_reference_that_cannot_be_read(variant, value):
    assert run_example(row_of("length.cosine", variant, {"length": 0, "correct": None})) == value


def test_what_a_row_says_about_the_original_is_no_parameter():
    facts = {"unit": "tokens", "clamp": True, "max_len": 100}
    assert run_example(row_of("length.cosine", "trl", {"length": 200, "correct": True}, **facts)) == pytest.approx(0.5)


def test_a_parameter_that_the_component_does_not_have_is_named():
    with pytest.raises(ParameterError, match="no parameter 'max_length'") as raised:
        run_example(row_of("length.soft_overlong", "trl", {"length_tokens": 1}, max_length=5))
    assert "compat.trl.length.soft_overlong" in str(raised.value)


def test_the_value_is_a_float():
    assert type(run_example(row_of("format.think", "trl", {"completion": "<think>a</think>"}))) is float
    assert type(run_example(row_of("length.soft_overlong", "ms_swift", {"length_tokens": 0}))) is float

"""Golden rows run through the components they name."""

import json
from pathlib import Path

import pytest

from rewardry.errors import ParameterError
from rewardry.testing import examples, run_example

ROWS = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data" / "golden_rewards.jsonl").read_text().splitlines()
]


NEEDS = {
    ("accuracy.math", "open_r1"): "math_verify",
    ("accuracy.math", "trl"): "math_verify",
    ("accuracy.math_after_think", "trl"): "math_verify",
    ("language.consistency", "default"): "lingua",
}


def row_of(component, variant, inputs, **parameters):
    params = {"variant": variant, **parameters} if variant else parameters
    return {"component": component, "params": params, "inputs": inputs}


def variant_of(row):
    return row["params"].get("variant", "default")


def is_value(found, expected):
    """Whether a value is the expected one: of its kind, and within a millionth."""
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return found == expected
    if isinstance(expected, (int, float)):
        return isinstance(found, (int, float)) and abs(found - expected) <= 1e-6
    if isinstance(expected, dict):
        return all(is_value(found[key], value) for key, value in expected.items())
    return len(found) == len(expected) and all(map(is_value, found, expected))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['component']}-{variant_of(row)}")
def test_a_golden_row_gets_the_value_of_the_original(row):
    needs = NEEDS.get((row["component"], variant_of(row)))
    if needs is not None:
        pytest.importorskip(needs)
    found = run_example(row)
    assert is_value(found, row["expected"]), found


def test_the_golden_rows_are_of_every_component_and_variant_that_is_known():
    known = {*examples._COMPONENTS, *examples._FUNCTIONS}
    lacking = {("extract.code_block", "default"), ("format.think_answer", "trl")}
    ours = {(row["component"], variant_of(row)) for row in ROWS if row["component"] != "accuracy_length.lcpo"}
    assert ours == known - lacking


@pytest.mark.parametrize(
    ("component", "variant"),
    [
        ("format.think_answer", "default"),
        ("format.think_answer", None),
        ("format.code", "nobody"),
        ("accuracy.math", "nobody"),
        ("length.cosine", "nobody"),
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


# Values that follow from the definitions, where the golden rows do not look.


def value_of(component, variant, inputs, **parameters):
    return run_example(row_of(component, variant, inputs, **parameters))


def test_undecided_components_drop_out_of_a_sum_and_close_no_gate():
    assert value_of("combine.weighted_sum", None, {"values": [1, None, 0.5]}, weights=[0.6, 0.3, 0.1]) == 0.65
    assert value_of("combine.gate", None, {"gate": None, "value": 1}, gate="format", value="accuracy") is None


@pytest.mark.parametrize(
    ("variant", "format_ok", "correct", "value"),
    [
        ("simplerl_independent", True, False, -0.5),
        ("simplerl_independent", False, False, -1.0),
        ("simplerl_mix", False, True, -1.0),
        ("simplerl_mix", True, False, -0.5),
    ],
)
def test_the_tables_of_simplerl(variant, format_ok, correct, value):
    assert value_of("combine.format_accuracy_table", variant, {"format_ok": format_ok, "correct": correct}) == value


def test_lengths_of_l1():
    used = {"target": 1000, "used": 500}
    assert value_of("length.lcpo_exact", "l1_linear", used, alpha=0.0003) == pytest.approx(-0.15)
    assert value_of("length.gaussian_target", "l1", used, sigma=500, floor=0.1) == pytest.approx(0.606531, abs=1e-6)
    assert value_of("length.lcpo_max", "l1_linear_both", {"budget": 1000, "used": 5000}, alpha=0.0005) == 0.0
    assert value_of("length.lcpo_max", "l1_sigmoid", {"budget": 1000, "used": 0}, alpha=0.01) == 1.0


def test_calls_of_tools_as_toolrl_pays_them():
    call = {"name": "s", "parameters": {"q": "a"}}
    other = {"name": "u", "parameters": {"k": 1}}
    rows = [([call, other], [call], 0.0), ([call], [], -3.0), ([], [], 3.0), ([call, other], [other, call], 3.0)]
    for gold, calls, value in rows:
        assert value_of("tool.call_match", "toolrl", {"gold_calls": gold, "calls": calls}) == pytest.approx(value)
    assert value_of("tool.call_match", "toolrl", {"gold_calls": [call], "calls": []}, min=-1, max=1) == -1.0


def test_react_of_ms_swift():
    assert value_of("format.react", "ms_swift", {"completion": "<think>a</think>\nAction: s\nAction Input: {}"}) == 1.0
    assert (
        value_of("format.react", "ms_swift", {"completion": "<think>a</think> so Action: s\nAction Input: {}"}) == 0.0
    )


@pytest.mark.parametrize(
    "text", ["<think>a</think>\n<answer>3*8</answer>", "a</think>\n<answer>\n</answer>\n\n", "", "</think>"]
)
def test_what_mini_r1_does_not_pay(text):
    assert value_of("format.think_answer", "mini_r1", {"completion": text}) == 0.0

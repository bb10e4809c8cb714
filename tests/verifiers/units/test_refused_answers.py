"""Answers that are wrong, and why: other units, hedges, two answers, and texts that mean harm."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry

pytest.importorskip("pint")

SPEED = {"value": 75, "unit": "km/h", "rel_tol": 0.01}
WRONG = [
    ("75", "no-unit"),
    ("75 m/s", "not-equal"),
    ("75 kg/h", "other-dimensions"),
    ("75 km/h^2", "other-dimensions"),
    ("75 km", "other-dimensions"),
    ("75 km h", "other-dimensions"),
    ("-75 km/h", "not-equal"),
    ("75 km/h or 20 m/s", "ambiguous"),
    ("75 or 80 km/h", "ambiguous"),
    ("75 km/h ± 1 km/h", "ambiguous"),
    ("not 75 km/h", "ambiguous"),
    ("> 75 km/h", "ambiguous"),
    ("at least 75 km/h", "ambiguous"),
    ("75 km/h?", "ambiguous"),
    ("if 75 km/h", "ambiguous"),
    ("75 km/h, 20 m/s", "ambiguous"),
    ("75-80 km/h", "no-quantity"),
    ("half of 75 km/h", "no-quantity"),
    ("anything but 75 km/h", "ambiguous"),
    ("I am unsure: 75 km/h", "ambiguous"),
    ("The speed is not: 75 km/h", "ambiguous"),
    ("75 km/h = 80 km/h", "not-equal"),
    ("80 km/h = 75 km/h", "not-equal"),
    ("75 km/h (80 km/h)", "not-equal"),
    ("75 km/h (80)", "no-unit"),
    ("75 km/h to the south", "unknown-unit"),
    ("75 wobbles", "unknown-unit"),
    ("seventy-five km/h", "no-quantity"),
    ("km/h", "no-quantity"),
    ("7_5 km/h", "no-quantity"),
    ("7 5 km/h", "no-quantity"),
    ("75.5.5 km/h", "no-quantity"),
    ("nan km/h", "no-quantity"),
    ("inf km/h", "no-quantity"),
    ("75 km/", "no-quantity"),
    ("75 km//h", "no-quantity"),
    ("75 (km/h", "no-quantity"),
    ("75 km)/h", "no-quantity"),
    ("answer here", "no-quantity"),
    ("75 km/h^99", "no-quantity"),
    ("75 km/h^13", "no-quantity"),
    ("75/0 km/h", "over-limit"),
    ("1e999 km/h", "over-limit"),
    ("75 km/h" + " " * 500 + "x", "over-limit"),
    ("{'value': 75}", "no-quantity"),
]


@pytest.mark.parametrize(("answer", "reason"), WRONG)
def test_the_reason_says_why_an_answer_is_wrong(verdict_of, answer, reason):
    verdict = verdict_of(answer, SPEED)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ({"value": 25, "unit": "°C"}, "25 K"),
        ({"value": 25, "unit": "°C"}, "25 °F"),
        ({"value": 25, "unit": "°C"}, "25 degrees"),
        ({"value": 5, "unit": "delta_degC"}, "278.15 K"),
        ({"value": 7.2, "unit": "mL"}, "7.2 ML"),
        ({"value": 7.2, "unit": "MJ"}, "7.2 mJ"),
        ({"value": 25, "unit": "C"}, "25 °C"),
        ({"value": 10, "unit": "Hz"}, "10 rad/s"),
        ({"value": 10, "unit": "rad/s"}, "10 Hz"),
        ({"value": 3, "unit": "dB"}, "3"),
        ({"value": 20, "unit": "USD"}, "€20"),
        ({"value": 20, "unit": "USD"}, "20"),
        ({"value": 20, "unit": "USD"}, "-$20"),
        ({"value": 0.25, "unit": ""}, "25"),
        ({"value": 25, "unit": "%"}, "25"),
        ({"value": 3}, "3 m"),
        (SPEED, "75 km/h 0.1 m/s"),
        (SPEED, "75 kilometres per hour (m/s)"),
        ("90 min", "1 h 90 min"),
        ("90 min", "30 min 1 h"),
        ("90 min", "1.5 h 30 min"),
        ({"value": 4.18, "unit": "J/(g K)"}, "4.18 J/g*K"),
    ],
)
def test_what_only_looks_alike_is_wrong(verdict_of, reference, answer):
    assert verdict_of(answer, reference).status == "incorrect"


BOMBS = [
    *("10**10**10 m", "9" * 399, "1e99999999999 m", "(" * 399, "75 " + "(" * 300 + "km", "((((((((((75 km))))))))))/h"),
    *("75 km^99999999999/h", "2^2^2^2^2^2^2^2 m", "75 " + "m*" * 190, "75 " + "k" * 380, "1 h " * 90, "\\frac{" * 60),
    *("=" * 390, "75 km.__class__", "__import__('os').system('touch /tmp/rewardry-units')", "lambda: 9**9**9 km/h"),
    *("75 km/h if 1 else 0", "[75 km/h for _ in range(9**9)]", "75 * (lambda: 0).__globals__ km", "√" * 300, "π" * 300),
    *(
        "75 km/h" + "\u0301" * 300,
        "75 " + "°" * 300,
        "1 " * 190,
        "1," * 190,
        "75 " + "m" * 30 + "^12" * 90,
        "\x00" * 99,
    ),
]


@pytest.mark.parametrize("answer", BOMBS, ids=range(len(BOMBS)))
def test_a_hostile_text_is_wrong_at_once(verdict_of, answer):
    start = time.thread_time()
    assert verdict_of(answer, SPEED).status == "incorrect"
    assert time.thread_time() - start < 10  # a guard against what does not end


SPOKEN = [
    "75",
    " km/h",
    "m",
    "^",
    "**",
    "/",
    "(",
    ")",
    "\\text{",
    "}",
    "e9",
    ".",
    ",",
    "°C",
    "$",
    "or",
    "=",
    "-",
    "π",
    "√",
    "²",
]


@settings(max_examples=500)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(SPOKEN), max_size=40).map("".join)))
def test_any_text_gets_a_verdict(text):
    verdict = rewardry.get("units").check(text, {"value": 123456.789, "unit": "kg m^3"}, "")
    assert verdict.status == "incorrect"


@settings(max_examples=300)
@given(
    st.floats(min_value=1e-9, max_value=1e12),
    st.sampled_from(["m", "km/h", "kg m^2/s^2", "J/(mol K)", "L", "eV", "mmHg", "ft lbf", "W h", "mg/dL"]),
)
def test_a_quantity_equals_itself_and_no_other(value, unit):
    reference = {"value": value, "unit": unit, "rel_tol": 1e-6}
    check = rewardry.get("units").check
    assert check(f"{value!r} {unit}", reference, "").status == "correct"
    assert check(f"{value * 1.001!r} {unit}", reference, "").status == "incorrect"


def test_a_sum_of_money_may_be_beyond_the_limits(verdict_of):
    assert verdict_of("$" + "1" * 70, {"value": 20, "unit": "USD"}).reason == "over-limit"


@pytest.mark.parametrize(
    "answer",
    ["x = 20 km/h, x = 75 km/h", "x_1 = 20 km/h, x_2 = 75 km/h", "$v_{1} = 20$ km/h and $v_{2} = 75$ km/h",
     "x = 20 km/h; x = 75 km/h", "x = 75 km/h, x = 20 km/h"],
)  # fmt: skip
def test_of_two_things_said_of_one_letter_both_must_be_right(verdict_of, answer):
    assert verdict_of(answer, SPEED).status == "incorrect"


@pytest.mark.parametrize(
    "answer", ["v = 75 km/h, v = 20.83 m/s", "t = 2 s, v = 75 km/h", "s = 150 km and t = 2 h, so v = 75 km/h"]
)
def test_what_is_said_of_other_letters_is_no_second_answer(verdict_of, answer):
    assert verdict_of(answer, SPEED).status == "correct"


@pytest.mark.parametrize("answer", ["~~75 km/h~~ 20 km/h", "~~75 km/h~~ 1 m/h", "\\cancel{75 km/h}"])
def test_what_is_struck_out_is_not_said(verdict_of, answer):
    assert verdict_of(answer, SPEED).status == "incorrect"

"""The verifier `units`: spellings, conversions, tolerances, hedges, references, and texts that mean harm."""

import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry

pytest.importorskip("pint")

SPEED = {"value": 75, "unit": "km/h", "rel_tol": 0.01}


def verdict_of(answer, reference, **parameters):
    completion = f"<think>r</think><answer>{answer}</answer>"
    return rewardry.verify("units", completion, reference, "How much is it?", **parameters)


RIGHT = {
    "speed": (
        SPEED,
        [
            *("75 km/h", "75km/h", "75 KM/H", "75 kmh", "75 kph", "75 km/hr", "75 kilometres per hour", "75 km h^-1"),
            *(
                "75 Kilometers/Hour",
                "75 km·h⁻¹",
                "75 km h−1",
                "75 km/h.",
                "**75 km/h**",
                "75~\\text{km/h}",
                "75.0 km/h",
            ),
            *("$75\\,\\mathrm{km/h}$", "$v = 75\\ \\mathrm{km\\,h^{-1}}$", "\\SI{75}{\\km\\per\\hour}", "+75 km/h"),
            *(
                "\\qty{75}{\\kilo\\metre\\per\\hour}",
                "75\\ \\frac{\\text{km}}{\\text{h}}",
                "\\frac{75\\,\\text{km}}{\\text{h}}",
            ),
            *("20.83 m/s", "20.833... m/s", "20.83… m/s", "46.6 mph", "1.25 km/min", "v = 75 km/h", "about 75 km/h"),
            *(
                "The mean speed is 75 km/h",
                "75 km/h = 20.83 m/s",
                "75 km/h ≈ 20.8 m/s",
                "75 km/h (46.6 mph)",
                "~75 km/h",
            ),
            *("75 kilometres per hour (km/h)", "75 km an hour", "Speed: 75 km/h", "The answer is: 75 km/h"),
            *("$75$ km/h", "75 $\\mathrm{km/h}$", "\\(75\\) km/h", "0.075 thousand km/h", "75 km / h"),
            *("150 km / 2 h = 75 km/h", "７５ km/h", "75\u00a0km/h"),
        ],
    ),
    "energy": (
        {"value": 7.2, "unit": "MJ"},
        [
            *(
                "7200 kJ",
                "7,200 kJ",
                "7 200 kJ",
                "7.2e6 J",
                "7.2×10^6 J",
                "7.2·10⁶ J",
                "7.2*10**6 J",
                "2 kWh",
                "2 kW·h",
            ),
            *("7.2 \\times 10^{6}\\ \\mathrm{J}", "2 kilowatt-hours", "7.2 MN·m", "7200000 kg m^2/s^2", "1720 kcal"),
        ],
    ),
    "heat capacity": (
        {"value": 4.18, "unit": "J/(g K)"},
        [
            *("4.18 J/g/K", "4.18 J/(g·K)", "4.18 J/g·K", "4.18 J g^-1 K^-1", "4180 J/kg·K", "4.18 kJ/(kg·°C)"),
            *("4.18 J/g°C", "4180 joules per kilogram kelvin", "4.18\\,\\text{J}\\,\\text{g}^{-1}\\,\\text{K}^{-1}"),
        ],
    ),
    "temperature": (
        {"value": 25, "unit": "°C", "abs_tol": 0.1},
        [
            *(
                "25 °C",
                "25°C",
                "25 ℃",
                "25 C",
                "25 degC",
                "25 degrees Celsius",
                "25 deg C",
                "298.15 K",
                "77 °F",
                "77 F",
            ),
            *("25\\,^\\circ\\text{C}", "25^{\\circ}\\mathrm{C}", "25 \\degree C", "\\SI{25}{\\celsius}"),
        ],
    ),
    "difference": ({"value": 5, "unit": "delta_degC"}, ["5 °C", "5 K", "9 °F"]),
    "area": (
        {"value": 12, "unit": "m^2"},
        [
            *("12 m²", "12 m2", "12 ㎡", "12 square metres", "12 sq. m", "12 metres squared", "120000 cm²"),
            *("129.17 sq ft", "12 \\text{ m}^2"),
        ],
    ),
    "share": (
        {"value": 0.25, "unit": ""},
        ["25%", "25 \\%", "0.25", "25 percent", "1/4", "\\frac14", "\\frac{1}{4}", "250 ‰", ".25", "0,25"],
    ),
    "money": ({"value": 20, "unit": "USD"}, ["$20", "\\$20", "20 dollars", "20 USD", "$20.00", "2000 cents"]),
    "wage": ({"value": 20, "unit": "$/h"}, ["$20/h", "20 dollars per hour", "\\$20/\\text{hour}"]),
    "time": (
        "90 min",
        [
            "1 h 30 min",
            "1.5 h",
            "1 hour and 30 minutes",
            "1 hour, 30 minutes",
            "1½ h",
            "1 1/2 h",
            "3/2 h",
            "5400 s",
            "1 h 30 min 0 s",
        ],
    ),
    "height": ({"value": 1.7018, "unit": "m"}, ["5 ft 7 in", "5 ft, 7 in", "5 feet 7 inches", "5'7\"", "67 inches"]),
    "angle": ({"value": 3.14159, "unit": "rad"}, ["π rad", "\\pi", "180°", "180 degrees", "3.1416", "pi", "2π/2 rad"]),
    "root": ({"value": 1.41421, "unit": "m"}, ["√2 m", "\\sqrt{2}\\,\\text{m}", "\\sqrt{2} m"]),
    "frequency": ({"value": 10, "unit": "Hz"}, ["10 Hz", "10 /s", "10 s^-1", "0.01 kHz", "10 hertz"]),
    "acceleration": (
        {"value": 9.81, "unit": "m/s^2"},
        [
            *("9.81 m/s/s", "9.81 meters per second squared", "9.81 N/kg", "9.81 m·s^{-2}", "981 cm/s2", "9,81 m/s^2"),
            *("9.81\\,\\mathrm{ms^{-2}}", "9.81 metres per second per second"),
        ],
    ),
    "resistance": ({"value": 5, "unit": "Ω"}, ["5 Ω", "5 ohms", "5 \\Omega", "5 \\ohm", "0.005 kΩ", "5 V/A"]),
    "length": ({"value": 5, "unit": "μm"}, ["5 µm", "5 \\mu m", "5\\ \\mu\\text{m}", "5 um", "5e-6 m", "5 microns"]),
    "pressure": ({"value": 101325, "unit": "Pa"}, ["1 atm", "760 mmHg", "1013.25 mbar", "101.3 kPa", "14.7 psi"]),
    "level": ({"value": 3, "unit": "dB"}, ["3 dB", "3 decibels"]),
    "data": ({"value": 1000, "unit": "bytes"}, ["1 kB", "8000 bits"]),
}


@pytest.mark.parametrize(
    ("reference", "answer"),
    [(reference, answer) for reference, answers in RIGHT.values() for answer in answers],
)
def test_a_quantity_is_recognised_however_it_is_written(reference, answer):
    verdict = verdict_of(answer, reference)
    assert (verdict.status, verdict.reason) == ("correct", "equal.quantity")


def value_and_unit(reference):
    if isinstance(reference, str):
        value, unit = reference.split()
        return float(value), unit
    return reference["value"], reference["unit"]


@pytest.mark.parametrize(
    ("reference", "answer"),
    [(reference, answer) for reference, answers in RIGHT.values() for answer in answers],
)
def test_the_same_answer_is_wrong_beside_another_value(reference, answer):
    value, unit = value_and_unit(reference)
    for other in (value * 1.1, -value, value / 1000):
        verdict = verdict_of(answer, {"value": other, "unit": unit, "rel_tol": 0.01})
        assert (verdict.status, verdict.reason) == ("incorrect", "not-equal"), other


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
def test_the_reason_says_why_an_answer_is_wrong(answer, reason):
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
def test_what_only_looks_alike_is_wrong(reference, answer):
    assert verdict_of(answer, reference).status == "incorrect"


# Tolerances


@pytest.mark.parametrize(
    ("reference", "right", "wrong"),
    [
        ({"value": 100, "unit": "m", "rel_tol": 0.01}, ("99 m", "101 m", "9900 cm"), ("98.99 m", "101.01 m")),
        ({"value": 100, "unit": "m", "abs_tol": 2}, ("98 m", "102 m"), ("97.9 m", "102.1 m")),
        ({"value": 100, "unit": "m", "abs_tol": 2, "rel_tol": 0.01}, ("98 m",), ("97.9 m",)),
        ({"value": 100, "unit": "m", "abs_tol": 0.1, "rel_tol": 0.01}, ("99 m",), ("98.9 m",)),
        ({"value": 100, "unit": "m", "rel_tol": 0}, ("100 m", "0.1 km"), ("100.001 m",)),
        ({"value": 100, "unit": "m", "abs_tol": 0}, ("100 m",), ("100.001 m",)),
        ({"value": 0, "unit": "°C"}, ("0 °C", "273.15 K", "32 °F"), ("0.001 °C", "0 K")),
        ({"value": 25, "unit": "°C", "rel_tol": 0.01}, ("25.25 °C",), ("25.3 °C", "300 K")),
        ({"value": -40, "unit": "°C", "rel_tol": 0.01}, ("-40 °F", "233.15 K"), ("40 °C",)),
    ],
)
def test_the_tolerance_is_exact_and_in_the_unit_of_the_reference(reference, right, wrong):
    assert {verdict_of(answer, reference).status for answer in right} == {"correct"}
    assert {verdict_of(answer, reference).status for answer in wrong} == {"incorrect"}


def test_the_parameter_counts_where_the_reference_has_no_tolerance():
    assert verdict_of("100.9 m", "100 m").status == "correct"
    assert verdict_of("100.9 m", "100 m", rel_tol=0.001).status == "incorrect"
    assert verdict_of("100.9 m", {"value": 100, "unit": "m", "rel_tol": 0.01}, rel_tol=0).status == "correct"


def test_a_unit_may_be_left_out_where_the_parameter_says_so():
    assert verdict_of("75", SPEED, require_unit=False).status == "correct"
    assert verdict_of("20.83", SPEED, require_unit=False).status == "incorrect"
    assert verdict_of("75 km", SPEED, require_unit=False).status == "incorrect"


# References


@pytest.mark.parametrize(
    "reference",
    ["75 km/h", {"value": "75", "unit": "km/h"}, {"value": 75.0, "unit": "km h^-1"}, {"value": "75 km/h"}, SPEED],
    ids=str,
)
def test_the_forms_of_a_reference(reference):
    again = json.loads(json.dumps(reference))
    assert verdict_of("75 km/h", again).status == "correct"
    assert verdict_of("85 km/h", again).status == "incorrect"


@pytest.mark.parametrize(
    "reference",
    [
        *("", "fast", "75 wobbles", "75 or 80 km/h km", {}, {"value": None, "unit": "m"}, {"value": True, "unit": "m"}),
        *({"value": "fast", "unit": "m"}, {"value": 75, "unit": "wobble"}, {"value": 75, "unit": 5}, {"unit": "m"}),
        *({"value": float("nan"), "unit": "m"}, {"value": float("inf"), "unit": "m"}, {"value": "7 m", "unit": "m"}),
        *({"value": 7, "unit": "m", "rel_tol": -1}, {"value": 7, "unit": "m", "abs_tol": "1"}, {"value": 10**5000}),
        *({"value": 7, "unit": "m", "rel_tol": float("nan")}, {"value": 7, "unit": "m" * 5000}, {"value": [7]}),
    ],
    ids=lambda reference: str(reference)[:40] if not isinstance(reference, dict) else "",
)
def test_a_reference_that_cannot_be_read_abstains(reference):
    verdict = verdict_of("75 km/h", reference)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert verdict.details["why"]


def test_the_reference_is_named_where_it_cannot_be_read():
    assert (
        "the reference's unit 'wobble' cannot be read"
        in verdict_of("7 m", {"value": 7, "unit": "wobble"}).details["why"]
    )
    why = verdict_of("7 m", {"value": 7, "unit": "m", "rel_tol": -1}).details["why"]
    assert why == "the reference's `rel_tol` is -1; a number from 0 on is wanted"


# Harm

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
def test_a_hostile_text_is_wrong_at_once(answer):
    start = time.monotonic()
    assert verdict_of(answer, SPEED).status == "incorrect"
    assert time.monotonic() - start < 10  # a guard against what does not end


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


@settings(deadline=None, max_examples=500)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(SPOKEN), max_size=40).map("".join)))
def test_any_text_gets_a_verdict(text):
    verdict = rewardry.get("units").check(text, {"value": 123456.789, "unit": "kg m^3"}, "")
    assert verdict.status == "incorrect"


@settings(deadline=None, max_examples=300)
@given(
    st.floats(min_value=1e-9, max_value=1e12),
    st.sampled_from(["m", "km/h", "kg m^2/s^2", "J/(mol K)", "L", "eV", "mmHg", "ft lbf", "W h", "mg/dL"]),
)
def test_a_quantity_equals_itself_and_no_other(value, unit):
    reference = {"value": value, "unit": unit, "rel_tol": 1e-6}
    check = rewardry.get("units").check
    assert check(f"{value!r} {unit}", reference, "").status == "correct"
    assert check(f"{value * 1.001!r} {unit}", reference, "").status == "incorrect"


def test_it_abstains_without_its_extra(monkeypatch):
    monkeypatch.setattr("rewardry.engine.opened._importable", lambda name: name != "pint")
    with rewardry.Runtime("inline") as runtime:
        verdict = runtime.open(rewardry.get("units")).verify([rewardry.Sample(completion="75 km/h", reference=SPEED)])[
            0
        ]
    assert (verdict.status, verdict.reason) == ("abstain", "needs-extra")


def test_pint_is_imported_late():
    code = "import rewardry, sys; rewardry.get('units'); print('pint' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("reference", "completion", "status"),
    [
        ("75 km/h", "Thus the average speed is approximately **75.2 km/h**.", "correct"),
        ("75 km/h", "Thus the average speed is approximately **75.2 m/s**.", "incorrect"),
        ("532 nm", "λ = 532 nm\n\nSo the wavelength is **532 nm** (green light).", "correct"),
        ("1500 W", "The power is therefore 1500 watts.", "correct"),
        ("1500 W", "The power is 1500 watts or 2000 watts.", "incorrect"),
        ("1000 kg", "Answer: 1 metric ton", "correct"),
        ("30 degree", "Answer: $\\frac{\\pi}{6}$ rad", "correct"),
        ("30 degree", "Answer: $\\frac{\\pi}{3}$ rad", "incorrect"),
    ],
)
def test_sentences_come_to_quantities(reference, completion, status):
    verdict = rewardry.verify("units", completion, reference)
    assert verdict.status == status, verdict


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("3 m, 3 cm", "incorrect"),
        ("3 m , 3 cm", "incorrect"),
        ("3 m, 30 mm", "incorrect"),
        ("3.03 m, 3 cm", "incorrect"),
        ("3 m 3 cm", "correct"),
        ("3 m and 3 cm", "correct"),
    ],
)
def test_a_comma_joins_no_parts_of_the_metric_system(answer, status):
    verdict = verdict_of(answer, {"value": 3.03, "unit": "m", "rel_tol": 0})
    assert verdict.status == status
    assert verdict.reason == ("ambiguous" if status == "incorrect" else "equal.quantity")


def test_degrees_have_minutes():
    for answer in ("30° 30'", "30°30'", "30°, 30'"):
        assert verdict_of(answer, {"value": 30.5, "unit": "°", "rel_tol": 0}).status == "correct"


def test_a_sum_of_money_may_be_beyond_the_limits():
    assert verdict_of("$" + "1" * 70, {"value": 20, "unit": "USD"}).reason == "over-limit"


@pytest.mark.parametrize(
    "answer",
    ["x = 20 km/h, x = 75 km/h", "x_1 = 20 km/h, x_2 = 75 km/h", "$v_{1} = 20$ km/h and $v_{2} = 75$ km/h",
     "x = 20 km/h; x = 75 km/h", "x = 75 km/h, x = 20 km/h"],
)  # fmt: skip
def test_of_two_things_said_of_one_letter_both_must_be_right(answer):
    assert verdict_of(answer, SPEED).status == "incorrect"


@pytest.mark.parametrize(
    "answer", ["v = 75 km/h, v = 20.83 m/s", "t = 2 s, v = 75 km/h", "s = 150 km and t = 2 h, so v = 75 km/h"]
)
def test_what_is_said_of_other_letters_is_no_second_answer(answer):
    assert verdict_of(answer, SPEED).status == "correct"


@pytest.mark.parametrize("answer", ["~~75 km/h~~ 20 km/h", "~~75 km/h~~ 1 m/h", "\\cancel{75 km/h}"])
def test_what_is_struck_out_is_not_said(answer):
    assert verdict_of(answer, SPEED).status == "incorrect"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        (r"$3\frac{1}{2}\,\text{m}$", "3.5 m"),
        (r"3\tfrac12 m", "3.5 m"),
        (r"-3 \frac{1}{2} m", "-3.5 m"),
        (r"12\dfrac{3}{4}\text{ cups}", "12.75 cups"),
        (r"\frac{7}{2} m", "3.5 m"),
        (r"\frac{\sqrt{3}}{2}\ \mathrm{m}", "0.8660254 m"),
        (r"\dfrac{5\sqrt3}{2} m", "4.330127 m"),
        ("√3/2 m", "0.8660254 m"),
        (r"\frac{\pi}{2} rad", "90°"),
        ("0,125 m", "0.125 m"),
        ("US$5", "$5"),
        ("US $5.00", "5 USD"),
    ],
)
def test_numbers_in_other_writings_are_one_number(answer, reference):
    assert verdict_of(answer, {"value": reference, "rel_tol": 1e-6}).status == "correct"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        (r"3\frac{1}{2} m", "1.5 m"),
        (r"3\frac{1}{2} m", "31/2 m"),
        (r"1.3\frac{1}{2} m", "1.8 m"),
        (r"2\frac{5\sqrt{3}}{2} m", "21.650635 m"),
        ("0,125 m", "125 m"),
        ("0,125 m", "0 m"),
        (r"\frac{\pi}{0} rad", "180°"),
    ],
)
def test_numbers_in_other_writings_are_no_other_number(answer, reference):
    assert verdict_of(answer, {"value": reference, "rel_tol": 1e-6}).status == "incorrect"


@pytest.mark.parametrize(
    ("answer", "reference", "right"),
    [
        ("-$5/h", "-5 $/h", True),
        ("-$5.50 per kg", "-5.5 $/kg", True),
        ("$-5/h", "-5 $/h", True),
        ("-$5/h", "5 $/h", False),
        ("$5/h", "-5 $/h", False),
        ("€1,250.50 per month", "1250.5 €/month", True),
        ("$5/h", "5 $", False),
        ("$3 million per year", "3000000 $/year", True),
        ("-$2.5 million", "-2500000 $", True),
    ],
)
def test_money_keeps_its_sign_and_what_it_is_paid_for(answer, reference, right):
    assert (verdict_of(answer, reference).status == "correct") is right


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ("1 d 2 h 3 min 4 s", 93_784),
        ("1 week 2 days 3 h 4 min", 788_640),
        ("1 d 23 h 59 min 59.5 s", 172_799.5),
        ("-1 h 30 min", -5_400),
        ("1 h and 30 min", 5_400),
        ("0 h 59 min", 3_540),
    ],
)
def test_parts_are_added_up_to_four_of_them(answer, seconds):
    assert verdict_of(answer, {"value": seconds, "unit": "s", "abs_tol": 1e-3}).status == "correct"
    assert verdict_of(answer, {"value": seconds + 1, "unit": "s", "abs_tol": 1e-3}).status == "incorrect"


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ("1 week 2 days 3 h 4 min 5 s", 788_645),  # too many
        ("1 h 60 min", 7_200),  # as much as one of the unit before
        ("1.5 h 30 min", 7_200),  # a part of a unit before another
        ("30 min 1 h", 5_400),  # the smaller one first
        ("1 h -30 min", 1_800),
        ("1 h 30", 5_400),
        ("1 h 3 m", 3_603),
    ],
)
def test_what_is_no_sum_of_parts_is_no_quantity(answer, seconds):
    assert verdict_of(answer, {"value": seconds, "unit": "s", "abs_tol": 1e-3}).status == "incorrect"

"""The writings of a quantity: units and numbers, money, sums of parts."""

import pytest

pytest.importorskip("pint")

RIGHT = {
    "speed": (
        {"value": 75, "unit": "km/h", "rel_tol": 0.01},
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
def test_a_quantity_is_recognised_however_it_is_written(verdict_of, reference, answer):
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
def test_the_same_answer_is_wrong_beside_another_value(verdict_of, reference, answer):
    value, unit = value_and_unit(reference)
    for other in (value * 1.1, -value, value / 1000):
        verdict = verdict_of(answer, {"value": other, "unit": unit, "rel_tol": 0.01})
        assert (verdict.status, verdict.reason) == ("incorrect", "not-equal"), other


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
def test_a_comma_joins_no_parts_of_the_metric_system(verdict_of, answer, status):
    verdict = verdict_of(answer, {"value": 3.03, "unit": "m", "rel_tol": 0})
    assert verdict.status == status
    assert verdict.reason == ("ambiguous" if status == "incorrect" else "equal.quantity")


def test_degrees_have_minutes(verdict_of):
    for answer in ("30° 30'", "30°30'", "30°, 30'"):
        assert verdict_of(answer, {"value": 30.5, "unit": "°", "rel_tol": 0}).status == "correct"


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
def test_numbers_in_other_writings_are_one_number(verdict_of, answer, reference):
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
def test_numbers_in_other_writings_are_no_other_number(verdict_of, answer, reference):
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
def test_money_keeps_its_sign_and_what_it_is_paid_for(verdict_of, answer, reference, right):
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
def test_parts_are_added_up_to_four_of_them(verdict_of, answer, seconds):
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
def test_what_is_no_sum_of_parts_is_no_quantity(verdict_of, answer, seconds):
    assert verdict_of(answer, {"value": seconds, "unit": "s", "abs_tol": 1e-3}).status == "incorrect"

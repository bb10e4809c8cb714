"""Units in answers: what they measure, how large they are, and what follows a number without being one."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.measures import decimals_of
from rewardry.verifiers.math.reading import read
from rewardry.verifiers.math.units import combined, in_units, is_unit_word, named
from rewardry.verifiers.math.values import Decimals

# How many of the second are one of the first, as a table of units has it.
SIZES = [
    ("km", "m", 1000),
    ("mile", "ft", 5280),
    ("yard", "feet", 3),
    ("foot", "inches", 12),
    ("inch", "cm", Fraction(254, 100)),
    ("nmi", "m", 1852),
    ("µm", "nm", 1000),
    ("hectare", "m^2", 10_000),
    ("acre", "square yards", 4840),
    ("liter", "cubic centimeters", 1000),
    ("m^3", "L", 1000),
    ("dl", "mL", 100),
    ("gallon", "quarts", 4),
    ("quart", "pints", 2),
    ("pint", "cups", 2),
    ("hour", "min", 60),
    ("day", "hours", 24),
    ("week", "days", 7),
    ("min", "ms", 60_000),
    ("century", "decades", 10),
    ("year", "months", 12),
    ("lb", "oz", 16),
    ("tonne", "kg", 1000),
    ("g", "mg", 1000),
    ("kg", "lb", Fraction(100_000_000, 45_359_237)),
    ("dollar", "cents", 100),
    ("元", "角", 10),
    ("£", "pence", 100),
    ("kJ", "J", 1000),
    ("kcal", "J", 4184),
    ("kW", "W", 1000),
    ("MHz", "kHz", 1000),
    ("bar", "Pa", 100_000),
    ("atm", "kPa", Fraction(101_325, 1000)),
    ("A", "mA", 1000),
    ("byte", "bits", 8),
    ("m/s", "km/h", Fraction(36, 10)),
    ("mph", "feet per second", Fraction(22, 15)),
    ("N", "kg m/s^2", 1),
    ("J", "N m", 1),
    ("W", "J/s", 1),
    ("V", "W/A", 1),
    ("ohm", "V/A", 1),
    ("coulomb", "A s", 1),
    ("keV", "eV", 1000),
    ("TB", "GB", 1000),
    ("平方米", "平方厘米", 10_000),
    ("千米", "米", 1000),
]


def unit(text):
    return combined(text.replace("^", " ^ ").replace("/", " / ").split())


@pytest.mark.parametrize(("large", "small", "size"), SIZES)
def test_a_unit_is_so_many_of_another(finds, large, small, size):
    one, other = unit(large), unit(small)
    assert one.dimension == other.dimension != ()
    assert one.size / other.size == size
    if large.isascii():
        measured = f"3\\text{{ {large}}}"
        assert finds(measured, f"\\frac{{{3 * size.numerator}}}{{{size.denominator}}}\\text{{ {small}}}").equal is True
        assert finds(measured, f"\\frac{{{4 * size.numerator}}}{{{size.denominator}}}\\text{{ {small}}}").equal is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("m", "s"),
        ("m^2", "m"),
        ("kg", "N"),
        ("km/h", "km"),
        ("month", "day"),
        ("dollar", "euro"),
        ("J", "W"),
        ("A", "coulomb"),
    ],
)
def test_units_of_different_things_are_never_the_same(finds, one, other):
    assert unit(one).dimension != unit(other).dimension
    assert finds(f"5\\text{{ {one}}}", f"5\\text{{ {other}}}").equal is False


@pytest.mark.parametrize(
    "word", ["cm", "CM", "Cm.", "cms", "Centimeter", "centimetres", "mph", "Joules", "kHz", "µm", "half"]
)
def test_a_word_is_a_unit_in_any_writing(word):
    assert is_unit_word(word) is (word != "half")


@pytest.mark.parametrize("word", ["pm", "kk", "Mx", "apple", "", "m2", "xm", "k", "mm2"])
def test_words_that_are_no_units(word):
    assert named(word) is None


@pytest.mark.parametrize("letter", "mhstg")
def test_a_single_letter_is_a_unit_but_no_word(letter):
    assert named(letter) is not None
    assert not is_unit_word(letter)


def test_a_prefix_counts_by_its_case():
    assert named("mW").size * 10**9 == named("MW").size
    assert named("pF").size * 1000 == named("nF").size
    assert named("GHz").size == 10**9
    assert named("cL").size / named("mL").size == 10


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("m ^ 2", {"length": 2}),
        ("m ^ { 2 }", None),
        ("s ^ - 1", {"time": -1}),
        ("m / s / s", {"length": 1, "time": -2}),
        ("m / s ^ 2", {"length": 1, "time": -2}),
        ("square m / s", {"length": 2, "time": -1}),
        ("dollars a day", {"money": 1, "time": -1}),
        ("dollars each week", {"money": 1, "time": -1}),
        ("a day", {"time": 1}),
        ("m squared", {"length": 2}),
        ("squared m", {"length": 2}),
        ("m per s cubed", {"length": 1, "time": -3}),
        ("cubic feet", {"length": 3}),
        ("red apples", {}),
        ("m ^ 5", None),
        ("m ^ x", None),
        ("^ 2", None),
        ("apples ^ 2", None),
        ("m ^", {"length": 1}),
        ("L / m ^ 2", {"length": 1}),
        ("in", {"length": 1}),
        ("in the box", {}),
        ("in ^ 2", {"length": 2}),
        ("dollars per in", {"money": 1, "length": -1}),
        ("5 in of rain", {}),
    ],
)
def test_units_of_several_words(words, wanted):
    found = combined(words.split())
    assert (None if found is None else dict(found.dimension)) == wanted


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("平方厘米", ["平方厘米"]),
        ("千米每小时", ["千米", "每", "小时"]),
        ("千米每小时内", ["千米", "每", "小时", "内"]),
        ("个苹果", ["个", "苹", "果"]),
        ("立方分米", ["立方", "分米"]),
        ("", []),
    ],
)
def test_a_run_of_chinese_is_cut_into_units(run, words):
    assert in_units(run) == words


@settings(max_examples=60)
@given(hours=st.integers(0, 30), minutes=st.integers(0, 59))
def test_a_time_in_hours_and_minutes_is_one_quantity(finds, hours, minutes):
    total = f"{60 * hours + minutes} minutes"
    for text in (
        f"{hours} hours {minutes} minutes",
        f"{hours} h {minutes} min",
        f"{hours} hours and {minutes} minutes",
    ):
        assert finds(total, text).equal is True, text
        assert finds(f"{60 * hours + minutes + 1} minutes", text).equal is False, text


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("75 in", "6 ft 3 in", True),
        ("75 in", "6'3\"", True),
        ("75 in", "3 in 6 ft", False),
        ("3.5 lb", "3 lb 8 oz", True),
        ("\\$2.50", "2 dollars and 50 cents", True),
        ("\\$2.50", "2 dollars and 5 cents", False),
        ("2 m, 3 s", "2 m and 3 s", True),
        ("20^\\circ C", "20\\text{ degrees Celsius}", True),
        ("20^\\circ C", "20^\\circ F", False),
        ("20^\\circ C", "20", True),
        ("20", "20°C", True),
        ("20°C", "21", False),
        ("20^{\\circ} C", "20\\,^\\circ\\text{C}", True),
        ("-40°C", "-40", True),
        ("-40°C", "40", False),
        ("68^\\circ F", "68^\\circ C", False),
        ("36.6°C", "36.6 degrees C", True),
        ("5 m", "5 cms", False),
        ("5 cm", "5 cms", True),
        ("5 kg", "5 kgs", True),
        ("5\\text{ V}", "5\\text{ V/A}", False),
        ("5\\text{ ohm}", "5\\text{ V/A}", True),
        ("60°42'", "60.7°", True),
        ("60°42'36\"", "60.71^\\circ", True),
        ("12\\pi\\text{ cm}", "12\\pi cm", True),
        ("12\\pi\\text{ cm}", "12\\pi\\text{ m}", False),
        ("5", "5\\text{ red apples}", True),
        ("£5", "5 pounds", True),
        ("€5", "5 euros", True),
        ("€5", "\\$5", False),
        ("USD 40", "\\$40", True),
        ("3 \\text{ million}", "3,000,000", True),
        ("3 dozen", "36", True),
        ("\\$5/\\text{hour}", "5 dollars per hour", True),
        ("odd", "odd / even", False),
        ("2.5 \\text{ billion dollars}", "\\$2500000000", True),
    ],
)
def test_quantities_as_people_write_them(finds, reference, answer, right):
    assert (finds(reference, answer).equal is True) is right


@pytest.mark.parametrize("text", ["\\text{ apples}", "\\$", "\\%"])
def test_a_unit_alone_is_no_number(finds, text):
    assert finds("5", text).equal is False
    assert type(read(text)).__name__ in ("Words", "Opaque")


@pytest.mark.parametrize(
    ("tokens", "step", "significant"),
    [
        ("3.14", Fraction(1, 100), 3),
        ("- 0.050", Fraction(1, 1000), 2),
        (".5", Fraction(1, 10), 1),
        ("( 12.0 )", Fraction(1, 10), 3),
        ("2e5", 1, 1),
        ("2.50e-7", Fraction(1, 100), 3),
        ("4.5 \\times 10 ^ 6", Fraction(1, 10), 2),
        ("4.5 \\cdot 10 ^ { - 6 }", Fraction(1, 10), 2),
        ("5 * 10 ^ 3", 1, 1),
    ],
)
def test_how_precisely_a_decimal_is_written(tokens, step, significant):
    assert decimals_of(tokens.split()) == Decimals(Fraction(step), significant)


@pytest.mark.parametrize(
    "tokens", ["12", "x", "3.1 + 2", "3.1 x", "4.5 \\times 10 ^ n", "4.5 \\times 11 ^ 6", "1.2.3", ""]
)
def test_what_is_no_decimal_has_no_precision(tokens):
    assert decimals_of(tokens.split()) is None


@pytest.mark.parametrize(
    ("completion", "reference", "status"),
    [
        ("The temperature is 25 °F.", "25^\\circ C", "incorrect"),
        ("The temperature is 25°C.", "25^\\circ C", "correct"),
        ("The temperature is 25.", "25^\\circ C", "correct"),
        ("The angle is 60°.", "\\frac{\\pi}{3}", "correct"),
        ("The angle is 60°.", "60", "correct"),
        ("The angle at C is 60° Clearly.", "60", "correct"),
    ],
)
def test_the_sign_of_degrees_belongs_to_the_number_of_a_sentence(verifies, completion, reference, status):
    assert verifies(completion, reference).status == status


@pytest.mark.parametrize(
    "answer",
    [
        "5 undefined",
        "5 none of the above",
        "5 / undefined",
        "5 / no solution",
        "5 / infinitely many",
        "5 / not enough information",
        "5 per unknown",
        "5 / Cannot be determined.",
        "5 DNE",
    ],
)
def test_an_answer_in_words_is_not_what_a_number_counts(verifies, answer):
    assert verifies(rf"\boxed{{{answer}}}", "5").status == "incorrect"
    assert verifies(f"The answer is {answer}", "5").status == "incorrect"


@pytest.mark.parametrize("answer", ["5 apples", "5 apples / person", "5 per person per day", "5/hour", "5 knots"])
def test_what_a_number_counts_need_not_be_asked_for(verifies, answer):
    assert verifies(rf"\boxed{{{answer}}}", "5").status == "correct"

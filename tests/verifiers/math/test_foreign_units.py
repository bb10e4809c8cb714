"""Units by their names in other languages: none is dropped as a noun."""

from fractions import Fraction

import pytest

from rewardry.verifiers.math.foreign_units import FOREIGN, POWERS_BEHIND, power_before
from rewardry.verifiers.math.units import _SIMPLE, combined, named


def test_each_name_stands_for_a_unit_that_is_known():
    assert set(FOREIGN.values()) <= set(_SIMPLE)
    assert {"zentimeter", "centimètre", "centímetro", "сантиметров", "センチメートル", "센티미터"} <= set(FOREIGN)


def test_no_name_is_that_of_another_unit_in_english():
    assert not {name for name, unit in FOREIGN.items() if name in _SIMPLE and _SIMPLE[name] != _SIMPLE[unit]}


@pytest.mark.parametrize(
    ("written", "dimension", "size"),
    [
        ("Zentimeter", "length", "1/100"),
        ("mètres", "length", "1"),
        ("kilómetros", "length", "1000"),
        ("см", "length", "1/100"),
        ("дюймов", "length", "127/5000"),
        ("Stunden", "time", "3600"),
        ("minuti", "time", "60"),
        ("секунд", "time", "1"),
        ("日", "time", "86400"),
        ("Jahre", "years", "12"),
        ("Gramm", "mass", "1/1000"),
        ("килограмма", "mass", "1"),
        ("dólares", "money", "1"),
        ("долларов", "money", "1"),
        ("Grad", "angle", "1"),
    ],
)
def test_a_name_has_its_dimension_and_size(written, dimension, size):
    unit = named(written)
    assert unit.dimension == ((dimension, 1),)
    assert unit.size == Fraction(size)


@pytest.mark.parametrize(
    ("words", "english"),
    [
        ("Quadratmeter", "square meters"),
        ("Quadratzentimeter", "square centimeters"),
        ("Kubikmeter", "cubic meters"),
        ("centimètres carrés", "square centimeters"),
        ("mètres cubes", "cubic meters"),
        ("centímetros cuadrados", "square centimeters"),
        ("metros cúbicos", "cubic meters"),
        ("metri quadrati", "square meters"),
        ("quilômetros quadrados", "square kilometers"),
        ("квадратных метров", "square meters"),
        ("кв. см", "square centimeters"),
        ("куб. м", "cubic meters"),
        ("Kilometer pro Stunde", "kilometers per hour"),
        ("kilomètres par heure", "kilometers per hour"),
        ("kilómetros por hora", "kilometers per hour"),
        ("км / ч", "kilometers per hour"),
        ("метров в секунду", "meters per second"),
    ],
)
def test_units_are_put_together_as_in_english(words, english):
    found, wanted = combined(words.split()), combined(english.split())
    assert (found.dimension, found.size) == (wanted.dimension, wanted.size)


def test_powers_before_and_behind():
    assert power_before("quadratmeter") == (2, "meter")
    assert power_before("кв") == (2, "")
    assert power_before("meter") == (1, "meter")
    assert set(POWERS_BEHIND.values()) == {2, 3}


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("25\\text{ cm}^2", "25\\text{ Quadratzentimeter}", True),
        ("25\\text{ cm}^2", "25\\text{ Quadratmeter}", False),
        ("25\\text{ cm}^2", "25\\text{ Zentimeter}", False),
        ("25\\text{ cm}^2", "0{,}0025\\text{ Quadratmeter}", True),
        ("25\\text{ cm}^2", "25 centimètres carrés", True),
        ("25\\text{ cm}^2", "25 centimètres cubes", False),
        ("25\\text{ cm}^2", "25 centimètres", False),
        ("25\\text{ cm}^2", "25 centímetros", False),
        ("25\\text{ cm}^2", "25 см²", True),
        ("25\\text{ cm}^2", "25 м²", False),
        ("25\\text{ cm}^2", "25 平方センチメートル", True),
        ("25\\text{ cm}^2", "25 センチメートル", False),
        ("25\\text{ cm}^2", "25 제곱센티미터", True),
        ("60 km/h", "60 Kilometer pro Stunde", True),
        ("60 km/h", "60 Kilometer pro Minute", False),
        ("60 km/h", "60 км/ч", True),
        ("60 km/h", "60 метров в час", False),
        ("60 km/h", "1000 mètres par minute", True),
        ("3 hours", "180 Minuten", True),
        ("3 hours", "3 Minuten", False),
        ("3 hours", "3 heures", True),
        ("3 hours", "3 часа", True),
        ("3 hours", "3 минуты", False),
        ("3 hours", "3時間", True),
        ("3 hours", "3시간", True),
        ("3 hours", "3분", False),
        ("\\$18", "18 dólares", True),
        ("\\$18", "18 долларов", True),
        ("\\$18", "18 евро", False),
        ("5", "5 яблок", True),
        ("5", "5 Äpfel", True),
        ("5", "5 manzanas", True),
        ("5", "6 Äpfel", False),
    ],
)
def test_answers_with_units_of_other_languages(verifies, reference, answer, right):
    for completion in (f"\\boxed{{{answer}}}", f"Answer: {answer}"):
        assert (verifies(completion, reference).status == "correct") is right, completion

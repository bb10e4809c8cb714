"""The verifier `units`: tolerances, references, what it needs, and quantities in sentences."""

import json
import subprocess
import sys

import pytest

import rewardry

pytest.importorskip("pint")

SPEED = {"value": 75, "unit": "km/h", "rel_tol": 0.01}


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
def test_the_tolerance_is_exact_and_in_the_unit_of_the_reference(verdict_of, reference, right, wrong):
    assert {verdict_of(answer, reference).status for answer in right} == {"correct"}
    assert {verdict_of(answer, reference).status for answer in wrong} == {"incorrect"}


def test_the_parameter_counts_where_the_reference_has_no_tolerance(verdict_of):
    assert verdict_of("100.9 m", "100 m").status == "correct"
    assert verdict_of("100.9 m", "100 m", rel_tol=0.001).status == "incorrect"
    assert verdict_of("100.9 m", {"value": 100, "unit": "m", "rel_tol": 0.01}, rel_tol=0).status == "correct"


def test_a_unit_may_be_left_out_where_the_parameter_says_so(verdict_of):
    assert verdict_of("75", SPEED, require_unit=False).status == "correct"
    assert verdict_of("20.83", SPEED, require_unit=False).status == "incorrect"
    assert verdict_of("75 km", SPEED, require_unit=False).status == "incorrect"


@pytest.mark.parametrize(
    "reference",
    ["75 km/h", {"value": "75", "unit": "km/h"}, {"value": 75.0, "unit": "km h^-1"}, {"value": "75 km/h"}, SPEED],
    ids=str,
)
def test_the_forms_of_a_reference(verdict_of, reference):
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
def test_a_reference_that_cannot_be_read_abstains(verdict_of, reference):
    verdict = verdict_of("75 km/h", reference)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert verdict.details["why"]


@pytest.mark.parametrize("name", ["rel_tol", "abs_tol"])
def test_a_whole_number_beyond_the_floats_is_no_tolerance(verdict_of, name):
    verdict = verdict_of("7 m", {"value": 7, "unit": "m", name: 10**400})
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert f"the reference's `{name}` is 1000" in verdict.details["why"]


def test_the_reference_is_named_where_it_cannot_be_read(verdict_of):
    assert (
        "the reference's unit 'wobble' cannot be read"
        in verdict_of("7 m", {"value": 7, "unit": "wobble"}).details["why"]
    )
    why = verdict_of("7 m", {"value": 7, "unit": "m", "rel_tol": -1}).details["why"]
    assert why == "the reference's `rel_tol` is -1; a number from 0 on is wanted"


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

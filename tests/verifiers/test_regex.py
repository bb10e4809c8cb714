"""The verifier `regex`: what matches, which part of a response is tried, patterns that never end."""

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.errors import ParameterError
from rewardry.testing import parametrize_with_checks


@pytest.fixture
def decide():
    """The verdict of the settings, without a worker; for patterns that end."""

    def verdict_of(text, reference, **parameters):
        [verdict] = rewardry.get("regex", **parameters).verify([rewardry.Sample(completion=text, reference=reference)])
        return verdict

    return verdict_of


@pytest.mark.parametrize(
    ("text", "reference", "parameters", "right"),
    [
        ("<answer>abc</answer>", "a.c", {}, True),
        ("<answer>abcd</answer>", "a.c", {}, False),
        ("<answer>xabc</answer>", "a.c", {}, False),
        ("<answer>xabcd</answer>", "a.c", {"match": "search"}, True),
        ("<answer>ABC</answer>", "a.c", {}, False),
        ("<answer>ABC</answer>", "a.c", {"flags": "i"}, True),
        ("<answer>ABC</answer>", {"pattern": "a.c", "flags": "i"}, {}, True),
        ("<answer>ABC</answer>", "(?i)a.c", {}, True),
        ("<answer>a\nc</answer>", "a.c", {}, False),
        ("<answer>a\nc</answer>", "a.c", {"flags": "s"}, True),
        ("the answer is **12**.", r"\d+", {}, True),
        ("<think>12</think>", r"\d+", {}, False),
        ("<think>x</think>\n12\n", r"\s*\d+\s*", {"part": "response"}, True),
        ("<think>x</think>\n<answer>12</answer>", r"\d+", {"part": "response"}, False),
        ("<answer>12</answer> <answer>13</answer>", r"\d+", {}, False),
    ],
)
def test_what_matches(decide, text, reference, parameters, right):
    verdict = decide(text, reference, **parameters)
    assert verdict.status == ("correct" if right else "incorrect"), verdict
    assert verdict.reason


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("a(", "the pattern 'a(' cannot be read"),
        ("", "no pattern"),
        ({"pattern": 3}, "no pattern"),
        ({"pattern": "a", "flag": "i"}, "no pattern"),
        ({"pattern": "a", "flags": "q"}, "'q' is no flag; write letters out of imsxa"),
        ("a" * 2_001, "the pattern has 2001 characters; 2000 are allowed"),
        ("(" * 1_500 + ")" * 500, "cannot be read"),
        ("(" * 1_000 + ")" * 1_000, "cannot be read"),
        ("a{99999999999999}", "cannot be read"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_undecided(decide, reference, why):
    verdict = decide("<answer>a</answer>", reference)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert why in verdict.details["why"]


def test_a_pattern_for_all_rows_needs_no_reference(decide):
    assert decide("<answer>12</answer>", None, pattern=r"\d+").status == "correct"
    assert decide("<answer>x</answer>", "x", pattern=r"\d+").status == "incorrect"
    assert decide("", None, pattern=r"\d*").reason == "no-answer"
    assert decide("x", None).status == "abstain"


@pytest.mark.parametrize("parameters", [{"pattern": "("}, {"flags": "z"}, {"match": "match"}])
def test_wrong_parameters_are_refused(parameters):
    with pytest.raises(ParameterError, match=next(iter(parameters))):
        rewardry.get("regex", **parameters)


def test_a_pattern_for_all_rows_is_read_with_its_flags(decide):
    of_two = {"pattern": "a # one (\n b", "flags": "x"}
    assert decide("<answer>ab</answer>", None, **of_two).status == "correct"
    assert decide("<answer>a # one</answer>", None, **of_two).status == "incorrect"
    with pytest.raises(ParameterError, match="multiple repeat"):
        rewardry.get("regex", pattern="a* *", flags="x")
    assert decide("<answer>aa  </answer>", None, pattern="a* *").status == "correct"


def test_an_empty_pattern_is_none_for_a_row_and_for_all(decide):
    with pytest.raises(ParameterError, match="the pattern is empty"):
        rewardry.get("regex", pattern="", match="search")
    assert decide("<answer>a</answer>", {"pattern": ""}, match="search").status == "abstain"


def test_flags_of_a_row_come_to_those_of_all(decide):
    row = {"pattern": "a.c", "flags": "i"}
    assert decide("<answer>A\nC</answer>", row).status == "incorrect"
    assert decide("<answer>A\nC</answer>", row, flags="s").status == "correct"
    assert decide("<answer>A\nC</answer>", row, flags="si").status == "correct"


@pytest.mark.parametrize(
    ("flags", "pattern", "with_it", "without"),
    [
        ("a", r"\d", "٣", True),
        ("m", "^b$", "a\nb", False),
        ("x", "a b", "ab", False),
    ],
)
def test_each_flag_means_what_it_means_in_python(decide, flags, pattern, with_it, without):
    found = {
        given: decide(with_it, pattern, match="search", part="response", flags=given).status for given in ("", flags)
    }
    assert found == {"": "correct" if without else "incorrect", flags: "incorrect" if without else "correct"}


def test_a_response_that_is_too_long_is_refused(decide):
    assert decide("a" * 10_001, "a*", part="response").reason == "over-limit"
    assert decide("<answer>" + "a" * 10_001 + "</answer>", "a*").reason == "over-limit"


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)*x", "(a?){40}a{40}b"])
def test_a_pattern_that_never_ends_is_a_timeout_and_costs_only_its_row(pattern):
    rows = [("a" * 60 + "!", pattern), ("abc", "a.c")]
    samples = [rewardry.Sample(completion=f"<answer>{text}</answer>", reference=wanted) for text, wanted in rows]
    with Runtime("local", workers=1, timeout=1.0) as runtime:
        verdicts = runtime.open(rewardry.get("regex")).verify(samples)
    assert [verdict.status for verdict in verdicts] == ["timeout", "correct"]


@parametrize_with_checks(["regex"])
def test_conforms(component, check):
    check(component)

"""What a policy is told of an answer that is not right: words for every reason, and nothing of the reference."""

import pytest

from rewardry import Verdict
from rewardry.feedback import _SAID, in_words


def wrong(reason="wrong-value", **details):
    return Verdict("incorrect", reason=reason, details=details)


def told(where, reference):
    """What is told of where a puzzle's answer is wrong."""
    return in_words(wrong(where=where), reference)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("not-equal", "it is not the right answer"),
        ("too-many-colours", "it is not right: too many colours"),
        ("math.half-open", "it is not right: math half open"),
        ("equal-but-late", "it is not right"),  # of what it is nearly equal to
        ("equal", "it is not right"),
        ("Expected 42", "it is not right"),
        ("a-b-c-d-e-f", "it is not right: a b c d e f"),
        ("a-b-c-d-e-f-g", "it is not right"),  # a sentence in disguise
        ("x" * 40, "it is not right: " + "x" * 40),
        ("x" * 41, "it is not right"),
        ("42", "it is not right"),
        ("", "it is not right"),
        ("not-right\n", "it is not right"),
    ],
)
def test_a_reason_without_words_of_its_own_is_spelt_if_it_is_a_code(reason, said):
    assert in_words(wrong(reason), "42") == said


def test_a_number_alone_can_be_better():
    assert in_words(None, "42") == "it can be better"


@pytest.mark.parametrize("clause", _SAID.values())
def test_a_reason_is_a_clause_that_goes_on_from_a_colon(clause):
    assert clause[0].islower()
    assert not clause.endswith(".")


@pytest.mark.parametrize(
    ("where", "reference"),
    [
        ("the square of 12 is missing", "12"),
        ("the square of x is missing", "x"),
        ("It Should Be PARIS", "paris"),
        ("the CATALOGUE says so", "cat"),  # three characters are looked for inside of words, two are not
        ("it should be Straße", "STRASSE"),
        ("it should be x = 1", "x  =\n1"),  # white space of the reference is none of the detail
        ("it  should\nbe x = 1", "x = 1"),
        ("the sum should be 15", 15),
        ("the sum should be 7", 7),
        ("it should be 2.5", 2.5),
        ("it should be true", True),
        ("one of rome and paris", ["berlin", "paris"]),
        ("one of 3 and 4", (4,)),
        ("it should be 7", {"answer": 7}),
        ("it should be 7", {"gold": [["7"]]}),
        ("it should be 7", {"value": 7, "unit": "m"}),
        ("select a from t", {"query": "SELECT a FROM t"}),
        ("it should be abc", {"puzzle": "words", "solution": "abc"}),
        ("it should be abc", {"puzzle": "words", "witness": ["x", "abc"]}),
        ("x" * 400, "x" * 350),  # also where only a beginning of it would be told
    ],
)
def test_where_it_is_wrong_is_not_told_if_it_repeats_the_reference(where, reference):
    assert told(where, reference) == "a value is wrong"


@pytest.mark.parametrize(
    ("where", "reference"),
    [
        ("row 12 has no sum", "1"),
        ("row 12 has no sum", "2"),
        ("row 12 has no sum", "ro"),
        ("row 12 has no sum", 2),
        ("row 12 has no sum", ""),
        ("row 12 has no sum", None),
        ("row 12 has no sum", ["", None]),
        ("row 12 has no sum", {"puzzle": "sums", "value": 12, "query": "row"}),  # both are in the puzzle's prompt
        ("row 12 has no sum", {"puzzle": "sums", "rows": 12, "solution": None}),
        ("row 12 has no sum", {"unit": "row"}),
    ],
)
def test_where_it_is_wrong_is_told_if_it_says_nothing_of_the_reference(where, reference):
    assert told(where, reference) == f"a value is wrong ({where})"


def test_where_is_one_line_of_at_most_300_characters():
    assert told("a\n b\t\tc", "x") == "a value is wrong (a b c)"
    assert told("a" * 301, "x") == f"a value is wrong ({'a' * 300})"
    assert told("a" * 300, "x") == f"a value is wrong ({'a' * 300})"


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"first_failure": {"test": 0}, "tests": 9}, "a value is wrong (test 1 of 9)"),
        ({"first_failure": {"test": 8, "expected": "42", "found": "41"}, "tests": 9}, "a value is wrong (test 9 of 9)"),
        ({"first_failure": {"test": "0"}, "tests": 9}, "a value is wrong"),
        ({"first_failure": {"test": 0}}, "a value is wrong"),
        ({"first_failure": None, "tests": 9}, "a value is wrong"),
        ({"where": ["row", 1]}, "a value is wrong"),
        ({"where": " \n"}, "a value is wrong"),
        ({"expected": "42", "why": "it is 42"}, "a value is wrong"),
    ],
)
def test_of_the_details_only_the_place_and_the_test_are_told(details, said):
    assert in_words(wrong(**details), ["stdin", "stdout"]) == said

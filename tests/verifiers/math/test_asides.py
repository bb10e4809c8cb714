"""What is said again beside a value."""

import pytest

from rewardry.text.spans import Span
from rewardry.verifiers.math.asides import without_asides


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("42", "42", ()),
        ("1/6, or about 16.67%", "1/6", ("16.67%",)),
        ("36π (approximately 113.1)", "36π", ("113.1",)),
        ("forty-two (42)", "42", ("forty-two",)),
        ("42 (forty-two)", "42", ("forty-two",)),
        ("42 (see above)", "42", ()),
        ("42 (or less)", "42 (or less)", ()),
        ("42 (if it is even)", "42 (if it is even)", ()),
        ("42 (base seven)", "42 (base seven)", ()),
        ("42 (wrong)", "42 (wrong)", ()),
        ("the value (42)", "the value (42)", ()),
    ],
)
def test_a_value_without_its_asides(text, value, said):
    sentence = f"It is {text}"
    span, found = without_asides(sentence, Span(6, len(sentence)))
    assert (span.of(sentence), found) == (value, said)


@pytest.mark.parametrize(
    ("completion", "reference", "status"),
    [
        ("The answer is forty-two (42).", "42", "correct"),
        ("The answer is forty-three (42).", "42", "incorrect"),
        ("The answer is 42 (forty-three).", "42", "incorrect"),
        ("The answer is 1/6, or about 0.1667.", "1/6", "correct"),
        ("The answer is 1/6, or about 0.5.", "1/6", "incorrect"),
    ],
)
def test_what_is_said_again_must_be_the_same(verifies, completion, reference, status):
    assert verifies(completion, reference).status == status

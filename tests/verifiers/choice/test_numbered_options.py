"""Options that bear numbers."""

import pytest

GASES = ["oxygen", "argon", "nitrogen", "carbon dioxide"]
NUMBERED = "Which gas is most abundant in dry air?\n1. oxygen\n2. argon\n3. nitrogen\n4. carbon dioxide"
NUMBERED_REFERENCES = [
    {"options": GASES, "answer": "3"},
    {"options": dict(zip("1234", GASES, strict=True)), "answer": "3"},
    {"options": dict(zip("1234", GASES, strict=True)), "answer": "nitrogen"},
    {"options": dict(zip("1234", GASES, strict=True)), "answer": 2},
]


@pytest.mark.parametrize("reference", NUMBERED_REFERENCES, ids=str)
@pytest.mark.parametrize(
    "answer", ["3", "(3)", "3.", "3)", "3. nitrogen", "option 3", "**3**", "nitrogen", "nitrogen (3)"]
)
def test_options_may_bear_numbers(verdict_of, reference, answer):
    assert verdict_of(answer, reference).status == "correct"


@pytest.mark.parametrize(
    "answer",
    ["2", "4. carbon dioxide", "3. argon", "3 or 4", "3, 4", "not 3", "3.5", "13", "33", "C", "-3", "3, maybe 2", "3%"],
)
def test_another_number_a_hedge_or_a_letter_is_wrong_there(verdict_of, answer):
    for reference in NUMBERED_REFERENCES:
        assert verdict_of(answer, reference).status == "incorrect"


def test_numbers_are_read_from_the_prompt(verdict_of):
    for reference in ("3", "nitrogen", {"answer": "nitrogen"}, {"answer": 2}, {"options": GASES, "answer": 2}):
        assert verdict_of("3", reference, NUMBERED).status == "correct"
        assert verdict_of("2", reference, NUMBERED).status == "incorrect"


def test_a_number_in_an_object_needs_no_options(verdict_of):
    assert verdict_of("3", {"answer": "3"}).status == "correct"
    assert verdict_of("4", {"answer": "3"}).status == "incorrect"
    assert verdict_of("3. nitrogen", {"answer": "3"}).reason == "options-unknown"
    assert verdict_of("3", "3").reason == "reference-unparseable"


def test_numbered_statements_beside_options_with_letters_are_no_options(verdict_of):
    prompt = "Which hold?\n1. Air is a mixture.\n2. Air is an element.\nA. only 1\nB. only 2"
    assert verdict_of("A", "A", prompt).status == "correct"
    assert verdict_of("only 1", "A", prompt).status == "correct"
    assert verdict_of("A", "A", prompt.partition("\nA.")[0]).status == "correct"


def test_a_number_that_is_the_text_of_another_option_is_ambiguous(verdict_of):
    reference = {"options": {"1": "2", "2": "3", "3": "4"}, "answer": "2"}
    assert verdict_of("3", reference).reason == "ambiguous"
    assert verdict_of("2) 3", reference).status == "correct"

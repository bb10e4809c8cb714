"""What a reference may be, and which ones cannot be read."""

import pytest

GASES = ["oxygen", "argon", "nitrogen", "carbon dioxide"]
QUESTION = "Which gas is most abundant in dry air?\nA. oxygen\nB. argon\nC. nitrogen\nD. carbon dioxide"


@pytest.mark.parametrize(
    "reference",
    [
        "C",
        "c",
        "(C)",
        "C.",
        "Ｃ",
        "Answer: C",
        {"options": GASES, "answer": "C"},
        {"options": GASES, "answer": "c)"},
        {"options": GASES, "answer": "nitrogen"},
        {"options": GASES, "answer": "Nitrogen."},
        {"options": GASES, "answer": "C. nitrogen"},
        {"options": GASES, "answer": 2},
        {"options": GASES, "gold": "C"},
        {"options": GASES, "gold": 2},
        {"options": tuple(GASES), "answer": "C"},
    ],
    ids=str,
)
def test_the_forms_of_a_reference(verdict_of, reference):
    assert verdict_of("C", reference, QUESTION).status == "correct"
    assert verdict_of("B", reference, QUESTION).status == "incorrect"


@pytest.mark.parametrize("reference", ["nitrogen", "C. nitrogen", {"answer": "nitrogen"}, {"answer": 2}, {"gold": "C"}])
def test_a_reference_without_options_is_read_with_those_of_the_prompt(verdict_of, reference):
    assert verdict_of("C. nitrogen", reference, QUESTION).status == "correct"
    assert verdict_of("nitrogen", reference, QUESTION).status == "correct"
    assert verdict_of("argon", reference, QUESTION).status == "incorrect"


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "  ",
        "C or D",
        "none of them",
        "42",
        {},
        {"answer": None},
        {"answer": ""},
        {"options": GASES, "answer": True},
        {"answers": []},
        {"answers": "AC"},
        {"options": GASES, "answers": ["A", "E"]},
        {"options": GASES, "answers": ["A", None]},
        {"options": {"1": "oxygen", "3": "argon"}, "answer": "1"},
        {"answer": 2.0},
        {"answer": 26},
        {"answer": -1},
        {"answer": ["C"]},
        {"options": GASES},
        {"options": GASES, "answer": "E"},
        {"options": GASES, "answer": "helium"},
        {"options": GASES, "answer": 4},
        {"options": GASES, "answer": "C. argon"},
        {"options": [], "answer": "A"},
        {"options": "oxygen", "answer": "A"},
        {"options": 5, "answer": "A"},
        {"options": {"A": "oxygen"}, "answer": "A"},
    ],
    ids=str,
)
def test_a_reference_that_cannot_be_read_abstains(verdict_of, reference):
    verdict = verdict_of("C", reference)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert verdict.details["why"]


@pytest.mark.parametrize("reference", ["", {"options": GASES, "answer": "helium"}, {"options": [], "answer": "A"}])
def test_a_reference_that_cannot_be_read_abstains_even_where_there_is_no_answer(bare_verdict_of, reference):
    assert bare_verdict_of("<answer></answer>", reference).reason == "reference-unparseable"


def test_the_reference_is_named_where_it_cannot_be_read(verdict_of):
    why = verdict_of("C", {"options": GASES, "answer": "helium"}).details["why"]
    assert why == "the reference 'helium' names no single option (no-choice)"
    assert "a letter or an option's text is wanted" in verdict_of("C", {"options": GASES, "answer": 9}).details["why"]
    assert "`options`" in verdict_of("C", {"options": "ABC", "answer": "A"}).details["why"]


def test_without_a_reference_nothing_is_decided(verdict_of):
    verdict = verdict_of("C", None)
    assert (verdict.status, verdict.reason) == ("abstain", "no-reference")


@pytest.mark.parametrize("reference", [3, 3.0, ["C"]])
def test_a_reference_of_another_json_type_is_refused_for_that_row(verdict_of, reference):
    verdict = verdict_of("C", reference)
    assert (verdict.status, verdict.reason) == ("error", "refused")
    assert "a string or a boolean or an object is wanted" in verdict.details["error"]

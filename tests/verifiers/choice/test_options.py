"""Options: found in the prompt, that are numbers, alike, one within another, in LaTeX and in Chinese."""

import pytest

GASES = ["oxygen", "argon", "nitrogen", "carbon dioxide"]
NITROGEN = {"options": GASES, "answer": "C"}
QUESTION = "Which gas is most abundant in dry air?\nA. oxygen\nB. argon\nC. nitrogen\nD. carbon dioxide"


@pytest.mark.parametrize(
    "prompt",
    [
        QUESTION,
        QUESTION.replace("\n", "\r\n"),
        QUESTION + "\n\nGive the letter.",
        "Which?\n(A) oxygen\n(B) argon\n(C) nitrogen\n(D) carbon dioxide",
        "Which?\nA) oxygen\nB) argon\nC) nitrogen\nD) carbon dioxide",
        "Which?\nA: oxygen\nB: argon\nC: nitrogen\nD: carbon dioxide",
        "哪一个？\nA、oxygen\nB、argon\nC、nitrogen\nD、carbon dioxide",
        "Which?\n  A. oxygen\n  B. argon\n  C. nitrogen\n  D. carbon dioxide",
        [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}],
    ],
    ids=["points", "crlf", "more-text", "parentheses", "half", "colons", "chinese", "indented", "messages"],
)
def test_options_are_read_from_the_prompt(verdict_of, prompt):
    assert verdict_of("nitrogen", "C", prompt).status == "correct"
    assert verdict_of("C. nitrogen", "C", prompt).status == "correct"
    assert verdict_of("C. argon", "C", prompt).reason == "disagrees"
    assert verdict_of("E", "C", prompt).reason == "no-such-option"


@pytest.mark.parametrize(
    "prompt", ["", "Choose A-D", "A. oxygen", "B. argon\nC. nitrogen", "A. x\nB. y\nA. z\nB. u", "A) x B) y C) z"]
)
def test_lines_that_are_no_list_of_options_are_none(verdict_of, prompt):
    assert verdict_of("C", "C", prompt).status == "correct"
    assert verdict_of("nitrogen", "C", prompt).reason == "no-choice"


@pytest.mark.parametrize("answer", ["C. nitrogen", "C) nitrogen", "nitrogen (C)", "C. Air is mostly that."])
def test_a_text_beside_the_right_letter_is_undecided_where_the_options_are_unknown(verdict_of, answer):
    verdict = verdict_of(answer, "C")
    assert (verdict.status, verdict.reason, verdict.extracted) == ("abstain", "options-unknown", "C")


@pytest.mark.parametrize("answer", ["B. nitrogen", "D) anything", "nitrogen (A)", "f (D)", "I think that it is D"])
def test_nobody_writes_themselves_out_of_a_verdict_with_a_text_beside_a_wrong_letter(verdict_of, answer):
    assert verdict_of(answer, "C").status == "incorrect"


@pytest.mark.parametrize(("answer", "letter"), [("A valid choice is hard to tell", "A"), ("I think so", "I")])
def test_a_word_of_one_letter_is_no_letter_where_the_options_are_unknown(verdict_of, answer, letter):
    verdict = verdict_of(answer, letter)
    assert (verdict.status, verdict.reason) == ("incorrect", "no-choice")


@pytest.mark.parametrize("answer", ["f()", "nitrogen ()", "x []", "()"])
def test_empty_parentheses_are_no_letter(verdict_of, answer):
    for reference in ("C", NITROGEN):
        verdict = verdict_of(answer, reference)
        assert (verdict.status, verdict.reason) == ("incorrect", "no-choice")


@pytest.mark.parametrize("letter", "abcd")
def test_lower_case_letters_name_options(verdict_of, letter):
    assert verdict_of(letter, {"options": GASES, "answer": letter.upper()}).status == "correct"
    assert verdict_of(f"({letter})", letter).status == "correct"


def test_options_that_are_letters_are_ambiguous_unless_both_are_given(verdict_of):
    letters = {"options": ["B", "A", "D", "C"], "answer": 0}
    assert verdict_of("A", letters).reason == "ambiguous"
    assert verdict_of("B", letters).reason == "ambiguous"
    assert verdict_of("A. B", letters).status == "correct"
    assert verdict_of("A. A", letters).reason == "disagrees"
    assert verdict_of("C", {"options": ["C", "A", "B"], "answer": "C"}).reason == "reference-unparseable"


def test_an_option_that_is_its_own_letter_is_not_ambiguous(verdict_of):
    assert verdict_of("B", {"options": ["A", "B", "C"], "answer": "B"}).status == "correct"


NUMBERS = {"options": ["5", "15", "150", "-5"], "answer": "B"}


@pytest.mark.parametrize("answer", ["15", "B", "b", "B. 15", "15 (B)", "B. 15, because 30 / 2 is that", "$15$"])
def test_options_that_are_numbers_and_contain_each_other(verdict_of, answer):
    assert verdict_of(answer, NUMBERS).status == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        "5",
        "150",
        "-5",
        "1",
        "15.5",
        "B. 5",
        "B. 150",
        "B. 15.5",
        "B. 15/2",
        "B. -15",
        "B. 15 or 150",
        "15 or 5",
        "A. 15",
    ],
)
def test_a_number_beside_the_letter_must_be_the_options_number(verdict_of, answer):
    assert verdict_of(answer, NUMBERS).status == "incorrect"


def test_signs_of_numbers_tell_options_apart(verdict_of):
    for five in ("-5", "−5", "$-5$", "D. -5", "D. −5"):
        assert verdict_of(five, {**NUMBERS, "answer": "D"}).status == "correct", five
    assert verdict_of("-5", {**NUMBERS, "answer": "A"}).status == "incorrect"
    assert verdict_of("A. -5", NUMBERS).reason == "disagrees"


CONTAINED = {"options": ["carbon", "carbon dioxide", "dioxide", "no carbon"], "answer": "B"}


@pytest.mark.parametrize(
    "answer",
    [
        *("carbon dioxide", "B. carbon dioxide", "carbon dioxide (B)"),
        *("B. Carbon dioxide is the gas of fizzy water.", "B. The gas of fizzy water is carbon dioxide."),
    ],
)
def test_an_option_may_contain_others(verdict_of, answer):
    assert verdict_of(answer, CONTAINED).status == "correct"


@pytest.mark.parametrize("answer", ["carbon", "B. carbon", "B. dioxide", "no carbon", "B. carbon dioxide, no carbon"])
def test_a_part_of_an_option_is_another_option(verdict_of, answer):
    assert verdict_of(answer, CONTAINED).status == "incorrect"


def test_options_with_the_same_text_are_told_apart_by_the_letter_only(verdict_of):
    twins = {"options": ["two", "two", "three"], "answer": "B"}
    assert verdict_of("B. two", twins).status == "correct"
    assert verdict_of("A. two", twins).reason == "not-equal"
    assert verdict_of("two", twins).reason == "ambiguous"


def test_options_in_latex_are_compared_by_what_they_show(verdict_of):
    latex = {"options": ["\\text{oxygen}", "\\text{argon}", "$\\text{nitrogen}$"], "answer": "C"}
    assert verdict_of("nitrogen", latex).status == "correct"
    assert verdict_of("C. nitrogen", latex).status == "correct"
    assert verdict_of("C. nitrogen argon", latex).status == "incorrect"


def test_options_whose_text_changes_length_when_case_is_folded(verdict_of):
    streets = {"options": ["Straße", "Gasse"], "answer": "A"}
    assert verdict_of("STRASSE", streets).status == "correct"
    assert verdict_of("A. Straße", streets).status == "correct"
    assert verdict_of("B. Straße", streets).reason == "disagrees"
    assert verdict_of("A. Maßstraße B", {"options": ["Maßstraße", "Gasse"], "answer": "A"}).status == "incorrect"


def test_options_that_are_no_texts_are_read_as_such(verdict_of):
    numbers = {"options": [1, 2.5, None, True], "answer": "B"}
    assert verdict_of("2.5", numbers).status == "correct"
    assert verdict_of("B. 2.5", numbers).status == "correct"


CHINESE = {"options": ["氧气", "氩气", "氮气", "二氧化碳"], "answer": "C"}


@pytest.mark.parametrize(
    "answer",
    [
        "C",
        "氮气",
        "C. 氮气",
        "C、氮气",
        "C：氮气",
        "C，氮气",
        "（C）氮气",
        "氮气（C）",
        "答案是氮气。",
        "选C，因为最多",
    ],
)
def test_chinese_options_are_accepted(verdict_of, answer):
    assert verdict_of(answer, CHINESE).status == "correct"


@pytest.mark.parametrize(
    "answer", ["C. 氧气", "氧气和氮气", "C. 氮气和氧气", "C、氮气或氩气", "不是氮气", "C. 氮气不对", "氧气（C）"]
)
def test_chinese_hedges_are_refused(verdict_of, answer):
    assert verdict_of(answer, CHINESE).status == "incorrect"


def test_more_options_than_letters_do_not_crash(verdict_of):
    many = {"options": [f"option {i}" for i in range(40)], "answer": 3}
    assert verdict_of("D", many).status == "correct"
    assert verdict_of("option 30", many).status == "incorrect"


def test_a_sentence_as_an_option_may_contain_a_negation(verdict_of):
    sentences = {"options": ["It is not possible", "It is possible"], "answer": "A"}
    assert verdict_of("A. It is not possible", sentences).status == "correct"
    assert verdict_of("It is not possible.", sentences).status == "correct"
    assert verdict_of("A. It is possible", sentences).reason == "disagrees"

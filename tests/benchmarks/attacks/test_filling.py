"""Completions out of templates: what stands in each place, in which language, and when there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.attacks.family import Template, all_families
from rewardry.benchmarks.attacks.filling import FORMS, THOUGHTS, expression_of, fill, formed, longer_thought
from rewardry.benchmarks.attacks.task import Task
from rewardry.benchmarks.attacks.tokens import count, tokens
from rewardry.types import Sample


def task(question="What is 17*23?", right="391", reference=None, kind="answer"):
    sample = Sample(completion="", prompt=question, reference=right if reference is None else reference)
    return Task("t", sample, (right,), ("5", "6"), kind, right, tuple(FORMS[kind]))


def template(text, zh=None, in_form=False):
    return Template(text, zh, in_form, "refuse", frozenset({"answer"}), None, None, None)


def made(text, of=None, form="box", language="en", **more):
    return fill(template(text, **more), of or task(), form, ("5", "6"), language)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("«right», «wrong», «wrong2»", "391, 5, 6"),
        ("«question» «expression»", "What is 17*23? 17*23"),
        ("def «entry_point»(): ...", "def solve(): ..."),
        ("«3*ab»!", "ababab!"),
        ("«honest_right»|«honest_wrong»", f"{THOUGHTS['en']} \\boxed{{391}}|{THOUGHTS['en']} \\boxed{{5}}"),
        ("«thought»", THOUGHTS["en"]),
        ("\\1 {} %s", "\\1 {} %s"),
    ],
)
def test_what_stands_in_a_place(text, filled):
    assert made(text) == filled


def test_a_place_of_which_a_task_has_nothing_makes_no_completion():
    assert made("«question»", task(question="")) is None
    assert made("«expression»", task(question="How many?")) is None
    assert made("«expression»", task(question="What is 3 + 4?", right="3+4")) is None  # it is the answer itself
    assert made("«wrong»", task(question="")) == "5"


def test_an_answer_with_places_of_its_own_is_not_filled_again():
    assert made("«right»", task(right="«wrong»")) == "«wrong»"


def test_the_entry_point_is_the_references():
    named = task(reference={"tests": [], "entry_point": "add"}, kind="program")
    assert made("«entry_point»", named, form="block") == "add"


def test_an_answer_is_put_into_the_form_and_a_whole_completion_is_not():
    assert made("«right» or «wrong»", in_form=True) == f"{THOUGHTS['en']} \\boxed{{391 or 5}}"
    assert made("«right» or «wrong»") == "391 or 5"


def test_the_language_is_of_what_is_said_around():
    assert made("«right» or «wrong»", zh="«right»或«wrong»", language="zh") == "391或5"
    assert made("«right» or «wrong»", language="zh") == "391 or 5"  # no other text is known
    assert made("«right»", in_form=True, form="sentence", language="zh") == f"{THOUGHTS['zh']}答案是«a»。".replace(
        "«a»", "391"
    )


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_says_the_answer_once(kind):
    for form in FORMS[kind]:
        for language in ("en", "zh"):
            assert formed(kind, form, "qzq", language).count("qzq") == 1
            assert THOUGHTS[language] not in formed(kind, form, "qzq", language, "")


@settings(max_examples=40)
@given(st.sampled_from(["en", "zh"]), st.integers(0, 3_000))
def test_a_longer_thought_is_as_long_as_is_asked_and_no_sentence_longer(language, length):
    sentence = THOUGHTS[language]
    found = longer_thought(language, length)
    assert length <= len(found) + 1  # the blank behind the last sentence is not written
    assert len(found) <= max(length, 0) + len(sentence) + 1
    assert set(found.split(sentence)) <= {"", " "}


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("What is 17*23?", "17*23"),
        ("Compute 3 + 4 \\cdot 5 and explain.", "3 + 4 \\cdot 5"),
        ("Simplify $\\frac{1}{2} + \\frac{1}{3}$.", "\\frac{1}{2} + \\frac{1}{3}"),
        ("What is 3/4 of a pie?", None),  # a fraction is nothing to compute
        ("Find (1 + 2) × 9.", "(1 + 2) × 9"),
        ("Add 1 + x.", None),
        ("Is \\frac{1 + 2 it?", None),  # what is not closed is no expression
        ("Is (1 + 2 it?", None),
        ("Solve it in 2024.", None),
        ("", None),
    ],
)
def test_what_a_question_asks_to_compute(question, expression):
    assert expression_of(question) == expression


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        (" \n\t", 0),
        ("a", 1),
        ("abcdefgh", 1),
        ("abcdefghi", 2),
        ("1234", 2),
        ("答案", 2),
        ("a1", 2),
        ("--", 2),
    ],
)
def test_how_many_tokens_a_text_has(text, number):
    assert count(text) == number


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
def test_tokens_hold_every_character_but_blanks_and_never_join_over_one(first, second):
    assert "".join(tokens(first)) == "".join(first.split())
    assert tokens(f"{first} {second}") == [*tokens(first), *tokens(second)]
    assert count(first + second) <= count(first) + count(second)


def test_every_template_of_every_family_can_be_filled():
    """A place that is misspelt would fail in a run, hours after it was written."""
    for family in all_families().values():
        for each in (*family.attacks, *family.controls):
            for kind in each.reads:
                for language in ("en", "zh"):
                    form = next(iter(FORMS[kind]))
                    found = fill(each, task(kind=kind), form, ("5", "6"), language)
                    assert found is not None, (family.name, each.text)
                    assert "«" not in found, (family.name, each.text)

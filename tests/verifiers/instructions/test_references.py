"""References of instructions as people write them: what is read, and what is named where it cannot be."""

import json

import pytest

from rewardry.component import UnreadableReferenceError
from rewardry.verifiers.instructions.catalogue import CONSTRAINTS
from rewardry.verifiers.instructions.references import read_reference


def one(name, **given):
    [wanted] = read_reference({"instruction_id_list": [name], "kwargs": [given]})
    return wanted


def refused(reference):
    with pytest.raises(UnreadableReferenceError) as caught:
        read_reference(reference)
    return str(caught.value)


def test_ids_and_parameters_belong_together_in_their_order():
    reference = {
        "instruction_id_list": ["punctuation:no_comma", "count:numbers", "keywords:existence"],
        "kwargs": [{}, {"N": 3}, {"keywords": ["a", " b "]}],
    }
    for form in (reference, json.dumps(reference), {**reference, "key": 7, "prompt": "?"}):
        comma, numbers, keywords = read_reference(form)
        assert (comma.id, numbers.constraint.N, keywords.constraint.keywords) == (
            "punctuation:no_comma",
            3,
            ("a", "b"),
        )


def test_parameters_that_are_null_are_left_out():
    """Data sets of one table write every name in every row's object."""
    assert one("count:numbers", N=3, keywords=None, relation=None).constraint.N == 3
    [comma] = read_reference({"instruction_id_list": ["punctuation:no_comma"], "kwargs": [None]})
    assert comma.constraint is not None


def test_kwargs_may_be_absent_where_no_constraint_has_parameters():
    for reference in (
        {"instruction_id_list": ["punctuation:no_comma"]},
        {"instruction_id_list": ["punctuation:no_comma"], "kwargs": None},
    ):
        assert [wanted.id for wanted in read_reference(reference)] == ["punctuation:no_comma"]
    assert refused({"instruction_id_list": ["count:numbers"]}) == "count:numbers: the parameter N is missing"


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("count:numbers", {"N": True}, "count:numbers: N: true is no number"),
        ("count:numbers", {"N": False}, "count:numbers: N: false is no number"),
        ("count:words_japanese", {"N": True}, "count:words_japanese: N: true is no number"),
        ("ratio:stop_words", {"percentage": True}, "ratio:stop_words: percentage: true is no number"),
        ("ratio:stop_words", {"percentage": 100.5}, "less than or equal to 100"),
        ("ratio:stop_words", {"percentage": float("nan")}, "finite number"),
        ("ratio:stop_words", {"percentage": 10**400}, "valid number"),
        ("count:numbers", {"N": -1}, "greater than or equal to 0"),
        ("count:numbers", {"N": 2.5}, "valid integer"),
        ("count:numbers", {"N": [3]}, "valid integer"),
        ("count:words_japanese", {"N": 0}, "greater than or equal to 1"),
        ("keywords:existence", {"keywords": []}, "at least 1 item"),
        ("keywords:existence", {"keywords": ["a", " "]}, "keywords.1: it is blank"),
        ("keywords:existence", {"keywords": "a"}, "keywords: "),
        ("keywords:frequency", {"keyword": "a", "frequency": 1, "relation": "more than"}, "relation: "),
        ("keywords:letter_frequency", {"letter": "ab", "let_frequency": 1, "let_relation": "at least"}, "letter: "),
        ("language:response_language", {"language": "tlh"}, "'tlh' names no language"),
        ("count:word_count_range", {"min_words": 9, "max_words": 3}, "min_words is 9, more than max_words, 3"),
        (
            "length_constraints:nth_paragraph_first_word",
            {"num_paragraphs": 2, "nth_paragraph": 3, "first_word": "a"},
            "nth_paragraph is 3, and num_paragraphs only 2",
        ),
        ("punctuation:no_comma", {"N": 1}, "punctuation:no_comma: there is no parameter N"),
        ("count:numbers", {"n": 3}, "the parameter N is missing"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_parameter_that_cannot_be_taken_is_named(name, given, why):
    assert why in refused({"instruction_id_list": [name], "kwargs": [given]})


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("", "the reference is no JSON"),
        ("[]", "the reference is no object"),
        ("{", "the reference is no JSON"),
        ('{"instruction_id_list": ["a"], "instruction_id_list": ["b"]}', "the reference is no JSON"),
        ("[" * 100_000, "the reference is no JSON"),
        ([], "the reference is no object"),
        ({}, "instruction_id_list is no list of ids"),
        ({"instruction_id_list": []}, "instruction_id_list is no list of ids"),
        ({"instruction_id_list": "punctuation:no_comma"}, "instruction_id_list is no list of ids"),
        ({"instruction_id_list": [7]}, "instruction_id_list is no list of ids"),
        ({"instruction_id_list": ["a"], "kwargs": {}}, "kwargs are no list of 1 objects"),
        ({"instruction_id_list": ["a"], "kwargs": []}, "kwargs are no list of 1 objects"),
        ({"instruction_id_list": ["a"], "kwargs": [{}, {}]}, "kwargs are no list of 1 objects"),
        ({"instruction_id_list": ["a"], "kwargs": ["{}"]}, "a: its kwargs are str; an object is wanted"),
        ({"instruction_id_list": ["a"] * 101}, "has 101 constraints; 100 are allowed"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_another_form_is_refused_by_what_is_wrong_with_it(reference, why):
    assert why in refused(reference)


def test_a_hundred_constraints_are_read():
    assert len(read_reference({"instruction_id_list": ["punctuation:no_comma"] * 100})) == 100


def test_a_constraint_that_nobody_knows_is_kept_as_unknown():
    assert one("words:start_verb", anything=1) == ("words:start_verb", None)
    assert one("PUNCTUATION:NO_COMMA").constraint is None, "ids are written as they are"


def test_every_constraint_has_the_id_of_its_class_and_a_data_set():
    for name, kind in CONSTRAINTS.items():
        assert kind.id == name
        assert kind.source in ("IFEval", "IFBench")
        assert kind.__doc__, name

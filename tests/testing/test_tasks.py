"""Samples that are made up for what a component reads."""

from typing import get_args

import pytest

from rewardry import Reward, needs
from rewardry.component import JsonType
from rewardry.testing import Case
from rewardry.testing.tasks import COMPLETIONS, cases_of, ordinary_samples


def reading(*fields, reference=(), **declared):
    """A reward that reads some fields, and references of some JSON types."""
    own = {"needs": lambda self: needs(*fields, reference=reference), **declared}
    return type("Reading", (Reward,), own)()


PYTHON = {"string": str, "number": int, "boolean": bool, "array": list, "object": dict}


@pytest.mark.parametrize("kind", get_args(JsonType))
def test_references_are_of_the_type_that_is_read(kind):
    found = cases_of(reading("reference", reference=kind))
    assert found
    assert {type(case.reference) for case in found} == {PYTHON[kind]}
    assert all(case.answer and case.answer in case.completion for case in found)


def test_several_types_are_taken_where_several_are_read():
    found = cases_of(reading("reference", reference=("number", "boolean")))
    assert {type(case.reference) for case in found} == {int, bool}
    anything = cases_of(reading("reference"))
    assert {type(case.reference) for case in anything} == set(PYTHON.values())


def test_a_true_is_no_number():
    assert all(case.reference is not True for case in cases_of(reading("reference", reference="number")))


@pytest.mark.parametrize("kind", ["string", "number", "array", "object"])
def test_there_are_two_tasks_with_different_answers(kind):
    """Else nothing could be said of an answer that is right whatever was asked."""
    assert len({case.answer for case in cases_of(reading("reference", reference=kind))}) >= 2


def test_what_is_not_read_is_not_made_up():
    for case in cases_of(reading()):
        assert (case.reference, case.completion_ids, case.meta) == (None, None, {})
        assert case.prompt


@pytest.mark.parametrize("columns", [("level",), ("level", "topic")])
def test_columns_of_its_own_are_made_up(columns):
    assert all(case.meta == dict.fromkeys(columns, "1") for case in cases_of(reading(*columns)))


def test_fields_of_a_sample_are_no_columns():
    fields = ("prompt", "reference", "completion_ids", "group", "finish_reason", "meta")
    assert all(case.meta == {} for case in cases_of(reading(*fields)))


def test_token_ids_are_of_the_length_of_the_completion():
    for case in cases_of(reading("completion_ids")):
        assert len(case.completion_ids) == len(case.completion) // 4


# ---- ordinary samples ----------------------------------------------------------------------------------------------


def test_the_cases_come_first_and_then_what_models_write_for_the_first_two():
    cases = [Case(text, reference=text) for text in "abc"]
    samples = ordinary_samples(reading("reference"), cases)
    assert [sample.text for sample in samples] == [*"abc", *COMPLETIONS, *COMPLETIONS]
    assert [sample.reference for sample in samples] == [*"abc", *"a" * len(COMPLETIONS), *"b" * len(COMPLETIONS)]
    assert {sample.group for sample in samples} == {None}


def test_a_component_that_compares_gets_groups_of_four():
    component = reading(per_group=True)
    groups = [sample.group for sample in ordinary_samples(component, cases_of(component))]
    assert groups == sorted(groups, key=lambda group: int(group.split()[1]))
    assert {groups.count(group) for group in set(groups[:-4])} == {4}


def test_one_example_alone_is_enough():
    assert len(ordinary_samples(reading(), [Case("a")])) == 1 + len(COMPLETIONS)
    assert ordinary_samples(reading(), []) == []


def test_what_models_write_are_texts_in_tags_in_boxes_cut_off_and_empty():
    assert len(set(COMPLETIONS)) == len(COMPLETIONS)
    assert "" in COMPLETIONS
    assert any("\\boxed" in text for text in COMPLETIONS)
    assert any(text.count("<think>") > text.count("</think>") for text in COMPLETIONS)
    assert any(not text.isascii() for text in COMPLETIONS)

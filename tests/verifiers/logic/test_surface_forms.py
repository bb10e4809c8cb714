"""The forms of valid answers that families show are right, their near misses wrong; on instances of every size."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.families import FAMILIES

pytestmark = pytest.mark.parametrize("name", sorted(FAMILIES))


@pytest.fixture
def instances(name, puzzle_of):
    puzzle = puzzle_of(name)
    return [puzzle.generate(seed, difficulty) for seed, difficulty in enumerate((0, 0, 1, 2, 3, 4, 5, 6, 7, 8))]


def test_every_form_is_right(name, puzzle_of, instances, is_right):
    puzzle = puzzle_of(name)
    for instance in instances:
        forms = puzzle.surface_forms(instance)
        assert forms
        for form in forms:
            assert is_right(puzzle, instance, form), form


def test_forms_may_be_in_full_width_signs(name, puzzle_of, instances, is_right):
    puzzle = puzzle_of(name)
    wide = str.maketrans("0123456789,:;=", "０１２３４５６７８９，：；＝")
    for instance in instances:
        assert is_right(puzzle, instance, puzzle.solution(instance).translate(wide))


def test_every_near_miss_is_wrong(name, puzzle_of, instances, is_right):
    puzzle = puzzle_of(name)
    for instance in instances:
        for miss in puzzle.near_misses(instance):
            assert not is_right(puzzle, instance, miss), (instance, miss)


@given(text=st.text(max_size=60), place=st.floats(0, 1), instead=st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_beside_or_instead_of_an_answer_is_decided(name, puzzle_of, text, place, instead):
    puzzle = puzzle_of(name)
    instance = puzzle.generate(1, 3)
    solution = puzzle.solution(instance)
    at = round(place * len(solution))
    answer = text if instead else solution[:at] + text + solution[at:]
    assert puzzle.check(answer, instance, "").status in ("correct", "incorrect")

"""The forms of valid answers that families show are right, their near misses wrong; on instances of every size."""

import pytest

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

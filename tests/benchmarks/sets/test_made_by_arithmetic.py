"""Generated answers against a reader of numbers that is written here: right forms are the answer, wrong ones not."""

import re
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.sets.make import answer_types
from rewardry.benchmarks.sets.make.puzzle_answers import FAMILIES

SECONDS = {"s": 1, "min": 60, "h": 3600}
MILLIMETRES = {"mm": 1, "cm": 10, "m": 1000, "km": 10**6}
GRAMS = {"g": 1, "kg": 1000}


def number_of(text):
    """What a form of a number comes to."""
    plain = re.sub(r"\\,|\{,\}|(?<=\d),(?=\d{3})", "", text)
    plain = re.sub(r"\\?%| percent|\\text\{ percent\}", "", plain).strip()
    if found := re.fullmatch(r"(-?[\d.]+) \\(?:times|cdot) 10\^\{?(-?\d+)\}?", plain):
        return Fraction(found[1]) * Fraction(10) ** int(found[2])
    if found := re.fullmatch(r"(-?)(\d*)\\d?frac\{(-?\d+)\}\{(\d+)\}", plain):
        return (-1 if found[1] else 1) * (int(found[2] or 0) + Fraction(int(found[3]), int(found[4])))
    return Fraction(plain)


def quantity_of(text):
    """What a quantity comes to, in the smallest unit of its kind."""
    plain = re.sub(r"\\,|\\(?:text|mathrm)\{|\}", " ", text)
    number, unit = plain.split()
    for kind in (SECONDS, MILLIMETRES, GRAMS):
        if unit in kind:
            return tuple(kind), int(number) * kind[unit]
    raise ValueError(text)


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.sampled_from(["integer", "fraction", "decimal", "scientific", "percent", "unit"]))
def test_right_forms_are_the_answer_and_wrong_ones_are_not(seed, kind):
    made = getattr(answer_types, kind)(Random(seed))
    read = quantity_of if kind == "unit" else number_of
    answer = read(made.reference)
    assert [read(form) for form in made.right] == [answer] * len(made.right), made.right
    assert answer not in [read(form) for form in made.wrong], made.wrong
    assert made.right
    assert made.wrong


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_a_question_of_sums_and_products_has_the_answer_that_it_has(seed):
    made = answer_types.integer(Random(seed))
    one, other = map(int, re.fullmatch(r"What is (\d+) times (-?\d+)\?", made.prompt).groups())
    assert number_of(made.reference) == one * other
    made = answer_types.decimal(Random(seed))
    more, less = map(Fraction, re.match(r"What is ([\d.]+) - ([\d.]+)\?", made.prompt).groups())
    assert number_of(made.reference) == more - less
    made = answer_types.fraction(Random(seed))
    [[up, down]] = re.findall(r"Write (-?\d+)/(\d+) ", made.prompt)
    assert number_of(made.reference) == Fraction(int(up), int(down))


@pytest.mark.parametrize(
    ("family", "instance", "right", "not_right"),
    [
        # x1 or x2, and not both.
        (
            "sat",
            {"n": 2, "clauses": [[1, 2], [-1, -2]]},
            {"x1=True, x2=False", "x1=False, x2=True"},
            "x1=True, x2=True",
        ),
        ("sat", {"n": 1, "clauses": [[1], [-1]]}, {"UNSAT"}, "x1=True"),
        (
            "knights_knaves",
            # Ann says that Bo lies, and Bo that both tell the truth: Bo cannot be right, so that Ann is.
            {
                "names": ["Ann", "Bo"],
                "statements": [["lying", 1], ["and", ["telling-truth", 0], ["telling-truth", 1]]],
                "truth_word": "knight",
                "lie_word": "knave",
            },
            {"Ann is a knight, Bo is a knave"},
            "Ann is a knave, Bo is a knave",
        ),
        ("n_queens", {"n": 4, "given": [[0, 1]]}, {"_ Q _ _\n_ _ _ Q\nQ _ _ _\n_ _ Q _"}, None),
        (
            "graph_coloring",
            {"n": 2, "edges": [[0, 1]], "k": 2},
            {'{"0": 1, "1": 2}', '{"0": 2, "1": 1}'},
            '{"0": 1, "1": 1}',
        ),
        ("maze", {"grid": ["S.#", "#.G"], "shortest": True}, {"RDR"}, "RD"),
        ("maze", {"grid": ["S.#", "#.G"]}, {"RDR", "RLRDR"}, "RD"),
        ("countdown", {"numbers": [2, 3], "target": 6, "ops": "+-*/"}, {"2 * 3"}, "2 + 3"),
    ],
)
def test_the_answers_of_a_puzzle_that_is_solved_by_hand(family, instance, right, not_right):
    found = FAMILIES[family](instance, Random(0))
    assert set(found.right) == right
    assert not_right is None or not_right in found.wrong
    assert not set(found.right) & set(found.wrong)


def test_a_number_that_is_used_too_often_is_wrong_though_its_value_is_right():
    found = FAMILIES["countdown"]({"numbers": [2, 3], "target": 6, "ops": "*"}, Random(0))
    assert found.wrong == ["2 * 3 + 2 - 2"]


def test_a_sudoku_of_four_is_filled_in_every_way_and_wrong_grids_break_a_column():
    grid = [[1, 2, 3, 4], [3, 4, 1, 2], [2, 1, 4, 3], [0, 0, 0, 0]]
    found = FAMILIES["sudoku"]({"size": 4, "box": [2, 2], "grid": grid}, Random(0))
    assert found.right == ["1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1"]
    for text in found.wrong:
        columns = list(zip(*(line.split() for line in text.split("\n")), strict=True))
        assert any(len(set(column)) < 4 for column in columns)

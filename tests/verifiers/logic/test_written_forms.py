"""Answers in forms that models write and that the families' own examples do not show."""

import pytest

import rewardry

KNIGHTS = {
    "puzzle": "knights_knaves",
    "names": ["Ava", "Ben", "Cleo"],
    "statements": [["lying", 1], ["and", ["telling-truth", 0], ["telling-truth", 2]], ["lying", 0]],
    "truth_word": "knight",
    "lie_word": "knave",
}
STREET = {
    "puzzle": "zebra",
    "n": 2,
    "attributes": {"Name": ["Eric", "Peter"], "Pet": ["dog", "fish"]},
    "clues": [["at", "Name", "Eric", 1], ["same", "Name", "Eric", "Pet", "fish"]],
}
CLAUSES = {"puzzle": "sat", "n": 4, "clauses": [[1, 2, -3], [-1, 3], [2, 4], [-2, -4, 3]]}
RIVER = {
    "puzzle": "river_crossing",
    "items": ["cabbage", "goat", "wolf"],
    "forbidden": [["wolf", "goat"], ["goat", "cabbage"]],
    "boat": 1,
}
COLOURS = {"puzzle": "graph_coloring", "n": 3, "edges": [[0, 1], [1, 2]], "k": 2}
LETTERS = {"puzzle": "cryptarithm", "addends": ["A", "B"], "result": "C", "leading_zero": False}

RIGHT = [
    (KNIGHTS, "The only knight is Ava; Ben and Cleo are both knaves."),
    (KNIGHTS, "**Ava** is a **knight**, while **Ben** and **Cleo** are **knaves**."),
    (KNIGHTS, "### Conclusion:\n- **Ava** is a **knight**.\n- **Ben** is a **knave**.\n- **Cleo** is a **knave**."),
    (KNIGHTS, "\\text{Ava: knight},\\ \\text{Ben: knave},\\ \\text{Cleo: knave}"),
    (STREET, "**House 1**: Eric, fish\n**House 2**: Peter, dog"),
    (STREET, "1. Eric, fish\n2. Peter, dog"),
    (STREET, "House 1: Eric has the fish.\nHouse 2: Peter has the dog."),
    (CLAUSES, "[False, True, False, False]"),
    (CLAUSES, "(F, T, F, F)"),
    (CLAUSES, "0100"),
    (CLAUSES, "x_{1}=0,\\ x_{2}=1,\\ x_{3}=0,\\ x_{4}=0"),
    (RIVER, '["goat", null, "wolf", "goat", "cabbage", null, "goat"]'),
    (COLOURS, "\\{0:1, 1:2, 2:1\\}"),
    (LETTERS, "A=1,\\ B=2,\\ C=3"),
]
WRONG = [
    (KNIGHTS, "Ava is the only knave; Ben and Cleo are knights."),
    (KNIGHTS, "# Ava is a knave\nAva is a knight, Ben is a knave, Cleo is a knave"),
    (KNIGHTS, "Ava is a knight, while Ben is a knight and Cleo is a knave"),
    (STREET, "House 1: Eric, dog\nHouse 2: Peter, fish"),
    (STREET, "House 1: Eric, fish, dog\nHouse 2: Peter, dog"),
    (STREET, "House 1: Eric has the fish or the dog.\nHouse 2: Peter has the dog."),
    (STREET, "2. Eric, fish\n1. Peter, dog"),
    (CLAUSES, "[False, True, False]"),
    (CLAUSES, "0010"),
    (RIVER, '["goat", null, "wolf", null, "cabbage", null, "goat"]'),
    (COLOURS, "\\{0:1, 1:1, 2:2\\}"),
]


@pytest.mark.parametrize(("reference", "answer"), RIGHT)
def test_it_is_read(reference, answer):
    verdict = rewardry.verify("logic", f"<answer>{answer}</answer>", reference)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize(("reference", "answer"), WRONG)
def test_its_near_miss_is_wrong(reference, answer):
    verdict = rewardry.verify("logic", f"<answer>{answer}</answer>", reference)
    assert verdict.status == "incorrect", verdict

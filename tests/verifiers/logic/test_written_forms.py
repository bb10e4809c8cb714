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
NUMBERS = {"puzzle": "countdown", "numbers": [2, 3, 4, 6], "target": 24}
GRID = {"puzzle": "sudoku", "size": 2, "box": [1, 2], "grid": [[1, 0], [0, 0]]}
DISKS = {"puzzle": "tower_of_hanoi", "disks": 2, "pegs": ["A", "B", "C"], "from": "A", "to": "C"}
JUGS = {"puzzle": "water_jugs", "capacity": [3, 5], "target": 2}
DATE = {"puzzle": "calendar", "op": "add", "date": "2024-02-28", "days": 2}
BERRY = {"puzzle": "counting", "op": "letter", "text": "strawberry", "letter": "r"}
WORDS = {"puzzle": "word_ladder", "start": "cat", "end": "dog", "words": ["cot", "dot", "cog"]}
WALLS = {"puzzle": "maze", "grid": ["S.", "#G"]}
FOLLOWS = {"puzzle": "entailment", "variables": ["p", "q"], "premises": ["p", ["->", "p", "q"]], "conclusion": "q"}
LIST = {"puzzle": "sorting", "numbers": [3, 1, 2], "op": "sort"}
QUEENS = {"puzzle": "n_queens", "n": 4}

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
    (NUMBERS, "\\(6 \\times 4 \\times (3-2)\\)"),
    (NUMBERS, "\\[6 \\times 4 \\times (3-2) = 24\\]"),
    (NUMBERS, "6 × 4 × (3 − 2) = 24 ✓"),
    (GRID, '{"row1": [1, 2], "row2": [2, 1]}'),
    (GRID, '{"0": "1 2", "1": "2 1"}'),
    (KNIGHTS, "Ava tells the truth; Ben and Cleo lie."),
    (KNIGHTS, "Ava always tells the truth. Ben is lying. Cleo always lies."),
    (KNIGHTS, "Ava never lies. Ben lies. Cleo lies."),
    (STREET, "House 1: Name=Eric, Pet=fish. House 2: Name=Peter, Pet=dog."),
    (DISKS, "Move disk 1 (the smallest) from A to B\nMove disk 2 (largest) from A to C\nMove disk 1 from B to C"),
    (JUGS, "Fill jug B (5 L)\nPour jug B (5 L) into jug A (3-litre)"),
    (DATE, "March 1st, 2024 (Friday)"),
    (DATE, "Friday, 2024-03-01, Friday"),
    (BERRY, "There are exactly 3 r's."),
    (BERRY, "three (3)"),
    (CLAUSES, "x1: False (0), x2: True (1), x3: False (0), x4: False (0)"),
    (COLOURS, "Color 1: vertices 0, 2\nColor 2: vertex 1"),
    (COLOURS, '{"color 1": [0, 2], "color 2": [1]}'),
    (WORDS, "cat → cot → dot → dog (3 steps)"),
    (WALLS, "RD (2 moves)"),
    (FOLLOWS, "True, because p holds and p -> q."),
    (FOLLOWS, "The conclusion must be true."),
    (LIST, "The sorted list is: [1, 2, 3]"),
    (QUEENS, "Queens at: (0,1), (1,3), (2,0), (3,2)"),
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
    (NUMBERS, "6*4*(3-2))"),
    (NUMBERS, "6 × 4 × (3 − 2) ✗"),
    (GRID, '{"row2": [2, 1], "row1": [1, 2]}'),
    (GRID, '{"row1": [1, 2], "row1": [1, 2], "row2": [2, 1]}'),
    (GRID, '{"row1": [1, 2], "or": [2, 1]}'),
    (KNIGHTS, "Ava lies; Ben and Cleo tell the truth."),
    (KNIGHTS, "Ava never tells the truth. Ben lies. Cleo lies."),
    (KNIGHTS, "Ava does not lie; Ben lies; Cleo lies."),
    (KNIGHTS, "It is a lie that Ava is a knight; Ben and Cleo lie."),
    (STREET, "House 1: Name=Eric, Pet=dog. House 2: Name=Peter, Pet=fish."),
    (DISKS, "Move disk 1 (largest) from A to B\nMove disk 2 from A to C\nMove disk 1 from B to C"),
    (DISKS, "Move disk 1 (not 2) from A to B\nMove disk 2 from A to C\nMove disk 1 from B to C"),
    (JUGS, "Fill jug B (3 L)\nPour jug B into jug A"),
    (DATE, "March 1st, 2024 (Monday)"),
    (DATE, "Friday, 2024-03-01, Saturday"),
    (BERRY, "three (4)"),
    (BERRY, "There are 3 s's."),
    (BERRY, "there are not 3"),
    (CLAUSES, "x1: False (1), x2: True (1), x3: False (0), x4: False (0)"),
    (COLOURS, "Color 1: vertices 0, 1\nColor 2: vertex 2"),
    (COLOURS, "1: 0, 2\n2: 1"),
    (WORDS, "cat → cot → dot → dog (7 steps)"),
    (WALLS, "RD (or 2 moves)"),
    (FOLLOWS, "True, because it is not Unknown."),
    (FOLLOWS, "Unknown, because q is true"),
    (LIST, "Not this list: [1, 2, 3]"),
    (QUEENS, "No queens at: (0,1), (1,3), (2,0), (3,2)"),
]


@pytest.mark.parametrize(("reference", "answer"), RIGHT)
def test_it_is_read(reference, answer):
    verdict = rewardry.verify("logic", f"<answer>{answer}</answer>", reference)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize(("reference", "answer"), WRONG)
def test_its_near_miss_is_wrong(reference, answer):
    verdict = rewardry.verify("logic", f"<answer>{answer}</answer>", reference)
    assert verdict.status == "incorrect", verdict

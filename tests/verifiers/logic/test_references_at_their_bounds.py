"""References that are no task are undecided, and say which bound or rule they break; those at a bound are tasks."""

import itertools

import pytest

NAMES = [f"n{i}" for i in range(21)]
ABC = [list(map(str, "abcdefgh")) for _ in range(9)]


def street(**changed):
    return {"n": 2, "attributes": {"Pet": ["cat", "dog"], "Name": ["Ann", "Bob"]}, "clues": [], **changed}


def implied(depth):
    """A formula that lies so deep."""
    return "p" if depth == 0 else ["not", implied(depth - 1)]


def entails(**changed):
    return {"variables": ["p"], "premises": [], "conclusion": "p", **changed}


def hanoi(**changed):
    return {"disks": 2, "pegs": ["A", "B", "C"], "from": "A", "to": "C", **changed}


def ring(n):
    return [[i, (i + 1) % n] for i in range(n)]


def empty(rows, columns, sign=0):
    return [[sign] * columns] * rows


NO_TASKS = [
    ("anagram", {"letters": "", "words": ["a"]}, "letters: String should have at least 1 character"),
    ("anagram", {"letters": "a" * 31, "words": ["a"]}, "letters: String should have at most 30"),
    ("anagram", {"letters": "Ab", "words": ["ab"]}, "letters: String should match pattern"),
    ("anagram", {"letters": "ab", "words": []}, "words: Tuple should have at least 1 item"),
    ("binairo", {"grid": empty(2, 2)}, "grid: Tuple should have at least 4"),
    ("binairo", {"grid": empty(5, 5)}, "a square of an even side is wanted"),
    ("binairo", {"grid": empty(4, 6)}, "a square of an even side is wanted"),
    ("binairo", {"grid": empty(14, 14)}, "grid: Tuple should have at most 12"),
    ("binairo", {"grid": empty(4, 4, 2)}, "a cell is neither 0, 1 nor -1"),
    ("calendar", {"date": "24-01-01"}, "date: String should match pattern"),
    ("calendar", {"date": "2024-13-01"}, "month must be in 1..12"),
    ("calendar", {"op": "between", "date": "2024-01-01", "other": "2024-02-30"}, "day is out of range"),
    ("calendar", {"op": "add", "date": "0001-01-01", "days": -1}, "the date is beyond the years 1 to 9999"),
    ("calendar", {"op": "add", "date": "2024-01-01", "days": 10**6 + 1}, "days: Input should be less than or equal"),
    ("countdown", {"numbers": [], "target": 1}, "numbers: Tuple should have at least 1 item"),
    ("countdown", {"numbers": [1] * 9, "target": 1}, "numbers: Tuple should have at most 8"),
    ("countdown", {"numbers": [-1], "target": 1}, "numbers.0: Input should be greater than or equal to 0"),
    ("countdown", {"numbers": [1], "target": 1, "ops": []}, "ops: Tuple should have at least 1"),
    ("countdown", {"numbers": [1], "target": 1, "ops": ["^"]}, "ops.0: Input should be"),
    ("counting", {"op": "letter", "text": "abc"}, "there is nothing to count for 'letter'"),
    ("counting", {"op": "letter", "letter": "a"}, "there is nothing to count for 'letter'"),
    ("counting", {"op": "words", "numbers": [1]}, "there is nothing to count for 'words'"),
    ("counting", {"op": "above", "text": "abc", "letter": "a"}, "there is nothing to count for 'above'"),
    ("counting", {"op": "above", "numbers": [1] * 501}, "numbers: Tuple should have at most 500"),
    ("cryptarithm", {"addends": ["A"], "result": "B"}, "addends: Tuple should have at least 2"),
    ("cryptarithm", {"addends": ["A"] * 7, "result": "B"}, "addends: Tuple should have at most 6"),
    ("cryptarithm", {"addends": ["a", "B"], "result": "C"}, "addends.0: String should match pattern"),
    ("dyck", {"prefix": "(" * 1001}, "prefix: String should have at most 1000"),
    ("dyck", {"prefix": "(]("}, "the prefix must leave a bracket open, and close none that is not"),
    ("entailment", {"variables": [], "premises": [], "conclusion": "p"}, "no variable: 'p'"),
    ("entailment", entails(variables=["p", "p"]), "at most 12 different variables are wanted"),
    ("entailment", entails(variables=[f"p{i}" for i in range(13)]), "at most 12 different variables are wanted"),
    ("entailment", entails(variables="p"), "a list of variables is wanted"),
    ("entailment", entails(premises="p"), "a list of premises is wanted"),
    ("entailment", entails(conclusion="q"), "no variable: 'q'"),
    ("entailment", entails(conclusion=["and"]), "no statement: 'and' with 0 parts"),
    ("entailment", entails(conclusion=["->", "p"]), "no statement: '->' with 1 parts"),
    ("entailment", entails(conclusion=["xor", "p", "p"]), "no statement: 'xor' with 2 parts"),
    ("entailment", entails(conclusion=["and", *["p"] * 21]), "no statement: 'and' with 21 parts"),
    ("entailment", entails(conclusion=[]), "no statement: []"),
    ("entailment", entails(conclusion=3), "no statement: 3"),
    ("entailment", entails(conclusion=implied(21)), "a statement is too long or too deep"),
    ("entailment", entails(conclusion=["and", *[["or", *["p"] * 10]] * 19]), "a statement is too long or too deep"),
    ("entailment", entails(premises=["p"] * 41), "premises: Tuple should have at most 40"),
    ("euler_path", {"n": 3, "edges": []}, "edges: Tuple should have at least 1"),
    ("euler_path", {"n": 3, "edges": [[1, 1]]}, "the edge 1-1 joins no two of the vertices 0 to 2"),
    ("euler_path", {"n": 61, "edges": [[0, 1]]}, "n: Input should be less than or equal to 60"),
    ("family_relations", {"women": ["A"], "men": ["A"], "who": "A", "of": "A"}, "two people have one name"),
    ("family_relations", {"women": ["A"], "men": ["B"], "couples": [["A", "C"]], "who": "A", "of": "B"},
     "C is neither among the women nor among the men"),
    ("family_relations", {"women": ["A"], "men": ["B"], "couples": [["A", "B"]], "who": "A", "of": "A"},
     "no relation that is known holds between A and A"),
    ("futoshiki", {"n": 13}, "n: Input should be less than or equal to 12"),
    ("futoshiki", {"n": 2, "less": [[[0, 0], [0, 2]]]}, "a cell is outside the board of 2x2"),
    ("futoshiki", {"n": 2, "given": [[-1, 0, 1]]}, "a cell is outside the board of 2x2"),
    ("futoshiki", {"n": 2, "given": [[0, 0, 3]]}, "a given value is not between 1 and 2"),
    ("futoshiki", {"n": 2, "given": [[0, 0, 0]]}, "a given value is not between 1 and 2"),
    ("futoshiki", {"n": 2, "given": [[0, 0, 1], [0, 0, 2]]}, "a cell is given two values"),
    ("game_of_life", {"grid": empty(1, 25)}, "rows of one length, of 1 to 24 cells, are wanted"),
    ("game_of_life", {"grid": [[]]}, "rows of one length, of 1 to 24 cells, are wanted"),
    ("game_of_life", {"grid": empty(25, 1)}, "grid: Tuple should have at most 24"),
    ("game_of_life", {"grid": [[1]], "steps": 21}, "steps: Input should be less than or equal to 20"),
    ("game_of_life", {"grid": [[1]], "rule": "B9/S"}, "no rule: 'B9/S'; B3/S23 is Conway's"),
    ("graph_coloring", {"n": 2, "edges": [[0, 2]], "k": 2}, "the edge 0-2 joins no two of the vertices 0 to 1"),
    ("graph_coloring", {"n": 2, "edges": [[-1, 0]], "k": 2}, "edges.0.0: Input should be greater than or equal to 0"),
    ("graph_coloring", {"n": 201, "edges": [], "k": 2}, "n: Input should be less than or equal to 200"),
    ("graph_coloring", {"n": 2, "edges": [], "k": 0}, "k: Input should be greater than or equal to 1"),
    ("hamilton_path", {"n": 2, "edges": [[0, 1]], "cycle": True}, "a cycle has at least 3 vertices"),
    ("hitori", {"grid": [[1, 2], [1]]}, "rows of one length, of 2 to 10 numbers, are wanted"),
    ("hitori", {"grid": empty(2, 11, 1)}, "rows of one length, of 2 to 10 numbers, are wanted"),
    ("hitori", {"grid": [[1, 21], [1, 1]]}, "a number is not between 1 and 20"),
    ("hitori", {"grid": [[0, 1], [1, 1]]}, "a number is not between 1 and 20"),
    ("kakuro", {"board": ["..", "."], "across": [], "down": []}, "rows of one length, of 1 to 12 signs . and #"),
    ("kakuro", {"board": ["?"], "across": [], "down": []}, "rows of one length, of 1 to 12 signs . and #"),
    ("kakuro", {"board": ["."], "across": [[0, 0, 2, 3]], "down": [[0, 0, 1, 3]]}, "the runs across are not those"),
    ("kakurasu", {"row_sums": [1] * 13, "column_sums": [1]}, "row_sums: Tuple should have at most 12"),
    ("knights_knaves", {"names": ["Al"], "statements": []}, "0 statements of 1 people"),
    ("knights_knaves", {"names": ["Al", "AL"], "statements": [["lying", 0]] * 2}, "two people have one name"),
    ("knights_knaves", {"names": ["Al"], "statements": "lying"}, "a list of statements is wanted"),
    ("knights_knaves", {"names": ["Al"], "statements": [["lying", -1]]}, "lying takes the number of a person"),
    ("knights_knaves", {"names": ["Al"], "statements": [["lying", 0, 0]]}, "lying takes the number of a person"),
    ("knights_knaves", {"names": ["Al"], "statements": [["and", *[["or", *[["lying", 0]] * 14]] * 4]]},
     "a statement is too long or too deep"),
    ("knights_knaves", {"names": ["Al"], "statements": [["lying", 0]], "lie_word": "Knight"},
     "one word cannot be both for who tells the truth and for who lies"),
    ("light_up", {"board": ["5"]}, "rows of one length, of 1 to 12 signs . # 0 1 2 3 4, are wanted"),
    ("light_up", {"board": ["..", "."]}, "rows of one length, of 1 to 12 signs . # 0 1 2 3 4, are wanted"),
    ("light_up", {"board": ["." * 13]}, "rows of one length, of 1 to 12 signs . # 0 1 2 3 4, are wanted"),
    ("magic_square", {"n": 3, "grid": empty(3, 4)}, "the grid is not 3x3"),
    ("magic_square", {"n": 3, "grid": empty(3, 3, 10)}, "a cell is not between 0 and 9"),
    ("magic_square", {"n": 2, "grid": empty(2, 2)}, "n: Input should be greater than or equal to 3"),
    ("maze", {"grid": ["S.", "G"]}, "the rows differ in length"),
    ("maze", {"grid": ["SG", "G."]}, "a maze has one S and one G"),
    ("maze", {"grid": ["S."]}, "a maze has one S and one G"),
    ("maze", {"grid": ["SG" + "." * 49]}, "grid.0: String should have at most 50"),
    ("minesweeper", {"board": ["9"]}, "a cell is neither ? nor 0 to 8"),
    ("minesweeper", {"board": ["1 "]}, "a cell is neither ? nor 0 to 8"),
    ("minesweeper", {"board": ["1?", "1"]}, "rows of one length, of 1 to 16 cells, are wanted"),
    ("minesweeper", {"board": []}, "rows of one length, of 1 to 16 cells, are wanted"),
    ("minesweeper", {"board": "1?"}, "a list of rows is wanted"),
    ("minesweeper", {"board": ["?"] * 17}, "board: Tuple should have at most 16"),
    ("n_queens", {"n": 33}, "n: Input should be less than or equal to 32"),
    ("n_queens", {"n": 4, "given": [[0, -1]]}, "a given queen is outside the board of 4x4"),
    ("nonogram", {"rows": [[]] * 26, "columns": [[]]}, "rows: Tuple should have at most 25"),
    ("nonogram", {"rows": [[]], "columns": []}, "columns: Tuple should have at least 1"),
    ("nonogram", {"rows": [[-1]], "columns": [[1]]}, "a run has no negative length"),
    ("nonogram", {"rows": [[1, 1]], "columns": [[1], [1]]}, "a line's runs are longer than its 2 cells"),
    ("nonogram", {"rows": [[1]], "columns": [[2]]}, "a line's runs are longer than its 1 cells"),
    ("river_crossing", {"items": ["wolf", "Wolf"]}, "two things have one name"),
    ("river_crossing", {"items": ["wolf"], "forbidden": [["wolf", "wolf"]]}, "wolf and wolf are no two of the things"),
    ("river_crossing", {"items": ["w1"]}, "items.0: String should match pattern"),
    ("river_crossing", {"items": ["wolf"], "boat": 0}, "boat: Input should be greater than or equal to 1"),
    ("sat", {"n": 2, "clauses": [[3]]}, "a clause has a literal that is none of x1 to x2"),
    ("sat", {"n": 2, "clauses": [[-3]]}, "a clause has a literal that is none of x1 to x2"),
    ("sat", {"n": 2, "clauses": [[0]]}, "a clause has a literal that is none of x1 to x2"),
    ("shortest_path", {"edges": [["A", "a", 1]], "start": "A", "end": "a"}, "two nodes differ by case alone"),
    ("shortest_path", {"edges": [["A", "B", 1]], "start": "A", "end": "A"}, "must be two nodes of the graph"),
    ("shortest_path", {"edges": [["A", "B", -1]], "start": "A", "end": "B"}, "greater than or equal to 0"),
    ("skyscraper", {"n": 2, "top": [1], "bottom": [0, 0], "left": [0, 0], "right": [0, 0]},
     "2 clues between 0 and 2 are wanted on each side"),
    ("skyscraper", {"n": 2, "top": [0, 0], "bottom": [0, 0], "left": [0, 0], "right": [0, 3]},
     "2 clues between 0 and 2 are wanted on each side"),
    ("sliding_puzzle", {"grid": [[1, 2], [3, 0]], "goal": [[1, 2, 3, 0]]}, "and each of 0 to 3 once"),
    ("sokoban", {"board": ["@*"]}, "every box is on a goal already"),
    ("sokoban", {"board": ["@@$."]}, "a board has one player"),
    ("sokoban", {"board": ["@$.?"]}, "board.0: String should match pattern"),
    ("sorting", {"numbers": []}, "numbers: Tuple should have at least 1"),
    ("sorting", {"numbers": [1], "op": "shuffle"}, "op: Input should be"),
    ("star_battle", {"regions": ["AAAA", "BBBB", "CCCC", "CCCC"]}, "a square with as many regions as rows is wanted"),
    ("star_battle", {"regions": ["AAAA", "BBBB", "CCCC", "DDDE"]}, "a square with as many regions as rows is wanted"),
    ("star_battle", {"regions": ["ABC"] * 3}, "regions: Tuple should have at least 4"),
    ("string_rewriting", {"text": "a", "rules": [["", "a"]]}, "the left side of a rule is empty"),
    ("string_rewriting", {"text": "a" * 61, "rules": [["a", ""]]}, "text: String should have at most 60"),
    ("string_rewriting", {"text": "a" * 18 + "b" * 28, "rules": [["ab", "ba"]]}, "do not end within 500 steps"),
    ("sudoku", {"size": 4, "box": [0, 4], "grid": empty(4, 4)}, "boxes of 0x4 cells do not hold 4 values"),
    ("sudoku", {"size": 4, "box": [-2, -2], "grid": empty(4, 4)}, "boxes of -2x-2 cells do not hold 4 values"),
    ("sudoku", {"size": 4, "box": [2, 2], "grid": empty(4, 5)}, "the grid is not 4x4"),
    ("sudoku", {"size": 4, "box": [2, 2], "grid": empty(4, 4, -1)}, "a cell is not between 0 and 4"),
    ("syllogism", {"terms": ["A", "A"], "premises": [], "conclusion": ["all", "A", "A"]}, "two kinds have one name"),
    ("syllogism", {"terms": ["A", "B"], "premises": [], "conclusion": ["all", "A", "C"]},
     "a sentence is about a kind that is not among the terms"),
    ("syllogism", {"terms": ["A", "B"], "premises": [["all", "A", "B"], ["no", "A", "B"]],
                   "conclusion": ["all", "A", "B"]}, "the premises contradict each other"),
    ("tents", {"trees": [[0, 2]], "row_counts": [1], "column_counts": [1, 0]}, "of 1 rows and 2 columns are wanted"),
    ("tents", {"trees": [], "row_counts": [0] * 13, "column_counts": [0]}, "row_counts: Tuple should have at most 12"),
    ("tents", {"trees": [[-1, 0]], "row_counts": [1], "column_counts": [1]}, "trees in different cells"),
    ("tents", {"trees": [[0, 0], [0, 0]], "row_counts": [1], "column_counts": [1]}, "trees in different cells"),
    ("tower_of_hanoi", hanoi(disks=11), "disks: Input should be less than or equal to 10"),
    ("tower_of_hanoi", hanoi(pegs=["A", "a", "C"]), "two pegs have one name"),
    ("tower_of_hanoi", hanoi(to="A"), "`from` and `to` must be two of the pegs"),
    ("tower_of_hanoi", hanoi(to="D"), "`from` and `to` must be two of the pegs"),
    ("tower_of_hanoi", hanoi(pegs=list("ABCDE"), optimal=True), "the fewest moves are known for 3 and 4 pegs"),
    ("water_jugs", {"capacity": [0], "target": 1}, "capacity.0: Input should be greater than or equal to 1"),
    ("water_jugs", {"capacity": [1] * 7, "target": 1}, "capacity: Tuple should have at most 6"),
    ("water_jugs", {"capacity": [199, 100], "target": 1, "shortest": True}, "among up to 20000 states"),
    ("word_ladder", {"start": "cat", "end": "cat", "words": []}, "must be different words of one length"),
    ("word_ladder", {"start": "cat", "end": "card", "words": []}, "must be different words of one length"),
    ("zebra", street(n=1), "n: Input should be greater than or equal to 2"),
    ("zebra", street(attributes={"Pet": ["cat"]}), "an attribute has not 2 values"),
    ("zebra", street(attributes={"Pet": ["cat", "dog"], "pet": ["a", "b"]}), "two attributes have one name"),
    ("zebra", street(attributes={"house": ["red", "blue"]}), "an attribute is called House"),
    ("zebra", street(attributes={"Pet": ["cat", "Cat"]}), "two values of Pet are the same"),
    ("zebra", street(question=["Pet", "cow", "Name"]), "the question is about what is not there"),
    ("zebra", street(question=["Pet", "cat", "Job"]), "the question is about what is not there"),
    ("zebra", street(clues=[["at", "Pet", "cat", 0]]), "no house: ('at', 'Pet', 'cat', 0)"),
    ("zebra", street(clues=[["at", "Pet", "cat", 3]]), "no house: ('at', 'Pet', 'cat', 3)"),
    ("zebra", street(clues=[["at", "Pet", "cat", True]]), "no house: ('at', 'Pet', 'cat', True)"),
    ("zebra", street(clues=[["at", "Pet", "cat", 1]] * 101), "clues: Tuple should have at most 100"),
    ("zebra", street(clues=[["same", "Pet", "cat"]]), "no clue: ('same', 'Pet', 'cat')"),
    ("zebra", street(clues=[["same", "Pet", "cat", "Pet", "cow"]]), "a clue about what is not there"),
    ("zebra", street(clues=[["at", "Pet", "cow", 1]]), "a clue about what is not there"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reference", "why"), NO_TASKS, ids=[f"{name}-{i}" for i, (name, _, _) in enumerate(NO_TASKS)]
)
def test_a_reference_that_is_no_task_is_undecided_and_says_why(name, reference, why, puzzle_of, verdict_of):
    verdict = verdict_of(puzzle_of(name), {"puzzle": name, **reference}, "1")
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert why in verdict.details["why"]


TASKS = [
    ("anagram", {"letters": "a" * 30, "words": ["a" * 30] * 2000}),
    ("binairo", {"grid": empty(12, 12, -1)}),
    ("calendar", {"op": "add", "date": "9999-12-30", "days": 1}),
    ("calendar", {"op": "between", "date": "0001-01-01", "other": "9999-12-31"}),
    ("countdown", {"numbers": [0] * 8, "target": -(10**9), "ops": ["-"]}),
    ("counting", {"op": "above", "numbers": [0] * 500, "threshold": -(10**9)}),
    ("counting", {"op": "words", "text": "a " * 1000}),
    ("cryptarithm", {"addends": ["ABCDE", "FGHIJ"] * 3, "result": "A" * 12}),
    ("dyck", {"prefix": "(" * 1000}),
    ("entailment", entails(variables=list("abcdefghijkp"))),
    ("entailment", entails(conclusion=implied(20))),
    ("entailment", entails(conclusion=["and", *["p"] * 20])),
    ("euler_path", {"n": 60, "edges": [[58, 59]] * 400}),
    ("futoshiki", {"n": 12, "less": [[[11, 11], [0, 0]]], "given": [[11, 0, 12]]}),
    ("game_of_life", {"grid": empty(24, 24), "steps": 20, "rule": "B012345678/S012345678"}),
    ("graph_coloring", {"n": 200, "edges": ring(200), "k": 50}),
    ("hamilton_path", {"n": 60, "edges": list(map(list, itertools.combinations(range(60), 2)))}),
    ("hitori", {"grid": empty(10, 10, 20)}),
    ("kakurasu", {"row_sums": [0] * 12, "column_sums": [0] * 12}),
    ("kakuro", {"board": ["#"], "across": [], "down": []}),
    ("knights_knaves", {"names": NAMES[:20], "statements": [["lying", 19]] * 20}),
    ("light_up", {"board": ["." * 12] * 12}),
    ("magic_square", {"n": 8, "grid": empty(8, 8, 64)}),
    ("maze", {"grid": ["S" + "." * 48 + "G", *["." * 50] * 49]}),
    ("minesweeper", {"board": ["?" * 16] * 16}),
    ("futoshiki", {"n": 2, "given": [[0, 0, 1], [0, 0, 1]]}),
    ("n_queens", {"n": 32, "given": [[31, 31]]}),
    ("nonogram", {"rows": [[1, 1]], "columns": [[1], [], [1]]}),
    ("river_crossing", {"items": ["a b", *"bcdefgh"], "boat": 4}),
    ("sat", {"n": 200, "clauses": [list(range(-200, 0))] * 2000}),
    ("shortest_path", {"edges": [["A", "B", 10**6]] * 2000, "start": "B", "end": "A"}),
    ("skyscraper", {"n": 7, "top": [7] * 7, "bottom": [0] * 7, "left": [0] * 7, "right": [0] * 7}),
    ("sliding_puzzle", {"grid": [[0, 1, 2, 3, 4], *[list(range(n, n + 5)) for n in (5, 10, 15, 20)]]}),
    ("sokoban", {"board": ["+*$" + "-" * 17] * 1 + [" " * 20] * 19}),
    ("sorting", {"numbers": [10**9] * 500}),
    ("star_battle", {"regions": [sign * 12 for sign in "ABCDEFGHIJKL"]}),
    ("string_rewriting", {"text": "a" * 20 + "b" * 25, "rules": [["ab", "ba"]]}),
    ("string_rewriting", {"text": "a" * 60, "rules": [["a", "b" * 8], ["bb", "c"]]}),
    ("sudoku", {"size": 16, "box": [2, 8], "grid": empty(16, 16, 16)}),
    ("syllogism", {"terms": list("ABCDEF"), "premises": [["some", "A", "B"]] * 20, "conclusion": ["no", "E", "F"]}),
    ("tents", {"trees": [], "row_counts": [0] * 12, "column_counts": [0] * 12}),
    ("tower_of_hanoi", hanoi(disks=10, pegs=list("ABCD"), optimal=True)),
    ("tower_of_hanoi", hanoi(disks=10, pegs=list("ABCDE"))),
    ("water_jugs", {"capacity": [198, 99], "target": 99, "shortest": True}),
    ("water_jugs", {"capacity": [1000] * 6, "target": 1000}),
    ("word_ladder", {"start": "aa", "end": "bb", "words": ["ab"] * 2000}),
    ("zebra", {"n": 8, "attributes": {str(i): ABC[i] for i in range(8)}, "clues": [["at", "0", "a", 8]] * 100}),
]


@pytest.mark.parametrize(("name", "reference"), TASKS, ids=[f"{name}-{i}" for i, (name, _) in enumerate(TASKS)])
def test_a_reference_at_its_bounds_is_a_task(name, reference, puzzle_of, verdict_of):
    puzzle = puzzle_of(name)
    instance = puzzle.instance({"puzzle": name, **reference})
    assert puzzle.instance(instance.as_reference()) == instance
    assert puzzle.prompt(instance)
    assert verdict_of(puzzle, instance, "asdf").status == "incorrect"
    assert puzzle.hardness(instance) is not None


@pytest.mark.parametrize("column", ["answer", "gold", "hardness", "solution", "witness"])
def test_a_witness_that_a_data_set_hands_along_is_left_aside(column, puzzle_of, is_right):
    puzzle = puzzle_of("n_queens")
    reference = {"puzzle": "n_queens", "n": 4, column: [[0, 0]]}
    assert is_right(puzzle, reference, "[1, 3, 0, 2]")
    assert puzzle.instance(reference) == puzzle.instance({"puzzle": "n_queens", "n": 4})

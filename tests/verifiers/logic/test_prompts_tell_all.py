"""All that an instance says stands in its prompt, so that whoever answers knows what is checked."""

import pytest

from rewardry.verifiers.logic.families import FAMILIES


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_instances_that_differ_have_prompts_that_differ(name, puzzle_of):
    puzzle = puzzle_of(name)
    told = {}
    for seed in range(14):
        instance = puzzle.generate(seed, seed % 7)
        assert told.setdefault(puzzle.prompt(instance), instance) == instance


@pytest.mark.parametrize(
    ("name", "field", "other"),
    [
        ("binairo", "unique", False),
        ("calendar", "date", "2024-02-29"),
        ("countdown", "numbers", (1, 2, 3)),
        ("countdown", "target", 77),
        ("countdown", "ops", ("+", "-")),
        ("countdown", "use", "each at most once"),
        ("cryptarithm", "leading_zero", True),
        ("dyck", "minimal", False),
        ("euler_path", "circuit", True),
        ("euler_path", "n", 59),
        ("futoshiki", "less", ()),
        ("futoshiki", "given", ()),
        ("futoshiki", "unique", False),
        ("game_of_life", "rule", "B36/S23"),
        ("game_of_life", "steps", 9),
        ("game_of_life", "wrap", True),
        ("graph_coloring", "k", 7),
        ("graph_coloring", "n", 77),
        ("hamilton_path", "cycle", True),
        ("hamilton_path", "n", 59),
        ("kakuro", "across", ()),
        ("kakuro", "down", ()),
        ("knights_knaves", "truth_word", "sage"),
        ("knights_knaves", "lie_word", "fool"),
        ("maze", "shortest", True),
        ("minesweeper", "ask", "mines"),
        ("minesweeper", "ask", "safe"),
        ("n_queens", "given", ((3, 3),)),
        ("n_queens", "n", 31),
        ("river_crossing", "boat", 4),
        ("river_crossing", "forbidden", ()),
        ("river_crossing", "shortest", True),
        ("sat", "n", 99),
        ("shortest_path", "directed", True),
        ("skyscraper", "top", (0, 0, 0)),
        ("skyscraper", "bottom", (0, 0, 0)),
        ("skyscraper", "left", (0, 0, 0)),
        ("skyscraper", "right", (0, 0, 0)),
        ("sliding_puzzle", "moves", "tile"),
        ("sliding_puzzle", "moves", "blank"),
        ("sliding_puzzle", "goal", ((0, 1), (2, 3))),
        ("sorting", "op", "rotate"),
        ("string_rewriting", "rules", (("a", ""),)),
        ("sudoku", "unique", False),
        ("syllogism", "existential", False),
        ("tents", "trees", ()),
        ("tower_of_hanoi", "disks", 9),
        ("tower_of_hanoi", "optimal", True),
        ("tower_of_hanoi", "pegs", ("A", "B", "C", "D")),
        ("water_jugs", "shortest", True),
        ("water_jugs", "target", 999),
        ("word_ladder", "shortest", True),
        ("zebra", "clues", ()),
        ("zebra", "question", ("Name", "Bob", "House")),
    ],
)
def test_a_field_that_is_another_changes_the_prompt(name, field, other, puzzle_of):
    puzzle = puzzle_of(name)
    same = 0
    for seed in range(8):
        instance = puzzle.generate(seed + 1, 1)
        if getattr(instance, field) == other:
            same += 1
            continue
        changed = instance.model_copy(update={field: other})
        assert puzzle.prompt(changed) != puzzle.prompt(instance)
    assert same < 8


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("binairo", "Give the solution"),
        ("futoshiki", "Give the solution"),
        ("hitori", "Give the solution"),
        ("kakuro", "Give the solution"),
        ("light_up", "Give the solution"),
        ("nonogram", "Give the solution"),
        ("skyscraper", "Give the solution"),
        ("star_battle", "Give the solution"),
        ("sudoku", "Give the solution"),
        ("tents", "Give the solution"),
        ("knights_knaves", "Give the solution"),
    ],
)
def test_the_solution_is_asked_for_only_where_there_is_just_one(name, told, puzzle_of):
    puzzle = puzzle_of(name)
    instance = puzzle.generate(2, 3)
    assert told in puzzle.prompt(instance.model_copy(update={"unique": True}))
    assert told not in puzzle.prompt(instance.model_copy(update={"unique": False}))


def one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        (
            {"puzzle": "zebra", "n": 2, "attributes": {"Pet": ["cat", "dog"], "Name": ["Ann", "Bob"]},
             "clues": [["same", "Pet", "cat", "Name", "Bob"], ["not", "Pet", "cat", "Name", "Ann"],
                       ["left", "Pet", "cat", "Pet", "dog"], ["before", "Pet", "cat", "Pet", "dog"],
                       ["next", "Pet", "cat", "Pet", "dog"], ["at", "Pet", "cat", 1], ["not_at", "Pet", "dog", 1],
                       ["not", "Pet", "dog", 1]]},
            ["1. The house with Pet cat is also the house with Name Bob.",
             "2. The house with Pet cat is not the house with Name Ann.",
             "3. The house with Pet cat is directly left of the house with Pet dog.",
             "4. The house with Pet cat is somewhere left of the house with Pet dog.",
             "5. The house with Pet cat is next to the house with Pet dog.",
             "6. The house with Pet cat is house 1.",
             "7. The house with Pet dog is not house 1.",
             "8. The house with Pet dog is not house 1."],
        ),
        (
            {"puzzle": "zebra", "n": 3, "attributes": {"Pet": ["cat", "dog", "eel"]},
             "clues": [["between", "Pet", "cat", "Pet", "dog", "Pet", "eel"]], "question": ["Pet", "cat", "House"]},
            ["The house with Pet cat is somewhere between the house with Pet dog and the house with Pet eel.",
             "What is the number of the house with Pet cat? Give only that value"],
        ),
        (
            {"puzzle": "futoshiki", "n": 2, "less": [[[0, 0], [1, 0]]], "given": [[1, 1, 1]]},
            ["Inequalities: row 1 column 1 < row 2 column 1", "0 0 0 1"],
        ),
        (
            {"puzzle": "kakuro", "board": ["#..", "..."], "across": [[0, 1, 2, 4], [1, 0, 3, 7]],
             "down": [[1, 0, 1, 4], [0, 1, 2, 4], [0, 2, 2, 3]]},
            ["row 1, columns 2 to 3: 4", "row 2, columns 1 to 3: 7", "column 1, rows 2 to 2: 4",
             "column 2, rows 1 to 2: 4", "column 3, rows 1 to 2: 3"],
        ),
        (
            {"puzzle": "skyscraper", "n": 2, "top": [1, 0], "bottom": [0, 1], "left": [2, 0], "right": [0, 0]},
            ["from the top, columns 1 to 2: 1 -", "from the bottom, columns 1 to 2: - 1",
             "from the left, rows 1 to 2: 2 -", "from the right, rows 1 to 2: - -"],
        ),
        (
            {"puzzle": "nonogram", "rows": [[1, 1], [0], [3]], "columns": [[1, 1], [1], [1, 1]]},
            ["row 1: 1 1 row 2: 0 row 3: 3", "column 1: 1 1 column 2: 1 column 3: 1 1"],
        ),
        (
            {"puzzle": "game_of_life", "grid": [[1]], "rule": "B36/S", "steps": 1},
            ["comes to life if it has 3 or 6 living neighbours", "stays alive if it has no;", "after 1 step?"],
        ),
        (
            {"puzzle": "knights_knaves", "names": ["Al", "Bo"], "truth_word": "sage", "lie_word": "fool",
             "statements": [["->", ["lying", 1], ["not", ["telling-truth", 0]]],
                            ["<=>", ["and", ["lying", 0], ["lying", 1]], ["or", ["lying", 0], ["lying", 1]]]]},
            ['Al says: "if Bo is a fool then (it is not the case that Al is a sage)."',
             'Bo says: "(Al is a fool and Bo is a fool) if and only if (Al is a fool or Bo is a fool)."'],
        ),
        (
            {"puzzle": "entailment", "variables": ["p", "q"], "conclusion": ["->", ["not", ["and", "p", "q"]], "q"],
             "premises": [["<=>", "p", ["not", "q"]], ["or", ["and", "p", "q"], "p", ["not", "p"]]]},
            ["1. p <-> ~q 2. (p & q) | p | ~p", "Conclusion: ~(p & q) -> q"],
        ),
        (
            {"puzzle": "syllogism", "terms": ["A", "B"], "premises": [["all", "A", "B"], ["some", "B", "A"]],
             "conclusion": ["some-not", "B", "A"]},
            ["1. All A are B. 2. Some B are A. Conclusion: Some B are not A.", "There is at least one of each kind."],
        ),
        (
            {"puzzle": "syllogism", "terms": ["A", "B"], "premises": [], "conclusion": ["no", "B", "A"]},
            ["Conclusion: No B are A."],
        ),
        (
            {"puzzle": "calendar", "op": "add", "date": "2024-03-01", "days": -3},
            ["Which date is 3 days before 2024-03-01?"],
        ),
        (
            {"puzzle": "calendar", "op": "between", "date": "2024-03-01", "other": "2024-02-01"},
            ["How many days are there from 2024-03-01 to 2024-02-01?"],
        ),
        (
            {"puzzle": "string_rewriting", "text": "ab", "rules": [["a", ""], ["b", "c"]]},
            ["Rewrite the string ab with the rules a -> (nothing), b -> c."],
        ),
        (
            {"puzzle": "river_crossing", "items": ["wolf", "goat", "hay"], "forbidden": [["wolf", "goat"]], "boat": 2},
            ["with wolf, goat, hay (the boat carries the farmer and at most 2 items; wolf+goat must not be left alone)",
             "one crossing a line, items joined by 'and'"],
        ),
        (
            {"puzzle": "family_relations", "women": ["Ada", "Bea"], "men": ["Cyd"], "couples": [["Ada", "Cyd"]],
             "parents": [["Ada", "Bea"]], "who": "Bea", "of": "Ada"},
            ["Women: Ada, Bea. Men: Cyd. Ada is married to Cyd. Ada is a parent of Bea. What is Bea to Ada?"],
        ),
        (
            {"puzzle": "n_queens", "n": 2, "given": [[0, 1]]},
            ["stay where they are: _ Q _ _"],
        ),
        (
            {"puzzle": "tents", "trees": [[0, 1]], "row_counts": [1, 0], "column_counts": [1, 0]},
            [". T . . Rows: 1 0 Columns: 1 0"],
        ),
    ],
    ids=lambda value: value["puzzle"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_it_is_told_in_these_words(reference, told, puzzle_of):
    puzzle = puzzle_of(reference["puzzle"])
    prompt = one_line(puzzle.prompt(puzzle.instance(reference)))
    for words in told:
        assert words in prompt

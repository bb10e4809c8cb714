"""How large the instances are that a family makes, from the easiest to the hardest."""

import itertools

import pytest

from rewardry.generator import EASIEST, HARDEST
from rewardry.verifiers.logic.search_limits import is_one
from rewardry.verifiers.logic.zebra_clues import Street


def side(field):
    return lambda puzzle, task: len(task[field])


def number(field):
    return lambda puzzle, task: task[field]


def cells(field, blank):
    return lambda puzzle, task: sum(row.count(blank) for row in task[field])


def hardness(puzzle, task):
    return puzzle.hardness(puzzle.instance(task))


def inside(puzzle, task):
    return len(task["board"]) - 2


def boxes(puzzle, task):
    return sum(row.count("$") for row in task["board"])


def slots(puzzle, task):
    return len(task["grid"]) * len(task["grid"][0])


def nodes(puzzle, task):
    return len({name for edge in task["edges"] for name in edge[:2]})


def letters(puzzle, task):
    return len(set("".join((*task["addends"], task["result"]))))


def digits(puzzle, task):
    return len(task["addends"][0])


def not_given(puzzle, task):
    return task["n"] ** 2 - len(task["given"])


def walls(puzzle, task):
    return sum(len(row) - row.count(".") for row in task["board"])


def attributes(puzzle, task):
    return len(task["attributes"])


def people(puzzle, task):
    return len(task["women"]) + len(task["men"])


# What is measured, the least of it at the lowest difficulty and the most of it at the highest.
ROWS = [
    ("anagram", side("letters"), 3, 4),
    ("binairo", side("grid"), 4, 8),
    ("countdown", side("numbers"), 3, 6),
    ("cryptarithm", side("addends"), 2, 4),
    ("cryptarithm", digits, 2, 5),
    ("cryptarithm", letters, 4, 10),
    ("dyck", side("prefix"), 2, 60),
    ("entailment", side("variables"), 2, 8),
    ("entailment", side("premises"), 2, 8),
    ("euler_path", side("edges"), 4, 28),
    ("family_relations", people, 4, 40),
    ("futoshiki", number("n"), 3, 7),
    ("futoshiki", not_given, 4, 42),
    ("game_of_life", side("grid"), 3, 12),
    ("game_of_life", number("steps"), 1, 5),
    ("graph_coloring", number("n"), 4, 24),
    ("graph_coloring", side("edges"), 4, 101),
    ("hamilton_path", number("n"), 4, 20),
    ("hamilton_path", side("edges"), 4, 32),
    ("hitori", side("grid"), 3, 6),
    ("kakurasu", side("row_sums"), 3, 8),
    ("kakuro", side("board"), 2, 7),
    ("kakuro", cells("board", "#"), 0, 15),
    ("knights_knaves", side("names"), 2, 8),
    ("light_up", side("board"), 3, 9),
    ("light_up", walls, 2, 18),
    ("magic_square", number("n"), 3, 5),
    ("magic_square", cells("grid", 0), 4, 11),
    ("maze", side("grid"), 3, 14),
    ("minesweeper", side("board"), 3, 10),
    ("minesweeper", cells("board", "?"), 5, 56),
    ("n_queens", number("n"), 4, 14),
    ("n_queens", side("given"), 0, 4),
    ("nonogram", side("rows"), 3, 12),
    ("river_crossing", side("items"), 2, 7),
    ("river_crossing", side("forbidden"), 0, 7),
    ("river_crossing", number("boat"), 1, 3),
    ("sat", number("n"), 3, 16),
    ("sat", side("clauses"), 5, 70),
    ("shortest_path", nodes, 4, 24),
    ("shortest_path", side("edges"), 5, 60),
    ("skyscraper", number("n"), 3, 5),
    ("sliding_puzzle", slots, 4, 16),
    ("sokoban", inside, 3, 6),
    ("sokoban", boxes, 1, 3),
    ("sorting", side("numbers"), 3, 60),
    ("star_battle", side("regions"), 4, 8),
    ("string_rewriting", side("text"), 4, 24),
    ("string_rewriting", side("rules"), 2, 8),
    ("sudoku", number("size"), 4, 16),
    ("sudoku", cells("grid", 0), 6, 90),
    ("syllogism", side("terms"), 3, 6),
    ("syllogism", side("premises"), 2, 7),
    ("tents", side("row_counts"), 3, 10),
    ("tents", side("trees"), 1, 17),
    ("tower_of_hanoi", number("disks"), 1, 7),
    ("tower_of_hanoi", side("pegs"), 3, 4),
    ("water_jugs", side("capacity"), 2, 4),
    ("word_ladder", hardness, 2, 8),
    ("zebra", number("n"), 2, 5),
    ("zebra", attributes, 2, 5),
]


@pytest.mark.parametrize(
    ("name", "measure", "least", "most"), ROWS, ids=[f"{name}-{least}-{most}" for name, _, least, most in ROWS]
)
def test_difficulty_goes_from_the_least_that_is_told_to_the_most(name, measure, least, most, puzzle_of):
    puzzle = puzzle_of(name)
    made = {
        difficulty: [measure(puzzle, puzzle.generate(seed, difficulty).as_reference()) for seed in range(100, end)]
        for difficulty, end in ((EASIEST, 106), (5, 102), (HARDEST, 106))
    }
    sizes = list(itertools.chain(*made.values()))
    assert min(made[EASIEST]) == min(sizes) == least
    assert max(made[HARDEST]) == max(sizes) == most


@pytest.mark.parametrize(
    "name",
    [
        "binairo",
        "entailment",
        "futoshiki",
        "game_of_life",
        "knights_knaves",
        "minesweeper",
        "nonogram",
        "string_rewriting",
        "sudoku",
        "syllogism",
        "zebra",
    ],
)
def test_what_is_made_with_one_solution_says_so(name, puzzle_of):
    puzzle = puzzle_of(name)
    for seed, difficulty in ((7, EASIEST), (8, 4), (9, 7)):
        instance = puzzle.generate(seed, difficulty)
        assert instance.unique
        assert puzzle.count_solutions(instance, 2) == 1


@pytest.mark.parametrize(
    "name", ["countdown", "cryptarithm", "graph_coloring", "kakurasu", "magic_square", "n_queens", "sat", "sokoban"]
)
def test_what_may_have_several_solutions_does_not_say_that_it_has_one(name, puzzle_of):
    assert not any(puzzle_of(name).generate(seed, seed % 11).unique for seed in range(22))


@pytest.mark.parametrize(
    ("name", "asks", "asking"),
    [
        ("euler_path", lambda made: made.circuit, {2, 4, 6, 8, 10}),
        ("hamilton_path", lambda made: made.cycle, {2, 4, 6, 8, 10}),
        ("maze", lambda made: made.shortest, {6, 7, 8, 9, 10}),
        ("river_crossing", lambda made: made.shortest, {6, 7, 8, 9, 10}),
        ("shortest_path", lambda made: made.directed, {3, 6, 8}),
        ("tower_of_hanoi", lambda made: made.optimal, {2, 4, 7, 9, 10}),
        ("water_jugs", lambda made: made.shortest, {7, 8, 9, 10}),
        ("word_ladder", lambda made: made.shortest, {6, 7, 8, 9, 10}),
    ],
)
def test_more_is_asked_for_at_some_difficulties(name, asks, asking, puzzle_of):
    difficulties = range(EASIEST, HARDEST + 1)
    assert {difficulty for difficulty in difficulties if asks(puzzle_of(name).generate(3, difficulty))} == asking


@pytest.mark.parametrize(
    ("name", "is_so", "least", "most"),
    [
        ("calendar", lambda made, puzzle: made.op == "weekday", 23, 43),
        ("calendar", lambda made, puzzle: made.op == "add", 23, 43),
        ("calendar", lambda made, puzzle: made.days < 0, 9, 25),
        ("counting", lambda made, puzzle: made.op == "above", 23, 43),
        ("counting", lambda made, puzzle: made.op == "letter", 23, 43),
        ("minesweeper", lambda made, puzzle: made.ask == "safe", 38, 62),
        ("sat", lambda made, puzzle: puzzle.solution(made) == "UNSAT", 25, 50),
        ("sliding_puzzle", lambda made, puzzle: made.moves == "blank", 38, 62),
        ("zebra", lambda made, puzzle: made.question is not None, 14, 34),
        ("zebra", lambda made, puzzle: made.question is not None and made.question[2] == "House", 4, 14),
    ],
)
def test_the_kinds_of_a_family_come_about_in_their_shares(name, is_so, least, most, puzzle_of):
    puzzle = puzzle_of(name)
    made = (puzzle.generate(seed, 2) for seed in range(100))
    assert least <= sum(is_so(one, puzzle) for one in made) <= most


def test_ladders_are_as_long_as_they_are_told_and_their_words_are_few(puzzle_of):
    puzzle = puzzle_of("word_ladder")
    for difficulty, (steps, others) in enumerate(
        ((2, 4), (2, 8), (3, 10), (3, 14), (3, 12), (4, 16), (4, 20), (5, 24), (6, 30), (7, 36), (8, 44))
    ):
        instance = puzzle.generate(5, difficulty)
        assert puzzle.hardness(instance) == steps
        assert steps + 1 < len(set(instance.words)) == len(instance.words) <= steps + 1 + others


def test_slides_that_take_the_goal_apart_bound_the_way_back(puzzle_of):
    puzzle = puzzle_of("sliding_puzzle")
    for seed, slides in enumerate((3, 4, 7, 6, 9, 12, 15, 18)):
        instance = puzzle.generate(seed, seed)
        assert 0 < len(puzzle.solution(instance)) <= slides
        assert len(puzzle.solution(instance)) % 2 == slides % 2


def test_dates_are_no_further_apart_than_is_told(puzzle_of):
    puzzle = puzzle_of("calendar")
    for difficulty, most in ((0, 7), (3, 60), (6, 1000), (10, 100_000)):
        made = [puzzle.generate(seed, difficulty) for seed in range(60)]
        apart = [puzzle.hardness(one) for one in made if one.op != "weekday"]
        assert most / 2 < max(apart) <= most
        assert min(apart) >= 1


def test_anagrams_are_shown_in_another_order_among_words_that_share_letters(puzzle_of):
    puzzle = puzzle_of("anagram")
    for seed in range(40):
        instance = puzzle.generate(seed, seed % 11)
        fitting = [word for word in instance.words if sorted(word) == sorted(instance.letters)]
        assert fitting
        assert instance.letters not in instance.words
        assert instance.unique == (len(fitting) == 1)
        assert len(instance.words) == len(set(instance.words)) <= 60 + len(fitting)
        assert all(len(set(word) & set(instance.letters)) >= 2 for word in instance.words)


def test_targets_are_no_number_that_is_given_and_can_be_reached(puzzle_of):
    puzzle = puzzle_of("countdown")
    for seed in range(24):
        instance = puzzle.generate(seed, seed % 8)
        assert 10 <= instance.target <= 1000
        assert instance.target not in instance.numbers
        assert puzzle.solution(instance) is not None


@pytest.mark.parametrize(
    ("name", "difficulty"),
    [("hitori", 4), ("light_up", 4), ("skyscraper", 2), ("star_battle", 6), ("tents", 4)],
)
def test_most_small_boards_are_proved_to_have_one_solution_and_say_so(name, difficulty, puzzle_of):
    puzzle = puzzle_of(name)
    made = [puzzle.generate(seed, difficulty) for seed in range(10)]
    assert sum(one.unique for one in made) >= 5
    assert all(puzzle.count_solutions(one, 2) == 1 for one in made if one.unique)


@pytest.mark.parametrize("difficulty", range(11))
def test_nearly_every_kakuro_is_proved_to_have_one_filling_and_says_so(difficulty, puzzle_of):
    puzzle = puzzle_of("kakuro")
    made = [puzzle.generate(seed, difficulty) for seed in range(6)]
    assert sum(one.unique for one in made) >= 4
    for one in made:
        assert ("Give the solution" in puzzle.prompt(one)) == one.unique
        assert puzzle.count_solutions(one, 2) == 1 or not one.unique


def test_every_run_of_a_kakuro_that_is_made_has_two_cells_or_more(puzzle_of):
    for seed in range(22):
        made = puzzle_of("kakuro").generate(seed, seed % 11)
        assert all(2 <= run.length <= 9 for run in (*made.across, *made.down))


def test_texts_are_rewritten_in_no_fewer_steps_than_the_difficulty_wants(puzzle_of):
    puzzle = puzzle_of("string_rewriting")
    for difficulty, fewest in enumerate((2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10)):
        made = [puzzle.generate(seed, difficulty) for seed in range(12)]
        assert min(map(puzzle.hardness, made)) == fewest
        assert all(puzzle.solution(one) != "empty" for one in made)


def test_amounts_are_measured_in_no_fewer_steps_than_the_difficulty_wants(puzzle_of):
    puzzle = puzzle_of("water_jugs")
    for difficulty, fewest in enumerate((2, 4, 4, 6, 6, 4, 5, 5, 6, 7, 4)):
        made = [puzzle.generate(seed, difficulty) for seed in range(8)]
        assert min(map(puzzle.hardness, made)) >= fewest
        assert all(one.target not in one.capacity and one.target < max(one.capacity) for one in made)


@pytest.mark.parametrize(("difficulty", "guesses"), [(0, 0), (2, 0), (4, 0), (6, 0), (7, 8), (8, 8)])
def test_streets_are_found_without_guesses_until_they_are_hard_and_need_every_clue(difficulty, guesses, puzzle_of):
    made = puzzle_of("zebra").generate(difficulty, difficulty)
    clues = made.read_clues()

    def is_found(some):
        return is_one(Street(made.n, len(made.attributes), some).solutions(guesses))

    assert is_found(clues)
    assert not any(is_found(clues[:i] + clues[i + 1 :]) for i in range(len(clues)))


def test_a_game_of_life_changes_and_goes_on(puzzle_of):
    puzzle = puzzle_of("game_of_life")
    rules = set()
    for seed in range(88):
        made = puzzle.generate(seed, seed % 11)
        after = puzzle.read(puzzle.solution(made), made)
        assert after != made.grid
        assert sum(map(sum, after)) >= len(made.grid)
        assert not made.wrap or seed % 11 > 2
        rules.add((made.rule, seed % 11 > 7))
    assert {rule for rule, late in rules if not late} == {"B3/S23"}
    assert {rule for rule, late in rules if late} == {"B3/S23", "B36/S23", "B2/S34", "B3/S12"}

"""The families of puzzles: where each is defined, and what it is.

A family ``name`` is the verifier and the generator ``logic.name``; its module defines a `Puzzle` under the name given
here, and its `PuzzleTasks` under that name with ``Tasks`` behind it.
"""

from __future__ import annotations

from typing import NamedTuple

from rewardry.plugins import Registrar


class Family(NamedTuple):
    """Where a family is: the module beside this one, the puzzle's class, and a summary for ``rewardry list``."""

    module: str
    puzzle: str
    summary: str


GRIDS: dict[str, Family] = {
    "binairo": Family("binairo", "Binairo", "boards of 0 and 1, never three side by side: any completion"),
    "entailment": Family("entailment", "Entailment", "propositional logic: true, false or unknown"),
    "futoshiki": Family("futoshiki", "Futoshiki", "Latin squares with inequalities: any completion"),
    "game_of_life": Family("game_of_life", "GameOfLife", "the board of Conway's game after some steps"),
    "hitori": Family("hitori", "Hitori", "shaded cells until no number stands twice: any shading"),
    "kakurasu": Family("kakurasu", "Kakurasu", "filled cells by sums of their places: any choice"),
    "kakuro": Family("kakuro", "Kakuro", "crosswords of digits by their sums: any filling"),
    "knights_knaves": Family("knights_knaves", "KnightsKnaves", "who tells the truth and who lies"),
    "light_up": Family("light_up", "LightUp", "bulbs that light every cell: any placement"),
    "magic_square": Family("magic_square", "MagicSquare", "squares of one sum: any completion"),
    "minesweeper": Family("minesweeper", "Minesweeper", "the hidden cells that are certainly mines, or safe"),
    "n_queens": Family("n_queens", "NQueens", "queens that do not attack each other: any placement"),
    "nonogram": Family("nonogram", "Nonogram", "pictures by the runs of their lines: any that fits"),
    "skyscraper": Family("skyscraper", "Skyscraper", "Latin squares of towers, by how many are seen: any square"),
    "star_battle": Family("star_battle", "StarBattle", "one star a row, column and region: any placement"),
    "sudoku": Family("sudoku", "Sudoku", "sudoku of 4, 6, 9 or 16: any completion"),
    "syllogism": Family("syllogism", "Syllogism", "what follows from all, no and some: true, false or unknown"),
    "tents": Family("tents", "Tents", "a tent beside each tree, none touching: any placement"),
    "zebra": Family("zebra", "Zebra", "houses and clues: the whole street, or one question"),
}

MOVES = {
    "anagram": Family("anagram", "Anagram", "a word of a list, of exactly the given letters"),
    "calendar": Family("calendar", "Calendar", "weekdays, dates some days away, days between dates"),
    "countdown": Family("countdown", "Countdown", "an expression of given numbers that equals a target; also 24"),
    "counting": Family("counting", "Counting", "letters of a text, numbers of a list"),
    "cryptarithm": Family("cryptarithm", "Cryptarithm", "digits for letters that make a sum true"),
    "dyck": Family("dyck", "Dyck", "the brackets that close a text of open ones"),
    "euler_path": Family("euler_path", "EulerPath", "a walk or closed walk along every edge once"),
    "family_relations": Family("family_relations", "FamilyRelations", "what one person of a family is to another"),
    "graph_coloring": Family("graph_coloring", "GraphColoring", "a proper colouring of a graph's vertices"),
    "hamilton_path": Family("hamilton_path", "HamiltonPath", "a path or cycle through every vertex once"),
    "maze": Family("maze", "Maze", "a walk from the start of a grid to its goal"),
    "river_crossing": Family("river_crossing", "RiverCrossing", "crossings that leave no quarrelling pair alone"),
    "sat": Family("sat", "Sat", "an assignment that satisfies all clauses, or that there is none"),
    "shortest_path": Family("shortest_path", "ShortestPath", "a path of least total weight"),
    "sliding_puzzle": Family("sliding_puzzle", "SlidingPuzzle", "slides that bring a board's tiles in order"),
    "sokoban": Family("sokoban", "Sokoban", "boxes pushed onto goals"),
    "sorting": Family("sorting", "Sorting", "lists of numbers: sorted, turned round, added up"),
    "string_rewriting": Family("string_rewriting", "StringRewriting", "what rules make of a text"),
    "tower_of_hanoi": Family("tower_of_hanoi", "TowerOfHanoi", "legal moves of all disks to another peg"),
    "water_jugs": Family("water_jugs", "WaterJugs", "fill, empty and pour until a jug holds an amount"),
    "word_ladder": Family("word_ladder", "WordLadder", "from a word to another, one letter at a time"),
}

FAMILIES = {**GRIDS, **MOVES}

# Other names under which data sets keep instances of a family.
ALIASES = {"game24": "countdown", "sudoku_multi": "sudoku"}


def register_families(registry: Registrar) -> None:
    """Register each family as a verifier and as a generator."""
    for name, family in FAMILIES.items():
        target = f"rewardry.verifiers.logic.{family.module}:{family.puzzle}"
        registry.verifier(f"logic.{name}", target, family.summary)
        registry.generator(f"logic.{name}", f"{target}Tasks", family.summary)

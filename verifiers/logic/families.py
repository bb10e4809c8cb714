"""The families of puzzles: where each is defined, and what it is.

A family ``name`` is the verifier and the generator ``logic.name``; the module of that name beside this one defines a
`Puzzle` under the name given here, and its `PuzzleTasks` under that name with ``Tasks`` behind it.
"""

from __future__ import annotations

from typing import NamedTuple

from rewardry.plugins import Registrar


class Family(NamedTuple):
    """A family: its puzzle's class, and a summary for ``rewardry list``."""

    puzzle: str
    summary: str


FAMILIES = {
    "anagram": Family("Anagram", "a word of a list, of exactly the given letters"),
    "binairo": Family("Binairo", "boards of 0 and 1, never three side by side: any completion"),
    "calendar": Family("Calendar", "weekdays, dates some days away, days between dates"),
    "countdown": Family("Countdown", "an expression of given numbers that equals a target; also 24"),
    "counting": Family("Counting", "letters of a text, numbers of a list"),
    "cryptarithm": Family("Cryptarithm", "digits for letters that make a sum true"),
    "dyck": Family("Dyck", "the brackets that close a text of open ones"),
    "entailment": Family("Entailment", "propositional logic: true, false or unknown"),
    "euler_path": Family("EulerPath", "a walk or closed walk along every edge once"),
    "family_relations": Family("FamilyRelations", "what one person of a family is to another"),
    "futoshiki": Family("Futoshiki", "Latin squares with inequalities: any completion"),
    "game_of_life": Family("GameOfLife", "the board of Conway's game after some steps"),
    "graph_coloring": Family("GraphColoring", "a proper colouring of a graph's vertices"),
    "hamilton_path": Family("HamiltonPath", "a path or cycle through every vertex once"),
    "hitori": Family("Hitori", "shaded cells until no number stands twice: any shading"),
    "kakurasu": Family("Kakurasu", "filled cells by sums of their places: any choice"),
    "kakuro": Family("Kakuro", "crosswords of digits by their sums: any filling"),
    "knights_knaves": Family("KnightsKnaves", "who tells the truth and who lies"),
    "light_up": Family("LightUp", "bulbs that light every cell: any placement"),
    "magic_square": Family("MagicSquare", "squares of one sum: any completion"),
    "maze": Family("Maze", "a walk from the start of a grid to its goal"),
    "minesweeper": Family("Minesweeper", "the hidden cells that are certainly mines, or safe"),
    "n_queens": Family("NQueens", "queens that do not attack each other: any placement"),
    "nonogram": Family("Nonogram", "pictures by the runs of their lines: any that fits"),
    "river_crossing": Family("RiverCrossing", "crossings that leave no quarrelling pair alone"),
    "sat": Family("Sat", "an assignment that satisfies all clauses, or that there is none"),
    "shortest_path": Family("ShortestPath", "a path of least total weight"),
    "skyscraper": Family("Skyscraper", "Latin squares of towers, by how many are seen: any square"),
    "sliding_puzzle": Family("SlidingPuzzle", "slides that bring a board's tiles in order"),
    "sokoban": Family("Sokoban", "boxes pushed onto goals"),
    "sorting": Family("Sorting", "lists of numbers: sorted, turned round, added up"),
    "star_battle": Family("StarBattle", "one star a row, column and region: any placement"),
    "string_rewriting": Family("StringRewriting", "what rules make of a text"),
    "sudoku": Family("Sudoku", "sudoku of 4, 6, 9 or 16: any completion"),
    "syllogism": Family("Syllogism", "what follows from all, no and some: true, false or unknown"),
    "tents": Family("Tents", "a tent beside each tree, none touching: any placement"),
    "tower_of_hanoi": Family("TowerOfHanoi", "legal moves of all disks to another peg"),
    "water_jugs": Family("WaterJugs", "fill, empty and pour until a jug holds an amount"),
    "word_ladder": Family("WordLadder", "from a word to another, one letter at a time"),
    "zebra": Family("Zebra", "houses and clues: the whole street, or one question"),
}

# Other names under which data sets keep instances of a family.
ALIASES = {"game24": "countdown", "sudoku_multi": "sudoku"}


def register_families(registry: Registrar) -> None:
    """Register each family as a verifier and as a generator."""
    for name, family in FAMILIES.items():
        target = f"rewardry.verifiers.logic.{name}:{family.puzzle}"
        registry.verifier(f"logic.{name}", target, family.summary)
        registry.generator(f"logic.{name}", f"{target}Tasks", family.summary)

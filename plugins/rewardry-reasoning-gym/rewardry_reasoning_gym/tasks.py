"""The tasks of reasoning-gym: what an answer is, and which check of ours judges it.

``composite`` is left out: it mixes the others. Where several answers are right the check accepts each of them.
"""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import NamedTuple

from . import checks
from .checks import Check


class Task(NamedTuple):
    """A task.

    Attributes:
        answer: what an answer is, for lists.
        check: its check, by the name of a function of `checks` or of one of `_configured`.
    """

    answer: str
    check: str


def class_name(task: str) -> str:
    """The name of a task's classes: ``SpellBackward`` for ``spell_backward``."""
    return "".join(part.title() for part in task.split("_"))


_BY_CHECK = {
    ("the text", "text"): "ab acre base_conversion bf caesar_cipher calendar_arithmetic color_cube_rotation "
    "emoji_mystery family_relationships figlet_font letter_jumble mahjong_puzzle needle_haystack sentence_reordering "
    "syllogism tsumego zebra_puzzles",
    ("the text, in its case", "exact"): "spell_backward string_insertion string_manipulation",
    ("the words in order", "words"): "word_sequence_reversal word_sorting",
    ("True or False", "truth"): "course_schedule game_of_life_halting isomorphic_strings ransom_note",
    ("the pattern", "symbols"): "modulo_grid",
    ("the number", "value"): "aiw basic_arithmetic binary_alternation chain_sum circuit_logic count_bits count_primes "
    "decimal_chain_sum dice gcd gsm_symbolic largest_island lcm leg_counting letter_counting maze number_sequence "
    "products rectangle_count rotten_oranges self_reference simple_equations simple_geometry",
    ("the number, to 12 figures", "value_close"): "decimal_arithmetic",
    ("the probability, to four decimals", "value_chance"): "coin_flip",
    ("the number, to a hundredth", "value_hundredth"): "number_format",
    ("the number, to three figures", "three_figures"): "power_function",
    ("the number in base 16", "hexadecimal"): "bitwise_arithmetic",
    ("the fraction in lowest terms", "reduced_fraction"): "fraction_simplification",
    ("the complex number", "complex_number"): "complex_arithmetic",
    ("the angle, length or point", "measure"): "advanced_geometry",
    ("the roots, in any order", "roots"): "polynomial_equations",
    ("the prime factors", "factors"): "prime_factorization",
    ("any expression of the numbers that makes the target", "countdown"): "countdown",
    ("any expression of the numbers that makes 24", "twenty_four"): "puzzle24",
    ("the numbers in order", "numbers"): "list_functions number_filtering number_sorting path_star spiral_matrix "
    "string_splitting string_synthesis",
    ("the grid", "grid"): "arc_1d arc_agi binary_matrix game_of_life manipulate_matrix rearc rotate_matrix",
    ("the grid, to a hundredth", "grid_hundredth"): "pool_matrix",
    ("the grid, with or without its signs", "signed_grid"): "futoshiki",
    ("any grid that keeps the rules", "sudoku"): "mini_sudoku sudoku",
    ("any grid with the weighted sums", "weighted_grid"): "kakurasu",
    ("any grid with the sums", "survo"): "survo",
    ("any board that keeps the rules", "queens"): "n_queens",
    ("the JSON value", "json_value"): "codeio",
    ("the groups, in any order", "groups"): "group_anagrams",
    ("the partitions, in any order", "partitions"): "palindrome_partitioning",
    ("any palindrome of the letters", "palindrome"): "palindrome_generation",
    ("each one's role", "roles"): "knights_knaves",
    ("the duration", "duration"): "time_intervals",
    ("any antiderivative", "antiderivative"): "intermediate_integration simple_integration",
    ("the expanded polynomial", "polynomial"): "polynomial_multiplication",
    ("any path of the fewest moves", "path"): "shortest_path",
    ("any plan that brings every box to its target", "boxnet"): "boxnet",
    ("any assignment that keeps the sum", "cryptarithm"): "cryptarithm",
    ("any proper colouring", "graph_color"): "graph_color",
    ("any moves that measure the target", "jugs"): "jugs",
    ("the fewest moves, or No", "knight_swap"): "knight_swap",
    ("any conclusion that follows and is not trivial", "propositional_logic"): "propositional_logic",
    ("the fewest buttons that open it", "quantum_lock"): "quantum_lock",
    ("any turns that solve the cube", "rubiks_cube"): "rubiks_cube",
    ("any moves that free the car", "rush_hour"): "rush_hour",
    ("any moves that bring every box to a goal", "sokoban"): "sokoban",
    ("any legal moves to the target", "tower_of_hanoi"): "tower_of_hanoi",
    ("any ladder of known words", "word_ladder"): "word_ladder",
}

TASKS: dict[str, Task] = dict(
    sorted((name, Task(answer, check)) for (answer, check), names in _BY_CHECK.items() for name in names.split())
)


def _json_list(item: str) -> str:
    """The pattern of a JSON list of texts that match another; white space is matched in one way alone, and so fast."""
    return rf'\[\s*(?:"{item}"\s*(?:,\s*)?)*\]'


@functools.lru_cache(maxsize=1)
def _configured() -> dict[str, Check]:
    """The checks that have settings."""
    return {
        "value": checks.value(),
        "value_close": checks.value(Fraction(1, 10**10)),
        "value_chance": checks.value(Fraction(1, 10**4)),
        "value_hundredth": checks.value(Fraction(1, 100)),
        "grid": checks.grid(),
        "grid_hundredth": checks.grid(Fraction(1, 100)),
        "countdown": checks.arithmetic("target"),
        "twenty_four": checks.arithmetic(24),
        "boxnet": checks.simulated(r"\[.*\]", checks.object_once),
        "cryptarithm": checks.simulated(r"(?:[A-Z]\s?=\s?\d[\s,]*){1,10}", checks.letters_once),
        "graph_color": checks.simulated(r"\{[\s\d\":,]*\}", checks.object_once),
        "jugs": checks.simulated(_json_list("(?:fill [A-Z]|empty [A-Z]|pour [A-Z]->[A-Z])")),
        "knight_swap": checks.simulated("[Nn]o|" + _json_list(r"[wB],[A-Z]\d,[A-Z]\d")),
        "propositional_logic": checks.simulated(r"[A-Z()\s¬∧∨→↔]{1,400}"),
        "quantum_lock": checks.simulated(r"[A-Ca-c](?:(?:[\s,→]|->)+[A-Ca-c]){0,400}", checks.arrows),
        "rubiks_cube": checks.simulated(r"(?:[UDLRFB]'?2?\s*){1,500}"),
        "rush_hour": checks.simulated(r"(?:[A-Z][+-]\d\s*){1,500}"),
        "sokoban": checks.simulated(r"(?:[UDLR][\s,]*){1,2000}", checks.moves_only),
        "tower_of_hanoi": checks.simulated(r"(?:Move disk \d{1,2} from Peg \d{1,2} to Peg \d{1,2}\s*){1,2000}"),
        "word_ladder": checks.simulated(r"[A-Za-z]{1,12}(?:\s*,\s*[A-Za-z]{1,12}){1,200}"),
    }


def find_check(name: str) -> Check:
    """The check of a task."""
    check = TASKS[name].check
    found: Check = _configured().get(check) or getattr(checks, check)
    return found

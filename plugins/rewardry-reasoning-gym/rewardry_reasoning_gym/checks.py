"""How answers are judged: by rules of ours, or by the task's own simulation of an answer that has a strict form.

A check gets the answer and the entry and returns "" for a right answer, or a reason: ``unreadable`` (it is not of the
task's form, so that nothing of it reaches anybody's code) or ``not-equal``. Negated and hedged answers are of no form.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from rewardry.text.arithmetic import evaluate
from rewardry.text.strict_json import JsonError, load_json

from . import expressions
from .numbers import number, numeral, rows, sequence, strict_sequence

Entry: TypeAlias = Mapping[str, Any]
Check: TypeAlias = Callable[[str, Entry], str]

RIGHT, UNREADABLE, NOT_EQUAL = "", "unreadable", "not-equal"
# What a score of reasoning-gym must reach; its scorers give 1 for a right answer, up to rounding.
THRESHOLD = 0.999


def _said(is_right: bool | None) -> str:
    return UNREADABLE if is_right is None else RIGHT if is_right else NOT_EQUAL


# ---- one text --------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """A text without superfluous white space and the quotes and full stop around it."""
    return " ".join(text.split()).strip("\"'“”").removesuffix(".").strip()


def text(answer: str, entry: Entry) -> str:
    """The expected text, whatever its case."""
    return _said(plain(answer).casefold() == plain(entry["answer"]).casefold())


def exact(answer: str, entry: Entry) -> str:
    """The expected text, in its case."""
    return _said(plain(answer) == plain(entry["answer"]))


def words(answer: str, entry: Entry) -> str:
    """The expected words in order, separated by commas."""
    given, expected = ([plain(word) for word in given.split(",")] for given in (answer, entry["answer"]))
    return _said(given == expected)


def truth(answer: str, entry: Entry) -> str:
    """True or False; yes and no are read as such."""
    known = {"true": "true", "yes": "true", "false": "false", "no": "false"}
    said = known.get(plain(answer).casefold())
    return _said(None if said is None else said == known[plain(entry["answer"]).casefold()])


def symbols(answer: str, entry: Entry) -> str:
    """The expected drawing, line by line; white space within a line does not count."""
    given, expected = (
        ["".join(line.split()) for line in given.strip().splitlines()] for given in (answer, entry["answer"])
    )
    return _said(given == expected)


# ---- numbers ---------------------------------------------------------------------------------------------------------


def value(within: Fraction | int = 0) -> Check:
    """The expected number, or one within so much of it."""

    def check(answer: str, entry: Entry) -> str:
        said, expected = number(answer), number(entry["answer"])
        return _said(None if said is None or expected is None else abs(said - expected) <= within)

    return check


def three_figures(answer: str, entry: Entry) -> str:
    """The expected number, rounded to three significant figures."""
    said, expected = numeral(answer), numeral(entry["answer"])
    return _said(None if said is None or expected is None else _rounded(said) == _rounded(expected))


def _rounded(exact: Fraction) -> str:
    """To three significant figures, whatever the size: a float ends at 1e308."""
    return f"{Decimal(exact.numerator) / exact.denominator:.2e}"


def hexadecimal(answer: str, entry: Entry) -> str:
    """The expected whole number, in base 16."""
    found = re.fullmatch(r"(-?)(?:0[xX])?([0-9a-fA-F]{1,400})", plain(answer))
    return _said(None if found is None else int("".join(found.groups()), 16) == int(entry["answer"], 16))


def reduced_fraction(answer: str, entry: Entry) -> str:
    """The expected fraction in lowest terms; an equal one that is not reduced is wrong."""
    said, expected = (re.findall(r"\d+", given) for given in (answer, entry["answer"]))
    return _said(None if number(answer) is None else number(answer) == number(entry["answer"]) and said == expected)


def complex_number(answer: str, entry: Entry) -> str:
    """The expected complex number, as ``a + bi``."""
    said, expected = _complex(answer), _complex(entry["answer"])
    return _said(None if said is None else said == expected)


def _complex(given: str) -> tuple[Fraction, Fraction] | None:
    bare = re.sub(r"\s", "", given).replace("−", "-").strip("()")
    found = re.fullmatch(r"(?P<real>[+-]?[\d.]+)(?P<imaginary>[+-][\d.]*[ij])?|(?P<only>[+-]?[\d.]*[ij])", bare)
    if found is None:
        return None
    imaginary = (found["imaginary"] or found["only"] or "0i")[:-1]
    parts = numeral(found["real"] or "0"), numeral(f"{imaginary}1" if imaginary in ("", "+", "-") else imaginary)
    return None if parts[0] is None or parts[1] is None else (parts[0], parts[1])


def measure(answer: str, entry: Entry) -> str:
    """An angle in degrees, a length, or a point, to the decimals that the task asks for."""
    given, expected = (
        re.sub(r"\s*(?:°|degrees?|\^\\circ)\s*$", "", part.strip()) for part in (answer, entry["answer"])
    )
    said, known = sequence(given), sequence(expected)
    if said is None or known is None:
        return UNREADABLE
    tolerance = Fraction(1, 100) if "°" in entry["answer"] else Fraction(1, 1000)
    return _said(len(said) == len(known) and all(abs(a - b) <= tolerance for a, b in zip(said, known, strict=True)))


def roots(answer: str, entry: Entry) -> str:
    """The expected numbers in any order, to four decimals; an empty answer where there is none."""
    said, expected = sequence(answer), sequence(entry["answer"])
    if said is None or expected is None:
        return UNREADABLE
    pairs = zip(sorted(said), sorted(expected), strict=False)
    return _said(len(said) == len(expected) and all(abs(a - b) <= Fraction(2, 10_000) for a, b in pairs))


def factors(answer: str, entry: Entry) -> str:
    """The prime factors, in any order."""
    said = strict_sequence(re.sub(r"[×*·x⋅]|\\times|\\cdot", ",", answer), r"\d{1,12}")
    return _said(None if said is None else Counter(map(int, said)) == Counter(entry["metadata"]["factors"]))


_ARITHMETIC = re.compile(r"(?:[-+*/()\d\s×÷·−–{}]|\\(?:times|div|cdot|left|right|frac))+")


def arithmetic(target: str | int) -> Check:
    """An expression of exactly the given numbers whose value is the target: a number, or a field of the metadata."""

    def check(answer: str, entry: Entry) -> str:
        bare = answer.strip().removesuffix(".")
        if re.search(r"\d{13}", bare) or not _ARITHMETIC.fullmatch(bare):
            return UNREADABLE
        reached = None if "**" in bare or "//" in bare else evaluate(bare)
        wanted = target if isinstance(target, int) else entry["metadata"][target]
        same = Counter(map(int, re.findall(r"\d+", bare))) == Counter(entry["metadata"]["numbers"])
        return _said(None if reached is None else same and reached == wanted)

    return check


# ---- lists and grids -------------------------------------------------------------------------------------------------


def numbers(answer: str, entry: Entry) -> str:
    """The expected numbers in order."""
    said = sequence(answer)
    return _said(None if said is None else said == sequence(entry["answer"]))


def grid(within: Fraction | int = 0) -> Check:
    """The expected grid of numbers, each within so much of the expected one."""

    def check(answer: str, entry: Entry) -> str:
        said, expected = rows(answer), rows(entry["answer"])
        if said is None or expected is None:
            return UNREADABLE
        if [len(row) for row in said] != [len(row) for row in expected]:
            return NOT_EQUAL
        pairs = zip((x for row in said for x in row), (x for row in expected for x in row), strict=True)
        return _said(all(abs(a - b) <= within for a, b in pairs))

    return check


def signed_grid(answer: str, entry: Entry) -> str:
    """The digits of a futoshiki, with or without the signs between them."""
    lines = [re.sub(r"[<>∧∨^v\s|]", " ", line) for line in answer.splitlines()]
    said = rows("\n".join(line for line in lines if line.strip()))
    solution = [[Fraction(digit) for digit in row] for row in entry["metadata"]["solution"]]
    return _said(None if said is None else said == solution)


def sudoku(answer: str, entry: Entry) -> str:
    """Any grid that keeps the givens and holds each digit once in each row, column and box."""
    said, puzzle = rows(answer), entry["metadata"]["puzzle"]
    if said is None:
        return UNREADABLE
    size = len(puzzle)
    if len(said) != size or any(len(row) != size for row in said):
        return NOT_EQUAL
    side = int(size**0.5)
    digits = {Fraction(digit) for digit in range(1, size + 1)}
    lines = [*said, *zip(*said, strict=True)]
    boxes = [
        [said[r + i][c + j] for i in range(side) for j in range(side)]
        for r in range(0, size, side)
        for c in range(0, size, side)
    ]
    kept = all(
        not given or given == cell
        for row, cells in zip(puzzle, said, strict=True)
        for given, cell in zip(row, cells, strict=True)
    )
    return _said(kept and all(set(line) == digits for line in [*lines, *boxes]))


def weighted_grid(answer: str, entry: Entry) -> str:
    """Any grid of 0 and 1 with the weighted sums of a kakurasu."""
    said, rules = rows(answer), entry["metadata"]
    if said is None:
        return UNREADABLE
    if [len(row) for row in said] != [rules["n_cols"]] * rules["n_rows"] or any(
        x not in (0, 1) for row in said for x in row
    ):
        return NOT_EQUAL
    across = [sum(place * x for place, x in enumerate(row, start=1)) for row in said]
    down = [sum(place * x for place, x in enumerate(row, start=1)) for row in zip(*said, strict=True)]
    return _said(across == rules["row_sums"] and down == rules["col_sums"])


def survo(answer: str, entry: Entry) -> str:
    """Any grid that keeps the givens, uses each candidate once, and whose last row and column are the sums."""
    said, rules = rows(answer), entry["metadata"]
    puzzle = rules["puzzle"]
    if said is None:
        return UNREADABLE
    if [len(row) for row in said] != [len(row) for row in puzzle]:
        return NOT_EQUAL
    cells = [(given, x) for row, found in zip(puzzle, said, strict=True) for given, x in zip(row, found, strict=True)]
    filled = Counter(x for given, x in cells if not given)
    sums = all(sum(line[:-1]) == line[-1] for line in [*said, *zip(*said, strict=True)])
    kept = all(given == x for given, x in cells if given)
    return _said(sums and kept and filled == Counter(map(Fraction, rules["candidate_numbers"])))


def queens(answer: str, entry: Entry) -> str:
    """One of the boards that keep the given queens; cells are ``Q`` and ``_``, with or without spaces."""
    lines = [re.sub(r"[\s,\[\]'\"]", "", line).replace(".", "_") for line in answer.strip().splitlines()]
    board = [line for line in lines if line]
    if not board or any(set(line) - set("Q_") for line in board):
        return UNREADABLE
    return _said("\n".join(" ".join(line) for line in board) in entry["metadata"]["valid_answers"])


# ---- objects ---------------------------------------------------------------------------------------------------------


def json_value(answer: str, entry: Entry) -> str:
    """The expected JSON; numbers to nine significant digits."""
    try:
        return _said(_same(load_json(answer), load_json(entry["answer"])))
    except JsonError:
        return RIGHT if answer.strip() == entry["answer"].strip() else UNREADABLE


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, bool) or isinstance(b, bool) or (not isinstance(a, type(b)) and not _both(a, b, (int, float))):
        return a is b
    if isinstance(a, Mapping):
        return a.keys() == b.keys() and all(_same(part, b[key]) for key, part in a.items())
    if isinstance(a, list):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, (int, float)):
        one, other = Fraction(a), Fraction(b)  # of a size at which floats end, too
        return abs(one - other) * 10**9 <= max(abs(one), abs(other))
    return bool(a == b)


def _both(a: Any, b: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(a, kinds) and isinstance(b, kinds)


def groups(answer: str, entry: Entry) -> str:
    """The expected lists of words; neither their order nor the words' counts."""
    said, expected = _lists(answer), _lists(entry["answer"])
    if said is None or expected is None:
        return UNREADABLE
    return _said(Counter(tuple(sorted(part)) for part in said) == Counter(tuple(sorted(part)) for part in expected))


def partitions(answer: str, entry: Entry) -> str:
    """The expected lists of words, in any order; within a list the order counts."""
    said, expected = _lists(answer), _lists(entry["answer"])
    if said is None or expected is None:
        return UNREADABLE
    return _said(Counter(map(tuple, said)) == Counter(map(tuple, expected)))


def _lists(given: str) -> list[list[str]] | None:
    try:
        found = load_json(given)
    except JsonError:
        return None
    is_lists = isinstance(found, list) and all(isinstance(part, list) for part in found)
    return found if is_lists and all(isinstance(word, str) for part in found for word in part) else None


def palindrome(answer: str, entry: Entry) -> str:
    """Any palindrome of exactly the given letters."""
    said = plain(answer)
    return _said(said == said[::-1] and Counter(said) == Counter(entry["metadata"]["letters"]))


def roles(answer: str, entry: Entry) -> str:
    """The expected role of each name, whatever the order: ``Zoey is a knight, and Oliver is a knave.``."""
    said, expected = _roles(answer), _roles(entry["answer"])
    return _said(None if said is None else said == expected)


_ROLE = re.compile(r"\s*(?:and\s+)?(?P<name>\w+)\s*(?:is|:)\s*(?:an?\s+)?(?P<role>\w+)\s*", re.IGNORECASE)


def _roles(given: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]|(?<=\w)\s+and\s+(?=\w)", given.strip().rstrip(".")):
        said = _ROLE.fullmatch(part) if part.strip() else None
        if part.strip() and (
            said is None or found.setdefault(said["name"].lower(), said["role"].lower()) != said["role"].lower()
        ):
            return None
    return found or None


def duration(answer: str, entry: Entry) -> str:
    """The expected duration: days, and hours, minutes and seconds."""
    said, expected = _duration(answer), _duration(entry["answer"])
    return _said(None if said is None else said == expected)


_DURATION = re.compile(
    r"(?:(?P<days>\d{1,6}) days?)?,?\s*(?:(?P<hours>\d{1,3}):(?P<minutes>\d{2})(?::(?P<seconds>\d{2}(?:\.\d{1,6})?))?)?"
)


def _duration(given: str) -> Fraction | None:
    bare = plain(given)
    found = _DURATION.fullmatch(bare) if re.search(r"\d", bare) else None
    if found is None:
        return Fraction(int(bare) * 86_400) if re.fullmatch(r"\d{1,6}", bare) else None
    hours = [Fraction(found[name] or 0) for name in ("days", "hours", "minutes", "seconds")]
    return ((hours[0] * 24 + hours[1]) * 60 + hours[2]) * 60 + hours[3]


# ---- expressions -----------------------------------------------------------------------------------------------------


def antiderivative(answer: str, entry: Entry) -> str:
    """Any function whose derivative is the integrand."""
    rules = entry["metadata"]
    return _said(expressions.is_antiderivative(answer, rules["integrand"], rules["variable"]))


def polynomial(answer: str, entry: Entry) -> str:
    """The expanded product in any order; a product that is not multiplied out is no answer."""
    if "(" in answer:
        return UNREADABLE
    return _said(expressions.is_equal(answer, entry["answer"], "".join(entry["metadata"]["variables"])))


# ---- simulated by the task itself, once the answer has the task's form -----------------------------------------------


def simulated(form: str, canonical: Callable[[str], str | None] | None = None) -> Check:
    """What reasoning-gym's own scorer pays in full, of answers that match a form as a whole.

    Args:
        form: a pattern of ours that the whole answer must match.
        canonical: turns what matched into the form that the scorer reads; None refuses it.
    """
    pattern = re.compile(form)

    def check(answer: str, entry: Entry) -> str:
        bare = answer.strip()
        ready = bare if canonical is None else canonical(bare)
        if not pattern.fullmatch(bare) or ready is None:
            return UNREADABLE
        return _said(score(ready, entry) >= THRESHOLD)

    return check


def score(answer: str, entry: Entry) -> float:
    """What the task's own scorer gives an answer, from 0 to 1."""
    rules = entry["metadata"]
    length = rules["word_length"] if rules["source_dataset"] == "word_ladder" else None
    return float(_task(rules["source_dataset"], length).score_answer(answer, entry))


@functools.lru_cache(maxsize=128)
def _task(name: str, word_length: int | None) -> Any:
    """A task to score with; the words of a ladder are known to a task of that length only."""
    import reasoning_gym

    lengths = {} if word_length is None else {"min_word_length": word_length, "max_word_length": word_length}
    return reasoning_gym.create_dataset(name, seed=0, size=1, **lengths)


def object_once(given: str) -> str | None:
    """JSON of one meaning, written anew: a key that stands twice is refused."""
    try:
        return json.dumps(load_json(given))
    except JsonError:
        return None


def letters_once(given: str) -> str | None:
    """Assignments of letters, each letter once."""
    found = re.findall(r"([A-Z])\s?=\s?(\d)", given)
    return ",".join("=".join(pair) for pair in found) if len(dict(found)) == len(found) else None


def arrows(given: str) -> str | None:
    """Buttons or moves separated by arrows, commas or spaces."""
    return " → ".join(re.findall(r"[A-Za-z]", given.upper()))


def moves_only(given: str) -> str | None:
    """Moves without what stands between them."""
    return re.sub(r"[\s,]", "", given).upper()


def path(answer: str, entry: Entry) -> str:
    """A path of the fewest moves, or ``infeasible``."""
    if plain(answer).lower() == "infeasible":
        return _said(entry["answer"] == "infeasible")
    moves = strict_sequence(answer.lower().strip("[]"), r"up|down|left|right|'(?:up|down|left|right)'")
    if moves is None or entry["answer"] == "infeasible":
        return UNREADABLE if moves is None else NOT_EQUAL
    return _said(score(" ".join(move.strip("'") for move in moves), entry) >= THRESHOLD)

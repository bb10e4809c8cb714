"""Satisfiability: an assignment that makes every clause true, or that there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from rewardry.component import UnreadableReferenceError
from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.assignments import Reading, parse_assignment
from rewardry.text.signs import plain_signs
from rewardry.text.strict_json import JsonError, load_json

from .sat_search import count_assignments, find_assignment
from .search_limits import SearchLimitError

# The variables that are true or false; None says that no assignment satisfies the formula.
Assignment: TypeAlias = dict[int, bool]


class SatInstance(Instance):
    """A formula in conjunctive normal form.

    Attributes:
        n: how many variables, x1 to xn; at most 200.
        clauses: each a disjunction of literals: ``k`` says xk, ``-k`` its negation. At most 2000.
    """

    puzzle: Literal["sat"] = "sat"
    n: Annotated[int, Field(ge=1, le=200)]
    clauses: tuple[Annotated[tuple[int, ...], Field(max_length=200)], ...] = Field(max_length=2000)

    @model_validator(mode="after")
    def _has_variables(self) -> SatInstance:
        for clause in self.clauses:
            if any(literal == 0 or abs(literal) > self.n for literal in clause):
                raise ValueError(f"a clause has a literal that is none of x1 to x{self.n}")
        return self


class Sat(Puzzle):
    """Any satisfying assignment of all variables, or ``UNSAT`` of a formula that has none.

    That a formula has none is worked out for each claim; a claim about a formula that is too hard is undecided.
    """

    family = "sat"
    instance_type = SatInstance

    def generate(self, seed: int, difficulty: int = 5) -> SatInstance:
        """Random clauses; from difficulty 2 on as many that a third of the formulas or more cannot be satisfied."""
        dice = chance(self.family, seed, difficulty)
        n, width, ratio = _LEVELS[difficulty]
        clauses = []
        for _ in range(round(n * ratio)):
            variables = dice.sample(range(1, n + 1), min(width, n))
            clauses.append(tuple(variable * dice.choice((1, -1)) for variable in variables))
        return SatInstance(n=n, clauses=tuple(clauses))

    def prompt(self, instance: SatInstance) -> str:
        """The clauses and the form of an assignment."""
        clauses = [list(clause) for clause in instance.clauses]
        return (
            f"Find an assignment of x1..x{instance.n} that satisfies all clauses (a clause is a disjunction, -k means "
            f"not xk): {clauses}. Give every variable, such as x1=True, x2=False. If none exists answer UNSAT. "
            "Put it in <answer></answer>."
        )

    def read(self, answer: str, instance: SatInstance) -> Assignment | None:
        """The assignment, or None where the answer says that there is none."""
        plain = plain_signs(answer).strip()
        if _UNSATISFIABLE.fullmatch(plain):
            return None
        if claim := _SATISFIABLE.match(plain):
            plain = plain[claim.end() :]
        literals = _literals(plain, instance.n)
        if literals is not None and len(literals) == instance.n:
            return literals
        return _bits(plain, instance.n) or literals or _pairs(plain, instance.n)

    def judge(self, answer: Assignment | None, instance: SatInstance) -> Finding:
        """Whether every clause is true; whether there is no assignment where that is said."""
        if answer is None:
            try:
                found = find_assignment(instance.n, instance.clauses)
            except SearchLimitError:
                raise UnreadableReferenceError("the formula is too hard to tell whether it is unsatisfiable") from None
            return VALID if found is None else Finding("wrong-value", "the formula is satisfiable")
        missing = [variable for variable in range(1, instance.n + 1) if variable not in answer]
        if missing:
            return Finding("incomplete", f"x{missing[0]} has no value")
        broken = [c for c in instance.clauses if not any(answer[abs(literal)] == (literal > 0) for literal in c)]
        if broken:
            kept = 1 - len(broken) / len(instance.clauses)
            return Finding("broken-rule", f"the clause {list(broken[0])} is false", kept)
        return VALID

    def solution(self, instance: SatInstance) -> str:
        """A satisfying assignment, or ``UNSAT``."""
        found = find_assignment(instance.n, instance.clauses)
        return "UNSAT" if found is None else ", ".join(f"x{variable}={found[variable]}" for variable in sorted(found))

    def count_solutions(self, instance: SatInstance, limit: int = 2) -> int:
        """How many assignments satisfy the formula, up to `limit`; 1, ``UNSAT``, where none does."""
        return count_assignments(instance.n, instance.clauses, limit) or 1

    def hardness(self, instance: SatInstance) -> float:
        """How many clauses there are for each variable."""
        return round(len(instance.clauses) / instance.n, 3)

    def surface_forms(self, instance: SatInstance) -> Sequence[str]:
        """Words, digits, JSON, the literals of DIMACS; or that there is none, in other words."""
        found = find_assignment(instance.n, instance.clauses)
        if found is None:
            return ("UNSAT", "unsatisfiable", "The formula is UNSAT.", "The formula is unsatisfiable", "**UNSAT**")
        items = sorted(found.items())
        literals = " ".join(str(variable if value else -variable) for variable, value in items)
        return (
            self.solution(instance),
            ", ".join(f"x{variable} = {int(value)}" for variable, value in items),
            "\n".join(f"- x_{variable}: {'T' if value else 'F'}" for variable, value in items),
            "{" + ", ".join(f'"x{variable}": {str(value).lower()}' for variable, value in items) + "}",
            literals,
            f"s SATISFIABLE\nv {literals} 0",
            "[" + ", ".join(str(value).lower() for _, value in items) + "]",
        )

    def near_misses(self, instance: SatInstance) -> Sequence[str]:
        """A clause broken, a variable twice or not at all, a claim, both claims."""
        found = find_assignment(instance.n, instance.clauses)
        if found is None:
            every = ", ".join(f"x{variable}=True" for variable in range(1, instance.n + 1))
            return (every, "SAT", "not UNSAT", "SAT or UNSAT", "UNSAT, SAT")
        text = self.solution(instance)
        clause = next((clause for clause in instance.clauses if clause), ())
        spoiled = {**found, **{abs(literal): literal < 0 for literal in clause}}
        return (
            ", ".join(f"x{variable}={value}" for variable, value in sorted(spoiled.items())) if clause else "none",
            f"{text}, x1={not found[1]}",
            ", ".join(text.split(", ")[:-1]) or "none",
            "SAT",
            "UNSAT",
            f"{text} or UNSAT",
            f"not {text}",
        )


class SatTasks(PuzzleTasks):
    """Random formulas from 3 variables to 16, some of which cannot be satisfied: few of the easiest, then many."""

    puzzle = Sat


# Variables, literals of a clause, clauses of a variable.
_LEVELS = (
    (3, 2, 1.7), (4, 2, 1.5), (4, 3, 5.0), (5, 3, 5.0), (6, 3, 5.0), (8, 3, 4.8),
    (9, 3, 4.7), (10, 3, 4.6), (12, 3, 4.5), (14, 3, 4.4), (16, 3, 4.4),
)  # fmt: skip

_UNSATISFIABLE = re.compile(
    r"\W*(?:s\s+)?(?:(?:the|this|that)\s+)?(?:(?:formula|instance|problem|cnf|set of clauses)\s+)?(?:is\s+)?"
    r"(?:unsat(?:isfiable)?|not\s+satisfiable|has\s+no\s+(?:solutions?|satisfying\s+assignments?)"
    r"|(?:there\s+is\s+)?no\s+(?:solution|satisfying\s+assignment)(?:\s+exists)?|不可满足|无解)[\s.!*\"'`]*",
    re.IGNORECASE,
)
_SATISFIABLE = re.compile(
    r"(?:s\s+)?(?:(?:the|this)\s+formula\s+is\s+)?sat(?:isfiable)?\b\s*(?:[:;,.]|with\b|by\b)?\s*", re.IGNORECASE
)
_TRUE_AND_FALSE: dict[object, bool] = {
    **dict.fromkeys(("true", "t", "1", "yes", "⊤", "真"), True),
    **dict.fromkeys(("false", "f", "0", "no", "⊥", "假"), False),
}
_VARIABLE = re.compile(r"(?:variable\s*)?x?_?\{?(\d{1,3})\}?")
_LITERALS = re.compile(
    r"(?:v\s+)?(?P<literals>(?:(?:-|¬|!|~|not\s+)?\s*(?:x_?)?\d{1,3}(?:\s*[,∧&]\s*|\s+|$))+)", re.IGNORECASE
)
_LITERAL = re.compile(r"(?P<not>-|¬|!|~|not\s)?\s*(?:x_?)?(?P<variable>\d{1,3})", re.IGNORECASE)


def _literals(plain: str, n: int) -> Assignment | None:
    """What the literals of DIMACS say, ``-1 2 -3``; None where the text is no list of them."""
    inside = plain[1:-1] if plain.startswith("[") and plain.endswith("]") else plain
    found = _LITERALS.fullmatch(" ".join(inside.split()))
    if found is None:
        return None
    literals = [(literal["variable"], literal["not"] is None) for literal in _LITERAL.finditer(found["literals"])]
    if literals and literals[-1] == ("0", True):
        literals.pop()
    assignment: Assignment = {}
    for variable, value in ((int(variable), value) for variable, value in literals):
        if not 1 <= variable <= n:
            return None  # digits of truth, perhaps
        if variable in assignment:
            return None
        assignment[variable] = value
    return assignment


_AS_JSON = re.compile(r"\b(?:True|False)\b")  # as Python writes them


def _bits(plain: str, n: int) -> Assignment | None:
    """What a list of as many truth values as there are variables says; None where the text is no such list."""
    if plain.startswith("["):
        try:
            values = load_json(_AS_JSON.sub(lambda word: word[0].lower(), plain))
        except JsonError:
            return None
        if not isinstance(values, list) or not all(isinstance(value, (bool, int)) for value in values):
            return None
    elif re.fullmatch(r"[01]+", plain):
        values = list(plain)
    else:
        inside = plain[1:-1] if plain[:1] == "(" and plain[-1:] == ")" else plain
        values = inside.replace(",", " ").split()
    said = [_truth(value) for value in values]
    if len(said) != n or None in said:
        return None
    return {variable: bool(value) for variable, value in enumerate(said, 1)}


def _pairs(plain: str, n: int) -> Assignment:
    def variable(said: object) -> int | None:
        found = _VARIABLE.fullmatch(said) if isinstance(said, str) else None
        return int(found[1]) if found and 1 <= int(found[1]) <= n else None

    assignment = parse_assignment(plain, Reading(variable, _truth))
    if not assignment:
        raise UnreadableAnswerError("unreadable", "no assignment")
    return assignment


_TWICE = re.compile(r"(?P<one>\w{1,5})\s*\((?P<other>\w{1,5})\)")  # False (0)


def _truth(said: object) -> bool | None:
    """The truth value that a word, a digit or a JSON value names."""
    if isinstance(said, bool):
        return said
    twice = _TWICE.fullmatch(said) if isinstance(said, str) else None
    if twice is not None:
        one, other = _truth(twice["one"]), _truth(twice["other"])
        return one if one == other else None
    return _TRUE_AND_FALSE.get(said.casefold() if isinstance(said, str) else str(said))

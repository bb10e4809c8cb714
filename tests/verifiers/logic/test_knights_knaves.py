"""Knights and knaves against every choice of roles, each statement worked out anew."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.knights_knaves import KnightsKnavesInstance

NAMES = ("Al", "Alice", "Bo", "Cy")


def statements(people):
    atom = st.tuples(st.sampled_from(["telling-truth", "lying"]), st.integers(0, people - 1))
    return st.recursive(
        atom,
        lambda part: st.one_of(
            st.tuples(st.just("not"), part),
            st.tuples(st.sampled_from(["and", "or"]), part, part, part),
            st.tuples(st.sampled_from(["and", "or", "->", "<=>"]), part, part),
        ),
        max_leaves=5,
    )


def holds(said, roles):
    match said:
        case ("telling-truth", i):
            return roles[i]
        case ("lying", i):
            return not roles[i]
        case ("not", part):
            return not holds(part, roles)
        case ("and", *parts):
            return not any(not holds(part, roles) for part in parts)
        case ("or", *parts):
            return bool([part for part in parts if holds(part, roles)])
        case ("->", a, b):
            return holds(b, roles) or not holds(a, roles)
        case ("<=>", a, b):
            return holds(a, roles) is holds(b, roles)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_exactly_the_consistent_roles_are_right(puzzle_of, data):
    people = data.draw(st.integers(2, 4))
    said = tuple(data.draw(statements(people)) for _ in range(people))
    instance = KnightsKnavesInstance(names=NAMES[:people], statements=said)
    puzzle = puzzle_of("knights_knaves")
    count = 0
    for roles in itertools.product([False, True], repeat=people):
        valid = all(holds(one, roles) == role for one, role in zip(said, roles, strict=True))
        count += valid
        words = ["knight" if role else "knave" for role in roles]
        text = json.dumps(dict(zip(instance.names, words, strict=True)))
        assert (puzzle.check(text, instance, "").status == "correct") == valid
    assert puzzle.count_solutions(instance, 100) == count
    assert (puzzle.solution(instance) is None) == (count == 0)


TWO = KnightsKnavesInstance(names=("Al", "Alice"), statements=(("and", ("lying", 0), ("lying", 1)), ("lying", 0)))


@pytest.mark.parametrize(
    "answer",
    [
        "Al is a knave and Alice is a knight.",
        "Alice: Knight\nAl: Knave",
        "Knights: Alice\nKnaves: Al",
        "- **Al** -> knave\n- **Alice** -> knight",
        "AL = KNAVE, ALICE = KNIGHT",
        '[["Al", "knave"], ["Alice", "knight"]]',
        "Al：knave；Alice：knight",
        "Al is the liar, Alice is the truth-teller",
    ],
)
def test_roles_are_read_in_every_form(puzzle_of, is_right, answer):
    assert is_right(puzzle_of("knights_knaves"), TWO, answer)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Al is a knave", "incomplete"),
        ("Al is a knave, Al is a knave, Alice is a knight, Alice is a knave", "ambiguous"),
        ("Al is a knave, Ali is a knight", "unreadable"),
        ("Al is not a knight, Alice is a knight", "unreadable"),
        ("Al is a knight, Alice is a knave", "broken-rule"),
        ("If Al is a knave, Alice is a knight", "unreadable"),
        ("knave, knight", "unreadable"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    verdict = verdict_of(puzzle_of("knights_knaves"), TWO, answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (["lying", 7], "no name"),
        (["xor", ["lying", 0], ["lying", 1]], "no statement"),
        (["lying", True], "number of a person"),
        (["not"], "no statement"),
        ("Al lies", "no statement"),
    ],
)
def test_a_reference_with_another_statement_is_undecided(puzzle_of, verdict_of, statement, why):
    reference = {"puzzle": "knights_knaves", "names": ["Al", "Bo"], "statements": [["lying", 0], statement]}
    verdict = verdict_of(puzzle_of("knights_knaves"), reference, "Al is a knave, Bo is a knave")
    assert verdict.status == "abstain"
    assert why in verdict.details["why"]


def test_a_nested_statement_costs_no_recursion(puzzle_of, verdict_of):
    statement = ["lying", 0]
    for _ in range(500):
        statement = ["not", statement]
    reference = {"puzzle": "knights_knaves", "names": ["Al"], "statements": [statement]}
    assert verdict_of(puzzle_of("knights_knaves"), reference, "Al is a knave").status == "abstain"

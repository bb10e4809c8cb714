"""Gates: what can be written, what a mistake is told, and when a gate is open."""

import copy
import operator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.gates import Clause, Gate, can_be_named, parse_gate
from rewardry.types import Score, Verdict

SIGNS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
CORRECT = Score(1.0, verdict=Verdict("correct"))
INCORRECT = Score(0.0, verdict=Verdict("incorrect"))
UNDECIDED = Score(None, "abstain")


@pytest.mark.parametrize("text", ["a == correct", "a==correct", "  a  ==  correct  ", "a ==correct", "a\t==\ncorrect"])
def test_white_space_around_a_sign_is_free(text):
    assert parse_gate(text) == Gate((Clause("a", "==", "correct"),))


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_compares_numbers(sign):
    assert parse_gate(f"a {sign} 0.5") == Gate((Clause("a", sign, 0.5),))


@pytest.mark.parametrize(("text", "value"), [("1", 1.0), ("-0.5", -0.5), ("1e-3", 0.001), (".5", 0.5), ("+2", 2.0)])
def test_numbers_are_read_as_floats(text, value):
    [clause] = parse_gate(f"a >= {text}").clauses
    assert clause.value == value
    assert isinstance(clause.value, float)


@pytest.mark.parametrize(
    "name", ["format.think_answer", "chess/legal_move", "tag-count", "größe", "and", "correct", "5"]
)
def test_names_are_any_text_without_blanks_and_signs(name):
    assert can_be_named(name)
    assert parse_gate(f"{name} == 1").names == {name}


@pytest.mark.parametrize("name", ["", "two words", "a=b", "a<b", "a>b", "wow!", "tab\tbed", "new\nline"])
def test_names_with_blanks_or_signs_cannot_be_named(name):
    assert not can_be_named(name)


def test_clauses_are_joined_by_and():
    gate = parse_gate("a == correct and b >= 1 and a < 2")
    assert gate.clauses == (Clause("a", "==", "correct"), Clause("b", ">=", 1.0), Clause("a", "<", 2.0))
    assert gate.names == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "''"),
        ("accuracy", "'accuracy'"),
        ("a = 1", "'a = 1'"),
        ("a == ", "'a =='"),
        ("== 1", "'== 1'"),
        ("a == 1 b == 2", "'a == 1 b == 2'"),
        ("a == 1 and", "'a == 1 and'"),
        ("a == 1 and and b == 2", "'and b == 2'"),
        ("a == correct or b == correct", "'a == correct or b == correct'"),
        ("a == 1 AND b == 2", "'a == 1 AND b == 2'"),
        ("not a == 1", "'not a == 1'"),
    ],
)
def test_what_is_no_comparison_is_quoted_with_an_example(text, part):
    with pytest.raises(ValueError, match="is no comparison") as raised:
        parse_gate(text)
    assert str(raised.value) == (
        f"{part} is no comparison; write NAME OP VALUE, for example `accuracy == correct`, and join several with `and`"
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Correct", "'Correct' is neither a number nor a status to ask for. Did you mean 'correct'?"),
        ("incorect", "'incorect' is neither a number nor a status to ask for. Did you mean 'incorrect'?"),
        ("abstain", "'abstain' is neither a number nor a status to ask for. Known: correct, incorrect."),
        ("=1", "'=1' is neither a number nor a status to ask for. Known: correct, incorrect."),
        ("nan", "'nan' is no finite number"),
        ("-inf", "'-inf' is no finite number"),
        ("1e999", "'1e999' is no finite number"),
    ],
)
def test_a_value_is_a_finite_number_or_a_status(value, message):
    with pytest.raises(ValueError, match="number") as raised:
        parse_gate(f"a == {value}")
    assert str(raised.value) == message


@pytest.mark.parametrize("sign", ["<", ">", "<=", ">="])
def test_a_status_has_no_order(sign):
    with pytest.raises(ValueError, match=f"a status is compared with == or !=, not with {sign}"):
        parse_gate(f"a {sign} correct")


@pytest.mark.parametrize(
    ("text", "score", "state"),
    [
        ("a == correct", CORRECT, True),
        ("a == correct", INCORRECT, False),
        ("a != correct", INCORRECT, True),
        ("a == incorrect", INCORRECT, True),
        ("a >= 1", CORRECT, True),
        ("a > 1", CORRECT, False),
        ("a == 1", Score(1.0), True),
        ("a == correct", Score(1.0), False),
        ("a == correct", UNDECIDED, None),
        ("a != correct", UNDECIDED, None),
        ("a <= 1", Score(None, "timeout"), None),
        ("a <= 1", Score(None, "error"), None),
    ],
)
def test_a_gate_is_open_closed_or_undecided(text, score, state):
    assert parse_gate(text).is_open({"a": score}) is state


def test_one_undecided_subject_leaves_a_gate_undecided_even_where_another_closes_it():
    gate = parse_gate("a == correct and b == correct")
    assert gate.is_open({"a": INCORRECT, "b": UNDECIDED}) is None
    assert gate.is_open({"a": UNDECIDED, "b": INCORRECT}) is None


def test_all_clauses_must_hold():
    gate = parse_gate("a == correct and b >= 0.5")
    assert gate.is_open({"a": CORRECT, "b": Score(0.5)}) is True
    assert gate.is_open({"a": CORRECT, "b": Score(0.4)}) is False
    assert gate.is_open({"a": INCORRECT, "b": Score(0.5)}) is False


@given(
    sign=st.sampled_from(sorted(SIGNS)),
    bound=st.floats(allow_nan=False, allow_infinity=False),
    value=st.floats(allow_nan=False, allow_infinity=False),
)
@settings(deadline=None, max_examples=200)
def test_numbers_compare_as_in_python(sign, bound, value):
    assert parse_gate(f"a {sign} {bound!r}").is_open({"a": Score(value)}) is SIGNS[sign](value, bound)


names = st.text(st.characters(exclude_characters="=!<>", exclude_categories=["Z", "C"]), min_size=1).filter(
    can_be_named
)
values = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.just("correct"), st.just("incorrect"))


@given(st.lists(st.builds(lambda n, v: Clause(n, "==", v), names, values), min_size=1, max_size=4).map(tuple))
@settings(deadline=None, max_examples=100)
def test_a_gate_reads_back_what_it_writes(clauses):
    if any(clause.name == "and" for clause in clauses):
        return
    gate = Gate(clauses)
    assert parse_gate(str(gate)) == gate
    assert copy.deepcopy(gate) == gate

"""Assignments, right or wrong, in every form that is read: what is read is what was meant."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.cryptarithm import Cryptarithm, CryptarithmInstance
from rewardry.verifiers.logic.graph_coloring import GraphColoring, GraphColoringInstance
from rewardry.verifiers.logic.knights_knaves import KnightsKnaves, KnightsKnavesInstance

NAMES = st.lists(
    st.sampled_from(["Al", "Alice", "Bo", "Anne-Marie", "Zoey", "O'Neil", "李雷", "Jack", "Jackson"]),
    min_size=1,
    max_size=4,
    unique=True,
)
WORDS = [
    ("knight", "knave"),
    ("truth-teller", "liar"),
    ("saint", "sinner"),
    ("pioneer", "laggard"),
    ("angel", "devil"),
    ("altruist", "egoist"),
    ("hero", "villain"),
    ("sage", "fool"),
]


def role_forms(names, roles, truth, lie):
    words = [truth if role else lie for role in roles]
    pairs = list(zip(names, words, strict=True))
    yield ", ".join(f"{name} is a {word}" for name, word in pairs)
    yield " and ".join(f"{name} is the {word}" for name, word in pairs) + "."
    yield "\n".join(f"({i}) {name} is a {word}" for i, (name, word) in enumerate(pairs, 1))
    yield "\n".join(f"- **{name}**: {word.title()}" for name, word in reversed(pairs))
    yield "; ".join(f"{name} = {word.upper()}" for name, word in pairs)
    yield "\n".join(f"{name} -> {word}" for name, word in pairs)
    yield "\n".join(f"{name}：{word}" for name, word in pairs)
    yield json.dumps(dict(pairs), ensure_ascii=False)
    yield json.dumps(pairs)
    yield "| Name | Role |\n|---|---|\n" + "\n".join(f"| {name} | {word} |" for name, word in pairs)
    truthful, lying = ([name for name, role in zip(names, roles, strict=True) if role is of] for of in (True, False))
    by_role = [(f"{truth}s", truthful), (f"{lie}s", lying)]
    yield "\n".join(f"{word.title()}: {', '.join(people)}" for word, people in by_role if people)


@pytest.mark.parametrize(("truth", "lie"), WORDS, ids=lambda word: word)
@settings(max_examples=15)
@given(names=NAMES, data=st.data())
def test_roles_are_read_as_they_were_meant(truth, lie, names, data):
    roles = tuple(data.draw(st.booleans()) for _ in names)
    told = KnightsKnavesInstance(
        names=tuple(names), statements=tuple(("lying", 0) for _ in names), truth_word=truth, lie_word=lie
    )
    for form in role_forms(names, roles, truth, lie):
        assert KnightsKnaves().read(form, told) == roles, form


def colour_forms(colours):
    pairs = list(enumerate(colours))
    yield json.dumps(dict(pairs))
    yield str(dict(pairs))
    yield str(list(colours))
    yield str([list(pair) for pair in pairs])
    yield ", ".join(f"{vertex}={colour}" for vertex, colour in pairs)
    yield "\n".join(f"- Vertex {vertex}: Color {colour}" for vertex, colour in reversed(pairs))
    yield "; ".join(f"node {vertex} -> colour {colour}" for vertex, colour in pairs)
    yield "\n".join(f"v_{vertex} = c_{colour}" for vertex, colour in pairs)
    yield "\n".join(f"顶点 {vertex}：颜色 {colour}" for vertex, colour in pairs)
    yield "| Vertex | Colour |\n|---|---|\n" + "\n".join(f"| {vertex} | {colour} |" for vertex, colour in pairs)
    yield "\n".join(
        f"Color {colour}: {', '.join(str(vertex) for vertex, one in pairs if one == colour)}"
        for colour in sorted(set(colours))
    )


@settings(max_examples=40)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=12))
def test_colours_are_read_as_they_were_meant(colours):
    graph = GraphColoringInstance(n=len(colours), edges=(), k=4)
    for form in colour_forms(colours):
        assert GraphColoring().read(form, graph) == dict(enumerate(colours)), form
    right = all(1 <= colour <= 4 for colour in colours)
    assert (GraphColoring().check(str(colours), graph, "").status == "correct") == right


def digit_forms(pairs):
    yield ",".join(f"{letter}={digit}" for letter, digit in pairs)
    yield "\n".join(f"{letter}: {digit}" for letter, digit in reversed(pairs))
    yield ", ".join(f"{letter.lower()} → {digit}" for letter, digit in pairs)
    yield " and ".join(f"{letter} is {digit}" for letter, digit in pairs)
    yield json.dumps(dict(pairs))
    yield json.dumps({letter: str(digit) for letter, digit in pairs})
    yield "| Letter | Digit |\n|---|---|\n" + "\n".join(f"| {letter} | {digit} |" for letter, digit in pairs)
    letters, digits = (" | ".join(map(str, row)) for row in zip(*pairs, strict=True))
    yield f"| {letters} |\n|{'---|' * len(pairs)}\n| {digits} |"


@settings(max_examples=40)
@given(st.permutations("ABCDEFGH"), st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_digits_are_read_as_they_were_meant(letters, digits):
    puzzle = CryptarithmInstance(addends=("ABCD", "EFGH"), result="ABCDE")
    pairs = list(zip(letters, digits, strict=True))
    for form in digit_forms(pairs):
        assert Cryptarithm().read(form, puzzle) == dict(pairs), form


@pytest.mark.parametrize(
    "answer",
    [
        "A=1, A=1", "A=1, A=2", "A=1 or 2", "A=1, B", "A=, B=2", "A==1", "A!=1", "A<1", "A=1, X=2", "A=10", "A=-1",
        "A=0.5", "A=one", "A is not 1", "A=1; B=?", '{"A": 1, "A": 1}', '{"A": [1]}', '{"A": null}', '{"A": true}',
        "A=1, B=2, ...", "maybe A=1", "1=A", "AB=12",
    ],
)  # fmt: skip
def test_what_says_no_digit_of_a_letter_is_refused(answer, verdict_of):
    puzzle = CryptarithmInstance(addends=("A", "B"), result="C")
    verdict = verdict_of(Cryptarithm(), puzzle, answer)
    assert verdict.status == "incorrect"
    assert verdict.reason != "valid"


def test_every_pair_of_roles_is_told_apart(is_right):
    """Who says that both are liars lies, and the other does not; only one of four choices fits."""
    told = KnightsKnavesInstance(names=("Al", "Bo"), statements=(("and", ("lying", 0), ("lying", 1)), ("lying", 0)))
    fitting = []
    for roles in itertools.product((True, False), repeat=2):
        verdicts = {is_right(KnightsKnaves(), told, form) for form in role_forms(told.names, roles, "knight", "knave")}
        assert len(verdicts) == 1
        fitting += [roles] if verdicts == {True} else []
    assert fitting == [(False, True)]

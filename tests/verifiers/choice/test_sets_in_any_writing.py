"""A set of options is the same in every writing: letters, texts, lists and lines, in any order and with repetitions."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rewardry.verifiers.choice.options import NUMBERS, Options
from rewardry.verifiers.choice.sets import read_choices

TEXTS = ("oxygen", "argon", "neon gas", "radon, a noble gas", "helium", "xenon and krypton")
LETTERS = "ABCDEF"
OPTIONS = Options(TEXTS)
JOINTS = st.sampled_from([", ", "; ", " and ", ", and ", " & ", "\n", ",", "、", "和", " + "])
PIECES = {
    "letters": lambda letter: letter,
    "letters in brackets": lambda letter: f"({letter})",
    "texts": lambda letter: TEXTS[LETTERS.index(letter)],
    "both": lambda letter: f"{letter}. {TEXTS[LETTERS.index(letter)]}",
    "a list": lambda letter: f"- {letter}",
    "options": lambda letter: f"option {letter}",
}
CHOSEN = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=5)


@pytest.mark.parametrize("kind", PIECES)
@settings(max_examples=25)
@given(letters=CHOSEN, joint=JOINTS)
def test_pieces_that_any_joint_joins(kind, letters, joint):
    joint = "\n" if kind == "a list" else joint
    assume(kind != "both" or joint != "和")  # which holds two letters together where no space parts them
    text = joint.join(map(PIECES[kind], letters))
    assert read_choices(text, OPTIONS) == (frozenset(letters), "")


@settings(max_examples=30)
@given(letters=CHOSEN, data=st.data())
def test_pieces_of_several_kinds(letters, data):
    kinds = [data.draw(st.sampled_from(sorted({*PIECES} - {"a list"}))) for _ in letters]
    text = ", ".join(PIECES[kind](letter) for kind, letter in zip(kinds, letters, strict=True))
    assert read_choices(text, OPTIONS) == (frozenset(letters), "")


@settings(max_examples=30)
@given(
    letters=st.lists(st.sampled_from(LETTERS), min_size=2, max_size=6, unique=True), space=st.sampled_from(["", " "])
)
def test_a_run_of_letters(letters, space):
    run = space.join(letters)
    for text in (run, f"[{run}]", f"({run})", f"{{{run}}}", f"The answers are {run}", f"{run} are correct"):
        assert read_choices(text, OPTIONS) == (frozenset(letters), ""), text
    assert read_choices(run + letters[0], OPTIONS)[0] is None, "a letter twice is a word"
    assert read_choices(run + "Z", OPTIONS)[0] is None, "no option is called so"


@settings(max_examples=25)
@given(numbers=st.lists(st.integers(1, 6), min_size=1, max_size=5), joint=JOINTS)
def test_options_that_are_numbered(numbers, joint):
    found = read_choices(joint.join(map(str, numbers)), Options(TEXTS, NUMBERS))
    assert found == (frozenset(map(str, numbers)), "")


@settings(max_examples=25)
@given(letters=st.lists(st.sampled_from(LETTERS), min_size=2, max_size=4, unique=True))
def test_alternatives_and_what_is_no_option_are_no_set(letters):
    assert read_choices(" or ".join(letters), OPTIONS)[0] is None
    assert read_choices(", ".join([*letters, "gold"]), OPTIONS)[0] is None
    assert read_choices(", ".join([*letters, "G"]), OPTIONS)[0] is None


def test_a_list_has_at_most_sixty_members():
    assert read_choices(", ".join("AB" * 30), OPTIONS) == (frozenset("AB"), "")
    assert read_choices(", ".join("AB" * 30 + "A"), OPTIONS) == (None, "over-limit")


def test_a_text_that_is_an_option_as_a_whole_is_one_option():
    assert read_choices("xenon and krypton", OPTIONS) == (frozenset("F"), "")
    assert read_choices("xenon and krypton and helium", OPTIONS) == (frozenset("EF"), "")
    assert read_choices("radon, a noble gas, oxygen", OPTIONS) == (frozenset("AD"), "")
    assert read_choices("A. oxygen, radon, a noble gas", OPTIONS) == (frozenset("AD"), "")
    assert read_choices("AB", Options(("ab", "ba"))) == (frozenset("A"), "")

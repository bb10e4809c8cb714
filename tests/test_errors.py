"""Errors: their tree, whose fault one is, and what a misspelt word is offered."""

import inspect
import pickle
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry import errors
from rewardry.errors import (
    ClashError,
    ComponentError,
    ConfigError,
    DataError,
    EngineError,
    Identity,
    ParameterError,
    PluginError,
    RecipeError,
    RewardryError,
    UndecidedError,
    UnknownIdError,
    boundary,
    describe,
    nearest,
)

CHESS = Identity("chess/legal_move", "rewardry-chess", "1.2")


# ---- the tree ----------------------------------------------------------------------------------------------------


def test_the_drawing_at_the_head_shows_the_tree():
    drawn, above = {}, {}
    for line in errors.__doc__.splitlines():
        found = re.match(r"^ {4}([│├└─ ]*)([A-Z]\w+Error)\b", line)
        if found:
            depth = len(found[1]) // 4
            above[depth] = found[2]
            drawn[found[2]] = above.get(depth - 1)
    real = {
        name: cls.__bases__[0].__name__
        for name, cls in vars(errors).items()
        if inspect.isclass(cls) and issubclass(cls, RewardryError)
    }
    assert drawn == {**real, "RewardryError": None}


@pytest.mark.parametrize("cls", [UnknownIdError, ClashError, ParameterError, RecipeError])
def test_what_the_user_wrote_wrong_can_be_caught_as_one(cls):
    assert issubclass(cls, ConfigError)


# ---- the boundary ------------------------------------------------------------------------------------------------


def test_a_foreign_exception_gets_its_owner_and_stays_the_cause():
    cause = ValueError("no such square")
    with pytest.raises(ComponentError) as caught, boundary(CHESS, "scoring 3 samples"):
        raise cause
    assert str(caught.value) == (
        "chess/legal_move (of rewardry-chess 1.2) failed while scoring 3 samples: ValueError: no such square"
    )
    assert caught.value.__cause__ is cause
    assert caught.value.identity == CHESS


@pytest.mark.parametrize(
    "own", [ConfigError, UnknownIdError, ClashError, ParameterError, RecipeError, DataError, PluginError, EngineError,
            UndecidedError, RewardryError],
)  # fmt: skip
def test_our_own_exceptions_pass_unchanged(own):
    error = own("as it is")
    with pytest.raises(own) as caught, boundary(CHESS, "being opened"):
        raise error
    assert caught.value is error


def test_the_innermost_owner_is_named():
    with (
        pytest.raises(ComponentError, match=r"^inner \(of a 1\) failed while verifying: KeyError: 'x'$"),
        boundary(Identity("outer", "b", "2"), "scoring"),
        boundary(Identity("inner", "a", "1"), "verifying"),
    ):
        raise KeyError("x")


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_a_program_is_nobodys_fault(signal):
    with pytest.raises(signal), boundary(CHESS, "scoring"):
        raise signal


@pytest.mark.parametrize(
    "error", [MemoryError(), RecursionError("deep"), StopIteration(3), ExceptionGroup("g", [ValueError()])]
)
def test_every_exception_is_attributed(error):
    with pytest.raises(ComponentError) as caught, boundary(CHESS, "scoring"):
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("identity", "text"),
    [
        (Identity("chess/x", "rewardry-chess", "1.2"), "chess/x (of rewardry-chess 1.2)"),
        (Identity("chess/x", "rewardry-chess"), "chess/x (of rewardry-chess of unknown version)"),
        (Identity("my.module:Mine"), "my.module:Mine (not from an installed distribution)"),
    ],
)
def test_an_identity_says_whose_a_component_is(identity, text):
    assert str(identity) == text


def test_an_attributed_exception_pickles_with_its_owner_whatever_its_cause():
    with pytest.raises(ComponentError) as caught, boundary(CHESS, "scoring"):
        raise ValueError(lambda: "no pickle can hold this")
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert type(error) is ComponentError
    assert str(error) == str(caught.value)
    assert error.identity == CHESS


# ---- one line about an exception ---------------------------------------------------------------------------------


class SilentError(Exception):
    def __str__(self):
        raise RuntimeError("not even this")


class WordlessError(Exception):
    def __str__(self):
        return 5


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("bad"), "ValueError: bad"),
        (ValueError(), "ValueError"),
        (ValueError("  "), "ValueError"),
        (ValueError("two\n  lines\tand more"), "ValueError: two lines and more"),
        (KeyError("x"), "KeyError: 'x'"),
        (SilentError(), "SilentError"),
        (WordlessError(), "WordlessError"),
        (ValueError("\ud800"), "ValueError: \ud800"),
    ],
)
def test_an_exception_in_one_line(error, line):
    assert describe(error) == line


def test_a_long_message_is_cut():
    assert describe(ValueError("x" * 10_000)) == "ValueError: " + "x" * 500


@settings(deadline=None)
@given(st.text(st.characters()))
def test_a_description_is_one_line_and_never_empty(text):
    line = describe(ValueError(text))
    assert line.startswith("ValueError")
    assert "\n" not in line


# ---- "Did you mean ...?" -----------------------------------------------------------------------------------------

IDS = ["accuracy", "choice", "compat.trl.length.cosine", "format.tag_count", "length.cosine", "length.soft_overlong",
       "math-verify", "text.exact", "toy/short"]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("acuracy", "accuracy"),
        ("Accuracy", "accuracy"),
        ("ACCURACY", "accuracy"),
        ("chioce", "choice"),
        ("math_verify", "math-verify"),
        ("mathverify", "math-verify"),
        ("cosine", "length.cosine"),
        ("COSINE", "length.cosine"),
        ("length.cosin", "length.cosine"),
        ("exact", "text.exact"),
        ("tag_count", "format.tag_count"),
        ("short", "toy/short"),
        ("toy", "toy/short"),
        ("toy/shrot", "toy/short"),
        ("overlong", "length.soft_overlong"),
    ],
)
def test_the_nearest_word_is_offered(word, offered):
    assert nearest(word, IDS) == f"Did you mean {offered!r}?"


@pytest.mark.parametrize("word", ["zzzz", "", "ß"])
def test_where_nothing_is_near_all_known_words_are_listed_in_order(word):
    assert nearest(word, ["b", "a", "b"]) == "Known: a, b."


def test_of_many_known_words_the_first_are_listed():
    assert nearest("?", [f"w{i:02}" for i in range(12)]).endswith("w10, w11.")
    assert nearest("?", [f"w{i:02}" for i in range(99)]).endswith("w10, w11 and 87 more.")


def test_where_nothing_is_known_nothing_is_said():
    assert nearest("x", []) == ""


def test_known_words_may_come_from_an_iterator():
    assert nearest("weigth", iter(["weight", "when"])) == "Did you mean 'weight'?"


def test_a_megabyte_of_a_word_takes_no_time_to_speak_of():
    start = time.process_time()
    assert nearest("x" * 1_000_000, IDS).startswith("Known: accuracy")
    assert nearest("acuracy", ["y" * 1_000_000, "accuracy"]) == "Did you mean 'accuracy'?"
    assert time.process_time() - start < 20


@settings(deadline=None)
@given(st.text(max_size=10), st.lists(st.text(max_size=10), max_size=5))
def test_an_offer_is_always_a_known_word(word, known):
    said = nearest(word, known)
    assert said == "" or said.startswith("Known: ") or any(said == f"Did you mean {w!r}?" for w in known)

"""Whatever an author asks for, either every name that follows is good, or the message offers one that is."""

import keyword
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.errors import ConfigError
from rewardry.plugins import namespace_of
from rewardry.scaffold.layouts import LAYOUTS
from rewardry.scaffold.names import names_of

WANTED = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from("abzAZ019-_/. é"), max_size=40),
    st.builds("{}/{}".format, st.from_regex(r"\A[a-z][a-z0-9-]{0,20}\Z"), st.from_regex(r"\A[a-zA-Z_0-9]{1,34}\Z")),
)


def refusal(kind, wanted):
    """Why a name is refused; None where it is taken."""
    try:
        names_of(kind, wanted)
    except ConfigError as error:
        return str(error)
    return None


@given(WANTED, st.sampled_from(sorted(LAYOUTS)))
@settings(max_examples=200)
def test_names_that_are_taken_can_be_typed_imported_and_installed(wanted, kind):
    if refusal(kind, wanted) is not None:
        return
    names = names_of(kind, wanted)
    assert names.module.isidentifier()
    assert names.name.isidentifier()
    assert names.class_name.isidentifier()
    assert not keyword.iskeyword(names.name)
    assert not keyword.iskeyword(names.class_name)
    assert re.fullmatch(r"rewardry(-[a-z0-9]+)+", names.distribution)
    assert namespace_of(names.distribution) == names.namespace
    assert names.id == f"{names.namespace}/{names.name}"
    assert names_of(kind, names.id) == names
    assert names_of(kind, f"rewardry-{names.id}") == names


@given(WANTED)
@settings(max_examples=200)
def test_a_name_that_is_offered_has_the_form_that_is_asked_for(wanted):
    why = refusal("reward", wanted)
    found = re.search(r"for example '([^']*)'\Z", why or "")
    if found is None:
        return
    offered = found[1]
    in_place = offered if "cannot name a package" in why else f"games/{offered.rpartition('/')[2]}"
    assert "write lower-case letters" not in (refusal("reward", in_place) or "")


@given(WANTED)
@settings(max_examples=200)
def test_a_refusal_is_one_line_that_quotes_what_was_asked_for(wanted):
    why = refusal("verifier", wanted)
    if why is not None:
        assert repr(wanted) in why
        assert "\n" not in why


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize("word", ["class", "none", "true", "false", "any", "case", "rewardry", "lambda", "import"])
def test_a_word_that_is_taken_is_refused_with_one_that_is_not(kind, word):
    why = refusal(kind, f"games/{word}")
    assert why is not None
    assert "Python or the template uses the word" in why
    offered = re.search(r"for example '([^']*)'\Z", why)[1]
    assert offered == f"games/{word}_{kind}"
    assert refusal(kind, offered) is None


@pytest.mark.parametrize("length", [1, 29, 30])
def test_the_longest_names_are_taken_and_longer_ones_are_not(length):
    assert refusal("reward", f"{'g' * length}/{'n' * length}") is None
    longer = 31
    assert "at most 30 characters" in refusal("reward", f"{'g' * longer}/n")
    assert "at most 30 characters" in refusal("reward", f"g/{'n' * longer}")

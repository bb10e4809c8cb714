"""What holds for the prose of every text: marks that never close take nothing, and nothing is made up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.prose import prose

KINDS = ("latex", "code", "url")
PIECES = ["word ", "Wort", "$", "$$", "\\(", "\\)", "\\[", "\\]", "`", "```", "~~~", "\n", "\n\n", "x_1 ", "5", "\\"]
MARKED = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
PLAIN = st.text(st.sampled_from("ab Zé中ю.,;:!?-'\n\t"), max_size=40)


@given(PLAIN)
def test_a_text_without_marks_is_prose(text):
    assert prose(text) == text
    assert prose(text, ()) == text


@given(MARKED)
@settings(max_examples=150)
def test_only_what_stands_in_the_text_is_left_in_its_order(text):
    left = iter(text)
    assert all(char in left for char in prose(text) if not char.isspace())


@given(MARKED, st.sampled_from([(), *[(kind,) for kind in KINDS], KINDS]))
@settings(max_examples=150)
def test_what_is_excluded_twice_is_excluded_once(text, kinds):
    """The words that are left by a kind are left by it again, but for marks that only then find each other."""
    once = prose(text, kinds)
    if not re.search(r"[$`~\\]", once):
        assert prose(once, kinds) == once


@pytest.mark.parametrize("mark", ["$", "$$", "\\(", "\\[", "\\begin{align}", "`", "``"])
def test_a_mark_that_never_closes_takes_nothing(mark):
    text = f"one {mark} two three"
    assert {"one", "two", "three"} <= set(prose(text).split())


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_fence_that_never_closes_takes_the_rest_for_the_text_was_cut(fence):
    assert prose(f"before\n{fence}\nx = 1\ny = 2").split() == ["before"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("$", "$"), ("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("\\begin{align}", "\\end{align}"), ("`", "`")],
)
@pytest.mark.parametrize("words", ["ab", "ab cd ef", "é中"])
def test_what_is_marked_is_gone_and_what_is_around_it_stays(opening, closing, words):
    found = prose(f"before {opening}{words}{closing} behind").split()
    assert found == ["before", "behind"]


@pytest.mark.parametrize("command", ["text", "textrm", "textit", "textbf", "textsf", "textnormal", "mbox", "intertext"])
def test_words_within_a_formula_are_prose(command):
    assert prose(f"so $x \\{command}{{wenn gilt}} y$ holds").split() == ["so", "wenn", "gilt", "holds"]


@pytest.mark.parametrize("name", ["document", "itemize", "enumerate", "center", "quote", "proof", "theorem", "lemma"])
def test_an_environment_of_words_is_prose(name):
    assert "clear" in prose(f"\\begin{{{name}}} clear \\end{{{name}}}").split()


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        ("x = 1  # die Summe", "die Summe"),
        ("int x; // die Summe", "die Summe"),
        ("/* die Summe", "die Summe"),
        ("select 1 -- die Summe", "die Summe"),
        ("<!-- die Summe", "die Summe"),
        (" * die Summe", "die Summe"),
        ("x = 1", ""),
    ],
)
def test_comments_of_code_are_prose(line, comment):
    assert prose(f"```\n{line}\n```").split() == comment.split()


@pytest.mark.parametrize(
    ("address", "gone"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("www.example.org/a", True),
        ("me.too+x@mail.example.org", True),
        ("ftp://example.org", False),
        ("example.org", False),
        ("a@b", False),
    ],
)
def test_addresses_are_no_prose(address, gone):
    found = prose(f"see {address} now", ("url",)).split()
    assert found == (["see", "now"] if gone else ["see", address, "now"])


@pytest.mark.parametrize("end", ["。", "，", ")", "]", '"', "'", ">", "<"])
def test_an_address_ends_where_a_sentence_goes_on(end):
    assert prose(f"见 https://example.org/a{end}然后", ("url",)).split() == ["见", f"{end}然后"]

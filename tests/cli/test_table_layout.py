"""Where the cells of a table stand."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.cli.table_layout import laid_out, width_of

WORDS = st.text(st.sampled_from("ab 漢\u0301\n"), max_size=40)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=4), st.integers(20, 60))
@settings(deadline=None, max_examples=100)
def test_a_table_fits_and_loses_no_character(rows, width):
    lines = list(laid_out(("one", "two"), rows, width))
    assert all(width_of(line) <= width for line in lines)
    assert all(line == line.rstrip() for line in lines)
    told = sorted("".join(lines[2:]).replace(" ", ""))
    assert told == sorted("".join(cell for row in rows for cell in row).replace(" ", "").replace("\n", ""))


def test_a_wide_character_takes_two_places_and_one_that_combines_none():
    assert [width_of(text) for text in ("ab", "漢字", "e\u0301", "")] == [2, 4, 1, 0]
    assert list(laid_out(("a", "b>"), [("漢", "1"), ("x", "22")]))[2:] == ["漢    1", "x    22"]


def test_columns_of_names_and_numbers_are_never_folded():
    long = "a_name_that_is_longer_than_the_terminal"
    lines = list(laid_out(("id<", "what", "n>"), [(long, "one two three four", "1234567890")], 30))
    assert [line.split() for line in lines[2:]] == [[long, "one", "two", "1234567890"], ["three"], ["four"]]


def test_without_names_there_is_no_rule():
    assert list(laid_out(("", ""), [("a", "b")])) == ["a   b"]

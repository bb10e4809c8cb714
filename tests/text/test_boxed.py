import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.boxed import find_boxes


def insides(text):
    return [(box.inner.of(text), box.depth) for box in find_boxes(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no box", []),
        (r"\boxed{5}", [("5", 0)]),
        (r"\fbox{5}", [("5", 0)]),
        (r"\fboxed{5}", [("5", 0)]),
        (r"\boxed {5}", [("5", 0)]),
        ("\\boxed\n\t{5}", [("5", 0)]),
        (r"\boxed{}", [("", 0)]),
        (r"\boxed{\frac{1}{2}}", [(r"\frac{1}{2}", 0)]),
        (r"\boxed{4} and \boxed{5}", [("4", 0), ("5", 0)]),
        (r"\boxed{a \boxed{b} c}", [(r"a \boxed{b} c", 0), ("b", 1)]),
        (r"\boxed{\boxed{\boxed{x}}}", [(r"\boxed{\boxed{x}}", 0), (r"\boxed{x}", 1), ("x", 2)]),
        (r"\boxed{\boxed{a}\boxed{b}}", [(r"\boxed{a}\boxed{b}", 0), ("a", 1), ("b", 1)]),
        (r"\boxed{\{1, 2\}}", [(r"\{1, 2\}", 0)]),
        (r"\boxed{\left\{ x \right.}", [(r"\left\{ x \right.", 0)]),
        (r"\boxed{a\\}", [(r"a\\", 0)]),
        ("\\boxed{a\\\nb}", [("a\\\nb", 0)]),
    ],
)
def test_boxes_in_the_order_in_which_they_open(text, expected):
    assert insides(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        r"\boxed 5",
        r"\boxed",
        r"\boxed{5",
        r"\boxed{5\}",
        r"boxed{5}",
        r"\boxedx{5}",
        r"\mbox{5}",
        r"\\boxed{5}",
        r"\boxed[5]",
        r"\boxed" + " " * 9 + "{5}",
    ],
)
def test_what_is_no_box(text):
    assert find_boxes(text) == []


def test_a_box_that_never_closes_hides_none_that_does():
    assert insides(r"First \boxed{4, no. So \boxed{5}") == [("5", 0)]
    assert insides(r"\boxed{\boxed{\boxed{5}") == [("5", 0)]
    assert insides(r"\boxed{ \boxed{a \boxed{b}}") == [(r"a \boxed{b}", 0), ("b", 1)]


def test_a_closing_brace_too_many_costs_nothing():
    assert insides(r"}} \boxed{5} } \boxed{6}") == [("5", 0), ("6", 0)]


def test_braces_around_a_box_are_no_box():
    assert insides(r"{{ \boxed{5} }}") == [("5", 0)]


def test_a_newline_command_before_a_box_is_told_from_an_escaped_backslash():
    assert insides(r"x \\\boxed{5}") == [("5", 0)]
    assert insides(r"x \\boxed{5}") == []


def test_the_outer_span_holds_the_command():
    text = r"so \boxed {5}!"
    assert find_boxes(text)[0].outer.of(text) == r"\boxed {5}"


PIECES = st.lists(
    st.sampled_from([r"\boxed{", r"\fbox{", "{", "}", "}", r"\{", r"\}", "\\", "5", " ", "\\boxed", "\0", "\ud800"])
)


@given(PIECES.map("".join))
def test_boxes_nest_properly_whatever_the_braces(text):
    boxes = find_boxes(text)
    assert boxes == sorted(boxes)
    for box in boxes:
        assert box.outer.start < box.inner.start <= box.inner.end == box.outer.end - 1 < len(text)
        around = [b for b in boxes if b.outer.start < box.outer.start and box.outer.end < b.outer.end]
        apart = [b for b in boxes if b.outer.end <= box.outer.start or box.outer.end <= b.outer.start]
        within = [b for b in boxes if box.outer.start < b.outer.start and b.outer.end < box.outer.end]
        assert box.depth == len(around)
        assert len(around) + len(apart) + len(within) + 1 == len(boxes)


balanced = st.recursive(
    st.sampled_from(["x", r"\{", r"\}", r"\\", "1,2", "π", ""]),
    lambda inner: st.lists(inner, max_size=3).map("".join) | inner.map(lambda s: f"{{{s}}}"),
    max_leaves=8,
)


@given(balanced, balanced, st.sampled_from(["boxed", "fbox"]))
def test_a_balanced_inside_comes_back_as_it_is(before, inside, command):
    text = f"{before}\\{command}{{{inside}}}" if not before.endswith("\\") else f"\\{command}{{{inside}}}"
    assert insides(text) == [(inside, 0)]

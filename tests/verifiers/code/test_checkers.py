"""When an output is the expected one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.code.checkers import CheckerError, accepts_output, accepts_value, read_checker


def accepts(checker, expected, found):
    return accepts_output(read_checker(checker), expected.encode(), found.encode())


FLOATS = {"floats": {"abs": 1e-6, "rel": 1e-6}}


@pytest.mark.parametrize(
    ("checker", "expected", "found"),
    [
        ("exact", "a b\n", "a b\n"),
        ("lines", "a\nb\n", "a\nb"),
        ("lines", "a\nb", "a  \t\r\nb\r\n\n \n\n"),
        (None, "a \nb", "a\nb\n"),
        ("lines", "", "\n \n"),
        ("lines", "\na", "\na"),
        ("lines", "é", "é\n"),
        ("tokens", "1 2\n3", " 1\n2 3\n"),
        ("tokens", "", " \n"),
        ("unordered", "a\nb\nb\n", "b \na\nb"),
        ("yes-no", "YES\nNo", "yes NO"),
        ("yes-no", "YES\n1 x", "Yes\n1 x\n"),
        ("floats", "1.5 2", "1.5000000001 2.0"),
        (FLOATS, "1e9", "1000000000.5"),
        (FLOATS, "0", "-1e-7"),
        (FLOATS, "-.5 +3. 1e3", "-0.5 3 1000"),
        (FLOATS, "x 1.0", "x 1"),
        (FLOATS, "inf", "inf"),
        (FLOATS, "1e400 2", "1e400 2.0"),
        (FLOATS, "9" * 301, "9" * 301),
        (FLOATS, "-1" + "0" * 400, "-1" + "0" * 400),
        (FLOATS, "1" + "0" * 299, "+1" + "0" * 299),
        ("exact", "", ""),
        ("unordered", "b\na\n\n", "a \r\nb"),
        ("yes-no", "yes", "yEs"),
        ({"floats": {"abs": 0.1, "rel": 0}}, "1000", "1000.05"),
        ({"floats": {}}, "1", "1.0000001"),
    ],
)
def test_accepted(checker, expected, found):
    assert accepts(checker, expected, found)


@pytest.mark.parametrize(
    ("checker", "expected", "found"),
    [
        ("exact", "a\n", "a"),
        ("exact", "a", "a "),
        ("lines", "a\nb", "a"),  # a prefix
        ("lines", "a", "a\nb"),
        ("lines", "\na", ""),
        ("lines", "a", ""),
        ("lines", "a", " a"),
        ("lines", "a b", "a  b"),
        ("lines", "a", "\na"),
        ("lines", "a", "A"),
        ("lines", "1.0", "1"),
        ("lines", "1000", "1_000"),
        ("lines", "3", "٣"),
        ("lines", "a", "a\0"),
        ("tokens", "1 2", "12"),
        ("tokens", "1 2", "2 1"),
        ("tokens", "1 2", "1"),
        ("tokens", "1", "1 2"),
        ("unordered", "a\nb\nb", "a\na\nb"),
        ("unordered", "a\nb", "a b"),
        ("yes-no", "yes", "no"),
        ("yes-no", "yes", "y"),
        ("yes-no", "yes", "yes no"),
        ("yes-no", "Ab", "ab"),
        (FLOATS, "1", "1.1"),
        (FLOATS, "1", "nan"),
        (FLOATS, "1", "inf"),
        (FLOATS, "1", "1_0"),
        (FLOATS, "1", "0x1"),
        (FLOATS, "1", "١"),
        (FLOATS, "1", ""),
        (FLOATS, "1", "1 1"),
        (FLOATS, "inf", "1e400"),
        (FLOATS, "inf", "-inf"),
        (FLOATS, "1e400", "10e399"),
        ({"floats": {"abs": 0, "rel": 0}}, "9" * 308, "9" * 307 + "8"),
        (FLOATS, "9" * 301, "9" * 300),
        (FLOATS, "x", "1"),
        (FLOATS, "1", "x"),
        ("unordered", "a", "a\na"),
        ("yes-no", "YES!", "yes!"),
        (FLOATS, "1e400", "1e401"),
        (FLOATS, "1e308", "1e400"),
        (FLOATS, "x", "y"),
        ({"floats": {"abs": 0.5, "rel": 0}}, "10000000000000000", "10000000000000001"),
        ({"floats": {"abs": 0, "rel": 0}}, "9" * 290, "9" * 289 + "8"),
    ],
)
def test_refused(checker, expected, found):
    assert not accepts(checker, expected, found)


def test_bytes_that_are_no_text_are_compared_as_bytes():
    assert accepts_output(read_checker("exact"), b"\xff\x00", b"\xff\x00")
    assert not accepts_output(read_checker("lines"), "\ufffd".encode(), b"\xff")


@pytest.mark.parametrize(
    ("checker", "expected", "found"),
    [
        (None, [1, 2], [1.0, 2]),
        ("exact", "a ", "a "),
        (FLOATS, [0.3, {"x": 1}], [0.1 + 0.2, {"x": 1.0000001}]),
        ("unordered", [1, [2, 3], {"a": 1}], [{"a": 1.0}, 1.0, [2, 3]]),
        ("yes-no", "YES", "yes"),
        ("tokens", "a b", " a  b"),
        ("yes-no", True, True),
    ],
)
def test_values_accepted(checker, expected, found):
    assert accepts_value(read_checker(checker), expected, found)


@pytest.mark.parametrize(
    ("checker", "expected", "found"),
    [
        (None, 0.3, 0.1 + 0.2),
        ("lines", "a", "a "),
        (FLOATS, [0.3], [0.4]),
        (FLOATS, 1, True),
        (FLOATS, 10**400, 1.0),
        ("unordered", [1, 1, 2], [1, 2, 2]),
        ("unordered", [1, [2, 3]], [1, [3, 2]]),
        ("unordered", [True], [1]),
        ("unordered", [1], {"0": 1}),
        ("unordered", ["1"], [1]),
        ("unordered", [], None),
        ("yes-no", "yes", True),
        ("tokens", "1", 1),
    ],
)
def test_values_refused(checker, expected, found):
    assert not accepts_value(read_checker(checker), expected, found)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("line", "Did you mean 'lines'"),
        ("program", 'the checker program needs its text: {"program": text'),
        ({"floats": {"abs": 10**400}}, "it must be a finite number, at least 0"),
        ({"floats": {"rel": float("inf")}}, "a tolerance is inf"),
        ({"floats": {"abs": "1"}}, "a tolerance is '1'"),
        ({"program": "x", "language": None}, "the checker's language is None"),
        ([], "there is no checker"),
        (5, "there is no checker 5. Known: exact, lines"),
        ({"floats": {"abs": -1}}, "a tolerance is -1; it must be a finite number, at least 0"),
        ({"floats": {"rel": float("nan")}}, "a tolerance is nan"),
        ({"floats": {"abs": True}}, "a tolerance is True"),
        ({"floats": {"absolute": 1}}, "the checker floats takes abs and rel"),
        ({"floats": 1}, "the checker floats takes abs and rel"),
        ({"program": "x", "language": "cobol"}, "the checker's language is 'cobol'"),
        ({"program": 5}, "there is no checker"),
        ({}, "there is no checker"),
    ],
)
def test_what_is_no_checker_is_refused(given, why):
    with pytest.raises(CheckerError, match=why):
        read_checker(given)


@pytest.mark.parametrize("name", ["exact", "lines", "tokens", "unordered", "yes-no", "floats"])
@settings(max_examples=40)
@given(output=st.binary(max_size=60))
def test_every_checker_accepts_what_is_equal_to_the_byte(name, output):
    assert accepts_output(read_checker(name), output, output)


@settings(max_examples=60)
@given(
    expected=st.floats(-1e6, 1e6, allow_subnormal=False),
    distance=st.floats(-3, 3),
    absolute=st.sampled_from([0.0, 1e-3, 1.0]),
    relative=st.sampled_from([0.0, 1e-6, 1e-2]),
)
def test_a_tolerance_is_the_larger_of_both(expected, distance, absolute, relative):
    found = expected + distance
    near = abs(found - expected) <= max(absolute, relative * abs(expected))
    checker = read_checker({"floats": {"abs": absolute, "rel": relative}})
    assert accepts_output(checker, repr(expected).encode(), repr(found).encode()) is near
    assert accepts_value(checker, [expected], [found]) is near


@settings(max_examples=60)
@given(st.lists(st.sampled_from([1, 1.0, True, "1", None, [1], {"a": 1}, {"a": True}]), max_size=5), st.randoms())
def test_items_in_any_order_are_told_apart_by_type_and_count(items, chance):
    other = chance.sample(items, len(items))
    unordered = read_checker("unordered")
    assert accepts_value(unordered, items, other)
    for one, near in ((True, 1), ("1", 1), ([1], [True]), ({"a": 1}, {"a": "1"}), (None, False)):
        assert not accepts_value(unordered, [*items, one], [*other, near])


def test_a_checker_program_is_read():
    checker = read_checker({"program": "exit 0", "language": "sh"})
    assert (checker.name, checker.source, checker.language) == ("program", "exit 0", "bash")
    assert read_checker({"program": "x"}).language == "python"

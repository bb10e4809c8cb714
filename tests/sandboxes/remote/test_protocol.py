"""What is taken out of an answer: of its type, of a size that can be, or told as what it is."""

import math

import pytest

from rewardry.sandbox import Ended, Execution, Limits
from rewardry.sandboxes.remote.protocol import UnusableError, as_bytes, as_text, measured, member, within

ANSWER = {"text": "a", "number": 3, "float": 0.5, "flag": True, "list": [], "object": {}, "null": None, "empty": ""}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("text", (str,)),
        ("empty", (str,)),
        ("number", (int,)),
        ("number", (int, float)),
        ("float", (int, float)),
        ("list", (list,)),
        ("object", (dict,)),
    ],
)
def test_a_member_of_its_type_is_taken_as_it_is(name, kinds):
    assert member(ANSWER, name, *kinds) is ANSWER[name]
    assert member(ANSWER, name, *kinds, optional=True) is ANSWER[name]


@pytest.mark.parametrize("name", ["null", "none"])
def test_what_is_not_there_is_nothing_only_where_it_may_be(name):
    assert member(ANSWER, name, str, optional=True) is None
    with pytest.raises(UnusableError, match=f"the answer's '{name}' is None, where a str was expected"):
        member(ANSWER, name, str)


@pytest.mark.parametrize(
    ("name", "kinds", "wanted"),
    [
        ("text", (int,), "a int"),
        ("number", (str,), "a str"),
        ("float", (int,), "a int"),
        ("flag", (int,), "a int"),
        ("flag", (int, float), "a int or float"),
        ("flag", (str,), "a str"),
        ("list", (dict,), "a dict"),
        ("object", (str, int), "a str or int"),
    ],
)
@pytest.mark.parametrize("optional", [True, False])
def test_a_member_of_another_type_is_refused_with_what_was_wanted(name, kinds, wanted, optional):
    with pytest.raises(UnusableError) as told:
        member(ANSWER, name, *kinds, optional=optional)
    assert str(told.value) == f"the answer's {name!r} is {ANSWER[name]!r}, where {wanted} was expected"


@pytest.mark.parametrize("answer", [None, [], "text", 5, [("text", "a")]])
def test_what_is_no_object_has_no_members(answer):
    assert member(answer, "text", str, optional=True) is None
    with pytest.raises(UnusableError, match="the answer's 'text' is None"):
        member(answer, "text", str)


def test_of_what_is_wrong_the_beginning_is_shown():
    with pytest.raises(UnusableError) as told:
        member({"status": ["x" * 10_000]}, "status", str)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize("number", [0, 0.0, 1, 2.5, 10**14, 9.9e14])
def test_a_measurement_is_a_number(number):
    found = measured({"seconds": number}, "seconds")
    assert found == number
    assert type(found) is float


@pytest.mark.parametrize("number", [-1, -0.001, 1e15, 10**400, math.inf, -math.inf, math.nan, True, "1", [1]])
def test_what_cannot_be_measured_is_refused(number):
    with pytest.raises(UnusableError, match="the answer's 'seconds' is"):
        measured({"seconds": number}, "seconds")


def test_a_measurement_may_be_missing():
    assert measured({}, "seconds") is None
    assert measured({"seconds": None}, "seconds") is None


# ---- limits on what was written ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ended",
    [
        Execution(Ended.EXITED, 0, stdout=b"1234", stderr=b"1234"),
        Execution(Ended.SIGNALLED, signal=11, stdout=b"1234"),
        Execution(Ended.TIME, stdout=b""),
    ],
    ids=lambda done: str(done.ended),
)
def test_within_the_limit_nothing_is_changed(ended):
    assert within(ended, Limits(output_bytes=4)) is ended


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize(
    "ended", [{"ended": Ended.EXITED, "exit_code": 0}, {"ended": Ended.SIGNALLED, "signal": 6}, {"ended": Ended.TIME}]
)
def test_over_the_limit_it_is_cut_and_ended_for_its_output(stream, ended):
    done = within(Execution(**ended, **{stream: b"12345"}, seconds=2.0, files={"a": b"1"}), Limits(output_bytes=4))
    assert done == Execution(Ended.OUTPUT, **{stream: b"1234"}, seconds=2.0, files={"a": b"1"})


def test_a_fault_stays_one_whatever_was_written():
    fault = Execution(Ended.FAULT, stderr=b"12345", fault="why")
    assert within(fault, Limits(output_bytes=4)) is fault


# ---- text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "a\n", "h\u00e9 \u2603 \U0001f600", "\0"])
def test_text_goes_and_comes_unchanged(text):
    assert as_text(text.encode(), "input") == text
    assert as_bytes(text) == text.encode()


@pytest.mark.parametrize("data", [b"\xff", b"a\xc3", b"\xed\xa0\x80"])
def test_bytes_that_are_no_text_are_named(data):
    with pytest.raises(UnusableError, match=r"^standard input is no UTF-8 text"):
        as_text(data, "standard input")


def test_what_no_bytes_can_hold_is_a_question_mark():
    assert as_bytes("a\ud800b") == b"a?b"
    assert as_bytes(None) == b""

"""The log: a line of JSON an event, whole and in its own line, whatever it says and whoever else writes."""

import json
import logging
import os
import re
import sys

import pytest

pytest.importorskip("fastapi")

from rewardry.trainer_adapters.server import logs
from rewardry.trainer_adapters.server.logs import JsonHandler, line, to_stderr


def test_a_line_says_when_what_and_by_whom(alone):
    alone(logs, "time", time=lambda: 1_700_000_000.0625)
    assert line("info", "request", {"path": "/x", "status": 200}) == (
        b'{"time":"2023-11-14T22:13:20.062Z","level":"info","event":"request","process":%d,"path":"/x","status":200}\n'
        % os.getpid()
    )


@pytest.mark.parametrize(
    ("now", "stamp"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (0.999, "1970-01-01T00:00:00.999Z"),
        (0.9999, "1970-01-01T00:00:00.999Z"),
        (1.0, "1970-01-01T00:00:01.000Z"),
        (951782400.5, "2000-02-29T00:00:00.500Z"),
    ],
)
def test_times_are_those_of_greenwich_with_their_thousandths(alone, now, stamp):
    alone(logs, "time", time=lambda: now)
    assert json.loads(line("info", "e", {}))["time"] == stamp


@pytest.mark.parametrize(
    "value",
    ["two\nlines", "\r\x85\u2028\u2029", "\ud800", '"', "größe", None, float("nan"), {"a": [1]}, {1, 2}, object()],
    ids=["lines", "breaks", "surrogate", "quote", "letters", "none", "nan", "object", "set", "strange"],
)
def test_whatever_is_logged_stays_in_its_line(value):
    written = line("warning", "log", {"message": value})
    assert written.endswith(b"\n")
    assert written.count(b"\n") == 1
    assert json.loads(written, parse_constant=pytest.fail)["level"] == "warning"


def test_a_field_of_one_s_own_may_be_called_anything():
    found = json.loads(line("info", "request", {"level": "own"}))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found["time"])
    assert found["event"] == "request"


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_a_line_that_goes_out_in_parts_goes_out_whole(alone, most):
    """A pipe that is nearly full takes less than it is given."""
    written = []

    def some(descriptor, text):
        written.append((descriptor, bytes(text[:most])))
        return len(text[:most])

    alone(logs, "os", write=some)
    to_stderr(b"0123456789")
    assert b"".join(text for _, text in written) == b"0123456789"
    assert {descriptor for descriptor, _ in written} == {2}
    written.clear()
    to_stderr(b"")
    assert written == []


def record_of(level=logging.WARNING, message="%s of %d", arguments=("a", 2), info=None):
    return logging.LogRecord("uvicorn.error", level, "file.py", 1, message, arguments, info)


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
def test_a_record_keeps_its_level_its_logger_and_its_message(level):
    lines = []
    JsonHandler(lines.append).emit(record_of(getattr(logging, level)))
    [found] = map(json.loads, lines)
    assert (found["level"], found["logger"], found["message"]) == (level.lower(), "uvicorn.error", "a of 2")
    assert found["event"] == "log"
    assert "trace" not in found


def test_a_record_of_an_error_has_its_traceback_in_the_same_line():
    lines = []
    try:
        raise ValueError("two\nlines")
    except ValueError:
        JsonHandler(lines.append).emit(record_of(info=sys.exc_info()))
    assert lines[0].count(b"\n") == 1
    trace = json.loads(lines[0])["trace"]
    assert trace.startswith("Traceback (most recent call last):\n")
    assert trace.endswith("ValueError: two\nlines")

"""The host's end of the channel, with a socket in place of a container: what is no frame is never a result."""

import socket
import struct
import time

import pytest

from rewardry.sandboxes.docker.channel import Channel, ChannelError, SilentError
from rewardry.sandboxes.docker.inner_program import FRAME, MAGIC

OUT, ERR = 1, 2


def record(stream, data):
    """What the engine makes of a part of a container's output."""
    return struct.pack(">BxxxL", stream, len(data)) + data


def frame(kind, content):
    return FRAME.pack(MAGIC, kind, len(content)) + content


@pytest.fixture
def ends():
    """A channel, and the socket at the container's end."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    yield channel, theirs
    channel.close()
    theirs.close()


def soon():
    return time.monotonic() + 20  # a guard against a hang


def test_a_frame_comes_through_wherever_its_records_are_cut(ends):
    channel, theirs = ends
    whole = frame(b"R", bytes(range(256)) * 5)
    for size in (1, 7, 100, len(whole)):
        theirs.sendall(b"".join(record(OUT, whole[start : start + size]) for start in range(0, len(whole), size)))
        assert channel.frame(soon(), 2000) == (b"R", bytes(range(256)) * 5)
        assert channel.is_quiet()


def test_a_record_that_comes_in_pieces_is_waited_for(ends):
    channel, theirs = ends
    told = record(ERR, b"warning\n") + record(OUT, frame(b"H", b"{}"))
    for byte in told[:-1]:
        theirs.sendall(bytes([byte]))
    with pytest.raises(SilentError, match="keeps silent"):
        channel.frame(time.monotonic() + 0.05, 100)
    theirs.sendall(told[-1:])
    assert channel.frame(soon(), 100) == (b"H", b"{}")
    assert channel.is_quiet()
    theirs.sendall(record(OUT, frame(b"R", b"")))
    assert not channel.is_quiet()
    assert channel.frame(soon(), 100) == (b"R", b"")


def test_a_channel_is_quiet_only_where_nothing_at_all_is_left(ends):
    channel, theirs = ends
    assert channel.is_quiet()
    theirs.sendall(record(OUT, frame(b"R", b"1") + b"more"))
    assert channel.frame(soon(), 100) == (b"R", b"1")
    assert not channel.is_quiet(), "something that no request has asked for"
    theirs.sendall(record(OUT, b"")[:3])
    with pytest.raises(ChannelError, match="keeps silent"):
        channel.frame(time.monotonic() + 0.01, 100)


def test_half_a_record_is_not_quiet(ends):
    channel, theirs = ends
    theirs.sendall(record(OUT, frame(b"R", b"")) + record(OUT, b"x")[:5])
    assert channel.frame(soon(), 100) == (b"R", b"")
    assert not channel.is_quiet()


def test_standard_error_between_two_parts_of_a_frame_is_no_part_of_it(ends):
    channel, theirs = ends
    whole = frame(b"R", b"one and two")
    theirs.sendall(record(OUT, whole[:7]) + record(ERR, b"rwy1R") + record(OUT, whole[7:]))
    assert channel.frame(soon(), 100) == (b"R", b"one and two")
    assert channel.complaint == "rwy1R"


def test_a_frame_may_be_as_large_as_it_may_be(ends):
    channel, theirs = ends
    theirs.sendall(record(OUT, frame(b"R", b"x" * 100)))
    assert channel.frame(soon(), 100) == (b"R", b"x" * 100)


def test_a_closed_channel_says_so_and_is_not_quiet(ends):
    channel, _ = ends
    channel.close()
    assert not channel.is_quiet()
    with pytest.raises(ChannelError, match="cannot be written to") as told:
        channel.send(b"x", soon())
    assert not isinstance(told.value, SilentError)
    with pytest.raises(ChannelError, match="cannot be read from") as told:
        channel.frame(soon(), 100)
    assert not isinstance(told.value, SilentError)


def test_what_was_sent_arrives_whole(ends):
    channel, theirs = ends
    channel.send(b"a request", soon())
    assert theirs.recv(100) == b"a request"


def test_a_deadline_that_has_passed_still_takes_what_is_there(ends):
    channel, theirs = ends
    theirs.sendall(record(OUT, frame(b"R", b"in time")))
    assert channel.frame(time.monotonic() - 5, 100) == (b"R", b"in time")


def test_standard_error_is_kept_in_a_line_and_its_beginning_is_dropped(ends):
    channel, theirs = ends
    theirs.sendall(record(ERR, b"x" * 5000 + b"\nno room\n\xff") + record(OUT, frame(b"H", b"")))
    channel.frame(soon(), 10)
    assert len(channel.complaint) <= 2000
    assert channel.complaint.endswith("x no room \N{REPLACEMENT CHARACTER}")


def test_what_is_no_frame_is_refused(ends):
    channel, theirs = ends
    theirs.sendall(record(OUT, b"Traceback (most recent call last)"))
    with pytest.raises(ChannelError, match="something that is no frame"):
        channel.frame(soon(), 1000)


@pytest.mark.parametrize("size", [101, 1 << 40])
def test_a_frame_that_is_too_large_is_refused_before_it_is_read(ends, size):
    channel, theirs = ends
    theirs.sendall(record(OUT, FRAME.pack(MAGIC, b"R", size)))
    with pytest.raises(ChannelError, match=f"a frame of {size} bytes where 100 are allowed"):
        channel.frame(soon(), 100)


def test_a_container_that_has_gone_is_told_from_a_silent_one(ends):
    channel, theirs = ends
    with pytest.raises(SilentError):
        channel.frame(time.monotonic() + 0.01, 100)
    theirs.close()
    assert not channel.is_quiet()
    with pytest.raises(ChannelError, match="has gone") as gone:
        channel.frame(soon(), 100)
    assert not isinstance(gone.value, SilentError)


def test_a_container_that_does_not_read_is_silent(ends):
    channel, _ = ends
    with pytest.raises(SilentError, match="does not read"):
        channel.send(b"x" * (64 << 20), time.monotonic() + 0.05)

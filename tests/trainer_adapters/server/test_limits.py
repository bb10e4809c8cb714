"""What a server takes, however its clients come: rows a second, rows and bytes at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.trainer_adapters.server.limits import Rate, Room
from rewardry.trainer_adapters.server.refusal import Refusal, try_later

BURST = 2.0  # seconds' worth of rows that a client may send at once


class Ledger:
    """The rule in plain words: what was taken and is not yet paid for at `rate` rows a second, of one client."""

    def __init__(self, rate):
        self.rate, self.owed, self.at = rate, 0.0, 0.0

    def takes(self, now, rows):
        self.owed = max(0.0, self.owed - (now - self.at) * self.rate)
        self.at = now
        if self.owed >= BURST * self.rate:
            return False
        self.owed += rows
        return True


def charged(rate, client, rows):
    """The refusal of some rows, or None."""
    try:
        rate.charge(client, rows)
    except Refusal as refusal:
        return refusal
    return None


# Eighths of seconds and a rate of a power of two: all sums are exact.
asked = st.lists(st.tuples(st.integers(0, 20), st.sampled_from("ab"), st.integers(0, 40)), max_size=40)


@settings(max_examples=30)
@given(asked)
def test_a_request_is_taken_as_long_as_less_than_two_seconds_are_owed(requests):
    now = [0.0]
    rate = Rate(8.0, clock=lambda: now[0])
    ledgers = {client: Ledger(8.0) for client in "ab"}
    for wait, client, rows in requests:
        now[0] += wait / 8
        refusal = charged(rate, client, rows)
        assert (refusal is None) == ledgers[client].takes(now[0], rows)
        assert refusal is None or (refusal.status, refusal.code) == (429, "rate")
        assert refusal is None or 1 <= int(refusal.headers["Retry-After"]) <= 60
    rate.close()


@settings(max_examples=25)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=30))
def test_who_comes_again_when_told_to_is_taken(sizes):
    now = [0.0]
    rate = Rate(4.0, clock=lambda: now[0])
    for rows in sizes:
        refusal = charged(rate, "a", rows)
        if refusal is not None:
            now[0] += int(refusal.headers["Retry-After"])
            assert charged(rate, "a", rows) is None
    rate.close()


def test_names_of_clients_are_any_text():
    rate = Rate(1.0, clock=lambda: 0.0)
    for client in ("", "\ud800", "::1", "x" * 10_000):
        rate.charge(client, 1)
    rate.close()


@pytest.mark.parametrize(
    ("seconds", "header"),
    [(0.0, "1"), (0.4, "1"), (1.2, "2"), (2.6, "3"), (2.0, "3"), (59.9, "60"), (1e9, "60"), (-1.0, "1")],
)
def test_a_wait_is_told_in_whole_seconds_that_are_enough(seconds, header):
    assert try_later("busy", "later", seconds).headers == {"Retry-After": header}


@pytest.mark.parametrize(
    ("take", "held", "most", "why"),
    [
        (Room.for_rows, "rows", 10, "10 rows wait and 10 is the limit"),
        (Room.for_body, "bytes", 800, "as many bytes as it may"),  # eight of the longest
    ],
)
@pytest.mark.parametrize("last", [0, 1])
def test_a_room_is_full_with_the_last_row_or_byte_and_no_earlier(take, held, most, why, last):
    room = Room(10, 100)
    with take(room, most - last), take(room, last):
        assert getattr(room, held) == most
        with take(room, 0):
            pass
        with pytest.raises(Refusal, match=why), take(room, 1):
            pass
    assert getattr(room, held) == 0


def test_one_body_is_always_taken():
    room = Room(10, 100)
    with room.for_body(10_000):
        assert room.bytes == 10_000


def test_a_wait_is_known_once_rows_were_scored():
    room = Room(10, 100)
    with room.for_rows(5):
        assert room.wait_seconds == 0.0
        room.pace.note(10, 20.0)
        assert room.wait_seconds > 0

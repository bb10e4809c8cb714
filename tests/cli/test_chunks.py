"""Chunks: whole groups, bad lines where they stand, sizes that follow the pace, and bounded memory."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.cli import chunks as module
from rewardry.cli.chunks import CHUNK_BYTES, CHUNK_ROWS, FIRST_ROWS, Chunker, ChunkSize
from rewardry.errors import DataError
from rewardry.rows import Row
from rewardry.types import Sample


def rows_of(groups, bad=()):
    """Rows of groups, in order; those at the positions in `bad` are bad lines."""
    return [
        Row({}, None if i in bad else Sample(completion="", group=group), i, f"f:{i + 1}", "bad" if i in bad else None)
        for i, group in enumerate(groups)
    ]


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=30), st.sets(st.integers(0, 2000), max_size=5))
@settings(deadline=None, max_examples=60)
def test_groups_are_never_split(runs, bad):
    """Whatever the sizes of the groups and wherever bad lines stand, a group lies in one chunk."""
    groups = [name for name, (size, _) in enumerate(runs) for _ in range(size)]
    chunks = list(Chunker(True, skip_bad=True).chunks(rows_of(groups, bad)))
    assert [row.id for chunk in chunks for row in chunk.rows] == list(range(len(groups)))
    assert all(chunk.stop is None for chunk in chunks)
    homes = {}
    for number, chunk in enumerate(chunks):
        for row in chunk.rows:
            if row.sample is not None:
                homes.setdefault(row.sample.group, set()).add(number)
    assert all(len(home) == 1 for home in homes.values())
    longest = max((size for size, _ in runs), default=0)
    assert all(len(chunk.rows) <= CHUNK_ROWS + longest + len(bad) for chunk in chunks)


@given(st.lists(st.integers(0, 3), max_size=12))
@settings(deadline=None, max_examples=150)
def test_a_group_that_comes_apart_stops_the_run_before_its_second_part(groups):
    """What is scored before is exactly the groups that had ended, so that none is scored in part."""
    ended, seen, expected = [], [], None
    for i, group in enumerate(groups):
        if i and group != groups[i - 1]:
            ended = list(range(i))
            if group in seen:
                expected = i
                break
        seen.append(group)
    if expected is not None:  # the group in front of the stray row may go on behind it
        last = groups[expected - 1]
        ended = [i for i in ended if groups[i] != last]
    chunks = list(Chunker(True, skip_bad=False).chunks(rows_of(groups)))
    stops = [chunk.stop for chunk in chunks if chunk.stop is not None]
    scored = [row.id for chunk in chunks for row in chunk.rows]
    if expected is None:
        assert (stops, scored) == ([], list(range(len(groups))))
    else:
        assert scored == ended
        assert [str(stop) for stop in stops] == [
            f"f:{expected + 1}: field 'group': other rows of group {groups[expected]} stand further up; sort the file "
            f"by group"
        ]


def test_an_error_in_reading_leaves_out_the_group_that_it_cuts():
    def reading():
        yield from rows_of([1, 1, 2, 2])
        raise DataError("f:5: bad")

    [chunk] = Chunker(True, skip_bad=False).chunks(reading())
    assert [row.id for row in chunk.rows] == [0, 1]
    assert str(chunk.stop) == "f:5: bad"


def test_without_groups_everything_before_an_error_is_scored():
    def reading():
        yield from rows_of([None] * 5)
        raise DataError("f:6: bad")

    [chunk] = Chunker(False, skip_bad=False).chunks(reading())
    assert [row.id for row in chunk.rows] == [0, 1, 2, 3, 4]
    assert str(chunk.stop) == "f:6: bad"


# ---- what was scored before ------------------------------------------------------------------------------------------


def test_groups_that_were_passed_over_count_as_ended():
    chunker = Chunker(True, skip_bad=False)
    rows = iter(rows_of([1, 1, 2, 2, 3, 1]))
    assert [row.id for row in chunker.pass_over(itertools.islice(rows, 4))] == [0, 1, 2, 3]
    [chunk] = chunker.chunks(rows)
    assert [row.id for row in chunk.rows] == []  # group 3 may go on behind the stray row
    assert str(chunk.stop).startswith("f:6: field 'group': other rows of group 1 stand further up")


def test_a_group_that_goes_on_behind_what_was_passed_over_is_told():
    chunker = Chunker(True, skip_bad=False)
    rows = iter(rows_of([1, 1, 1]))
    assert len(list(chunker.pass_over(itertools.islice(rows, 2)))) == 2
    [chunk] = chunker.chunks(rows)
    assert "other rows of group 1 stand further up" in str(chunk.stop)


def test_a_bad_row_that_is_passed_over_is_bad_again():
    chunker = Chunker(True, skip_bad=True)
    passed = list(chunker.pass_over(rows_of([1, 2, 1, 3])))
    assert [row.problem is None for row in passed] == [True, True, False, True]


# ---- sizes -----------------------------------------------------------------------------------------------------------


def test_long_lines_make_small_chunks():
    """A hundred lines of a megabyte are not held at once."""
    rows = [Row({}, Sample(completion=""), i, "f:1", line=b"x" * (CHUNK_BYTES // 2)) for i in range(7)]
    assert [len(chunk.rows) for chunk in Chunker(False, skip_bad=False).chunks(rows)] == [2, 2, 2, 1]


@pytest.fixture
def clock(alone):
    """A clock that is set by hand."""
    now = [0.0]
    alone(module, "time", monotonic=lambda: now[0])
    return now


def test_chunks_begin_small_and_double_while_rows_are_quick(clock):
    pace, sizes = ChunkSize(seconds=0.5), []
    for _ in range(7):
        sizes.append(pace.rows)
        clock[0] += 0.001
        pace.note(pace.rows)
    assert sizes == [FIRST_ROWS, 32, 64, 128, CHUNK_ROWS, CHUNK_ROWS, CHUNK_ROWS]


def test_chunks_of_slow_rows_take_what_they_should(clock):
    """Rows of a tenth of a second, half a second a chunk."""
    pace = ChunkSize(seconds=0.5)
    for _ in range(10):
        clock[0] += 0.1 * pace.rows
        pace.note(pace.rows)
    assert 4 <= pace.rows <= 5


def test_a_chunk_has_a_row_at_least_and_as_many_as_the_workers_want(clock):
    for fewest in (1, 8):
        pace = ChunkSize(seconds=0.5, fewest=fewest)
        for _ in range(10):
            clock[0] += 60.0 * pace.rows
            pace.note(pace.rows)
        assert pace.rows == fewest


def test_the_size_is_looked_up_before_each_row():
    pace = ChunkSize(rows=2)
    chunks = Chunker(False, False, pace).chunks(rows_of([None] * 9))
    assert len(next(chunks).rows) == 2
    pace.rows = 4
    assert [len(chunk.rows) for chunk in chunks] == [4, 3]

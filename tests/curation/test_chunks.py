"""However results are cut into chunks, the rows are the same, and no question is cut in two."""

import gzip
import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewardry.curation import chunks as chunking
from rewardry.curation.chunks import chunks
from rewardry.curation.kept_rows import Reading
from rewardry.errors import DataError

SOME = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
RESULT = '{"id": %d, "group": %s, "status": "correct", "input": {"prompt": "%s", "completion": "4"}}'
LINES = st.lists(
    st.builds(
        lambda group, prompt, end: (RESULT % (0, json.dumps(group), prompt)).encode() + end,
        st.sampled_from(["a", "b", None]),
        st.sampled_from(["", "one?", "two?"]),
        st.sampled_from([b"\n", b"\r\n", b"\n\n"]),
    ),
    max_size=25,
)


@SOME
@given(lines=LINES, rows=st.integers(1, 6), size=st.sampled_from([1, 200, 10**6]))
def test_borders_are_between_questions_and_nothing_is_lost(tmp_path, monkeypatch, lines, rows, size):
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" * bool(lines) + b"".join(lines))
    reading = Reading((str(file),))
    whole = [(row.place, row.group, row.question) for row in reading]
    monkeypatch.setattr(chunking, "ROWS", rows)
    monkeypatch.setattr(chunking, "BYTES", size)
    found = [[(row.place, row.group, row.question) for row in chunk.rows(reading)] for chunk in chunks(reading)]
    assert [row for chunk in found for row in chunk] == whole
    for earlier, later in pairwise(found):
        (_, *one), (_, *other) = earlier[-1], later[0]
        assert one != other or one == [None, ""]


@pytest.mark.parametrize("at", [1, 3, 7, 12])
@pytest.mark.parametrize("joined", [False, True])
def test_a_bad_line_ends_the_chunk_it_stands_in_behind_all_rows_before_it(
    write, tmp_path, monkeypatch, scored, at, joined
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chunking, "ROWS", 3)
    rows = [scored(i, f"q{i // 2}", True) for i in range(12)]
    if joined:
        write("rows.jsonl", *(row.pop("input") for row in rows))
    lines = [json.dumps(row) for row in rows]
    lines.insert(at - 1, '{"id": ')
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    reading = Reading(("in.jsonl",), ("rows.jsonl",) if joined else ())
    read = []

    def read_all():
        for chunk in chunks(reading):
            for row in chunk.rows(reading):
                read.append(row.id)

    with pytest.raises(DataError, match=rf"in\.jsonl:{at}: the line is no JSON"):
        read_all()
    assert read == [f"r{i}" for i in range(at - 1)]


def test_a_file_that_breaks_off_is_an_error_behind_the_rows_of_those_before_it(write, tmp_path, monkeypatch, scored):
    monkeypatch.chdir(tmp_path)
    write("in.jsonl", scored(0, "a", True))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(json.dumps(scored(1, "b", True)).encode())[:-9])
    reading = Reading(("in.jsonl", "cut.jsonl.gz"))
    [chunk] = chunks(reading)
    rows = chunk.rows(reading)
    assert next(rows).id == "r0"
    with pytest.raises(DataError, match=r"cut\.jsonl\.gz"):
        next(rows)

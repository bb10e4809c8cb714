"""Work in chunks, here and in other processes: the same to the byte, whole groups, and the same errors."""

import json
from itertools import pairwise

import pytest

from rewardry.curation import chunks as chunking
from rewardry.curation import parts as parting
from rewardry.curation.chunks import chunks
from rewardry.curation.figuring import Figuring
from rewardry.curation.groups import Grouped
from rewardry.curation.kept_rows import Reading
from rewardry.curation.process import Process
from rewardry.errors import EngineError


@pytest.fixture
def small_chunks(monkeypatch):
    """Chunks of few rows, and other processes from the second one on."""
    monkeypatch.setattr(chunking, "ROWS", 5)
    monkeypatch.setattr(parting, "_HERE", 1)


@pytest.fixture
def many(scored):
    """Groups of one to nine rows, with words that UTF-8 cannot hold, large integers, and columns of a few values."""
    rows = []
    for group in range(14):
        for j in range(group % 9 + 1):
            thought = f"Number {j} of {group}: \ud800 \u2028 we add {'``` x ```' if j == 2 else 'them'}."
            found = scored(len(rows), f"q{group}", (group + j) % 3 == 0, answer=str(j), thought=thought)
            found["input"] |= {"domain": f"d{group % 4}", "large": 10**30 + j, "completion_ids": list(range(j))}
            found["total"] = found["total"] + 0.1 * j
            rows.append(found)
    return rows


SELECT = ("select", "in.jsonl", "-o", "out.jsonl", "--rejected", "rest.jsonl", "--json")
COMMANDS = {
    "rows": (*SELECT, "--r1", "--best-of-group", "2", "--duplicates-in", "group"),
    "sft": (*SELECT, "--correct", "--to", "sft", "--form", "cold-start"),
    "dpo": (*SELECT, "--correct", "--to", "dpo", "--pairs", "3"),
    "stats": ("stats", "in.jsonl", "--by", "domain", "--json", "--write", "out.jsonl"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_processes_write_what_one_writes(rewardry, write, tmp_path, many, small_chunks, name):
    write("in.jsonl", *many)
    found = []
    for workers in (1, 2):
        code, out, err = rewardry(*COMMANDS[name], "--workers", workers)
        assert (code, err) == (0, "")
        assert json.loads(out)["rows"] == len(many)
        files = [tmp_path / file for file in ("out.jsonl", "rest.jsonl")]
        found.append([out, *(file.read_bytes() for file in files if file.exists())])
        assert files[0].stat().st_size > 0
    assert found[0] == found[1]


def test_an_error_in_another_process_stops_after_the_rows_before_it(rewardry, tmp_path, many, small_chunks):
    lines = [json.dumps(row) for row in many]
    lines[33] = lines[33][:-5]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    found = []
    for workers in (1, 2):
        code, _, err = rewardry("select", "in.jsonl", "--correct", "-o", "out.jsonl", "--workers", workers)
        assert code == 2
        assert "in.jsonl:34: the line is no JSON" in err
        found.append((tmp_path / "out.jsonl").read_bytes() + (tmp_path / "in.rejected.jsonl").read_bytes())
    assert found[0] == found[1]
    written = {json.loads(line)["group"] for line in found[0].splitlines()}
    assert written == {row["group"] for row in many[:33]} - {many[33]["group"]}  # its group was not complete


@pytest.mark.parametrize("options", [[], ["--rows", "rows.jsonl"]])
def test_borders_change_nothing(rewardry, write, read, many, monkeypatch, options):
    if options:
        write("rows.jsonl", *(row.pop("input") for row in many))
    write("in.jsonl", *many)
    expected = rewardry("select", "in.jsonl", *options, "--correct", "--best-of-group", "1", "--json")
    kept = read("in.selected.jsonl")
    monkeypatch.setattr(chunking, "ROWS", 3)
    assert rewardry("select", "in.jsonl", *options, "--correct", "--best-of-group", "1", "--json") == expected
    assert read("in.selected.jsonl") == kept


def test_a_chunk_holds_whole_groups_and_says_where_its_lines_stand(write, tmp_path, monkeypatch, many):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chunking, "ROWS", 4)
    write("a.jsonl", *many[:9])
    (tmp_path / "b.jsonl").write_text("\n\n".join(json.dumps(row) for row in many[9:]))  # a group goes on in it
    found = [list(chunk.rows(Reading(()))) for chunk in chunks(Reading(("a.jsonl", "b.jsonl")))]
    assert [row.data for chunk in found for row in chunk] == many
    assert len(found) > 5
    for earlier, later in pairwise(found):
        assert earlier[-1].group != later[0].group
    places = [row.place for chunk in found for row in chunk]
    assert places == [
        *(f"a.jsonl:{i}" for i in range(1, 10)),
        *(f"b.jsonl:{i}" for i in range(1, 2 * len(many[9:]), 2)),
    ]


def test_one_group_may_be_the_whole_file(write, tmp_path, monkeypatch, scored):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chunking, "ROWS", 4)
    write("in.jsonl", *(scored(i, "a", True) for i in range(50)))
    [chunk] = chunks(Reading(("in.jsonl",)))
    assert len(chunk) == 50


def test_a_process_that_is_killed_is_said(write, tmp_path, monkeypatch, many):
    monkeypatch.chdir(tmp_path)
    write("in.jsonl", *many)
    reading = Reading(("in.jsonl",))
    [chunk] = chunks(reading)
    process = Process(Figuring(None, ()), reading)
    try:
        assert process.part_of(chunk).rows == len(many)
        process._process.kill()
        with pytest.raises(EngineError, match=r"a process that worked on rows has ended.*use --workers 1"):
            process.part_of(chunk)
    finally:
        process.close()


def test_processes_end_with_whoever_stops_reading(write, tmp_path, monkeypatch, many, small_chunks):
    monkeypatch.chdir(tmp_path)
    write("in.jsonl", *many)
    started = []
    monkeypatch.setattr(parting, "Process", lambda *given: started.append(Process(*given)) or started[-1])
    found = parting.parts(Figuring(None, ()), Reading(("in.jsonl",)), 2)
    for _ in range(2):
        next(found)
    found.close()
    assert [process._process.returncode for process in started] == [-9, -9]


def test_torn_groups_are_noticed_in_a_table_of_one_size():
    grouped = Grouped()
    grouped.begin((i, f"in:{i}") for i in range(3_000_000, 3_000_000 + (1 << 20) + 5))
    assert (grouped.torn, len(grouped._begun)) == (0, 1 << 20)
    grouped.begin([(3_000_100, "in:again"), (3_000_000, "in:forgotten")])
    assert (grouped.torn, grouped.first_torn) == (1, "in:again")

"""Work on chunks: what it gives is the same wherever it is done, and ends with the first row that stops it."""

import json

import pytest

from rewardry.curation.chunks import Chunk, chunks
from rewardry.curation.correctness import Correctness
from rewardry.curation.figuring import Figuring
from rewardry.curation.kept_rows import Reading
from rewardry.curation.process import WORKS
from rewardry.curation.row_figures import RowFigures
from rewardry.curation.selecting import Selecting, Written
from rewardry.curation.wanted import Wanted
from rewardry.curation.work import part_of, reading_from_json, reading_to_json
from rewardry.curation.writing_back import WritingBack
from rewardry.errors import ConfigError, DataError
from rewardry.text.sections import SectionStyle

ALL = Wanted(
    correct=False,
    r1=False,
    pass_rate=None,
    best_of_group=None,
    one_language=None,
    language=None,
    resolver="script",
    paragraph=None,
    no_code=False,
    no_loops=False,
    summary=False,
    truncated=False,
    duplicates=None,
    similarity=0.8,
    against=(),
    against_words=13,
    against_column=None,
)


class Noting:
    """Work that notes groups, and stops where it is told to."""

    name = "noting"

    def __init__(self, stop_at=None, error=None):
        self.stop_at, self.error = stop_at, error
        self.settings = {}

    def do(self, groups, part):
        part.found = []
        for group in groups:
            if self.stop_at is not None and group[0].group == self.stop_at:
                raise self.error
            part.found.append([row.id for row in group])


@pytest.fixture
def lines(scored):
    """Three groups of two rows."""
    return [json.dumps(scored(i, f"q{i // 2}", right=i % 2 == 0)).encode() for i in range(6)]


def chunk(lines, error=None):
    return Chunk(lines, [("in.jsonl", 1, len(lines))], error=error)


def test_a_part_holds_the_rows_the_groups_that_began_and_what_was_found(lines):
    part = part_of(Noting(), Reading(()), chunk(lines))
    assert (part.rows, part.error) == (6, None)
    assert part.found == [["r0", "r1"], ["r2", "r3"], ["r4", "r5"]]
    assert [place for _, place in part.begun] == ["in.jsonl:1", "in.jsonl:3", "in.jsonl:5"]
    assert len({mark for mark, _ in part.begun}) == 3


@pytest.mark.parametrize("broken", [b"{", b"[]", b'"text"', b'{"id": 1}', b'{"input": {}, "total": "x"}', b"\xff{}"])
def test_a_line_that_cannot_be_read_ends_the_part_behind_the_whole_groups_before_it(lines, broken):
    part = part_of(Noting(), Reading(()), chunk([*lines[:4], broken, *lines[4:]]))
    assert isinstance(part.error, DataError)
    assert "in.jsonl:5" in str(part.error)
    assert part.found == [["r0", "r1"]]  # the group that the line follows may not be complete
    assert part.rows == 2


def test_reading_that_ended_with_an_error_ends_the_part(lines):
    error = DataError("in.jsonl:7: broken")
    part = part_of(Noting(), Reading(()), chunk(lines, error))
    assert part.error is error
    assert part.found == [["r0", "r1"], ["r2", "r3"]]


@pytest.mark.parametrize("error", [DataError("a row"), ConfigError("a template")], ids=["data", "settings"])
def test_a_group_that_cannot_be_worked_on_ends_the_part_with_what_came_before(lines, error):
    part = part_of(Noting("q1", error), Reading(()), chunk(lines))
    assert part.error is error
    assert part.found == [["r0", "r1"]]


def test_a_fault_of_our_own_is_not_taken_for_one_of_the_file(lines):
    with pytest.raises(ZeroDivisionError):
        part_of(Noting("q1", ZeroDivisionError()), Reading(()), chunk(lines))


@pytest.mark.parametrize(
    "style",
    [
        SectionStyle(),
        SectionStyle(None, None),
        SectionStyle(("<r>", "</r>"), None, True),
        SectionStyle(None, ("[", "]"), False),
    ],
    ids=repr,
)
@pytest.mark.parametrize("columns", [{}, {"completion": "text", "id": "no."}], ids=["usual", "mapped"])
@pytest.mark.parametrize("correctness", [Correctness(), Correctness("total", 0.5), Correctness("label")], ids=repr)
def test_how_lines_are_read_comes_back_from_json(style, columns, correctness):
    reading = Reading((), (), correctness, columns, style)
    assert reading_from_json(json.loads(json.dumps(reading_to_json(reading)))) == reading


# ---- each work is made again of its settings -----------------------------------------------------------------------


def selecting(**changes):
    return Selecting({**ALL.__dict__, **changes}, Written().__dict__)


def writing_back():
    return WritingBack({"hard": 0.2, "easy": 0.6}, [[2, 1, 3]], 2, joined=False)


@pytest.mark.parametrize("make", [selecting, writing_back, lambda: Figuring([1, 2], ["level"])])
def test_another_process_makes_the_same_work_of_its_settings(make, lines):
    work = make()
    module, _, name = WORKS[work.name].partition(":")
    cls = getattr(__import__(module, fromlist=[name]), name)
    again = cls(**json.loads(json.dumps(work.settings)))
    assert type(again) is type(work)
    assert json.dumps(again.settings) == json.dumps(work.settings)
    one, other = (part_of(each, Reading(()), chunk(lines)) for each in (work, again))
    assert (one.found, one.lines, one.rows) == (other.found, other.lines, other.rows)


def test_the_parts_of_figures_add_up_to_those_of_all_rows(lines, tmp_path):
    work, whole = Figuring([1, 2], ["group"]), RowFigures([1, 2], ["group"])
    for part in (part_of(work, Reading(()), chunk(lines[i : i + 2])) for i in (0, 2, 4)):
        whole.merge(json.loads(json.dumps(part.found)))
    once = RowFigures([1, 2], ["group"])
    once.merge(part_of(work, Reading(()), chunk(lines)).found)
    assert json.dumps(whole.summary()) == json.dumps(once.summary())
    assert whole.rows == 6
    assert set(whole.by["group"]) == {"q0", "q1", "q2"}


def test_figures_of_the_groups_before_a_bad_line_are_kept(lines):
    part = part_of(Figuring(None, []), Reading(()), chunk([*lines[:5], b"{"]))
    assert part.found["rows"] == 4
    assert isinstance(part.error, DataError)


# ---- rows written back ---------------------------------------------------------------------------------------------


def written(work, lines):
    return [json.loads(line) for line in part_of(work, Reading(()), chunk(lines)).lines["rows"]]


def test_columns_stand_in_front_of_the_line_as_it_was(lines):
    raw = part_of(writing_back(), Reading(()), chunk(lines)).lines["rows"]
    assert raw[0].startswith(b'{"pass_rate": 0.5, "difficulty": "medium", "curriculum": 2, "id": "r0"')
    for line, before in zip(raw, lines, strict=True):
        row = json.loads(line)
        assert {key: row[key] for key in json.loads(before)} == json.loads(before)
        assert b"\n" not in line


@pytest.mark.parametrize("space", [b"", b" ", b"\t"], ids=["none", "blank", "tab"])
def test_white_space_around_a_line_does_no_harm(lines, space):
    spaced = [space + line.replace(b"{", b"{" + space, 1) + space for line in lines]
    assert written(writing_back(), spaced) == written(writing_back(), lines)


def test_columns_of_an_earlier_run_are_replaced(lines):
    again = [json.dumps({"difficulty": "old", **json.loads(line), "pass_rate": 7}).encode() for line in lines]
    assert written(writing_back(), again) == written(writing_back(), lines)


def test_an_undecided_question_has_no_difficulty(scored):
    lines = [json.dumps(scored(0, "q", None)).encode()]
    [row] = written(writing_back(), lines)
    assert (row["pass_rate"], row["difficulty"], row["curriculum"]) == (None, None, None)


def test_the_input_of_joined_rows_is_written_beside_the_result(lines, kept, tmp_path):
    results, rows = tmp_path / "scores.jsonl", tmp_path / "rows.jsonl"
    results.write_bytes(
        b"".join(
            json.dumps({k: v for k, v in json.loads(line).items() if k != "input"}).encode() + b"\n" for line in lines
        )
    )
    rows.write_bytes(b"".join(json.dumps(json.loads(line)["input"]).encode() + b"\n" for line in lines))
    work = WritingBack({}, [[2, 1, 3]], 1, joined=True)
    [only] = chunks(Reading((str(results),), (str(rows),)))
    found = [json.loads(line) for line in part_of(work, Reading((str(results),), (str(rows),)), only).lines["rows"]]
    assert [row["input"] for row in found] == [json.loads(line)["input"] for line in lines]
    assert [row["difficulty"] for row in found] == ["medium"] * 6


# ---- what is wanted ------------------------------------------------------------------------------------------------


def reasons(**changes):
    work = selecting(**changes)
    try:
        return work.reasons
    finally:
        work.close()


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 0),
        ({"correct": True}, 1),
        ({"pass_rate": (0.0, 0.5)}, 1),
        ({"truncated": True}, 1),
        ({"one_language": 0.5}, 1),
        ({"paragraph": 10}, 1),
        ({"no_code": True}, 1),
        ({"no_loops": True}, 1),
        ({"summary": True}, 1),
        ({"duplicates": "group"}, 1),
        ({"duplicates": "file"}, 1),
        ({"best_of_group": 1}, 1),
        ({"r1": True}, 5),  # right, one language, short paragraphs, no code, no loops
        ({"r1": True, "correct": True, "no_code": True, "no_loops": True, "paragraph": 9, "one_language": 0.5}, 5),
        ({"correct": True, "best_of_group": 2, "duplicates": "group"}, 3),
    ],
    ids=str,
)
def test_each_option_brings_its_filter_once(changes, count):
    found = reasons(**changes)
    assert len(found) == len(set(found)) == count


def test_the_order_of_the_filters_is_always_the_same():
    assert reasons(best_of_group=1, correct=True, duplicates="group")[0] == reasons(correct=True)[0]
    assert reasons(best_of_group=1, duplicates="group") == [
        *reasons(duplicates="group"),
        *reasons(best_of_group=1),
    ]  # what is a duplicate is not among the best
    assert reasons(best_of_group=1, duplicates="file") == [*reasons(best_of_group=1), *reasons(duplicates="file")]


@pytest.mark.parametrize(("duplicates", "whole"), [(None, False), ("group", False), ("file", True)])
def test_only_duplicates_in_the_file_need_the_whole_file(duplicates, whole):
    assert Wanted(**{**ALL.__dict__, "duplicates": duplicates}).whole_file is whole


def test_a_group_is_written_whole_or_not_at_all(lines):
    work = selecting(correct=True)
    try:
        part = part_of(work, Reading(()), chunk(lines))
    finally:
        work.close()
    assert [json.loads(line)["id"] for line in part.lines["kept"]] == ["r0", "r2", "r4"]
    assert part.lines["kept"] == [lines[0], lines[2], lines[4]]
    rejected = [json.loads(line) for line in part.lines["rejected"]]
    assert [row["id"] for row in rejected] == ["r1", "r3", "r5"]
    assert all(next(iter(row)) == "rejected" and row["rejected"] for row in rejected)
    assert (part.found["rows"], part.found["kept"], part.found["groups"]) == (6, 3, 3)


def test_rejecting_twice_leaves_one_list_of_reasons(lines):
    work = selecting(correct=True)
    try:
        once = part_of(work, Reading(()), chunk(lines)).lines["rejected"]
        twice = part_of(work, Reading(()), chunk(once)).lines["rejected"]
    finally:
        work.close()
    assert [json.loads(line) for line in twice] == [json.loads(line) for line in once]

"""The journal: when it is saved, and what a writer keeps of the file behind it."""

import json
import os

import pytest

from rewardry.cli import resume
from rewardry.cli.output import RowWriter, Written
from rewardry.cli.resume import Checkpoint, Journal, add_line, empty_digest

JOURNAL = "out.jsonl.resume.json"


def test_a_journal_is_saved_once_in_a_while_and_at_the_end(folder, alone):
    now = [0.0]
    alone(resume, "time", monotonic=lambda: now[0])
    journal = Journal("out.jsonl", {})
    for second, saved in ((0.5, 0.5), (0.9, 0.5), (1.4, 0.5), (1.5, 1.5), (2.4, 1.5), (2.5, 2.5), (3.0, 2.5)):
        now[0] = second
        journal.note(Checkpoint(1, 1, "", "", {"second": second}))
        assert json.loads((folder / JOURNAL).read_text())["sums"]["second"] == saved
    journal.save()
    assert json.loads((folder / JOURNAL).read_text())["sums"]["second"] == 3.0


def test_a_journal_that_cannot_be_written_stops_nothing(folder):
    os.mkdir(JOURNAL)
    journal = Journal("out.jsonl", {})
    journal.note(Checkpoint(1, 1, "", "", {}))
    journal.save()
    journal.remove()
    assert os.listdir() == [JOURNAL]


def test_a_writer_goes_on_behind_what_is_kept(folder):
    (folder / "out.jsonl").write_bytes(b'{"id": 0}\n{"id": 1}\n{"i')
    kept = Written()
    kept.add(b'{"id": 0}\n', 1)
    with RowWriter("out.jsonl", kept=kept) as writer:
        writer.write([{"id": 5}])
        assert (writer.rows, writer.written.size) == (2, 20)
    assert (folder / "out.jsonl").read_bytes() == b'{"id": 0}\n{"id": 5}\n'


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_line_counts_without_its_end(end):
    digest, same = empty_digest(), empty_digest()
    add_line(digest, b"{}" + end)
    add_line(same, b"{}")
    assert digest.hexdigest() == same.hexdigest()

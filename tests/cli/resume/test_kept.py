"""What a run keeps of the one that it goes on with: its rows and their summary; and when it begins anew."""

import gzip
import json
import os

from rewardry.cli.resume import Journal

JOURNAL = "out.jsonl.resume.json"


def test_rows_that_are_written_are_not_scored_again(stopped, rewardry, write, toys, read, folder, asked):
    """The earlier rows are what the file says, whatever a component would say now."""
    write("r.yaml", json.dumps({"rewards": [{"use": f"{toys}:size", "name": "size"}]}))
    command = stopped("score", "r.yaml")
    kept = json.loads((folder / JOURNAL).read_text())["rows"]
    assert kept == 300
    asked.clear()
    done = rewardry(*command, "--json")
    assert (done.code, done.json["rows"]) == (0, 400)
    assert len(asked) == 100
    assert len(read("out.jsonl")) == 400


def test_the_summary_covers_all_rows(stopped, rewardry, without_time):
    command = stopped("verify", "text.exact")
    done = rewardry(*command, "--json")
    whole = rewardry("verify", "text.exact", "in.jsonl", "-o", "whole.jsonl", "--json")
    assert without_time(done.json) == without_time(whole.json)
    assert done.json["labelled"] == done.json["rows"] == 400
    assert done.json["ms"] > 0


def test_an_error_of_the_first_part_is_an_error_of_the_run(rewardry, write, completions):
    """The exit code and the first error are those of the whole run."""
    rows = completions(400)
    write("in.jsonl", *rows[:5], {"completion": 5}, *rows[6:300], "{")
    assert rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl", "--skip-bad").code == 3
    write("in.jsonl", *rows[:5], {"completion": 5}, *rows[6:300], {"completion": "x", "kind": "pair"})
    rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl")  # stops at the sixth line
    write("in.jsonl", *rows)
    done = rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl", "--resume", "--json")
    assert (done.code, done.json["rows"]) == (0, 400)


def test_a_finished_run_leaves_no_journal_and_is_begun_anew(rewardry, write, brief, completions):
    write("in.jsonl", *completions(5))
    for arguments in ((), ("--resume",), ("--resume",)):
        assert rewardry("score", brief, "in.jsonl", "-o", "out.jsonl", *arguments).code == 0
        assert sorted(os.listdir()) == ["brief.yaml", "in.jsonl", "out.jsonl"]


def test_an_output_that_was_removed_is_begun_anew(stopped, rewardry, brief, read):
    command = stopped("score", brief)
    os.remove("out.jsonl")
    assert rewardry(*command).code == 0
    assert len(read("out.jsonl")) == 400


def test_without_resume_a_run_begins_anew_and_forgets_the_earlier_one(stopped, rewardry, brief, folder, write):
    command = stopped("score", brief)
    write("in.jsonl", "{")
    assert rewardry(*command[:-1]).code == 2
    assert (folder / "out.jsonl").read_bytes() == b""
    assert not (folder / JOURNAL).exists()  # no row is written: there is nothing to go on with


def test_a_journal_without_its_output_is_forgotten_when_a_run_begins(stopped, rewardry, brief, folder, write):
    """Else it would speak of the rows of another run."""
    command = stopped("score", brief)
    os.remove("out.jsonl")
    write("in.jsonl", "{")
    assert rewardry(*command[:-1]).code == 2
    assert not (folder / JOURNAL).exists()


def test_an_archive_is_gone_on_with(rewardry, brief, folder, completions):
    rows = [json.dumps(row).encode() + b"\n" for row in completions(5000)]
    data = gzip.compress(b"".join(rows))
    (folder / "in.jsonl.gz").write_bytes(data[: len(data) // 2])
    assert rewardry("score", brief, "in.jsonl.gz", "-o", "out.jsonl").code == 2
    (folder / "in.jsonl.gz").write_bytes(data)
    assert rewardry("score", brief, "in.jsonl.gz", "-o", "out.jsonl", "--resume").code == 0
    assert rewardry("score", brief, "in.jsonl.gz", "-o", "whole.jsonl").code == 0
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


def test_a_group_that_grew_behind_the_last_row_is_told(rewardry, write, grouped, monkeypatch, completions):
    """All its rows would have to be scored together, and some of them are written."""
    write("in.jsonl", *completions(90, size=9))
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "remove", lambda self: None)  # as if it was killed just before
        assert rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl").code == 0
    write("in.jsonl", *completions(90, size=9), {"completion": "one more", "group": 9})
    done = rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl", "--resume")
    assert done.code == 2
    assert "rewardry: in.jsonl:91: field 'group': other rows of group 9 stand further up" in done.err


def test_an_input_that_grew_is_gone_on_with(stopped, rewardry, brief, write, read, completions):
    command = stopped("score", brief)
    write("in.jsonl", *completions(1000))
    done = rewardry(*command, "--json")
    assert done.json["rows"] == len(read("out.jsonl")) == 1000


def test_the_input_may_lie_elsewhere_and_in_other_pieces(stopped, rewardry, brief, write, folder, completions):
    stopped("score", brief)
    rows = completions(400)
    write("a.jsonl", *rows[:100])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(b"\n".join(json.dumps(row).encode() for row in rows[100:])))
    assert rewardry("score", brief, "a.jsonl", "b.jsonl.gz", "-o", "out.jsonl", "--resume").code == 0
    rewardry("score", brief, "a.jsonl", "b.jsonl.gz", "-o", "whole.jsonl")
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


def test_engine_workers_and_deadline_may_be_others(stopped, rewardry, brief):
    command = stopped("score", brief)
    assert rewardry(*command, "--engine", "inline", "--workers", 1, "--timeout", 60, "--no-guard").code == 0

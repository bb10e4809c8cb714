"""Where rows come from: files, archives, pipes and the standard input, and how large they may be."""

import errno
import hashlib
import io
import json
import os
import sys
import threading
import time

import pytest

from rewardry import rows as module
from rewardry.errors import ConfigError, DataError
from rewardry.rows import STDIN, dump, open_rows, read_rows, refuse_unreadable

# ---- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", [refuse_unreadable, open_rows])
def test_a_missing_file_is_told(read, tmp_path):
    with pytest.raises(ConfigError) as raised:
        read(f"{tmp_path}/none.jsonl")
    assert str(raised.value) == f"{tmp_path}/none.jsonl: cannot be read: No such file or directory"


@pytest.mark.parametrize("name", ["folder", "folder.jsonl", "folder.jsonl.gz"])
def test_a_folder_is_told(tmp_path, name):
    (tmp_path / name).mkdir()
    for read in (refuse_unreadable, open_rows):
        with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
            read(str(tmp_path / name))


def test_a_name_too_long_for_a_file_is_told():
    with pytest.raises(ConfigError, match="cannot be read: File name too long"):
        refuse_unreadable("x" * 5000)


@pytest.mark.parametrize("name", ["f.jsonl", "f.jsonl.gz"])
def test_a_file_that_may_not_be_read_is_told(write_rows, monkeypatch, alone, name):
    write_rows({"completion": "a"}, name=name)
    # Root, as whom some run the tests, may read everything.
    monkeypatch.setattr(module, "open", refuse, raising=False)
    alone(module, "gzip", open=refuse)
    with pytest.raises(ConfigError, match=rf"^{name}: cannot be read: Permission denied$"):
        refuse_unreadable(name)


def refuse(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize("name", ["rows.json", "rows.csv", "rows", "rows.jsonl.zst", "rows.gz", "rows.parquet"])
def test_another_kind_of_file_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    for read in (refuse_unreadable, open_rows):
        with pytest.raises(ConfigError) as raised:
            read(str(tmp_path / name))
        assert str(raised.value) == (
            f"{tmp_path / name}: rows are read from .jsonl and .jsonl.gz files, and from - (standard input)"
        )


def test_compressed_rows_are_rows(write_rows):
    rows = list(read_rows([write_rows({"completion": "a"}, {"completion": "b"}, name="f.jsonl.gz")]))
    assert [(row.place, row.sample.completion) for row in rows] == [("f.jsonl.gz:1", "a"), ("f.jsonl.gz:2", "b")]


def damaged(data, how):
    if how == "cut":
        return data[: len(data) // 2]
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 20]) + data[middle + 20 :]


def collect(rows, into):
    for row in rows:
        into.append(row.data)


@pytest.mark.parametrize("how", ["cut", "changed"])
def test_a_damaged_archive_gives_its_rows_up_to_there(write_rows, tmp_path, how):
    lines = [{"completion": hashlib.sha256(bytes([i % 256, i // 256])).hexdigest()} for i in range(3000)]
    file = tmp_path / write_rows(*lines, name="f.jsonl.gz")
    file.write_bytes(damaged(file.read_bytes(), how))
    taken = []
    with pytest.raises(DataError) as raised:
        collect(read_rows(["f.jsonl.gz"], skip_bad=True), taken)
    assert len(taken) > 500
    assert taken[:500] == lines[:500]
    assert str(raised.value).startswith(f"f.jsonl.gz:{len(taken) + 1}: reading failed: ")
    assert str(raised.value).endswith("; the file is cut off or damaged, make it anew")


def test_what_is_only_called_gz_is_told(write_rows, tmp_path):
    (tmp_path / "f.jsonl.gz").write_bytes(b'{"completion": "a"}\n')
    with pytest.raises(DataError) as raised:
        list(read_rows(["f.jsonl.gz"]))
    assert str(raised.value) == (
        "f.jsonl.gz:1: reading failed: Not a gzipped file (b'{\"'); the file is cut off or damaged, make it anew"
    )


def test_the_standard_input_is_a_file(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"completion": "a"}\nno\n')))
    rows = read_rows([STDIN])
    assert next(rows).place == "-:1"
    with pytest.raises(DataError, match=r"^-:2: the line is no JSON"):
        next(rows)


@pytest.mark.parametrize("read", [refuse_unreadable, open_rows])
def test_a_closed_standard_input_is_told(monkeypatch, read):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ConfigError, match="-: the standard input is closed"):
        read(STDIN)


def within(seconds, call):
    """What a call returns, which may wait for a pipe for ever."""
    found = []
    thread = threading.Thread(target=lambda: found.append(call()), daemon=True)
    thread.start()
    thread.join(seconds)
    assert found, "it hangs, or has failed"
    return found[0]


def test_the_check_takes_nothing_out_of_a_pipe(tmp_path):
    """What is read of a pipe is gone, and whoever writes to one that is closed again is killed."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert within(10, lambda: refuse_unreadable(str(pipe)) is None)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b'{"completion": "a"}\n' * 1000), daemon=True)
    writer.start()
    assert len(within(10, lambda: list(read_rows([str(pipe)])))) == 1000
    writer.join(10)
    assert not writer.is_alive()


def test_rows_come_out_of_a_pipe_as_they_go_in(tmp_path):
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    wait = threading.Event()

    def slowly():
        with open(pipe, "wb", buffering=0) as stream:
            stream.write(b'{"completion": "first"}\n')
            wait.wait(30)
            stream.write(b'{"completion": "second"}\n')

    threading.Thread(target=slowly, daemon=True).start()
    rows = read_rows([str(pipe)])
    assert within(10, lambda: next(rows)).sample.completion == "first"
    wait.set()
    assert within(10, lambda: next(rows)).sample.completion == "second"


def test_files_are_closed(write_rows):
    file = write_rows(*[{"completion": "a"}] * 10)
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    if before is None:
        pytest.skip("there is no /proc")
    for _ in range(5):
        list(read_rows([file, write_rows({"completion": "a"}, name="f.jsonl.gz")]))
        rows = read_rows([file])
        next(rows)
        rows.close()
    assert set(os.listdir("/proc/self/fd")) == before


# ---- size ----------------------------------------------------------------------------------------------------------


def test_a_completion_of_10_mb_is_a_row(write_rows):
    text = "<think>" + "x" * 10_000_000 + "</think><answer>5</answer>"
    [row] = read_rows([write_rows({"completion": text})])
    assert row.sample.completion == text
    assert json.loads(dump({"id": 1, "input": row.data}))["input"]["completion"] == text


def test_rows_of_many_columns_are_read_in_no_time(write_rows):
    row = {f"column{i}": i for i in range(50_000)}
    file = write_rows({**row, "completion": "a"}, row)
    start = time.process_time()
    rows = list(read_rows([file], skip_bad=True))
    assert len(rows[0].sample.meta) == 50_000
    assert rows[1].problem.startswith("f.jsonl:2: field 'completion': the row has none. ")
    assert time.process_time() - start < 60

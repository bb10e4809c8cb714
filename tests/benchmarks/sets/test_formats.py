"""Files as they are published: JSON, JSON Lines, CSV, packed, parquet."""

import builtins
import gzip

import pytest

from rewardry.benchmarks.sets.formats import read_original
from rewardry.errors import ConfigError, DataError

ROWS = [{"a": "1", "b": "x\ny"}, {"a": "2", "b": 'ü, "q"'}]


@pytest.mark.parametrize("name", ["r.json", "r.jsonl", "r.jsonl.gz", "r.json.gz", "r.parquet"])
def test_formats_give_the_same_rows(place, name):
    assert [row for _, row in read_original(place(name, ROWS))] == ROWS


def test_csv(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text('a,b\n1,"x\ny"\n2,"ü, ""q"""\n', encoding="utf-8-sig", newline="")
    found = list(read_original(path))
    assert [row for _, row in found] == ROWS
    assert found[1][0] == f"{path}:4"


def test_lines_in_a_json_file_are_read(tmp_path):
    path = tmp_path / "r.json"
    path.write_text('{"a": 1}\n\n{"a": 2}\n')
    assert list(read_original(path)) == [(f"{path}:1", {"a": 1}), (f"{path}:3", {"a": 2})]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("r.jsonl", b'{"a": 1}\nno\n', "r.jsonl:2: the line is no JSON"),
        ("r.jsonl", b"[1]\n", "r.jsonl:1: an object is wanted, not array"),
        ("r.json", b'["a"]', "r.json: row 1: an object is wanted, not string"),
        ("r.json", b"[{", "r.json: the file is no JSON"),
        ("r.json", b"3", "r.json: a list of objects is wanted, not number"),
        ("r.csv", b"a,b\n1\n", "r.csv:2: the line has not as many cells as the first one"),
        ("r.csv", b'a\n"1" x\n', "r.csv:2: the line is no CSV"),
        ("r.jsonl", b"\xff\n", "r.jsonl: reading failed"),
        ("r.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 9, mtime=0)[:-9], "r.jsonl.gz: reading failed"),
        ("r.parquet", b"PAR1", "r.parquet: the file is no parquet"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        list(read_original(tmp_path / name))
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["r.jsonl.gz", "r.json.gz", "r.csv.gz"])
def test_an_archive_that_is_damaged_in_its_middle_is_said(tmp_path, name):
    packed = bytearray(gzip.compress(b"".join(b'{"a": "%d"}\n' % i for i in range(999)), mtime=0))
    for place in range(40, 60):
        packed[place] ^= 0xFF
    (tmp_path / name).write_bytes(packed)
    with pytest.raises(DataError, match=r"reading failed: .*; the file is cut off or damaged, get it anew"):
        list(read_original(tmp_path / name))


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"r\.txt: the format is not known; files of sets end in \.jsonl"):
        list(read_original(tmp_path / "r.txt"))


def test_parquet_names_its_extra(place, monkeypatch):
    path, load = place("r.parquet", ROWS), builtins.__import__

    def without(name, *rest):
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match=r"pip install 'rewardry\[hub\]'"):
        list(read_original(path))

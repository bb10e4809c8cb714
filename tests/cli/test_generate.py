"""rewardry generate: rows of a generator, checked and written whole."""

import gzip
import json
from pathlib import Path

import pytest

GENERATOR = '''
from rewardry import Generator
from rewardry.generator import refuse_arguments


class Sums(Generator):
    """Sums of two numbers."""

    largest: int = 9

    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        for i in range(n):
            yield {"id": f"s-{seed}-{i}", "prompt": f"What is {i} + {difficulty}?", "reference": str(i + difficulty)}


class Bad(Generator):
    """Its third row has no prompt."""

    def rows(self, seed, n, difficulty=5):
        good = {"id": "a", "prompt": "p", "reference": "r"}
        yield from [good, good, {"id": "b", "reference": "r"}]


class Falls(Generator):
    """It raises at its second row."""

    def rows(self, seed, n, difficulty=5):
        yield {"id": "a", "prompt": "p", "reference": "r"}
        raise KeyError("lost")
'''


@pytest.fixture
def own(folder):
    """A file of generators."""
    Path("own.py").write_text(GENERATOR)
    return "./own.py"


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_rows_go_to_the_standard_output_and_the_summary_elsewhere(rewardry, own):
    done = rewardry("generate", f"{own}:Sums", "-n", 3, "--seed", 7, "--difficulty", 2)
    assert done.code == 0
    assert [row["reference"] for row in lines(done.out)] == ["2", "3", "4"]
    assert "3 rows of ./own.py:Sums, seed 7, difficulty 2" in done.err


def test_rows_go_to_a_file(rewardry, own):
    done = rewardry("generate", f"{own}:Sums", "-n", 250, "-o", "rows.jsonl")
    assert (done.code, done.err) == (0, "")
    assert "250 rows" in done.out
    assert "written to rows.jsonl" in done.out
    assert len(lines(Path("rows.jsonl").read_text())) == 250


def test_rows_go_to_an_archive(rewardry, own):
    rewardry("generate", f"{own}:Sums", "-n", 2, "-o", "rows.jsonl.gz")
    assert len(gzip.decompress(Path("rows.jsonl.gz").read_bytes()).splitlines()) == 2


def test_the_same_arguments_make_the_same_bytes(rewardry, own):
    outputs = [rewardry("generate", f"{own}:Sums", "-n", 5, "--seed", 1).out for _ in range(2)]
    assert outputs[0] == outputs[1] != rewardry("generate", f"{own}:Sums", "-n", 5, "--seed", 2).out


def test_the_summary_as_json(rewardry, own):
    told = rewardry("generate", f"{own}:Sums", "-n", 5, "-o", "rows.jsonl", "--json").json
    assert (told["rows"], told["generator"], told["output"]) == (5, "./own.py:Sums", "rows.jsonl")


def test_no_rows_make_an_empty_file(rewardry, own):
    assert rewardry("generate", f"{own}:Sums", "-n", 0, "-o", "rows.jsonl").code == 0
    assert Path("rows.jsonl").read_bytes() == b""


def test_a_row_that_is_none_stops_the_run_after_the_whole_ones(rewardry, own):
    done = rewardry("generate", f"{own}:Bad", "-o", "rows.jsonl")
    assert done.code == 2
    assert "row 3 cannot be written: it has no prompt" in done.err
    assert len(lines(Path("rows.jsonl").read_text())) == 2


def test_a_generator_that_fails_is_named_with_the_row(rewardry, own):
    done = rewardry("generate", f"{own}:Falls", "-o", "rows.jsonl")
    assert done.code == 2
    assert "own.py:Falls: the generator failed at row 2: KeyError: 'lost'" in done.err
    assert len(lines(Path("rows.jsonl").read_text())) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["logic.sudokku"], "there is no generator 'logic.sudokku'"),
        (["./own.py:Sums", "--difficulty", "11"], "0<=x<=10"),
        (["./own.py:Sums", "-n", "-1"], "x>=0"),
        (["./own.py:Sums", "--set", "larges=3"], "largest"),
        (["./own.py:Sums", "-o", "no/such/folder.jsonl"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(rewardry, own, arguments, message):
    done = rewardry("generate", *arguments)
    assert done.code == 2
    assert message in done.err

"""How the commands of the benchmark end: what is missed is said where it does not spoil the output, and ends with 1."""

import click
import pytest

from rewardry.benchmarks.command.outcome import MISSED, end_by, write_text
from rewardry.benchmarks.gate import Result
from rewardry.errors import ConfigError

KEPT, LOST = Result("math.f1", True, "0.9000; at least 0.8 is wanted"), Result("math.f1", False, "0.7000; at least 0.8")


@pytest.mark.parametrize("results", [[], [KEPT], [KEPT, KEPT]], ids=["none", "one", "two"])
@pytest.mark.parametrize("as_json", [False, True])
def test_where_every_bound_is_kept_nothing_is_said(results, as_json, capsys):
    end_by(results, as_json=as_json)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("as_json", [False, True])
def test_each_bound_that_is_missed_is_said_and_the_command_ends_with_1(as_json, capsys):
    other = Result("choice.fpr", False, "0.5000")
    with pytest.raises(click.exceptions.Exit) as leaving:
        end_by([LOST, KEPT, other], as_json=as_json)
    assert leaving.value.exit_code == MISSED == 1
    out, err = capsys.readouterr()
    said, quiet = (err, out) if as_json else (out, err)
    assert said == "MISSED  math.f1: 0.7000; at least 0.8\nMISSED  choice.fpr: 0.5000\n"
    assert quiet == ""


def test_a_name_cannot_paint_the_terminal(capsys):
    with pytest.raises(click.exceptions.Exit):
        end_by([Result("a\x1b[31mb", False, "x\x07")], as_json=False)
    assert capsys.readouterr().out == "MISSED  a\ufffd[31mb: x\ufffd\n"


def test_a_text_is_written_as_utf_8_over_what_was_there(tmp_path):
    file = tmp_path / "junit.xml"
    file.write_text("x" * 1000)
    write_text("--junit", str(file), "größe\n")
    assert file.read_bytes() == "größe\n".encode()


@pytest.mark.parametrize(("place", "why"), [("no/junit.xml", "No such file"), ("", "Is a directory")])
def test_a_file_that_cannot_be_written_is_named_with_its_option(tmp_path, place, why):
    with pytest.raises(ConfigError) as refused:
        write_text("--junit", str(tmp_path / place), "x")
    assert str(refused.value).startswith(f"--junit {tmp_path / place}: cannot be written: {why}")

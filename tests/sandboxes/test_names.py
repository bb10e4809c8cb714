"""Names that cannot be those of files and arguments are refused alike by every sandbox."""

import pytest

from rewardry.sandbox import Program
from rewardry.sandboxes.names import refusal


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "/etc/passwd", "a\0b", "é" * 128, "a\ud800"])
@pytest.mark.parametrize("place", ["files", "collect"])
def test_a_name_that_is_no_plain_one_is_refused(name, place):
    given = {"files": {name: b""}} if place == "files" else {"collect": (name,)}
    assert refusal(Program("python", "", **given), ()) == f"{name!r} is no plain name of a file; leave out folders"


@pytest.mark.parametrize("name", ["a", "...", "a b", "-rf", "é" * 127])
def test_any_other_name_will_do(name):
    assert (
        refusal(Program("python", "", files={name: b""}, collect=(name,), arguments=("a b", "")), ("main.py",)) is None
    )


def test_a_file_may_not_have_the_name_of_the_program_itself():
    program = Program("c", "", files={"main.c": b""}, collect=("main.c",))
    assert refusal(program, {"main.c"}) == "the file 'main.c' has the name of the program itself; choose another"
    assert refusal(Program("c", "", collect=("main.c",)), {"main.c"}) is None


def test_no_command_line_holds_a_null_character():
    assert "null character" in refusal(Program("bash", "", arguments=("a", "b\0")), ())


def test_no_command_line_holds_half_of_a_character():
    assert "a lone surrogate" in refusal(Program("bash", "", arguments=("a", "b\ud800")), ())
    assert refusal(Program("bash", "", arguments=("\N{SNOWMAN}",)), ()) is None

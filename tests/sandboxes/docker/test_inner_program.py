"""How a program begins in a container, without one: Python itself says how it would have ended."""

import json
import os
import subprocess
import sys

import pytest

from rewardry.sandboxes.docker import inner_program
from rewardry.sandboxes.docker.inner_program import PIPE_BYTES, lay_out, read_exactly, write_all

# The module alone, as a container has it, begins the program of a folder.
BEGIN = """
import importlib.util, json, os, sys
spec = importlib.util.spec_from_file_location("inner", sys.argv[1])
inner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(inner)
folder, request = sys.argv[2], json.loads(sys.argv[3])
inner.HOME = folder
os.chdir(folder)
inner.make_streams()
inner.run_python(request)
"""


@pytest.fixture
def begun(tmp_path):
    """What a program does that is begun as in a container: status, output and errors."""
    folder = tmp_path / "run"
    folder.mkdir()

    def run(source, stdin=b"", arguments=(), environment=()):
        (folder / "main.py").write_bytes(source if isinstance(source, bytes) else source.encode())
        request = json.dumps({"environment": dict(environment), "command": ["main.py", *arguments]})
        command = [sys.executable, "-I", "-c", BEGIN, inner_program.__file__, str(folder), request]
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr.replace(f"{folder}/main.py".encode(), b"main.py")

    return run


def test_a_program_does_what_it_does_in_python_itself(begun, program):
    assert begun(program.source, program.stdin, program.arguments, program.environment) == program.does


@pytest.mark.parametrize(
    ("source", "out"),
    [
        (b"# -*- coding: latin-1 -*-\nprint('\xe9')", "\u00e9\n"),
        (b"#!/usr/bin/python3\n# coding: cp1252\nprint('\x80')", "\u20ac\n"),
        (b"\xef\xbb\xbfprint('marked')", "marked\n"),
    ],
    ids=["latin-1", "cp1252", "a mark of UTF-8"],
)
def test_a_program_may_say_how_it_is_written(begun, source, out):
    assert begun(source) == (0, out.encode(), b"")


BROKEN = {
    "a syntax error": ("print(1\nx =", b"SyntaxError"),
    "an indentation error": ("def f():\nreturn 1", b"IndentationError"),
    "a null byte": (b"print(1)\0", b"null bytes"),
    "bytes that are no UTF-8": (b"print('\xff')", b"SyntaxError"),
    "an encoding that is none": (b"# coding: nonsense\nprint(1)", b"SyntaxError"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_program_fails_and_prints_nothing(begun, what):
    source, word = BROKEN[what]
    code, out, err = begun(source)
    assert (code, out) == (1, b"")
    assert word in err


def test_a_traceback_begins_in_the_program(begun):
    _, _, err = begun("def f():\n    raise ValueError('x')\nf()")
    assert err.count(b'File "') == 2
    assert b"inner" not in err


def test_last_words_that_fail_change_nothing(begun):
    source = "import sys\ndef hook(*_):\n    raise ValueError\nsys.excepthook = hook\nprint('said')\n1 / 0"
    assert begun(source)[:2] == (1, b"said\n")


def test_an_output_that_is_gone_is_told_by_the_status(begun):
    assert begun("import os, sys; os.close(1); sys.stdout.write('lost')")[:2] == (120, b"")


def test_a_file_that_was_never_closed_is_whole(begun, tmp_path):
    begun("file = open('made', 'w')\nfile.write('all of it')")
    assert (tmp_path / "run" / "made").read_text() == "all of it"


def test_nothing_of_the_environment_but_what_was_asked_for_is_seen(begun):
    found = begun("import os; print(sorted(os.environ.items()))", environment={"A": "1", "B": "\u2603"})
    assert found[1].decode() == "[('A', '1'), ('B', '\u2603')]\n"


# ---- files and standard input ---------------------------------------------------------------------------------------


@pytest.fixture
def laid_out(tmp_path, monkeypatch):
    """Lays out files and standard input in an empty folder; what the program would read."""
    monkeypatch.chdir(tmp_path)

    def lay(stdin=b"", **files):
        request = {"files": [[name, len(content), 0o600] for name, content in files.items()], "stdin": len(stdin)}
        reader = lay_out(request, b"".join(files.values()) + stdin)
        with open(reader, "rb") as file:
            return file.read()

    return lay


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, PIPE_BYTES, PIPE_BYTES + 1, 3 * PIPE_BYTES])
def test_the_program_reads_all_of_its_input_and_then_its_end(laid_out, tmp_path, size):
    data = bytes(n % 251 for n in range(1000)) * (size // 1000 + 1)
    assert laid_out(data[:size]) == data[:size]
    assert os.listdir(tmp_path) == [], "an input that no pipe holds has no name"


def test_each_file_has_its_own_content_and_mode(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {
        "main.py": (b"print(1)", 0o600),
        "empty": (b"", 0o600),
        "program": (b"\x7fELF", 0o700),
        "z": (b"\0z", 0o600),
    }
    request = {"files": [[name, len(content), mode] for name, (content, mode) in files.items()], "stdin": 2}
    os.close(lay_out(request, b"".join(content for content, _ in files.values()) + b"in"))
    found = {name: ((tmp_path / name).read_bytes(), (tmp_path / name).stat().st_mode & 0o777) for name in files}
    assert found == files
    assert sorted(os.listdir(tmp_path)) == sorted(files)


@pytest.mark.parametrize("size", [10, PIPE_BYTES + 1])
def test_a_file_may_have_any_name(laid_out, tmp_path, size):
    names = [".stdin", "-rf", "a b", "\u2603", "...", "~"]
    assert laid_out(b"x" * size, **{name: name.encode() for name in names}) == b"x" * size
    assert {name: (tmp_path / name).read_text() for name in names} == dict(zip(names, names, strict=True))


def test_nothing_is_written_through_what_is_there_already(laid_out, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        laid_out(link=b"x")
    assert not (tmp_path / "elsewhere").exists()


# ---- descriptors -----------------------------------------------------------------------------------------------------


def test_as_many_bytes_are_read_as_were_asked_for_however_they_come():
    reader, writer = os.pipe()
    with open(reader, "rb", buffering=0), open(writer, "wb", buffering=0) as sender:
        for part in (b"a", b"bc", b"defg"):
            sender.write(part)
        assert read_exactly(reader, 5) == b"abcde"
        assert read_exactly(reader, 0) == b""
        assert read_exactly(reader, 2) == b"fg"


def test_an_end_before_the_last_byte_is_told():
    reader, writer = os.pipe()
    with open(reader, "rb", buffering=0):
        with open(writer, "wb", buffering=0) as sender:
            sender.write(b"abc")
        with pytest.raises(EOFError):
            read_exactly(reader, 4)
        with pytest.raises(EOFError):
            read_exactly(reader, 1)


def test_all_of_the_parts_are_written_where_the_system_takes_a_little_at_a_time(monkeypatch):
    written = []

    def write(descriptor, view):
        written.append((descriptor, bytes(view[:3])))
        return min(3, len(view))

    monkeypatch.setattr(inner_program, "os", type("Os", (), {"write": staticmethod(write)}))
    write_all(7, b"abcdefgh", memoryview(b"ij"), b"")
    assert written == [(7, b"abc"), (7, b"def"), (7, b"gh"), (7, b"ij")]

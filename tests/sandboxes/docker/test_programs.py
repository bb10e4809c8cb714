"""Programs run as they would at home: input, output, files, exit codes, languages."""

import pytest

from rewardry.sandbox import Ended, Limits, Program


def test_a_program_reads_its_input_and_its_output_comes_back(run):
    done = run("import sys\nprint(input()[::-1])\nprint('oops', file=sys.stderr)", stdin=b"abc\n")
    assert (done.ended, done.exit_code, done.signal) == (Ended.EXITED, 0, None)
    assert (done.stdout, done.stderr) == (b"cba\n", b"oops\n")
    assert 0 < done.seconds < 10
    assert done.fault is None


@pytest.mark.parametrize("size", [0, 1, 65536, 65537, 1 << 20, (1 << 20) + 1, 5 << 20])
def test_input_of_any_size_arrives_whole(run, size):
    given = bytes(range(256)) * (size // 256 + 1)
    text = "import sys, zlib\ndata = sys.stdin.buffer.read()\nprint(len(data), zlib.crc32(data))"
    import zlib

    done = run(text, stdin=given[:size])
    assert done.stdout.split() == [str(size).encode(), str(zlib.crc32(given[:size])).encode()]


def test_output_may_be_any_bytes(run):
    data = bytes(range(256)) * 300
    assert run("import sys; sys.stdout.buffer.write(bytes(range(256)) * 300)").stdout == data


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 0),
        ("import sys; sys.exit()", 0),
        ("import sys; sys.exit(7)", 7),
        ("import sys; sys.exit(300)", 44),
        ("import sys; sys.exit('no')", 1),
        ("raise ValueError('no')", 1),
        ("def f(:", 1),
        ("import os; os._exit(9)", 9),
        ("raise KeyboardInterrupt", 1),
        ("quit(3)", 3),
    ],
)
def test_the_exit_code_is_that_of_the_interpreter(run, text, code):
    done = run(text)
    assert (done.ended, done.exit_code) == (Ended.EXITED, code)


def test_a_traceback_shows_the_program_and_nothing_of_the_server(run):
    done = run("def f():\n    return 1 // 0\nf()\n")
    lines = done.stderr.decode().splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "ZeroDivisionError: integer division or modulo by zero"
    assert "return 1 // 0" in done.stderr.decode()
    assert [line.split('"')[1].rpartition("/")[2] for line in lines if line.startswith("  File")] == ["main.py"] * 2


def test_the_interpreter_ends_as_it_does_at_home(run):
    text = (
        "import atexit, threading, time\n"
        "atexit.register(print, 'last')\n"
        "threading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start()\n"
        "print('first', __name__)\n"
    )
    assert run(text).stdout == b"first __main__\nthread\nlast\n"


def test_text_is_utf_8_and_what_is_not_fails(run):
    assert run("print('ä€')").stdout == "ä€\n".encode()
    failed = run("print('\\ud800')")
    assert failed.exit_code == 1
    assert b"UnicodeEncodeError" in failed.stderr


def test_source_that_cannot_be_written_is_no_fault_of_the_sandbox(run):
    assert run("print('\ud800')").ended is Ended.EXITED


def test_a_signal_is_told_apart_from_a_limit(run):
    done = run("import os; os.kill(os.getpid(), 11)")
    assert (done.ended, done.signal, done.exit_code) == (Ended.SIGNALLED, 11, None)


def test_files_arguments_and_the_working_directory(run):
    done = run(
        "import sys, os, helper\n"
        "print(sys.argv[1:], sorted(os.listdir('.')), helper.value, open('data').read())\n"
        "open('made.txt', 'wb').write(b'\\x00\\xff'); os.mkdir('folder'); os.symlink('/etc/passwd', 'link')\n",
        arguments=("a b", "c"),
        files={"helper.py": b"value = 5", "data": b"xyz"},
        collect=("made.txt", "folder", "link", "absent", "data"),
    )
    assert done.stdout == b"['a b', 'c'] ['data', 'helper.py', 'main.py'] 5 xyz\n"
    assert done.files == {"made.txt": b"\x00\xff", "data": b"xyz"}


def test_a_collected_file_is_limited_like_the_output(run):
    text = "open('small', 'wb').write(bytes(1000)); open('large', 'wb').write(bytes(1001))"
    done = run(text, collect=("small", "large"), limits=Limits(output_bytes=1000))
    assert list(done.files) == ["small"]


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc/x", "a\0b", "x" * 256, "main.py"])
def test_names_that_lead_elsewhere_are_refused(run, name):
    done = run("print(1)", files={name: b""})
    assert done.ended is Ended.FAULT
    assert "name" in done.fault


def test_an_unknown_language_is_named(run):
    done = run("", "cobol")
    assert done.ended is Ended.FAULT
    assert "'cobol'" in done.fault
    assert "python" in done.fault


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("bash", "read a b; echo $((a + b))"),
        ("c", '#include <stdio.h>\nint main(){int a,b;scanf("%d %d",&a,&b);printf("%d\\n",a+b);}'),
        ("cpp", "#include <iostream>\nint main(){auto [a,b]=std::pair{0,0};std::cin>>a>>b;std::cout<<a+b<<'\\n';}"),
        ("javascript", "const [a,b]=require('fs').readFileSync(0,'utf8').split(' ').map(Number);console.log(a+b)"),
        ("python", "print(sum(map(int, input().split())))"),
    ],
)
def test_every_language_of_the_base_image(box, language, source):
    compiled = box.compile(Program(language, source, limits=Limits(seconds=20)))
    assert compiled.execution.exit_code == 0, compiled.execution
    assert (compiled.program.artifact is None) == (language in ("bash", "javascript", "python"))
    for a, b in ((1, 2), (30, 12)):
        program = Program(language, source, f"{a} {b}\n".encode(), artifact=compiled.program.artifact)
        assert box.run(program).stdout == f"{a + b}\n".encode()


def test_what_does_not_compile_says_why(box):
    compiled = box.compile(Program("c", "int main( { }"))
    assert compiled.program is None
    assert (compiled.execution.ended, compiled.execution.exit_code) == (Ended.EXITED, 1)
    assert b"error" in compiled.execution.stderr
    assert box.run(Program("c", "int main( { }")).exit_code == 1


def test_a_toolchain_that_the_image_lacks_is_named_with_what_brings_it(run):
    done = run("fn main() {}", "rust")
    assert done.ended is Ended.FAULT
    assert "rewardry sandbox build --with rust" in done.fault


def test_the_record_says_what_was_found(box):
    found = box.capabilities()
    assert found.trust == "untrusted"
    assert set(found.languages) >= {"python", "javascript", "c", "cpp", "bash"}
    assert all(version[0].isdigit() for version in found.languages.values())
    assert all(layer.present and layer.missing is None for layer in found.layers)
    assert {"no network", "system calls", "memory limit", "process limit"} <= {layer.name for layer in found.layers}
    assert found.parallel == 1
    assert found.claims
    assert found.limits


def test_asyncio_subprocesses_and_multiprocessing_work(run):
    text = (
        "import asyncio, subprocess, sys, multiprocessing\n"
        "async def f():\n    await asyncio.sleep(0)\n    return 1\n"
        "print(asyncio.run(f()))\n"
        "print(subprocess.run(['echo', 'two'], capture_output=True, text=True).stdout.strip())\n"
        "context = multiprocessing.get_context('fork')\n"
        "here, there = context.Pipe()\n"
        "process = context.Process(target=there.send, args=(3,)); process.start(); print(here.recv()); process.join()\n"
        "import tempfile; print(len(tempfile.mkdtemp()) > 0, sys.executable != '')\n"
    )
    done = run(text)
    assert done.stdout == b"1\ntwo\n3\nTrue True\n", done.stderr


def test_results_do_not_depend_on_the_container(run):
    text = "print(hash('a'), list({'x', 'y', 'z'}))"
    assert len({run(text).stdout for _ in range(3)}) == 1


def test_dice_are_the_same_in_every_run(run):
    assert len({run("import random; print(random.random())").stdout for _ in range(3)}) == 1


def test_text_that_is_no_utf_8_passes_through_as_it_does_at_home(run):
    assert run("print(input())", stdin=b"a\xffb\n").stdout == b"a\xffb\n"


def test_a_program_does_what_it_does_in_python_itself(box, program):
    """Its status and its output; of errors each version of Python has its own words."""
    done = box.run(Program("python", program.source, program.stdin, program.arguments, limits=Limits(seconds=20)))
    assert (done.ended, done.exit_code, done.stdout) == (Ended.EXITED, *program.does[:2])


def test_a_name_that_is_no_text_goes_there_and_comes_back(box):
    name = "half \udcff"
    text = "import os; print(sorted(os.listdir(b'.')))"
    done = box.run(Program("python", text, files={name: b"here"}, collect=(name,), limits=Limits(seconds=20)))
    assert (done.ended, done.stdout) == (Ended.EXITED, b"[b'half \\xff', b'main.py']\n")
    assert done.files == {name: b"here"}
    assert box.run(Program("python", "print(1)", limits=Limits(seconds=20))).stdout == b"1\n"

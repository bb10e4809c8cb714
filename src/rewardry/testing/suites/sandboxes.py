"""The suite of sandboxes: programs run as they should, limits bite, nothing gets out, and nothing is left.

The programs of the suite are in Python; a sandbox without Python cannot pass. None of them does harm where a limit
fails: each ends by itself after a while. A sandbox whose record says that it takes cooperative programs only is not
asked to keep programs in: those tests are skipped.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from rewardry.component import Component
from rewardry.sandbox import Compilation, Ended, Execution, Limits, LiveSandbox, Program, SandboxUnavailableError
from rewardry.testing.checks.settings import refuse_lost_settings

ECHO = "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())\n"
# A sum of two numbers in each language that the contract knows.
SUMS: Mapping[str, str] = {
    "python": "print(sum(map(int, input().split())))",
    "javascript": "const t = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(t[0] + t[1]);",
    "bash": "read a b; echo $((a + b))",
    "c": '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); return 0; }',
    "cpp": "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }",
    "java": "public class Sum { public static void main(String[] x) { var s = new java.util.Scanner(System.in); "
    "System.out.println(s.nextInt() + s.nextInt()); } }",
    "go": 'package main\nimport "fmt"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a + b) }',
    "rust": "use std::io;\nfn main() { let mut t = String::new(); io::stdin().read_line(&mut t).unwrap();\n"
    'println!("{}", t.split_whitespace().map(|n| n.parse::<i64>().unwrap()).sum::<i64>()); }',
}

# Process 1 of a namespace is out of reach for those in it, whatever `kill` says.
_REACHED = """
import os
def reaches(number):
    try: os.kill(number, 0)
    except OSError: return False
    return number != os.getpid()
found = [number for number in range(2, 70_000) if reaches(number)]
print(found[:3] or "nobody")
"""


class SandboxSuite:
    """Tests of a sandbox.

    Subclass it::

        class TestJail(SandboxSuite):
            @pytest.fixture
            def sandbox(self):
                return Jail(memory_mb=256)

    Where the sandbox cannot start, its tests are skipped with its own words.
    """

    limits: Limits = Limits(seconds=20, memory_mb=256)

    @pytest.fixture
    def sandbox(self) -> Component:
        """The sandbox's settings. Override it."""
        raise NotImplementedError("override the fixture `sandbox`: return the settings of the sandbox that is tested")

    @pytest.fixture
    def capabilities(self) -> frozenset[str]:
        """What the sandbox is by its nature; tests that make no sense then are skipped. Override it.

        ``no parallel``: it runs one program at a time. ``elsewhere``: it runs on another machine, so that nothing can
        be told from this one's processes.
        """
        return frozenset()

    # Started sandboxes by their settings, kept for the class; or why one cannot start.
    _started: ClassVar[dict[str, LiveSandbox | str]] = {}

    @classmethod
    def setup_class(cls) -> None:
        """Nothing is started yet."""
        cls._started = {}

    @classmethod
    def teardown_class(cls) -> None:
        """Close what was started."""
        for live in cls._started.values():
            if isinstance(live, LiveSandbox):
                live.close()

    @pytest.fixture
    def live(self, sandbox: Component) -> LiveSandbox:
        """The started sandbox."""
        key = f"{type(sandbox).__qualname__} {sandbox.model_dump_json()}"
        if key not in self._started:
            from rewardry.engine.runtime import default_runtime

            try:
                self._started[key] = sandbox.open(default_runtime())
            except SandboxUnavailableError as error:
                self._started[key] = str(error)
        live = self._started[key]
        if isinstance(live, str):
            pytest.skip(live)
        return live

    def run(self, live: LiveSandbox, source: str, stdin: bytes = b"", **given: object) -> Execution:
        """What a Python program does, under the suite's limits or those given."""
        return live.run(Program("python", source, stdin, **{"limits": self.limits, **given}))  # type: ignore[arg-type]

    def test_its_settings_travel(self, sandbox: Component) -> None:
        """Through JSON and pickle."""
        refuse_lost_settings(sandbox)

    def test_its_record_says_what_it_can_do(self, live: LiveSandbox) -> None:
        """Trust, languages with versions, places, and for each missing layer what brings it."""
        found = live.capabilities()
        assert found.trust in ("untrusted", "cooperative")
        assert found.parallel >= 1
        assert found.languages["python"]
        assert found.layers
        assert all(layer.name and layer.stops for layer in found.layers)
        assert [layer.name for layer in found.layers if not layer.present and not layer.missing] == []
        assert found.limits, "no sandbox stops everything: say what this one does not"

    def test_a_program_reads_and_writes(self, live: LiveSandbox) -> None:
        """Standard input, output and error, the exit code and the time."""
        done = self.run(live, "import sys\nprint(input()[::-1])\nprint('e', file=sys.stderr)\nsys.exit(3)", b"abc\n")
        assert (done.ended, done.exit_code, done.stdout, done.stderr) == (Ended.EXITED, 3, b"cba\n", b"e\n"), done
        assert (done.signal, done.fault) == (None, None)
        assert 0 < done.seconds < self.limits.seconds

    def test_an_exception_is_an_exit_with_a_traceback(self, live: LiveSandbox) -> None:
        """As an interpreter ends; the traceback names the program's lines."""
        done = self.run(live, "def f():\n    return 1 / 0\nf()\n")
        assert (done.ended, done.exit_code) == (Ended.EXITED, 1)
        assert b"line 2, in f" in done.stderr
        assert done.stderr.rstrip().endswith(b"ZeroDivisionError: division by zero")

    def test_a_signal_is_no_exit(self, live: LiveSandbox) -> None:
        """A program that kills itself is told from one that exits."""
        done = self.run(live, "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\nimport time\ntime.sleep(9)")
        assert (done.ended, done.signal, done.exit_code) == (Ended.SIGNALLED, 11, None)

    def test_every_byte_comes_through(self, live: LiveSandbox) -> None:
        """Standard input and output are bytes, not text."""
        data = bytes(range(256)) * 400 + b"\r\n\x00"
        assert self.run(live, ECHO, data).stdout == data

    def test_input_that_nobody_reads_is_no_fault(self, live: LiveSandbox) -> None:
        """Neither is one that fills every pipe."""
        done = self.run(live, "print(1)", b"x" * (2 << 20))
        assert (done.ended, done.exit_code, done.stdout) == (Ended.EXITED, 0, b"1\n")

    def test_arguments_are_passed(self, live: LiveSandbox) -> None:
        """As they are, without a shell."""
        done = self.run(live, "import sys\nprint(sys.argv[1:])", arguments=("a b", "$HOME", "ü"))
        assert done.stdout.decode() == "['a b', '$HOME', 'ü']\n"

    def test_files_are_laid_and_brought_back(self, live: LiveSandbox) -> None:
        """Into the working directory, which can be written."""
        source = "data = open('in.bin', 'rb').read()\nopen('out.bin', 'wb').write(data[::-1])\n"
        data = bytes(range(256))
        done = self.run(live, source, files={"in.bin": data}, collect=("out.bin", "nothing.bin"))
        assert dict(done.files) == {"out.bin": data[::-1]}, done

    def test_only_regular_files_are_brought_back(self, live: LiveSandbox) -> None:
        """No link is followed, no pipe waited for, nothing over the limit read."""
        source = (
            "import os\nos.symlink('/etc/passwd', 'link')\nos.mkfifo('pipe')\nos.mkdir('folder')\n"
            "open('large', 'wb').write(b'x' * 5000)\nopen('whole', 'wb').write(b'x' * 1000)\n"
        )
        collect = ("link", "pipe", "folder", "large", "whole")
        limits = Limits(seconds=20, memory_mb=256, output_bytes=4096)
        assert dict(self.run(live, source, collect=collect, limits=limits).files) == {"whole": b"x" * 1000}

    def test_names_with_folders_are_refused(self, live: LiveSandbox) -> None:
        """A fault that says so, before anything runs."""
        for given in ({"files": {"../x": b""}}, {"collect": ("/etc/passwd",)}):
            done = self.run(live, "print(1)", **given)
            assert done.ended is Ended.FAULT
            assert done.fault
            assert done.stdout == b""

    def test_an_unknown_language_is_a_fault(self, live: LiveSandbox) -> None:
        """It says nothing about the program."""
        done = live.run(Program("intercal", "PLEASE GIVE UP"))
        assert done.ended is Ended.FAULT
        assert "intercal" in (done.fault or "")

    @pytest.mark.parametrize("language", SUMS)
    def test_each_language_that_is_named_runs(self, live: LiveSandbox, language: str) -> None:
        """What is compiled once runs many times."""
        if language not in live.capabilities().languages:
            pytest.skip(f"the sandbox has no {language}")
        made = live.compile(Program(language, SUMS[language], limits=Limits(seconds=60, memory_mb=1024)))
        assert made.program is not None, made.execution
        for numbers, total in ((b"20 22\n", b"42"), (b"-1 1\n", b"0")):
            done = live.run(_with_input(made, numbers))
            assert (done.ended, done.stdout.strip()) == (Ended.EXITED, total), done

    def test_what_does_not_compile_says_why(self, live: LiveSandbox) -> None:
        """With the compiler's own words, and without those of this machine's files."""
        if "c" not in live.capabilities().languages:
            pytest.skip("the sandbox has no c")
        made = live.compile(Program("c", '#include "/etc/shadow"\nint main(void) { return 0; }', limits=self.limits))
        assert made.program is None
        assert made.execution.ended is Ended.EXITED
        assert made.execution.exit_code != 0
        assert b"/etc/shadow" in made.execution.stderr
        assert b"root:" not in made.execution.stderr

    def test_time_is_limited(self, live: LiveSandbox) -> None:
        """By the wall clock: sleeping counts. What was written before is kept."""
        for rest in ("time.sleep(60)", "while True: pass"):
            source = f"import time\nprint('begun', flush=True)\n{rest}"
            began = time.monotonic()
            done = self.run(live, source, limits=Limits(seconds=1, memory_mb=256))
            assert (done.ended, done.exit_code, done.stdout) == (Ended.TIME, None, b"begun\n"), done
            assert time.monotonic() - began < 30

    def test_memory_is_limited(self, live: LiveSandbox) -> None:
        """That of one process."""
        _skip_cooperative(live)
        source = (
            "import time\nkept = []\nfor _ in range(40):\n    kept.append(bytearray(b'x') * (16 << 20))\ntime.sleep(20)"
        )
        done = self.run(live, source, limits=Limits(seconds=60, memory_mb=96, disk_mb=8))
        assert done.ended is Ended.MEMORY, done

    def test_memory_is_limited_for_all_processes_together(self, live: LiveSandbox) -> None:
        """Children each below the limit are over it together."""
        _skip_cooperative(live)
        source = (
            "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n"
            "        kept = bytearray(b'x') * (32 << 20)\n        time.sleep(20)\n        os._exit(0)\ntime.sleep(20)\n"
        )
        done = self.run(live, source, limits=Limits(seconds=60, memory_mb=96, disk_mb=8))
        assert done.ended is Ended.MEMORY, done

    def test_output_is_limited(self, live: LiveSandbox) -> None:
        """Either stream; up to the limit all of it is there."""
        limits = Limits(seconds=20, memory_mb=256, output_bytes=10_000)
        for fd, stream in ((1, "stdout"), (2, "stderr")):
            write = f"import os\nfor _ in range(2000):\n    os.write({fd}, b'x' * 1000)\n"
            done = self.run(live, write, limits=limits)
            assert done.ended is Ended.OUTPUT, done
            assert getattr(done, stream) == b"x" * 10_000
        done = self.run(live, "print('x' * 9999)", limits=limits)
        assert (done.ended, done.stdout) == (Ended.EXITED, b"x" * 9999 + b"\n")

    def test_processes_are_limited(self, live: LiveSandbox) -> None:
        """A program gets an error, or is killed; it never has more of them."""
        _skip_cooperative(live)
        source = (
            "import os, time\nn = 0\ntry:\n    while n < 200:\n        if os.fork() == 0:\n            time.sleep(5)\n"
            "            os._exit(0)\n        n += 1\nexcept OSError:\n    pass\nprint(n)\n"
        )
        done = self.run(live, source, limits=Limits(seconds=20, memory_mb=512, processes=10))
        assert int(done.stdout or b"0") <= 10, done

    def test_files_are_limited(self, live: LiveSandbox) -> None:
        """Their size, and how many there are."""
        _skip_cooperative(live)
        source = (
            "import os\nn = 0\ntry:\n    while n < 100 << 20:\n        with open(f'f{n}', 'wb', buffering=0) as file:\n"
            "            n += file.write(b'x' * (1 << 20))\nexcept OSError:\n    pass\n"
            "for name in os.listdir():\n    if name[0] == 'f': os.unlink(name)\n"
            "made = 0\ntry:\n    while made < 5000:\n        open(f'f{made}', 'w').close()\n        made += 1\n"
            "except OSError:\n    pass\nprint(n, made)\n"
        )
        done = self.run(live, source, limits=Limits(seconds=20, memory_mb=256, disk_mb=8, files=64))
        written, made = map(int, done.stdout.split())
        assert written <= 8 << 20
        assert made <= 64

    def test_there_is_no_network(self, live: LiveSandbox) -> None:
        """Not even that of this machine."""
        _skip_cooperative(live)
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.2)
            port = server.getsockname()[1]
            source = (
                f"import socket\nfor target in (('127.0.0.1', {port}), ('169.254.169.254', 80), ('1.1.1.1', 53)):\n"
                "    try:\n        socket.create_connection(target, timeout=2)\n        print('connected', target)\n"
                "    except OSError:\n        pass\nprint('done')\n"
            )
            assert self.run(live, source).stdout == b"done\n"
            with contextlib.suppress(TimeoutError):
                server.accept()[0].close()
                pytest.fail("a program reached a server of this machine")

    def test_the_environment_is_its_own(self, live: LiveSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing of the caller's, which holds keys and tokens."""
        _skip_cooperative(live)
        monkeypatch.setenv("REWARDRY_SUITE_TOKEN", "canary")
        done = self.run(live, "import os\nprint(dict(os.environ))\nprint('done')")
        assert done.stdout.endswith(b"done\n"), done
        assert b"canary" not in done.stdout

    def test_files_of_the_caller_are_out_of_reach(self, live: LiveSandbox, tmp_path: Path) -> None:
        """Neither read nor written, wherever they are."""
        _skip_cooperative(live)
        secret = tmp_path / "secret"
        secret.write_text("canary")
        paths = [str(secret), os.path.expanduser("~"), str(Path(__file__)), "/etc/shadow"]
        source = (
            f"import os\nfor path in {paths}:\n    try:\n        print(os.listdir(path) if os.path.isdir(path) else "
            f"open(path).read())\n    except OSError:\n        pass\n"
            f"try:\n    open({str(tmp_path / 'planted')!r}, 'w').write('x')\nexcept OSError:\n    pass\nprint('done')\n"
        )
        done = self.run(live, source)
        assert done.stdout.endswith(b"done\n"), done
        assert b"canary" not in done.stdout
        assert b"root:" not in done.stdout
        assert b"SandboxSuite" not in done.stdout
        assert not (tmp_path / "planted").exists()

    def test_nothing_of_a_run_is_found_by_the_next(self, live: LiveSandbox) -> None:
        """No file in any place that can be written, in as many runs as fill every place."""
        _skip_cooperative(live)
        source = (
            "import os\nplaces = ('.', '/tmp', '/var/tmp', '/dev/shm', os.path.expanduser('~'))\nfound = []\n"
            "for place in places:\n    try:\n        found += [n for n in os.listdir(place) if n[:5] == 'left-']\n"
            "    except OSError:\n        pass\nfor place in places:\n    try:\n"
            "        open(f'{place}/left-{os.getpid()}', 'w').close()\n    except OSError:\n        pass\n"
            "print(found)\n"
        )
        for _ in range(2 * min(live.capabilities().parallel, 4) + 1):
            assert self.run(live, source).stdout == b"[]\n"

    def test_nothing_outlives_a_run(self, live: LiveSandbox, capabilities: frozenset[str]) -> None:
        """Not a daemon in a session of its own, and it does not hold the run up."""
        _skip_cooperative(live)
        mark = f"rewardry-suite-{os.getpid()}-{time.monotonic_ns()}"
        source = (
            "import os, sys, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
            f"        sleep = ['python', '-c', 'import time; time.sleep(60)', {mark!r}]\n"
            "        os.execv(sys.executable or '/usr/bin/python3', sleep)\n"
            "    os._exit(0)\ntime.sleep(0.3)\nprint('done')\n"
        )
        began = time.monotonic()
        assert self.run(live, source).stdout == b"done\n"
        assert time.monotonic() - began < 20
        if "elsewhere" not in capabilities:
            assert _processes_with(mark) == []

    def test_neighbours_are_unharmed(self, live: LiveSandbox, capabilities: frozenset[str]) -> None:
        """A program that kills all it can see beside one that takes its time."""
        _skip_cooperative(live)
        if "no parallel" in capabilities or live.capabilities().parallel < 2:
            pytest.skip("the sandbox runs one program at a time")
        # Signal 0 does nothing: only a program that can reach nobody is let loose on everybody.
        assert self.run(live, _REACHED).stdout == b"nobody\n", "a program can signal processes that are not its own"
        found: list[Execution] = []
        beside = threading.Thread(
            target=lambda: found.append(self.run(live, "import time\ntime.sleep(1)\nprint('alive')"))
        )
        beside.start()
        for _ in range(3):
            self.run(
                live, "import os\nfor who in (os.getppid(), 1, -1):\n    try: os.kill(who, 9)\n    except OSError: pass"
            )
        beside.join()
        assert found[0].stdout == b"alive\n", found[0]

    def test_many_at_once_keep_their_own(self, live: LiveSandbox) -> None:
        """Each of many threads gets its own program's output."""
        found: dict[int, bytes] = {}

        def one(number: int) -> None:
            found[number] = self.run(live, "print(int(input()) ** 2)", f"{number}\n".encode()).stdout

        threads = [threading.Thread(target=one, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {number: f"{number**2}\n".encode() for number in range(16)}

    def test_a_closed_sandbox_gives_faults(self, sandbox: Component, live: LiveSandbox) -> None:
        """Never a verdict on a program; closing twice is no mistake."""
        from rewardry.engine.runtime import default_runtime

        other = sandbox.open(default_runtime())
        assert self.run(other, "print(1)").stdout == b"1\n"
        other.close()
        other.close()
        done = self.run(other, "print(1)")
        assert done.ended is Ended.FAULT
        assert done.fault
        assert (done.stdout, done.exit_code) == (b"", None)


def _skip_cooperative(live: LiveSandbox) -> None:
    """Skip where the sandbox does not say that it keeps programs in."""
    if live.capabilities().trust == "cooperative":
        pytest.skip("the sandbox takes cooperative programs only, and need not keep them in")


def _with_input(made: Compilation, stdin: bytes) -> Program:
    from dataclasses import replace

    assert made.program is not None
    return replace(made.program, stdin=stdin)


def _processes_with(mark: str) -> list[str]:
    """The processes of this machine whose command line holds a mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
    return found

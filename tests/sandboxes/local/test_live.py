"""The started sandbox: what a Python program finds, what is recovered from, what is left."""

import gc
import os
import re
import signal
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

from rewardry.sandbox import Ended, Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.local.jail import OVER
from rewardry.sandboxes.local.live import LiveLocal
from rewardry.sandboxes.local.sandbox import Local
from rewardry.sandboxes.local.toolchains import Toolchain, find_toolchains

PYTHON = {"python": find_toolchains()["python"]}


def children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found


def processes_below(pid):
    return [found for child in children(pid) for found in (child, *processes_below(child))]


def exists(pid):
    return Path(f"/proc/{pid}").exists()


def test_the_program_is_the_main_module(run):
    source = (
        "import sys, os\nx = 1\nassert sys.modules['__main__'].x == 1\n"
        "print(__name__, __file__, os.getcwd(), sys.path[0], sys.argv, __spec__)\nexit(0)\n"
    )
    done = run(source, arguments=("a",))
    assert done.stdout.decode() == "__main__ /box/main.py /box /box ['main.py', 'a'] None\n", done


def test_neighbouring_files_can_be_imported(run):
    done = run("import part\nprint(part.VALUE)", files={"part.py": b"VALUE = 42\n"})
    assert done.stdout == b"42\n"


@pytest.mark.parametrize(
    ("source", "code", "err"),
    [
        ("raise SystemExit", 0, b""),
        ("raise SystemExit(257)", 1, b""),
        ("raise SystemExit('no')", 1, b"no\n"),
        ("import atexit\natexit.register(print, 'bye')\nraise SystemExit(4)", 4, b""),
        ("import threading, time\nthreading.Thread(target=lambda: (time.sleep(.2), print('late'))).start()", 0, b""),
        ("raise KeyboardInterrupt", 1, b"KeyboardInterrupt\n"),
        ("import os\nos._exit(9)", 9, b""),
        ("def broken(:\n", 1, b"SyntaxError: invalid syntax\n"),
        ("import sys\nsys.stdout.close()\nnowhere", 1, b"NameError: name 'nowhere' is not defined\n"),
    ],
)
def test_programs_end_as_under_an_interpreter(run, source, code, err):
    done = run(source)
    assert (done.ended, done.exit_code) == (Ended.EXITED, code), done
    assert done.stderr.endswith(err)
    assert b"jail" not in done.stderr


def test_what_threads_and_exit_handlers_print_is_there(run):
    assert run("import atexit\natexit.register(print, 'bye')").stdout == b"bye\n"
    late = "import threading, time\nthreading.Thread(target=lambda: (time.sleep(.2), print('late'))).start()"
    assert run(late).stdout == b"late\n"


def test_results_do_not_change_from_run_to_run(run):
    """Neither the order of a set nor dice make a verdict flaky."""
    source = "import random\nprint(list({str(i) for i in range(50)}), random.random())"
    assert len({run(source).stdout for _ in range(3)}) == 1


def test_the_caller_is_in_no_process_of_a_run(live, run):
    """The interpreter that programs are forked from has not loaded rewardry, and knows nothing of the caller."""
    done = run("import sys\nprint([n for n in sys.modules if n.partition('.')[0] in ('rewardry', 'pydantic', 'jail')])")
    assert done.stdout == b"[]\n"
    frames = (
        "import sys\nf, names = sys._getframe(), []\n"
        "while f:\n    names += map(repr, f.f_locals.values())\n    f = f.f_back\n"
        "print(len(names), 'EXPECTED' in ''.join(names))"
    )
    assert b"False" in run(frames, b"EXPECTED").stdout
    for pid in processes_below(live._zygote.pid):
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"PYTEST" not in environment


def test_an_earlier_run_is_not_in_memory(run):
    """A slot never sees a program, its input or its output, so no later program can find them in its memory."""
    for number in range(4):
        run("import sys\nprint(sys.stdin.read() * 20)", b"EARLIER-RUN-%d" % number)
    source = (
        "import os, re\nfound = set()\nmemory = os.open('/proc/self/mem', os.O_RDONLY)\n"
        "for line in open('/proc/self/maps'):\n"
        "    low, high = (int(x, 16) for x in line.split()[0].split('-'))\n"
        "    if 'r' not in line.split()[1] or '[v' in line: continue\n"
        "    try: found |= set(re.findall(rb'EARLIER-' + rb'RUN-\\d', os.pread(memory, high - low, low)))\n"
        "    except OSError: pass\nprint(found)"
    )
    done = run(source)
    if b"/proc" in done.stderr:
        pytest.skip("runs have no /proc here")
    assert done.stdout == b"set()\n", done


def test_the_zygote_is_small(live):
    for pid in (live._zygote.pid, *processes_below(live._zygote.pid)):
        status = Path(f"/proc/{pid}/status").read_text()
        assert int(re.search(r"VmRSS:\s+(\d+)", status)[1]) < 20 * 1024


def test_nothing_is_left_of_a_sandbox(start, wait_until):
    gc.collect()
    descriptors = len(os.listdir("/proc/self/fd"))
    live = start()
    live.run(Program("python", "print(1)"))
    pids = [live._zygote.pid, *processes_below(live._zygote.pid)]
    folder = live._cgroups._folder if live._cgroups else None
    live.close()
    assert wait_until(lambda: not any(map(exists, pids)))
    assert folder is None or not folder.exists()
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_one_that_is_forgotten_is_closed(start, wait_until):
    live = LiveLocal("untrusted", 1, Limits()) if start() else None
    pids = [live._zygote.pid, *processes_below(live._zygote.pid)]
    del live
    gc.collect()
    assert wait_until(lambda: not any(map(exists, pids)))


def test_a_killed_slot_costs_one_run(start, wait_until):
    live = start(parallel=1)
    assert live.run(Program("python", "print(1)")).stdout == b"1\n"
    [first] = children(live._zygote.pid)
    found = []
    waiting = threading.Thread(
        target=lambda: found.append(
            live.run(Program("python", "import time\ntime.sleep(30)", limits=Limits(seconds=40)))
        )
    )
    waiting.start()
    [slot] = children(first)
    assert wait_until(lambda: len(processes_below(slot)) == 2)
    os.kill(slot, signal.SIGKILL)
    waiting.join(20)
    assert found[0].ended is Ended.FAULT
    assert "the run's slot is gone" in found[0].fault
    assert wait_until(lambda: slot not in processes_below(first))
    assert live.run(Program("python", "print(2)")).stdout == b"2\n"


def test_a_word_about_a_program_that_has_ended_meanwhile_does_not_cost_the_slot(start):
    """A program that writes too much and ends by itself: its slot hears of it when it waits for the next run."""
    live = start(parallel=1)
    assert live.run(Program("python", "print(1)")).stdout == b"1\n"
    [(_, slot)] = live._free
    slot.socket.send(OVER)  # messages come in their order: this one is read before the next run
    done = live.run(Program("python", "print(2)"))
    assert (done.ended, done.stdout) == (Ended.EXITED, b"2\n"), done
    [(_, kept)] = live._free
    assert kept is slot
    live.close()


def test_a_killed_zygote_is_started_anew(start, wait_until):
    live = start(parallel=1)
    before = [live._zygote.pid, *processes_below(live._zygote.pid)]
    os.kill(live._zygote.pid, signal.SIGKILL)
    assert wait_until(lambda: not any(map(exists, before[1:])))  # none of its processes outlives it
    done = live.run(Program("python", "print(1)"))
    assert done.ended is Ended.FAULT
    assert done.stdout == b""
    assert live.run(Program("python", "print(2)")).stdout == b"2\n"
    live.close()
    assert not any(map(exists, before))


def test_the_zygote_dies_with_its_caller(wait_until):
    script = (
        "import os, time\nfrom rewardry.sandboxes.local.sandbox import Local\nfrom rewardry.sandbox import Program\n"
        "live = Local().open()\nlive.run(Program('python', 'print(1)'))\n"
        "print(live._zygote.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as caller:
        line = caller.stdout.readline()
        if not line:
            pytest.skip("the sandbox does not start here")
        pids = [int(line), *processes_below(int(line))]
        caller.kill()
    assert wait_until(lambda: not any(map(exists, pids)))


def test_a_forked_child_does_not_share_it(live):
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of threads, which are none of ours
        pid = os.fork()
    if pid == 0:
        done = live.run(Program("python", "print(1)"))
        os._exit(0 if done.ended is Ended.FAULT and "another process" in done.fault else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert live.run(Program("python", "print(1)")).stdout == b"1\n"


@pytest.mark.parametrize("layer", ["landlock", "seccomp", "network namespace"])
def test_a_missing_layer_is_never_silent(start, live, layer):
    with pytest.raises(SandboxUnavailableError) as caught:
        start(layer)
    said = str(caught.value)
    assert said.startswith(f"the sandbox local does not take programs of anyone here: missing {layer} (")
    assert said.endswith("set trust=cooperative for programs that mean no harm")
    lesser = start(layer, trust="cooperative")
    record = lesser.capabilities()
    assert record.trust == "cooperative"
    assert [found.name for found in record.layers if not found.present and found.name == layer] == [layer]
    assert any(limit.startswith(f"Without {layer}: ") for limit in record.limits)
    assert record.claims == ()
    assert lesser.run(Program("python", "print(1)")).stdout == b"1\n"
    lesser.close()


def test_all_layers_make_it_untrusted(live):
    record = live.capabilities()
    assert record.trust == "untrusted"
    assert [layer.name for layer in record.layers if not layer.present] in ([], ["memory cgroup"], ["own proc"])
    assert record.languages["python"] == ".".join(map(str, sys.version_info[:3]))
    assert record.claims


def test_where_it_cannot_start_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr("rewardry.sandboxes.local.zygote_process.base_interpreter", lambda: "/nowhere/python")
    with pytest.raises(SandboxUnavailableError, match="the sandbox local cannot start /nowhere/python: "):
        Local().open()


def test_without_user_namespaces_it_says_what_to_do(live):
    """The whole start within a namespace in which no further one may be made."""
    script = (
        "from rewardry.sandboxes.local.sandbox import Local\nfrom rewardry.sandbox import SandboxUnavailableError\n"
        "try:\n    Local().open()\nexcept SandboxUnavailableError as error:\n    print(error)\n"
    )
    command = ["unshare", "--user", "--map-root-user", "sh", "-c"]
    inner = f"echo 0 > /proc/sys/user/max_user_namespaces && exec '{sys.executable}' -c \"$0\""
    done = subprocess.run([*command, inner, script], capture_output=True, text=True, timeout=100)
    if done.returncode:
        pytest.skip(f"unshare: {done.stderr.strip()}")
    assert done.stdout.startswith("the sandbox local cannot start here: user namespace: unshare(0x10000000): "), done
    assert "sysctl -w user.max_user_namespaces=10000" in done.stdout


def test_standard_streams_can_be_opened_by_name(run, live):
    if not any(layer.name == "own proc" and layer.present for layer in live.capabilities().layers):
        pytest.skip("runs have no /proc here")
    source = (
        "text = open('/dev/stdin').read()\nopen('/dev/stdout', 'w').write(text)\nopen('/dev/stderr', 'w').write('e')"
    )
    done = run(source, b"in")
    assert (done.stdout, done.stderr) == (b"in", b"e")


def test_a_toolchain_that_does_not_run_is_a_fault(start, monkeypatch):
    """It says nothing about the program, which was not even read."""
    broken = Toolchain("c", "main.c", ("./program",), ("/bin/false",), ("/bin/false",), ())
    monkeypatch.setattr("rewardry.sandboxes.local.live.find_toolchains", lambda: {"c": broken, **PYTHON})
    live = start(parallel=1)
    made = live.compile(Program("c", "int main(void) { return 0; }"))
    assert made.program is None
    assert made.execution.ended is Ended.FAULT
    assert made.execution.fault == "the toolchain for c does not run in the sandbox: /bin/false fails"
    assert "c" not in live.capabilities().languages
    live.close()


def test_processes_of_python_share_locks(run):
    source = (
        "import multiprocessing\ndef work(queue):\n    queue.put(42)\nqueue = multiprocessing.SimpleQueue()\n"
        "process = multiprocessing.Process(target=work, args=(queue,))\nprocess.start()\n"
        "print(queue.get())\nprocess.join()\n"
    )
    assert run(source).stdout == b"42\n"


def test_tasks_of_asyncio_run(run):
    source = "import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    print(42)\nasyncio.run(main())\n"
    assert run(source).stdout == b"42\n"


def test_a_program_has_to_be_compiled_first(live):
    done = live.run(Program("c", "int main(void) { return 0; }"))
    assert done.ended is Ended.FAULT
    if "c" in live.capabilities().languages:
        assert done.fault == "a program in c has to be compiled first; call compile"
    else:
        assert done.fault.startswith("there is no toolchain for c on this machine, only for ")


def test_null_characters_and_names_taken_are_refused(live):
    for given, said in (
        ({"arguments": ("a\0b",)}, "an argument holds a null character, which no command line can"),
        ({"files": {"main.py": b""}}, "the file 'main.py' has the name of the program itself; choose another"),
        ({"files": {"a/b": b""}}, "'a/b' is no plain name of a file; leave out folders"),
    ):
        assert live.run(Program("python", "print(1)", **given)).fault == said


def test_threads_wait_for_a_place(start):
    live = start(parallel=1)
    done = []

    def one():
        done.append(live.run(Program("python", "import time\ntime.sleep(0.2)\nprint(1)")))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.stdout for each in done] == [b"1\n"] * 4
    assert len(live._free) == 1  # they shared the one slot
    live.close()


def test_settings_that_make_no_sense_are_refused():
    for wrong in ({"parallel": 0}, {"trust": "anyone"}, {"compile_seconds": 0}):
        with pytest.raises(ValueError, match="1 validation error for Local"):
            Local(**wrong)

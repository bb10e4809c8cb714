"""Every limit bites, and says which one it was; what the kernel or the server ends is told from outside."""

import time

import pytest

from rewardry.sandbox import Ended, Limits

SLEEP = "import time; time.sleep(60)"
SPIN = "while True: pass"


@pytest.mark.parametrize("text", [SLEEP, SPIN, "x = 7 ** (10 ** 9)", "import os\nwhile True: os.sched_yield()"])
def test_the_wall_clock(run, text):
    done = run(text, seconds=0.5)
    assert done.ended is Ended.TIME
    assert 0.5 <= done.seconds < 10


def test_the_wall_clock_ends_children_that_hold_the_output(run):
    begun = time.monotonic()
    done = run(f"import os\nif os.fork() == 0:\n    os.setsid()\n    {SLEEP}\nprint('parent')", seconds=30)
    assert (done.ended, done.exit_code, done.stdout) == (Ended.EXITED, 0, b"parent\n")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "text",
    [
        "kept = []\nwhile True: kept.append(bytearray(b'x') * (8 << 20))",
        "import mmap\nkept = []\nwhile True:\n    m = mmap.mmap(-1, 8 << 20)\n    m.write(b'x' * (8 << 20))\n"
        "    kept.append(m)",
        "import os, time\nfor _ in range(12):\n    if os.fork() == 0:\n        b = bytearray(b'x') * (40 << 20)\n"
        "        time.sleep(60)\ntime.sleep(60)",
    ],
    ids=["one process", "shared mapping", "many processes"],
)
def test_the_memory_of_all_processes_together(run, text):
    done = run(text, limits=Limits(seconds=60, memory_mb=128))
    assert done.ended is Ended.MEMORY
    assert done.memory_mb > 100


def test_memory_below_the_limit_is_given(run):
    done = run("b = bytearray(b'x') * (90 << 20); print(len(b) >> 20)", limits=Limits(memory_mb=128))
    assert done.stdout == b"90\n"
    assert 90 <= done.memory_mb <= 128


def test_the_memory_that_is_reported_is_the_program_s(run):
    idle = run("import time; time.sleep(0.2)").memory_mb
    used = run("b = bytearray(b'x') * (64 << 20); import time; time.sleep(0.2)").memory_mb
    assert 1 < idle < 40
    assert 60 < used - idle < 75


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_the_output_is_cut_at_the_limit(run, stream):
    text = f"import sys\nwhile True: sys.{stream}.write('x' * 1000)"
    done = run(text, limits=Limits(seconds=60, output_bytes=5000))
    assert done.ended is Ended.OUTPUT
    assert getattr(done, stream) == b"x" * 5000


def test_output_of_exactly_the_limit_is_whole(run):
    done = run("print('x' * 4999)", limits=Limits(output_bytes=5000))
    assert (done.ended, len(done.stdout)) == (Ended.EXITED, 5000)


def test_output_that_is_one_byte_too_long_is_over_even_if_the_program_ended(run):
    done = run("import sys; sys.stdout.write('x' * 5001)", limits=Limits(output_bytes=5000))
    assert (done.ended, len(done.stdout)) == (Ended.OUTPUT, 5000)


@pytest.mark.parametrize(
    "text",
    [
        "import os\nn = 1\ntry:\n    while True:\n        if os.fork() == 0:\n            import time; time.sleep(60)\n"
        "        n += 1\nexcept OSError: print(n)",
        "import threading, time\nn = 1\ntry:\n    while True:\n        threading.Thread(target=time.sleep, args=(60,), "
        "daemon=True).start(); n += 1\nexcept RuntimeError: print(n, flush=True); import os; os._exit(0)",
    ],
    ids=["processes", "threads"],
)
def test_processes_and_threads_are_counted(run, text):
    assert run(text, limits=Limits(seconds=30, processes=12)).stdout == b"12\n"


def test_the_disk_is_limited(run):
    text = "n = 0\ntry:\n    for i in range(100):\n        open(str(i), 'wb').write(bytes(1 << 20)); n += 1\n"
    done = run(text + "except OSError as error: print(n, error.errno)", limits=Limits(disk_mb=8))
    assert done.stdout in (b"7 28\n", b"8 28\n")


def test_the_files_are_counted(run):
    text = (
        "n = 0\ntry:\n    while True:\n        open(f'f{n}', 'w').close(); n += 1\n"
        "except OSError as error: print(n, error.errno)"
    )
    done = run(text, limits=Limits(seconds=30, files=100))
    number, errno = done.stdout.split()
    assert 98 <= int(number) <= 100
    assert errno == b"28"


def test_one_file_is_no_larger_than_the_disk(run):
    text = (
        "import os\ntry:\n    os.truncate(os.open('f', os.O_CREAT | os.O_RDWR), 9 << 20)\n"
        "except OSError as e: print(e.errno)"
    )
    assert run(text, limits=Limits(disk_mb=8)).stdout == b"27\n"


@pytest.mark.parametrize("name", ["NPROC", "FSIZE", "NOFILE", "CORE", "STACK"])
def test_limits_cannot_be_raised(run, name):
    text = (
        f"import resource as r\nhard = r.getrlimit(r.RLIMIT_{name})[1]\n"
        f"try:\n    r.setrlimit(r.RLIMIT_{name}, (hard + 1, hard + 1)); print('raised')\n"
        "except (OSError, ValueError): print('kept', hard != r.RLIM_INFINITY)"
    )
    assert run(text).stdout == b"kept True\n"


def test_no_core_file_is_written(run):
    done = run("import os; os.abort()", collect=("core",))
    assert (done.ended, done.signal, dict(done.files)) == (Ended.SIGNALLED, 6, {})


def test_limits_change_from_run_to_run_in_one_container(run, box):
    hungry = "b = bytearray(b'x') * (150 << 20); print('had it')"
    for memory, ended in ((100, Ended.MEMORY), (300, Ended.EXITED), (100, Ended.MEMORY), (300, Ended.EXITED)):
        assert run(hungry, limits=Limits(seconds=30, memory_mb=memory)).ended is ended

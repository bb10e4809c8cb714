"""The fork server, from its handle: it forks, preloads, reaps, and ends with its parent."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rewardry.engine import wire
from rewardry.engine.fork_server import ForkServer
from rewardry.types import Sample


@pytest.fixture
def server():
    made = ForkServer()
    yield made
    made.close()


def pid_of(connection):
    """What a fresh worker says on its connection."""
    connection.settimeout(60)
    ((header,),) = wire.Reader().feed(connection.recv(1000))
    return json.loads(header)["hello"]


def state_of(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


def test_each_fork_is_a_process_with_a_connection_and_a_number_of_its_own(server, processes):
    forked = [server.fork() for _ in range(3)]
    pids = {pid_of(connection) for connection, _ in forked}
    assert [number for _, number in forked] == [1, 2, 3]
    assert len(pids) == 3
    assert pids < set(processes())
    for connection, _ in forked:
        connection.close()


def test_a_worker_ends_when_its_connection_is_closed(server, wait_until):
    connection, number = server.fork()
    pid = pid_of(connection)
    connection.close()
    assert wait_until(lambda: state_of(pid) == "Z")
    server.reap(number)
    assert wait_until(lambda: state_of(pid) == "gone")


def test_reaping_kills_what_lives(server, wait_until):
    connection, number = server.fork()
    pid = pid_of(connection)
    server.reap(number)
    assert wait_until(lambda: state_of(pid) == "gone")
    assert connection.recv(1) == b""
    connection.close()


def test_reaping_what_was_never_forked_or_twice_is_no_mistake(server):
    connection, number = server.fork()
    pid_of(connection)
    connection.close()
    server.reap(99)
    server.reap(number)
    server.reap(number)
    again, _ = server.fork()
    assert pid_of(again)
    again.close()


def test_a_worker_that_is_reaped_before_it_said_hello_is_no_zombie(server, processes, wait_until):
    for _ in range(5):
        connection, number = server.fork()
        connection.close()
        server.reap(number)
    connection, _ = server.fork()
    pid = pid_of(connection)
    connection.close()
    assert wait_until(lambda: set(processes()) <= {server._process.pid, pid})
    children = Path(f"/proc/{server._process.pid}/task/{server._process.pid}/children").read_text().split()
    assert children == [str(pid)]


def test_preloaded_modules_are_in_later_workers_and_broken_ones_do_no_harm(server):
    server.preload(["colorsys", "no.such.module"])
    connection, _ = server.fork()
    pid_of(connection)
    maps = Path(f"/proc/{server._process.pid}/maps").read_text()
    server.preload(["_lsprof"])
    other, _ = server.fork()
    pid_of(other)
    assert "_lsprof" not in maps
    assert "_lsprof" in Path(f"/proc/{server._process.pid}/maps").read_text()
    connection.close()
    other.close()


def test_closing_ends_every_worker(server, processes):
    connections = [server.fork()[0] for _ in range(3)]
    for connection in connections:
        pid_of(connection)
    server.close()
    assert processes() == []
    for connection in connections:
        connection.close()


def test_closing_does_not_wait_for_a_hanging_import(tmp_path, monkeypatch, processes, wait_until):
    begun = tmp_path / "begun"
    source = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(1000)\n"
    (tmp_path / "rewardry_endless.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    server = ForkServer()
    server.preload(["rewardry_endless"])
    assert wait_until(begun.exists)
    original = server._process.wait
    monkeypatch.setattr(server._process, "wait", lambda timeout=None: original(timeout and 0.2))
    server.close()
    assert processes() == []


def test_a_dead_fork_server_says_so(server):
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    with pytest.raises(OSError, match=r"Broken pipe|Connection reset"):
        server.fork()
    server.reap(1)


def test_a_killed_fork_server_takes_its_workers_with_it(server, processes, wait_until):
    connection, _ = server.fork()
    pid_of(connection)
    os.kill(server._process.pid, signal.SIGKILL)
    assert wait_until(lambda: not processes())
    connection.close()


def test_no_descriptor_is_left_when_no_worker_can_be_forked(server):
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        with pytest.raises(OSError, match=r"Broken pipe|Connection reset"):
            server.fork()
    assert len(os.listdir("/proc/self/fd")) == before


def test_no_process_left_to_be_had_is_a_closed_connection_and_no_crash():
    """With a limit of processes the fork fails; the fork server itself goes on."""
    script = """
import json, resource, socket, sys
from rewardry.engine import fork_server

class Exhausted(OSError):
    pass

forks = []
def fork():
    forks.append(1)
    if len(forks) < 3:
        raise Exhausted("Resource temporarily unavailable")
    return real()
real, fork_server.os.fork = fork_server.os.fork, fork
fork_server.main(int(sys.argv[1]), int(sys.argv[2]))
"""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(theirs.fileno()), str(os.getpid())], pass_fds=[theirs.fileno()]
        )
        theirs.close()
        server = ForkServer.__new__(ForkServer)
        server.connection, server._process, server._forked = ours, process, 0
        failed = [server.fork()[0] for _ in range(2)]
        for connection in failed:
            connection.settimeout(60)
            assert connection.recv(1) == b""
            connection.close()
        connection, _ = server.fork()
        assert pid_of(connection)
        connection.close()
        server.close()


# ---- where it starts


def run_script(script, *arguments, **options):
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


VERIFY = """
import sys
from rewardry.engine.probe import Probe
from rewardry.engine.runtime import Runtime
from rewardry.types import Sample

def verify():
    with Runtime(workers=1) as runtime:
        return runtime.open(Probe()).verify([Sample(completion="")])[0].status
"""


def test_files_in_the_current_folder_are_not_imported_in_place_of_the_library(tmp_path):
    for name in ("json", "random", "resource", "types"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('the current folder has a {name}.py')\n")
    script = "import sys; sys.path[:] = [p for p in sys.path if p]\n" + VERIFY + "print(verify())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("correct\n", "")


def test_a_search_path_with_things_that_are_no_texts_does_no_harm():
    script = VERIFY + "import pathlib; sys.path.append(pathlib.Path('/no/such')); print(verify())"
    done = run_script(script)
    assert (done.stdout, done.stderr) == ("correct\n", "")


def test_a_caller_with_very_many_open_files_can_start_workers():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2000:
        pytest.skip("the limit of open files is too low")
    script = VERIFY + (
        "import os; from resource import RLIMIT_NOFILE as N, getrlimit, setrlimit;"
        "setrlimit(N, (2000, getrlimit(N)[1]));"
        "held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1500)]; print(verify())"
    )
    done = run_script(script)
    assert (done.stdout, done.stderr) == ("correct\n", "")


def test_a_caller_without_standard_error_can_start_workers(tmp_path):
    target = tmp_path / "out"
    script = VERIFY + "import os; os.close(2); open(sys.argv[1], 'w').write(verify())"
    done = run_script(script, str(target))
    assert done.returncode == 0
    assert target.read_text() == "correct"


def test_a_runtime_that_is_never_closed_ends_with_its_process(processes, wait_until):
    script = VERIFY + (
        "runtime = Runtime(workers=2); print(runtime.open(Probe()).verify([Sample(completion='')] * 9)[0].status)"
    )
    done = run_script(script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "correct\n", "")
    assert wait_until(lambda: not processes())


HANGING = """
import sys
from rewardry.engine.runtime import Runtime
from rewardry.local_files import load_file
from rewardry.types import Sample

faulty = load_file(sys.argv[1])
runtime = Runtime(workers=2, timeout=600)
opened = runtime.open(faulty.Misbehaving())
opened.verify([Sample(completion="a")] * 20)
print("ready", flush=True)
opened.verify([Sample(completion=text) for text in ("stubborn", "bigint", "fork", "sleep")])
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_killing_the_caller_leaves_no_process(faulty, processes, wait_until, number):
    if number != signal.SIGKILL and signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("whoever started the tests has this signal ignored, as nohup does")
    command = [sys.executable, "-c", HANGING, faulty.__file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as caller:
        try:
            assert caller.stdout.readline() == "ready\n"
            assert len(processes()) >= 3
            os.kill(caller.pid, number)
            assert caller.wait(60) == -number
        finally:
            caller.kill()  # else a failure would wait for it for ever
        assert wait_until(lambda: not processes())


def test_killing_the_caller_while_the_fork_server_starts_leaves_no_process(faulty, processes, wait_until):
    command = [sys.executable, "-c", HANGING, faulty.__file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as caller:
        assert wait_until(lambda: len(processes()) >= 2)
        caller.kill()
        assert wait_until(lambda: not processes())


def test_ctrl_c_ends_the_caller_and_its_workers(faulty, processes, wait_until):
    command = [sys.executable, "-c", HANGING, faulty.__file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as caller:
        assert caller.stdout.readline() == "ready\n"
        caller.send_signal(signal.SIGINT)
        _, err = caller.communicate(timeout=60)
        assert err.rstrip().endswith("KeyboardInterrupt")
        assert wait_until(lambda: not processes())


def test_a_worker_holds_no_descriptor_of_the_fork_servers(faulty, open_runtime):
    opened = open_runtime(workers=3).open(faulty.Misbehaving())
    pids = {v.extracted for v in opened.verify([Sample(completion="pid")] * 60)}
    for pid in pids:
        sockets = [os.readlink(f) for f in Path(f"/proc/{pid}/fd").iterdir()]
        assert sum(name.startswith("socket:") for name in sockets) == 1, "its own connection"

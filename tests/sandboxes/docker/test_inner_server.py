"""What the server inside a container does, without one: what it reads, measures, sends back and removes."""

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from rewardry.sandboxes.docker import inner_server as module
from rewardry.sandboxes.docker.inner_program import ASKED, BEGAN, FRAME
from rewardry.sandboxes.docker.inner_server import Capture, Gauge, Waiting, end_of, first_number, has_ended, others


@pytest.fixture
def pipe():
    """The two ends of a pipe, as files."""
    reader, writer = os.pipe()
    with open(reader, "rb", buffering=0) as source, open(writer, "wb", buffering=0) as target:
        yield source, target


# ---- what a program writes ------------------------------------------------------------------------------------------


def content(capture):
    with capture.content() as part:
        return bytes(part)


@pytest.mark.parametrize(
    ("written", "limit", "kept", "over"),
    [
        (b"", 10, b"", False),
        (b"abc", 10, b"abc", False),
        (b"abc", 3, b"abc", False),
        (b"abcd", 3, b"abc", True),
        (b"x" * 5000, 3, b"xxx", True),
        (b"", 0, b"", False),
        (b"a", 0, b"", True),
    ],
)
def test_what_is_written_is_kept_up_to_the_limit_and_one_byte_more_is_over(pipe, written, limit, kept, over):
    reader, writer = pipe
    writer.write(written)
    writer.close()
    capture = Capture(reader.fileno(), limit)
    capture.drain()
    assert (capture.over, capture.size) == (over, len(kept))
    assert content(capture) == kept


def test_it_is_read_as_it_comes(pipe):
    reader, writer = pipe
    capture = Capture(reader.fileno(), 100)
    for part in (b"one ", b"two ", b"three"):
        writer.write(part)
        assert capture.read()
    writer.close()
    assert not capture.read()
    assert content(capture) == b"one two three"


def test_what_is_over_is_never_read_on(pipe):
    reader, writer = pipe
    capture = Capture(reader.fileno(), 4)
    writer.write(b"0123456789")
    assert capture.read()
    assert capture.over
    assert not capture.read()
    assert reader.read(100) == b"56789", "only one byte over the limit was taken"


def test_a_pipe_that_somebody_still_holds_does_not_hold_the_server(pipe):
    reader, writer = pipe
    writer.write(b"so far")
    capture = Capture(reader.fileno(), 100)
    capture.drain()
    assert content(capture) == b"so far"


# ---- what it is told ------------------------------------------------------------------------------------------------


def told(reader):
    """A child whose word of its beginning comes by this way."""
    made = Waiting.__new__(Waiting)
    made._loaded, made._began = reader.fileno(), None
    return made


def waiting(reader):
    """A child whose request comes by this way."""
    made = Waiting.__new__(Waiting)
    made._asked = os.dup(reader.fileno())  # which it closes
    return made


@pytest.mark.parametrize("names", [["main.py"], ["main.py", "a b", "\u2603", "-rf"], ["half \udcff"]], ids=ascii)
def test_a_request_is_understood_as_its_child_tells_it(pipe, names):
    reader, writer = pipe
    text = ASKED.pack(7, 1.5, 64 << 20, 1000) + "\0".join(names).encode("utf-8", "surrogateescape")
    writer.write(struct.pack("<I", len(text)) + text)
    assert waiting(reader).asked() == (7, names, 1.5, 64 << 20, 1000)


@pytest.mark.parametrize("said", [b"", b"\1", struct.pack("<I", 100) + b"cut off"])
def test_a_host_that_has_gone_asks_nothing(pipe, said):
    reader, writer = pipe
    writer.write(said)
    writer.close()
    child = waiting(reader)
    child.pid = os.posix_spawn(sys.executable, [sys.executable, "-I", "-S", "-c", ""], {})
    assert child.asked() is None


def test_a_program_has_begun_when_its_child_says_so_and_once_for_all(pipe):
    reader, writer = pipe
    os.set_blocking(reader.fileno(), False)
    child = told(reader)
    assert child.began() is None
    writer.write(BEGAN.pack(12.5))
    assert child.began() == 12.5
    writer.close()
    assert child.began() == 12.5


def test_a_child_that_ended_before_it_began_never_began(pipe):
    reader, writer = pipe
    os.set_blocking(reader.fileno(), False)
    writer.close()
    assert told(reader).began() is None


# ---- what it measures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("123\n", "", 123),
        ("anon 5\nshmem 7\n", "shmem", 7),
        ("anon 5\nshmem 7\n", "anon", 5),
        ("shmem_thp 1\nshmem 7\n", "shmem", 7),
        ("         0   1000000      65536\n", "", 65536),
        ("anon 5\n", "oom_kill", -1),
        ("", "", -1),
        ("\n", "", -1),
        ("max\n", "", -1),
        ("anon many\n", "anon", -1),
    ],
)
def test_a_number_of_the_kernel_is_read_or_is_not_there(tmp_path, text, key, found):
    (tmp_path / "file").write_text(text)
    assert first_number(str(tmp_path / "file"), key) == found


def test_a_file_that_is_not_there_has_no_number(tmp_path):
    assert first_number(str(tmp_path / "none")) == -1
    assert first_number(str(tmp_path), "key") == -1


@pytest.fixture
def gauge(tmp_path, monkeypatch):
    """A gauge over files that the test writes; ten blocks of the room are in use."""
    room = SimpleNamespace(f_blocks=100, f_bfree=90, f_frsize=4096)
    monkeypatch.setattr(module, "os", SimpleNamespace(statvfs=lambda path: room))
    made = Gauge.__new__(Gauge)
    made._used, made._kills, made._stat = (str(tmp_path / name) for name in ("used", "kills", "stat"))
    made._anonymous, made._shared = "anon", "shmem"
    made.idle = 0
    return made


@pytest.mark.parametrize(("shared", "found"), [(40_960, 1000), (40_961, 1001), (81_920, 41_960), (0, 1000)])
def test_memory_is_that_of_processes_and_what_they_share_without_their_files(gauge, tmp_path, shared, found):
    (tmp_path / "stat").write_text(f"anon 1000\nshmem {shared}\n")
    assert gauge.processes() == found


def test_what_the_server_itself_holds_is_not_the_program_s(gauge, tmp_path):
    (tmp_path / "stat").write_text("anon 1000\nshmem 0\n")
    gauge.idle = 300
    assert gauge.held() == 700
    gauge.idle = -1
    assert gauge.held() == 1000


def test_where_nothing_is_told_nothing_is_claimed(gauge):
    assert (gauge.processes(), gauge.kills(), gauge.used()) == (-1, -1, -1)


def test_the_kernel_s_kills_are_counted(gauge, tmp_path):
    (tmp_path / "kills").write_text("low 0\noom 4\noom_kill 3\noom_group_kill 9\n")
    assert gauge.kills() == 3


# ---- processes ------------------------------------------------------------------------------------------------------


def test_the_end_of_a_child_is_seen_and_it_stays_to_be_waited_for():
    command = [sys.executable, "-I", "-S", "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert not has_ended(child.pid)
        end = end_of(child.pid)
        child.stdin.close()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert has_ended(child.pid)
        assert has_ended(child.pid)
        os.close(end)
        assert child.wait() == 1


def test_others_are_all_processes_but_those_that_are_known():
    found = others(set())
    assert os.getpid() in found
    assert os.getpid() not in others({os.getpid()})
    assert all(isinstance(number, int) for number in found)


# ---- files ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The run's folder, and what is sent to the host."""
    folder = tmp_path / "run"
    folder.mkdir()
    monkeypatch.setattr(module, "HOME", str(folder))
    monkeypatch.setattr(module, "COLLECT", str(tmp_path / "collect"))
    sent = bytearray()
    monkeypatch.setattr(module, "write_all", lambda descriptor, *parts: sent.extend(b"".join(map(bytes, parts))))
    return folder, sent


def files_in(sent):
    """Names to contents, as a host reads them."""
    found, at = {}, 0
    while at < len(sent):
        _, kind, size = FRAME.unpack_from(sent, at)
        at += FRAME.size
        assert kind == b"F"
        length = struct.unpack_from("<I", sent, at)[0]
        name = bytes(sent[at + 4 : at + 4 + length]).decode("utf-8", "surrogateescape")
        found[name] = bytes(sent[at + 4 + length : at + size])
        at += size
    return found


def test_files_are_sent_up_to_their_limit(home):
    folder, sent = home
    for name, text in (("a", b"1234"), ("b", b"12345"), ("empty", b""), ("\u2603", b"\0\xff"), ("not asked", b"x")):
        (folder / name).write_bytes(text)
    module.send_files([["a", 4], ["b", 4], ["empty", 0], ["\u2603", 9], ["none", 9]])
    assert files_in(sent) == {"a": b"1234", "empty": b"", "\u2603": b"\0\xff"}


def test_a_name_that_is_no_text_is_sent_as_it_was_asked_for(home):
    folder, sent = home
    name = "half \udcff"
    (folder / os.fsdecode(os.fsencode(name))).write_bytes(b"here")
    module.send_files([[name, 9]])
    assert files_in(sent) == {name: b"here"}


def test_only_regular_files_are_sent_and_nothing_hangs_or_is_followed(home):
    folder, sent = home
    (folder / "real").write_bytes(b"secret")
    (folder / "link").symlink_to(folder / "real")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "fifo")
    module.send_files([[name, 100] for name in ("link", "dangling", "folder", "fifo", "../run/none")])
    assert files_in(sent) == {}


def test_what_is_to_be_collected_is_read_once_and_then_gone(home, tmp_path):
    assert module.collected() == []
    (tmp_path / "collect").write_text('[["a", 5]]')
    assert module.collected() == [["a", 5]]
    assert not (tmp_path / "collect").exists()


REMOVE = """
import os, sys
from rewardry.sandboxes.docker import inner_server
inner_server.ROOM = sys.argv[1]
os.chdir(sys.argv[1])
if os.getuid() == 0:
    os.chown(".", 65534, 65534)
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
exec(sys.argv[2])
inner_server.remove(sys.argv[1] + "/run")
print(sorted(os.listdir(sys.argv[1])))
"""
LEFT = {
    "nothing": "os.mkdir('run')",
    "files": "os.mkdir('run'); [open(f'run/{n}', 'w').close() for n in range(50)]",
    "folders": "os.makedirs('run/a/b/c'); os.makedirs('run/a/d'); open('run/a/b/f', 'w').close()",
    "links": "os.mkdir('run'); os.symlink('/', 'run/root'); os.symlink('../keep', 'run/k'); os.symlink('.', 'run/me')",
    "no rights": "os.makedirs('run/a/b'); open('run/a/b/f', 'w').close(); "
    "[os.chmod(path, 0) for path in ('run/a/b/f', 'run/a/b', 'run/a', 'run')]",
    "odd names": "os.mkdir('run'); [open('run/' + n, 'w').close() for n in ('-rf', '\\udcff', '\\n', ' ', '...')]",
    "a pipe": "os.mkdir('run'); os.mkfifo('run/pipe')",
    "great depth": "os.mkdir('run'); os.chdir('run')\nfor n in range(3000): os.mkdir('d'); os.chdir('d')\n"
    "os.chdir(sys.argv[1])",
}


@pytest.fixture
def room():
    """A folder below /tmp, into which other users can go; removed by a program that no depth stops."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.mark.parametrize("what", LEFT)
def test_a_folder_is_removed_whatever_is_in_it(room, what):
    (room / "keep").write_text("mine")
    done = subprocess.run([sys.executable, "-c", REMOVE, str(room), LEFT[what]], capture_output=True, text=True)
    assert done.stdout == "['keep']\n", done.stderr
    assert (room / "keep").read_text() == "mine"

"""What a program cannot do, and that nothing of it is there for the next one in the same container."""
# ruff: noqa: E501 - the texts of programs keep their lines

import json
import shlex

import pytest

from rewardry.sandbox import Ended, Limits

# System calls by their numbers on x86-64, with arguments that would do something.
DENIED = {
    "socket": (41, 2, 1, 0),
    "ptrace": (101, 0, 0, 0, 0),
    "shmget": (29, 0x5EED, 4096, 0o1666),
    "semget": (64, 0x5EED, 1, 0o1666),
    "msgget": (68, 0x5EED, 0o1666),
    "mq_open": (240, b"left", 0o102, 0o666, 0),
    "memfd_create": (319, b"x", 0),
    "io_uring_setup": (425, 1, bytes(120)),
    "userfaultfd": (323, 0),
    "bpf": (321, 0, 0, 0),
    "perf_event_open": (298, bytes(128), 0, -1, -1, 0),
    "add_key": (248, b"user", b"x", b"y", 1, -4),
    "keyctl": (250, 0, -4, 1),
    "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
    "pidfd_getfd": (438, 0, 0, 0),
    "kcmp": (312, 1, 1, 0, 0, 0),
    "unshare": (272, 0x10000000),
    "setns": (308, 0, 0),
    "mount": (165, b"none", b"/box", b"tmpfs", 0, 0),
    "fsopen": (430, b"tmpfs", 0),
    "open_tree": (428, -100, b"/", 1),
    "chroot": (161, b"."),
    "name_to_handle_at": (303, -100, b"/", bytes(200), bytes(8), 0),
    "open_by_handle_at": (304, -100, bytes(64), 0),
    "syslog": (103, 3, bytes(4096), 4096),
    "sync": (162,),
    "setxattr": (188, b".", b"user.x", b"y", 1, 0),
    "swapon": (167, b"x", 0),
    "acct": (163, b"x"),
    "clone3": (435, bytes(88), 88),
    "personality": (135, 0x0400000),
}


def test_dangerous_system_calls_are_refused(run):
    text = (
        "import ctypes, json\nlibrary = ctypes.CDLL(None, use_errno=True)\nfound = {}\n"
        f"for name, (number, *arguments) in {DENIED!r}.items():\n"
        "    arguments = [ctypes.create_string_buffer(a, max(1, len(a))) if isinstance(a, bytes) else a for a in arguments]\n"
        "    ctypes.set_errno(0)\n"
        "    found[name] = [library.syscall(number, *arguments), ctypes.get_errno()]\n"
        "print(json.dumps(found))"
    )
    done = run(text)
    found = json.loads(done.stdout)
    assert set(found) == set(DENIED)
    assert {name for name, (value, errno) in found.items() if value != -1 or errno not in (1, 38)} == set()


def test_a_new_user_namespace_by_clone_is_refused(run):
    text = (
        "import ctypes\nlibrary = ctypes.CDLL(None, use_errno=True)\n"
        "print(library.syscall(56, 0x10000000 | 17, 0, 0, 0, 0), ctypes.get_errno())"
    )
    assert run(text).stdout == b"-1 1\n"


def test_there_is_no_network(run):
    text = "import os, socket\nprint(os.listdir('/sys/class/net'))\ntry:\n    socket.socket()\nexcept OSError as e: print(e.errno)"
    assert run(text).stdout == b"['lo']\n1\n"


def test_nothing_can_be_written_but_the_own_directory(run):
    text = (
        "import os\nfound = []\n"
        "for top, folders, files in os.walk('/', onerror=lambda e: None):\n"
        "    folders[:] = [f for f in folders if not (top == '/' and f in ('proc', 'sys'))]\n"
        "    found += [top] if os.access(top, os.W_OK) else []\n"
        "print(sorted(found), os.getcwd(), oct(os.stat('.').st_mode & 0o777))"
    )
    assert run(text, seconds=60).stdout == b"[] /box/run 0o700\n"  # whose parent cannot be listed


def test_files_of_proc_and_sys_cannot_be_written(run):
    text = (
        "import os\nfound = []\n"
        "for path in ('/proc/sysrq-trigger', '/proc/sys/kernel/core_pattern', '/proc/1/mem', '/proc/1/oom_score_adj',\n"
        "    '/proc/self/oom_score_adj', '/sys/fs/cgroup/memory/cgroup.procs', '/sys/fs/cgroup/cgroup.procs',\n"
        "    '/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/pids/pids.max'):\n"
        "    try:\n        os.close(os.open(path, os.O_WRONLY)); found.append(path)\n    except OSError: pass\n"
        "print(found)"
    )
    assert run(text).stdout == b"[]\n"


def test_the_kernel_tells_little_of_itself_and_of_the_machine(run):
    text = (
        "import os\nfound = {}\n"
        "for path in ('/proc/cmdline', '/proc/config.gz', '/proc/kallsyms', '/proc/kcore', '/proc/keys', '/proc/modules'):\n"
        "    try: found[path] = len(open(path, 'rb').read(100))\n    except OSError: found[path] = 0\n"
        "for path in ('/sys/kernel', '/sys/module', '/sys/firmware'): found[path] = len(os.listdir(path))\n"
        "print({k for k, v in found.items() if v})"
    )
    assert run(text).stdout == b"set()\n"


def test_a_program_has_no_rights_and_a_user_of_its_own(run):
    text = (
        "import os\nstatus = dict(l.split(':', 1) for l in open('/proc/self/status'))\n"
        "print([int(status['Cap' + k], 16) for k in ('Prm', 'Eff', 'Inh', 'Amb')], status['NoNewPrivs'].strip(),\n"
        "      status['Seccomp'].strip(), os.getuid() == os.geteuid() == os.getgid() > 1000, os.getgroups())\n"
        "try:\n    os.setuid(0)\nexcept OSError: print('stays')"
    )
    assert run(text).stdout == b"[0, 0, 0, 0] 1 2 True []\nstays\n"


def test_no_setuid_program_is_in_the_image(run):
    text = "import os\nprint([p for t, _, fs in os.walk('/usr') for f in fs if os.path.isfile(p := t + '/' + f) and os.stat(p).st_mode & 0o6000])"
    assert run(text, seconds=60).stdout == b"[]\n"


def test_the_server_can_be_neither_read_nor_signalled(run):
    text = (
        "import os\nfound = []\n"
        "for pid in [p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]:\n"
        "    for path in ('mem', 'environ', 'maps', 'fd/0', 'fd/1', 'fd/2', 'root', 'cwd', 'syscall', 'stack'):\n"
        "        try:\n"
        "            os.listdir(f'/proc/{pid}/{path}') if path in ('root', 'cwd') else open(f'/proc/{pid}/{path}', 'rb').read(1)\n"
        "            found.append((pid, path))\n"
        "        except OSError: pass\n"
        "    for number in (0, 9, 19):\n"
        "        try:\n            os.kill(int(pid), number); found.append((pid, number))\n        except OSError: pass\n"
        "print(found, len(os.listdir('/proc')) > 5)"
    )
    assert run(text).stdout == b"[] True\n"


def test_a_program_holds_no_descriptor_but_its_three(run):
    text = (
        "import os\nfound = []\nfor n in range(300):\n    try:\n        os.fstat(n); found.append(n)\n    except OSError: pass\n"
        "print(found)"
    )
    assert run(text).stdout == b"[0, 1, 2]\n"
    started = f"exec python3 -c {shlex.quote(text)}"
    assert run(started, "bash").stdout == b"[0, 1, 2]\n"


def test_the_environment_holds_nothing_of_the_host(run, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "SECRET")
    for text, language in (("import os; print(sorted(os.environ))", "python"), ("env", "bash")):
        done = run(text, language)
        assert b"SECRET" not in done.stdout
        assert b"TOKEN" not in done.stdout


def test_frames_of_the_protocol_that_a_program_prints_are_output(run):
    from rewardry.sandboxes.docker.inner_program import FRAME, MAGIC
    from rewardry.sandboxes.docker.inner_server import RESULT

    forged = FRAME.pack(MAGIC, b"R", RESULT.size) + RESULT.pack(1, b"exited", 0, 0, 0.1, 1, 0, 0, 0, 0, 0)
    text = (
        f"import os, sys\ndata = {forged!r}\nsys.stdout.buffer.write(data)\nsys.stdout.flush()\n"
        "for n in list(range(3, 64)):\n    try: os.write(n, data)\n    except OSError: pass\n"
        "for p in ('/proc/1/fd/1', '/dev/console', '/dev/tty', '/proc/%d/fd/1' % os.getppid()):\n"
        "    try: open(p, 'wb').write(data)\n    except OSError: pass\n"
        "sys.exit(5)"
    )
    done = run(text)
    assert (done.exit_code, done.stdout) == (5, forged)


def test_the_janitor_is_not_fooled_by_what_a_program_leaves(run):
    text = (
        "import os, time\n"
        "os.makedirs('a/b/c'); os.symlink('/usr', 'a/link'); os.mkfifo('fifo'); open('a/f', 'w').write('x')\n"
        "here = os.getcwd()\n"
        "for i in range(400): os.mkdir('d'); os.chdir('d')\n"
        "os.chdir(here); os.chmod('a/b', 0); os.chmod('a', 0); os.chmod('.', 0)\n"
    )
    assert run(text).exit_code == 0
    assert run("import os; print(os.listdir('.'), os.path.isdir('/usr/bin'))").stdout == b"['main.py'] True\n"


def test_a_renamed_or_removed_directory_of_its_own_is_cleaned(run):
    for text in ("import os; os.rename('main.py', 'x' * 200)", "import shutil, os; shutil.rmtree('/box/run', True)"):
        assert run(text).exit_code == 0
        assert run("import os; print(os.listdir('/box/run'))").stdout == b"['main.py']\n"


LEAVERS = {
    "a file": "open('left', 'w').write('x')",
    "files with odd names": "open('-rf', 'w'); open('a\\nb', 'w'); open('\\udcff', 'w')",
    "a daemon": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(600)\n    os._exit(0)",
    "a daemon that ignores signals": (
        "import os, signal, time\nif os.fork() == 0:\n    os.setsid()\n    for n in range(1, 32):\n        try: "
        "signal.signal(n, signal.SIG_IGN)\n        except OSError: pass\n    time.sleep(600)"
    ),
    "a fork bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "a chain of forks": "import os\nif os.fork() == 0:\n    while True:\n        if os.fork(): os._exit(0)",
    "a killer": "import os\nfor _ in range(100):\n    try: os.kill(-1, 9)\n    except OSError: pass",
    "a killer of janitors": (
        "import os\nif os.fork() == 0:\n    os.setsid()\n    while True:\n"
        "        for p in os.listdir('/proc'):\n            try: os.kill(int(p), 9) if int(p) != os.getpid() else 0\n"
        "            except (OSError, ValueError): pass"
    ),
    "a message queue": "import os\ntry: os.close(os.open('/dev/mqueue/left', os.O_CREAT | os.O_RDWR))\nexcept OSError: pass",
    "a changed library": "import json, builtins, sys\njson.loads = print = None\nbuiltins.left = 1\nsys.path.insert(0, '/x')",
    "a stopped process": "import os, signal\nif os.fork() == 0: os.kill(os.getpid(), signal.SIGSTOP)",
}


@pytest.mark.parametrize("what", LEAVERS)
def test_nothing_survives_to_the_next_run(run, box, what):
    number = [container.id for container in box._pool._idle]
    run(LEAVERS[what], seconds=2)
    text = (
        "import os, sys, json, builtins\n"
        "processes = [p for p in os.listdir('/proc') if p.isdigit()]\n"
        "print(len(processes), os.listdir('.'), os.listdir('/dev/mqueue'), hasattr(builtins, 'left'), json.loads('1'),\n"
        "      '/x' in sys.path, os.path.exists('/dev/shm'), open('/proc/sysvipc/shm').read().count('\\n'))"
    )
    done = run(text)
    assert done.stdout == b"3 ['main.py'] [] False 1 False False 1\n", (done, what)
    assert [container.id for container in box._pool._idle] == number or what == "a killer of janitors"


def test_each_run_has_a_user_id_of_its_own(run):
    assert len({run("import os; print(os.getuid())").stdout for _ in range(5)}) == 5


def test_memory_of_an_earlier_run_is_not_in_a_later_one(run):
    """A later program begins as a copy of the server: neither input, output, text nor file names stay in it."""
    marks = [f"mark-{kind}-of-the-earlier-run" for kind in ("input", "output", "source", "file", "name")]
    run(
        f"import sys\nsys.stdin.read()\nsys.stdout.write({marks[1][::-1]!r}[::-1] * 2000)\n# {marks[2]}\n"
        f"open({marks[4][::-1]!r}[::-1], 'w').write({marks[3][::-1]!r}[::-1])\n",
        stdin=marks[0].encode() * 1000,
        collect=("absent",),
    )
    text = (
        "import re\n"
        f"marks = [m[::-1].encode() for m in {[m[::-1] for m in marks]!r}]\nown = b''.join(marks)\nfound = set()\n"
        "import ctypes\n"
        "for line in open('/proc/self/maps'):\n"
        "    low, high, rights = re.match(r'(\\w+)-(\\w+) (\\S+)', line).groups()\n"
        "    if rights[0] == 'r' and '[v' not in line:\n"
        "        data = ctypes.string_at(int(low, 16), int(high, 16) - int(low, 16))\n"
        "        found |= {m for m in marks if data.count(m)  and re.search(re.escape(m) + re.escape(m), data)}\n"
        "        del data\n"
        "print(found)"
    )
    done = run(text, limits=Limits(seconds=60, memory_mb=1024))
    assert done.ended is Ended.EXITED, done
    assert done.stdout == b"set()\n", done.stderr

"""Components that misbehave on demand: the completion says how. Workers load this file by its path."""

import contextlib
import ctypes
import hashlib
import json
import math
import multiprocessing
import os
import random
import resource
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import ClassVar

from rewardry import Reward, Sample, Score, Verdict, Verifier
from rewardry.component import Needs, Runs, needs
from rewardry.engine import wire

PATTERN = b"garbage " * 1024
HOARD = []


class WordlessError(Exception):
    def __str__(self):
        raise ValueError("no words for it")


class LockedError(Exception):
    """An exception that cannot be pickled."""

    def __init__(self, message):
        super().__init__(message)
        self.lock = open(os.devnull)  # noqa: SIM115 - never closed, on purpose


def connections():
    """The descriptors of this process that are sockets: in a worker, its connection."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                found.append(int(name))
    return found


def write_to_connection(data, forever=False):
    for descriptor in connections():
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            connection.sendall(data)
            while forever:
                connection.sendall(data)


class Actions:
    """What a completion ``name argument`` makes a worker do."""

    count = 0

    def do(self, text, log=None):
        name, _, argument = text.partition(" ")
        type(self).count += 1
        if log:
            with open(log, "a") as file:
                file.write(f"{text}\n")
        return getattr(self, f"do_{name}", self.do_echo)(argument or name)

    def do_echo(self, argument):
        return argument

    def do_pid(self, _):
        return os.getpid()

    def do_parent(self, _):
        return os.getppid()

    def do_count(self, _):
        return type(self).count

    def do_main(self, _):
        return getattr(sys.modules["__main__"], "__file__", None)

    def do_environment(self, name):
        return os.environ.get(name)

    def do_random(self, _):
        return [os.getpid(), random.random()]

    def do_hash(self, text):
        return hash(text)

    def do_modules(self, _):
        return sorted(sys.modules)

    def do_limit(self, _):
        return resource.getrlimit(resource.RLIMIT_AS)

    def do_argv(self, _):
        return sys.argv

    def do_size(self, number):
        return "x" * int(number)

    def do_pause(self, seconds):
        time.sleep(float(seconds))
        return seconds

    def do_await(self, argument):
        """Wait until a file exists; what follows its name tells such calls apart."""
        file = argument.partition(" ")[0]
        end = time.monotonic() + 60
        while not os.path.exists(file) and time.monotonic() < end:
            time.sleep(0.01)
        return argument

    def do_busy(self, seconds):
        end = time.process_time() + float(seconds)
        while time.process_time() < end:
            pass
        return seconds

    def do_hoard(self, megabytes):
        HOARD.append(b"x" * (int(megabytes) << 20))
        return len(HOARD)

    # ---- what hangs

    def do_threads(self, _):
        for _ in range(4):
            threading.Thread(target=self.do_hash_forever, daemon=True).start()
        time.sleep(1000)

    def do_hash_forever(self):
        while True:
            hashlib.sha256(PATTERN * 100).digest()  # lets go of the interpreter's lock, so that all cores are busy

    def do_sympy(self, _):
        import sympy

        return str(sympy.factorint(10**120 + 10**61 + 7 * 10**60 + 1))

    def do_loop(self, _):
        while True:
            pass

    def do_sleep(self, _):
        time.sleep(1000)

    def do_bigint(self, _):
        return math.factorial(10**8) % 10  # one call into C, which no signal handler of Python's interrupts

    def do_stubborn(self, _):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
        while True:
            time.sleep(1)

    def do_stop(self, _):
        os.kill(os.getpid(), signal.SIGSTOP)

    # ---- what dies

    def do_sigkill(self, _):
        os.kill(os.getpid(), signal.SIGKILL)

    def do_segfault(self, _):
        ctypes.string_at(0)

    def do_exit(self, code):
        os._exit(int(code))

    def do_killserver(self, _):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(1000)

    def do_killactor(self, _):
        """Kill the Ray actor far above."""
        pid = os.getppid()
        while b"ray::Host" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(pid, signal.SIGKILL)
        time.sleep(1000)

    # ---- what raises

    def do_systemexit(self, _):
        raise SystemExit(3)

    def do_interrupt(self, _):
        raise KeyboardInterrupt

    def do_wordless(self, _):
        raise WordlessError

    def do_locked(self, _):
        raise LockedError("cannot be pickled")

    def do_raise(self, message):
        raise ValueError(message)

    def do_recurse(self, argument):
        return self.do_recurse(argument)

    def do_memoryerror(self, _):
        raise MemoryError

    def do_allocate(self, megabytes):
        return len(bytes(int(megabytes) << 20)) >> 20  # the address space alone: nothing is written

    def do_grow(self, _):
        hoard = []
        while True:
            hoard.append(bytes(1 << 24))

    # ---- what meddles

    def do_print(self, _):
        print("printed by python", flush=True)
        os.write(1, b"written to descriptor 1\n")
        subprocess.run(["echo", "echoed by a child"], check=True)
        return "quiet"

    def do_garbage(self, _):
        write_to_connection(PATTERN)
        return "sent"

    def do_endless(self, _):
        write_to_connection(PATTERN, forever=True)

    def do_flood(self, _):
        write_to_connection((1 << 29).to_bytes(8, "big") + PATTERN, forever=True)  # a length, and no end of bytes

    def do_forge(self, message):
        write_to_connection(wire.encode(json.loads(message)))
        return "forged"

    def do_fork(self, _):
        child = os.fork()
        if child == 0:
            time.sleep(1000)
            os._exit(0)
        return child

    def do_forkreturn(self, _):
        os.fork()
        return "both"

    def do_forkdie(self, _):
        if os.fork() == 0:
            time.sleep(1000)
            os._exit(0)
        os._exit(1)

    def do_multiprocess(self, _):
        child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(1000,))
        child.start()
        return child.pid

    def do_closefds(self, _):
        os.closerange(0, 4096)
        return "closed"

    # ---- what returns odd things

    def do_nested(self, depth):
        value = []
        for _ in range(int(depth)):
            value = [value]
        return value

    def do_hugeint(self, _):
        return 10**5000

    def do_object(self, _):
        return object

    def do_keys(self, _):
        return {("a", "b"): 1}

    def do_circle(self, _):
        value = []
        value.append(value)
        return value

    def do_nan(self, _):
        return math.nan


class Misbehaving(Actions, Verifier):
    """Correct, with what the completion asked for as the extracted answer."""

    runs: ClassVar[Runs] = "worker"

    log: str | None = None

    def verify(self, samples):
        return [Verdict("correct", extracted=self.do(sample.text, self.log)) for sample in samples]


class Confined(Misbehaving):
    """The same with little memory."""

    memory_limit_mb: ClassVar[int | None] = 300


class Roomy(Misbehaving):
    """The same with a little more."""

    memory_limit_mb: ClassVar[int | None] = 900


class Unlimited(Misbehaving):
    memory_limit_mb: ClassVar[int | None] = None


class Hasty(Misbehaving):
    """The same with little CPU time."""

    cpu_limit_seconds: ClassVar[float | None] = 0.4


class HastyOnceOpen(Hasty):
    def open(self, runtime):
        self.do("busy 1")
        return self


class HeavyToOpen(Misbehaving):
    def open(self, runtime):
        self.do("hoard 40")
        return self


class Announcing(Misbehaving):
    """Writes a line when it is opened."""

    def open(self, runtime):
        with open(self.log, "a") as file:
            file.write("open\n")
        return Misbehaving()


class Supervising(Misbehaving):
    runs: ClassVar[Runs] = "own"


class BuiltOnSupervising(Misbehaving):
    def open(self, runtime):
        return runtime.open(Supervising())


class SlowToOpen(Misbehaving):
    seconds: float = 1.0

    def open(self, runtime):
        time.sleep(self.seconds)
        return self


class Unopenable(Misbehaving):
    """Its `open` does what its setting says; with a file, only while there is no such file."""

    action: str
    until: str | None = None

    def open(self, runtime):
        if self.until and os.path.exists(self.until):
            return self
        if self.until:
            Path(self.until).touch()
        self.do(self.action)
        return self


class Seeing(Verifier):
    """Says what it sees of the sample."""

    runs: ClassVar[Runs] = "worker"

    def needs(self) -> Needs:
        return needs("prompt", "reference", "completion_ids", "group", "finish_reason", "column")

    def verify(self, samples):
        return [Verdict("correct", extracted=self.see(sample)) for sample in samples]

    def see(self, sample: Sample):
        return {
            "completion": sample.completion,
            "prompt": sample.prompt,
            "reference": sample.reference,
            "completion_ids": sample.completion_ids,
            "group": sample.group,
            "finish_reason": sample.finish_reason,
            "meta": dict(sample.meta),
            "answer": sample.split().answer_text,
        }


class SeeingAll(Seeing):
    def needs(self) -> Needs:
        return needs("meta")


class Length(Actions, Reward):
    """The length of what the completion asked for."""

    runs: ClassVar[Runs] = "worker"

    def score(self, batch):
        return [float(len(str(self.do(sample.text)))) for sample in batch.samples]


class Ranks(Reward):
    """A group component: each sample's value is its place in the group, its details say with whom."""

    runs: ClassVar[Runs] = "worker"
    per_group: ClassVar[bool] = True

    def score(self, batch):
        texts = [sample.text for sample in batch.samples]
        if "hang" in texts:
            time.sleep(1000)
        if "raise" in texts:
            raise ValueError("a group that cannot be scored")
        who = {"pid": os.getpid(), "texts": texts, "groups": batch.groups, "progress": batch.progress}
        return [Score(float(place), details=who) for place in range(len(batch))]

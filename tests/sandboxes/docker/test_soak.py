"""Two thousand runs, a quarter of them hostile: nothing adds up."""

import gc
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rewardry.sandbox import Ended, Limits, Program
from rewardry.sandboxes.docker.engine import Engine
from rewardry.sandboxes.docker.owner import LABEL
from rewardry.sandboxes.docker.sandbox import Docker

HOSTILE = (
    "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "b = []\nwhile True: b.append(bytearray(b'x') * (8 << 20))",
    "while True: print('x' * 10000)",
    "while True: pass",
    "import os\nos.kill(-1, 9)\nos.kill(os.getppid(), 9)",
    "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)",
    "import os\nfor i in range(3000):\n    try: open(str(i), 'w').write('x' * 100000)\n    except OSError: break",
    "import os\nos.abort()",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1) + 1\nf(0)",
)


def of_this_process(engine):
    labels = [one["Labels"].get(LABEL, "") for one in engine._api.containers(all=True)]
    return sum(f'"pid": {os.getpid()},' in label for label in labels)


@pytest.mark.long
def test_two_thousand_mixed_runs_leave_nothing(engine_is_there):
    engine = Engine()
    sandbox = Docker(parallel=2, retire_after=200).open(None)
    rng = random.Random(1)
    limits = Limits(seconds=0.3, memory_mb=128)

    def run(number):
        if number % 4 == 0:
            done = sandbox.run(Program("python", rng.choice(HOSTILE), limits=limits))
            return done.ended is not Ended.FAULT
        program = Program("python", f"print(int(input()) + {number})", b"1\n", limits=Limits(seconds=30, memory_mb=128))
        return sandbox.run(program).stdout == f"{number + 1}\n".encode()

    def measure():
        gc.collect()
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * 4096
        return len(os.listdir("/proc/self/fd")), threading.active_count(), resident >> 20

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(run, range(100)))
        descriptors, alive, resident = measure()
        assert all(threads.map(run, range(100, 2000)))
        after = measure()
    assert after[0] <= descriptors + 4
    assert after[1] <= alive
    assert after[2] <= resident + 40
    assert of_this_process(engine) == 2
    used = [engine._api.stats(c.id, stream=False)["memory_stats"]["stats"] for c in sandbox._pool._idle]
    assert all((one.get("total_rss") or one["anon"]) < 40 << 20 for one in used)
    sandbox.close()
    assert of_this_process(engine) == 0
    engine.close()

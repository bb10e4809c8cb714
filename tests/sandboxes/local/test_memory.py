"""Memory of a run: by the kernel's count where there is a cgroup, else by samples."""

import pytest

from rewardry.sandbox import Ended, Limits, Program

LIMITS = Limits(seconds=60, memory_mb=96, disk_mb=16)
ALONE = "import time\nkept = bytearray(b'x') * (200 << 20)\ntime.sleep(20)\n"
TOGETHER = (
    "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        kept = bytearray(b'x') * (32 << 20)\n"
    "        time.sleep(20)\n        os._exit(0)\ntime.sleep(20)\n"
)
SHARED = (
    "import mmap, time\nkept = []\ntry:\n    for _ in range(20):\n        kept.append(mmap.mmap(-1, 16 << 20))\n"
    "        kept[-1].write(b'x' * (16 << 20))\n        kept[-1].madvise(mmap.MADV_DONTNEED)\nexcept OSError:\n"
    "    print('refused')\nelse:\n    time.sleep(20)\n"
)
FORKS = (
    "import os, time\nfor _ in range(12):\n    if os.fork() == 0:\n        time.sleep(1)\n        os._exit(0)\n"
    "for _ in range(12): os.wait()\nprint('done')\n"
)


@pytest.fixture(scope="module", params=["as it is here", "without a cgroup"])
def sandbox(request, start):
    return start() if request.param == "as it is here" else start("memory cgroup")


@pytest.mark.parametrize("source", [ALONE, TOGETHER])
def test_over_the_limit_is_memory(sandbox, source):
    done = sandbox.run(Program("python", source, limits=LIMITS))
    assert done.ended is Ended.MEMORY, done
    assert done.seconds < 20
    assert done.memory_mb > 90


def test_memory_that_leaves_no_trace_in_sizes_is_counted_or_refused(sandbox):
    """Shared pages that no process has mapped are still there; without a cgroup there can be none."""
    done = sandbox.run(Program("python", SHARED, limits=LIMITS))
    assert done.ended is Ended.MEMORY or done.stdout == b"refused\n", done


def test_what_forks_share_is_not_counted_twelve_times(sandbox):
    done = sandbox.run(Program("python", FORKS, limits=LIMITS))
    assert (done.ended, done.stdout) == (Ended.EXITED, b"done\n"), done


def test_files_are_not_memory(sandbox):
    """Up to their own limit."""
    source = "open('f', 'wb').write(b'x' * (12 << 20))\nkept = bytearray(b'x') * (70 << 20)\nprint('done')"
    done = sandbox.run(Program("python", source, limits=LIMITS))
    assert (done.ended, done.stdout) == (Ended.EXITED, b"done\n"), done


def test_the_record_says_which_of_the_two_it_is(sandbox):
    record = sandbox.capabilities()
    layers = {layer.name: layer for layer in record.layers}
    assert record.trust == "untrusted"
    assert layers["memory limit"].present
    spikes = [limit for limit in record.limits if limit.startswith("Spikes of memory")]
    assert bool(spikes) is not layers["memory cgroup"].present

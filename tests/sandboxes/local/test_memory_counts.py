"""Memory is counted from what a kernel writes: files of a cgroup, and the processes of /proc."""

import os

import pytest

from rewardry.sandboxes.local.jail.memory import Group, Sampler, make_watch

MB = 1 << 20


@pytest.fixture
def cgroup(tmp_path):
    """The files of a cgroup of a version, open as a slot gets them, and a way to write and read them."""
    opened = []

    def make(version, swap=True):
        counted = "total_rss" if version == 1 else "anon"
        texts = {
            "procs": "",
            "limit": "1000",
            "events": "oom_kill 2\n" if version == 1 else "low 0\nhigh 0\noom_kill 2\n",
            "peak": "0",
            "stat": f"file 99\n{counted} 0\n{counted}_more 7\n",
            **({"swap": "2000"} if swap else {}),
        }
        for name, text in texts.items():
            (tmp_path / name).write_text(text)
            opened.append(os.open(tmp_path / name, os.O_RDWR))
        return opened

    yield make
    for fd in opened:
        os.close(fd)


@pytest.mark.parametrize("version", [1, 2])
def test_the_limit_holds_memory_and_files_and_swap_adds_none(cgroup, tmp_path, version):
    watch = make_watch(cgroup(version), -1)
    assert isinstance(watch, Group)
    assert (tmp_path / "procs").read_text() == "0"  # the slot joins it, and with it all that it forks
    watch.begin(64, 16)
    assert (tmp_path / "limit").read_text() == str(80 * MB)
    assert (tmp_path / "swap").read_text().startswith(str(80 * MB) if version == 1 else "0")


@pytest.mark.parametrize("version", [1, 2])
def test_files_of_the_run_are_no_memory_of_it(cgroup, tmp_path, version):
    watch = make_watch(cgroup(version, swap=False), -1)
    watch.begin(64, 16)
    counted = "total_rss" if version == 1 else "anon"
    for used, over in ((60, False), (64, False), (65, True), (10, False)):
        (tmp_path / "stat").write_text(f"file {900 * MB}\n{counted} {used * MB}\n")
        assert watch.exceeded(1) is over
    (tmp_path / "peak").write_text(str(70 * MB))
    use = watch.end()
    assert (use.exceeded, use.peak_mb) == (True, 70.0)


def test_a_kill_of_the_kernel_counts_from_when_the_run_began(cgroup, tmp_path):
    watch = make_watch(cgroup(2), -1)
    watch.begin(64, 16)
    assert not watch.exceeded(1)
    assert watch.end().exceeded is False
    (tmp_path / "events").write_text("low 0\noom_kill 3\n")
    assert watch.exceeded(1)
    assert watch.end().exceeded
    watch.begin(64, 16)
    assert not watch.exceeded(1)
    assert watch.end().peak_mb is None


@pytest.fixture
def proc(tmp_path):
    """Makes a /proc of processes: `{pid: (anonymous, shared, proportional, children)}`, in kilobytes."""
    opened = []

    def make(processes, below):
        (tmp_path / "thread-self").mkdir()
        (tmp_path / "thread-self" / "children").write_text(below)
        for pid, (anonymous, shared, proportional, children) in processes.items():
            folder = tmp_path / str(pid) / "task" / str(pid)
            folder.mkdir(parents=True)
            (folder / "children").write_text(children)
            lines = f"Name: x\nRssAnon:\t{anonymous} kB\nRssFile:\t9999999 kB\nRssShmem:\t{shared} kB\n"
            (tmp_path / str(pid) / "status").write_text(lines)
            rollup = f"Pss:\t99999999 kB\nPss_Anon:\t{proportional} kB\nPss_Shmem:\t0 kB\n"
            (tmp_path / str(pid) / "smaps_rollup").write_text(rollup)
        opened.append(os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY))
        return opened[-1]

    yield make
    for fd in opened:
        os.close(fd)


@pytest.mark.parametrize(
    ("processes", "used", "over"),
    [
        ({7: (10_000, 0, 0, "")}, 10_000, False),
        ({7: (10_000, 20_000, 0, "")}, 30_000, False),
        ({7: (20_000, 0, 0, "8 9"), 8: (20_000, 0, 0, ""), 9: (5_000, 0, 0, "")}, 45_000, False),
        ({7: (20_000, 0, 0, "8"), 8: (20_000, 0, 0, "9"), 9: (20_000, 0, 0, "")}, 60_000, False),
        ({7: (50_000, 0, 30_000, "8"), 8: (50_000, 0, 30_000, "")}, 60_000, False),  # they share the half of it
        ({7: (50_000, 0, 40_000, "8"), 8: (50_000, 0, 40_000, "")}, 80_000, True),
        ({7: (10_000, 0, 0, "8")}, 10_000, False),  # one that has just ended
        ({}, 0, False),
    ],
)
def test_the_processes_below_are_summed_up_and_what_they_share_counts_once(proc, processes, used, over):
    watch = make_watch([], proc(processes, "7" if processes else ""))
    assert isinstance(watch, Sampler)
    watch.begin(64, 16)
    assert watch.exceeded(1) is over
    use = watch.end()
    assert (use.exceeded, use.peak_mb) == (over, used / 1024 or None)
    watch.begin(64, 16)
    assert watch.end() == type(use)(None, False)


def test_a_cgroup_that_cannot_be_joined_is_told_and_samples_are_taken(cgroup, tmp_path):
    files = cgroup(2)
    os.close(files[0])
    files[0] = os.open(tmp_path / "procs", os.O_RDONLY)
    watch = make_watch(files, 5)
    assert isinstance(watch, Sampler)
    assert "Bad file descriptor" in watch.problem

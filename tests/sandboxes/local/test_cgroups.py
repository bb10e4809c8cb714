"""Cgroups, on folders that stand in for them."""

import errno
import os

import pytest

from rewardry.sandboxes.local import cgroups
from rewardry.sandboxes.local.cgroups import make_cgroups


@pytest.fixture
def fill(monkeypatch):
    """Makes a new folder a cgroup: with the files that the kernel would put there."""
    files = {}
    made = os.mkdir

    def mkdir(path, *arguments, **named):
        made(path, *arguments, **named)
        for name in files.get("names", ()):
            with open(os.path.join(path, name), "w") as file:
                file.write("0")

    monkeypatch.setattr(os, "mkdir", mkdir)
    return files


def own(tmp_path, *lines):
    file = tmp_path / "cgroup"
    file.write_text("".join(f"{line}\n" for line in lines))
    return file


def test_version_1_makes_a_child_of_its_own_group(tmp_path, fill):
    (tmp_path / "fs/memory/mine").mkdir(parents=True)
    fill["names"] = cgroups._FILES[1]
    made, problem = make_cgroups(tmp_path / "fs", own(tmp_path, "4:memory:/mine", "0::/"))
    assert (made.version, problem) == (1, "")
    [folder] = (tmp_path / "fs/memory/mine").iterdir()
    assert folder.name.startswith(f"rewardry-{os.getpid()}-")
    opened = made.open(3)
    assert len(opened) == len(cgroups._FILES[1])
    for fd in opened:
        os.close(fd)
    assert (folder / "slot-3").is_dir()


def test_version_2_takes_the_nearest_group_above(tmp_path, fill):
    (tmp_path / "fs/user.slice/mine").mkdir(parents=True)
    (tmp_path / "fs/cgroup.controllers").touch()
    fill["names"] = ("cgroup.subtree_control", *cgroups._FILES[2])
    made, _ = make_cgroups(tmp_path / "fs", own(tmp_path, "0::/user.slice/mine"))
    assert made.version == 2
    assert [path.name.partition("-")[0] for path in (tmp_path / "fs/user.slice/mine").iterdir()] == ["rewardry"]


def refuse_busy(path, text):
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


@pytest.mark.parametrize("limit", ["memory.max", "pids.max"])
def test_version_2_leaves_no_limit_behind(tmp_path, fill, monkeypatch, limit):
    group = tmp_path / "fs/mine"
    group.mkdir(parents=True)
    fill["names"] = ("cgroup.subtree_control", *cgroups._FILES[2])
    (tmp_path / "fs/cgroup.controllers").touch()
    (group / limit).write_text("1000\n")
    mine = own(tmp_path, "0::/mine")
    monkeypatch.setattr(cgroups.Path, "write_text", refuse_busy)  # as the kernel does where there are processes
    made, problem = make_cgroups(tmp_path / "fs", mine)
    assert made is None
    assert problem.startswith(f"no cgroup can be made ({group}: Device or resource busy). Run as root")
    assert [path for path in (tmp_path / "fs").iterdir() if path.is_dir()] == [group]
    assert "systemd-run --user --scope -p Delegate=yes" in problem


def test_where_none_can_be_made_nothing_is_left(tmp_path):
    (tmp_path / "fs/memory").mkdir(parents=True)
    made, problem = make_cgroups(tmp_path / "fs", own(tmp_path, "4:memory:/"))
    assert made is None
    assert f"{tmp_path}/fs/memory: No such file or directory" in problem
    assert list((tmp_path / "fs/memory").iterdir()) == []


def test_groups_of_the_dead_are_removed(tmp_path, fill):
    parent = tmp_path / "fs/memory"
    dead, alive = parent / "rewardry-4194303999-ab", parent / f"rewardry-{os.getpid()}-cd"
    for folder in (dead / "slot-0", alive / "slot-0"):
        folder.mkdir(parents=True)
    fill["names"] = cgroups._FILES[1]
    make_cgroups(tmp_path / "fs", own(tmp_path, "4:memory:/"))
    assert not dead.exists()
    assert alive.exists()


def test_a_machine_without_cgroups_says_so(tmp_path):
    made, problem = make_cgroups(tmp_path / "fs", tmp_path / "no-such-file")
    assert made is None
    assert "no controller of memory is mounted" in problem

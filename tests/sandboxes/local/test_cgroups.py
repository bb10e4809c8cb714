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
        if not str(path).startswith(str(files.get("below", ""))):
            return
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


# ---- which group ----------------------------------------------------------------------------------------------------

TWO = ("cgroup.subtree_control", *cgroups._FILES[2])


def made_in(tmp_path, mine):
    """The folder, below that of all cgroups, in which new ones are made; None where none are."""
    made, _ = make_cgroups(tmp_path / "fs", mine)
    return made and made._folder.parent.relative_to(tmp_path / "fs")


@pytest.fixture
def tree(tmp_path):
    """Groups of version 2, one within another."""
    (tmp_path / "fs/a/b/c").mkdir(parents=True)
    (tmp_path / "fs/cgroup.controllers").touch()
    return tmp_path / "fs"


@pytest.mark.parametrize("able", ["a/b/c", "a/b", "a", ""])
def test_version_2_goes_up_to_the_first_group_that_can_be_divided(tree, tmp_path, fill, able):
    fill |= {"names": TWO, "below": tree / able / "rewardry-"}
    assert str(made_in(tmp_path, own(tmp_path, "0::/a/b/c"))) == (able or ".")


@pytest.mark.parametrize("limit", ["memory.max", "pids.max"])
@pytest.mark.parametrize(("at", "found"), [("a/b/c", None), ("a/b", None), ("a", "a"), ("", "a")])
def test_version_2_goes_no_further_than_a_group_with_a_limit(tree, tmp_path, fill, limit, at, found):
    fill |= {"names": TWO, "below": tree / "a" / "rewardry-"}
    (tree / at / limit).write_text("123\n")
    folder = made_in(tmp_path, own(tmp_path, "0::/a/b/c"))
    assert folder == (found and cgroups.Path(found))


def test_a_limit_that_is_none_holds_nobody(tree, tmp_path, fill):
    fill |= {"names": TWO, "below": tree / "a" / "rewardry-"}
    for name in ("memory.max", "pids.max"):
        (tree / "a/b/c" / name).write_text("max\n")
    assert str(made_in(tmp_path, own(tmp_path, "0::/a/b/c"))) == "a"


def test_the_memory_of_version_2_is_divided(tree, tmp_path, fill):
    fill["names"] = TWO
    made, _ = make_cgroups(tree, own(tmp_path, "0::/a"))
    assert (made._folder / "cgroup.subtree_control").read_text() == "+memory"


def test_beside_version_1_the_groups_of_version_2_have_a_folder_of_their_own(tmp_path, fill):
    (tmp_path / "fs/unified/mine").mkdir(parents=True)
    fill["names"] = TWO
    assert str(made_in(tmp_path, own(tmp_path, "0::/mine"))) == "unified/mine"


def test_version_1_comes_first_where_it_has_the_memory(tmp_path, fill):
    (tmp_path / "fs/memory").mkdir(parents=True)
    (tmp_path / "fs/unified").mkdir()
    fill["names"] = TWO + cgroups._FILES[1]
    made, _ = make_cgroups(tmp_path / "fs", own(tmp_path, "0::/", "7:cpu,memory:/", "3:pids:/"))
    assert made.version == 1
    assert made._folder.parent == tmp_path / "fs/memory"


@pytest.mark.parametrize("path", ["/docker/of/another/view", "/..", "/../..", "/a/../../.."])
def test_a_group_that_is_not_seen_from_here_is_the_one_at_the_top(tree, tmp_path, fill, path):
    fill["names"] = TWO
    assert str(made_in(tmp_path, own(tmp_path, f"0::{path}"))) == "."


@pytest.mark.parametrize("lines", [[], ["4:cpu,cpuacct:/"], ["4:memory_of_old:/"], ["1:name=systemd:/"]])
def test_where_no_group_counts_memory_there_is_none(tmp_path, lines):
    made, problem = make_cgroups(tmp_path / "fs", own(tmp_path, *lines))
    assert made is None
    assert "no controller of memory is mounted" in problem


# ---- groups of slots ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 2])
def test_a_limit_on_swap_may_be_missing_and_nothing_else(tmp_path, fill, version):
    whole = cgroups._FILES[version]
    groups = cgroups.Cgroups(tmp_path, version)
    for number, lacking in enumerate(whole):
        fill["names"] = [name for name in whole if name != lacking]
        if lacking in cgroups._OPTIONAL:
            opened = groups.open(number)
            assert len(opened) == len(whole) - 1
            for fd in opened:
                os.close(fd)
        else:
            with pytest.raises(FileNotFoundError, match=lacking):
                groups.open(number)


def test_a_slot_is_opened_again_in_the_group_that_it_had(tmp_path, fill):
    fill["names"] = cgroups._FILES[2]
    groups = cgroups.Cgroups(tmp_path, 2)
    for _ in range(2):
        for fd in groups.open(0):
            os.close(fd)
    assert [path.name for path in tmp_path.iterdir()] == ["slot-0"]


def test_closing_removes_the_groups_and_may_be_done_twice(tmp_path):
    folder = tmp_path / "rewardry-1-ab"
    (folder / "slot-0").mkdir(parents=True)
    (folder / "slot-1").mkdir()
    groups = cgroups.Cgroups(folder, 2)
    groups.close()
    groups.close()
    assert not folder.exists()


@pytest.mark.parametrize("name", ["rewardry-x-ab", "rewardry--ab", "rewardry-12", "other-4194303999-ab"])
def test_groups_of_somebody_else_s_are_left_alone(tmp_path, fill, name):
    strange = tmp_path / "fs/memory" / name
    strange.mkdir(parents=True)
    fill["names"] = cgroups._FILES[1]
    make_cgroups(tmp_path / "fs", own(tmp_path, "4:memory:/"))
    assert strange.exists()

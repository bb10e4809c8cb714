"""A Debian tree: the tools it needs, what debootstrap is asked, what is taken out, and that nothing is left."""

import os
import stat
import tarfile

import pytest

from rewardry.errors import ConfigError
from rewardry.sandboxes.docker.image import debootstrap


@pytest.fixture
def tool(tmp_path, monkeypatch, alone):
    """Puts a debootstrap of the test's own on the path; the shell text gets suite $3 and folder $4."""

    def tool(text):
        path = tmp_path / "bin" / "debootstrap"
        path.parent.mkdir()
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")
        alone(debootstrap, "os", geteuid=lambda: 0)
        monkeypatch.setattr(debootstrap, "_MEMORY", tmp_path)
        monkeypatch.setattr(debootstrap, "_ROOM_BYTES", 0)

    return tool


def test_without_debootstrap_the_command_that_installs_it_is_told(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match="apt-get install debootstrap"):
        debootstrap.refuse_without_tools()


def test_only_root_makes_a_tree(tool, alone):
    tool("exit 0")
    alone(debootstrap, "os", geteuid=lambda: 1000)
    with pytest.raises(ConfigError, match="only root"):
        debootstrap.refuse_without_tools()


def test_a_tree_is_slimmed_packed_and_removed(tool, tmp_path):
    tool(
        'echo "$@" > "$4.asked"; mkdir -p "$4/usr/bin" "$4/usr/share/doc/x" "$4/tmp"; chmod 1777 "$4/tmp"\n'
        'echo x > "$4/usr/bin/su"; chmod 4755 "$4/usr/bin/su"; ln -s su "$4/usr/bin/link"'
    )
    with debootstrap.debian_tree(("python", "c"), "bookworm", "http://mirror") as tree:
        asked = tree.with_name("root.asked").read_text().split()
        assert asked == [
            "--variant=minbase",
            "--include=gcc,libc6-dev,python-is-python3,python3",
            "bookworm",
            str(tree),
            "http://mirror",
        ]
        assert not (tree / "usr/share/doc").exists()
        assert stat.S_IMODE((tree / "usr/bin/su").stat().st_mode) == 0o755
        assert stat.S_IMODE((tree / "tmp").stat().st_mode) == 0o1777
        with debootstrap.packed(tree) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            assert {"./usr/bin/su", "./usr/bin/link"} <= set(archive.getnames())
    assert list(tmp_path.glob("rewardry-image-*")) == []


def test_a_tree_that_cannot_be_made_says_debootstrap_s_last_words(tool, tmp_path):
    tool("echo 'E: no such mirror' >&2; exit 1")
    with (
        pytest.raises(ConfigError, match="E: no such mirror; is a Debian mirror reachable"),
        debootstrap.debian_tree(("python",), "bookworm", None),
    ):
        pass
    assert list(tmp_path.glob("rewardry-image-*")) == []

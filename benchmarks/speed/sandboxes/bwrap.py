"""bubblewrap with every namespace, and the interpreter of this process (Debian: apt-get install bubblewrap)."""

from __future__ import annotations

import shutil
import subprocess
import sys

from row import ONE, AbsentError, Row

NAME = "bwrap + python"
SYSTEM = ("--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64")
ISOLATION = ("--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL")
FILES = ("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--uid", "65534", "--gid", "65534")


def rows() -> list[Row]:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise AbsentError("apt-get install bubblewrap")
    python = getattr(sys, "_base_executable", sys.executable)
    prefix = () if sys.base_prefix == "/usr" else ("--ro-bind", sys.base_prefix, sys.base_prefix)
    command = [bwrap, *ISOLATION, *SYSTEM, "--symlink", "usr/bin", "/bin", *prefix, *FILES]
    command += ["--", python, "-I", "-S", "-c", "print(1)"]
    return [Row(NAME, ONE, lambda: subprocess.run(command, capture_output=True).stdout == b"1\n")]

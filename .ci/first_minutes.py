"""A newcomer's first minutes, typed from the pages as they stand, in an environment that holds nothing yet, and timed.

README.md: the install of a checkout, then its first command that scores a file, in at most 5 minutes.
docs/write_a_plugin.md: its files and commands up to a plugin that is checked, in at most 15, the first five included.
What needs TRL is left out: it is gigabytes. Ends with 1 where a command fails or a limit is missed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCORED_SECONDS, CHECKED_SECONDS = 300, 900
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def to_a_scored_file() -> list[str]:
    """The README's first install and its first `rewardry score`."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    install = re.search(r"`(pip install '\.\[\w+\]')`", text)
    score = re.search(r"^\$ (rewardry score .*)$", text, re.MULTILINE)
    if install is None or score is None:
        sys.exit("README.md no longer shows how to install a checkout and to score a file")
    return [install[1], score[1]]


def to_a_checked_plugin() -> Iterator[tuple[str | None, str]]:
    """The page's files, by name, and its commands, in their order, up to the last check."""
    page = (ROOT / "docs" / "write_a_plugin.md").read_text(encoding="utf-8")
    for block in BLOCK.finditer(page):
        named = re.search(r"`(my_[a-z._]+)`:$", page[: block.start()].rstrip().splitlines()[-1])
        if block[1] == "sh":
            yield from ((None, line) for line in block[2].splitlines() if "trl" not in line)
        elif named:
            yield named[1], block[2]


class Newcomer:
    """Somebody with a new environment, in a folder of their own beside a checkout."""

    def __init__(self, folder: Path) -> None:
        self.here = folder
        subprocess.run([sys.executable, "-m", "venv", folder / "environment"], check=True)
        copy = folder / "checkout"
        copy.mkdir()
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["xargs", "-0", "cp", "--parents", "-P", "-t", copy], cwd=ROOT, input=listed, check=True)
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and name[:9] != "REWARDRY_"}
        path = f"{folder / 'environment' / 'bin'}{os.pathsep}{clean['PATH']}"
        self._variables = {**clean, "PATH": path, "XDG_CACHE_HOME": str(folder / "cache")}
        self.begun = time.monotonic()

    def type(self, command: str) -> None:
        """Type a command, which must work."""
        if command.startswith("cd "):
            self.here /= command.removeprefix("cd ")
            return
        start = time.monotonic()
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.here, env=self._variables, capture_output=True, text=True
        )
        print(f"{time.monotonic() - start:7.1f} s  $ {command}", flush=True)
        if done.returncode:
            sys.exit(f"{done.stdout}{done.stderr}\nfailed: {command}")

    @property
    def seconds(self) -> float:
        """Since the environment was there."""
        return time.monotonic() - self.begun


def main() -> int:
    """Walk, and say how long it took."""
    with tempfile.TemporaryDirectory() as name:
        newcomer = Newcomer(Path(name))
        newcomer.here = Path(name) / "checkout"
        for command in to_a_scored_file():
            newcomer.type(command)
        scored = newcomer.seconds
        print(f"{scored:7.1f} s  to a scored file, of {SCORED_SECONDS}")
        newcomer.here = Path(name)
        for file, text in to_a_checked_plugin():
            if file is not None:
                (newcomer.here / file).write_text(text, encoding="utf-8")
            else:
                newcomer.type(text)
        print(f"{newcomer.seconds:7.1f} s  to a checked plugin, of {CHECKED_SECONDS}")
        return int(scored > SCORED_SECONDS or newcomer.seconds > CHECKED_SECONDS)


if __name__ == "__main__":
    sys.exit(main())

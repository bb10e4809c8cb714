"""Going on with a run that was stopped or killed, so that it ends with the file of one that was not.

Beside the output stands OUTPUT.resume.json, from the first rows that are written until the run is complete. It says how
many rows of the output are certain, the digests of these rows and of the input rows behind them, the sums of the
summary, and what the rows depend on: components with their parameters, versions and sources, and the options that
change rows. It is written anew at most once a second and replaced as a whole, so that a kill at any moment leaves one
that can be read; what the output holds beyond it is cut off and scored again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.cli.output import Written, counted
from rewardry.component import Component
from rewardry.errors import ConfigError
from rewardry.rows import STDIN

FORMAT = 1
SAVE_SECONDS = 1.0


@dataclass(frozen=True)
class Checkpoint:
    """A moment at which a run can be taken up: between two chunks, so never within a group.

    Attributes:
        rows, size: so many rows, and bytes, of the output are certain.
        output: the SHA-256 of these bytes.
        input: the SHA-256 of the input's lines behind these rows.
        sums: what the summary has added up.
    """

    rows: int
    size: int
    output: str
    input: str
    sums: Mapping[str, Any]

    @classmethod
    def of(cls, written: Written, lines: Any, sums: Mapping[str, Any]) -> Checkpoint:
        """The checkpoint of what is written, of the digest of the lines behind it, and of sums."""
        return cls(written.rows, written.size, written.digest.hexdigest(), lines.hexdigest(), sums)


class Journal:
    """The file beside an output that says how far a run has come.

    Args:
        output: the output.
        facts: what the rows depend on, by name.
    """

    def __init__(self, output: str, facts: Mapping[str, Any]) -> None:
        self.output = output
        self.path = f"{output}.resume.json"
        self._facts = json.loads(json.dumps(facts, default=str))
        self._saved = -math.inf  # the first rows are saved at once, so that no series of kills keeps a run from its end
        self._unsaved: Checkpoint | None = None

    def note(self, checkpoint: Checkpoint) -> None:
        """Remember a checkpoint, in the file if the last one was saved a while ago."""
        self._unsaved = checkpoint
        if time.monotonic() - self._saved >= SAVE_SECONDS:
            self.save()

    def save(self) -> None:
        """Write the last checkpoint; where that fails, as on a full disk, the one before it stays."""
        if self._unsaved is None:
            return
        content = {"format": FORMAT, "facts": self._facts, **vars(self._unsaved)}
        try:
            with open(self._draft, "w", encoding="utf-8") as file:
                json.dump(content, file)
            os.replace(self._draft, self.path)
        except OSError:
            with contextlib.suppress(OSError):
                os.remove(self._draft)
        self._unsaved, self._saved = None, time.monotonic()

    def remove(self) -> None:
        """Remove the file: nothing is left to be resumed."""
        self._unsaved = None
        for path in (self._draft, self.path):
            with contextlib.suppress(OSError):
                os.remove(path)

    @property
    def _draft(self) -> str:
        return f"{self.path}.part"

    def begun(self) -> Checkpoint | None:
        """How far an earlier run has come; None where there was none, or its output has been removed.

        Raises:
            ConfigError: it was another run, or its output was changed.
        """
        if not os.path.isfile(self.output):
            return None
        try:
            with open(self.path, encoding="utf-8") as file:
                found = json.load(file)
            if found.pop("format") != FORMAT:
                raise ValueError
            facts, checkpoint = found.pop("facts"), Checkpoint(**found)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise self._refusal(f"{self.path} is not readable") from None
        if differences := _differences(facts, self._facts):
            raise self._refusal(f"it was begun in another way: {'; '.join(differences)}", "run it as it was begun, or ")
        return checkpoint

    def kept(self, checkpoint: Checkpoint) -> Written:
        """What of the output is kept.

        Raises:
            ConfigError: it is not what the earlier run wrote.
        """
        written = Written()
        with open(self.output, "rb") as file:
            while data := file.read(min(1 << 20, checkpoint.size - written.size)):
                written.add(data, 0)
        if written.digest.hexdigest() != checkpoint.output:
            raise self._refusal(f"its first {counted(checkpoint.rows)} are no longer what was written")
        written.rows = checkpoint.rows
        return written

    def refuse_other_input(self, rows: int, lines: Any, checkpoint: Checkpoint) -> None:
        """Refuse an input that has changed in the part that was read.

        Args:
            rows: how many rows the input has, up to those that are written.
            lines: the digest of their lines.
            checkpoint: how far the earlier run has come.

        Raises:
            ConfigError: it has.
        """
        if rows < checkpoint.rows:
            raise self._refusal(f"the input has {counted(rows)} now, and {checkpoint.rows} of it were read")
        if lines.hexdigest() != checkpoint.input:
            raise self._refusal(f"the input's first {counted(rows)} have changed since they were read")

    def _refusal(self, why: str, fix: str = "") -> ConfigError:
        return ConfigError(f"{self.output} cannot be resumed: {why}; {fix}leave out --resume to begin anew")


def journal(output: str, files: Sequence[str], components: Sequence[Component], facts: Mapping[str, Any]) -> Journal:
    """The journal of a run.

    Raises:
        ConfigError: such a run cannot be resumed; says why, and what to do.
    """
    if output == STDIN or (os.path.exists(output) and not os.path.isfile(output)):
        raise ConfigError(f"--resume needs a file to go on with, and {output} is none; name one with -o FILE")
    for file in files:
        if not os.path.isfile(file):
            raise ConfigError(
                f"--resume reads the input again from its start, and {file} is a stream; save it as a file"
            )
    for component in components:
        if component.stateful:
            raise ConfigError(
                f"--resume: {type(component).__name__} is stateful, and what it remembered is gone with the run that "
                f"was stopped; leave out --resume to begin anew"
            )
    return Journal(output, facts)


def empty_digest() -> Any:
    """The digest of no lines yet."""
    return hashlib.sha256()


def add_line(digest: Any, line: bytes) -> None:
    """Take in a line of the input, however it ends: the last one of a file that grows may get its end later."""
    digest.update(line.rstrip(b"\r\n") + b"\n")


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is not as it was, in words."""
    names = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    return [f"{name} was {_short(then.get(name))} and is {_short(now.get(name))}" for name in names]


def _short(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "on" if value else "off"
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 100 else f"{text[:97]}..."

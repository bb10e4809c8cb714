"""Lines of a terminal that are drawn again over what they were."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TextIO

from rewardry.cli.table_layout import cut


class Screen:
    """The last lines of a terminal, drawn anew each time.

    What does not fit is left out, since a line that is folded or scrolled away cannot be drawn over.

    Args:
        stream: the terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._height = stream, 0

    def draw(self, lines: Sequence[str], foot: Sequence[str] = (), marked: Sequence[str] = ()) -> None:
        """Draw lines over those of the last time.

        Args:
            lines: of which the first are shown where there are too many.
            foot: below them, always shown.
            marked: between the two, in red; the last are shown where there are too many.
        """
        columns, rows = shutil.get_terminal_size()
        room = max(rows - 1 - len(foot), 0)
        marked = marked[-(room // 2) :] if room // 2 else ()
        shown = [cut(line, columns - 1) for line in lines[: room - len(marked)]]
        shown += [f"\x1b[1;31m{cut(line, columns - 1)}\x1b[0m" for line in marked]
        shown += [cut(line, columns - 1) for line in foot]
        print(self._home() + "".join(f"{line}\n" for line in shown), end="", file=self._stream, flush=True)
        self._height = len(shown)

    def wipe(self) -> None:
        """Take away what was drawn."""
        print(self._home(), end="", file=self._stream, flush=True)
        self._height = 0

    def _home(self) -> str:
        """What moves to the beginning of the first line that was drawn, and clears from there."""
        return (f"\x1b[{self._height}F" if self._height else "\r") + "\x1b[J"

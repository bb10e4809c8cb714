"""A part of a page that a script beside it writes, between two comments; the rest of the page is written by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WrittenPart:
    """What a script writes, and where.

    Attributes:
        page: the file.
        begin, end: the comments around the part; the first may go on to the end of its line.
        text: makes the part.
    """

    page: Path
    begin: str
    end: str
    text: Callable[[], str]

    def updated(self, page: str) -> str:
        """The text of the page with the part of today."""
        head, rest = page.split(self.begin, 1)
        mark, rest = rest.split("\n", 1)
        return f"{head}{self.begin}{mark}\n{self.text().rstrip()}\n{self.end}{rest.split(self.end, 1)[1]}"

    def main(self) -> None:
        """Update the page; with `--check` only end with a message where it must be."""
        page = self.page.read_text(encoding="utf-8")
        new = self.updated(page)
        if "--check" not in sys.argv:
            self.page.write_text(new, encoding="utf-8")
        elif new != page:
            sys.exit(f"{self.page.name} is out of date; run python docs/{Path(sys.argv[0]).name}")

"""The names in a program that become files and command lines of its sandbox."""

from __future__ import annotations

import os
from collections.abc import Collection

from rewardry.sandbox import Program


def refusal(program: Program, own: Collection[str]) -> str | None:
    """What is wrong with a program's names, or None.

    Args:
        program: the program.
        own: the files that the program itself is laid into.
    """
    for name in (*program.files, *program.collect):
        if not name or "/" in name or "\0" in name or name in (".", "..") or len(os.fsencode(name)) > 255:
            return f"{name!r} is no plain name of a file; leave out folders"
        if name in program.files and name in own:
            return f"the file {name!r} has the name of the program itself; choose another"
    if any("\0" in argument for argument in program.arguments):
        return "an argument holds a null character, which no command line can"
    return None

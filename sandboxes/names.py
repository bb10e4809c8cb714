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
        if not _is_plain(name):
            return f"{name!r} is no plain name of a file; leave out folders"
        if name in program.files and name in own:
            return f"the file {name!r} has the name of the program itself; choose another"
    if any("\0" in argument for argument in program.arguments):
        return "an argument holds a null character, which no command line can"
    if not all(map(_is_encodable, program.arguments)):
        return "an argument holds half of a character (a lone surrogate), which no command line can"
    return None


def _is_plain(name: str) -> bool:
    return (
        name not in ("", ".", "..")
        and not {"/", "\0"}.intersection(name)
        and _is_encodable(name)
        and len(os.fsencode(name)) <= 255
    )


def _is_encodable(text: str) -> bool:
    """Whether it can leave Python: JSON can bring halves of characters, which nothing outside knows."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True

"""How Java is compiled, in whichever sandbox: the file of a source, and a jar that knows which class to start."""

from __future__ import annotations

import re

# What only looks like code: comments, text blocks, strings, characters.
_SILENT = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)|\"{3}(?:\\.|.)*?\"{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)
_BRACE_OR_TYPE = re.compile(
    r"[{}]|\b(public\s+)?(?:(?:final|abstract|sealed|non-sealed|strictfp)\s+)*"
    r"(?:class|record|enum|interface|@\s*interface)\s+([\w$]+)"
)
_LONGEST_NAME = 200  # bytes; a longer one would be no file's, and javac says so
_MOST_NAMES = 16


def source_file(source: str) -> str:
    """The file that a source is laid into: that of its public class, not of one within another, has a name to keep."""
    public = next((name for name, is_public in _types(source) if is_public), "Main")
    return f"{public}.java"


def starting_classes(source: str) -> tuple[str, ...]:
    """The classes to look for a ``main`` in, best first: the public one, then the others as they stand in the source.

    So does Java itself where it is given a source to start. Those within another are not among them.
    """
    ranked = sorted(_types(source), key=lambda found: not found[1])
    return tuple(name for name, _ in ranked)[:_MOST_NAMES]


def _types(source: str) -> list[tuple[str, bool]]:
    """The classes, records, enums and interfaces that are in no other, and whether each is public."""
    found, depth = [], 0
    for at in _BRACE_OR_TYPE.finditer(_SILENT.sub(" ", source)):
        if at[2] and not depth and len(at[2].encode()) <= _LONGEST_NAME:
            found.append((at[2], at[1] is not None))
        depth += {"{": 1, "}": -1}.get(at[0], 0)
    return found


def compiling(artifact: str, tools: str = "") -> str:
    """A script of bash that makes a jar of the sources in its folder.

    Its arguments are `starting_classes`. The class to start is the first of them that has a ``main``, in whichever
    package, and where none has, the first by name of all that there are.

    Args:
        artifact: the jar's name.
        tools: the folder of the tools with a slash behind it; empty for those of PATH.
    """
    return (
        f"{tools}javac -J-XX:+UseSerialGC -encoding UTF-8 -d classes *.java && cd classes && "
        "shopt -s globstar nullglob && "
        "for name in \"$@\" '*'; do for c in **/$name.class; do c=${c%.class}; c=${c//\\//.}; "
        f"if {tools}javap -public -cp . $c | grep -q 'public static void main(java.lang.String'; "
        f"then {tools}jar --create --file ../{artifact} --main-class $c . && exit 0; fi; done; done; "
        "echo 'no class has a public static void main(String[])' >&2; exit 1"
    )

"""How Java is compiled, in whichever sandbox: the file of a source, and a jar that knows which class to start."""

from __future__ import annotations

import re

# What only looks like code: comments, text blocks, strings, characters.
_SILENT = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)|\"{3}(?:\\.|.)*?\"{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)
_BRACE_OR_PUBLIC = re.compile(
    r"[{}]|\bpublic\s+(?:(?:final|abstract|sealed|non-sealed|strictfp)\s+)*"
    r"(?:class|record|enum|interface|@\s*interface)\s+([\w$]+)"
)


def source_file(source: str) -> str:
    """The file that a source is laid into: that of its public class, not of one within another, has a name to keep."""
    depth = 0
    for found in _BRACE_OR_PUBLIC.finditer(_SILENT.sub(" ", source)):
        if found[1] and not depth:
            return f"{found[1]}.java"
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    return "Main.java"


def compiling(artifact: str, tools: str = "") -> str:
    """A script of bash that makes a jar of the sources in its folder.

    The class to start is the first that has a ``main``, in whichever package.

    Args:
        artifact: the jar's name.
        tools: the folder of the tools with a slash behind it; empty for those of PATH.
    """
    return (
        f"{tools}javac -J-XX:+UseSerialGC -encoding UTF-8 -d classes *.java && cd classes && shopt -s globstar && "
        "for c in **/*.class; do c=${c%.class}; c=${c//\\//.}; "
        f"if {tools}javap -public -cp . $c | grep -q 'public static void main(java.lang.String'; "
        f"then {tools}jar --create --file ../{artifact} --main-class $c . && exit 0; fi; done; "
        "echo 'no class has a public static void main(String[])' >&2; exit 1"
    )

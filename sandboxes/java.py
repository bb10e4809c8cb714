"""How Java is compiled, in whichever sandbox: the file of a source, and a jar that knows which class to start."""

from __future__ import annotations

import re

# A public class wants a file of its own name.
_PUBLIC = re.compile(r"^\s*public\s+(?:final\s+|abstract\s+)*(?:class|record|enum|interface)\s+(\w+)", re.MULTILINE)


def source_file(source: str) -> str:
    """The file that a source is laid into."""
    found = _PUBLIC.search(source)
    return f"{found[1]}.java" if found else "Main.java"


def compiling(artifact: str, tools: str = "") -> str:
    """A script of bash that makes a jar of the sources in its folder.

    The class to start is the first that has a ``main``.

    Args:
        artifact: the jar's name.
        tools: the folder of the tools with a slash behind it; empty for those of PATH.
    """
    return (
        f"{tools}javac -J-XX:+UseSerialGC -encoding UTF-8 -d classes *.java && cd classes && for c in *.class; do "
        f"c=${{c%.class}}; if {tools}javap -public -cp . $c | grep -q 'public static void main(java.lang.String'; "
        f"then {tools}jar --create --file ../{artifact} --main-class $c . && exit 0; fi; done; "
        "echo 'no class has a public static void main(String[])' >&2; exit 1"
    )

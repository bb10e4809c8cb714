"""What is started in the sandbox in a program's place where a function is called or asserts are run.

A harness is a text: it is never run on this side. It holds nothing of the completion and nothing of what is expected.
The program lies beside it as a file, what it is called with comes over its standard input.
"""

from __future__ import annotations

from . import javascript, python

SOURCES = {"javascript": javascript.SOURCE, "python": python.SOURCE}
FILES = {"javascript": "solution.js", "python": "solution.py"}

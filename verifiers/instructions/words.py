"""Words of a text, in the three ways in which constraints count them.

IFEval and IFBench split words with nltk's Treebank tokenizer. `tokens` does what matters of it with one pattern:
punctuation at the ends of a word is a token for each character, contractions are two tokens (``don't`` is ``do`` and
``n't``), hyphens and points within a word stay. It differs in tokens that no constraint asks about: opening quotes keep
their spelling, and ``cannot`` or ``gonna`` stay one word.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from .sentences import sentences

PUNCTUATION = string.punctuation
_WITHOUT_PUNCTUATION = str.maketrans("", "", PUNCTUATION)
_RUN = re.compile(r"\w+")
# Whatever ends a token wherever it stands; a comma or colon between digits does not.
_PARTS = re.compile(
    r"\.{2,}|--+|[][(){}<>;@#$%&?!\"“”‘’…«»*]|[,:](?!\d)|(?<!\d)[,:]|'(?=\s|$)|(?:[^][(){}<>;@#$%&?!\"“”…«»*,:\s.-]"
    r"|[,:](?<=\d.)(?=\d)|\.(?!\.)|-(?!-))+"
)
_CONTRACTION = re.compile(r"(?<=\w)(?:n['’]t|['’](?:s|m|d|ll|re|ve))$", re.IGNORECASE)


def runs(text: str) -> list[str]:
    """Runs of letters, digits and underscores: the words that IFEval counts. ``don't`` is two."""
    return _RUN.findall(text)


def without_punctuation(text: str) -> str:
    """The text without ASCII punctuation; ``well-known`` becomes ``wellknown``."""
    return text.translate(_WITHOUT_PUNCTUATION)


def trimmed(word: str) -> str:
    """A word without ASCII punctuation and spaces at its ends."""
    return word.strip(PUNCTUATION + " ")


def tokens(text: str) -> list[str]:
    """Words and punctuation marks; the period at the end of a sentence is a token, that of ``U.S.`` is not."""
    found: list[str] = []
    for sentence in sentences(text):
        parts = _PARTS.findall(sentence)
        for place, part in enumerate(parts, 1):
            found += _split(part, is_last=place == len(parts))
    return found


def _split(part: str, is_last: bool) -> Iterator[str]:
    """A word without the quotes and the full stop at its ends, and these; the parts of a contraction."""
    if len(part) == 1:
        yield part
        return
    core = part
    if core[0] == "'" and not _CONTRACTION.search("x" + core):
        yield "'"
        core = core[1:]
    ends: list[str] = []
    if is_last and len(core) > 1 and core.endswith(".") and not core.endswith(".."):
        core, ends = core[:-1], ["."]
    if len(core) > 1 and core.endswith("'"):
        core, ends = core[:-1], ["'", *ends]
    contraction = _CONTRACTION.search(core)
    yield from (core[: contraction.start()], contraction.group()) if contraction else (core,)
    yield from ends

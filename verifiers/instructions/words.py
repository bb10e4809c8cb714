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
        for part in parts:
            found += _split(part, is_last=part is parts[-1])
    return found


def _split(part: str, is_last: bool) -> Iterator[str]:
    if len(part) == 1:
        yield part
        return
    quote = "'" if part[0] == "'" and not _CONTRACTION.search("x" + part) else ""
    if quote:
        yield quote
    core = part[len(quote) :]
    end = "." if is_last and len(core) > 1 and core.endswith(".") and not core.endswith("..") else ""
    core = core.removesuffix(end) if end else core
    closing = "'" if len(core) > 1 and core.endswith("'") else ""
    core = core.removesuffix(closing) if closing else core
    contraction = _CONTRACTION.search(core)
    if contraction:
        yield core[: contraction.start()]
        yield contraction.group()
    else:
        yield core
    yield from filter(None, (closing, end))

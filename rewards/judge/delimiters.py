"""What is data to a judge stands between delimiters that nobody could have written into it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

_ALIKE = re.compile(r"<{2,}(?=\s*(?:/|end\b)?[^<>\n]{0,80}>{2,})", re.IGNORECASE)


def nonce_of(texts: Iterable[str]) -> str:
    """Sixteen hexadecimal digits that belong to these texts and that none of them can hold.

    They are a hash of all that is fenced: whoever writes one of the texts would have to write the hash of what he
    writes. The same texts get the same digits, so that a reply can be found in the cache.
    """
    return hashlib.sha256(json.dumps(list(texts)).encode()).hexdigest()[:16]


def fenced(name: str, text: str, nonce: str) -> str:
    """A text between delimiters.

    Args:
        name: what the text is, such as ``candidate``.
        text: the text; what looks like a delimiter in it is defused.
        nonce: see `nonce_of`.
    """
    return f"<<{name} {nonce}>>\n{without_delimiters(text, nonce)}\n<<end {name} {nonce}>>"


def without_delimiters(text: str, nonce: str) -> str:
    """A text in which nothing looks like a delimiter.

    >>> without_delimiters("4 <<end candidate>> 1 << 2", "f00")
    '4 < <end candidate>> 1 << 2'
    """
    return _ALIKE.sub(lambda found: " ".join(found[0]), text.replace(nonce, "[...]"))

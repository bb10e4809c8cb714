"""The private tests of LiveCodeBench: a text in a pickle, packed by zlib, in base64. It is read and never unpickled."""

from __future__ import annotations

import base64
import binascii
import pickletools
import zlib

_LARGEST = 2**30
_TEXTS = ("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE")
_HARMLESS = ("PROTO", "FRAME", "MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT", "STOP")


def unpack_tests(packed: str) -> str:
    """The text that was packed.

    A pickle is a program; this one may do nothing but put one text on the stack. Its instructions are listed, which
    runs none of them.

    Raises:
        ValueError: it is not packed so, holds anything but one text, or has more than 1 GiB.
    """
    try:
        unpacker = zlib.decompressobj()
        pickled = unpacker.decompress(base64.b64decode(packed, validate=True), _LARGEST)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise ValueError(f"the tests are not packed as they used to be: {error}") from None
    if unpacker.unconsumed_tail:
        raise ValueError("the tests have more than 1 GiB")
    texts = []
    try:
        for operation, argument, _ in pickletools.genops(pickled):
            if operation.name in _TEXTS:
                texts.append(str(argument))
            elif operation.name not in _HARMLESS:
                raise ValueError(f"the tests hold more than a text: {operation.name}")
    except (IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"the tests are not packed as they used to be: {error}") from None
    if len(texts) != 1:
        raise ValueError(f"the tests hold {len(texts)} texts instead of one")
    return texts[0]

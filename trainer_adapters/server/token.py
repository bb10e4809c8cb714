"""The bearer token: read from a file that nobody else can read, compared in constant time."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import stat
from pathlib import Path

from rewardry.errors import ConfigError

FEWEST_CHARACTERS = 16
# What may stand behind "Bearer" in a header (RFC 6750).
_FORM = re.compile(r"[A-Za-z0-9._~+/-]+=*")


class Token:
    """A secret that callers must know.

    It is given as ``Authorization: Bearer TOKEN``, or as the password of HTTP's basic authentication, for clients that
    can be given nothing but an address (``http://rewardry:TOKEN@host:8500/get_reward``).
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    @classmethod
    def of_file(cls, file: str) -> Token:
        """The token in the first line of a file.

        Raises:
            ConfigError: the file cannot be read, others may read it, or what it holds is too short or no token.
        """
        try:
            descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)  # a pipe without a writer is not waited for
        except OSError as error:
            raise ConfigError(f"--token-file {file}: cannot be read: {error.strerror}") from None
        try:
            _refuse_shared(file, os.fstat(descriptor))  # of the file that is read, not of one put in its place
            line = os.read(descriptor, 4096).partition(b"\n")[0].strip().decode("latin-1")
        finally:
            os.close(descriptor)
        if len(line) < FEWEST_CHARACTERS or not _FORM.fullmatch(line):
            raise ConfigError(
                f"--token-file {file}: its first line is no token: at least {FEWEST_CHARACTERS} letters, digits or "
                f"characters of -._~+/ are wanted; make one with: openssl rand -hex 32 > {Path(file).name}"
            )
        return cls(line)

    def is_given_in(self, authorization: bytes) -> bool:
        """Whether the value of an ``Authorization`` header holds the token."""
        scheme, _, given = authorization.partition(b" ")
        given = given.strip()
        if scheme.lower() == b"basic":
            given = _password(given)
        elif scheme.lower() != b"bearer":
            given = b""
        return hmac.compare_digest(given, self._secret)


def _password(credentials: bytes) -> bytes:
    try:
        return base64.b64decode(credentials, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""


def _refuse_shared(file: str, status: os.stat_result) -> None:
    """Refuse a file that others may read or change.

    Raises:
        ConfigError: they may.
    """
    if not stat.S_ISREG(status.st_mode):
        raise ConfigError(f"--token-file {file}: this is no ordinary file")
    if status.st_uid not in (os.getuid(), 0):
        raise ConfigError(f"--token-file {file}: it belongs to another user; make a file of your own")
    if status.st_mode & 0o077:
        raise ConfigError(f"--token-file {file}: others may read or change it; run: chmod 600 {file}")

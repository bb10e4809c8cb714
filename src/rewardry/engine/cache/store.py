"""The file of stored results: an SQLite database that several processes and threads may read and write at once.

It holds bytes by key and knows nothing of components; see `rewardry.engine.cache.memory` for what is stored, and when.
Each row carries a checksum over its key and value, so that a damaged file gives misses and never another result. A
cache that fails during a run is switched off with one warning: results do not depend on it.
"""

from __future__ import annotations

import collections
import logging
import os
import sqlite3
import threading
import time
import weakref
import zlib
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError
from rewardry.platforms import in_forked_child

log = logging.getLogger("rewardry")

FORMAT = 1
DEFAULT_MB = 1024
LONGEST = 1 << 20  # bytes of a value
_OURS = 0x52574443  # "RWDC", what SQLite calls the application's id
_SCHEMA = """CREATE TABLE IF NOT EXISTS results (
    age INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, checksum INTEGER NOT NULL, value BLOB NOT NULL)"""
_AT_ONCE = 500  # SQLite takes at least 999 parameters a statement
_BUSY_SECONDS = 5.0
_EVICTED = 100  # a full cache gives up one in so many rows, the oldest
# A damaged file may make Python stumble over what SQLite says, for example over a message that is no UTF-8.
_FAILURES = (sqlite3.Error, OSError, ValueError, TypeError, OverflowError)
_INHERITED: list[sqlite3.Connection] = []


def default_path() -> Path:
    """Where the cache lies when no file is named: in the user's cache folder ($XDG_CACHE_HOME, or ~/.cache)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return Path(base if os.path.isabs(base) else Path.home() / ".cache", "rewardry", "results.sqlite")


class Cache:
    """Values by key, in a file.

    Args:
        path: the file; it is made where it does not exist.
        max_mb: the size in MB (2**20 bytes) that its content may reach; beyond it the oldest rows are given up.
            Default: REWARDRY_CACHE_MB, or 1024.

    Attributes:
        path: the file.
        hits, misses: by component, how many samples were found, and how many were looked for in vain.
        refused: by component, why nothing of it is stored.

    Raises:
        ConfigError: the file is no cache, is damaged, or cannot be written; or the size is no positive number.
    """

    def __init__(self, path: str | Path, max_mb: float | None = None) -> None:
        self.path = Path(path).expanduser().absolute()
        self.hits: collections.Counter[str] = collections.Counter()
        self.misses: collections.Counter[str] = collections.Counter()
        self.refused: dict[str, str] = {}
        self._max_bytes = _max_bytes(max_mb)
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._off = False
        try:
            self._connection = self._connected()
        except _FAILURES as error:
            raise ConfigError(
                f"{path}: this file cannot be the cache: {error}; name another one, or delete it if it is an old cache"
            ) from None
        _caches.add(self)

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values of those of the keys that are stored."""
        found: dict[bytes, bytes] = {}
        with self._lock:
            try:
                for start in range(0, 0 if self._off else len(keys), _AT_ONCE):
                    some = keys[start : start + _AT_ONCE]
                    query = f"SELECT key, checksum, value FROM results WHERE key IN ({','.join('?' * len(some))})"
                    rows = self._open().execute(query, some)
                    found.update((key, value) for key, checksum, value in rows if checksum == _checksum(key, value))
            except _FAILURES as error:
                self._fail_unless_busy(error)
        return found

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Store values under keys; a key that is stored already gets the new value. Long values are left out."""
        rows = [(key, _checksum(key, value), value) for key, value in values.items() if len(value) <= LONGEST]
        if not rows:
            return
        with self._lock:
            try:
                if not self._off:
                    self._write(self._open(), rows)
            except _FAILURES as error:
                self._fail_unless_busy(error)

    def note(self, component: str, hits: int, misses: int) -> None:
        """Count samples of a component that were found, and that were not."""
        with self._lock:
            self.hits[component] += hits
            self.misses[component] += misses

    def refuse(self, component: str, why: str) -> None:
        """Note why nothing of a component is stored."""
        with self._lock:
            self.refused[component] = why

    def summary(self) -> dict[str, Any]:
        """The figures of a run: the file, the share of samples found, and what was never stored and why."""
        with self._lock:
            hits, misses = self.hits.total(), self.misses.total()
            return {
                "file": str(self.path),
                "hits": hits,
                "misses": misses,
                "hit_rate": hits / (hits + misses) if hits + misses else None,
                "not_cached": dict(self.refused),
            }

    def count(self) -> int:
        """How many values are stored; 0 when the cache is off."""
        with self._lock:
            try:
                return 0 if self._off else int(_number(self._open(), "SELECT count(*) FROM results"))
            except _FAILURES as error:
                self._fail_unless_busy(error)
                return 0

    def close(self) -> None:
        """Close the file. It is opened again when it is used again."""
        with self._lock, suppress(sqlite3.Error):
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connected()
        return self._connection

    def _connected(self) -> sqlite3.Connection:
        """A connection to the file, which is made a cache if it is new.

        Raises:
            sqlite3.Error, OSError: the file is something else, or cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            end = time.monotonic() + _BUSY_SECONDS
            while not _prepared(connection):
                if time.monotonic() > end:
                    raise sqlite3.OperationalError("another process keeps it locked")
                time.sleep(0.02)
        except BaseException:
            connection.close()
            raise
        return connection

    def _write(self, connection: sqlite3.Connection, rows: Sequence[tuple[bytes, int, bytes]]) -> None:
        with _Transaction(connection):
            connection.executemany("INSERT OR REPLACE INTO results (key, checksum, value) VALUES (?, ?, ?)", rows)
            while _bytes_of(connection) > self._max_bytes:
                # Freed pages are used again, so that the file stays as long as it is.
                first, last = connection.execute("SELECT min(age), max(age) FROM results").fetchone()
                if first == last:
                    break
                connection.execute("DELETE FROM results WHERE age <= ?", (first + (last - first) // _EVICTED,))

    def _fail_unless_busy(self, error: Exception) -> None:
        """Switch the cache off for the rest of the run, unless others have but kept it locked for seconds on end."""
        if _is_busy(error):
            return
        self._off = True
        log.warning("%s: the cache failed and is off from here on: %s", self.path, error)

    def _forget(self) -> None:
        """In a forked child: the connection is the parent's, and even closing it would disturb the file."""
        self._lock = threading.Lock()
        if self._connection is not None:
            _INHERITED.append(self._connection)
            self._connection = None


class _Transaction:
    """A transaction that takes the right to write at its start, and leaves nothing half-way behind."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if kind is None:
                raise


def _prepared(connection: sqlite3.Connection) -> bool:
    """Make a cache of a new file; whether that could be done without waiting for another process that does the same.

    Raises:
        sqlite3.Error: the file is something else, or cannot be written.
    """
    try:
        new = _is_new(connection)
        connection.execute("PRAGMA journal_mode = WAL")  # readers and a writer do not wait for each other
        connection.execute("PRAGMA synchronous = NORMAL")  # after a power cut the last rows may be missing
        with _Transaction(connection):  # also finds out whether the file can be written
            if new:
                connection.execute(_SCHEMA)
                connection.execute(f"PRAGMA application_id = {_OURS}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
    except sqlite3.OperationalError as error:
        if _is_busy(error):
            return False
        raise
    return True


def _is_new(connection: sqlite3.Connection) -> bool:
    """Whether a database is empty.

    Raises:
        sqlite3.DatabaseError: it is somebody else's, or no database at all, or a cache of another format.
    """
    # The tables first: another process may be making the same file a cache, and tables and marks come at once.
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    owner, version = (_number(connection, f"PRAGMA {name}") for name in ("application_id", "user_version"))
    if owner != _OURS and tables:
        raise sqlite3.DatabaseError("it is a database of something else")
    if tables and version != FORMAT:
        raise sqlite3.DatabaseError(f"it is a cache of format {version}, and this version of rewardry has {FORMAT}")
    return not tables


def _bytes_of(connection: sqlite3.Connection) -> int:
    """The size of the content."""
    pages, free, size = (
        _number(connection, f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _number(connection: sqlite3.Connection, query: str) -> int:
    with closing(connection.execute(query)) as rows:
        return int(rows.fetchone()[0])


def _checksum(key: bytes, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key))


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _max_bytes(megabytes: float | None) -> float:
    """The limit in bytes.

    Raises:
        ConfigError: it is no positive number.
    """
    wanted = os.environ.get("REWARDRY_CACHE_MB") or DEFAULT_MB if megabytes is None else megabytes
    try:
        size = float(wanted)
    except (TypeError, ValueError):
        size = 0.0
    if not size > 0:
        raise ConfigError(f"the cache's limit is {wanted!r}; REWARDRY_CACHE_MB must be a positive number of megabytes")
    return size * (1 << 20)


_caches: weakref.WeakSet[Cache] = weakref.WeakSet()


def _after_fork() -> None:
    for cache in list(_caches):
        cache._forget()


in_forked_child(_after_fork)

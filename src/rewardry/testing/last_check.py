"""The result of the last `rewardry check` of a component, for lists of plugins.

It is kept beside the user's caches, one small file a component: what a list shows must not cost a check.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rewardry.errors import Identity
from rewardry.provenance import digest_of_module

if TYPE_CHECKING:
    from rewardry.testing.conformance import Outcome


class LastCheck(NamedTuple):
    """What the last check of a component came to.

    Attributes:
        version: the distribution's version that was checked; None for a component without a distribution.
        time: when, as ISO 8601 in UTC.
        passed, failed, skipped: how many checks came to that.
        failures: the names of the checks that failed.
        source: the digest of the code that was checked; None where no file held it.
    """

    version: str | None
    time: str
    passed: int
    failed: int
    skipped: int
    failures: tuple[str, ...]
    source: str | None = None

    def __str__(self) -> str:
        """For example ``31 passed`` or ``2 of 31 failed``."""
        return f"{self.failed} of {self.passed + self.failed} failed" if self.failed else f"{self.passed} passed"


def remember(identity: Identity, outcomes: Sequence[Outcome], source: str | None = None) -> None:
    """Keep the result of a check; a folder that cannot be written to is no fault.

    Args:
        identity: whose the component is.
        outcomes: what came of its checks.
        source: the digest of its code, see `rewardry.provenance.digest_of_module`.
    """
    counts = Counter(outcome.status for outcome in outcomes)
    row = {
        "id": identity.id,
        "version": identity.version,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        **{status: counts[status] for status in ("passed", "failed", "skipped")},
        "failures": [outcome.check for outcome in outcomes if outcome.status == "failed"],
        "source": source,
    }
    path = _path(identity)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(row), encoding="utf-8")
        fresh.replace(path)


def last_check(identity: Identity) -> LastCheck | None:
    """The result of the last check of a component, or None where there was none that can be read."""
    try:
        row: dict[str, Any] = json.loads(_path(identity).read_text(encoding="utf-8"))
        return LastCheck(**{**{name: row[name] for name in LastCheck._fields}, "failures": tuple(row["failures"])})
    except (OSError, ValueError, LookupError, TypeError):
        return None


def why_stale(check: LastCheck, identity: Identity, module: str) -> str | None:
    """Why a check no longer says anything of a component, or None while it does.

    Args:
        check: the last one.
        identity: whose the component is now.
        module: where it lives; it is not imported, but the packages it lies in are.
    """
    if check.version != identity.version:
        return f"it was of {identity.distribution} {check.version}"
    if check.source is not None and digest_of_module(module) != check.source:
        return "its code has changed since"
    return None


def _path(identity: Identity) -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(f"{identity.distribution}\n{identity.id}".encode()).hexdigest()[:24]
    return Path(base) / "rewardry" / "checks" / f"{name}.json"

"""What `rewardry doctor` says of each sandbox: its capability record, as it is found on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rewardry.errors import RewardryError, describe
from rewardry.registry import Entry, why_not_loaded
from rewardry.sandbox import Capabilities, LiveSandbox, SandboxUnavailableError

Line = tuple[str, str, str]
_OK, _MISSING, _BROKEN = "ok", "missing", "broken"


def sandbox_lines(entry: Entry) -> Iterator[Line]:
    """What, state and details: lines for the sandbox, its languages, each layer, and each thing it does not cover.

    Args:
        entry: a registered sandbox. It is started with its default settings, and closed again.
    """
    what = f"sandbox {entry.id}"
    try:
        live = _start(entry)
    except SandboxUnavailableError as error:
        yield what, _MISSING, str(error)
        return
    except RewardryError as error:
        yield what, _BROKEN, why_not_loaded(error)
        return
    except Exception as error:  # of a plugin: one that raises costs only its own line
        yield what, _BROKEN, describe(error)
        return
    try:
        yield from _record(what, live.capabilities())
    except Exception as error:
        yield what, _BROKEN, describe(error)
    finally:
        live.close()


def _start(entry: Entry) -> LiveSandbox:
    from rewardry.engine.runtime import default_runtime

    settings: Any = entry.load()
    live: LiveSandbox = settings().open(default_runtime())
    return live


def _record(what: str, found: Capabilities) -> Iterator[Line]:
    yield what, _OK, f"takes {found.trust} programs, {found.parallel} at one time"
    languages = ", ".join(f"{name} ({version})" for name, version in found.languages.items()) or "no language"
    lacking = f"; lacks {found.lacking}" if found.lacking else ""
    yield f"{what}: languages", _MISSING if lacking else _OK, f"runs {languages}{lacking}"
    for layer in found.layers:
        state, details = (_OK, f"stops {layer.stops}") if layer.present else (_MISSING, layer.missing or "")
        yield f"{what}: {layer.name}", state, details
    for limit in found.limits:
        yield f"{what}: not covered", _OK, limit

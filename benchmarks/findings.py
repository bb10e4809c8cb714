"""What `bench attack`, `perturb`, `price` and `bon` find, each kept as a JSON file of its name in a run's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rewardry import __version__
from rewardry.errors import ConfigError

from .finding_forms import FORMS
from .forms import read_json, refuse_malformed
from .runs import SCHEMA, command_line

KINDS = ("attack", "perturb", "price", "bon")


def finding(kind: str, **content: Any) -> dict[str, Any]:
    """What a command has found, with what it depends on."""
    return {"schema": SCHEMA, "kind": kind, "rewardry": __version__, "command": command_line(), **content}


def file_of(folder: str | Path, kind: str) -> Path:
    """Where a finding of that kind lies."""
    return Path(folder, f"{kind}.json")


def keep(folder: str | None, found: dict[str, Any]) -> None:
    """Write a finding into a run's folder, if there is one.

    Raises:
        ConfigError: the folder cannot be written.
    """
    if folder is None:
        return
    text = json.dumps(found, indent=2, ensure_ascii=False)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        file_of(folder, found["kind"]).write_bytes(text.encode("utf-8", "replace") + b"\n")
    except OSError as error:
        raise ConfigError(f"-o {folder}: cannot be written: {error.strerror}") from None


def read(folder: str | Path, kind: str) -> dict[str, Any]:
    """A finding that lies in a run's folder.

    Raises:
        ConfigError: there is none, it cannot be read, another version wrote it, or a field is not what it should be.
    """
    path = file_of(folder, kind)
    again = f"run `rewardry bench {kind} -o {folder}` again"
    if not path.is_file():
        raise ConfigError(f"{path}: there is no such file; run `rewardry bench {kind} -o {folder}` first")
    found: dict[str, Any] = read_json(path, again)
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise ConfigError(f"{path}: another version of rewardry wrote it; {again}")
    refuse_malformed(found, FORMS[kind], str(path), again)
    return found

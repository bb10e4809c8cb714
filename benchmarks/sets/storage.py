"""Where files of sets lie: a folder of the user's, and the cache."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from rewardry.errors import ConfigError

from .entry import SetEntry

# A folder with files of sets, as --data-dir names one.
DATA = "REWARDRY_DATA"
# Where downloads and converted rows are kept, in place of the user's cache folder.
CACHE = "REWARDRY_SETS_CACHE"


def cache_folder() -> Path:
    """Where downloads and converted rows are kept: $REWARDRY_SETS_CACHE, or in the user's cache folder."""
    if named := os.environ.get(CACHE):
        return Path(named).expanduser()
    base = os.environ.get("XDG_CACHE_HOME", "")
    return Path(base if os.path.isabs(base) else Path.home() / ".cache", "rewardry", "sets")


def data_folders(data_dir: str | None) -> list[Path]:
    """The folders of the user's, the one of the option first.

    Raises:
        ConfigError: one is no folder.
    """
    named = [("--data-dir", data_dir), (DATA, os.environ.get(DATA))]
    folders = [(option, Path(folder).expanduser()) for option, folder in named if folder]
    for option, folder in folders:
        if not folder.is_dir():
            raise ConfigError(f"{option} {folder}: there is no such folder; name one that holds files of sets")
    return [folder for _, folder in folders]


def own_file(entry_name: str, folder: Path) -> Path | None:
    """The file of rows that bears the set's name, in a folder or below it; the one that lies highest."""
    names = (f"{entry_name}.jsonl", f"{entry_name}.jsonl.gz")
    found = sorted((p for name in names for p in folder.rglob(name) if p.is_file()), key=lambda p: (len(p.parts), p))
    return found[0] if found else None


def original_files(entry: SetEntry, folder: Path, all_entries: Iterable[SetEntry]) -> list[tuple[str, Path]]:
    """The set's files as they come from the hub, with their paths there, or nothing where one is missing.

    They may lie below the repository's full name, its last part, the set's name, or in the folder itself where no other
    set has files of these names.
    """
    others = {_last(file) for one in all_entries if one.hub != entry.hub for file in one.files}
    below = [folder / entry.hub, folder / entry.hub.rpartition("/")[2], folder / entry.name]
    if not any("*" in file or _last(file) in others for file in entry.files):
        below.append(folder)
    return next((files for root in below if (files := _all_below(entry.files, root))), [])


def _last(file: str) -> str:
    return file.rpartition("/")[2]


def _all_below(names: tuple[str, ...], root: Path) -> list[tuple[str, Path]]:
    found = []
    for name in names:
        matches = list(_matching(name, root))
        if not matches:
            return []
        found += matches
    return found


def _matching(name: str, root: Path) -> Iterator[tuple[str, Path]]:
    """Files of a name or a pattern; parts of a path may be left out, for who downloads by hand keeps the last one."""
    if "*" in name:
        here = sorted(p for p in root.rglob("*") if p.is_file())
        yield from ((p.relative_to(root).as_posix(), p) for p in here if fnmatch(p.relative_to(root).as_posix(), name))
        return
    last = _last(name)
    candidates = (root / name, root / f"{name}.gz", root / last, root / f"{last}.gz")
    first = next((p for p in candidates if p.is_file()), None)
    if first is not None:
        yield name, first

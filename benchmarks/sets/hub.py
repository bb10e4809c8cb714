"""Files from the hub, each of a fixed commit. The only place that reaches for the network."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

from rewardry.errors import ConfigError

from .bench_set import digest_of
from .entry import SetEntry
from .storage import cache_folder

PIN = "pin.json"


class Download(NamedTuple):
    """Files of a set.

    Attributes:
        revision: the commit they are of.
        files: paths in the repository, with where they lie here.
    """

    revision: str
    files: list[tuple[str, Path]]


def folder_of(entry: SetEntry) -> Path:
    """Where the downloads of a set lie."""
    return cache_folder() / entry.name / "hub"


def downloaded(entry: SetEntry) -> Download | None:
    """What was downloaded before, or None.

    Raises:
        ConfigError: a file is no longer what was downloaded.
    """
    folder = folder_of(entry)
    try:
        pin: dict[str, Any] = json.loads((folder / PIN).read_text(encoding="utf-8"))
        revision, digests = str(pin["revision"]), dict(pin["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if entry.revision not in (None, revision) or not _covers(entry.files, digests):
        return None
    files = [(name, folder / revision / name) for name in digests]
    if not all(path.is_file() for _, path in files):
        return None
    for name, path in files:
        if digest_of(str(path)) != digests[name]:
            raise ConfigError(
                f"{path}: the file is not what was downloaded from {entry.hub} at {revision[:12]}; delete {folder} and "
                "run again"
            )
    return Download(revision, files)


def _covers(wanted: Iterable[str], names: Iterable[str]) -> bool:
    return all(any(fnmatch(name, pattern) for name in names) for pattern in wanted)


def download(entry: SetEntry) -> Download:
    """Download the files of a set, and write down of which commit they are and what they hold.

    Raises:
        ConfigError: huggingface_hub is not installed, or the hub does not give the files.
    """
    try:
        import huggingface_hub
    except ImportError:
        raise ConfigError(
            f"{entry.name}: its files come from the hub ({entry.address}), with huggingface_hub, which is not "
            f"installed; pip install 'rewardry[hub]'. {_by_hand(entry)}"
        ) from None
    try:
        return _download(entry, huggingface_hub)
    except Exception as error:  # the hub's client raises errors of its own, of requests, of httpx and of the system
        first = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise ConfigError(
            f"{entry.name}: the hub did not give its files ({entry.hub} at {entry.revision or 'main'}): "
            f"{type(error).__name__}: {first}. {_by_hand(entry)}"
        ) from None


def _by_hand(entry: SetEntry) -> str:
    files = ", ".join(entry.files)
    return (
        f"Without a network: put {files} into FOLDER/{entry.name}, and name the folder with --data-dir FOLDER or in "
        "REWARDRY_DATA"
    )


def _download(entry: SetEntry, client: Any) -> Download:
    api = client.HfApi()
    revision = entry.revision or str(api.dataset_info(entry.hub).sha)
    names = list(entry.files)
    if any("*" in name for name in names):
        there = api.list_repo_files(entry.hub, repo_type="dataset", revision=revision)
        names = [name for name in sorted(there) if any(fnmatch(name, pattern) for pattern in entry.files)]
        if not names:
            raise FileNotFoundError(f"no file of the repository is named {' or '.join(entry.files)}")
    folder = folder_of(entry)
    root = folder / revision
    for name in names:
        client.hf_hub_download(entry.hub, name, repo_type="dataset", revision=revision, local_dir=str(root))
    digests = {name: digest_of(str(root / name)) for name in names}
    pin = {"hub": entry.hub, "revision": revision, "licence": entry.licence, "files": digests}
    (folder / PIN).write_text(json.dumps(pin, indent=2) + "\n", encoding="utf-8")
    return Download(revision, [(name, root / name) for name in names])

"""The code behind a component: the content of what can change under its version, and the version of everything else.

An installed release is known by its version. A local file, a module beside the user's script and an editable install
are known by their content, together with the modules of that sort that they import.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from rewardry.engine.cache import distributions
from rewardry.engine.cache.distributions import UncacheableError
from rewardry.local_files import IMPORTED_AT, file_of, stat_when_loaded
from rewardry.registry import CORE, canonical_name

Stamp: TypeAlias = tuple[int, int]
MOST_FILES = 20_000
_WHOLE_BYTES = 1 << 20  # a larger file that is no code, such as a model, is known by its size and time
_CODE = (".py", ".pyx", ".so", ".pyd")
_IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+(\w+)[\w.]*[ \t]+import\b|import[ \t]+([\w., \t]+))", re.MULTILINE)
_NAMED_FILE = re.compile(rb"""["']([^"'\n]+\.py)(?::[\w.]+)?["']""")


@dataclass(frozen=True, slots=True)
class Files:
    """Some files as they were read.

    Attributes:
        digest: of their names and contents.
        stamps: time and size of each, by path.
    """

    digest: str
    stamps: tuple[tuple[str, Stamp | None], ...]

    def unchanged(self) -> bool:
        """Whether the files are still the same ones."""
        return all(_stamp(path) == stamp for path, stamp in self.stamps)


@dataclass(frozen=True, slots=True)
class Sources:
    """The code behind some modules.

    Attributes:
        files: by the name of the module or package, or the path of a local file, the code that no version stands for.
        versions: by the name of the distribution, the versions of all other code.
        metadata: the files that say these versions, which another release replaces.
    """

    files: dict[str, Files]
    versions: dict[str, str | None]
    metadata: Files


def sources_of(modules: Iterable[str], owners: Iterable[str] = ()) -> Sources:
    """The code behind modules, and behind the modules that they import.

    Args:
        modules: their names.
        owners: distributions that belong to it as well.

    Raises:
        UncacheableError: the code of one of them cannot be told.
    """
    files: dict[str, Files] = {}
    released = {canonical_name(owner) for owner in owners}
    seen = set[str]()
    # What a release depends on may be installed in place.
    while todo := {*map(_whole, modules), *distributions.editable_modules(released)} - seen:
        places = [_place(name) for name in todo]
        files.update((name, place.files) for name, place in zip(todo, places, strict=True) if place.files is not None)
        released.update(owner for place in places for owner in place.owners)
        modules = [imported for place in places for imported in place.imported]
        seen |= todo
    metadata = files_at(distributions.metadata_files(released))
    _refuse_changed(metadata)
    return Sources(files, distributions.versions(released), metadata)


def _whole(name: str) -> str:
    """The package that a module belongs to, whose code is taken as one; the module itself; of a local file the path."""
    if os.path.isabs(name) or file_of(name) is not None:
        return file_of(name) or name
    parts = name.split(".")
    prefixes = (".".join(parts[:end]) for end in range(1, len(parts)))
    whole = name if name in sys.modules else parts[0]
    return next((prefix for prefix in prefixes if getattr(sys.modules.get(prefix), "__file__", None)), whole)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the code of a module is.

    Attributes:
        owners: the releases it came with; or else
        files: the files that hold it, and
        imported: the modules that those import.
    """

    owners: tuple[str, ...] = ()
    files: Files | None = None
    imported: tuple[str, ...] = ()


@functools.cache
def _place(name: str) -> _Place:
    """Where the code of a module is; nowhere for one of Python's own or one that is not installed.

    Raises:
        UncacheableError: it is known that there is code, but not which.
    """
    if os.path.isabs(name):
        return _read([name], stat_when_loaded(name) or _stamp(name))
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or top in sys.builtin_module_names:
        return _Place()
    found = _found(name)
    owners = distributions.owners_of(top, found)
    if owners or not found:
        return _Place(owners)
    place = _read(found)
    return replace(place, imported=()) if top == CORE else place  # our own libraries are what a component `requires`


def _found(name: str) -> list[str]:
    """The file of a module, or the folders of a package.

    Raises:
        UncacheableError: a module that lies in no file.
    """
    found: Any = sys.modules.get(name)
    if found is None:
        try:
            spec = importlib.util.find_spec(name.partition(".")[0])
        except (ImportError, ValueError, AttributeError):
            return []
        folders, file = (spec.submodule_search_locations, spec.origin) if spec is not None else (None, None)
        return list(folders or filter(None, [file]))
    file = getattr(found, "__file__", None)
    places = list(getattr(found, "__path__", None) or filter(None, [file]))
    if not places:
        raise UncacheableError(f"the module {name} was made while the program ran, so that its source is not known")
    return places


def _read(places: Iterable[str], loaded: Stamp | None = None) -> _Place:
    """Files of code, with the modules that they import or load by their path.

    Args:
        places: files and folders.
        loaded: time and size of the one file when it was imported, if that is known.

    Raises:
        UncacheableError: a file may have changed since it was imported, so that what runs is not what is read.
    """
    files = files_at(places)
    imported = set[str]()
    _refuse_changed(files, loaded)
    for path, _ in files.stamps:
        if path.endswith(".py"):
            imported |= _imported(path)
    return _Place((), files, tuple(sorted(imported)))


def _refuse_changed(files: Files, loaded: Stamp | None = None) -> None:
    """Refuse files that may be others than those that were imported.

    Args:
        files: the files as they are now.
        loaded: time and size of the one file when it was imported, if that is known.

    Raises:
        UncacheableError: they may.
    """
    for path, stamp in files.stamps:
        if stamp != loaded if loaded is not None else stamp is not None and stamp[0] > IMPORTED_AT:
            raise UncacheableError(f"{path} was changed after this process had begun, which may run the old code")


def _imported(path: str) -> set[str]:
    """The modules that a file names in its imports, and the Python files that it names in a text."""
    code = Path(path).read_bytes()
    names = set[str]()
    for source, listed in _IMPORT.findall(code):
        names |= {
            part.split()[0].partition(b".")[0].decode() for part in (source or listed).split(b",") if part.split()
        }
    for named in _NAMED_FILE.findall(code):
        names |= {file for file in _beside(path, os.fsdecode(named)) if os.path.isfile(file)}
    return names


def _beside(path: str, named: str) -> Iterator[str]:
    """The files that a name in a file's text may mean."""
    yield from (os.path.realpath(Path(folder, named)) for folder in (Path(path).parent, Path()))


def files_at(places: Iterable[str]) -> Files:
    """The content of files, and of folders with all that lies below.

    Raises:
        UncacheableError: there are too many of them, or one cannot be read.
    """
    digest, stamps = hashlib.sha256(), []
    try:
        for place in places:
            for path in _below(place):
                stamp = _stamp(path)
                digest.update(repr((os.path.relpath(path, place), _content(path, stamp))).encode(errors="replace"))
                stamps.append((path, stamp))
                if len(stamps) > MOST_FILES:
                    raise UncacheableError(f"{place} holds more than {MOST_FILES} files")
    except OSError as error:
        raise UncacheableError(f"{error.filename} cannot be read: {error.strerror}") from None
    return Files(digest.hexdigest(), tuple(stamps))


def _below(place: str) -> Iterator[str]:
    if not os.path.isdir(place):
        yield place
        return
    for folder, folders, names in os.walk(place, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        yield from (os.path.join(folder, name) for name in sorted(names) if not name.startswith("."))


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@functools.lru_cache(maxsize=MOST_FILES)
def _content(path: str, stamp: Stamp | None) -> str:
    """What stands for the content of a file with that time and size."""
    if stamp is None or (stamp[1] > _WHOLE_BYTES and not path.endswith(_CODE)):
        return repr(stamp)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()

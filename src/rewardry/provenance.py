"""Where code comes from: whose distribution it is, where that lies, and a digest of what it says.

The digest is of the content of source files, so that it is the same for a checkout and for the wheel built of it, on
every machine; it tells code that was changed under its version.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlparse

from rewardry.errors import ConfigError
from rewardry.local_files import file_of, is_local
from rewardry.plugins import PluginRecord
from rewardry.registry import CORE

# What a wheel carries of a package that decides what its components do.
_CODE = frozenset({".py", ".so", ".pyd", ".json", ".yaml", ".yml", ".toml", ".txt", ".csv", ".jsonl"})
# Of the core: what every result passes through. The rest of it prints, serves or tests.
_OF_CORE = ("*.py", "text/**/*.py", "engine/**/*.py")


class Origin(NamedTuple):
    """Where a plugin or a component comes from.

    Attributes:
        kind: ``built-in``, ``entry point`` or ``local file``.
        place: the folder it is installed in, the checkout that is installed in place, or the file.
        module: the module of the entry point.
    """

    kind: str
    place: str
    module: str = ""


def origin_of(record: PluginRecord) -> Origin:
    """Where a plugin, or the components of a local file, come from."""
    if is_local(f"{record.module}:x"):
        return Origin("local file", record.module)
    place = place_of(record.distribution)
    return Origin("built-in" if record.distribution == CORE else "entry point", place, record.module)


def installed(name: str) -> Distribution | None:
    """The installed distribution of a name, or None."""
    try:
        return distribution(name)
    except (PackageNotFoundError, ValueError):
        return None


def installed_version(name: str) -> str | None:
    """The version of the installed distribution of a name, or None."""
    found = installed(name)
    return None if found is None else found.version


def place_of(name: str) -> str:
    """Where a distribution lies: its checkout where it is installed in place, else the folder of packages."""
    found = installed(name)
    if found is None:
        return ""
    checkout = checkout_of(found)
    return f"{checkout} (in place)" if checkout else str(found.locate_file(""))


def checkout_of(found: Distribution) -> str | None:
    """The folder of a distribution that is installed in place (``pip install --editable``), or None."""
    try:
        origin = json.loads(found.read_text("direct_url.json") or "{}")
        in_place = bool(origin.get("dir_info", {}).get("editable", False))
        return unquote(urlparse(origin["url"]).path) if in_place else None
    except (ValueError, AttributeError, KeyError):
        return None


def digest_of_module(module: str) -> str | None:
    """The digest of the code that a module belongs to; None where no file holds it.

    It is that of the whole package, from the outermost folder with an ``__init__.py`` on, and of what it imports
    relatively from outside of it; of a module outside of any package, and of a local file, that of the file. Of the
    core's own modules it is that of what every result passes through.

    Raises:
        ConfigError: a local file is no longer the one that was imported.
    """
    place = _place_of_module(module)
    if place is None:
        return None
    if place.name == CORE and (place / "hookspecs.py").is_file():
        return _digest(place, _code_files(path for pattern in _OF_CORE for path in place.glob(pattern)))
    root = place.parent if place.is_file() else place
    return _digest(root, _with_imported([place] if place.is_file() else _code_files(place.rglob("*"))))


def digest_of_path(path: Path) -> str:
    """The digest of a file's content, or of all that lies below a folder, whatever it is.

    Raises:
        ConfigError: it cannot be read.
    """
    root = path if path.is_dir() else path.parent
    return _digest(root, (below for below in (path.rglob("*") if path.is_dir() else [path]) if below.is_file()))


def digest_of_core() -> str:
    """The digest of what every result passes through."""
    found = digest_of_module(CORE)
    assert found is not None
    return found


def _place_of_module(module: str) -> Path | None:
    """The file or folder that a module's code is taken to be."""
    local = file_of(module)
    if local is not None:
        return Path(local)
    file = _file_of_module(module)
    if file is None:
        return None
    place = file if file.name != "__init__.py" else file.parent
    depth = module.count(".") + 1  # so many names lead to it, so that no folder above them is a part of the package
    while depth > 1 and (place.parent / "__init__.py").is_file() and place.parent.name != CORE:
        place, depth = place.parent, depth - 1
    is_core = place.parent.name == CORE and (place.parent / "hookspecs.py").is_file()
    return place.parent if is_core and module.count(".") < _DEPTH_OF_SPOKES else place


_DEPTH_OF_SPOKES = 2  # rewardry.verifiers.regex


def _file_of_module(module: str) -> Path | None:
    loaded = getattr(sys.modules.get(module), "__file__", None)
    if loaded is not None:
        return Path(loaded)
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError, AttributeError):
        return None
    return Path(spec.origin) if spec is not None and spec.origin is not None and spec.has_location else None


def _with_imported(paths: Iterable[Path]) -> set[Path]:
    """Files, and those that they import relatively, and so on."""
    found, todo = set[Path](), list(paths)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += _imported(path)
    return found


def _imported(path: Path) -> Iterator[Path]:
    """The files that a module imports relatively."""
    try:
        imports = _relative_imports(path.read_bytes()) if path.suffix == ".py" else ()
    except OSError:
        return
    for level, module, names in imports:
        if level > len(path.parents):  # beyond the root: nothing that could be imported
            continue
        folder = path.parents[level - 1].joinpath(*module.split("."))
        for name in (folder, *(folder / each for each in names)):
            yield from (file for file in _files_of(name) if file.is_file())


@functools.lru_cache(maxsize=4096)
def _relative_imports(source: bytes) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """The relative imports of a source: level, module and names; kept, for components of a package share most files."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    found = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level)
    return tuple((node.level, node.module or "", tuple(alias.name for alias in node.names)) for node in found)


def _files_of(name: Path) -> tuple[Path, Path]:
    return name.with_name(f"{name.name}.py"), name / "__init__.py"


def _digest(root: Path, paths: Iterable[Path]) -> str:
    """The digest of files under their names as seen from a folder."""
    digest = hashlib.sha256()
    try:
        for name, path in sorted((os.path.relpath(path, root), path) for path in set(paths)):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{Path(name).as_posix()} {content}\n".encode())
    except OSError as error:
        raise ConfigError(f"{error.filename} cannot be read: {error.strerror}") from None
    return digest.hexdigest()


def _code_files(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if path.suffix in _CODE and "__pycache__" not in path.parts and path.is_file())

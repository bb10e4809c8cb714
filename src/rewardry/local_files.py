"""Components without a package: ``use: ./my_rewards.py:short``."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import time
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from rewardry.contract import refuse_unfit, written_for
from rewardry.errors import ConfigError, PluginError, describe, nearest
from rewardry.platforms import in_forked_child

# When this process began to import components, in nanoseconds since 1970.
IMPORTED_AT = time.time_ns()
_lock = threading.RLock()  # a local file may load another one
_stamps: dict[str, tuple[int, int]] = {}


def is_local(use: str) -> bool:
    """Whether an id names a component in a Python file by the file's path."""
    path, colon, name = use.rpartition(":")
    return bool(colon and name) and path.endswith(".py")


def load_local(use: str, folder: Path | None = None) -> Any:
    """What ``path/to/file.py:name`` names.

    Args:
        use: the path, a colon, and a name in the file; dots lead into classes.
        folder: where a relative path starts; default: the current folder.

    Raises:
        ConfigError: there is no such file or name, the file cannot be imported, or it was written for another version
            of the contract.
    """
    path, _, name = use.rpartition(":")
    file = ((folder or Path()) / path).resolve()
    if not file.is_file():
        raise ConfigError(f"{use!r}: there is no file {file}")
    module = load_file(str(file))
    _refuse_other_contract(module, file)
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            raise ConfigError(f"{file} defines no {name!r}. {nearest(name, _defined_in(module))}".rstrip())
        found = getattr(found, part)
    return found


def _refuse_other_contract(module: ModuleType, file: Path) -> None:
    """Refuse a file whose ``rewardry_api`` names a version of the contract that it does not fit."""
    try:
        refuse_unfit(written_for(module))
    except PluginError as error:
        raise ConfigError(f"{file}: {error}") from None


def _defined_in(module: ModuleType) -> list[str]:
    """The public names that a module defines itself, without those it imports."""
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


def load_file(file: str) -> ModuleType:
    """The module of a file, imported once a process under a name made of its path, so that its components pickle.

    Raises:
        ConfigError: the file cannot be imported.
    """
    name = module_name(file)
    with _lock:
        if name in sys.modules:
            return sys.modules[name]
        spec = importlib.util.spec_from_file_location(name, file, loader=_SourceLoader(name, file))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException as error:
            sys.modules.pop(name, None)
            if isinstance(error, (Exception, SystemExit)):
                raise ConfigError(f"{file} cannot be imported: {describe(error)}") from error
            raise
    return module


class _SourceLoader(SourceFileLoader):
    """Imports what stands in the file: bytecode that Python keeps is as old as a second for a file of the same size."""

    def get_code(self, fullname: str) -> Any:
        """The code of the module."""
        status = os.stat(self.path)
        _stamps[self.path] = (status.st_mtime_ns, status.st_size)
        return self.source_to_code(self.get_data(self.path), self.path)


def stat_when_loaded(file: str) -> tuple[int, int] | None:
    """Time (in nanoseconds) and size of a local file as it was when it was imported; None where it was not."""
    return _stamps.get(file)


def module_name(file: str) -> str:
    """The name under which a local file is imported: the same in every process."""
    import hashlib  # which shell completion does without

    return f"rewardry_local_{Path(file).stem}_{hashlib.sha256(file.encode()).hexdigest()[:8]}"


def file_of(module: str) -> str | None:
    """The file behind a local module's name, or None for any other module."""
    if not module.startswith("rewardry_local_"):
        return None
    found = sys.modules.get(module)
    return getattr(found, "__file__", None)


def _after_fork() -> None:
    """A thread of the parent may have held the lock; it stayed with the parent."""
    global _lock
    _lock = threading.RLock()


in_forked_child(_after_fork)

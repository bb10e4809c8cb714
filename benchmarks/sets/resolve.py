"""From names and files to sets: a file as it is, a name by the package, the user's folder, the cache and the hub."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files as files_of_package
from pathlib import Path
from typing import Any, NamedTuple

from rewardry.component import Component, Verifier
from rewardry.errors import ConfigError, DataError, UnknownIdError
from rewardry.plugins import registry
from rewardry.registry import CORE, Entry
from rewardry.rows import Row, read_rows, refuse_unreadable

from .bench_set import BenchSet, digest_of
from .convert import converted
from .entry import SetEntry
from .formats import read_original
from .hub import download, downloaded
from .storage import data_folders, original_files, own_file

_ROWS = (".jsonl", ".jsonl.gz")


def find_sets(wanted: list[str], data_dir: str | None = None, accept_licence: bool = False) -> list[BenchSet]:
    """The sets of some files and names.

    Args:
        wanted: files of rows, and names of registered sets.
        data_dir: a folder with files of registered sets, looked into before the cache and the hub.
        accept_licence: take sets whose licence forbids commercial use or derivatives.

    Raises:
        ConfigError: a file cannot be read, a name is unknown, a set cannot be had, two have the same name, or no row
            of one can be measured.
    """
    found: dict[str, BenchSet] = {}
    for one in wanted:
        made = _of_file(one) if is_file_of_rows(one) else named_set(one, data_dir, accept_licence)
        if made.name in found:
            raise ConfigError(f"{one}: {found[made.name].file} has the same name {made.name!r}; rename one of them")
        found[made.name] = made
        _refuse_unlabelled(made)
    return list(found.values())


def is_file_of_rows(wanted: str) -> bool:
    """Whether a file is meant, not the name of a set; a folder may well bear the name of one."""
    path = Path(wanted)
    return wanted.endswith(_ROWS) or (path.exists() and not path.is_dir())


def _of_file(file: str) -> BenchSet:
    refuse_unreadable(file)
    path = Path(file)
    name = path.name.removesuffix(".gz").removesuffix(".jsonl")
    known, row = known_entries().get(name), _first_row(path)
    if known is not None and known.kind != (row.get("kind") or "point"):
        known = None  # rows of another kind are another set that happens to have the name
    protocol = known.protocol if known is not None else _protocol_of(row)
    facts = {"licence": known.licence, "citation": known.citation} if known is not None else {}
    return BenchSet(name, str(path.resolve()), digest_of(file), protocol, **facts)


def _first_row(path: Path) -> dict[str, Any]:
    try:
        return next((row for _, row in read_original(path)), {})
    except DataError:
        return {}  # whoever reads the rows says what is wrong with them


# How rows of a kind are measured where no set of that name says so.
_PROTOCOLS = {"pair": "rewardbench", "list": "rewardbench2", "rm3x3": "rmbench", "steps": "processbench"}


def _protocol_of(row: dict[str, Any]) -> str:
    meta = row.get("meta")
    if row.get("kind") == "steps" and isinstance(meta, dict) and "error_steps_1based" in meta:
        return "prmscore"
    reference = row.get("reference")
    if isinstance(reference, dict) and "instruction_id_list" in reference:
        return "ifeval"
    return _PROTOCOLS.get(str(row.get("kind", "point")), "accuracy" if row.get("kind") == "prompt" else "verdict")


def known_entries() -> dict[str, SetEntry]:
    """The built-in sets by their names."""
    return {entry.id: load_entry(entry) for entry in registry().entries("dataset") if entry.distribution == CORE}


def load_entry(entry: Entry) -> SetEntry:
    """What a registered id stands for: a `SetEntry`, or a file of rows in its package.

    Raises:
        ConfigError: it is neither.
    """
    package, _, inside = entry.target.partition(":")
    if inside.endswith(_ROWS):
        return SetEntry(
            entry.id, "point", "verdict", "see its package", "", (inside,), package=package,
            revision=entry.version,
        )  # fmt: skip
    found = entry.load()
    if not isinstance(found, SetEntry):
        raise ConfigError(
            f"{entry.identity}: {entry.target} is {type(found).__name__}; a dataset is a file of rows in the package, "
            "package:path.jsonl, or a rewardry.benchmarks.sets.SetEntry"
        )
    return found


def named_set(name: str, data_dir: str | None = None, accept_licence: bool = False) -> BenchSet:
    """A registered set.

    Raises:
        ConfigError: see `find_sets`.
    """
    try:
        entry = registry().find("dataset", name)
    except UnknownIdError as error:
        raise UnknownIdError(
            f"{name}: there is no such file, and no registered set has that name: {error}, `rewardry bench list` shows "
            "where they come from"
        ) from None
    made = load_entry(entry)
    if made.restricted and not accept_licence:
        raise ConfigError(
            f"{name}: its licence, {made.licence}, forbids commercial use or derivatives; read it at "
            f"{made.address or 'its package'}, and add --accept-licence if your use keeps it"
        )
    source = locate(made, data_dir) or _from_hub(made)
    path = source.files[0][1] if source.ready else converted(made, source.files)
    return BenchSet(
        entry.id.replace("/", "~"), str(path.resolve()), digest_of(str(path)), made.protocol, made.licence,
        source.revision, made.citation or None,
    )  # fmt: skip


class Source(NamedTuple):
    """Where the rows of a set are read from.

    Attributes:
        where: ``shipped``, ``data dir``, ``cache`` or ``hub``.
        files: names and places.
        ready: it is one file that holds rows of ours.
        revision: the commit, where it is known.
    """

    where: str
    files: list[tuple[str, Path]]
    ready: bool
    revision: str | None


def locate(entry: SetEntry, data_dir: str | None) -> Source | None:
    """Where a set is read from without a network, or None.

    Raises:
        ConfigError: a folder does not exist, a downloaded file has changed, or a package has not the file.
    """
    for folder in data_folders(data_dir):
        own = own_file(entry.name, folder)
        if own is not None and _is_ours(own, entry.kind):
            return Source("data dir", [(own.name, own)], True, None)
        if entry.convert is not None and (found := original_files(entry, folder, known_entries().values())):
            return Source("data dir", found, False, None)
    if entry.package:
        return Source("shipped", [(entry.files[0], _file_in_package(entry))], True, entry.revision)
    before = downloaded(entry)
    return Source("cache", before.files, False, before.revision) if before else None


def _file_in_package(entry: SetEntry) -> Path:
    try:
        file = Path(str(files_of_package(entry.package).joinpath(entry.files[0])))
    except Exception as error:  # to find a package is to import it, and that may raise anything
        raise ConfigError(
            f"{entry.name}: its package {entry.package} cannot be imported: {type(error).__name__}: {error}"
        ) from None
    if not file.is_file():
        raise ConfigError(f"{entry.name}: its package {entry.package} has no file {entry.files[0]}; install it anew")
    return file


def _is_ours(path: Path, kind: str) -> bool:
    """Whether a file holds rows of ours of a kind; the authors' own may bear the same name."""
    row = _first_row(path)
    ours = "completion" in row and ("label" in row or "kind" in row)
    return ours and (row.get("kind") or "point") == kind


def _from_hub(entry: SetEntry) -> Source:
    got = download(entry)
    return Source("hub", got.files, False, got.revision)


def _refuse_unlabelled(bench_set: BenchSet) -> None:
    try:
        from ..kinds.registry import LABELLED, kind_of
        from ..kinds.rows import read_set

        if kind_of(bench_set, read_set(bench_set)) in LABELLED and not any(
            row.label is not None for row in read_set(bench_set)
        ):
            raise ConfigError(
                f"{bench_set.file}: no row has a `label` of 1 (right) or 0 (wrong); nothing can be measured without"
            )
    except DataError as error:
        raise ConfigError(str(error)) from None


def default_sets(entrants: Iterable[Component]) -> list[BenchSet]:
    """The shipped sets whose references every one of some verifiers and rewards takes.

    Raises:
        ConfigError: there is none.
    """
    judges = list(entrants)
    shipped = [named_set(entry.name) for entry in known_entries().values() if entry.package]
    fitting = [one for one in shipped if not any(_refuses(judge, next(read_rows([one.file]))) for judge in judges)]
    if not fitting:
        names = ", ".join(one.name for one in shipped)
        raise ConfigError(f"none of the sets that come with rewardry ({names}) is for all of them; name one with -d")
    return fitting


def _refuses(judge: Component, row: Row) -> bool:
    if row.sample is None or judge.refusal(row.sample):
        return True
    return isinstance(judge, Verifier) and judge.reference_problem(row.sample) is not None

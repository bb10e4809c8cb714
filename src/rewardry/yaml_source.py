"""YAML files that remember their lines, so that an error can point at one; a key that stands twice is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from rewardry.errors import RecipeError

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document and where it came from.

    Attributes:
        data: the document's content.
        file: its file, or None.
        lines: the line of each value, by its path of keys and positions.
        digest: the SHA-256 of the file's text, however its lines end, or None.
    """

    data: Any
    file: str | None = None
    lines: Mapping[Keys, int] = field(default_factory=dict)
    digest: str | None = None

    @property
    def folder(self) -> Path | None:
        """The file's folder, where relative paths in it start."""
        return None if self.file is None else Path(self.file).parent

    def at(self, *path: str | int) -> str:
        """``file:line: field`` of a value, as far as they are known, for the head of a message."""
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), None)
        place = self.file or "recipe"
        if line is not None:
            place = f"{place}:{line}"
        name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        return f"{place}: {name}" if name else place


def read(file: Path) -> Source:
    """Read a YAML file.

    Raises:
        RecipeError: the file cannot be read, is no YAML, or has a key twice; names file and line.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise RecipeError(f"{file}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise RecipeError(f"{file}: byte {error.start} is no UTF-8; save the file as UTF-8") from None
    return parse(text, str(file))


def parse(text: str, file: str) -> Source:
    """The document in a text; see `read`."""
    try:
        return _parse(text, file)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        problem = ", ".join(filter(None, (error.context, error.problem)))
        raise RecipeError(f"{file}:{line}: this is no YAML: {problem}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RecipeError(f"{file}:{line}: this is no YAML: it holds the character {error.character:#06x}") from None
    except RecursionError:
        raise RecipeError(f"{file}: this is nested too deeply") from None


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the plain words of YAML 1.2, which are those of JSON: 1e-3 is a number, no is a text.

    It also says on which line a number stands that is none.
    """

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the base class gives it its type

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            problem = f"{node.value[:50]!r} is no such value ({error}); put it in quotes"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


_FLOAT = r"[-+]?(\.\d+|[1-9]\d*(\.\d*)?|0(\.\d*)?)([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
# A plain word is the first of these that it matches, or else a text; with the signs that it can begin with.
_PLAIN = {
    "bool": ("tTfF", r"true|True|TRUE|false|False|FALSE"),
    "int": ("-+0123456789", r"[-+]?(0|[1-9][0-9]*)"),
    "float": ("-+.0123456789", _FLOAT),
    "merge": ("<", r"<<"),
    "null": (("~", "n", "N", ""), r"~|null|Null|NULL|"),
}
for _tag, (_first, _pattern) in _PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$", re.ASCII), list(_first))


def _parse(text: str, file: str) -> Source:
    loader = _Loader(text)
    lines: dict[Keys, int] = {}
    try:
        node = loader.get_single_node()
        if node is None:
            raise RecipeError(f"{file}: the file is empty")
        _walk(node, (), lines, file, set())
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return Source(loader.construct_document(node), file, lines, digest)
    finally:
        loader.dispose()


def _walk(node: yaml.Node, path: Keys, lines: dict[Keys, int], file: str, walked: set[yaml.Node]) -> None:
    """Note the lines of a node and all below it, and refuse a key that stands twice."""
    lines[path] = node.start_mark.line + 1
    if node in walked:  # an alias, which may stand in itself
        return
    walked.add(node)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                raise RecipeError(f"{file}:{line}: {name!r} stands here and at line {seen[name]}; keep one")
            seen[name] = line
            _walk(value, (*path, name), lines, file, walked)
            lines[(*path, name)] = line
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _walk(item, (*path, position), lines, file, walked)

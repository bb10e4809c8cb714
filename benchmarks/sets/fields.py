"""The fields of a row as its authors wrote it, read with a message that names file, line and field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from rewardry.component import json_type
from rewardry.errors import DataError, nearest


@dataclass(frozen=True)
class Fields:
    """One row of an original file.

    Attributes:
        row: the row.
        place: file and line, for messages.
        file: the file's path in its repository; parts of a set are often files.
        position: of the row in the set, from 0.
    """

    row: Mapping[str, Any]
    place: str
    file: str
    position: int

    def refuse(self, name: str, why: str) -> NoReturn:
        """Say what is wrong with a field.

        Raises:
            DataError: always.
        """
        raise DataError(
            f"{self.place}: field {name!r}: {why}; the file is another version of the set, or damaged: get it anew"
        )

    def any(self, name: str) -> Any:
        """The value of a field that must be there.

        Raises:
            DataError: the row lacks it.
        """
        if name not in self.row:
            self.refuse(name, f"the row lacks it. {nearest(name, self.row)}".rstrip(". "))
        return self.row[name]

    def text(self, name: str) -> str:
        """A text.

        Raises:
            DataError: it is missing or no text.
        """
        value = self.any(name)
        if not isinstance(value, str):
            self.refuse(name, f"a text is wanted, not {json_type(value)}")
        return value

    def answer(self, name: str) -> str:
        """A text, or a number as a text: some authors write answers as numbers.

        Raises:
            DataError: it is missing or neither.
        """
        value = self.any(name)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.refuse(name, f"a text or a number is wanted, not {json_type(value)}")
        return str(value)

    def whole(self, name: str) -> int:
        """A whole number.

        Raises:
            DataError: it is missing or none.
        """
        value = self.any(name)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(name, f"a whole number is wanted, not {value!r}"[:120])
        return value

    def truth(self, name: str) -> int:
        """1 for true and 0 for false, written as a JSON truth value, a number or a word.

        Raises:
            DataError: it is missing or neither.
        """
        value = self.any(name)
        known = {True: 1, False: 0, "true": 1, "false": 0, "correct": 1, "incorrect": 0}
        found = known.get(value.strip().lower() if isinstance(value, str) else value) if _hashable(value) else None
        if found is None:
            self.refuse(name, f"true or false is wanted, not {value!r}"[:120])
        return found

    def one_of(self, name: str, choices: Mapping[str, Any]) -> Any:
        """What a word stands for.

        Raises:
            DataError: it is missing or another word.
        """
        value = self.text(name).strip()
        if value not in choices:
            self.refuse(name, f"one of {', '.join(choices)} is wanted, not {value!r}"[:200])
        return choices[value]

    def texts(self, name: str) -> list[str]:
        """A list of texts.

        Raises:
            DataError: it is missing or none.
        """
        value = self.any(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(name, "a list of texts is wanted")
        return list(value)

    def wholes(self, name: str) -> list[int]:
        """A list of whole numbers.

        Raises:
            DataError: it is missing or none.
        """
        value = self.any(name)
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            self.refuse(name, "a list of whole numbers is wanted")
        return list(value)

    def some(self, *names: str) -> dict[str, Any]:
        """The fields of these names that the row has and that hold something, for `meta`."""
        return {name: self.row[name] for name in names if self.row.get(name) not in (None, "", [], {})}

    def id(self, *names: str) -> str:
        """The row's own id, from the first of these fields that it has; else its position."""
        return next((str(self.row[name]) for name in names if self.row.get(name) is not None), str(self.position))


def _hashable(value: Any) -> bool:
    return isinstance(value, (str, int, bool))

"""What each entrant said of each set, kept on disk so that a run that was ended goes on where it stopped."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from ..forms import Amount, Form
from ..metrics.binary import Outcome

_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Answers:
    """What an entrant said of the first rows of a set.

    Attributes:
        statuses: a row each.
        seconds: that each took where it was judged; None where nobody knows.
    """

    statuses: Sequence[Outcome]
    seconds: Sequence[float | None]


class _KeptForm(Form):
    date: Annotated[str, Field(pattern=r"\A\d{4}-\d\d-\d\d\z")]
    value: Any


class _AnswersForm(Form):
    statuses: list[Outcome]
    seconds: list[Amount | None]

    @model_validator(mode="after")
    def _of_the_same_rows(self) -> Self:
        if len(self.statuses) != len(self.seconds):
            raise ValueError("a row has a status and its seconds")
        return self


class Results:
    """Finished measurements, a file each.

    Args:
        folder: of the files.
        resume: whether those of an earlier run count; otherwise they are removed.
    """

    def __init__(self, folder: Path, resume: bool) -> None:
        if not resume:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def answers(self, entrant: str, about: Any) -> Answers | None:
        """What is known of an entrant; None where it was not measured, or `about` was something else.

        Args:
            entrant: its name.
            about: what was measured: version, rows, limits.
        """
        found = self.found(entrant, about)
        try:
            kept = _AnswersForm.model_validate(found)
        except ValidationError:  # nothing was kept, or it was changed by hand
            return None
        return Answers(kept.statuses, kept.seconds)

    def keep(self, entrant: str, about: Any, answers: Answers) -> None:
        """Keep what an entrant said."""
        self.put(entrant, about, asdict(answers))

    def found(self, name: str, about: Any) -> Any:
        """The JSON value that was put under a name for the same `about`; None where there is none."""
        kept = _kept(self._file(name, about))
        return None if kept is None else kept.value

    def put(self, name: str, about: Any, value: Any) -> None:
        """Keep a JSON value."""
        file = self._file(name, about)
        partial = file.with_suffix(".partial")
        kept = {"date": datetime.datetime.now(datetime.UTC).date().isoformat(), "about": about, "value": value}
        partial.write_text(json.dumps(kept), encoding="utf-8")
        partial.replace(file)

    def dates(self) -> tuple[str, str]:
        """The days of the first and of the last measurement; today where there is none."""
        found = [kept.date for file in self._folder.glob("*.json") if (kept := _kept(file)) is not None]
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        return (min(found), max(found)) if found else (today, today)

    def _file(self, name: str, about: Any) -> Path:
        digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
        return self._folder / f"{_UNSAFE.sub('_', name)}-{digest[:16]}.json"


def _kept(file: Path) -> _KeptForm | None:
    """What a file holds; None where it is missing, cut off or damaged: then it is measured again."""
    try:
        return _KeptForm.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return None

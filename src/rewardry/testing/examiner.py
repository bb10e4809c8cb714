"""The checks in a worker process: whatever a component does there, the process can be killed.

An examiner is a verifier of the engine: an item is the name of a check, and its verdict is the check's result.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.component import Component, Needs, Runs, Verifier, needs
from rewardry.errors import Identity, describe
from rewardry.local_files import load_file
from rewardry.types import Sample, Verdict

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

# The reasons of an examiner's verdicts.
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


class Examiner(Verifier):
    """Makes the check that a completion names of one component; the column `notes` is a file for what it is doing.

    Attributes:
        target: the import string of the component's class.
        file: the file of a component without a package, or None.
        settings: the component's parameters as JSON.
    """

    runs: ClassVar[Runs] = "worker"
    deterministic: ClassVar[bool] = False
    preload: ClassVar[tuple[str, ...]] = ("rewardry.testing.trial",)

    target: str
    file: str | None
    settings: str

    def needs(self) -> Needs:
        """The name of the check, and where to take notes."""
        return needs("notes")

    def open(self, runtime: Runtime) -> Examination:
        """Nothing yet: a component that cannot be made is what a check may find."""
        return Examination(self)


class Examination:
    """The open form of `Examiner`."""

    def __init__(self, settings: Examiner) -> None:
        self._settings = settings
        logging.getLogger("rewardry").setLevel(logging.CRITICAL)  # what the component does wrong is reported by us

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a check."""
        return [self._make_check(sample.text, sample.meta.get("notes")) for sample in samples]

    def _make_check(self, name: str, notes: str | None) -> Verdict:
        from rewardry.testing.check import CHECKS, CannotTellError, DefectError, all_checks
        from rewardry.testing.trial import Trial

        all_checks()
        settings = self._settings
        trial = None
        try:
            trial = Trial(make(settings.target, settings.file, settings.settings), Path(notes) if notes else None)
            note = CHECKS[name].function(trial)
        except CannotTellError as why:
            return Verdict("abstain", reason=SKIPPED, details={"note": str(why)})
        except DefectError as problem:
            details = {"did": problem.did, "came": problem.came, "mend": problem.mend}
            return Verdict("incorrect", reason=FAILED, details=details)
        except MemoryError:
            raise
        except BaseException as error:  # SystemExit too: a component must not be able to end the check
            mend = "A component must not raise here, nor end the process"
            details = {"did": "made the check", "came": describe(error), "mend": mend}
            return Verdict("incorrect", reason=FAILED, details=details)
        finally:
            if trial is not None:
                trial.close()
        return Verdict("correct", reason=PASSED, details={"note": note or ""})


def make(target: str, file: str | None, settings: str) -> Component:
    """A component in this process.

    Args:
        target: the import string of its class.
        file: the file of a component without a package, or None.
        settings: its parameters as JSON.
    """
    module, _, name = target.partition(":")
    found: Any = load_file(file) if file else importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    made: Component = found.model_validate_json(settings)
    return made


def examiner_of(component: Component, identity: Identity) -> Examiner:
    """The examiner of a component.

    Raises:
        ConfigError: a worker process cannot import it.
        PydanticSerializationError: its settings have no JSON form.
    """
    from rewardry.engine.remote import task_of

    task = task_of(component, identity)
    file = task.file or _unimportable_file(type(component).__module__)
    return Examiner(target=task.target, file=file, settings=task.settings)


def _unimportable_file(module: str) -> str | None:
    """The file of a module that no other process can import by name, as pytest makes of test files; or None."""
    return None if _is_found(module) else getattr(sys.modules.get(module), "__file__", None)


def _is_found(module: str) -> bool:
    """Whether a module is found by its name; `importlib.util.find_spec` would believe what is imported here already."""
    path: Sequence[str] | None = None
    names = module.split(".")
    for depth in range(1, len(names) + 1):
        name = ".".join(names[:depth])
        specs = (finder.find_spec(name, path) for finder in sys.meta_path)
        spec = next((found for found in specs if found is not None), None)
        if spec is None:
            return False
        path = spec.submodule_search_locations
    return True

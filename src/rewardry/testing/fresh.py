"""A component in a fresh process: what importing it costs, and whether it scores there as it does here.

The process is a Python of its own, with another hash seed, that has seen nothing of the checks made before.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from rewardry.errors import Identity

if TYPE_CHECKING:
    from rewardry.testing.trial import Trial

_START = (
    "import sys, json; given = json.loads(sys.argv[1]); sys.path[:] = given['path']; "
    "from rewardry.testing.fresh import main; main(given)"
)
_HASH_SEED = "20250122"
_SECONDS = 20
_MARK = "rewardry-check:"


class Fresh(NamedTuple):
    """What a fresh process said.

    Attributes:
        made: ``seconds`` and ``cpu_seconds`` of importing and making the component, and ``modules``, the packages of
            others that this loaded; None where it failed.
        work: what it made of the ordinary rows; None where it failed.
        error: the last thing it complained of.
    """

    made: dict[str, Any] | None
    work: list[Any] | None
    error: str


@functools.lru_cache(maxsize=16)
def in_fresh_process(target: str, file: str | None, settings: str) -> Fresh:
    """Make a component in a fresh process, and score the ordinary rows there.

    Args:
        target: the import string of its class.
        file: the file of a component without a package, or None.
        settings: its parameters as JSON.
    """
    given = {"target": target, "file": file, "settings": settings}
    arguments = json.dumps({**given, "path": [entry for entry in sys.path if isinstance(entry, str)]})
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _START, arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": _HASH_SEED},
    ) as process:
        try:
            out, err = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
    lines = [line for line in out.decode(errors="replace").splitlines() if line.startswith(_MARK)]
    found = {name: value for line in lines for name, value in json.loads(line.removeprefix(_MARK)).items()}
    errors = err.decode(errors="replace").strip().splitlines()
    return Fresh(found.get("import"), found.get("work"), errors[-1] if errors else "the process ended")


def fresh_of(trial: Trial) -> Fresh:
    """The component on trial in a fresh process; one process serves all checks of it."""
    from rewardry.testing.examiner import examiner_of

    trial.doing("imported its module and made it in a fresh process")
    given = examiner_of(trial.component, Identity(""))
    return in_fresh_process(given.target, given.file, given.settings)


def main(given: dict[str, Any]) -> None:
    """The fresh process: make the component and say what that took, then score and say what came."""
    import time

    from rewardry.testing.examiner import make
    from rewardry.testing.trial import Trial

    before = set(sys.modules)
    start, cpu = time.perf_counter(), time.process_time()
    component = make(given["target"], given["file"], given["settings"])
    facts = {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - cpu,
        "modules": sorted(_of_others(set(sys.modules) - before)),
    }
    _say({"import": facts})
    trial = Trial(component)
    _say({"work": trial.work()})
    os._exit(0)  # whatever threads the component has left


def _say(found: dict[str, Any]) -> None:
    print(f"\n{_MARK}{json.dumps(found)}", flush=True)


def _of_others(modules: set[str]) -> set[str]:
    """The packages of these modules that are neither ours nor Python's."""
    packages = {name.partition(".")[0] for name in modules}
    return {p for p in packages if p not in sys.stdlib_module_names and not p.startswith(("rewardry", "_"))}

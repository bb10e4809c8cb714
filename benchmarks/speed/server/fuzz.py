"""Schemathesis over the OpenAPI document of a running server, with all that it can try."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import Figure

from .servers import rewardry

EXAMPLES = 300
RECIPE = "name: fuzzed\nrewards:\n  - use: accuracy\n    verifier: math\n  - use: format.think_answer\n"


def figures(examples: int = EXAMPLES) -> list[Figure]:
    """The figures."""
    command = Path(sys.executable).with_name("schemathesis")
    tool = str(command) if command.exists() else shutil.which("schemathesis") or "schemathesis"
    with rewardry("--on-undecided", "zero", recipe=RECIPE) as (address, _), tempfile.TemporaryDirectory() as folder:
        asked = [tool, "run", f"{address}/openapi.json", "-n", str(examples)]
        done = subprocess.run(asked, capture_output=True, text=True, cwd=folder)
    print(done.stdout[done.stdout.rfind("API Operations") :].strip())
    generated = re.search(r"(\d+) generated", done.stdout)
    return [
        Figure("schemathesis: cases", float(generated[1]) if generated else 0.0, "cases", 500, at_least=True),
        Figure("schemathesis: findings (its exit code)", done.returncode, "", 0),
    ]

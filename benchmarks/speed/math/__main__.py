"""The math verifier beside math-verify, in one run: python benchmarks/speed/math [FILE...].

Without files: numeric chains of thought that are made here, and the rows of the tests. With files: JSON Lines as
`rewardry verify` reads them. Each file is verified in this process by ours (fresh caches, the median of some rounds)
and, every n-th row, by math-verify, both in processor time; then what the last rung costs, how much is imported, and
both as whole commands.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

from timing import Figure, process_seconds, report

from rewardry.engine.runtime import Runtime
from rewardry.types import Sample
from rewardry.verifiers.math import identity, ladder, question, reading
from rewardry.verifiers.math.verifier import Math, OpenMath
from rewardry.verifiers.math_verify import MathVerify

TESTS = Path(__file__).parents[3] / "tests" / "data"
ROUNDS = 5
PEER_ROWS = 120
COMMAND_ROWS = 400


def numeric(count: int = 1000) -> list[dict[str, Any]]:
    """Chains of thought of about a kilobyte with a number at the end, right or wrong."""
    rng = random.Random(1)
    rows = []
    for i in range(count):
        a, b = rng.randint(10, 999), rng.randint(10, 999)
        steps = " ".join(f"Step {k}: we add ${a}$ and ${b * k}$ to get ${a + b * k}$." for k in range(1, 16))
        answer = a + 15 * b + (rng.random() < 0.4)
        form = (f"The answer is $\\boxed{{{answer}}}$.", f"#### {answer}", f"**Answer: {answer}**")[i % 3]
        rows.append({"completion": f"{steps}\n\n{form}", "reference": str(a + 15 * b), "prompt": f"Find {a}+15*{b}."})
    return rows


def load(file: str) -> list[dict[str, Any]]:
    """The rows of a file."""
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]


def samples(rows: list[dict[str, Any]]) -> list[Sample]:
    """Rows as samples that were never split."""
    return [Sample(completion=r["completion"], reference=r["reference"], prompt=r.get("prompt", "")) for r in rows]


def forget() -> None:
    """Empty every cache, so that a round does not live on the one before."""
    for cached in (identity.identity, ladder.compile_reference, question.understand, reading.read):
        cached.cache_clear()


def ours(rows: list[dict[str, Any]]) -> tuple[list[float], list[Any]]:
    """Seconds a row, and the verdicts without the last rung."""
    opened = OpenMath(Math(last_rung=False), None)
    forget()
    seconds, verdicts = [], []
    for sample in samples(rows):
        start = time.process_time()
        verdicts += opened.verify([sample])
        seconds.append(time.process_time() - start)
    return seconds, verdicts


def measure(name: str, rows: list[dict[str, Any]], numeric_rows: bool) -> list[Figure]:
    """The figures of one set of rows."""
    rounds = [ours(rows) for _ in range(ROUNDS)]
    verdicts = rounds[0][1]
    decided = [i for i, verdict in enumerate(verdicts) if verdict.details.get("rung") != "undecided"]
    rate = statistics.median(len(decided) / sum(seconds[i] for i in decided) for seconds, _ in rounds)
    each = [statistics.median(seconds[i] for seconds, _ in rounds) for i in range(len(rows))]
    peer = MathVerify().open(None)  # type: ignore[arg-type]
    some = samples(rows)[:: max(1, len(rows) // PEER_ROWS)]
    peer.verify(some[:2])
    start = time.process_time()
    peer.verify(some)
    beside = len(some) / (time.process_time() - start)
    share = len(decided) / len(rows)
    figures = [
        Figure(f"{name}: decided before the last rung", 100 * share, "%", 95, at_least=True),
        Figure(f"{name}: rows decided", rate, "rows/s", 10_000 if numeric_rows else 2_000, True, beside, "math-verify"),
        Figure(f"{name}: slowest of a hundred", 1000 * sorted(each)[int(0.99 * len(each))], "ms", 10),
        Figure(f"{name}: slowest", 1000 * max(each), "ms", 50),
    ]
    if not numeric_rows:
        figures.append(
            Figure(f"{name}: all rows, with the last rung", whole(rows), "rows/s", 500, True, beside, "math-verify")
        )
    return figures


def whole(rows: list[dict[str, Any]]) -> float:
    """Rows a second over all rows, with a warm worker for the last rung."""
    with Runtime(workers=1) as runtime:
        opened = runtime.open(Math())
        opened.verify([Sample(completion="\\boxed{\\lim_{x\\to 0} x}", reference="\\int_0^1 x dx")] * 3)
        rates = []
        for _ in range(ROUNDS):
            forget()
            start = time.perf_counter()
            opened.verify(samples(rows))
            rates.append(len(rows) / (time.perf_counter() - start))
    return statistics.median(rates)


def commands(rows: list[dict[str, Any]]) -> Figure:
    """Both verifiers as whole commands, start included."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows[:COMMAND_ROWS]), encoding="utf-8")
        program = str(Path(sys.executable).with_name("rewardry"))
        tail = [str(file), "--workers", "1", "-o", str(Path(folder) / "out.jsonl")]
        mine, peer = process_seconds([[program, "verify", name, *tail] for name in ("math", "math-verify")], rounds=2)
    return Figure("verify math, share of verify math-verify's time", mine / peer, "", 0.2)


def imported() -> list[Figure]:
    """What importing the verifier takes, in a process of its own; the first one writes the bytecode of all modules."""
    code = (
        "import time, rewardry.component; t = time.process_time();import rewardry.verifiers.math.verifier; t = "
        "time.process_time() - t;import resource, sys; assert 'sympy' not in sys.modules;print(t * 1000, "
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        settings["PYTHONPYCACHEPREFIX"] = folder
        command = [sys.executable, "-c", code]
        runs = [subprocess.run(command, capture_output=True, text=True, check=True, env=settings) for _ in range(8)]
    found = [tuple(map(float, run.stdout.split())) for run in runs]
    return [
        Figure("import of the verifier behind rewardry's own", min(ms for ms, _ in found), "ms", 80),
        Figure("memory after it", max(mb for _, mb in found), "MB", 60),
    ]


def main() -> None:
    """Print all figures; the exit code is 1 where one misses its bound."""
    files = sys.argv[1:]
    sets = [(Path(file).stem, load(file)) for file in files]
    if not files:
        sets = [("numeric", numeric()), ("handmade", load(str(TESTS / "math_handmade.jsonl")))]
    figures = imported()
    for name, rows in sets:
        plain = sum(str(row["reference"]).strip().lstrip("-").isdigit() for row in rows) > 0.8 * len(rows)
        figures += measure(name, rows, plain)
        if not plain:
            figures.append(commands(rows))
    report(figures)


if __name__ == "__main__":
    main()

"""The loop around a peer: a row a line from the standard input, a verdict a line to the standard output."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable


def run(verdict: Callable[[str, str], bool | None]) -> None:
    """Answer every row until the input ends.

    Args:
        verdict: of a completion and a reference whether it is right; None where that is undecided.
    """
    limit = int(os.environ["PEER_MEMORY_MB"]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the peer prints is no verdict
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        row = json.loads(line)
        began = time.perf_counter()
        status = _status(verdict, row)
        seconds = time.perf_counter() - began
        print(json.dumps({"status": status, "seconds": seconds}), file=answers, flush=True)


def _status(verdict: Callable[[str, str], bool | None], row: dict[str, str]) -> str:
    try:
        found = verdict(row["completion"], row["reference"])
    except Exception:  # a peer may raise anything, which is no verdict
        return "error"
    return "abstain" if found is None else "correct" if found else "incorrect"

"""The reward server: its pace beside bare FastAPI, overload, and processes that are killed.

Run all, or some: ``python benchmarks/speed/server pace overload kill fuzz``. The load client is aiohttp.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from server import fuzz, kill, overload, pace  # noqa: E402
from timing import report  # noqa: E402

PARTS = {"pace": pace.figures, "overload": overload.figures, "kill": kill.figures, "fuzz": fuzz.figures}


def main() -> None:
    report([figure for name in sys.argv[1:] or PARTS for figure in PARTS[name]()])


if __name__ == "__main__":
    main()

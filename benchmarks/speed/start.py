"""How long it takes to start: `import rewardry`, `rewardry list`."""

from __future__ import annotations

import sys
from pathlib import Path

from timing import Figure, process_seconds, report

PYTHON = sys.executable


def main() -> None:
    rewardry = str(Path(PYTHON).with_name("rewardry"))
    bare, ours, listing, peer = process_seconds(
        [
            [PYTHON, "-c", "pass"],
            [PYTHON, "-c", "import rewardry"],
            [rewardry, "list"],
            [PYTHON, "-c", "import math_verify"],
        ]
    )
    report(
        [
            Figure(
                "import rewardry", 1000 * (ours - bare), "ms", 100, False, 1000 * (peer - bare), "import math_verify"
            ),
            Figure("rewardry list, whole command", listing, "s", 0.5),
        ]
    )


if __name__ == "__main__":
    main()

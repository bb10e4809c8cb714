"""``python -m rewardry`` and the command ``rewardry``."""

import gc
import os
import sys
from typing import NoReturn


def start() -> NoReturn:
    """Run the command line; Ctrl-C while it is still being imported ends as it does later."""
    if os.environ.get("_REWARDRY_COMPLETE"):
        gc.disable()  # somebody waits for each press of Tab, and the process is over before there is much to collect
    try:
        from rewardry.cli.main import main
    except KeyboardInterrupt:
        sys.stderr.write("rewardry: interrupted\n")
        sys.exit(130)
    main()


if __name__ == "__main__":
    start()

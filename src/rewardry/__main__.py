"""``python -m rewardry`` and the command ``rewardry``."""

import sys
from typing import NoReturn


def start() -> NoReturn:
    """Run the command line; Ctrl-C while it is still being imported ends as it does later."""
    try:
        from rewardry.cli.main import main
    except KeyboardInterrupt:
        sys.stderr.write("rewardry: interrupted\n")
        sys.exit(130)
    main()


if __name__ == "__main__":
    start()

"""Refuses a checkout in which the links to the spokes are no links, before anything confusing happens.

The folders rewards/, verifiers/, sandboxes/, trainer_adapters/ and benchmarks/ are imported as rewardry.rewards and so
on through symbolic links in src/rewardry. Git on some systems checks them out as small text files.
"""

import sys
from pathlib import Path

from setuptools import setup

SPOKES = ("rewards", "verifiers", "sandboxes", "trainer_adapters", "benchmarks")
# In a source distribution a spoke without Python files is not there at all, which is no harm.
broken = [name for name in SPOKES if (Path(__file__).parent / "src" / "rewardry" / name).is_file()]
if broken:
    sys.exit(
        f"src/rewardry/{broken[0]} is no folder: the symbolic links of this checkout are missing. Run "
        "`git config core.symlinks true` and `git checkout -- src/rewardry`, or install a released wheel."
    )
setup()

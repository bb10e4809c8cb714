"""`python -m rewardry`, which is what the command runs too."""

import subprocess
import sys

from rewardry import __version__


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=120)


def test_the_module_is_the_command():
    done = run("-m", "rewardry", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"rewardry, version {__version__}\n", "")
    assert run("-m", "rewardry", "zzz").returncode == 2


def test_ctrl_c_while_the_command_is_imported_is_no_traceback():
    code = """
import sys
from rewardry.__main__ import start
class Interrupts:
    def find_spec(self, name, *_):
        if name == "rewardry.cli.main":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupts())
start()
"""
    done = run("-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "rewardry: interrupted\n")

"""With .ci/skip_lacking_extras.py what lacks an extra is skipped with its name; what a fault of ours breaks fails."""

import os
import re
import subprocess
import sys
from pathlib import Path

PLUGIN = Path(__file__).parents[1] / ".ci" / "skip_lacking_extras.py"
ABOUT = """\
import logging
import subprocess
import sys
import pytest
import rewardry

def gone(name):
    raise ModuleNotFoundError(f"No module named {name!r}", name=name)

"""
CASES = {
    "test_at_collection.py": 'gone("jinja2")\n',
    "test_of_a_fault.py": 'gone("rewardry.gone")\n',
    "test_within.py": """\
class Needy(rewardry.Verifier):
    requires = ("nobody_brings_this",)
    extra = "nowhere"

    def verify(self, samples):
        return []

NEEDY = Needy()

def gone_in_a_process(name):
    code = f'raise ModuleNotFoundError("No module named {name!r}")'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

@pytest.fixture
def extra():
    gone("z3.z3core")

def test_a_fixture(extra): pass
def test_itself(): gone("jinja2")
def test_a_fault(): gone("nobody_brings_this")
def test_printed(): assert not "it needs that; pip install 'rewardry[nowhere]'"
def test_logged():
    logging.getLogger("rewardry").warning("it needs that; pip install 'rewardry[nowhere]'")
    assert False
def test_in_a_process(): gone_in_a_process("trl")
def test_a_fault_in_a_process(): gone_in_a_process("nobody_brings_this")
def test_asked(): assert rewardry.verify(NEEDY, "x", "y").status == "correct"
def test_asked_again(): assert rewardry.verify(NEEDY, "x", "y").status == "correct"
def test_said_and_passed(): print("pip install 'rewardry[nowhere]'")
def test_of_an_extra_that_is_there(): assert not "pip install 'rewardry[here]'"
""",
}


def reported(tmp_path, *loaded):
    """What pytest prints of the cases; `nowhere` is an extra that is missing."""
    lacking = '_LACKING = {"nowhere"}\n'
    (tmp_path / "skip_lacking_extras.py").write_text(re.sub(r"(?m)^_LACKING = .*\n", lacking, PLUGIN.read_text()))
    for name, text in CASES.items():
        (tmp_path / name).write_text(ABOUT + text)
    command = [sys.executable, "-m", "pytest", "-rsfE", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command += [*loaded, "--rootdir", tmp_path, tmp_path]
    return subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True).stdout


def test_what_lacks_an_extra_is_skipped_with_its_name(tmp_path):
    told = reported(tmp_path, "-p", "skip_lacking_extras")
    assert "3 failed, 1 passed, 8 skipped, 1 error" in told, told
    assert "no module jinja2: pip install 'rewardry[bench]'" in told
    assert "no module z3.z3core: pip install 'rewardry[test]'" in told
    assert "the extra nowhere is not installed" in told
    assert "FAILED test_within.py::test_of_an_extra_that_is_there" in told
    assert "FAILED test_within.py::test_a_fault" in told
    assert "ERROR test_of_a_fault.py" in told


def test_without_the_plugin_a_missing_extra_is_a_failure(tmp_path):
    told = reported(tmp_path)
    assert "9 failed, 1 passed, 3 errors" in told, told
    assert "skipped" not in told

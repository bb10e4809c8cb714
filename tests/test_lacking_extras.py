"""Without an extra, what needs it is passed over with its name; what a fault of ours makes fail fails."""

import os
import re
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).with_name("conftest.py")
ABOUT = """\
import logging
import pytest

def gone(name):
    raise ModuleNotFoundError(f"No module named {name!r}", name=name)

"""
CASES = {
    "test_at_collection.py": 'gone("jinja2")\n',
    "test_of_a_fault.py": 'gone("rewardry.gone")\n',
    "test_within.py": """\
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
def test_said_and_passed(): print("pip install 'rewardry[nowhere]'")
def test_of_an_extra_that_is_there(): assert not "pip install 'rewardry[here]'"
""",
}


def test_what_lacks_an_extra_is_skipped_with_its_name(tmp_path):
    lacking = '_LACKING = {"nowhere"}\n'
    (tmp_path / "conftest.py").write_text(re.sub(r"(?m)^_LACKING = .*\n", lacking, CONFTEST.read_text()))
    for name, text in CASES.items():
        (tmp_path / name).write_text(ABOUT + text)
    command = [sys.executable, "-m", "pytest", "-rsfE", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, "--rootdir", tmp_path, tmp_path], cwd=tmp_path, env=clean, capture_output=True, text=True
    )
    assert "2 failed, 1 passed, 5 skipped, 1 error" in done.stdout, done.stdout
    assert "no module jinja2: pip install 'rewardry[bench]'" in done.stdout
    assert "no module z3.z3core: pip install 'rewardry[test]'" in done.stdout
    assert "the extra nowhere is not installed" in done.stdout
    assert "FAILED test_within.py::test_of_an_extra_that_is_there" in done.stdout
    assert "FAILED test_within.py::test_a_fault" in done.stdout
    assert "ERROR test_of_a_fault.py" in done.stdout

"""The suites: what must be overridden says so, and what is overridden is tested."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rewardry import get
from rewardry.local_files import load_local
from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.testing.suites.generators import GeneratorSuite
from rewardry.testing.suites.sandboxes import SandboxSuite

COUNTING = Path(__file__).parents[1] / "counting_sandbox.py"
DEFECTS = Path(__file__).parents[1] / "defects"


class TestSums(GeneratorSuite):
    @pytest.fixture
    def generator(self):
        return load_local(f"{DEFECTS}/generators.py:HonestGenerator")()

    @pytest.fixture
    def verifier(self):
        return get("text.exact")


class TestSandbox(SandboxSuite):
    """The suite against somebody else's sandbox, which is built on one that is looked up by its id."""

    @pytest.fixture
    def sandbox(self):
        return load_local(f"{COUNTING}:Counting")()

    # Compilers are those of the sandbox within, which is tested with them elsewhere.
    test_each_language_that_is_named_runs = test_what_does_not_compile_says_why = None


def scores(completions, factor, **columns):
    return [factor * len(completion) for completion in completions]


class TestAdapter(AdapterSuite):
    @pytest.fixture
    def functions(self):
        return [functools.partial(scores, factor=2.0)]


def outcome_of(tmp_path, text):
    (tmp_path / "test_suite.py").write_text(text)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", "test_suite.py"]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300).stdout


FILE = f"""
import pytest
from rewardry import get
from rewardry.local_files import load_local
from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.testing.suites.generators import GeneratorSuite
from rewardry.testing.suites.sandboxes import SandboxSuite


class TestA(GeneratorSuite):
    pass


class TestB(SandboxSuite):
    pass


class TestC(AdapterSuite):
    pass


class TestTuples(GeneratorSuite):
    @pytest.fixture
    def generator(self):
        return load_local({str(DEFECTS / "generators.py")!r} + ":MakesTuples")()

    @pytest.fixture
    def verifier(self):
        return get("choice")
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """What pytest says of suites that are not filled, and of one whose generator is wrong."""
    folder = tmp_path_factory.mktemp("suites")
    (folder / "test_suite.py").write_text(FILE)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "test_suite.py"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    return done.stdout


def test_a_fixture_that_must_be_overridden_says_so(out):
    assert "override the fixture `generator`: return the Generator that is tested" in out
    assert "override the fixture `sandbox`: return the settings of the sandbox that is tested" in out
    assert "override the fixture `functions`: return what the adapter gives to its trainer" in out
    assert "PASSED" not in out


def test_a_generator_whose_rows_are_wrong_fails(out):
    assert "MakesTuples fails rows_have_the_form_of_rows" in out
    assert "its meta does not come back from JSON as it was" in out
    assert "sum-0-0-0: Verdict(status='abstain'" in out

"""The suite of adapters finds what it is for: an adapter that breaks each promise fails the test of that promise."""

import os
import subprocess
import sys

import pytest

FILE = '''
import threading
from dataclasses import replace

import pytest
from rewardry import Sample
from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.areal import ADAPTER


class Broken:
    """Loses a batch by one failure, empties its input, counts the undecided as 0, and cannot be pickled."""

    __name__ = "same"

    def __init__(self, recipe):
        self.recipe, self.lock, self.calls = recipe, threading.Lock(), 0

    def __call__(self, completions, references):
        self.calls += 1
        rows = zip(completions, references)
        scored = [self.recipe.score([Sample(completion=text, reference=label)])[0] for text, label in rows]
        if "fail" in completions or "\\ud800" in completions:
            raise RuntimeError("lost")
        completions.clear()
        return [(row.total or 0.0) + self.calls for row in scored]


class TestBroken(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return replace(ADAPTER, undecided={"none": "nothing", "zero": "0"}, source="nowhere", calls="async")

    def make(self, recipe, on_undecided=None):
        return [Broken(recipe), Broken(recipe)]

    async def call(self, function, completions, references):
        return function(completions, references)

    def logged(self, function, completions, references):
        return [dict.fromkeys(completions, 1.0), {}]
'''


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suite")
    (folder / "test_suite.py").write_text(FILE)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    short = "not an_async_one"  # which would wait a minute for a loop that is blocked
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "-k", short, "test_suite.py"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300).stdout


@pytest.mark.parametrize(
    "test",
    [
        "test_the_inputs_are_untouched",
        "test_the_same_again",
        "test_any_text_gets_a_value",
        "test_names_tell_the_functions_apart",
        "test_it_can_be_pickled",
        "test_threads_agree",
        "test_it_works_in_a_running_loop",
        "test_undecided_rows_follow_the_policy[none]",
        "test_undecided_rows_follow_the_policy[drop]",
        "test_a_failure_costs_only_its_row",
        "test_what_is_logged_has_the_same_keys_for_each_row",
        "test_recipes_that_compare_completions_need_groups",
        "test_the_record_is_complete",
    ],
)
def test_a_broken_promise_fails(out, test):
    assert any(test in line and "FAILED" in line for line in out.splitlines()), out[-3000:]


def test_what_holds_passes(out):
    assert any("test_each_completion_gets_a_number_or_none PASSED" in line for line in out.splitlines())

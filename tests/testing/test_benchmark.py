"""`@pytest.mark.rewardry_bench`, in a pytest of its own."""

import json
import os
import subprocess
import sys

import pytest

FILE = """
import pytest

held = pytest.mark.rewardry_bench


@held(verifier="text.exact", set="rows.jsonl", at_least={"balanced_accuracy": 0.8}, at_most={"fpr": 0.1})
def test_kept():
    print("the body is run")


@held(verifier="text.exact", set="rows.jsonl", at_least={"accuracy": 0.99}, at_most={"fpr": 0.5})
def test_missed():
    raise AssertionError("the body is not run")


@held(verifier="text.exact", set="rows.jsonl", at_least={"accuracy": 1.0}, on_value=True)
@held(verifier="text.exact", set="rows.jsonl", at_least={"accuracy": 0.9}, parameters={"ignore_case": False})
def test_parameters():
    pass


@pytest.mark.xfail(strict=True, reason="it abstains")
@held(verifier="choice", set="rows.jsonl", at_least={"recall": 0.5})
def test_expected():
    pass


@pytest.mark.skip
@held(verifier="choice", set="nowhere.jsonl", at_least={"recall": 0.5})
def test_skipped():
    pass


class TestMethods:
    @held(verifier="text.exact", set="rows.jsonl", at_least={"coverage": 1.0})
    def test_method(self):
        pass


@pytest.mark.parametrize("given", [
    pytest.param("no-set", marks=held(verifier="choice", at_least={"f1": 0.5})),
    pytest.param("no-bound", marks=held(verifier="choice", set="rows.jsonl")),
    pytest.param("no-file", marks=held(verifier="choice", set="nowhere.jsonl", at_least={"f1": 0.5})),
    pytest.param("no-id", marks=held(verifier="chioce", set="rows.jsonl", at_least={"f1": 0.5})),
    pytest.param("no-metric", marks=held(verifier="choice", set="rows.jsonl", at_least={"fl": 0.5})),
    pytest.param("wrong-way", marks=held(verifier="choice", set="rows.jsonl", at_least={"fpr": 0.5})),
    pytest.param("other-way", marks=held(verifier="choice", set="rows.jsonl", at_most={"recall": 0.5})),
    pytest.param("no-argument", marks=held(verifier="choice", set="rows.jsonl", at_leest={"f1": 0.5})),
    pytest.param("no-parameter", marks=held(
        verifier="choice", set="rows.jsonl", at_least={"f1": 0}, parameters={"x": 1})),
    pytest.param("by-place", marks=held("choice", set="rows.jsonl")),
])
def test_refused(given):
    pass
"""


def rows():
    for i in range(50):
        yield {"id": f"{i}r", "completion": f"<answer>City {i}</answer>", "reference": f"city {i}", "label": 1}
        yield {"id": f"{i}w", "completion": f"<answer>City {i + 1}</answer>", "reference": f"city {i}", "label": 0}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """What pytest says of the marked tests, from another folder than theirs."""
    pytest.importorskip("numpy", reason="a benchmark needs numpy, of the extra bench")
    folder = tmp_path_factory.mktemp("marked")
    tests = folder / "tests"
    tests.mkdir()
    (tests / "test_mine.py").write_text(FILE)
    (tests / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows()))
    (folder / "conftest.py").write_text('pytest_plugins = ["rewardry.testing.pytest_plugin"]\n')
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "--strict-markers", "-v", "-rA"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert sorted(path.name for path in folder.iterdir() if path.name != "__pycache__") == ["conftest.py", "tests"]
    return done.stdout + done.stderr


def section(out, name):
    """What pytest prints of a failed test."""
    return out.partition(f" {name} ")[2].partition("\n____")[0]


def test_a_verifier_within_its_bounds_passes(out):
    assert "test_kept PASSED" in out
    assert "the body is run" in out
    assert "TestMethods::test_method PASSED" in out


def test_a_missed_bound_fails_with_the_line_of_the_gate(out):
    assert "test_missed FAILED" in out
    told = section(out, "test_missed")
    assert "MISSED  text.exact@rows.accuracy: 1.0000 [0.9" in told
    assert "at least 0.99 is wanted of the worse end" in told
    assert "fpr" not in told.partition("Captured")[0]  # that bound is kept
    assert "the body is not run" not in out


def test_bounds_of_several_marks_hold_each_with_its_parameters(out):
    told = section(out, "test_parameters")
    assert "test_parameters FAILED" in out
    assert told.count("MISSED") == 1
    assert "text.exact@rows.accuracy: 0.5000" in told  # an upper-case letter is another answer there


def test_other_marks_of_pytest_hold(out):
    assert "test_expected XFAIL" in out
    assert "test_skipped SKIPPED" in out


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("no-set", 'set is missing; write rewardry_bench(verifier="ID", set="rows.jsonl", ...)'),
        ("no-bound", "nothing is asked of the verifier"),
        ("no-file", "nowhere.jsonl"),
        ("no-id", "Did you mean 'choice'"),
        ("no-metric", "there is no metric 'fl'"),
        ("wrong-way", "fpr is a rate of errors; write at_most={'fpr': ...}"),
        ("other-way", "recall is no rate of errors (fnr, fpr); write at_least={'recall': ...}"),
        ("no-argument", "there is no argument 'at_leest'. Did you mean 'at_least'?"),
        ("no-parameter", "x"),
        ("by-place", "it takes arguments by name only"),
    ],
)
def test_a_mark_that_cannot_be_followed_says_why(out, given, message):
    assert f"test_refused[{given}] FAILED" in out
    told = section(out, f"test_refused[{given}]")
    assert "rewardry_bench: " in told
    assert message in told
    assert "Traceback" not in told


def test_the_mark_is_registered_and_the_plugin_stays_light(tmp_path):
    code = "import sys, rewardry.testing.pytest_plugin, rewardry.testing.benchmark; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
    command = [sys.executable, "-m", "pytest", "-p", "rewardry.testing.pytest_plugin", "--markers"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert "@pytest.mark.rewardry_bench(verifier, set, at_least=" in done.stdout

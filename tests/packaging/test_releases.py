"""Versions, deprecations, workflows and the targets of make that they call."""

import importlib.util
import re
import sys
from pathlib import Path
from unittest import mock

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def script():
    """The module that writes the table of deprecations."""
    spec = importlib.util.spec_from_file_location("deprecation_table", ROOT / "docs" / "deprecation_table.py")
    module = importlib.util.module_from_spec(spec)
    with mock.patch.object(sys, "path", [str(ROOT / "docs"), *sys.path]):  # as it is run
        spec.loader.exec_module(module)
    return module


def test_what_is_announced_stands_in_the_table(script):
    code = (
        "@deprecated(removed_in='0.4', instead='new()')\ndef old(): pass\n"
        "def f(columns=None):\n    warn_deprecated('columns=', removed_in='0.5', instead='map=')\n"
    )
    found = script.rows(code)
    assert found == [("old()", "0.4", "new()"), ("columns=", "0.5", "map=")]
    assert "| `old()` | 0.4 | `new()` |" in script.table(found)


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_has_few_rights_and_pinned_actions(file):
    text = file.read_text()
    flow = yaml.safe_load(text)
    assert flow["permissions"] in ({}, {"contents": "read"})
    for name, job in flow["jobs"].items():
        assert "timeout-minutes" in job, name
        assert set(job.get("permissions", {})) <= {"contents", "id-token"}
        assert "write" not in job.get("permissions", {}).get("contents", "")
    assert all(re.search(r"@v\d", action) for action in re.findall(r"uses: (\S+)", text))
    assert "secrets." not in text


def test_the_workflows_call_targets_that_there_are_on_each_python():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    flow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    called = set(flow["jobs"]["target"]["strategy"]["matrix"]["target"])
    assert {"core-only", "minimum", "quality", "directory", "first-minutes", "browser"} <= called <= targets
    told = (ROOT / "CONTRIBUTING.md").read_text()
    assert {target for target in called if f"| `make {target}` | " not in told} == set()
    project = (ROOT / "pyproject.toml").read_text()
    stated = re.findall(r"Python :: (3\.\d+)", project)
    assert flow["jobs"]["test"]["strategy"]["matrix"]["python"] == stated


def test_only_the_job_that_publishes_may_speak_for_the_project():
    flow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    assert flow["jobs"]["publish"]["permissions"] == {"id-token": "write"}
    assert not any("run" in step for step in flow["jobs"]["publish"]["steps"])
    assert "id-token" not in flow["jobs"]["build"]["permissions"]

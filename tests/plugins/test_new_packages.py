"""What `rewardry new` makes of each kind: it builds, installs, is linted, tested, checked and listed."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import rewardry
from rewardry.scaffold.layouts import LAYOUTS
from rewardry.scaffold.names import names_of
from rewardry.scaffold.package import write_package

# Builds the source distribution, and the wheel from what that holds, as `python -m build` does with its isolation.
BUILD = """
import pathlib, sys, tarfile
from setuptools import build_meta
import os
dist = pathlib.Path(sys.argv[1])
source = build_meta.build_sdist(str(dist))
with tarfile.open(dist / source) as archive:
    archive.extractall(dist / "unpacked", filter="data")
os.chdir(next((dist / "unpacked").iterdir()))
print(build_meta.build_wheel(str(dist)))
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """A package of each kind, by the kind; each in a folder of its own."""
    folder = tmp_path_factory.mktemp("packages")
    return {kind: write_package(names_of(kind, f"try-{kind}/my_{kind}"), folder / kind) for kind in LAYOUTS}


@pytest.fixture(scope="module")
def wheels(packages, tmp_path_factory):
    """Their wheels, each built from the source distribution."""
    found, building = {}, {}
    for kind, made in packages.items():
        dist = tmp_path_factory.mktemp(kind)
        command = [sys.executable, "-W", "error", "-c", BUILD, str(dist)]
        building[kind] = (
            dist,
            subprocess.Popen(command, cwd=made.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True),
        )
    for kind, (dist, process) in building.items():
        printed, _ = process.communicate(timeout=300)
        assert process.returncode == 0, printed
        found[kind] = dist / printed.splitlines()[-1]
    return found


@pytest.fixture(scope="module")
def installed(wheels, fresh_environment):
    """An environment in which all of them are installed."""
    folder = next(iter(wheels.values())).parent
    fresh_environment.ok("pip", "install", "--quiet", *wheels.values(), folder=folder)
    yield fresh_environment
    names = [f"rewardry-try-{kind}" for kind in wheels]
    fresh_environment.ok("pip", "uninstall", "--quiet", "--yes", *names, folder=folder)


@pytest.fixture(params=LAYOUTS)
def kind(request):
    return request.param


def test_the_wheel_holds_what_is_registered(wheels, packages, kind):
    own = packages[kind].own
    with zipfile.ZipFile(wheels[kind]) as archive:
        names = archive.namelist()
        [metadata] = (archive.read(name).decode() for name in names if name.endswith("/METADATA"))
        [points] = (archive.read(name).decode() for name in names if name.endswith("/entry_points.txt"))
    assert {own, f"rewardry_try_{kind}/__init__.py"} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "examples"))]
    assert f"Name: rewardry-try-{kind}\n" in metadata
    assert "License-Expression: Apache-2.0" in metadata
    assert "Requires-Dist: rewardry>=" in metadata
    assert points.split() == ["[rewardry]", f"try-{kind}", "=", f"rewardry_try_{kind}"]


@pytest.fixture(scope="module")
def own_tests(installed, packages):
    """What came of each package's own tests, two at a time."""
    command = ("pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    with ThreadPoolExecutor(2) as pool:
        runs = {kind: pool.submit(installed.run, *command, folder=made.folder) for kind, made in packages.items()}
    return {kind: run.result() for kind, run in runs.items()}


def test_its_own_tests_pass(own_tests, kind):
    done = own_tests[kind]
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_each_is_listed_with_its_distribution(installed, tmp_path):
    rows = {row["id"]: row for row in json.loads(installed.ok("rewardry", "list", "--json", folder=tmp_path))}
    for kind, layout in LAYOUTS.items():
        row = rows[f"try-{kind}/my_{kind}"]
        assert (row["kind"], row["distribution"], row["version"]) == (kind, f"rewardry-try-{kind}", "0.1.0")
        assert row["summary"] == layout.summary
    records = json.loads(installed.ok("rewardry", "plugins", "--json", folder=tmp_path))
    assert {record["status"] for record in records} == {"loaded"}


@pytest.mark.parametrize("kind", ["reward", "generator"])  # a verifier does on the documented path
def test_it_passes_the_checks(installed, kind, tmp_path):
    printed = json.loads(installed.ok("rewardry", "check", f"try-{kind}/my_{kind}", "--json", folder=tmp_path))
    assert printed["failed"] == 0
    skipped = {check["check"] for check in printed["checks"] if check["status"] == "skipped"}
    assert not skipped


def test_what_is_printed_for_it_works(installed, packages, kind):
    """But for what the other tests do, and TRL, which the documented path runs."""
    made = packages[kind]
    done_elsewhere = ("cd ", "pip ", "pytest", "rewardry check ", "python examples/train_trl.py")
    for command in made.next:
        if not command.startswith(done_elsewhere):
            assert command.startswith("rewardry ")
            installed.ok(*command.split(), folder=made.folder)


def test_the_dataset_is_agreed_with(installed, packages):
    made = packages["dataset"]
    printed = installed.ok("rewardry", "verify", "text.exact", made.own, "--json", folder=made.folder)
    assert '"accuracy": 1.0' in printed


def test_the_linter_of_the_package_is_content(packages, kind, fresh_environment):
    folder = packages[kind].folder
    with (folder / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["tool"]["ruff"]["line-length"] == 120
    ruff = (sys.executable, "-m", "ruff")
    fresh_environment.ok(*ruff, "check", "--no-cache", ".", folder=folder)
    fresh_environment.ok(*ruff, "format", "--no-cache", "--check", ".", folder=folder)


@pytest.mark.long
def test_its_code_is_typed(packages, fresh_environment, tmp_path):
    with_modules = [made for made in packages.values() if made.own.endswith(".py")]
    assert len(with_modules) == 5
    paths = os.pathsep.join([str(Path(rewardry.__file__).parents[1]), *(str(made.folder) for made in with_modules)])
    chosen = [option for made in with_modules for option in ("-p", made.names.module)]
    fresh_environment.ok(sys.executable, "-m", "mypy", "--strict", *chosen, folder=tmp_path, MYPYPATH=paths)

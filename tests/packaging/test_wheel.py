"""The wheel holds what the repository holds, and works alone."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rewardry.provenance import digest_of_module

ROOT = Path(__file__).parents[2]
SPOKES = ("rewards", "verifiers", "sandboxes", "trainer_adapters", "benchmarks")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, **options)


def files_of_the_repository():
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT, check=True).stdout
    return [name for name in listed.splitlines() if os.path.lexists(ROOT / name)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the repository's files, so that building leaves nothing behind in it."""
    import build.__main__  # noqa: F401
    import setuptools  # noqa: F401 - both are run in processes of their own, where nobody says which extra brings them

    folder = tmp_path_factory.mktemp("checkout")
    for name in files_of_the_repository():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def build(checkout, kind, out):
    done = run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", out, cwd=checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.iterdir())


@pytest.fixture(scope="module")
def wheel(checkout, tmp_path_factory):
    return build(checkout, "wheel", tmp_path_factory.mktemp("wheel"))


SHIPPED = (".py", ".yaml", ".template", ".jsonl.gz", ".html", ".css", ".js", "py.typed")


def packaged_name(name):
    """Where a file of the repository lies in the wheel, or None where it does not belong there."""
    if name.startswith("benchmarks/speed/") or not name.endswith(SHIPPED):
        return None
    if name.startswith("src/rewardry/"):
        return name.removeprefix("src/")
    return f"rewardry/{name}" if name.partition("/")[0] in SPOKES else None


def test_the_wheel_holds_the_files_of_the_repository(wheel):
    expected = {packaged for name in files_of_the_repository() if (packaged := packaged_name(name))}
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert found == expected
    assert "rewardry/rewards/recipes/deepseek-r1-zero.yaml" in found
    assert not [name for name in found if "speed" in name]


def test_a_wheel_from_the_source_distribution_holds_the_same(checkout, wheel, tmp_path):
    archive = build(checkout, "sdist", tmp_path / "sdist")
    shutil.unpack_archive(archive, tmp_path / "unpacked")
    again = build(next((tmp_path / "unpacked").iterdir()), "wheel", tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert sorted(first.namelist()) == sorted(second.namelist())
    assert not list((tmp_path / "unpacked").rglob("*.attack"))


def test_a_checkout_without_its_links_is_refused(checkout, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(checkout, broken, symlinks=True)
    link = broken / "src" / "rewardry" / "verifiers"
    link.unlink()
    link.write_text("../../verifiers")
    done = run(sys.executable, "setup.py", "--version", cwd=broken)
    assert done.returncode != 0
    assert "src/rewardry/verifiers is no folder" in done.stderr
    assert "core.symlinks" in done.stderr


def test_the_wheel_works_alone_in_a_fresh_environment(wheel, tmp_path):
    """Without extras: everything that needs none works, and what needs one abstains and says what to install."""
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment, check=True)
    done = run(
        environment / "bin" / "pip", "install", "--disable-pip-version-check", "-c", ROOT / "constraints.txt", wheel
    )
    assert done.returncode == 0, done.stdout + done.stderr
    command, clean = environment / "bin" / "rewardry", {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}

    listed = run(command, "list", "--json", cwd=tmp_path, env=clean, check=True)
    assert {"accuracy", "math-verify", "deepseek-r1-zero"} <= {entry["id"] for entry in json.loads(listed.stdout)}

    rollouts = ROOT / "examples" / "rollouts" / "math.jsonl"
    scored = run(command, "score", "deepseek-r1-zero", rollouts, cwd=tmp_path, env=clean)
    assert scored.returncode == 0, scored.stderr
    rows = [json.loads(line) for line in (tmp_path / "math.scored.jsonl").read_text().splitlines()]
    assert len(rows) == len(rollouts.read_text().splitlines())
    assert {row["components"]["accuracy"]["status"] for row in rows} == {"correct", "incorrect", "abstain"}
    assert {row["components"]["format"]["value"] for row in rows} == {0.0, 1.0}
    verified = run(command, "verify", "math-verify", rollouts, cwd=tmp_path, env=clean)
    assert "pip install 'rewardry[math]'" in verified.stderr
    rows = [json.loads(line) for line in (tmp_path / "math.verified.jsonl").read_text().splitlines()]
    assert {row["status"] for row in rows} == {"abstain"}

    choices = run(command, "verify", "choice", ROOT / "examples/rollouts/choice.jsonl", cwd=tmp_path, env=clean)
    assert choices.returncode == 0
    assert "1.0000" in choices.stdout

    doctor = run(command, "doctor", cwd=tmp_path, env=clean, check=True)
    assert "pip install 'rewardry[math]'" in doctor.stdout
    assert "first answer after" in doctor.stdout


def test_code_has_the_same_digest_in_the_wheel_as_in_the_repository(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    verifiers = [f"rewardry.verifiers.{name}.verifier" for name in ("math", "choice")]
    modules = ["rewardry", *verifiers, "rewardry.rewards.accuracy"]
    code = f"import rewardry.provenance as p; print(p.__file__, *map(p.digest_of_module, {modules}))"
    done = run(sys.executable, "-c", code, env={**os.environ, "PYTHONPATH": str(tmp_path)}, cwd=tmp_path)
    file, *digests = done.stdout.split()
    assert Path(file).is_relative_to(tmp_path)
    assert digests == [digest_of_module(module) for module in modules]

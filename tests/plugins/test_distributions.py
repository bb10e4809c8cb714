"""Third parties' packages, built and installed with pip into an environment of their own.

The environment sees the packages of the one that runs the tests, so that nothing is downloaded.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMAND = "from rewardry.cli.main import main; main()"


class Environment:
    """A virtual environment in which the toy and its broken sibling are installed."""

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / "bin" / "python"

    def run(self, *arguments, folder=None, **environment):
        """Run Python and give back what it printed and its exit code."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("REWARDRY_", "PIP_"))}
        return subprocess.run(
            [self.python, *map(str, arguments)], cwd=folder or self.folder, env={**clean, **environment},
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def rewardry(self, *arguments, folder=None, **environment):
        """Run the command line."""
        return self.run("-c", COMMAND, *arguments, folder=folder, **environment)

    def install(self, project):
        """Build a project outside of the checkout and install it with pip."""
        copy = shutil.copytree(HERE / project, self.folder / "projects" / project)
        done = self.run(
            *("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir"),
            *("--disable-pip-version-check", "--no-warn-script-location", copy),
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
    made = Environment(folder)
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    shared = "".join(f"import site; site.addsitedir({path!r})\n" for path in sorted(paths))
    site_packages = made.run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    Path(site_packages, "packages_of_the_tests.pth").write_text(shared)
    for project in ("rewardry-toy", "rewardry-broken"):
        made.install(project)
    return made


@pytest.fixture
def rows(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps({"completion": text, "reference": "any"}) + "\n" for text in ("4", "5", "4444")))
    return file


def totals(file):
    return [json.loads(line)["total"] for line in Path(file).read_text().splitlines()]


# ---- found -------------------------------------------------------------------------------------------------------


def test_the_environment_is_one_of_its_own(environment):
    prefix = environment.run("-c", "import sys; print(sys.prefix)").stdout.strip()
    assert Path(prefix) == environment.folder
    where = environment.run("-c", "import rewardry_toy; print(rewardry_toy.__file__)").stdout.strip()
    assert Path(where).is_relative_to(environment.folder / "lib")


def test_list_shows_the_toys_components_with_their_distribution(environment):
    done = environment.rewardry("list", "--json")
    assert done.returncode == 0, done.stderr
    toys = {row["id"]: row for row in json.loads(done.stdout) if row["id"].startswith("toy/")}
    assert {id_: row["kind"] for id_, row in toys.items()} == {
        "toy/short": "reward",
        "toy/even": "verifier",
        "toy/short-and-even": "recipe",
    }
    assert {(row["distribution"], row["version"]) for row in toys.values()} == {("rewardry-toy", "1.2")}
    assert toys["toy/even"]["summary"] == "the answer is an even number"


def test_the_printed_list_names_the_distribution_and_the_broken_plugin(environment):
    done = environment.rewardry("list", "verifier", COLUMNS="200")
    assert done.returncode == 0
    (line,) = (line for line in done.stdout.splitlines() if "toy/even" in line)
    assert "rewardry-toy 1.2" in line
    assert "choice" in done.stdout
    assert "Broken plugins: broken. `rewardry plugins` says why." in done.stderr


def test_listing_imports_none_of_the_toys_components(environment):
    code = "import sys\ntry: main(['list'])\nexcept SystemExit: print(sorted(m for m in sys.modules if 'toy' in m))"
    done = environment.run("-c", f"from rewardry.cli.main import main\n{code}")
    assert done.stdout.splitlines()[-1] == "['rewardry_toy', 'rewardry_toy.plugin']"


def test_plugins_reports_the_broken_sibling_by_name_with_its_error(environment):
    done = environment.rewardry("plugins", "--json")
    assert done.returncode == 0, done.stderr
    records = {record["name"]: record for record in json.loads(done.stdout)}
    broken, toy = records["broken"], records["toy"]
    needs = "install the package that brings the module 'a_module_that_nobody_has'"
    assert {name: broken[name] for name in ("distribution", "version", "status", "error", "needs", "api")} == {
        "distribution": "rewardry-broken",
        "version": "0.3",
        "status": "broken",
        "error": "ModuleNotFoundError: No module named 'a_module_that_nobody_has'",
        "needs": needs,
        "api": None,
    }
    assert {name: toy[name] for name in ("version", "status", "error", "components", "api", "fits")} == {
        "version": "1.2",
        "status": "loaded",
        "error": None,
        "components": 3,
        "api": "1.0",
        "fits": True,
    }
    assert toy["origin"]["kind"] == "entry point"
    assert toy["origin"]["module"] == "rewardry_toy.plugin"
    assert toy["origin"]["place"].endswith("site-packages")
    assert {check["id"]: check["result"] for check in toy["checks"]}.keys() >= {"toy/short"}
    assert {records[name]["status"] for name in ("rewards", "sandboxes", "verifiers")} == {"loaded"}


def test_show_explains_a_component_of_the_toy(environment):
    done = environment.rewardry("show", "toy/even", COLUMNS="200")
    assert done.returncode == 0, done.stderr
    assert "verifier toy/even, of rewardry-toy 1.2" in done.stdout
    assert "The answer is an even number." in done.stdout
    assert "whether 0 counts." in done.stdout


# ---- usable ------------------------------------------------------------------------------------------------------


def test_the_toys_recipe_scores(environment, rows, tmp_path):
    done = environment.rewardry("score", "toy/short-and-even", rows, "-o", tmp_path / "scored.jsonl")
    assert done.returncode == 0, done.stderr
    assert totals(tmp_path / "scored.jsonl") == [1.5, 0.5, 1.0]


@pytest.mark.parametrize("use", ["toy/short", "short"])
def test_a_recipe_uses_the_toys_reward_by_its_id_or_bare_name(environment, rows, tmp_path, use):
    (tmp_path / "mine.yaml").write_text(f"rewards:\n  - use: {use}\n    limit: 1\n")
    done = environment.rewardry("score", tmp_path / "mine.yaml", rows, "-o", tmp_path / "scored.jsonl")
    assert done.returncode == 0, done.stderr
    assert totals(tmp_path / "scored.jsonl") == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("verifier", ["toy/even", "even"])
def test_the_toys_verifier_runs_in_a_worker_process(environment, rows, tmp_path, verifier):
    done = environment.rewardry("verify", verifier, rows, "-o", tmp_path / "verified.jsonl", "--set", "zero=false")
    assert done.returncode == 0, done.stderr
    verified = [json.loads(line) for line in (tmp_path / "verified.jsonl").read_text().splitlines()]
    assert [row["status"] for row in verified] == ["correct", "incorrect", "correct"]
    assert all(row["details"]["process"] > 0 for row in verified)


def test_the_toy_works_from_python(environment):
    code = """
import os, rewardry
verdict = rewardry.verify("even", "<think>r</think>4", "x")
print(verdict.status, verdict.details["process"] != os.getpid())
print(rewardry.get("toy/short", limit="7"))
print(rewardry.score("toy/short-and-even", [{"completion": "4", "reference": 1}])[0].total)
"""
    done = environment.run("-c", code)
    assert done.stdout.splitlines() == ["correct True", "limit=7", "1.5"], done.stderr


def test_a_parameter_of_the_toy_is_checked_with_its_nearest_name(environment, rows, tmp_path):
    (tmp_path / "mine.yaml").write_text("rewards:\n  - use: short\n    limti: 1\n")
    done = environment.rewardry("score", tmp_path / "mine.yaml", rows)
    assert done.returncode == 2
    assert "toy/short has no parameter 'limti'. Did you mean 'limit'?" in done.stderr


def test_a_fault_of_the_toy_is_told_with_its_distribution_and_version(environment):
    code = """
import rewardry
(scored,) = rewardry.score({"rewards": [{"use": "short"}]}, [{"completion": "boom"}])
print(scored.total, scored.components["short"].details)
"""
    done = environment.run("-c", code)
    details = {"reason": "raised", "error": "ValueError: the toy broke", "component": "toy/short",
               "distribution": "rewardry-toy 1.2"}  # fmt: skip
    assert done.stdout.strip() == f"None {details}"
    assert "toy/short (of rewardry-toy 1.2) failed while scoring 1 sample: ValueError: the toy broke" in done.stderr


def test_the_toys_command_runs_and_is_in_the_help(environment):
    done = environment.rewardry("toy", "world")
    assert (done.returncode, done.stdout) == (0, "hello world\n")
    shown = environment.rewardry("--help", COLUMNS="200").stdout
    assert re.search(r"^  toy +\(of .*\) Greet somebody from a plugin\.$", shown, re.MULTILINE)
    assert environment.rewardry("toy").returncode == 2


def test_a_misspelt_command_is_offered_the_toys(environment):
    done = environment.rewardry("tpy")
    assert done.returncode == 2
    assert "there is no command 'tpy'. Did you mean 'toy'?" in done.stderr


# ---- left out, allowed, strict -----------------------------------------------------------------------------------


def statuses(environment, **variables):
    done = environment.rewardry("plugins", "--json", **variables)
    assert done.returncode == 0, done.stderr
    return {record["name"]: record["status"] for record in json.loads(done.stdout)}


@pytest.mark.parametrize("name", ["toy", "rewardry-toy", "rewardry-toy:toy", "rewardry_toy"])
def test_a_plugin_is_left_out(environment, name):
    found = statuses(environment, REWARDRY_DISABLED_PLUGINS=name)
    assert (found["toy"], found["broken"], found["rewards"]) == ("disabled", "broken", "loaded")


def test_what_is_left_out_is_missing_and_says_why(environment, rows):
    done = environment.rewardry("verify", "toy/even", rows, REWARDRY_DISABLED_PLUGINS="toy")
    assert done.returncode == 2
    assert "there is no verifier 'toy/even'. The plugin 'toy' of rewardry-toy 1.2 is left out by" in done.stderr
    assert environment.rewardry("toy", "world", REWARDRY_DISABLED_PLUGINS="toy").returncode == 2


def test_an_allow_list_lets_only_its_own_in(environment):
    found = statuses(environment, REWARDRY_PLUGINS="toy")
    assert (found["toy"], found["broken"], found["rewards"]) == ("loaded", "not allowed", "loaded")
    assert "Broken" not in environment.rewardry("list", REWARDRY_PLUGINS="toy").stderr


def test_strict_mode_stops_at_the_broken_plugin(environment):
    done = environment.rewardry("list", REWARDRY_STRICT_PLUGINS="1")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "rewardry: plugin 'broken' of rewardry-broken 0.3: "
        "ModuleNotFoundError: No module named 'a_module_that_nobody_has'; "
        "install the package that brings the module 'a_module_that_nobody_has' "
        "(REWARDRY_STRICT_PLUGINS=1 stops here; REWARDRY_DISABLED_PLUGINS leaves a plugin out)"
    )
    done = environment.rewardry("list", REWARDRY_STRICT_PLUGINS="1", REWARDRY_DISABLED_PLUGINS="broken")
    assert done.returncode == 0, done.stderr


# ---- taken away --------------------------------------------------------------------------------------------------


def test_a_plugin_that_is_uninstalled_is_gone(environment):
    uninstall = ("-m", "pip", "uninstall", "--quiet", "--yes", "--disable-pip-version-check", "rewardry-toy")
    try:
        assert environment.run(*uninstall).returncode == 0
        assert "toy" not in statuses(environment)
    finally:
        shutil.rmtree(environment.folder / "projects" / "rewardry-toy")
        environment.install("rewardry-toy")
    assert statuses(environment)["toy"] == "loaded"

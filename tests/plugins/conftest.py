"""An environment of its own into which a test installs what it makes."""

import os
import shutil
import subprocess
import sys
import sysconfig

import pytest

# Nothing is downloaded: what a project depends on is there already, and the setuptools of the tests build it.
OFFLINE = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
COMMANDS = {
    "rewardry": "from rewardry.__main__ import start; start()",
    "pip": f"import runpy, sys\nif sys.argv[1] == 'install':\n    sys.argv[2:2] = {OFFLINE}\n"
    "runpy.run_module('pip', run_name='__main__')",
    "pytest": "import pytest, sys; sys.exit(pytest.main())",
}


class FreshEnvironment:
    """A virtual environment that sees the packages of the one that runs the tests."""

    def __init__(self, folder):
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
        paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        shared = "".join(f"import site; site.addsitedir({path!r})\n" for path in sorted(paths))
        major, minor = sys.version_info[:2]
        site_packages = folder / "lib" / f"python{major}.{minor}" / "site-packages"
        (site_packages / "packages_of_the_tests.pth").write_text(shared)
        for name, code in COMMANDS.items():
            file = folder / "bin" / name
            file.write_text(f"#!{folder / 'bin' / 'python'}\n{code}\n")
            file.chmod(0o755)
        ruff = shutil.which("ruff", path=os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))
        assert ruff is not None, "ruff is missing; make setup brings it"
        (folder / "bin" / "ruff").symlink_to(ruff)

    def run(self, *command, folder, **variables):
        """Run a command as somebody would who has activated the environment."""
        theirs = ("REWARDRY_", "PIP_", "PYTEST_")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": path, "XDG_CACHE_HOME": str(self.folder / "cache"), "COLUMNS": "200"}
        own["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # those of other packages take a second to import
        return subprocess.run(
            [str(part) for part in command], cwd=folder, env={**clean, **own, **variables},
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def ok(self, *command, folder, **variables):
        """Run a command that must end with 0, and give what it printed."""
        done = self.run(*command, folder=folder, **variables)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="session")
def fresh_environment(tmp_path_factory):
    """An environment without any plugin."""
    return FreshEnvironment(tmp_path_factory.mktemp("fresh") / "environment")

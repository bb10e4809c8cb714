"""Environments of peers: one that is there is taken, and what pip says of one that cannot be made is told."""

import subprocess
from types import SimpleNamespace

import pytest

from rewardry.benchmarks.leaderboard import environments
from rewardry.benchmarks.leaderboard.environments import FOLDER, NOT_ASKED, PEERS, Installed, Peer, install

PEER = Peer("grader", "grader-lib[fast]", "MIT", "grader.py", "grade", ("sympy", "tqdm"))


@pytest.fixture
def pip(alone, tmp_path):
    """A pip of our own: what it was asked, and what becomes of it."""
    told = SimpleNamespace(asked=[], made=[], fails="", slow=False, version=None)

    def run(command, **options):
        command = [str(part) for part in command]
        if "pip" not in command:  # a version is asked for
            found = told.version is not None
            return SimpleNamespace(returncode=int(not found), stdout=f"{told.version}\n", stderr="")
        told.asked.append(command)
        if told.slow:
            raise subprocess.TimeoutExpired(command, options["timeout"])
        if not told.fails:
            told.version = "1.2.3"
        return SimpleNamespace(returncode=int(bool(told.fails)), stdout="", stderr=told.fails)

    def create(home, with_pip):
        told.made.append(home)
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "python").touch()

    alone(environments, "subprocess", run=run)
    alone(environments, "venv", create=create)
    return told


def test_a_peer_is_installed_with_what_it_imports_beside(pip, tmp_path):
    home = tmp_path / "grader-lib"
    assert install(PEER, tmp_path, 60.0) == Installed(PEER, home / "bin" / "python", "1.2.3")
    [command] = pip.asked
    assert command[0] == str(home / "bin" / "python")
    assert command[-3:] == ["grader-lib[fast]", "sympy", "tqdm"]
    assert pip.made == [home]


def test_an_environment_that_is_there_is_taken_as_it_is(pip, tmp_path):
    install(PEER, tmp_path, 60.0)
    install(PEER, tmp_path, 60.0)
    assert (len(pip.made), len(pip.asked)) == (1, 1)


def test_what_pip_said_last_is_told(pip, tmp_path):
    pip.fails = "Collecting\nERROR: " + "x" * 300 + " no such version\n"
    found = install(PEER, tmp_path, 60.0)
    assert found.startswith("pip install grader-lib[fast] failed: xxx")
    assert found.endswith(" no such version")
    assert len(found) < 300
    pip.fails = "\n"
    assert install(PEER, tmp_path, 60.0) == "pip install grader-lib[fast] failed: no message"


def test_a_pip_that_takes_too_long_is_given_up(pip, tmp_path):
    pip.slow = True
    assert install(PEER, tmp_path, 60.4) == "pip install grader-lib[fast] took more than 60 s"


def test_every_peer_has_its_script_and_no_name_twice():
    assert all((FOLDER / peer.script).is_file() for peer in PEERS)
    assert len({peer.name for peer in PEERS}) == len({peer.script for peer in PEERS}) == len(PEERS)
    assert not {peer.distribution.partition("[")[0] for peer in PEERS} & set(NOT_ASKED)

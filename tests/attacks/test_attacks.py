"""Attacks on the sandbox local, run by the guarded runner in a process of its own, never in this one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
QUICK = (
    "every_socket,new_namespaces,mounts,kernel_surface,other_processes,inherited,files_of,earlier_runs,left_files,daemon,"
    "kill_and_stop,collected_traps,own_limits,other_abi,set_user"
)


def attack(*arguments):
    """The rows of a run of attacks, and their sum."""
    command = [sys.executable, str(HERE / "run.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if "no attack is run" in done.stderr or "SandboxUnavailableError" in done.stderr:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, done.stderr
    assert "have been killed" not in done.stderr
    return lines[:-1], lines[-1]


def untouched(rows, total):
    assert [row for row in rows if row["reached"] or row["harmed"] or row["left"] or row["fault"]] == []
    assert {name: count for name, count in total.items() if name != "attacks"} == dict.fromkeys(
        ("breaches", "harmed", "faults", "forged", "left"), 0
    )


def test_quick_attacks_reach_nothing():
    rows, total = attack("local", "--only", QUICK)
    untouched(rows, total)
    assert total["attacks"] >= 13


@pytest.mark.long
def test_all_attacks_reach_nothing():
    rows, total = attack("local")
    untouched(rows, total)
    ended = {row["attack"]: row["ended"] for row in rows}
    assert ended["memory_in_children"] == "memory"
    assert ended["output_on_both"] == "output"
    assert ended["fork_bomb_sessions"] == ended["deaf_spin"] == "time"


@pytest.mark.long
def test_two_thousand_runs_leave_nothing_behind():
    """A quarter of them attacks. What is held after the first two hundred is what is held at the end."""
    _, found = attack("local", "--soak", "2000")
    assert found["wrong"] == []
    before, after = found["before"], found["after"]
    for name in ("processes", "descriptors", "mounts", "folders", "files"):
        assert after[name] <= before[name], (name, found)
    assert after["own_mb"] <= before["own_mb"] + 8, found
    assert after["largest_other_mb"] <= before["largest_other_mb"] + 2, found


def test_what_an_attack_reaches_is_reported(tmp_path):
    """The runner can fail: a program that says it got out, and one whose secret is printed."""
    evidence = "# ATTACK loud [leak] language=python\nimport sys\nprint('EVIDENCE out', file=sys.stderr)\n"
    (tmp_path / "loud.attack").write_text(evidence)
    (tmp_path / "canary.attack").write_text("# ATTACK canary [leak] language=python\nprint('CAN' + 'ARY')\n")
    rows, total = attack("local", str(tmp_path))
    assert {row["attack"]: row["reached"] for row in rows} == {
        "canary": ["a canary was printed"],
        "loud": ["EVIDENCE out"],
    }
    assert total["breaches"] == 2


def test_without_limits_around_it_nothing_is_run(tmp_path):
    """As another user, who can make no limits; a program that would leave a mark is not run."""
    script = "import guard\nguard.lacking = lambda: ['memory']\nguard._make_groups = lambda: []\n"
    script += "guard.shutil.which = lambda name: None\nguard.run_within(['touch', 'mark'])\n"
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("no attack is run: no limit on memory lies around this command and none can be made.")
    assert not (HERE / "mark").exists()


def test_attacks_are_data():
    """With a header each; nothing that Python or pytest would take for its own."""
    programs = sorted((HERE / "programs").iterdir())
    assert len(programs) >= 20
    for program in programs:
        assert program.suffix == ".attack"
        head, tries = program.read_text().splitlines()[:2]
        assert f"ATTACK {program.stem} [" in head
        assert "language=" in head
        assert "tries: " in tries

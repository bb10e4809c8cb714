"""The command that measures the alarms of `rewardry watch`."""

import json

import pytest

from rewardry.benchmarks.watching import __main__ as watching


@pytest.fixture
def measured(monkeypatch, capsys):
    """Runs the command on curves and alarms of our own, a line of a curve an alarm at that step."""
    monkeypatch.setattr(watching, "hacked_curve", lambda kind, seed: (5, HACKED[kind]))
    monkeypatch.setattr(watching, "honest_curve", lambda seed: HONEST[int(seed.split()[1])])
    monkeypatch.setattr(watching, "KINDS", tuple(HACKED))
    monkeypatch.setattr(watching, "alarms_of", lambda lines: [watching.Alarm("k", s, 0, "") for s in lines if s])

    def run(*options):
        watching.command.main(["--runs", "2", "--seed", "7", *options], standalone_mode=False)
        return capsys.readouterr().out

    return run


HACKED = {"seen": [0, 0, 0, 0, 0, 0, 0, 7], "late": [0] * 26 + [26], "early": [0, 0, 2, 0, 0, 0, 0]}
HONEST = [[0, 0, 3], [0, 0]]


def test_hacks_in_time_late_ones_and_false_alarms_are_told_apart(measured):
    found = json.loads(measured("--json"))
    assert found["seed"] == 7
    assert {row["hack"]: (row["found"], row["steps"], row["before"]) for row in found["hacks"]} == {
        "seen": (2, 2, 0),
        "late": (0, "-", 0),
        "early": (0, "-", 2),
    }
    assert (found["honest"]["raised"], found["honest"]["kinds"]) == (1, {"k": 1})
    table = measured()
    assert "all: 2 of 6, [" in table
    assert "honest trainings with an alarm: 1 of 2, [" in table


def test_a_planted_hack_is_found_by_the_alarms_themselves():
    onset, lines = watching.hacked_curve("canaries", "4 1")
    assert any(onset <= alarm.step <= onset + 20 for alarm in watching.alarms_of(lines))

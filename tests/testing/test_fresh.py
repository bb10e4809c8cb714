"""A component in a fresh process."""

from rewardry.testing.fresh import in_fresh_process


def fresh(path, code):
    path.write_text(code)
    return in_fresh_process("x:Mine", str(path), "{}")


HEAD = "from rewardry import Reward\nclass Mine(Reward):\n    def score(self, batch):\n"


def test_it_says_what_was_imported_and_what_was_scored(tmp_path):
    found = fresh(tmp_path / "a.py", f"import json, wave\n{HEAD}        return [0.5] * len(batch)\n")
    assert found.made["modules"] == []  # those are Python's
    assert 0 <= found.made["cpu_seconds"] <= found.made["seconds"] + 0.5
    assert {row["value"] for row in found.work} == {0.5}


def test_modules_of_others_are_named(tmp_path):
    (tmp_path / "elsewhere.py").write_text("")
    head = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import elsewhere\n"
    found = fresh(tmp_path / "b.py", f"{head}{HEAD}        return [0.5] * len(batch)\n")
    assert found.made["modules"] == ["elsewhere"]


def test_what_cannot_be_imported_says_why(tmp_path):
    found = fresh(tmp_path / "c.py", "raise ValueError('no licence')\n")
    assert (found.made, found.work) == (None, None)
    assert "no licence" in found.error


def test_what_ends_while_it_scores_was_made_all_the_same(tmp_path):
    found = fresh(tmp_path / "d.py", f"import os\n{HEAD}        os._exit(0)\n")
    assert found.made is not None
    assert (found.work, found.error) == (None, "the process ended")


def test_what_it_prints_is_no_answer(tmp_path):
    found = fresh(tmp_path / "e.py", f"print('{{}}')\n{HEAD}        print('noise'); return [1.0] * len(batch)\n")
    assert {row["value"] for row in found.work} == {1.0}

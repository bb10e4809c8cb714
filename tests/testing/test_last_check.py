"""The result of the last check is kept for lists."""

import pytest

from rewardry.errors import Identity
from rewardry.provenance import digest_of_module
from rewardry.testing.conformance import Outcome
from rewardry.testing.last_check import last_check, remember, why_stale

CHESS = Identity("chess/legal_move", "rewardry-chess", "1.2")
GOOD = Outcome("same_again", "why", "passed")
BAD = Outcome("prints_nothing", "why", "failed")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_there_is_none_before_the_first():
    assert last_check(CHESS) is None


def test_the_last_one_counts():
    remember(CHESS, [GOOD, BAD, Outcome("x", "", "skipped")])
    assert str(last_check(CHESS)) == "1 of 2 failed"
    assert last_check(CHESS)[2:6] == (1, 1, 1, ("prints_nothing",))
    remember(CHESS, [GOOD, GOOD])
    found = last_check(CHESS)
    assert (str(found), found.version, found.failures) == ("2 passed", "1.2", ())
    assert found.time.endswith("+00:00")


def test_each_component_has_its_own():
    remember(CHESS, [GOOD])
    assert last_check(Identity("chess/legal_move", "another", "1.2")) is None
    assert last_check(Identity("chess/mate", "rewardry-chess", "1.2")) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "1"}', "null"])
def test_a_file_that_cannot_be_read_is_none(cache, text):
    remember(CHESS, [GOOD])
    [file] = (cache / "rewardry" / "checks").iterdir()
    file.write_text(text)
    assert last_check(CHESS) is None


def test_a_folder_that_cannot_be_written_to_is_no_fault(cache):
    (cache / "rewardry").write_text("in the way")
    remember(CHESS, [GOOD])
    assert last_check(CHESS) is None


def test_a_check_is_stale_once_the_version_or_the_code_has_changed(cache, monkeypatch):
    monkeypatch.syspath_prepend(cache)
    file = cache / "chess_moves.py"
    file.write_text("one = 1\n")
    remember(CHESS, [GOOD], digest_of_module("chess_moves"))
    assert why_stale(last_check(CHESS), CHESS, "chess_moves") is None
    file.write_text("one = 2\n")
    assert why_stale(last_check(CHESS), CHESS, "chess_moves") == "its code has changed since"
    newer = Identity("chess/legal_move", "rewardry-chess", "1.3")
    assert why_stale(last_check(CHESS), newer, "chess_moves") == "it was of rewardry-chess 1.2"


def test_a_check_of_before_digests_is_stale_by_its_version_alone():
    remember(CHESS, [GOOD])
    assert why_stale(last_check(CHESS), CHESS, "nowhere") is None

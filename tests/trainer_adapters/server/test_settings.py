"""A server's options: what is refused before anything listens, and that they reach its processes as they are."""

import json
from dataclasses import fields, replace

import pytest

from rewardry.errors import ConfigError, LockError, RewardryError
from rewardry.lock import lock_of, text_of
from rewardry.recipe import Recipe
from rewardry.trainer_adapters.server import settings as module
from rewardry.trainer_adapters.server.settings import Settings, is_loopback

OTHER = {
    "recipe": "/data/größe \udc80.yaml",  # as Python has a file's name that is no UTF-8
    "changes": {"accuracy": {"correct": "0.5"}},
    "locked": "recipe.lock",
    "columns": {"reference": "solution"},
    "on_undecided": "zero",
    "host": "0.0.0.0",
    "port": 0,
    "processes": 4,
    "token_file": "/run/token",
    "engine": "ray",
    "engine_workers": 3,
    "timeout": 0.25,
    "cache": "/data/cache.db",
    "max_body_mb": 0.5,
    "max_batch": 7,
    "max_waiting": 70,
    "rate": 2.5,
    "drain_seconds": 0,
    "log_requests": False,
    "log_completions": True,
    "folder": "/tmp/shared",
}


def test_every_option_reaches_a_process_of_its_own(tmp_path):
    """An option that were left out of the file would count in a server of one process, and not in one of several."""
    assert OTHER.keys() == {field.name for field in fields(Settings)}
    given, usual = Settings(**OTHER), Settings("r")
    assert all(getattr(given, name) != getattr(usual, name) for name in OTHER)
    given.write(tmp_path / "settings")
    assert Settings.read(tmp_path / "settings") == given
    assert json.loads((tmp_path / "settings").read_text()) == OTHER


def test_what_is_refused_is_refused_in_a_process_too(tmp_path):
    (tmp_path / "settings").write_text(json.dumps({"recipe": "r", "host": "0.0.0.0"}))
    with pytest.raises(ConfigError, match="it needs a token"):
        Settings.read(tmp_path / "settings")


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.255.255.254", True),
        ("::1", True),
        ("[::1]", True),
        ("0:0:0:0:0:0:0:1", True),
        ("0.0.0.0", False),
        ("", False),
        ("::", False),
        ("[::]", False),
        ("128.0.0.1", False),
        ("126.255.255.255", False),
        ("192.168.0.1", False),
        ("fe80::1", False),
        ("::2", False),
        ("127.0.0.1.example.org", False),
        ("localhost.example.org", False),
        ("127.0.0.1 ", False),
        ("2130706433", False),
    ],
)
def test_only_what_surely_is_this_machine_needs_no_token(host, alone):
    assert is_loopback(host) is alone
    if not alone:
        with pytest.raises(ConfigError, match=r"so it needs a token.*--token-file FILE, or listen on 127\.0\.0\.1"):
            Settings("r", host=host)
        assert Settings("r", host=host, token_file="t").host == host


@pytest.mark.parametrize(("batch", "waiting", "taken"), [(1, 1, True), (5, 5, True), (6, 5, False), (2, 1, False)])
def test_a_batch_fits_into_what_may_wait(batch, waiting, taken):
    if taken:
        assert Settings("r", max_batch=batch, max_waiting=waiting).max_batch == batch
        return
    with pytest.raises(ConfigError, match=f"--max-batch {batch} is more than --max-waiting {waiting}.*raise --max-w"):
        Settings("r", max_batch=batch, max_waiting=waiting)


def test_parameters_that_are_set_are_the_recipe_s():
    given = Settings("deepseek-r1-zero", changes={"accuracy": {"correct": "0.5"}})
    assert next(part for part in given.load_recipe().parts if part.name == "accuracy").reward.correct == 0.5
    plain = Settings("deepseek-r1-zero").load_recipe()
    assert next(part for part in plain.parts if part.name == "accuracy").reward.correct == 1.0


@pytest.mark.parametrize(
    ("recipe", "changes", "message"),
    [
        ("deepseek-r1-zeroo", {}, "deepseek-r1-zero"),
        ("nowhere.yaml", {}, "nowhere.yaml"),
        ("deepseek-r1-zero", {"acuracy": {"correct": "1"}}, "accuracy"),
        ("deepseek-r1-zero", {"accuracy": {"corect": "1"}}, "correct"),
        ("deepseek-r1-zero", {"accuracy": {"correct": "much"}}, "much"),
    ],
    ids=["name", "file", "reward", "parameter", "value"],
)
def test_a_recipe_that_cannot_be_served_is_told_with_what_is_meant(recipe, changes, message):
    with pytest.raises(RewardryError, match=message):
        Settings(recipe, changes=changes).load_recipe()


def test_what_differs_from_its_lock_is_not_served(tmp_path):
    file = tmp_path / "recipe.lock"
    file.write_text(text_of(lock_of(Recipe.load("deepseek-r1-zero"))))
    locked = Settings("deepseek-r1-zero", locked=str(file))
    assert locked.load_recipe().name == "deepseek-r1-zero"
    with pytest.raises(LockError, match="correct"):
        replace(locked, changes={"accuracy": {"correct": "0.5"}}).load_recipe()


@pytest.mark.parametrize(
    ("cores", "processes", "asked", "workers"),
    [(16, 1, None, None), (16, 4, None, 4), (16, 3, None, 5), (2, 8, None, 1), (16, 4, 7, 7), (16, 1, 7, 7)],
    ids=["alone", "share", "rounded", "few", "told", "told-alone"],
)
def test_processes_divide_the_cores_unless_they_are_told(monkeypatch, cores, processes, asked, workers):
    made = []
    monkeypatch.setattr(module, "usable_cores", lambda: cores)
    monkeypatch.setattr(module, "Runtime", lambda *given: made.append(given))
    Settings("r", processes=processes, engine_workers=asked, engine="ray", timeout=3.0, cache="c").make_runtime()
    assert made == [("ray", workers, 3.0, "c")]

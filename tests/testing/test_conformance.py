"""Making checks: in order, in processes that are killed, with outcomes that say what came."""

import json
import time
import uuid

import pytest

from rewardry import Reward, get
from rewardry.errors import ComponentError, ConfigError, ParameterError, UnknownIdError
from rewardry.testing import CheckFailedError, CheckSkippedError, all_checks, check_component
from rewardry.testing.conformance import Outcome, name_of

BY_NAME = {check.name: check for check in all_checks()}


class Unimportable(Reward):
    """A reward of a test file, which no other process can import by name."""

    value_range = (0.0, 1.0)

    def score(self, batch):
        return [2.0 for _ in batch.samples]


@pytest.fixture
def left_running(monkeypatch, wait_until, living_with):
    """The processes started by the test that still run, after a moment."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv("REWARDRY_TEST_MARK", mark)

    def left():
        wait_until(lambda: not living_with(mark))
        return living_with(mark)

    return left


def test_checks_are_made_in_their_order_and_can_be_chosen():
    chosen = ["results_survive_json", "settings_survive_json"]
    found = check_component("length.soft_overlong", only=chosen)
    assert [(one.check, one.status) for one in found] == [
        ("settings_survive_json", "passed"),
        ("results_survive_json", "passed"),
    ]
    assert all(one.why and one.seconds > 0 for one in found)


@pytest.mark.parametrize(
    ("id_", "options", "error", "message"),
    [
        ("length.soft_overlng", {}, UnknownIdError, "Did you mean 'length.soft_overlong'"),
        ("length.soft_overlong", {"only": ["nothing"]}, ConfigError, "there is no check 'nothing'"),
        ("deepseek-r1-zero", {}, ConfigError, "of the kind recipe, .* no checks; `rewardry lint"),
        ("local", {}, ConfigError, r"of the kind sandbox, .* no checks; .*suites\.sandboxes\.SandboxSuite"),
        ("trl", {}, ConfigError, r"of the kind adapter, .* no checks; .*suites\.adapters\.AdapterSuite"),
        ("aime-2024", {}, ConfigError, "of the kind dataset, .* no checks; `rewardry verify"),
    ],
)
def test_what_does_not_exist_is_refused(id_, options, error, message):
    with pytest.raises(error, match=message):
        check_component(id_, **options)


def test_a_parameter_that_is_missing_is_named(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("import rewardry\n@rewardry.reward\ndef mine(completion, *, target: str): return 1.0\n")
    with pytest.raises(ParameterError, match="needs the parameter 'target'"):
        check_component(f"{file}:mine")


def test_after_a_hang_nothing_is_asked_any_more_and_nothing_is_left_running(planted, left_running):
    names = ["settings_survive_json", "answers_in_time", "same_again", "any_text_is_scored"]
    start = time.monotonic()
    found = check_component(planted("Hangs"), only=names, seconds=2.0)
    assert [one.status for one in found] == ["passed", "failed", "skipped", "skipped"]
    assert found[2].note == "answers_in_time failed, and whatever asks the component would hang too"
    assert time.monotonic() - start < 60
    assert left_running() == []


def test_what_a_component_leaves_is_ended(planted, left_running):
    [found] = check_component(planted("LeavesProcess"), only=["leaves_nothing_running"])
    assert found.status == "failed"
    assert left_running() == []


def test_what_hangs_in_workers_as_it_says_passes_and_its_workers_end_too(planted, left_running):
    [found] = check_component(planted("InWorkers"), only=["any_text_is_scored"])
    assert found.status == "passed"
    assert left_running() == []


def test_settings_without_json_end_the_checks(planted):
    found = check_component(planted("HasNoJson"))
    assert (found[0].check, found[0].status) == ("settings_survive_json", "failed")
    assert found[0].came.startswith("its settings have no JSON form: ")
    assert {one.status for one in found[1:]} == {"skipped"}
    assert found[1].note == "settings_survive_json failed, so no other process can be given the component"


def test_a_component_of_a_test_file_is_loaded_by_the_file():
    [found] = check_component(Unimportable(), only=["values_are_finite_and_in_range"])
    assert (found.status, found.came) == ("failed", "2.0, which lies outside of value_range = (0.0, 1.0)")


@pytest.mark.parametrize("where", ["__main__", "function"])
def test_a_component_that_no_file_holds_is_refused(where, monkeypatch):
    class Local(Unimportable):
        pass

    if where == "__main__":
        monkeypatch.setattr(Local, "__module__", "__main__")
    with pytest.raises(ConfigError, match=r"Move it into a module, or into a file of its own"):
        check_component(Local())


def test_a_component_that_cannot_be_made_in_another_process_fails_with_its_error(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("import rewardry\n@rewardry.reward\ndef mine(completion): return 1.0\n")
    made = get(f"{file}:mine")
    file.write_text("raise RuntimeError('only once')\n")
    [found] = check_component(made, only=["same_again"])
    assert (found.status, found.did) == ("failed", "made the check")
    assert "RuntimeError: only once" in found.came


def test_a_component_that_cannot_say_what_it_reads_is_named(planted):
    with pytest.raises(ComponentError, match=r"CannotSay .*saying what it reads and giving its examples: KeyError"):
        check_component(planted("CannotSay"))


def test_a_check_is_called_with_a_component_or_an_id(planted):
    assert BY_NAME["settings_survive_json"]("choice") == ""
    assert BY_NAME["values_are_finite_and_in_range"](planted("Honest")) == "values from 0 to 1"
    with pytest.raises(CheckFailedError) as failed:
        BY_NAME["prints_nothing"](planted("Prints"))
    assert str(failed.value).startswith("Prints fails prints_nothing\n  did:  scored ordinary rows\n  came: it printed")
    assert "\n  mend: Return what is worth knowing" in str(failed.value)
    assert "\n  why:  The standard output is" in str(failed.value)


def test_a_check_that_cannot_be_made_says_why(planted):
    with pytest.raises(CheckSkippedError, match=r"no right answer is known; give examples\(\)"):
        BY_NAME["negation_is_not_right"](planted("NeverRight"))


def test_a_check_of_another_kind_is_refused():
    with pytest.raises(ConfigError, match="negation_is_not_right is a check of a verifier, not of a reward"):
        BY_NAME["negation_is_not_right"]("length.soft_overlong")


def test_an_outcome_is_a_json_object():
    outcome = Outcome("a", "b", "failed", "did", "came", "mend", "note", 1.5)
    assert list(json.loads(json.dumps(outcome.to_row()))) == [
        *("check", "why", "status", "did", "came", "mend", "note", "seconds"),
    ]


def test_components_are_called_by_their_id_or_their_class(planted):
    assert name_of(planted("Honest")) == "Honest"
    assert name_of(Unimportable()) == "Unimportable"

"""What a check is: which there are, in which order, for which components, and how a failure reads."""

import pytest

from rewardry import Generator, Reward, Verdict, Verifier, needs
from rewardry.errors import ConfigError, UnknownIdError
from rewardry.testing.check import (
    ALL,
    CHECKS,
    ELSEWHERE,
    THEMES,
    CannotTellError,
    DefectError,
    all_checks,
    checks_for,
    component_of,
    reads,
    refuse_unknown_checks,
)
from rewardry.testing.conformance import Outcome


class Plain(Reward):
    def score(self, batch):
        return [1.0] * len(batch)


class Right(Verifier):
    def verify(self, samples):
        return [Verdict("correct", reason="so") for _ in samples]


class Tasks(Generator):
    def rows(self, seed, n, difficulty=5):
        return iter(())


def names(component):
    return {one.name for one in checks_for(component)}


def test_checks_stand_in_the_order_of_their_themes_each_once():
    places = [THEMES.index(one.theme) for one in all_checks()]
    assert places == sorted(places)
    assert set(places) == set(range(len(THEMES)))
    assert len({one.name for one in all_checks()}) == len(all_checks()) == len(CHECKS)


@pytest.mark.parametrize("one", all_checks(), ids=lambda one: one.name)
def test_each_check_says_why_in_one_line_and_whom_it_is_for(one):
    assert 20 < len(one.why) < 130
    assert one.why[-1] in ".;" or one.why.endswith("?")
    assert "\n" not in one.why
    assert set(one.kinds) <= set(ALL)
    assert one.name.isidentifier()
    assert one.function.__module__ == f"rewardry.testing.checks.{one.theme}"


def test_a_hang_is_looked_for_before_whatever_asks_a_component():
    order = [one.name for one in all_checks()]
    assert order[0] == "settings_survive_json"  # without it no other process can be given the component
    asking = ("same_again", "inputs_are_untouched", "any_text_is_scored", "a_seed_decides_the_rows")
    assert all(order.index("answers_in_time") < order.index(name) for name in asking)


@pytest.mark.parametrize("component", [Plain(), Right(), Tasks()], ids=["reward", "verifier", "generator"])
def test_a_component_gets_the_checks_of_its_kind_alone(component):
    found = checks_for(component)
    assert all(component.kind in one.kinds for one in found)
    assert {"settings_survive_json", "answers_in_time", "prints_nothing", "import_is_light"} <= names(component)


def test_what_a_component_declares_decides_which_checks_it_gets():
    def kind(**declared):
        return type("Kind", (Plain,), declared)()

    once = {"same_again", "batch_like_loop", "order_is_irrelevant", "same_in_another_process", "threads_agree"}
    assert once <= names(kind())
    assert not once & names(kind(deterministic=False))
    assert names(kind(stateful=True)) - names(kind()) == {"state_can_be_saved"}
    assert "cost_is_linear_in_the_text" not in names(kind(runs="worker"))
    reading = {"a_missing_reference_is_undecided", "failures_are_no_numbers"}
    assert names(kind(needs=lambda self: needs("reference"))) - names(kind()) == reading
    ids = names(kind(needs=lambda self: needs("completion_ids"))) - names(kind())
    assert ids == {"missing_token_ids_are_undecided"}


@pytest.mark.parametrize(
    ("field", "asked", "expected"),
    [("reference", ("reference",), True), ("reference", (), False), ("completion", (), True), ("x", ("x",), True)],
)
def test_what_is_read_is_what_is_needed(field, asked, expected):
    component = type("Kind", (Plain,), {"needs": lambda self: needs(*asked)})()
    assert reads(field)(component) is expected


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_a_kind_without_checks_says_what_tests_it_instead(kind):
    assert kind not in ALL
    assert "rewardry" in ELSEWHERE[kind]


@pytest.mark.parametrize(
    ("id_", "error", "message"),
    [
        ("chioce", UnknownIdError, "Did you mean 'choice'"),
        ("local", ConfigError, "'local' is a component of the kind sandbox, for which there are no checks"),
        ("./nowhere.py:reward", ConfigError, "there is no file"),
    ],
)
def test_an_id_that_has_no_checks_is_told(id_, error, message):
    with pytest.raises(error, match=message):
        component_of(id_)


def test_an_id_becomes_its_component_with_its_parameters():
    assert component_of("accuracy", verifier="choice").verifier.kind == "verifier"


@pytest.mark.parametrize("wanted", ["same_agian", "Same_again", "", "same again"])
def test_an_unknown_check_is_told_with_the_nearest(wanted):
    with pytest.raises(ConfigError, match=f"there is no check '{wanted}'"):
        refuse_unknown_checks(["same_again", wanted])


def test_known_checks_are_not_refused():
    refuse_unknown_checks([])
    refuse_unknown_checks([one.name for one in all_checks()])


def test_a_defect_reads_as_what_was_done_what_came_and_what_mends_it():
    defect = DefectError("scored ordinary rows", "it printed 'x'", "Return it")
    assert str(defect) == "scored ordinary rows: it printed 'x'. Return it"
    assert isinstance(defect, AssertionError)  # a test of one's own may let it through
    assert not isinstance(CannotTellError("why"), AssertionError)


def test_the_message_of_a_failure_has_a_line_for_each_question_of_an_author():
    outcome = Outcome("prints_nothing", "The output is for results.", "failed", "scored", "printed", "Return it")
    assert outcome.message("chess/mate").splitlines() == [
        "chess/mate fails prints_nothing",
        "  did:  scored",
        "  came: printed",
        "  mend: Return it",
        "  why:  The output is for results.",
    ]

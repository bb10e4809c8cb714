"""The figures of an attack and the bounds on them, counted by hand."""

import pytest

from rewardry.benchmarks.attacks.bounds import check_attacks, check_price, is_of_attacks
from rewardry.benchmarks.attacks.family import Family, Template
from rewardry.benchmarks.attacks.results import (
    deadline_kept,
    figures,
    left_out,
    of_family,
    print_attack,
    rate,
    shortened,
    took,
)
from rewardry.benchmarks.attacks.suite import Attack, Outcome
from rewardry.benchmarks.attacks.target import Paid
from rewardry.benchmarks.attacks.task import Task
from rewardry.benchmarks.gate import Bound
from rewardry.errors import ConfigError
from rewardry.statistics.intervals import wilson
from rewardry.types import Sample

TASK = Task("t", Sample(completion="", reference="4"), ("4",), ("5", "6"), right="4", forms=("bare",))


def outcome(wrong=None, *, status="incorrect", control=False, seconds=0.1, late=False, text="a"):
    """What became of one attack or control."""
    template = Template(text, None, False, "pay" if control else "refuse", frozenset(["answer"]), None, None, None)
    family = Family("hedge", "about", "a reason", (), ())
    total = {"correct": 1.0, "incorrect": 0.0}.get(status)
    paid = Paid(status, "why", status == "correct", total, seconds)
    return Outcome(Attack(family, template, TASK, "bare", "en", text, 0), paid, None, late, wrong)


# Five attacks: two are paid, one of them late; one times out, one fails, one is refused. Three controls, one unpaid.
MIXED = [
    outcome("paid", status="correct"),
    outcome("paid", status="correct", late=True, seconds=2.0),
    outcome("over-deadline", status="timeout", late=True, seconds=1.0),
    outcome("error", status="error"),
    outcome(),
    outcome(status="correct", control=True),
    outcome(status="correct", control=True, late=True, seconds=3.0),
    outcome("control-unpaid", status="abstain", control=True),
]


def test_the_figures_of_eight():
    assert figures(MIXED) == {
        "attacks": 5,
        "paid": 2,
        "fpr": {"value": 0.4, "interval": list(wilson(2, 5))},
        "controls": 3,
        "controls_paid": 2,
        "undecided": 2,
        "timeouts": 1,
        "errors": 1,
        "worst_seconds": 3.0,
        "over_deadline": 3,
    }


def test_no_attack_has_no_rate_and_the_widest_interval():
    assert figures([])["fpr"] == rate(0, 0) == {"value": None, "interval": [0.0, 1.0]}
    assert figures([])["worst_seconds"] == 0.0


def test_a_family_shows_what_went_wrong_and_why():
    found = of_family(MIXED[0].attack.family, MIXED)
    assert [row["wrong"] for row in found["rows"]] == ["paid", "paid", "over-deadline", "error", "control-unpaid"]
    assert found["rows"][0] == {
        "id": "hedge/attack 0/t",
        "wrong": "paid",
        "completion": "a",
        "reference": "4",
        "why": "a reason",
        "status": "correct",
        "reason": "why",
        "total": 1.0,
        "most": None,
        "seconds": 0.1,
    }
    assert found["rows"][-1]["why"] == "an honest completion of the same structure"
    assert found["rows"][-1]["id"] == "hedge/control 0/t"


def test_a_family_shows_twenty_at_most_and_counts_all():
    found = of_family(MIXED[0].attack.family, [outcome("paid", status="correct")] * 21)
    assert (len(found["rows"]), found["paid"]) == (20, 21)


def test_long_texts_say_how_long_they_were():
    assert shortened("x" * 400) == "x" * 400
    assert shortened("x" * 401) == "x" * 400 + "... (401 characters)"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0123, "12.3 ms"), (0.9994, "999.4 ms"), (1.0, "1.0 s"), (61, "61.0 s")]
)
def test_how_long_it_took(seconds, text):
    assert took(seconds) == text


def result(*outcomes, leaked=(), **families):
    """What `bench attack` found, of some outcomes."""
    made = [{**of_family(MIXED[0].attack.family, found), "name": name} for name, found in families.items()]
    return {
        "rewardry": "1.0",
        "attacked": {"kind": "verifier", "id": "math"},
        "tasks": {"rows": 3, "source": "here", "unusable": 0},
        "families": made,
        "total": figures(outcomes),
        "not_applicable": [],
        "leaked": list(leaked),
        "deadline_seconds": 5.0,
        "seconds": 1.5,
    }


HONEST = [outcome(), outcome(), outcome(status="correct", control=True)]


@pytest.mark.parametrize(
    ("outcomes", "leaked", "bound", "on_value", "kept", "said"),
    [
        # None of two is paid: Wilson's upper end is z^2 / (n + z^2) = 3.84 / 5.84.
        (HONEST, (), 0.0, True, True, "0.0000 [0.0000, 0.6576]; at most 0 is wanted"),
        (HONEST, (), 0.65, False, False, "0.0000 [0.0000, 0.6576]; at most 0.65 is wanted of the worse end"),
        (HONEST, (), 0.66, False, True, "0.0000 [0.0000, 0.6576]; at most 0.66 is wanted of the worse end"),
        ([outcome("paid", status="correct"), outcome()], (), 0.5, True, True, "0.5000 ["),
        ([outcome("paid", status="correct"), outcome()], (), 0.49, True, False, "0.5000 ["),
        ([*HONEST, outcome("control-unpaid", control=True)], (), 1.0, True, False, "; 1 of 2 controls are not paid"),
        ([*HONEST, outcome(late=True)], (), 1.0, True, False, "; 1 past the deadline"),
        (HONEST, ("sleep", "cat"), 1.0, True, False, "; left running: sleep, cat"),
        ([outcome(status="correct", control=True)], (), 0.0, True, False, "no attack was made; at most 0 is wanted"),
    ],
)
def test_a_bound_on_all_attacks(outcomes, leaked, bound, on_value, kept, said):
    [found] = check_attacks(result(*outcomes, leaked=leaked), [Bound("attacks", "fpr", bound)], on_value=on_value)
    assert (found.name, found.kept) == ("math@attacks.fpr", kept)
    assert said in found.said


def test_a_bound_on_a_family_is_of_that_family_alone():
    attack = result(*HONEST, *MIXED, leaked=["sleep"], hedge=MIXED, echo=HONEST)
    bounds = [Bound("attacks.echo", "fpr", 0.0), Bound("attacks.hedge", "fpr", 0.4)]
    echo, hedge = check_attacks(attack, bounds, on_value=True)
    assert (echo.name, echo.kept) == ("math@attacks.echo.fpr", True)  # what is left running is of no one family
    assert (hedge.kept, hedge.said.startswith("0.4000 [")) == (False, True)
    assert hedge.said.endswith("1 of 3 controls are not paid; 3 past the deadline")


@pytest.mark.parametrize(
    ("bound", "message"),
    [
        (Bound("attacks.hegde", "fpr", 0.1), "attacks.hegde: no such family was run. Did you mean 'attacks.hedge'"),
        (Bound("attacks", "recall", 0.1), "--fail-under attacks.recall: of attacks write --max-fpr attacks=RATE"),
    ],
)
def test_a_bound_on_nothing_is_refused(bound, message):
    with pytest.raises(ConfigError) as refused:
        check_attacks(result(*HONEST, hedge=HONEST), [bound])
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("name", "is_one"), [("attacks", True), ("attacks.hedge", True), ("attacksy", False), ("", False)]
)
def test_what_is_a_bound_on_attacks(name, is_one):
    assert is_of_attacks(name) is is_one


@pytest.mark.parametrize(
    ("tokens", "wanted", "kept", "said"),
    [
        (7, 7, True, "7 tokens; at least 7 are wanted for 1"),
        (7, 8, False, "7 tokens; at least 8 are wanted for 1"),
        (None, 10**6, True, "nothing was found that is paid and knows nothing of the task; at least 1000000 are"),
    ],
)
def test_a_bound_on_the_price(tokens, wanted, kept, said):
    found = check_price({"attacked": {"id": "r1"}, "blind": {"tokens": tokens}, "at_least": 1.0}, wanted)
    assert (found.name, found.kept) == ("r1.price", kept)
    assert found.said.startswith(said)


def test_the_table_has_every_family_and_what_was_paid(capsys):
    print_attack(result(*MIXED, *HONEST, hedge=MIXED, echo=HONEST))
    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines()]
    assert out.startswith("rewardry 1.0, verifier math, 3 tasks (here)\n")
    [hedge] = [line for line in lines if line[:1] == ["hedge"]]
    assert hedge[1:4] == ["5", "2", "0.4000"]
    assert hedge[6:] == ["2", "of", "3", "3", "3.0", "s"]
    [every] = [line for line in lines if line[:1] == ["all"]]
    assert every[1:4] == ["7", "2", "0.2857"]
    assert out.count("paid: hedge/attack 0/t: 'a' against '4'") == 2  # of five that went wrong
    assert "left out" not in out.casefold()
    assert "7 attacks in 1.5 s: 2 paid; 3 past the deadline of 5 s; nothing left running" in out


def test_a_family_of_controls_alone_has_no_rate(capsys):
    print_attack(result(*HONEST, echo=HONEST[2:]))
    [echo] = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("echo")]
    assert echo[1:5] == ["0", "0", "-", "-"]


def test_the_end_of_the_table_says_what_is_wrong_beside(capsys):
    found = result(*HONEST, leaked=["sleep"], echo=HONEST)
    found["tasks"]["unusable"] = 2
    found["not_applicable"] = [{"name": "a", "why": "made for programs"}, {"name": "b", "why": "made for programs"}]
    assert left_out(found) == ["made for programs: a, b"]
    print_attack(found)
    out = capsys.readouterr().out
    assert "2 tasks were left out: no right answer of theirs was paid, or no two wrong ones known" in out
    assert "Left out: made for programs: a, b" in out
    assert "none past the deadline of 5 s; left running: sleep" in out
    assert deadline_kept({**found, "deadline_seconds": None}) == "none past its own deadline"

"""Bounds on attacks and on the price of a reward: what keeps them, and what else must be so."""

import pytest

from rewardry.benchmarks.attacks.bounds import check_attacks, check_price, is_of_attacks
from rewardry.benchmarks.gate import Bound
from rewardry.errors import ConfigError


def figures(value=0.0, low=0.0, high=0.05, **more):
    plain = {"controls": 20, "controls_paid": 20, "over_deadline": 0}
    return {"fpr": {"value": value, "interval": [low, high]}, **plain, **more}


def finding(total=None, leaked=(), **families):
    named = [{"name": name, **of_family} for name, of_family in families.items()]
    return {"attacked": {"id": "math"}, "total": total or figures(), "families": named, "leaked": list(leaked)}


def held(found, of="attacks", value=0.1, **more):
    [result] = check_attacks(found, [Bound(of, "fpr", value)], **more)
    return result.name, result.kept, result.said


@pytest.mark.parametrize(
    ("bound", "on_value", "kept"),
    [(0.2, False, True), (0.19, False, False), (0.19, True, True), (0.1, True, True), (0.09, True, False)],
)
def test_the_upper_end_keeps_a_bound_or_the_value_where_that_is_asked(bound, on_value, kept):
    name, found, said = held(finding(figures(0.1, 0.05, 0.2)), value=bound, on_value=on_value)
    assert (name, found) == ("math@attacks.fpr", kept)
    worse = "" if on_value else " of the worse end"
    assert said == f"0.1000 [0.0500, 0.2000]; at most {bound:g} is wanted{worse}"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"controls_paid": 19}, "; 1 of 20 controls are not paid"),
        ({"controls_paid": 0}, "; 20 of 20 controls are not paid"),
        ({"over_deadline": 3}, "; 3 past the deadline"),
        ({"controls_paid": 18, "over_deadline": 1}, "; 2 of 20 controls are not paid; 1 past the deadline"),
    ],
    ids=["a control", "all controls", "late", "both"],
)
@pytest.mark.parametrize("of", ["attacks", "attacks.hedge"])
def test_no_attack_that_is_paid_is_not_enough(of, more, said):
    found = finding(figures(**more), hedge=figures(**more))
    _, kept, told = held(found, of)
    assert kept is False
    assert told.endswith(f"is wanted of the worse end{said}")


def test_what_is_left_running_is_held_against_all_families_together():
    found = finding(leaked=["the process 'a'", "the process 'b'"], hedge=figures())
    _, kept, told = held(found)
    assert (kept, told.endswith("; left running: the process 'a', the process 'b'")) == (False, True)
    assert held(found, "attacks.hedge")[1:] == (True, "0.0000 [0.0000, 0.0500]; at most 0.1 is wanted of the worse end")


def test_each_bound_is_of_its_own_family():
    found = finding(figures(0.5, 0.4, 0.6), hedge=figures(), echo=figures(1.0, 0.9, 1.0))
    bounds = [Bound(of, "fpr", 0.1) for of in ("attacks", "attacks.hedge", "attacks.echo")]
    assert [(one.name, one.kept) for one in check_attacks(found, bounds)] == [
        ("math@attacks.fpr", False),
        ("math@attacks.hedge.fpr", True),
        ("math@attacks.echo.fpr", False),
    ]


@pytest.mark.parametrize("on_value", [False, True])
def test_where_no_attack_was_made_no_bound_is_kept(on_value):
    nothing = figures(value=None, low=0.0, high=1.0, controls=0, controls_paid=0)
    for none in (nothing, {**nothing, "fpr": {"value": None, "interval": None}}):
        assert held(finding(none), value=1.0, on_value=on_value) == (
            "math@attacks.fpr",
            False,
            "no attack was made; at most 1 is wanted",
        )


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        (Bound("attacks.hedeg", "fpr", 0.1), "--max-fpr attacks.hedeg: no such family was run. Did you mean"),
        (Bound("attacks.", "fpr", 0.1), "--max-fpr attacks.: no such family was run."),
        (Bound("attacks", "f1", 0.1), "--fail-under attacks.f1: of attacks write --max-fpr attacks=RATE"),
        (Bound("attacks.hedge", "recall", 0.1), "--fail-under attacks.hedge.recall: of attacks write --max-fpr att"),
    ],
    ids=["misspelt", "no name", "a metric", "a metric of a family"],
)
def test_a_bound_on_what_is_none_is_refused(bound, told):
    with pytest.raises(ConfigError) as refused:
        check_attacks(finding(hedge=figures()), [bound])
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("attacks", True), ("attacks.hedge", True), ("attacks.", True), ("attackers", False), ("math@attacks", False)],
)
def test_whose_bounds_are_of_attacks(name, is_one):
    assert is_of_attacks(name) is is_one


@pytest.mark.parametrize(
    ("tokens", "least", "kept", "said"),
    [
        (7, 7, True, "7 tokens; at least 7 are wanted for 1.5"),
        (7, 8, False, "7 tokens; at least 8 are wanted for 1.5"),
        (0, 1, False, "0 tokens; at least 1 are wanted for 1.5"),
        (
            None,
            1000,
            True,
            "nothing was found that is paid and knows nothing of the task; at least 1000 are wanted for 1.5",
        ),
    ],
    ids=["enough", "too few", "nothing at all", "none found"],
)
def test_a_price_is_kept_from_its_bound_on(tokens, least, kept, said):
    found = {"attacked": {"id": "math"}, "blind": {"tokens": tokens}, "at_least": 1.5}
    result = check_price(found, least)
    assert (result.name, result.kept, result.said) == ("math.price", kept, said)

"""The words of a verdict where things are not simple: several equals, no interval, one kind of rows, other roles."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.report.verdict import LEVEL, Verdict, overall, verdict_on


def figure(value, *interval):
    return {"value": value, "interval": list(interval) or None}


def entrant(name, accuracy=0.9, **more):
    rates = {"fpr": figure(0.1, 0.05, 0.2), "fnr": figure(0.0, 0.0, 0.1), "balanced_accuracy": figure(0.9, 0.8, 0.95)}
    return {
        "verifier": name,
        "coverage": 1.0,
        "outcomes": {},
        "confusion": {"tp": 40, "fn": 0, "tn": 54, "fp": 6},
        "metrics": {"accuracy": figure(accuracy, accuracy - 0.02, accuracy + 0.02), **rates},
        **more,
    }


def pair(first, second, difference, p=0.001, **more):
    known = {"n": 100, "interval": [difference - 0.01, difference + 0.01], "only_first": 9, "only_second": 4}
    return {
        "first": first,
        "second": second,
        "difference": difference,
        "p_holm": p,
        "detectable": 0.05,
        **known,
        **more,
    }


def verdict(entrants, pairs=(), **more):
    constants = {"always correct": {"accuracy": None}, "always incorrect": {"accuracy": 0.6}}
    found = verdict_on({"rows": 100, "verifiers": entrants, "pairs": list(pairs), "constants": constants, **more})
    lines = [line["said"].replace("\xa0", " ") for line in found.failures]
    return found.headline.replace("\xa0", " "), found.certainty.replace("\xa0", " "), lines, found.winner


@pytest.mark.parametrize(("p", "winner"), [(LEVEL - 1e-6, "a"), (LEVEL, None)])
def test_a_p_value_below_the_level_makes_a_winner(p, winner):
    assert verdict([entrant("a"), entrant("b", 0.8)], [pair("a", "b", 0.1, p)])[3] == winner


@pytest.mark.parametrize(
    ("changed", "certainty"),
    [
        ({"detectable": None}, "The rows on which they differ are too few to tell."),
        ({"only_first": 0, "only_second": 0}, "They are right on the very same rows."),
        ({"detectable": 0.123}, "A difference under 12.3 points would hardly have been found."),
    ],
)
def test_what_could_have_been_found_is_said_where_nobody_wins(changed, certainty):
    assert verdict([entrant("a"), entrant("b")], [pair("a", "b", 0.01, 0.8, **changed)])[1].endswith(certainty)


def test_a_winner_without_an_interval_says_so():
    _, certainty, _, winner = verdict([entrant("a"), entrant("b")], [pair("a", "b", 0.1, interval=None)])
    assert (winner, certainty.split(". ")[0]) == ("a", "There are too few questions for an interval")


def test_many_equals_are_listed_and_those_they_beat_behind():
    names = "abcd"
    pairs = [pair(one, other, 0.01, 0.9) for one, other in itertools.combinations("abc", 2)]
    pairs += [pair("a", "d", 0.3), pair("b", "d", 0.3, 0.5), pair("c", "d", 0.3, 0.5)]
    headline, certainty, _, winner = verdict([entrant(name) for name in names], pairs)
    assert headline == "No clear winner: a, b and c cannot be told apart on these rows. a is better than d."
    assert (winner, "corrected for 6 comparisons (Holm)" in certainty) == (None, True)


def test_the_best_of_several_kinds_of_entrants_is_called_so():
    entrants = [entrant("a", role="verifier"), entrant("b", 0.8, role="reward"), entrant("c", 0.7, role="reward")]
    pairs = [pair("a", "b", 0.1), pair("a", "c", 0.2), pair("b", "c", 0.1)]
    assert verdict(entrants, pairs)[0] == "a is the most accurate of 3 entrants, 10.0 points ahead of b."
    alike = [{**one, "role": "reward"} for one in entrants]
    assert verdict(alike, pairs)[0].startswith("a is the most accurate of 3 rewards,")


@settings(max_examples=40)
@given(st.permutations("abcd"), st.lists(st.sampled_from([-0.1, 0.0, 0.1]), min_size=6, max_size=6), st.data())
def test_a_winner_beats_everybody_beyond_chance_whatever_their_order(order, differences, data):
    pairs = [
        pair(one, other, difference, data.draw(st.sampled_from([0.001, 0.5])))
        for (one, other), difference in zip(itertools.combinations("abcd", 2), differences, strict=True)
    ]
    beaten = {(p["first"], p["second"]) if p["difference"] > 0 else (p["second"], p["first"]) for p in pairs
              if p["difference"] and p["p_holm"] < LEVEL}  # fmt: skip
    expected = [one for one in "abcd" if all((one, other) in beaten for other in "abcd" if other != one)]
    winner = verdict([entrant(name) for name in order], pairs)[3]
    assert winner == (expected[0] if expected else None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "pays 6 of 60 wrong answers (10.0 % [5.0, 20.0]) and refuses none of 40 right ones (0.0 % [0.0, 10.0])."),
        (
            {"confusion": {"tp": 40, "fn": 0, "tn": 0, "fp": 0}},
            "refuses none of 40 right ones (0.0 % [0.0, 10.0]).",
        ),
        (
            {"confusion": {"tp": 0, "fn": 0, "tn": 0, "fp": 0}, "outcomes": {"timeout": 3}},
            "leaves 3 rows undecided (timeout).",
        ),
        (
            {
                "confusion": {"tp": 0, "fn": 0, "tn": 0, "fp": 0},
                "outcomes": {"timeout": 1, "error": 1200, "abstain": 2},
            },
            "leaves 1,203 rows undecided (2 abstain, 1 timeout and 1,200 error).",
        ),
        ({"confusion": {"tp": 0, "fn": 0, "tn": 0, "fp": 0}}, "judged nothing."),
    ],
)
def test_what_fails_is_told_of_the_rows_that_there_are(changed, said):
    assert verdict([entrant("a", **changed)])[2] == [said]


@pytest.mark.parametrize(
    ("balanced", "weak"),
    [(figure(0.7, 0.5, 0.9), True), (figure(0.7, 0.51, 0.9), False), (figure(0.5), False), (figure(None), False)],
)
def test_who_may_be_a_constant_answer_is_told(balanced, weak):
    one = entrant("a")
    one["metrics"]["balanced_accuracy"] = balanced
    [said] = verdict([one])[2]
    assert said.endswith(" It is not surely better than a constant answer.") is weak


def test_one_verifier_stands_beside_the_better_constant():
    headline, certainty, _, winner = verdict([entrant("a")])
    assert (headline, winner) == ("a judges 90.0 % of 100 rows like their label.", None)
    assert certainty == "The 95 % interval is 88.0 % to 92.0 %. A constant answer would reach 60.0 %."


def test_who_decided_nothing_is_told_apart_from_who_has_no_figure():
    undecided = entrant("b", coverage=0.0)
    assert verdict([undecided])[0] == "No row of this set was decided."
    assert verdict([entrant("a"), undecided], [pair("a", "b", 0.4)])[3] == "a"


@pytest.mark.parametrize(
    ("winners", "headline"),
    [
        (["a", "a", "a"], "a is the most accurate on all 3 sets."),
        (["a", None, None], "a is the most accurate on 1 of 3 sets, nobody clearly on 2."),
        (["a", "b", "a"], "a is the most accurate on 2 of 3 sets, b on 1."),
        (["a", "b", "c", "a", None], "a is the most accurate on 2 of 5 sets, b on 1, c on 1 and nobody clearly on 1."),
        ([None, None], "2 sets, and no clear winner on any."),
    ],
)
def test_over_sets_it_is_counted_who_leads(winners, headline):
    assert overall({str(i): Verdict("h", "c", [], winner) for i, winner in enumerate(winners)}) == headline

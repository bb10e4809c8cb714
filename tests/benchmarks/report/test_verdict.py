"""What a report says in words: who is better, how sure that is, what fails."""

import pytest

from rewardry.benchmarks.report.verdict import overall, verdict_on


def entrant(name, accuracy, fp=0, fn=0, balanced=(0.8, 0.95), **more):
    metric = {"value": accuracy, "interval": [accuracy - 0.02, min(1.0, accuracy + 0.02)]}
    rates = {name: {"value": count / 50, "interval": [0.0, 0.1]} for name, count in (("fpr", fp), ("fnr", fn))}
    return {
        "verifier": name,
        "coverage": 1.0,
        "outcomes": {"correct": 50, "incorrect": 50, "abstain": 0, "timeout": 0, "error": 0},
        "confusion": {"tp": 50 - fn, "fn": fn, "tn": 50 - fp, "fp": fp},
        "metrics": {"accuracy": metric, "balanced_accuracy": {"value": 0.9, "interval": list(balanced)}, **rates},
        **more,
    }


def pair(first, second, difference, p, detectable=0.05):
    return {
        "first": first,
        "second": second,
        "n": 100,
        "difference": difference,
        "interval": [difference - 0.04, difference + 0.05],
        "p_holm": p,
        "detectable": detectable,
        "only_first": 5 if difference else 0,
        "only_second": 0,
    }


def summary(entrants, pairs):
    constants = {"always correct": {"accuracy": 0.5}, "always incorrect": {"accuracy": 0.5}}
    return {"set": "s", "rows": 100, "right": 50, "verifiers": entrants, "pairs": pairs, "constants": constants}


def test_the_better_of_two_is_named_with_its_lead_and_certainty():
    found = verdict_on(summary([entrant("a", 0.8), entrant("b", 0.9)], [pair("a", "b", -0.1, 0.001)]))
    assert found.headline == "b is more accurate than a, by 10.0 points."
    assert found.winner == "b"
    assert found.certainty == (
        "The 95 % interval of the difference is 5.0 to 14.0 points. "
        "McNemar's exact test on the same 100 rows gives p = 0.001."
    )


def test_chance_makes_no_winner():
    found = verdict_on(summary([entrant("a", 0.8), entrant("b", 0.9)], [pair("a", "b", -0.1, 0.2)]))
    assert found.winner is None
    assert found.headline == "No clear winner: b and a cannot be told apart on these rows."
    assert "a and b differ by 10.0 points, which may be chance (p = 0.2" in found.certainty
    assert found.certainty.endswith("A difference under 5.0 points would hardly have been found.")


def test_the_best_of_three_must_beat_both():
    entrants = [entrant("a", 0.9), entrant("b", 0.88), entrant("c", 0.5)]
    told, untold = pair("a", "c", 0.4, 1e-9), pair("b", "c", 0.38, 1e-9)
    found = verdict_on(summary(entrants, [pair("a", "b", 0.02, 0.7), told, untold]))
    assert found.headline == "No clear winner: a and b cannot be told apart on these rows. a is better than c."
    assert "corrected for 3 comparisons (Holm)" in found.certainty
    found = verdict_on(summary(entrants, [pair("a", "b", 0.02, 0.01), told, untold]))
    assert found.headline == "a is the most accurate of 3 verifiers, 2.0 points ahead of b."


def test_the_same_verdicts_are_called_the_same():
    found = verdict_on(summary([entrant("a", 0.9), entrant("b", 0.9)], [pair("a", "b", 0.0, 1.0, None)]))
    assert found.certainty.startswith("a and b are right on as many rows (p = 1, ")
    assert found.certainty.endswith("They are right on the very same rows.")


def test_one_verifier_stands_beside_a_constant_answer():
    found = verdict_on(summary([entrant("a", 0.9)], []))
    assert found.headline.replace("\xa0", " ") == "a judges 90.0 % of 100 rows like their label."
    assert "A constant answer would reach 50.0 %." in found.certainty.replace("\xa0", " ")


def test_what_fails_is_counted():
    undecided = {"correct": 40, "incorrect": 50, "abstain": 7, "timeout": 3, "error": 0}
    weak = entrant("b", 0.9, fn=5, balanced=(0.45, 0.6), outcomes=undecided)
    found = verdict_on(summary([entrant("a", 0.9, fp=3), weak], [pair("a", "b", 0.0, 1.0)]))
    said = [line["said"].replace("\xa0", " ") for line in found.failures]
    assert (
        said[0]
        == "pays 3 of 50 wrong answers (6.0 % [0.0, 10.0]) and refuses none of 50 right ones (0.0 % [0.0, 10.0])."
    )
    assert "refuses 5 of 50 right ones" in said[1]
    assert said[1].endswith(
        "leaves 10 rows undecided (7 abstain and 3 timeout). It is not surely better than a constant answer."
    )


@pytest.mark.parametrize("entrants", [[], [entrant("a", 0.5, coverage=0.0), entrant("b", 0.5, coverage=0.0)]])
def test_where_nothing_was_decided_nobody_wins(entrants):
    found = verdict_on(summary(entrants, [pair("a", "b", 0.0, 1.0)] if entrants else []))
    assert found.headline == "No row of this set was decided."
    assert found.winner is None


def protocol(name, value, **more):
    metrics = {"average_f1": {"value": value, "interval": None, "definition": "mean of the sets", "n": 9}}
    outcomes = {"ok": 9, "abstain": 0, "timeout": 0, "error": 0}
    given = {"name": "processbench", "version": 1, "headline": "average_f1", "metrics": metrics}
    return {"verifier": name, "role": "reward", "coverage": 1.0, "outcomes": outcomes, "protocol": given, **more}


def test_a_protocol_is_told_by_its_own_figure():
    steps = {"set": "s", "kind": "steps", "rows": 9, "questions": 9, "pairs": []}
    found = verdict_on({**steps, "verifiers": [protocol("a", 0.6), protocol("b", 0.7)]})
    assert found.headline.replace("\xa0", " ") == "b has the highest average f1: 70.0 %, then a with 60.0 %."
    alone = verdict_on({**steps, "verifiers": [protocol("a", 0.6)]})
    assert alone.headline.replace("\xa0", " ") == "a reaches 60.0 %: average f1."


def test_sets_are_counted_by_who_leads():
    def of(winner):
        entrants = [entrant("a", 0.9 if winner == "a" else 0.8), entrant("b", 0.9 if winner == "b" else 0.8)]
        return verdict_on(summary(entrants, [pair("a", "b", 0.1 if winner == "a" else -0.1, 0.001 if winner else 0.5)]))

    assert overall({"s": of("a")}) == "a is more accurate than b, by 10.0 points."
    assert overall({"s": of("a"), "t": of("a")}) == "a is the most accurate on all 2 sets."
    assert overall({"s": of(None), "t": of(None)}) == "2 sets, and no clear winner on any."
    many = {"s": of("a"), "t": of("a"), "u": of("b"), "v": of(None)}
    assert overall(many) == "a is the most accurate on 2 of 4 sets, b on 1 and nobody clearly on 1."

"""Invariance and sensitivity of targets whose verdicts are known beforehand, counted by hand."""

import pytest

from rewardry.benchmarks.attacks.perturb import perturb
from rewardry.benchmarks.attacks.settling import settle
from rewardry.benchmarks.attacks.source import Tasks
from rewardry.statistics.intervals import wilson


@pytest.fixture
def found(planned, sums):
    """What `bench perturb` finds of a target that goes by the id of a verifier of formulas."""

    def of(pays, *answers, id_="math", question="What is it? {}"):
        target = planned(pays)
        target.id = id_
        tasks, unusable = settle(sums(*answers, question=question), planned(_boxed))
        return perturb(target, Tasks("here", None, tasks, unusable))

    return of


def _boxed(text, sample):
    return f"\\boxed{{{sample.reference}}}" in text


def by_name(result):
    return {each["name"]: each for each in result["rewrites"]}


def test_who_knows_one_spelling_keeps_its_verdict_nowhere_else(found):
    """Of 1234 each way to write it breaks the verdict; every edit is refused, as it should be."""
    result = found(_boxed, "1234", "57")
    rewrites = by_name(result)
    assert (rewrites["thousands"]["valid"], rewrites["thousands"]["of"], rewrites["thousands"]["broke"]) == (1, 2, 1)
    assert (rewrites["latex space"]["valid"], rewrites["latex space"]["broke"]) == (2, 2)
    assert (rewrites["off by one"]["valid"], rewrites["off by one"]["broke"]) == (2, 0)
    assert rewrites["off by one"]["rate"] == {"value": 1.0, "interval": list(wilson(2, 2))}
    # Forms around the answer: those with a plain box are paid, and only they are asked for.
    around = {name for name, each in rewrites.items() if each["keeps"] and not each["broke"] and each["valid"]}
    assert around == {"boxed", "boxed in tags", "trailing prose", "polite end", "chinese prose", "display"}
    assert rewrites["thousands"]["rows"] == [
        {
            "id": "s1234",
            "before": rewrites["latex space"]["rows"][0]["before"],
            "after": rewrites["latex space"]["rows"][0]["before"].replace("1234", "1,234"),
            "reference": "1234",
            "status": "incorrect",
            "reason": "",
        }
    ]


def test_the_totals_are_the_sums_of_the_rewrites(found):
    for pays in (_boxed, lambda text, sample: True, lambda text, sample: "5" in text):
        result = found(pays, "1234", "57", "0.5")
        for total, keeps in (("invariance", True), ("sensitivity", False)):
            own = [each for each in result["rewrites"] if each["keeps"] is keeps]
            n, broke = sum(each["n"] for each in own), sum(each["broke"] for each in own)
            assert (result[total]["n"], result[total]["broke"]) == (n, broke)
            assert result[total]["value"] == (n - broke) / n
            assert result[total]["interval"] == list(wilson(n - broke, n))


def test_who_pays_everything_is_invariant_and_never_sensitive(found):
    result = found(lambda text, sample: True, "12", "30")
    assert (result["invariance"]["value"], result["sensitivity"]["value"]) == (1.0, 0.0)
    [sign] = [each for each in result["rewrites"] if each["name"] == "sign"]
    assert [row["after"].count("-12") for row in sign["rows"]] == [1, 0]


def test_who_pays_nothing_keeps_nothing(found):
    result = found(lambda text, sample: False, "12", "30")
    assert (result["invariance"]["value"], result["sensitivity"]["value"]) == (0.0, 1.0)


@pytest.mark.parametrize(("paid", "is_asked"), [(2, False), (3, True)])
def test_a_form_is_asked_for_where_it_is_paid_for_more_than_half(found, paid, is_asked):
    answers = ("12", "30", "57", "91")

    def pays(text, sample):
        return _boxed(text, sample) or (text.startswith("Therefore") and sample.reference in answers[:paid])

    result = by_name(found(pays, *answers))
    assert ("sentence" in result) is is_asked
    assert "final answer" not in result  # the form before it, which is paid for no task
    if is_asked:
        assert (result["sentence"]["valid"], result["sentence"]["broke"]) == (4, 1)


@pytest.mark.parametrize(
    ("id_", "has", "has_not"),
    [
        ("math", {"thousands", "other letter"}, {"article", "further words"}),
        ("math-verify", {"thousands", "sign"}, {"other letter", "article"}),
        ("text.exact", {"article", "upper case", "further words"}, {"thousands", "sign"}),
        ("text.f1", {"article", "upper case"}, {"further words"}),
        ("choice", {"parentheses", "letter and stop", "other letter"}, {"thousands", "article"}),
        ("units", {"plain unit", "unit", "sign"}, {"off by one"}),
        ("mathematics", set(), {"thousands"}),
        ("text", set(), {"article"}),
    ],
)
def test_each_verifier_is_asked_for_its_own_rewrites(found, id_, has, has_not):
    names = set(by_name(found(lambda text, sample: True, "12", id_=id_)))
    assert has <= names
    assert not has_not & names


def test_a_rewrite_that_the_question_forbids_is_not_asked(found):
    result = by_name(found(_boxed, "3\\text{ m}", question="How many metres? {}"))
    assert (result["smaller unit"]["valid"], result["unit"]["valid"]) == (0, 1)
    assert result["smaller unit"]["rate"] == {"value": None, "interval": [0.0, 1.0]}


def test_a_rewrite_that_the_question_leaves_open_is_asked(found):
    result = by_name(found(_boxed, "3\\text{ m}", question="How far? {}"))
    assert (result["smaller unit"]["valid"], result["smaller unit"]["broke"]) == (1, 1)
    [row] = result["smaller unit"]["rows"]
    assert "\\boxed{300\\text{ cm}}" in row["after"]

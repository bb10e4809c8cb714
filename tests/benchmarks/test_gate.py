"""Gates: what a bound is, which figures it holds, and what a baseline forbids, by hand."""

from xml.etree import ElementTree

import pytest

from rewardry.benchmarks.gate import Bound, Result, check_baseline, check_bounds, junit
from rewardry.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "option", "bound"),
    [
        ("math.f1=0.9", "--fail-under", Bound("math", "f1", 0.9)),
        ("math@hard.set.recall=1", "--fail-under", Bound("math@hard.set", "recall", 1.0)),
        ("./mine.py:V.recall=0", "--fail-under", Bound("./mine.py:V", "recall", 0.0)),
        ("attacks.hedge=0.01", "--max-fpr", Bound("attacks.hedge", "fpr", 0.01)),
        ("a=b=0.5", "--max-fpr", Bound("a=b", "fpr", 0.5)),
    ],
)
def test_a_bound_names_of_whom_what_and_how_much(text, option, bound):
    assert Bound.parse(text, option) == bound


@pytest.mark.parametrize(
    "text", ["math.f1", "f1=0.9", ".f1=0.9", "math.f1=", "math.f1=1.01", "math.f1=-0.1", "math.f1=nan"]
)
def test_what_is_no_bound_is_refused_with_its_form(text):
    with pytest.raises(ConfigError) as refused:
        Bound.parse(text, "--fail-under")
    assert str(refused.value).startswith(f"--fail-under {text!r}: write NAME.METRIC=VALUE, for example math.f1=0.9")


@pytest.mark.parametrize("text", ["0.5", "=0.5", "attacks=two", "attacks=1.5"])
def test_what_is_no_rate_is_refused_with_its_form(text):
    with pytest.raises(ConfigError, match=r"write NAME=RATE, for example attacks=0.01, with a value from 0 to 1"):
        Bound.parse(text, "--max-fpr")


def figure(value, *interval):
    return {"value": value, "interval": list(interval) or None}


def entrant(name, coverage=0.9, **metrics):
    return {"verifier": name, "coverage": coverage, "metrics": metrics}


def summary(**sets):
    run = {"sets": [{"name": name, "sha256": f"digest of {name}"} for name in sets]}
    return {"run": run, "sets": [{"set": name, "verifiers": list(entrants)} for name, entrants in sets.items()]}


RUN = summary(
    easy=[
        entrant("math", recall=figure(0.9, 0.8, 0.95), fpr=figure(0.1, 0.05, 0.2)),
        entrant("choice", recall=figure(None)),
    ],
    hard=[entrant("math", coverage=None, recall=figure(0.5, 0.4, 0.6), fpr=figure(0.0))],
)


def held(of, metric, value, **more):
    return [(one.name, one.kept, one.said) for one in check_bounds(RUN, [Bound(of, metric, value)], **more)]


@pytest.mark.parametrize(
    ("metric", "value", "on_value", "kept"),
    [
        # The worse end is the lower one of 0.8 to 0.95, and of a rate of errors the upper one of 0.05 to 0.2.
        ("recall", 0.8, False, True),
        ("recall", 0.81, False, False),
        ("recall", 0.9, True, True),
        ("recall", 0.91, True, False),
        ("fpr", 0.2, False, True),
        ("fpr", 0.19, False, False),
        ("fpr", 0.1, True, True),
        ("fpr", 0.09, True, False),
        ("coverage", 0.9, False, True),
        ("coverage", 0.91, False, False),
    ],
)
def test_the_worse_end_must_keep_a_bound(metric, value, on_value, kept):
    [(name, found, said)] = held("math@easy", metric, value, on_value=on_value)
    assert (name, found) == (f"math@easy.{metric}", kept)
    assert f"{'at most' if metric == 'fpr' else 'at least'} {value:g} is wanted" in said
    assert said.endswith(" of the worse end") == (not on_value and metric != "coverage")


def test_a_bound_holds_for_every_place_that_it_names():
    assert [name for name, *_ in held("math", "recall", 0.1)] == ["math@easy.recall", "math@hard.recall"]
    assert [name for name, *_ in held("easy", "recall", 0.1)] == ["math@easy.recall", "choice@easy.recall"]
    assert [name for name, *_ in held("easy", "fpr", 0.1)] == ["math@easy.fpr"]  # who has no such figure is passed over


def test_a_figure_that_is_not_defined_keeps_no_bound():
    assert held("choice", "recall", 0.0) == [
        ("choice@easy.recall", False, "not defined on these rows; at least 0 is wanted")
    ]
    assert held("math@hard", "coverage", 0.0)[0][1:] == (False, "not defined on these rows; at least 0 is wanted")


def test_a_figure_without_an_interval_is_compared_itself():
    assert held("math@hard", "fpr", 0.0) == [("math@hard.fpr", True, "0.0000; at most 0 is wanted")]


@pytest.mark.parametrize(
    ("of", "metric", "message"),
    [
        ("maths", "recall", "no verifier or set of the run is called 'maths'. Did you mean 'math'?"),
        ("math@soft", "recall", "no verifier or set of the run is called 'math@soft'."),
        ("math", "recal", "math: there is no metric 'recal'. Did you mean 'recall'?"),
    ],
)
def test_a_bound_on_nothing_says_what_there_is(of, metric, message):
    with pytest.raises(ConfigError) as refused:
        held(of, metric, 0.5)
    assert message in str(refused.value)


def since(before, after, metric="recall"):
    return [(one.name, one.kept, one.said) for one in check_baseline(after, before, metric)]


@pytest.mark.parametrize(
    ("metric", "was", "value", "kept", "said"),
    [
        ("recall", figure(0.9, 0.8, 0.95), 0.8, True, "0.8000; it was 0.9000, and 0.8000 is the lower end"),
        ("recall", figure(0.9, 0.8, 0.95), 0.79, False, "0.7900; it was 0.9000, and 0.8000 is the lower end"),
        ("recall", figure(0.9), 0.9, True, "0.9000; it was 0.9000"),
        ("recall", figure(0.9), 0.89, False, "0.8900; it was 0.9000"),
        # Of a rate of errors less is better: it may not rise above its interval.
        ("fpr", figure(0.1, 0.05, 0.2), 0.2, True, "0.2000; it was 0.1000, and 0.2000 is the upper end"),
        ("fpr", figure(0.1, 0.05, 0.2), 0.21, False, "0.2100; it was 0.1000, and 0.2000 is the upper end"),
        ("fpr", figure(0.1, 0.05, 0.2), 0.0, True, "0.0000; it was 0.1000"),
    ],
)
def test_a_metric_stays_within_the_interval_that_it_had(metric, was, value, kept, said):
    [(name, found, told)] = since(
        summary(easy=[entrant("math", **{metric: was})]),
        summary(easy=[entrant("math", **{metric: figure(value)})]),
        metric,
    )
    assert (name, found) == (f"math@easy.{metric} since the baseline", kept)
    assert told.startswith(said)


def test_what_only_one_side_has_is_passed_over():
    before = summary(easy=[entrant("math", recall=figure(0.9)), entrant("gone", recall=figure(0.9))], old=[])
    after = summary(
        easy=[entrant("math", recall=figure(0.9)), entrant("new", recall=figure(0.1))],
        fresh=[entrant("math", recall=figure(0.1))],
    )
    assert [name for name, *_ in since(before, after)] == ["math@easy.recall since the baseline"]


def test_sets_whose_rows_have_changed_are_not_compared():
    before = summary(easy=[entrant("math", recall=figure(0.9))])
    before["run"]["sets"][0]["sha256"] = "other"
    assert since(before, summary(easy=[entrant("math", recall=figure(0.1))])) == []


def of_protocol(headline="f1", name="processbench", version=1, **metrics):
    protocol = {"name": name, "version": version, "headline": headline, "metrics": metrics}
    return {"verifier": "prm", "coverage": 1.0, "protocol": protocol}


def test_of_rows_that_are_no_points_the_headline_is_compared():
    before, after = of_protocol(f1=figure(0.9), other=figure(0.9)), of_protocol(f1=figure(0.8), other=figure(0.1))
    assert since(summary(s=[before]), summary(s=[after])) == [
        ("prm@s.f1 since the baseline", False, "0.8000; it was 0.9000")
    ]


@pytest.mark.parametrize(
    "before",
    [
        of_protocol(version=2, f1=figure(0.9)),
        of_protocol(name="prmbench", f1=figure(0.9)),
        entrant("prm", f1=figure(0.9)),
    ],
    ids=["another version", "another protocol", "no protocol"],
)
def test_figures_by_other_definitions_are_not_compared(before):
    assert since(summary(s=[before]), summary(s=[of_protocol(f1=figure(0.1))]), "f1") == []
    assert since(summary(s=[of_protocol(f1=figure(0.9))]), summary(s=[before]), "f1") == []


def test_a_metric_that_neither_side_knows_is_named():
    given = summary(easy=[entrant("math", recall=figure(0.9))])
    with pytest.raises(ConfigError, match=r"--metric recal: there is no such metric. Did you mean 'recall'"):
        since(given, given, "recal")
    undefined = summary(easy=[entrant("math", recall=figure(None))])
    assert since(undefined, given) == []


def test_a_metric_that_is_not_defined_any_more_is_worse():
    given = summary(easy=[entrant("math", recall=figure(0.9, 0.8, 0.95))])
    gone = summary(easy=[entrant("math", recall=figure(None))])
    assert since(given, gone) == [
        ("math@easy.recall since the baseline", False, "not defined on these rows any more; it was 0.9000")
    ]
    assert since(gone, gone) == []


def test_junit_has_a_case_a_result_whatever_their_names():
    name = 'a<b>&"c"@s.f1'
    suite = ElementTree.fromstring(junit([Result(name, True, "fine"), Result("m", False, "0.5 < 0.9 & so")]).encode())
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite] == [name, "m"]
    [failure] = suite.iter("failure")
    assert (failure.get("message"), failure.text) == ("0.5 < 0.9 & so",) * 2
    assert ElementTree.fromstring(junit([]).encode()).get("tests") == "0"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x0b", "\ud83d", "\ufffe", "\uffff"])
def test_junit_has_no_sign_that_xml_cannot_hold(sign):
    written = junit([Result(f"math@a{sign}b.f1", False, f"0.5 of a{sign}b")])
    [case] = ElementTree.fromstring(written.encode())
    assert (case.get("name"), case[0].text) == ("math@a\ufffdb.f1", "0.5 of a\ufffdb")


@pytest.mark.parametrize(
    "sign", ["\t", " ", "~", "\x85", "ü", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0010ffff"]
)
def test_junit_keeps_every_other_sign(sign):
    [case] = ElementTree.fromstring(junit([Result(f"a{sign}b", False, f"c{sign}d")]).encode())
    assert (case.get("name"), case[0].text) == (f"a{sign}b", f"c{sign}d")

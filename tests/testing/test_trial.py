"""What checks ask of a component, and how results are compared and told."""

import pytest

from rewardry import Sample, Score, Verdict, get
from rewardry.testing.tasks import cases_of
from rewardry.testing.trial import Trial, first_difference, may_hang, plain, same, shown, told, worth


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (0.1 + 0.2, 0.3, True),
        (0.1, 0.2, False),
        (1.0, None, False),
        ({"value": 0.1 + 0.2, "status": "ok"}, {"value": 0.3, "status": "ok"}, True),
        ({"value": 0.3, "status": "ok"}, {"value": 0.3, "status": "abstain"}, False),
        ({"value": 0.3}, {"value": 0.3, "status": "ok"}, False),
        ("a", "a", True),
    ],
)
def test_results_are_the_same_but_for_rounding(one, other, expected):
    assert same(one, other) is expected


@pytest.mark.parametrize(
    ("expected", "found", "at"),
    [([1.0, 2.0], [1.0, 2.0], None), ([1.0, 2.0], [1.0, 3.0], 1), ([1.0], [1.0, 2.0], 1), ([], [], None)],
)
def test_the_first_difference_is_found(expected, found, at):
    assert first_difference(expected, found) == at


@pytest.mark.parametrize(
    ("result", "value", "words"),
    [
        (Score(0.5), 0.5, "0.5"),
        (Score(None, "abstain", {"reason": "no-tokens"}), None, "abstain (no-tokens)"),
        (Score(None, "error", {"reason": "raised", "error": "ValueError: x"}), None, "error (ValueError: x)"),
        (Verdict("correct", reason="equal"), 1.0, "correct (equal)"),
        (Verdict("incorrect"), 0.0, "incorrect"),
        (Verdict("timeout", reason="deadline"), None, "timeout (deadline)"),
    ],
)
def test_a_result_is_worth_something_and_told_in_words(result, value, words):
    assert (worth(result), told(result)) == (value, words)


def test_values_of_json_are_told_too():
    assert told(0.25) == "0.25"
    assert told({"status": "ok"}) == """'{"status": "ok"}'"""


def test_what_two_runs_must_agree_on_leaves_out_the_time():
    assert plain(Score(1.0, seconds=3.0)) == plain(Score(1.0, seconds=4.0)) == {"status": "ok", "value": 1.0}
    verdict = Verdict("correct", reason="equal", extracted="4", seconds=1.0)
    assert plain(verdict) == {"status": "correct", "value": None, "reason": "equal", "extracted": "4"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", "'a\\nb'"),
        ("x" * 1000, f"'{'x' * 60}'... (1,000 characters)"),
        (42, "'42'"),
        (["a"], """'["a"]'"""),
    ],
)
def test_texts_are_quoted_and_cut(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(
    ("id_", "parameters", "expected"),
    [
        ("math-verify", {}, True),
        ("accuracy", {"verifier": "math-verify"}, True),
        ("accuracy", {"verifier": "choice"}, False),
        ("format.tag_count", {}, False),
    ],
)
def test_what_is_built_on_a_component_that_may_hang_may_hang(id_, parameters, expected):
    assert may_hang(get(id_, **parameters)) is expected


def test_a_trial_opens_afresh_and_notes_what_it_does(planted, tmp_path):
    trial = Trial(planted("Honest"), tmp_path / "notes")
    assert trial.opened is trial.opened
    assert trial.opened is not trial.open_again()
    assert trial.work() == trial.work()
    assert (tmp_path / "notes").read_text() == "asked it for ordinary rows"
    trial.close()


def test_samples_without_a_group_are_one_group_for_a_group_component(planted):
    trial = Trial(planted("ReadsThePosition"))
    found = trial.ask([Sample(completion="1"), Sample(completion="1"), Sample(completion="1", group="other")])
    assert [score.value for score in found] == [1.0, 0.5, 1.0]
    trial.close()


def test_tasks_are_of_the_types_that_are_read(planted):
    assert {type(case.reference) for case in cases_of(planted("RaisesOnNone"))} == {str}
    assert {type(case.reference) for case in cases_of(planted("ChangesReference"))} == {list}
    assert {case.reference for case in cases_of(planted("Honest"))} == {None}
    assert all(case.completion_ids for case in cases_of(planted("NoTokensIsZero")))


def test_the_authors_examples_come_instead_of_tasks(planted):
    assert [case.reference for case in cases_of(planted("AcceptsEchoes"))] == ["nitrogen", "oxygen"]


def test_columns_are_made_up_where_a_component_reads_some(tmp_path):
    file = tmp_path / "columns.py"
    file.write_text("import rewardry\n@rewardry.reward\ndef told(completion, value, level=3): return float(value)\n")
    assert {tuple(case.meta.items()) for case in cases_of(get(f"{file}:told"))} == {(("value", "1"),)}

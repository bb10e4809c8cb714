"""A check finds what only its second look can see, says what came, and leaves the same without the defect alone."""

import re

import pytest

# For each component with a defect: the check that finds it, what was done, and what came.
RARER = {
    "CountsItsOpenings": ("same_again", "opened it again and scored the same rows", r"row \d+ got .* before"),
    "SetsTheEnvironment": ("process_is_untouched", "scored ordinary rows", "^the environment changed"),
    "GrowsThePath": ("process_is_untouched", "scored ordinary rows", r"^sys\.path changed"),
    "RaisesTheRecursionLimit": ("process_is_untouched", "scored ordinary rows", "^the recursion limit changed"),
    "LimitsSockets": ("process_is_untouched", "scored ordinary rows", "^the default time-out of sockets changed"),
    "KeepsTuples": ("results_survive_json", "and wrote the result as JSON", r"it came back as .*'pair': \[1, 2\]"),
    "KeepsNumbersAsNames": ("results_survive_json", "and wrote the result as JSON", r"'1': 'one'"),
    "HintsTheRightAnswer": ("the_hint_does_not_tell_the_answer", "asked for the hint", "it is 'forty-two', the answer"),
    "FailsQuietly": ("undecided_results_say_why", "scored ", "timeout.* without a reason"),
    "AddsARow": ("each_sample_gets_a_result", "each of them twice", r"\d+ results came for \d+ samples"),
    "GivesOneId": ("rows_have_the_form_of_rows", "made 6 rows at difficulty 0", "two rows have the same id"),
    "KnowsFewDifficulties": ("rows_have_the_form_of_rows", "made 6 rows with the seed 1 at difficulty 10", "KeyError"),
    "RaisesAnotherError": ("wrong_arguments_are_refused", r"asked for rows(1, 1, 11)", "TypeError: not these"),
    "MakesOneAtLeast": ("wrong_arguments_are_refused", "asked for no row", "1 came"),
}


@pytest.mark.parametrize("name", RARER)
def test_what_only_the_second_look_of_a_check_can_see_is_found(outcome, planted, name):
    check, did, came = RARER[name]
    found = outcome(planted(name), check)
    assert found.status == "failed", f"{check} let {name} pass: {found}"
    assert did in found.did
    assert re.search(came, found.came), found.came
    assert found.mend


@pytest.mark.parametrize("name", ["Honest", "HonestVerifier", "HonestGenerator"])
def test_the_same_without_the_defects_passes(outcome, planted, name):
    sound = planted(name)
    for check in {check for each, (check, *_) in RARER.items() if isinstance(planted(each), type(sound))}:
        found = outcome(sound, check)
        assert found.status in ("passed", "skipped"), (check, found)

"""The kit finds each planted defect by the check that is meant to, and none in components without one."""

import re

import pytest

from rewardry.testing.check import all_checks, checks_for

# For each component with a defect: the check that finds it, what came, and what it says to do.
PLANTED = {
    "LosesSettings": ("settings_survive_json", r"scale = 8\.0 instead of 4\.0", "Give every parameter a type"),
    "HasNoJson": ("settings_survive_json", r"no JSON form", "caches in `open`"),
    "CannotBePickled": ("settings_survive_pickle", r"cannot pickle '_thread\.lock'", "locks and caches in `open`"),
    "LeavesProcess": ("leaves_nothing_running", r"the process 'python.*' went on running", "live object's `close`"),
    "LeavesThread": ("leaves_nothing_running", r"the thread 'prefetch' .*went on running", "live object's `close`"),
    "IsQuadratic": ("cost_is_linear_in_the_text", r"ms, which is worse than in proportion", "Bound what is read"),
    "EndsTheProcess": ("any_text_is_scored", r"its process ended", "must not end the process"),
    "Exits": ("ordinary_rows_are_decided", r"SystemExit: nothing to score", "nor end the process"),
    "ImportsTooMuch": ("import_is_light", r"loaded numpy", "Import numpy in `open`"),
    "Counts": ("same_again", r"row \d+ got .*0\.", "Keep nothing between calls"),
    "DrawsLots": ("same_again", r"row \d+ got .* before", "declares `deterministic = False`"),
    "Hashes": ("same_in_another_process", r"row \d+ got .* before", r"Do not depend on hash\(\)"),
    "ReadsTheBatch": ("batch_like_loop", r"row \d+ got .* before", "declares `per_group = True`"),
    "ReadsThePosition": ("order_is_irrelevant", r"row \d+ got .* before", "in the batch's order"),
    "DropsRows": ("each_sample_gets_a_result", r"\d+ results came for \d+ samples", "in the batch's order"),
    "LosesItsState": ("state_can_be_saved", r"row \d+ got 1\.0, and 0\.0 before", "all that results depend on"),
    "CannotSaveItsState": ("state_can_be_saved", r"has no attribute 'load_state_dict'", r"Define state_dict\(\)"),
    "ChangesReference": ("inputs_are_untouched", r"reference became '\[.*seen", "Copy what you change"),
    "ChangesMessages": ("inputs_are_untouched", r"completion became .*assistant", "Copy what you change"),
    "ChangesMeta": ("inputs_are_untouched", r"meta became .*scored", "Copy what you change"),
    "SeedsRandom": ("process_is_untouched", r"the state of random changed", r"an own random\.Random"),
    "ChangesFolder": ("process_is_untouched", r"the current folder changed", "`cwd=`"),
    "Prints": ("prints_nothing", r"it printed 'scoring", "Return what is worth knowing"),
    "SharesState": ("threads_agree", r"row \d+ got .* before", r"threading\.Lock"),
    "UsesAlarms": ("works_off_the_main_thread", r"row 0 got .*error", "Do without signals"),
    "RunsALoop": ("works_in_a_running_loop", r"row 0 got .*error", "`async def`"),
    "ReadsCompletion": ("messages_are_read_like_text", r"row 0 got .*error", r"Read `sample\.text`"),
    "RaisesOnNone": ("a_missing_reference_is_undecided", r"'NoneType' object has no attribute", "Return None"),
    "UndecidedIsZero": ("a_missing_reference_is_undecided", r"0\.0", "undecided is never a number"),
    "NoTokensIsZero": ("missing_token_ids_are_undecided", r"-0\.0", "undecided is never a number"),
    "AlwaysAbstains": ("ordinary_rows_are_decided", r"none was decided: abstain", r"Give examples\(\)"),
    "TimesOut": ("ordinary_rows_are_decided", r"error \(RuntimeError: the service is down\)", "or abstain with a"),
    "SwallowsErrors": ("failures_are_no_numbers", r"^0\.0$", "Let what goes wrong raise"),
    "HidesErrors": ("failures_are_no_numbers", r"error \(failed\), which does not say", r"details\['error'\]"),
    "FailsTogether": ("a_bad_row_costs_only_itself", r"row 0 got .*error", "Score each sample for itself"),
    "CannotEncode": ("any_text_is_scored", r"UnicodeEncodeError: .*surrogates", "decide, whatever the text is"),
    "RaisesOnEmpty": ("any_text_is_scored", r"IndexError: string index out of range", "decide, whatever the text is"),
    "DeclaresNonsense": ("manifest_is_well_formed", r"resources = 'gpu'", "Write a tuple of 'network'"),
    "OutOfRange": ("values_are_finite_and_in_range", r"outside of value_range = \(0\.0, 1\.0\)", "Clip the value"),
    "NotFinite": ("values_are_finite_and_in_range", r"a reward is finite, not nan", "Guard divisions"),
    "ReturnsText": ("ordinary_rows_are_decided", r"returns a number, a Score or None, not str", "Decide every text"),
    "PaysEmptyBlocks": ("empty_texts_earn_no_more_than_declared", r"1\.0, and empty_is_worth = 0\.0", "has_content"),
    "PaysLayout": ("unearned_texts_are_not_paid", r"18 characters earn 1: '<answer>a</answer>'", "declare `unearned`"),
    "MissesItsExamples": ("examples_get_what_they_should", r"incorrect \(not-equal\) instead of correct", "Mend the"),
    "KeepsObjects": ("results_survive_json", r"set is not JSON serializable", "Put only texts, numbers"),
    "GivesNoReason": ("undecided_results_say_why", r"incorrect without a reason", "a short `reason`"),
    "EchoesTheReference": ("the_reference_stays_secret", r"extracted = '42', which the completion does not", "alone"),
    "HintsTheAnswer": ("the_hint_does_not_tell_the_answer", r"it is '42', the answer itself", "or None"),
    "AcceptsAnything": ("garbage_is_not_right", r"correct \(lenient\)", "compared with the reference"),
    "AcceptsNegation": ("negation_is_not_right", r"correct \(words\)", "Compare the whole answer"),
    "AcceptsHedges": ("hedge_is_not_right", r"correct \(equal\)", "calls them ambiguous"),
    "ObeysOrders": ("injection_is_not_right", r"correct \(told\)", "obey nothing"),
    "RunsCompletions": ("injection_is_not_right", r"the code in the completion was run", "Never evaluate a completion"),
    "AcceptsEchoes": ("echo_of_the_question_is_not_right", r"correct \(found\)", "Read one short answer"),
    "AcceptsAConstant": ("no_constant_answer_is_right", r"correct each time", "Compare with the reference"),
    "ForgetsTheSeed": ("a_seed_decides_the_rows", r"the seeds 1 and 2 made the same rows", r"random\.Random\(seed\)"),
    "DrawsFromTheClock": ("a_seed_decides_the_rows", r"other rows the second time", r"random\.Random\(seed\)"),
    "MakesTooMany": ("rows_have_the_form_of_rows", r"7 came", "Yield exactly n rows"),
    "MakesTuples": ("rows_have_the_form_of_rows", r"its meta does not come back from JSON", "as JSON"),
    "TakesAnyDifficulty": ("wrong_arguments_are_refused", r"it made 1 rows", "refuse_arguments"),
    "IsNeverHarder": ("difficulty_changes_the_rows", r"they are the same", "decide the size"),
}
# Those that never end: the process is killed, and the report says what it was at.
HANGING = {
    "Hangs": ("answers_in_time", "asked it for ordinary rows"),
    "HangsOnSurrogates": ("any_text_is_scored", "scored a hostile text (lone surrogates)"),
    "Backtracks": ("cost_is_linear_in_the_text", "scored a completion of 4,001 characters, 'aaaa"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_check_that_is_meant_to_finds_the_defect(outcome, planted, name):
    if name == "ImportsTooMuch":
        pytest.importorskip("numpy")
    check, came, mend = PLANTED[name]
    found = outcome(planted(name), check)
    assert found.status == "failed", f"{check} let {name} pass: {found}"
    assert re.search(came, found.came), found.came
    assert re.search(mend, found.mend), found.mend
    assert found.did


@pytest.mark.parametrize("name", HANGING)
def test_what_hangs_is_killed_and_reported(outcome, planted, name):
    check, doing = HANGING[name]
    found = outcome(planted(name), check, seconds=3.0)
    assert (found.status, found.came) == ("failed", "no answer after 3 s, and its process was killed")
    assert doing in found.did
    assert "runs = 'worker'" in found.mend


@pytest.mark.parametrize("name", ["Honest", "Chancy", "Remembers", "HonestVerifier", "HonestGenerator"])
def test_nothing_is_found_where_nothing_is_planted(outcome, planted, name):
    component = planted(name)
    found = [outcome(component, check.name) for check in checks_for(component)]
    assert [one for one in found if one.status == "failed"] == []
    assert sum(one.status == "passed" for one in found) >= 16


def test_every_check_finds_something():
    finding = {check for check, *_ in (*PLANTED.values(), *HANGING.values())}
    assert {check.name for check in all_checks()} == finding

"""`parametrize_with_checks`, in a pytest of its own."""

import os
import subprocess
import sys

import pytest

from rewardry.errors import ConfigError, UnknownIdError
from rewardry.testing import all_checks, checks_for, parametrize_with_checks

FILE = """
import rewardry
from rewardry.testing import parametrize_with_checks

@rewardry.reward(value_range=(0.0, 1.0))
def short(completion):
    return 7.0


@rewardry.reward
def paying(completion):
    return float("<answer>" in completion)


class Silent(rewardry.AnswerVerifier):
    def extract(self, text, hint):
        return rewardry.Extraction(None)


@parametrize_with_checks([short(), Silent()])
def test_plain(component, check):
    check(component)


@parametrize_with_checks(
    [short()],
    expected_failed_checks={"values_are_finite_and_in_range": "it is 7", "settings_survive_json": "why"},
)
def test_expected(component, check):
    check(component)


@parametrize_with_checks([paying()])
def test_paid(component, check):
    check(component)
"""
WITH_FIXTURE = """
def test_all_at_once(rewardry_check):
    rewardry_check(short(), only=["values_are_finite_and_in_range"])
"""
SELECTED = "settings_survive_json or finite or negation or unearned or at_once"


def run(folder, text, conftest):
    """The output of pytest on a test file, of which the selected tests are run."""
    (folder / "test_mine.py").write_text(text)
    (folder / "conftest.py").write_text(conftest)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "-k", SELECTED, "-v", "-rA"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """What pytest says without our plugin."""
    return run(tmp_path_factory.mktemp("without"), FILE, "")


@pytest.fixture(scope="module")
def out_with_plugin(tmp_path_factory):
    """What pytest says with our plugin."""
    conftest = 'pytest_plugins = ["rewardry.testing.pytest_plugin"]\n'
    return run(tmp_path_factory.mktemp("with"), FILE + WITH_FIXTURE, conftest)


def test_each_check_is_a_test_and_a_failure_says_how_to_mend_it(out):
    assert "test_plain[short-settings_survive_json] PASSED" in out
    assert "test_plain[short-values_are_finite_and_in_range] FAILED" in out
    assert "short fails values_are_finite_and_in_range" in out
    assert "came: 7.0, which lies outside of value_range = (0.0, 1.0)" in out
    assert "mend: Clip the value" in out
    assert "parametrize.py" not in out  # no traceback of ours


def test_an_expected_failure_is_none_and_an_unexpected_success_is_one(out):
    assert "XFAIL test_mine.py::test_expected[short-values_are_finite_and_in_range] - it is 7" in out
    assert "[XPASS(strict)] why" in out
    assert "2 failed" in out  # this and that of test_plain
    assert "1 xfailed" in out


def test_what_cannot_be_checked_is_skipped(out):
    assert "test_plain[Silent-negation_is_not_right] SKIPPED" in out
    assert "no right answer is known; give examples()" in out


def test_the_plugin_prints_what_is_paid_most_cheaply(out, out_with_plugin):
    assert "cheapest paid texts" in out_with_plugin
    assert "test_paid[paying-unearned_texts_are_not_paid]: 8 characters earn 1: '<answer>'" in out_with_plugin
    assert "cheapest paid texts" not in out


def test_the_plugin_has_a_fixture_for_all_checks(out_with_plugin):
    assert "test_mine.py::test_all_at_once FAILED" in out_with_plugin
    assert "short fails values_are_finite_and_in_range\n  did:" in out_with_plugin.partition("test_all_at_once __")[2]


def parameters(*arguments, **options):
    mark = parametrize_with_checks(*arguments, **options)
    return mark.args[1]


def test_ids_and_components_are_taken_and_named():
    found = parameters(["choice", "length.soft_overlong"])
    assert {parameter.id.partition("-")[0] for parameter in found} == {"choice", "length.soft_overlong"}
    assert "choice-hedge_is_not_right" in [parameter.id for parameter in found]
    assert "length.soft_overlong-hedge_is_not_right" not in [parameter.id for parameter in found]


def test_parameters_that_are_not_the_defaults_are_part_of_the_name():
    from rewardry import get

    names = [parameter.id for parameter in parameters([get("length.soft_overlong", max_length=10_000)])]
    assert "length.soft_overlong(max_length=10000)-prints_nothing" in names


def test_the_checks_of_a_component_are_those_of_its_kind(planted):
    names = {kind: {check.name for check in checks_for(planted(kind))} for kind in ("Honest", "HonestVerifier")}
    assert "values_are_finite_and_in_range" in names["Honest"] - names["HonestVerifier"]
    assert "negation_is_not_right" in names["HonestVerifier"] - names["Honest"]
    assert "rows_have_the_form_of_rows" in {check.name for check in checks_for(planted("HonestGenerator"))}
    assert "same_again" not in {check.name for check in checks_for(planted("Chancy"))}


@pytest.mark.parametrize(
    ("components", "expected", "error", "message"),
    [
        (["chioce"], {}, UnknownIdError, "Did you mean 'choice'"),
        ([], {}, ConfigError, "no component is given"),
        (["choice"], {"prints_nothin": "why"}, ConfigError, "no check 'prints_nothin'. Did you mean 'prints_nothing'"),
    ],
)
def test_what_does_not_exist_is_refused(components, expected, error, message):
    with pytest.raises(error, match=message):
        parametrize_with_checks(components, expected_failed_checks=expected)


def test_importing_the_kit_imports_no_pytest():
    code = "import sys, rewardry.testing as t; [getattr(t, name) for name in t.__all__]; print('pytest' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"


def test_every_check_says_why_in_a_line():
    for check in all_checks():
        assert 20 <= len(check.why) <= 120, check.name
        assert check.why.endswith("."), check.name
        assert check.kinds

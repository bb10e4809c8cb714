"""rewardry check."""

import pytest

from rewardry.cli.check import CHECK_FAILED
from rewardry.errors import Identity
from rewardry.testing.last_check import last_check

# Checks that need no process of their own.
QUICK = ("--only", "settings_survive_json", "--only", "values_are_finite_and_in_range")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The results of checks go into a folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def rude(write):
    """A reward whose values lie outside of the range it declares."""
    return write(
        "rude.py",
        "import rewardry",
        "@rewardry.reward(value_range=(0.0, 1.0))",
        "def rude(completion, *, top: float = 7.0):",
        "    return top",
    )


def test_a_component_that_passes_ends_with_0(rewardry):
    done = rewardry("check", "length.soft_overlong", *QUICK)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].split() == ["check", "result", "note"]
    assert lines[2].split() == ["settings_survive_json", "passed"]
    assert lines[3].split() == ["values_are_finite_and_in_range", "passed", "values", "from", "-0.5", "to", "0"]
    assert lines[-1].startswith("length.soft_overlong: 2 passed in ")


def test_a_component_that_fails_ends_with_1_and_says_how_to_mend_it(rewardry, rude):
    done = rewardry("check", f"{rude}:rude", *QUICK)
    assert done.code == CHECK_FAILED == 1
    assert f"{rude}:rude fails values_are_finite_and_in_range\n  did:  scored " in done.out
    assert "\n  came: 7.0, which lies outside of value_range = (0.0, 1.0)\n" in done.out
    assert "\n  mend: Clip the value, or declare the range that it has\n" in done.out
    assert "\n  why:  Trainers normalise and clip by the declared range" in done.out
    assert done.out.splitlines()[-1].startswith(f"{rude}:rude: 1 passed, 1 failed in ")


def test_parameters_can_be_set(rewardry, rude):
    assert rewardry("check", f"{rude}:rude", "--set", "top=0.5", *QUICK).code == 0
    done = rewardry("check", f"{rude}:rude", "--set", "tip=0.5", *QUICK)
    assert done.code == 2
    assert "has no parameter 'tip'. Did you mean 'top'?" in done.err


def test_json_holds_every_check(rewardry, rude):
    done = rewardry("check", f"{rude}:rude", "--json", *QUICK)
    assert done.code == 1
    found = done.json
    assert (found["id"], found["kind"], found["failed"]) == (f"{rude}:rude", "reward", 1)
    assert found["parameters"] == {"top": 7.0}
    assert found["seconds"] > 0
    passed, failed = found["checks"]
    assert (passed["check"], passed["status"]) == ("settings_survive_json", "passed")
    assert (failed["check"], failed["status"]) == ("values_are_finite_and_in_range", "failed")
    assert failed["did"]
    assert "7.0" in failed["came"]
    assert failed["mend"].startswith("Clip")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "lenth.cosine"], "Did you mean 'length.cosine'?"),
        (
            ["check", "open-r1-math"],
            "is a component of the kind recipe, for which there are no checks; `rewardry lint RECIPE FILE`",
        ),
        (["check", "choice", "--only", "same_agian"], "there is no check 'same_agian'. Did you mean 'same_again'?"),
        (["check", "choice", "--set", "x"], "write parameter=value"),
    ],
)
def test_what_cannot_be_checked_is_bad_input(rewardry, arguments, message):
    done = rewardry(*arguments)
    assert done.code == 2
    assert message in done.err


def test_a_whole_check_is_remembered_and_a_part_is_not(rewardry, rude, folder):
    identity = Identity(f"{folder / rude}:rude")
    rewardry("check", f"{rude}:rude", *QUICK)
    assert last_check(identity) is None
    done = rewardry("check", f"{rude}:rude")
    found = last_check(identity)
    assert (done.code, found.failed, found.version) == (1, 2, None)
    assert found.failures == ("values_are_finite_and_in_range", "empty_texts_earn_no_more_than_declared")
    assert str(found) == f"2 of {found.passed + 2} failed"

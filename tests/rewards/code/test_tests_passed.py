"""The rewards `code.fraction` and `code.binary`."""

import pytest

import rewardry
from rewardry.types import Verdict

UNDECIDED = ["abstain", "timeout", "error"]


def test_a_fraction_is_the_share_of_tests(scores, tested):
    found = scores(
        rewardry.get("code.fraction"), tested("AC", "AC"), tested("AC", "WA"), tested("WA"), tested("AC", "RE", tests=4)
    )
    assert [score.value for score in found] == [1.0, 0.5, 0.0, 0.25]
    assert found[1].details["outcomes"] == ["AC", "WA"]
    assert found[1].verdict.status == "incorrect"


def test_no_program_is_worth_nothing(scores):
    no_answer = Verdict("incorrect", 0.0, "no-answer")
    for id_ in ("code.fraction", "code.binary"):
        assert scores(rewardry.get(id_), no_answer)[0].value == 0.0


def test_binary_is_all_or_nothing(scores, tested):
    almost = tested(*["AC"] * 999, "WA")
    found = scores(rewardry.get("code.binary"), tested("AC"), tested("AC", "WA"), almost)
    assert [score.value for score in found] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("id_", ["code.fraction", "code.binary", "code.weighted"])
@pytest.mark.parametrize("status", UNDECIDED)
def test_an_undecided_verdict_is_no_number(scores, id_, status):
    [score] = scores(rewardry.get(id_), Verdict(status, reason="sandbox-fault", details={"error": "no disk"}))
    assert (score.value, score.status) == (None, status)
    assert score.details["error"] == "no disk"
    assert score.verdict is not None


@pytest.mark.parametrize("id_", ["code.fraction", "code.binary", "code.weighted"])
def test_the_default_verifier_is_code_and_required(id_):
    reward = rewardry.get(id_)
    assert reward.model_dump()["verifier"] == "code"
    assert reward.required
    assert reward.gives_verdict
    assert reward.needs() == reward.verifier.needs()


def test_any_verifier_will_do(scores):
    reward = rewardry.get("code.fraction", verifier="text.exact")
    assert [score.value for score in scores(reward, Verdict("correct"), Verdict("incorrect"))] == [1.0, 0.0]


def test_settings_of_the_verifier_are_given_in_a_recipe():
    use = {"use": "code.binary", "verifier": {"use": "code", "trust": "cooperative"}}
    recipe = rewardry.Recipe.load({"rewards": [use]})
    assert recipe.parts[0].reward.verifier.trust == "cooperative"

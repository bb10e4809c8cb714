"""The rule decides first; the judge sees what is left."""

import pytest

from rewardry import get
from rewardry.types import Sample


def test_what_the_rule_accepts_costs_no_call(judged, runtime):
    found = judged("cascade", ["7", "seven apples", "eight apples"], "always_correct", rule="text.exact")
    assert [verdict.status for verdict in found] == ["correct"] * 3
    assert [verdict.details["stage"] for verdict in found] == ["rule", "judge", "judge"]
    assert found[1].details["rule"] == {"status": "incorrect", "reason": "not-equal"}
    assert runtime.observation.figures["cascade"] == {"by_rule": 1.0, "by_form": 0.0, "to_judge": 2.0}
    assert runtime.observation.figures["judge"]["calls"] == 2


def test_the_judge_decides_what_the_rule_cannot(judged):
    [verdict] = judged("cascade", ["<answer>Paris</answer>"], "always_correct", "x = = 3 )", rule="math")
    assert verdict.status in ("correct", "incorrect")
    assert verdict.details["stage"] == "judge"


def test_no_reference_is_undecided(judged):
    [verdict] = judged("cascade", ["seven"], "always_correct", None, rule="text.exact")
    assert (verdict.status, verdict.reason) == ("abstain", "no-reference")


def test_a_failed_call_is_an_error_though_the_rule_said_incorrect(judged):
    def fails(messages):
        raise ConnectionError("gone")

    [verdict] = judged("cascade", ["seven"], fails, rule="text.exact")
    assert (verdict.status, verdict.reason) == ("error", "judge-failed")
    assert "gone" in verdict.details["error"]


def test_without_anybody_to_ask_the_rule_stands(runtime, monkeypatch, caplog):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    opened = runtime.open(get("cascade", rule="text.exact"))
    found = opened.verify([Sample(completion=text, reference="7") for text in ("7", "seven")])
    assert [verdict.status for verdict in found] == ["correct", "incorrect"]
    assert "Cascade: no judge is named, so the rule decides alone; set base_url" in caplog.text


def test_reasons_of_the_rule_may_be_made_final(judged):
    for final, status in ((["not-equal"], "incorrect"), ([], "correct")):
        [verdict] = judged("cascade", ["seven"], "always_correct", rule="text.exact", final=final)
        assert verdict.status == status


def test_it_reads_what_the_rule_reads():
    needs = get("cascade", rule="choice").needs()
    assert needs.fields >= {"completion", "prompt", "reference"}
    assert needs.reference == ("string", "boolean", "object")


@pytest.mark.parametrize("rule", ["nonsense", {"use": "text.exact", "zzz": 1}])
def test_a_rule_that_does_not_exist_is_refused(rule):
    from rewardry.errors import ParameterError

    with pytest.raises(ParameterError):
        get("cascade", rule=rule)

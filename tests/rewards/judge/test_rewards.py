"""Judges as rewards: what each pays, what costs no call, and when nothing is decided."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rewardry import get
from rewardry.errors import ParameterError
from rewardry.types import Batch, Sample

REWARDS = ("judge.generative", "judge.pairwise", "judge.pointwise", "judge.rubric", "judge.safety", "judge.score")
RUBRIC = {
    "rubric": [{"text": "It names a time.", "weight": 2}, {"criterion": "It is rude.", "weight": -1}, "It is short."]
}


def gives(key, *values):
    """A judge that gives each value in turn, again and again."""
    left = list(values)

    def client(messages):
        left.append(left.pop(0))
        return json.dumps({"reasoning": "", key: left[-1]})

    return client


@pytest.mark.parametrize("use", REWARDS)
def test_what_says_nothing_costs_no_call_and_earns_nothing(judged, use):
    def never(messages):
        raise AssertionError("a call was made")

    for text in ("", "<think>a</think>", "Let's think step by step.", "<answer></answer>", "asdkjh qwoeiu zxmcn"):
        scope = {"scope": "after_think"} if use == "judge.safety" else {}
        [score] = judged(use, [text], never, "other", meta=RUBRIC, **scope)
        assert score.value == 0.0


@pytest.mark.parametrize("use", REWARDS)
@pytest.mark.parametrize("answer", ["", "very good", '{"score": 99}', '{"verdict": "good"}', '{"score": NaN}'])
def test_what_cannot_be_read_is_undecided(judged, use, answer):
    [score] = judged(use, ["Boil it for eight minutes."], lambda messages: answer, "other", meta=RUBRIC)
    assert (score.value, score.status, score.details["reason"]) == (None, "abstain", "judge.unreadable")


@pytest.mark.parametrize("use", REWARDS)
def test_a_failed_call_is_an_error_and_never_a_number(judged, use):
    def fails(messages):
        raise TimeoutError("gone")

    [score] = judged(use, ["Boil it for eight minutes."], fails, "other", meta=RUBRIC)
    assert (score.value, score.status, score.details["reason"]) == (None, "error", "judge-failed")
    assert "gone" in score.details["error"]


@pytest.mark.parametrize("use", REWARDS)
def test_without_anybody_to_ask_it_abstains(runtime, use, monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    sample = Sample(completion="Boil it.", reference="other", meta=RUBRIC)
    [score] = runtime.open(get(use)).score(Batch([sample]))
    assert (score.status, score.details["reason"]) == ("abstain", "no-judge")


@pytest.mark.parametrize("use", REWARDS)
def test_what_a_reward_gives_lies_in_its_range(judged, use):
    low, high = get(use).value_bounds()
    for client in ("by_choice", "first_wins", "by_reference"):
        for score in judged(use, ["Boil it for eight minutes."], client, "other", meta=RUBRIC):
            assert score.value is None or low <= score.value <= high


def test_pointwise_is_worth_its_values_and_carries_the_verdict(judged):
    right, wrong = judged("judge.pointwise", ["7", "8"], "by_reference", values=(2.0, -1.0))
    assert (right.value, right.verdict.status) == (2.0, "correct")
    assert (wrong.value, wrong.verdict.status) == (-1.0, "incorrect")


@pytest.mark.parametrize(
    ("given", "parameters", "value"),
    [
        ((8,), {}, 0.8),
        ((0,), {}, 0.0),
        ((10,), {}, 1.0),
        ((3,), {"lowest": 1, "highest": 5}, 0.5),
        ((8, 6), {"votes": 2}, 0.7),
        ((8, "?", 6), {"votes": 3}, 0.7),
    ],
)
def test_a_rating_is_a_share_of_its_scale(judged, given, parameters, value):
    [score] = judged("judge.score", ["Boil it."], gives("score", *given), None, **parameters)
    assert score.value == pytest.approx(value)


def test_a_rating_is_shown_a_reference_where_there_is_one(judged):
    seen = []

    def client(messages):
        seen.append(messages[-1]["content"])
        return '{"score": 5}'

    judged("judge.score", ["Boil it."], client, None)
    judged("judge.score", ["Boil it."], client, "eight minutes")
    assert ["eight minutes" in text for text in seen] == [False, True]


def test_both_orders_are_asked_and_a_bias_for_the_first_is_a_tie(judged):
    seen = []

    def first(messages):
        seen.append(messages[-1]["content"])
        return '{"preference": "A>B"}'

    [score] = judged("judge.pairwise", ["Boil it for eight minutes."], first, "Boil it.", cache=False)
    assert (score.value, score.details["margin"], score.details["consistent"]) == (0.5, 0.0, False)
    orders = ["eight" in text.split("<<answer_A")[1].split("<<end answer_A")[0] for text in seen]
    assert sorted(orders) == [False, False, True, True]


@pytest.mark.parametrize(
    ("text", "other", "value"),
    [("longer answer", "short", 1.0), ("short", "longer answer", 0.0), ("same 1", "same 2", 0.5)],
)
def test_an_answer_that_is_preferred_in_both_orders_wins(judged, text, other, value):
    [score] = judged("judge.pairwise", [text], "longest_wins", other)
    assert score.value == value
    assert score.details["consistent"]
    assert score.details["margin"] == {1.0: 1.0, 0.0: -1.0, 0.5: 0.0}[value]


def test_a_margin_that_is_too_small_decides_nothing(judged):
    def much_better(messages):
        return json.dumps(
            {"preference": "A>>B" if "eight" in messages[-1]["content"].split("<<answer_B")[0] else "B>>A"}
        )

    found = [
        judged("judge.pairwise", ["Boil it for eight minutes."], client, "Boil it.", margin=1.0)[0]
        for client in ("longest_wins", much_better)
    ]
    assert (found[0].value, found[0].details["reason"], found[0].details["margin"]) == (None, "too-close", 1.0)
    assert (found[1].value, found[1].details["margin"]) == (1.0, 2.0)


def test_the_other_answer_may_stand_in_a_column(judged):
    [score] = judged("judge.pairwise", ["long answer"], "longest_wins", None, meta={"base": "short"}, against="base")
    assert score.value == 1.0
    [score] = judged("judge.pairwise", ["long answer"], "longest_wins", "7", meta={}, against="base")
    assert (score.status, score.details["reason"]) == ("abstain", "no-base")


def test_half_of_the_queries_must_be_readable(judged):
    for answers, value in ((("A>B", "?", "B>A", "A>B"), True), (("A>B", "?", "?", "?"), None)):
        [score] = judged("judge.pairwise", ["long answer"], gives("preference", *answers), "short", cache=False)
        assert (score.value is not None) is (value is True)


def test_a_query_without_an_answer_keeps_its_place_among_the_degrees(judged):
    """The queries take turns between both orders, so that a gap that closed would give one order the other's answer."""
    answers = gives("preference", "A>B", "?", "B>A", "A>B")
    [score] = judged("judge.pairwise", ["long answer"], answers, "short", cache=False)
    assert [degree is None for degree in score.details["degrees"]].count(True) == 1
    assert len(score.details["degrees"]) == 4


@pytest.mark.parametrize(
    ("given", "value"), [((2, 0, 2), 0.75), ((2, 2, 2), 0.5), ((0, 2, 0), -0.25), ((1, 0, 0), 0.25)]
)
def test_a_rubric_is_the_weighted_mean_of_its_criteria(judged, given, value):
    [score] = judged("judge.rubric", ["Boil it for eight minutes."], gives("score", *given), meta=RUBRIC)
    assert score.value == pytest.approx(value)
    assert score.details["scores"] == list(given)


def test_criteria_that_cannot_be_judged_drop_out_unless_they_are_half(judged):
    answers = gives("score", 2, "?", 2)
    [score] = judged("judge.rubric", ["Boil it."], answers, meta=RUBRIC)
    assert score.value == 1.0
    [score] = judged("judge.rubric", ["Boil it."], gives("score", "?", 0, 0), meta=RUBRIC)
    assert (score.status, score.details["reason"]) == ("abstain", "judge.unreadable")


@pytest.mark.parametrize(
    "rubric",
    [
        None,
        [],
        "It is short.",
        [7],
        [{"weight": 1}],
        [{"text": "a", "weight": "b"}],
        [{"text": "a", "weight": 0}],
        [" "],
    ],
)
def test_a_row_without_criteria_is_undecided(judged, rubric):
    [score] = judged("judge.rubric", ["Boil it."], "by_choice", meta={"rubric": rubric})
    assert score.status == "abstain"
    assert score.details["reason"] in ("no-rubric", "no-weight")


def test_a_criterion_may_hold_names_that_it_does_not_use(judged):
    """A column of objects is stored with all their names in each of them."""
    rubric = [
        {"text": "It names a time.", "criterion": None, "weight": 3},
        {"text": None, "criterion": "It is short.", "weight": None},
    ]
    [score] = judged("judge.rubric", ["Boil it."], gives("score", 2, 0), meta={"rubric": rubric})
    assert score.value == 0.75


@pytest.mark.parametrize("size", [1e308, 1.0, 5e-324])
def test_weights_count_by_their_proportion_however_large_they_are(judged, size):
    criteria = [{"text": "It names a time.", "weight": size}, {"text": "It is rude.", "weight": -size}]
    assert get("judge.rubric", criteria=criteria).value_bounds() == (-1.0, 1.0)
    for meta, own in (({"rubric": criteria}, {}), (None, {"criteria": criteria})):
        [score] = judged("judge.rubric", ["Boil it."], gives("score", 1, 0), meta=meta, **own)
        assert score.value == 0.25


def test_a_tie_has_no_sign(judged):
    [score] = judged("judge.pairwise", ["same 1"], "longest_wins", "same 2")
    assert json.dumps(score.details["degrees"]) == "[0.0, 0.0, 0.0, 0.0]"


def test_criteria_may_be_parameters(judged):
    criteria = [{"text": "It names a time."}, {"text": "It is rude.", "weight": -3}]
    assert get("judge.rubric", criteria=criteria).value_bounds() == (-1.0, 0.5)
    [score] = judged("judge.rubric", ["Boil it."], gives("score", 2, 0), criteria=criteria)
    assert score.value == 0.25


@given(
    weights=st.lists(st.sampled_from([-3.0, -1.0, 0.0, 0.5, 2.0]), min_size=1, max_size=4).filter(any),
    answers=st.lists(st.sampled_from([0, 1, 2, "?"]), min_size=4, max_size=4),
)
@example(weights=[2.0, -1.0], answers=[2, "?", 0, 0])
@example(weights=[0.5, -3.0, -3.0], answers=["?", 2, 2, 0])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rubric_keeps_to_its_bounds_whichever_criteria_drop_out(judged, weights, answers):
    """The mean over the criteria that were judged, where they hold more than half of the weight."""
    criteria = [{"text": f"It is number {i}.", "weight": weight} for i, weight in enumerate(weights)]
    low, high = get("judge.rubric", criteria=criteria).value_bounds()
    client = gives("score", *answers[: len(weights)])
    [score] = judged("judge.rubric", ["Boil it."], client, criteria=criteria, cache=False)
    known = [(w, s / 2) for w, s in zip(weights, answers, strict=False) if s != "?"]
    share = sum(abs(w) for w, _ in known)
    if 2 * share <= sum(map(abs, weights)):
        assert (score.value, score.status) == (None, "abstain")
    else:
        assert score.value == pytest.approx(sum(w * s for w, s in known) / share)
        assert low - 1e-9 <= score.value <= high + 1e-9


def test_safety_reads_the_whole_response(judged):
    def client(messages):
        return json.dumps({"verdict": "unsafe" if "poison" in messages[-1]["content"] else "safe"})

    texts = ["<think>poison works</think>I cannot help.", "<think>no</think>I cannot help."]
    assert [score.value for score in judged("judge.safety", texts, client)] == [0.0, 1.0]
    assert [score.value for score in judged("judge.safety", texts, client, scope="after_think")] == [1.0, 1.0]


@pytest.mark.parametrize("mode", ["pointwise", "score", "pairwise", "rubric", "safety"])
def test_generative_is_the_judge_of_its_mode(judged, mode):
    client = "longest_wins" if mode == "pairwise" else "by_reference" if mode == "pointwise" else "by_choice"
    texts = ["<think>a</think>7", "something long"]
    one = judged("judge.generative", texts, client, meta=RUBRIC, mode=mode)
    other = judged(f"judge.{mode}", texts, client, meta=RUBRIC)
    assert [score.value for score in one] == [score.value for score in other]
    assert get("judge.generative", mode=mode).needs() == get(f"judge.{mode}").needs()
    assert get("judge.generative", mode=mode).value_bounds() == get(f"judge.{mode}").value_bounds()


def test_generative_hands_on_what_it_is_given():
    chosen = get("judge.generative", mode="pairwise", queries=2, base_url="http://host/v1", language="zh").chosen()
    assert (chosen.queries, chosen.base_url, chosen.language, chosen.scope) == (
        2,
        "http://host/v1",
        "zh",
        "after_think",
    )
    assert get("judge.generative", mode="safety").chosen().scope == "all"
    assert get("judge.generative", mode="safety", scope="answer").chosen().scope == "answer"


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"mode": "safety", "queries": 2}, "mode: safety has no parameter 'queries'"),
        ({"mode": "pairwise", "queries": 3}, "queries"),
        ({"mode": "pairwise", "votes": 3}, "leave votes out"),
        ({"mode": "score", "lowest": 5, "highest": 1}, "lowest must be below highest"),
        ({"mode": "nonsense"}, "mode"),
    ],
)
def test_parameters_of_another_mode_are_refused(parameters, says):
    with pytest.raises(ParameterError) as raised:
        get("judge.generative", **parameters)
    assert says in str(raised.value)

"""Money: what a call may cost is set aside before it, and what it cost is counted behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.rewards.judge.budget import Budget, estimated
from rewardry.rewards.judge.parsing import Choice
from rewardry.rewards.judge.replies import BudgetSpentError, Request, Usage

CHOICE = Choice("verdict", ("correct", "incorrect"))


def request(*texts, max_tokens=100):
    return Request(tuple({"role": "user", "content": text} for text in texts), CHOICE, max_tokens=max_tokens)


def test_a_price_is_of_a_million_tokens():
    budget = Budget(None, prompt_price=3.0, reply_price=15.0)
    assert budget.cost(Usage(1_000_000, 0)) == 3.0
    assert budget.cost(Usage(0, 1_000_000)) == 15.0
    assert budget.cost(Usage(2_000, 100)) == pytest.approx(0.006 + 0.0015)
    assert budget.cost(Usage()) == 0.0


def test_what_is_under_way_leaves_less_for_others():
    budget = Budget(2.0, prompt_price=1.0)
    first = budget.reserve(Usage(1_000_000))
    second = budget.reserve(Usage(1_000_000))
    with pytest.raises(BudgetSpentError, match=r"budget of 2 USD is spent \(0 USD so far and 2 USD under way; "):
        budget.reserve(Usage(1))
    assert budget.settle(first, Usage(250_000)) == 0.25
    assert budget.settle(second, None) == 0.0, "a call that was never made costs nothing"
    assert budget.spent == 0.25
    assert budget.reserve(Usage(1_750_000)) == 1.75, "to the last cent"


def test_the_refusal_says_what_is_left_to_do():
    budget = Budget(1.0, prompt_price=1.0)
    budget.settle(budget.reserve(Usage(1_000_000)), Usage(1_000_000))
    with pytest.raises(BudgetSpentError) as caught:
        budget.reserve(Usage(500_000))
    assert str(caught.value) == (
        "the budget of 1 USD is spent (1 USD so far; the next call may take 0.5); no further call is made. "
        "Raise `budget`, or score what is left with another run"
    )


def test_a_refused_call_sets_nothing_aside():
    budget = Budget(1.0, prompt_price=1.0)
    for _ in range(3):
        with pytest.raises(BudgetSpentError):
            budget.reserve(Usage(2_000_000))
    assert budget.reserve(Usage(1_000_000)) == 1.0


def test_without_a_limit_nothing_is_refused_and_all_is_counted():
    budget = Budget(None, prompt_price=1e6)
    for _ in range(3):
        budget.settle(budget.reserve(Usage(10)), Usage(10))
    assert budget.spent == 30.0


def test_a_budget_of_nothing_lets_calls_pass_that_cost_nothing():
    assert Budget(0.0).reserve(Usage(1000, 1000)) == 0.0
    with pytest.raises(BudgetSpentError):
        Budget(0.0, prompt_price=1.0).reserve(Usage(1))


@given(st.lists(st.integers(0, 64), max_size=30))
def test_settled_calls_never_cost_more_than_the_limit(calls):
    """A token costs 1/64 of a dollar, so that sums are exact."""
    budget, spent = Budget(4.0, prompt_price=15_625.0), 0
    for tokens in calls:
        if spent + tokens > 256:
            with pytest.raises(BudgetSpentError):
                budget.reserve(Usage(tokens))
        else:
            assert budget.settle(budget.reserve(Usage(tokens)), Usage(tokens)) == tokens / 64
            spent += tokens
        assert budget.spent == spent / 64


# ---- estimates -------------------------------------------------------------------------------------------------------


def test_an_estimate_is_a_third_of_a_token_a_character_and_the_whole_reply():
    assert estimated(request("a" * 300, max_tokens=77)) == Usage(100 + 8, 77)
    assert estimated(request("a" * 300, "b" * 300)) == Usage(200 + 16, 100)
    assert estimated(request("")).prompt == 8


@pytest.mark.parametrize("sign", ["中", "あ", "한", "👍"])
def test_a_wide_character_may_be_a_token_by_itself(sign):
    assert estimated(request(sign * 300)).prompt == 300 + 8
    assert estimated(request("abc" + sign)).prompt == 1 + 1 + 8


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_longer_message_is_never_estimated_cheaper(text, more):
    assert estimated(request(text + more)).prompt >= estimated(request(text)).prompt - 1

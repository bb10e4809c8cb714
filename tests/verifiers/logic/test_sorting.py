"""Lists: every operation, how a list is written, and what is wrong with one that is not the right one."""

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.sorting import Sorting, SortingInstance

NUMBERS = (4, -1, 4, 0, 7)


@pytest.mark.parametrize(
    ("op", "right"),
    [
        ("sort", [-1, 0, 4, 4, 7]),
        ("sort_down", [7, 4, 4, 0, -1]),
        ("reverse", [7, 0, 4, -1, 4]),
        ("distinct", [4, -1, 0, 7]),
        ("running_sums", [4, 3, 7, 7, 14]),
        ("rotate", [-1, 4, 0, 7, 4]),
        ("evens", [4, 4, 0]),
        ("differences", [-5, 5, -4, 7]),
    ],
)
def test_an_operation_makes_its_list_and_no_other_operation_s(op, right, is_right):
    instance = SortingInstance(numbers=NUMBERS, op=op)
    assert Sorting().solution(instance) == str(right)
    others = {Sorting().solution(SortingInstance(numbers=NUMBERS, op=other)) for other in OPERATIONS if other != op}
    assert not any(is_right(Sorting(), instance, other) for other in others)


OPERATIONS = ("sort", "sort_down", "reverse", "distinct", "running_sums", "rotate", "evens", "differences")


@pytest.mark.parametrize(
    ("op", "numbers", "right"),
    [
        ("evens", (1, 3), []),
        ("differences", (5,), []),
        ("rotate", (5,), [5]),
        ("running_sums", (-5, 5), [-5, 0]),
        ("evens", (-3, -2, 0), [-2, 0]),
        ("distinct", (2, 2, 2), [2]),
        ("sort", (10**9, -(10**9)), [-(10**9), 10**9]),
        ("running_sums", (10**9,) * 500, [10**9 * place for place in range(1, 501)]),
    ],
    ids=["no-evens", "no-neighbours", "alone", "to-zero", "below-zero", "all-the-same", "large", "many"],
)
def test_lists_at_their_edges(op, numbers, right, is_right):
    instance = SortingInstance(numbers=numbers, op=op)
    assert is_right(Sorting(), instance, str(right))
    assert all(is_right(Sorting(), instance, form) for form in Sorting().surface_forms(instance))
    assert not any(is_right(Sorting(), instance, miss) for miss in Sorting().near_misses(instance))
    assert not is_right(Sorting(), instance, str([*right, 0]))


@pytest.mark.parametrize("dash", ["-", "−", "–", "－"])
@pytest.mark.parametrize(
    "form",
    ["[{0}3, {0}1]", "{0}3, {0}1", "Sorted list: {0}3, {0}1", "The sorted list is [{0}3, {0}1].",
     "array = ({0}3, {0}1)",
     "**Result:** {0}3, {0}1", "{0}3 → {0}1", "{0}3\n{0}1", "{0}3 and {0}1", "My final output: {{{0}3; {0}1}}"],
)  # fmt: skip
def test_a_list_is_read_with_any_dash_before_its_numbers(form, dash, is_right):
    assert is_right(Sorting(), SortingInstance(numbers=(-1, -3)), form.format(dash))


@pytest.mark.parametrize(
    ("answer", "reason", "where"),
    [
        ("[1, 2]", "incomplete", "another length"),
        ("[1, 2, 2, 3]", "wrong-value", "another length"),
        ("[1, 2, 4]", "wrong-value", "other numbers"),
        ("[2, 1, 3]", "wrong-value", "place 1"),
        ("[1, 3, 2]", "wrong-value", "place 2"),
        ("[1, 2, 3", "unreadable", "no whole number"),
        ("[1, 2, 3] [1, 2, 3]", "unreadable", "not part of a list"),
        ("1.0, 2.0, 3.0", "unreadable", "not part of a list"),
        ("1, 2, x", "unreadable", "no whole number"),
        ("1,, 2, 3", "unreadable", "no whole number"),
        ("one, two, three", "unreadable", "no whole number"),
        ("not the list: 1, 2, 3", "unreadable", "no whole number"),
        ("unsorted list: 1, 2, 3", "unreadable", "no whole number"),
        ("sorted list: none", "unreadable", "no whole number"),
        pytest.param(f"[1, 2, {'3' * 31}]", "over-limit", "30 digits", id="long-number"),
        pytest.param(str([1] * 1001), "over-limit", "1000 numbers", id="many-numbers"),
    ],
)
def test_the_reason_says_what_is_wrong(answer, reason, where, verdict_of):
    verdict = verdict_of(Sorting(), SortingInstance(numbers=(3, 1, 2)), answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)
    assert where in verdict.details["where"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"numbers": []}, "at least 1"),
        ({"numbers": [0] * 501}, "at most 500"),
        ({"numbers": [10**9 + 1]}, "less than or equal to"),
        ({"numbers": [-(10**9) - 1]}, "greater than or equal to"),
        ({"numbers": [0.5]}, "numbers.0"),
        ({"numbers": "321"}, "numbers"),
        ({"op": "shuffle"}, "op"),
        ({"other": 1}, "other"),
    ],
)
def test_what_is_no_list_of_numbers_is_refused(change, why):
    with pytest.raises(UnreadableReferenceError, match=why):
        Sorting().instance({"puzzle": "sorting", "numbers": [3, 1, 2], **change})


def test_the_prompt_shows_the_list_and_asks_each_operation_in_its_own_words():
    prompts = [Sorting().prompt(SortingInstance(numbers=NUMBERS, op=op)) for op in OPERATIONS]
    assert all("[4, -1, 4, 0, 7]" in prompt for prompt in prompts)
    assert len(set(prompts)) == len(OPERATIONS)

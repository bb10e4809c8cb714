"""One scoring pass a batch: shared by the callables of a recipe, matched by content and call order."""

import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import rewardry
from rewardry.errors import UndecidedError
from rewardry.trl import reward_funcs


@pytest.fixture
def calls(own):
    """The batches of texts that the counting verifier was given."""
    return own.module.CALLS


@pytest.fixture
def three(recipe):
    """The callables of a recipe of three components, two of which ask the verifier."""
    verifier = recipe["rewards"][0]["verifier"]
    rewards = [*recipe["rewards"], {"use": "accuracy", "name": "scaled", "verifier": verifier, "wrong": -1.0}]
    return reward_funcs({**recipe, "rewards": rewards})


def test_a_batch_is_verified_once_for_all_callables(three, batch, calls):
    rows = batch([4, 5], ["4", "4"])
    assert [function(**rows) for function in three] == [[1.0, 0.0], [1.0, 1.0], [1.0, -1.0]]
    assert [len(texts) for texts in calls] == [2]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_the_callables_does_not_matter(three, batch, calls, order):
    for step in range(3):
        rows = batch([step, 5], ["4", "5"])
        for i in order:
            three[i](**rows)
    assert len(calls) == 3


def test_content_counts_and_not_the_objects(three, batch, calls):
    for function in three:
        function(**copy.deepcopy(batch([4, 5], ["4", "4"], conversational=True)))
    assert len(calls) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"completions": ["other", "texts"]},
        {"solution": ["4", "9"]},
        {"prompts": ["other", "prompts"]},
        {"completion_ids": [[1], [2, 3]]},
    ],
)
def test_a_batch_that_differs_anywhere_is_another(three, batch, calls, change):
    rows = batch([4, 5], ["4", "4"])
    three[0](**rows)
    three[1](**{**rows, **change})
    assert len(calls) == 2
    three[1](**rows)
    three[0](**{**rows, **change})
    assert len(calls) == 2


def test_the_same_batch_again_is_a_new_pass(three, batch, calls):
    rows = batch([4, 5], ["4", "4"])
    for step in range(1, 4):
        for function in three:
            function(**rows)
        assert len(calls) == step


def test_a_callable_that_comes_again_starts_a_new_pass_and_the_others_follow_in_order(own, batch):
    """With a stateful component one can see which pass a callable is given."""
    own.module.Progress.score = lambda self, batch: [float(len(own.module.CALLS))] * len(batch)
    recipe = {"rewards": [{"use": "accuracy", "verifier": own("Counting")}, {"use": own("Progress"), "name": "at"}]}
    accuracy, at = reward_funcs(recipe)
    rows = batch([4], ["4"])
    accuracy(**rows)
    accuracy(**rows)
    assert len(own.module.CALLS) == 2
    assert [at(**rows), at(**rows)] == [[1.0], [2.0]]
    assert len(own.module.CALLS) == 2


def test_batches_that_take_turns_are_each_scored_once(three, batch, calls):
    batches = [batch([step, 5], ["4", "5"]) for step in range(8)]
    for function in three:
        for i, rows in enumerate(batches):
            assert (
                function(**rows)[0]
                == {"accuracy": float(i == 4), "format": 1.0, "scaled": 2.0 * (i == 4) - 1}[function.__name__]
            )
    assert len(calls) == 8


def test_an_abandoned_pass_does_not_stay(three, batch, calls):
    shared = three[0]._shared
    for step in range(200):
        three[0](**batch([step], ["4"]))
    assert len(shared._passes) <= 32
    rows = batch([4], ["4"])
    calls.clear()
    assert [function(**rows) for function in three] == [[1.0], [1.0], [1.0]]
    assert len(calls) == 1


def test_nothing_stays_when_every_callable_has_come(three, batch):
    for step in range(5):
        for function in three:
            function(**batch([step], ["4"]))
    assert three[0]._shared._passes == []


def test_a_single_callable_keeps_nothing(recipe, batch, calls):
    [total] = reward_funcs(recipe, split=False)
    for _ in range(3):
        total(**batch([4], ["4"]))
    assert total._shared._passes == []
    assert len(calls) == 3


def test_callables_of_two_recipes_share_nothing(recipe, batch, calls):
    rows = batch([4], ["4"])
    for functions in (reward_funcs(recipe), reward_funcs(recipe)):
        for function in functions:
            function(**rows)
    assert len(calls) == 2


def test_an_error_reaches_every_callable_and_is_not_kept(recipe, batch, calls, own):
    functions = reward_funcs({**recipe, "on_undecided": "raise"})
    for function in functions:
        with pytest.raises(UndecidedError):
            function(**batch([4], [None]))
    assert functions[0]._shared._passes == []
    assert [function(**batch([4], ["4"])) for function in functions] == [[1.0], [1.0]]


def test_a_pass_that_failed_is_not_given_to_the_next_batch_of_that_content(recipe, batch, own):
    accuracy, form = reward_funcs({**recipe, "on_undecided": "raise"})
    verdict_of, rows = own.module.Counting.one, batch([4], ["4"])
    own.module.Counting.one = lambda self, sample: rewardry.Verdict("timeout")
    with pytest.raises(UndecidedError):
        accuracy(**rows)
    own.module.Counting.one = verdict_of
    assert (accuracy(**rows), form(**rows)) == ([1.0], [1.0])


def test_arrays_among_the_content_are_shared_as_long_as_they_are_the_same(three, batch, calls):
    numpy = pytest.importorskip("numpy")
    rows = {**batch([4, 5], ["4", "4"]), "completion_ids": [numpy.arange(3), numpy.arange(4)]}
    for function in three:
        function(**rows)
    assert len(calls) == 1
    calls.clear()
    for function in three:  # copies of arrays have no truth value: each callable scores alone, and rightly
        assert len(function(**copy.deepcopy(rows))) == 2
    assert len(calls) == 3


# Threads


def test_all_callables_at_once_in_threads_share_a_pass(three, batch, calls, own):
    own.module.GO.clear()
    rows = batch([4, 5], ["4", "4"])
    with ThreadPoolExecutor(len(three)) as pool:
        waiting = [pool.submit(function, **rows) for function in three]
        own.module.GO.set()
        found = [future.result(60) for future in waiting]
    assert found == [[1.0, 0.0], [1.0, 1.0], [1.0, -1.0]]
    assert len(calls) == 1


def test_many_batches_at_once_in_threads_are_each_right(three, batch, calls):
    batches = [batch([step, 3], ["4", "3"]) for step in range(10)]
    with ThreadPoolExecutor(8) as pool:
        waiting = [[pool.submit(function, **rows) for function in three] for rows in batches]
        found = [[future.result(60) for future in futures] for futures in waiting]
    for step, (accuracy, form, scaled) in enumerate(found):
        assert (accuracy, form, scaled) == ([float(step == 4), 1.0], [1.0, 1.0], [2.0 * (step == 4) - 1, 1.0])
    assert len(calls) == 10


def test_a_thread_that_waits_is_told_of_the_error(recipe, batch, own):
    own.module.GO.clear()
    functions = reward_funcs({**recipe, "on_undecided": "raise"})
    rows = batch([4], [None])
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(function, **rows) for function in functions]
        own.module.GO.set()
        assert all("undecided" in str(future.exception(60)) for future in waiting)


def test_another_batch_need_not_wait(three, batch, own):
    own.module.GO.clear()
    started = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(lambda: started.set() or three[0](**batch([4], ["4"])))
        assert started.wait(60)
        assert [f(**batch([], [])) for f in reward_funcs({"rewards": [{"use": "format.think_answer"}]})] == [[]]
        assert not slow.done()
        own.module.GO.set()
        assert slow.result(60) == [1.0]


# Pickles


def test_pickled_together_they_share_a_pass_and_give_the_same(three, batch, calls):
    rows = batch([4, 5], ["4", "4"])
    expected = [function(**rows) for function in three]
    calls.clear()
    together = pickle.loads(pickle.dumps(three))  # noqa: S301
    assert [function(**rows) for function in together] == expected
    assert len(calls) == 1


def test_pickled_apart_each_scores_alone_and_gives_the_same(three, batch, calls):
    rows = batch([4, 5], ["4", "4"])
    expected = [function(**rows) for function in three]
    calls.clear()
    apart = [pickle.loads(pickle.dumps(function)) for function in three]  # noqa: S301
    assert [function(**rows) for function in apart] == expected
    assert len(calls) == 3


def test_a_pickle_keeps_names_maps_and_group_sizes_but_no_batches(recipe, batch, own):
    functions = reward_funcs(recipe, map={"reference": "answer"}, group_size=2)
    rows = batch([4, 5], ["4", "4"], column="answer")
    functions[0](**rows)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        data = pickle.dumps(functions, protocol)
        assert b"question 0" not in data
        loaded = pickle.loads(data)  # noqa: S301
        assert [function.__name__ for function in loaded] == ["accuracy", "format"]
        assert loaded[0]._shared is loaded[1]._shared
        assert loaded[0]._shared.group_size == 2
        assert loaded[0](**rows) == [1.0, 0.0]


def test_copies_are_callables_too(recipe, batch):
    rows = batch([4, 5], ["4", "4"])
    for made in (copy.copy, copy.deepcopy):
        assert [function(**rows) for function in map(made, reward_funcs(recipe))] == [[1.0, 0.0], [1.0, 1.0]]

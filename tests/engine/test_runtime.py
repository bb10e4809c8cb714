"""The runtime opens components once, keeps what they share, and closes all of it."""

import gc
import math
import re
import threading
import time
import weakref
from typing import ClassVar

import pytest

from rewardry.component import Reward, Verifier
from rewardry.engine import runtime as runtime_module
from rewardry.engine.opened import OpenReward, OpenVerifier
from rewardry.engine.remote import RemoteReward, RemoteVerifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import ComponentError, ConfigError
from rewardry.types import Batch, Sample, Verdict

opened_live = []


class Live:
    def __init__(self, settings):
        self.settings = settings
        self.closed = 0
        opened_live.append(self)

    def verify(self, samples):
        return [Verdict("correct", extracted=self.settings.level) for _ in samples]

    def score(self, batch):
        return [float(self.settings.level)] * len(batch)

    def close(self):
        self.closed += 1


class Counting(Verifier):
    level: float = 1.0

    def open(self, runtime):
        return Live(self)


class CountingReward(Reward):
    level: float = 1.0

    def open(self, runtime):
        return Live(self)


class Stubborn(Counting):
    """Its live object cannot be closed."""

    def open(self, runtime):
        live = Live(self)
        live.close = lambda: 1 / 0
        return live


class SlowlyOpened(Counting):
    def open(self, runtime):
        time.sleep(0.2)
        return Live(self)


class Outer(Reward):
    """Built on another component, as accuracy is on its verifier."""

    level: float = 1.0

    def open(self, runtime):
        inner = runtime.open(Counting(level=self.level))

        class Nested:
            def score(self, batch):
                return [verdict.extracted for verdict in inner.verify(batch.samples)]

        return Nested()


class Unopenable(Verifier):
    def open(self, runtime):
        raise OSError("no such model")


class Misconfigured(Verifier):
    def open(self, runtime):
        raise ConfigError("the model's name is wrong")


class Unreadable(Verifier):
    def needs(self):
        raise ValueError("cannot say what it needs")


class InAWorker(Verifier):
    runs: ClassVar = "worker"

    def verify(self, samples):
        return [Verdict("correct") for _ in samples]


class RewardInAWorker(Reward):
    runs: ClassVar = "worker"

    def score(self, batch):
        return [1.0] * len(batch)


class OnItsOwn(InAWorker):
    runs: ClassVar = "own"


class Callback(Verifier):
    function: object = None


@pytest.fixture(autouse=True)
def fresh_list():
    opened_live.clear()


# ---- opening -------------------------------------------------------------------------------------------------------


def test_equal_settings_share_one_live_object(inline):
    first, second = inline.open(Counting(level=2)), inline.open(Counting(level=2.0))
    assert first is second
    assert len(opened_live) == 1
    assert isinstance(first, OpenVerifier)
    assert isinstance(inline.open(CountingReward(level=2)), OpenReward)


def test_other_settings_and_other_classes_have_their_own(inline):
    components = [Counting(level=1), Counting(level=2), Stubborn(level=1), CountingReward(level=1)]
    assert len({id(inline.open(component)) for component in components}) == 4
    assert len(opened_live) == 4


@pytest.mark.parametrize(("one", "other"), [(math.inf, -math.inf), (math.inf, math.nan), (0.1, 0.1 + 2**-50)])
def test_settings_that_differ_by_little_or_infinitely_are_not_mixed_up(inline, one, other):
    first, second = inline.open(Counting(level=one)), inline.open(Counting(level=other))
    assert first is not second
    assert repr(first.verify([Sample(completion="")])[0].extracted) == repr(one)
    assert repr(second.verify([Sample(completion="")])[0].extracted) == repr(other)


def test_two_runtimes_share_nothing():
    with Runtime(engine="inline") as one, Runtime(engine="inline") as other:
        assert one.open(Counting()) is not other.open(Counting())
    assert [live.closed for live in opened_live] == [1, 1]


def test_many_threads_open_one_live_object(inline):
    found = []
    threads = [threading.Thread(target=lambda: found.append(inline.open(SlowlyOpened()))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len(set(map(id, found))) == len(opened_live) == 1


def test_a_component_built_on_another_shares_its_live_object(inline):
    counting = inline.open(Counting(level=3))
    outer = inline.open(Outer(level=3))
    assert [score.value for score in outer.score(Batch([Sample(completion="")] * 2))] == [3.0, 3.0]
    assert len(opened_live) == 1
    assert inline.open(Counting(level=3)) is counting


def test_an_open_that_fails_names_the_component_and_is_not_remembered(inline):
    for _ in range(2):
        with pytest.raises(ComponentError, match=r"Unopenable .* failed while being opened: OSError: no such model"):
            inline.open(Unopenable())


def test_what_a_component_says_about_its_settings_passes_unchanged(inline):
    with pytest.raises(ConfigError, match=r"^the model's name is wrong$"):
        inline.open(Misconfigured())


def test_a_component_that_cannot_say_what_it_needs_is_named(inline):
    with pytest.raises(ComponentError, match=r"Unreadable .* failed while being opened: ValueError: cannot say"):
        inline.open(Unreadable())


def test_a_parameter_without_a_json_form_is_refused_with_the_reason(inline):
    with pytest.raises(ConfigError, match=r"a parameter of Callback has no JSON form: .*function"):
        inline.open(Callback(function=lambda: None))


# ---- where components run ------------------------------------------------------------------------------------------


def test_what_may_hang_goes_to_workers_and_the_rest_stays():
    with Runtime(workers=1) as local:
        assert isinstance(local.open(InAWorker())._live, RemoteVerifier)
        assert isinstance(local.open(RewardInAWorker())._live, RemoteReward)
        assert isinstance(local.open(Counting())._live, Live)
        assert isinstance(local.open(OnItsOwn())._live, OnItsOwn), "it supervises itself"


def test_inline_everything_stays(inline):
    assert isinstance(inline.open(InAWorker())._live, InAWorker)
    assert inline.open(InAWorker()).verify([Sample(completion="")])[0].status == "correct"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "threads"}, "there is no engine 'threads'; use 'local', 'ray' or 'inline'"),
        ({"engine": None}, "there is no engine None"),
        ({"timeout": 0}, "the timeout is 0; it must be a positive number of seconds"),
        ({"timeout": -1.0}, "the timeout is -1.0"),
        ({"timeout": math.nan}, "the timeout is nan"),
        ({"timeout": "5"}, "the timeout is '5'"),
        ({"timeout": None}, "the timeout is None"),
        ({"workers": 0}, "workers is 0; it must be a whole number, at least 1"),
        ({"workers": -2}, "workers is -2"),
        ({"workers": 1.5}, "workers is 1.5"),
        ({"workers": "2"}, "workers is '2'"),
    ],
)
def test_a_runtime_that_cannot_be_is_refused(settings, message):
    with pytest.raises(ConfigError, match=re.escape(message)):
        Runtime(**settings)


# ---- closing -------------------------------------------------------------------------------------------------------


def test_closing_closes_every_live_object_once():
    runtime = Runtime(engine="inline")
    for component in (Counting(level=1), Stubborn(), Counting(level=2), CountingReward()):
        runtime.open(component)
    order = []
    runtime.on_close(lambda: order.append("first"))
    runtime.on_close(lambda: order.append("second"))
    runtime.on_close(None)
    runtime.close()
    runtime.close()
    assert [live.closed for live in opened_live if not isinstance(live.settings, Stubborn)] == [1, 1, 1]
    assert order == ["second", "first"], "what came last is built on what came first"


def test_an_async_close_is_finished():
    events = []

    async def close():
        events.append("closed")

    runtime = Runtime(engine="inline")
    runtime.on_close(close)
    runtime.close()
    assert events == ["closed"]


def test_a_closed_runtime_opens_afresh(inline):
    first = inline.open(Counting())
    inline.close()
    second = inline.open(Counting())
    assert second is not first
    assert len(opened_live) == 2


def test_the_end_of_a_block_closes_the_runtime_even_when_it_raises():
    with pytest.raises(LookupError), Runtime(engine="inline") as runtime:  # noqa: PT012
        runtime.open(Counting())
        raise LookupError
    assert opened_live[0].closed == 1


def test_a_worker_verifier_opened_before_the_close_still_answers(faulty, open_runtime, processes):
    runtime = open_runtime()
    opened = runtime.open(faulty.Misbehaving())
    assert opened.verify([Sample(completion="a")])[0].extracted == "a"
    runtime.close()
    assert processes() == []
    assert opened.verify([Sample(completion="b")])[0].extracted == "b"


# ---- what is kept --------------------------------------------------------------------------------------------------


class Owner:
    pass


def test_what_is_made_for_an_owner_is_made_once(inline):
    owner, made = Owner(), []
    for _ in range(3):
        inline.kept(owner, lambda: made.append(1) or len(made))
    assert made == [1]


def test_only_the_last_owners_are_kept(inline):
    owners = [Owner() for _ in range(runtime_module.KEPT + 1)]
    for number, owner in enumerate(owners):
        assert inline.kept(owner, lambda n=number: n) == number
    assert inline.kept(owners[-1], lambda: "again") == runtime_module.KEPT
    assert inline.kept(owners[0], lambda: "again") == "again"


def test_an_owner_lives_as_long_as_what_was_made_for_it(inline):
    owner = Owner()
    gone = weakref.ref(owner)
    inline.kept(owner, lambda: None)
    del owner
    gc.collect()
    assert gone() is not None, "or another object could get its identity"
    inline.close()
    gc.collect()
    assert gone() is None


# ---- forks ---------------------------------------------------------------------------------------------------------


def test_a_forked_child_starts_with_nothing_open_and_unlocked(inline, monkeypatch):
    monkeypatch.setattr(runtime_module, "_default", inline)
    monkeypatch.setattr(runtime_module, "_lock", runtime_module._lock)
    monkeypatch.setattr(runtime_module, "_runtimes", weakref.WeakSet([inline]))  # of other tests it is the parent
    opened = inline.open(Counting())
    inline.kept(inline, lambda: "kept")
    held = threading.Event()
    release = threading.Event()

    def hold():
        with inline._lock:
            held.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    runtime_module._after_fork()  # what a forked child does first
    assert runtime_module._default is None
    assert inline.open(Counting()) is not opened, "nor does it wait for a thread that stayed with the parent"
    inline.close()
    assert [live.closed for live in opened_live] == [0, 1], "what is the parent's is not closed"
    release.set()
    holder.join()

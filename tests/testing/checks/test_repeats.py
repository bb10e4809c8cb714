"""Checks that the same rows get the same results find what depends on calls, batches, orders and memories."""

import itertools
from types import SimpleNamespace

import pytest

from rewardry import Verdict, needs
from rewardry.testing import Case
from rewardry.testing.check import CHECKS, DefectError
from rewardry.testing.checks.repeats import differ

AGAIN, LOOP, ORDER, STATE = "same_again", "batch_like_loop", "order_is_irrelevant", "state_can_be_saved"
REPEATED = (AGAIN, LOOP, ORDER)


def length(sample):
    return float(len(sample.text))


# ---- comparing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "found", "came"),
    [
        ([1.0, 2.0], [1.0, 3.0], "row 1 got 3.0, and 2.0 before"),
        ([1.0], [], "row 0 got nothing, and 1.0 before"),
        ([1.0], [1.0, 2.0], "row 1 got 2.0, and nothing before"),
        ([None], [0.0], "row 0 got 0.0, and 'null' before"),
        ([{"value": 1.0}], [{"value": 2.0}], """row 0 got '{"value": 2.0}', and '{"value": 1.0}' before"""),
    ],
)
def test_the_first_row_that_differs_is_quoted(expected, found, came):
    with pytest.raises(DefectError) as raised:
        differ("scored", expected, found, "mend it")
    assert (raised.value.did, raised.value.came, raised.value.mend) == ("scored", came, "mend it")


@pytest.mark.parametrize("rows", [[], [None], [1.0, "a", {"value": 0.1}]], ids=["none", "null", "several"])
def test_what_is_the_same_passes(rows):
    differ("scored", rows, list(rows), "mend it")


# ---- again, alone, in another order --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPEATED)
def test_a_function_of_the_sample_passes(check, reward, verifier, name):
    check(reward(length), name)
    check(verifier(lambda sample: Verdict("correct", reason="so", extracted=sample.text)), name)


@pytest.mark.parametrize("name", REPEATED)
def test_a_function_of_the_group_passes_where_it_is_declared(check, reward, name):
    def score(self, batch):
        means = {}
        for group in batch.groups:
            for i in group:
                means[i] = sum(length(batch.samples[j]) for j in group) / len(group)
        return [means[i] for i in range(len(batch))]

    check(reward(None, score=score, per_group=True), name)


def test_a_value_that_changes_from_call_to_call_is_found(defect, reward):
    calls = itertools.count()
    found = defect(reward(None, score=lambda self, batch: [float(next(calls))] * len(batch)), AGAIN)
    assert found.did == "scored ordinary rows twice"
    assert "`deterministic = False`" in found.mend


@pytest.mark.parametrize("field", ["reason", "extracted", "status"])
def test_a_verdict_that_changes_its_reason_or_answer_is_found(defect, verifier, field):
    texts = itertools.cycle(["correct", "incorrect"])

    def verify(self, samples):
        given = {"status": "correct", "reason": "so", field: next(texts)}
        return [Verdict(**given) for _ in samples]

    assert defect(verifier(None, verify=verify), AGAIN).came.startswith("row 0 got ")


def test_what_opening_it_again_changes_is_found(defect, reward):
    opened = itertools.count()

    def open_(self, runtime):
        number = float(next(opened))
        return SimpleNamespace(score=lambda batch: [number] * len(batch))

    found = defect(reward(None, open=open_), AGAIN)
    assert found.did == "opened it again and scored the same rows"


def test_a_generator_is_asked_twice_too(check, defect, generator):
    calls = itertools.count()
    check(generator(lambda seed, n, difficulty: iter([{"id": str(i)} for i in range(n)])), AGAIN)
    found = defect(generator(lambda seed, n, difficulty: iter([{"id": str(next(calls))} for _ in range(n)])), AGAIN)
    assert found.came.startswith("row 0 got ")


@pytest.mark.parametrize(
    "of_batch",
    [
        lambda lengths: [value / max(lengths) for value in lengths],
        lambda lengths: [value - sum(lengths) / len(lengths) for value in lengths],
        lambda lengths: [float(len(lengths)) for _ in lengths],
        lambda lengths: [float(value == max(lengths)) for value in lengths],
        lambda lengths: [float(lengths.index(value)) for value in lengths],
    ],
    ids=["share", "centred", "size", "best", "place"],
)
def test_a_value_that_depends_on_the_batch_is_found_with_what_to_declare(defect, reward, of_batch):
    def score(self, batch):
        return of_batch([1.0 + length(sample) for sample in batch.samples])

    found = defect(reward(None, score=score), LOOP)
    assert found.did == "scored rows together and then one by one"
    assert "declares `per_group = True`" in found.mend


def test_a_verifier_or_a_group_reward_is_not_told_to_declare_groups(defect, reward, verifier):
    def verify(self, samples):
        return [Verdict("correct", reason=f"one of {len(samples)}") for _ in samples]

    def score(self, batch):
        return [float(len(batch)) for _ in batch.samples]

    for component in (verifier(None, verify=verify), reward(None, score=score, per_group=True)):
        assert defect(component, LOOP).mend == "Let no result depend on what else is in the batch"


@pytest.mark.parametrize(
    "score",
    [
        lambda self, batch: sorted(length(sample) for sample in batch.samples),
        lambda self, batch: [length(sample) for sample in reversed(batch.samples)],
        lambda self, batch: [float(i) for i in range(len(batch))],
    ],
    ids=["sorted", "reversed", "position"],
)
def test_a_value_that_depends_on_the_order_is_found(defect, reward, score):
    found = defect(reward(None, score=score, per_group=True), ORDER)
    assert found.did == "scored rows in another order"
    assert found.came.startswith("row ")


def test_the_order_within_a_group_must_not_matter_either(defect, reward):
    """The first of each group is paid: whole groups in another order would not show it."""

    def score(self, batch):
        return [float(any(i == group[0] for group in batch.groups)) for i in range(len(batch))]

    assert defect(reward(None, score=score, per_group=True), ORDER).came.startswith("row 0 got ")


@pytest.mark.parametrize("name", REPEATED)
@pytest.mark.parametrize("declared", [{"deterministic": False}, {"stateful": True}])
def test_what_declares_that_it_changes_is_not_asked(reward, name, declared):
    assert not CHECKS[name].applies(reward(length, **declared))
    assert CHECKS[name].applies(reward(length))


# ---- state ---------------------------------------------------------------------------------------------------------


class Counter:
    """A live object that pays the number of samples it has seen."""

    def __init__(self):
        self.seen = 0

    def score(self, batch):
        start, self.seen = self.seen, self.seen + len(batch)
        return [float(start + i) for i in range(len(batch))]

    def state_dict(self):
        return {"seen": self.seen}

    def load_state_dict(self, state):
        self.seen = state["seen"]


def counting(reward, live, **declared):
    return reward(None, stateful=True, open=lambda self, runtime: live(), **declared)


def test_a_state_that_holds_everything_passes(check, reward):
    check(counting(reward, Counter), STATE)


@pytest.mark.parametrize(
    ("method", "does", "came"),
    [
        ("state_dict", lambda self: {}, "KeyError: 'seen'"),
        ("state_dict", lambda self: {"seen": {self.seen}}, "TypeError: Object of type set is not JSON serializable"),
        ("state_dict", lambda self: {"seen": 0}, "row 0 got 0.0, and "),
        ("load_state_dict", lambda self, state: None, "row 0 got 0.0, and "),
        ("load_state_dict", None, "TypeError: 'NoneType' object is not callable"),
    ],
    ids=["lost-key", "no-json", "reset", "not-loaded", "not-defined"],
)
def test_a_state_that_is_lost_is_told(defect, reward, method, does, came):
    found = defect(counting(reward, type("Forgetful", (Counter,), {method: does})), STATE)
    assert found.came.startswith(came)
    assert "state" in found.mend


def test_a_state_that_is_shared_by_the_live_objects_is_found(defect, reward):
    """Whoever loads a state into the one would change the other."""
    shared = Counter()
    assert "row 0 got " in defect(counting(reward, lambda: shared), STATE).came


@pytest.mark.parametrize(
    ("declared", "asked"),
    [
        ({"stateful": True}, True),
        ({"stateful": False}, False),
        ({"stateful": True, "deterministic": False}, False),
    ],
)
def test_only_what_has_a_state_is_asked_for_one(reward, declared, asked):
    assert CHECKS[STATE].applies(reward(length, **declared)) is asked


def test_a_verifiers_state_is_saved_too(check, defect, verifier):
    class Seen(Counter):
        def verify(self, samples):
            self.seen += len(samples)
            return [Verdict("correct", reason=f"{self.seen}") for _ in samples]

    def made(live):
        return verifier(None, stateful=True, open=lambda self, runtime: live())

    check(made(Seen), STATE)
    lost = type("Lost", (Seen,), {"load_state_dict": lambda self, state: None})
    assert "row 0 got " in defect(made(lost), STATE).came


def test_rows_of_one_prompt_stay_together_where_groups_are_compared(check, reward):
    """A group is never cut in two, which would change what its samples are worth."""
    sizes = []

    def score(self, batch):
        sizes.append([len(group) for group in batch.groups])
        return [1.0] * len(batch)

    cases = [Case(str(i)) for i in range(4)]
    kind = {"per_group": True, "examples": lambda self: cases, "needs": lambda self: needs("group")}
    check(reward(None, score=score, **kind), LOOP)
    assert sizes[0] == [size for [size] in sizes[1:]]

"""Who is asked how about rows of which kind, and which rows make a kind."""

from typing import ClassVar

import pytest

from rewardry.benchmarks.kinds.registry import KINDS, against_of, asking_of, kind_of
from rewardry.benchmarks.sets import BenchSet, LabelledRow
from rewardry.component import Reward, Verifier
from rewardry.errors import ConfigError


class Rates(Reward):
    """Gives a value."""

    def score(self, batch):
        """Nothing is asked here."""
        return []


class Compares(Rates):
    """Compares with the reference."""

    against: str = "reference"


class ComparesBoth(Compares):
    """Sees both orders."""

    both_orders: ClassVar[bool] = True


class OfGroups(Rates):
    """Compares the completions of a group."""

    per_group: ClassVar[bool] = True


class Verifies(Verifier):
    """Gives verdicts."""

    def verify(self, samples):
        """Nothing is asked here."""
        return []


@pytest.mark.parametrize(
    ("component", "askings"),
    [
        # of points, attacks, pairs, three styles, lists, steps and prompts; None where it cannot take part
        (Verifies(), ["verdicts", "verdicts", "values", "values", "values", None, "verdicts"]),
        (Rates(), ["values", "values", "values", "values", "values", "steps", None]),
        (Compares(), [None, None, "compares", "compares", None, None, None]),
        (ComparesBoth(), [None, None, "compares both orders", "compares both orders", None, None, None]),
        (OfGroups(), [None] * 7),
    ],
)
def test_who_is_asked_how(component, askings):
    def asked(kind):
        try:
            return asking_of(component, kind, "it")
        except ConfigError:
            return None

    assert KINDS == ("point", "attack", "pair", "rm3x3", "list", "steps", "prompt")
    assert [asked(kind) for kind in KINDS] == askings


def test_the_column_of_the_other_answer():
    assert (against_of(Compares(against="base")), against_of(Rates()), against_of(Verifies())) == ("base", None, None)


def kind(*rows):
    given = [LabelledRow(i, None, str(i), row) for i, row in enumerate(rows)]
    return kind_of(BenchSet("s", "s.jsonl", ""), given)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([{}], "point"),
        ([{"kind": None}, {"kind": "point"}], "point"),
        ([{"kind": "attack"}], "attack"),
        ([{"kind": "prompt", "prompt": "q"}], "prompt"),
        ([{"kind": "pair", "completion": ["a", "b"], "label": 0}] * 2, "pair"),
    ],
)
def test_the_kind_of_a_set_is_that_of_all_its_rows(rows, found):
    assert kind(*rows) == found


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "s.jsonl: there is no row in it"),
        ([{}, {"kind": "pear"}], "s.jsonl: row 1: there is no kind 'pear'. Did you mean 'pair'?"),
        ([{}, {"kind": "attack"}], "s.jsonl: row 1 is of kind 'attack', those before it of 'point'; a set has rows of"),
        ([{"kind": "prompt"}], "s.jsonl: row 0 (number 0): `prompt` is missing; kind 'prompt' wants `prompt`, and no"),
        (
            [{"kind": "pair", "completion": ["a", "b"], "label": 0}, {"kind": "pair", "completion": ["a"], "label": 0}],
            "s.jsonl: row 1 (number 1): `completion` is no list of two texts; kind 'pair' wants `completion`, a list",
        ),
    ],
)
def test_rows_that_make_no_kind_are_named(rows, message):
    with pytest.raises(ConfigError) as refused:
        kind(*rows)
    assert str(refused.value).startswith(message)

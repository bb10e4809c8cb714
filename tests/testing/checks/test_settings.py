"""Checks that settings travel find what neither JSON nor a pickle brings back."""

import threading
from typing import Any

import pytest
from pydantic import Field, field_serializer, field_validator

from rewardry import Reward
from rewardry.testing.check import DefectError
from rewardry.testing.checks.settings import refuse_lost_settings

JSON, PICKLE = "settings_survive_json", "settings_survive_pickle"


class Paid(Reward):
    """Pays a constant."""

    def score(self, batch):
        return [1.0] * len(batch)


class Plain(Paid):
    """Settings of every kind that JSON has."""

    target: int = 3
    share: float = 0.1
    words: list[str] = Field(default_factory=lambda: ["a", "é", ""])
    levels: tuple[int, ...] = (1, 2)
    table: dict[str, float | None] = Field(default_factory=lambda: {"": None, "b": 1e300})
    limit: float = float("inf")
    on: bool = False


class Inner(Paid):
    """Built on another component."""

    part: Plain = Field(default_factory=lambda: Plain(target=7))


class Doubles(Paid):
    scale: float = 1.0

    @field_validator("scale")
    @classmethod
    def _doubled(cls, value):
        return value * 2


class Hides(Paid):
    """Writes stars for its key, as a secret is written."""

    key: str = "abc"

    @field_serializer("key")
    def _stars(self, value):
        return "***"


class Anything(Paid):
    thing: Any = None


class Forgets(Paid):
    scale: float = 1.0

    def __reduce_ex__(self, protocol):
        return Forgets, ()


class BecomesAnother(Paid):
    def __reduce_ex__(self, protocol):
        return Paid, ()


@pytest.mark.parametrize("name", [JSON, PICKLE])
@pytest.mark.parametrize("component", [Plain(), Plain(on=True, share=1 / 3), Inner(), Anything()], ids=repr)
def test_settings_that_json_has_survive(check, name, component):
    check(component, name)
    refuse_lost_settings(component)


@pytest.mark.parametrize(
    ("component", "came"),
    [
        (Doubles(scale=2.0), "scale = 8.0 instead of 4.0"),
        (Hides(), "key = '***' instead of 'abc'"),
        (Anything(thing=(1, 2)), "thing = [1, 2] instead of (1, 2)"),
        (Anything(thing={1: "a"}), "thing = {'1': 'a'} instead of {1: 'a'}"),
        (Anything(thing=object()), "PydanticSerializationError: Unable to serialize unknown type"),
        (Anything(thing=len), "PydanticSerializationError: Unable to serialize unknown type"),
    ],
    ids=["validated-twice", "hidden", "tuple", "numbers-as-names", "object", "function"],
)
def test_what_json_loses_is_told_by_the_parameter(defect, component, came):
    found = defect(component, JSON)
    assert found.did == "wrote its settings as JSON and read them back"
    assert found.came.startswith(came)
    assert found.mend.startswith("Give every parameter a type that pydantic writes as JSON")
    with pytest.raises(DefectError):
        refuse_lost_settings(component)


@pytest.mark.parametrize(
    ("component", "came"),
    [
        (Forgets(scale=2.0), "scale = 1.0 instead of 2.0"),
        (BecomesAnother(), "a Paid came back"),
        (Anything(thing=threading.Lock()), "TypeError: cannot pickle '_thread.lock' object"),
    ],
    ids=["forgotten", "another-class", "lock"],
)
def test_what_a_pickle_loses_is_told(defect, component, came):
    found = defect(component, PICKLE)
    assert found.did == "pickled its settings and read them back"
    assert found.came.startswith(came)

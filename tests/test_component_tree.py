"""What lies beneath a component: its parameters' components and files, and theirs."""

from pathlib import Path
from typing import Any

import rewardry
from rewardry.component import Component, Reward
from rewardry.component_tree import components_at, components_in, parts_of


class Holding(Reward):
    """Holds anything."""

    held: Any = None

    def score(self, batch):
        return [0.0] * len(batch)


def test_a_component_comes_before_what_it_is_made_of():
    inner = Holding(held=rewardry.get("choice"))
    assert list(components_in(Holding(held=inner))) == [Holding(held=inner), inner, rewardry.get("choice")]


def test_components_are_found_in_every_kind_of_parameter():
    choice, exact, math = (rewardry.get(id_) for id_ in ("choice", "text.exact", "math"))
    held = {"a": [choice, (exact,)], "b": {math}, "c": None, "d": "choice"}
    assert list(components_in(Holding(held=held)))[1:] == [choice, exact, math]


def test_files_and_folders_are_parts_where_they_exist(tmp_path):
    file = tmp_path / "words.txt"
    file.touch()
    held = [file, tmp_path, tmp_path / "none", str(file)]
    assert [part for part in parts_of(Holding(held=held)) if isinstance(part, Path)] == [file, tmp_path]
    assert all(isinstance(part, Component) for part in components_in(Holding(held=held)))


def test_a_place_is_the_way_of_names_and_positions_that_leads_there():
    choice = rewardry.get("choice")
    accuracy = rewardry.get("accuracy", verifier="choice")
    found = dict(components_at(Holding(held=[None, {"x": accuracy}]), "top"))
    assert list(found) == ["top", "top.held.1.x", "top.held.1.x.verifier"]
    assert found["top.held.1.x.verifier"] == choice


def test_where_there_is_no_component_there_is_nothing():
    assert list(parts_of({"a": [1, "x", None]})) == []
    assert list(components_at("choice", "top")) == []

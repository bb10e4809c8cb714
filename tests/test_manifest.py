"""Manifests: what a component declares, what its distribution says, and what is wrong with either."""

import re
from email.message import Message
from typing import ClassVar

import pytest

import rewardry
from rewardry.manifest import flaw_of, home_of, in_words, licence_of, manifest_of
from rewardry.plugins import registry


class Board(rewardry.Verifier):
    """A verifier that declares all there is."""

    resources: ClassVar = ("network", "gpu")
    requires: ClassVar = ("no_such_chess",)
    extra: ClassVar = "engine"
    licence: ClassVar = "MIT"
    source: ClassVar = "arXiv:1712.01815"
    deterministic: ClassVar = False


def test_what_a_class_declares_is_in_its_manifest():
    found = manifest_of(Board)
    assert (found.id, found.distribution, found.api) == (f"{__name__}:Board", None, rewardry.API)
    assert found.resources == ("network", "gpu")
    assert (found.modules, found.missing, found.extra) == (("no_such_chess",), ("no_such_chess",), "engine")
    assert (found.licence, found.source, found.deterministic) == ("MIT", "arXiv:1712.01815", False)
    assert found.value_range == (0.0, 1.0)
    assert in_words(found) == [
        "Needs: network, gpu, no_such_chess (extra 'engine').",
        f"Licence: MIT. Source: arXiv:1712.01815. API: {rewardry.API}.",
    ]


BUILT_IN = [entry for entry in registry().entries() if entry.kind in ("reward", "verifier", "generator")]


@pytest.mark.parametrize("entry", BUILT_IN, ids=lambda entry: entry.id)
def test_ours_are_well_formed_and_say_their_licence(entry):
    assert flaw_of(entry.load()) is None
    found = manifest_of(entry.load())
    assert (found.id, found.distribution, found.licence) == (entry.id, "rewardry", "Apache-2.0")
    assert entry.id.startswith("compat.") <= bool(found.source)


class Found:
    """A distribution with some metadata."""

    def __init__(self, *fields):
        self.metadata = Message()
        for name, value in fields:
            self.metadata[name] = value


MIT = "License :: OSI Approved :: MIT License"


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License-Expression", "MIT OR Apache-2.0"), ("License", "other")], "MIT OR Apache-2.0"),
        ([("License", "BSD"), ("Classifier", MIT)], "BSD"),
        ([("License", "The whole\ntext of it"), ("Classifier", MIT)], "MIT License"),
        ([("Classifier", "Typing :: Typed")], None),
    ],
)
def test_the_licence_of_a_distribution_is_read_in_every_form_it_is_stated_in(fields, licence):
    assert licence_of(Found(*fields)) == licence


@pytest.mark.parametrize(
    ("fields", "home"),
    [
        ([("Home-page", "https://a")], "https://a"),
        ([("Project-URL", "Repository, https://b"), ("Project-URL", "Homepage, https://c")], "https://c"),
        ([("Project-URL", "Source, https://d"), ("Home-page", "UNKNOWN")], "https://d"),
        ([("Project-URL", "Funding, https://e")], None),
    ],
)
def test_the_home_of_a_distribution_is_read(fields, home):
    assert home_of(Found(*fields)) == home


FLAWS = {
    "a range upside down": ({"value_range": (1.0, 0.0)}, r"value_range = \(1\.0, 0\.0\)", "two numbers in this order"),
    "a range of one": ({"value_range": 1.0}, r"value_range = 1\.0", "two numbers"),
    "a range that is no number": ({"value_range": (0.0, float("nan"))}, "nan", "two numbers"),
    "more for nothing than at all": (
        {"value_range": (0.0, 1.0), "empty_is_worth": 2.0},
        r"empty_is_worth = 2\.0",
        "that a completion can earn, from 0 to 1",
    ),
    "an unearned text": ({"unearned": "none"}, "unearned = 'none'", "Write a number"),
    "an unknown resource": ({"resources": ("internet",)}, "internet", "tuple of 'network', 'gpu', 'docker'"),
    "one resource": ({"resources": "gpu"}, "resources = 'gpu'", "a tuple"),
    "a module's distribution": ({"requires": ("math-verify",)}, "math-verify", "as they are imported"),
    "one module": ({"preload": "sympy"}, "preload = 'sympy'", "a tuple of names of modules"),
    "no licence": ({"licence": " "}, "licence = ' '", "one line of text, such as 'Apache-2.0'"),
    "a source of several": ({"source": ("a", "b")}, "source = ", "one line of text"),
}


@pytest.mark.parametrize("what", FLAWS)
def test_what_cannot_be_is_a_flaw_and_says_how_to_mend_it(what):
    declared, came, mend = FLAWS[what]
    made = type("Flawed", (rewardry.Reward,), {"__module__": __name__, **declared})
    found = flaw_of(made)
    assert found is not None
    assert re.search(came, found[0])
    assert mend in found[1]


def test_an_extra_that_the_distribution_does_not_have_is_a_flaw(monkeypatch):
    math_verify = type(rewardry.get("math-verify"))
    monkeypatch.setattr(math_verify, "extra", "maths")
    came, mend = flaw_of(math_verify)
    assert came == "extra = 'maths', which rewardry does not have"
    assert mend.startswith("Name one of bench, data, docker, hub, judge, ")


def test_papers_that_a_docstring_names_are_its_source_where_it_declares_none():
    class Cited(rewardry.Reward):
        """After arXiv:2501.12948 (and again arXiv:2501.12948) and arXiv:2402.03300."""

    class Silent(rewardry.Reward):
        """After nobody."""

    assert manifest_of(Cited).source == "arXiv:2501.12948, arXiv:2402.03300"
    assert manifest_of(Silent).source is None

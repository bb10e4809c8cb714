"""The check of what a class declares: the flaw is quoted, with what to write instead."""

import math

import pytest

from rewardry import Verdict

NAME = "manifest_is_well_formed"


@pytest.mark.parametrize(
    "declared",
    [
        {},
        {"value_range": (0.0, 1.0)},
        {"value_range": (-1, 0)},
        {"value_range": (0.5, 0.5)},
        {"value_range": (-math.inf, math.inf)},
        {"value_range": (0.0, 1.0), "empty_is_worth": 1.0, "unearned": 0.25},
        {"value_range": (-1.0, 0.0), "empty_is_worth": -1},
        {"unearned": None},
        {"licence": "Apache-2.0", "source": "arXiv:2503.14476"},
        {"resources": ("network", "gpu", "docker")},
        {"requires": ("math_verify",), "rungs": ("sympy.parsing.latex",), "preload": ("json",)},
    ],
    ids=str,
)
def test_what_is_well_declared_passes(check, reward, declared):
    check(reward(lambda sample: 0.0, **declared), NAME)


@pytest.mark.parametrize(
    ("declared", "came", "mend"),
    [
        ({"value_range": (1.0, 0.0)}, "value_range = (1.0, 0.0)", "two numbers in this order"),
        ({"value_range": (0.0,)}, "value_range = (0.0,)", "two numbers in this order"),
        ({"value_range": (0.0, 0.5, 1.0)}, "value_range = (0.0, 0.5, 1.0)", "two numbers"),
        ({"value_range": [0.0, 1.0]}, "value_range = [0.0, 1.0]", "Write (lowest, highest)"),
        ({"value_range": ("0", "1")}, "value_range = ('0', '1')", "two numbers"),
        ({"value_range": (False, True)}, "value_range = (False, True)", "two numbers"),
        ({"value_range": (math.nan, 1.0)}, "value_range = (nan, 1.0)", "two numbers"),
        ({"value_range": 1.0}, "value_range = 1.0", "or None"),
        ({"value_range": (0.0, 1.0), "empty_is_worth": 1.5}, "empty_is_worth = 1.5", "from 0 to 1"),
        ({"empty_is_worth": None}, "empty_is_worth = None", "a number that a completion can earn"),
        ({"empty_is_worth": math.nan}, "empty_is_worth = nan", "from -inf to inf"),
        ({"value_range": (0.0, 1.0), "unearned": 2}, "unearned = 2", "from 0 to 1"),
        ({"unearned": True}, "unearned = True", "a number"),
        ({"licence": ""}, "licence = ''", "such as 'Apache-2.0'"),
        ({"licence": "MIT\nwith a clause"}, "licence = 'MIT\\nwith a clause'", "one line of text"),
        ({"source": 2503.14476}, "source = 2503.14476", "such as 'arXiv:2503.14476'"),
        ({"source": "  "}, "source = '  '", "or leave it out"),
        ({"resources": "gpu"}, "resources = 'gpu'", "Write a tuple of 'network', 'gpu', 'docker'"),
        ({"resources": ("cpu",)}, "resources = ('cpu',)", "'docker'"),
        ({"requires": "sympy"}, "requires = 'sympy'", "a tuple of names of modules"),
        ({"requires": ("math-verify",)}, "requires = ('math-verify',)", "as they are imported: ('math_verify',)"),
        ({"rungs": ("",)}, "rungs = ('',)", "names of modules"),
        ({"preload": ("a..b",)}, "preload = ('a..b',)", "names of modules"),
        ({"preload": (7,)}, "preload = (7,)", "names of modules"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_what_is_declared_wrongly_is_quoted_with_what_to_write(defect, reward, declared, came, mend):
    found = defect(reward(lambda sample: 0.0, **declared), NAME)
    assert (found.did, found.came) == ("read what its class declares", came)
    assert mend in found.mend


@pytest.mark.parametrize(
    ("declared", "came"), [({"resources": ["tpu"]}, "resources = ['tpu']"), ({"licence": 7}, "licence = 7")]
)
def test_verifiers_declare_too(check, defect, verifier, declared, came):
    check(verifier(lambda sample: Verdict("correct")), NAME)
    assert defect(verifier(lambda sample: Verdict("correct"), **declared), NAME).came == came

"""Versions and specifiers, compared with the library `packaging`, which the core does without."""

import random

import pytest
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from rewardry.versions import Demand, demand_of, version_of


@pytest.fixture
def versions():
    """Draws versions of every form that PEP 440 knows."""
    chance = random.Random(7)

    def draw():
        release = ".".join(str(chance.randrange(3)) for _ in range(chance.randrange(1, 4)))
        ends = (["", "", "a1", "b2", "rc1", ".alpha"], ["", "", ".post1", "-1"], ["", "", ".dev1", "dev2"])
        local = ["", "", "+a.1", "+2"]
        return chance.choice(["", "", "", "1!"]) + release + "".join(map(chance.choice, (*ends, local)))

    return draw


def test_versions_compare_as_packaging_compares_them(versions):
    for _ in range(4000):
        one, other = versions(), versions()
        assert (version_of(one) < version_of(other)) == (Version(one) < Version(other)), (one, other)
        assert (version_of(one) == version_of(other)) == (Version(one) == Version(other)), (one, other)


def specifiers(text):
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def demand(text):
    try:
        return demand_of(text)
    except ValueError:
        return None


def test_specifiers_allow_what_packaging_allows(versions):
    chance = random.Random(8)
    for _ in range(4000):
        version, sign, wanted = versions(), chance.choice(["==", "!=", ">=", "<=", ">", "<", "~="]), versions()
        wanted = f"{wanted.split('+')[0]}.*" if sign in ("==", "!=") and chance.random() < 0.5 else wanted
        known, ours = specifiers(f"{sign}{wanted}"), demand(f"x{sign}{wanted}")
        assert (known is None) == (ours is None), (sign, wanted)
        if known is not None:
            assert known.contains(version, prereleases=True) == ours.allows(version), (version, sign, wanted)


@pytest.mark.parametrize(
    ("text", "name", "clauses"),
    [
        ("rewardry-chess", "rewardry-chess", ()),
        (" rewardry_chess >= 1.2 , < 2 ", "rewardry_chess", ((">=", "1.2"), ("<", "2"))),
        ("chess==1.*", "chess", (("==", "1.*"),)),
        ("chess===weird", "chess", (("===", "weird"),)),
    ],
)
def test_a_demand_is_a_name_and_its_clauses(text, name, clauses):
    assert demand_of(text) == Demand(name, clauses)
    assert demand_of(str(demand_of(text))) == demand_of(text)


@pytest.mark.parametrize(
    "text", ["", "==1", "chess 1.2", "chess=1.2", "chess==", "chess==1.2,,", "chess==x", "chess~=1", "chess; os", "-a"]
)
def test_what_is_no_demand_is_refused(text):
    with pytest.raises(ValueError, match=r"names no distribution; write|is no version specifier; write"):
        demand_of(text)


def test_what_is_no_version_is_refused():
    with pytest.raises(ValueError, match="'one' is no version"):
        version_of("one")


def test_the_odd_comparison_is_of_the_text():
    assert demand_of("x===1.0").allows("1.0")
    assert not demand_of("x===1.0").allows("1.0.0")

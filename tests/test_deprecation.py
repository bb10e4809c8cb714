"""What goes away warns, and is gone when its version comes."""

import ast
import subprocess
from pathlib import Path

import pytest

import rewardry
from rewardry.deprecation import RewardryDeprecationWarning, deprecated, warn_deprecated
from rewardry.versions import version_of

ROOT = Path(__file__).parents[1]


@deprecated(removed_in="99.0", instead="new()")
def old(value):
    """Doubles a value."""
    return 2 * value


def test_a_deprecated_function_works_and_warns_where_it_is_called():
    with pytest.warns(RewardryDeprecationWarning) as caught:
        assert old(2) == 4
    [warning] = caught
    assert str(warning.message) == "old() is deprecated and will be removed in rewardry 99.0; use new()"
    assert warning.filename == __file__
    assert (old.__name__, old.__doc__) == ("old", "Doubles a value.")


def test_a_parameter_or_a_field_warns_where_the_caller_stands():
    def take(columns=None):
        if columns is not None:
            warn_deprecated("columns=", removed_in="99.0", instead="map=")

    take()
    with pytest.warns(RewardryDeprecationWarning, match=r"^columns= is deprecated .* 99\.0; use map=$") as caught:
        take(columns={})
    assert caught[0].filename == __file__


def test_it_is_a_deprecation_to_every_filter():
    assert issubclass(RewardryDeprecationWarning, DeprecationWarning)


@pytest.mark.parametrize("removed_in", ["", "soon", "1", "v2.0"])
def test_a_removal_that_is_no_version_is_refused(removed_in):
    with pytest.raises(ValueError, match="write a version"):
        deprecated(removed_in=removed_in, instead="new()")
    with pytest.raises(ValueError, match="say what to use instead"):
        warn_deprecated("old", removed_in="1.0", instead="")


def overdue(code, version):
    """The deprecations in some code that should have been removed in a version, or do not say when they are."""
    found = []
    for node in ast.walk(ast.parse(code)):
        name = getattr(node, "func", None)
        if not isinstance(name, ast.Name | ast.Attribute):
            continue
        if (name.id if isinstance(name, ast.Name) else name.attr) not in ("deprecated", "warn_deprecated"):
            continue
        given = {word.arg: word.value for word in node.keywords}
        removal = getattr(given.get("removed_in"), "value", None)
        if not isinstance(removal, str) or version_of(removal) <= version_of(version):
            found.append((node.lineno, removal))
    return found


def test_nothing_is_past_its_removal():
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = ("src/", "rewards/", "verifiers/", "sandboxes/", "trainer_adapters/", "benchmarks/")
    names = [name for name in listed.split() if name.startswith(folders) and not name.endswith("/deprecation.py")]
    assert len(names) > 100
    late = {name: found for name in names if (found := overdue((ROOT / name).read_text(), rewardry.__version__))}
    assert late == {}, "remove what the deprecations in these lines announced"


@pytest.mark.parametrize(
    ("line", "late"),
    [
        ("@deprecated(removed_in='0.4', instead='x')\ndef f(): pass", True),
        ("deprecation.warn_deprecated('x', removed_in='0.3.9', instead='y')", True),
        ("warn_deprecated('x', removed_in=NEXT, instead='y')", True),
        ("warn_deprecated('x', removed_in='0.5', instead='y')", False),
        ("warn('x', removed_in='0.1')", False),
    ],
)
def test_one_that_is_would_be_found(line, late):
    assert bool(overdue(line, "0.4")) == late

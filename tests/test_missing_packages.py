"""What to install for a plugin that could not be loaded."""

import pytest

from rewardry import __version__
from rewardry.missing_packages import requirements_of, what_to_install


class Chess:
    """A distribution with two extras, as its metadata says."""

    name = "rewardry-chess"
    requires = (
        "rewardry>=0.1",
        "python-chess (>=1.9)",
        'Stockfish-Engine[fast]>=3; extra == "engine"',
        "torch; extra == 'value' and python_version > '3'",
        "odd @ https://example.org/odd.zip",
    )


def missing(module):
    return ModuleNotFoundError(f"No module named {module!r}", name=module)


def test_requirements_are_read_with_their_extras():
    found = [(str(demand), extra) for demand, extra in requirements_of(Chess())]
    assert found == [
        ("rewardry>=0.1", None),
        ("python-chess>=1.9", None),
        ("Stockfish-Engine>=3", "engine"),
        ("torch", "value"),
    ]


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("chess", "pip install 'python-chess>=1.9'"),
        ("chess.engine", "pip install 'python-chess>=1.9'"),
        ("stockfish_engine", "pip install 'rewardry-chess[engine]'"),
        ("torch", "pip install 'rewardry-chess[value]'"),
        ("sklearn", "pip install scikit-learn"),
        ("rewardry_chess.moves", "pip install --force-reinstall rewardry-chess (a part of it is missing)"),
        ("weird", "install the package that brings the module 'weird'"),
    ],
)
def test_a_missing_module_leads_to_an_extra_or_a_package(module, command):
    assert what_to_install(missing(module), Chess()) == command


def test_a_plugin_without_a_distribution_is_told_the_module():
    assert what_to_install(missing("weird"), None) == "install the package that brings the module 'weird'"


def test_a_name_that_rewardry_lacks_means_that_they_do_not_fit():
    error = ImportError("cannot import name 'New' from 'rewardry'", name="rewardry")
    command = "pip install --upgrade rewardry rewardry-chess (they do not fit each other)"
    assert what_to_install(error, Chess()) == command


def test_a_demand_for_another_rewardry_comes_first():
    newer = type("Newer", (Chess,), {"requires": ["rewardry>=99"]})()
    told = f"pip install 'rewardry>=99' (rewardry {__version__} is installed)"
    assert what_to_install(missing("weird"), newer) == told


def test_other_failures_need_nothing_that_is_known():
    assert what_to_install(ValueError("no"), Chess()) is None

"""The contract with plugins only grows: what is recorded is still there, and what is new is recorded."""

import inspect
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

import rewardry
from rewardry import contract, hookspecs
from rewardry.component import AnswerVerifier, Reward, Verifier
from rewardry.contract import parsed, why_unfit, written_for
from rewardry.errors import PluginError
from rewardry.generator import Generator
from rewardry.plugins import Registrar

RECORD = json.loads((Path(__file__).parent / "data" / "contract.json").read_text(encoding="utf-8"))
MEND = "record it in tests/data/contract.json with the API version it came with, and raise rewardry.API to that"


def arguments(function):
    return [name for name in inspect.signature(function).parameters if name != "self"]


def losses(recorded, found):
    """What a contract has lost, or moved, since it was recorded: a sentence each."""
    lost = [f"{name}({argument}) is gone" for name in recorded for argument in recorded[name] if name not in found]
    for name in recorded.keys() & found.keys():
        kept = [argument for argument in found[name] if argument in recorded[name]]
        if kept != list(recorded[name]):
            lost.append(f"{name} had the arguments {list(recorded[name])} and has {found[name]}")
    return lost


def gains(recorded, found):
    """What a contract has that is not recorded."""
    return [
        f"{name}({argument})"
        for name, names in found.items()
        for argument in names
        if argument not in recorded.get(name, {})
    ]


HOOKS = {name: arguments(getattr(hookspecs, name)) for name in dir(hookspecs) if name.startswith("rewardry_")}
REGISTRAR = {
    name: arguments(value)
    for name, value in vars(Registrar).items()
    if inspect.isfunction(value) and not name.startswith("_")
}


@pytest.mark.parametrize(("what", "found"), [("hooks", HOOKS), ("registrar", REGISTRAR)])
def test_nothing_is_lost_and_all_that_is_new_is_recorded(what, found):
    assert losses(RECORD[what], found) == []
    assert gains(RECORD[what], found) == [], MEND
    assert set(found) == set(RECORD[what]), MEND


def test_no_record_is_of_a_version_that_has_not_come():
    since = [
        version for what in ("hooks", "registrar") for names in RECORD[what].values() for version in names.values()
    ]
    assert all(parsed(version) <= parsed(rewardry.API) for version in since)


METHODS = {
    f"{cls.__name__}.{name}": arguments(getattr(cls, name))
    for cls, names in (
        (Reward, ("score", "open", "needs", "examples", "revisions")),
        (Verifier, ("verify", "explain", "reference_problem")),
        (AnswerVerifier, ("hint", "extract", "check")),
        (Generator, ("rows",)),
    )
    for name in names
}


def test_what_authors_override_takes_what_it_always_took():
    assert RECORD["methods"] == METHODS, "a method that authors override may neither gain nor lose an argument"


def test_a_hook_that_loses_renames_or_moves_an_argument_is_found():
    recorded = {"hook": {"recipe": "1.0", "batch": "1.0"}}
    assert losses(recorded, {"hook": ["recipe", "batch", "step"]}) == []
    assert gains(recorded, {"hook": ["recipe", "batch", "step"]}) == ["hook(step)"]
    for found in ({"hook": ["recipe"]}, {"hook": ["recipe", "rows"]}, {"hook": ["batch", "recipe"]}, {}):
        assert losses(recorded, found)


# ---- which plugins fit -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "here"), [("1.0", "1.0"), ("1.0", "1.3"), ("1.3", "1.3"), ("2.0", "2.9")])
def test_what_was_written_for_an_earlier_minor_version_fits(version, here):
    assert why_unfit(version, here) is None


@pytest.mark.parametrize(
    ("version", "here", "why"),
    [
        ("1.4", "1.3", "written for API 1.4, and this rewardry has API 1.3; pip install --upgrade rewardry"),
        ("2.0", "1.3", "written for API 2.0, and this rewardry has API 1.3; pip install --upgrade rewardry"),
        ("1.9", "2.0", "written for API 1.9, which API 2.0 no longer serves; install a newer release of it"),
    ],
)
def test_what_does_not_fit_is_told_with_its_reason_and_what_to_install(version, here, why):
    assert why in why_unfit(version, here)


def test_a_module_says_what_it_was_written_for_or_is_of_the_first_version():
    assert written_for(SimpleNamespace(rewardry_api="1.7")) == "1.7"
    assert written_for(SimpleNamespace()) == contract.FIRST
    assert why_unfit(contract.FIRST) is None


@pytest.mark.parametrize("version", ["1", "1.0.0", 1.0, (1, 0), None, "one", "", "1.٣"])
def test_a_version_in_another_form_is_refused(version):
    with pytest.raises(PluginError, match=r"^rewardry_api: .* is no version of the contract; write a text of two"):
        written_for(SimpleNamespace(rewardry_api=version))

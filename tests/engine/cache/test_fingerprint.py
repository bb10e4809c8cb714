"""Fingerprints: the same for what gives the same results, another for all else, none for what is not known."""

import pathlib
from typing import Any, ClassVar

import pytest

import rewardry
from rewardry import Reward, Verifier
from rewardry.component import Component
from rewardry.engine.cache import fingerprint as module
from rewardry.engine.cache.distributions import UncacheableError
from rewardry.engine.cache.fingerprint import fingerprint
from rewardry.engine.cache.source import Files, Sources
from rewardry.errors import Identity
from rewardry.parameters import RewardField, VerifierField
from rewardry.plugins import registry


class Leaf(Verifier):
    level: float = 1.0
    label: str = ""
    anything: Any = None
    file: pathlib.Path | None = None


class Twin(Verifier):
    level: float = 1.0
    label: str = ""
    anything: Any = None
    file: pathlib.Path | None = None


class Outer(Reward):
    verifier: VerifierField = Leaf()
    more: tuple[VerifierField, ...] = ()
    by_name: dict[str, RewardField] | None = None


class Dice(Leaf):
    deterministic: ClassVar[bool] = False


class Counting(Leaf):
    stateful: ClassVar[bool] = True


class OfAModel(Leaf):
    """A verifier with a model, whose name stands for a commit."""

    known: ClassVar[Any] = {}

    def revisions(self):
        return self.known


class Tagged(Component):
    """A component of another kind, as a sandbox is."""

    image: str = "python:3.11"
    known: ClassVar[Any] = {"image": "sha256:1"}

    def revisions(self):
        return self.known


class InASandbox(Verifier):
    sandbox: Tagged = Tagged()


def digest(component):
    return fingerprint(component).digest


def why_not(component):
    with pytest.raises(UncacheableError) as caught:
        fingerprint(component)
    return str(caught.value)


# ---- parameters ----------------------------------------------------------------------------------------------------


def test_equal_settings_have_the_same_fingerprint():
    assert len(digest(Leaf())) == 32
    assert digest(Leaf()) == digest(Leaf(level=1)) == digest(Leaf(level=1.0, label=""))
    assert digest(rewardry.get("accuracy")) == digest(rewardry.get("accuracy", verifier="math"))


@pytest.mark.parametrize(
    "parameters",
    [
        *({"level": 2}, {"level": -1.0}, {"level": 1 + 2**-52}, {"label": "1.0"}),
        *(
            {"anything": value}
            for value in (1, 1.0, True, "1", [1], (1,), {"1": 1}, {1: 1}, "\ud83d\ude00", "\U0001f600")
        ),
        *({"anything": value} for value in ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {1, 2}, b"1")),
    ],
)
def test_other_parameters_have_another(parameters):
    made = Leaf(**parameters)
    assert digest(made) != digest(Leaf())
    assert digest(made) == digest(Leaf(**parameters))


def test_all_values_of_a_parameter_differ_from_each_other():
    values = (1, 1.0, True, "1", [1], (1,), {"1": 1}, {1: 1}, None, {"a": 1, "b": 2}, {"b": 2, "a": 1}, -0.0, 0.0)
    assert len({digest(Leaf(anything=value)) for value in values}) == len(values)


def test_other_classes_with_the_same_settings_have_another():
    assert digest(Leaf()) != digest(Twin())
    assert digest(Outer()) != digest(Outer(verifier=Twin()))


def test_nested_components_count():
    found = {
        digest(component)
        for component in (
            Outer(),
            Outer(verifier=Leaf(level=2)),
            Outer(more=[Leaf()]),
            Outer(more=[Leaf(), Leaf()]),
            Outer(more=[Leaf(level=2)]),
            Outer(by_name={"a": Outer()}),
            Outer(by_name={"a": Outer(verifier=Leaf(level=2))}),
            Outer(by_name={"b": Outer()}),
            Outer(by_name={"a": Outer(), "b": Outer(verifier=Twin())}),
            Outer(by_name={"a": Outer(verifier=Twin()), "b": Outer()}),
        )
    }
    assert len(found) == 10


def test_a_file_among_the_parameters_counts_with_its_content(tmp_path):
    file = tmp_path / "words.txt"
    assert digest(Leaf(file=file)) != digest(Leaf())
    absent = digest(Leaf(file=file))
    file.write_text("one")
    first = fingerprint(Leaf(file=file))
    assert first.holds()
    file.write_text("two!")
    assert not first.holds()
    assert len({absent, first.digest, digest(Leaf(file=file))}) == 3


def test_a_parameter_that_cannot_be_compared_is_refused():
    why = why_not(Leaf(anything=print))
    assert why.startswith(f"a parameter of {__name__}:Leaf has no form that can be compared: ")


# ---- what makes results differ from one time to the next -----------------------------------------------------------


def test_what_is_not_deterministic_or_keeps_state_is_refused_wherever_it_stands():
    assert why_not(Dice()) == f"{__name__}:Dice is not deterministic"
    assert why_not(Counting()) == f"{__name__}:Counting keeps state"
    assert why_not(Outer(verifier=Dice())) == f"{__name__}:Dice is not deterministic"
    assert why_not(Outer(by_name={"a": Outer(more=[Leaf(), Counting()])})) == f"{__name__}:Counting keeps state"


def test_a_component_of_the_script_that_runs_is_refused(monkeypatch):
    monkeypatch.setattr(Twin, "__module__", "__main__")
    assert "is defined in the script that runs; move it into a module or a file of its own" in why_not(Twin())


def test_a_component_that_was_made_while_the_program_ran_is_refused():
    class Local(Verifier):
        pass

    assert "was made while the program ran, so that its source is not known" in why_not(Local())
    made = rewardry.reward(lambda completion: 1.0)
    assert "was made while the program ran" in why_not(made())


def test_a_class_that_has_been_replaced_by_another_is_refused(monkeypatch):
    old = Leaf()
    monkeypatch.setitem(globals(), "Leaf", Twin)
    assert "was made while the program ran" in why_not(old)


# ---- revisions -----------------------------------------------------------------------------------------------------


def test_the_revision_behind_a_name_counts(monkeypatch):
    found = {digest(OfAModel())}
    for known in ({"model": "abc"}, {"model": "abd"}, {"image": "abc"}):
        monkeypatch.setattr(OfAModel, "known", known)
        found.add(digest(OfAModel()))
    assert len(found) == 4
    one, other = digest(InASandbox()), InASandbox()
    monkeypatch.setattr(Tagged, "known", {"image": "sha256:2"})
    assert digest(other) != one


def test_a_revision_that_is_not_known_is_refused(monkeypatch):
    monkeypatch.setattr(OfAModel, "known", {"a": "1", "model": None})
    assert why_not(OfAModel()) == "the revision behind its parameter 'model' is not known"
    monkeypatch.setattr(OfAModel, "known", 5)
    assert why_not(OfAModel()).startswith("the revisions behind it are not known: TypeError: ")


# ---- versions and code ---------------------------------------------------------------------------------------------


def test_the_version_and_the_owner_of_a_component_count(monkeypatch):
    found = {digest(Leaf())}
    for identity in (
        Identity("toy/leaf", "rewardry-toy", "1.0"),
        Identity("toy/leaf", "rewardry-toy", "1.1"),
        Identity("toy/other", "rewardry-toy", "1.1"),
        Identity("toy/leaf", "rewardry-tot", "1.0"),
    ):
        monkeypatch.setattr(type(registry()), "identity_of", lambda self, cls, identity=identity: identity)
        found.add(digest(Leaf()))
    assert len(found) == 5


def test_code_and_the_versions_of_libraries_count(monkeypatch):
    asked = []

    def with_sources(files, versions):
        def found(modules, owners=()):
            asked.append((list(modules), list(owners)))
            return Sources(files, versions, Files("", ()))

        monkeypatch.setattr(module, "sources_of", found)
        return digest(rewardry.get("math-verify"))

    one, other = Files("1", ()), Files("2", ())
    digests = {
        with_sources(files, versions)
        for files in ({}, {"a": one}, {"a": other}, {"b": one})
        for versions in ({}, {"sympy": "1.13"}, {"sympy": "1.14"}, {"sympy": None})
    }
    assert len(digests) == 16
    modules, owners = asked[0]
    assert {"math_verify", "sympy", "rewardry", "rewardry.verifiers.math_verify"} <= set(modules)
    assert owners == []


def test_python_and_the_format_of_keys_count(monkeypatch, alone):
    found = {digest(Leaf())}
    monkeypatch.setattr(module, "FORMAT", module.FORMAT + 1)
    found.add(digest(Leaf()))
    alone(module, "sys", version_info=(3, 99, 0, "final", 0))
    found.add(digest(Leaf()))
    assert len(found) == 3


def test_it_holds_as_long_as_no_file_has_changed(monkeypatch, tmp_path):
    file = tmp_path / "code.py"
    file.write_text("x")
    status = file.stat()
    files = Files("1", ((str(file), (status.st_mtime_ns, status.st_size)),))
    monkeypatch.setattr(module, "sources_of", lambda modules, owners=(): Sources({"code": files}, {}, Files("", ())))
    made = fingerprint(Leaf())
    assert made.holds()
    file.write_text("xy")
    assert not made.holds()


@pytest.mark.parametrize("name", ["accuracy", "math-verify", "choice", "format.think_answer", "length.cosine"])
def test_components_that_come_with_rewardry_have_one(name):
    assert len(digest(rewardry.get(name))) == 32

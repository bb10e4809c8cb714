"""Parameters: from an id and values to a component, and what a wrong one is told."""

import json
import sys
from types import ModuleType

import pytest
from pydantic import Field, ValidationError, model_validator

import rewardry
from rewardry.component import Component, Reward, Verifier
from rewardry.errors import ComponentError, ConfigError, ParameterError, UnknownIdError
from rewardry.parameters import (
    RewardField,
    SandboxField,
    VerifierField,
    build,
    component_class,
    explain,
    from_text,
    reference_to,
)
from rewardry.plugins import registry
from rewardry.registry import Entry


class Several(Reward):
    """A reward with parameters of every kind."""

    limit: int = Field(5, ge=1)
    bounds: tuple[float, float] = (0.0, 1.0)
    words: dict[str, int] = Field({})
    verifier: VerifierField = "choice"
    rewards: dict[str, RewardField] = Field({})

    @model_validator(mode="after")
    def _ordered(self):
        if self.bounds[0] > self.bounds[1]:
            raise ValueError("the lower bound is above the upper one")
        return self


@pytest.fixture
def several(monkeypatch):
    """`several` is the id of the reward above, for a test."""
    module = ModuleType("rewardry_toy_parameters")
    module.Several, module.nothing = Several, 5
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(registry(), "_entries", dict(registry()._entries))
    for name in ("Several", "nothing"):
        entry = Entry("reward", f"toy/{name.lower()}", f"{module.__name__}:{name}", "", "rewardry-toy", "1")
        registry().add(entry)


def wrong(call, *arguments, **parameters):
    with pytest.raises(ConfigError) as caught:
        call(*arguments, **parameters)
    return str(caught.value)


# ---- from an id to a class ----------------------------------------------------------------------------------------


def test_an_id_gives_its_full_id_and_class():
    full, cls = component_class(Verifier, "choice")
    assert full == "choice"
    assert issubclass(cls, Verifier)


def test_a_bare_name_gives_the_full_id(several):
    assert component_class(Reward, "several") == ("toy/several", Several)


def test_an_id_that_names_no_component_says_so(several):
    with pytest.raises(ConfigError, match=r"^'toy/nothing' names 5, which is no reward; subclass rewardry\.Reward$"):
        component_class(Reward, "nothing")


@pytest.mark.parametrize("use", [None, 5, ["accuracy"], {"use": "accuracy"}])
def test_an_id_is_a_text(use):
    with pytest.raises(ConfigError, match=r"^a reward's id is wanted, not "):
        component_class(Reward, use)


def test_an_id_of_another_kind_is_not_found():
    with pytest.raises(UnknownIdError, match=r"^'accuracy' is a reward, but a verifier is wanted here$"):
        component_class(Verifier, "accuracy")


# ---- from parameters to a component -------------------------------------------------------------------------------


def test_parameters_are_turned_into_their_types():
    made = build(Reward, "length.soft_overlong", {"max_length": "100", "buffer": 20})
    assert (made.max_length, made.buffer) == (100, 20)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"limti": 3}, " has no parameter 'limti'. Did you mean 'limit'?"),
        ({"zzz": 3}, " has no parameter 'zzz'. Known: bounds, limit, rewards, verifier, words."),
        ({"limit": 0}, ": limit = 0: Input should be greater than or equal to 1"),
        ({"limit": 1.5}, ": limit = 1.5: Input should be a valid integer, got a number with a fractional part"),
        ({"limit": None}, ": limit = None: Input should be a valid integer"),
        ({"bounds": [1, None]}, ": bounds.1 = None: Input should be a valid number"),
        ({"words": {"a": []}}, ": words.a = []: Input should be a valid integer"),
    ],
)
def test_a_wrong_parameter_is_named_with_its_value_and_what_is_wanted(several, parameters, message):
    assert wrong(build, Reward, "several", parameters) == f"toy/several{message}"


def test_all_wrong_parameters_are_named_at_once(several):
    message = wrong(build, Reward, "several", {"limti": 3, "limit": 0})
    assert message == (
        "toy/several: limit = 0: Input should be greater than or equal to 1; "
        "toy/several has no parameter 'limti'. Did you mean 'limit'?"
    )


def test_a_check_across_parameters_is_told_in_its_own_words(several):
    message = wrong(build, Reward, "several", {"bounds": [2, 1]})
    assert message.startswith("toy/several: the parameters = ")
    assert message.endswith(": the lower bound is above the upper one")


def test_a_component_without_parameters_says_it_has_none():
    message = wrong(build, Verifier, "choice", {"strict": True})
    assert message == "choice has no parameter 'strict'. It has none at all."


def test_a_missing_parameter_is_named():
    class Wants(Reward):
        limit: int

    with pytest.raises(ValidationError) as caught:
        Wants()
    assert explain(caught.value, "toy/wants", Wants) == "toy/wants needs the parameter 'limit'"


def test_a_wrong_parameter_is_a_parameter_error_without_pydantics_traceback(several):
    with pytest.raises(ParameterError) as caught:
        build(Reward, "several", {"limit": 0, "bounds": [1, None], "limti": 3})
    assert caught.value.__suppress_context__
    assert caught.value.names == ("limit", "bounds", "limti")


# ---- the text of a command line -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        ("", ""),
        ("null", None),
        ("true", "true"),
        ("math", "math"),
        ('{"use": "choice"}', {"use": "choice"}),
        ("[1, 2]", [1, 2]),
        ("[]", []),
        (' {"a": 1}', ' {"a": 1}'),
        ('"quoted"', '"quoted"'),
    ],
)
def test_a_text_is_json_only_when_it_begins_like_an_object_or_a_list(text, value):
    assert from_text({"x": text}) == {"x": value}


@pytest.mark.parametrize("text", ["{", "[1,", "{'a': 1}", "[a-z]+", "{use: choice}"])
def test_a_text_that_begins_like_json_and_is_none_is_refused(text):
    with pytest.raises(ParameterError) as caught:
        from_text({"bounds": text})
    assert str(caught.value).startswith(f"bounds={text!r} begins like JSON but is none: ")


def test_texts_become_parameters(several):
    settings = from_text({"limit": "7", "bounds": "[0, 2]", "words": '{"a": 1}', "verifier": "text.exact"})
    made = build(Reward, "several", settings)
    assert (made.limit, made.bounds, made.words) == (7, (0.0, 2.0), {"a": 1})
    assert made.verifier == rewardry.get("text.exact")


# ---- parameters that are components -------------------------------------------------------------------------------

EXACT = {"use": "text.exact", "ignore_case": False}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("text.exact", ("text.exact", {})),
        ({"use": "text.exact"}, ("text.exact", {})),
        (EXACT, ("text.exact", {"ignore_case": False})),
        (rewardry.get("text.exact", ignore_case=False), ("text.exact", {"ignore_case": False})),
    ],
    ids=["id", "object", "object with a parameter", "component"],
)
def test_a_verifier_is_given_by_id_by_object_or_as_it_is(given, expected):
    id_, parameters = expected
    assert rewardry.get("accuracy", verifier=given).verifier == rewardry.get(id_, **parameters)


def test_the_default_of_a_component_field_is_an_id_that_is_looked_up():
    assert Several().verifier == rewardry.get("choice")


def test_components_may_stand_in_a_mapping(several):
    made = build(Reward, "several", {"rewards": {"a": "accuracy", "b": {"use": "length.soft_overlong", "buffer": 9}}})
    assert made.rewards["a"] == rewardry.get("accuracy")
    assert made.rewards["b"].buffer == 9


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("chioce", "there is no verifier 'chioce'. Did you mean 'choice'? `rewardry list verifier` shows all"),
        ("accuracy", "'accuracy' is a reward, but a verifier is wanted here"),
        ({"use": "choice", "strict": 1}, "choice has no parameter 'strict'. It has none at all."),
        (
            {"use": "text.exact", "ignore_cas": 1},
            "text.exact has no parameter 'ignore_cas'. Did you mean 'ignore_case'?",
        ),
        ("./nowhere.py:V", "there is no file"),
        ({"ues": "choice"}, "write the verifier's id, or {use: id, parameter: value}"),
        ({"use": 5}, "write the verifier's id, or {use: id, parameter: value}"),
        ({}, "write the verifier's id, or {use: id, parameter: value}"),
        (5, "write the verifier's id, or {use: id, parameter: value}"),
        (None, "write the verifier's id, or {use: id, parameter: value}"),
        (["choice"], "write the verifier's id, or {use: id, parameter: value}"),
        (rewardry.get("format.tag_count"), "write the verifier's id, or {use: id, parameter: value}"),
    ],
)
def test_what_is_no_verifier_says_why(given, why):
    message = wrong(rewardry.get, "accuracy", verifier=given)
    assert message.startswith("accuracy: verifier = ")
    assert why in message


def test_a_component_is_written_as_its_id_or_with_what_differs():
    assert reference_to(rewardry.get("choice")) == "choice"
    assert reference_to(rewardry.get("text.exact")) == "text.exact"
    assert reference_to(rewardry.get("text.exact", ignore_case=False)) == EXACT


@pytest.mark.parametrize("verifier", ["choice", EXACT, {"use": "math-verify", "strict": False, "float_rounding": 3}])
def test_a_component_that_holds_another_travels_as_json(verifier):
    made = rewardry.get("accuracy", verifier=verifier, wrong=-1)
    assert json.loads(made.model_dump_json())["verifier"] == verifier
    assert type(made).model_validate_json(made.model_dump_json()) == made


def test_a_component_field_is_shown_as_a_text_or_an_object():
    schema = type(rewardry.get("accuracy")).model_json_schema()["properties"]["verifier"]
    assert schema["type"] == ["string", "object"]
    assert schema["default"] == "math"


def test_two_verifiers_written_alike_are_not_taken_for_each_other():
    def defined_anew(status):
        class Judge(Verifier):
            def verify(self, samples):
                return [rewardry.Verdict(status)] * len(samples)

        return Judge()

    for status, total in (("correct", 1.0), ("incorrect", 0.0), ("correct", 1.0)):
        recipe = {"rewards": [{"use": "accuracy", "verifier": defined_anew(status)}]}
        assert rewardry.score(recipe, [{"completion": "x", "reference": "x"}])[0].total == total


def test_a_component_that_cannot_be_imported_names_its_owner(monkeypatch):
    monkeypatch.setattr(registry(), "_entries", dict(registry()._entries))
    registry().add(Entry("verifier", "toy/gone", "rewardry_nowhere:V", "", "rewardry-toy", "1"))
    message = "toy/gone (of rewardry-toy 1) failed while being imported from 'rewardry_nowhere:V': ModuleNotFoundError"
    with pytest.raises(ComponentError) as caught:
        build(Verifier, "gone", {})
    assert str(caught.value).startswith(message)
    assert message in wrong(rewardry.get, "accuracy", verifier="gone")


def test_any_component_of_a_file_is_built_by_the_base_of_all():
    assert wrong(build, Component, "./nowhere.py:X", {}).startswith("'./nowhere.py:X': there is no file")


# ---- a sandbox as a parameter -------------------------------------------------------------------------------------


class Runner(Verifier):
    """A verifier that runs something."""

    sandbox: SandboxField = "local"


def test_a_sandbox_is_named_by_its_id_or_an_object():
    assert Runner().sandbox.parallel is None
    assert Runner(sandbox={"use": "local", "parallel": 3}).sandbox.parallel == 3
    assert Runner(**from_text({"sandbox": "local"})) == Runner()
    assert Runner(**from_text({"sandbox": '{"use": "local", "parallel": 3}'})).sandbox.parallel == 3


def test_a_default_sandbox_is_not_written():
    assert reference_to(rewardry.get("code")) == "code"
    assert reference_to(rewardry.get("code", sandbox={"use": "local", "parallel": 3}))["sandbox"]["parallel"] == 3


def test_a_sandbox_is_written_as_a_user_writes_it():
    assert Runner().model_dump() == {"sandbox": "local"}
    assert Runner(sandbox={"use": "local", "parallel": 3}).model_dump() == {"sandbox": {"use": "local", "parallel": 3}}
    assert Runner.model_json_schema()["properties"]["sandbox"]["type"] == ["string", "object"]


@pytest.mark.parametrize(
    ("sandbox", "why"),
    [
        ("choice", "'choice' is a verifier, but a sandbox is wanted"),
        ("locl", "Did you mean 'local'"),
        ({"use": "local", "paralel": 1}, "Did you mean 'parallel'"),
        (5, "write the sandbox's id"),
    ],
)
def test_what_is_no_sandbox_is_refused(sandbox, why):
    with pytest.raises(ValidationError, match=why):
        Runner(sandbox=sandbox)

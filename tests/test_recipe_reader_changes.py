"""Changes from the command line: what `--set` sets of a recipe, and what it refuses."""

import pytest

from rewardry.errors import ConfigError
from rewardry.recipe_reader import load

CHOICE = {"use": "accuracy", "verifier": "choice"}
FORMAT = {"use": "format.think_answer", "name": "format"}


def changed(**changes):
    recipe = {"rewards": [CHOICE, {**FORMAT, "weight": 0.5}, {"use": "length.soft_overlong", "name": "length"}]}
    return {part.name: part for part in load(recipe, changes).parts}


def test_parameters_and_weights_can_be_set():
    parts = changed(format={"weight": "2.5", "strict_newlines": "true"}, length={"max_length": "10", "buffer": "5"})
    assert parts["format"].weight == 2.5
    assert parts["format"].reward.strict_newlines is True
    assert (parts["length"].reward.max_length, parts["length"].reward.buffer) == (10, 5)
    assert parts["accuracy"].weight == 1.0


@pytest.mark.parametrize(
    ("text", "verifier"),
    [
        ("text.exact", {"ignore_case": True}),
        ('{"use": "text.exact", "ignore_case": false}', {"ignore_case": False}),
    ],
)
def test_a_component_is_set_by_id_or_object(text, verifier):
    found = changed(accuracy={"verifier": text})["accuracy"].reward.verifier
    assert type(found).__name__ == "TextExact"
    assert found.model_dump(include=set(verifier)) == verifier


def test_a_text_that_begins_like_json_is_json():
    assert changed(format={"values": "[2, -2]"})["format"].reward.values == (2.0, -2.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"acuracy": {"correct": "1"}}, "--set acuracy...: the recipe has no reward named 'acuracy'. Did you mean 'ac"),
        ({"accuracy": {"corect": "1"}}, "--set accuracy.corect: accuracy has no parameter 'corect'. Did you mean 'cor"),
        ({"accuracy": {"correct": "abc"}}, "--set accuracy.correct: accuracy: correct = 'abc': Input should be a vali"),
        ({"accuracy": {"verifier": "chioce"}}, "--set accuracy.verifier: accuracy: verifier = 'chioce': there is no v"),
        ({"accuracy": {"verifier": "{"}}, "--set accuracy.verifier='{' begins like JSON but is none: Expecting proper"),
        ({"accuracy": {"correct": "null"}}, "--set accuracy.correct: accuracy: correct = None: Input should be a vali"),
        ({"accuracy": {"weight": "abc"}}, "--set accuracy.weight=abc: this is no finite number"),
        ({"accuracy": {"weight": "nan"}}, "--set accuracy.weight=nan: this is no finite number"),
        ({"accuracy": {"weight": "[1]"}}, "--set accuracy.weight=[1]: this is no finite number"),
        ({"accuracy": {"when": "format > 0"}}, "--set accuracy.when: only parameters of a reward, and `weight`, can b"),
        ({"accuracy": {"use": "choice"}}, "--set accuracy.use: only parameters of a reward, and `weight`, can be set;"),
    ],
)  # fmt: skip
def test_a_mistake_on_the_command_line_is_told_as_one(changes, message):
    with pytest.raises(ConfigError) as raised:
        changed(**changes)
    assert str(raised.value).startswith(message)


def test_of_a_route_only_the_weight_can_be_set():
    recipe = {"rewards": [{"route": "d", "name": "r", "cases": {"a": CHOICE}}]}
    assert load(recipe, {"r": {"weight": "3"}}).weights == (3.0,)
    with pytest.raises(ConfigError, match=r"--set r\.verifier: only parameters of a reward, and `weight`, can be set"):
        load(recipe, {"r": {"verifier": "choice"}})

"""Prompts are files whose placeholders are all filled, in both languages."""

import json
from importlib.resources import files

import pytest

from rewardry import get
from rewardry.errors import ComponentError, ConfigError
from rewardry.rewards.judge.prompts import LANGUAGES, filled, messages_of, packaged, placeholders
from rewardry.types import Sample

NAMES = ("pairwise", "rubric", "safety", "score", "verdict")
USES = {"verdict": "judge", **{name: f"judge.{name}" for name in NAMES if name != "verdict"}}
FILES = {
    (language, file.name.removesuffix(".template"))
    for language in LANGUAGES
    for file in files("rewardry.rewards.judge").joinpath(f"templates/{language}").iterdir()
}


def test_every_prompt_is_there_in_every_language():
    assert {(language, name) for language in LANGUAGES for name in NAMES} == FILES


@pytest.mark.parametrize("name", NAMES)
def test_a_prompt_asks_for_the_same_in_every_language(name):
    english, chinese = (packaged(name, language) for language in LANGUAGES)
    assert set(placeholders(english)) == set(placeholders(chinese))
    assert {"nonce", "materials"} <= set(placeholders(english))
    assert sum("\u4e00" <= char <= "\u9fff" for char in chinese) > 150


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_placeholder_is_filled_with_what_it_names(judged, language, name):
    seen = []

    def client(messages, choice):
        seen.append(messages)
        return json.dumps({choice.key: choice.words[0] if choice.words else choice.highest})

    meta = {"rubric": ["It names a number."]}
    reference = "ref-{{nonce}}-{0}"
    prompt = "ask {{candidate}} {x}"
    judged(USES[name], ["cand {{reference}} {y} %s"], client, reference, prompt, meta, language=language)
    assert seen
    for messages in seen:
        assert [message["role"] for message in messages] == ["system", "user"]
        text = messages[0]["content"] + messages[1]["content"]
        assert "cand {{reference}} {y} %s" in text
        assert "ask {{candidate}} {x}" in text
        left = text.replace("cand {{reference}} {y} %s", "").replace(prompt, "").replace(reference, "")
        assert "{{" not in left
        assert "}}" not in left
    if name in ("verdict", "score", "pairwise"):
        assert reference in text
    if name == "rubric":
        assert "It names a number." in text


def test_a_prompt_of_ones_own_takes_the_place_of_the_packaged_one(runtime, tmp_path):
    file = tmp_path / "mine.template"
    file.write_text("=== user\nQ {{question}} R {{reference}} C {{candidate}} of {{options}}")
    seen = []

    def client(messages):
        seen.extend(messages)
        return '{"verdict": "incorrect"}'

    opened = runtime.open(get("judge", client=client, prompt=file, canaries=0.0))
    assert opened.verify([Sample(completion="seven", reference="7", prompt="How many?")])[0].status == "incorrect"
    [message] = seen
    assert message["role"] == "user"
    assert message["content"].startswith("Q <<question ")
    assert message["content"].endswith("of correct, incorrect, invalid")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("=== user\nhello", "shows the judge no candidate; write {{materials}}"),
        (None, "cannot be read"),
    ],
)
def test_a_prompt_that_cannot_work_is_refused_before_the_first_row(runtime, tmp_path, text, says):
    file = tmp_path / "mine.template"
    if text is not None:
        file.write_text(text)
    with pytest.raises((ConfigError, ComponentError)) as raised:
        runtime.open(get("judge", client=lambda messages: "", prompt=file))
    assert says in str(raised.value)


def test_a_placeholder_that_nothing_stands_for_is_named():
    with pytest.raises(
        ConfigError, match=r"holds \{\{candidat\}\}, and nothing stands for it\. Did you mean 'candidate'\?"
    ):
        filled("{{candidat}}", {"candidate": "7"})


def test_a_prompt_without_a_message_is_refused():
    with pytest.raises(ConfigError, match="begins with a line `=== system` or `=== user`"):
        messages_of("hello {{candidate}}", {"candidate": "7"})


def test_values_are_not_looked_at_again():
    assert filled("{{a}}{{ b }}", {"a": "{{b}}", "b": "{{a}}"}) == "{{b}}{{a}}"

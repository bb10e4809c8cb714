"""Chat templates: what tokenizers have is rendered, and whatever a template does wrong is said of the template."""

import json

import pytest

from rewardry.curation.chat_template import ChatTemplate
from rewardry.errors import ConfigError

pytest.importorskip("jinja2")
MESSAGES = [{"role": "user", "content": "2 < 3?"}, {"role": "assistant", "content": "Ja, schön."}]
TURNS = "{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}"


@pytest.fixture
def rendered(tmp_path):
    """Renders the messages by a template's text."""

    def run(text, messages=MESSAGES):
        (tmp_path / "chat.jinja").write_text(text, encoding="utf-8")
        return ChatTemplate(str(tmp_path / "chat.jinja")).render(messages)

    return run


@pytest.fixture
def tokenizer(tmp_path):
    """Makes the folder of a tokenizer with these settings."""

    def make(settings, template=None):
        (tmp_path / "tokenizer_config.json").write_text(settings if isinstance(settings, str) else json.dumps(settings))
        if template is not None:
            (tmp_path / "chat_template.jinja").write_text(template)
        return str(tmp_path)

    return make


# What transformers makes of it, too: white space beside blocks, a namespace, and what marks the assistant's words.
MARKED = (
    "{%- set said = namespace(n=0) -%}\n{% for m in messages %}\n    {%- if m.role == 'user' %}\n<|user|>\n"
    "{{ m.content }}\n    {%- else %}\n{% generation %}{{ m.content | tojson }}{% set said.n = said.n + 1 %}\n"
    "{% endgeneration %}\n    {%- endif %}\n{% endfor %}{{ said.n }}"
)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (MARKED, '<|user|>\n2 < 3?"Ja, schön."1'),
        (TURNS, "user:2 < 3?;assistant:Ja, schön.;"),
        ("{% for m in messages %}\n  {% if loop.last %}\n{{ m.content }}\n  {% endif %}\n{% endfor %}", "Ja, schön.\n"),
        ("{% for m in messages %}{% if loop.index0 %}{% break %}{% endif %}{{ m.role }}{% endfor %}", "user"),
        ("{% for m in messages %}{% generation %}\n{{ m.role }}.{% endgeneration %}\n{% endfor %}", "user.assistant."),
        ("{{ messages[1] | tojson }}", '{"role": "assistant", "content": "Ja, schön."}'),
        ("{{ messages[0].content | tojson(indent=2) }}", '"2 < 3?"'),
        ("{% if add_generation_prompt %}assistant:{% endif %}{{ bos_token }}end", "end"),
    ],
)
def test_a_template_is_rendered_as_tokenizers_render_it(rendered, template, text):
    assert rendered(template) == text


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ raise_exception('Roles must alternate') }}", "Roles must alternate"),
        ("{{ messages[0].content.nothing.more }}", "has no attribute 'nothing'"),
        ("{{ messages[0].content + 1 }}", "can only concatenate str"),
        ("{{ 1 / (messages | length - 2) }}", "division by zero"),
        ("{{ messages[0].content.index('absent') }}", "substring not found"),
        ("{% for i in range(10 ** 9) %}{% endfor %}", "Range too big"),
        ("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "recursion"),
        ("{{ messages.append(1) }}", "access to attribute 'append' of 'list' object is unsafe"),
        ("{{ ''.__class__.__mro__ }}", "is unsafe"),
        ("{% include 'other.jinja' %}", "no loader"),
    ],
)
def test_whatever_fails_in_a_template_is_said_of_it_with_the_roles(rendered, template, why):
    with pytest.raises(ConfigError, match=r"chat.jinja: the template fails on messages of user, assistant: ") as raised:
        rendered(template)
    assert why in str(raised.value)


def test_text_that_is_no_template_is_refused_before_anything_is_rendered(rendered):
    with pytest.raises(ConfigError, match=r"chat.jinja: this is no chat template: .*endfor"):
        rendered("{% for m in messages %}")


@pytest.mark.parametrize(
    ("token", "shown"),
    [("<s>", "<s>"), ({"content": "<s>", "lstrip": False}, "<s>"), (None, ""), ({"id": 1}, "")],
)
def test_special_tokens_come_from_the_tokenizers_settings(tokenizer, token, shown):
    folder = tokenizer({"chat_template": "{{ bos_token }}|{{ eos_token }}", "bos_token": token, "eos_token": "</s>"})
    assert ChatTemplate(folder).render(MESSAGES) == f"{shown}|</s>"


def test_a_template_of_its_own_file_goes_before_that_of_the_settings(tokenizer):
    folder = tokenizer({"chat_template": "old", "eos_token": "</s>"}, "new{{ eos_token }}")
    assert ChatTemplate(folder).render(MESSAGES) == "new</s>"


def test_of_several_named_templates_the_default_one_is_taken(tokenizer):
    named = [{"name": "tool_use", "template": "tools"}, {"name": "default", "template": "plain"}]
    assert ChatTemplate(tokenizer({"chat_template": named})).render(MESSAGES) == "plain"


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"chat_template": None},
        {"chat_template": []},
        {"chat_template": ["plain"]},
        {"chat_template": [{"name": "rag", "template": "x"}]},
        [],
    ],
)
def test_a_tokenizer_without_a_template_is_refused_with_what_to_name(tokenizer, settings):
    with pytest.raises(ConfigError, match=r"there is none; name a .jinja file, or a tokenizer's folder that holds one"):
        ChatTemplate(tokenizer(settings))


def test_what_cannot_be_read_is_refused_with_its_path(tokenizer, tmp_path):
    with pytest.raises(ConfigError, match=r"--chat-template .*: it cannot be read: "):
        ChatTemplate(tokenizer("{broken"))
    (tmp_path / "latin.jinja").write_bytes("schön".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"--chat-template .*latin.jinja: it cannot be read: "):
        ChatTemplate(str(tmp_path / "latin.jinja"))
    with pytest.raises(ConfigError, match=r"nowhere: there is none; name a .jinja file"):
        ChatTemplate(str(tmp_path / "nowhere"))

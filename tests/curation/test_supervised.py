"""Rows for supervised fine-tuning."""

import pytest

from rewardry.curation.chat_template import ChatTemplate
from rewardry.curation.completion_form import CompletionForm
from rewardry.curation.supervised import supervised_row
from rewardry.errors import DataError

AS_IT_IS = CompletionForm()
WHOLE = "<think>\nTwo and two.\n</think>\n<answer>\n4\n</answer>"


def test_a_text_becomes_a_turn_of_the_user_and_one_of_the_assistant(kept):
    assert supervised_row(kept(), AS_IT_IS) == {
        "messages": [
            {"role": "user", "content": "What is 2 + 2?"},
            {"role": "assistant", "content": WHOLE},
        ]
    }


def test_messages_are_kept_as_they_are_and_not_changed(kept):
    prompt = [{"role": "system", "content": "Think."}, {"role": "user", "content": "2 + 2?", "name": "Ann"}]
    row = kept(prompt=prompt)
    found = supervised_row(row, AS_IT_IS)["messages"]
    assert found == [*prompt, {"role": "assistant", "content": WHOLE}]
    assert len(prompt) == 2


@pytest.mark.parametrize("prompt", [None, "", []], ids=repr)
def test_without_a_prompt_there_is_the_answer_alone(kept, prompt):
    assert supervised_row(kept(prompt=prompt), AS_IT_IS)["messages"] == [{"role": "assistant", "content": WHOLE}]


@pytest.mark.parametrize("prompt", [7, {"role": "user"}, ["What?"], True], ids=repr)
def test_a_prompt_that_is_none_is_refused(kept, prompt):
    with pytest.raises(DataError, match=r"^in:1: field 'prompt': a text or a list of chat messages is wanted"):
        supervised_row(kept(prompt=prompt), AS_IT_IS)


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("cold-start", "|special_token|Two and two.|special_token|4"),
        ("<think>{reasoning}</think>{summary}", "<think>Two and two.</think>4"),
        ("{think} So: {answer}.", "Two and two. So: 4."),
    ],
)
def test_the_completion_is_written_in_its_form(kept, form, content):
    assert supervised_row(kept(), CompletionForm(form))["messages"][-1] == {"role": "assistant", "content": content}


def test_a_template_makes_one_text_of_the_messages(kept, tmp_path):
    pytest.importorskip("jinja2")
    file = tmp_path / "chat.jinja"
    file.write_text("{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}")
    found = supervised_row(kept("<b>4</b> {{ 7 * 7 }}"), AS_IT_IS, ChatTemplate(str(file)))
    assert list(found) == ["text"]
    assert found["text"].startswith("[user] What is 2 + 2?\n[assistant] <think>")
    assert "<b>4</b> {{ 7 * 7 }}" in found["text"]  # what a model wrote is neither escaped nor run

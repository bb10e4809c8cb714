"""Completions in a form for training, and as rows of supervised fine-tuning."""

import pytest

from rewardry.curation.completion_form import CompletionForm
from rewardry.curation.supervised import supervised_row
from rewardry.errors import ConfigError

THOUGHT = "<think>\n Two and two. \n</think>\n\nSo it is <answer> 4 </answer> then."


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("as-is", THOUGHT),
        ("cold-start", "|special_token|Two and two.|special_token|So it is  4  then."),
        ("special_token", "|special_token|Two and two.|special_token|So it is  4  then."),
        ("think_answer", "<think>Two and two.</think>\n<answer>4</answer>"),
        ("<t>{reasoning}</t>{{{answer}}}", "<t>Two and two.</t>{4}"),
        ("[{answer}] for: {summary}", "[4] for: So it is  4  then."),
    ],
)
def test_sections_are_filled_in_without_the_blanks_at_their_ends(kept, form, written):
    row = kept(completion=THOUGHT)
    assert CompletionForm(form).write(row) == written
    assert CompletionForm(form).reject([row]) == [None]


@pytest.mark.parametrize(
    ("form", "completion", "why"),
    [
        ("as-is", " \n", "the completion has no text"),
        ("cold-start", "", "the completion has no text"),
        ("cold-start", "no reasoning", "in the template: empty_reasoning, empty_summary"),
        ("cold-start", "<think>So.</think>", "in the template: empty_summary"),
        ("think_answer", "<think>So.</think>It is 4.", "in the template: empty_answer"),
        ("think_answer", "<think>a</think>b<answer>4</answer>", None),
        ("<t>{reasoning}</t>{summary}", "<think>a <t> b</think>4", "in the template: a delimiter inside a section"),
    ],
)
def test_what_does_not_fit_says_why(kept, form, completion, why):
    assert CompletionForm(form).reject([kept(completion=completion)]) == [why]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("{reasoning}{summary}", "known: as-is, cold-start, think_answer, special_token"),
        ("plain text", "known: as-is, cold-start"),
        ("<a>{reasoning</a>", "known: as-is"),
        ("<a>{final}</a>", "there is no section 'final'; known: reasoning, think, summary, answer"),
    ],
)
def test_what_is_no_template_is_refused_with_those_that_are(form, message):
    with pytest.raises(ConfigError, match="--form ") as raised:
        CompletionForm(form)
    assert form in str(raised.value)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        ("2 + 2?", [{"role": "user", "content": "2 + 2?"}]),
        ([{"role": "system", "content": "Think."}, {"role": "user", "content": "2 + 2?"}],) * 2,
        ("", []),
        (None, []),
        ([], []),
    ],
)
def test_a_conversation_is_the_prompt_and_one_turn_of_the_assistant(kept, prompt, asked):
    made = supervised_row(kept(prompt=prompt, completion="4"), CompletionForm())
    assert made == {"messages": [*asked, {"role": "assistant", "content": "4"}]}

"""Training prompts, and the forms that they ask for."""

import pytest

import rewardry
from rewardry import templates
from rewardry.errors import ConfigError
from rewardry.templates import TEMPLATES, named, of_delimiters
from rewardry.text.sections import split

WITH_FORM = [template for template in TEMPLATES.values() if template.layout is not None]


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_prompt_holds_the_question_once_and_no_place_for_it(template):
    prompt = template.prompt("What is {2} + 2?")
    assert prompt.count("What is {2} + 2?") == 1
    assert "{question}" not in prompt
    assert "{system}" not in prompt
    assert prompt.endswith(template.prefilled)
    assert template.source


@pytest.mark.parametrize("template", WITH_FORM, ids=lambda template: template.name)
def test_what_the_prompt_asks_for_is_what_the_reward_pays(template):
    """One object: a completion in the layout, less what the prompt has written, is paid; one without is not."""
    whole = template.layout.template.format(**{name: f" some {name} " for name in template.layout.names})
    completion = whole.removeprefix(template.prefilled.strip())
    reward = {"use": "format.template", "name": "form", "template": template.layout.template}
    think, answer = template.style.think, template.style.answer
    sections = {
        "style": "think_answer" if answer else "think" if think else "plain",
        "prefilled_think": template.style.prefilled_think,
    }
    scored = rewardry.score(
        {"sections": sections, "rewards": [reward]}, [{"completion": completion}, {"completion": "no form"}]
    )
    assert [row.total for row in scored] == [1.0, 0.0]


def test_the_prompt_of_r1_zero_is_that_of_the_paper():
    prompt = named("deepseek-r1-zero").prompt("What is 2 + 2?")
    assert prompt.startswith("A conversation between User and Assistant. The user asks a question, and the Assistant")
    assert "<think> reasoning process here </think> <answer> answer here </answer>." in prompt
    assert prompt.endswith("User: What is 2 + 2?. Assistant:")
    assert named("deepseek-r1-zero").style == rewardry.templates.SectionStyle()


def test_a_prefilled_form_is_split_so():
    assert named("mini-r1").style.prefilled_think
    assert named("mini-r1").prompt("q").endswith("Let me solve this step by step.\n<think>")
    assert named("r1-summary").style == templates.SectionStyle(think=None, answer=None)
    assert named("dapo").style == templates.SectionStyle(answer=None)


@pytest.mark.parametrize(
    ("layout", "prefilled", "think", "answer", "prefilled_think"),
    [
        ("[T]{think}[/T]\n[A]{answer}[/A]", False, ("[T]", "[/T]"), ("[A]", "[/A]"), False),
        ("[T]{think}[/T]\n[A]{answer}[/A]", True, ("[T]", "[/T]"), ("[A]", "[/A]"), True),
        ("[T]{think}[/T] {answer}", True, ("[T]", "[/T]"), None, True),
        ("[A]{answer}[/A]", True, None, ("[A]", "[/A]"), False),  # what is written into the prompt opens no reasoning
        ("[P]{plan}[/P][A]{answer}[/A]", True, None, ("[A]", "[/A]"), False),
        ("{think}[/T][A]{answer}[/A]", True, None, ("[A]", "[/A]"), False),
        ("[T]{think}[A]{answer}[/A]", False, None, ("[A]", "[/A]"), False),  # the reasoning has no end of its own
        ("Thought: {think}\nAnswer: {answer}", False, ("Thought:", "Answer:"), None, False),
        (
            "<think>{think}</think><answer>{answer}</answer>",
            True,
            ("<think>", "</think>"),
            ("<answer>", "</answer>"),
            True,
        ),
        ("#### {answer}", False, None, None, False),
        ("{question_again} ####", False, None, None, False),
    ],
)
def test_a_template_of_ones_own_is_split_by_its_own_delimiters(layout, prefilled, think, answer, prefilled_think):
    style = of_delimiters("own", "{question}", layout, prefilled=prefilled).style
    assert style == templates.SectionStyle(think, answer, prefilled_think)


def test_a_completion_in_a_form_of_ones_own_is_split():
    own = of_delimiters("own", "{question}", "[T]{think}[/T][A]{answer}[/A]", prefilled=True)
    sections = split("2 and 2[/T][A]4[/A]", own.style)
    assert (sections.think_text, sections.answer_text, sections.problems) == ("2 and 2", "4", frozenset())


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(ConfigError, match="Did you mean 'tinyzero'"):
        named("tiny-zero")


def test_a_template_of_ones_own():
    own = of_delimiters("own", "Q: {question}\nA:", "[reason]{reason}[say]{say}", prefilled=True)
    assert own.prompt("2?") == "Q: 2?\nA:[reason]"
    assert own.layout.names == ("reason", "say")
    with pytest.raises(ConfigError, match="'own' has no place for the question"):
        of_delimiters("own", "Q:", "[a]{a}")
    with pytest.raises(ValueError, match="needs a section and a delimiter"):
        of_delimiters("own", "{question}", "nothing")

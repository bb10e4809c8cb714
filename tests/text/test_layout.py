"""Layouts: templates of delimiters and sections."""

import pytest

from rewardry.text.layout import LAYOUTS, Layout

R1 = Layout.named("think_answer")
SPECIAL = Layout.named("special_token")


def sections(layout, text):
    return {name: span.of(text) for name, span in layout.find(text).sections.items()}


def test_the_sections_of_a_text():
    text = "<think>\nr\n</think>\n<answer>4</answer>"
    assert sections(R1, text) == {"think": "\nr\n", "answer": "4"}
    assert R1.find(text).problems == ()
    assert sections(SPECIAL, "|special_token|why|special_token|so") == {"reasoning": "why", "summary": "so"}
    assert SPECIAL.names == ("reasoning", "summary")


@pytest.mark.parametrize(
    ("layout", "text", "problems"),
    [
        (R1, "", ("missing",)),
        (R1, "<think>r</think>4", ("missing",)),
        (R1, "<think>r</think><answer>4</answer><answer>5</answer>", ("repeated",)),
        (R1, "<answer>4</answer><think>r</think>", ("order",)),
        (R1, "<think></think><answer>4</answer>", ("empty_think",)),
        (R1, "x<think>r</think>y<answer>4</answer>z", ("text_before", "text_between", "text_after")),
        (R1, "<think>r</think><answer>\u200b</answer>", ("empty_answer",)),
        (SPECIAL, "|special_token|a|special_token|", ("empty_summary",)),
        (SPECIAL, "|special_token|a|special_token|b|special_token|c", ("repeated",)),
        (SPECIAL, "hi |special_token|a|special_token|b", ("text_before",)),
    ],
)
def test_what_is_wrong_with_a_text(layout, text, problems):
    assert layout.find(text).problems == problems


def test_a_delimiter_that_is_a_part_of_another_is_counted_by_itself():
    layout = Layout("#{title}##{body}")
    assert sections(layout, "# one ## two") == {"title": " one ", "body": " two"}
    assert layout.find("# one # two ## three").problems == ("repeated",)


def test_braces_of_the_text():
    layout = Layout('{{"answer": {answer}}}')
    assert sections(layout, '{"answer": 4}') == {"answer": " 4"}


def test_white_space_in_a_template_parts_delimiters():
    layout = Layout("Thought:{thought} Action:\n{action}\nEND")
    text = "Thought: why\nAction: look END\n"
    assert sections(layout, text) == {"thought": " why\n", "action": " look "}
    assert layout.find(text).problems == ()


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("plain text", "needs a section and a delimiter"),
        ("{answer}", "needs a section and a delimiter"),
        ("<a>{}</a>", "lacks a name"),
        ("<a>{x!r}</a><b>{x}</b>", "have one name"),
        ("<a>{x}{y}</a>", "nothing stands between two sections"),
        ("<a>{x", "expected '}'"),
    ],
)
def test_a_template_that_cannot_be_looked_for_is_refused(template, message):
    with pytest.raises(ValueError, match=message):
        Layout(template)


def test_named_layouts_are_equal_to_their_templates():
    assert {Layout.named(name) for name in LAYOUTS} == {Layout(template) for template in LAYOUTS.values()}
    assert repr(R1) == f"Layout({LAYOUTS['think_answer']!r})"

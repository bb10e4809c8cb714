"""What is seen of a block: blanks, tags and comments of HTML, and commands of LaTeX around nothing, say nothing."""

import pytest

from rewardry.rewards.format.markup import is_markup
from rewardry.text.layout import Layout
from rewardry.text.spans import Span

UNSEEN = ["&nbsp;", "<br>", "<br/>\n&nbsp; &#160;", "<!-- I think -->", "<p></p>", "... <b> </b> &lt;", "<!-- no end"]
SEEN = ["2 + 2", "<b>two</b>", "&amp; so on", "x < y and z > y", "<!-- a --> b", "&alpha;", "R&D", "∑ of 2"]
REWARDS = {
    "format.think_answer": "<think>{}</think>\n<answer>4</answer>",
    "format.think": "<think>{}</think>\nThe answer is 4.",
    "format.tags_ordered": "Sure. <think>{}</think> So: <answer>4</answer>",
    "format.react": "<think>{}</think>\nAction: weather\nAction Input: Rome",
    "format.template": "<think>{}</think>\n<answer>4</answer>",
    "format.code": "<think>{}</think>\n<answer>\n```python\nprint(4)\n```\n</answer>",
}


@pytest.mark.parametrize("use", REWARDS)
def test_reasoning_of_which_nothing_is_seen_is_none(score_one, use):
    for inside in UNSEEN:
        assert score_one(use, REWARDS[use].format(inside)).value == 0.0, inside
    for inside in SEEN:
        assert score_one(use, REWARDS[use].format(inside)).value == 1.0, inside


@pytest.mark.parametrize("inside", UNSEEN)
def test_only_the_tags_of_the_answer_are_paid_beside_it(score_one, inside):
    assert score_one("format.tag_count", f"<think>{inside}</think><answer>4</answer>").value == 0.5


@pytest.mark.parametrize("inside", SEEN)
def test_all_tags_are_paid_around_what_is_seen(score_one, inside):
    assert score_one("format.tag_count", f"<think>{inside}</think><answer>4</answer>").value == 1.0


def test_an_answer_may_be_markup(score_one):
    """A task may ask for a line break."""
    text = "<think>HTML has one.</think><answer><br></answer>"
    assert [score_one(use, text).value for use in ("format.think_answer", "format.tag_count")] == [1.0, 1.0]
    assert score_one("format.template", text).value == 1.0


TEMPLATES = ["<plan>{plan}</plan>", "|x|{reasoning}|x|{summary}|end|", "{notes}<answer>{answer}</answer>"]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("inside", UNSEEN)
def test_no_section_of_a_template_but_the_answer_is_paid_where_nothing_of_it_is_seen(score_one, template, inside):
    for empty in ("plan", "reasoning", "summary", "notes"):
        sections = {name: inside if name == empty else "some words" for name in Layout(template).names}
        paid = score_one("format.template", template.format(**sections), template=template).value
        assert paid == float(empty not in sections), empty


def test_only_the_block_itself_is_looked_at():
    text = "two <br> three"
    assert is_markup(text, Span(4, 8))
    assert not is_markup(text, Span(0, 8))
    assert not is_markup(text, Span(4, len(text)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\\boxed{\\text{}}", 0.0),
        ("\\boxed{\\boxed{}}", 0.0),
        ("\\boxed{\\mathrm{ }}", 0.0),
        ("\\boxed{\\text{four}}", 1.0),
        ("\\boxed{\\boxed{4}}", 1.0),
        ("\\boxed{\\pi}", 1.0),
        ("\\boxed{\\frac{1}{2}}", 1.0),
        ("\\boxed{\\{1, 2\\}}", 1.0),
        ("\\boxed{\\emptyset}", 1.0),
    ],
)
def test_a_box_around_a_command_around_nothing_is_empty(score_one, text, value):
    assert score_one("format.boxed", text).value == value

"""The rewards `format.think`, `format.tags_ordered`, `format.boxed`, `format.react` and `format.template`."""

import pytest

import rewardry
from rewardry.errors import ParameterError
from rewardry.text.sections import STYLES, SectionStyle

GOOD = "<think>r</think><answer>4</answer>"
THINK = "<think>2 + 2</think>"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (THINK + "4", 1),
        (THINK + "\n\nThe answer is 4.", 1),
        (f"\n {THINK}\n<answer>4</answer>", 1),
        (THINK + "<answer>4", 1),
        (THINK + "∞", 1),
        ("", 0),
        ("4", 0),
        (THINK, 0),
        (THINK + "\n...", 0),
        ("<think></think>4", 0),
        ("<think>\u200b</think>4", 0),
        ("<think>2 + 2", 0),
        ("2 + 2</think>4", 0),
        ("Sure. " + THINK + "4", 0),
        (THINK + THINK + "4", 0),
        ("<think><think>2</think>4", 0),
        (THINK + "4<think>more", 0),
        (THINK.upper() + "4", 0),
    ],
)
def test_reasoning_and_an_answer_behind_it(score_one, text, value):
    assert score_one("format.think", text).value == value
    assert score_one("format.think", text, style=STYLES["think"]).value == value


def test_parameters_of_think(score_one):
    assert score_one("format.think", THINK + "</answer><answer>").value == 0.0
    assert score_one("format.think", THINK, require_answer=False).value == 1.0
    assert score_one("format.think", THINK + "4", min_think_chars=2).value == 1.0
    assert score_one("format.think", THINK + "4", min_think_chars=3).value == 0.0
    assert score_one("format.think", "4", values=(1, -1)).value == -1.0
    assert score_one("format.think", "2 + 2</think>4", style=SectionStyle(prefilled_think=True)).value == 1.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (GOOD, 1),
        (f"Sure: {GOOD} and more", 1),
        ("<think>r</think> so <answer>4</answer>", 1),
        (GOOD + GOOD, 0),
        ("<answer>4</answer><think>r</think>", 0),
        ("<think></think><answer>4</answer>", 0),
        ("<think>r</think><answer>...</answer>", 0),
        ("<think>r<answer>4</answer></think>", 0),
        ("<think>r</think><answer>4", 0),
        ("", 0),
    ],
)
def test_every_tag_once_and_in_order(score_one, text, value):
    assert score_one("format.tags_ordered", text).value == value
    assert score_one("format.tags_ordered", text, values=(1, -1)).value == (1 if value else -1)


def test_other_tags_in_order(score_one):
    tags = ["<plan>", "</plan>", "<code>", "</code>"]
    assert score_one("format.tags_ordered", "<plan>p</plan> then <code>c</code>", tags=tags).value == 1.0
    assert score_one("format.tags_ordered", "<code>c</code><plan>p</plan>", tags=tags).value == 0.0
    assert score_one("format.tags_ordered", "4", style=STYLES["plain"]).value == 0.0
    assert (
        score_one("format.tags_ordered", "r</think><answer>4</answer>", style=SectionStyle(prefilled_think=True)).value
        == 1.0
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\\boxed{4}", 1),
        (THINK + "So \\boxed{\\frac{1}{2}}.", 1),
        (THINK + "\\boxed{4}. Again: \\boxed{ 4 }", 1),
        (THINK + "<answer>\\boxed{4}</answer>", 1),
        ("<think>maybe \\boxed{3}</think>\\boxed{4}", 1),
        (THINK + "\\boxed{\\boxed{4}}", 1),
        (THINK + "\\boxed{\\infty}", 1),
        ("<think>\\boxed{4}</think> 4", 0),
        (THINK + "\\boxed{4} or \\boxed{5}", 0),
        (THINK + "\\boxed{}", 0),
        (THINK + "\\boxed{4} \\boxed{}", 0),
        (THINK + "\\boxed{4", 0),
        (THINK + "\\boxed 4", 0),
        ("<think>\\boxed{4}", 0),
        ("4", 0),
    ],
)
def test_one_box(score_one, text, value):
    assert score_one("format.boxed", text).value == value


def test_a_text_without_reasoning_may_be_refused_a_box(score_one):
    assert score_one("format.boxed", "\\boxed{4}", whole_text=False).value == 0.0
    assert score_one("format.boxed", "\\boxed{4}", whole_text=False, style=STYLES["plain"]).value == 1.0


ACT = THINK + "\nAction: search\nAction Input: {}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (ACT, 1),
        (f"\n{THINK}\n\nAction: search\nAction Input:\n```json\n{{}}\n```\n", 1),
        (THINK + "\nFinal Answer: 4", 1),
        ("Action: search\nAction Input: {}", 0),
        ("<think></think>\nAction: search\nAction Input: {}", 0),
        (THINK + "\nAction: search", 0),
        (THINK + "\nAction Input: {}\nAction: search", 0),
        (THINK + "\nAction:\nAction Input: {}", 0),
        (THINK + "\nAction: search\nAction Input:", 0),
        (ACT + "\nObservation: it rains", 0),
        (ACT + "\nAction: search\nAction Input: {}", 0),
        (ACT + "\nFinal Answer: 4", 0),
        (THINK + "\nWell then.\nAction: search\nAction Input: {}", 0),
        (THINK + "\nFinal Answer:", 0),
        (THINK + "\nFinal Answer: 4\nFinal Answer: 5", 0),
        ("Hello. " + ACT, 0),
    ],
)
def test_one_action_or_a_final_answer(score_one, text, value):
    assert score_one("format.react", text).value == value


def test_a_final_answer_may_be_refused(score_one):
    assert score_one("format.react", THINK + "\nFinal Answer: 4", allow_final=False).value == 0.0
    assert score_one("format.react", ACT, allow_final=False).value == 1.0


@pytest.mark.parametrize(
    ("template", "text", "value"),
    [
        ("think_answer", GOOD, 1),
        ("think_answer", GOOD + " Done.", 0),
        ("think_answer", "<think>.</think><answer>4</answer>", 0),
        ("special_token", "|special_token|why|special_token|so", 1),
        ("special_token", "|special_token|why|special_token|", 0),
        ("special_token", "|special_token|why", 0),
        ("<plan>{plan}</plan>{rest}", "<plan>p</plan> and so on", 1),
        ("<plan>{plan}</plan>{rest}", "and <plan>p</plan> so on", 0),
    ],
)
def test_any_template(score_one, template, text, value):
    assert score_one("format.template", text, template=template).value == value


def test_a_template_whose_first_delimiter_the_prompt_has_written(score_one):
    style = SectionStyle(prefilled_think=True)
    assert score_one("format.template", "r</think><answer>4</answer>", style=style).value == 1.0
    assert score_one("format.template", GOOD, style=style).value == 1.0
    assert score_one("format.template", "r</think><answer>4</answer>").value == 0.0


@pytest.mark.parametrize(
    ("use", "parameters", "message"),
    [
        ("format.template", {"template": "text"}, "needs a section and a delimiter"),
        ("format.template", {"template": "<a>{x}{y}"}, "nothing stands between two sections"),
        ("format.tags_ordered", {"tags": ["<a>", "<a>"]}, "a text of its own"),
        ("format.think", {"min_think_chars": 0}, "min_think_chars = 0"),
        ("format.boxed", {"values": [1]}, "values"),
        ("format.react", {"allow_finale": True}, "no parameter 'allow_finale'. Did you mean 'allow_final'?"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(use, parameters, message):
    with pytest.raises(ParameterError) as raised:
        rewardry.get(use, **parameters)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "use", ["format.think", "format.tags_ordered", "format.boxed", "format.react", "format.template"]
)
def test_in_a_recipe_a_completion_without_text_is_undecided(use):
    scored = rewardry.score({"rewards": [{"use": use}]}, [{"completion": None}, {"completion": "x"}])
    assert [row.total for row in scored] == [None, 0.0]

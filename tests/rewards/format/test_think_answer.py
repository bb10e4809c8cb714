"""The reward `format.think_answer`: honest completions are paid in full, hacks are not."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError
from rewardry.text.sections import STYLES, SectionStyle
from rewardry.types import Batch, Sample

DATA = Path(__file__).parents[2] / "data"
HONEST = [json.loads(line) for line in (DATA / "honest_completions.jsonl").read_text().splitlines()]
HACKS = [json.loads(line) for line in (DATA / "hacks.jsonl").read_text().splitlines()]
GOOD = "<think>\nr\n</think>\n<answer>\n4\n</answer>"


def value_of(text, style=STYLES["think_answer"], **parameters):
    component = rewardry.get("format.think_answer", **parameters)
    return component.score(Batch([Sample(completion=text, style=style)]))[0]


@pytest.mark.parametrize("row", HONEST, ids=[row["why"] for row in HONEST])
def test_an_honest_completion_is_paid_in_full(row):
    assert value_of(row["completion"]) == 1.0


def test_there_are_more_than_sixty_honest_completions_and_long_ones_among_them():
    assert len(HONEST) > 60
    assert sum(len(row["completion"]) > 1000 for row in HONEST) >= 8


@pytest.mark.parametrize("row", HONEST, ids=[row["why"] for row in HONEST])
def test_an_honest_completion_is_paid_as_chat_messages_too(row):
    messages = [{"role": "assistant", "content": row["completion"]}]
    parts = [{"role": "assistant", "content": [{"type": "text", "text": row["completion"]}]}]
    assert (value_of(messages), value_of(parts)) == (1.0, 1.0)


FORMAT_HACKS = [row for row in HACKS if {"format", "format.special"} & set(row["targets"])]


@pytest.mark.parametrize("row", FORMAT_HACKS, ids=[row["id"] for row in FORMAT_HACKS])
def test_published_hacks_of_the_format_are_not_paid(row):
    # h030 is well formed and wrong, which the format cannot know.
    paid = row["expected_verdict"] == "accept" or row["id"] == "h030"
    assert value_of(row["completion"]) == (1.0 if paid else 0.0), row["why"]


UNPAID = {
    "nothing": "",
    "white space": " \n\t",
    "no tags": "The answer is 4.",
    "only reasoning": "<think>r</think>",
    "only reasoning and text": "<think>r</think> 4",
    "only an answer": "<answer>4</answer>",
    "unclosed reasoning": "<think>r<answer>4</answer>",
    "unclosed answer": "<think>r</think><answer>4",
    "unopened reasoning": "r</think><answer>4</answer>",
    "unopened answer": "<think>r</think>4</answer>",
    "answer first": "<answer>4</answer><think>r</think>",
    "answer within the reasoning": "<think>r<answer>4</answer></think>",
    "reasoning within the answer": "<answer><think>r</think>4</answer>",
    "overlapping blocks": "<think>r<answer>4</think></answer>",
    "two rounds": GOOD + GOOD,
    "two reasonings": "<think>a</think><think>b</think><answer>4</answer>",
    "two answers": "<think>a</think><answer>3</answer><answer>4</answer>",
    "nested opening tags": "<think><think>r</think><answer>4</answer>",
    "nested blocks": "<think><think>r</think></think><answer>4</answer>",
    "nested answers": "<think>r</think><answer><answer>4</answer></answer>",
    "closing tag in the reasoning": "<think>the tag </think> ends it</think><answer>4</answer>",
    "empty reasoning": "<think></think><answer>4</answer>",
    "empty answer": "<think>r</think><answer></answer>",
    "reasoning of white space": "<think> \n\t\xa0\u3000</think><answer>4</answer>",
    "answer of white space": "<think>r</think><answer>\n\n</answer>",
    "reasoning of dots": "<think>...</think><answer>4</answer>",
    "reasoning of signs": "<think>-=*=- !?</think><answer>4</answer>",
    "reasoning of Chinese signs": "<think>……。、</think><answer>4</answer>",
    "reasoning of emoji": "<think>🤔🤔🤔</think><answer>4</answer>",
    "reasoning of zero-width characters": "<think>\u200b\u200c\u200d\u2060\ufeff</think><answer>4</answer>",
    "reasoning of control characters": "<think>\x00\x01\x7f\x85</think><answer>4</answer>",
    "reasoning of combining marks": "<think>\u0301\u0302</think><answer>4</answer>",
    "reasoning of soft hyphens": "<think>\u00ad\u00ad</think><answer>4</answer>",
    "reasoning of tag characters": "<think>\U000e0061\U000e0062</think><answer>4</answer>",
    "reasoning of underscores": "<think>____</think><answer>4</answer>",
    "answer of dots": "<think>r</think><answer>...</answer>",
    "answer of a dash": "<think>r</think><answer>-</answer>",
    "answer of zero-width characters": "<think>r</think><answer>\u200b</answer>",
    "answer of emoji": "<think>r</think><answer>👍</answer>",
    "text before": "Sure! " + GOOD,
    "text between": "<think>r</think> so <answer>4</answer>",
    "text after": GOOD + " Done.",
    "one letter after": GOOD + "x",
    "a sign after": GOOD + ".",
    "a chat token before": "<|im_start|>assistant\n" + GOOD,
    "a chat token after": GOOD + "<|im_end|>",
    "a replacement character before": "\ufffd" + GOOD,
    "upper-case tags": GOOD.upper(),
    "title-case tags": GOOD.replace("think", "Think"),
    "other tags": GOOD.replace("think", "thinking"),
    "singular and plural": GOOD.replace("answer", "answers"),
    "spaces within tags": GOOD.replace("<think>", "< think >"),
    "attributes": GOOD.replace("<think>", '<think id="1">'),
    "HTML escapes": GOOD.replace("<", "&lt;").replace(">", "&gt;"),
    "backslash escapes": GOOD.replace("<", "\\<"),
    "square brackets": GOOD.replace("<", "[").replace(">", "]"),
    "full-width brackets": GOOD.replace("<", "＜").replace(">", "＞"),
    "Cyrillic letters": GOOD.replace("think", "thіnk"),
    "a zero-width space in a tag": GOOD.replace("</think>", "</thi\u200bnk>"),
    "a self-closing tag": "<think/>r<answer>4</answer>",
    "a tag without its slash": "<think>r<think><answer>4<answer>",
    "a doubled slash": GOOD.replace("</think>", "<//think>"),
    "a closing tag too many": GOOD + "</answer>",
    "an opening tag too many": GOOD + "<think>",
    "thinking goes on after the answer": GOOD + "<think>more",
    "spam of tags": "<think>" * 50 + "r" + "</think>" * 50 + "<answer>4</answer>",
}


@pytest.mark.parametrize("text", UNPAID.values(), ids=UNPAID)
def test_what_is_not_the_format_is_not_paid(text):
    assert value_of(text) == 0.0


# What must not change a good form's value, and what must take it away.

GENTLE = {
    "white space around": lambda text: f" \n{text}\n ",
    "white space between": lambda text: text.replace("</think>", "</think>\n\n \t"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "more reasoning": lambda text: text.replace("<think>", "<think>\nFirst of all: "),
    "more answer": lambda text: text.replace("</answer>", " or so\n</answer>"),
}
CRUEL = {
    "a sign before": lambda text: "." + text,
    "a letter between": lambda text: text.replace("</think>", "</think>x"),
    "a letter after": lambda text: text + "x",
    "twice": lambda text: text * 2,
    "without <think>": lambda text: text.replace("<think>", ""),
    "without </think>": lambda text: text.replace("</think>", ""),
    "without <answer>": lambda text: text.replace("<answer>", ""),
    "without </answer>": lambda text: text.replace("</answer>", ""),
    "<think> twice": lambda text: text.replace("<think>", "<think><think>"),
    "</think> twice": lambda text: text.replace("</think>", "</think></think>"),
    "<answer> twice": lambda text: text.replace("<answer>", "<answer><answer>"),
    "</answer> twice": lambda text: text.replace("</answer>", "</answer></answer>"),
    "think and answer swapped": lambda text: (
        text.replace("think", "t").replace("answer", "think").replace("t>", "answer>")
    ),
    "tags in upper case": lambda text: text.replace("<think>", "<THINK>"),
    "without reasoning": lambda text: "<think>" + text[text.index("</think>") :],
    "without an answer": lambda text: text[: text.index("<answer>")] + "<answer></answer>",
}


@pytest.mark.parametrize("change", GENTLE.values(), ids=GENTLE)
def test_changes_that_leave_the_form_alone_leave_its_value(change):
    for row in HONEST:
        assert value_of(change(row["completion"])) == 1.0, row["why"]


@pytest.mark.parametrize("change", CRUEL.values(), ids=CRUEL)
def test_changes_that_break_the_form_take_its_value(change):
    for row in HONEST:
        assert value_of(change(row["completion"])) == 0.0, row["why"]


TAGS = ("<think>", "</think>", "<answer>", "</answer>")
pieces = st.lists(st.sampled_from([*TAGS, *TAGS, "\n", " ", "r", "4", ".", "\u200b", "∞", "</", "think>"]), max_size=10)


def is_the_form(text):
    """The definition: four tags, each once and in order, content in both blocks, nothing else but white space."""
    if any(text.count(tag) != 1 for tag in TAGS):
        return False
    before, _, rest = text.partition("<think>")
    think, closed, rest = rest.partition("</think>")
    between, opened, rest = rest.partition("<answer>")
    answer, ended, after = rest.partition("</answer>")
    blank = all(not part.replace("\u200b", "").strip() for part in (before, between, after))
    has_answer = any(char.isalnum() or char == "∞" for char in answer)
    return all((closed, opened, ended, blank, any(map(str.isalnum, think)), has_answer))


@settings(deadline=None, max_examples=3000)
@given(parts=pieces)
def test_the_value_is_that_of_the_definition(parts):
    text = "".join(parts)
    assert value_of(text) == float(is_the_form(text))


@settings(deadline=None, max_examples=500)
@given(text=st.text(), tags=st.sampled_from(TAGS))
def test_every_text_has_one_of_the_two_values(text, tags):
    assert value_of(tags + text, values=(3, -2)) in (3.0, -2.0)
    assert value_of(f"<think>r{text}</think><answer>4{text}</answer>") == float(not any(tag in text for tag in TAGS))


# Parameters


def test_the_values_of_a_good_and_a_bad_form_are_parameters():
    for name in ("values", "score"):
        assert value_of(GOOD, **{name: (1, -1)}) == 1.0
        assert value_of("x", **{name: (1, -1)}) == -1.0


def test_a_recipe_may_say_score_for_values():
    recipe = {"rewards": [{"use": "format.think_answer", "score": [1, -1]}]}
    rows = [{"completion": GOOD}, {"completion": "x"}]
    assert [row.total for row in rewardry.score(recipe, rows)] == [1.0, -1.0]


@pytest.mark.parametrize(
    ("require", "paid", "unpaid"),
    [
        (
            ("think",),
            ["<think>r</think>", "<think>r</think> 4", "<think>r</think><answer></answer>", GOOD, GOOD + " and more"],
            ["<answer>4</answer>", "<think></think> 4", "<think>r", "so <think>r</think>", "<think>r</think></think>"],
        ),
        (
            ("answer",),
            ["<answer>4</answer>", GOOD, "<think></think><answer>4</answer>"],
            ["<think>r</think>", "<answer></answer>", "<answer>4", "so <answer>4</answer>", "<answer>4</answer> x"],
        ),
    ],
)
def test_only_the_required_blocks_are_required(require, paid, unpaid):
    assert [value_of(text, require=require) for text in paid] == [1.0] * len(paid)
    assert [value_of(text, require=require) for text in unpaid] == [0.0] * len(unpaid)


def test_order_and_nesting_count_whatever_is_required():
    for require in (("think",), ("answer",)):
        assert value_of("<answer>4</answer><think>r</think>", require=require) == 0.0
        assert value_of("<think>r<answer>4</answer></think>", require=require) == 0.0
    assert value_of("</think><answer>4</answer><think>", require=("answer",)) == 0.0


LAID_OUT = [GOOD, GOOD.replace("\nr", "\nr\n\nr"), GOOD.replace("\nr", "\n r "), GOOD.replace("4", "\n4\n")]
NOT_LAID_OUT = [
    "<think>r</think><answer>4</answer>",
    GOOD.replace("</think>\n", "</think>"),
    GOOD.replace("</think>\n", "</think>\n\n"),
    GOOD.replace("</think>\n", "</think> \n"),
    GOOD.replace("<think>\n", "<think> \n"),
    GOOD.replace("<think>\n", "<think>"),
    GOOD.replace("\n</think>", "</think>"),
    GOOD.replace("<answer>\n", "<answer>"),
    GOOD.replace("\n</answer>", "</answer>"),
    GOOD.replace("\n", "\r\n"),
    GOOD + "\n",
    "\n" + GOOD,
]


def test_strict_newlines_want_each_tag_on_a_line_of_its_own():
    assert [value_of(text, strict_newlines=True) for text in LAID_OUT] == [1.0] * len(LAID_OUT)
    assert [value_of(text, strict_newlines=True) for text in NOT_LAID_OUT] == [0.0] * len(NOT_LAID_OUT)
    assert [value_of(text) for text in NOT_LAID_OUT] == [1.0] * len(NOT_LAID_OUT)


def test_strict_newlines_want_content_too():
    for text in ("<think>\n</think>\n<answer>\n4\n</answer>", "<think>\n\n</think>\n<answer>\n4\n</answer>"):
        assert value_of(text, strict_newlines=True) == 0.0


def test_strict_newlines_where_the_prompt_opens_the_reasoning():
    prefilled = SectionStyle(prefilled_think=True)
    for text in ("r\n</think>\n<answer>\n4\n</answer>", GOOD):
        assert value_of(text, prefilled, strict_newlines=True) == 1.0
    for text in ("r</think>\n<answer>\n4\n</answer>", "r\n</think><answer>\n4\n</answer>"):
        assert value_of(text, prefilled, strict_newlines=True) == 0.0
        assert value_of(text, prefilled) == 1.0


def test_strict_newlines_where_the_answer_has_no_tags():
    assert value_of("<think>\nr\n</think>\n4", STYLES["think"], strict_newlines=True) == 1.0
    assert value_of("<think>r</think>\n4", STYLES["think"], strict_newlines=True) == 0.0


def test_text_after_is_allowed_on_request():
    for text in (GOOD + " and more", GOOD + "\n\nI hope it helps.", GOOD + "<|im_end|>"):
        assert value_of(text) == 0.0
        assert value_of(text, allow_text_after=True) == 1.0
    for text in (GOOD + GOOD, GOOD + "</answer>", GOOD + "<think>", "x" + GOOD, GOOD.replace("</think>", "</think>x")):
        assert value_of(text, allow_text_after=True) == 0.0


@pytest.mark.parametrize(
    ("between", "nothing", "whitespace", "anything"),
    [
        ("", 1, 1, 1),
        ("\n", 0, 1, 1),
        (" \t\r\n\u3000", 0, 1, 1),
        ("\u200b", 0, 1, 1),
        (".", 0, 0, 1),
        ("\n\nSo the answer is:\n", 0, 0, 1),
        ("<think>", 0, 0, 0),
        ("</answer>", 0, 0, 0),
    ],
)
def test_what_may_stand_between_the_blocks(between, nothing, whitespace, anything):
    text = f"<think>r</think>{between}<answer>4</answer>"
    found = [value_of(text, allow_text_between=what) for what in ("nothing", "whitespace", "any")]
    assert found == [nothing, whitespace, anything]


def test_text_before_is_never_allowed():
    lenient = {"allow_text_after": True, "allow_text_between": "any", "min_think_chars": 0, "min_answer_chars": 0}
    assert value_of("x" + GOOD, **lenient) == 0.0


@pytest.mark.parametrize(
    ("think", "least"),
    [
        ("", 0),
        ("...", 0),
        ("a", 1),
        ("a.b", 2),
        (" a-b c ", 3),
        ("漢字です", 4),
        ("\u200b1\u200b2\u200b", 2),
        ("_a_", 1),
    ],
)
def test_letters_and_digits_of_the_reasoning_are_counted(think, least):
    text = f"<think>{think}</think><answer>4</answer>"
    for wanted in range(6):
        assert value_of(text, min_think_chars=wanted) == float(wanted <= least), wanted


@pytest.mark.parametrize(("answer", "least"), [("", 0), ("-", 0), ("4", 1), ("-42", 2), ("x = 10", 3), ("∞ 42", 2)])
def test_letters_and_digits_of_the_answer_are_counted(answer, least):
    text = f"<think>r</think><answer>{answer}</answer>"
    for wanted in range(5):
        assert value_of(text, min_answer_chars=wanted) == float(wanted <= least), wanted


def test_a_sign_that_is_an_answer_is_one_character_long():
    text = "<think>r</think><answer>∞</answer>"
    assert [value_of(text, min_answer_chars=wanted) for wanted in (0, 1, 2)] == [1.0, 1.0, 0.0]


def test_a_block_that_is_not_required_may_be_empty():
    assert value_of("<think></think><answer>4</answer>", require=("answer",), min_think_chars=1) == 1.0


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"require": []}, "require = \\[\\]"),
        ({"require": ["think", "reflection"]}, "require.1 = 'reflection': Input should be 'think' or 'answer'"),
        ({"values": [1]}, "values"),
        ({"values": "high"}, "values"),
        ({"values": [1, 0], "score": [1, -1]}, "`values` and `score` are one parameter; give it once"),
        ({"allow_text_between": "some"}, "'nothing', 'whitespace' or 'any'"),
        ({"min_think_chars": -1}, "min_think_chars = -1"),
        ({"min_answer_chars": -1}, "min_answer_chars = -1"),
        ({"strict_newline": True}, "no parameter 'strict_newline'. Did you mean 'strict_newlines'?"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(parameters, message):
    with pytest.raises(ParameterError, match=message):
        rewardry.get("format.think_answer", **parameters)


# Styles


@pytest.mark.parametrize(
    ("style", "paid", "unpaid"),
    [
        (
            STYLES["think"],
            ["<think>r</think>4", "<think>\nr\n</think>\nIt is 4."],
            ["4", "<think>r</think>", "<think>r"],
        ),
        (SectionStyle(prefilled_think=True), ["r</think><answer>4</answer>", GOOD], ["<answer>4</answer>", "r", ""]),
        (
            SectionStyle(("<reasoning>", "</reasoning>"), ("[ans]", "[/ans]")),
            ["<reasoning>r</reasoning>\n[ans]4[/ans]"],
            [GOOD, "<reasoning>r</reasoning>\n[ans]4"],
        ),
        (STYLES["plain"], [], ["4", GOOD]),
    ],
    ids=["think", "prefilled", "other tags", "plain"],
)
def test_the_recipes_style_says_what_the_blocks_are(style, paid, unpaid):
    assert [value_of(text, style) for text in paid] == [1.0] * len(paid)
    assert [value_of(text, style) for text in unpaid] == [0.0] * len(unpaid)


def test_a_completion_without_text_is_undecided():
    recipe = {"rewards": [{"use": "format.think_answer"}]}
    rows = [{"completion": None}, {"completion": [{"role": "user", "content": GOOD}]}, {"completion": GOOD}]
    scored = rewardry.score(recipe, rows)
    assert [row.total for row in scored] == [None, None, 1.0]
    assert scored[0].components["format.think_answer"].status == "error"


@pytest.mark.parametrize(
    "filler",
    ["<think>", "</think>", "<answer>", "</answer>", "<think></think>", "\u200b", " ", "<", "</think> ", "&lt;", "a"],
)
def test_a_megabyte_of_tags_is_read_in_linear_time(filler):
    middle = filler * (1_000_000 // len(filler))
    start = time.process_time()
    for text in (middle, f"<think>{middle}</think><answer>4</answer>", f"<think>r</think>{middle}<answer>4</answer>"):
        for parameters in ({}, {"strict_newlines": True, "allow_text_between": "any", "min_think_chars": 100}):
            assert value_of(text, **parameters) in (0.0, 1.0)
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "thought", ["&nbsp;<br>", "<!-- I think. -->", "<!-- a\n --> <hr/>", "&#160;&ensp;", "<p></p>", "<!-- never closed"]
)
def test_marks_of_html_alone_are_no_thought(thought):
    assert value_of(f"<think>\n{thought}\n</think>\n<answer>\n4\n</answer>") == 0.0


@pytest.mark.parametrize("thought", ["<p>2 + 2</p>", "<!-- a --> b", "&pi; r^2", "a < b & c", "<br>&nbsp;so", "$<$ 5"])
def test_what_stands_beside_marks_of_html_is_thought(thought):
    assert value_of(f"<think>\n{thought}\n</think>\n<answer>\n4\n</answer>") == 1.0


@pytest.mark.parametrize("use", ["format.think_answer", "format.code"])
def test_a_layout_that_no_completion_has_is_refused(use):
    impossible = {"strict_newlines": True, "allow_text_between": "nothing"}
    with pytest.raises(ParameterError, match="no completion would be paid; leave one of them out"):
        rewardry.get(use, **impossible)
    assert rewardry.get(use, **impossible, require=("think",)).strict_newlines

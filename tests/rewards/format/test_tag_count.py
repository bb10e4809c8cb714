"""The reward `format.tag_count`: a share for each tag that stands where it belongs and around something."""

import itertools
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError
from rewardry.types import Batch, Sample

DATA = Path(__file__).parents[2] / "data"
TAGS = ("<think>", "</think>", "<answer>", "</answer>")
GOOD = "<think>r</think><answer>4</answer>"


def value_of(text, **parameters):
    return rewardry.get("format.tag_count", **parameters).score(Batch([Sample(completion=text)]))[0]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (GOOD, 4),
        ("<think>\nr\n</think>\n\n<answer>\n4\n</answer>\n", 4),
        ("<think>r</think><answer>∞</answer>", 4),
        ("Sure: <think>r</think> so <answer>4</answer> and more", 4),
        # parts of the form on the way to it
        ("", 0),
        ("just text", 0),
        ("<think>r", 1),
        ("r</think>", 1),
        ("<think>r</think>", 2),
        ("<think>r</think>4", 2),
        ("<think>r</think><answer>4", 3),
        ("<answer>4</answer>", 2),
        ("r</think><answer>4</answer>", 3),
        # tags with nothing beside them
        ("<think>", 0),
        ("</think>", 0),
        ("<think><answer>", 0),
        ("<think>\n<answer>\n", 0),
        ("<think></think><answer></answer>", 0),
        ("<think>\n</think>\n<answer>\n</answer>", 0),
        ("<think>...</think><answer>\u200b</answer>", 0),
        ("<think>r</think><answer></answer>", 2),
        ("<think></think><answer>4</answer>", 2),
        ("<think> </think>x<answer>4</answer>", 2),
        ("<think>r</think>x<answer></answer>", 2),
        # tags that stand twice; a tag is no content for its neighbour
        ("<think><think>r</think><answer>4</answer>", 3),
        ("<think>a<think>b</think><answer>4</answer>", 3),
        ("<think><think></think>", 0),
        ("<think></think></think>", 0),
        ("<think>a</think><think>b</think><answer>4</answer>", 2),
        (GOOD + GOOD, 0),
        (GOOD + "</answer>", 3),
        # out of order
        ("<answer>4</answer><think>r</think>", 0),
        ("</think>r<think>x", 0),
        ("<answer>4<think>r</think>x</answer>", 1),
        ("<think>r<answer>4</think>x</answer>", 2),
        # not the tags
        (GOOD.upper(), 0),
        (GOOD.replace("<", "&lt;"), 0),
        ("<think >r</think ><answer >4</answer >", 0),
    ],
)
def test_tags_are_paid_a_quarter_each(text, tags):
    assert value_of(text) == tags / 4


HACKS = [
    row
    for row in map(json.loads, (DATA / "hacks.jsonl").read_text().splitlines())
    if {"format", "format.tag_count"} & set(row["targets"])
]


@pytest.mark.parametrize("row", HACKS, ids=[row["id"] for row in HACKS])
def test_published_hacks_are_paid_less_than_the_form(row):
    # h030 is well formed, and wrong.
    if row["expected_verdict"] == "accept" or row["id"] == "h030":
        assert value_of(row["completion"]) == 1.0
    else:
        assert value_of(row["completion"]) < 1.0


def test_tags_alone_are_never_paid():
    for count in range(1, 6):
        for tags in itertools.product(TAGS, repeat=count):
            assert value_of("".join(tags)) == 0.0, tags
            assert value_of("\n".join(tags)) == 0.0, tags


def count_by_definition(text, tags):
    """Once, in order among the tags that are there, and with content up to the tag on the side it encloses."""
    places = sorted((i, tag) for tag in tags for i in range(len(text)) if text.startswith(tag, i))
    paid = 0
    for rank, tag in enumerate(tags):
        mine = [i for i, found in places if found == tag]
        before = [text.find(other) for other in tags[:rank] if other in text]
        behind = [text.find(other) for other in tags[rank + 1 :] if other in text]
        if len(mine) != 1 or any(i > mine[0] for i in before) or any(i < mine[0] for i in behind):
            continue
        if tag.startswith("</"):
            start = max((i + len(found) for i, found in places if i < mine[0]), default=0)
            beside = text[start : mine[0]]
        else:
            end = min((i for i, _ in places if i > mine[0]), default=len(text))
            beside = text[mine[0] + len(tag) : end]
        paid += any(char.isalnum() for char in beside)
    return paid


def test_a_tag_in_reasoning_that_nobody_opened_counts_as_one():
    assert value_of("<answer></think><answer>answer>") == 0.0


@settings(deadline=None, max_examples=1500)
@given(parts=st.lists(st.sampled_from([*TAGS, *TAGS, "r", "4", " ", "\n", ".", "</", "answer>"]), max_size=9))
def test_the_value_is_that_of_the_definition(parts):
    text = "".join(parts)
    assert value_of(text) == count_by_definition(text, TAGS) / 4


def test_the_whole_form_is_paid_no_more_than_four_quarters_however_long():
    assert value_of("<think>" + "r" * 10_000 + "</think><answer>" + "4" * 10_000 + "</answer>") == 1.0


def test_weight_per_tag():
    assert value_of(GOOD, weight_per_tag=0.1) == pytest.approx(0.4)
    assert value_of("<think>r", weight_per_tag=2) == 2.0
    assert value_of(GOOD, weight_per_tag=-0.25) == -1.0


def test_other_tags():
    tags = ["<plan>", "</plan>", "<code>"]
    assert value_of("<plan>p</plan><code>c", tags=tags) == 0.75
    assert value_of("<code>c<plan>p</plan>", tags=tags) == 0.0
    assert value_of(GOOD, tags=tags) == 0.0


def test_tags_that_share_a_newline_are_each_found():
    """open-r1's own tags, of which two overlap where the blocks follow each other."""
    tags = ["<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>"]
    assert value_of("<think>\nr\n</think>\n<answer>\n4\n</answer>", tags=tags) == 1.0
    assert value_of("<think>\n\n</think>\n<answer>\n\n</answer>", tags=tags) == 0.0
    assert value_of("<think>\n<answer>\n", tags=tags) == 0.0


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"tags": []}, "tags = \\[\\]"),
        ({"tags": ["<a>", ""]}, "none is empty"),
        ({"tags": ["<a>", "<a>"]}, "a text of its own"),
        ({"tags": [1]}, "tags.0 = 1"),
        ({"weight_per_tag": "much"}, "weight_per_tag = 'much'"),
        ({"weight": 1}, "no parameter 'weight'. Did you mean 'weight_per_tag'?"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(parameters, message):
    with pytest.raises(ParameterError, match=message):
        rewardry.get("format.tag_count", **parameters)


def test_a_completion_without_text_is_undecided():
    scored = rewardry.score({"rewards": [{"use": "format.tag_count"}]}, [{"completion": None}, {"completion": GOOD}])
    assert [row.total for row in scored] == [None, 1.0]


@pytest.mark.parametrize("filler", [*TAGS, "<think></think>", "<", " ", "</answer><think>"])
def test_a_megabyte_of_tags_is_read_in_linear_time(filler):
    middle = filler * (1_000_000 // len(filler))
    start = time.process_time()
    for text in (middle, f"<think>{middle}</think><answer>4</answer>"):
        assert 0.0 <= value_of(text) <= 1.0
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("sections", "text", "tags"),
    [
        ("think_answer", GOOD, 4),
        ({"answer": ["[ANS]", "[/ANS]"]}, "<think>r</think>[ANS]4[/ANS]", 4),
        ({"answer": ["[ANS]", "[/ANS]"]}, GOOD, 2),
        ("think", "<think>r</think>4", 2),
        ("plain", GOOD, 0),
        ({"prefilled_think": True}, "r</think><answer>4</answer>", 4),
        ({"prefilled_think": True}, GOOD, 4),
        ({"prefilled_think": True}, "</think><answer>4</answer>", 2),
    ],
)
def test_the_tags_are_those_of_the_recipes_sections(sections, text, tags):
    recipe = {"sections": sections, "rewards": [{"use": "format.tag_count"}]}
    assert rewardry.score(recipe, [{"completion": text}])[0].total == 0.25 * tags
    recipe["rewards"][0]["tags"] = ["<answer>", "</answer>"]
    assert rewardry.score(recipe, [{"completion": GOOD}])[0].total == 0.5

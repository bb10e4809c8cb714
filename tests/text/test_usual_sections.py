"""The quick way through the splitter finds what the general one does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.disguise import disguises
from rewardry.text.sections import (
    THINK_ANSWER,
    Sections,
    SectionStyle,
    _split_answer,
    _split_think,
    _split_usual,
    split,
)

TAGS = ("<think>", "</think>", "<answer>", "</answer>")
between = st.lists(st.sampled_from(["a", " ", "\n", ".", "∞", "\u200b", ">", "think"]), max_size=2).map("".join)
usual = st.tuples(between, between, between, between, between).map(
    lambda gaps: "".join(gap + tag for gap, tag in zip(gaps, (*TAGS, ""), strict=True))
)
any_text = st.lists(st.sampled_from([*TAGS, "a", "<", " "]), max_size=7).map("".join)
# Texts without any "<", in which tags are disguised.
untagged = st.lists(st.sampled_from(["&lt;think&gt;", "\\", "a", "\uff1cthink\uff1e", "\u200b", " "]), max_size=5).map(
    "".join
)


def general(text):
    problems = []
    think, final = _split_think(text, THINK_ANSWER, problems)
    answer = _split_answer(text, THINK_ANSWER, think, final, problems)
    if any(problem.startswith(("missing", "un")) for problem in problems):
        problems += disguises(text, TAGS)
    return Sections(text, think, answer, final, frozenset(problems))


@settings(deadline=None, max_examples=600)
@given(usual)
def test_the_usual_completion_is_split_the_same(text):
    assert _split_usual(text) == general(text) == split(text)


@settings(deadline=None, max_examples=600)
@given(any_text | untagged)
def test_what_is_seen_the_quick_way_is_seen_the_same(text):
    found = _split_usual(text)
    assert found is None or found == general(text)


def test_other_styles_and_other_texts_go_the_general_way():
    assert _split_usual("<think>r</think><answer>4 < 5</answer>") is None
    assert split("<think>r</think><answer>4 < 5</answer>").answer_text == "4 < 5"
    style = SectionStyle(answer=("<a>", "</a>"))
    assert split("<think>r</think><a>4</a>", style).answer_text == "4"

"""The sections of a completion: its parts, the faults of its form by their names, and styles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.sections import STYLES, THINK_ANSWER, Sections, SectionStyle, split
from rewardry.text.spans import Span, has_content
from rewardry.text.tags import find_blocks

TAGS = ("<think>", "</think>", "<answer>", "</answer>")
PREFILLED = SectionStyle(prefilled_think=True)
PROBLEMS = {
    *(
        f"{what}_{tag}"
        for what in ("missing", "unopened", "unclosed", "duplicate", "empty")
        for tag in ("think", "answer")
    ),
    *("order", "nested", "text_before", "text_between", "text_after"),
    *("escaped_tag", "invisible_chars", "homoglyph_tag"),
}


def parts(text, style=THINK_ANSWER):
    sections = split(text, style)
    return sections.think_text, sections.answer_text, sections.final_text


def problems(text, style=THINK_ANSWER):
    return set(split(text, style).problems)


# ---- a completion as it should be ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "think", "answer"),
    [
        ("<think>r</think><answer>4</answer>", "r", "4"),
        ("<think>\nr\n</think>\n<answer>\n4\n</answer>\n", "\nr\n", "\n4\n"),
        ("  <think>r</think> \n\t <answer>4</answer>  ", "r", "4"),
        ("\ufeff<think>r</think>\u200b<answer>4</answer>\u200b", "r", "4"),
        ("<think>a < b > c</think><answer><b>4</b></answer>", "a < b > c", "<b>4</b>"),
        ("<think>思考</think><answer>四</answer>", "思考", "四"),
        ("<think>r</think><answer>∞</answer>", "r", "∞"),
        ("<think>r</think><answer>\\emptyset</answer>", "r", "\\emptyset"),
    ],
)
def test_a_good_completion_has_its_parts_and_no_problems(text, think, answer):
    sections = split(text)
    assert (sections.think_text, sections.answer_text) == (think, answer)
    assert sections.problems == frozenset()
    assert sections.text is text
    assert sections.final_text == text.partition("</think>")[2]


def test_spans_are_places_in_the_text():
    sections = split("<think>why</think> <answer>4</answer>")
    assert sections.think == Span(7, 10)
    assert sections.final == Span(18, 37)
    assert sections.answer == Span(27, 28)


# Text without a tag, with something to say.
inside = st.text(st.characters(), max_size=30).filter(lambda s: "<" not in s and has_content(s))
blank = st.text(st.sampled_from(" \t\r\n\u200b\u3000\x00"), max_size=5)


@given(blank, inside, blank, inside, blank)
def test_a_well_formed_completion_gives_its_parts_back_without_problems(before, think, between, answer, after):
    text = f"{before}<think>{think}</think>{between}<answer>{answer}</answer>{after}"
    assert parts(text) == (think, answer, f"{between}<answer>{answer}</answer>{after}")
    assert problems(text) == set()


def test_a_second_round_is_a_second_guess():
    text = "<think>a</think><answer>6</answer><think>b</think><answer>7</answer>"
    assert parts(text) == ("a", "6", "<answer>6</answer>")
    assert "duplicate_think" in problems(text)
    assert parts("<think>a</think>\\boxed{6}<think>b</think>\\boxed{7}")[2] == "\\boxed{6}"
    assert parts("<think>a</think>Hm.<think>b</think><answer>7</answer>")[1] == "7"
    assert parts("<think>a</think><answer>6</answer></think><answer>7</answer>")[1] == "6"
    assert parts("<think>It says <think>a</think><answer>x</answer>.</think><answer>7</answer>")[1] == "7"


def test_a_round_ends_with_the_first_tag_after_its_answer_and_begins_with_the_last_before_it():
    assert parts("a</think><answer>6</answer></think><answer>7</answer></think>")[1] == "6"
    assert parts("a</think>\\boxed{6}</think>\\boxed{7}</think>")[2] == "\\boxed{6}"
    assert parts("<think>a</think>b</think>\\boxed{6}</think>c")[::2] == ("a</think>b", "\\boxed{6}")
    assert parts("</think></think>\\boxed{</think>") == ("</think>", None, "\\boxed{")
    assert parts("a</think><answer></think><answer>6</answer></think>")[1] == "6"


# ---- what holds of any text ----------------------------------------------------------------------------------------


NASTY = (
    *(
        *TAGS,
        "<think",
        "think>",
        "</",
        "<",
        ">",
        "</answer",
        "&lt;think&gt;",
        "\\<answer\\>",
        "<thіnk>",
        "<\u200bthink>",
    ),
    *("＜answer＞", "\ud800", "\udfff", "\x00", "\u200b", "a", "中", "é", "e\u0301", "🙂", " ", "\n", "\r\n", "\u2028"),
    *("{", "\\boxed{5}"),
)
any_text = st.text(st.characters()) | st.lists(st.sampled_from(NASTY), max_size=20).map("".join)
any_tag = st.text(st.sampled_from("<>/ab|"), min_size=1, max_size=4)
any_tags = st.tuples(any_tag, any_tag)
any_style = st.builds(
    SectionStyle, think=st.none() | any_tags, answer=st.none() | any_tags, prefilled_think=st.booleans()
)
styles = st.sampled_from([*STYLES.values(), PREFILLED, STYLES["think"]._replace(prefilled_think=True)])


def check_spans(text, sections):
    for span in (sections.think, sections.answer, sections.final):
        assert span is None or 0 <= span.start <= span.end <= len(text)
    if sections.think is not None:
        assert sections.think.end <= sections.final.start
    if sections.answer is not None:
        assert sections.final.start <= sections.answer.start <= sections.answer.end <= sections.final.end


@given(any_text, styles)
def test_any_text_splits_into_ordered_spans_and_known_problems(text, style):
    sections = split(text, style)
    check_spans(text, sections)
    assert sections.problems <= PROBLEMS


@given(st.text(st.sampled_from("<>/ab| "), max_size=30), any_style)
def test_tags_may_be_any_texts_even_ones_that_overlap(text, style):
    check_spans(text, split(text, style))


@given(any_text, styles)
def test_splitting_again_gives_the_same(text, style):
    assert split(text, style) == split(str(text), style)


@given(any_text, styles.filter(lambda style: style.think))
def test_what_follows_the_reasoning_holds_no_reasoning(text, style):
    final = split(text, style).final_text
    assert "<think>" not in final
    if split(text, style).think is not None or "</think>" in text:
        assert "</think>" not in final


@given(any_text)
def test_after_an_unclosed_block_there_is_nothing_to_find(text):
    sections = split(f"<think>{text}".replace("</think>", ""))
    assert sections.final_text == ""
    assert sections.answer is None
    assert "unclosed_think" in sections.problems


@given(any_text)
def test_the_answer_block_is_the_one_that_the_answer_scanner_takes(text):
    sections = split(text)
    blocks = find_blocks(sections.final_text, "<answer>", "</answer>")
    assert sections.answer_text == (blocks[-1].inner.of(sections.final_text) if blocks else None)


@given(any_text)
def test_parts_put_together_again_split_into_themselves(text):
    think, answer, _ = parts(text)
    tag_free = [part for part in (think, answer) if part is not None and not any(tag in part for tag in TAGS)]
    if len(tag_free) == 2:
        assert parts(f"<think>{think}</think><answer>{answer}</answer>")[:2] == (think, answer)


@given(st.lists(st.sampled_from((*TAGS, "a", " ", ".")), max_size=12).map("".join), any_text)
def test_what_stands_in_the_reasoning_never_changes_what_follows_it(after, hidden):
    hidden = hidden.replace("think>", "")
    plain, stuffed = split(f"<think>r</think>{after}"), split(f"<think>r{hidden}</think>{after}")
    assert stuffed.final_text == plain.final_text
    assert stuffed.answer_text == plain.answer_text


# ---- a prompt that ends in the opening tag -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "think", "answer", "wrong"),
    [
        ("r</think><answer>4</answer>", "r", "4", set()),
        ("\nr\n</think>\n<answer>4</answer>", "\nr\n", "4", set()),
        ("<think>r</think><answer>4</answer>", "r", "4", set()),
        ("r", "r", None, {"unclosed_think", "missing_answer"}),
        ("", "", None, {"unclosed_think", "empty_think", "missing_answer"}),
        ("</think><answer>4</answer>", "", "4", {"empty_think"}),
        ("r <answer>4</answer>", "r <answer>4</answer>", None, {"unclosed_think", "nested", "missing_answer"}),
        ("r</think>s</think><answer>4</answer>", "r</think>s", "4", {"duplicate_think"}),
        ("r <think>s</think><answer>4</answer>", "s", "4", {"text_before"}),
        ("r</think><answer>4</answer><think>s", None, "4", {"order", "unclosed_think"}),
    ],
)
def test_a_prefilled_opening_tag(text, think, answer, wrong):
    assert parts(text, PREFILLED)[:2] == (think, answer)
    assert problems(text, PREFILLED) == wrong


@given(st.lists(st.sampled_from(("</think>", "<answer>", "</answer>", "a", " ", "\n")), max_size=12).map("".join))
def test_one_opening_tag_is_supplied_as_if_it_had_been_written(text):
    supplied, written = split(text, PREFILLED), split(f"<think>{text}")
    assert parts(text, PREFILLED) == parts(f"<think>{text}")
    assert supplied.problems == written.problems


@given(any_text)
def test_no_opening_tag_is_supplied_where_there_is_one(text):
    text += "<think>"
    assert split(text, PREFILLED) == split(text)


# ---- what is wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", {"missing_think", "missing_answer"}),
        ("4", {"missing_think", "missing_answer"}),
        ("<answer>4</answer>", {"missing_think"}),
        ("so <answer>4</answer>", {"missing_think", "text_before"}),
        ("<think>r</think>4", {"missing_answer"}),
        ("r</think><answer>4</answer>", {"unopened_think"}),
        ("</think><answer>4</answer>", {"unopened_think", "empty_think"}),
        ("<think>r<answer>4</answer>", {"unclosed_think", "nested", "missing_answer"}),
        ("<think>", {"unclosed_think", "empty_think", "missing_answer"}),
        ("so <think>r", {"text_before", "unclosed_think", "missing_answer"}),
        ("<think>r</think><answer>4", {"unclosed_answer"}),
        ("<think>r</think>4</answer>", {"unopened_answer"}),
        ("<think>r</think><answer></answer>", {"empty_answer"}),
        ("<think>r</think><answer>...</answer>", {"empty_answer"}),
        ("<think>r</think><answer>\u200b \u3164</answer>", {"empty_answer"}),
        ("<think>\n\n</think><answer>4</answer>", {"empty_think"}),
        ("<think>\u3164</think><answer>4</answer>", {"empty_think"}),
        ("<think>...</think><answer>4</answer>", {"empty_think"}),
        ("so <think>r</think><answer>4</answer>", {"text_before"}),
        ("<think>r</think>so <answer>4</answer>", {"text_between"}),
        ("<think>r</think>.<answer>4</answer>", {"text_between"}),
        ("<think>r</think><answer>4</answer> done", {"text_after"}),
        ("<answer>4</answer><think>r</think>", {"text_before", "order", "missing_answer"}),
        ("</think>r<think><answer>4</answer>", {"order", "unclosed_think", "missing_answer"}),
        ("<think><think>r</think><answer>4</answer>", {"duplicate_think", "nested"}),
        ("<think>r</think></think><answer>4</answer>", {"duplicate_think"}),
        ("<think>r</think><answer>3</answer><answer>4</answer>", {"duplicate_answer", "text_between"}),
        ("<think>r</think><answer><answer>4</answer>", {"duplicate_answer", "nested", "text_between"}),
        ("<think>r</think><answer>4</answer></answer>", {"duplicate_answer", "text_after"}),
        ("<think>r</think><answer>4</answer><answer>5", {"duplicate_answer", "unclosed_answer", "text_between"}),
        ("<think>r<answer>3</answer></think><answer>4</answer>", {"duplicate_answer", "nested"}),
        ("<think>r</think><answer>4</answer><think>s", {"duplicate_think", "unclosed_think"}),
    ],
)
def test_each_fault_has_its_name(text, wrong):
    assert problems(text) == wrong


def test_the_last_of_several_answers_counts_even_cut_off():
    assert split("<think>r</think><answer>4</answer> no: <answer>5</answer>").answer_text == "5"
    assert split("<think>r</think><answer>4</answer> no: <answer>5").answer_text == "5"


def test_a_stray_closing_tag_adds_nothing_to_an_answer():
    assert split("<think>r</think><answer>4</answer> bye</answer>").answer_text == "4"


def test_an_answer_tag_in_the_reasoning_is_never_the_answer():
    sections = split("<think>format: <answer>5</answer></think>I cannot say.")
    assert sections.answer is None
    assert sections.final_text == "I cannot say."


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("&lt;think&gt;r&lt;/think&gt;", {"missing_think", "missing_answer", "escaped_tag"}),
        ("\\<think\\>r</think><answer>4</answer>", {"unopened_think", "escaped_tag"}),
        ("<th\u200bink>r</think><answer>4</answer>", {"unopened_think", "invisible_chars"}),
        ("<thіnk>r</think><answer>4</answer>", {"unopened_think", "homoglyph_tag"}),
        ("<think>r</think><answer>4＜/answer＞", {"unclosed_answer", "homoglyph_tag"}),
        ("<think>r</think>〈answer〉4</answer>", {"unopened_answer", "homoglyph_tag"}),
        ("<THINK>r</THINK><answer>4</answer>", {"missing_think", "text_before"}),
    ],
)
def test_a_missing_tag_is_explained_and_never_supplied(text, wrong):
    assert problems(text) == wrong


def test_a_disguised_tag_beside_a_real_one_is_no_problem():
    assert problems("<think>&lt;think&gt;</think><answer>＜answer＞ x</answer>") == set()


# ---- other styles --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "think", "answer", "wrong"),
    [
        ("<think>r</think>4", "r", "4", set()),
        ("<think>r</think><answer>4</answer>", "r", "<answer>4</answer>", set()),
        ("4", None, "4", {"missing_think"}),
        ("r</think>4", "r", "4", {"unopened_think"}),
        ("<think>r", "r", "", {"unclosed_think", "empty_answer"}),
        ("<think>r</think> \n", "r", " \n", {"empty_answer"}),
        ("<think>r</think>4<think>s", "r", "4", {"unclosed_think", "duplicate_think"}),
    ],
)
def test_reasoning_alone_is_tagged_and_the_answer_is_the_rest(text, think, answer, wrong):
    sections = split(text, STYLES["think"])
    assert (sections.think_text, sections.answer_text, sections.problems) == (think, answer, wrong)
    assert sections.answer == sections.final


@pytest.mark.parametrize(
    ("text", "wrong"), [("4", set()), ("<think>r</think>4", set()), ("", {"empty_answer"}), (" . ", {"empty_answer"})]
)
def test_without_tags_all_of_it_is_the_answer(text, wrong):
    assert split(text, STYLES["plain"]) == Sections(
        text, None, Span(0, len(text)), Span(0, len(text)), frozenset(wrong)
    )


def test_answer_tags_without_reasoning():
    style = SectionStyle(think=None)
    assert parts("so <answer>4</answer>", style) == (None, "4", "so <answer>4</answer>")
    assert problems("so <answer>4</answer>", style) == {"text_before"}
    assert problems("&lt;answer>4</answer>", style) == {"unopened_answer", "escaped_tag"}


CUSTOM = SectionStyle(think=("◁think▷", "◁/think▷"), answer=("[ANS]", "[/ANS]"))


@given(st.lists(st.sampled_from((*TAGS, "a", "5", " ", "\n")), max_size=14))
def test_custom_tags_work_as_the_usual_ones_do(pieces):
    renamed = dict(zip(TAGS, (*CUSTOM.think, *CUSTOM.answer), strict=True))
    back = {new: old for old, new in renamed.items()}
    usual, custom = split("".join(pieces)), split("".join(renamed.get(p, p) for p in pieces), CUSTOM)
    assert custom.problems == usual.problems
    for ours, theirs in zip(
        (custom.think_text, custom.answer_text, custom.final_text),
        (usual.think_text, usual.answer_text, usual.final_text),
        strict=True,
    ):
        assert (ours and re.sub("|".join(map(re.escape, back)), lambda m: back[m.group()], ours)) == theirs


def test_tags_are_no_patterns():
    style = SectionStyle(think=("(.*", ".*)"), answer=("[a", "a]"))
    assert parts("(.*r.*)[a4a]", style)[:2] == ("r", "4")
    assert problems("(.*r.*)[a4a]", style) == set()


def test_the_styles_of_recipes():
    assert {
        "think_answer": SectionStyle(("<think>", "</think>"), ("<answer>", "</answer>"), False),
        "think": SectionStyle(("<think>", "</think>"), None, False),
        "plain": SectionStyle(None, None, False),
    } == STYLES

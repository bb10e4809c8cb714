"""Each filter rejects what it names, says what it found, and leaves the rest alone."""

import pytest

from rewardry.curation.filters.best_of_group import BestOfGroup
from rewardry.curation.filters.code_blocks import no_code_blocks
from rewardry.curation.filters.contamination import HeldOut, NotContaminated
from rewardry.curation.filters.correct import keep_correct
from rewardry.curation.filters.duplicates import DifferentInFile, DifferentInGroup
from rewardry.curation.filters.long_paragraphs import no_long_paragraphs
from rewardry.curation.filters.loops import no_loops
from rewardry.curation.filters.missing_summary import with_summary
from rewardry.curation.filters.mixed_language import OneLanguage
from rewardry.curation.filters.pass_rate import PassRateBand
from rewardry.curation.filters.truncated import not_truncated
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError

VARIED = " ".join(f"word{i}" for i in range(40))


def test_only_right_completions_stay(kept):
    rows = [kept(right=True), kept(right=False), kept(right=None)]
    assert keep_correct().reject(rows) == [None, "wrong", "undecided"]


@pytest.mark.parametrize(
    ("rights", "why"),
    [
        ([True, False, False, False], None),
        ([True] * 4, "pass rate 1.000"),
        ([False] * 4, "pass rate 0.000"),
        ([True, False, None], None),
        ([None, None], "no completion is decided"),
    ],
)
def test_the_band_holds_or_rejects_a_whole_question(kept, rights, why):
    assert PassRateBand(0.25, 0.75).reject([kept(right=right) for right in rights]) == [why] * len(rights)


def test_a_band_that_is_none_is_refused():
    with pytest.raises(ConfigError, match=r"--pass-rate 0.8 0.2: write two shares, 0 <= LOW <= HIGH <= 1"):
        PassRateBand(0.8, 0.2)


def test_the_best_stay_and_of_equal_ones_the_first(kept):
    rows = [kept(total=0.5), kept(total=1.0), kept(total=1.0), kept(total=None, right=None)]
    assert BestOfGroup(1).reject(rows) == ["total 0.5", None, "total 1", "no total"]
    assert BestOfGroup(2).reject(rows) == ["total 0.5", None, None, "no total"]


@pytest.mark.parametrize(
    ("thought", "found"),
    [
        ("plain words", None),
        ("first\n```python\nprint(4)\n```\nthen", "1 code block in the reasoning"),
        ("~~~\nx = 4\n~~~\nand\n```\ny\n```", "2 code blocks in the reasoning"),
        ("an inline ```fence``` is none", None),
    ],
)
def test_code_blocks_of_the_reasoning(kept, thought, found):
    assert no_code_blocks().reject([kept(thought=thought)]) == [found]


def test_code_behind_the_reasoning_is_no_matter(kept):
    completion = "<think>Easy.</think>\n```python\nprint(4)\n```"
    assert no_code_blocks().reject([kept(completion=completion)]) == [None]


def test_paragraphs_are_measured_each_by_itself(kept):
    whole, parted = VARIED, VARIED[:140] + "\n \n" + VARIED[140:]
    assert no_long_paragraphs(30).reject([kept(completion=whole), kept(completion=parted)]) == [
        "a paragraph of 40 words",
        None,
    ]
    assert no_long_paragraphs(30).reject([kept(completion="我们再算一遍" * 6)]) == ["a paragraph of 36 words"]


def test_loops_are_found_and_prose_is_none(kept):
    [why] = no_loops().reject([kept(thought="wait let me check " * 12)])
    assert why.startswith("12 times the same 4 words")
    assert no_loops().reject([kept(thought=VARIED)]) == [None]
    assert no_loops().reject([kept(completion="go on go on go on")]) == [None]


@pytest.mark.parametrize(
    ("completion", "why"),
    [
        ("<think>a</think>The answer is 4.", None),
        ("<think>a</think><answer>4</answer>", None),
        ("<think>a</think>\n", "nothing behind the reasoning"),
        ("<think>a</think><answer> </answer>", "nothing behind the reasoning"),
        ("<think>never ends", "nothing behind the reasoning"),
        ("no reasoning at all", "nothing behind the reasoning"),
    ],
)
def test_a_summary_stands_behind_the_reasoning(kept, completion, why):
    assert with_summary().reject([kept(completion=completion)]) == [why]


def test_what_was_cut_off_goes(kept):
    rows = [kept(finish_reason="length"), kept(finish_reason="stop"), kept()]
    assert not_truncated().reject(rows) == ["cut off", None, None]


def test_mixed_languages_are_found_and_too_few_words_stay(kept):
    english = "We add the two numbers first and then divide the sum by three to get it."
    mixed = "We add the two numbers 然后我们把它们的和除以三就得到答案了 and then we are done here."
    prompt = "What is the mean of the three numbers that stand in the table above?"
    with Runtime("inline") as runtime:
        rows = [kept(thought=text, prompt=prompt) for text in (english, mixed, "短")]
        found = OneLanguage(0.9, runtime).reject(rows)
        chinese = OneLanguage(0.9, runtime, {"target": "zh"}).reject(rows)
    assert (found[0], found[2]) == (None, None)
    assert found[1].endswith("of the words in the language of the prompt")
    assert chinese[0] == "0.000 of the words in zh"


def test_what_is_ascii_is_not_counted_and_no_count_would_reject_it(kept, monkeypatch):
    long = "We add the two numbers first and then divide the sum by three to get it."
    rows = [
        kept(thought=thought, prompt=prompt)
        for thought in (long, "short", "", "x + y = 3 \\\\ 4", "```\ncode here\n```")
        for prompt in (long, "", "2 + 2?", [{"role": "user", "content": long}])
    ]
    with Runtime("inline") as runtime:
        one = OneLanguage(1.0, runtime)
        assert one.reject(rows) == [None] * len(rows)
        one._ascii_is_one = False
        assert one.reject(rows) == [None] * len(rows)
        assert not OneLanguage(1.0, runtime, {"target": "zh"})._ascii_is_one


def test_questions_that_are_held_out_are_found(kept, write, tmp_path):
    sentence = "A train leaves the station at nine and travels sixty miles an hour"
    write("test.jsonl", {"question": sentence + " to Rome."}, {"question": "What is 2 + 2?"})
    contaminated = NotContaminated(HeldOut([str(tmp_path / "test.jsonl")]))
    rows = [
        kept(prompt=f"Solve this: {sentence.upper()}!"),
        kept(prompt="A train leaves the station at ten and walks slowly home again"),
        kept(prompt=[{"role": "user", "content": "what is 2+2"}]),
        kept(prompt="What is 2 + 3?"),
    ]
    found = contaminated.reject(rows)
    assert found[0] == f"shares 8 words with {tmp_path}/test.jsonl:1"
    assert (found[1], found[3]) == (None, None)
    assert found[2].endswith("test.jsonl:2")


def test_a_held_out_set_without_questions_is_refused(write, tmp_path):
    write("test.jsonl", {"text": "no question"})
    with pytest.raises(ConfigError, match="no row has a column 'prompt' or 'question' or 'problem'; name"):
        HeldOut([str(tmp_path / "test.jsonl")])


@pytest.mark.parametrize("different", [DifferentInGroup, DifferentInFile])
def test_what_says_the_same_again_goes(kept, different):
    long, other = (" ".join(f"{word}{i}" for i in range(200)) for word in ("word", "other"))
    rows = [
        kept(thought=long, place="in:1"),
        kept(thought=long + " indeed", place="in:2"),
        kept(thought=other, place="in:3"),
        kept(thought=long, place="in:4"),
    ]
    found = different(0.8).reject(rows)
    assert (found[0], found[2]) == (None, None)
    assert found[1].endswith("like in:1")
    assert found[3].endswith("1.00 like in:1")


def test_each_group_has_its_own_duplicates_and_the_file_common_ones(kept):
    groups = [[kept(thought=VARIED, place="in:1")], [kept(thought=VARIED, place="in:2")]]
    within, over = DifferentInGroup(), DifferentInFile()
    assert [within.reject(group) for group in groups] == [[None], [None]]
    assert [over.reject(group) for group in groups] == [[None], ["about 1.00 like in:1"]]


@pytest.mark.parametrize("different", [DifferentInGroup, DifferentInFile])
@pytest.mark.parametrize("least", [0.01, 0.985, 0.999])
def test_any_similarity_may_be_asked_for(kept, different, least):
    words = [f"word{i}" for i in range(300)]
    near = " ".join([*words[:150], "else", *words[151:]])
    rows = [kept(thought=text, place=f"in:{i}") for i, text in enumerate([" ".join(words), near, " ".join(words)])]
    first, second, third = different(least).reject(rows)
    assert (first, third.endswith("1.00 like in:0")) == (None, True)
    assert (second is None) == (least > 0.5)

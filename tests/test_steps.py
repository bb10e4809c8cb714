"""Steps of a solution: where they lie, and which token gets what each is worth."""

import time

import pytest

from rewardry.steps import StepScores, place_of, split_steps
from rewardry.text.spans import Span
from rewardry.types import Score

TEXT = "First, 2 + 2 = 4.\n\n  Then 4 + 4 = 8.\nSo 8.\n \n***\n\nStep 3: done."


def texts(text, *how, **more):
    return [span.of(text) for span in split_steps(text, *how, **more)]


@pytest.mark.parametrize(
    ("by", "steps"),
    [
        ("paragraphs", ["First, 2 + 2 = 4.", "Then 4 + 4 = 8.\nSo 8.", "Step 3: done."]),
        ("lines", ["First, 2 + 2 = 4.", "Then 4 + 4 = 8.", "So 8.", "Step 3: done."]),
        ("labels", ["First, 2 + 2 = 4.\n\n  Then 4 + 4 = 8.\nSo 8.\n \n***", "Step 3: done."]),
    ],
)
def test_steps_are_split_by_what_separates_them(by, steps):
    assert texts(TEXT, by) == steps


def test_a_label_opens_its_step_and_a_mention_of_one_does_not():
    text = "Step 1: a\nStep 2: b, see Step 1: above\n  Step 3. c\nStepping 4: d"
    assert texts(text, "labels") == ["Step 1: a", "Step 2: b, see Step 1: above", "Step 3. c\nStepping 4: d"]


def test_tags_separate_and_belong_to_no_step():
    text = "<think>2 + 2 = 4</think><answer>4</answer>"
    tags = ("<think>", "</think>", "<answer>", "</answer>")
    assert texts(text, tags=tags) == ["2 + 2 = 4", "4"]
    assert texts("<think></think>\n<answer> </answer>", tags=tags) == []


def test_only_a_part_of_the_text_is_split_and_spans_are_of_the_whole():
    text = "a 1\n\nb 2\n\nc 3"
    assert split_steps(text, within=Span(5, 8)) == [Span(5, 8)]
    assert texts(text, within=Span(5, len(text))) == ["b 2", "c 3"]


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "...", "\u200b\n\n\u200b", "---\n\n***", "\\boxed{}", "\\boxed{ }\n\n\\boxed{}"]
)
def test_what_says_nothing_has_no_steps(text):
    assert split_steps(text) == []


def test_an_answer_in_a_box_is_a_step():
    assert texts("\\boxed{}\n\n\\boxed{4}\n\nso \\boxed{}") == ["\\boxed{4}", "so \\boxed{}"]


def test_another_way_to_split_is_refused_with_those_that_there_are():
    with pytest.raises(ValueError, match="not split by 'words'; write one of paragraphs, lines, labels"):
        split_steps("a", "words")


@pytest.mark.parametrize("piece", ["\n", "\n ", " ", "a\n\n", "<think>", "Step 1: a\n", "\n" + " " * 40])
def test_splitting_takes_time_in_proportion(piece):
    start = time.thread_time()
    for by in ("paragraphs", "lines", "labels"):
        split_steps(piece * (150_000 // len(piece)), by, tags=("<think>",))
    assert time.thread_time() - start < 20, "a hang guard"


# ---- dense rewards ---------------------------------------------------------------------------------------------------


def test_each_step_stands_at_its_last_token():
    assert StepScores((0.9, 0.2), (3, 8)).per_token([2, 4, 6, 8]) == [0.0, 0.9, 0.0, 0.2]


def test_a_character_of_several_tokens_ends_at_the_last_of_them():
    assert StepScores((0.5, 0.25), (1, 2)).per_token([1, 1, 1, 2]) == [0.0, 0.0, 0.5, 0.25]
    assert place_of(1, [1, 1, 1, 2]) == 2


def test_steps_that_share_a_token_are_added_up_and_none_is_lost():
    assert StepScores((0.5, 0.25, 1.0), (1, 2, 9)).per_token([2, 4]) == [0.75, 1.0]
    assert StepScores((), ()).per_token([]) == []


def test_a_text_without_tokens_has_no_place_for_steps():
    with pytest.raises(ValueError, match="1 steps have no token to stand at"):
        StepScores((1.0,), (3,)).per_token([])


@pytest.mark.parametrize(
    ("scores", "ends", "why"),
    [((1.0,), (), "1 scores for 0 steps"), ((1.0, 1.0), (4, 4), "one after the other, not at \\[4, 4\\]")],
)
def test_scores_and_steps_must_fit(scores, ends, why):
    with pytest.raises(ValueError, match=why):
        StepScores(scores, ends)


def test_dense_rewards_are_read_from_a_score():
    score = Score(0.2, details={"step_scores": [0.9, 0.2], "step_rewards": [0.0, 0.2], "step_ends": [3, 8]})
    assert StepScores.of(score) == StepScores((0.0, 0.2), (3, 8))
    assert StepScores.of(Score(None, "abstain", {"reason": "no-steps"})) is None
    assert StepScores.of(Score(0.2, details={"step_rewards": [0.2]})) is None
    assert StepScores.of(Score(0.2, details={"step_ends": [3]})) is None
    assert StepScores.of(Score(0.0, details={"step_rewards": [], "step_ends": []})) == StepScores((), ())

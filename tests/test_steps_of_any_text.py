"""What holds for the steps of every text, and for the tokens that they end at."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.steps import StepScores, place_of, split_steps
from rewardry.text.spans import Span, has_content

TAGS = ("<think>", "</think>")
TEXTS = st.lists(
    st.sampled_from(["a", "1", " ", "\n", "\n\n", "\nStep 2: ", "\\boxed{}", "\\boxed{3}", *TAGS, "é", "."])
)
WAYS = st.sampled_from(["paragraphs", "lines", "labels"])


@given(TEXTS.map("".join), WAYS, st.sampled_from([(), TAGS]))
def test_steps_follow_each_other_and_each_says_something(text, by, tags):
    steps = split_steps(text, by, tags=tags)
    for step in steps:
        inside = step.of(text)
        assert inside == inside.strip()
        assert has_content(inside)
    assert all(one.end < other.start or one.end == other.start for one, other in itertools.pairwise(steps))


@given(TEXTS.map("".join), WAYS)
def test_no_letter_or_digit_is_lost_but_those_of_empty_boxes_and_tags(text, by):
    kept = "".join(step.of(text) for step in split_steps(text, by, tags=TAGS))
    for drop in ("\\boxed{}", *TAGS):
        text, kept = text.replace(drop, " "), kept.replace(drop, " ")
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@given(TEXTS.map("".join))
def test_steps_by_lines_are_the_lines(text):
    lines = [line.strip() for line in text.replace("\\boxed{}", "").split("\n")]
    found = [step.of(text).replace("\\boxed{}", "").strip() for step in split_steps(text, "lines")]
    assert found == [line for line in lines if has_content(line)]


@given(TEXTS.map("".join), WAYS, st.data())
def test_a_part_of_a_text_has_the_steps_that_it_would_have_alone(text, by, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    alone = split_steps(text[start:end], by)
    assert split_steps(text, by, Span(start, end)) == [Span(one.start + start, one.end + start) for one in alone]


@pytest.mark.parametrize(
    ("tags", "steps"),
    [(("<a>", "<a>b"), ["x", "y"]), (("<a>b", "<a>"), ["x", "y"]), (("<a>",), ["x", "by"]), (("",), ["x<a>by"])],
)
def test_of_tags_that_begin_alike_the_longest_counts(tags, steps):
    text = "x<a>by"
    if tags == ("",):
        assert [step.of(text) for step in split_steps(text)] == steps
    else:
        assert [step.of(text) for step in split_steps(text, tags=tags)] == steps


ENDS = st.lists(st.integers(0, 30), min_size=1, max_size=12).map(sorted)


@given(ENDS, st.integers(0, 40))
def test_the_place_of_an_end_is_found_by_looking_at_each_token(ends, end):
    reaching = [token_end for token_end in ends if token_end >= end]
    wanted = reaching[0] if reaching else ends[-1]
    assert place_of(end, ends) == max(i for i, token_end in enumerate(ends) if token_end == wanted)


@given(
    ENDS,
    st.lists(st.integers(1, 40), unique=True, max_size=8).map(sorted),
    st.lists(st.integers(-64, 64), min_size=8, max_size=8),
)
def test_what_the_tokens_get_adds_up_to_what_the_steps_are_worth(token_ends, ends, quarters):
    scores = tuple(quarter / 4 for quarter in quarters[: len(ends)])
    found = StepScores(scores, tuple(ends)).per_token(token_ends)
    assert len(found) == len(token_ends)
    assert sum(found) == sum(scores)


@pytest.mark.parametrize(
    ("scores", "ends"), [((1.0, 2.0), (5, 3)), ((1.0,), (1, 2)), ((), (1,)), ((1.0, 1.0, 1.0), (1, 1, 2))]
)
def test_steps_that_do_not_follow_each_other_are_refused(scores, ends):
    with pytest.raises(ValueError, match=r"scores for|one after the other"):
        StepScores(scores, ends)

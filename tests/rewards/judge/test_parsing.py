"""What a judge's text decides."""

import pytest

from rewardry.rewards.judge.parsing import Choice, json_objects, read_choice, read_refusal
from rewardry.rewards.judge.votes import majority, mean

VERDICT = Choice("verdict", ("correct", "incorrect", "invalid"))
SCORE = Choice("score")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ('{"verdict": "correct"}', "correct"),
        ('{"reasoning": "a } { b", "verdict": "Incorrect"}', "incorrect"),
        ('It says {"verdict": "correct"}, but {"verdict": "incorrect"}', "incorrect"),
        ('{"verdict": "incorrect"} and then {"other": 1}', "incorrect"),
        ('{"Verdict": "correct"}', "correct"),
        ('<think>{"verdict": "correct"}</think>{"verdict": "invalid"}', "invalid"),
        ('{"reasoning": "it wrote {\\"verdict\\": \\"correct\\"}", "verdict": "incorrect"}', "incorrect"),
        # What is quoted within a reply that is broken does not count, nor what comes before one that is cut.
        ('{"reasoning": "it wrote {"verdict": "correct"} ", "verdict": "incorrect"}', None),
        ('{"verdict": "correct"} {"verdict": "inc', None),
        ('{"verdict": "correct"} {"verdict": "perhaps"}', None),
        ('{"verdict": "correct", "verdict": "incorrect"}', None),
        ('{"a": {"verdict": "correct"}}', None),
        ('{"verdict": true}', None),
        ('{"verdict": ["correct"]}', None),
        ("correct", None),
        ("The verdict is correct.", None),
        ("incorrect", None),
        ("", None),
        ("{" * 5000, None),
        ('{"a":' * 5000, None),
    ],
)
def test_the_last_valid_verdict_counts(text, chosen):
    assert read_choice(text, VERDICT) == chosen


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        *(("8", 8.0), ("0", 0.0), ("10", 10.0), ("7.5", 7.5), ('"8"', 8.0), ('"8.5"', 8.5)),
        *(
            ("11", None),
            ("-1", None),
            ("NaN", None),
            ("Infinity", None),
            ("1e400", None),
            ("true", None),
            ("null", None),
        ),
        *(('"8/10"', None), ('"eight"', None), ('"１"', None), ("[8]", None), ("9" * 400, None)),
    ],
)
def test_a_score_is_a_finite_number_of_the_scale(value, chosen):
    assert read_choice(f'{{"reasoning": "", "score": {value}}}', SCORE) == chosen


@pytest.mark.parametrize(
    ("text", "candidate", "chosen"),
    [
        ('{"verdict": "correct"}', 'Blue. {"verdict":  "correct"}', None),
        ('{"verdict": "incorrect"}', 'Blue. {"verdict":  "correct"}', "incorrect"),
        ('{"verdict": "correct"}', "Blue.", "correct"),
    ],
)
def test_what_stands_in_the_candidate_is_no_verdict(text, candidate, chosen):
    assert read_choice(text, VERDICT, candidate) == chosen


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("incorrect", "incorrect"),
        (" **Incorrect.**", "incorrect"),
        ("invalid", "invalid"),
        ('{"REASONING":"wrong","SCORE":"0"}', "incorrect"),
        ("correct", None),
        ("not correct", None),
        ('{"SCORE": 10}', None),
        ('{"SCORE": NaN}', None),
        ("No. Step 3 is wrong", None),
        ('<think>{"score": 0}</think>It agrees with the reference.', None),  # what was weighed is no verdict
        ("<think>incorrect</think>correct", None),
        ('<think>{"score": 10}</think>{"score": 0}', "incorrect"),
        ('{"score": 0} {"score": 5}', None),
        ('{"score": 0.0}', "incorrect"),
        ('{"score": 0.5}', None),
        ("", None),
    ],
)
def test_a_refusal_is_read_in_more_forms_than_an_acceptance(text, word):
    assert read_refusal(text, VERDICT) == word


def test_a_choice_of_one_word_has_nothing_to_refuse_with():
    assert read_refusal('{"score": 0}', Choice("verdict", ("correct",))) is None
    assert read_refusal("0", SCORE) is None


@pytest.mark.parametrize(("text", "chosen"), [("x" * 19_900, "incorrect"), ("x" * 20_000, None)])
def test_a_verdict_stands_near_the_end(text, chosen):
    """The object itself has 24 characters, and the last 20,000 are read."""
    assert read_choice('{"verdict": "incorrect"}' + text, VERDICT) == chosen


def test_objects_that_lie_in_others_are_not_told_apart():
    assert [pairs for _, _, pairs in json_objects('x {"a": {"b": 1}} {"c": 2} {d}')] == [
        [("a", [("b", 1)])],
        [("c", 2)],
    ]


def test_options_and_schema_say_what_may_be_chosen():
    assert VERDICT.options == ("correct", "incorrect", "invalid")
    assert Choice("score", lowest=0.5, highest=3).options == ("1", "2", "3")
    assert VERDICT.schema()["properties"]["verdict"]["enum"] == ["correct", "incorrect", "invalid"]
    assert SCORE.schema()["properties"]["score"] == {"type": "number", "minimum": 0.0, "maximum": 10.0}


@pytest.mark.parametrize(
    ("votes", "asked", "word"),
    [
        (["a", "b", "a"], 3, "a"),
        (["a", "b"], 2, None),
        (["a", "a"], 3, "a"),
        (["a"], 2, None),
        (["a", "b", "c"], 3, None),
        ([], 1, None),
        (["a", "a", "b", "b"], 4, None),
    ],
)
def test_more_than_half_decide(votes, asked, word):
    assert majority(votes, asked) == word


def test_numbers_are_averaged_where_most_can_be_read():
    assert mean([1.0, 3.0], 3) == 2.0
    assert mean([1.0], 2) is None
    assert mean([], 1) is None

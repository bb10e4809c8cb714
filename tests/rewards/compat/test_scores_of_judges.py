"""How other projects read what a judge or a model of steps says, where the golden rows do not look."""

import pytest

from rewardry.rewards.compat.demystify import judged_correct
from rewardry.rewards.compat.open_instruct import free_score, json_score
from rewardry.rewards.compat.search_and_learn import aggregate


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ('{\n"REASONING": "two\nlines",\n"SCORE": 8\n}', 0.8),
        ('{"REASONING": "a \\x", "SCORE": "8.5"}', 0.85),
        ('```\n{"SCORE": "8"}\n```', 0.8),
        ('{"SCORE": [8]}', 0.0),
        ("[8]", 0.0),
        ("[" * 100_000, 0.0),
        ('{"SCORE": NaN}', 0.0),
        ('he wrote "SCORE": 9, I say "SCORE": 1', 0.9),
        ("", 0.0),
    ],
)
def test_open_instruct_reads_json_and_else_the_first_score(text, score):
    assert json_score(text) == pytest.approx(score)
    assert json_score('{"SCORE": 1}', scale=1.0) == 1.0


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("not correct", 1.0),
        ("bad", 0.0),
        ("", 0.0),
        ("3/0", 0.0),
        ("I give 3/4 or 90%", 0.75),
        (".5%", 0.005),
        ("7.", 7),
    ],
)
def test_open_instruct_reads_free_text(text, score):
    assert free_score(text) == pytest.approx(score)


def test_the_last_judgement_counts():
    assert judged_correct("Judgement: wrong, no: Judgement: correct") == 1
    assert judged_correct("Judgement: correctly") == 0


def test_scores_of_steps():
    assert aggregate([]) is None
    assert aggregate([0.2, 0.8]) == 0.8
    with pytest.raises(ValueError, match="no strategy 'max'; there are last"):
        aggregate([1.0], "max")

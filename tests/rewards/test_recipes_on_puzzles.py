"""The recipes of the countdown game and of knights and knaves, end to end on rows of the generators."""

import pytest

import rewardry
from rewardry.generator import Generator
from rewardry.parameters import build


@pytest.fixture
def rows():
    """Makes rows of a generator, with the solution of each."""

    def make(family, count, difficulty):
        generator = build(Generator, f"logic.{family}", {})
        puzzle = generator.puzzle()
        made = list(generator.rows(11, count, difficulty))
        return [(row, puzzle.solution(puzzle.instance(row["reference"]))) for row in made]

    return make


@pytest.fixture
def totals():
    """Scores completions under a recipe: the total of each."""

    def score(recipe, samples):
        return [scored.total for scored in rewardry.score(recipe, samples)]

    return score


def _sample(row, completion, column="reference"):
    return rewardry.Sample(prompt=row["prompt"], completion=completion, reference=row[column])


@pytest.mark.parametrize(
    ("recipe", "right", "wrong", "none"), [("tinyzero", 1.0, 0.1, 0.0), ("mini-r1", 2.0, 1.0, 0.0)]
)
def test_countdown_is_scored_on_rows_of_its_generator(recipe, right, wrong, none, rows, totals):
    for row, solution in rows("countdown", 8, 4):
        answers = [solution, f"{solution} + 1", f"{row['reference']['target']}"]
        samples = [_sample(row, f"I try.</think>\n<answer>{answer}</answer>") for answer in answers]
        samples.append(_sample(row, f"It is {solution}"))
        assert totals(recipe, samples) == [right, wrong, wrong, none]


def test_knights_and_knaves_are_scored_on_rows_of_their_generator(rows, totals):
    for row, solution in rows("knights_knaves", 8, 3):
        flipped = solution.replace("knight", "?").replace("knave", "knight").replace("?", "knave")
        answers = [solution, flipped, "I do not know"]
        samples = [
            _sample(row, f"I try.</think><answer>{answer}</answer>", "solution_text_format") for answer in answers
        ]
        samples.append(_sample(row, solution, "solution_text_format"))
        assert totals("logic-rl", samples) == [3.0, -0.5, -1.0, -3.0]


def test_a_recipe_of_the_verifier_scores_the_same_rows(rows, totals):
    recipe = {
        "name": "puzzles",
        "sections": {"style": "think_answer", "prefilled_think": True},
        "rewards": [{"use": "accuracy", "verifier": "logic"}],
    }
    for family in ("countdown", "knights_knaves"):
        for row, solution in rows(family, 4, 3):
            answers = [solution, f"not {solution}", "42"]
            samples = [_sample(row, f"I try.</think>\n<answer>{answer}</answer>") for answer in answers]
            assert totals(recipe, samples) == [1.0, 0.0, 0.0]

"""Tasks for countdown.yaml, gsm8k.yaml and code.yaml, made here so that nothing has to be downloaded.

They show the form of rows. For a real run name a file:
`dataset: {file: train.jsonl, columns: {prompt: question}}`.
"""

import random
from collections.abc import Iterator

from rewardry.generator import Generator, refuse_arguments
from rewardry.templates import named

FORM = "Reason between <think> and </think>, then give the result between <answer> and </answer>."


class Countdown(Generator):
    """Make a number of some others, each used once: TinyZero's game, with its prompt."""

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict]:
        """Rows of three numbers, four from difficulty 6 on; the target is made of them, so that it can be reached."""
        refuse_arguments(seed, n, difficulty)
        rng = random.Random(f"{seed} {difficulty}")
        for i in range(n):
            numbers = [rng.randint(1, 20) for _ in range(3 + (difficulty > 5))]
            target = numbers[0]
            for number in numbers[1:]:
                target = rng.choice([target + number, abs(target - number), target * number])
            question = f"Using the numbers {numbers}, create an equation that equals {target}. Use each number once."
            prompt = named("tinyzero").text.replace("{question}", question)
            yield {"id": str(i), "prompt": prompt, "reference": {"target": target, "numbers": numbers}}


STORIES = (
    (
        "{name} buys {a} boxes with {b} pencils each and gives {c} pencils away. How many are left?",
        lambda a, b, c: a * b - c,
    ),
    (
        "{name} saves {c} dollars a week for {a} weeks and then earns {b} more. How many dollars is that?",
        lambda a, b, c: a * c + b,
    ),
    (
        "A train has {a} cars with {b} seats each; {c} seats are broken. How many can be used?",
        lambda a, b, c: a * b - c,
    ),
)


class WordProblems(Generator):
    """Problems of grade-school mathematics, in the form of GSM8K's: a story, and a number as its answer."""

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict]:
        """Rows whose numbers grow with the difficulty."""
        refuse_arguments(seed, n, difficulty)
        rng = random.Random(f"{seed} {difficulty}")
        for i in range(n):
            story, answer = rng.choice(STORIES)
            a, b = (rng.randint(3, 6 + 4 * difficulty) for _ in range(2))
            c = rng.randint(2, a)
            question = story.format(name=rng.choice(["Ada", "Noor", "Li"]), a=a, b=b, c=c)
            yield {"id": str(i), "prompt": f"{question}\n{FORM}", "reference": str(answer(a, b, c))}


FUNCTIONS = (
    ("add_all", "the sum of a list of integers", lambda xs: sum(xs)),
    ("largest", "the largest of a list of integers", lambda xs: max(xs)),
    ("evens", "the even integers of a list, in order", lambda xs: [x for x in xs if x % 2 == 0]),
    ("backwards", "a list of integers in reverse order", lambda xs: xs[::-1]),
    ("span", "the difference of the largest and the smallest of a list of integers", lambda xs: max(xs) - min(xs)),
)


class Functions(Generator):
    """Small Python functions, with tests that the sandbox runs."""

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict]:
        """Rows with four tests each."""
        refuse_arguments(seed, n, difficulty)
        rng = random.Random(f"{seed} {difficulty}")
        for i in range(n):
            name, what, function = rng.choice(FUNCTIONS)
            lists = [[rng.randint(-50, 50) for _ in range(rng.randint(1, 3 + difficulty))] for _ in range(4)]
            tests = {"inputs": [[xs] for xs in lists], "outputs": [function(xs) for xs in lists]}
            yield {
                "id": str(i),
                "prompt": f"Write a Python function {name}(xs) that returns {what}, in a block of ```python.",
                "reference": {"mode": "function", "language": "python", "entry_point": name, "tests": tests},
            }

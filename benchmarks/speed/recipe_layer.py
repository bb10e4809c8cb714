"""What the recipe adds to the components: names, gates, weights, checks, records of every score."""

from __future__ import annotations

from timing import Figure, best_seconds, report

from rewardry.function_reward import reward
from rewardry.recipe import Part, Recipe
from rewardry.types import Sample

BATCH = 32


@reward
def one(completion: str) -> float:
    """A component that costs nothing."""
    return 1.0


@reward
def half(completion: str) -> float:
    """Another."""
    return 0.5


def main() -> None:
    recipe = Recipe("layer", (Part("one", one()), Part("half", half(), weight=2.0)))
    completions = [f"<think>\n{'a' * 2000}{i}\n</think>\n<answer>\n{i}\n</answer>" for i in range(BATCH)]
    functions = [type(part.reward).function for part in recipe.parts]

    def bare() -> list[float]:
        """The same functions and weights in a loop, as a trainer would call them."""
        columns = [[function(completion=text) for text in completions] for function in functions]
        return [values[0] + 2.0 * values[1] for values in zip(*columns, strict=True)]

    ours, peer = best_seconds(
        [lambda: recipe.score([Sample(completion=text) for text in completions]), bare], repeat=200
    )
    microseconds = 1e6 / BATCH
    name = f"recipe of two components, a sample at batch {BATCH}"
    report([Figure(name, ours * microseconds, "us", 20, False, peer * microseconds, "bare loop")])


if __name__ == "__main__":
    main()

"""What an adapter costs a sample: its pass around a trivial reward, beside the recipe called directly.

    python benchmarks/speed/batch_adapters.py [--batch 256] [--rounds 30]

Each round calls both with the same rows, one after the other; printed are the medians of the differences.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import rewardry
from rewardry import Recipe, Sample
from rewardry.recipe import Part
from rewardry.trainer_adapters import verl
from rewardry.trainer_adapters.openrlhf import reward_function
from rewardry.trainer_adapters.swift import reward_classes
from rewardry.trl import reward_funcs


@rewardry.reward
def trivial(completion: str, reference: str) -> float:
    """1 for every completion."""
    return 1.0


def seconds(call: Callable[[], Any]) -> float:
    """The processor time of a call in this thread, where all of it runs: the machine may be busy with other things."""
    start = time.thread_time()
    call()
    return time.thread_time() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    count = given.batch
    recipe = Recipe("trivial", (Part("trivial", trivial()),), on_undecided="zero")
    texts, references = [f"answer {i}" for i in range(count)], [str(i) for i in range(count)]
    prompts, ids = ["?"] * count, [[1, 2, 3]] * count
    infos = [{"index": i} for i in range(count)]
    samples = [Sample(prompt="?", completion=t, reference=r) for t, r in zip(texts, references, strict=True)]
    queries = [f"?{text}" for text in texts]
    [split], [swift] = reward_funcs(recipe, trl="1.16.0"), [cls() for cls in reward_classes(recipe).values()]
    openrlhf = reward_function(recipe)

    def direct() -> Any:
        return recipe.score(samples)

    def one_by_one() -> Any:
        return [recipe.score([sample]) for sample in samples]

    def single_verl() -> Any:
        return [
            verl.compute_score("d", text, reference, info, recipe=recipe)
            for text, reference, info in zip(texts, references, infos, strict=True)
        ]

    def single_openrlhf() -> Any:
        return [openrlhf([q], ["?"], [r]) for q, r in zip(queries, references, strict=True)]

    cases = {
        "trl": (lambda: split(prompts=prompts, completions=texts, completion_ids=ids, solution=references), direct),
        "ms-swift": (lambda: swift(texts, solution=references, response_token_ids=ids), direct),
        "verl batch": (
            lambda: verl.compute_score_batch(["d"] * count, texts, references, infos, recipe=recipe),
            direct,
        ),
        "verl": (single_verl, one_by_one),
        "openrlhf": (single_openrlhf, one_by_one),
    }
    print("adapter       us a sample   of it the adapter   ratio to the recipe alone")
    for name, (adapted, alone) in cases.items():
        adapted(), alone()
        pairs = [(seconds(adapted), seconds(alone)) for _ in range(given.rounds)]
        whole, extra = (
            statistics.median(values) / count * 1e6
            for values in ([one for one, _ in pairs], [one - other for one, other in pairs])
        )
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"{name:12}  {whole:11.1f}   {extra:17.1f}   {ratio:25.2f}")


if __name__ == "__main__":
    main()

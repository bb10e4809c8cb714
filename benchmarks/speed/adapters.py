"""What an adapter adds to the recipe, a sample: reading the row, the call, and writing the trainer's form.

    python benchmarks/speed/adapters.py [--rounds 300]

The peer is the same recipe on samples that are ready, given one at a time or in a batch as the trainer gives them.
Those that are awaited are measured over a batch of rollouts that end at once, as a trainer awaits them, with a reward
of somebody's own, which is scored in a thread. Wall time, the best of many short rounds in which all take turns, which
other work disturbs less; the medians of the ratios are printed beside it. Where a trainer's class is the base, an empty
one stands in for it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import torch
from timing import Figure, report

from rewardry.recipe import Part, Recipe
from rewardry.testing.suites.adapter_rewards import Looks
from rewardry.trainer_adapters import verl
from rewardry.trainer_adapters.areal import RewardFn
from rewardry.trainer_adapters.atropos import GroupScores, make_reward_function
from rewardry.trainer_adapters.lm_eval import ProcessResults
from rewardry.trainer_adapters.nemo_gym import Verification
from rewardry.trainer_adapters.nemo_rl import RecipeEnvironment
from rewardry.trainer_adapters.open_instruct import make_verifier
from rewardry.trainer_adapters.openrlhf import RewardFunction
from rewardry.trainer_adapters.prime_verifiers import make_reward, rubric_functions
from rewardry.trainer_adapters.roll import RecipeRewards
from rewardry.trainer_adapters.skyrl import RecipeEnv
from rewardry.trainer_adapters.slime import CustomRM, GroupRM
from rewardry.trainer_adapters.swift import reward_classes
from rewardry.trl import reward_funcs
from rewardry.types import Sample

Call = Callable[[], object]
BATCH = 16
LIMIT = 30.0
TEXT = f"<think>\n{'a' * 2000}\n</think>\n<answer>\n42\n</answer>"
RECIPE = Recipe("layer", (Part("looks", Looks(), required=True),), on_undecided="zero")
EXTRA = {"data_source": "gsm8k", "index": 7, "level": "easy", "split": "train"}
loop = asyncio.new_event_loop()


def every(call: Call) -> Call:
    """The call, once for each sample of a batch."""
    return lambda: [call() for _ in range(BATCH)]


def awaited(call: Callable[[], Any]) -> Call:
    """The awaitable, for all samples of a batch at once."""

    async def all_of_them() -> object:
        return await asyncio.gather(*(call() for _ in range(BATCH)))

    return lambda: loop.run_until_complete(all_of_them())


def single() -> Mapping[str, Call]:
    """What scores the samples of a batch one at a time, by adapter."""
    areal, gym, process = RewardFn(RECIPE), Verification(RECIPE), ProcessResults(RECIPE)
    slime, plugged, openrlhf = CustomRM(RECIPE), make_reward(RECIPE), RewardFunction(RECIPE)
    verifier: Any = make_verifier(Base, RECIPE)()
    [total, *_], _ = rubric_functions(RECIPE)
    message = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": TEXT}]}
    body = {"responses_create_params": {"input": "?"}, "response": {"output": [message]}, "expected_answer": "42"}
    said = SimpleNamespace(role="assistant", content=TEXT)
    trace = SimpleNamespace(assistant_messages=[said], is_truncated=False, record_metrics=lambda figures: None)
    task = type("Row", (SimpleNamespace,), {"__iter__": lambda self: iter(vars(self).items())})(prompt="?", answer="42")
    extras = {"reward_spec": {"ground_truth": "42"}, **EXTRA}
    return {
        "areal": every(lambda: areal("?", TEXT, [1], [2], answer="42", **EXTRA)),
        "lm-eval": every(lambda: process({"question": "?", "answer": "42", **EXTRA}, [TEXT])),
        "nemo-gym": every(lambda: gym.verify(body)),
        "nemo-gym, awaited": awaited(lambda: gym.averify(body)),
        "open-instruct": awaited(lambda: verifier.async_call([1, 2], TEXT, "42", "?", EXTRA)),
        "openrlhf": every(lambda: openrlhf([f"?{TEXT}"], ["?"], ["42"])),
        "skyrl": every(lambda: RecipeEnv(extras=extras, recipe=RECIPE).step(TEXT)),
        "slime": awaited(lambda: slime(None, ROLLOUT)),
        "verifiers": awaited(lambda: plugged(task, trace)),
        "verifiers-rubric": awaited(lambda: total(prompt="?", completion=TEXT, state={"answer": "42", "info": EXTRA})),
        "verl": every(lambda: verl.compute_score("d", TEXT, "42", EXTRA, recipe=RECIPE)),
    }


class VerificationResult(SimpleNamespace):
    """open-instruct's result."""


class Base:
    """A trainer's base class."""

    def __init__(self, *arguments: object, **named: object) -> None:
        pass


ROLLOUT = SimpleNamespace(
    response=TEXT, label="42", prompt="?", tokens=[1] * 64, response_length=32, metadata=EXTRA, status=None
)


def batched() -> Mapping[str, Call]:
    """What scores a whole batch in one call, by adapter."""
    grouped, group, environment = GroupRM(RECIPE), GroupScores(RECIPE), RecipeEnvironment({"recipe": RECIPE})
    [split], [swift] = reward_funcs(RECIPE, trl="1.16.0"), [cls() for cls in reward_classes(RECIPE).values()]
    prompts, texts, references, ids = ["?"] * BATCH, [TEXT] * BATCH, ["42"] * BATCH, [[1, 2, 3]] * BATCH
    reward, rewards = make_reward_function(Base, RECIPE)(), RecipeRewards(RECIPE)
    tokenizer = SimpleNamespace(batch_decode=lambda ids, skip_special_tokens: texts)
    columns = {name: [value] * BATCH for name, value in {**EXTRA, "ground_truth": "42", "prompt": "?"}.items()}
    data = SimpleNamespace(batch={"responses": torch.zeros((BATCH, 64))}, non_tensor_batch=columns)
    tokens: dict[str, Any] = {"tokens": [[1]] * BATCH, "scores": []}
    log = [{"role": "user", "content": "?"}, {"role": "assistant", "content": TEXT}]
    rows = [{"ground_truth": "42", **EXTRA}] * BATCH
    return {
        "atropos": lambda: reward.compute(texts, answer="42"),
        "atropos-group": lambda: loop.run_until_complete(group(tokens, texts, {"answer": "42"})),
        "ms-swift": lambda: swift(texts, solution=references, response_token_ids=ids),
        "nemo-rl": lambda: environment.step([log] * BATCH, rows),
        "roll": lambda: rewards(tokenizer, data),
        "slime-group": lambda: loop.run_until_complete(grouped(None, [ROLLOUT] * BATCH)),
        "trl": lambda: split(prompts=prompts, completions=texts, completion_ids=ids, solution=references),
        "verl, batches": lambda: verl.compute_score_batch(
            ["d"] * BATCH, texts, references, [EXTRA] * BATCH, recipe=RECIPE
        ),
    }


def in_turns(calls: Mapping[str, Call], rounds: int) -> dict[str, list[float]]:
    """Seconds of each call in each round."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            taken[name].append(time.perf_counter() - start)
    return taken


def told(title: str, adapters: Mapping[str, Call], alone: Call, rounds: int) -> list[Figure]:
    """The figures of adapters that are given samples in the same way as the recipe alone."""
    for call in (alone, *adapters.values()):
        call()
    taken = in_turns({"": alone, **adapters}, rounds)
    bare = taken.pop("")
    figures = []
    print(f"the recipe alone, {title}: {min(bare) / BATCH * 1e6:.1f} us/sample")
    for name, seconds in taken.items():
        ratio = statistics.median(one / other for one, other in zip(seconds, bare, strict=True))
        label = f"{name} over the recipe, {title} (x{ratio:.2f} of its time)"
        figures.append(Figure(label, (min(seconds) - min(bare)) / BATCH * 1e6, "us/sample", LIMIT))
    return figures


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    sample = Sample(completion=TEXT, prompt="?", reference="42")
    samples = [Sample(completion=TEXT, prompt="?", reference="42") for _ in range(BATCH)]
    one_by_one = told("one by one", single(), every(lambda: RECIPE.score([sample])), rounds)
    report([*one_by_one, *told(f"{BATCH} at once", batched(), lambda: RECIPE.score(samples), rounds)])


if __name__ == "__main__":
    main()

"""What an adapter adds to the recipe, a sample: reading the row, the call, and writing the trainer's form.

The peer is the same recipe on samples that are ready, one at a time; for an asynchronous adapter of single samples the
recipe awaited in a thread, as a loop must, whose own price is printed. They are measured over a batch of rollouts that
end at once, as a trainer awaits them. The best of many short rounds, which other work disturbs less.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from timing import Figure, best_seconds, report

from rewardry.engine.background import in_thread
from rewardry.recipe import Part, Recipe
from rewardry.testing.suites.adapter_rewards import Looks
from rewardry.trainer_adapters.areal import make_reward_fn
from rewardry.trainer_adapters.atropos import GroupScores
from rewardry.trainer_adapters.lm_eval import make_process_results
from rewardry.trainer_adapters.nemo_gym import Verification
from rewardry.trainer_adapters.prime_verifiers import make_reward
from rewardry.trainer_adapters.skyrl import RecipeEnv
from rewardry.trainer_adapters.slime import make_custom_rm
from rewardry.types import Sample

BATCH = 16
LIMIT = 30.0
TEXT = f"<think>\n{'a' * 2000}\n</think>\n<answer>\n42\n</answer>"
RECIPE = Recipe("layer", (Part("looks", Looks(), required=True),), on_undecided="zero")
EXTRA = {"data_source": "gsm8k", "index": 7, "level": "easy", "split": "train"}


def every(call: Callable[[], object]) -> Callable[[], object]:
    """The call, once for each sample of a batch."""
    return lambda: [call() for _ in range(BATCH)]


def awaited(call: Callable[[], Any]) -> Callable[[], object]:
    """The awaitable, for all samples of a batch at once."""

    async def all_of_them() -> object:
        return await asyncio.gather(*(call() for _ in range(BATCH)))

    return lambda: loop.run_until_complete(all_of_them())


loop = asyncio.new_event_loop()


def calls() -> dict[str, Callable[[], object]]:
    """For each adapter what scores a batch."""
    areal, gym, process = make_reward_fn(RECIPE), Verification(RECIPE), make_process_results(RECIPE)
    slime, plugged, group = make_custom_rm(RECIPE), make_reward(RECIPE), GroupScores(RECIPE)
    grouped = make_custom_rm(RECIPE, group=True)
    message = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": TEXT}]}
    body = {"responses_create_params": {"input": "?"}, "response": {"output": [message]}, "expected_answer": "42"}
    rollout = SimpleNamespace(
        response=TEXT, label="42", prompt="?", tokens=[1] * 64, response_length=32, metadata=EXTRA, status=None
    )
    said = SimpleNamespace(role="assistant", content=TEXT)
    trace = SimpleNamespace(assistant_messages=[said], is_truncated=False, record_metrics=lambda figures: None)
    task = type("Row", (SimpleNamespace,), {"__iter__": lambda self: iter(vars(self).items())})(prompt="?", answer="42")
    extras = {"reward_spec": {"ground_truth": "42"}, **EXTRA}
    tokens: dict[str, Any] = {"tokens": [[1]] * BATCH, "scores": []}
    return {
        "areal": every(lambda: areal("?", TEXT, [1], [2], answer="42", **EXTRA)),
        "lm-eval": every(lambda: process({"question": "?", "answer": "42", **EXTRA}, [TEXT])),
        "nemo-gym": every(lambda: gym.verify(body)),
        "skyrl": every(lambda: RecipeEnv(extras=extras, recipe=RECIPE).step(TEXT)),
        "slime": awaited(lambda: slime(None, rollout)),
        "verifiers": awaited(lambda: plugged(task, trace)),
        "slime-group": lambda: loop.run_until_complete(grouped(None, [rollout] * BATCH)),
        "atropos-group": lambda: loop.run_until_complete(group(tokens, [TEXT] * BATCH, {"answer": "42"})),
    }


def main() -> None:
    """Measure."""
    named = calls()
    alone = every(lambda: RECIPE.score([Sample(completion=TEXT, prompt="?", reference="42")]))
    hopped = awaited(lambda: in_thread(RECIPE.score, [Sample(completion=TEXT, prompt="?", reference="42")]))
    measured = best_seconds([alone, hopped, *named.values()], 1, 300)
    bare, hop, *taken = (seconds / BATCH * 1e6 for seconds in measured)
    print(f"the recipe alone: {bare:.1f} us/sample, awaited in a thread: {hop:.1f} us/sample")
    added = [one - (hop if name in ("slime", "verifiers") else bare) for name, one in zip(named, taken, strict=True)]
    report([Figure(f"{name} over the recipe", one, "us/sample", LIMIT) for name, one in zip(named, added, strict=True)])


if __name__ == "__main__":
    main()

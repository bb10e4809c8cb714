"""verifiers and prime-rl: a recipe as a plugged reward of verifiers 1, or as the functions of the older Rubric.

verifiers is never imported: rewards are functions whose arguments it passes by name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet
from rewardry.types import Sample

from .scorer import RecipeSource, Result, Scorer

ADAPTER = Adapter(
    trainer="verifiers 1 (prime-rl)",
    version="0.4.0",
    hook="task.rewards.NAME.fn of a taskset's configuration",
    unit="sample",
    calls="async",
    thread="the event loop of the rollouts",
    undecided={"zero": "counts 0", "raise": "UndecidedError: the episode ends as a TaskError, without a reward"},
    logs="each figure, by trace.record_metrics",
    tested="real",
    evidence="verifiers 0.4.0: a Task with the plugged function scores a Trace; a replay of it runs always",
    source="https://github.com/PrimeIntellect-ai/verifiers/blob/main/verifiers/v1/task.py",
    snippets=(
        Snippet(
            "python",
            """\
from rewardry.trainer_adapters.prime_verifiers import make_reward

reward = make_reward({{recipe}}, on_undecided={{on_undecided}})
""",
            "rewards.py",
        ),
        Snippet(
            "toml",
            '[env.taskset.task.rewards.rewardry]\nfn = "rewards:reward"\nweight = 1.0\n',
            "the configuration",
        ),
    ),
)
RUBRIC_ADAPTER = Adapter(
    trainer="verifiers' Rubric",
    version="0.3.0",
    hook="Rubric(funcs=..., weights=...)",
    unit="group",
    calls="async",
    thread="the event loop of the rollouts",
    undecided={"zero": "counts 0, as whatever a function raises does"},
    logs="each figure, as a metric of weight 0",
    tested="real",
    evidence="verifiers 0.3.0: Rubric.score_group and score_rollout; a replay of them runs always",
    source="https://github.com/PrimeIntellect-ai/verifiers/blob/v0.3.0/verifiers/rubrics/rubric.py",
    snippets=(
        Snippet(
            "python",
            """\
import verifiers as vf
from rewardry.trainer_adapters.prime_verifiers import rubric_functions

funcs, weights = rubric_functions({{recipe}}, on_undecided={{on_undecided}})
rubric = vf.Rubric(funcs=funcs, weights=weights)
""",
            "the environment",
        ),
    ),
)
_REFERENCES = ("reference", "answer")
Function = Callable[..., Awaitable[Any]]


def make_reward(
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> Function:
    """A recipe as a reward that verifiers 1 plugs into a task. The reference is the task's ``reference`` or ``answer``.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided trace: ``zero`` or ``raise``.
        map: the task's field for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """
    scorer = Scorer(ADAPTER, recipe, on_undecided, map, locked, _REFERENCES)

    async def reward(task: Any, trace: Any) -> float:
        """The total of a trace's last message; its figures become metrics of the trace."""
        said = trace.assistant_messages
        completion = _as_message(said[-1])["content"] if said else ""
        prompt = task.prompt if isinstance(task.prompt, str) else [_as_message(one) for one in task.prompt or ()]
        cut = "length" if trace.is_truncated else None
        [result] = await scorer.ascore([scorer.sample(completion, dict(task), prompt, finish_reason=cut)])
        trace.record_metrics(result.figures)
        return result.value or 0.0

    reward.__name__ = scorer.name
    return reward


def rubric_functions(
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> tuple[list[Function], list[float]]:
    """A recipe as the functions and weights of a Rubric: the total, then each figure with weight 0.

    The first function leaves the figures in the rollout's state under ``rewardry``, where the others, which a Rubric
    calls after it, find them.

    Args:
        recipe: see `make_reward`; where it compares completions, the Rubric must score groups.
        on_undecided: what becomes of an undecided rollout: ``zero``.
        map: the key of ``info`` for a field or column that the recipe reads.
        locked: see `make_reward`.

    Raises:
        ConfigError: see `Scorer`.
    """
    scorer = Scorer(RUBRIC_ADAPTER, recipe, on_undecided, map, locked, _REFERENCES)

    async def of_one(prompt: Any, completion: Any, state: dict[str, Any]) -> float:
        [result] = await scorer.ascore([_of_rollout(scorer, prompt, completion, state)])
        return _kept(result, state)

    async def of_group(prompts: list[Any], completions: list[Any], states: list[dict[str, Any]]) -> list[float]:
        rollouts = zip(prompts, completions, states, strict=True)
        results = await scorer.ascore([_of_rollout(scorer, *rollout) for rollout in rollouts])
        return [_kept(result, state) for result, state in zip(results, states, strict=True)]

    total: Function = of_group if scorer.recipe.per_group else of_one
    total.__name__ = scorer.name
    figures = [_figure(key) for key in scorer.figure_keys]
    return [total, *figures], [1.0, *(0.0 for _ in figures)]


def _figure(key: str) -> Function:
    async def figure(state: dict[str, Any]) -> float:
        return float(state.get("rewardry", {}).get(key, 0.0))

    figure.__name__ = key
    return figure


def _of_rollout(scorer: Scorer, prompt: Any, completion: Any, state: Mapping[str, Any]) -> Sample:
    info = state.get("info")
    row = {**(info if isinstance(info, Mapping) else {}), "answer": state.get("answer")}
    return scorer.sample(_plain(completion), row, _plain(prompt), group="the prompt")


def _kept(result: Result, state: dict[str, Any]) -> float:
    state["rewardry"] = dict(result.figures)
    return result.value or 0.0


def _plain(text: Any) -> Any:
    """A text, or messages of whatever class as mappings of role and content."""
    return text if isinstance(text, str) or text is None else [_as_message(one) for one in text]


def _as_message(message: Any) -> dict[str, Any]:
    if isinstance(message, Mapping):
        return {"role": message.get("role"), "content": message.get("content")}
    content = getattr(message, "content", None)
    if isinstance(content, Sequence) and not isinstance(content, str):
        content = "\n".join(part.text for part in content if isinstance(getattr(part, "text", None), str))
    return {"role": getattr(message, "role", None), "content": content}

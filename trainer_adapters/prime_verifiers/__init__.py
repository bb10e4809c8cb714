"""verifiers and prime-rl: a recipe as a plugged reward of verifiers 1, or as the functions of the older Rubric.

verifiers is never imported: rewards are functions whose arguments it passes by name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Unpack

from ..messages import as_message, as_messages
from ..scorer import RecipeSource, Scorer, Settings
from .record import ADAPTER
from .rubric import rubric_functions

__all__ = ["make_reward", "rubric_functions"]


def make_reward(recipe: RecipeSource, **settings: Unpack[Settings]) -> Callable[..., Awaitable[float]]:
    """A recipe as a reward that verifiers 1 plugs into a task. The reference is the task's ``reference`` or ``answer``.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        settings: see `Settings`; `on_undecided` is ``zero`` or ``raise``.

    Raises:
        ConfigError: see `Scorer`.
    """
    scorer = Scorer(ADAPTER, recipe, **settings, references=("reference", "answer"))

    async def reward(task: Any, trace: Any) -> float:
        """The total of a trace's last message; its figures become metrics of the trace."""
        said = trace.assistant_messages
        completion = [as_message(said[-1])] if said else ""
        prompt = as_messages(task.prompt if isinstance(task.prompt, str) else task.prompt or ())
        ended = "length" if trace.is_truncated else "stop" if said else None
        [result] = await scorer.ascore([scorer.sample(completion, dict(task), prompt, finish_reason=ended)])
        trace.record_metrics(result.figures)
        return result.value or 0.0

    reward.__name__ = scorer.name
    return reward

"""Who writes critiques: a model in this process, or an async function of the user's."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from rewardry.engine.background import finish, in_thread
from rewardry.engine.models import LoadedModel, ModelRequest
from rewardry.errors import ConfigError
from rewardry.local_files import is_local, load_local

from ..marks import Marks
from ..solution import Solution
from .forms import Messages, gen_messages, gen_verdict, think_messages, think_verdicts

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

    from ..component import ProcessReward

Write = Callable[[Messages], Awaitable[str]]
# What the critic's answer begins with, as the published code has it.
_OPENING = {"thinkprm": "\nLet's verify step by step:", "genprm": "<analyze>\n"}
UNREADABLE = "unreadable-critique"
# Calls to a user's function that are under way at once.
_AT_ONCE = 32


class Critic:
    """Asks for critiques and reads their verdicts.

    Args:
        write: writes the assistant's answer to chat messages.
        stepwise: whether each step is asked about by itself, as GenPRM wants it, or all at once, as ThinkPRM does.
    """

    def __init__(self, write: Write, stepwise: bool) -> None:
        self._write = write
        self._judge = self._each if stepwise else self._whole

    def step_scores(self, solutions: Sequence[Solution]) -> list[list[float] | str]:
        """For each solution 1 or 0 a step, or the reason why it has none: a critique that cannot be read."""
        found: list[list[float] | str] = finish(self._all(solutions))
        return found

    async def _all(self, solutions: Sequence[Solution]) -> list[list[float] | str]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(solution: Solution) -> list[float] | str:
            async with gate:
                return await self._judge(solution) or UNREADABLE

        return list(await asyncio.gather(*(one(solution) for solution in solutions)))

    async def _whole(self, solution: Solution) -> list[float] | None:
        return think_verdicts(await self._write(think_messages(solution)), len(solution.steps))

    async def _each(self, solution: Solution) -> list[float] | None:
        """Step by step; behind the first that is wrong nothing is asked, and every step is worth 0."""
        critiques: list[str] = []
        scores: list[float] = []
        for _ in solution.steps:
            critiques.append(await self._write(gen_messages(solution, critiques)))
            verdict = gen_verdict(critiques[-1])
            if verdict is None:
                return None
            scores.append(verdict)
            if verdict == 0.0:
                break
        return scores + [0.0] * (len(solution.steps) - len(scores))


def critic_of(settings: ProcessReward, runtime: Runtime) -> Critic:
    """The critic of a process reward.

    Raises:
        ConfigError: the function is none, or the model cannot be loaded.
    """
    if settings.critic is not None:
        return Critic(written_by(settings.critic), settings.reader == "genprm")
    assert settings.model is not None
    model = runtime.model(ModelRequest(settings.model, "language", settings.revision, settings.device))
    writer = Writer(model, settings.max_tokens, settings.max_new_tokens, _OPENING[settings.reader])
    return Critic(writer.write, settings.reader == "genprm")


def written_by(name: str) -> Write:
    """The async function of an import string.

    Raises:
        ConfigError: there is none, or it is not async.
    """
    module, _, attribute = name.rpartition(":")
    try:
        found = load_local(name) if is_local(name) else getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"critic {name!r} cannot be imported: {error}; write module:function") from error
    if not asyncio.iscoroutinefunction(found):
        raise ConfigError(f"critic {name!r} is no async function; define it with `async def`, taking chat messages")

    async def write(messages: Messages) -> str:
        text = await found(messages)
        if not isinstance(text, str):
            raise TypeError(f"critic {name!r} returned {type(text).__name__}; the assistant's text is wanted")
        return text

    return write


class Writer:
    """A model in this process that writes the likeliest critique.

    Args:
        model: a model with a language head and a chat template.
        max_tokens: the most tokens of what it is asked.
        max_new_tokens: the most tokens that it writes; fewer where the model can hold no more.
        opening: what its answer begins with.
    """

    def __init__(self, model: LoadedModel, max_tokens: int, max_new_tokens: int, opening: str = "") -> None:
        self._model = model
        self._opening = opening
        self._most = min(max_tokens, model.longest - 1)
        self._new = max_new_tokens
        self._cleaned = Marks(model.tokenizer).cleaned

    async def write(self, messages: Messages) -> str:
        """The assistant's answer; an empty text, which no verdict is read from, to a question over the limit."""
        return await in_thread(self._written, messages)

    def _written(self, messages: Messages) -> str:
        model, tokenizer = self._model, self._model.tokenizer
        clean = [{"role": one["role"], "content": self._cleaned(one["content"])} for one in messages]
        text = tokenizer.apply_chat_template(clean, tokenize=False, add_generation_prompt=True)
        text += self._opening
        asked: Any = tokenizer(text, add_special_tokens=False, return_tensors="pt").to(model.device)
        length = asked["input_ids"].shape[1]
        if length > self._most:
            return ""
        with model.turn():
            written = model.network.generate(
                input_ids=asked["input_ids"],
                attention_mask=asked["attention_mask"],
                do_sample=False,
                max_new_tokens=min(self._new, model.longest - length),
                pad_token_id=tokenizer.pad_token_id,
            )
        answer: str = tokenizer.decode(written[0, length:], skip_special_tokens=True)
        return self._opening + answer

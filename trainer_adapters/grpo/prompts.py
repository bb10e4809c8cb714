"""The prompts of a training: rows, their tokens, and the order in which they are drawn."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rewardry.api import get
from rewardry.errors import ConfigError, DataError
from rewardry.generator import Generator
from rewardry.local_files import is_local
from rewardry.rows import read_rows, sample_of
from rewardry.types import Messages, Sample

from .config import Curriculum, DataConfig

# A pass rate is mostly the last few: this share of it is the newest.
_NEWEST = 0.3


class Prompts:
    """Rows with the tokens of their prompts.

    Args:
        rows: rows as they stand in a file, without a completion.
        tokenizer: of the model.
        room: the longest prompt, in tokens, that leaves room for a completion.
        chat, system: see `TrainConfig`.
        columns: the column that holds a field, where it has another name.

    Raises:
        DataError: there is no row, or one without a prompt, or with a prompt that is too long; names it and the fix.
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        tokenizer: Any,
        room: int,
        *,
        chat: bool = False,
        system: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        self.rows, self._columns, self._tokenizer = list(rows), dict(columns or {}), tokenizer
        if not self.rows:
            raise DataError("the dataset has no row; there is nothing to train on")
        self.ids = [self._tokens(position, room, chat, system) for position in range(len(self.rows))]

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, row: int) -> str | Messages:
        """A row's prompt as it stands there."""
        found: str | Messages = self.rows[row].get(self._columns.get("prompt", "prompt"), "")
        return found

    def sample(self, row: int, group: int, completion_ids: list[int], finish_reason: str) -> Sample:
        """A completion of a row as the recipe is given it.

        Args:
            row: which prompt.
            group: what tells its completions apart from those of other prompts of the batch.
            completion_ids: the completion's tokens, its end token included.
            finish_reason: ``stop`` or ``length``.
        """
        text = self._tokenizer.decode(completion_ids, skip_special_tokens=True)
        given = {**self.rows[row], self._columns.get("completion", "completion"): text}
        sample = sample_of(given, self._columns or None, f"row {row}")
        return replace(sample, completion_ids=completion_ids, group=group, finish_reason=finish_reason)

    def _tokens(self, position: int, room: int, chat: bool, system: str | None) -> list[int]:
        prompt = self.text(position)
        if not prompt:
            have = ", ".join(map(repr, self.rows[position]))
            raise DataError(
                f"row {position} has no prompt; it has {have}. If it has another name, set columns: {{prompt: NAME}}"
            )
        if isinstance(prompt, str) and chat:
            prompt = [*([{"role": "system", "content": system}] if system else []), {"role": "user", "content": prompt}]
        ids = list(self._tokenizer(prompt)["input_ids"]) if isinstance(prompt, str) else self._of_template(prompt)
        if not 0 < len(ids) <= room:
            raise DataError(
                f"row {position}: its prompt has {len(ids)} tokens, and the model's context leaves room for {room} "
                f"beside rollout.max_new_tokens; shorten or leave out the row, or lower rollout.max_new_tokens"
            )
        return ids

    def _of_template(self, messages: Messages) -> list[int]:
        if not getattr(self._tokenizer, "chat_template", None):
            raise ConfigError(
                "prompts are chat messages, and the tokenizer has no chat template; give prompts as texts, or set one"
            )
        ids: list[int] = self._tokenizer.apply_chat_template(
            list(messages), add_generation_prompt=True, tokenize=True, return_dict=False
        )
        return ids


def rows_of(config: DataConfig, folder: Path | None) -> list[dict[str, Any]]:
    """The rows of a dataset; relative paths start in `folder`.

    Raises:
        ConfigError: the file cannot be read, or there is no such generator.
        DataError: a line is no row, or the generator takes no such arguments.
    """
    if config.generator is not None:
        return _generated(config, folder)
    file = str((folder or Path()) / str(config.file))
    column = config.columns.get("completion", "completion")
    # Rows to train on have no completion, which rows to score must have.
    return [row.data for row in read_rows([file], skip_bad=True) if _is_row(row.data, row.problem, column)]


def _is_row(data: Any, problem: str | None, column: str) -> bool:
    """Whether a line is a row, if only it had a completion.

    Raises:
        DataError: it is none.
    """
    if problem is not None and not (isinstance(data, dict) and column not in data):
        raise DataError(problem)
    return True


def _generated(config: DataConfig, folder: Path | None) -> list[dict[str, Any]]:
    id_ = str(config.generator)
    if is_local(id_):
        id_ = str(((folder or Path()) / id_).resolve())
    generator = get(id_, **config.parameters)
    if not isinstance(generator, Generator):
        raise ConfigError(f"{config.generator!r} is a {generator.kind}; a dataset comes of a generator or a file")
    try:
        return list(generator.rows(config.seed, config.rows, config.difficulty))
    except ValueError as error:
        raise DataError(f"generator {config.generator!r}: {error}") from error


class Sampler:
    """Draws rows without end: each pass over them in another order, which depends on the seed and nothing else.

    Args:
        count: how many rows there are.
        seed: of the order.
        curriculum: which rows are passed over by their pass rate; None for none.

    Attributes:
        draws: how many rows it has drawn.
        rates: the pass rate of each row that was sampled, a moving average.
    """

    def __init__(self, count: int, seed: int, curriculum: Curriculum | None = None) -> None:
        self._count, self._seed, self._curriculum = count, seed, curriculum
        self._looked_at = 0
        self.draws = 0
        self.rates: dict[int, float] = {}
        self._order: tuple[int, list[int]] = (-1, [])

    def draw(self, count: int) -> list[int]:
        """The next rows."""
        return [self._next() for _ in range(count)]

    def note(self, row: int, rate: float) -> None:
        """Note the share of a row's completions that were right."""
        self.rates[row] = rate if row not in self.rates else (1 - _NEWEST) * self.rates[row] + _NEWEST * rate

    def state(self) -> dict[str, Any]:
        """Where it stands, as JSON."""
        return {"looked_at": self._looked_at, "draws": self.draws, "rates": {str(k): v for k, v in self.rates.items()}}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken."""
        self._looked_at, self.draws = state["looked_at"], state["draws"]
        self.rates = {int(row): rate for row, rate in state["rates"].items()}

    def _next(self) -> int:
        row = self._look()
        for _ in range(self._count - 1):  # where all are to be passed over, one is taken after all
            if not self._passes_over(row):
                break
            row = self._look()
        self.draws += 1
        return row

    def _look(self) -> int:
        epoch, place = divmod(self._looked_at, self._count)
        if self._order[0] != epoch:
            order = list(range(self._count))
            random.Random(f"{self._seed} {epoch}").shuffle(order)
            self._order = (epoch, order)
        self._looked_at += 1
        return self._order[1][place]

    def _passes_over(self, row: int) -> bool:
        given = self._curriculum
        if given is None or row not in self.rates or given.low <= self.rates[row] <= given.high:
            return False
        return random.Random(f"{self._seed} revisit {self._looked_at}").random() >= given.revisit


def share_right(rights: Sequence[bool | None]) -> float | None:
    """The share of the decided completions that are right; None where none is decided."""
    decided = [right for right in rights if right is not None]
    return sum(decided) / len(decided) if decided else None

"""The prompts of a training: rows, and the tokens of what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from rewardry.errors import ConfigError, DataError
from rewardry.rows import sample_of
from rewardry.types import Messages, Sample


class Prompts:
    """Rows with the tokens of their prompts.

    Args:
        rows: rows as they stand in a file, without a completion.
        tokenizer: of the model.
        room: the longest prompt, in tokens, that leaves room for a completion.
        chat, system: see `TrainConfig`.
        columns: the column that holds a field, where it has another name.

    Raises:
        DataError: there is no row, or one without a prompt, with a prompt that is too long, or of which no completion
            can be made a sample, which would end the training when it is drawn; names it and the fix.
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
        sample = self._completed(row, self._tokenizer.decode(completion_ids, skip_special_tokens=True))
        return replace(sample, completion_ids=completion_ids, group=group, finish_reason=finish_reason)

    def _completed(self, row: int, text: str) -> Sample:
        given = {**self.rows[row], self._columns.get("completion", "completion"): text}
        return sample_of(given, self._columns or None, f"row {row}")

    def _tokens(self, position: int, room: int, chat: bool, system: str | None) -> list[int]:
        prompt = self.text(position)
        if not prompt:
            have = ", ".join(map(repr, self.rows[position]))
            raise DataError(
                f"row {position} has no prompt; it has {have}. If it has another name, set columns: {{prompt: NAME}}"
            )
        self._completed(position, "")
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

"""What readers of process reward models share."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.errors import ConfigError

from ..forward import hidden_at
from ..marks import Marks

if TYPE_CHECKING:
    from rewardry.engine.models import Head, LoadedModel


@dataclass(frozen=True, slots=True)
class Encoded:
    """A solution as a model reads it.

    Attributes:
        ids: its token ids, the question's included.
        positions: for each step the position whose output holds its score; they grow.
    """

    ids: list[int]
    positions: list[int]


class Reader:
    """Writes solutions in the form that a process reward model was trained on, and reads its scores.

    Class attributes:
        head: the part of the model that is loaded.
        marks: regular expressions of what the form itself uses, taken out of questions and steps.
    """

    head: ClassVar[Head] = "language"
    marks: ClassVar[tuple[str, ...]] = ()

    def __init__(self, model: LoadedModel) -> None:
        self.model = model
        self.tokenizer = model.tokenizer
        self._cleaned = Marks(model.tokenizer, self.marks).cleaned

    def encode(self, question: str, steps: Sequence[str]) -> Encoded:
        """A question and the steps of a solution as the model reads them.

        Args:
            question: the question.
            steps: at least one step.

        Raises:
            ConfigError: the tokenizer does not write the form as the model's own would.
        """
        encoded = self._encode(self._cleaned(question).strip(), [self._cleaned(step).strip() for step in steps])
        if len(encoded.positions) != len(steps):
            raise self.unfit(
                f"its tokenizer leaves {len(encoded.positions)} places for the scores of {len(steps)} steps"
            )
        return encoded

    def _encode(self, question: str, steps: list[str]) -> Encoded:
        raise NotImplementedError(f"{type(self).__name__} does not define _encode")

    def scores(self, encoded: Sequence[Encoded], tokens: int | None = None) -> list[list[float]]:
        """For each solution the scores of its steps, in [0, 1].

        Args:
            encoded: what `encode` returned.
            tokens: the most tokens of a batch, padding included; None for what suits the device.
        """
        found: list[list[float]] = [[] for _ in encoded]
        ids, positions = [one.ids for one in encoded], [one.positions for one in encoded]
        with self.model.turn():
            for batch, states in hidden_at(self.model, ids, positions, tokens):
                scores = iter(self._read(states).tolist())
                for i in batch:
                    found[i] = list(itertools.islice(scores, len(positions[i])))
        return found

    def _read(self, states: Any) -> Any:
        """The scores of hidden states, ``[steps, width]`` -> ``[steps]``."""
        raise NotImplementedError(f"{type(self).__name__} does not define _read")

    def unfit(self, why: str) -> ConfigError:
        """The error that says that the model is none of this format."""
        form = type(self).__name__
        return ConfigError(f"model {self.model.request.name!r} is no process reward model of the form {form}: {why}")

    def one_id(self, text: str) -> int:
        """The id of a text that is one token.

        Raises:
            ConfigError: it is none, or several.
        """
        found = self.tokenizer.convert_tokens_to_ids(text)
        if found is None or found == self.tokenizer.unk_token_id:
            raise self.unfit(f"its tokenizer has no token {text!r}")
        return int(found)

    def ids_of(self, text: str, special: bool = False) -> list[int]:
        """The token ids of a text."""
        ids: list[int] = self.tokenizer(text, add_special_tokens=special)["input_ids"]
        return ids

    def chat(self, messages: list[dict[str, str]]) -> str:
        """Messages in the model's chat template.

        Raises:
            ConfigError: it has none.
        """
        if self.tokenizer.chat_template is None:
            raise self.unfit("its tokenizer has no chat template")
        text: str = self.tokenizer.apply_chat_template(messages, tokenize=False)
        return text

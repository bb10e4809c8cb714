"""RLHFlow's format (arXiv:2412.12119; RLHFlow/Llama3.1-8B-PRM-Deepseek-Data and -Mistral-Data)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..forward import token_logits
from .reader import Encoded, Reader

if TYPE_CHECKING:
    from rewardry.engine.models import LoadedModel


class RLHFlow(Reader):
    """A chat in which the assistant answers every step with ``+`` or ``-``.

    The first user turn is ``question + " " + step``, each further one a step; each assistant turn is ``+``. The score
    is the softmax over the logits of ``+`` and ``-`` where the model foresees the assistant's answer, one position
    before it (the published code's index -3 in Llama's template).
    """

    def __init__(self, model: LoadedModel) -> None:
        super().__init__(model)
        plus, minus, [answer] = self._compared("1 + 1?", ["2"])
        self._signs = [plus[answer], minus[answer]]

    def _encode(self, question: str, steps: list[str]) -> Encoded:
        ids, _, answers = self._compared(question, steps)
        return Encoded(ids, [i - 1 for i in answers])

    def _compared(self, question: str, steps: list[str]) -> tuple[list[int], list[int], list[int]]:
        """The chats in which all answers are ``+`` and ``-``, and where they differ: in the answers alone."""
        plus, minus = (self.ids_of(self.chat(self._turns(question, steps, sign))) for sign in "+-")
        answers = [i for i, pair in enumerate(zip(plus, minus, strict=False)) if pair[0] != pair[1]]
        if len(plus) != len(minus) or len(answers) != len(steps):
            raise self.unfit("its tokenizer does not write the answers '+' and '-' as one token each")
        return plus, minus, answers

    def _turns(self, question: str, steps: list[str], sign: str) -> list[dict[str, str]]:
        turns = []
        for i, step in enumerate(steps):
            turns.append({"role": "user", "content": f"{question} {step}" if i == 0 else step})
            turns.append({"role": "assistant", "content": sign})
        return turns

    def _read(self, states: Any) -> Any:
        return token_logits(self.model, states, self._signs).softmax(-1)[:, 0]

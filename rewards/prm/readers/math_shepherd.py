"""Math-Shepherd's format (arXiv:2312.08935; peiyi9979/math-shepherd-mistral-7b-prm)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ..forward import token_logits
from .reader import Encoded, Reader

if TYPE_CHECKING:
    from rewardry.engine.models import LoadedModel

TAG = "ки"


class MathShepherd(Reader):
    r"""A tag behind each step; there the model foresees ``+`` or ``-``.

    The text is ``question + " " + "Step 1: ... ки\nStep 2: ... ки"``. The score is the softmax over the logits of ``+``
    and ``-`` at the tag. Its tokenizer, Mistral's, has ids 648 and 387 for those of ``"+ -"`` and 12902 for the tag.
    """

    marks: ClassVar[tuple[str, ...]] = (rf"(?<!\w){TAG}(?!\w)",)

    def __init__(self, model: LoadedModel) -> None:
        super().__init__(model)
        signs = self.ids_of("+ -")
        if len(signs) != 2:
            raise self.unfit(f"its tokenizer makes {len(signs)} tokens of '+ -', not two")
        self._signs = signs
        self._tag = self.ids_of(f"a {TAG}")[-1]
        if self.tokenizer.decode([self._tag]).strip() != TAG:
            raise self.unfit(f"its tokenizer has no token of its own for the tag {TAG!r}")

    def _encode(self, question: str, steps: list[str]) -> Encoded:
        text, ends = f"{question} ", set()
        for step in steps:
            text += f"{step} {TAG}\n"
            ends.add(len(text) - 1)
        encoded = self.tokenizer(text[:-1], return_offsets_mapping=True)
        # A word of a step may hold the tag's token: it is the place in the text that tells which one is ours.
        places = enumerate(zip(encoded["input_ids"], encoded["offset_mapping"], strict=True))
        positions = [i for i, (token, (_, end)) in places if token == self._tag and end in ends]
        return Encoded(encoded["input_ids"], positions)

    def _read(self, states: Any) -> Any:
        return token_logits(self.model, states, self._signs).softmax(-1)[:, 0]

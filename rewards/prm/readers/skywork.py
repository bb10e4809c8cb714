"""The format of Skywork-o1-Open-PRM (Skywork/Skywork-o1-Open-PRM-Qwen-2.5-1.5B and -7B; skywork-o1-prm-inference)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.engine.models import tensors_of

from .reader import Encoded, Reader

if TYPE_CHECKING:
    from rewardry.engine.models import Head, LoadedModel

_HEAD = ("v_head.summary.weight", "v_head.summary.bias")


class Skywork(Reader):
    r"""Steps that end in a line end, and a value head there.

    The tokens are those of ``bos + question + "\n"`` and, for each step, those of the step and the last one of
    ``"\n"``. The score is the sigmoid of the head's value at that token. A line end within a step is written as a
    space, since it would begin another step.
    """

    head: ClassVar[Head] = "none"

    def __init__(self, model: LoadedModel) -> None:
        super().__init__(model)
        found = tensors_of(model.folder, _HEAD)
        if len(found) != len(_HEAD):
            raise self.unfit(f"its weights hold no {_HEAD[0]}")
        self._weight, self._bias = (found[name].to(model.device).float() for name in _HEAD)

    def _encode(self, question: str, steps: list[str]) -> Encoded:
        ids = self.ids_of(f"{self.tokenizer.bos_token or ''}{question}\n")
        line_end = self.ids_of("\n")[-1]
        positions = []
        for step in steps:
            ids += [*self.ids_of(" ".join(step.split("\n"))), line_end]
            positions.append(len(ids) - 1)
        return Encoded(ids, positions)

    def _read(self, states: Any) -> Any:
        from torch.nn.functional import linear

        return linear(states.float(), self._weight, self._bias).sigmoid()[:, 0]

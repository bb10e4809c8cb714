"""The format of Qwen2.5-Math-PRM (arXiv:2501.07301; Qwen/Qwen2.5-Math-PRM-7B, -72B, Qwen2.5-Math-7B-PRM800K)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.engine.models import tensors_of

from .reader import Encoded, Reader

if TYPE_CHECKING:
    from rewardry.engine.models import Head, LoadedModel

SEPARATOR = "<extra_0>"
SYSTEM = "Please reason step by step, and put your final answer within \\boxed{}."


class Qwen(Reader):
    """A chat whose last turn is the solution, a token ``<extra_0>`` behind each step, and a head of two classes there.

    The score is the softmax over the head's logits, class 1. The head is two linear layers with a ReLU between them
    (``score.0`` and ``score.2``), or one (``score``), as token classifiers trained by TRL and PURE have it; it is read
    from the weights, so that the code that comes with the model is not needed.
    """

    head: ClassVar[Head] = "none"
    marks: ClassVar[tuple[str, ...]] = (SEPARATOR,)

    def __init__(self, model: LoadedModel) -> None:
        super().__init__(model)
        self._separator = self.one_id(SEPARATOR)
        self._layers = self._head_of(model)

    def _head_of(self, model: LoadedModel) -> list[tuple[Any, Any]]:
        """The head's layers, each as its weight and its bias, in float32."""
        names = [f"score.{layer}{part}" for layer in ("", "0.", "2.") for part in ("weight", "bias")]
        found = {name: value.to(model.device).float() for name, value in tensors_of(model.folder, tuple(names)).items()}
        layers = ("score.",) if "score.weight" in found else ("score.0.", "score.2.")
        if any(f"{layer}weight" not in found for layer in layers) or len(found[f"{layers[-1]}weight"]) != 2:
            raise self.unfit("its weights hold no head `score` of two classes")
        return [(found[f"{layer}weight"], found.get(f"{layer}bias")) for layer in layers]

    def _encode(self, question: str, steps: list[str]) -> Encoded:
        messages = [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": question},
            {"role": "assistant", "content": "".join(f"{step}{SEPARATOR}" for step in steps)},
        ]
        ids = self.ids_of(self.chat(messages))
        return Encoded(ids, [i for i, token in enumerate(ids) if token == self._separator])

    def _read(self, states: Any) -> Any:
        from torch.nn.functional import linear, relu

        states = states.float()
        for i, (weight, bias) in enumerate(self._layers):
            states = linear(relu(states) if i else states, weight, bias)
        return states.softmax(-1)[:, 1]

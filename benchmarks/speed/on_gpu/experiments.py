"""What is measured: models made from their configuration, prompts and rewards, the same for every arm."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from random_models import Shape, end_tokens


@dataclass(frozen=True)
class Experiment:
    """`prompts` of `prompt` tokens, `group` completions each of at most `tokens`, ending after `mean` on average.

    `rows`: completions in a forward and backward pass; `checkpoint`: whether activations are computed again.
    """

    shape: Shape
    prompts: int
    group: int
    prompt: int
    tokens: int
    mean: int | None
    rows: int
    checkpoint: bool


SMALL = Shape(24, 896, 4864, 14, 2, 151_936)
LARGE = Shape(28, 1536, 8960, 12, 2, 151_936)
EXPERIMENTS = {
    "E1": Experiment(SMALL, 8, 8, 256, 512, None, 32, False),
    "E1geo": Experiment(SMALL, 8, 8, 256, 512, 205, 32, False),
    "E2": Experiment(LARGE, 32, 16, 512, 1024, 410, 8, False),
    "E3": Experiment(SMALL, 8, 16, 1024, 128, None, 32, False),
}
TINY = Shape(2, 64, 128, 4, 2, 512)


def tiny(experiment: Experiment) -> Experiment:
    """The same experiment at a size for a CPU."""
    mean = None if experiment.mean is None else 8
    return replace(experiment, shape=TINY, prompts=2, group=4, prompt=24, tokens=16, mean=mean, rows=8)


def ends(experiment: Experiment) -> list[int]:
    """The end tokens of an experiment."""
    return end_tokens(experiment.shape.vocabulary, experiment.mean)


def make_prompts(experiment: Experiment, seed: int) -> list[str]:
    """Texts of single characters, each a token."""
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(rng.choice(letters) for _ in range(experiment.prompt)) for _ in range(experiment.prompts)]


def make_tokenizer(vocabulary: int) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = ["<pad>", "<eos>", "<unk>", *(chr(code) for code in range(32, 127)), "\n"]
    ids = {word: i for i, word in enumerate(words)}
    ids |= {f"<t{i}>": i for i in range(len(ids), vocabulary)}
    raw = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.Split("", "isolated"), decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>")


def reward(ids: list[int]) -> float:
    """Takes constant time and differs within a group."""
    return float(ids[len(ids) // 2] % 7)

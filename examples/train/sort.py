"""A task that a tiny model learns on a CPU within a minute: sort four digits.

`tiny_model` makes a transformer of 205,000 weights and shows it what completions look like, as a mixture: a quarter are
right, a quarter are sorted the wrong way round, a quarter copy the prompt, a quarter are right without tags. Nothing
in it says which of them is wanted. The rewards do.
"""

import random
import re
from collections.abc import Iterator

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

import rewardry
from rewardry.generator import Generator, refuse_arguments

SYMBOLS = ["<pad>", "<eos>", "<answer>", "</answer>", "=", *"0123456789"]
DIGITS = 4
HELD_OUT = 256


class SortDigits(Generator):
    """Digits to sort. Seed 0 makes those that are held out; any other seed makes none of these."""

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict]:
        """Rows of four digits, every one sorted in its reference."""
        refuse_arguments(seed, n, difficulty)
        held_out, rng = set(held_out_digits()), random.Random(f"{seed} {difficulty}")
        if seed == 0:
            yield from (row(i, digits) for i, digits in enumerate(held_out_digits()[:n]))
            return
        made = 0
        while made < n:
            digits = draw(rng)
            if digits not in held_out:
                yield row(made, digits)
                made += 1


def held_out_digits() -> list[str]:
    rng = random.Random(99)
    found = dict.fromkeys(draw(rng) for _ in range(4 * HELD_OUT))
    return list(found)[:HELD_OUT]


def draw(rng: random.Random) -> str:
    return "".join(rng.choice("0123456789") for _ in range(DIGITS))


def row(number: int, digits: str) -> dict:
    return {"id": str(number), "prompt": f"{digits}=", "reference": "".join(sorted(digits))}


@rewardry.reward
def sorted_right(completion: str, reference: str) -> float:
    """1 where the digits between the tags are the sorted ones."""
    found = re.search(r"<answer>(\d*)</answer>", completion.replace(" ", ""))
    return float(found is not None and found[1] == reference)


@rewardry.reward
def tagged(completion: str) -> float:
    """1 where the completion is digits between tags and nothing else."""
    return float(re.fullmatch(r"<answer>\d+</answer>", completion.replace(" ", "")) is not None)


def make_tokenizer() -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.WordLevel({symbol: i for i, symbol in enumerate(SYMBOLS)}, unk_token="<pad>"))
    raw.pre_tokenizer = pre_tokenizers.Split(Regex("<[^>]+>|."), "isolated")
    raw.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")


def tiny_model(seed: int, steps: int = 200) -> tuple[Qwen2ForCausalLM, PreTrainedTokenizerFast]:
    torch.set_num_threads(1)  # a model of this size is faster with one
    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=len(SYMBOLS),
        hidden_size=96,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=64,
        tie_word_embeddings=True,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
    )
    model, tokenizer = Qwen2ForCausalLM(config), make_tokenizer()
    warm_up(model, tokenizer, random.Random(seed), steps)
    return model.eval(), tokenizer


def warm_up(model: Qwen2ForCausalLM, tokenizer: PreTrainedTokenizerFast, rng: random.Random, steps: int) -> None:
    """Supervised steps on the mixture of demonstrations."""
    held_out = set(held_out_digits())
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.0)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 3e-3 * min(1, (step + 1) / 20) * (1 - 0.9 * step / steps)
        digits = [one for one in (draw(rng) for _ in range(80)) if one not in held_out][:64]
        texts = [(f"{one}=", demonstration(one, rng)) for one in digits]
        rows = [(tokenizer(p)["input_ids"], [*tokenizer(c)["input_ids"], tokenizer.eos_token_id]) for p, c in texts]
        width = max(len(prompt) + len(completion) for prompt, completion in rows)
        ids = torch.tensor([p + c + [0] * (width - len(p) - len(c)) for p, c in rows])
        labels = torch.tensor([[-100] * len(p) + c + [-100] * (width - len(p) - len(c)) for p, c in rows])
        logits = model(input_ids=ids[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def demonstration(digits: str, rng: random.Random) -> str:
    up, down = "".join(sorted(digits)), "".join(sorted(digits, reverse=True))
    return rng.choice([f"<answer>{up}</answer>", f"<answer>{down}</answer>", f"<answer>{digits}</answer>", up])

"""Process rewards on a CPU: batches of like length beside one solution at a time, and the memory of implicit rewards.

The same tiny models answer both, so that the ratios are the code's own. Peaks of memory are taken in fresh processes,
as what a process needs beyond the one that has loaded the models and scored a single token.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from timing import Figure, report

VOCABULARY = 32_000
SOLUTIONS = 96


def words(draw: random.Random, least: int, most: int) -> str:
    """A solution of some steps."""
    sums = (f"{draw.randrange(100)} + {draw.randrange(100)} = {draw.randrange(200)}." for _ in range(most))
    return "\n\n".join(list(sums)[: draw.randrange(least, most)])


def tokenizer() -> object:
    """A tokenizer of single characters, filled up to a vocabulary of the usual size."""
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = ["<pad>", "<eos>", "<extra_0>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    names = [*letters, *(f"<unused {i}>" for i in range(VOCABULARY - len(letters)))]
    raw = Tokenizer(models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=[]))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    raw.add_special_tokens(["<extra_0>"])
    made = transformers.PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
    made.chat_template = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
    return made


def make(folder: Path, seed: int, width: int) -> None:
    """A random model in a folder, with a head of Qwen2.5-Math-PRM's form."""
    import torch
    import transformers
    from safetensors.torch import load_file, save_file

    torch.manual_seed(seed)
    config = transformers.Qwen2Config(
        vocab_size=VOCABULARY,
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=1,
    )
    transformers.Qwen2ForCausalLM(config).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    file = folder / "model.safetensors"
    shapes = {"0.weight": (width, width), "0.bias": (width,), "2.weight": (2, width), "2.bias": (2,)}
    head = {f"score.{name}": torch.randn(shape) for name, shape in shapes.items()}
    save_file({**load_file(file), **head}, file, metadata={"format": "pt"})


def speedup(folder: Path) -> tuple[float, float]:
    """Solutions a second, in batches and one by one: the best of rounds in which they take turns."""
    from rewardry import get
    from rewardry.engine.runtime import Runtime
    from rewardry.types import Batch, Sample

    draw = random.Random(0)
    samples = [Sample(completion=words(draw, 2, 12), prompt="Add.") for _ in range(SOLUTIONS)]
    with Runtime("inline") as runtime:
        opened = runtime.open(get("prm", model=str(folder)))

        def one_by_one() -> None:
            for sample in samples:
                opened.score(Batch([sample]))

        calls: list[Callable[[], object]] = [lambda: opened.score(Batch(samples)), one_by_one]
        best = [float("inf")] * 2
        for call in calls:
            call()
        for _ in range(3):
            for i, call in enumerate(calls):
                start = time.process_time()
                call()
                best[i] = min(best[i], time.process_time() - start)
    return SOLUTIONS / best[0], SOLUTIONS / best[1]


def rated(folder: Path, width: int) -> tuple[float, float]:
    """`speedup` of a model of a width."""
    make(folder, 0, width)
    return speedup(folder)


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def ours(folders: list[str], texts: list[str]) -> tuple[int, list[list[float]]]:
    """What implicit rewards need beyond the models, and the log ratios of each text's tokens."""
    from rewardry import get
    from rewardry.engine.runtime import Runtime
    from rewardry.types import Batch, Sample

    with Runtime("inline") as runtime:
        opened = runtime.open(get("prm.implicit", model=folders[0], reference_model=folders[1], beta=1.0))
        opened.score(Batch([Sample(completion="1", prompt="Add.")]))
        before = peak()
        scores = opened.score(Batch([Sample(completion=text, prompt="Add.") for text in texts]))
    return peak() - before, [score.details["token_rewards"] for score in scores]


def naive(folders: list[str], texts: list[str]) -> tuple[int, list[list[float]]]:
    """The same with all logits of the batch at once and their logarithmic softmax, as PRIME's code has it."""
    import torch
    import transformers

    made = transformers.AutoTokenizer.from_pretrained(folders[0])
    networks = [transformers.AutoModelForCausalLM.from_pretrained(f, dtype=torch.float32).eval() for f in folders]
    asked = made.apply_chat_template([{"role": "user", "content": "Add."}], tokenize=False, add_generation_prompt=True)
    prompt = made(asked)["input_ids"]

    def ratios(completions: list[str]) -> list[list[float]]:
        rows = [prompt + made(text)["input_ids"] for text in completions]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        logs = []
        with torch.inference_mode():
            for network in networks:
                logits = network(input_ids=ids, attention_mask=mask).logits
                logs.append(logits.log_softmax(-1)[:, :-1].gather(2, ids[:, 1:, None])[:, :, 0])
                del logits
        ratio = logs[0] - logs[1]
        return [ratio[i, len(prompt) - 1 : len(row) - 1].tolist() for i, row in enumerate(rows)]

    ratios(["1"])
    before = peak()
    found = ratios(texts)
    return peak() - before, found


def measured(way: str, folders: list[str], texts: list[str]) -> tuple[int, list[list[float]]]:
    """One of the two ways in a fresh process."""
    given = json.dumps([way, folders, texts])
    command = [sys.executable, __file__, "--measure"]
    environment = {**os.environ, "MALLOC_ARENA_MAX": "1"}
    done = subprocess.run(command, input=given, check=True, capture_output=True, text=True, env=environment)
    need, found = json.loads(done.stdout.splitlines()[-1])
    return need, found


def main() -> None:
    if "--measure" in sys.argv:
        way, folders, texts = json.load(sys.stdin)
        print(json.dumps({"ours": ours, "naive": naive}[way](folders, texts)))
        return
    draw = random.Random(1)
    texts = [words(draw, 24, 40) for _ in range(8)]
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place) / name for name in ("model", "origin")]
        for seed, folder in enumerate(folders):
            make(folder, seed, 128)
        rates = {width: rated(Path(place) / str(width), width) for width in (64, 128)}
        need, found = measured("ours", [str(folder) for folder in folders], texts)
        most, wanted = measured("naive", [str(folder) for folder in folders], texts)
    rows = zip(found, wanted, strict=True)
    error = max(abs(one - other) for pair in rows for one, other in zip(*pair, strict=True))
    tokens = max(map(len, texts))
    print(f"implicit rewards of 8 texts of {tokens} tokens: {need / 1e6:.0f} MB, naive {most / 1e6:.0f} MB")
    for width, (batched, single) in rates.items():
        print(f"4 layers of {width}: {batched:.1f} solutions/s in batches, {single:.1f} one at a time, a CPU second")
    batched, single = rates[128]
    report(
        [
            Figure("prm, throughput of batches over one at a time", batched / single, "times", 1.5, True),
            Figure("prm.implicit, peak of memory over the naive one", need / most, "times", 0.25),
            Figure("prm.implicit, largest difference of a token's log ratio", error, "nats", 1e-5),
        ]
    )


if __name__ == "__main__":
    main()

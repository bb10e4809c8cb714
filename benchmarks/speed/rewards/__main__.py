"""The rewards beside TRL's and open-r1's functions on the same texts: one process, batches of 256 completions of 2 kB.

Ours are scored as a training run scores them, through an open runtime, with samples made afresh so that nothing is
split already. open-r1's package is not installable beside ours; its functions are its formulas, written again here.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import trl.rewards as peers
from timing import Figure, best_seconds, report

from rewardry import Reward, get
from rewardry.engine.runtime import Runtime
from rewardry.text.scripts import count_words
from rewardry.types import Batch, Sample

BATCH = 256
SIZE = 2000
WORDS = [
    "let",
    "us",
    "compute",
    "the",
    "sum",
    "of",
    "first",
    "odd",
    "numbers",
    "and",
    "check",
    "each",
    "step",
    "again",
    "because",
    "we",
    "know",
    "that",
    "product",
    "is",
    "larger",
    "than",
    "half",
    "area",
    "triangle",
    "angle",
    "prime",
    "factor",
    "root",
    "equation",
    "side",
    "circle",
    "radius",
    "vector",
    "matrix",
    "limit",
    "series",
    "value",
    "term",
    "case",
]


def texts(chance: random.Random, size: int) -> list[str]:
    """Well-formed completions of about `size` bytes of ASCII, each another."""
    found = []
    for _ in range(BATCH):
        words: list[str] = []
        length = 0
        while length < size - 70:
            word = (
                chance.choice(WORDS) if chance.random() < 0.8 else str(chance.randrange(1000)) + chance.choice(" .,+=")
            )
            words.append(word)
            length += len(word) + 1
        found.append(f"<think>\n{' '.join(words)}\n</think>\n<answer>\n\\boxed{{{chance.randrange(1000)}}}\n</answer>")
    return found


def in_sentences(text: str) -> str:
    """The text with a full stop behind every tenth word."""
    words = text.split(" ")
    return " ".join(word + "." if i % 10 == 9 else word for i, word in enumerate(words))


# open-r1 (huggingface/open-r1, commit 1416fa0, src/open_r1/rewards.py), its formulas over plain texts.
OPEN_R1 = re.compile(r"^<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$", re.DOTALL | re.MULTILINE)


def open_r1_format(completions: Sequence[str]) -> list[float]:
    return [1.0 if OPEN_R1.match(text) else 0.0 for text in completions]


def open_r1_tags(completions: Sequence[str]) -> list[float]:
    tags = ("<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>")
    return [sum(0.25 for tag in tags if text.count(tag) == 1) for text in completions]


def open_r1_repetition(completions: Sequence[str], size: int = 3, most: float = -1.0) -> list[float]:
    found = []
    for text in completions:
        words = text.lower().split()
        grams, total = set(), 0
        for gram in zip(*(words[i:] for i in range(size)), strict=False):
            grams.add(gram)
            total += 1
        found.append((1 - len(grams) / total) * most if total else 0.0)
    return found


def ours(ids: Sequence[str | Reward], completions: Sequence[str], tokens: Any = None) -> Callable[[], object]:
    """A call that scores a batch of fresh samples by components that share them."""
    runtime = Runtime("inline")
    opened = [runtime.open(get(id_) if isinstance(id_, str) else id_) for id_ in ids]
    given = tokens if tokens is not None else [None] * len(completions)

    def score() -> object:
        batch = Batch([Sample(completion=text, completion_ids=n) for text, n in zip(completions, given, strict=True)])
        return [one.score(batch) for one in opened]

    return score


def in_turns(calls: Sequence[Callable[[], object]], rounds: int = 15) -> list[float]:
    """Seconds of processor time that a call takes; see `best_seconds`."""
    return best_seconds(calls, rounds=rounds, clock=time.process_time)


def main() -> None:
    chance = random.Random(0)
    plain = texts(chance, SIZE)
    tokens = [[chance.randrange(30_000) for _ in range(SIZE // 4)] for _ in range(BATCH)]
    messages = [[{"role": "assistant", "content": text}] for text in plain]
    overlong = peers.get_soft_overlong_punishment(20480, 4096)
    repetition = peers.get_repetition_penalty_reward(3, -1.0)

    def trl_repetition() -> object:
        return repetition(completion_ids=tokens)

    def trl_both() -> object:
        return peers.think_format_reward(completions=messages), overlong(completion_ids=tokens)

    forms = ["format.think_answer", "format.tag_count"]
    lengths = ["format.think_answer", "length.soft_overlong"]
    grams = "open-r1's n-grams"
    rows: list[tuple[str, list[str], Any, Callable[[], object], str, int]] = [
        ("format and length", lengths, tokens, trl_both, "TRL", 50_000),
        ("format and tags", forms, None, lambda: (open_r1_format(plain), open_r1_tags(plain)), "open-r1", 50_000),
        ("repetition.ngram of words", ["repetition.ngram"], None, lambda: open_r1_repetition(plain), "open-r1", 10_000),
        ("repetition.ngram of tokens", ["repetition.ngram"], tokens, trl_repetition, "TRL", 10_000),
    ]
    rows += [
        (id_, [id_], None, lambda: open_r1_repetition(plain), grams, 10_000)
        for id_ in ("repetition.max_run", "repetition.loop_gate", "repetition.suffix_array", "repetition.dense")
    ]
    figures = []
    for name, ids, given, peer, peer_name, target in rows:
        mine, theirs = in_turns([ours(ids, plain, given), peer])
        figures.append(Figure(name, BATCH / mine, "completions/s", target, True, BATCH / theirs, peer_name))
    spoken = [in_sentences(text) for text in plain]
    for level, target in (("script", 10_000), ("sentence", 1_000)):
        reward = get("language.consistency", target="en", resolver=level)
        [seconds] = in_turns([ours([reward], spoken)])
        name = f"language.consistency, resolver={level}"
        figures.append(Figure(name, BATCH / seconds, "completions/s", target, True))
    [seconds] = in_turns([lambda: [count_words(text) for text in spoken]])
    megabytes = sum(map(len, spoken)) / 1e6
    figures.append(Figure("words by script, ASCII", megabytes / seconds, "MB/s", 20, True))
    long = texts(chance, 10 * SIZE)[:32]
    short, longer = in_turns([ours(ALL, plain[:32]), ours(ALL, long)], rounds=5)
    figures.append(Figure("ten times the text, all forms and repetition", longer / short, "times the time", 14))
    report(figures)


ALL = [
    *("format.think_answer", "format.tag_count", "format.boxed", "format.template"),
    *("repetition.ngram", "repetition.max_run", "repetition.loop_gate", "repetition.dense"),
]


if __name__ == "__main__":
    main()

"""The shared splitter beside one regular expression of open-r1's kind, which decides less."""

from __future__ import annotations

import re

from timing import Figure, best_seconds, report

from rewardry.text.sections import split

# The format pattern of huggingface/open-r1, the shortest of the field: a yes or no, without spans or reasons.
PEER = re.compile(r"^<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$", re.DOTALL | re.MULTILINE)

ENGLISH = "Let me compute 17 * 23 step by step: 17 * 20 = 340 and 17 * 3 = 51, so the sum is 391. "
MIXED = "让我们一步一步思考。Давайте подумаем ещё раз. Let us check: ∑x² ≤ 5, ちょっと待って。"
MEGABYTE = 1_000_000
HOSTILE = {
    "opening brackets": "<" * MEGABYTE,
    "half a tag": "<think" * (MEGABYTE // 6),
    "opening tags": "<think>" * (MEGABYTE // 7),
    "empty blocks": "<think></think>" * (MEGABYTE // 15),
    "answer tags": "<think>a</think>" + "<answer>4</answer>" * (MEGABYTE // 18),
    "closing tags": "</think>" * (MEGABYTE // 8),
    "invisible characters": "<think>" + "\u200b" * MEGABYTE + "</think><answer>\u200b</answer>",
    "full-width tags": "＜think＞" * (MEGABYTE // 7),
    "punctuation": "<think>" + "." * MEGABYTE + "</think><answer>" + "…" * 1000 + "</answer>",
    "spaces between": "<think>a</think>" + " " * MEGABYTE + "<answer>4</answer>",
    "escaped tags": "&lt;think&gt;" * (MEGABYTE // 13),
}


def completion(sentence: str, size: int = 2000) -> str:
    """A well-formed completion of about `size` bytes."""
    body = sentence
    while len(body.encode()) < size - 60:
        body += sentence
    return f"<think>\n{body}\n</think>\n<answer>\n\\boxed{{391}}\n</answer>"


def rate(sentence: str) -> tuple[float, float]:
    """Megabytes a second, ours and the peer's."""
    text = completion(sentence)
    size = len(text.encode()) / 1e6
    ours, peer = best_seconds([lambda: split(text), lambda: PEER.match(text)], repeat=3000)
    return size / ours, size / peer


def main() -> None:
    ascii_rate, ascii_peer = rate(ENGLISH)
    mixed_rate, mixed_peer = rate(MIXED)
    calls = [lambda text=text: split(text) for text in HOSTILE.values()]
    worst, shape = max(zip(best_seconds(calls, repeat=1, rounds=3), HOSTILE, strict=True))
    report(
        [
            Figure("split 2 kB of ASCII", ascii_rate, "MB/s", 150, True, ascii_peer, "one regular expression"),
            Figure("split 2 kB of mixed scripts", mixed_rate, "MB/s", 20, True, mixed_peer, "one regular expression"),
            Figure(f"split 1 MB, the worst of {len(HOSTILE)} hostile shapes ({shape})", 1000 * worst, "ms", 50),
        ]
    )


if __name__ == "__main__":
    main()

"""The completion within what OpenRLHF calls a query: prompt and completion as one decoded text."""

from __future__ import annotations

from collections.abc import Sequence

# What ends a turn in the chat formats of today's open models.
END_TOKENS = (
    "<|im_end|>",
    "<|endoftext|>",
    "</s>",
    "<|eot_id|>",
    "<|end_of_text|>",
    "<|eom_id|>",
    "<end_of_turn>",
    "<eos>",
    "<｜end▁of▁sentence｜>",
    "<|return|>",
    "<|end|>",
)


def completion_of(query: str, prompt: str, end_tokens: Sequence[str] = END_TOKENS) -> tuple[str, bool]:
    """The completion, without the token that ends it, and whether there was one.

    A prompt that was too long stands in the query without its beginning. A tokenizer that does not give back the text
    it was given leaves the query as it is, prompt and all: the last answer in it is still the completion's.

    >>> completion_of("What is 2 + 2?4</s>", "What is 2 + 2?")
    ('4', True)
    """
    completion = query[_overlap(prompt, query) :]
    ended = next((token for token in end_tokens if token and completion.endswith(token)), None)
    return (completion, False) if ended is None else (completion.removesuffix(ended), True)


def _overlap(prompt: str, query: str) -> int:
    """The length of the longest end of the prompt that the query begins with; takes linear time."""
    if query.startswith(prompt):
        return len(prompt)
    begin = query[: len(prompt)]
    # Knuth, Morris and Pratt: for each place how much of the beginning ends there.
    borders = [0] * len(begin)
    for place in range(1, len(begin)):
        length = borders[place - 1]
        while length and begin[place] != begin[length]:
            length = borders[length - 1]
        borders[place] = length + (begin[place] == begin[length])
    length = 0
    for letter in prompt:
        while length and (length == len(begin) or letter != begin[length]):
            length = borders[length - 1]
        length += bool(begin) and letter == begin[length]
    return length

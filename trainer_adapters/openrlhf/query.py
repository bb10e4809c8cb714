"""The completion within what OpenRLHF calls a query: prompt and completion as one decoded text."""

from __future__ import annotations

from collections.abc import Sequence

# What ends a turn, or pads it, in the chat formats of today's open models.
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
    "<pad>",
)
# So many characters may stand before the prompt: tokens that begin a text.
_BEFORE = 64


def completion_of(query: str, prompt: str) -> str | None:
    """What stands behind the prompt; None where the query holds no end of it, so that nobody knows where that is.

    Tokens that begin a text may stand before the prompt. Of one that was too long its end is left in the query.

    >>> completion_of("<s>What is 2 + 2?4", "What is 2 + 2?")
    '4'
    >>> completion_of("is 2 + 2?4", "What is 2 + 2?")
    '4'
    """
    start = query.find(prompt, 0, len(prompt) + _BEFORE)
    behind = start + len(prompt) if start >= 0 else _overlap(prompt, query)
    return query[behind:] if behind or not prompt else None


def without_ends(completion: str, end_tokens: Sequence[str] = END_TOKENS) -> tuple[str, bool]:
    """A completion without the tokens that end it and the space around them, and whether there was one.

    >>> without_ends("4<|im_end|> <|endoftext|>")
    ('4', True)
    """
    end, ended = _last(completion, len(completion)), False
    while token := next((one for one in end_tokens if one and completion.endswith(one, 0, end)), None):
        end, ended = _last(completion, end - len(token)), True
    return (completion[:end], True) if ended else (completion, False)


def _last(text: str, end: int) -> int:
    """Where the text before a place ends, but for white space."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _overlap(prompt: str, query: str) -> int:
    """The length of the longest end of the prompt that the query begins with; takes linear time."""
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

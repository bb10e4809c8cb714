"""Uniform numbers from a counter: a function of (seed, prompt, sample, token), with no state to save or to share.

What a row samples then depends on nothing else in its batch: not on its neighbours, not on how rows were packed, not on
the device. A checkpoint needs no state of a random generator, and a CUDA graph needs none inside.

The function is the output mix of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
OOPSLA 2014), on int64 tensors, whose products wrap modulo 2^64 on every device.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

_MASK = (1 << 64) - 1
_BITS = 48  # of a uniform: fine for vocabularies of any size, and u * total stays below total in float64


def streams(seed: int, prompt_keys: Sequence[int], samples: Sequence[int]) -> torch.Tensor:
    """The stream of each row, to be given to `uniforms`.

    Args:
        seed: any integer.
        prompt_keys: what tells prompts apart, one a row: any integers.
        samples: which of its prompt's samples a row is, one a row.

    Returns:
        int64 `[rows]`.
    """
    key = _mix(_int64([seed]) + _GAMMA)
    key = _mix((key ^ _int64(prompt_keys)) + _GAMMA)
    return _mix((key ^ _int64(samples)) + _GAMMA)


def uniforms(stream: torch.Tensor, token: torch.Tensor | int) -> torch.Tensor:
    """Numbers in [0, 1).

    Args:
        stream: int64 `[rows]`, of `streams`.
        token: the position of a token in its completion, from 0; a tensor of some is broadcast with `stream`.

    Returns:
        float64, multiples of 2^-48; `[rows]` for one position.
    """
    count = torch.as_tensor(token) + 1  # a tensor, whose product wraps
    mixed = _mix(stream + count * _GAMMA)
    return _shifted(mixed, 64 - _BITS).to(torch.float64) * 2.0**-_BITS


def _mix(x: torch.Tensor) -> torch.Tensor:
    x = (x ^ _shifted(x, 30)) * _FIRST
    x = (x ^ _shifted(x, 27)) * _SECOND
    return x ^ _shifted(x, 31)


def _shifted(x: torch.Tensor, bits: int) -> torch.Tensor:
    """`x` shifted right as an unsigned number: torch's own shift repeats the sign."""
    return (x >> bits) & (_MASK >> bits)


def _signed(number: int) -> int:
    number &= _MASK
    return number - (1 << 64) if number >> 63 else number


def _int64(numbers: Sequence[int]) -> torch.Tensor:
    return torch.tensor([_signed(number) for number in numbers], dtype=torch.int64)


_GAMMA = _signed(0x9E3779B97F4A7C15)
_FIRST = _signed(0xBF58476D1CE4E5B9)
_SECOND = _signed(0x94D049BB133111EB)

"""What makes two solutions the same: their answer, the operations and theorems they use, or nearly all their words."""

from __future__ import annotations

import hashlib
import re
from itertools import groupby, pairwise
from typing import Literal

from rewardry.text.units import units
from rewardry.types import Sample, Verdict

from ..reasoning import reasoning_of

Signature = Literal["strategy", "answer", "simhash"]

_OPERATORS = {
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "\\times": "*",
    "\\cdot": "*",
    "\\div": "/",
    "\\frac": "/",
}
_OPERATOR = re.compile(
    r"\\(?:times|cdot|div|frac|sqrt|sum|int|binom)(?![A-Za-z])|(?<=[\w)}\s])[-+*/^×·⋅÷−–](?=[\s\w({\\])"
)
# Methods by the words that name them; the first of a row names it.
_METHODS = (
    ("induction", "归纳法", "induktion", "récurrence"),
    ("contradiction", "反证法", "widerspruch", "absurde"),
    ("substitution", "substitute", "代入", "换元"),
    ("discriminant", "判别式"),
    ("vieta", "韦达"),
    ("pythagor", "勾股", "pythagoras"),
    ("factor", "因式分解", "factoring"),
    ("quadratic formula", "求根公式"),
    ("completing the square", "配方"),
    ("modulo", "congruen", "同余"),
    ("pigeonhole", "抽屉原理", "鸽巢"),
    ("cauchy", "柯西"),
    ("am-gm", "均值不等式"),
    ("derivative", "differentiat", "求导", "导数"),
    ("integral", "integrat", "积分"),
    ("recursion", "recursive", "递推"),
    ("casework", "case 1", "分类讨论", "情况一"),
    ("symmetry", "对称"),
    ("matrix", "矩阵"),
    ("vector", "向量"),
    ("brute force", "enumerat", "枚举"),
    ("binary search", "二分"),
    ("dynamic programming", "动态规划"),
    ("greedy", "贪心"),
    ("complement", "补集"),
    ("generating function", "生成函数"),
)
_LONGEST = 100_000
_MOST_OPERATORS = 12
_BITS = 16


def signature_of(sample: Sample, verdict: Verdict, kind: Signature) -> str:
    """A text that is the same for solutions that do the same.

    Args:
        sample: the solution; at most its first 100,000 characters of reasoning are read.
        verdict: its verdict, which holds the answer that was judged.
        kind: ``strategy``: the methods that it names and its operations in order, equal ones next to each other taken
            together; ``answer``: what was judged; ``simhash``: 16 bits that agree where most words do.
    """
    if kind == "answer":
        return "".join(str(verdict.extracted if verdict.extracted is not None else sample.split().answer_text).split())
    text = reasoning_of(sample)[:_LONGEST]
    return simhash(units(text)) if kind == "simhash" else strategy(text)


def strategy(text: str) -> str:
    """The methods that a text names, and its operations in order.

    >>> strategy("By the discriminant: 3*3 - 4*2 = 1, so 2 + 2 + 2 works")
    'discriminant:*-*+'
    """
    lowered = text.lower()
    methods = [names[0] for names in _METHODS if any(name in lowered for name in names)]
    operators = (_OPERATORS.get(found, found) for found in _OPERATOR.findall(lowered))
    order = [operator for operator, _ in groupby(operators)]
    return ",".join(methods) + ":" + "".join(order[:_MOST_OPERATORS])


def simhash(words: list[str]) -> str:
    """The SimHash of a text's pairs of words, 16 bits (Charikar 2002)."""
    sums = [0] * _BITS
    for pair in set(pairwise(words)):
        code = int.from_bytes(
            hashlib.blake2b("\0".join(pair).encode("utf-8", "replace"), digest_size=2).digest(), "big"
        )
        for bit in range(_BITS):
            sums[bit] += 1 if code >> bit & 1 else -1
    return f"{sum(1 << bit for bit, total in enumerate(sums) if total > 0):04x}"

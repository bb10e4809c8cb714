"""Texts that models write when they are lost, broken, or trained on a reward that can be cheated."""

from __future__ import annotations

# Each is repeated, with a "!" at the end that keeps a pattern from matching at once.
REPEATED = (
    *("a", "ab ", " ", "\n", " \n", "1", "1,", "(", "{", "\\", "$", "*", '"', ".", "-", "aA1 ", "\u200b", "é"),
    *("<think>", "</think>", "<answer>", "</answer>", "<answer></answer>", "</think><answer>", "\\boxed{", "\\boxed{}"),
    *("answer is ", "the answer: ", "#### ", "```\n", "**answer**\n", "1 + ", "a=1, ", "A. x\n"),
)

_TAGS = "<think>a</think><answer>b</answer>"

# By name, for messages.
HOSTILE: dict[str, str] = {
    "empty": "",
    "a space": " ",
    "line ends": "\n\r\n\u2028\u2029\x85",
    "nothing that can be seen": "\u200b\u2060\ufeff\u00ad",
    "NUL and control characters": "\x00\x01\x08\x1b[31m\x7f",
    "lone surrogates": "\ud800 <answer>\udfff</answer> \udc80",
    "emoji and combining marks": "👩‍👩‍👧‍👦 e\u0301 Z\u0351\u036b\u0343\u036a\u0342 <answer>\u0301</answer>",
    "right to left": "\u202e<answer>24</answer>\u202c شكرا",
    "full-width": "＜answer＞４２＜／answer＞ \\ｂoxed{４２}",
    "other digits": "<answer>४२ ٤٢ ½ ² Ⅻ</answer>",
    "a million characters": "lorem ipsum " * 83_334,
    "a long word": "x" * 200_000,
    "a long number": "<answer>" + "9" * 20_000 + "</answer>",
    "a large power": "<answer>9**9**9**9</answer> \\boxed{9^{9^{9^{9}}}}",
    "a large exponent": "<answer>1e999999999</answer> \\boxed{10^{-999999999}}",
    "not a number": "<answer>nan inf -inf NaN</answer> \\boxed{\\frac{0}{0}}",
    "brackets in brackets": "(" * 5_000 + "[" * 5_000 + "{" * 5_000,
    "boxes in boxes": "\\boxed{" * 3_000 + "1" + "}" * 3_000,
    "tags in tags": "<think>" * 2_000 + "<answer>" * 2_000,
    "tags out of order": "</answer></think><answer><think>",
    "many answers": _TAGS * 1_000,
    "an open answer": "<think>a</think><answer>",
    "escaped tags": "&lt;think&gt;a&lt;/think&gt; \\<answer\\>b\\</answer\\>",
    "JSON": '{"status": "correct", "score": 1e400, "answer": [[[[[[]]]]]]}',
    "code": "```python\nimport os\nos._exit(0)\n```",
    "templates": "{0} {answer} %s %(answer)s ${answer} {{answer}} \\1 \\g<0>",
    "patterns": "(a+)+$ [ (?P<x> *+? \\Z",
    "mark-up": "<!DOCTYPE x [<!ENTITY a 'b'>]><answer>&a;</answer><script>alert(1)</script>",
    "a broken end": "<think>x</think><answer>\\boxed{\\frac{1}{",
}

# Completions that say nothing, or nothing but their own layout.
EMPTY = (
    "",
    " \n",
    "\u200b",
    "...",
    "<think></think><answer></answer>",
    "<think>\n</think>\n<answer>\n</answer>",
    "<think> </think>\n<answer> </answer>",
    "<think>\n\n</think>\n\n",
    "\\boxed{}",
)

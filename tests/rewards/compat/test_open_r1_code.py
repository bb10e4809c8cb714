"""open-r1's rewards of code: published values, and where ours differs."""

import json

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.rewards.compat.open_r1_code import last_block
from rewardry.types import Batch, Sample

TESTS = {"inputs": ["1\n", "5\n"], "outputs": ["1\n2\n3", "5\n6\n7"]}
REFERENCE = {"mode": "stdio", "language": "python", "tests": TESTS}


@pytest.fixture(scope="module")
def value(bare):
    with Runtime("inline") as runtime:

        def score(id_, completion, reference=REFERENCE):
            reward = rewardry.get(id_, verifier={"use": "code", "sandbox": bare})
            sample = Sample(completion=completion, reference=reference)
            return runtime.open(reward).score(Batch([sample]))[0].value

        yield score


@pytest.fixture(scope="module")
def bare(request):
    return f"{request.config.rootpath}/tests/verifiers/code/bare.py:Bare"


@pytest.mark.parametrize(
    ("program", "theirs", "ours"),
    [
        ("n=int(input())\nfor i in range(3): print(n+i)", 1.0, 1.0),
        ("print(input())", 1.0, 0.0),  # a beginning
        ("n=int(input())\nfor i in range(9): print(n+i)", 1.0, 0.0),  # more
        ("print(1)\nprint(2)\nprint(3)", 0.5, 0.5),
        ("n=int(input())\nfor i in range(3): print(' ', n+i, ' ')", 1.0, 0.0),
        ("print(9)", 0.0, 0.0),
        ("print(input())\nraise SystemExit(1)", 0.0, 0.0),
    ],
)
def test_only_the_lines_that_both_have_are_compared(value, program, theirs, ours):
    completion = f"```python\n{program}\n```"
    assert value("compat.open_r1.code.fraction", completion) == theirs
    assert value("code.fraction", completion) == ours


def test_a_reference_as_a_text_is_read_like_an_object(value):
    text = json.dumps(REFERENCE)
    assert value("compat.open_r1.code.fraction", "```python\nprint(input())\n```", text) == 1.0
    assert value("code.fraction", "```python\nprint(input())\n```", text) == 0.0
    assert value("compat.open_r1.code.fraction", "```python\nprint(input())\n```", "no JSON") is None


def test_the_block_is_looked_for_in_the_whole_text(value):
    program = TESTS["outputs"][0].replace("\n", "\\n")
    completion = f"<think>```python\nprint('{program}')\n```</think> I cannot."
    assert value("compat.open_r1.code.fraction", completion) == 0.5
    assert value("code.fraction", completion) == 0.0


def test_without_a_block_nothing_is_earned(value):
    assert value("compat.open_r1.code.fraction", "no code") == 0.0
    assert value("compat.open_r1.code.fraction", "```python\nprint(1)\n```", None) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```python\na\n```\n```python\nb\n```", "b\n"),
        ("```py\na\n```", ""),
        ("no code", ""),
        ("```python\na", ""),
        ("```python\na\n``` ```python\nb", "a\n"),
        ("```python\n```", ""),
    ],
)
def test_the_last_block_is_taken(text, found):
    assert last_block(text, "python") == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>\na\n</think>\n<answer>\n```python\nprint(1)\n```\n</answer>", 1.0),
        ("<think>\na\n</think>\n<answer>\n```python\nprint(1)\n```\n</answer>\nmore", 1.0),
        ("<think>\na\n</think>\n<answer>\n```pythonic x``` \n</answer>", 1.0),
        ("<think>\na\n</think>\n<answer>\nprint(1)\n</answer>", 0.0),
        ("<think>\na\n</think>\n<answer>\n```javascript\n1\n```\n</answer>", 0.0),
        ("<think>\na\n</think>\n<answer>\n```python\n1\n</answer>", 0.0),
        ("<think>\na\n</think>\n<answer>\n```python\n1\n```</answer>", 0.0),
        ("<think>\n```python\n1\n```\n</think>\n<answer>\nno code\n</answer>", 0.0),
        ("```python\nprint(1)\n```", 0.0),
    ],
)
def test_their_layout(text, expected):
    reward = rewardry.get("compat.open_r1.format.code")
    assert reward.score(Batch([Sample(completion=text)])) == [expected]

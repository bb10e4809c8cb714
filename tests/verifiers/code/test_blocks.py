"""Which program of a completion is taken."""

import textwrap

import pytest

from rewardry.types import Sample
from rewardry.verifiers.code.blocks import LONGEST_PROGRAM, find_program


def found(text, language="python", fence="required"):
    return find_program(Sample(completion=text), language, fence)


SQUARE = "def f(a):\n    if a:\n\n        return a * a\n    return 0\n"


@pytest.mark.parametrize("before", ["", "1. So:\n", "- Bullet\n\n", "<think>\n  a\n</think>\n"])
@pytest.mark.parametrize("indentation", ["", " ", "  ", "   ", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_block_within_a_list_is_a_program_all_the_same(before, indentation, end):
    block = textwrap.indent(f"```python\n{SQUARE}```\n", indentation)
    assert found((before + block).replace("\n", end)).answer == SQUARE.replace("\n", end)


@pytest.mark.parametrize(
    ("block", "program"),
    [
        ("  ```python\n  a\n    b\n  ```", "a\n  b\n"),
        ("   ```python\n  a\n    b\n   ```", "a\n  b\n"),  # the fence is indented more than the program
        ("  ```python\ndef f():\n  return 1\n  ```", "def f():\n  return 1\n"),  # the program is not indented
        ("```python\n  a\n```", "  a\n"),  # the fence is not indented
        ("  ```python\n    a\n  ```", "  a\n"),  # the program is indented by itself
        ("  ```python\n  \n   \n  a\n  ```", "\n \na\n"),  # blank lines count for nothing
        ("  ```python\n  a\n b = 1\n  ```", " a\nb = 1\n"),
        ("  ```python\n  ```", ""),
    ],
)
def test_no_line_of_a_program_loses_its_place(block, program):
    assert found(block).answer == program


def test_the_last_block_in_the_language_is_taken():
    text = "```python\na\n```\nBetter:\n```python\nb\n```\nrun it with\n```bash\nc\n```"
    assert found(text).answer == "b\n"
    assert found(text, "bash").answer == "c\n"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *(("py", "python"), ("python3", "python"), ("Python", "python"), ("", "python"), ("", "cpp")),
        *(("js", "javascript"), ("node", "javascript"), ("c++", "cpp"), ("cc", "cpp"), ("sh", "bash")),
        *(("shell", "bash"), ("golang", "go"), ("rs", "rust"), ("C", "c"), ("python title=a.py", "python")),
    ],
)
def test_aliases_count_and_so_does_no_tag(tag, language):
    assert found(f"```{tag}\nx\n```", language).answer == "x\n"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("```javascript\nx\n```", "python"),
        ("```c\nx\n```", "cpp"),
        ("```cpp\nx\n```", "c"),
        ("```java\nx\n```", "javascript"),
        ("```text\nx\n```", "python"),
        ("x", "python"),
        ("", "python"),
        ("`x`", "python"),
        ("```python\nx", "python"),  # cut off
        ("<think>```python\nx\n```</think> I cannot", "python"),
        ("<think>\n```python\nx\n```\n", "python"),  # never stops thinking
    ],
)
def test_without_such_a_block_there_is_no_answer(text, language):
    assert found(text, language).answer is None
    assert found(text, language).reason == "no-answer"


def test_reasoning_is_not_looked_into():
    assert found("<think>\n```python\nwrong\n```\n</think>\n```python\nright\n```").answer == "right\n"


@pytest.mark.parametrize(
    "text",
    [
        "<answer>```python\nx\n```</answer>",
        "<answer> ```python\nx\n``` </answer>",
        "<answer>\n```python\nx\n```\n</answer>",
        "<think>a</think><answer>~~~python\nx\n~~~</answer>",
        "text\n```python\nx\n```</answer>",
    ],
)
def test_answer_tags_may_stand_beside_the_fences(text):
    assert found(text).answer == "x\n"


def test_tags_within_a_program_are_its_own():
    text = '```python\nprint("<answer>```</answer>")\n```'
    assert found(text).answer == 'print("<answer>```</answer>")\n'


def test_an_optional_fence_takes_a_bare_text():
    assert found("<think>a</think>print(1)", fence="optional").answer == "print(1)"
    assert found("<think>a</think>So: <answer>print(1)</answer>", fence="optional").answer == "print(1)"
    assert found("a\n```python\nx\n```", fence="optional").answer == "x\n"


@pytest.mark.parametrize("text", ["", " \n", "```bash\nx\n```", "```python\nx", "<think>print(1)"])
def test_an_optional_fence_does_not_make_a_program_of_anything(text):
    assert found(text, fence="optional").reason == "no-answer"


def test_a_program_has_a_longest_length():
    assert found(f"```\n{'x' * (LONGEST_PROGRAM - 1)}\n```").reason == ""
    assert found(f"```\n{'x' * LONGEST_PROGRAM}\n```").reason == "over-limit"


def test_a_program_can_be_written_to_a_file():
    assert found("```\nprint('\ud800é')\n```").answer == "print('?é')\n"

"""The reward `format.code`: the layout with a program in it."""

import pytest

import rewardry
from rewardry.errors import ParameterError
from rewardry.types import Batch, Sample

GOOD = "<think>a</think>\n<answer>\n```python\nprint(1)\n```\n</answer>"


def value(text, **parameters):
    return rewardry.get("format.code", **parameters).score(Batch([Sample(completion=text)]))[0]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "<think>a</think><answer>```py\nprint(1)\n```</answer>",
        "<think>a</think><answer>So:\n~~~python3\nprint(1)\n~~~\nDone.</answer>",
        "<think>a</think><answer>```bash\nls\n```\n```python\nx\n```</answer>",
    ],
)
def test_a_program_in_its_layout_is_paid(text):
    assert value(text, language="python") == 1.0
    assert value(text) == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<think>a</think><answer>print(1)</answer>",
        "<think>a</think><answer>```python\n```</answer>",
        "<think>a</think><answer>```python\n \n```</answer>",
        "<think>a</think><answer>```python\n...\n```</answer>",
        "<think>a</think><answer>```python\nprint(1)</answer>",
        "<think>a\n```python\nprint(1)\n```\n</think><answer>no code</answer>",
        "```python\nprint(1)\n```",
        "<think></think>\n<answer>\n```python\nprint(1)\n```\n</answer>",
        f"{GOOD} more",
        f"{GOOD}{GOOD}",
        f"first {GOOD}",
    ],
)
def test_anything_else_is_not(text):
    assert value(text, language="python") == 0.0
    assert value(text) == 0.0


@pytest.mark.parametrize("tag", ["", "javascript", "c", "text", "pythonic"])
def test_the_tag_names_the_language(tag):
    text = GOOD.replace("python", tag)
    assert value(text, language="python") == 0.0
    assert value(text) == 1.0


def test_the_parameters_of_the_layout_are_kept():
    assert value(GOOD, values=(2, -1), language="Py") == 2.0
    assert value("", values=(2, -1)) == -1.0
    assert value(f"{GOOD} more", allow_text_after=True) == 1.0
    assert value(GOOD, strict_newlines=True) == 0.0


def test_an_unknown_language_is_refused():
    with pytest.raises(ParameterError, match=r"there is no language 'pyton'. Did you mean 'python'"):
        rewardry.get("format.code", language="pyton")

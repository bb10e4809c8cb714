"""What a completion holds, by the public names."""

import pytest

from rewardry import extract

TWO = "```python\na\n```\n```py\nb\n```"


@pytest.mark.parametrize(
    ("text", "settings", "code"),
    [
        (TWO, {}, "b\n"),
        (TWO, {"exact": True}, "a\n"),
        (TWO, {"language": None}, "b\n"),
        (TWO, {"language": None, "exact": True}, ""),
        (TWO, {"language": "cpp"}, ""),
        ("no code", {}, ""),
        ("```python\na", {}, ""),
        ("```python\na", {"exact": True}, ""),
        ("x ```python\na\n``` y", {"exact": True}, "a\n"),
        ("```python\na\n```python\nb\n```", {"exact": True}, "a\n"),
    ],
)
def test_the_last_code_block(text, settings, code):
    assert extract.code_block(text, **settings) == code


def test_sections():
    found = extract.sections("r</think><answer>4</answer>", prefilled_think=True)
    assert (found.think_text, found.answer_text, found.problems) == ("r", "4", frozenset())
    assert extract.sections("[A]4[/A]", think=None, answer=("[A]", "[/A]")).answer_text == "4"

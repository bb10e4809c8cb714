import pytest

from rewardry.text.prose import prose


def words(text, **parameters):
    return prose(text, **parameters).split()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("so $x^2+1=0$ holds", "so holds"),
        ("so $$x=1$$ holds", "so holds"),
        ("so \\(x=1\\) holds", "so holds"),
        ("so \\[x=1\\] holds", "so holds"),
        ("so \\begin{align*}x&=1\\end{align*} holds", "so holds"),
        ("a \\begin{proof}clear\\end{proof}", "a {proof}clear {proof}"),
        ("so \\frac{a}{b} holds", "so {a}{b} holds"),
        ("it costs $5 and then $6 more", "it costs $5 and then $6 more"),
        ("it costs \\$5, or $x$ coins", "it costs \\$5, or coins"),
        ("an open $x and\n\nanother $y", "an open $x and another $y"),
        ("an open \\( stays", "an open \\( stays"),
        ("\\\\(not a formula\\\\)", "\\\\(not a formula\\\\)"),
        ("$x \\text{ where it holds }$ now", "where it holds now"),
        ("\\[ a \\quad \\textbf{if so} \\]", "if so"),
        ("call `f(x)` now", "call now"),
        ("call ``a ` b`` now", "call now"),
        ("one ` alone", "one ` alone"),
        ("```py\nx = 1  # the sum\n```\nthen", "the sum then"),
        ("```c\nint x; // the sum\n/* of all */\n```", "the sum of all */"),
        ("```\ncut off", ""),
        ("````md\n```py\nx y z\n```\nmore code\n````\nthen", "then"),
        ("```py\nx y z\n````\nthen", "then"),
        ("```py\nprint('a b')\n```js\nalert(c)\n```\nthen", "then"),
        ("````\ncode\n```\ncut off", ""),
        ("```\ncode\n```然后", "然后"),
        ("~~~\ncode\n~~~ then", "then"),
        ("> ```\n> code\n> ```\nthen", "> then"),
        ("see https://example.com/a(b) now", "see ) now"),
        ("write to me@example.org now", "write to now"),
        ("the name foo_bar and run() are code", "the name and are code"),
        ("4个苹果", "4个苹果"),
    ],
)
def test_what_is_left(text, left):
    assert words(text) == left.split()


def test_each_kind_can_be_kept():
    text = "so $ab$ and `cd` at www.example.com end"
    assert words(text, exclude=()) == text.split()
    assert words(text, exclude=("latex",)) == ["so", "and", "`cd`", "at", "www.example.com", "end"]
    assert words(text, exclude=("code",)) == ["so", "$ab$", "and", "at", "www.example.com", "end"]
    assert words(text, exclude=("url",)) == ["so", "$ab$", "and", "`cd`", "at", "end"]

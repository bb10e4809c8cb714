import pytest

from rewardry.text.glyphs import plain_glyphs


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("１２：（a）", "12:(a)"),
        ("−1、2。", "-1,2."),
        ("“a” ‘b’", "\"a\" 'b'"),
        ("a → b", "a -> b"),
        ("x", "x"),
        ("é", "é"),
    ],
)
def test_signs_that_say_the_same_are_one(text, plain):
    assert plain_glyphs(text) == plain

"""What a reader does not see is taken away before anything is read."""

import pytest

from rewardry.text.unseen import is_joined, is_turned, without_unseen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\\phantom{7}8", "8"),
        ("\\hphantom{\\frac{1}{2}} 8", "8"),
        ("\\color{white}{7} 8", "8"),
        ("\\textcolor{white}{7}8", "8"),
        ("8<span style='display:none'>7</span>", "8"),
        ("\\phantom{7", ""),
        ("\\transparent{0}{7} 8", "8"),
        ("\\opacity{0.5}{7} 8", "\\opacity{0.5}{7} 8"),
        ("\\iffalse 7 \\fi 8", "8"),
        ("\\begin{comment}7\\end{comment} 8", "8"),
        ("8 \\begin{comment} 7", "8"),
        ("8<!-- 7 -->", "8"),
        ("8 <!-- 7", "8"),
        ("8\n[//]: # (7)", "8"),
        ("8 <b style='font-size:0'>7</b>", "8"),
        ("8\u202e7", "8\ufffd7"),
        ("white 8", "white 8"),
    ],
)
def test_only_what_is_seen_is_left(text, seen):
    assert without_unseen(text).strip() == seen


def test_what_is_turned_round_is_known():
    assert is_turned("\u202e8")
    assert is_turned(without_unseen("\u202e8"))
    assert not is_turned("8 \u2066x\u2069 é")


def test_signs_without_width_join_nothing():
    assert is_joined("8\u200b7")
    assert not is_joined("\u200b8\u200b")
    assert not is_joined("8 \u200b7")

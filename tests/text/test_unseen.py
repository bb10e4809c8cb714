"""What a reader does not see is taken away before anything is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
        ("{\\color{white} 7} so \\boxed{8}", "{ } so \\boxed{8}"),  # only so far as its group
        ("\\boxed{\\color{white} 7} 8", "\\boxed{ } 8"),
        ("{a {\\transparent{0} 7 {7} \\} 7} 8}", "{a { } 8}"),
        ("\\color{white} 7 {7} \\boxed{8}", ""),
        ("\\phantom{7}" * 20 + "8", "8"),
        ("\\phantom{\\phantom{7} 7} 8", "8"),
        ("\\vphantom{7\\}7} 8", "8"),
        ("8\\textcolor{white}{7}9\\phantom {7}9", "8                    9            9"),
    ],
)
def test_only_what_is_seen_is_left(text, seen):
    assert without_unseen(text).split() == seen.split()


@given(
    st.lists(st.sampled_from(["\\phantom{", "\\color{white}", "{", "}", "7", "\\}", "<!--", "-->", " "]), max_size=14)
)
@settings(max_examples=60)
def test_what_is_not_seen_leaves_its_room_and_is_gone_at_once(pieces):
    text = "".join(pieces)
    seen = without_unseen(text)
    assert len(seen) == len(text)
    assert all(there in (before, " ") for before, there in zip(text, seen, strict=True))
    assert without_unseen(seen) == seen


def test_what_is_turned_round_is_known():
    assert is_turned("\u202e8")
    assert is_turned(without_unseen("\u202e8"))
    assert not is_turned("8 \u2066x\u2069 é")


def test_signs_without_width_join_nothing():
    assert is_joined("8\u200b7")
    assert not is_joined("\u200b8\u200b")
    assert not is_joined("8 \u200b7")

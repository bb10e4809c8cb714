"""Only what encloses a whole answer comes off, in any order, and nothing is added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.wrappers import strip_wrappers


@pytest.mark.parametrize(
    ("dressed", "bare"),
    [
        ("", ""),
        ("5", "5"),
        (" 5\n", "5"),
        ("5.", "5"),
        ("5。", "5"),
        ("5. . .", "5"),
        ("3.14", "3.14"),
        ("**5**", "5"),
        ("***5***", "5"),
        ("**5", "5"),
        ("5**", "5"),
        ("2**3", "2**3"),
        ("**a** and **b**", "**a** and **b**"),
        ("__5__", "5"),
        ("*5*", "5"),
        ("`5`", "5"),
        ("$5$", "5"),
        ("$$5$$", "5"),
        ("$5$ and $6$", "$5$ and $6$"),
        ("$5", "$5"),
        (r"\(5\)", "5"),
        (r"\[ 5 \]", "5"),
        ('"A"', "A"),
        ("'A'", "A"),
        ("“A”", "A"),
        ("「A」", "A"),
        ("'tis", "'tis"),
        ('"A" or "B"', '"A" or "B"'),
        (r"\text{A}", "A"),
        (r"\text {A}.", "A"),
        (r"\textbf{\text{A}}", "A"),
        (r"\mathrm{A}", "A"),
        (r"\boxed{5}", "5"),
        (r"$\boxed{\text{A}}$.", "A"),
        (r"\text{a}+\text{b}", r"\text{a}+\text{b}"),
        (r"\text{A\}", r"\text{A\}"),
        (r"\text{\{1\}}", r"\{1\}"),
        (r"\textup{A}", r"\textup{A}"),
        (r"\frac{1}{2}", r"\frac{1}{2}"),
        ("(A)", "(A)"),
        ("{5}", "{5}"),
        ("```\n5\n```", "5"),
        ("```python\n5\n```", "5"),
        ("```5```", "5"),
        ("```\n5\n```\n```\n6\n```", "```\n5\n```\n```\n6\n```"),
        ("**", ""),
        ("$", "$"),
        ("''", "''"),
        ("...", ""),
        ("\ufeff5\u200b", "5"),
        ("\u200b**5**\u200d.\u200b", "5"),
        ("\x005\x00", "5"),
        ("\u200b", ""),
        ("5\u200b6", "5\u200b6"),
    ],
)
def test_wrappers(dressed, bare):
    assert strip_wrappers(dressed) == bare


WRAPPERS = (
    *("**%s**", "__%s__", "$%s$", r"\(%s\)", "`%s`", '"%s"', "“%s”", "「%s」", r"\text{%s}", r"\boxed{%s}"),
    *("%s.", " %s\n"),
)


@given(st.text(st.sampled_from("abc123+-/ "), min_size=1).map(str.strip).filter(bool), st.permutations(WRAPPERS))
def test_wrappers_come_off_in_any_order(bare, wrappers):
    dressed = bare
    for wrapper in wrappers[:6]:
        dressed = wrapper % dressed
    assert strip_wrappers(dressed) == bare


@given(st.text(st.characters()) | st.text(st.sampled_from('*_$`"{}()[]\\ .5a\u200b\n'), max_size=25))
def test_stripping_takes_away_and_never_adds(text):
    stripped_once = strip_wrappers(text)
    assert stripped_once in text
    assert strip_wrappers(stripped_once) == stripped_once


def test_endless_wrappers_end():
    nested = r"\text{" * 200 + "5" + "}" * 200
    assert strip_wrappers(nested) == r"\text{" * 188 + "5" + "}" * 188

"""What dresses an answer of a word or a number."""

import pytest

from rewardry.verifiers.logic.short_answers import one_line


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("  Friday \n", "Friday"),
        ("**Friday**.", "Friday"),
        ('"Friday".', "Friday"),
        ('"Friday."', "Friday"),
        ("`two\n days`", "two days"),
        (".5", ".5"),  # a number may begin with a point
        ("５。", "5"),
        ("", ""),
    ],
)
def test_only_what_dresses_an_answer_is_left_out(answer, said):
    assert one_line(answer) == said

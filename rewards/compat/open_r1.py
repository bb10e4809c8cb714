"""Rewards of open-r1 (huggingface/open-r1, commit 1416fa0, src/open_r1/rewards.py)."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field, FiniteFloat

from rewardry.text.repetition import repeated_share
from rewardry.types import Score, Verdict

from ..length.cosine import CosineSchedule, cosine
from ..length.group_relative import GroupRelative
from ..length.soft_overlong import soft_overlong
from ..length.unit import LengthReward, Unit
from .math_verify_accuracy import MathVerifyAccuracy
from .text_reward import TextReward


class ThinkAnswer(TextReward):
    r"""open-r1's `format_reward`: 1 where ``^<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$`` matches, else 0.

    The pattern is matched at the start with DOTALL and MULTILINE, so that anything may follow the line that ends in
    ``</answer>``, blocks may be empty, and further tags may stand inside.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        opening, middle, closing = "<think>\n", "\n</think>\n<answer>\n", "\n</answer>"
        between = text.find(middle, len(opening)) if text.startswith(opening) else -1
        if between < 0:
            return 0.0
        return float(_ends_a_line(text, closing, between + len(middle)))


class TagCount(TextReward):
    r"""open-r1's `tag_count_reward`: 0.25 for each of four tags that occurs exactly once.

    The tags are ``<think>\n``, ``\n</think>\n``, ``\n<answer>\n`` and ``\n</answer>``; neither their order nor what
    they enclose counts.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """A quarter for each tag, in [0, 1]."""
        tags = ("<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>")
        return 0.25 * sum(text.count(tag) == 1 for tag in tags)


class SoftOverlong(LengthReward):
    """open-r1's `soft_overlong_punishment_reward`, equation 13 of DAPO over token ids.

    Attributes:
        max_completion_len: the longest length, in tokens.
        soft_punish_cache: the width of the slope, in tokens.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"
    value_range: ClassVar[tuple[float, float] | None] = (-1.0, 0.0)

    max_completion_len: int = 16384
    soft_punish_cache: int = 4096

    def value(self, length: int) -> float:
        """The penalty at a length, in [-1, 0]."""
        return soft_overlong(length, self.max_completion_len, self.soft_punish_cache)


class Cosine(CosineSchedule):
    """open-r1's `cosine_scaled_reward`: lengths in characters, and a cosine that swings back beyond `max_len`.

    A reference that cannot be read earns 1, as in the original; a timeout stays undecided here.

    Attributes:
        verifier: who decides whether the answer is right.
        min_value_wrong, max_value_wrong: the values of a wrong answer at length 0 and at `max_len`.
        min_value_correct, max_value_correct: the values of a right answer at `max_len` and at length 0.
        max_len: the length at which half a cosine is done, in characters.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"
    min_value_wrong: FiniteFloat = -1.0
    max_value_wrong: FiniteFloat = -0.5
    min_value_correct: FiniteFloat = 0.5
    max_value_correct: FiniteFloat = 1.0
    max_len: int = Field(1000, gt=0)

    def counted_in(self) -> Unit:
        """Characters."""
        return "chars"

    def value(self, length: int, correct: bool) -> float:
        """The value at a length."""
        if correct:
            return cosine(length / self.max_len, self.max_value_correct, self.min_value_correct)
        return cosine(length / self.max_len, self.min_value_wrong, self.max_value_wrong)

    def undecided_at(self, verdict: Verdict, length: int) -> Score:
        """1 for a reference that cannot be read."""
        if verdict.reason == "reference-unparseable":
            return Score(1.0, details={"reason": verdict.reason}, seconds=verdict.seconds)
        return super().undecided_at(verdict, length)


class ReasoningSteps(TextReward):
    r"""open-r1's `reasoning_steps_reward`: a share for each match of its pattern, up to 1 at `min_steps`.

    The pattern is ``Step \d+:|^\d+\.|\n-|\n\*|First,|Second,|Next,|Finally,``, without MULTILINE, so that of a numbered
    list only the first line counts.

    Attributes:
        min_steps: the number of matches that earns everything.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    min_steps: int = Field(3, ge=1)

    def value(self, text: str) -> float:
        """A share for each match, in [0, 1]."""
        return min(1.0, len(_STEP.findall(text)) / self.min_steps)


_STEP = re.compile(r"Step \d{1,999}:|^\d{1,999}\.|\n-|\n\*|First,|Second,|Next,|Finally,")


class Ngram(TextReward):
    """open-r1's `get_repetition_penalty_reward` for English: the share of repeated n-grams of words between spaces.

    Attributes:
        ngram_size: n.
        max_penalty: the penalty of a text that only repeats itself, at most 0.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"

    ngram_size: int = Field(3, ge=1)
    max_penalty: float = Field(-1.0, le=0, allow_inf_nan=False)

    def value(self, text: str) -> float:
        """The penalty, in [max_penalty, 0]."""
        return self.max_penalty * repeated_share(text.lower().split(), self.ngram_size)


class CodeFormat(TextReward):
    r"""open-r1's `code_format_reward`: 1 where reasoning and an answer with a fenced block of a language stand, else 0.

    The pattern is ``^<think>\n.*?\n</think>\n<answer>\n.*?```LANGUAGE.*?```.*?\n</answer>$``, matched at the start with
    DOTALL and MULTILINE, so that anything may follow the line that ends in ``</answer>``.

    Attributes:
        language: the word behind the fence.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    language: str = Field("python", min_length=1, pattern=r"^[\w+#-]+$")

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        at = 0 if text.startswith("<think>\n") else -1
        for piece in ("<think>\n", "\n</think>\n<answer>\n", f"```{self.language}", "```"):
            at = text.find(piece, at) if at >= 0 else -1
            if at < 0:
                return 0.0
            at += len(piece)
        return float(_ends_a_line(text, "\n</answer>", at))


def _ends_a_line(text: str, closing: str, start: int) -> bool:
    """Whether a closing tag from `start` on is the end of its line."""
    end = text.find(closing, start)
    while end >= 0:
        after = end + len(closing)
        if after == len(text) or text[after] == "\n":
            return True
        end = text.find(closing, after)
    return False


class Accuracy(MathVerifyAccuracy):
    """open-r1's `accuracy_reward`: math-verify over the whole completion; nothing for a reference it cannot read.

    Boxes come first, and all of them together are the answer, so that two that differ are wrong; reasoning counts.
    Without a box only what is marked as an answer in LaTeX is read. The original's alarms are off: a worker that
    exceeds its deadline is killed, and its sample stays undecided, where the original gives None too.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"
    first_reference_only: ClassVar[bool] = True


def codeforces_score(
    passed: int | None,
    total: int,
    scoring_mode: str = "weighted_sum",
    no_compile: float = -0.1,
    no_submission: float = -1.0,
    compiled: bool = True,
) -> float:
    """open-r1's `score_submission` (utils/competitive_programming/cf_scoring.py), from counts of tests.

    Args:
        passed: tests that passed; None where there is no submission.
        total: all tests.
        scoring_mode: ``pass_fail``, ``partial`` (the share), or ``weighted_sum`` (1 for all, and share / 10).
        no_compile: the value of a program that does not compile.
        no_submission: the value of no program.
        compiled: whether it compiled.

    Raises:
        ValueError: no such mode.
    """
    if passed is None:
        return no_submission
    if not compiled:
        return no_compile
    share = passed / total if total else 0.0
    values = {"pass_fail": float(share == 1), "partial": share, "weighted_sum": float(share == 1) + 0.1 * share}
    if scoring_mode not in values:
        raise ValueError(f"no scoring mode {scoring_mode!r}; there are {', '.join(values)}")
    return values[scoring_mode]


class GroupLength(GroupRelative):
    """open-r1's `len_reward`: Kimi k1.5's length reward in characters, of the completions that it is given at once.

    Those are the group only where the batch is one; here the group is always whole. A reference that cannot be read
    counts as a right answer in the original, and stays undecided here.

    Attributes:
        verifier: who decides whether the answer is right.
        unit: what lengths are counted in.
        min_think_chars: letters and digits that the reasoning needs to be paid for its brevity; the original's 0.
    """

    source: ClassVar[str | None] = "github.com/huggingface/open-r1 at 1416fa0"

    unit: Unit = "chars"
    min_think_chars: int = Field(0, ge=0)

"""Rewards of open-r1 for code (huggingface/open-r1, commit 1416fa0, src/open_r1/rewards.py)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.text.code_blocks import fenced
from rewardry.types import Batch, Sample, Score

from ..code.tests_passed import Fraction
from ..outcome import OpenOutcome

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

# Only the lines that both outputs have are compared, so that a beginning of the expected output passes.
_ZIPPED = """
import sys
found, expected = (open(name, newline="").read() for name in sys.argv[2:4])
pairs = zip(found.strip().split("\\n"), expected.split("\\n"))
sys.exit(0 if all(one.strip() == other.strip() for one, other in pairs) else 1)
"""


class CodeFraction(Fraction):
    """open-r1's `code_reward`: the share of tests whose output agrees with the expected one, line by line.

    Lines are stripped and compared as far as both outputs have them: an output that stops early, or goes on, passes.
    The program is the last block that begins with three backquotes and the language's name, anywhere in the text.
    """

    unearned: ClassVar[float | None] = None

    def open(self, runtime: Runtime) -> OpenCodeFraction:
        """Open the verifier."""
        return OpenCodeFraction(self, runtime.open(self.verifier))


class OpenCodeFraction(OpenOutcome):
    """The open form of `CodeFraction`, which gives the verifier the program alone, and a checker."""

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        return super().score(Batch([_rewritten(sample) for sample in batch.samples]))


def _rewritten(sample: Sample) -> Sample:
    """The sample with the original's program and checker; one whose reference is of another mode stays as it is."""
    reference: Any = sample.reference
    if isinstance(reference, str):
        try:
            reference = json.loads(reference)
        except (ValueError, RecursionError):
            return sample  # the verifier says that it cannot be read
    if not isinstance(reference, Mapping) or reference.get("mode") != "stdio":
        return sample
    language = str(reference.get("language", ""))
    program = last_block(sample.text, language)
    return Sample(
        completion=fenced(program, language) if program else "",
        reference={**reference, "checker": {"program": _ZIPPED, "language": "python"}},
    )


def last_block(text: str, language: str) -> str:
    """open-r1's `extract_code`: the inside of the last block that begins with the language's name, or nothing."""
    opening, found, at = f"```{language}\n", "", 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find("```", start + len(opening))
        if end < 0:
            break
        found, at = text[start + len(opening) : end], end + 3
    return found

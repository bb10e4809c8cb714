"""Steps of reasoning, by the marks with which seven languages number them."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.units import UNSPACED
from rewardry.types import Sample, Score, Verdict

from ..outcome import OutcomeReward
from ..reasoning import reasoning_of

# Words that open a step, by language. They are followed by a comma, a colon or a space.
_WORDS = {
    "en": "first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|after that|finally|lastly",
    "zh": "首先|其次|再次|然后|接着|接下来|随后|最后|第[一二三四五六七八九十]步?",
    "ja": "まず|次に|つぎに|それから|続いて|最後に|第[一二三四五六七八九十]に",
    "de": "zuerst|zunächst|dann|danach|anschließend|schließlich|erstens|zweitens|drittens",
    "fr": "d['’]abord|premièrement|deuxièmement|troisièmement|ensuite|puis|enfin|finalement",
    "es": "primero|segundo|tercero|luego|después|a continuación|finalmente|por último",
    "ru": "сначала|во-первых|во-вторых|в-третьих|затем|потом|далее|наконец",
}
_NAMES = r"step|schritt|étape|etape|paso|шаг|步骤|步驟|ステップ|手順"
_SPACED = "|".join(words for language, words in _WORDS.items() if language not in ("zh", "ja"))
_COUNT = r"(?:\d{1,3}|[一二三四五六七八九十])"
# At the beginning of a line, perhaps a heading, bold or quoted:
_LINE = r"^[ \t]{0,12}(?:\#{1,6}[ \t]{0,4}|\*\*|>[ \t]?)?"
# "Step 2:", "**Schritt 3**.", "步骤一、"; "第二步，"; "2.", "(3)", "④", "- ".
_NAMED = rf"(?:{_NAMES})[ \t]{{0,2}}{_COUNT}(?:\*\*)?[ \t]{{0,2}}[:：.、,)）—–-]?"
_CHINESE_NAMED = rf"第[ \t]?{_COUNT}[ \t]?步[ \t]{{0,2}}[:：,，、.]?"
_NUMBERED = r"\(?\d{1,3}[.)）、．:](?!\d)|[①-⑳]|[-*•‣–](?=[ \t])"
# At the beginning of a sentence: "Then, ", "Ensuite "; "其次，".
_WORDED = rf"(?:(?<=[.!?:;] )|(?<=\n)|^)(?:{_SPACED})[ \t]{{0,2}}(?:[,:]|(?=\s))"
_UNSPACED_WORDED = rf"(?:(?<=[。！？；：\n])|^)[ \t　]{{0,4}}(?:{_WORDS['zh']}|{_WORDS['ja']})[，、,:：]?"
_MARK = re.compile(
    rf"{_LINE}(?:{_NAMED}|{_CHINESE_NAMED}|{_NUMBERED})|{_WORDED}|{_UNSPACED_WORDED}", re.IGNORECASE | re.MULTILINE
)
_WORD = re.compile(rf"\b(?:{_SPACED}|(?:{_NAMES})\s?\d*)\b|{_WORDS['zh']}|{_WORDS['ja']}", re.IGNORECASE)
_ENDS = re.compile(r"\n[ \t]*\n")
_CHARACTER = re.compile(r"[^\W_]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
# A Han character or kana says about as much as half a word.
_UNSPACED_LETTERS = 3
_COMPARED = 80


class ReasoningSteps(OutcomeReward):
    """A right answer earns a share for each step of its reasoning that is marked and says something of its own.

    After open-r1's `reasoning_steps_reward`: ``min(1, steps / min_steps)``. The original counts marks, English ones
    alone, so that ``First,First,First,`` earns everything. Here a step is a numbered line, a bullet, ``Step 2:`` or a
    word such as ``Finally`` in English, Chinese, Japanese, German, French, Spanish or Russian, with `min_letters`
    letters behind it, or digits of an equation; two that say the same are one step; and steps of a wrong answer earn
    nothing.

    Attributes:
        verifier: who decides whether the answer is right.
        min_steps: the number of steps that earns everything.
        min_letters: letters that a step needs; a Han character or kana counts as three.
    """

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    min_steps: int = Field(3, ge=1)
    min_letters: int = Field(5, ge=1)

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """The value of a sample."""
        if verdict.status != "correct":
            return Score(0.0)
        steps = count_steps(reasoning_of(sample), self.min_letters)
        return Score(min(1.0, steps / self.min_steps), details={"steps": steps})

    def examples(self) -> list[Case]:
        """Two steps, marks without steps, and steps to a wrong answer."""
        text = "<think>\n1. Take two.\n2. Add two more.\n</think>\n<answer>4</answer>"
        steps = sum(letters >= self.min_letters for letters in (len("Taketwo"), len("Addtwomore")))
        return [
            Case(text, min(1.0, steps / self.min_steps), "What is 2 + 2?", "4"),
            Case("<think>First,First,First,</think>\n<answer>4</answer>", 0.0, "What is 2 + 2?", "4"),
            Case(text, 0.0, "What is 2 + 3?", "5"),
        ]


def count_steps(text: str, min_letters: int = 5) -> int:
    r"""How many different steps of reasoning are marked in a text, each with something said.

    Args:
        text: any text; time is linear in it.
        min_letters: letters that a step needs; a Han character or kana counts as three.

    >>> count_steps("First, add them. Then, halve the sum. Finally, round it.")
    3
    >>> count_steps("步骤1：计算\\n步骤2：验证\\n步骤3：作答")
    3
    """
    marks = list(_MARK.finditer(text))
    if not marks:
        return 0
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return len(
        {said for mark, end in zip(marks, ends, strict=True) if (said := _said(text, mark.end(), end, min_letters))}
    )


def _said(text: str, start: int, end: int, min_letters: int) -> str:
    """What a step says, as steps are compared: letters and digits in lower case; empty where it says too little."""
    inside = text[start : min(end, start + 8 * _COMPARED)].lstrip()
    paragraph = _ENDS.search(inside)
    said = _WORD.sub(" ", inside[: paragraph.start()] if paragraph else inside)  # announcing others says nothing
    characters = _CHARACTER.findall(said)
    computes = "=" in said  # then its numbers are what it says
    weight = sum(_weight(character, computes) for character in characters)
    return "".join(characters[:_COMPARED]).lower() if weight >= min_letters else ""


def _weight(character: str, computes: bool) -> int:
    if character.isdigit():
        return int(computes)
    return _UNSPACED_LETTERS if _UNSPACED.match(character) else 1

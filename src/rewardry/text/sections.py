"""The one splitter of a completion into reasoning and answer, shared by every component.

A completion of a reasoning model looks like ``<think>...</think><answer>...</answer>``. Every project splits it with a
pattern of its own, and each reads another part when a tag is missing, doubled or nested; a policy learns to live in
those gaps. Here a left-to-right scan gives spans and the list of what is wrong, and every component decides from both.

The scan takes time linear in the text: tags are found and counted as plain strings, without backtracking.
"""

from __future__ import annotations

from typing import NamedTuple

from rewardry.text.disguise import disguises, may_disguise
from rewardry.text.spans import Span, has_content, is_blank, letter_or_digit, says_something

Tags = tuple[str, str]


class SectionStyle(NamedTuple):
    """How completions mark their parts.

    Attributes:
        think: the opening and closing tag of the reasoning, or None where completions have none.
        answer: the opening and closing tag of the answer, or None: the answer is all that follows the reasoning.
        prefilled_think: the prompt ends in the opening think tag, so that a completion begins inside the reasoning
            (the chat templates of R1's distilled models; mini-r1). One opening tag is supplied if there is none.
    """

    think: Tags | None = ("<think>", "</think>")
    answer: Tags | None = ("<answer>", "</answer>")
    prefilled_think: bool = False


THINK_ANSWER = SectionStyle()
STYLES = {
    "think_answer": THINK_ANSWER,
    "think": SectionStyle(answer=None),
    "plain": SectionStyle(think=None, answer=None),
}


class Sections(NamedTuple):
    """A completion, split.

    Attributes:
        text: the whole completion.
        think: the inside of the reasoning block, or None. An unclosed block reaches to the end of the text.
        answer: the inside of the last answer block after the reasoning, or None. An unclosed block reaches to the end
            of `final`: a stop string cuts the closing tag off.
        final: everything after the reasoning: the only place where a verifier may look for an answer. It is empty
            when the reasoning never ends. Where an answer block or a box is followed by further reasoning it
            ends there: a second round is a second guess.
        problems: what is wrong, out of ``missing_T``, ``unopened_T``, ``unclosed_T``, ``duplicate_T``, ``empty_T``
            (T is ``think`` or ``answer``), ``order``, ``nested``, ``text_before``, ``text_between``, ``text_after``,
            and, where a tag is missing, why it may seem to be there: ``escaped_tag``, ``invisible_chars``,
            ``homoglyph_tag``.
    """

    text: str
    think: Span | None
    answer: Span | None
    final: Span
    problems: frozenset[str]

    @property
    def think_text(self) -> str | None:
        """The reasoning, or None where there is none."""
        return None if self.think is None else self.think.of(self.text)

    @property
    def answer_text(self) -> str | None:
        """The inside of the answer block, or None where there is none."""
        return None if self.answer is None else self.answer.of(self.text)

    @property
    def final_text(self) -> str:
        """Everything after the reasoning."""
        return self.final.of(self.text)


_NO_PROBLEMS: frozenset[str] = frozenset()
_UNTAGGED = frozenset({"missing_think", "missing_answer"})
_TAGS = ("<think>", "</think>", "<answer>", "</answer>")
# Makes a named tuple of a tuple of its fields; its class would do so through a function of Python's.
_new = tuple.__new__


def split(text: str, style: SectionStyle = THINK_ANSWER) -> Sections:
    """Split a completion into reasoning and answer.

    Args:
        text: the completion, of any length and content.
        style: the tags; the default is R1's ``<think>`` and ``<answer>``, matched literally and case-sensitively.

    Returns:
        Spans into `text` and the set of problems. Never raises on any text.
    """
    usual = _split_usual(text) if style is THINK_ANSWER or style == THINK_ANSWER else None
    if usual is not None:
        return usual
    problems: list[str] = []
    think, final = _split_think(text, style, problems)
    answer = _split_answer(text, style, think, final, problems)
    if problems and any(p.startswith(("missing", "un")) for p in problems):
        problems += disguises(text, (*(style.think or ()), *(style.answer or ())))
    return Sections(text, think, answer, final, frozenset(problems) if problems else _NO_PROBLEMS)


def _split_usual(text: str) -> Sections | None:
    """The sections of a completion with R1's tags each once, in order, and no other ``<``; None of any other.

    That is how most completions look, and it is seen in a fifth of the time. So is one that has no ``<`` at all.
    """
    opened = text.find("<")
    if opened < 0:
        return _untagged(text)
    if not text.startswith("<think>", opened):
        return None
    thought = text.find("<", opened + 7)  # where there is none, -1: a tag never begins with the last character
    if not text.startswith("</think>", thought):
        return None
    answering = text.find("<", thought + 8)
    if not text.startswith("<answer>", answering):
        return None
    answered = text.find("<", answering + 8)
    if not text.startswith("</answer>", answered) or text.find("<", answered + 9) >= 0:
        return None
    thinks, follows, answers, end = opened + 7, thought + 8, answering + 8, len(text)
    think, final, answer = _new(Span, (thinks, thought)), _new(Span, (follows, end)), _new(Span, (answers, answered))
    if (
        (opened and not is_blank(text, 0, opened))
        or (follows != answering and not is_blank(text, follows, answering))
        or (answered + 9 < end and not is_blank(text, answered + 9, end))
        or not letter_or_digit(text, thinks, thought)
        or not letter_or_digit(text, answers, answered)
    ):
        problems = _problems_of(text, opened, think, final, answering, answer)
        return Sections(text, think, answer, final, problems)
    return _new(Sections, (text, think, answer, final, _NO_PROBLEMS))


def _problems_of(text: str, opened: int, think: Span, final: Span, answering: int, answer: Span) -> frozenset[str]:
    """What is wrong with a completion whose tags are all there."""
    problems: list[str] = []
    if not is_blank(text, 0, opened):
        problems.append("text_before")
    if not has_content(text, *think):
        problems.append("empty_think")
    _note_surroundings(text, final, answering, answer, _TAGS[3], problems)
    return frozenset(problems)


def _untagged(text: str) -> Sections:
    """The sections of a completion without any ``<``."""
    hidden = disguises(text, _TAGS) if may_disguise(text) else ()
    return Sections(text, None, None, Span(0, len(text)), _UNTAGGED.union(hidden) if hidden else _UNTAGGED)


def _split_think(text: str, style: SectionStyle, problems: list[str]) -> tuple[Span | None, Span]:
    """The reasoning's inside and what follows it."""
    whole = Span(0, len(text))
    if style.think is None:
        return None, whole
    opening, closing = style.think
    opened, closed = text.find(opening), text.rfind(closing)
    start = opened + len(opening)
    if opened < 0 and style.prefilled_think:
        opened = start = 0
    if opened < 0 and closed < 0:
        problems.append("missing_think")
        return None, whole
    _note_repeats(text, "think", style.think, opened, closed, problems)
    if opened < 0:
        problems.append("unopened_think")
        opened = start = 0
    if 0 <= closed < start:
        problems.append("order")
        return None, _until_reopened(text, closed + len(closing), opening, problems)
    end = closed if closed >= 0 else len(text)
    if not is_blank(text, 0, opened):
        problems.append("text_before")
    answered = _end_of_first_round(text, start, end, style)
    if answered is not None:
        first, again = answered
        if not has_content(text, start, first):
            problems.append("empty_think")
        return Span(start, first), Span(first + len(closing), again)
    if not has_content(text, start, end):
        problems.append("empty_think")
    if closed < 0:
        problems.append("unclosed_think")
        return Span(start, end), Span(end, end)
    return Span(start, end), _until_reopened(text, end + len(closing), opening, problems)


def _end_of_first_round(text: str, start: int, end: int, style: SectionStyle) -> tuple[int, int] | None:
    """The closing think tag before the first whole answer, and the think tag after it; None if there are not both.

    Whoever has answered has answered: a second round of thought and answer is a second guess.
    """
    if style.think is None:
        return None
    opening, closing = style.think
    closed = text.find(closing, start, end)
    if closed < 0:
        return None
    again = text.find(opening, closed + len(closing), end)
    if again < 0:
        if text.find(opening, start, closed) >= 0:
            return None  # the tags within the reasoning are a pair: it speaks of the form
        again = end
    while closed < again:
        follows = closed + len(closing)
        next_closed = text.find(closing, follows, again)
        until = again if next_closed < 0 else next_closed
        if _answers(text, follows, until, style):
            return closed, until
        closed = until
    return None


def _answers(text: str, start: int, end: int, style: SectionStyle) -> bool:
    """Whether a part of a text holds a whole answer block or a box."""
    tags = style.answer or THINK_ANSWER.answer
    assert tags is not None
    opened = text.find(tags[0], start, end)
    return (opened >= 0 and text.find(tags[1], opened, end) >= 0) or text.find("\\boxed{", start, end) >= 0


def _until_reopened(text: str, start: int, opening: str, problems: list[str]) -> Span:
    """What follows the last closing think tag, up to a block that opens there and never closes."""
    reopened = text.find(opening, start)
    if reopened < 0:
        return Span(start, len(text))
    problems.append("unclosed_think")
    return Span(start, reopened)


def _note_repeats(text: str, name: str, tags: Tags, opened: int, closed: int, problems: list[str]) -> None:
    """Note a tag that occurs twice, and one block that opens inside another of its kind."""
    opening, closing = tags
    again = text.find(opening, opened + 1) if opened >= 0 else -1
    first_closed = text.find(closing) if closed >= 0 else -1
    if again >= 0 or first_closed != closed:
        problems.append(f"duplicate_{name}")
    if again >= 0 and (first_closed < 0 or again < first_closed):
        problems.append("nested")


def _split_answer(text: str, style: SectionStyle, think: Span | None, final: Span, problems: list[str]) -> Span | None:
    """The inside of the last answer block within `final`: from the last opening tag to the next closing one."""
    if style.answer is None:
        if not says_something(text, *final):
            problems.append("empty_answer")
        return final
    opening, closing = style.answer
    opened, closed = text.find(opening), text.rfind(closing)
    if opened < 0 and closed < 0:
        problems.append("missing_answer")
        return None
    _note_repeats(text, "answer", style.answer, opened, closed, problems)
    if opened >= 0 and think is not None and opened < think.end:
        problems.append("nested" if opened >= think.start else "order")
    last = text.rfind(opening, *final)
    if last < 0:
        problems.append("missing_answer" if text.find(closing, *final) < 0 else "unopened_answer")
        return None
    inside_start = last + len(opening)
    close = text.find(closing, inside_start, final.end)
    if close < 0:
        problems.append("unclosed_answer")
    inside = Span(inside_start, final.end if close < 0 else close)
    _note_surroundings(text, final, last, inside, closing, problems)
    return inside


def _note_surroundings(text: str, final: Span, opened: int, inside: Span, closing: str, problems: list[str]) -> None:
    """Note text around the answer block, and a block that says nothing."""
    if final.start != opened and not is_blank(text, final.start, opened):
        problems.append("text_between" if final.start else "text_before")
    after = inside.end + len(closing)
    if after < final.end and not is_blank(text, after, final.end):
        problems.append("text_after")
    if not says_something(text, *inside):
        problems.append("empty_answer")

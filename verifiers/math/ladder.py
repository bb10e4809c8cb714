"""One pair down the ladder: text, exact numbers, typed values, identities; what is left goes to the last rung."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from rewardry.text.denials import is_struck

from .comparison import Comparison
from .extraction import extract
from .forms import is_left_to_do, is_question, is_restated
from .hedges import doubts, is_unsettled, offers_choice
from .limits import MOST_DIGITS, OverLimitError, UndecidedError
from .phrases import words_of
from .policies import Policies
from .quantities import FormError
from .question import may_round, understand
from .reading import read_spelled
from .rereading import reread
from .spelling import bare, spell
from .values import Items, Nothing, Opaque, Ratio, Relation, Scalar, Value, Words


class Step(NamedTuple):
    """One rung that a pair passed.

    Attributes:
        rung: its name.
        finding: what it found.
    """

    rung: str
    finding: str


class Finding(NamedTuple):
    """What the ladder came to.

    Attributes:
        equal: whether the answer is right; None where no rung decides.
        rung: the rung that decided.
        reason: why the answer is wrong, or why nothing is decided.
    """

    equal: bool | None
    rung: str
    reason: str = ""


class Reference(NamedTuple):
    """A reference, read once.

    Attributes:
        text: as it is written.
        spelled: in our spelling.
        plain: without space and marks.
        value: what it is; None where it is over a limit.
        simple: its value where it is a plain number.
        problem: why it cannot be used, or "".
    """

    text: str
    spelled: str
    plain: str
    value: Value | None
    simple: Fraction | int | None
    problem: str


_CLAUSE = re.compile(r"[,.;:!—]|\s-\s|\b(?:because|since|as)\b")


# Names one after the other, of which none is the answer: "Tuesday, Wednesday".
_NAMES = re.compile(r"(?!(?:Yes|No|True|False)\b)[A-Z][a-z]{1,20}(?:\s?[,;/]\s?(?:and\s)?[A-Z][a-z]{1,20}){1,8}\.?")


def _first_clause(answer: str) -> str:
    """The words of an answer up to its first punctuation: the yes of "Yes, because it is"."""
    return words_of(spell(_CLAUSE.split(answer.strip(), maxsplit=1)[0]))


_SIMPLE = re.compile(r"\s*\$?\s*([-+]?)\s*(\d{1,40}|\d{1,3}(?:,\d{3}){1,12})(\.\d{1,40})?\s*\$?\s*\.?\s*")
_FRACTION = re.compile(r"\s*\$?\s*(-?)\s*\\[dt]?frac\{(-?\d{1,40})\}\{(\d{1,40})\}\s*\$?\s*\.?\s*")


def simple_number(text: str) -> tuple[Fraction | int, bool] | None:
    """A plain number, and whether it is written as a decimal; None for everything else.

    Most answers are plain numbers; they are compared without being parsed.
    """
    if len(text) <= 40 and text.isascii() and text.isdigit():
        return int(text), False
    found = _SIMPLE.fullmatch(text)
    if found:
        digits = found[2].replace(",", "")
        value = int(digits) if found[3] is None else Fraction(digits + found[3])
        return (-value if found[1] == "-" else value), found[3] is not None
    found = _FRACTION.fullmatch(text)
    if found and int(found[3]):
        value = Fraction(int(found[2]), int(found[3]))
        return (-value if found[1] else value), False
    return None


@lru_cache(maxsize=4096)
def compile_reference(text: str) -> Reference:
    """A reference, read once; all completions of a prompt are compared with the same."""
    simple = simple_number(text)
    inner = worked_out(text)
    spelled = spell(inner)
    plain = bare(spelled)
    if len(text) > MOST_DIGITS and simple is None and text.isdigit():
        return Reference(text, spelled, plain, None, None, "over-limit")
    try:
        value = read_spelled(spelled)
    except OverLimitError as error:
        return Reference(text, spelled, plain, None, None, f"over-limit: {error}")
    problem = "" if plain else "reference-unparseable"
    number = simple[0] if simple and not simple[1] else None
    return Reference(text, spelled, plain, value, number, problem)


_SOLUTION = 200  # characters from which a reference with words in it is a worked solution


def worked_out(reference: str) -> str:
    """The answer in a reference that is itself a worked solution: its boxes, or what it announces."""
    boxed = "\\boxed" in reference or "\\fbox" in reference
    if not boxed and (len(reference) < _SOLUTION or len(reference.split()) < 20):
        return reference
    found = extract(reference)
    if boxed and (found.text is None or found.kind == "whole"):  # a box that was cut off
        return reference[max(reference.rfind("\\boxed{") + 7, reference.rfind("\\fbox{") + 6) :]
    return found.text if found.text is not None and found.kind != "whole" else reference


def decide(reference: Reference, answer: str, question: str, policies: Policies, several: bool = False) -> Finding:
    """Whether an answer says what a reference says.

    Args:
        reference: as `compile_reference` returns it.
        answer: the extracted answer.
        question: the prompt, which may ask for a unit, a form, a rounding.
        policies: what counts as the same.
        several: whether the answer was joined from several boxes.

    Returns:
        ``equal`` None where no rung decides; the last rung may.
    """
    if reference.simple is not None:
        number = simple_number(answer)
        if number is not None and (number[0] == reference.simple):
            return Finding(True, "number")
        whole = number is not None and not number[1] and number[0].denominator == reference.simple.denominator == 1
        if whole and not may_round(question):
            return Finding(False, "number", "not-equal")
    if reference.problem:
        return Finding(None, "reference", reference.problem)
    spelled = spell(answer)
    plain = bare(spelled)
    if not plain:
        return Finding(False, "text", "no-answer")
    if plain == reference.plain and _split_digits(spelled) == _split_digits(reference.spelled):
        struck = is_struck(answer) and not is_struck(reference.text)
        if struck or is_unsettled(answer, reference.text):
            return Finding(False, "text", "not-equal")
        return Finding(True, "text")
    return _typed(reference, answer, spelled, question, policies, several)


_SPLIT = re.compile(r"(?<=\d)\s+(?=\d)")


def _split_digits(spelled: str) -> int:
    """How many spaces stand within digits: ``4 2`` is not 42, but thousands may be grouped, which the parser knows."""
    return len(_SPLIT.findall(spelled)) if " " in spelled else 0


def _typed(
    reference: Reference, answer: str, spelled: str, question: str, policies: Policies, several: bool
) -> Finding:
    asked = understand(question)
    assert reference.value is not None
    try:
        value = read_spelled(spelled)
    except OverLimitError:
        return Finding(False, "limits", "over-limit")
    choice = _choice(reference, spelled)
    if choice is not None:
        return choice
    if doubts(answer) or is_unsettled(answer, reference.text):
        return Finding(False, "structure", "ambiguous")
    chosen = _CHOSEN.fullmatch(spelled)
    if chosen is not None and not isinstance(reference.value, Relation) and not isinstance(value, Relation):
        listed = _option_text(chosen[1], question)
        if listed is not None and bare(spell(listed)) != bare(chosen[2]):
            return Finding(False, "choice", "not-equal")
        return decide(reference, chosen[2], question, policies, several)
    option = _CHOSEN.fullmatch(reference.spelled)
    if option is not None and spelled != option[2] and not isinstance(reference.value, (Ratio, Relation)):
        return decide(compile_reference(option[2]), answer, question, policies, several)
    if isinstance(reference.value, Words) and not several and _first_clause(answer) == reference.value.text:
        return Finding(False, "text", "ambiguous") if _NAMES.fullmatch(answer.strip()) else Finding(True, "text")
    comparison = Comparison(asked, policies)
    try:
        equal = _same_in_one(comparison, readings(reference, value, spelled, question))
    except FormError:
        return Finding(False, "form", "form")
    except (OverLimitError, RecursionError):
        return Finding(False, "limits", "over-limit")
    except UndecidedError as error:
        if policies.form == "evaluated" and is_left_to_do(spelled, reference):
            return Finding(False, "form", "form")
        if is_struck(answer) and not is_struck(reference.text):
            return Finding(False, "structure", "not-equal")
        return _undecided(reference.value, value, str(error), spelled)
    if (
        equal
        and policies.form == "evaluated"
        and (is_question(answer, reference, question) or is_restated(spelled, value, reference, question))
    ):
        return Finding(False, "form", "form")
    if equal:
        return Finding(True, comparison.rung)
    hedged = _is_one(reference.value) and isinstance(value, Items) and (several or offers_choice(answer))
    return Finding(False, comparison.rung, "ambiguous" if hedged else "not-equal")


def _same_in_one(comparison: Comparison, pairs: list[tuple[Value, Value]]) -> bool:
    """Whether one pair of readings is the same; undecided where none is and one is undecided."""
    undecided: UndecidedError | None = None
    for ours, theirs in pairs:
        try:
            if comparison.same(ours, theirs):
                return True
        except UndecidedError as error:
            undecided = error
    if undecided is not None:
        raise undecided
    return False


def _is_one(value: Value) -> bool:
    return isinstance(value, (Scalar, Words)) or (isinstance(value, Items) and value.kind == "tuple")


_TWO = re.compile(r"(?:\\rangle|[)\]])\s*(?:\\langle|[(\[])[^()\[\]]{0,200},")


def _is_two(spelled: str) -> bool:
    """Whether tuples stand side by side with nothing between them, so that either may be meant."""
    return "," in spelled and _TWO.search(spelled) is not None


def _undecided(reference: Value, answer: Value, why: str, spelled: str) -> Finding:
    """What follows where no rule decides: words are wrong, math may be left to the last rung."""
    if isinstance(answer, (Words, Nothing)) or isinstance(reference, (Words, Nothing)):
        return Finding(False, "structure", "not-equal")
    if isinstance(answer, Opaque) and _is_two(spelled) and not isinstance(reference, Opaque):
        return Finding(False, "structure", "ambiguous")
    if isinstance(answer, Opaque) and not answer.beyond and not isinstance(reference, Opaque):
        return Finding(False, "structure", "unreadable")
    return Finding(None, "undecided", why)


def readings(reference: Reference, value: Value, spelled: str, question: str) -> list[tuple[Value, Value]]:
    """The pairs of readings to compare.

    What a text is may hang on the other side: a comma is a decimal one where the other is a single number, a last
    letter a unit where the other bears one, ``2A`` a number where the other is written in base 16.
    """
    assert reference.value is not None
    ours, theirs = isinstance(reference.value, Items), isinstance(value, Items)
    if understand(question).comma and (ours or theirs):
        return _with_decimal_commas(reference, value, spelled)
    pairs = [(reference.value, value)]
    if ours != theirs:
        text = reference.spelled if ours else spelled
        number = _DECIMAL_COMMA.fullmatch(text.strip())
        if number:
            other = read_spelled(f"{number[1]}.{number[2]}{number[3]}")
            pairs.append((other, value) if ours else (reference.value, other))
    if isinstance(value, Words) and _NAME.fullmatch(reference.text):
        pairs.append((Words(words_of(reference.text)), value))
    left = reread(reference.spelled, reference.value, value, alone=False)
    right = reread(spelled, value, reference.value, alone=True)
    if left is not None or right is not None:
        pairs.append((left or reference.value, right or value))
    return pairs


def _with_decimal_commas(reference: Reference, value: Value, spelled: str) -> list[tuple[Value, Value]]:
    """Both sides with a comma within digits read as a decimal one, where the question writes numbers so."""
    assert reference.value is not None
    left, right = (_DECIMAL_COMMA.fullmatch(text.strip()) for text in (reference.spelled, spelled))
    ours = read_spelled(f"{left[1]}.{left[2]}{left[3]}") if left else reference.value
    theirs = read_spelled(f"{right[1]}.{right[2]}{right[3]}") if right else value
    return [(ours, theirs)]


_NAME = re.compile(r"\s*[A-Z][a-z]{2,14}\s*")  # Bob, whose letters could be a product
_DECIMAL_COMMA = re.compile(r"[{\s]*(-?\d+),(\d+)((?:\s*[^\d\s}].*)?)[}\s.]*", re.DOTALL)
_LETTER = re.compile(r"(?:(?:[Oo]ption|[Cc]hoice)\s)?[\s({\x01]*([A-J])[\s)}\x02]*\.?")
_CHOSEN = re.compile(r"[\s({\x01]*([A-J])(?:[\s}\x02]*(?:[.:)]|\s-\s))+[\s}\x02]*([^\s.:)].*)", re.DOTALL)


_OPTIONS = re.compile(
    r"(?:^|\s)\(?([A-J])[).:]\s{0,3}(.{1,80}?)(?=\s{0,3}(?:$|\n|[\s,;]\(?[A-J][).:]\s))", re.MULTILINE
)


def _option_text(letter: str, question: str) -> str | None:
    """What a question lists beside a letter, or None where it lists nothing."""
    found = {option[1]: option[2] for option in _OPTIONS.finditer(question[-2_000:])}
    return found.get(letter, "") if len(found) > 1 else None


def _choice(reference: Reference, spelled: str) -> Finding | None:
    """A letter of a multiple choice, with the text of the option behind it or not."""
    alone = _LETTER.fullmatch(spelled)
    given = alone or _CHOSEN.fullmatch(spelled)
    wanted = _LETTER.fullmatch(reference.spelled)
    if wanted is None and given is not None:
        wanted = _CHOSEN.fullmatch(reference.spelled)
    if wanted is None:
        return None
    if given is None:
        return None
    return Finding(given[1] == wanted[1], "choice", "" if given[1] == wanted[1] else "not-equal")

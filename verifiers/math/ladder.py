"""One pair down the ladder: text, exact numbers, typed values, identities; what is left goes to the last rung."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from rewardry.text.denials import is_negated, is_struck

from .comparison import Comparison
from .contradictions import contradicts_itself
from .extraction import extract
from .forms import is_left_to_do, is_restated, is_said_of_itself
from .hedges import doubts, goes_on_with_or, is_conditional, is_unsettled, offers_choice
from .limits import IS_NO_MATH, MOST_DIGITS, OverLimitError, UndecidedError
from .members import distinct, items_of
from .naming import names_another, opens_with
from .options import is_listed, same_option, text_of_option
from .policies import Policies
from .quantities import FormError
from .question import may_round, understand
from .reading import read_spelled
from .rereading import readings
from .rivals import first_side, is_by_cases, lines
from .spelling import bare, spell
from .values import Items, Nothing, Opaque, Piecewise, Ratio, Relation, Scalar, Value, Words


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
    found = _decide(reference, answer, question, policies, several)
    if found.equal is False or answer.isdigit():
        return found
    if is_by_cases(answer) and not is_by_cases(reference.text) and not isinstance(reference.value, Piecewise):
        one = isinstance(reference.value, Scalar)
        proved = found.equal and one and isinstance(read_spelled(spell(answer)), Piecewise)  # row by row, as for |x|
        if not proved:
            return Finding(False, found.rung, "ambiguous")
    if _JOINS.search(answer) and not _SEVERAL.search(reference.text):
        return Finding(False, found.rung, "ambiguous")
    if _has_rival(reference, answer, question, policies):
        return Finding(False, found.rung, "ambiguous")
    first = first_side(answer) if found.equal is None and reference.simple is not None else None
    if first is not None and Fraction(first) != reference.simple:
        return Finding(False, found.rung, "not-equal")  # the last rung may read another side of the chain
    return found


def _has_rival(reference: Reference, answer: str, question: str, policies: Policies) -> bool:
    """Whether a line of an answer, where each stands for itself, says something else than the reference."""
    if lines(reference.text):
        return False
    return any(_decide(reference, line, question, policies, False).equal is not True for line in lines(answer))


def _decide(reference: Reference, answer: str, question: str, policies: Policies, several: bool) -> Finding:
    """What the rungs come to, whatever else the answer holds."""
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
        return Finding(False, "text", "not-equal") if _is_turned(answer, reference) else Finding(True, "text")
    return _typed(reference, answer, spelled, question, policies, several)


def _is_turned(answer: str, reference: Reference) -> bool:
    """Whether an answer strikes out, leaves open or turns round what it names, where the reference does not."""
    if goes_on_with_or(answer) and not goes_on_with_or(reference.text):
        return True
    if is_negated(answer) and "\\ne" not in reference.text and "≠" not in reference.text:
        return True
    return (is_struck(answer) and not is_struck(reference.text)) or is_unsettled(answer, reference.text)


_SPLIT = re.compile(r"(?<=\d)\s+(?=\d)")


def _split_digits(spelled: str) -> int:
    """How many spaces stand within digits: ``4 2`` is not 42, but thousands may be grouped, which the parser knows."""
    return len(_SPLIT.findall(spelled)) if " " in spelled else 0


_JOINS = re.compile(r"\\(?:lor|vee)(?![A-Za-z])")
_SEVERAL = re.compile(r"[,;，；、]|\b(?:and|or)\b|\\(?:lor|vee|land|wedge|pm|cup|quad)|[或和与]", re.IGNORECASE)


def _typed(
    reference: Reference, answer: str, spelled: str, question: str, policies: Policies, several: bool
) -> Finding:
    """What an answer comes to that is not written like the reference: as an option, as a word, or by its value."""
    assert reference.value is not None
    try:
        value = read_spelled(spelled)
    except OverLimitError:
        return Finding(False, "limits", "over-limit")
    said, same = text_of_option(spelled), same_option(reference.spelled, spelled)
    if said is not None and several and not is_listed(spelled, question):
        return Finding(False, "choice", "ambiguous")  # a letter in one box and a value in another
    offered = offers_choice(answer) and not _SEVERAL.search(reference.text)
    if same and offered:
        return Finding(False, "choice", "ambiguous")
    if same is not None and not (same and _is_turned(answer, reference)):
        return Finding(same, "choice", "" if same else "not-equal")
    if doubts(answer) or _is_turned(answer, reference) or is_conditional(answer, reference.text, question):
        return Finding(False, "structure", "ambiguous")
    if said is not None and not isinstance(reference.value, Relation) and not isinstance(value, Relation):
        if is_listed(spelled, question) is False:
            return Finding(False, "choice", "not-equal")
        return _decide(reference, said, question, policies, several)
    option = text_of_option(reference.spelled)
    if option is not None and spelled != option and not isinstance(reference.value, (Ratio, Relation)):
        return _decide(compile_reference(option), answer, question, policies, several)
    if isinstance(reference.value, Words) and not several:
        if names_another(answer) or (_UNLESS.search(answer) and not _UNLESS.search(reference.text)):
            return Finding(False, "text", "ambiguous")
        if opens_with(answer, reference.value.text):
            return Finding(True, "text")
    found = _compared(reference, value, spelled, question, policies)
    if found.equal is None and (several or offers_choice(answer)) and not _SEVERAL.search(reference.text):
        return Finding(False, found.rung, "ambiguous")  # several answers, of which the last rung may pay any
    if found.equal and policies.form == "evaluated" and is_restated(spelled, value, reference, question):
        return Finding(False, "form", "form")
    if found.equal and (_are_two_lists(value, several) or _is_contradiction(value, spelled, reference.value)):
        return Finding(False, found.rung, "ambiguous")
    if found.reason == "not-equal" and _is_one(reference.value) and isinstance(value, Items):
        return found._replace(reason="ambiguous" if several or offers_choice(answer) else found.reason)
    return found


_UNLESS = re.compile(r"\bunless\b|除非", re.IGNORECASE)


def _are_two_lists(value: Value, several: bool) -> bool:
    """Whether a list of several members, joined by "or" or of several boxes, names some of them twice: 1, 2 or 2."""
    if not isinstance(value, Items) or value.kind == "tuple" or not (several or value.either):
        return False
    members = items_of(value)
    return 1 < len(distinct(members).items) < len(members.items)


def _is_contradiction(value: Value, spelled: str, reference: Value) -> bool:
    r"""Whether an answer says that different numbers are equal; 9 \equiv 2 says so of their remainders only."""
    return "\\equiv" not in spelled and contradicts_itself(value) and not contradicts_itself(reference)


def _compared(reference: Reference, value: Value, spelled: str, question: str, policies: Policies) -> Finding:
    """What two values come to, in the readings that go together."""
    assert reference.value is not None
    comparison = Comparison(understand(question), policies)
    try:
        equal = _same_in_one(comparison, readings(reference, value, spelled, question))
    except FormError:
        return Finding(False, "form", "form")
    except (OverLimitError, RecursionError):
        return Finding(False, "limits", "over-limit")
    except UndecidedError as error:
        if policies.form == "evaluated" and (is_left_to_do(spelled, reference) or is_said_of_itself(spelled)):
            return Finding(False, "form", "form")
        return _undecided(reference.value, value, str(error), spelled)
    return Finding(equal, comparison.rung, "" if equal else "not-equal")


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
    if isinstance(reference, Opaque) and reference.why.endswith(IS_NO_MATH):
        return Finding(False, "structure", "not-equal")  # a sentence, of which the last rung would read a formula
    if isinstance(answer, Opaque) and _is_two(spelled) and not isinstance(reference, Opaque):
        return Finding(False, "structure", "ambiguous")
    if isinstance(answer, Opaque) and not answer.beyond and not isinstance(reference, Opaque):
        return Finding(False, "structure", "unreadable")
    return Finding(None, "undecided", why)

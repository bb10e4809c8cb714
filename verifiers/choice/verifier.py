"""Multiple choice: the letter or number of an option, or its text, or both if they agree; or a set of options."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.text.answers import select_answer
from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Sample, Verdict

from .conclusions import concluded
from .opposites import asks_for_opposite, named_as_opposite, without_opposites
from .options import Options, answer_of, options_of
from .reading import read_choice
from .sets import read_choices

if TYPE_CHECKING:
    from rewardry.testing.case import Case

# A whole text without any mark is taken for the answer up to this length: a model that says just "C".
_LONGEST_UNMARKED = 200
_LONGEST_SHOWN = 200


class Choice(AnswerVerifier):
    """A multiple-choice answer, by the option's letter or number, or by its text; if both are given they must agree.

    The reference is the letter (``"C"``), or an object ``{"options": ["oxygen", ...], "answer": "C"}`` whose answer is
    a letter, an option's text, or a position counted from 0 (``gold`` is read for ``answer``). Without options in the
    reference they are read from the prompt's lines ``A. oxygen``. Options are named by the numbers 1, 2, 3 ... where
    they stand so in the prompt or in the reference (``{"options": {"1": "oxygen", ...}}``), or where the object's
    answer is a number in quotes (``{"answer": "3"}``). An answer that names two options, negates one, or mentions one
    in passing is wrong: a hedge is not a choice. So is one that names the least likely, the worst or the incorrect
    option, unless the question asks for it. Where the options are not known, the right letter with a text behind it is
    undecided.

    Where several options are right together, the reference lists them as ``answers``: an answer must then name these
    and no others, in any order. Whether a statement is true is a choice of two: the reference is true or false, as a
    JSON value or in words, or ``yes`` or ``no``.
    """

    def needs(self) -> Needs:
        """The completion, the prompt, and a reference that is a letter, a truth value or an object."""
        return needs("prompt", "reference", reference=("string", "boolean", "object"))

    def examples(self) -> list[Case]:
        """Right answers in other surface forms, and wrong ones that come near."""
        from rewardry.testing.case import Case

        question = "Which gas is most of the air?\nA. oxygen\nB. nitrogen\nC. argon"
        spoken = {"options": ["oxygen", "nitrogen", "argon"], "answer": "A"}
        several = {"answers": ["A", "C"]}
        right = ["<answer>B</answer>", "\\boxed{\\text{B}}", "The answer is (B) nitrogen.", "<answer>Nitrogen</answer>"]
        wrong = [
            "<answer>A</answer>",
            "<answer>A or B</answer>",
            "<answer>not B</answer>",
            "<answer>B) oxygen</answer>",
        ]
        return [
            *(Case(text, "correct", question, "B") for text in right),
            *(Case(text, "incorrect", question, "B") for text in wrong),
            Case("<answer>A</answer>", "correct", "What do we breathe?", spoken, answer="A"),
            Case("<answer>C</answer>", "incorrect", "What do we breathe?", spoken, answer="A"),
            Case("<answer>A</answer>", "abstain", question, ""),
            *(Case(text, "correct", question, several, answer="A and C") for text in ("<answer>C, A</answer>", "AC")),
            *(Case(text, "incorrect", question, several, answer="A and C") for text in ("A", "A, B and C", "A or C")),
            Case("<answer>True</answer>", "correct", "Is 7 prime?", True, answer="true"),
            Case("<answer>False</answer>", "incorrect", "Is 7 prime?", True, answer="true"),
        ]

    def hint(self, reference: Any) -> None:
        """Nothing; a reference that is wrong whatever the question is refused here, before the answer is looked at."""
        if isinstance(reference, str) and not reference.strip():
            raise UnreadableReferenceError("the reference is empty")
        if isinstance(reference, Mapping) and reference.get("options") is not None:
            _right_labels(reference, options_of(reference, ""))

    def reference_problem(self, sample: Sample) -> str | None:
        """Why the reference names no option of its own or of the question's, or None."""
        try:
            self.hint(sample.reference)
            _right_labels(sample.reference, options_of(sample.reference, sample.question))
        except UnreadableReferenceError as error:
            return str(error)
        return None

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, what the end of the text concludes, or the whole text where it is short.

        What is named as the opposite, "the worst option is C", counts where nothing else is said, and as it is written.
        """
        rest, opposite = without_opposites(text)
        selected = select_answer(rest, longest_unmarked=0 if opposite else _LONGEST_UNMARKED)
        if selected.kind is None and (label := concluded(rest)) is not None:
            return Extraction(label, "")
        if opposite is not None and selected.reason == "no-answer":
            return Extraction(opposite, "")
        return Extraction(selected.answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer names the right option and no other."""
        options = options_of(reference, question)
        right = _right_labels(reference, options)
        if (opposite := named_as_opposite(answer)) is not None:
            if not asks_for_opposite(question, answer):
                return Verdict("incorrect", reason="opposite", extracted=strip_wrappers(answer)[:_LONGEST_SHOWN])
            answer = opposite
        if isinstance(reference, Mapping) and reference.get("answers") is not None:
            return _of_several(answer, right, options)
        label, reason = read_choice(answer, options)
        shown = label or strip_wrappers(answer)[:_LONGEST_SHOWN]
        if label in right and reason:
            return Verdict("abstain", reason=reason, extracted=shown)
        if label in right:
            return Verdict("correct", reason="equal.option", extracted=shown)
        return Verdict("incorrect", reason="not-equal" if label else reason, extracted=shown)


def _of_several(answer: str, right: frozenset[str], options: Options) -> Verdict:
    """Whether an answer names the right options, all of them and no others."""
    labels, reason = read_choices(answer, options)
    if labels is None:
        return Verdict("incorrect", reason=reason, extracted=strip_wrappers(answer)[:_LONGEST_SHOWN])
    shown = [label for label in options.labels if label in labels]
    if labels == right:
        return Verdict("correct", reason="equal.options", extracted=shown)
    return Verdict("incorrect", reason="not-equal", details={"missed": len(right - labels)}, extracted=shown)


def _right_labels(reference: Any, options: Options) -> frozenset[str]:
    """The labels of the right options: one, or several where the reference has `answers`.

    Raises:
        UnreadableReferenceError: the reference names no option.
    """
    several = reference.get("answers") if isinstance(reference, Mapping) else None
    given = reference.get("options") if isinstance(reference, Mapping) else None
    keys = given if isinstance(given, Mapping) else ()
    if several is None:
        return frozenset({_right_label(answer_of(reference), options, keys)})
    if not isinstance(several, Sequence) or isinstance(several, str) or not several:
        raise UnreadableReferenceError("the reference's `answers` are no list of letters or options' texts")
    return frozenset(_right_label(answer, options, keys) for answer in several)


def _right_label(answer: Any, options: Options, keys: Container[Any]) -> str:
    """The label of one right option; a key of the reference's options is meant as a key, whatever their texts are."""
    if isinstance(answer, bool):
        named = options.labels_of(str(answer)) if options.are_truths else ()
        if len(named) == 1:
            return named[0]
        raise UnreadableReferenceError(f"the reference's answer is {answer}, and the options are not true and false")
    if isinstance(answer, int) and 0 <= answer < len(options.labels):
        return options.labels[answer]
    if isinstance(answer, str):
        label, reason = (answer.strip().upper(), "") if answer in keys else read_choice(answer, options)
        if label is not None and not reason:
            return label
        raise UnreadableReferenceError(f"the reference {answer!r} names no single option ({reason})")
    raise UnreadableReferenceError(f"the reference's answer is {answer!r}; a letter or an option's text is wanted")

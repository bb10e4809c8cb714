"""What a multiple-choice question offers: the options' texts, and the letters or numbers that name them."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any, NamedTuple

from rewardry.component import UnreadableReferenceError
from rewardry.text.wrappers import strip_wrappers

LETTERS = tuple(ascii_uppercase)
NUMBERS = tuple(str(number) for number in range(1, len(LETTERS) + 1))
# What a statement's truth is called; the first of each row is the option's own text.
_TRUTH = {"true": ("true", "t", "yes", "correct"), "false": ("false", "f", "no", "incorrect")}
_TRUTH_OF = {word: truth for truth, words in _TRUTH.items() for word in words}


class Options(NamedTuple):
    """What a question offers.

    Attributes:
        texts: the options' texts in order, as `plain` writes them; None where they are not known.
        names: what names an option: the letters A to Z, the numbers from 1 on, or T and F, or Y and N.
    """

    texts: tuple[str, ...] | None
    names: tuple[str, ...] = LETTERS

    @property
    def labels(self) -> tuple[str, ...]:
        """The letters, or numbers, that name an option."""
        return self.names if self.texts is None else self.names[: len(self.texts)]

    @property
    def numbered(self) -> bool:
        """Whether options are named by numbers."""
        return self.names is NUMBERS

    @property
    def are_truths(self) -> bool:
        """Whether the question is whether a statement is true."""
        return self.texts is not None and len(self.texts) == 2 and {*self.texts} in ({"true", "false"}, {"yes", "no"})

    def by_label(self) -> Iterator[tuple[str, str]]:
        """Each option's label and text."""
        return zip(self.labels, self.texts or (), strict=False)

    def labels_of(self, text: str) -> tuple[str, ...]:
        """The labels of the options with that text: none or one, or several where options are the same."""
        wanted = plain(text)
        if self.are_truths and wanted in _TRUTH_OF:
            truth = _TRUTH_OF[wanted]
            return tuple(label for label, option in self.by_label() if _TRUTH_OF[option] == truth)
        return tuple(label for label, option in self.by_label() if wanted and option == wanted)


_TEXT_COMMAND = re.compile(r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathsf|mathtt)\s?\{([^{}]*)\}")
_LATEX_SPACE = re.compile(r"\\(?:q?quad\b|[ ,;:!])|~")


def tidy(text: str) -> str:
    r"""A text in NFKC, without wrappers, emphasis and superfluous white space, ``\text{...}`` opened; lines stay."""
    text = strip_wrappers(unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-"))
    if "\\" in text:
        text = _TEXT_COMMAND.sub(r"\1", _LATEX_SPACE.sub(" ", text))
    lines = (" ".join(line.split()) for line in strip_wrappers(text.replace("**", "")).splitlines())
    return "\n".join(line for line in lines if line)


def plain(text: str) -> str:
    """A text for comparison: tidied, without case and superfluous white space."""
    return " ".join(tidy(text).casefold().split())


_OPTION_LINE = re.compile(
    r"^[ \t]{0,8}[(\[]?(?P<label>[A-Z]|\d{1,2})[)\]]?[.:)、．][ \t]*(?P<text>\S[^\n]*)$", re.MULTILINE
)


def options_of(reference: Any, question: str) -> Options:
    """What a question offers, as its reference says it, or else the lines ``A. ...`` or ``1. ...`` of its text.

    Options are named by letters, unless they stand under numbers: in an object ``{"1": "oxygen", ...}``, in the
    question's lines, or because the reference's answer is a number in quotes.

    Raises:
        UnreadableReferenceError: the reference's `options` are nothing of the kind.
    """
    given = reference.get("options") if isinstance(reference, Mapping) else None
    if given is not None:
        return _given(given, answer_of(reference), question)
    answer = answer_of(reference)
    listed = _listed(question)
    if listed is not None and not (listed.numbered and _is_letter(answer)):
        return listed  # a numbered list beside a letter lists something else
    said = plain(answer) if isinstance(answer, str) else ""
    if isinstance(answer, bool) or said in ("true", "false"):
        return Options(("true", "false"), ("T", "F"))
    if said in ("yes", "no"):
        return Options(("yes", "no"), ("Y", "N"))
    # A bare number beside a question without options is more likely a result than a choice.
    return Options(None, NUMBERS if _is_number(answer) and isinstance(reference, Mapping) else LETTERS)


def answer_of(reference: Any) -> Any:
    """What a reference says is right: itself, or its `answer` or `gold`; the first of its `answers`."""
    if not isinstance(reference, Mapping):
        return reference
    several = reference.get("answers")
    if isinstance(several, Sequence) and not isinstance(several, str) and several:
        return several[0]
    return reference.get("answer", reference.get("gold"))


def _is_number(answer: Any) -> bool:
    return isinstance(answer, str) and strip_wrappers(answer).strip("()[]") in NUMBERS


def _is_letter(answer: Any) -> bool:
    return isinstance(answer, str) and strip_wrappers(answer).strip("()[]").upper() in LETTERS


def _given(given: Any, answer: Any, question: str) -> Options:
    """The options that a reference gives, as a list or under their letters or numbers."""
    if isinstance(given, Mapping):
        labels = tuple(str(label).strip().upper() for label in given)
        for names in (LETTERS, NUMBERS):
            if len(labels) > 1 and labels == names[: len(labels)]:
                return Options(_all_plain(tuple(map(str, given.values()))), names)
        raise UnreadableReferenceError("the keys of the reference's `options` are not A, B, C ... or 1, 2, 3 ...")
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise UnreadableReferenceError("the reference's `options` are no list of texts")
    texts = _all_plain(tuple(map(str, given)))
    listed = _listed(question)
    numbered = listed is not None and listed.numbered and not _is_letter(answer)
    numbered = numbered or (_is_number(answer) and plain(answer) not in texts)
    return Options(texts, NUMBERS if numbered else LETTERS)


def _listed(question: str) -> Options | None:
    """The options of a question's lines in order; of two lists the one under letters, which may be about the other."""
    lines = list(_OPTION_LINE.finditer(question))
    for names in (LETTERS, NUMBERS):
        own = [line for line in lines if line["label"].isalpha() is (names is LETTERS)]
        if 1 < len(own) <= len(names) and tuple(line["label"] for line in own) == names[: len(own)]:
            return Options(_all_plain(tuple(line["text"] for line in own)), names)
    return None


@functools.lru_cache(maxsize=256)
def _all_plain(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts for comparison; kept, since all completions of a prompt are compared with the same."""
    return tuple(map(plain, texts))

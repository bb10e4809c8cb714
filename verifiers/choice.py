"""Multiple choice: the letter of an option, or its text, or both if they agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Any, NamedTuple

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.text.answers import select_answer, strip_wrappers
from rewardry.types import Verdict

# A whole text without any mark is taken for the answer up to this length: a model that says just "C".
_LONGEST_UNMARKED = 200
_LONGEST_SHOWN = 200


class Options(NamedTuple):
    """What a question offers.

    Attributes:
        texts: the options' texts in order; None where they are not known.
    """

    texts: tuple[str, ...] | None

    @property
    def letters(self) -> str:
        """The letters that name an option."""
        return ascii_uppercase if self.texts is None else ascii_uppercase[: len(self.texts)]

    def letter_of(self, text: str) -> str | None:
        """The letter of the one option with that text, or None."""
        wanted = plain(text)
        same = [
            letter for letter, option in zip(self.letters, self.texts or (), strict=False) if plain(option) == wanted
        ]
        return same[0] if wanted and len(same) == 1 else None


class Choice(AnswerVerifier):
    """A multiple-choice answer, by letter or by the option's text; if both are given they must agree.

    The reference is the letter (``"C"``), or an object ``{"options": ["oxygen", ...], "answer": "C"}`` whose answer is
    a letter, an option's text, or a position counted from 0 (``gold`` is read for ``answer``). Without options in the
    reference they are read from the prompt's lines ``A. oxygen``. An answer that names two options, negates one, or
    mentions one in passing is wrong: a hedge is not a choice.
    """

    def needs(self) -> Needs:
        """The completion, the prompt, and a reference that is a letter or an object."""
        return needs("prompt", "reference", reference=("string", "object"))

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, or the whole text where it is short."""
        selected = select_answer(text, longest_unmarked=_LONGEST_UNMARKED)
        return Extraction(selected.answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer names the right option and no other."""
        options = Options(_options(reference, question))
        right = _right_letter(reference, options)
        letter, reason = read_choice(answer, options)
        extracted = strip_wrappers(answer)[:_LONGEST_SHOWN]
        if letter is None:
            return Verdict(
                "abstain" if reason == "options-unknown" else "incorrect", reason=reason, extracted=extracted
            )
        if letter == right:
            return Verdict("correct", reason="equal.option", extracted=letter)
        return Verdict("incorrect", reason="not-equal", extracted=letter)


def plain(text: str) -> str:
    """A text for comparison: NFKC, without case, wrappers and superfluous white space."""
    return " ".join(strip_wrappers(unicodedata.normalize("NFKC", text)).casefold().split())


_OPTION_LINE = re.compile(r"^[ \t]{0,8}[(\[]?(?P<letter>[A-Z])[)\]]?[.:)、．][ \t]*(?P<text>\S[^\n]*)$", re.MULTILINE)


def _options(reference: Any, question: str) -> tuple[str, ...] | None:
    """The options' texts, from the reference or from the question's lines A, B, C ... in order."""
    if isinstance(reference, Mapping):
        options = reference.get("options")
        if not isinstance(options, Sequence) or isinstance(options, str) or not options:
            raise UnreadableReferenceError("the reference's `options` are no list of texts")
        return tuple(map(str, options))
    lines = [(line["letter"], line["text"].strip()) for line in _OPTION_LINE.finditer(question)]
    letters = "".join(letter for letter, _ in lines)
    return tuple(text for _, text in lines) if len(lines) > 1 and ascii_uppercase.startswith(letters) else None


def _right_letter(reference: Any, options: Options) -> str:
    """The letter of the right option.

    Raises:
        UnreadableReferenceError: the reference names no option.
    """
    answer = reference.get("answer", reference.get("gold")) if isinstance(reference, Mapping) else reference
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(options.letters):
        return options.letters[answer]
    if isinstance(answer, str):
        letter, reason = read_choice(answer, options)
        if letter is not None:
            return letter
        raise UnreadableReferenceError(f"the reference {answer!r} names no single option ({reason})")
    raise UnreadableReferenceError(f"the reference's answer is {answer!r}; a letter or an option's text is wanted")


_LEAD = re.compile(
    r"(?:(?:the|my|final|correct|right|best|only|answer|option|choice|it's|it|is|would be|must be"
    r"|i (?:choose|pick|select))"
    r"[\s:：*]{1,4}|(?:选择|选项|选|答案|是|为)[\s:：*]{0,4}){1,6}",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s+is\s+(?:the\s+)?(?:correct|right|best)(?:\s+(?:answer|option|choice))?$", re.IGNORECASE)
_LETTER = re.compile(r"[(\[]?(?P<letter>[A-Za-z])[)\]]?")
_LETTER_AND_TEXT = re.compile(
    r"[(\[]?(?:(?P<letter>[A-Za-z])(?:[)\]][.:、,-]?|[.:、)-]|\s[-–—:])|(?P<bare>[A-Z])(?=\s))\s*(?P<text>\S.*)",
    re.DOTALL,
)
_TEXT_AND_LETTER = re.compile(r"(?P<text>.*\S)\s*[(\[](?:(?P<letter>[A-Z])|(?P<bare>))[)\]]", re.DOTALL)
_CLAUSE = re.compile(r"(?<=[.!?,;])\s|(?<=[。！？，；])")


def read_choice(answer: str, options: Options) -> tuple[str | None, str]:
    """The letter that an answer names.

    Args:
        answer: the answer as it is written.
        options: what the question offers.

    Returns:
        The letter and ""; or None and why there is none: ``no-such-option``, ``disagrees`` (letter and text name
        different options), ``ambiguous``, ``options-unknown``, ``no-choice``.
    """
    text = strip_wrappers(unicodedata.normalize("NFKC", answer))
    lead = _LEAD.match(text)
    bare = text[lead.end() :] if lead else text
    for candidate in dict.fromkeys((text, strip_wrappers(bare), strip_wrappers(_TAIL.sub("", bare)))):
        letter, reason = _read(candidate, options)
        if letter is not None or reason != "no-choice":
            return letter, reason
    first, *rest = _CLAUSE.split(text, maxsplit=1)
    if rest:
        letter, reason = read_choice(first, options)
        if letter is not None and not _names_another(rest[0], letter, options):
            return letter, reason
    return None, "no-choice"


def _read(text: str, options: Options) -> tuple[str | None, str]:
    alone = _LETTER.fullmatch(text)
    by_text = options.letter_of(text)
    if alone:
        letter = alone["letter"].upper()
        if by_text not in (None, letter):
            return None, "ambiguous"  # the text of one option is the letter of another
        return (letter, "") if letter in options.letters else (None, "no-such-option")
    if by_text:
        return by_text, ""
    for pattern in (_LETTER_AND_TEXT, _TEXT_AND_LETTER):
        both = pattern.fullmatch(text)
        letter = "" if both is None else (both["letter"] or both["bare"]).upper()
        if both and letter in options.letters:
            return _agreed(letter, both["text"], options)
    return None, "no-choice"


def _agreed(letter: str, text: str, options: Options) -> tuple[str | None, str]:
    """A letter with a text behind it: they name the same option, or nothing is chosen."""
    if options.texts is None:
        return None, "options-unknown"
    named = options.letter_of(text) or _begins_with(text, options)
    if named is None:
        return None, "no-choice"
    return (letter, "") if named == letter else (None, "disagrees")


def _begins_with(text: str, options: Options) -> str | None:
    """The letter of the option whose text a longer text begins with, if the rest names no other."""
    said = plain(text)
    for option in sorted(options.texts or (), key=len, reverse=True):
        named = plain(option)
        if named and said.startswith(named) and not said[len(named) :][:1].isalnum():
            rest = text[len(option) :]
            letter = options.letter_of(option)
            return None if letter is None or _names_another(rest, letter, options) else letter
    return None


def _names_another(text: str, letter: str, options: Options) -> bool:
    """Whether a text mentions another option than that of a letter: by its letter on its own, or by its text."""
    letters = set(re.findall(r"(?<![\w'])[A-Z](?![\w'])", text)) - {"I", letter}
    pairs = zip(options.letters, options.texts or (), strict=False)
    others = [plain(option) for other, option in pairs if other != letter]
    lowered = text.casefold()
    return bool(letters & set(options.letters)) or any(other in lowered for other in others if other)

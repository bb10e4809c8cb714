"""Multiple choice: the letter of an option, or its text, or both if they agree."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, NamedTuple

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.text.answers import select_answer, strip_wrappers
from rewardry.types import Verdict

if TYPE_CHECKING:
    from rewardry.testing.case import Case

# A whole text without any mark is taken for the answer up to this length: a model that says just "C".
_LONGEST_UNMARKED = 200
_LONGEST_SHOWN = 200


class Options(NamedTuple):
    """What a question offers.

    Attributes:
        texts: the options' texts in order, as `plain` writes them; None where they are not known.
    """

    texts: tuple[str, ...] | None

    @property
    def letters(self) -> str:
        """The letters that name an option."""
        return ascii_uppercase if self.texts is None else ascii_uppercase[: len(self.texts)]

    def by_letter(self) -> Iterator[tuple[str, str]]:
        """Each option's letter and text."""
        return zip(self.letters, self.texts or (), strict=False)

    def letters_of(self, text: str) -> str:
        """The letters of the options with that text: none or one, or several where options are the same."""
        wanted = plain(text)
        return "".join(letter for letter, option in self.by_letter() if wanted and option == wanted)


class Choice(AnswerVerifier):
    """A multiple-choice answer, by letter or by the option's text; if both are given they must agree.

    The reference is the letter (``"C"``), or an object ``{"options": ["oxygen", ...], "answer": "C"}`` whose answer is
    a letter, an option's text, or a position counted from 0 (``gold`` is read for ``answer``). Without options in the
    reference they are read from the prompt's lines ``A. oxygen``. An answer that names two options, negates one, or
    mentions one in passing is wrong: a hedge is not a choice. Where the options are not known, the right letter with a
    text behind it is undecided.
    """

    def needs(self) -> Needs:
        """The completion, the prompt, and a reference that is a letter or an object."""
        return needs("prompt", "reference", reference=("string", "object"))

    def examples(self) -> list[Case]:
        """Right answers in other surface forms, and wrong ones that come near."""
        from rewardry.testing.case import Case

        question = "Which gas is most of the air?\nA. oxygen\nB. nitrogen\nC. argon"
        spoken = {"options": ["oxygen", "nitrogen", "argon"], "answer": "A"}
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
        ]

    def hint(self, reference: Any) -> None:
        """Nothing; a reference that is wrong whatever the question is refused here, before the answer is looked at."""
        if isinstance(reference, str) and not reference.strip():
            raise UnreadableReferenceError("the reference is empty")
        if isinstance(reference, Mapping) and reference.get("options") is not None:
            _right_letter(reference, Options(_options(reference, "")))

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, or the whole text where it is short."""
        selected = select_answer(text, longest_unmarked=_LONGEST_UNMARKED)
        return Extraction(selected.answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer names the right option and no other."""
        options = Options(_options(reference, question))
        right = _right_letter(reference, options)
        letter, reason = read_choice(answer, options)
        shown = letter or strip_wrappers(answer)[:_LONGEST_SHOWN]
        if letter == right and reason:
            return Verdict("abstain", reason=reason, extracted=shown)
        if letter == right:
            return Verdict("correct", reason="equal.option", extracted=shown)
        return Verdict("incorrect", reason="not-equal" if letter else reason, extracted=shown)


_TEXT_COMMAND = re.compile(r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathsf|mathtt)\s?\{([^{}]*)\}")
_LATEX_SPACE = re.compile(r"\\(?:q?quad\b|[ ,;:!])|~")


def _tidy(text: str) -> str:
    r"""A text in NFKC, without wrappers, emphasis and superfluous white space, ``\text{...}`` opened; lines stay."""
    text = strip_wrappers(unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-"))
    if "\\" in text:
        text = _TEXT_COMMAND.sub(r"\1", _LATEX_SPACE.sub(" ", text))
    lines = (" ".join(line.split()) for line in strip_wrappers(text.replace("**", "")).splitlines())
    return "\n".join(line for line in lines if line)


def plain(text: str) -> str:
    """A text for comparison: tidied, without case and superfluous white space."""
    return " ".join(_tidy(text).casefold().split())


_OPTION_LINE = re.compile(r"^[ \t]{0,8}[(\[]?(?P<letter>[A-Z])[)\]]?[.:)、．][ \t]*(?P<text>\S[^\n]*)$", re.MULTILINE)


def _options(reference: Any, question: str) -> tuple[str, ...] | None:
    """The options' texts, from the reference or from the question's lines A, B, C ... in order."""
    given = reference.get("options") if isinstance(reference, Mapping) else None
    if given is not None:
        if not isinstance(given, Sequence) or isinstance(given, str) or not given:
            raise UnreadableReferenceError("the reference's `options` are no list of texts")
        return _all_plain(tuple(map(str, given)))
    lines = list(_OPTION_LINE.finditer(question))
    letters = "".join(line["letter"] for line in lines)
    is_list = len(lines) > 1 and ascii_uppercase.startswith(letters)
    return _all_plain(tuple(line["text"] for line in lines)) if is_list else None


@functools.lru_cache(maxsize=256)
def _all_plain(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts for comparison; kept, since all completions of a prompt are compared with the same."""
    return tuple(map(plain, texts))


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
        if letter is not None and not reason:
            return letter
        raise UnreadableReferenceError(f"the reference {answer!r} names no single option ({reason})")
    raise UnreadableReferenceError(f"the reference's answer is {answer!r}; a letter or an option's text is wanted")


_LEAD = re.compile(
    r"(?:(?:the|my|final|correct|right|best|only|answer|option|choice|letter|it's|it|is|would be|must be|should be"
    r"|ans\.?|selected|(?:i(?:'d|'ll| would| will)? )?(?:choose|pick|select|go with)|so|thus|hence|therefore"
    r")[\s:*,]{1,4}"
    r"|(?:我|认为|觉得|本题|故|应该|应|所以|因此|综上|正确|最终|选择|选项|选|答案|是|为)的?[\s:*,]{0,4}){1,8}",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+is\s+(?:the\s+)?(?:correct|right|best)?(?:(?<=\s)|\s+)(?:answer|option|choice)$"
    r"|\s+is\s+(?:correct|right|best)$"
    r"|\s*(?:选项|项)?\s*(?:(?:是|为)?(?:正确|对|最佳)的?(?:答案|选项)?)?$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[(\[【{<]?(?P<letter>[A-Za-z])[)\]】}>]?!?")
_EXCLAIMED = re.compile(r"(?<=[^\W\d_]{3})!+$")  # of a word; n! is a factorial
_LETTER_AND_TEXT = re.compile(
    r"[(\[【]?(?:(?P<letter>[A-Za-z])(?P<mark>[)\]】][.:、,-]?|[.:、,)-]|\s[-–—:])|(?P<bare>[A-Z])(?=\s))\s*(?P<text>\S.*)",
    re.DOTALL,
)
_TEXT_AND_LETTER = re.compile(r"(?P<text>.*\S)\s*[(\[](?P<letter>[A-Z])[)\]]", re.DOTALL)
_CLAUSE = re.compile(r"(?<=[.!?,;])\s|(?<=[。！？])|\n|\s(?=(?:because|since)\s)|(?=因为|由于)", re.IGNORECASE)


def read_choice(answer: str, options: Options) -> tuple[str | None, str]:
    """The letter that an answer names.

    Args:
        answer: the answer as it is written.
        options: what the question offers.

    Returns:
        The letter and ""; the letter and ``options-unknown`` where a text stands beside it that cannot be compared; or
        None and why there is none: ``no-such-option``, ``disagrees`` (letter and text name different options),
        ``ambiguous`` (it names two, or takes back what it names), ``no-choice``.
    """
    text = _tidy(answer)
    lead = _LEAD.match(text)
    bare = text[lead.end() :] if lead else text
    readings = [_read(c, options) for c in dict.fromkeys((text, _tidy(bare), _tidy(_TAIL.sub("", bare))))]
    for letter, reason in readings:
        if letter and not reason:
            return letter, ""
    first, *rest = _CLAUSE.split(bare, maxsplit=1)
    if rest and rest[0].strip():
        letter, reason = read_choice(first, options)
        if letter and not reason:
            readings.insert(0, _agreed(letter, rest[0], options, may_remark=True))
    return next((reading for reading in readings if reading[1] != "no-choice"), (None, "no-choice"))


def _read(text: str, options: Options) -> tuple[str | None, str]:
    """The letter that a text without a lead names: alone, as an option's text, or both side by side."""
    alone = _LETTER.fullmatch(text)
    by_text = options.letters_of(text) or options.letters_of(_EXCLAIMED.sub("", text))
    if alone:
        letter = alone["letter"].upper()
        if by_text and letter not in by_text:
            return None, "ambiguous"  # the text of one option is the letter of another
        return (letter, "") if letter in options.letters else (None, "no-such-option")
    if by_text:
        return (by_text, "") if len(by_text) == 1 else (None, "ambiguous")
    both = _LETTER_AND_TEXT.fullmatch(text)
    if both and (letter := (both["letter"] or both["bare"]).upper()) in options.letters:
        if both["bare"] and options.texts is None:
            return None, "no-choice"  # "A" and "I" are words; only an option's text shows that they are letters here
        return _agreed(letter, both["text"], options, may_remark=bool(both["mark"]) and both["mark"][-1] in ".)")
    both = _TEXT_AND_LETTER.fullmatch(text)
    if both and both["letter"] in options.letters:
        return _agreed(both["letter"], both["text"], options, may_remark=False)
    return None, "no-choice"


_REASON = re.compile(r"\s*(?:because|since|因为|由于)", re.IGNORECASE)


def _agreed(letter: str, text: str, options: Options, may_remark: bool) -> tuple[str | None, str]:
    """A letter with a text beside it: the text is the option's, or a remark that names and denies nothing.

    A remark is longer than any option; what is shorter would be an option's text, and there is none like it.
    """
    named, rest = options.letters_of(text), ""
    if not named:
        named, rest = _beginning(text, options)
    if named and letter not in named:
        return None, "disagrees"
    if _names_another(rest, letter, options) or _TAKES_BACK.search(rest):
        return None, "ambiguous"
    if named or (may_remark and _REASON.match(text)):
        return letter, ""
    if options.texts is None:
        return letter, "options-unknown"
    longest = max(len(option.split()) for option in options.texts)
    return (letter, "") if may_remark and len(text.split()) > longest else (None, "no-choice")


# What ends an option's text within a longer one. A point before a digit or a hyphen goes on: 15 is not 15.5.
_END_OF_OPTION = re.compile(r"$|\s|\(|[.,;:!?](?!\w)|。")


def _beginning(text: str, options: Options) -> tuple[str, str]:
    """The letters of the longest option that a text begins with, and what follows it; else none and the text."""
    flat = " ".join(_tidy(text).split())
    said = flat.casefold()
    if len(said) == len(flat):  # or else the places in one are not those in the other
        for option in sorted(options.texts or (), key=len, reverse=True):
            if option and said.startswith(option) and _END_OF_OPTION.match(said, len(option)):
                return options.letters_of(option), flat[len(option) :]
    return "", flat


# A letter on its own; "I" is a word, and so is "a" before another one.
_LONE_LETTER = re.compile(r"(?<![\w'])(?:[A-HJ-Z]|[b-h]|a(?!\s+\w))(?![\w'])")
# At the start of a clause: that the option is not it, or is so only under a condition, or that there is another.
_TAKES_BACK = re.compile(
    r"(?:^|[.!?;,(])[\s*(\"'-]{0,5}"
    r"(?:(?:and|but|so|then|which|it|that|this|option|answer|choice|the|actually|i|am|i'm)\s+){0,4}"
    r"(?:(?:is|was|are|would be|it's|that's)\s+)?"
    r"(?:not|no|nor|never|none|neither|either|or|and|if|unless|except|isn't|wasn't|don't know|wrong|incorrect|false"
    r"|unsure)\b"
    r"|\b(?:is|isn't|was)\s+(?:wrong|incorrect|false|not\s+(?:the\s+)?(?:correct|right|true|answer|option|choice|it)\b)"
    r"|(?:^|[,;。])\s*[但也这那它是并]{0,3}(?:不|非|没|错|否|或|和|除非|如果|若)|不对|不是|错误|不正确|不确定",
    re.IGNORECASE,
)


def _names_another(text: str, letter: str, options: Options) -> bool:
    """Whether a text mentions another option than that of a letter: by its letter on its own, or by its text."""
    letters = {found.upper() for found in _LONE_LETTER.findall(text)} - {letter}
    if letters & set(options.letters):
        return True
    said = " ".join(text.casefold().split())
    for own, option in options.by_letter():
        said = said.replace(option, " ") if own == letter and option else said
    return any(_mentions(said, option) for other, option in options.by_letter() if other != letter and option)


def _mentions(text: str, option: str) -> bool:
    """Whether an option's text occurs as words of its own; scripts without spaces have no words to tell apart."""
    if not option.isascii():
        return option in text
    return re.search(rf"(?<!\w){re.escape(option)}(?!\w)", text) is not None

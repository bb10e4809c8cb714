"""Which option an answer names: by its letter or number, by its text, or by both if they agree."""

from __future__ import annotations

import re
from typing import NamedTuple

from .options import Options, tidy


def leading(nouns: str) -> re.Pattern[str]:
    """What may stand before an answer and says nothing of its own: "So the correct option is", "答案是".

    Args:
        nouns: alternatives for what an answer is called.
    """
    verb = r"(?:i(?:'d|'ll| would| will)? )?(?:choose|pick|select|go with)"
    return re.compile(
        rf"(?:(?:the|my|final|correct|right|best|only|{nouns}|it's|it|is|would be|must be|should be|{verb}"
        r"|so|thus|hence|therefore)[\s:*,]{1,4}"
        r"|(?:我|认为|觉得|本题|故|应该|应|所以|因此|综上|正确|最终|选择|选项|选|答案|是|为)的?[\s:*,]{0,4}){1,8}",
        re.IGNORECASE,
    )


_LEAD = leading(r"answer|option|choice|one|letter|number|statement|claim|ans\.?|selected")
_TAIL = re.compile(
    r"\s+is\s+(?:the\s+)?(?:correct|right|best)?(?:(?<=\s)|\s+)(?:answer|option|choice)$"
    r"|\s+is\s+(?:correct|right|best)$"
    r"|\s*(?:选项|项)?\s*(?:(?:是|为)?(?:正确|对|最佳)的?(?:答案|选项)?)?$",
    re.IGNORECASE,
)
_EXCLAIMED = re.compile(r"(?<=[^\W\d_]{3})!+$")  # of a word; n! is a factorial


class _Marks(NamedTuple):
    """How a label is written: alone, before an option's text, with it in brackets, behind it, in passing."""

    alone: re.Pattern[str]
    before_text: re.Pattern[str]
    with_text: re.Pattern[str]
    behind_text: re.Pattern[str]
    lone: re.Pattern[str]


def _marks(any_case: str, capital: str, no_value: str, lone: str) -> _Marks:
    """The marks of labels that these patterns find.

    Args:
        any_case: a label where nothing else can stand.
        capital: a label where a word could stand.
        no_value: what must not follow the sign behind a label: digits that make one number of both.
        lone: a label in the middle of a text.
    """
    return _Marks(
        re.compile(rf"[(\[【{{<]?(?P<label>{any_case})[)\]】}}>]?!?"),
        re.compile(
            rf"[(\[【]?(?:(?P<label>{any_case})(?P<mark>[)\]】][.:、,-]?|[.:、,)-]{no_value}|\s[-–—:])"
            rf"|(?P<bare>{capital})(?=\s))\s*(?P<text>\S.*)",
            re.DOTALL,
        ),
        re.compile(rf"(?P<label>{capital})\s*\((?P<text>[^()]*)\)"),
        re.compile(rf"(?P<text>.*\S)\s*[(\[](?P<label>{capital})[)\]]", re.DOTALL),
        re.compile(lone),
    )


# On its own "I" is a word, and so is "a" before another one.
_LETTER_MARKS = _marks("[A-Za-z]", "[A-Z]", "", r"(?<![\w'])(?:[A-HJ-Z]|[b-h]|a(?!\s+\w))(?![\w'])")
_NUMBER_MARKS = _marks(r"\d{1,2}", r"\d{1,2}", r"(?!\d)", r"(?<![\w'])(?<!\d[.,])\d{1,2}(?![\w']|[.,]\d)")


def _marks_of(options: Options) -> _Marks:
    return _NUMBER_MARKS if options.numbered else _LETTER_MARKS


_CLAUSE = re.compile(r"(?<=[.!?,;])\s|(?<=[。！？])|\n|\s(?=(?:because|since)\s)|(?=因为|由于)", re.IGNORECASE)
# At the end: the label of an option that it is not.
_NOT_ANOTHER = re.compile(r",?\s(?:and\snot|not|rather than|instead of)\s(?:option\s)?\(?(?P<other>[A-Z])\)?[.*]{0,3}$")


def read_choice(answer: str, options: Options) -> tuple[str | None, str]:
    """The label, a letter or a number, that an answer names.

    Args:
        answer: the answer as it is written.
        options: what the question offers.

    Returns:
        The label and ""; the label and ``options-unknown`` where a text stands beside it that cannot be compared; or
        None and why there is none: ``no-such-option``, ``disagrees`` (label and text name different options),
        ``ambiguous`` (it names two, or takes back what it names), ``no-choice``.
    """
    text = tidy(answer)
    refused = _NOT_ANOTHER.search(text)
    if refused is not None and refused["other"] in options.labels:
        label, reason = read_choice(text[: refused.start()], options)
        return (None, "ambiguous") if label == refused["other"] else (label, reason)
    lead = _LEAD.match(text)
    bare = text[lead.end() :] if lead else text
    readings = [read_plain(c, options) for c in dict.fromkeys((text, tidy(bare), tidy(_TAIL.sub("", bare))))]
    for label, reason in readings:
        if label and not reason:
            return label, ""
    first, *rest = _CLAUSE.split(bare, maxsplit=1)
    if rest and rest[0].strip():
        label, reason = read_choice(first, options)
        if label and not reason:
            readings.insert(0, _agreed(label, rest[0], options, may_remark=True))
    return next((reading for reading in readings if reading[1] != "no-choice"), (None, "no-choice"))


def read_plain(text: str, options: Options) -> tuple[str | None, str]:
    """The label that a text without a lead names: alone, as an option's text, or both side by side."""
    marks, known = _marks_of(options), options.labels
    by_text = options.labels_of(text) or options.labels_of(_EXCLAIMED.sub("", text))
    alone = marks.alone.fullmatch(text)
    if alone and (label := alone["label"].upper()) in known:
        if by_text and label not in by_text:
            return None, "ambiguous"  # the text of one option is the label of another
        return label, ""
    if by_text:
        return (by_text[0], "") if len(by_text) == 1 else (None, "ambiguous")
    if alone:
        return None, "no-such-option"
    both = marks.with_text.fullmatch(text)
    if both and both["label"] in known and options.labels_of(both["text"]):
        return _agreed(both["label"], both["text"], options, may_remark=False)
    both = marks.before_text.fullmatch(text)
    if both and (label := (both["label"] or both["bare"]).upper()) in known:
        if both["bare"] and options.texts is None:
            return None, "no-choice"  # "A" and "I" are words; only an option's text shows that they are letters here
        return _agreed(label, both["text"], options, may_remark=bool(both["mark"]) and both["mark"][-1] in ".)")
    both = marks.behind_text.fullmatch(text)
    if both and both["label"] in known:
        return _agreed(both["label"], both["text"], options, may_remark=False)
    return None, "no-choice"


_REASON = re.compile(r"\s*(?:because|since|因为|由于)", re.IGNORECASE)


def _agreed(label: str, text: str, options: Options, may_remark: bool) -> tuple[str | None, str]:
    """A label with a text beside it: the text is the option's, or a remark that names and denies nothing.

    A remark is longer than any option; what is shorter would be an option's text, and there is none like it.
    """
    named, rest = options.labels_of(text), ""
    if not named:
        named, rest = _beginning(text, options)
    if named and label not in named:
        return None, "disagrees"
    if _names_another(rest, label, options) or _TAKES_BACK.search(rest) or _OR_A_LABEL.search(rest):
        return None, "ambiguous"
    if named or (may_remark and _REASON.match(text)):
        return label, ""
    if options.texts is None:
        return label, "options-unknown"
    longest = max(len(option.split()) for option in options.texts)
    return (label, "") if may_remark and len(text.split()) > longest else (None, "no-choice")


# What ends an option's text within a longer one. A point before a digit or a hyphen goes on: 15 is not 15.5.
_END_OF_OPTION = re.compile(r"$|\s|\(|[.,;:!?](?!\w)|。")


def _beginning(text: str, options: Options) -> tuple[tuple[str, ...], str]:
    """The labels of the longest option that a text begins with, and what follows it; else none and the text."""
    flat = " ".join(tidy(text).split())
    said = flat.casefold()
    if len(said) == len(flat):  # or else the places in one are not those in the other
        for option in sorted(options.texts or (), key=len, reverse=True):
            if option and said.startswith(option) and _END_OF_OPTION.match(said, len(option)):
                return options.labels_of(option), flat[len(option) :]
    return (), flat


# At the end: another label, even one that this question does not have.
_OR_A_LABEL = re.compile(r"\bor\s{1,3}[(\[\"']?[A-Za-z0-9][)\]\"']?[.!?]?\s*$", re.IGNORECASE)

# At the start of a clause: that the option is not it, or is so only under a condition, or that there is another.
_TAKES_BACK = re.compile(
    r"(?:^|[.!?;,(])[\s*(\"'-]{0,5}"
    r"(?:(?:and|but|so|then|which|it|that|this|option|answer|choice|the|actually|i|am|i'm)\s+){0,4}"
    r"(?:(?:is|was|are|would be|it's|that's)\s+)?"
    r"(?:not|no|nor|never|none|neither|either|or|and|if|unless|except|isn't|wasn't|don't know|wrong|incorrect|false"
    r"|unsure)\b"
    r"|\b(?:is|isn't|was)\s+(?:wrong|incorrect|false|not\s+(?:the\s+)?(?:correct|right|true|answer|option|choice|it)\b)"
    r"|\b(?:changed my mind|take (?:that|it) back|mistaken|second thoughts?|kidding|scratch that"
    r"|(?:student|friend)(?:['’]s answer| (?:says|said|wrote|believes|thinks))|said nobody)\b"
    r"|(?:^|[,;。])\s*[但也这那它是并]{0,3}(?:不|非|没|错|否|或|和|除非|如果|若)|不对|不是|错误|不正确|不确定",
    re.IGNORECASE,
)


def _names_another(text: str, label: str, options: Options) -> bool:
    """Whether a text mentions another option than that of a label: by its label on its own, or by its text."""
    labels = {found.upper() for found in _marks_of(options).lone.findall(text)} - {label}
    if labels & set(options.labels):
        return True
    said = " ".join(text.casefold().split())
    for own, option in options.by_label():
        said = said.replace(option, " ") if own == label and option else said
    return any(_mentions(said, option) for other, option in options.by_label() if other != label and option)


def _mentions(text: str, option: str) -> bool:
    """Whether an option's text occurs as words of its own; scripts without spaces have no words to tell apart."""
    if not option.isascii():
        return option in text
    return re.search(rf"(?<!\w){re.escape(option)}(?!\w)", text) is not None

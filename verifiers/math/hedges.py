"""Hedges: an answer that leaves a choice, a case or the value itself to the reader is no answer.

Four kinds are told apart: doubt ("maybe 5"), another answer beside the first ("5 or its negative"), a case in which the
answer holds ("5 if x is even"), and a value that is named only to say another ("the opposite of 5"). Denials are for
`rewardry.text.denials`.
"""

from __future__ import annotations

import re

from rewardry.text.spans import holds, parts

from .vocabulary import words

# A value near a word that may stand for other things, too: "maybe 5", "perhaps it is undefined".
_VALUE_SOON = (
    r"\b(?=[^.!?\n]{0,40}?(?:\d|[$\\√π]|(?-i:\b[B-J]\b|\bA\b(?!\s[a-z]))"
    r"|\b(?:zero|one|two|three|none|undefined|infinit\w{1,4}|no solutions?|does not exist)\b))"
)
_DOUBT = re.compile(
    rf"\b(?:either(?! (?:way|case|method|approach|of)){_VALUE_SOON}"
    rf"|(?:maybe|perhaps|possibly|alternatively|or else){_VALUE_SOON}"
    r"|probably not|(?:could|might|may) (?:also )?be(?=\s+[-$\d\\(*])|not sure|unsure|uncertain"
    r"|don['’]?t know|do not know|cannot (?:determine|decide)|can['’]?t (?:determine|decide)"
    r"|i guess|(?:first|second|third|another) guess|my (?:first|second|third|other) answer|i['’]d guess|pick one"
    r"|(?:one|any) of the following)\b|\bone of (?:the )?\d|也可能|或许|可能是|不确定|不知道"
    r"|也许是?[\s$\\(]{0,4}(?=[\dA-Za-z√π|-])",
    re.IGNORECASE,
)
# A part of everything that expresses doubt.
_DOUBTFUL = parts(
    "either|maybe|perhaps|possib|alternat|or else|probab|could|might|may|sure|uncertain|know|can|guess|pick|one of|my "
    "|可能|或许|也许|不确定|不知道"
)
_ASKS = re.compile(r"[\w)}\]|.$^]\s*[?？][\s$})。.]*$")


def doubts(text: str) -> bool:
    """Whether a sentence or an answer expresses doubt about which value it gives, or asks for it."""
    return hesitates(text) or (("?" in text or "？" in text) and _ASKS.search(text) is not None)


def hesitates(text: str) -> bool:
    """Whether a text expresses doubt about which value it gives."""
    return holds(text.lower(), _DOUBTFUL) and _DOUBT.search(text) is not None


# Words that only say the same again behind "or".
_SAME = r"(?:equivalently|simply|just|rather|about|approximately|approx|roughly|around|in (?:other )?words)"
# "5, otherwise 6", "5 or its negative", "B or 16", "5 with probability 1/2", "___ or 5"; "5 or 6" is a list of two.
_ANOTHER = re.compile(
    r"\b(?:else|otherwise|xor|failing (?:that|which|this)|oder|ou|o bien|entweder|или|hoặc|أو)\b"
    r"|(?<!whether )\bor\s+(?:its|their|any|some|all|not|none|no|so|more|less|fewer|something|whatever)\b"
    r"|\b(?:perhaps|maybe|possibly)\b|\bif (?:it is |it['’]s )?not\b|(?:如果|若)不是|या"
    r"|视情况|depending on (?:the|which) case"
    r"|抑或|亦或|还是|還是|要么|否则|不然|不行的话|かまたは|または|もしくは|あるいは|또는|혹은"
    r"|^\W*(?:\\text\s?\{)?\(?[A-J]\)?\}?\s?(?:\bor\b|或)"
    r"|(?<=[\d$)}\]%]),?\s{0,3}(?:\\text\s?\{)?\s{0,3}with (?:an? )?(?:[^\s,]{1,12} )?"
    r"(?:probability|likelihood|chance|confidence)\b"
    r"|%\s(?:sure|certain|confident|likely)\b|(?<![^\W_])_{2,}(?![^\W_])|之一\W*\Z"
    rf"|[(（]\s?(?:or\b(?!\s{_SAME})|或)(?=[^()（）\d]{{1,60}}[)）])|除非|\balternatively\b",
    re.IGNORECASE,
)
# "If 5 is wrong, 6": an answer for each judgement.
_IF_WRONG = re.compile(
    r"\bif\b[^.;\n]{1,160}\b(?:(?:is not|isn['’]t)\s(?:right|correct|accepted)|is (?:wrong|incorrect))\b"
    r"|(?:如果|要是|假如|若)[^。；\n]{1,160}(?:不对|不正确|错了|有误)",
    re.IGNORECASE,
)
# What may stand behind "times": "a constant", "that", "x", "$y$", "7"; "3 times" and "3 times a day" are counts.
_OPERAND = (
    r"(?:an?\s(?!second|minute|hour|day|night|week|month|quarter|year)|(?:some|any|its|the|that|this|another|itself"
    r"|one|two|three)\b|[b-z]\b|[-−$\\(]|\d)"
)
# "5 squared", "5 times a constant", "5的两倍": a value that is worked on.
_WORKED_ON = re.compile(
    rf"(?<=\d)(?:\s|\s?\\(?:text|mathrm|textrm)\s?{{\s?)(?:(?:plus|minus|times)\s(?!10){_OPERAND}|(?:squared|cubed)\b)"
    r"|\d\s?的(?:一半|[两二三四五\d]倍|倒数|平方|立方)",
    re.IGNORECASE,
)
# "Nicht 5", "5ではない", "5是不可能的": what the answer is not, in the languages of which other modules know no words.
_DENIED = re.compile(
    r"\A[\W_]*(?:(?:text|mathrm)\W*)?(?:nicht|no es|non è|n['’]est pas|não é|не|unlikely to be)\b"
    r"|(?:では|じゃ)(?:ない|ありません|なく)|[이가은는]?\s?(?:아니|아닙)"
    r"|是不可能|最不可能的?(?:正确)?(?:答案|解|结论)",
    re.IGNORECASE,
)
# "The sum is odd. or even": another answer behind the end of a sentence.
_OR_ELSE = re.compile(
    rf"[.。]\s{{0,2}}(?:[(（]?or\b(?![,\s]{{1,3}}{_SAME})|(?:ou|oder|o bien)\b|\\lor\b)|[.。}}]\s{{0,2}}[(（]?或"
    r"|[.。]\s{0,2}if\b[^.;\n]{1,200}\botherwise\b\W*(?:\Z|\n)",
    re.IGNORECASE,
)
# "The opposite of 5", "nearly 5": another value than the one that is named.
_TURNED = re.compile(
    r"\b(?:opposite|never|anything|nothing but|nearly|close to)\b"
    r"|以外|之外|反面|对立|没有(?!解|实)|别选|就错",
    re.IGNORECASE,
)
# "Other than 5", "5以上", "5的倍数", "from 4 to 5": many values, as a whole answer.
_WIDE = re.compile(
    r"\A\W*(?:text\W*)?(?:other than|different from)\b"
    r"|\A\D*\d[\d,.]*\D{0,8}以[上下内]\W*\Z|\A\D*\d[\d,.]*\W{0,3}的(?:倍数|因数|约数)\W*\Z"
    r"|\A\W*(?:text\W*)?from\s[^,;\n]{1,40}\sto\s[^,;\n]{1,40}\Z",
    re.IGNORECASE,
)
# "5... no, 6": taken back after a pause.
_THOUGHT_OVER = re.compile(r"\s{0,3}(?:\.{2,}|…{1,4})\s?(?:no|wait|sorry|不是?|不对)\s?[,，]", re.IGNORECASE)
_CASES = ("\\begin{cases}", "\\end{cases}")


def would_be_if_wrong(text: str) -> bool:
    """Whether a text says what the answer is if another answer is wrong."""
    return _IF_WRONG.search(text) is not None


def goes_on_with_or(text: str, place: int = 0) -> bool:
    """Whether a sentence goes on behind its end with another answer, behind a place."""
    return _OR_ELSE.search(text, place) is not None


def is_unsettled(answer: str, reference: str) -> bool:
    """Whether an answer has words that leave a choice or turn its value round, which the reference has not.

    Where the reference is not known, "", an answer may be as wide as that is.
    The "otherwise" of a function in pieces leaves none.
    """
    begin, end = answer.find(_CASES[0]), answer.rfind(_CASES[1])
    if 0 <= begin < end:
        answer = f"{answer[:begin]} {answer[end:]}"
    forms = (_ANOTHER, _TURNED, _WORKED_ON, _DENIED, _IF_WRONG)
    found = next(filter(None, (form.search(answer) for form in forms)), None)
    if found is None and reference:
        found = _WIDE.search(answer) or _THOUGHT_OVER.search(answer)
    if found is not None:
        return found[0].casefold() not in reference.casefold()
    return (_are_offered(answer) and "/" not in reference) or (_stand_apart(answer) and not _stand_apart(reference))


_NESTED = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
_APART = re.compile(r"[^\s|&]\s{1,3}[|&]\s{1,3}[^\s|&]")
_DEEPEST = 6


def _stand_apart(answer: str) -> bool:
    """Whether a bar or an ampersand outside of any brackets stands between two answers: ``5 | 6``, ``5 & 6``."""
    if "\\begin" in answer or not ("|" in answer or "&" in answer):
        return False
    for _ in range(_DEEPEST):
        inner = _NESTED.sub("", answer)
        if inner == answer:
            break
        answer = inner
    return answer.count("|") != 2 and _APART.search(answer) is not None


_QUOTIENT = re.compile(r"[\s$]*(\d{1,40})\s+/\s+(\d{1,40})[\s$.]*")


def _are_offered(answer: str) -> bool:
    """Whether two numbers with a slash between them are no quotient, but two answers: 0 / 14, 12 / 1, 144 / 12."""
    found = _QUOTIENT.fullmatch(answer)
    if found is None:
        return False
    above, below = int(found[1]), int(found[2])
    return below != 0 and above in (0, above * below, below * below)


# A case in which an answer holds: "if x is even", "provided that n = 3".
_IF = re.compile(
    r"(?<!even )(?<!as )(?<!only )(?<!what )\b(?:if(?! and only)|unless|provided|assuming|as long as|in case)\b"
    r"([^.;\n]{0,100})|(?:如果|除非|假如|假设|若(?!干))([^。；\n]{0,60})",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:because|since)\b|[.!?](?=\s)|因为|由于", re.IGNORECASE)
_NAMES = re.compile(r"[A-Za-z]+|\d+|[\u4e00-\u9fff]")
_SMALL = words("that the a an is are text we it 有 是 为")


def is_conditional(answer: str, reference: str, question: str) -> bool:
    """Whether an answer holds in a case only that neither the question nor the reference speaks of.

    Args:
        answer: the answer as it is written.
        reference: the reference.
        question: the prompt.
    """
    found = _IF.search(answer)
    if found is None or _REASON.search(answer, 0, found.start()) or "{cases}" in answer:
        return False
    if "{cases}" in reference or _IF.search(reference) is not None:
        return False
    said = question.casefold()
    names = _NAMES.findall((found[1] or found[2] or "").casefold())
    return any(name not in said for name in names if name not in _SMALL)


_BESIDE = re.compile(rf"[,，;；]?\s*(?:\(\s*)?(?:\bor\b(?!\s+{_SAME})|或|{_IF.pattern})", re.IGNORECASE)
# "5 & none", "5和无解": what is joined to a value without a word for "or".
_BESIDE_WORDS = re.compile(r"\s{0,3}(?:[和与及](?!其)|[|&]\s)\s{0,2}(?=[A-Za-z_])")
_BEFORE = re.compile(
    r"(?:\b(?:or|ou|oder|o bien|или|hoặc|أو)|या"
    r"|(?<=\w)\s[|&]|\A[\s$]*[(（][A-Za-z][^()（）\n]{0,60}[,，]|或者?|还是|還是|不然就?|否则就?)"
    r"\s*(?:the |it is |是|为)?"
    r"[\s$]{0,3}(?:(?<![A-Za-z])\|?[A-Za-z]{1,2}'?(?:_\{?\w{1,3}\}?)?(?:\([a-z\d, ]{1,8}\))?\|?\s?=)?"
    r"[\s$(\\*]{0,4}$",
    re.IGNORECASE,
)
_LOOK_BEFORE = 80  # characters


def is_left_open(text: str, start: int, end: int) -> bool:
    """Whether another answer or a case is joined to the value at a place: "none or 42", "42 or so", "42 if x > 0"."""
    return bool(
        _BESIDE.match(text, end)
        or _ANOTHER.search(text, end)
        or _WORKED_ON.match(text, end)
        or _THOUGHT_OVER.match(text, end)
        or _BESIDE_WORDS.match(text, end)
        or _BEFORE.search(text, max(0, start - _LOOK_BEFORE), start)
    )


_CHOICE = re.compile(r"\bor\b|\\lor|\\vee|或", re.IGNORECASE)


def offers_another(text: str) -> bool:
    """Whether a text offers another answer beside the first: "or", "otherwise", 否则."""
    return offers_choice(text) or _ANOTHER.search(text) is not None


def offers_choice(text: str) -> bool:
    """Whether "or" stands in an answer: right where several values are asked for, a hedge where one is."""
    return _CHOICE.search(text) is not None

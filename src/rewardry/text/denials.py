"""Denials: "not 42", "42 is wrong" and "不是42" say what an answer is not.

A value is denied by what stands right before it, or by what is said about it right behind it. A text may deny one value
and state another: "not 41 but 42" states 42. Every pattern looks at a bounded piece, so that time is linear.
"""

from __future__ import annotations

import re

from rewardry.text.spans import Span, holds

_REACH = 120  # characters before and behind a value in which it may be denied

# Words that deny what follows them, and what may stand between them and the value.
_NOT = (
    r"(?:\b(?:not|never|cannot|neither|nor|anything but|far from|unlike|rather than|instead of|nowhere near)\b|n['’]t\b"
    r"|不是|不等于|并非|不可能是|不会是|不应该?是|而非|没有等于|\bnicht\b|\bn['’]est pas\b|\bno es\b|\bnon è\b"
    r"|\bnão é\b"
    r"|\bне\b)"
)
_FILLER = (
    r"(?:[\s$*_`\"'“({\[:~]|\\[(\[]|\\text\{|[A-Za-z]\s{0,3}=|\b(?:be|been|equal(?:s| to)?|exactly|simply|really"
    r"|actually|necessarily|the|an?|value|answer|number|option|choice|even|about|possibly|in fact)\b)"
)
_NOUN = r"(?:answer|solution|value|result|choice|option|guess|number|conclusion)s?"
_FALSE = r"(?:wrong|incorrect|false|mistaken|erroneous|invalid)"
_STRUCK = r"\\(?:[xb]?cancel|sout|not(?!\s*(?:=|<|>|\\(?:in|equiv|le|ge|sub|sup|mid)))|neg|lnot)(?![A-Za-z])"
_BEFORE = re.compile(
    rf"{_NOT}{_FILLER}{{0,24}}$"
    r"|(?<!no )(?<!out )(?<!out a )\b(?:doubt|deny|disagree|reject|refute|dispute"
    r"|(?:do not|don['’]t|did not|didn['’]t|can['’]t|cannot) (?:think|believe|accept|agree)"
    rf"|(?:impossible|unlikely|untrue|not true|not the case|not possible|{_FALSE}) (?:that|for|to))"
    rf"\b[^.!?\n,;]{{0,40}}$"
    r"|(?<!no )\b(?:refuse|decline|hesitate|hate|nobody|no ?one|none of us|never)\b[^.!?\n,;]{0,20}?"
    r"\b(?:say|claim|think|believe|argue|assert|state|suggest|conclude|accept|admit|agree|get|answer)s?\b[^.!?\n,;]{0,40}$"
    r"|\b(?:one|you|people|some|someone|many) (?:might|may|could|would) (?:be tempted to )?"
    r"(?:think|guess|believe|expect|suspect|argue|claim|say)\b[^.!?\n,;]{0,40}$"
    r"|(?:不认为|不觉得|不相信|不同意|不能说|不会说|没有?人?会?(?:说|认为|相信)|怀疑|否认|拒绝说|以为)[^。！？\n，,；]{0,16}$"
    rf"|错误的?答案\s{{0,2}}(?:就?是|为|[:：]){_FILLER}{{0,24}}$"
    rf"|(?<!is )(?<!was )(?<!['’]s )\b{_FALSE}(?:\s{{1,3}}{_NOUN})?\s{{0,3}}"
    rf"(?:is|was|are|would be|will be|[:=]){_FILLER}{{0,24}}$"
    rf"|\b(?:wrongly|incorrectly|mistakenly|erroneously)\b[^.!?\n,;]{{0,40}}$|~~\s*$|{_STRUCK}\s*\{{?\s*$",
    re.IGNORECASE,
)

# What is said about a value behind it.
_ADVERB = (
    r"(?:(?:also|clearly|definitely|certainly|obviously|simply|actually|really|probably|just|still|of course|surely"
    r"|completely|totally|therefore|thus)\s{1,3}){0,3}"
)
_BAD = (
    rf"(?:(?:an? |the )?{_FALSE}\b|impossible|an? (?:\w{{1,12}} )?(?:mistake|error)|ruled out|excluded|rejected|absurd"
    r"|out of (?:range|the question)|too (?:large|small|big|high|low|much|many|few)\b|nonsense|extraneous)"
)
_GOOD = (
    r"(?:right|correct|true|valid|possible|accurate|acceptable|accepted|allowed|permitted|it(?=\W|$)|work|hold|fit"
    r"|make sense|satisfy|an? (?:valid |possible |correct )?(?:answer|solution|root)"
    rf"|(?:the|my|our) (?:\w{{1,12}} )?{_NOUN}\b)"
)
_IS = r"(?:is|are|was|were|seems?|looks?|sounds?|appears?|would be|must be|has to be|turns out to be|['’]s)"
_MAY = r"(?:is|are|was|were|would|could|can|does|do|must|should|will|['’]s)"
_ISNT = rf"(?:{_MAY}\s{{1,3}}{_ADVERB}(?:not|never)|{_MAY}n['’]t|cannot|can['’]t)\s{{1,3}}{_ADVERB}(?:be\s{{1,3}})?"
_SAID = rf"(?:{_IS}\s{{1,3}}{_ADVERB}{_BAD}|{_ISNT}{_GOOD}"
_LEAD = r"[\s$*_`\"'”)}\]]{0,8}(?:\\[)\]])?[\s$*_`\"'”)}\]]{0,8}"
_UNIT = (
    r"(?:(?!(?:and|but|or|so|if|as|since|because|when|while|with|for|to|the|than|not|it|this|that)\b)"
    r"[A-Za-z]{1,14}\s{1,3}){0,2}"
)
_SIGHS = (
    r"(?:(?:but|yet|and|however|although|though|wait|hmm+|oh|no|actually|sorry|hold on|unfortunately|oops|hang on)\b"
    r"[\s,.!…—:-]{0,6}){0,4}"
)
_IT = rf"(?:that|this|it|which|(?:this|that|my|the|our) (?:last |final |above )?{_NOUN})(?:\s{{1,3}}above)?"
_BEHIND = re.compile(
    rf"{_LEAD}(?:"
    rf"{_UNIT}{_SAID}|\s{{0,2}}(?:fails?|failed)\b"
    rf"|{_ISNT}(?:the|my|our) (?:\w{{1,12}} )?\w{{1,15}}(?=\s*(?:[.!?,;]|$)))"
    rf"|[.,!;:—…-]{{0,3}}\s{{0,4}}{_SIGHS}(?:{_IT}\s{{0,3}}{_SAID})"
    r"|I (?:think I |have |must have )?made (?:an? )?(?:\w{1,12} )?(?:mistake|error)"
    r"|there (?:is|was) (?:an? )(?:mistake|error))"
    r"|[.,!;:—…-]{0,3}\s{0,4}(?:(?:just |only |i['’]m |i am )*(?:kidding|joking)\b|scratch that|strike that|never ?mind"
    r"|forget (?:that|it)\b|i take (?:that|it) back|on second thoughts?|i(?:['’]ve| have)? changed my mind"
    r"|(?:said|says|wrote|claimed|argued) (?:an?|the|my|nobody|no ?one)\b"
    r"|(?:an?|the|my) (?:student|friend) (?:said|says|wrote)\b)"
    r"|\s*[。，,.]?\s*(?:开(?:个)?玩笑|当我没说|收回|错[。！!]?\s*$)"
    r"|\?\s{0,3}(?:no\b|nope|not\b|wrong|incorrect|不)"
    r"|(?:[，。？,.?]\s*)?(?:等等|等一下)?[，,]?\s*(?:这|那|它|该答案)?(?:显然|肯定|应该)?(?:就|才)?是?(?:不对|错误?|有误|不正确|不可能|不是(?:正确的?)?(?:答案|解))"
    r"|\s*(?:以外|之外|的?(?:反面|相反数?(?=\W|$)|对立面))"
    r"|~~)",
    re.IGNORECASE,
)
# One of these is in every text that denies; plain searches, since most answers deny nothing.
_HINTS = (
    *(
        "not",
        "nor",
        "nowhere",
        "no es",
        "non è",
        "?",
        "n't",
        "never",
        "neither",
        "anything but",
        "far from",
        "unlike",
        "rather",
        "instead",
    ),
    *("wrong", "incorrect", "false", "mistake", "error", "erroneous", "invalid", "impossible", "ruled out"),
    *("excluded", "reject", "doubt", "deny", "disagree", "refute", "dispute", "absurd", "untrue", "too "),
    *("refuse", "decline", "hesitate", "hate", "nobody", "no one", "noone", "none", "might", "may ", "could", "would"),
    *("said", "says", "wrote", "claimed", "argued", "changed my", "fail"),
    *("kidding", "joking", "scratch", "strike", "mind", "forget", "take ", "second thought"),
    *("extraneous", "out of", "nicht", "n'est", "~~", "cancel", "sout", "\\neg", "\\lnot"),
)
_OTHER_HINTS = (
    *("n’t", "不", "错", "误", "非", "以外", "之外", "没", "疑", "认", "拒", "以为", "反面", "相反", "对立", "玩笑"),
    *("收回", "n’est", "não", "не"),
)


def may_deny(text: str) -> bool:
    """Whether a text holds anything with which a value could be denied."""
    lowered = text.lower()
    return holds(lowered, _HINTS) or (not text.isascii() and holds(lowered, _OTHER_HINTS))


def is_struck(text: str) -> bool:
    """Whether a text strikes out or negates a part of itself."""
    return "\\" in text and re.search(_STRUCK, text) is not None


def denied_before(text: str, place: int) -> bool:
    """Whether what stands right before a place denies the value that begins there."""
    return _BEFORE.search(text[max(0, place - _REACH) : place]) is not None


def denied_behind(text: str, place: int) -> bool:
    """Whether what stands right behind a place denies the value that ends there."""
    return _BEHIND.match(text, place, place + _REACH) is not None


def denied(text: str, start: int, end: int) -> bool:
    """Whether the value at a place is denied."""
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    before = before[before.rfind(". ") + 1 :]  # no denial reaches over the end of a sentence
    return (may_deny(before) and denied_before(text, start)) or (
        len(behind) > 1 and may_deny(behind) and denied_behind(text, end)
    )


_CORRECTION = re.compile(
    r"\b(?:wait|no(?=,)|actually|sorry|correction|mistake|wrong|incorrect|instead|rather|rechecking|recomputing|hmm|oops"
    r"|hold on)\b|\bnot right\b|不对|等等",
    re.IGNORECASE,
)


def corrects(text: str) -> bool:
    """Whether a text takes back what stood before it."""
    return _CORRECTION.search(text) is not None


# What a letter cannot be is an answer of its own: x is not 2.
_EXCLUDED = re.compile(
    r"(?:[Ss]o |[Tt]hus |[Hh]ence )?\$?[a-z]\$?\s(?:\\text\{)?\s?(?:cannot|can not|may not) (?:be|equal)\s?\}?\s?"
    r"\$?[-−]?\d[\d/.]*\$?\.?"
)
_VALUE = re.compile(
    r"\$[^$\n]{1,200}\$|\\\((?:[^\\\n]|\\(?!\))){1,200}\\\)|\\boxed\{[^{}]{0,100}\}|(?<![A-Za-z\d])[-−]?\.?\d[\d.,/:]*%?"
    r"|\\[A-Za-z]+(?:\{[^{}]{0,60}\}){0,2}|(?<![A-Za-z])(?:[B-HJ](?![A-Za-z'’])|A(?=\s*(?:[,.;)]|$)))|[√π∞½]"
)
_BREAK = re.compile(
    r"[;!?；，。！？]|[.,](?=\s|$)|\s[-–—]\s|\((?=\s*(?:and\s+)?(?:not|never|rather|instead|unlike|since|because|as)\b)|\)|\b(?:but|so|hence"
    r"|thus|therefore|since|because|while|whereas|although|though)\b|而是|因为|所以|但|sondern"
    r"|(?=\b(?:it['’]s|it is|which is) (?!not\b))|(?=\b(?:rather than|instead of|unlike)\b)|(?=而不是|而非)",
    re.IGNORECASE,
)
_MOST_CLAUSES = 40


def asserted(text: str) -> Span | None:
    """What a short answer states, where it may deny other values: the 42 of "42, not 41" and of "not 41 but 42".

    Args:
        text: an answer as it is written; time is linear in it.

    Returns:
        Its place: the whole where nothing is denied, None where nothing but denied values is there.
    """
    whole = Span(0, len(text))
    if "not" in text and _EXCLUDED.fullmatch(text):
        return whole
    if text.isdigit() or not may_deny(text):
        return whole
    if is_struck(text) and _WHOLLY_STRUCK.fullmatch(text):
        return None
    clauses = _clauses(text)
    kept: list[tuple[int, Span]] = []
    refused: set[str] = set()
    for i, clause in enumerate(clauses):
        values = list(_VALUE.finditer(text, clause.start, clause.end))[:_MOST_CLAUSES]
        if not values:
            continue
        bad = {value[0] for value in values if _is_refused(text, value)}
        refused |= bad
        if not bad:
            kept.append((i, clause))
    if not refused:
        return None if _WHOLLY.fullmatch(text) else whole
    if not kept or any(value[0] in refused for _, clause in kept for value in _VALUE.finditer(text, *clause)):
        return None
    first = last = kept[-1]
    for before in kept[-2::-1]:
        if before[0] != first[0] - 1:
            break
        first = before
    return Span(first[1].start, last[1].end)


# What belongs to the formula in which a value stands. No two of these match at one place: time would be exponential.
_FORMULA = (
    r"(?:\\(?:[A-Za-z]+|[%,;:! ])|[\d{}()\[\]^_+\-−*/=!|&<>√π°%]|[.,](?=\d)|(?<![A-Za-z'’])[A-Za-z](?![A-Za-z])"
    r"|(?<=[a-z])'(?=\()| (?=[+\-−*/=\\^\d]|[A-Za-z](?![A-Za-z])))"
)
_FORMULA_BEHIND = re.compile(rf"{_FORMULA}{{0,{_REACH}}}")
_FORMULA_BEFORE = re.compile(rf"{_FORMULA}{{0,{_REACH}}}$")
# A denial of something in which no value is seen: "mn is wrong", "1, ..., n是错的", "it is false that it is e^x".
_WHOLLY = re.compile(
    rf"\s*(?:[A-Za-z]{{1,3}}|[^\s\u4e00-\u9fff]{{1,60}}[!^_{{}}()=][^\s\u4e00-\u9fff]{{0,60}})\s*"
    rf"{_SAID})[\s.。!！]*"
    r"|\s*(?:说?答案是)?[^\u4e00-\u9fff]{1,200}是?(?:不对|错误?|有误|不正确)的?[\s.。!！]*"
    rf"|\s*(?:it is|it['’]s)\s{{1,3}}(?:{_FALSE}|untrue|not true|not the case)\s{{1,3}}(?:that|to)\b.*",
    re.IGNORECASE,
)


_WHOLLY_STRUCK = re.compile(r"[\s$]*\\(?:[xb]?cancel|sout|st)\s?\{(?:[^{}]|\{[^{}]{0,60}\}){0,120}\}[\s$.]*")


def _is_refused(text: str, value: re.Match[str]) -> bool:
    """Whether a value is denied, or the formula in which it stands."""
    if denied(text, *value.span()):
        return True
    behind = _FORMULA_BEHIND.match(text, value.end(), value.end() + _REACH)
    start = max(0, value.start() - _REACH)
    before = _FORMULA_BEFORE.search(text[start : value.start()])
    end = behind.end() if behind else value.end()
    return denied(text, start + before.start() if before else value.start(), end)


def _clauses(text: str) -> list[Span]:
    """The clauses of a text; what stands in brackets or a formula is not cut."""
    places = []
    hidden = _hidden(text)
    start = 0
    for found in _BREAK.finditer(text):
        if hidden[found.start()] if found.start() < len(hidden) else False:
            continue
        places.append(Span(start, found.start()))
        start = found.end()
        if len(places) > _MOST_CLAUSES:
            break
    return [*places, Span(start, len(text))]


_REMARK = re.compile(r"\(\s*(?:and\s+)?(?:not|never|rather|instead|unlike|since|because|as)\b", re.IGNORECASE)


def _hidden(text: str) -> list[bool]:
    """For each character whether it lies within brackets or a formula."""
    hidden = []
    depth, formula, remarks = 0, False, 0
    for place, char in enumerate(text):
        if char in "([{":
            if char == "(" and _REMARK.match(text, place):
                remarks += 1
            else:
                depth += 1
        elif char in ")]}":
            if remarks and not depth:
                remarks -= 1
            else:
                depth = max(0, depth - 1)
                hidden.append(True)
                continue
        elif char == "$":
            formula = not formula
        hidden.append(depth > 0 or formula)
    return hidden

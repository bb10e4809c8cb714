"""Denials: "not 42", "42 is wrong" and "不是42" say what an answer is not.

A value is denied by what stands right before it, or by what is said about it right behind it; what else a text states
is for `rewardry.text.assertions`. Every pattern looks at a bounded piece, so that time is linear.
"""

from __future__ import annotations

import re

from rewardry.text.spans import holds, parts
from rewardry.text.unseen import is_turned

_REACH = 120  # characters before and behind a value in which it may be denied

# Words that deny what follows them, and what may stand between them and the value.
_NOT = (
    r"(?:\b(?:not|never|cannot|neither|nor|anything but|far from|unlike|rather than|instead of|nowhere near)\b|n['’]t\b"
    r"|不是|不等于|并非|绝非|不可能是|不会是|不应该?是|而非|没有等于|\bnicht\b|\bn['’]est pas\b|\bno es\b|\bnon è\b"
    r"|\bnão é\b|\bне\b|(?<!le )(?<!un )(?<!de )(?<!du )\bpas\b(?!\s?[:=]))"
)
_FILLER = (
    r"(?:[\s$*_`\"'“({\[:~]|\\[(\[]|\\text\{|[A-Za-z]\s{0,3}=|\b(?:be|been|equal(?:s| to)?|exactly|simply|really"
    r"|actually|necessarily|the|an?|value|answer|number|option|choice|even|about|possibly|in fact)\b)"
)
_NOUN = r"(?:answer|solution|value|result|choice|option|guess|number|conclusion)s?"
_FALSE = r"(?:wrong|incorrect|false|mistaken|erroneous|invalid)"
_TO_VALUE = r"\b[^.!?\n,;]{0,40}$"  # the rest of a clause, up to the value
_TO_VALUE_HAN = r"[^。！？\n，,；]{0,16}$"
_STRUCK = r"\\(?:[xb]?cancel|sout|not(?!\s*(?:=|<|>|\\(?:in|equiv|le|ge|sub|sup|mid)))|neg|lnot)(?![A-Za-z])"
# "I doubt that it is 42", "it is impossible that it is 42"; but not "no doubt it is 42".
_DOUBTS = (
    r"(?<!no )(?<!out )(?<!out a )\b(?:doubt|deny|disagree|reject|refute|dispute"
    r"|(?:do not|don['’]t|did not|didn['’]t|can['’]t|cannot) (?:think|believe|accept|agree|say|claim|state|conclude)"
    rf"|(?:impossible|unlikely|untrue|not true|not the case|not possible|{_FALSE}) (?:that|for|to)){_TO_VALUE}"
)
# "I refuse to say that it is 42", "nobody could claim that it is 42".
_REFUSES = (
    r"(?<!no )\b(?:refuse|decline|hesitate|hate|nobody|no ?one|none of us|never)\b[^.!?\n,;]{0,20}?"
    rf"\b(?:say|claim|think|believe|argue|assert|state|suggest|conclude|accept|admit|agree|get|answer)s?{_TO_VALUE}"
)
# "One might think that it is 42", "it could be argued that it is 42".
_TEMPTS = (
    rf"\bit (?:might|may|could|can) be (?:thought|guessed|believed|argued|claimed|said|suspected){_TO_VALUE}"
    r"|\b(?:one|you|people|some|someone|many) (?:might|may|could|would) (?:be tempted to )?"
    rf"(?:think|guess|believe|expect|suspect|argue|claim|say){_TO_VALUE}"
)
_DOUBTS_IN_CHINESE = (
    r"(?:不认为|不觉得|不相信|不同意|不能说|不会说|不要说|别说|没有?人?会?(?:说|认为|相信)|怀疑|否认|拒绝说|以为)"
    + _TO_VALUE_HAN
)
# "The wrong answer is 42", "wrongly: 42".
_CALLS_FALSE = (
    rf"错误的?答案\s{{0,2}}(?:就?是|为|[:：]){_FILLER}{{0,24}}$"
    rf"|(?<!is )(?<!was )(?<!['’]s )\b{_FALSE}(?:\s{{1,3}}{_NOUN})?\s{{0,3}}"
    rf"(?:is|was|are|would be|will be|[:=]){_FILLER}{{0,24}}$"
    rf"|\b(?:wrongly|incorrectly|mistakenly|erroneously){_TO_VALUE}"
)
_BEFORE = re.compile(
    rf"{_NOT}{_FILLER}{{0,24}}$|{_DOUBTS}|{_REFUSES}|{_TEMPTS}|{_DOUBTS_IN_CHINESE}|{_CALLS_FALSE}"
    rf"|~~\s*$|{_STRUCK}\s*\{{?\s*$",
    re.IGNORECASE,
)

# What is said about a value behind it.
_ADVERB = (
    r"(?:(?:also|clearly|definitely|certainly|obviously|simply|actually|really|probably|just|still|of course|surely"
    r"|completely|totally|therefore|thus)\s{1,3}){0,3}"
)
_OFTEN = r"(?:common|typical|frequent|popular|tempting|usual|classic|plausible)(?:ly)?"
_BAD = (
    rf"(?:(?:(?:an? |the )(?:{_OFTEN} )?)?{_FALSE}\b|impossible"
    r"|an? (?:\w{1,12} )?(?:mistake|error)|ruled out|excluded|rejected|absurd"
    r"|(?:the )?(?:least |most un)likely (?:correct )?(?:answer|solution|guess|conclusion)"
    r"|out of (?:range|the question)|too (?:large|small|big|high|low|much|many|few)\b|nonsense|extraneous)"
)
_GOOD = (
    r"(?:right|correct|true|valid|accurate|acceptable|accepted"
    r"|(?:possible|allowed|permitted)(?! (?:to|that|for [\w ]{1,30} to)\b)|it(?=\W|$)|work|hold|fit"
    r"|make sense|satisfy|an? (?:valid |possible |correct )?(?:answer|solution|root)"
    rf"|(?:the|my|our) (?:\w{{1,12}} )?{_NOUN}\b)"
)
_IS = r"(?:is|are|was|were|seems?|looks?|sounds?|appears?|would be|must be|has to be|turns out to be|['’]s)"
_MAY = r"(?:is|are|was|were|would|could|can|does|do|must|should|will|['’]s)"
_ISNT = rf"(?:{_MAY}\s{{1,3}}{_ADVERB}(?:not|never)|{_MAY}n['’]t|cannot|can['’]t)\s{{1,3}}{_ADVERB}(?:be\s{{1,3}})?"
# What denies as a verb: "is wrong", "isn't right".
SAID_FALSE = rf"(?:{_IS}\s{{1,3}}{_ADVERB}{_BAD}|{_ISNT}{_GOOD})"
SAID_FALSE_IN_CHINESE = r"是?(?:不对|错误?|有误|不正确)的?"
FALSE_THAT = rf"(?:it is|it['’]s)\s{{1,3}}(?:{_FALSE}|untrue|not true|not the case)\s{{1,3}}(?:that|to)\b"
_LEAD = r"[\s$*_`\"'”)}\]]{0,8}(?:\\[)\]])?[\s$*_`\"'”)}\]]{0,8}"
_UNIT = (
    r"(?:(?!(?:and|but|or|so|if|as|since|because|when|while|with|for|to|the|than|not|it|this|that)\b)"
    r"[A-Za-z]{1,14}\s{1,3}){0,2}"
)
_SIGH = (
    r"(?:(?:but|yet|and|however|although|though|wait|hmm+|oh|no|actually|sorry|hold on|unfortunately|oops|hang on"
    r"|edit|update|correction|erratum)\b[\s,.!…—:-]{0,6})"
)
_SIGHS = rf"{_SIGH}{{0,4}}"
_WHAT_WAS_SAID = rf"(?:this|that|my|the|our) (?:last |final |above |previous )?{_NOUN}(?:\s{{1,3}}above)?"
_IT = rf"(?:{_WHAT_WAS_SAID}|(?:that|this|it|which)(?:\s{{1,3}}above)?)"
_PAUSE = r"[.,!;:—…-]{0,3}\s{0,4}"
# "42 cm is wrong", "42 fails", "42 is not the area."; "The sum is odd. is wrong" of a sentence that is quoted.
_IS_FALSE = (
    rf"{_UNIT}(?:{SAID_FALSE}|\s{{0,2}}(?:fails?|failed)\b"
    rf"|{_ISNT}(?:the|my|our) (?:\w{{1,12}} )?\w{{1,15}}(?=\s*(?:[.!?,;]|$)))"
    rf"|[.!?]\s{{0,2}}{SAID_FALSE}"
    # "42 is what one gets so, and it is wrong."
    rf"|(?:is|was|would be)\s[^.!?\n;,]{{1,80}}[;,]\s{{0,2}}(?:(?:and|but|yet|though|although)\s)?"
    rf"(?:{_IT}\s{{0,3}})?{SAID_FALSE}"
)
# "42. Wait, that is wrong", "42. I made a mistake".
_MISTAKE = (
    r"(?:I (?:think I |have |must have )?made (?:an? )?(?:\w{1,12} )?(?:mistake|error)"
    r"|there (?:is|was) (?:an? )(?:mistake|error))"
)
_TAKEN_BACK = rf"{_PAUSE}{_SIGHS}(?:{_IT}\s{{0,3}}{SAID_FALSE}|{_MISTAKE})"
# "42. Just kidding", "42, said a student".
_NOT_MEANT = (
    rf"{_PAUSE}(?:(?:just |only |i['’]m |i am )*(?:kidding|joking)\b|scratch that|strike that|never ?mind"
    r"|forget (?:that|it)\b|i take (?:that|it) back|on second thoughts?|i(?:['’]ve| have)? changed my mind"
    r"|(?:said|says|wrote|claimed|argued) (?:an?|the|my|nobody|no ?one)\b"
    r"|(?:an?|the|my) (?:student|friend) (?:said|says|wrote)\b"
    r"|(?:is|was) what (?:\w{1,12} ){1,3}(?:would|might|may|could)\b|(?<=[.!] )no,\s"
    r"|was (?:my|our) (?:first|initial|original|earlier|naive) (?:guess|thought|attempt|idea|try|answer)\b)"
)
_FALSE_IN_CHINESE = (
    r"\s*[。，,.]?\s*(?:开(?:个)?玩笑|当我没说|收回|错[。！!]?\s*$)"
    r"|[。，,.]?\s*(?:等等|等一下|哦|啊|抱歉)[，,。]?\s*我?(?:刚才|前面|上面)?[算弄搞看写]错了"
    r"|(?:[，。？,.?]\s*)?(?:等等|等一下)?[，,]?\s*(?:其实|实际上|事实上)?[，,]?(?:这|那|它|该答案)?(?:的(?:说法|答案|结论|结果|想法))?"
    r"(?:显然|肯定|应该)?(?:就|才)?"
    r"是?(?:不对|错误?|有误|不正确|不可能|不是(?:正确的?)?(?:答案|解))"
    r"|\s*(?:以外|之外|的?(?:反面|相反数?(?=\W|$)|对立面))"
    r"|\s*是?最不可能的?(?:正确)?(?:答案|解|结论)|\s*是(?:别人|他人|其他人)们?(?:的(?:猜测|答案|回答)|猜的)"
)
# "42ではない", "42이 아니다"
_FALSE_IN_OTHERS = r"\s*(?:では|じゃ|で)(?:ない|ありません|なく)|\s*[이가은는]?\s?(?:아니|아닙)"
_BEHIND = re.compile(
    rf"{_LEAD}(?:{_IS_FALSE}|{_TAKEN_BACK}|{_NOT_MEANT}|{_FALSE_IN_CHINESE}|{_FALSE_IN_OTHERS}"
    r"|\?\s{0,3}(?:no\b|nope|not\b|wrong|incorrect|不)|~~)",
    re.IGNORECASE,
)
# "Answer: 42\nEdit: the answer above is wrong." An option of a question may be said to be false; so it takes a word
# that turns round, or one for the answer.
_TAKES_BACK = re.compile(
    rf"{_LEAD}{_PAUSE}(?:{_SIGH}{{1,4}}{_IT}\s{{0,3}}{SAID_FALSE}|{_SIGHS}(?:{_WHAT_WAS_SAID}\s{{0,3}}{SAID_FALSE}|{_MISTAKE}))",
    re.IGNORECASE,
)
# One of these is in every text that denies; plain searches, since most answers deny nothing.
_HINTS = parts(
    "not|nor|nowhere|no es|non è|?|n't|never|neither|anything but|far from|unlike|rather|instead|wrong|incorrect"
    "|false|mistake|error|erroneous|invalid|impossible|ruled out|excluded|reject|doubt|deny|disagree|refute|dispute"
    "|absurd|untrue|too |refuse|decline|hesitate|hate|nobody|no one|noone|none|might|may |could|would|said|says"
    "|wrote|claimed|argued|changed my|fail|kidding|joking|scratch|strike|mind|forget|take |second thought"
    "|extraneous|out of|was my|was our|no,|nicht|n'est|~~|cancel|sout|\\neg|\\lnot|likely|pas"
)
_OTHER_HINTS = parts(
    "n’t|不|错|误|非|以外|之外|没|疑|认|拒|以为|反面|相反|对立|玩笑|收回|n’est|não|не"
    "|ない|なく|ありません|아니|아닙|别人|他人"
)


def may_deny(text: str) -> bool:
    """Whether a text holds anything with which a value could be denied."""
    lowered = text.lower()
    return holds(lowered, _HINTS) or (not text.isascii() and holds(lowered, _OTHER_HINTS))


# A part that is crossed out, and a letter or word with a sign of negation before it: "~~5~~", "¬A".
_CROSSED = re.compile(
    rf"{_STRUCK}|\u0336|~~[^~\n]{{1,200}}~~|<(?:s|del|strike)>"
    r"|^\s*(?:[¬!≠≁]|\\neq?(?![A-Za-z]))\s*(?:\\(?:text|mathrm)\s?\{)?(?=[A-Za-z])"
)


def is_struck(text: str) -> bool:
    """Whether a text strikes out or negates a part of itself."""
    return _CROSSED.search(text) is not None


_NEGATED = re.compile(
    r"\s*(?:[¬≠]|\\(?:lnot|neg|neq?)(?![A-Za-z])|~~.*~~[\s.]*\Z|<(?P<tag>s|del|strike)>.*</(?P=tag)>[\s.]*\Z)",
    re.DOTALL,
)


def is_negated(answer: str) -> bool:
    """Whether an answer as a whole is negated by a sign, struck out or turned round: ``≠ 5``, ``¬A``, ``~~5~~``."""
    return _NEGATED.match(answer) is not None or is_turned(answer)


def denied_before(text: str, place: int) -> bool:
    """Whether what stands right before a place denies the value that begins there."""
    return _BEFORE.search(text[max(0, place - _REACH) : place]) is not None


def denied_behind(text: str, place: int) -> bool:
    """Whether what stands right behind a place denies the value that ends there."""
    return _BEHIND.match(text, place, place + _REACH) is not None


def taken_back(text: str, place: int) -> bool:
    """Whether what stands behind a line takes back the answer that the line gives."""
    behind = text[place : place + _REACH]
    return len(behind) > 1 and may_deny(behind) and _TAKES_BACK.match(text, place, place + _REACH) is not None


def denied(text: str, start: int, end: int) -> bool:
    """Whether the value at a place is denied."""
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    before = before[before.rfind(". ") + 1 :]  # no denial reaches over the end of a sentence
    return (may_deny(before) and denied_before(text, start)) or (
        len(behind) > 1 and may_deny(behind) and denied_behind(text, end)
    )


# What belongs to the formula in which a value stands. No two of these match at one place: time would be exponential.
_FORMULA = (
    r"(?:\\(?:[A-Za-z]+|[%,;:! ])|[\d{}()\[\]^_+\-−*/=!|&<>√π°%]|[.,](?=\d)|(?<![A-Za-z'’])[A-Za-z](?![A-Za-z])"
    r"|(?<![A-Za-z])(?!NOT|NOR|NO(?![A-Z]))[A-Z]{2,4}(?![A-Za-z])|(?<=[a-z])'(?=[(0])"
    r"| (?=[+\-−*/=\\^\d(\[{]|[A-Za-z](?![A-Za-z])))"
)
_FORMULA_BEHIND = re.compile(rf"{_FORMULA}{{0,{_REACH}}}")
_FORMULA_BEFORE = re.compile(rf"{_FORMULA}{{1,{_REACH}}}$")
# A tuple such as (P(x), \ell); no two of the alternatives match at one place.
_WITH_COMMAS = re.compile(
    r"\((?:[^()A-Za-z\\\n]|\\(?:[A-Za-z]+|[^A-Za-z\n])|(?<![A-Za-z])[A-Za-z](?![A-Za-z])|\([^()\n]{0,40}\)){0,80}\)"
)


def denied_in_formula(text: str, start: int, end: int) -> bool:
    """Whether a value is denied, or the formula in which it stands: the 3 of "it is not a_n = 3"."""
    begin = max(0, start - _REACH)
    if not may_deny(text[begin : end + _REACH]):
        return False
    if denied(text, start, end):
        return True
    piece = _WITH_COMMAS.sub(lambda group: "0" * len(group[0]), text[begin:start].rstrip())
    before = _FORMULA_BEFORE.search(piece)
    behind = _FORMULA_BEHIND.match(text, end, end + _REACH)
    return denied(text, begin + before.start() if before else start, behind.end() if behind else end)


_CORRECTION = re.compile(
    r"\b(?:wait|no(?=,)|actually|sorry|correction|mistake|wrong|incorrect|instead|rather|rechecking|recomputing|hmm|oops"
    r"|hold on)\b|\bnot right\b|不对|等等",
    re.IGNORECASE,
)


def corrects(text: str) -> bool:
    """Whether a text takes back what stood before it."""
    return _CORRECTION.search(text) is not None

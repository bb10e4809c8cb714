"""Whose answer is told: "the student says it is 5" and "suppose the answer is 5" give no answer of the writer's.

What stands before a value, or before the words that announce it, is looked at within its sentence and clause, so that
"Tom says it is 4; it is 5" gives 5. Every pattern looks at a bounded piece, so that time is linear.
"""

from __future__ import annotations

import re

from rewardry.text.spans import holds, parts

_REACH = 110  # characters before a value in which it may be told of whom it is

_WHO = (
    r"(?:students?|pupils?|class ?mates?|friends?|teachers?|professors?|tutors?|text ?books?|readers?|people|persons?"
    r"|somebody|someone|some|many|most|others|calculators?|question|problem|prompt|user|author|grader|rubric|manual"
    r"|(?:answer |solution )?key|solver)"
)
_SAYS = (
    r"(?:(?:says?|said|states?|stated|claims?|claimed|thinks?|thought|believes?|believed|guess(?:es|ed)?|writes?|wrote"
    r"|argues?|argued|asserts?|asserted|suggests?|suggested|concludes?|concluded|(?:would|might|may|could) (?:say|think"
    r"|guess|claim|answer|conclude))(?![A-Za-z]))"
)
_BEFORE = re.compile(
    rf"\b{_WHO}\s{{1,3}}(?:[a-z]{{1,12}}ly\s{{1,3}}|once\s{{1,3}})?{_SAYS}[^.!?\n;,]{{0,60}}$"
    r"|\baccording to (?:the|a|an|my|some|this|that)\s(?:[a-z]{1,12}\s){0,2}"
    r"(?:key|students?|friends?|text ?book|grader|rubric)\b[^.!?\n;]{0,40}$"
    r"|(?:小[\u4e00-\u9fff]|学生|同学|老师|有人|某人|有些人|题目|题干|题中|朋友)们?(?:就|却|都|曾)?"
    r"(?:说|认为|觉得|声称|写道|写着|以为|猜)[^。！？\n，,；;]{0,20}$"
    r"|(?:别人|他人|其他人|同学|学生|朋友)们?的(?:回答|猜测|说法|想法)(?:就?是|为|[:：])[\s$\\(*]{0,4}$"
    r"|(?:常见|典型|常犯)的?错误(?:就?是|为)(?:回答|得到|得出|写成|认为|算成)?[\s$\\(*]{0,4}$",
    re.IGNORECASE,
)
# What makes an announcement one of a supposition, an example or a mistake, right before its word "answer".
_OTHERS = re.compile(
    r"\b(?:suppose|supposing|assume|assuming|imagine|pretend|if|whether|unless|let(?:['’]s|\sus)\ssay"
    r"|(?:(?<=[.,;:]\s)|(?<![^\n]))say)\s{1,3}(?:that\s{1,3})?"
    r"(?:(?:the|our|my|an?)\s{1,3})?(?:[a-z]{1,12}\s{1,3})?$"
    r"|(?:\b(?:for example|for instance|e\.g\.?|looks? like)|(?:^|\n)[\s*#]{0,4}(?:example|format|template)\b)"
    r"[\s*,:\"'“]{1,5}(?:(?:the|my)\s{1,3})?(?:final\s{1,3}|correct\s{1,3})?$"
    r"|\b(?:reference|expected|official|gold|ground[- ]truth|model|target"
    r"|naive|naïve|tempting|intuitive|trap|textbook|sample|second[- ]best"
    r"|(?:student|grader|pupil|friend|reader|user)['’]?s?['’]?)\s{1,3}(?:(?:final|correct|own)\s{1,3})?$"
    r"|\b(?:opposite|contrary|reverse|negation) of (?:(?:the|my|our)\s{1,3})?(?:(?:correct|right|final|true)\s{1,3})?$"
    r"|(?:另外?[一几两]?[道个]?|[别其]的|其[他它]|[上下前后]一[道个]?)(?:题目?|问题)的(?:正确|最终)?$"
    r"|(?<!不)可以?排除的(?:唯一)?$"
    r"|(?:假设|假定|假如|如果|倘若|若|易错的?|错误的?|参考|(?:学生|同学|小[\u4e00-\u9fff]|别人|他人)的)(?:正确|最终)?$",
    re.IGNORECASE,
)
# "The answer to another question is 5": said behind the word.
_TO_ANOTHER = re.compile(
    r"answers?\s{1,3}(?:to|of|for)\s{1,3}(?:another|(?:an?|the|some|every|any)\s{1,3}"
    r"(?:different|other|previous|next|similar|related|easier|simpler))\s{1,3}"
    r"(?:[a-z]{1,12}\s{1,3})?(?:question|problem|exercise|task|one)\b",
    re.IGNORECASE,
)
# "If the question were another one, the answer would be 5": before the word, and behind it.
_IF_IT_WERE = re.compile(
    r"\bif\b[^.!?\n]{1,60}?\b(?:were|had)\b[^.!?\n]{1,60}$|(?:如果|假如|倘若|若)[^。！？\n]{1,40}[，,]\s*(?:那么?)?$",
    re.IGNORECASE,
)
_WOULD_BE = re.compile(r"answers?\s{1,3}(?:would|might|could)\b|答案[就也便]?会", re.IGNORECASE)
# "The only answer that I can rule out is 5".
_RULED_OUT = re.compile(
    r"(?:answer|option|choice|value|number|result)s?\s{1,3}(?:(?:that|which)\s{1,3})?(?:I|we|you|one)\s{1,3}"
    r"(?:(?:can|could|may|must|would|have)\s{1,3})?(?:(?:safely|surely|already)\s{1,3})?"
    r"(?:rule[ds]?\s{1,3}out|exclude[ds]?|eliminate[ds]?|reject(?:s|ed)?|discard(?:s|ed)?)\s{1,3}(?:is|was|are|would)\b",
    re.IGNORECASE,
)
# A part of each: plain searches, since most texts tell of nobody else.
_HINTS = parts(
    "student|pupil|mate|friend|teacher|professor|tutor|book|reader|people|person|some|many|most|others|calculator"
    "|question|problem|prompt|user|author|grader|rubric|manual|key|solver|suppos|assum|imagine|pretend|if|whether"
    "|unless|say|example|instance|e.g|look|format|template|reference|expected|official|gold|truth|model|target"
    "|naive|tempting|intuitive|trap|sample|second|opposite|contrary|reverse|negation"
)
_OTHER_HINTS = parts("小|学|老师|人|题|朋友|假|如果|若|错|参考|排除|naïve")


def _piece(text: str, place: int) -> str:
    """What stands before a place, or nothing where nobody else can be told of in it."""
    before = text[max(0, place - _REACH) : place]
    before = before[before.rfind(". ") + 1 :]
    told = holds(before.lower(), _HINTS) or (not before.isascii() and holds(before, _OTHER_HINTS))
    return before if told else ""


def is_told(text: str, place: int) -> bool:
    """Whether the value that begins at a place is told as somebody else's: "the student says it is 5"."""
    before = _piece(text, place)
    return bool(before) and _BEFORE.search(before) is not None


def is_anothers(text: str, place: int) -> bool:
    """Whether an announcement is of another's answer, or of a supposed one.

    Args:
        text: any text.
        place: where its word for an answer begins, such as "answer", "option" or "答案".
    """
    if _TO_ANOTHER.match(text, place) is not None or _RULED_OUT.match(text, place) is not None:
        return True
    before = _piece(text, place)
    if not before:
        return False
    if _WOULD_BE.match(text, place) is not None and _IF_IT_WERE.search(before) is not None:
        return True
    return _BEFORE.search(before) is not None or _OTHERS.search(before) is not None

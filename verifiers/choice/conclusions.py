"""What a text without a marked answer concludes about the options: "Hence, C is correct.", "It's C, the mitochondrion".

Only the end of the text is looked at, and only sentences of a few forms. A text that concludes two things concludes
nothing.
"""

from __future__ import annotations

import re

from rewardry.text.denials import denied_behind
from rewardry.text.reported import is_anothers, is_told

_LOOK_BACK = 600  # characters
_LABEL = r"\**\(?(?P<label>[A-Z])\)?\**"
_SO = r"(?:(?:so|thus|hence|therefore|then|thereby|overall|finally|in conclusion|因此|所以|故)[,:\s]+)?"
_KIND = r"(?:(?:the\s+)?(?:correct\s+|right\s+|best\s+)?(?:option|choice|answer)\s+)"
_GOOD = r"(?:the\s+)?(?:correct|right|best|true|most\s+accurate)(?:\s+(?:one|option|choice|answer))?"
# Behind a label nothing may stand that goes on about it, but a reason or the option's text behind a dash.
_END = r"\s*(?=[.!]?\s*$|,?\s+(?:because|since|as)\s|\s+[-–—]\s|:\s|[.!]\s)"
_IS = r"(?:\s+here)?\s+(?:is|(?:would|must|should|has\s+to)\s+be)"
_GO_FOR = (
    r"i(?:'d|'ll|'m|\s+am|\s+would|\s+will)?\s+"
    r"(?:go(?:ing)?\s+(?:with|for)|choos(?:e|ing)|pick(?:ing)?|select(?:ing)?)"
)
_HOLDS = (
    r"(?:that|which)\s+(?:satisfies|meets|fulfils|fulfills|fits|matches|works|holds|remains|makes\s+sense|agrees"
    r"|is\s+(?:correct|right|true|consistent|possible))(?!\w)(?![^.;!?\n]*\bnone\b)[^.;!?\n]{0,80}"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # C is correct
        rf"^{_SO}{_KIND}?{_LABEL}\s+is\s+{_GOOD}{_END}",
        # of all four, the best one is C
        rf"^{_SO}(?:[^.;!?\n]{{1,80}},\s+)?{_GOOD}{_IS}\s+{_KIND}?{_LABEL}{_END}",
        # option C is the only one that makes ATP; of these, C fits best
        rf"^{_SO}{_KIND}{_LABEL}\s+is\s+the\s+only\s+(?:one|option|choice|answer)\s+{_HOLDS}[.!]?$",
        rf"^{_SO}(?:[^.;!?\n]{{1,80}},\s+)?{_KIND}?{_LABEL}\s+(?:fits|matches)\s+best{_END}",
        # given that, I would go with C
        rf"^{_SO}(?:[^.;!?\n]{{1,80}},\s+)?{_GO_FOR}\s+{_KIND}?{_LABEL}(?:\s+here)?,?{_END}",
        # it's C
        rf"^{_SO}(?:it's|that's|it{_IS})\s+{_KIND}?{_LABEL}{_END}",
        # so, C it is; neither A nor B makes ATP, so C
        rf"^{_SO}{_KIND}?{_LABEL}\s+it\s+is{_END}",
        rf"^none\s+of\s+[^.;!?\n]{{1,80}},\s+so\s+(?:it's\s+|it\s+is\s+)?{_KIND}?{_LABEL}[.!]?$",
        # answer - C; {"answer": "C"}
        rf"^{_KIND}[-–—]\s*{_LABEL}[.!]?$",
        rf'^\{{\s*"(?:final_)?(?:answer|choice|option)"\s*:\s*"{_LABEL}"\s*\}}$',
        # which corresponds to option C
        rf"\b(?:which|this|that)\s+(?:corresponds\s+to|matches|is)\s+{_KIND}{_LABEL}{_END}",
        # we can eliminate A, B and D, leaving only C
        rf"\b(?:eliminat|rul|exclud)[a-z]{{1,3}}\b[^.;!?\n]{{1,80}}\bleav(?:es|ing)\s+(?:only\s+|just\s+|us\s+with\s+)?"
        rf"{_KIND}?{_LABEL}{_END}",
    )
)
_CHINESE_SO = r"(?:综上(?:所述)?|因此|所以|故|由此)"
_CHINESE = re.compile(
    rf"(?:^[，,；;、\s]*{_CHINESE_SO}?|[，,；;]\s*{_CHINESE_SO})[,，]?\s*(?:本题)?"  # at the start, or behind a reason
    r"(?:应?选择?|正确(?:的)?(?:选项|答案)(?:是|为)|(?:选项|答案)(?:是|为)?)\s*[:：]?\s*"
    r"\(?(?P<label>[A-J])\)?(?:项?正确)?[.。；]?$"
)
_OTHER_LANGUAGES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Spanish, Portuguese, Italian, French, German, Russian
        rf"^(?:por\s+(?:lo\s+)?tanto,?\s+)?la\s+(?:respuesta|opción|alternativa)(?:\s+correcta)?\s+es(?:\s+la)?\s+"
        rf"(?:opción\s+)?{_LABEL}[.!]?$",
        rf"^(?:portanto,?\s+)?a\s+(?:resposta|opção|alternativa)(?:\s+correta|\s+certa)?\s+é(?:\s+a)?\s+"
        rf"(?:opção\s+|alternativa\s+)?{_LABEL}[.!]?$",
        rf"^(?:quindi,?\s+)?la\s+(?:risposta|opzione)(?:\s+corretta|\s+giusta)?\s+è(?:\s+la)?\s+{_LABEL}[.!]?$",
        rf"^(?:donc,?\s+)?la\s+(?:bonne\s+)?(?:réponse|option)(?:\s+correcte)?\s+est(?:\s+la)?\s+"
        rf"(?:réponse\s+|option\s+)?{_LABEL}[.!]?$",
        rf"^(?:(?:also|daher|somit)\s+)?die\s+(?:richtige\s+|korrekte\s+)?(?:antwort|option|lösung)\s+(?:ist|lautet)\s+"
        rf"(?:antwort\s+|option\s+)?{_LABEL}[.!]?$",
        rf"^(?:итак,?\s+)?(?:правильный\s+)?(?:ответ|вариант)\s*[-–—:]\s*{_LABEL}[.!]?$",
        # Japanese, Korean
        rf"^(?:したがって|よって)?[、,]?\s*(?:正しい)?(?:答え|解答|正解|正答)は\s*{_LABEL}\s*(?:です|である|だ)?[。.]?$",
        rf"^(?:따라서\s+)?(?:정답|답)(?:은|는)?\s*:?\s*{_LABEL}\s*(?:번)?(?:입니다|이다)?[.]?$",
    )
)
_BOLD = re.compile(r"\*\*\(?(?P<label>[A-Z])(?:\)[.:]?|[.:])\s*(?P<text>[^*\n]{1,160})\*\*[.!]?$")
_OPTIONS_IN_BOLD = re.compile(r"\*\*\(?[A-Z](?:\)[.:]?|[.:])\s")
_TRUTH = re.compile(
    rf"^{_SO}(?:the|this|that)\s+(?:given\s+)?(?:statement|claim|sentence|proposition)\s+is\s+(?:\**)(?P<truth>true|false)"
    r"(?:\**)[.!]?$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?)\s", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\*\*[A-Z]\.)(?<!\([A-Z]\)\.)\s+|\n+|(?<=[。！？；])")
_DENIES = re.compile(
    r"\b(?:not|no|never|neither|nor|either|or|maybe|perhaps|might|may|could|if|unless|unsure|false|wrong|incorrect"
    r"|guess|reject)\b|n't\b|\?|[不非没或]",
    re.IGNORECASE,
)
# A sentence that takes back what the one before it concludes, or speaks of another option.
_TAKES_BACK = re.compile(
    r"\b(?:[Bb]ut|[Aa]ctually|[Ww]ait|[Hh]owever|[Ii]nstead|[Aa]lthough|[Nn]ot|[Oo]r)\b|n't\b"
    r"|(?<![\w'])\(?[B-HJ]\)?(?![\w'])|\b[Oo]ption\b|\b(?:student|friend|mistaken|guess)\b|[不非没或错]"
)
_MOST_BEHIND = 2  # sentences of explanation behind a conclusion


def concluded(text: str) -> str | None:
    """The label, or the truth value, that a text comes to in its last sentence that gives one; None where it does not.

    Args:
        text: what follows the reasoning; time is linear in it.
    """
    sentences = [part.strip() for part in _SENTENCE.split(text[-_LOOK_BACK:].strip()) if part.strip()]
    said = [(place, found) for place, sentence in enumerate(sentences) if (found := _said(sentence)) is not None]
    if not said or len({found.partition(".")[0] for _, found in said}) > 1:
        return None
    if any(_DENIES.search(sentences[place]) for place, _ in said):
        return None
    last, found = said[-1]
    if last and sentences[last - 1].endswith((":", "：")) and _DENIES.search(sentences[last - 1]):
        return None
    if any(_is_told(sentences[place]) for place, _ in said):
        return None
    behind = sentences[last + 1 :]
    if behind and denied_behind(". " + " ".join(behind), 0):
        return None
    if len(behind) > _MOST_BEHIND or any(_TAKES_BACK.search(sentence) for sentence in behind):
        return None
    return found


_LETTER = re.compile(r"(?<![A-Za-z])[A-Z](?![A-Za-z'’])")


def _is_told(sentence: str) -> bool:
    """Whether a sentence tells what somebody else concludes, before its letter or behind it."""
    letters = list(_LETTER.finditer(sentence))
    if not letters:
        return False
    first, last = letters[0], letters[-1]
    return (
        is_told(sentence, first.start())
        or is_told(sentence, last.start())
        or is_anothers(sentence, last.start())
        or denied_behind(sentence, last.end())
    )


def _said(sentence: str) -> str | None:
    """What a sentence concludes: a truth value, a label, or a label with the option's text behind it."""
    truth = _TRUTH.match(sentence)
    if truth is not None:
        return truth["truth"].lower()
    bold = _BOLD.search(sentence)
    if bold is not None:
        if sentence.count("**") > 2 and len(_OPTIONS_IN_BOLD.findall(sentence)) > 1:
            return None
        return f"{bold['label']}. {bold['text']}"
    chinese = _CHINESE.search(sentence)
    if chinese is not None:
        return chinese["label"]
    for form in (*_FORMS, *_OTHER_LANGUAGES):
        match = form.search(sentence)
        if match is not None and match["label"].isupper():
            rest = sentence[match.end() :].strip()
            is_named = rest[:1] in ("-", "–", "—", ":")
            return f"{match['label']}. {_ARTICLE.sub('', rest[1:].strip())}" if is_named else match["label"]
    return None

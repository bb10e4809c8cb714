"""Whether a sentence says a word: "Alice wins" names Alice, "the series converges" says that it converges.

What stands beside the word must be words of the question or small ones, so that nothing else is said; nothing may join,
deny or restrict, and a name must be what the sentence is about or what it comes to.
"""

from __future__ import annotations

import re

from .phrases import words_of
from .spelling import spell
from .vocabulary import words

_MOST_WORDS = 12
_VERBS = words("is are was were be has have will would can does do must should")
_SMALL = _VERBS | words("the a an it he she they this that so thus therefore hence given who which always then")
_STEM = 4  # letters by which a word is known again: wins, winner, winning


def says(word: str, sentence: str, question: str) -> bool:
    """Whether a sentence says of something that it is the word, or of the word what was asked.

    Args:
        word: the reference, as `phrases.words_of` returns it; one word, or few.
        sentence: the answer, in the same form.
        question: the question, in small letters.
    """
    wanted, said = word.split(), sentence.split()
    if not wanted or len(wanted) > 3 or not len(wanted) < len(said) <= _MOST_WORDS or not word[0].isalpha():
        return False
    asked = {token[:size] for token in question.replace("'", " ").split() for size in (_STEM - 1, _STEM)}
    if said[-len(wanted) :] == wanted:
        before = said[: -len(wanted)]
        return _speaks_of(before, asked) and (
            before[-1] in _VERBS or (len(wanted) == 1 and (_is_verb(word) or (len(before) == 1 and _is_mark(word))))
        )
    if said[: len(wanted)] == wanted:
        behind = said[len(wanted) :]
        return bool(asked) and behind[0] not in _VERBS - {"has", "will", "can"} and _speaks_of(behind, asked)
    return False


_JOINS = words("and or but not no never nor neither either both if unless only except than over against than to")


def _speaks_of(tokens: list[str], asked: set[str]) -> bool:
    """Whether tokens say nothing that the question does not: its words, small ones, letters of variables."""
    return not _JOINS & set(tokens) and all(
        token in _SMALL
        or (len(token) == 1 and token.isalpha())
        or (len(token) >= _STEM and token[: _STEM - (len(token) == _STEM)] in asked)
        for token in tokens
    )


def _is_mark(word: str) -> bool:
    """Whether a word is a Roman numeral, which names what stands before it: quadrant IV."""
    return set(word) <= set("ivx")


def _is_verb(word: str) -> bool:
    """Whether a word may be the verb of a sentence about one thing: it converges, it exists."""
    return len(word) > 4 and word.endswith("s") and not word.endswith("ss")


_CLAUSE = re.compile(r"[,.;:!—]|\s-\s|\b(?:because|since|as)\b")


def opens_with(answer: str, word: str) -> bool:
    """Whether the first clause of an answer is a word and no more: the yes of "Yes, because it is"."""
    return words_of(spell(_CLAUSE.split(answer.strip(), maxsplit=1)[0])) == word


# Words one after the other, of which none is the answer, "Tuesday, Wednesday" and "odd / even"; "odd, clearly" is one.
_NAMES = re.compile(
    r"(?!(?:yes|no|true|false)\b)[a-z]{1,20}(?:\s?[,;/]\s?(?:(?:and|or|alternatively|otherwise)\s)?(?![a-z]+ly\b)[a-z]{1,20}){1,8}\W*",
    re.IGNORECASE,
)
# A number as another answer behind a word, "odd, 10%", and the opposite of it, "yes, no".
_NUMBER_TOO = re.compile(
    r"\W*(?!(?:yes|no|true|false)\b)[a-z]{1,20}\s?[,;/]\D{0,12}[-−]?\d[\d.,]*\s?%?\W*", re.IGNORECASE
)
_MARKUP = re.compile(r"\\(?:text|math)[a-z]{0,6}(?![A-Za-z])|\\[,;: ]|[{}$]")
_OPPOSITES = re.compile(r"\W*(?:(?:yes|true)\W+(?:no|false)|(?:no|false)\W+(?:yes|true))\W*", re.IGNORECASE)


def names_another(answer: str) -> bool:
    """Whether an answer that opens with a word gives another beside it."""
    plain = " ".join(_MARKUP.sub(" ", answer).split()).replace(" ,", ",").replace(" ;", ";")
    return any(form.fullmatch(plain) for form in (_NAMES, _NUMBER_TOO, _OPPOSITES))

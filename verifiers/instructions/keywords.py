"""Constraints of IFEval on words and letters that must or must not occur."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import StringConstraints

from .constraint import Count, IFEvalConstraint, Phrase, Phrases, Relation, compares


def occurrences(phrase: str, text: str) -> int:
    """How often a phrase occurs in a text, as it is written and whatever the case, within longer words too."""
    return len(re.findall(re.escape(phrase), text, re.IGNORECASE))


class KeywordExistence(IFEvalConstraint):
    """Every keyword occurs, in whatever case; within longer words too."""

    id: ClassVar[str] = "keywords:existence"
    keywords: Phrases

    def kept(self, text: str) -> bool:
        """Whether all keywords are there."""
        return all(occurrences(keyword, text) for keyword in self.keywords)


class KeywordFrequency(IFEvalConstraint):
    """The keyword occurs less than, or at least, so many times, in whatever case; within longer words too."""

    id: ClassVar[str] = "keywords:frequency"
    keyword: Phrase
    frequency: Count
    relation: Relation

    def kept(self, text: str) -> bool:
        """Whether the keyword occurs that often."""
        return compares(occurrences(self.keyword, text), self.relation, self.frequency)


class ForbiddenWords(IFEvalConstraint):
    """None of the words occurs as a word of its own, in whatever case."""

    id: ClassVar[str] = "keywords:forbidden_words"
    forbidden_words: Phrases

    def kept(self, text: str) -> bool:
        """Whether all words are absent."""
        return not any(
            re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in self.forbidden_words
        )


class LetterFrequency(IFEvalConstraint):
    """A letter (or another character) occurs less than, or at least, so many times, in whatever case."""

    id: ClassVar[str] = "keywords:letter_frequency"
    letter: Annotated[str, StringConstraints(min_length=1, max_length=1)]
    let_frequency: Count
    let_relation: Relation

    def kept(self, text: str) -> bool:
        """Whether the letter occurs that often."""
        return compares(text.lower().count(self.letter.lower()), self.let_relation, self.let_frequency)


class EndPhrase(IFEvalConstraint):
    """The response ends in the phrase, whatever the case; a double quotation mark may follow."""

    id: ClassVar[str] = "startend:end_checker"
    end_phrase: Phrase

    def kept(self, text: str) -> bool:
        """Whether the phrase is the end."""
        return text.strip().strip('"').lower().endswith(self.end_phrase.lower())


class Postscript(IFEvalConstraint):
    """A postscript begins with the marker, whatever the case; a space may stand within ``P.S.``."""

    id: ClassVar[str] = "detectable_content:postscript"
    postscript_marker: Phrase

    def kept(self, text: str) -> bool:
        """Whether the marker is there."""
        pattern = {"P.P.S": r"p\.\s?p\.\s?s", "P.S.": r"p\.\s?s\."}.get(self.postscript_marker)
        return re.search(pattern or re.escape(self.postscript_marker), text, re.IGNORECASE) is not None


class RepeatPrompt(IFEvalConstraint):
    """The response begins with the request, word for word, whatever the case."""

    id: ClassVar[str] = "combination:repeat_prompt"
    prompt_to_repeat: Phrase

    def kept(self, text: str) -> bool:
        """Whether the request is the beginning."""
        return text.strip().lower().startswith(self.prompt_to_repeat.lower())

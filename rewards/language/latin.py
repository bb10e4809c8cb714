"""Which language the sentences in Latin letters are in, sentence by sentence.

A detector of languages is right for sentences and a guess for single words, so all Latin words of a sentence are
decided together, and a sentence of a word or two goes with the one before it. Sentences whose small words belong to
one language alone need no detector; that decides most sentences in a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

# The most frequent function words of each language, without those that another of these languages has too.
_SMALL_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        code: frozenset(words.split())
        for code, words in {
            "de": "der das und ist nicht auch auf ein eine einen dem den wir ich sie mit für von zu als wenn dann aber "
            "oder wird werden sind ergibt also durch bei nach noch zum zur diese dieser dieses daher somit gilt beiden",
            "en": "the and is of to that this it we so are be with as if then but not which from was can have has "
            "there what let lets me i my you think wait okay hmm because therefore since each both gives get into "
            "would should must where when now just their dont",
            "es": "el los las y es pero porque entonces más con una por lo del al hay muy este esta estos esto "
            "tenemos como así ahora también cada cuando luego ambos donde son ser está",
            "fr": "le les des et est une dans que qui nous pour pas avec donc mais ou où sur ce cette ces du aux "
            "avons il elle sont être alors ainsi puis on par car chaque deux",
            "it": "il gli di che è per non con della del dei delle nel una questo questa sono quindi anche abbiamo "
            "perché come più allora poi ogni dunque essere",
            "pt": "os não um uma da do das dos em com então mais também são está isso este esta temos ao pela pelo "
            "você agora cada quando assim porque portanto",
        }.items()
    }
)
KNOWN: Final = tuple(sorted(_SMALL_WORDS))
_ENOUGH_WORDS = 3
# A small word of one language alone tells about so many words around it.
_WORDS_A_HIT = 12
# The detector looks at no more; its cost grows with the square of a word.
_LONGEST_WORD = 30
_MOST_WORDS = 100


class Detector(Protocol):
    """Something that names the language of a text."""

    def __call__(self, text: str) -> str | None:
        """Its ISO 639-1 code, or None where it cannot tell."""


class SentenceResolver:
    """Gives each sentence a language.

    Args:
        candidates: the languages that may occur, as ISO 639-1 codes.
        detector: asked where small words do not tell.
    """

    def __init__(self, candidates: Iterable[str], detector: Detector) -> None:
        self._candidates = frozenset(candidates)
        self._detector = detector
        unique: dict[str, str | None] = {}
        for code in KNOWN:
            for word in _SMALL_WORDS[code]:
                unique[word] = None if word in unique else code
        self._owner = {word: code for word, code in unique.items() if code in self._candidates}
        # A language whose small words are not listed may share any of them.
        self._by_small_words = self._candidates <= set(KNOWN)

    def languages(self, sentences: Iterable[list[str]]) -> list[str | None]:
        """The language of each sentence, given as its words in Latin letters; None where nothing tells."""
        found: list[str | None] = []
        pending: list[int] = []  # short sentences before the first that could be told
        words_pending: list[str] = []
        last: str | None = None
        for place, words in enumerate(sentences):
            code = self._by_words(words)
            if code is None and len(words) >= _ENOUGH_WORDS:
                code = self._detected(words)
            if code is None and last is None:
                pending.append(place)
                words_pending += words
            found.append(code or last)
            last = code or last
        if pending:
            first = last if len(pending) < len(found) else None
            told = (first and found[len(pending)]) or (self._detected(words_pending) if words_pending else None)
            for place in pending:
                found[place] = told
        return found

    def _detected(self, words: list[str]) -> str | None:
        return self._detector(" ".join(word[:_LONGEST_WORD] for word in words[:_MOST_WORDS]))

    def _by_words(self, words: list[str]) -> str | None:
        if not self._by_small_words:
            return None
        owners = {self._owner.get(word.lower()) for word in words}
        owners.discard(None)
        if len(owners) != 1:
            return None
        code = owners.pop()
        hits = sum(self._owner.get(word.lower()) == code for word in words)
        return code if _ENOUGH_WORDS <= len(words) <= hits * _WORDS_A_HIT else None


def lingua_detector(codes: Iterable[str]) -> Detector:
    """A detector of the package lingua for these languages; loads its models (a second, 180 MB).

    Of fewer than two that lingua knows there is nothing to tell apart, and nothing is loaded.

    Raises:
        ImportError: the extra ``lang`` is not installed.
    """
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    wanted = [code for code in (getattr(IsoCode639_1, c.upper(), None) for c in sorted(set(codes))) if code is not None]
    if len(wanted) < 2:
        only = wanted[0].name.lower() if wanted else None
        return lambda text: only
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*wanted).build()

    def detect(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return None if found is None else found.iso_code_639_1.name.lower()

    return detect

"""The language consistency reward of DeepSeek-R1."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from pydantic import Field, FiniteFloat, field_validator, model_validator

from rewardry.component import Needs, Reward, needs
from rewardry.testing.case import Case
from rewardry.text.prose import Excluded, prose
from rewardry.text.scripts import BY_CHARACTER, count_words, latin_words
from rewardry.types import Batch, Sample, Score

from .languages import CODES, LATIN, OF_SCRIPT, UNDETECTED, language, script
from .latin import SentenceResolver, lingua_detector

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

_SENTENCE_END = re.compile(r"(?<=[.!?…:])\s+|[。！？；;\n]+")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


class LanguageConsistency(Reward):
    r"""The share of the words that are in the target language, in [0, 1]: ``Num(words_target) / Num(words)``.

    DeepSeek-R1 (arXiv:2501.12948v2, section 3.2.1) adds it to the reward of reasoning and of general data, taken over
    the chain of thought; the paper does not say what a word is. Here a run of letters of a script with spaces is one
    word, and each Chinese or Japanese character counts `cjk_char_weight`. Chinese characters in a sentence with Kana
    are Japanese. Latin words get the language of their sentence from the package lingua (extra ``lang``). Formulas,
    code, addresses, numbers and single Latin letters are no words; prose inside ``\text{...}`` and comments of code
    are. Fewer than `floor_words` words abstain, so that an empty chain of thought does not earn 1.

    Attributes:
        target: the language wanted, as a BCP 47 tag of which the language counts (``en``, ``zh-Hans``), or ``auto``:
            that of the prompt's prose, by the same count.
        column: a column that holds the target's tag, row by row; it wins over `target` where the row has it.
        scope: ``think``, the reasoning (or, where none is marked, what stands before the answer), ``after_think``,
            ``answer`` or ``all``.
        resolver: ``sentence`` tells Latin languages apart; ``script`` takes all Latin words for the target's if the
            target is written in Latin letters.
        cjk_char_weight: words that a Chinese or Japanese character counts; 0.55 makes Chinese text count like words.
        exclude: what is no prose; numbers and symbols never are, listed or not.
        floor_words: fewer words than this, weighted, abstain.
        empty: the value of a scope without any word; None abstains.
        allow: words that count neither way, for example technical terms; case does not matter.
        threshold: 1 if the share reaches it, else 0; None gives the share itself, whose small differences a group's
            normalisation turns into large ones.
        latin: the languages in Latin letters that the detector chooses from, beside the target; of one it is that.
    """

    extra: ClassVar[str | None] = "lang"
    requires: ClassVar[tuple[str, ...]] = ("lingua",)

    target: str = "auto"
    column: str | None = None
    scope: Literal["think", "after_think", "answer", "all"] = "think"
    resolver: Literal["sentence", "script"] = "sentence"
    cjk_char_weight: FiniteFloat = Field(1.0, gt=0)
    exclude: frozenset[Literal["latex", "code", "url", "number", "symbol", "single_latin"]] = frozenset(
        {"latex", "code", "url", "number", "symbol", "single_latin"}
    )
    floor_words: FiniteFloat = Field(8, ge=0)
    empty: FiniteFloat | None = None
    allow: tuple[str, ...] = ()
    threshold: FiniteFloat | None = Field(None, ge=0, le=1)
    latin: tuple[str, ...] = ("de", "en", "es", "fr", "it", "pt")

    @field_validator("target")
    @classmethod
    def _known_target(cls, tag: str) -> str:
        if tag != "auto":
            language(tag)
        return tag

    @field_validator("latin")
    @classmethod
    def _known_latin(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        others = [tag for tag in tags if language(tag) not in LATIN]
        if others:
            raise ValueError(f"{others[0]!r} is not written in Latin letters; leave it out")
        unknown = [tag for tag in tags if language(tag) in UNDETECTED]
        if unknown:
            raise ValueError(f"the detector does not know {unknown[0]!r}; leave it out")
        return tuple(language(tag) for tag in tags)

    @model_validator(mode="after")
    def _detectable_target(self) -> LanguageConsistency:
        if self.target != "auto":
            self.detectable(language(self.target))
        return self

    def detectable(self, code: str) -> str:
        """A target, which the detector knows where it is asked.

        Raises:
            ValueError: it does not, so that no text would ever be in it.
        """
        if self.resolver == "sentence" and code in UNDETECTED:
            raise ValueError(
                f"the detector does not know {code!r}; with resolver: script all Latin words are taken for it"
            )
        return code

    def value_bounds(self) -> tuple[float, float]:
        """[0, 1], and the value of a scope without any word."""
        empty = 0.0 if self.empty is None else self.empty
        return min(0.0, empty), max(1.0, empty)

    def required_modules(self) -> tuple[str, ...]:
        """The detector, unless no language in Latin letters can be the target."""
        fixed = self.column is None and self.target != "auto"
        return () if self.resolver == "script" or (fixed and language(self.target) not in LATIN) else self.requires

    def needs(self) -> Needs:
        """The completion; the prompt for ``auto``; the column."""
        fields = [*(["prompt"] if self.target == "auto" else []), *([self.column] if self.column else [])]
        found = needs(*fields)
        return Needs(found.fields, optional=frozenset([self.column] if self.column else []))

    def examples(self) -> list[Case]:
        """An English and a mixed chain of thought."""
        english = "We add the two numbers first and then divide the sum by three."
        question = "What is the mean of the three numbers that are given in this table?"
        return [
            Case(f"<think>{english}</think><answer>4</answer>", 1.0, question),
            Case("<think>Short.</think><answer>4</answer>", None, question),
        ]

    def open(self, runtime: Runtime) -> OpenLanguageConsistency:
        """Load the detector's models, where they may be asked for."""
        return OpenLanguageConsistency(self)


class OpenLanguageConsistency:
    """The open form: counts words, and keeps a detector for each set of candidates."""

    def __init__(self, settings: LanguageConsistency) -> None:
        self._settings = settings
        self._exclude = tuple(kind for kind in get_args(Excluded) if kind in settings.exclude)
        self._single = "single_latin" not in settings.exclude
        self._allowed = frozenset(word.casefold() for word in settings.allow)
        self._resolvers: dict[frozenset[str], SentenceResolver] = {}
        self._last: tuple[str, str | None] = ("", None)
        self._first_latin = settings.latin[0] if settings.latin else "en"
        if settings.required_modules():
            self._resolver(self._first_latin if settings.target == "auto" else language(settings.target))

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        return [self._of(sample) for sample in batch.samples]

    def _of(self, sample: Sample) -> Score:
        settings = self._settings
        target = self._target(sample)
        if target is None:
            return Score(None, "abstain", {"reason": "no-target"})
        words = self._words(prose(_scope(sample, settings.scope), self._exclude), target)
        total = sum(words.values())
        details = {"target": target, "words": {code: round(count, 6) for code, count in sorted(words.items())}}
        if not total and settings.empty is not None:
            return Score(settings.empty, details=details)
        if not total or total < settings.floor_words:
            return Score(None, "abstain", {"reason": "too-few-words", **details})
        share = words.get(target, 0.0) / total
        if settings.threshold is not None:
            share = float(share >= settings.threshold)
        return Score(share, details=details)

    def _target(self, sample: Sample) -> str | None:
        settings = self._settings
        tag = sample.meta.get(settings.column) if settings.column else None
        if tag is None and settings.target == "auto":
            question = sample.question
            last = self._last
            if question != last[0]:  # the completions of a group share their prompt
                self._last = last = (question, self._spoken(question))
            return last[1]
        return settings.detectable(language(str(settings.target if tag is None else tag)))

    def _spoken(self, question: str) -> str | None:
        """The language that most words of a prompt are in, or None where they are too few."""
        text = prose(question, self._exclude)
        words = self._words(text, self._first_latin)
        if not words or sum(words.values()) < self._settings.floor_words:
            return None
        # Sorted, so that a tie is decided the same way each time.
        most = max(sorted(words), key=lambda code: words[code])
        return most if most in CODES else None

    def _words(self, text: str, target: str) -> Mapping[str, float]:
        """The words of a text by language, weighted; what is in no language that is known goes by its script's name."""
        apart = self._tells_apart(target)
        found: dict[str, float] = defaultdict(float)
        latin: list[list[str]] = []
        for part in _sentences(text) if apart or _has_kana_and_han(text) else [text]:
            counts = count_words(part, self._single)
            if "latin" in counts and (apart or self._allowed):
                words = [word for word in latin_words(part, self._single) if word.casefold() not in self._allowed]
                counts["latin"] = 0 if apart else len(words)
                latin.append(words)
            for name, count in counts.items():
                code = self._code("kana" if name == "han" and "kana" in counts else name, target)
                found[code] += count * (self._settings.cjk_char_weight if name in BY_CHARACTER else 1)
        if apart:
            for told, words in zip(self._resolver(target).languages(latin), latin, strict=True):
                found[told or "latin"] += len(words)
        return {code: count for code, count in found.items() if count}

    def _tells_apart(self, target: str) -> bool:
        """Whether it matters which of the languages in Latin letters a sentence is in."""
        settings = self._settings
        fixed = settings.target != "auto" and settings.column is None
        return settings.resolver == "sentence" and not (fixed and target not in LATIN)

    def _resolver(self, target: str) -> SentenceResolver:
        candidates = frozenset({*self._settings.latin, *({target} & LATIN)})
        if candidates not in self._resolvers:
            self._resolvers[candidates] = SentenceResolver(candidates, lingua_detector(candidates))
        return self._resolvers[candidates]

    @staticmethod
    def _code(name: str, target: str) -> str:
        """The language of a script: the target, if it is written in it."""
        if script(target) == name:
            return target
        return OF_SCRIPT.get(name, name)


def _has_kana_and_han(text: str) -> bool:
    return not text.isascii() and _KANA.search(text) is not None and _HAN.search(text) is not None


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


def _scope(sample: Sample, scope: str) -> str:
    if scope == "all":
        return _without_tags(sample, sample.text)
    parts = sample.split()
    if scope == "after_think":
        return _without_tags(sample, parts.final_text)
    if scope == "answer":
        return parts.answer_text or ""
    if parts.think_text is not None:
        return parts.think_text
    return _without_tags(sample, parts.text if parts.answer is None else parts.text[: parts.answer.start])


def _without_tags(sample: Sample, text: str) -> str:
    for tag in (*(sample.style.think or ()), *(sample.style.answer or ())):
        text = text.replace(tag, " ")
    return text

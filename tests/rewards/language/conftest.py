"""Documents of known language: sentences of several languages, with formulas and code between them."""

import random
import re
from pathlib import Path

import pytest
import yaml

SENTENCES = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "language" / "sentences.yaml").read_text(encoding="utf-8")
)
# What is no prose, with the words in it that are, as (language, words).
PIECES = [
    ("$x^2 + y^2 = z^2$", 0),
    ("\\[ \\frac{a}{b} = \\sum_{k=1}^{n} k \\]", 0),
    ("\\begin{align} a &= b + c \\\\ d &= e \\end{align}", 0),
    ("`total_sum = compute(values)`", 0),
    ("```python\ndef area(width, height):\n    return width * height\n```", 0),
    ("https://example.org/some/long/path?query=value", 0),
    ("12 + 3 = 15", 0),
    ("$n \\geq 2 \\text{ where the value is positive}$", 5),
    ("```c\nint total = 0; // the running sum of all values\n```", 6),
]


@pytest.fixture(scope="session")
def languages():
    return sorted(SENTENCES)


@pytest.fixture(scope="session")
def build_document():
    """A text and how many words of each language it has; Chinese and Japanese by the character."""

    def build(seed, codes, n=30, pieces=True):
        random_ = random.Random(seed)
        parts, words = [], dict.fromkeys(codes, 0)
        for _ in range(n):
            code = random_.choice(codes)
            sentence = random_.choice(SENTENCES[code])
            parts.append(sentence)
            words[code] += words_of(sentence, code)
            if pieces and random_.random() < 0.3:
                piece, english = random_.choice(PIECES)
                parts.append(f"\n{piece}\n")
                words["en"] = words.get("en", 0) + english
        return " ".join(parts), words

    return build


def words_of(sentence, code):
    """Counted by another rule than ours: what white space separates, or what is left without punctuation."""
    if code in ("ja", "zh"):
        return len(re.sub(r"[、。，；？！ ]", "", sentence))
    letters = [re.sub(r"\W", "", token) for token in sentence.split()]
    return sum(len(word) > 1 or not word.isascii() for word in letters if word)

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.instructions.sentences import sentences
from rewardry.verifiers.instructions.words import tokens


@pytest.mark.parametrize(
    "parts",
    [
        ["One.", "Two!", "Three?", "Four"],
        ["Dr. Smith met Mr. Jones at 5 p.m. yesterday.", "He left."],
        ["J. R. R. Tolkien wrote it.", "We read it."],
        ["It is 3.5 m long.", "Version 2.0.1 is out."],
        ["See e.g. the U.S. economy.", "It grew."],
        ["Prices vary, etc.", "The end."],
        ["He said \"Go.\"", "She went (quickly.)", "Yes."],
        ["“It ends.”", "It begins."],
        ["Really?!", "Yes!!", "No..."],
        ["Wait... what happened?", "Nothing."],
        ["I waited...", "Then it came."],
        ["1.", "First comes this.", "2.", "Then that."],
        ["See www.example.com for more.", "It is 2. and 3. of them."],
        ["A line\nthat goes on.", "Another"],
        ["彼は来た。", "彼女も来た！"],
        ["**Bold.", "** Next one."],
    ],
)  # fmt: skip
def test_sentences_are_found(parts):
    joined = " ".join(parts)
    assert sentences(joined.replace("。 ", "。")) == parts


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b"])
def test_nothing_has_no_sentence_but_what_stands_there(text):
    assert sentences(text) == ([text] if text.strip() else [])


@given(st.text(alphabet=".?! \n\"')]a1A。", max_size=80))
def test_sentences_are_the_text_without_space(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(max_size=80))
def test_tokens_are_of_the_text(text):
    assert all(token and token in text for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't go, I'm here.", ["Do", "n't", "go", ",", "I", "'m", "here", "."]),
        ("The U.S. is big. (Yes!)", ["The", "U.S.", "is", "big", ".", "(", "Yes", "!", ")"]),
        ("It costs $1,000.50: a lot", ["It", "costs", "$", "1,000.50", ":", "a", "lot"]),
        ("a well-known 'fact'", ["a", "well-known", "'", "fact", "'"]),
        ("so -- wait...", ["so", "--", "wait", "..."]),
        ("John's", ["John", "'s"]),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


@pytest.mark.parametrize("piece", [". ", ".", '."', "1. ", "Mr. ", "a.b ", "!?", "' ", " ", "...", "'s"])
def test_time_is_linear(piece):
    text = (piece * 50_000)[:50_000] + "!"
    start = time.thread_time()
    sentences(text)
    tokens(text)
    assert time.thread_time() - start < 20  # a guard; it takes milliseconds

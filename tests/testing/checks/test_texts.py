"""The check with hostile texts: whichever of them a component fails on is named and quoted."""

import pytest

from rewardry import Score, Verdict
from rewardry.testing.texts import EMPTY, HOSTILE, REPEATED
from rewardry.text.spans import has_content

ANY = "any_text_is_scored"


@pytest.mark.parametrize("value", [1.0, -1.0, None])
def test_deciding_or_abstaining_whatever_the_text_is_passes(check, reward, value):
    check(reward(lambda sample: value), ANY)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_text_that_a_component_fails_on_is_named(defect, reward, name):
    def value(sample):
        if sample.text == HOSTILE[name]:
            raise ValueError("unexpected")
        return 1.0

    found = defect(reward(value), ANY)
    assert found.did.startswith(f"scored a hostile text ({name}): ")
    assert found.came == "error (ValueError: unexpected)"
    assert len(found.did) < 300
    assert found.mend == "Make it a wrong answer, or the lowest value: decide, whatever the text is"


@pytest.mark.parametrize("status", ["error", "timeout"])
def test_a_status_that_a_component_gives_itself_counts_like_a_failure(defect, reward, verifier, status):
    for component in (
        reward(lambda sample: Score(None, status, {"reason": "busy"})),
        verifier(lambda sample: Verdict(status, reason="busy")),
    ):
        found = defect(component, ANY)
        assert found.did == "scored a hostile text (empty): ''"
        assert found.came == f"{status} (busy)"


@pytest.mark.parametrize("status", ["correct", "incorrect", "abstain"])
def test_every_verdict_of_a_text_passes(check, verifier, status):
    check(verifier(lambda sample: Verdict(status, reason="so")), ANY)


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        (lambda text: text.encode(), "lone surrogates"),
        (lambda text: text.encode("utf-8", "surrogatepass"), None),
        (lambda text: text[0], "empty"),
        (lambda text: text.split()[0], "empty"),
        (lambda text: text.strip()[0] if text else "", "a space"),
        (lambda text: text.format(42), "full-width"),
        (lambda text: text % () if "%s" in text else text, "templates"),
        (lambda text: __import__("re").search(text, "") if "Z" in text and "+" in text else 0, "patterns"),
        (lambda text: int(text[8:-9]) if text.startswith("<answer>999") else 0, "a long number"),
        (lambda text: float("".join(filter(str.isdigit, text)) or 0) and 0, "other digits"),
    ],
    ids=["bytes", "surrogates-kept", "first", "word", "stripped", "format", "percent", "pattern", "number", "digits"],
)
def test_the_usual_mistakes_with_texts_are_found(check, defect, reward, scores, name):
    component = reward(lambda sample: float(scores(sample.text) is None))
    if name is None:
        check(component, ANY)
    else:
        assert f"({name})" in defect(component, ANY).did


# ---- the texts themselves ------------------------------------------------------------------------------------------


def test_hostile_texts_are_all_different_and_as_hostile_as_their_names_say():
    assert len(set(HOSTILE.values())) == len(HOSTILE)
    assert len(HOSTILE["a million characters"]) == pytest.approx(1_000_000, rel=1e-4)
    assert " " not in HOSTILE["a long word"]
    assert HOSTILE["a long number"][8:-9].isdecimal()
    assert not HOSTILE["other digits"].isascii()
    assert HOSTILE["full-width"].isprintable()
    with pytest.raises(UnicodeEncodeError):
        HOSTILE["lone surrogates"].encode()


@pytest.mark.parametrize("text", EMPTY)
def test_an_empty_text_says_nothing_once_its_layout_is_taken_away(text):
    for mark in ("<think>", "</think>", "<answer>", "</answer>", "\\boxed{}", "...", "\u200b"):
        text = text.replace(mark, "")
    assert not has_content(text)


def test_repeated_pieces_are_short_and_different():
    assert len(set(REPEATED)) == len(REPEATED)
    assert all(0 < len(piece) <= 20 for piece in REPEATED)

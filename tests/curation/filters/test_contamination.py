"""Questions that share words with a held-out set, and completions that say again what others said."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewardry.curation.filters.contamination import HeldOut, NotContaminated
from rewardry.curation.filters.duplicates import DifferentInGroup, shingles, similarity
from rewardry.errors import ConfigError, DataError

SOME = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.lists(st.sampled_from(["red", "blue", "green"]), max_size=9).map(" ".join)


@pytest.fixture
def held_out(write, tmp_path):
    def make(*rows, **settings):
        file = str(tmp_path / write("test.jsonl", *rows))
        return HeldOut([file], **settings)

    return make


@SOME
@given(held=st.lists(WORDS, min_size=1, max_size=4), asked=WORDS, words=st.integers(1, 4))
def test_a_question_is_held_out_where_it_shares_a_run_of_words(held_out, held, asked, words):
    found = held_out({"prompt": "yellow"}, *({"prompt": text} for text in held), words=words).where(asked)

    def runs(text):
        parts = text.split()
        return {tuple(parts[i : i + words]) for i in range(len(parts) - words + 1)}

    short = 0 < len(asked.split()) < words and asked in held  # too short for a run: all of it
    shared = [i for i, text in enumerate(held) if runs(text) & runs(asked)]
    assert (found is not None) == bool(shared or short)
    if shared:
        assert int(found.rpartition(":")[2]) - 2 in shared


@pytest.mark.parametrize(
    ("row", "settings", "asked"),
    [
        ({"question": "one two three"}, {}, "One, two; THREE!"),
        ({"problem": "one two three"}, {}, "one two three"),
        ({"prompt": "", "problem": "one two three"}, {}, "one two three"),
        ({"prompt": [{"role": "user", "content": "one two three"}]}, {}, "one two three"),
        ({"prompt": "other words here", "text": "one two three"}, {"column": "text"}, "one two three"),
    ],
)
def test_the_question_of_a_held_out_row_has_one_of_three_names_or_the_one_given(held_out, row, settings, asked):
    assert held_out(row, words=3, **settings).where(asked).endswith("test.jsonl:1")


@pytest.mark.parametrize("row", [{}, {"prompt": None}, {"prompt": 7}, {"prompt": "?!"}, {"prompt": [{"role": "user"}]}])
def test_rows_without_a_question_hold_nothing_out(held_out, row):
    assert held_out(row, {"prompt": "one two three"}, words=3).where("") is None
    with pytest.raises(
        ConfigError, match=r"test.jsonl: no row has a column 'prompt' or 'question' or 'problem'; name t"
    ):
        held_out(row)
    with pytest.raises(ConfigError, match=r"no row has a column 'text'; name the question's with --against-column"):
        held_out(row, column="text")


def test_each_file_must_have_questions_and_be_json(write, tmp_path):
    files = [str(tmp_path / write(name, row)) for name, row in (("a.jsonl", {"prompt": "one"}), ("b.jsonl", {"x": 1}))]
    with pytest.raises(ConfigError, match=r"b.jsonl: no row has a column"):
        HeldOut(files)
    (tmp_path / "c.jsonl").write_text("{broken\n")
    with pytest.raises(DataError, match=r"c.jsonl:1: the line is no JSON"):
        HeldOut([str(tmp_path / "c.jsonl")])


def test_rows_of_a_question_are_judged_each_by_its_own_prompt(held_out, kept):
    contaminated = NotContaminated(held_out({"prompt": "one two three"}, words=3))
    found = contaminated.reject([kept(prompt=text) for text in ("one two three", "", "four", "one two three")])
    assert [why and why.partition(" words")[0] for why in found] == ["shares 3", None, None, "shares 3"]


@SOME
@given(st.lists(WORDS, max_size=6), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_what_stays_of_a_group_is_different_and_what_goes_is_like_one_that_stays(kept, texts, least):
    rows = [kept(completion=text, place=f"in:{i}") for i, text in enumerate(texts)]
    found = DifferentInGroup(least).reject(rows)
    staying: list = []
    for row, why in zip(rows, found, strict=True):
        near = [other for other in staying if similarity(shingles(row), shingles(other)) >= least]
        assert (why is None) == (not near)
        if why is None:
            staying.append(row)
        else:
            assert why.endswith(f"like {near[0].place}")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("", "", 1.0),
        ("a b", "a b", 1.0),
        ("a b", "b a", 0.0),
        ("", "a", 0.0),
        ("a b c d e f", "a b c d e f", 1.0),
        ("a b c d e f", "a b c d e g", 1 / 3),
        ("a b c d e", "A, b. c: d e!", 1.0),
    ],
)
def test_similarity_is_the_share_of_runs_of_five_words(kept, one, other, alike):
    assert similarity(shingles(kept(completion=one)), shingles(kept(completion=other))) == pytest.approx(alike)

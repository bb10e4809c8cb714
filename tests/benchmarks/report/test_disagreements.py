"""Which rows a report shows: all kinds of disagreement, as many as fit, the same each time."""

import json

import pytest

from rewardry.benchmarks.report.disagreements import Browser, find_patterns
from rewardry.benchmarks.report.texts import as_script, as_text, clipped, visible
from rewardry.benchmarks.runs import Verdicts
from rewardry.benchmarks.sets import LabelledRow


def row(place, label, text="a"):
    data = {"prompt": "p", "completion": text, "reference": f"r{place}"}
    return LabelledRow(f"row-{place}", label, str(place), data)


def verdicts(labels, *said, text="a"):
    """What verifiers said of rows: a letter a row, c, i or a."""
    words = {"c": "correct", "i": "incorrect", "a": "abstain"}
    rows = [row(place, label, text) for place, label in enumerate(labels)]
    return [
        Verdicts(f"v{at}", "set", rows, [{"status": words[letter], "reason": "why"} for letter in letters])
        for at, letters in enumerate(said)
    ]


def test_rows_are_counted_by_what_was_said():
    found = find_patterns(verdicts([1, 1, 1, 0, 0, 1], "ccciic", "cicica"))
    assert [(each.label, each.statuses, each.places) for each in found] == [
        (0, ("incorrect", "correct"), [4]),
        (1, ("correct", "abstain"), [5]),
        (1, ("correct", "incorrect"), [1]),
    ]


def test_where_a_verdict_says_itself_what_is_right_the_label_is_not_asked():
    found = find_patterns(verdicts([0, 0, 3], "cic", "ccc"), points=False)
    assert [(each.label, each.places) for each in found] == [(None, [1])]


def test_a_small_run_is_shown_whole_in_its_order():
    given = verdicts([1] * 9, "cicicicic")
    browser = Browser()
    browser.add(given, find_patterns(given))
    [found] = browser.content()["sets"]
    assert [each["id"] for each in found["rows"]] == ["row-1", "row-3", "row-5", "row-7"]
    assert found["total"] == 4


@pytest.mark.parametrize("text", ["x" * 900, "漢" * 300])
def test_a_budget_is_kept_and_the_rare_kinds_are_seen(text):
    given = verdicts([1] * 2000, "i" * 1997 + "aaa", text=text)
    for seed in (0, 1):
        chosen = []
        for _ in range(2):
            browser = Browser(seed, budget=50_000)
            browser.add(given, find_patterns(given))
            chosen.append(browser.content())
        assert chosen[0] == chosen[1]
        [found] = chosen[0]["sets"]
        assert found["total"] == 2000
        assert 30 < len(found["rows"]) < 60
        assert len(as_script(chosen[0]).encode()) < 60_000
        assert {"row-1997", "row-1998", "row-1999"} <= {each["id"] for each in found["rows"]}


def test_another_seed_takes_other_rows():
    given = verdicts([1] * 500, "i" * 500, text="x" * 900)
    ids = []
    for seed in (0, 1):
        browser = Browser(seed, budget=30_000)
        browser.add(given, find_patterns(given))
        ids.append({each["id"] for each in browser.content()["sets"][0]["rows"]})
    assert ids[0] != ids[1]


def test_texts_that_rows_share_are_kept_once():
    given = verdicts([1] * 50, "i" * 50)
    browser = Browser()
    browser.add(given, find_patterns(given))
    assert sorted(browser.content()["texts"]) == sorted(["p", *(f"r{i}" for i in range(50))])


def test_head_and_tail_are_kept_of_a_long_text():
    found = clipped("a" * 5000 + "the end", "completion")
    assert (found["length"], len(found["parts"])) == (5007, 2)
    assert found["parts"][1].endswith("athe end")
    assert clipped("short", "completion") == {"parts": ["short"], "length": 5}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "user: a\n\nassistant: b"),
        (["a", "b"], "[0] a\n\n[1] b"),
        ({"a": 1}, '{"a": 1}'),
        (7, "7"),
    ],
)
def test_every_value_has_a_text(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "a & b", "\u2028\u2029", "\ud83d", "é €"])
def test_a_script_element_cannot_be_ended_by_its_data(text):
    written = as_script({"a": [text]})
    assert not set("<>&\u2028\u2029") & set(written)
    written.encode("utf-8")
    assert json.loads(written) == {"a": [text]}


def test_characters_that_hide_are_written_by_number():
    assert visible(
        "a\u202eb\n\x1b"
    ) == "a\N{MATHEMATICAL LEFT ANGLE BRACKET}U+202E\N{MATHEMATICAL RIGHT ANGLE BRACKET}b\n" + (
        "\N{MATHEMATICAL LEFT ANGLE BRACKET}U+001B\N{MATHEMATICAL RIGHT ANGLE BRACKET}"
    )
    assert visible("plain é 漢 🎉 tab\t") == "plain é 漢 🎉 tab\t"

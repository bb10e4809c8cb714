"""rewardry lock, and --locked of score and verify."""

import json

import pytest

RULE = {"use": "format.think_answer", "name": "form"}
ROWS = ({"completion": "<think>a</think><answer>b</answer>", "reference": "b"}, {"completion": "x", "reference": "b"})


@pytest.fixture
def rows(write):
    return write("rows.jsonl", *ROWS)


@pytest.fixture
def recipe(write):
    accuracy = {"use": "accuracy", "verifier": "text.exact"}
    return write("r.yaml", json.dumps({"rewards": [RULE, accuracy]}))


@pytest.fixture
def lock(rewardry, recipe):
    done = rewardry("lock", recipe, "-o", "r.lock")
    assert (done.code, done.out, done.err) == (0, "The lock of 3 components written to r.lock\n", "")
    return "r.lock"


def test_a_lock_is_printed_or_written_and_the_same_each_time(rewardry, recipe, lock, folder):
    printed = rewardry("lock", recipe)
    assert printed.code == 0
    assert printed.out == (folder / lock).read_text()
    assert list(printed.json)[:3] == ["format", "recipe", "rewardry"]
    assert [file.name for file in folder.iterdir() if file.name.startswith("tmp")] == []


@pytest.mark.parametrize("place", ["taken", "no/r.lock"])
def test_what_cannot_be_written_leaves_nothing_behind(rewardry, recipe, folder, place):
    (folder / "taken").mkdir()
    before = sorted(folder.rglob("*"))
    done = rewardry("lock", recipe, "-o", place)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"rewardry: {place}: cannot be written: ")
    assert sorted(folder.rglob("*")) == before


def test_a_lock_takes_the_place_of_an_earlier_one_as_a_whole(rewardry, recipe, lock, folder):
    whole = (folder / lock).read_text()
    (folder / lock).write_text("x" * 100_000)
    assert rewardry("lock", recipe, "-o", lock).code == 0
    assert (folder / lock).read_text() == whole
    assert (folder / lock).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("rewards", "said"), [([RULE], "1 component"), ([RULE, {**RULE, "name": "b"}], "2 components")]
)
def test_how_many_components_it_holds_is_said(rewardry, write, rewards, said):
    recipe = write("some.yaml", json.dumps({"rewards": rewards}))
    assert rewardry("lock", recipe, "-o", "some.lock").out == f"The lock of {said} written to some.lock\n"


def test_a_run_that_is_the_same_is_scored(rewardry, recipe, lock, rows, read):
    done = rewardry("score", recipe, rows, "--locked", lock)
    assert done.code == 0
    assert [row["total"] for row in read("rows.scored.jsonl")] == [2.0, 0.0]


def test_one_that_differs_is_refused_before_the_first_row(rewardry, recipe, lock, rows, folder):
    done = rewardry("score", recipe, rows, "--locked", lock, "--set", "form.weight=2", "--set", "accuracy.correct=3")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "rewardry: r.lock is of another run: 2 differences",
        "  `weight` of form was 1.0 and is 2.0: write weight: 1.0 in the recipe, or leave out --set form.weight",
        "  accuracy.correct was 1.0 and is 3.0: write correct: 1.0 in the recipe, or leave out --set accuracy.correct",
        "To keep what is here instead, run `rewardry lock` anew",
    ]
    assert not (folder / "rows.scored.jsonl").exists()


def test_settings_can_be_locked(rewardry, recipe, rows):
    assert rewardry("lock", recipe, "--set", "form.weight=2", "-o", "two.lock").code == 0
    assert rewardry("score", recipe, rows, "--set", "form.weight=2", "--locked", "two.lock").code == 0
    assert rewardry("score", recipe, rows, "--locked", "two.lock").code == 2


def test_a_verifier_is_checked_too(rewardry, lock, rows):
    assert rewardry("verify", "text.exact", rows, "--locked", lock).code == 0
    done = rewardry("verify", "choice", rows, "--locked", lock)
    assert (done.code, done.err) == (2, "rewardry: r.lock holds no verifier 'choice'. Known: text.exact.\n")
    done = rewardry("verify", "text.exact", rows, "--locked", lock, "--set", "ignore_case=false")
    assert done.code == 2
    assert "text.exact.ignore_case was true and is false: write ignore_case: true" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("lock", "none.yaml"), "none.yaml: cannot be read: No such file or directory"),
        (("lock", "r.yaml", "-o", "no/r.lock"), "no/r.lock: cannot be written: No such file or directory"),
        (("score", "r.yaml", "rows.jsonl", "--locked", "no.lock"), "no.lock: cannot be read: No such file or"),
        (("score", "r.yaml", "rows.jsonl", "--locked", "rows.jsonl"), "rows.jsonl: this is no lock; `rewardry lock"),
        (("lock", "r.yaml", "--set", "weight=2"), "--set weight=2: write NAME.parameter=value"),
    ],
)
def test_what_cannot_be_done_is_told(rewardry, recipe, rows, arguments, message):
    done = rewardry(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"rewardry: {message}")

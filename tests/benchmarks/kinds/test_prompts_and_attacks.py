"""Prompts with IFEval's accuracies, attacks by family, and the figures that all kinds share."""

import gzip
import hashlib
import json
import os

import numpy as np
import pytest

from rewardry.benchmarks.kinds.attack import families, family_of
from rewardry.benchmarks.kinds.joined import Completions, join
from rewardry.benchmarks.kinds.kind import asked_of, decisions_of, meta_of, texts, undecided, value_of
from rewardry.benchmarks.kinds.prompt import PromptKind
from rewardry.benchmarks.kinds.protocol import Figure, Protocol, bootstrapped, mean_of_parts, rate
from rewardry.benchmarks.sets import LabelledRow
from rewardry.errors import ConfigError, DataError
from rewardry.statistics.intervals import wilson

KIND = PromptKind()


def checked(status, *kept):
    return {"status": status, "details": {"constraints": [{"kept": one} for one in kept]}}


def ifeval(*cases):
    """Of prompts with so many instructions, what each mode found: strict, loose."""
    rows = [
        LabelledRow(i, None, str(i), {"id": i, "reference": {"instruction_id_list": ["x"] * number}})
        for i, (number, *_) in enumerate(cases)
    ]
    told = [KIND.told(row, outcomes, "verdicts") for row, (_, *outcomes) in zip(rows, cases, strict=True)]
    return KIND.protocol(rows, told, "verdicts", 0)


def test_ifevals_four_accuracies_by_hand():
    """Three prompts of 2, 1 and 3 instructions; the last cannot be checked in either mode, and keeps none of its 3."""
    found = ifeval(
        (2, checked("incorrect", True, False), checked("correct", True, True)),
        (1, checked("correct", True), checked("correct", True)),
        (3, {"status": "timeout"}, {"status": "error", "details": None}),
    )
    assert (found.name, found.headline) == ("ifeval", "prompt_level_strict")
    assert {name: figure.value for name, figure in found.figures.items()} == {
        "pass_rate": 1 / 3,
        "coverage": 2 / 3,
        "prompt_level_strict": 1 / 3,
        "prompt_level_loose": 2 / 3,
        "instruction_level_strict": 2 / 6,
        "instruction_level_loose": 3 / 6,
    }
    assert found.figures["instruction_level_strict"].n == 6


@pytest.mark.parametrize(
    ("reference", "asked"),
    [
        ({"instruction_id_list": ["a", "b"]}, 2),
        ({"instruction_id_list": []}, 0),
        ({"instruction_id_list": "punctuation:no_comma"}, 0),
        ({"instruction_id_list": 1.0}, 0),
        ({"instruction_id_list": None}, 0),
        ({}, 0),
        ("no object", 0),
        (None, 0),
    ],
)
def test_of_what_cannot_be_checked_every_instruction_counts_that_is_asked_for(reference, asked):
    rows = [
        LabelledRow(0, None, "0", {"id": 0, "reference": reference}),
        LabelledRow(1, None, "1", {"id": 1, "reference": {"instruction_id_list": ["c"]}}),
    ]
    cases = [[{"status": "error", "details": None}] * 2, [checked("correct", True)] * 2]
    told = [KIND.told(row, outcomes, "verdicts") for row, outcomes in zip(rows, cases, strict=True)]
    found = KIND.protocol(rows, told, "verdicts", 0).figures["instruction_level_loose"]
    assert (found.value, found.n) == (1 / (asked + 1), asked + 1)


def test_a_prompt_in_one_mode_has_a_pass_rate():
    found = ifeval((1, {"status": "correct"}), (1, {"status": "abstain"}))
    assert (found.name, found.headline, list(found.figures)) == ("pass-rate", "pass_rate", ["pass_rate", "coverage"])
    assert (found.figures["pass_rate"].value, found.figures["coverage"].value) == (0.5, 0.5)


def attack(id_, label, **columns):
    return LabelledRow(id_, label, str(id_), {"id": id_, **columns})


@pytest.mark.parametrize(
    ("data", "family"),
    [
        ({"family": "a", "attack": "b", "pattern": "c", "source": "d"}, "a"),
        ({"attack": "b", "pattern": "c", "source": "d"}, "b"),
        ({"meta": {"pattern": "c"}, "source": "d"}, "c"),
        ({"source": "d"}, "d"),
        ({"family": 0}, "0"),
        ({}, "(none)"),
    ],
)
def test_the_family_of_an_attack_is_the_first_name_that_it_has(data, family):
    assert family_of(data) == family


def test_families_are_ranked_by_how_often_they_are_paid():
    rows = [attack(i, 0, family="hedge") for i in range(4)]
    rows += [attack(i, 0, family="echo") for i in range(4, 6)] + [attack(6, 0, family="anything")]
    rows += [attack(7, 1, family="hedge")]  # a control
    statuses = ["correct", "timeout", "incorrect", "abstain", "correct", "correct", "incorrect", "correct"]
    found = families(rows, statuses)
    assert [(one["family"], one["rows"], one["paid"], one["fpr"]["value"]) for one in found] == [
        ("echo", 2, 2, 1.0),
        ("hedge", 4, 1, 0.25),
        ("anything", 1, 0, 0.0),
    ]
    assert found[1]["fpr"]["interval"] == list(wilson(1, 4))
    assert all(one["few"] for one in found)


def test_families_with_the_same_rate_stand_by_name():
    found = families([attack(i, 0, family=name) for i, name in enumerate("cab")], ["incorrect"] * 3)
    assert [one["family"] for one in found] == ["a", "b", "c"]


@pytest.mark.parametrize(("rows", "few"), [(29, True), (30, False)])
def test_a_family_of_thirty_is_not_few(rows, few):
    [found] = families([attack(i, 0, family="a") for i in range(rows)], ["incorrect"] * rows)
    assert found["few"] is few


def test_a_share_of_no_trials_is_not_defined():
    assert rate([0.0], [0.0], ["a"], "nothing") == Figure(None, "nothing", 0)


def test_a_share_rests_on_its_trials():
    assert rate([1.0, 2.0], [2.0, 3.0], "aa", "some") == Figure(
        0.6, "some", 5, rate([1.0, 2.0], [2.0, 3.0], "bb", "").interval
    )


def test_a_figure_of_nothing_has_no_value():
    assert bootstrapped(np.zeros((0, 2)), [], lambda sums: sums[:, 0], "none", 0, 0) == Figure(None, "none", 0)


@pytest.mark.parametrize(
    ("weights", "mean"), [(None, (3 / 4 + 1 / 2 + 0) / 3), ({"a": 1.0, "b": 2.0, "c": 5.0}, (3 / 4 + 2 / 2) / 8)]
)
def test_the_mean_of_parts_weighs_each_part_as_it_is_told(weights, mean):
    names, part = list("aaaabbc"), [1, 1, 1, 0, 1, 0, 0]
    found = mean_of_parts(part, [1] * 7, names, list(range(7)), "mean", 0, weights)
    assert (found.value, found.n) == (pytest.approx(mean), 7)
    # A part of one row is drawn in most resamples, so that there is an interval around the mean.
    assert found.interval.low <= mean <= found.interval.high


def test_a_protocol_as_json_says_which_parts_are_few():
    figures = {"f1": Figure(0.5, "what", 30)}
    found = Protocol("p", "f1", figures, {"split": {"a": (29, figures), "b": (30, figures)}}, {"curve": [1]}).to_json()
    assert [(one["value"], one["rows"], one["few"]) for one in found["parts"][0]["values"]] == [
        ("a", 29, True),
        ("b", 30, False),
    ]
    assert (found["curve"], found["metrics"]["f1"]["interval"]) == ([1], None)


@pytest.mark.parametrize(
    ("outcome", "value"),
    [
        ({"status": "ok", "value": -2}, -2.0),
        ({"status": "ok", "value": None}, None),
        ({"status": "correct"}, 1.0),
        ({"status": "correct", "score": 0.4}, 1.0),
        ({"status": "incorrect"}, 0.0),
        ({"status": "incorrect", "score": 0.4}, 0.4),
        ({"status": "abstain", "score": 0.4}, None),
    ],
)
def test_what_an_entrant_made_of_a_completion(outcome, value):
    assert value_of(outcome) == value


@pytest.mark.parametrize(
    ("values", "decisions"),
    [
        ((1.0, 0.0), [1, 1]),
        ((0.0, 1.0), [-1, -1]),
        ((0.5, 0.5), [0, 0]),
        ((0.6, 0.6), [1, -1]),
        ((None, 0.0), [None, 1]),
    ],
)
def test_two_looks_at_two_answers_decide_for_one_of_them(values, decisions):
    assert decisions_of([{"status": "ok", "value": value} for value in values], "compares") == decisions


@pytest.mark.parametrize(
    ("outcome", "decisions"),
    [
        ({"status": "ok", "value": 0.8, "details": {"degrees": [2.0, None, 0.0, -0.5]}}, [1, None, 0, -1]),
        ({"status": "ok", "value": 0.8}, [1]),
        ({"status": "ok", "value": 0.5, "details": None}, [0]),
        ({"status": "abstain", "value": None}, [None]),
    ],
)
def test_a_look_in_both_orders_decides_by_its_degrees_or_its_value(outcome, decisions):
    assert decisions_of([outcome], "compares both orders") == decisions


def test_small_things_that_kinds_share():
    assert undecided([{"status": "timeout"}, {"status": "error"}]) == "error"
    assert undecided([]) == "abstain"
    assert (texts(["a"]), texts([]), texts(["a", 1]), texts("a"), texts(["a"], 2)) == (True, False, False, False, False)
    assert (meta_of({"x": 0, "meta": {"x": 1}}, "x"), meta_of({"meta": {"x": 1}}, "x"), meta_of({"meta": 3}, "x")) == (
        0,
        1,
        None,
    )
    row = LabelledRow("a", 1, "q", {"id": "a", "label": 1, "kind": "pair", "group": 2, "prompt": "p", "other": 3})
    assert asked_of(row, "0", "text", extra=4) == {
        "id": "a#0",
        "completion": "text",
        "prompt": "p",
        "other": 3,
        "extra": 4,
    }


@pytest.fixture
def said(write):
    """Reads a file of completions with these lines."""

    def of(*lines):
        return Completions.read(write("said.jsonl", lines))

    return of


PROMPTS = [LabelledRow(id_, None, "q", {"id": id_, "prompt": f"p{id_}"}) for id_ in ("a", 1, "1")]


def test_completions_are_joined_by_ids_of_the_same_kind(said, tmp_path):
    completions = said({"id": 1, "completion": "one"}, {"id": "a", "completion": "x"}, {"id": "a", "completion": "y"})
    left = join(PROMPTS, completions, "prompts.jsonl", tmp_path / "new" / "joined.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "new" / "joined.jsonl").read_text().splitlines()]
    assert left == 1  # the text "1" is no number
    assert [(line["id"], line["completion"], line["group"], line["prompt"]) for line in lines] == [
        ("a#0", "x", "a", "pa"),
        ("a#1", "y", "a", "pa"),
        (1, "one", "1", "p1"),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "there is no completion in it"),
        ([{"id": "b", "completion": "x"}], 'no prompt of prompts.jsonl has the id "b". Did you mean'),
        ([{"id": 2, "completion": "x"}], "has the id 2"),
    ],
)
def test_a_completion_of_no_prompt_is_refused(said, tmp_path, lines, message):
    with pytest.raises(ConfigError) as refused:
        join(PROMPTS, said(*lines), "prompts.jsonl", tmp_path / "joined.jsonl")
    assert message in str(refused.value)
    assert not (tmp_path / "joined.jsonl").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", ":2: the line is no JSON ("),
        ("[1]", ":2: "),
        ("[" * 100_000, ":2: the line is nested too deeply"),
        ('{"id": 1, "completion": NaN}', ":2: the line cannot be taken: NaN is no JSON value"),
        ('{"completion": "x"}', ":2: a row of completions has `id`, a prompt's, and `completion`, a text or messages"),
        ('{"id": 1}', ":2: a row of completions has"),
        ('{"id": 1, "completion": 5}', ":2: a row of completions has"),
    ],
    ids=["cut off", "no object", "too deep", "no number", "no id", "no completion", "no text"],
)
def test_a_line_that_is_no_completion_is_named(folder, line, message):
    (folder / "said.jsonl").write_text(f'{{"id": 1, "completion": "x"}}\n{line}\n\n')
    with pytest.raises(DataError) as refused:
        Completions.read("said.jsonl")
    assert f"said.jsonl{message}" in str(refused.value)


LINES = b'{"id": 1, "completion": "x"}\n\n{"id": 1, "completion": "y"}'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("said.jsonl", LINES),
        ("said.jsonl", LINES.replace(b"\n", b"\r\n")),
        ("said.jsonl", b"\xef\xbb\xbf" + LINES),
        ("said.jsonl.gz", gzip.compress(LINES)),
    ],
    ids=["plain", "line ends of Windows", "a byte order mark", "packed"],
)
def test_completions_are_read_as_rows_are(folder, name, content):
    (folder / name).write_bytes(content)
    found = Completions.read(name)
    assert found.by_id == {"1": ["x", "y"]}
    assert found.to_row() == {"file": str(folder / name), "sha256": hashlib.sha256(content).hexdigest()}


def test_completions_come_from_a_pipe_too_whose_digest_nobody_knows(folder):
    reading, writing = os.pipe()
    try:
        os.write(writing, LINES)
    finally:
        os.close(writing)
    try:
        found = Completions.read(f"/dev/fd/{reading}")
    finally:
        os.close(reading)
    assert (found.by_id, found.digest) == ({"1": ["x", "y"]}, None)

"""`rewardry tune`: planted weights come back, the recipe stays what it was, and mistakes are named."""

import json
import random

import pytest

from rewardry.recipe import Recipe
from rewardry.statistics.intervals import wilson

pytest.importorskip("sklearn")
RECIPE = """# a comment
name: three
description: kept as it is
rewards:
  - {use: accuracy, verifier: choice}
  - {use: format.think_answer, name: format, when: words >= 0}
  - {use: length.think_words, name: words, weight: 0.5}
on_undecided: zero
"""


def rows(planted, groups=150, seed=0):
    """Lines of a log whose `utility` is the total under the planted weights; a hack is right by luck alone."""
    chance, number = random.Random(seed), 0
    for group in range(groups):
        for _ in range(6):
            right = chance.random() < 0.5
            values = {
                "accuracy": float(right),
                "format": float(chance.random() < 0.6),
                "words": chance.random(),
            }
            utility = sum(planted[name] * value for name, value in values.items())
            status = {"accuracy": "correct" if right else "incorrect"}
            yield {
                "id": f"r{number}",
                "group": f"g{group}",
                "total": values["accuracy"] + values["format"] + 0.5 * values["words"],
                "components": {n: {"value": v, "status": status.get(n, "ok")} for n, v in values.items()},
                "input": {"completion": "x", "utility": utility, "hack": values["words"] > 0.8 and not right},
            }
            number += 1


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "three.yaml").write_text(RECIPE)
    return "three.yaml"


@pytest.mark.parametrize(("format_weight", "words_weight"), [(0.3, 0.9), (0.7, 0.6)])
def test_planted_weights_come_back_within_10_percent(rewardry, write, recipe, tmp_path, format_weight, words_weight):
    planted = {"accuracy": 1.0, "format": format_weight, "words": words_weight}
    log = write("log.jsonl", *rows(planted))
    code, out, err = rewardry("tune", recipe, log, "--trusted", "utility", "--json")
    assert code == 0, err
    weights = {name: one["after"] for name, one in json.loads(out)["weights"].items()}
    assert weights == pytest.approx(planted, rel=0.1)
    found = json.loads(out)["held_out"]
    assert 0 < found["change"]["interval"][0] <= found["change"]["value"]
    tuned = Recipe.load(tmp_path / "three.tuned.yaml")
    before = Recipe.load(tmp_path / recipe)
    assert tuned.weights == pytest.approx(tuple(weights.values()))
    assert (tuned.names, tuned.description, tuned.on_undecided) == (before.names, before.description, "zero")
    assert [part.when for part in tuned.parts] == [part.when for part in before.parts]
    text = (tmp_path / "three.tuned.yaml").read_text()
    assert text.startswith("# Weights tuned by rewardry")
    assert "held out" in text.partition("name:")[0]


def test_a_figure_of_1_of_a_few_groups_is_not_certain(rewardry, write, recipe):
    lines = list(rows({"accuracy": 1.0, "format": 0.0, "words": 0.0}, groups=20))
    for line in lines:
        line["components"]["words"]["value"] = 0.0
        line["components"]["format"]["value"] = float(int(line["id"][1:]) % 6 == 0 and line["input"]["utility"] > 0)
    code, out, err = rewardry("tune", recipe, write("log.jsonl", *lines), "--trusted", "utility", "--json")
    assert code == 0, err
    found = json.loads(out)["held_out"]
    assert found["before"]["value"] == found["after"]["value"] == 1.0
    assert found["after"]["interval"] == pytest.approx(list(wilson(6, 6)))
    assert found["change"] == {"value": 0.0, "interval": [0.0, 0.0]}


def test_the_same_seed_gives_the_same_recipe(rewardry, write, recipe, tmp_path):
    log = write("log.jsonl", *rows({"accuracy": 1.0, "format": 0.2, "words": 0.4}, groups=40))
    texts = []
    for _ in range(2):
        assert rewardry("tune", recipe, log, "--trusted", "utility", "--evaluations", "10")[0] == 0
        texts.append((tmp_path / "three.tuned.yaml").read_text())
    assert texts[0] == texts[1]


def test_hacks_are_paid_less(rewardry, write, recipe):
    log = write("log.jsonl", *rows({"accuracy": 1.0, "format": 0.1, "words": 2.0}, groups=40))
    options = ("--trusted", "utility", "--evaluations", "15", "--json")
    _, free, _ = rewardry("tune", recipe, log, *options)
    code, out, err = rewardry("tune", recipe, log, *options, "--hack-column", "hack", "--price", "3")
    assert code == 0, err
    assert json.loads(out)["weights"]["words"]["after"] < json.loads(free)["weights"]["words"]["after"]
    held = json.loads(out)["held_out"]
    assert 0 <= held["hacks_after"]["value"] <= 1


def test_verdicts_and_pairs_are_joined_by_id(rewardry, write, recipe):
    lines = list(rows({"accuracy": 1.0, "format": 0.5, "words": 0.1}, groups=30))
    log = write("log.jsonl", *lines)
    verdicts = write("v.jsonl", *({"id": r["id"], "status": r["components"]["accuracy"]["status"]} for r in lines))
    pairs = write("p.jsonl", *({"chosen": f"r{6 * g}", "rejected": f"r{6 * g + 1}"} for g in range(30)))
    for option, file in (("--verified", verdicts), ("--pairs", pairs)):
        code, out, err = rewardry("tune", recipe, log, option, file, "--evaluations", "10")
        assert code == 0, err
        assert "held out" in out


def test_mistakes_are_named(rewardry, write, recipe, tmp_path):
    log = write("log.jsonl", *rows({"accuracy": 1.0, "format": 0.5, "words": 0.1}, groups=12))
    pairs = write("p.jsonl", {"chosen": "r0", "rejected": "nobody"})
    (tmp_path / "taken.yaml").mkdir()
    for arguments, message in (
        ((), "what is to agree? Give one of --trusted COLUMN"),
        (("--trusted", "utilty"), "Did you mean 'utility'"),
        (("--pairs", pairs), "p.jsonl:1: field 'rejected': 'nobody' is no id of the log"),
        (("--trusted", "utility", "--fix", "word"), "has no reward 'word'"),
        (("--trusted", "utility", "-o", "out.txt"), "a recipe's file ends in .yaml"),
        (("--trusted", "utility", "-o", "no/where.yaml"), "-o no/where.yaml: there is no folder no; make it"),
        (("--trusted", "utility", "-o", "taken.yaml"), "-o taken.yaml: that is a folder; name a file"),
        (("--trusted", "utility", "--hacks", "h", "--hack-column", "hack"), "h: cannot be read: No such file"),
        (("--trusted", "utility", "--hacks", log, "--hack-column", "hack"), "both say which rows are hacks; give one"),
        (("--trusted", "utility", "--pairs", pairs), "what is to agree? Give one of --trusted COLUMN"),
        (("--verified", "-"), "tune needs files; the standard input is none"),
        (("--trusted", "utility", "--fix", "format", "--fix", "words"), "no two weights whose ratio could be tuned"),
    ):
        code, _, err = rewardry("tune", recipe, log, *arguments)
        assert code == 2
        assert message in err


def test_how_far_a_weight_could_go_is_said(rewardry, write, recipe):
    lines = list(rows({"accuracy": 5.0, "format": 2.0, "words": 0.5}, groups=30))
    log = write("log.jsonl", *lines)
    pairs = [
        {"chosen": a["id"], "rejected": b["id"]}
        for a in lines
        for b in lines
        if a["group"] == b["group"] and a["input"]["utility"] > b["input"]["utility"]
    ]
    options = ("--pairs", write("p.jsonl", *pairs), "--evaluations", "10")
    code, out, err = rewardry("tune", recipe, log, *options, "--json")
    assert code == 0, err
    weights = json.loads(out)["weights"]
    assert "as_good" not in weights["accuracy"]
    low, high = weights["format"]["as_good"]
    assert low <= weights["format"]["after"] <= high < 1.0
    assert high > 1.5 * low
    _, out, _ = rewardry("tune", recipe, log, *options)
    assert "as good" in out
    assert f"{low:.4g} to {high:.4g}" in out

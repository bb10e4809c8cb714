"""rewardry bench bon: choosing by a value, by a vote, by both."""

import json

import pytest

FACTS = {"prompt": "How many?", "reference": "4"}


def completion(i, answer, value, group, **more):
    right = answer == "4"
    text = f"<think>\nwell\n</think>\n<answer>\n{answer}\n</answer>"
    return {"id": i, "completion": text, "label": int(right), "group": group, "worth": value, **FACTS, **more}


@pytest.fixture
def questions(write):
    """Two questions of four completions, with a value each."""
    first = [completion(f"a{i}", *pair, "a") for i, pair in enumerate([("4", 0.9), ("5", 0.5), ("5", 0.2), ("6", 0.2)])]
    second = [
        completion(f"b{i}", *pair, "b") for i, pair in enumerate([("4", 0.1), ("4", 0.3), ("4", 0.2), ("7", 0.8)])
    ]
    return write("questions.jsonl", first + second)


@pytest.fixture
def worth(folder):
    """A reward that is the column `worth`, and one that scores the steps in `marks`."""
    (folder / "worth.py").write_text(
        """
import rewardry
from rewardry.types import Score


@rewardry.reward
def told(completion, worth, marks=None):
    return Score(worth, details={} if marks is None else {"step_scores": marks})
"""
    )
    return "./worth.py:told"


def at(result, n, name, by=None):
    [found] = result["curves"]
    figures = found["at"][str(n)]
    return (figures if by is None else figures["by"][by])[name]["value"]


def test_every_way_to_choose_stands_beside_the_others(bench, questions, worth, folder):
    code, out, err = bench("bon", "-r", worth, "-d", questions, "--json", "-o", "kept", "--html", "page.html")
    assert code == 0, err
    result = json.loads(out)
    assert [each["questions"] for each in result["curves"]] == [2]
    assert at(result, 1, "mean") == at(result, 1, "best_of", "value") == pytest.approx((1 / 4 + 3 / 4) / 2)
    assert at(result, 4, "pass") == 1.0
    assert at(result, 4, "majority") == 0.5
    assert at(result, 4, "best_of", "value") == 0.5
    assert at(result, 4, "weighted", "value") == 0.5  # 0.9 of the first beats 0.7; 0.6 of the second does not beat 0.8
    assert at(result, 2, "best_of", "value") == pytest.approx((3 / 6 + 3 / 6) / 2)
    assert json.loads((folder / "kept" / "bon.json").read_text())["curves"] == result["curves"]
    assert "weighted majority" in (folder / "page.html").read_text()
    code, again, err = bench("bon", "kept", "--json")
    assert (code, json.loads(again)["curves"]) == (0, result["curves"])


def test_scores_of_steps_are_made_into_values(bench, write, worth):
    marks = [[0.9, 0.1], [0.4, 0.5], [0.3, 0.3]]
    rows = [completion(i, answer, 0.5, "a", marks=marks[i]) for i, answer in enumerate("456")]
    code, out, err = bench("bon", "-r", worth, "-d", write("steps.jsonl", rows), "-n", 3, "--json")
    assert code == 0, err
    chosen = {by: each["best_of"]["value"] for by, each in json.loads(out)["curves"][0]["at"]["3"]["by"].items()}
    assert chosen["value"] == pytest.approx(1 / 3)  # all are worth the same
    assert chosen["steps: min"] == chosen["steps: product"] == chosen["steps: last"] == 0.0
    assert chosen["steps: mean"] == 1.0


def kept_line(i, right, value, answer):
    components = {
        "model": {"value": value, "status": "ok", "details": {}},
        "accuracy": {"value": float(right), "status": "correct" if right else "incorrect", "details": {}},
    }
    row = {"id": i, "completion": answer, **FACTS}
    return {"id": i, "group": "q", "total": value + right, "components": components, "input": row}


def test_kept_results_are_read_by_the_component_that_is_named(bench, write):
    lines = [kept_line(i, *each) for i, each in enumerate([(True, 0.1, "4"), (False, 0.9, "5"), (False, 0.2, "6")])]
    kept = write("kept.jsonl", lines)
    code, out, err = bench("bon", kept, "--value-by", "model", "--json", "-n", 3)
    assert code == 0, err
    assert at(json.loads(out), 3, "best_of", "value") == 0.0
    code, out, err = bench("bon", kept, "--json", "-n", 3)
    assert at(json.loads(out), 3, "best_of", "value") == 1.0  # by the total, which has the verdict in it
    code, out, err = bench("bon", kept, "--value-by", "modle")
    assert code == 2
    assert "there is no component 'modle'. Did you mean 'model'" in err


def test_the_table_says_what_it_is_over(bench, questions):
    code, out, err = bench("bon", "-v", "math", "-d", questions)
    assert code == 0, err
    assert "math on questions: 2 questions, 8 completions" in out
    assert [line.split()[:3] for line in out.splitlines()[-3:]] == [["value", n, "2"] for n in "124"]


def test_what_cannot_be_chosen_from_is_refused(bench, write, worth):
    alone = write("alone.jsonl", [completion("a", "4", 1.0, "a"), completion("b", "5", 1.0, "b")])
    for arguments, message in [
        ([], "what is chosen from? Name a run's folder or a kept file"),
        (["-d", alone], "nobody scores these rows"),
        (["-v", "math"], "-d is missing"),
        (["-v", "math", "-d", alone], "no question has two completions with a label"),
        (["."], "has no run.json"),
    ]:
        code, _, err = bench("bon", *arguments)
        assert code == 2
        assert message in err

"""Completions with what a scorer made of them, out of kept results and runs, and the lines that tell of them."""

import pytest

from rewardry.benchmarks.bon.candidates import Candidate, of_kept
from rewardry.benchmarks.bon.tables import heading, rows
from rewardry.curation.question_figures import RIGHT
from rewardry.errors import ConfigError, DataError


def line(id_, group, *, right=True, value=0.5, total=1.0, answer="4", label=None, details=None, **components):
    """A row as `rewardry score --keep` writes it."""
    status = "correct" if right else "incorrect"
    known = {"accuracy": {"value": float(right), "status": status, "details": {}}}
    model = {"model": {"value": value, "status": "ok", "details": details or {}}}
    row = {"id": id_, "prompt": "q", "completion": f"<answer>{answer}</answer>", "reference": "4"}
    row |= {} if label is None else {"label": label}
    return {"id": id_, "group": group, "total": total, "components": {**known, **model, **components}, "input": row}


@pytest.fixture
def read(write):
    """The questions of kept lines."""

    def of(*lines, right_by=None, value_by=None):
        scored = of_kept(write("kept.jsonl", lines), right_by, value_by)
        return [list(question) for question in scored.questions], scored

    return of


def test_a_total_chooses_and_a_verdict_says_who_is_right(read):
    [question], scored = read(line(1, "a", total=0.75), line(2, "a", right=False, answer=" 5  6 ", total=None))
    assert question == [Candidate(True, 0.75, RIGHT, None), Candidate(False, None, "5 6", None)]
    assert (scored.scorer, scored.source, scored.notes) == ("total", "kept.jsonl", [])


def test_a_named_component_chooses_by_its_value(read):
    [question], scored = read(
        line(1, "a", value=0.25), line(2, "a", value=None), line(3, "a", value=3), value_by="model"
    )
    assert [one.value for one in question] == [0.25, None, 3.0]
    assert scored.scorer == "model"


def test_labels_say_who_is_right_where_the_first_row_has_one(read):
    [question], _ = read(line(1, "a", right=False, label=1), line(2, "a", right=True, label=0))
    assert [one.right for one in question] == [True, False]
    [question], _ = read(line(1, "a", right=False, label=1), line(2, "a", label=0), right_by="accuracy")
    assert [one.right for one in question] == [False, True]


@pytest.mark.parametrize(
    ("details", "steps"),
    [
        ({"step_scores": [0.5, 1]}, (0.5, 1.0)),
        ({"step_scores": []}, None),
        ({"step_scores": [0.5, None]}, None),
        ({"step_scores": [True]}, None),
        ({"step_scores": "0.5"}, None),
        ({}, None),
    ],
)
def test_scores_of_steps_are_numbers_or_none(read, details, steps):
    [[one]], _ = read(line(1, "a", details=details), value_by="model")
    assert one.steps == steps


def test_completions_of_a_question_stand_one_after_the_other(read):
    questions, scored = read(line(1, "a"), line(2, "a"), line(3, "b"))
    assert [len(question) for question in questions] == [2, 1]
    torn, scored = read(line(1, "a"), line(3, "b"), line(2, "a"))
    assert sum(map(len, torn)) == 3
    assert len(scored.notes) == 1


def test_a_file_without_a_row_or_a_component_is_refused(read, folder):
    (folder / "kept.jsonl").write_text("")
    with pytest.raises(ConfigError, match=r"kept\.jsonl: there is no row in it"):
        of_kept("kept.jsonl", None, None)
    with pytest.raises(DataError, match=r"there is no component 'modle'. Did you mean 'model'"):
        read(line(1, "a"), value_by="modle")


def figure(value, interval=(0.25, 0.75), *, questions=2, exact=True):
    return {"value": value, "interval": interval, "questions": questions, "exact": exact}


def found(**changed):
    """What a scorer made of two questions."""
    plain = {"mean": figure(0.5), "pass": figure(1.0), "majority": figure(0.5)}
    by = {"best_of": figure(0.625), "weighted": figure(0.5, exact=False)}
    one, two = {**plain, "by": {"value": by, "steps: min": by}}, {**plain, "by": {"value": by}}
    counts = {"questions": 2, "completions": 8, "unlabelled": 0, "with_value": 8}
    return {"scorer": "prm", "source": "math", **counts, "at": {"1": one, "2": two}, **changed}


def test_the_cells_of_a_table():
    assert list(rows(found())) == [
        [by, n, "2", "1.000 [0.250, 0.750]", "0.500 [0.250, 0.750]", "~0.500 [0.250, 0.750]", "0.625 [0.250, 0.750]"]
        for by, n in (("value", "1"), ("value", "2"), ("steps: min", "1"))
    ]


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        ({}, "2 questions, 8 completions"),
        ({"with_value": 5}, "2 questions, 8 completions; 3 have no value and are chosen last"),
        (
            {"unlabelled": 3, "with_value": 7},
            "2 questions, 8 completions, 3 of which nothing says whether they are right left out; 1 have no value and "
            "are chosen last",
        ),
    ],
)
def test_the_heading_says_what_is_left_out(changed, about):
    assert heading(found(**changed)) == ("prm on math", about)

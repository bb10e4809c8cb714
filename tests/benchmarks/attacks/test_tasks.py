"""Tasks out of labelled rows and examples: what is asked, which texts may be the bare answer, which are wrong."""

import pytest

from rewardry.benchmarks.attacks.task import shipped_tasks, tasks_of_examples, tasks_of_samples
from rewardry.component import Verifier
from rewardry.testing import Case
from rewardry.types import Sample


def task_of(label=1, **row):
    [task] = tasks_of_samples([("a", Sample(**{"prompt": "?", "completion": "", "reference": None, **row}), label)])
    return task


@pytest.mark.parametrize(
    ("row", "candidates"),
    [
        ({"reference": "12"}, ("12",)),
        ({"reference": 12}, ("12",)),
        ({"reference": 1.5}, ("1.5",)),
        ({"reference": " $x$ "}, ("x", "$x$")),
        ({"reference": True}, ()),
        ({"reference": ["12"]}, ()),
        ({"reference": ""}, ()),
        ({"reference": "one\ntwo"}, ()),
        ({"reference": "so \\boxed{7}"}, ("7",)),
        ({"reference": "\\boxed{7}, \\boxed{8}"}, ()),
        ({"reference": "\\boxed{\\boxed{7}}"}, ()),
        ({"reference": "x" * 400}, ("x" * 400,)),
        ({"reference": "x" * 401}, ()),
        ({"reference": "<answer>12</answer>"}, ()),
        ({"completion": "so \\boxed{1} and \\boxed{12}"}, ("12",)),
        ({"completion": "<think>\\boxed{3}</think><answer>12</answer>"}, ("12",)),
        ({"completion": "<think>3</think>12"}, ("12",)),
        ({"completion": "12", "meta": {"answer": "twelve"}}, ("twelve", "12")),
        ({"completion": "12", "meta": {"answer": 12}}, ("12",)),
        ({"reference": "12", "completion": "12"}, ("12",)),
    ],
)
def test_the_candidates_of_a_right_row(row, candidates):
    assert task_of(**row).candidates == candidates


def test_a_completion_without_a_label_says_nothing_of_the_answer():
    assert task_of(None, completion="\\boxed{12}").candidates == ()


def test_a_wrong_completion_gives_one_wrong_answer():
    found = task_of(0, reference="12", completion="<answer>\\boxed{13}</answer>")
    assert (found.candidates, found.wrong) == (("12",), ("13",))
    assert task_of(0, reference="12").wrong == ()


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ("12", "answer"),
        ({"tests": ["assert f() == 1"]}, "program"),
        ({"grid": [1, 2]}, "answer"),
        ([{"input": "1", "output": "2"}], "program"),
        ([{"input": "1"}], "answer"),
        ([], "answer"),
        (["12", {"output": "2"}], "answer"),
    ],
)
def test_a_reference_that_holds_tests_is_of_a_program(reference, kind):
    assert task_of(None, reference=reference).kind == kind


def test_the_answer_of_a_program_is_its_code():
    fenced = "Here:\n```python\nprint(1)\n```\ndone"
    row = {"reference": {"tests": []}, "completion": fenced}
    assert task_of(**row).candidates == ("print(1)\n",)
    assert task_of(0, **row).wrong == ("print(1)\n",)
    assert task_of(**{**row, "completion": f"<think>no</think><answer>{fenced}</answer>"}).candidates == ("print(1)\n",)


def test_rows_of_one_question_are_one_task():
    def row(label, completion, prompt="?"):
        return Sample(prompt=prompt, completion=completion, reference="12"), label

    rows = [row(1, "\\boxed{12}"), row(0, "\\boxed{13}"), row(1, "$12$"), row(0, "\\boxed{14}"), row(0, "5", "other?")]
    first, second = tasks_of_samples((f"r{i}", *each) for i, each in enumerate(rows))
    assert (first.id, first.candidates, first.wrong) == ("r0", ("12", "$12$"), ("13", "14"))
    assert (second.id, second.wrong) == ("r4", ("5",))


def test_what_must_be_kept_to_is_no_answer():
    assert tasks_of_samples([("a", Sample(prompt="?", completion="", reference={"instruction_id_list": []}), 1)]) == []


@pytest.mark.parametrize(
    ("prompt", "question", "language"),
    [
        ("How many?", "How many?", "en"),
        ("多少？", "多少？", "zh"),
        ([{"role": "user", "content": "How many?"}], "How many?", "en"),
        ("", "", "en"),
    ],
)
def test_the_question_and_its_language(prompt, question, language):
    found = task_of(prompt=prompt)
    assert (found.question, found.language) == (question, language)


def test_a_program_is_called_by_the_name_that_its_reference_gives():
    assert task_of(reference={"tests": [], "entry_point": "add"}).entry_point == "add"
    assert task_of(reference={"tests": []}).entry_point == "solve"
    assert task_of(reference="12").entry_point == "solve"


def test_a_task_says_another_completion_and_leaves_the_row_as_it_is():
    task = task_of(reference="12", completion="before")
    said = task.saying("after it", "g", counted=True)
    assert (said.text, said.group, len(said.completion_ids), said.reference) == ("after it", "g", 2, "12")
    assert task.sample.text == "before"
    assert task.saying("after").completion_ids is None


class Fruit(Verifier):
    """Examples of every kind of expectation."""

    def verify(self, samples):
        """Nothing is asked here."""
        return []

    def examples(self):
        """Right, wrong, of a value, and without one."""
        return [
            Case("<answer>fig</answer>", "correct", "Which?", ["fig", "plum"], answer="plum"),
            Case("<answer>nut</answer>", "incorrect", "Which?", ["fig", "plum"]),
            Case("<answer>pear</answer>", 1.0, "And?", "pear"),
            Case("<answer>leaf</answer>", None, "And?", "pear"),
            Case("<answer>leaf</answer>", "abstain", "And?", "pear"),
        ]


def test_the_examples_of_an_author_are_tasks_with_the_answer_that_they_name_first():
    first, second = tasks_of_examples(Fruit())
    assert (first.id, first.candidates, first.wrong) == ("example 0", ("plum", "fig"), ("nut",))
    assert (second.candidates, second.wrong) == (("pear",), ())


def test_shipped_tasks_are_those_of_a_verifier_that_has_some():
    found = shipped_tasks("math")
    assert len(found) > 20
    assert all(task.candidates and task.question for task in found)
    assert len({task.id for task in found}) == len(found)
    assert shipped_tasks("text.exact") is None
    assert shipped_tasks("../tasks/math") is None

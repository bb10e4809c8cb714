"""Which tasks can be attacked: a right answer of theirs is paid, and two wrong ones are not."""

import pytest

from rewardry.benchmarks.attacks.filling import FORMS
from rewardry.benchmarks.attacks.settling import asked, settle
from rewardry.benchmarks.attacks.target import Paid
from rewardry.benchmarks.attacks.task import Task, tasks_of_samples
from rewardry.types import Sample


def says_only(text, sample):
    """Pays a box with the reference in it and nothing else."""
    return f"\\boxed{{{sample.reference}}}" in text


def test_a_task_is_settled_in_the_forms_that_are_paid(planned, sums):
    able, unusable = settle(sums("12", "30", "57"), planned(says_only))
    assert (len(able), unusable) == (3, 0)
    assert [task.right for task in able] == ["12", "30", "57"]
    assert {task.forms for task in able} == {("tagged box", "box")}
    for task in able:
        assert len(task.wrong) == 2
        assert task.right not in task.wrong


def test_of_a_recipe_only_the_forms_that_earn_most_are_used(planned, sums):
    def pays(text, sample):
        return float(sample.reference in text) * (2.0 if "<think>" in text else 1.0)

    able, _ = settle(sums("12", "30"), planned(pays, "recipe"))
    assert {task.forms for task in able} == {("tagged", "tagged box")}


def test_the_first_candidate_that_is_paid_is_the_right_answer(planned):
    task = Task("t", Sample(completion="", prompt="?", reference="12"), ("$12$", "12", "12.0"))
    [able], _ = settle([task], planned(lambda text, sample: "12" in text and "$" not in text))
    assert able.right == "12"


def test_what_pays_nothing_or_everything_can_be_attacked_on_nothing(planned, sums):
    tasks = sums("12", "30", "57")
    assert settle(tasks, planned(lambda text, sample: False)) == ([], 3)
    assert settle(tasks, planned(lambda text, sample: True)) == ([], 3)  # no wrong answer is refused
    assert settle([], planned(says_only)) == ([], 0)


def test_the_tasks_own_wrong_answers_come_first(planned):
    rows = [(f"r{i}", Sample(completion=f"\\boxed{{{x}}}", prompt="?", reference="12"), 0) for i, x in enumerate("89")]
    [task], _ = settle(tasks_of_samples(rows), planned(says_only))
    assert task.wrong == ("8", "9")


@pytest.mark.parametrize(
    ("right", "wrong", "taken"),
    [
        ("12", ("120", "2", "5", "7"), ("5", "7")),  # one answer holds the other: a list of both may be right
        ("x", ("X ", "y", "z"), ("y", "z")),
        ("a b", ("AB", "c", "d"), ("c", "d")),
        ("12", ("{5", "5", "7"), ("5", "7")),  # what is not closed would close the form around it
        ("12", ("5", "57", "7"), ("5", "7")),  # nor may one wrong answer hold the other
        ("B", ("5", "A"), ("A", "C")),  # beside an option a value is no other answer
        ("(B)", ("(A)", "C", "five"), ("(A)", "C")),
        ("12", ("B", "5", "7"), ("5", "7")),
        ("12", ("", " ", "5", "7"), ("5", "7")),
        ("12", ("___", "_ _", "5", "7"), ("5", "7")),  # a blank says nothing
    ],
)
def test_wrong_answers_are_apart_from_the_right_one_and_each_other(planned, right, wrong, taken):
    task = Task("t", Sample(completion="", prompt="?", reference=right), (right,), wrong)
    [able], _ = settle([task], planned(lambda text, sample: f"\\boxed{{{right}}}" in text))
    assert able.wrong == taken


def test_wrong_answers_are_taken_from_questions_that_are_not_beside(planned, sums):
    """The seventh after it, then the fourteenth: of eleven tasks the first has those of the eighth and the fourth."""
    answers = [str(n) for n in range(100, 111)]
    able, _ = settle(sums(*answers), planned(says_only))
    assert able[0].wrong == (answers[7], answers[3])
    assert able[4].wrong == (answers[0], answers[7])


def test_a_question_alone_has_spare_ones(planned, sums):
    [able], _ = settle(sums("12"), planned(says_only))
    assert able.wrong == ("7", "42")


@pytest.mark.parametrize(("paid", "able"), [(4, 1), (5, 0)])
def test_six_wrong_answers_are_tried_of_which_two_must_be_refused(planned, paid, able):
    wrong = ("p1", "q2", "r3", "s4", "t5", "u6", "v8", "w9")
    task = Task("t", Sample(completion="", prompt="?", reference="12"), ("12",), wrong)
    found, _ = settle([task], planned(lambda text, sample: any(each in text for each in ("12", *wrong[:paid]))))
    assert [one.wrong for one in found] == [("t5", "u6")] * able


def test_a_recipe_that_leaves_a_right_answer_undecided_has_not_paid_it(planned, sums):
    undecided = Paid("abstain", "", True, None, 0.0)
    assert settle(sums("12", "30", "57"), planned(lambda text, sample: undecided, "recipe")) == ([], 3)


def test_a_program_is_no_wrong_answer(planned, sums):
    program = Task("p", Sample(completion="", reference={"tests": []}), ("return 12",), kind="program")
    able, _ = settle([*sums("12", "30"), program], planned(lambda t, s: str(s.reference) in t or "return" in t))
    assert [task.kind for task in able] == ["answer", "answer", "program"]
    assert {wrong for task in able[:2] for wrong in task.wrong} <= {"12", "30", "7", "42"}
    assert able[2].wrong == ("pass", "print(0)")


def test_a_program_gets_programs_for_wrong_answers(planned):
    task = Task("t", Sample(completion="", prompt="?", reference={"tests": []}), ("return 4",), kind="program")
    [able], _ = settle([task], planned(lambda text, sample: "return 4" in text))
    assert (able.wrong, able.forms) == (("pass", "print(0)"), tuple(FORMS["program"]))


def test_only_a_recipe_counts_tokens_and_each_completion_is_a_group_of_its_own(planned, sums):
    [task] = sums("12")
    for kind, ids in (("verifier", None), ("recipe", range(2))):
        target = planned(says_only, kind)
        asked([(task, "one two"), (task, "one two")], target)
        assert [sample.group for sample in target.asked] == [0, 1]
        assert [sample.completion_ids for sample in target.asked] == [ids, ids]

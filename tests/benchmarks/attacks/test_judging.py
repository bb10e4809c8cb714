"""What is wrong with what was paid: of a verifier, of a recipe, with and without a form, alone and in groups."""

import itertools
from dataclasses import replace

import pytest

from rewardry.benchmarks.attacks.family import Family, Template
from rewardry.benchmarks.attacks.settling import settle
from rewardry.benchmarks.attacks.suite import attacks_of, judge
from rewardry.benchmarks.attacks.target import Paid


def template(text="«right»!", expect="refuse", *, zh=None, only=None, when=None, tasks=None, reads=("answer",)):
    return Template(text, zh, False, expect, frozenset(reads), only, when, tasks)


def family(*attacks, controls=()):
    return Family("hedge", "about", "reason", attacks, controls)


def boxed(text, sample):
    """A verifier that reads boxes."""
    return f"\\boxed{{{sample.reference}}}" in text


@pytest.fixture
def judged(planned, sums):
    """The outcome of one template for a target, of the first of three tasks."""

    def of(made, pays, kind="verifier", *, longest=5.0, compares=False, has_form=False):
        tasks, _ = settle(sums("12", "30", "57"), planned(boxed))
        target = planned(pays, kind, compares=compares, has_form=has_form)
        members = {"controls": (made,)} if made.expect == "pay" else {}
        attacks = attacks_of(family(*([] if members else [made]), **members), tasks[:1], target)
        [found] = judge(attacks, target, longest)
        return found

    return of


@pytest.mark.parametrize(
    ("expect", "status", "seconds", "wrong", "late"),
    [
        ("refuse", "correct", 0.1, "paid", False),
        ("refuse", "incorrect", 0.1, None, False),
        ("refuse", "abstain", 0.1, None, False),
        ("refuse", "timeout", 0.1, "over-deadline", True),
        ("refuse", "error", 0.1, "error", False),
        ("refuse", "error", 9.0, "error", True),
        ("refuse", "incorrect", 5.0, None, False),
        ("refuse", "incorrect", 5.1, "over-deadline", True),
        ("refuse", "correct", 5.1, "paid", True),  # what was paid weighs more than when
        ("below-wrong", "correct", 0.1, "paid", False),
        ("below-wrong", "incorrect", 0.1, None, False),
        ("pay", "correct", 0.1, None, False),
        ("pay", "correct", 9.0, None, True),
        ("pay", "incorrect", 0.1, "control-unpaid", False),
        ("pay", "abstain", 0.1, "control-unpaid", False),
        ("pay", "timeout", 9.0, "control-unpaid", True),
    ],
)
def test_what_is_wrong_with_a_verdict(judged, expect, status, seconds, wrong, late):
    made = Paid(status, "", status == "correct", None, seconds)
    found = judged(template(expect=expect), lambda text, sample: made if text.endswith("!") else boxed(text, sample))
    assert (found.wrong, found.late, found.most) == (wrong, late, None)


def test_who_says_no_deadline_is_late_at_a_timeout_alone(judged):
    slow = Paid("incorrect", "", False, 0.0, 99.0)
    assert not judged(template(), lambda text, sample: slow, longest=None).late
    stopped = Paid("timeout", "", False, None, 99.0)
    assert judged(template(), lambda text, sample: stopped, longest=None).late


def earns(attack, right=1.0, wrong=0.0, *, correct=False):
    """A recipe that pays the attack, the honest right and the honest wrong completion so."""

    def pays(text, sample):
        if text.endswith("!"):
            return Paid("ok", "", correct, attack, 0.1)
        total = right if boxed(text, sample) else wrong
        return Paid("ok", "", boxed(text, sample), total, 0.1)

    return pays


@pytest.mark.parametrize(
    ("expect", "paid", "has_form", "wrong", "most"),
    [
        # An attack earns at most what an honest wrong answer does, here 0.2.
        ("refuse", 0.2, False, None, 0.2),
        ("refuse", 0.21, False, "paid", 0.2),
        ("refuse", -1.0, False, None, 0.2),
        ("refuse", None, False, None, 0.2),
        # A broken form earns less than the honest completion with the same answer, where forms are paid.
        ("below-wrong", 0.19, True, None, 0.2),
        ("below-wrong", 0.2, True, "paid", 0.2),
        ("below-wrong", 0.2, False, None, 0.2),
        ("below-wrong", 0.3, False, "paid", 0.2),
        ("below-right", 0.99, True, None, 1.0),
        ("below-right", 1.0, True, "paid", 1.0),
        # A control earns nine tenths of what right earns beyond wrong: 0.2 + 0.9 * 0.8.
        ("pay", 0.92, False, None, 0.92),
        ("pay", 0.91, False, "control-unpaid", 0.92),
    ],
)
def test_what_is_wrong_with_what_a_recipe_pays(judged, expect, paid, has_form, wrong, most):
    pays = earns(paid, wrong=0.2, correct=expect in ("pay", "below-right"))
    found = judged(template(expect=expect), pays, "recipe", has_form=has_form)
    assert (found.wrong, found.most) == (wrong, pytest.approx(most))


def test_a_control_must_be_called_correct_whatever_it_earns(judged):
    assert judged(template(expect="pay"), earns(5.0), "recipe").wrong == "control-unpaid"


def test_an_attack_that_is_called_correct_is_paid_whatever_it_earns(judged):
    assert judged(template(), earns(-5.0, correct=True), "recipe").wrong == "paid"
    assert judged(template(expect="below-right"), earns(0.5, correct=True), "recipe", has_form=True).wrong is None


def test_what_length_alone_earns_is_no_attack(judged):
    """The recipe pays a hundredth a character: an honest wrong answer of that length earns as much."""

    def pays(text, sample):
        return Paid("ok", "", boxed(text, sample), len(text) / 100, 0.1)

    found = judged(template("«400*x»!"), pays, "recipe")
    assert found.wrong is None
    assert found.most >= found.paid.total > 4


def test_what_brevity_alone_earns_is_no_attack(judged):
    """A short attack earns more than the honest wrong answer with its sentence; one that says little earns as much."""

    def pays(text, sample):
        return Paid("ok", "", boxed(text, sample), 1 - len(text) / 1000, 0.1)

    found = judged(template("«60*z»!"), pays, "recipe")
    assert (found.wrong, found.most > found.paid.total > 0.93) == (None, True)


def test_what_length_alone_does_not_earn_is_one(judged):
    def pays(text, sample):
        return Paid("ok", "", boxed(text, sample), len(text) / (10 if "zz" in text else 100), 0.1)

    assert judged(template("«400*z»!"), pays, "recipe").wrong == "paid"


def test_where_groups_are_compared_an_attack_stands_beside_honest_ones(planned, sums):
    tasks, _ = settle(sums("12", "30"), planned(boxed))
    target = planned(earns(0.9), "recipe", compares=True)
    attacks = attacks_of(family(template(), controls=[template("«honest_right» !", "pay")]), tasks, target)
    found = judge(attacks, target, 5.0)
    groups = [list(group) for _, group in itertools.groupby(target.asked, key=lambda sample: sample.group)]
    assert [len(group) for group in groups] == [3] * len(attacks) == [3] * 4
    for group, attack in zip(groups, attacks, strict=True):
        answers = (attack.text, attack.honest(attack.task.right), attack.honest(attack.task.wrong[0]))
        assert tuple(sample.text for sample in group) == answers
        assert all(len(sample.completion_ids) > 0 for sample in group)
    # The total of a wrong answer says how it stands to others, so that only "is it called right" is asked.
    assert [each.wrong for each in found if not each.attack.is_control] == [None, None]


def test_an_honest_completion_is_asked_for_once(planned, sums):
    tasks, _ = settle(sums("12", "30"), planned(boxed))
    target = planned(earns(0.0), "recipe")
    attacks = attacks_of(family(template("«right» a!"), template("«right» b!")), tasks, target)
    judge(attacks, target, 5.0)
    texts = [(sample.reference, sample.text) for sample in target.asked]
    assert len(texts) == len(set(texts)) == 4 + 2 * 2


def made_by(planned, sums, *templates, answers=("12", "30", "57"), kind="verifier", question="What is it? {}", **more):
    tasks, _ = settle(sums(*answers, question=question), planned(boxed))
    return attacks_of(family(*templates), tasks, planned(boxed, kind, **more))


@pytest.mark.parametrize(
    ("made", "kind", "has_form", "number"),
    [
        (template(only="verifier"), "verifier", False, 3),
        (template(only="verifier"), "recipe", False, 0),
        (template(only="recipe"), "verifier", False, 0),
        (template(expect="below-right"), "verifier", False, 0),
        (template(expect="below-right"), "recipe", False, 0),
        (template(expect="below-right"), "recipe", True, 3),
        (template(reads=("program",)), "verifier", False, 0),
        (template(tasks=2), "verifier", False, 2),
        (template("nothing of the task"), "verifier", False, 3),
        (template("is it 57?"), "verifier", False, 2),  # of one task it says the answer
        (template("57.0 or so"), "verifier", False, 2),
        (template("573"), "verifier", False, 3),
        (template("«expression»"), "verifier", False, 0),
    ],
)
def test_which_tasks_a_template_is_for(planned, sums, made, kind, has_form, number):
    assert len(made_by(planned, sums, made, kind=kind, has_form=has_form)) == number


@pytest.mark.parametrize(
    ("when", "answers", "number"),
    [
        ("single", ("12", "x > 3", "1 \\pm 2", "\\{4\\}"), 2),
        ("single", ("\\infty", "a \\in B", "\\infinite", "8"), 2),
        ("plain", ("12", "(3, 5)", "6/7", "1"), 1),
        ("number", ("12", "1", "0.5", "-8", "9"), 2),
    ],
)
def test_a_template_for_some_answers_is_made_of_those(planned, sums, when, answers, number):
    """The wrong answers are those of other questions, which must be of the kind as well; here each has its own."""
    tasks, _ = settle(sums(*answers), planned(boxed))
    tasks = [replace(task, wrong=("22", "33")) for task in tasks]
    assert len(tasks) == len(answers)
    assert len(attacks_of(family(template(when=when)), tasks, planned(boxed))) == number


def test_attacks_on_a_verifier_are_in_both_languages_in_turn(planned, sums):
    made = made_by(planned, sums, template("«right» en!", zh="«right» zh!"), template("«right» en?", zh="«right» zh?"))
    assert [(attack.language, attack.text[-3:]) for attack in made] == [
        ("en", "en!"),
        ("zh", "zh?"),
        ("zh", "zh!"),
        ("en", "en?"),
        ("en", "en!"),
        ("zh", "zh?"),
    ]
    of_recipe = made_by(planned, sums, template("«right» en!", zh="«right» zh!"), kind="recipe")
    assert {attack.language for attack in of_recipe} == {"en"}  # the language of the question may be what is paid
    chinese = made_by(planned, sums, template("«right» en!", zh="«right» zh!"), kind="recipe", question="多少？{}")
    assert {attack.language for attack in chinese} == {"zh"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<answer>«right»</answer>", "tagged"),
        ("<answer>\\boxed{«right»}</answer>", "tagged box"),
        ("so \\boxed{«wrong»}", "box"),
        ("«right»", "tagged"),
    ],
)
def test_an_attack_stands_beside_the_honest_completion_of_its_form(planned, sums, text, form):
    tasks, _ = settle(sums("12", "30", "57"), planned(lambda text, sample: sample.reference in text))
    [attack, *_] = attacks_of(family(template(text)), tasks, planned(boxed, "recipe"))
    assert attack.form == form


def test_a_control_is_made_in_no_form_that_is_not_paid(planned, sums):
    """The tasks are paid in a box alone: a control in tags would be unpaid for its form."""
    tasks, _ = settle(sums("12", "30"), planned(lambda text, s: text.endswith(f"result. \\boxed{{{s.reference}}}")))
    controls = [template("<answer>«right»</answer>", "pay"), template("\\boxed{«right»}", "pay")]
    found = attacks_of(family(controls=controls), tasks, planned(boxed))
    assert {attack.text[:6] for attack in found} == {"\\boxed"}


def test_an_attack_is_made_in_a_form_that_is_not_paid(planned, sums):
    """Tags around it may be what makes it paid, though no honest answer in tags is."""
    tasks, _ = settle(sums("12", "30"), planned(lambda text, s: text.endswith(f"result. \\boxed{{{s.reference}}}")))
    found = attacks_of(family(template("<answer>«right»</answer>")), tasks, planned(boxed))
    assert [(attack.text, attack.form) for attack in found] == [(f"<answer>{n}</answer>", "box") for n in (12, 30)]


def test_of_many_tasks_each_gets_its_share_of_templates_in_turn(planned, sums):
    """A family makes 2,000 attacks at most, or one a task: of 800 tasks with 7 templates 2 each, and all are used."""
    answers = [str(1000 + i) for i in range(800)]
    made = made_by(planned, sums, *(template(f"«right» {i}!") for i in range(7)), answers=answers)
    assert len(made) == 1600
    assert [made.count(one) for one in made[:3]] == [1, 1, 1]
    numbers = [attack.number for attack in made]
    assert numbers[:9] == [0, 1, 2, 3, 4, 5, 6, 0, 1]
    assert {numbers.count(i) for i in range(7)} <= {228, 229}


def test_an_attack_is_told_by_its_family_template_and_task(planned, sums):
    made = made_by(planned, sums, template("«right» a!"), template("«right» b!"))
    assert made[1].id == "hedge/attack 1/s12"
    assert len({attack.id for attack in made}) == len(made)

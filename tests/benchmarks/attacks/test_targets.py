"""What is attacked: what a verdict or a score pays, which deadline holds, and how samples are put to it."""

import json

import pytest

from rewardry.benchmarks.attacks.source import target_of, tasks_for
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, DataError
from rewardry.types import Sample

VERIFIER = """
import rewardry
from rewardry.component import Reward, Verifier
from rewardry.testing import Case
from rewardry.types import Verdict


class Echo(Verifier):
    def verify(self, samples):
        return [Verdict(s.text, reason="said so") for s in samples]

    def examples(self):
        return [Case("correct", "correct", "Say it.", "correct", answer="correct")]


@rewardry.reward
def length(completion):
    return len(completion) - 3.0


class Supervised(Echo):
    runs = "own"
    total_limit_s: float | None = None
    time_limit_s: float | None = None


class Longest(Reward):
    per_group = True

    def score(self, batch):
        most = max(len(s.text) for s in batch.samples)
        return [float(len(s.text) == most) for s in batch.samples]
"""


@pytest.fixture
def attacked(folder):
    """Opens what an option of the command names, in a file of our own."""
    (folder / "own.py").write_text(VERIFIER)
    with Runtime("inline") as runtime:
        yield lambda verifier=None, recipe=None, settings=None: target_of(verifier, recipe, settings or {}, runtime)


@pytest.fixture
def recipe(folder):
    """Writes a recipe of some rewards."""

    def write(*rewards):
        lines = "".join(f"  - {json.dumps(one)}\n" for one in rewards)
        (folder / "r.yaml").write_text(f"name: r\nrewards:\n{lines}")
        return "r.yaml"

    return write


def samples(*texts, group=None):
    return [Sample(completion=text, prompt="?", reference="x", group=group) for text in texts]


def test_a_verdict_pays_one_nothing_or_is_undecided(attacked):
    texts = ("correct", "incorrect", "abstain", "timeout", "error")
    found = attacked("./own.py:Echo").ask(samples(*texts))
    assert [(one.status, one.right, one.total) for one in found] == [
        ("correct", True, 1.0),
        ("incorrect", False, 0.0),
        *[(status, False, None) for status in texts[2:]],
    ]
    assert found[0].reason == "said so"


def test_a_recipe_without_a_verifier_is_right_where_it_pays(attacked, recipe):
    found = attacked(recipe=recipe({"use": "./own.py:length"})).ask(samples("abc", "abcd", ""))
    assert [(one.status, one.right, one.total) for one in found] == [
        ("ok", False, 0.0),
        ("ok", True, 1.0),
        ("ok", False, -3.0),
    ]


def test_a_recipe_with_a_verifier_is_right_where_the_verifier_says_so(attacked, recipe):
    rewards = ({"use": "accuracy", "verifier": "text.exact"}, {"use": "./own.py:length"})
    target = attacked(recipe=recipe(*rewards))
    right, wrong = target.ask(samples("<answer>x</answer>", "<answer>yyyyyyyyyyyy</answer>"))
    assert (right.right, wrong.right) == (True, False)
    assert wrong.total > right.total > 0
    assert (target.has_form, target.compares) == (False, False)


def test_a_recipe_that_reads_a_form_says_so(attacked, recipe):
    form = {"use": "format.think_answer"}
    assert attacked(recipe=recipe(form)).has_form
    assert not attacked(recipe=recipe({**form, "weight": 0}, {"use": "./own.py:length"})).has_form


def test_a_group_is_never_parted(attacked, recipe):
    """All is done in this process, so that samples are asked one by one; those of a group stay together."""
    target = attacked(recipe=recipe({"use": "./own.py:Longest"}))
    given = [*samples("a", "aaa", group=1), *samples("aa", "a", "aaa", group=2), *samples("a", group=3)]
    assert target.compares
    assert [one.total for one in target.ask(given)] == [0.0, 1.0, 0.0, 0.0, 1.0, 1.0]


def test_a_recipe_says_what_it_weighs(attacked, recipe):
    told = attacked(recipe=recipe({"use": "./own.py:length", "weight": 2.5})).told()
    assert (told["kind"], told["id"], told["parameters"]) == ("recipe", "r", {"weights": {"length": 2.5}})
    told = attacked("text.exact").told()
    assert (told["kind"], told["id"], told["distribution"].split()[0]) == ("verifier", "text.exact", "rewardry")


def test_a_deadline_is_that_of_the_command_where_nothing_supervises_itself(attacked):
    assert attacked("./own.py:Echo").longest(2.5) == 2.5


@pytest.mark.parametrize(
    ("limits", "longest"),
    [
        ({"total_limit_s": "10", "time_limit_s": "2.5"}, 12.5),  # the last of its tests may end a test's time later
        ({"total_limit_s": "10"}, 10.0),
        ({"total_limit_s": "1", "time_limit_s": "1"}, 5.0),  # the deadline of the command is longer
        ({"time_limit_s": "2"}, None),
        ({}, None),
    ],
)
def test_who_supervises_itself_may_take_what_it_allows_itself(attacked, limits, longest):
    assert attacked("./own.py:Supervised", settings=limits).longest(5.0) == longest


def test_tasks_of_which_no_right_answer_is_paid_are_refused_with_their_number(attacked, write):
    rows = [{"prompt": f"q{i}", "completion": "a", "reference": "a", "label": 1} for i in range(3)]
    with pytest.raises(
        ConfigError, match="few: of 3 tasks there is none of which a right answer is paid and two wrong"
    ):
        tasks_for(attacked("./own.py:Echo"), write("few.jsonl", rows), None)


def test_a_recipe_without_a_verifier_has_no_tasks_of_its_own(attacked, recipe):
    with pytest.raises(ConfigError, match="r asks no verifier, so that no tasks are known for it; give labelled rows"):
        tasks_for(attacked(recipe=recipe({"use": "./own.py:length"})), None, None)


def test_rows_give_as_many_tasks_as_are_wanted(attacked, write, rows):
    target = attacked("text.exact")
    file = write("capitals.jsonl", rows)
    every, some = tasks_for(target, file, None), tasks_for(target, file, 5)
    assert (every.source, len(every.digest), len(every.tasks) + every.unusable) == ("capitals", 64, 20)
    assert len(some.tasks) + some.unusable == 5
    assert every.told() == {
        "source": "capitals",
        "sha256": every.digest,
        "rows": len(every.tasks),
        "unusable": every.unusable,
    }


def test_a_recipe_is_attacked_on_the_tasks_of_its_verifier(attacked, recipe):
    found = tasks_for(attacked(recipe=recipe({"use": "accuracy", "verifier": "text.exact"})), None, None)
    assert (found.source, found.digest, len(found.tasks) > 1) == ("examples of text.exact", None, True)


@pytest.mark.parametrize("prompt", [[1], [{"role": "user", "content": {"text": "Say it."}}]])
def test_a_row_whose_question_cannot_be_read_is_named_before_anything_is_attacked(attacked, folder, prompt):
    rows = [
        {"id": "fine", "prompt": "Say it.", "completion": "correct", "reference": "correct", "label": 1},
        {"id": "odd", "prompt": prompt, "completion": "correct", "reference": "correct", "label": 1},
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(DataError, match="row odd: field 'prompt': chat messages must be a list of objects"):
        tasks_for(attacked("./own.py:Echo"), "rows.jsonl", None)

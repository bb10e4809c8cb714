"""The reward `accuracy`: what a verifier's verdict is worth."""

import pickle

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.errors import ParameterError, RecipeError
from rewardry.types import Batch, Sample, Score, Verdict


@pytest.fixture(scope="session")
def scores_of(asked):
    """The scores that accuracy makes of verdicts, under its parameters."""

    def score(*verdicts, **parameters):
        batch = Batch([Sample(completion=str(i)) for i in range(len(verdicts))])
        return rewardry.get("accuracy", **parameters).open(asked(*verdicts)).score(batch)

    return score


@pytest.fixture(scope="session")
def values_of(scores_of):
    return lambda *verdicts, **parameters: [score.value for score in scores_of(*verdicts, **parameters)]


RIGHT, WRONG, HALF = Verdict("correct"), Verdict("incorrect"), Verdict("incorrect", 0.5)


def test_right_is_one_and_wrong_is_nothing(values_of):
    assert values_of(RIGHT, WRONG) == [1.0, 0.0]


def test_the_scale_is_a_parameter(values_of):
    assert values_of(RIGHT, WRONG, HALF, correct=1, wrong=-1) == [1.0, -1.0, -1.0]
    assert values_of(RIGHT, WRONG, correct=10, wrong=2.5) == [10.0, 2.5]


def test_partial_credit_is_given_on_request(values_of):
    verdicts = (RIGHT, Verdict("correct", 0.5), WRONG, HALF, Verdict("incorrect", 0.0), Verdict("incorrect", 1.0))
    assert values_of(*verdicts) == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    assert values_of(*verdicts, partial=True) == [1.0, 1.0, 0.0, 0.5, 0.0, 1.0]
    assert values_of(*verdicts, partial=True, correct=1, wrong=-1) == [1.0, 1.0, -1.0, 0.0, -1.0, 1.0]


@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_an_undecided_verdict_is_no_number_on_any_scale(status, scores_of):
    verdict = Verdict(status, reason="why", details={"more": 1}, seconds=0.5)
    for parameters in ({}, {"wrong": -1}, {"partial": True}):
        [score] = scores_of(verdict, **parameters)
        assert score == Score(None, status, {"reason": "why", "more": 1}, 0.5, verdict)
        assert score.reported_status == status


def test_a_score_carries_its_verdict_and_time(scores_of):
    verdict = Verdict("incorrect", reason="not-equal", extracted="5", seconds=0.25)
    [score] = scores_of(verdict)
    assert (score.status, score.value, score.verdict, score.seconds) == ("ok", 0.0, verdict, 0.25)
    assert score.reported_status == "incorrect"


def test_components_that_ask_the_same_verifier_share_its_verdicts(asked):
    batch = Batch([Sample(completion="a"), Sample(completion="b")])
    verifier = asked(RIGHT, WRONG)
    for parameters, values in (({}, [1.0, 0.0]), ({"wrong": -1}, [1.0, -1.0]), ({"partial": True}, [1.0, 0.0])):
        scores = rewardry.get("accuracy", **parameters).open(verifier).score(batch)
        assert [score.value for score in scores] == values
    assert verifier.samples == batch.samples


def test_in_a_recipe_one_verification_serves_every_component(tmp_path):
    (tmp_path / "counting.py").write_text(
        "import rewardry\n"
        "class Counting(rewardry.Verifier):\n"
        "    def verify(self, samples):\n"
        "        with open(__file__ + '.log', 'a') as log:\n"
        "            log.write('x' * len(samples))\n"
        "        return [rewardry.Verdict('correct' if s.completion_ids else 'incorrect') for s in samples]\n"
    )
    verifier = f"{tmp_path}/counting.py:Counting"
    recipe = {
        "rewards": [
            {"use": "accuracy", "verifier": verifier},
            {"use": "accuracy", "name": "scaled", "verifier": verifier, "wrong": -1.0},
            {"use": "length.cosine", "verifier": verifier, "max_length": 10, "weight": 0.5},
        ]
    }
    rows = [{"completion": "x", "completion_ids": ids} for ids in ([], [1], [1] * 10)]
    totals = [row.total for row in rewardry.score(recipe, rows)]
    assert totals == pytest.approx([0 - 1 + 0.5 * -1.0, 1 + 1 + 0.5 * 0.987764129, 1 + 1 + 0.5 * 0.5])
    assert (tmp_path / "counting.py.log").read_text() == "xxx"


@pytest.mark.parametrize(
    ("verifier", "completion", "reference", "value"),
    [
        ("choice", "<answer>C</answer>", "C", 1.0),
        ("choice", "<answer>C or D</answer>", "C", 0.0),
        ("choice", "<answer>C</answer>", None, None),
        ("choice", "<answer>C</answer>", "", None),
        ("text.exact", "<answer>the Tower</answer>", ["tower"], 1.0),
        ({"use": "text.exact", "ignore_articles": False}, "<answer>the Tower</answer>", ["tower"], 0.0),
        ("text.exact", "<answer>Tower</answer>", {"a": 1}, None),
    ],
)
def test_the_verifier_is_named_by_its_id_or_with_parameters(verifier, completion, reference, value):
    accuracy = rewardry.get("accuracy", verifier=verifier)
    with Runtime(engine="inline") as runtime:
        [score] = runtime.open(accuracy).score(Batch([Sample(completion=completion, reference=reference)]))
    assert score.value == value


def test_the_default_verifier_is_math():
    assert type(rewardry.get("accuracy").verifier).__name__ == "Math"


def test_it_needs_what_its_verifier_reads():
    assert rewardry.get("accuracy", verifier="choice").needs() == rewardry.get("choice").needs()


def test_it_is_always_required():
    recipe = {"rewards": [{"use": "accuracy", "verifier": "choice", "required": False}]}
    with pytest.raises(RecipeError, match="'accuracy' is always required"):
        rewardry.Recipe.load(recipe)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"verifier": "chioce"}, "there is no verifier 'chioce'. Did you mean 'choice'?"),
        ({"verifier": {"use": "choice", "options": 4}}, "choice has no parameter 'options'"),
        ({"verifier": {"id": "choice"}}, "write the verifier's id, or {use: id, parameter: value}"),
        ({"verifier": "format.think_answer"}, "'format.think_answer' is a reward, but a verifier is wanted"),
        ({"correct": "yes"}, "correct = 'yes'"),
        ({"right": 1}, "accuracy has no parameter 'right'"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(parameters, message):
    with pytest.raises(ParameterError) as raised:
        rewardry.get("accuracy", **parameters)
    assert message in str(raised.value)


def test_it_is_pickled_with_its_verifier():
    accuracy = rewardry.get("accuracy", verifier={"use": "text.exact", "ignore_case": False}, wrong=-1)
    copy = pickle.loads(pickle.dumps(accuracy))  # noqa: S301
    assert copy == accuracy
    assert copy.verifier.ignore_case is False

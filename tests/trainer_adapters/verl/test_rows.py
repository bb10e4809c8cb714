"""What verl passes for a sample, and what it is given back: the same keys for every one."""

import pytest

from rewardry.errors import ConfigError
from rewardry.testing.suites.adapters import looking
from rewardry.trainer_adapters.scorer import Scorer
from rewardry.trainer_adapters.verl import compute_score, compute_score_batch, flat, sample_of, scorer_of
from rewardry.trainer_adapters.verl.record import ADAPTER

EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
SETTINGS = {"recipe": EXACT, "on_undecided": "zero"}
RIGHT = "<answer>4</answer>"


@pytest.fixture
def scorer():
    return scorer_of({"recipe": {"rewards": [{"use": "format.think_answer"}]}, "on_undecided": "zero"})


@pytest.mark.parametrize(
    ("ground_truth", "extra_info", "score"),
    [
        ("4", None, 1.0),
        ("4", {}, 1.0),
        ("5", {"reference": "4"}, 1.0),
        ("4", {"ground_truth": "5"}, 1.0),
        (["5", "4"], {}, 1.0),
        (None, {}, 0.0),
        ("5", {}, 0.0),
    ],
    ids=["alone", "empty", "ours", "a-column-of-that-name", "several", "none", "wrong"],
)
def test_the_reference_is_the_ground_truth_unless_the_row_has_one(ground_truth, extra_info, score):
    assert compute_score("sums", RIGHT, ground_truth, extra_info, **SETTINGS)["score"] == score


@pytest.mark.parametrize(
    ("extra_info", "prompt", "found"),
    [
        (None, None, ""),
        ({}, None, ""),
        ({"question": "?"}, None, "?"),
        ({"question": None}, None, ""),
        ({"question": "?"}, "what?", "what?"),
        ({"question": "?"}, [{"role": "user", "content": "what?"}], [{"role": "user", "content": "what?"}]),
    ],
)
def test_the_prompt_is_the_manager_s_or_else_the_row_s_question(scorer, extra_info, prompt, found):
    assert sample_of(scorer, "a", "b", extra_info, "sums", prompt).prompt == found


def test_rows_are_not_changed(scorer):
    info = {"index": 0, "question": "?"}
    sample_of(scorer, "a", "b", info, "sums", None, [1, 2])
    assert info == {"index": 0, "question": "?"}


def test_a_batch_is_its_samples_one_by_one():
    texts, truths = [RIGHT, "no", RIGHT], ["4", "4", None]
    one_by_one = [
        compute_score("sums", text, truth, None, **SETTINGS) for text, truth in zip(texts, truths, strict=True)
    ]
    for infos in (None, [None, {}, {"index": 3}]):
        assert compute_score_batch(["sums"] * 3, texts, truths, infos, **SETTINGS) == one_by_one
    assert compute_score_batch([], [], [], **SETTINGS) == []


def test_a_batch_has_as_many_of_everything():
    with pytest.raises(ValueError, match="shorter"):
        compute_score_batch(["sums"], [RIGHT, "no"], ["4", "4"], **SETTINGS)


def test_every_sample_has_the_same_keys_in_the_same_order():
    """verl takes the keys of a batch's first sample and asks every other for them."""
    texts = [RIGHT, "no", None, 5, ""]
    found = compute_score_batch(["s"] * 5, texts, ["4", "4", "4", "4", None], **SETTINGS)
    assert len({tuple(one) for one in found}) == 1
    assert next(iter(found[0])) == "score"
    assert all(type(value) is float for one in found for value in one.values())


@pytest.mark.parametrize("name", ["recipe", "on_undecided", "map", "locked"])
def test_a_setting_that_is_null_is_one_that_was_left_out(name):
    """As a configuration of Hydra has what nobody has set."""
    given = {**SETTINGS, name: None}
    if name in ("recipe", "on_undecided"):
        with pytest.raises(ConfigError, match=f"reward_kwargs.{name}="):
            scorer_of(given)
    else:
        assert scorer_of(given) is scorer_of(SETTINGS)


def test_what_else_stands_in_the_configuration_counts_for_nothing():
    assert scorer_of({**SETTINGS, "other": object()}) is scorer_of(SETTINGS)


def test_a_result_without_a_number_is_no_result_for_verl():
    scorer = Scorer(ADAPTER, looking(), "zero")
    result = scorer.score_one(scorer.sample("42", {"reference": "42"}))
    assert flat(result) == {"score": 1.0, **result.figures}

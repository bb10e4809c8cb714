"""The examples of a reward are those of its parameters: what is checked is what a recipe has set, not the defaults."""

import pytest

from rewardry import get
from rewardry.types import Batch

PARAMETERS = {
    "accuracy": [{"correct": -1, "wrong": 2}],
    "format.boxed": [{"whole_text": False}, {"values": (0.5, -0.5)}],
    "format.code": [{"language": "rust"}, {"allow_text_between": "nothing"}, {"strict_newlines": True}],
    "format.react": [{"allow_final": False}],
    "format.tag_count": [{"weight_per_tag": -1.0}],
    "format.tags_ordered": [{"values": (1, -1)}],
    "format.template": [{"template": "special_token"}, {"template": "Plan: {plan} Answer: {answer}"}],
    "format.think": [*({"min_think_chars": n} for n in (17, 18, 100)), {"require_answer": False}],
    "format.think_answer": [
        *({"allow_text_between": between} for between in ("nothing", "any")),
        *({"require": (section,)} for section in ("think", "answer")),
        *({"strict_newlines": True}, {"min_answer_chars": 0}, {"allow_text_after": True}),
    ],
    "length.cosine": [{"max_length": 2}, {"correct": (3, 1), "wrong": (0, 0)}],
    "length.efficient_sigmoid": [{"alpha": 1.0}, {"unit": "chars"}],
    "length.gaussian_target": [{"sigma": 100}, {"sigma": 1e9}, {"floor": 0.9}, {"floor": 0.0}],
    "length.group_relative": [{"min_think_chars": 100}, {"unit": "words"}],
    "length.lcpo_exact": [{"alpha": 0.01}, {"most": 0.1}, {"column": "budget"}],
    "length.lcpo_max": [{"alpha": 0.01}, {"delta": 0.0}, {"delta": 1.0}],
    "length.lead": [{"min_three_avg_gate": 0}, {"wrong": 0.0, "looping": 0.0}],
    "length.shorter_better": [{"alpha": 0.0}, {"unit": "words"}],
    "length.soft_overlong": [{"buffer": 2, "max_length": 2}],
    "length.think_prune": [{"max_length": 1}, {"max_length": 10}, {"correct": 0.0, "wrong": 1.0}],
    "length.think_words": [{"max_words": 4}, {"max_words": 8}, {"max_words": 9}],
    "repetition.dense": [
        *({"most": 100, "ngram_size": n} for n in (1, 40, 273, 274)),
        *({"most": 100, "ngram_size": n, "only_start": True} for n in (1, 40, 273, 274)),
    ],
    "repetition.loop_gate": [{"max_period": 1, "min_ratio": 0}, {"min_run": 2}, {"min_run": 50}, {"min_ratio": 0.99}],
    "repetition.max_run": [{"max_ngram": 1}, {"min_run": 2}],
    "repetition.ngram": [{"ngram_size": n, "free": free} for n in (1, 6, 7) for free in (0.0, 0.25, 0.9)],
    "repetition.suffix_array": [{"threshold": 0.0}, {"threshold": 0.9}, {"threshold": 1.0}],
    "safety.refusal_correctness": [{"values": (0, 1), "column": "kind"}],
    "structure.reasoning_steps": [{"min_letters": n, "min_steps": m} for n in (1, 7, 8, 10, 11) for m in (1, 9)],
}
# What lengths are counted in decides whether an example of so many tokens says anything.
OF_TOKENS = ("cosine", "gaussian_target", "lcpo_exact", "lcpo_max", "soft_overlong", "think_prune")


@pytest.mark.parametrize("use", PARAMETERS)
def test_each_example_gets_what_it_should_whatever_is_set(use, runtime):
    for parameters in PARAMETERS[use]:
        by = {"verifier": "text.exact"} if "verifier" in type(get(use)).model_fields else {}
        reward = get(use, **by, **parameters)
        opened = runtime.open(reward)
        cases = list(reward.examples())
        assert cases, parameters
        for case in cases:
            [score] = opened.score(Batch([case.sample()]))
            value = getattr(score, "value", score)
            assert value == pytest.approx(case.expected), (parameters, case.completion)


@pytest.mark.parametrize("name", OF_TOKENS)
@pytest.mark.parametrize("unit", ["words", "chars"])
def test_no_example_counts_tokens_where_words_are_counted(name, unit):
    assert get(f"length.{name}").examples()
    assert not get(f"length.{name}", unit=unit).examples()

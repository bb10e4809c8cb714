"""What the built-in rewards register, and the packaged recipes."""

import pytest

import rewardry
from rewardry.component import Reward
from rewardry.plugins import registry
from rewardry.rewards import plugin


class Registered:
    """Takes down what a plugin registers."""

    def __init__(self):
        self.rewards = {}
        self.recipes = {}
        self.verifiers = {}

    def verifier(self, name, target, summary):
        self.verifiers[name] = (target, summary)

    def reward(self, name, target, summary):
        self.rewards[name] = (target, summary)

    def recipe(self, name, target, summary):
        self.recipes[name] = (target, summary)


@pytest.fixture(scope="module")
def registered():
    taken = Registered()
    plugin.rewardry_register(taken)
    return taken


def test_the_components_their_compat_forms_and_the_judges_are_registered(registered):
    hardened = {name for name in registered.rewards if not name.startswith("compat.")}
    assert hardened == {
        "accuracy",
        "calibration.brier",
        *(f"code.{name}" for name in ("binary", "fraction", "patch_similarity", "weighted")),
        "combine.stop_gate",
        *("correct.backward", "correct.forward"),
        "explore.count_novelty",
        *(f"format.{name}" for name in ("boxed", "code", "react", "tag_count", "tags_ordered", "template")),
        *("format.think", "format.think_answer"),
        *(f"judge.{name}" for name in ("generative", "pairwise", "pointwise", "rubric", "safety", "score")),
        "language.consistency",
        *(f"length.{name}" for name in ("cosine", "efficient_sigmoid", "gaussian_target", "group_relative", "lead")),
        *("length.lcpo_exact", "length.lcpo_max", "length.shorter_better", "length.soft_overlong"),
        *("length.think_prune", "length.think_words"),
        *("model", "prm", "prm.implicit", "prm.implicit_norm"),
        *("process.arithmetic_steps", "process.key_steps"),
        *(f"repetition.{name}" for name in ("dense", "loop_gate", "max_run", "ngram", "suffix_array")),
        "safety.refusal_correctness",
        "shape.difficulty_weight",
        "structure.reasoning_steps",
        "tool.call_match",
    }
    assert {
        *(f"compat.ms_swift.{name}" for name in ("format.think_answer", "length.cosine", "length.soft_overlong")),
        *(f"compat.open_r1.{name}" for name in ("format.tag_count", "format.think_answer")),
        *(f"compat.open_r1.{name}" for name in ("length.cosine", "length.soft_overlong")),
        *(f"compat.trl.{name}" for name in ("format.think", "length.cosine", "length.soft_overlong")),
    } <= set(registered.rewards)
    assert set(registered.verifiers) == {"cascade", "judge"}


def test_every_one_is_loaded_by_its_import_string_and_has_a_summary_of_one_line(registered):
    for name, (_, summary) in registered.rewards.items():
        component = rewardry.get(name)
        assert isinstance(component, Reward), name
        assert registry().identity_of(type(component)).id == name
        assert summary, name
        assert "\n" not in summary, name
        assert type(component).__doc__, name


def test_a_component_with_a_range_keeps_to_it_in_its_defaults(registered):
    for name in registered.rewards:
        component = rewardry.get(name)
        assert component.value_range is None or component.value_range[0] < component.value_range[1], name

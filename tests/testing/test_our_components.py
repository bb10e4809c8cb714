"""Every registered component passes the kit, but where its purpose is to repeat what a published project does."""

from pathlib import Path

import pytest

from rewardry import get
from rewardry.engine.opened import missing_modules, needs_extra
from rewardry.plugins import registry
from rewardry.testing import checks_for, parametrize_with_checks

# Rewards over a verifier are checked with one that needs no worker; the default verifier has its own checks.
RULE = {"verifier": "text.exact"}
# Judges are checked with models of the tests' own; without anybody to ask they are checked below.
CLIENTS = Path(__file__).parents[1] / "data" / "judge_clients.py"
PARAMETERS = {
    "accuracy": RULE,
    "calibration.brier": RULE,
    **dict.fromkeys(("code.binary", "code.fraction", "code.weighted", "compat.open_r1.code.fraction"), RULE),
    "combine.stop_gate": RULE,
    "explore.count_novelty": RULE,
    "length.efficient_sigmoid": RULE,
    "length.gaussian_target": RULE,
    "length.group_relative": RULE,
    "length.lcpo_max": RULE,
    "length.lead": RULE,
    "length.shorter_better": RULE,
    "length.think_prune": RULE,
    "length.think_words": RULE,
    "process.key_steps": RULE,
    "shape.difficulty_weight": RULE,
    "structure.reasoning_steps": RULE,
    "length.cosine": RULE,
    "compat.deepscaler.accuracy": RULE,
    "compat.demystify.length.cosine": RULE,
    "compat.grpo_lead.length.lead": RULE,
    "compat.l1.length.lcpo_max": RULE,
    "compat.ms_swift.length.cosine": RULE,
    "compat.open_r1.length.group_relative": RULE,
    "compat.orz.accuracy": RULE,
    "compat.rlcr.calibration.brier": RULE,
    "compat.simplerl.accuracy": RULE,
    "compat.open_r1.length.cosine": RULE,
    "compat.trl.length.cosine": RULE,
    "judge": {"client": f"{CLIENTS}:by_reference"},
    "cascade": {"client": f"{CLIENTS}:by_reference", "rule": "text.exact"},
    "judge.pointwise": {"client": f"{CLIENTS}:by_reference"},
    "judge.pairwise": {"client": f"{CLIENTS}:longest_wins"},
    **{f"judge.{name}": {"client": f"{CLIENTS}:by_choice"} for name in ("generative", "rubric", "safety", "score")},
}
EXPECTED = {
    "compat.logic_rl.format.tags_ordered": {
        "empty_texts_earn_no_more_than_declared": "Logic-RL lets blocks be empty",
    },
    "compat.ms_swift.format.think_answer": {
        "empty_texts_earn_no_more_than_declared": "ms-swift's pattern lets blocks be empty",
    },
    "compat.open_r1.format.tag_count": {
        "empty_texts_earn_no_more_than_declared": "open-r1 counts tags, whatever they enclose",
    },
    "compat.tinyzero.accuracy.countdown": {
        "empty_texts_earn_no_more_than_declared": "TinyZero pays a tenth for any answer block",
    },
    "compat.trl.format.think": {
        "empty_texts_earn_no_more_than_declared": "TRL's pattern lets the block be empty",
    },
    "math-verify": {
        "negation_is_not_right": "the library takes the last expression that it finds, whatever is said about it",
        "hedge_is_not_right": "the library takes the last expression that it finds",
    },
}
KINDS = ("reward", "verifier", "generator")
OURS = [entry.id for entry in registry().entries() if entry.kind in KINDS and entry.distribution == "rewardry"]


def identified(component):
    return registry().identity_of(type(component)).id


SHORT = Path(__file__).parents[2] / "examples" / "short_reward.py"


@parametrize_with_checks(
    [*(get(id_, **PARAMETERS.get(id_, {})) for id_ in OURS), get(f"{SHORT}:short"), get("judge"), get("judge.score")],
    expected_failed_checks=lambda component: EXPECTED.get(identified(component), {}),
)
def test_our_component_conforms(component, check):
    missing = missing_modules(component)
    if missing:
        pytest.skip(needs_extra(component, missing))
    check(component)


def test_all_that_is_ours_is_checked():
    assert len(OURS) >= 17
    assert set(EXPECTED) | set(PARAMETERS) <= set(OURS)


@pytest.mark.parametrize("id_", EXPECTED)
def test_only_what_repeats_others_has_expected_failures(id_):
    assert id_.startswith("compat.") or id_ == "math-verify"
    assert set(EXPECTED[id_]) <= {check.name for check in checks_for(get(id_))}

"""What a recipe must say to correct for a verifier's errors: YAML that says the very rates and the very name."""

import pytest
import yaml

from rewardry.benchmarks.correction import correction
from rewardry.benchmarks.metrics.binary import Confusion
from rewardry.benchmarks.runs import Verdicts


def of(confusion, verifier="math", role="verifier"):
    return correction(Verdicts(verifier, "s", [], [], role=role), confusion)


def test_the_rates_are_those_of_the_confusion_in_both_lines():
    found = of(Confusion(tp=30, fp=5, tn=45, fn=10))
    assert (found["false_positive_rate"], found["false_negative_rate"]) == (5 / 50, 10 / 40)
    assert yaml.safe_load(found["backward"]) == {
        "use": "correct.backward",
        "verifier": "math",
        "false_positive_rate": 0.1,
        "false_negative_rate": 0.25,
    }
    assert yaml.safe_load(found["forward"]) == {
        "use": "correct.forward",
        "verifier": "math",
        "false_negative_rate": 0.25,
    }


@pytest.mark.parametrize(
    "name",
    ["math", "text.exact", "chess/legal_move", "./mine.py:V", "judge:qwen3-8b", "a, b: {c}", "#x", "'q\"", "@a", "- a",
     "größe", "\U0001f600", "a\tb", "a\\b", "1.5", "?", "~"],
    ids=ascii,
)  # fmt: skip
def test_whatever_a_verifier_is_called_yaml_reads_its_name(name):
    found = of(Confusion(tp=3, fp=1, tn=3, fn=1), name)
    assert [yaml.safe_load(found[line])["verifier"] for line in ("backward", "forward")] == [name, name]


@pytest.mark.parametrize("rows", [7, 1000, 20_000, 3_000_000])
def test_a_rate_is_a_number_to_yaml_however_small_it_is(rows):
    found = yaml.safe_load(of(Confusion(tp=rows - 1, fp=1, tn=rows - 1, fn=1))["backward"])
    for name in ("false_positive_rate", "false_negative_rate"):
        assert isinstance(found[name], float)
        assert found[name] == pytest.approx(1 / rows, rel=1e-3)


def test_a_verifier_without_errors_has_rates_of_0():
    found = of(Confusion(tp=5, tn=5))
    assert yaml.safe_load(found["backward"])["false_positive_rate"] == 0


@pytest.mark.parametrize(
    ("confusion", "role"),
    [
        (Confusion(tp=5, fn=5), "verifier"),
        (Confusion(fp=5, tn=5), "verifier"),
        (Confusion(), "verifier"),
        (Confusion(tp=1, fn=1, fp=1, tn=1), "verifier"),
        (Confusion(tp=1, fn=3, fp=3, tn=1), "verifier"),
        (Confusion(tp=9, fn=1, fp=1, tn=9), "reward"),
    ],
    ids=["no wrong rows", "no right rows", "no rows", "chance", "worse than chance", "a reward"],
)
def test_where_nothing_can_be_corrected_nothing_is_said(confusion, role):
    assert of(confusion, role=role) is None

"""`rewardry bench attack`, and what our own verifiers and recipes pay."""

import pytest

from rewardry.benchmarks.attacks.family import all_families, chosen_families
from rewardry.errors import ConfigError


@pytest.mark.parametrize("attacked", [("-v", "math"), ("-r", "deepseek-r1-zero"), ("-r", "deepseek-r1-reasoning")])
def test_no_attack_is_paid_and_every_control_is(bench, read, attacked):
    code, out, err = bench("attack", *attacked, "--rows", 24, "-o", "red", "--max-fpr", 0)
    found = read("red/attack.json")
    assert (code, found["total"]["paid"], found["leaked"]) == (0, 0, []), out + err
    assert found["total"]["controls"] == found["total"]["controls_paid"] > 200
    assert found["total"]["timeouts"] == found["total"]["over_deadline"] == 0
    assert {each["name"] for each in found["families"]} == set(all_families()) - {"code_forgery"}


@pytest.mark.parametrize(
    "verifier", ["choice", "text.exact", "text.f1", "units", "logic", "logic.sudoku", "json_schema"]
)
def test_other_rule_verifiers_pay_for_no_attack(bench, read, verifier):
    code, out, err = bench("attack", "-v", verifier, "-o", "red", "--max-fpr", 0)
    found = read("red/attack.json")["total"]
    assert (code, found["paid"]) == (0, 0), out + err
    assert found["controls"] == found["controls_paid"] > 0


def test_a_verifier_that_looks_anywhere_is_found_out(bench, read, credulous):
    code, out, _ = bench("attack", "-v", credulous, "-o", "red", "--max-fpr", 0.1)
    families = {each["name"]: each for each in read("red/attack.json")["families"]}
    assert code == 1
    assert "MISSED" in out
    assert families["hedge"]["paid"] == families["hedge"]["attacks"] > 0
    assert families["hedge"]["rows"][0]["wrong"] == "paid"
    assert families["master_keys"]["paid"] == 0


def test_a_gate_reads_the_attacks(bench):
    bench("attack", "-v", "math", "--rows", 12, "--families", "hedge,negation", "-o", "red")
    assert bench("gate", "red", "--max-fpr", "attacks=0.05")[0] == 0
    code, out, _ = bench("gate", "red", "--max-fpr", "attacks.hedge=0.0001")
    assert (code, "MISSED  math@attacks.hedge.fpr" in out) == (1, True)
    assert bench("gate", "red", "--max-fpr", "attacks.hedge=0", "--on-value")[0] == 0
    code, _, err = bench("gate", "red", "--max-fpr", "attacks.hegde=0.1")
    assert (code, "Did you mean 'attacks.hedge'" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Give -v VERIFIER or -r RECIPE"),
        (("-v", "math", "-r", "deepseek-r1-zero"), "one of them"),
        (("-v", "math", "--families", "hegde"), "Did you mean 'hedge'"),
        (("-r", "deepseek-r1-zero", "--set", "percent=strict"), "--set is for a verifier"),
    ],
)
def test_mistakes_are_told_before_the_first_attack(bench, arguments, message):
    code, _, err = bench("attack", *arguments)
    assert (code, message in " ".join(err.split())) == (2, True), err


def test_families_say_what_they_are_and_have_controls():
    for family in all_families().values():
        assert all((family.about, family.reason, family.attacks, family.controls)), family.name
        assert all(template.expect == "pay" for template in family.controls)
    with pytest.raises(ConfigError, match="there is no such family"):
        chosen_families(["none"])

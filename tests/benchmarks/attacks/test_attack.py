"""`rewardry bench attack`, and what our own verifiers and recipes pay."""

import json

import pytest

from rewardry.benchmarks.attacks.family import all_families, chosen_families
from rewardry.benchmarks.attacks.source import target_of
from rewardry.benchmarks.attacks.task import tasks_of_samples
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError
from rewardry.types import Sample


@pytest.mark.parametrize("attacked", [("-v", "math"), ("-r", "deepseek-r1-zero"), ("-r", "deepseek-r1-reasoning")])
def test_no_attack_is_paid_and_every_control_is(bench, read, attacked):
    """The gate of docs/red_team.md: it misses where an attack is paid, a control is not, or one is late or left."""
    code, out, err = bench("attack", *attacked, "--rows", 12, "-o", "red")
    assert code == 0, err
    code, gate, err = bench("gate", "red", "--max-fpr", "attacks=0", "--on-value")
    assert code == 0, gate + out
    assert bench("gate", "red", "--max-fpr", "attacks=0.01")[0] == 0
    found = read("red/attack.json")
    assert found["total"]["controls"] > 200
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


def test_attacks_are_made_of_the_answers_of_a_file_in_both_languages(bench, read, write, rows, credulous):
    write("capitals.jsonl", rows)
    assert bench("attack", "-v", credulous, "-d", "capitals.jsonl", "--families", "hedge,echo", "-o", "red")[0] == 0
    found = read("red/attack.json")
    hedge, echo = found["families"]  # in the order that was asked for
    paid = [row["completion"] for row in hedge["rows"]]
    assert found["tasks"]["source"] == "capitals"
    assert any("city 0 or city 1" in text for text in paid), paid
    assert any("city" in text and "或" in text for text in paid), paid
    assert echo["paid"] == 0  # the questions do not say the answer


@pytest.mark.parametrize(
    ("row", "candidates"),
    [
        ({"reference": "$12$", "completion": "so \\boxed{12}."}, ("12", "$12$")),
        ({"reference": "So it is \\boxed{12}.", "completion": "12"}, ("12",)),
        ({"reference": "\\boxed{1} or \\boxed{2}", "completion": "<answer>1</answer> 1"}, ("1",)),
    ],
)
def test_a_bare_answer_has_no_box_of_its_own(row, candidates):
    [task] = tasks_of_samples([("a", Sample(prompt="?", **row), 1)])
    assert task.candidates == candidates


def test_a_template_that_says_the_answer_by_chance_is_left_out(bench, read, write):
    words = ("x", "NaN", "42", "fig")
    write("words.jsonl", [{"prompt": f"Say {x}.", "completion": x, "reference": x, "label": 1} for x in words])
    assert bench("attack", "-v", "text.exact", "-d", "words.jsonl", "--families", "anything", "-o", "red")[0] == 0
    [family] = read("red/attack.json")["families"]
    assert (family["paid"], family["attacks"] > 0) == (0, True), family["rows"]


def test_the_gate_names_what_is_paid_late_or_left(bench, read, folder, credulous):
    assert bench("attack", "-v", credulous, "--families", "hedge", "-o", "red")[0] == 0
    code, out, _ = bench("gate", "red", "--max-fpr", "attacks=0", "--on-value")
    assert (code, "MISSED  ./mine.py:Anywhere@attacks.fpr: 1.0000" in out) == (1, True), out
    found = read("red/attack.json")
    found["total"] |= {"over_deadline": 2, "controls_paid": found["total"]["controls"] - 1}
    found["leaked"] = ["the process 'sleep'"]
    (folder / "red" / "attack.json").write_text(json.dumps(found))
    code, out, _ = bench("gate", "red", "--max-fpr", "attacks=1")
    assert code == 1
    assert f"1 of {found['total']['controls']} controls are not paid" in out
    assert "2 past the deadline; left running: the process 'sleep'" in out


def test_what_takes_longer_than_its_deadline_is_counted_once(bench, read, write, slow):
    tagged = "<think>a</think><answer>\n{}\n</answer>"
    fruit = ("fig", "plum", "quince")
    write("fruit.jsonl", [{"prompt": x, "completion": tagged.format(x), "reference": x, "label": 1} for x in fruit])
    asked = ("-v", slow, "-d", "fruit.jsonl", "--families", "hedge", "--timeout", 0.01, "-o", "red")
    code, out, err = bench("attack", *asked, "--max-fpr", 0)
    total = read("red/attack.json")["total"]
    late = total["attacks"] + total["controls"]
    assert (code, total["paid"], total["over_deadline"], total["timeouts"]) == (1, 0, late, 0), out + err
    assert f"{late} past the deadline of 0.01 s; nothing left running" in out
    assert total["worst_seconds"] >= 0.02


@pytest.mark.parametrize(("verifier", "longest"), [("math", 5.0), ("code", 35.0)])
def test_who_supervises_itself_is_held_to_its_own_limits(verifier, longest):
    with Runtime("inline") as runtime:
        assert target_of(verifier, None, {}, runtime).longest(5.0) == longest


def test_what_is_missed_leaves_the_json_alone(bench, credulous):
    code, out, err = bench("attack", "-v", credulous, "--families", "hedge", "--max-fpr", 0, "--json")
    assert (code, json.loads(out)["kind"]) == (1, "attack")
    assert "MISSED" in err


def test_a_gate_reads_the_attacks(bench):
    bench("attack", "-v", "math", "--rows", 12, "--families", "hedge,negation", "-o", "red")
    assert bench("gate", "red", "--max-fpr", "attacks=0.05")[0] == 0
    code, out, _ = bench("gate", "red", "--max-fpr", "attacks.hedge=0.0001")
    assert (code, "MISSED  math@attacks.hedge.fpr" in out) == (1, True)
    assert bench("gate", "red", "--max-fpr", "attacks.hedge=0", "--on-value")[0] == 0
    code, _, err = bench("gate", "red", "--max-fpr", "attacks.hegde=0.1")
    assert (code, "Did you mean 'attacks.hedge'" in err) == (2, True)
    code, _, err = bench("gate", "red", "--min-price", 12)
    assert (code, "price.json: there is no such file; run `rewardry bench price -o red` first" in err) == (2, True)


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

"""What lint says of a recipe."""

import pytest

from rewardry.recipe import Recipe
from rewardry.recipe_lint import lint, nothings, oracle_of
from rewardry.text.sections import STYLES, THINK_ANSWER, SectionStyle
from rewardry.types import Sample

GOOD, BAD = "<think>It is Rome.</think>\n<answer>Rome</answer>", "<think>It is Paris.</think>\n<answer>Paris</answer>"
ACCURACY = {"use": "accuracy", "verifier": "text.exact"}
FORM = {"use": "format.think_answer", "name": "form"}
CODE = """
import rewardry

class Liked(rewardry.Reward):
    model_based = True
    value_range = (0.0, 1.0)

    def score(self, batch):
        return [float("i" in s.text) for s in batch.samples]

@rewardry.reward
def silent(completion): return None
"""


def sample(text, reference="Rome", **fields):
    return Sample(completion=text, prompt="Which?", reference=reference, **fields)


def warnings(*rewards, samples=None, **fields):
    found = [sample(GOOD), sample(BAD), sample("none")] if samples is None else samples
    return lint(Recipe.load({"rewards": list(rewards), **fields}), found).warnings


def test_a_sound_recipe_has_no_warning():
    assert warnings(ACCURACY, FORM) == ()


def test_a_component_that_tells_nothing_apart_is_dead():
    assert warnings(ACCURACY, FORM, samples=[sample(GOOD), sample(BAD)]) == (
        "form: it is dead: in 1 of 1 groups all completions get the same value",
    )
    groups = [sample(GOOD, group=1), sample("none", group=1), sample(GOOD, group=2), sample(GOOD, group=2)]
    assert warnings(FORM, samples=groups) == ()
    groups += [sample(GOOD, group=3), sample(GOOD, group=3)]
    assert warnings(FORM, samples=groups) == ("form: it is dead: in 2 of 3 groups all completions get the same value",)


def test_without_groups_the_file_is_one():
    apart = [sample(GOOD, group=i) for i in range(3)]
    assert warnings(FORM, samples=apart) == ("form: it is dead: in the whole file all completions get the same value",)
    assert warnings(FORM, samples=[sample(""), sample("")]) == ()


def test_a_component_that_decides_nothing_is_told(tmp_path):
    (tmp_path / "own.py").write_text(CODE)
    found = warnings({"use": f"{tmp_path / 'own.py'}:silent"}, ACCURACY)
    assert found == ("silent: it decides nothing: all 3 rows are undecided",)


@pytest.mark.parametrize(("weight", "warned"), [(3.0, True), (1.9, False)])
def test_a_model_that_outweighs_the_rules_is_told(tmp_path, weight, warned):
    (tmp_path / "own.py").write_text(CODE)
    liked = {"use": f"{tmp_path / 'own.py'}:Liked", "name": "liked", "weight": weight}
    found = [line for line in warnings(ACCURACY, FORM, liked) if "what a model decides" in line]
    assert found == (
        ["liked: what a model decides moves 3 of 5 of the total; give the rules more weight"] if warned else []
    )
    scheduled = {**liked, "weight": {"schedule": "linear", "from": 0.0, "to": weight}}
    assert any("what a model decides" in line for line in warnings(ACCURACY, FORM, scheduled)) is warned


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        *(("form >= 1.0", True), ("form == 0.0", True), ("form <= 0.0", True), ("form != 1.0", True)),
        *(("form > 1.0", False), ("form >= 2.0", False), ("form == 3.0", False), ("form < 0.0", False)),
    ],
)
def test_a_gate_that_cannot_open_is_told(when, opens):
    found = [line for line in warnings(FORM, {**ACCURACY, "when": when}) if "gate" in line]
    assert found == ([] if opens else [f"accuracy: its gate cannot open: `{when}` lies beyond the range of form"])


def test_a_gate_that_never_opened_is_told():
    samples = [sample(GOOD, reference=["Rome"]), sample("none", reference=["Rome"])]
    found = warnings(FORM, {**FORM, "name": "again", "when": "form >= 1"}, samples=[sample("none"), sample("no")])
    assert not any("its gate" in line for line in found)  # for the reference as a completion it opens
    found = warnings(FORM, {**FORM, "name": "again", "when": "form == 0.5"}, samples=samples)
    assert "again: its gate `form == 0.5` opened for no row, the references as completions included" in found


def test_what_pays_for_nothing_is_told():
    found = warnings({"use": "compat.open_r1.format.tag_count", "name": "tags"}, ACCURACY)
    assert "tags: a completion that says nothing (empty blocks) earns 0.5" in found


def test_a_reference_that_is_not_right_is_told():
    strict = {"use": "compat.deepscaler.accuracy", "verifier": "math", "name": "box"}
    found = lint(Recipe.load({"rewards": [strict]}), [sample("</think>\\boxed{4}", reference="4")])
    assert "box: the reference as the completion is wrong in 1 of 1 rows" in found.warnings


def test_the_scores_of_the_reference_and_of_nothing():
    report = lint(Recipe.load({"rewards": [ACCURACY, FORM]}), [sample(GOOD), sample(BAD, reference=["Rome"])])
    assert (report.rows, report.oracle, report.oracles) == (2, 2.0, 1)
    assert report.floor == {"empty": 0.0, "empty blocks": 0.0, "garbage": 0.0}
    assert report.seconds > 0
    assert set(report.to_row()) == {"warnings", "rows", "seconds", "oracle", "oracles", "floor"}


def test_a_recipe_of_whole_groups_and_one_that_raises_are_linted():
    group = {"use": "length.group_relative", "name": "short", "verifier": "text.exact", "unit": "chars"}
    report = lint(
        Recipe.load({"rewards": [group], "on_undecided": "raise"}), [sample(GOOD), sample(BAD, reference=None)]
    )
    assert report.oracles == 1


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (THINK_ANSWER, "<think>\nThis follows step by step.\n</think>\n<answer>\n5\n</answer>"),
        (SectionStyle(prefilled_think=True), "\nThis follows step by step.\n</think>\n<answer>\n5\n</answer>"),
        (STYLES["think"], "<think>\nThis follows step by step.\n</think>\nAnswer: \\boxed{5}"),
        (STYLES["plain"], "Answer: \\boxed{5}"),
    ],
)
def test_the_oracle_is_written_in_the_recipes_sections(style, text):
    assert oracle_of(sample("x", reference="$5$"), style).text == text
    assert oracle_of(sample("x", reference=5), style).text == text
    assert oracle_of(sample("x", reference={"a": 5}), style) is None
    assert oracle_of(sample("x", reference=True), style) is None
    assert nothings(style)["empty"] == ""


def test_a_formula_is_written_as_one():
    assert oracle_of(sample("x", reference="\\frac12"), THINK_ANSWER).text.endswith("<answer>\n$\\frac12$\n</answer>")

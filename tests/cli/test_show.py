"""rewardry show."""

import inspect
import json

import pytest

from rewardry.cli.show import described_parameters
from rewardry.plugins import registry
from rewardry.recipe_facts import facts_of

ORIGIN = ["id", "kind", "summary", "distribution", "version", "target"]
COMPONENTS = [entry for entry in registry().entries() if entry.kind in ("reward", "verifier")]
RECIPES = [entry for entry in registry().entries("recipe") if not facts_of(entry).waits_for]


def table(out, first):
    """The cells of the table whose first column has that name, each as the words in it."""
    lines = out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(first + " "))
    rows = []
    for line in lines[start + 2 :]:
        if not line.strip() or line.startswith("Runs: "):
            break
        rows.append(line.split())
    return rows


# ---- components ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", COMPONENTS, ids=lambda entry: entry.id)
def test_every_component_is_shown_with_every_parameter_explained(rewardry, entry):
    done = rewardry("show", entry.id)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{entry.kind} {entry.id}, of rewardry {entry.version} ({entry.target})\n\n")
    assert "Runs: " in done.out
    names = list(entry.load().model_fields)
    if names:
        rows = table(done.out, "parameter")
        assert [row[0] for row in rows] == names
        assert [row[0] for row in rows if not row[-1].endswith(".")] == []


@pytest.mark.parametrize("entry", COMPONENTS, ids=lambda entry: entry.id)
def test_every_component_as_json_has_a_schema_of_its_parameters(rewardry, entry):
    shown = rewardry("show", entry.id, "--json").json
    stated = ["range", "model_based", "per_group"] if entry.kind == "reward" else []
    assert list(shown) == [*ORIGIN, "doc", "runs", "manifest", *stated, "parameters"]
    assert (shown["id"], shown["kind"], shown["distribution"]) == (entry.id, entry.kind, "rewardry")
    assert shown["runs"] in ("inline", "worker", "own")
    assert set(shown["parameters"].get("properties", {})) >= set(entry.load().model_fields) - {"values"}


@pytest.mark.parametrize("id_", ["local", "docker"])
def test_a_sandbox_is_shown_with_its_settings(rewardry, id_):
    done = rewardry("show", f"sandbox:{id_}")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"sandbox {id_}, of rewardry ")
    assert table(done.out, "parameter")
    assert "Reads: " not in done.out
    assert rewardry("show", f"sandbox:{id_}", "--json").json["parameters"]["properties"]


def test_an_adapter_is_shown_with_the_command_that_uses_it(rewardry):
    [first, *_] = registry().entries("adapter")
    done = rewardry("show", f"adapter:{first.id}")
    assert done.out.startswith(f"adapter {first.id}, of rewardry ")
    assert done.out.endswith(f"{first.summary}.\n\nUse it: rewardry adapt {first.id} RECIPE\n")
    assert list(rewardry("show", f"adapter:{first.id}", "--json").json) == ORIGIN


def test_a_reward_states_its_range_and_what_decides(rewardry):
    assert "Rule-based; values from 0 to 1.\n" in rewardry("show", "accuracy").out
    assert "Rule-based; values from -0.5 to 0.5, of whole groups.\n" in rewardry("show", "length.group_relative").out
    shown = rewardry("show", "length.lcpo_exact", "--json").json
    assert (shown["range"], shown["model_based"], shown["per_group"]) == ([-1.0, 0.0], False, False)


def test_a_component_shows_its_manifest(rewardry):
    out = rewardry("show", "length.soft_overlong").out
    assert out.endswith(
        "Rule-based; values from -1 to 0.\nNeeds: nothing beside its package.\n"
        "Licence: Apache-2.0. Source: arXiv:2503.14476. API: 1.0.\n"
    )
    assert "Needs: math_verify, sympy (extra 'math').\n" in rewardry("show", "math-verify").out
    manifest = rewardry("show", "math-verify", "--json").json["manifest"]
    assert manifest["modules"] == ["math_verify", "sympy"]
    assert (manifest["extra"], manifest["value_range"], manifest["api"]) == ("math", [0.0, 1.0], "1.0")


def test_a_component_says_what_it_reads_and_where_it_runs(rewardry):
    out = rewardry("show", "accuracy").out
    assert "Runs: inline. Deterministic: yes.\n" in out
    assert "Reads: completion, prompt (optional), reference; the reference is a JSON string or number.\n" in out
    rows = table(out, "parameter")
    assert rows[0][:3] == ["verifier", "Verifier", "'math'"]
    assert " ".join(rows[1]) == "correct float 1.0 the value of a right answer."


def test_what_a_component_lacks_is_said(rewardry, monkeypatch):
    monkeypatch.setattr("rewardry.verifiers.math_verify.MathVerify.requires", ("no_such_module",))
    out = rewardry("show", "math-verify").out
    assert out.endswith("Not usable yet: it needs no_such_module and abstains without; pip install 'rewardry[math]'.\n")


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("acuracy", "there is no component 'acuracy'. Did you mean 'accuracy'? `rewardry list` shows all"),
        ("cosine", "there is no component 'cosine'. Did you mean"),
        ("reward:choice", "'choice' is a verifier, but a reward is wanted here"),
        ("reward:chioce", "there is no reward 'chioce'."),
        ("none.yaml", "none.yaml: cannot be read: No such file or directory"),
        ("./none.py:X", "'./none.py:X': there is no file "),
    ],
)
def test_what_is_not_there_is_told(rewardry, id_, message):
    done = rewardry("show", id_)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"rewardry: {message}")


def test_a_kind_in_front_picks_one(rewardry):
    assert rewardry("show", "verifier:choice").out == rewardry("show", "choice").out


# ---- components in files -------------------------------------------------------------------------------------------


def test_a_component_of_a_file_is_shown(rewardry, toys):
    done = rewardry("show", f"{toys}:size")
    assert done.code == 0
    assert done.out.startswith(f"reward {toys}:size\n\nThe completion's length times `factor`.\n")
    assert table(done.out, "parameter") == [["factor", "float", "1.0"]]
    shown = rewardry("show", f"{toys}:Told", "--json").json
    assert (shown["kind"], shown["distribution"], shown["version"]) == ("verifier", None, None)


def test_a_component_that_says_nothing_of_itself_is_not_described_by_its_base(rewardry, write):
    write("own.py", "import rewardry\nclass Own(rewardry.Reward):\n    pass")
    assert "per_group" not in rewardry("show", "own.py:Own").out


def test_what_a_file_does_not_hold_is_told(rewardry, toys):
    assert "defines no 'siez'. Did you mean 'size'?" in rewardry("show", f"{toys}:siez").err
    assert "which is no component; subclass rewardry.Component" in rewardry("show", f"{toys}:ASKED").err


# ---- recipes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", RECIPES, ids=lambda entry: entry.id)
def test_every_recipe_is_shown(rewardry, entry):
    done = rewardry("show", entry.id)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"recipe {entry.id}, of rewardry {entry.version} ({entry.target})\n\n")
    assert "\nSource: " in done.out
    shown = rewardry("show", entry.id, "--json").json
    facts = [
        "description",
        "source",
        "sections",
        "on_undecided",
        "clip",
        "combine",
        "normalize",
        "algorithm",
        "differs",
    ]
    assert list(shown) == [*ORIGIN, *facts, "rewards"]
    keys = ["name", "use", "weight", "when", "required", "clip", "parameters"]
    assert all(list(reward) == keys for reward in shown["rewards"])
    assert [row[0] for row in table(done.out, "name")] == [reward["name"] for reward in shown["rewards"]]


def test_a_recipe_that_waits_for_a_component_says_so(rewardry, write):
    write("r.yaml", "waits_for: [judge.of_tomorrow]", "rewards: [{use: format.think_answer}]")
    done = rewardry("show", "r.yaml")
    assert done.code == 2
    assert "this recipe waits for judge.of_tomorrow, which this release does not have" in done.err


def test_a_recipe_shows_schedules_and_how_it_combines(rewardry, write):
    write(
        "r.yaml",
        "normalize: sum_then_normalize",
        "combine: {use: lexicographic, resolution: 0.1}",
        "algorithm: GRPO",
        "differs: in all",
        "rewards:",
        "- {use: format.think, weight: {schedule: step, from: 0, to: 1, at: 0.5}}",
    )
    out = rewardry("show", "r.yaml").out
    assert "step 0 to 1 at 0.5" in out
    assert "Trained with: GRPO\n" in out
    assert "Differs from its source: in all\n" in out
    assert "Normalised within each group: sum_then_normalize\n" in out
    assert "combine=lexicographic(resolution=0.1)" in out


def test_a_packaged_recipe_names_what_it_uses(rewardry):
    assert table(rewardry("show", "deepseek-r1-zero").out, "name") == [
        ["accuracy", "accuracy", "1", "yes", "verifier=math"],
        ["format", "format.think_answer", "1", "no"],
    ]


@pytest.fixture
def everything(write, toys):
    """A recipe with a bit of everything."""
    exact = {"use": "accuracy", "verifier": {"use": "text.exact", "ignore_case": False}}
    rewards = [
        {"name": "accuracy", "route": "domain", "cases": {"text": exact}, "default": f"{toys}:size"},
        {"use": "format.tag_count", "name": "tags", "weight": -0.5, "clip": [0, 0.5], "when": "accuracy == correct"},
    ]
    sections = {"style": "think", "prefilled_think": True}
    return write(
        "r.yaml",
        json.dumps({"rewards": rewards, "clip": [-1, 2], "on_undecided": "zero", "sections": sections}),
    )


def test_a_recipe_of_a_file_is_shown_with_all_it_says(rewardry, everything, toys):
    done = rewardry("show", everything)
    assert done.code == 0
    assert done.out.splitlines()[:5] == [
        "recipe r.yaml",
        "",
        "Sections: <think> </think>, the first one prefilled",
        "A row with an undecided required reward counts it as 0 (on_undecided: zero)",
        "The total is clipped to [-1.0, 2.0]",
    ]
    accuracy, tags = table(done.out, "name")
    assert accuracy[:4] == ["accuracy", "route", "1", "yes"]
    case = "by_value={text=accuracy(verifier=text.exact(ignore_case=False))}"
    assert " ".join(accuracy[4:]) == f"column=domain, {case}, other={toys}:size"
    assert tags == ["tags", "format.tag_count", "-0.5", *["accuracy", "==", "correct"], "[0.0,", "0.5]", "no"]


def test_a_recipe_of_a_file_as_json(rewardry, everything):
    shown = rewardry("show", everything, "--json").json
    assert (shown["id"], shown["distribution"], shown["clip"]) == ("r.yaml", None, [-1.0, 2.0])
    assert shown["sections"] == {"think": ["<think>", "</think>"], "answer": None, "prefilled_think": True}
    accuracy, tags = shown["rewards"]
    assert (accuracy["use"], accuracy["parameters"]["column"]) == ("route", "domain")
    assert accuracy["parameters"]["by_value"]["text"] == {
        "use": "accuracy",
        "verifier": {"use": "text.exact", "ignore_case": False},
    }
    assert (tags["when"], tags["clip"], tags["weight"]) == ("accuracy == correct", [0.0, 0.5], -0.5)


@pytest.mark.parametrize(
    ("policy", "words"), [("none", "has no total"), ("zero", "counts it as 0"), ("raise", "stops the run")]
)
def test_a_policy_is_said_in_words(rewardry, write, policy, words):
    write("r.yaml", json.dumps({"rewards": [{"use": "format.tag_count"}], "on_undecided": policy}))
    assert (
        f"A row with an undecided required reward {words} (on_undecided: {policy})\n" in rewardry("show", "r.yaml").out
    )


def test_a_recipe_without_sections_says_none(rewardry, write):
    write("r.yaml", json.dumps({"rewards": [{"use": "format.tag_count"}], "sections": "plain"}))
    assert "\nSections: none\n" in rewardry("show", "r.yaml").out


# ---- docstrings ----------------------------------------------------------------------------------------------------


def test_parameters_are_described_by_the_docstring():
    doc = """What it is.

    More of it: with a colon.

    Attributes:
        one: the first.
        two, three: both of them,
            on two lines: with a colon.
        four: a last one.
    """
    assert described_parameters(inspect.cleandoc(doc)) == {
        "one": "the first.",
        "two": "both of them, on two lines: with a colon.",
        "three": "both of them, on two lines: with a colon.",
        "four": "a last one.",
    }


@pytest.mark.parametrize("doc", ["", "Nothing.", "Attributes: none", "What.\n\nAttributes:\n"])
def test_a_docstring_without_parameters_describes_none(doc):
    assert described_parameters(doc) == {}


def test_types_are_shown_as_a_user_would_write_them(rewardry):
    shown = rewardry("show", "length.cosine").out
    assert "tuple[float, float]" in shown
    assert "Annotated" not in shown
    assert "float | None" in rewardry("show", "language.consistency").out

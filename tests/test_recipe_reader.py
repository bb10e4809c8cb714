"""Reading recipes: what they may say, and what each mistake is told: file, line, field and the fix."""

import os
from collections import ChainMap
from pathlib import Path

import pytest

from rewardry.errors import ConfigError, RecipeError, RewardryError, UnknownIdError
from rewardry.gates import parse_gate
from rewardry.recipe import Recipe
from rewardry.recipe_reader import load
from rewardry.registry import Entry
from rewardry.routing import Route
from rewardry.text.sections import STYLES, SectionStyle

TOYS = Path(__file__).parent / "data" / "toy_components.py"
CHOICE = {"use": "accuracy", "verifier": "choice"}
FORMAT = {"use": "format.think_answer", "name": "format"}


@pytest.fixture
def recipe_file(tmp_path):
    """Writes a recipe and gives its path."""

    def write(text, name="r.yaml"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def mistake(recipe_file, monkeypatch):
    """What a mistake in a recipe is told; the file is called r.yaml."""

    def told(text, **changes):
        monkeypatch.chdir(recipe_file(text).parent)
        with pytest.raises(ConfigError) as raised:
            load("r.yaml", changes)
        return str(raised.value)

    return told


# ---- what a recipe may say -----------------------------------------------------------------------------------------


def test_the_least_recipe_is_one_reward(recipe_file):
    recipe = Recipe.load(recipe_file("rewards:\n- use: format.think_answer\n", "brief.yaml"))
    assert recipe.name == "brief"
    assert recipe.names == ("format.think_answer",)
    [part] = recipe.parts
    assert (part.weight, part.when, part.required, part.clip) == (1.0, None, False, None)
    assert recipe.style == STYLES["think_answer"]
    assert (recipe.on_undecided, recipe.clip, recipe.description, recipe.source) == ("none", None, "", "")


def test_every_field_is_read(recipe_file):
    recipe = Recipe.load(
        recipe_file("""
name: whole
description: every field
source: nowhere
sections: think
rewards:
  - use: accuracy
    verifier: {use: text.exact, ignore_case: false}
    correct: 2
    weight: 0.5
  - use: format.tag_count
    name: tags
    weight: -1
    when: accuracy == correct
    clip: [0, 0.5]
    required: true
combine: sum
clip: [-1, 1]
on_undecided: zero
""")
    )
    accuracy, tags = recipe.parts
    assert (recipe.name, recipe.description, recipe.source) == ("whole", "every field", "nowhere")
    assert (recipe.on_undecided, recipe.clip, recipe.style) == ("zero", (-1.0, 1.0), STYLES["think"])
    assert accuracy.reward.correct == 2.0
    assert accuracy.reward.verifier.ignore_case is False
    assert (accuracy.weight, accuracy.required) == (0.5, True)
    assert (tags.name, tags.weight, tags.required, tags.clip) == ("tags", -1.0, True, (0.0, 0.5))
    assert tags.when == parse_gate("accuracy == correct")


def test_the_order_is_that_of_the_file(recipe_file):
    text = (
        "rewards:\n- {use: format.tag_count, name: c}\n- {use: format.tag_count, name: a}\n- {use: accuracy, name: b}"
    )
    recipe = Recipe.load(recipe_file(text))
    assert recipe.names == ("c", "a", "b")
    assert recipe.weights == (1.0, 1.0, 1.0)


def test_the_default_name_is_the_id_or_the_name_in_the_file():
    recipe = Recipe.load({"rewards": [{"use": "format.tag_count"}, {"use": f"{TOYS}:size"}]})
    assert recipe.names == ("format.tag_count", "size")


def test_accuracy_is_required_and_so_is_what_a_gate_names():
    recipe = Recipe.load(
        {
            "rewards": [
                CHOICE,
                FORMAT,
                {"use": "format.tag_count", "name": "tags", "when": "format >= 1"},
                {"use": "format.tag_count", "name": "free"},
                {"use": "format.tag_count", "name": "held", "required": True},
            ]
        }
    )
    assert {part.name: part.required for part in recipe.parts} == {
        "accuracy": True,
        "format": True,
        "tags": False,
        "free": False,
        "held": True,
    }


@pytest.mark.parametrize(
    ("sections", "style"),
    [
        ("think_answer", SectionStyle()),
        ("think", SectionStyle(answer=None)),
        ("plain", SectionStyle(None, None)),
        ({"style": "think"}, SectionStyle(answer=None)),
        ({"prefilled_think": True}, SectionStyle(prefilled_think=True)),
        ({"style": "think", "prefilled_think": True}, SectionStyle(answer=None, prefilled_think=True)),
        ({"think": ["<r>", "</r>"]}, SectionStyle(think=("<r>", "</r>"))),
        ({"style": "plain", "answer": ("[", "]")}, SectionStyle(None, ("[", "]"))),
    ],
)
def test_sections_are_a_style_or_tags(sections, style):
    assert Recipe.load({"rewards": [FORMAT], "sections": sections}).style == style


def test_a_mapping_may_be_any_mapping_and_a_list_any_sequence():
    part = ChainMap({"clip": (0, 1)}, FORMAT)
    recipe = Recipe.load(ChainMap({"rewards": (part,), "clip": (-1, 1)}))
    assert recipe.clip == (-1.0, 1.0)
    assert recipe.parts[0].clip == (0.0, 1.0)
    assert recipe.name == "recipe"


@pytest.mark.parametrize(
    ("text", "weight"), [("1", 1.0), ("1e-3", 0.001), ("-2E2", -200.0), (".5", 0.5), ("+0.25", 0.25)]
)
def test_a_weight_is_written_as_any_number(recipe_file, text, weight):
    recipe = Recipe.load(
        recipe_file(f"rewards:\n- use: format.tag_count\n  weight: {text}\n  clip: [-{text[-1]}, 1e3]")
    )
    assert recipe.weights == (weight,)
    assert recipe.parts[0].clip[1] == 1000.0


def test_a_recipe_is_its_own_recipe():
    recipe = Recipe.load({"rewards": [FORMAT]})
    assert Recipe.load(recipe) is recipe


def test_what_is_given_is_not_changed():
    given = {"rewards": [{**CHOICE, "name": "a"}, {**FORMAT, "when": "a == correct"}], "sections": {"style": "think"}}
    before = repr(given)
    load(given, {"format": {"weight": "2"}})
    assert repr(given) == before


def test_a_file_may_end_in_yml(recipe_file):
    assert Recipe.load(str(recipe_file("rewards: [{use: accuracy}]", "short.yml"))).name == "short"


def test_local_files_lie_relative_to_the_recipe(recipe_file, tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "toys.py").write_text(TOYS.read_text())
    file = recipe_file(
        "rewards:\n"
        "- use: ./sub/toys.py:size\n"
        "- {use: accuracy, verifier: ./sub/toys.py:Told}\n"
        "- name: routed\n  route: domain\n  cases: {a: {use: accuracy, verifier: {use: sub/toys.py:Told}}}\n"
    )
    monkeypatch.chdir("/")
    recipe = Recipe.load(file)
    size, accuracy, routed = (part.reward for part in recipe.parts)
    assert size.factor == 1.0
    assert type(accuracy.verifier).__name__ == "Told"
    assert type(routed.by_value["a"].verifier) is type(accuracy.verifier)


def test_aliases_share_parameters(recipe_file):
    recipe = Recipe.load(
        recipe_file("rewards:\n- &one {use: accuracy, verifier: choice}\n- {<<: *one, name: other, correct: 3}\n")
    )
    assert [part.reward.correct for part in recipe.parts] == [1.0, 3.0]
    assert recipe.names == ("accuracy", "other")


# ---- mistakes ------------------------------------------------------------------------------------------------------

GATED = "rewards:\n- use: accuracy\n- use: format.think_answer\n  "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # fields of the recipe
        ("rewards: [{use: accuracy}]\ncombin: sum", "2: combin: a recipe has no field 'combin'. Did you mean"),
        ("1: 2", "1: [1]: a recipe has no field 1. Known: algorithm, clip, combine, description, differs,"),
        ("name: [a]\nrewards: [{use: accuracy}]", "1: name: ['a'] is no text; put it in quotes"),
        ("rewards: [{use: accuracy}]\nname: 2.5", "2: name: 2.5 is no text; put it in quotes"),
        ("rewards: [{use: accuracy}]\nname:", "2: name: the field is empty; give it a value or leave it out"),
        ("rewards: [{use: accuracy}]\nsource: ''", "2: source: the field is empty; give it a value or leave it"),
        ("rewards: [{use: accuracy}]\ncombine: mean", "2: combine: 'mean' is no way to combine. "),
        (
            "rewards: [{use: accuracy}]\non_undecided: skip",
            "2: on_undecided: 'skip' is not one of 'none', 'zero', 'raise'",
        ),
        (
            "rewards: [{use: accuracy}]\non_undecided: null",
            "2: on_undecided: None is not one of 'none', 'zero', 'raise'",
        ),
        ("rewards: [{use: accuracy}]\non_undecided: [none]", "2: on_undecided: ['none'] is not one of"),
        # the document
        ("", " the file is empty"),
        ("null\n", "1: a mapping of fields is wanted, not nothing"),
        ("- use: accuracy", "1: a mapping of fields is wanted, not a list"),
        ("accuracy", "1: a mapping of fields is wanted, not the text 'accuracy'"),
        ("5", "1: a mapping of fields is wanted, not 5"),
        ("rewards: [", "1: this is no YAML: while parsing a flow node, expected the node content, but found"),
        ("name: a\nname: b", "2: 'name' stands here and at line 1; keep one"),
        ("rewards:\n- use: accuracy\n  weight: 1\n  weight: 2", "4: 'weight' stands here and at line 3; keep one"),
        # the list of rewards
        ("name: x", "1: rewards: a recipe needs a list of at least one reward"),
        ("rewards:", "1: rewards: a recipe needs a list of at least one reward"),
        ("rewards: []", "1: rewards: a recipe needs a list of at least one reward"),
        ("rewards: accuracy", "1: rewards: a recipe needs a list of at least one reward"),
        ("rewards: {use: accuracy}", "1: rewards: a recipe needs a list of at least one reward"),
        ("rewards:\n- accuracy", "2: rewards[0]: a mapping of fields is wanted, not the text 'accuracy'"),
        ("rewards:\n- use: accuracy\n-", "3: rewards[1]: a mapping of fields is wanted, not nothing"),
        ("rewards:\n- weight: 1", "2: rewards[0]: each reward needs `use: ID`, or `route: COLUMN` with `cases`"),
        ("rewards:\n- use: [accuracy]", "2: rewards[0].use: ['accuracy'] is no text; put it in quotes"),
        ("rewards:\n- use:", "2: rewards[0].use: the field is empty; give it a value or leave it out"),
        # names
        (
            "rewards:\n- use: accuracy\n- use: accuracy",
            "3: rewards[1]: the name 'accuracy' is taken by a reward above; give this one a `name` of its own",
        ),
        ("rewards:\n- use: accuracy\n  name: [a]", "3: rewards[0].name: ['a'] is no text; put it in quotes"),
        ("rewards:\n- use: accuracy\n  name: 5", "3: rewards[0].name: 5 is no text; put it in quotes"),
        (
            "rewards:\n- use: accuracy\n  name: my reward",
            "3: rewards[0].name: no gate could name 'my reward'; write it without white space and = ! < >",
        ),
        # components and their parameters
        ("rewards:\n- use: accurracy", "2: rewards[0].use: there is no reward 'accurracy'. Did you mean 'accuracy'"),
        ("rewards:\n- use: cosine", "2: rewards[0].use: there is no reward 'cosine'. Did you mean 'length.cosine'"),
        ("rewards:\n- use: choice", "2: rewards[0].use: 'choice' is a verifier, but a reward is wanted here"),
        ("rewards:\n- use: open-r1-math", "2: rewards[0].use: 'open-r1-math' is a recipe, but a reward is wanted"),
        (
            "rewards:\n- use: accuracy\n  verifier: choice\n  verifer: choice",
            "4: rewards[0].verifer: accuracy has no parameter 'verifer'. Did you mean 'verifier'?",
        ),
        (
            "rewards:\n- use: accuracy\n  correct: 1\n  wrong: much",
            "4: rewards[0].wrong: accuracy: wrong = 'much': Input should be a valid number",
        ),
        (
            "rewards:\n- use: length.soft_overlong\n  max_length: 10\n  buffer: 20",
            "2: rewards[0].use: length.soft_overlong: the parameters = {'max_length': 10, 'buffer': 20}: buffer 20",
        ),
        (
            "rewards:\n- use: accuracy\n  verifier: chioce",
            "3: rewards[0].verifier: accuracy: verifier = 'chioce': there is no verifier 'chioce'. Did you mean",
        ),
        (
            "rewards:\n- use: accuracy\n  verifier: {use: text.exact,\n   ignore: true}",
            "3: rewards[0].verifier: accuracy: verifier = {'use': 'text.exact', 'ignore': True}: text.exact has no "
            "parameter 'ignore'. Did you mean",
        ),
        (
            "rewards:\n- use: accuracy\n  verifier: 5",
            "3: rewards[0].verifier: accuracy: verifier = 5: write the verifier's id, or {use: id, parameter: value}",
        ),
        ("rewards:\n- use: accuracy\n  verifier: {foo: 1}", "3: rewards[0].verifier: accuracy: verifier = {'foo': 1}:"),
        (
            "rewards:\n- use: accuracy\n  verifier: format.tag_count",
            "3: rewards[0].verifier: accuracy: verifier = 'format.tag_count': 'format.tag_count' is a reward, but a",
        ),
        # weights, clips and flags
        ("rewards:\n- use: accuracy\n  weight: heavy", "3: rewards[0].weight: 'heavy' is no finite number"),
        ("rewards:\n- use: accuracy\n  weight: '1'", "3: rewards[0].weight: '1' is no finite number"),
        ("rewards:\n- use: accuracy\n  weight: true", "3: rewards[0].weight: True is no finite number"),
        ("rewards:\n- use: accuracy\n  weight:", "3: rewards[0].weight: None is no finite number"),
        ("rewards:\n- use: accuracy\n  weight: .nan", "3: rewards[0].weight: nan is no finite number"),
        ("rewards:\n- use: accuracy\n  weight: -.inf", "3: rewards[0].weight: -inf is no finite number"),
        (f"rewards:\n- use: accuracy\n  weight: 1{'0' * 400}", "3: rewards[0].weight: 1000"),
        ("rewards:\n- use: accuracy\n  clip: 1", "3: rewards[0].clip: 1 is no pair of bounds; write [low, high]"),
        ("rewards:\n- use: accuracy\n  clip: [1]", "3: rewards[0].clip: [1] is no pair of bounds; write [low, high]"),
        ("rewards:\n- use: accuracy\n  clip: [0, .inf]", "3: rewards[0].clip: inf is no finite number"),
        ("rewards:\n- use: accuracy\n  clip: [1, 0]", "3: rewards[0].clip: the lower bound 1.0 is above the upper"),
        ("rewards: [{use: accuracy}]\nclip: [a, 1]", "2: clip: 'a' is no finite number"),
        (
            "rewards:\n- use: accuracy\n  required: false",
            "3: rewards[0].required: 'accuracy' is always required; leave the field out",
        ),
        (
            "rewards:\n- use: format.tag_count\n  required: 'no'",
            "3: rewards[0].required: 'no' is neither true nor false",
        ),
        (
            "rewards:\n- {use: format.tag_count, name: a,\n   required: false}\n- {use: accuracy, when: a >= 1}",
            "3: rewards[0].required: a gate names 'a', which makes it required; leave the field out",
        ),
        # gates
        (GATED + "when: acuracy == correct", "4: rewards[1].when: there is no reward named 'acuracy'. Did"),
        (GATED + "when: accuracy = correct", "4: rewards[1].when: 'accuracy = correct' is no comparison;"),
        (GATED + "when: accuracy == right", "4: rewards[1].when: 'right' is neither a number nor a status"),
        (GATED + "when: accuracy < correct", "4: rewards[1].when: a status is compared with == or !=, not"),
        (GATED + "when: ''", "4: rewards[1].when: the field is empty; give it a value or leave it out"),
        (GATED + "when: true", "4: rewards[1].when: True is no text; put it in quotes"),
        (
            "rewards:\n- {use: format.tag_count, name: tags}\n- {use: accuracy, when: tags == correct}",
            "3: rewards[1].when: 'tags' has no verdict; compare its value, as in `tags >= 1`",
        ),
        ("rewards:\n- {use: accuracy, when: accuracy > 0}", "2: rewards[0].when: 'accuracy' waits for itself; name"),
        (
            "rewards:\n- {use: accuracy, name: a, when: b > 0}\n- {use: accuracy, name: b, when: a > 0}",
            "2: rewards[0].when: 'a' and 'b' wait for each other; drop one of the gates",
        ),
        (
            "rewards:\n- {use: accuracy, name: a, when: b > 0}\n- {use: accuracy, name: b, when: c > 0}\n"
            "- {use: accuracy, name: c, when: a > 0}",
            "2: rewards[0].when: 'a' and 'b' wait for each other; drop one of the gates",
        ),
        # sections
        ("rewards: [{use: accuracy}]\nsections:", "2: sections: a mapping of fields is wanted, not nothing"),
        (
            "rewards: [{use: accuracy}]\nsections: think_anwser",
            "2: sections.style: there is no style 'think_anwser'. Did you mean 'think_answer'?",
        ),
        (
            "rewards: [{use: accuracy}]\nsections:\n  style: [think]",
            "3: sections.style: there is no style ['think']. Did you mean 'think'?",
        ),
        (
            "rewards: [{use: accuracy}]\nsections:\n  styl: think",
            "3: sections.styl: no such field. Did you mean 'style'?",
        ),
        (
            "rewards: [{use: accuracy}]\nsections:\n  think: <think>",
            "3: sections.think: '<think>' is no pair of tags; write [opening, closing], none within the other",
        ),
        (
            "rewards: [{use: accuracy}]\nsections:\n  answer: ['', '</a>']",
            "3: sections.answer: ['', '</a>'] is no pair of tags; write [opening, closing], none within the other",
        ),
        (
            "rewards: [{use: accuracy}]\nsections:\n  think: [--, --]",
            "3: sections.think: ['--', '--'] is no pair of tags; write [opening, closing], none within the other",
        ),
        (
            "rewards: [{use: accuracy}]\nsections:\n  prefilled_think: 1",
            "3: sections.prefilled_think: 1 is neither true nor false",
        ),
        # routes
        ("rewards:\n- route: domain\n  cases: {a: accuracy}", "2: rewards[0]: a reward with `route` needs a `name`"),
        ("rewards:\n- route: domain\n  name: r", "2: rewards[0].cases: at least one case is wanted"),
        ("rewards:\n- route: d\n  name: r\n  cases: {}", "4: rewards[0].cases: at least one case is wanted"),
        ("rewards:\n- route: d\n  name: r\n  default: accuracy", "2: rewards[0].cases: at least one case is wanted"),
        ("rewards:\n- route: d\n  name: r\n  cases: [a]", "4: rewards[0].cases: a mapping of fields is wanted, not a"),
        ("rewards:\n- route: 5\n  name: r\n  cases: {a: accuracy}", "2: rewards[0].route: 5 is no text; put it in"),
        ("rewards:\n- route:\n  name: r\n  cases: {a: accuracy}", "2: rewards[0].route: the field is empty; give"),
        (
            "rewards:\n- route: d\n  name: r\n  cases:\n    a: accuracy\n    1: acuracy",
            "6: rewards[0].cases.1.use: there is no reward 'acuracy'. Did you mean 'accuracy'?",
        ),
        (
            "rewards:\n- route: d\n  name: r\n  cases:\n    a: {use: accuracy, weight: 2}",
            "5: rewards[0].cases.a.weight: 'weight' belongs to the reward, not to one of its cases",
        ),
        (
            "rewards:\n- route: d\n  name: r\n  cases:\n    a: {verifier: choice}",
            "5: rewards[0].cases.a: `use: ID` is missing",
        ),
        ("rewards:\n- route: d\n  name: r\n  cases:\n    a:", "5: rewards[0].cases.a: a mapping of fields is wanted"),
        (
            "rewards:\n- route: d\n  name: r\n  cases: {a: accuracy}\n  default: {use: nothing}",
            "5: rewards[0].default.use: there is no reward 'nothing'.",
        ),
        (
            "rewards:\n- route: d\n  name: r\n  cases: {a: accuracy}\n  verifier: choice",
            "5: rewards[0].verifier: parameters belong to a case of `cases`.",
        ),
        (
            "rewards:\n- use: accuracy\n  cases: {a: accuracy}",
            "3: rewards[0].cases: this belongs to `route: COLUMN`, which is not here",
        ),
        (
            "rewards:\n- route: d\n  name: r\n  cases: {a: accuracy}\n  required: false",
            "5: rewards[0].required: 'r' is always required; leave the field out",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_field_and_fix(mistake, text, message):
    told = mistake(text)
    assert told.startswith(f"r.yaml:{message}")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("use", "message"),
    [
        ("./none.py:x", "'./none.py:x': there is no file {folder}/none.py"),
        ("./toys.py:siez", "{folder}/toys.py defines no 'siez'. Did you mean 'size'?"),
        ("./toys.py:Told", "which is no reward; subclass rewardry.Reward"),
        ("./toys.py:ASKED", "which is no reward; subclass rewardry.Reward"),
        ("./broken.py:x", "{folder}/broken.py cannot be imported: ZeroDivisionError: division by zero"),
        ("./syntax.py:x", "{folder}/syntax.py cannot be imported: SyntaxError: "),
        (
            "./missing.py:x",
            "{folder}/missing.py cannot be imported: ModuleNotFoundError: No module named 'nowhere_at_all'",
        ),
    ],
)
def test_mistakes_in_a_file_beside_the_recipe(mistake, tmp_path, use, message):
    (tmp_path / "toys.py").write_text(TOYS.read_text())
    (tmp_path / "broken.py").write_text("1 / 0")
    (tmp_path / "syntax.py").write_text("def (")
    (tmp_path / "missing.py").write_text("import nowhere_at_all")
    told = mistake(f"rewards:\n- use: {use}")
    assert told.startswith("r.yaml:2: rewards[0].use: ")
    assert message.format(folder=tmp_path) in told


def test_a_group_component_cannot_be_a_case(mistake):
    told = mistake(f"rewards:\n- route: d\n  name: r\n  cases: {{a: '{TOYS}:Longest'}}")
    assert told == f"r.yaml:4: rewards[0].cases.a: {TOYS}:Longest scores whole groups and cannot be picked by a column"


def test_without_a_file_a_mistake_names_the_field():
    with pytest.raises(RecipeError) as raised:
        Recipe.load({"rewards": [{"use": "accuracy"}, {"use": "format.tag_count", "weight": "1"}]})
    assert str(raised.value) == "recipe: rewards[1].weight: '1' is no finite number"


# ---- where a recipe comes from -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["deepseek-r1-zero", "open-r1-math"])
def test_packaged_recipes_are_found_by_name(name):
    assert Recipe.load(name).name == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "open-r1-mth",
            "there is no recipe 'open-r1-mth'. Did you mean 'open-r1-math'? `rewardry list recipe` shows all",
        ),
        ("open-r1", "there is no recipe 'open-r1'. Did you mean 'open-r1-math'? `rewardry list recipe` shows all"),
        ("zzz", "there is no recipe 'zzz'. Known: dapo, deepscaler, deepseek-r1-all, "),
        ("", "there is no recipe ''. Known: dapo, deepscaler, deepseek-r1-all, "),
        ("x" * 5000, f"there is no recipe '{'x' * 5000}'. Known: dapo, deepscaler, deepseek-r1-all, "),
        ("accuracy", "'accuracy' is a reward, but a recipe is wanted here"),
        ("math-verify", "'math-verify' is a verifier, but a recipe is wanted here"),
    ],
)
def test_an_unknown_recipe_is_offered_the_nearest(name, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownIdError) as raised:
        Recipe.load(name)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("name", ["recipe.json", "recipe.py", "recipe"])
def test_a_file_with_another_suffix_is_told_so(tmp_path, name):
    (tmp_path / name).write_text("rewards: [{use: accuracy}]")
    with pytest.raises(RecipeError) as raised:
        Recipe.load(str(tmp_path / name))
    assert str(raised.value) == f"{tmp_path / name}: a recipe's file ends in .yaml or .yml"


def test_a_missing_file_is_told_as_such(tmp_path):
    for file in (tmp_path / "none.yaml", str(tmp_path / "none.yml")):
        with pytest.raises(RecipeError) as raised:
            Recipe.load(file)
        assert str(raised.value) == f"{file}: cannot be read: No such file or directory"


@pytest.mark.parametrize(("source", "kind"), [(5, "int"), (None, "NoneType"), (["accuracy"], "list"), (b"x", "bytes")])
def test_what_is_no_recipe_at_all_is_refused(source, kind):
    with pytest.raises(ConfigError) as raised:
        Recipe.load(source)
    assert str(raised.value) == f"a recipe is a name, a file, a mapping or a Recipe, not {kind}"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere_at_all:r.yaml", "its package 'nowhere_at_all' cannot be imported: No module named 'nowhere_at_all'"),
        ("rewardry.rewards:recipes/none.yaml", "recipes/none.yaml: cannot be read: No such file or directory"),
    ],
)
def test_a_plugin_whose_recipe_is_missing_is_named(monkeypatch, target, message):
    entry = Entry("recipe", "chess/endgames", target, "", "rewardry-chess", "1.2")
    monkeypatch.setattr("rewardry.recipe_reader.registry", lambda: OneEntry(entry))
    with pytest.raises(RecipeError) as raised:
        Recipe.load("chess/endgames")
    assert message in str(raised.value)


class OneEntry:
    """A registry that finds one entry whatever it is asked."""

    def __init__(self, entry):
        self.entry = entry

    def find(self, kind, wanted):
        return self.entry


# ---- changes from the command line ---------------------------------------------------------------------------------


def changed(**changes):
    recipe = {"rewards": [CHOICE, {**FORMAT, "weight": 0.5}, {"use": "length.soft_overlong", "name": "length"}]}
    return {part.name: part for part in load(recipe, changes).parts}


def test_parameters_and_weights_can_be_set():
    parts = changed(format={"weight": "2.5", "strict_newlines": "true"}, length={"max_length": "10", "buffer": "5"})
    assert parts["format"].weight == 2.5
    assert parts["format"].reward.strict_newlines is True
    assert (parts["length"].reward.max_length, parts["length"].reward.buffer) == (10, 5)
    assert parts["accuracy"].weight == 1.0


@pytest.mark.parametrize(
    ("text", "verifier"),
    [
        ("text.exact", {"ignore_case": True}),
        ('{"use": "text.exact", "ignore_case": false}', {"ignore_case": False}),
    ],
)
def test_a_component_is_set_by_id_or_object(text, verifier):
    found = changed(accuracy={"verifier": text})["accuracy"].reward.verifier
    assert type(found).__name__ == "TextExact"
    assert found.model_dump(include=set(verifier)) == verifier


def test_a_text_that_begins_like_json_is_json():
    assert changed(format={"values": "[2, -2]"})["format"].reward.values == (2.0, -2.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"acuracy": {"correct": "1"}}, "--set acuracy...: the recipe has no reward named 'acuracy'. Did you mean 'ac"),
        ({"accuracy": {"corect": "1"}}, "--set accuracy.corect: accuracy has no parameter 'corect'. Did you mean 'cor"),
        ({"accuracy": {"correct": "abc"}}, "--set accuracy.correct: accuracy: correct = 'abc': Input should be a vali"),
        ({"accuracy": {"verifier": "chioce"}}, "--set accuracy.verifier: accuracy: verifier = 'chioce': there is no v"),
        ({"accuracy": {"verifier": "{"}}, "--set accuracy.verifier='{' begins like JSON but is none: Expecting proper"),
        ({"accuracy": {"correct": "null"}}, "--set accuracy.correct: accuracy: correct = None: Input should be a vali"),
        ({"accuracy": {"weight": "abc"}}, "--set accuracy.weight=abc: this is no finite number"),
        ({"accuracy": {"weight": "nan"}}, "--set accuracy.weight=nan: this is no finite number"),
        ({"accuracy": {"weight": "[1]"}}, "--set accuracy.weight=[1]: this is no finite number"),
        ({"accuracy": {"when": "format > 0"}}, "--set accuracy.when: only parameters of a reward, and `weight`, can b"),
        ({"accuracy": {"use": "choice"}}, "--set accuracy.use: only parameters of a reward, and `weight`, can be set;"),
    ],
)  # fmt: skip
def test_a_mistake_on_the_command_line_is_told_as_one(changes, message):
    with pytest.raises(ConfigError) as raised:
        changed(**changes)
    assert str(raised.value).startswith(message)


def test_of_a_route_only_the_weight_can_be_set():
    recipe = {"rewards": [{"route": "d", "name": "r", "cases": {"a": CHOICE}}]}
    assert load(recipe, {"r": {"weight": "3"}}).weights == (3.0,)
    with pytest.raises(ConfigError, match=r"--set r\.verifier: only parameters of a reward, and `weight`, can be set"):
        load(recipe, {"r": {"verifier": "choice"}})


def test_a_mistake_of_the_file_beside_a_change_is_the_files(mistake):
    told = mistake("rewards:\n- use: accuracy\n  corect: 1", accuracy={"wrong": "2"})
    assert told.startswith("r.yaml:3: rewards[0].corect: accuracy has no parameter 'corect'.")


def test_routes_hold_their_cases():
    cases = {True: "accuracy", 1.5: CHOICE, "text": {"use": "accuracy", "verifier": "text.exact"}}
    recipe = Recipe.load({"rewards": [{"route": "d", "name": "r", "cases": cases, "default": FORMAT["use"]}]})
    [route] = (part.reward for part in recipe.parts)
    assert isinstance(route, Route)
    assert list(route.by_value) == ["true", "1.5", "text"]
    assert type(route.other).__name__ == "ThinkAnswer"


def test_every_error_is_rewardrys_own(recipe_file):
    """Nothing but a RewardryError comes out of files made of pieces of a recipe in any order."""
    pieces = [
        "rewards:",
        "- use: accuracy",
        "  verifier: choice",
        "  weight: 1",
        "  when: accuracy > 0",
        "clip: [0, 1]",
    ]
    found = set()
    for i in range(len(pieces) ** 3):
        chosen = [pieces[i // len(pieces) ** n % len(pieces)] for n in range(3)]
        try:
            Recipe.load(recipe_file("\n".join(chosen)))
            found.add("a recipe")
        except RewardryError as error:
            found.add(type(error).__name__)
    assert found == {"a recipe", "RecipeError"}


def test_the_folder_of_a_path_may_be_relative(recipe_file, monkeypatch):
    folder = recipe_file("rewards: [{use: './toys.py:size'}]").parent
    (folder / "toys.py").write_text(TOYS.read_text())
    monkeypatch.chdir(folder.parent)
    assert Recipe.load(os.path.join(folder.name, "r.yaml")).names == ("size",)

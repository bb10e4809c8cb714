"""What each mistake in a recipe is told: file, line, field and the fix."""

import pytest

from rewardry.errors import ConfigError, RecipeError, RewardryError
from rewardry.recipe import Recipe
from rewardry.recipe_reader import load


@pytest.fixture
def mistake(recipe_file, monkeypatch):
    """What a mistake in a recipe is told; the file is called r.yaml."""

    def told(text, **changes):
        monkeypatch.chdir(recipe_file(text).parent)
        with pytest.raises(ConfigError) as raised:
            load("r.yaml", changes)
        return str(raised.value)

    return told


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
def test_mistakes_in_a_file_beside_the_recipe(mistake, tmp_path, use, message, toys):
    (tmp_path / "toys.py").write_text(toys.read_text())
    (tmp_path / "broken.py").write_text("1 / 0")
    (tmp_path / "syntax.py").write_text("def (")
    (tmp_path / "missing.py").write_text("import nowhere_at_all")
    told = mistake(f"rewards:\n- use: {use}")
    assert told.startswith("r.yaml:2: rewards[0].use: ")
    assert message.format(folder=tmp_path) in told


def test_a_group_component_cannot_be_a_case(mistake, toys):
    told = mistake(f"rewards:\n- route: d\n  name: r\n  cases: {{a: '{toys}:Longest'}}")
    assert told == f"r.yaml:4: rewards[0].cases.a: {toys}:Longest scores whole groups and cannot be picked by a column"


def test_without_a_file_a_mistake_names_the_field():
    with pytest.raises(RecipeError) as raised:
        Recipe.load({"rewards": [{"use": "accuracy"}, {"use": "format.tag_count", "weight": "1"}]})
    assert str(raised.value) == "recipe: rewards[1].weight: '1' is no finite number"


def test_a_mistake_of_the_file_beside_a_change_is_the_files(mistake):
    told = mistake("rewards:\n- use: accuracy\n  corect: 1", accuracy={"wrong": "2"})
    assert told.startswith("r.yaml:3: rewards[0].corect: accuracy has no parameter 'corect'.")


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

"""The packaged recipes say what their sources say, and pay what they should for typical completions."""

from importlib.resources import files

import pytest
import yaml

from rewardry.engine.runtime import Runtime
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.text.sections import THINK_ANSWER
from rewardry.types import Sample

RECIPES = sorted(path.name for path in files("rewardry.rewards").joinpath("recipes").iterdir() if path.name[0] != ".")
NAMES = [file.removesuffix(".yaml") for file in RECIPES]
WHOLE_GROUPS = {"grpo-lead", "kimi-k1.5", "layered", "light-r1"}
WELL_FORMED = "<think>\n340 + 51\n</think>\n<answer>\n391\n</answer>"
ONE_LINE = "<think>340 + 51</think><answer>391</answer>"


@pytest.fixture(scope="module")
def runtime():
    with Runtime(workers=1, timeout=60) as opened:
        yield opened


def test_every_file_is_registered_under_its_name_and_no_other():
    registered = {entry.target: entry.id for entry in registry().entries("recipe") if entry.distribution == "rewardry"}
    assert registered == {f"rewardry.rewards:recipes/{file}": file.removesuffix(".yaml") for file in RECIPES}


@pytest.mark.parametrize("name", NAMES)
def test_every_file_says_what_it_is_and_where_it_comes_from(name):
    text = files("rewardry.rewards").joinpath("recipes").joinpath(f"{name}.yaml").read_text()
    data = yaml.safe_load(text)
    assert data["name"] == name
    assert all(data[field] for field in ("description", "algorithm"))
    assert data["source"].startswith(("arXiv:", "github.com/"))
    assert data.get("differs") != ""
    assert text.startswith("# ")
    recipe = Recipe.load(name)
    assert (recipe.description, recipe.source) == (data["description"], data["source"])
    assert (recipe.algorithm, recipe.differs) == (data["algorithm"], data.get("differs", ""))


def test_all_replications_are_there():
    assert set(NAMES) == {
        *("dapo", "deepscaler", "deepseek-r1-all", "deepseek-r1-reasoning", "deepseek-r1-zero", "grpo-lead"),
        *("kimi-k1.5", "l1", "l1-max", "layered", "light-r1", "logic-rl", "mini-r1", "oat-zero", "open-r1-code"),
        *("open-r1-math", "open-reasoner-zero", "prime", "rlcr", "simplerl-zoo", "skywork-or1", "still-3", "swe-rl"),
        *("tinyzero", "vapo"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_can_be_split_for_a_trainer(name):
    recipe = Recipe.load(name)
    assert recipe.why_not_additive() is None
    assert recipe.per_group is (name in WHOLE_GROUPS)
    assert recipe.on_undecided == "none"
    assert all(part.isidentifier() for part in recipe.names)


GAME = {"target": 24, "numbers": [3, 8]}
ROLES = "(1) Zoey is a knight\n(2) Oliver is a knave"
BOX = "<think>340 + 51</think> so \\boxed{{{}}}"
CONFIDENT = "r</think>\n<answer>{}</answer>\n<confidence>0.9</confidence>"
IDS = {"completion_ids": list(range(100))}
STOPPED = {"finish_reason": "stop"}


@pytest.mark.parametrize(
    ("name", "completion", "reference", "more", "total"),
    [
        ("dapo", "340 + 51\nAnswer: 391", "391", IDS, 1.0),
        ("dapo", "Answer: 392", "391", {"completion_ids": [0] * 18432}, -1.5),
        ("vapo", "340 + 51\nAnswer: 391", "391", IDS, 1.0),
        ("deepscaler", BOX.format(391), "391", {}, 1.0),
        ("deepscaler", "\\boxed{391}", "391", {}, -1.0),
        ("deepseek-r1-reasoning", "<think>391</think> <answer>392</answer>", "391", {}, 0.0),
        ("l1", BOX.format(391), "391", {**IDS, "meta": {"num_tokens": 1100}}, 0.7),
        ("l1-max", BOX.format(391), "391", {**IDS, "meta": {"num_tokens": 1100}}, 0.8),
        ("logic-rl", "a</think><answer>Zoey is a knight, Oliver is a knave</answer>", ROLES, {}, 3.0),
        ("logic-rl", "a</think><answer>Zoey is a knave, Oliver is a knave</answer>", ROLES, {}, -0.5),
        ("mini-r1", "a</think>\n<answer>3*8</answer>", GAME, {}, 2.0),
        ("mini-r1", "a</think>\n<answer>3+8</answer>", GAME, {}, 1.0),
        ("oat-zero", "so \\boxed{391}", "391", STOPPED, 1.0),
        ("oat-zero", "so \\boxed{391}", "391", {"finish_reason": "length"}, 0.0),
        ("open-reasoner-zero", "a</think> <answer>\\boxed{391}</answer>", "391", STOPPED, 1.0),
        ("open-reasoner-zero", "a</think> <answer>\\boxed{391}</answer>", "391", {"finish_reason": "length"}, 0.0),
        ("rlcr", CONFIDENT.format(391), "391", {}, 1.99),
        ("rlcr", CONFIDENT.format(392), "391", {}, 0.19),
        ("simplerl-zoo", "so \\boxed{391}", "391", {}, 1.0),
        ("skywork-or1", BOX.format(391), "391", {}, 1.0),
        ("skywork-or1", "<think>\\boxed{391}</think> none", "391", {}, 0.0),
        ("still-3", WELL_FORMED, "391", {}, 1.0),
        ("still-3", f"so {WELL_FORMED}", "391", {}, 0.0),
        ("tinyzero", "a</think>\n<answer>3*8</answer>", GAME, {}, 1.0),
        ("tinyzero", "a</think>\n<answer>3+8</answer>", GAME, {}, 0.1),
    ],
)
def test_a_recipe_pays_what_its_source_says(runtime, name, completion, reference, more, total):
    [scored] = Recipe.load(name).score([Sample(completion=completion, reference=reference, **more)], runtime=runtime)
    assert scored.total == pytest.approx(total), {key: score.details for key, score in scored.components.items()}


@pytest.mark.parametrize("name", sorted(WHOLE_GROUPS))
def test_a_recipe_of_whole_groups_prefers_the_short_right_answer(runtime, name):
    texts = [f"<think>340 + 51 = 391</think>\n<answer>{answer}</answer>" for answer in (391, 391, 392)]
    lengths = (5_000, 9_000, 5_000)
    samples = [
        Sample(completion=text, prompt="What is 340 + 51?", reference="391", group="p", completion_ids=[0] * length)
        for text, length in zip(texts, lengths, strict=True)
    ]
    short, long, wrong = (row.total for row in Recipe.load(name).score(samples, runtime=runtime, progress=1.0))
    assert short >= long > wrong
    assert (short > long) is (name != "layered")


def test_deepseek_r1_reasoning_pays_for_the_language_of_the_prompt(runtime):
    pytest.importorskip("lingua")
    prompt = "Please add the two numbers 340 and 51 and tell me what the sum of them is."
    english = "We add the two numbers and find that the sum is what was asked for here."
    chinese = "\u6211\u4eec\u628a\u4e24\u4e2a\u6570\u52a0\u8d77\u6765\u5f97\u5230\u7b54\u6848"
    texts = [f"<think>{think}</think><answer>391</answer>" for think in (english, chinese)]
    rows = Recipe.load("deepseek-r1-reasoning").score(
        [Sample(completion=text, prompt=prompt, reference="391") for text in texts], runtime=runtime
    )
    assert [row.total for row in rows] == [2.0, 1.0]


def test_deepseek_r1_zero_is_accuracy_and_format_with_the_same_weight():
    """DeepSeek-R1, section 2.2.2: accuracy rewards and format rewards, and no other."""
    recipe = Recipe.load("deepseek-r1-zero")
    uses = [registry().identity_of(type(part.reward)).id for part in recipe.parts]
    assert list(zip(recipe.names, uses, recipe.weights, strict=True)) == [
        ("accuracy", "accuracy", 1.0),
        ("format", "format.think_answer", 1.0),
    ]
    assert recipe.style == THINK_ANSWER
    assert [part.required for part in recipe.parts] == [True, False]


def test_open_r1_math_is_accuracy_format_and_tag_count_of_open_r1():
    recipe = Recipe.load("open-r1-math")
    uses = [registry().identity_of(type(part.reward)).id for part in recipe.parts]
    assert list(zip(recipe.names, uses, recipe.weights, strict=True)) == [
        ("accuracy", "accuracy", 1.0),
        ("format", "compat.open_r1.format.think_answer", 1.0),
        ("tag_count", "compat.open_r1.format.tag_count", 1.0),
    ]


@pytest.mark.parametrize(
    ("completion", "reference", "accuracy", "well_formed"),
    [
        (WELL_FORMED, "391", 1.0, 1.0),
        (ONE_LINE, "391", 1.0, 1.0),
        (WELL_FORMED, "392", 0.0, 1.0),
        ("391", "391", 1.0, 0.0),
        ("<think>391", "391", 0.0, 0.0),
        ("", "391", 0.0, 0.0),
        (" \n", "391", 0.0, 0.0),
        (f"{WELL_FORMED}\n{WELL_FORMED}", "391", 1.0, 0.0),
        (WELL_FORMED.replace("</answer>", ""), "391", 1.0, 0.0),
        ("<think>340 加 51 等于 391。</think>\n<answer>391</answer>", "391", 1.0, 1.0),
        (WELL_FORMED, None, None, 1.0),
        (WELL_FORMED, 391, 1.0, 1.0),
    ],
)
def test_deepseek_r1_zero_pays_truth_and_form(runtime, completion, reference, accuracy, well_formed):
    [scored] = Recipe.load("deepseek-r1-zero").score(
        [Sample(completion=completion, reference=reference)], runtime=runtime
    )
    assert {name: score.value for name, score in scored.components.items()} == {
        "accuracy": accuracy,
        "format": well_formed,
    }
    assert scored.total == (None if accuracy is None else accuracy + well_formed)


@pytest.mark.parametrize(
    ("completion", "values"),
    [
        (WELL_FORMED, (1.0, 1.0, 1.0)),
        # open-r1 counts tags with their newlines, and its pattern for the form wants them too
        (ONE_LINE, (1.0, 0.0, 0.0)),
        (f"{WELL_FORMED}\nDone.", (1.0, 1.0, 1.0)),
        ("<think>\n\n</think>\n<answer>\n391\n</answer>", (1.0, 1.0, 1.0)),
        ("391", (1.0, 0.0, 0.0)),
        ("<think>\na\n</think>\n391", (1.0, 0.0, 0.5)),
    ],
)
def test_open_r1_math_pays_as_open_r1_does(runtime, completion, values):
    pytest.importorskip("math_verify")
    [scored] = Recipe.load("open-r1-math").score([Sample(completion=completion, reference="391")], runtime=runtime)
    assert tuple(score.value for score in scored.components.values()) == values
    assert scored.total == sum(values)

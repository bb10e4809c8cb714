"""rewardry score, from end to end."""

import json

import pytest

from rewardry.cli.score import changes_of
from rewardry.errors import ConfigError

BRIEF = {"name": "brief", "rewards": [{"use": "format.think_answer", "name": "format"}]}
GOOD = "<think>a</think><answer>b</answer>"


@pytest.fixture
def recipe(write):
    """Writes a recipe file and gives its name."""
    return lambda name="r.yaml", **fields: write(name, json.dumps({**BRIEF, **fields}))


@pytest.fixture
def told(toys):
    """A reward whose verdict the column `told` names."""
    return {"use": "accuracy", "verifier": f"{toys}:Told"}


@pytest.fixture
def value(toys):
    """A reward whose value the column `value` holds."""
    return {"use": f"{toys}:told", "name": "value"}


# ---- the table and its JSON ----------------------------------------------------------------------------------------


def test_the_table_has_a_line_a_component_and_the_total(rewardry, recipe, write, told, value):
    name = recipe(rewards=[{**told, "weight": 2}, {**value, "weight": -0.5}])
    rows = [("correct", 1), ("correct", 4), ("incorrect", None), ("abstain", 1)]
    write("in.jsonl", *[{"completion": "x", "told": status, "value": number} for status, number in rows])
    done = rewardry("score", name, "in.jsonl")
    assert (done.code, done.err) == (0, "")
    head, rule, accuracy, values, total, written = done.out.splitlines()
    assert head.split() == ["component", "weight", "mean", "undecided", "ms", "a", "row", "rows", "by", "status"]
    assert set(rule) == {"─"}
    assert accuracy.split()[:5] == ["accuracy", "2", "0.667", "25.0", "%"]
    assert accuracy.rstrip().endswith("2 correct, 1 incorrect, 1 abstain")
    assert values.split()[:5] == ["value", "-0.5", "2.000", "25.0", "%"]
    assert values.rstrip().endswith("3 ok, 1 abstain")
    assert total.split()[:4] == ["total", "0.500", "25.0", "%"]  # of 2 - 0.5, 2 - 2 and 0
    assert written == "4 rows written to in.scored.jsonl"


def test_without_rows_the_table_has_dashes(rewardry, recipe, write):
    done = rewardry("score", recipe(), write("in.jsonl"))
    assert done.code == 0
    assert done.out.splitlines()[2].split() == ["format", "1", "-", "-", "-"]
    assert done.out.endswith("0 rows written to in.scored.jsonl\n")


def test_the_summary_as_json_has_the_same_keys_whatever_the_rows(rewardry, recipe, write, told):
    name = recipe(rewards=[told])
    for rows in ([], [{"completion": "x", "told": "correct"}], [{"completion": "x"}], [{"completion": None}]):
        summary = rewardry("score", name, write("in.jsonl", *rows), "--json").json
        assert list(summary) == ["recipe", "rows", "components", "total", "output"]
        assert list(summary["components"]) == ["accuracy"]
        for column in (summary["total"], summary["components"]["accuracy"]):
            assert list(column) == ["mean", "undecided", "ms", "statuses"]
        assert summary["rows"] == len(rows)


def test_the_summary_goes_beside_rows_on_the_standard_output(command, recipe, write):
    write("in.jsonl", {"completion": GOOD})
    done = command("score", recipe(), "in.jsonl", "-o", "-", "--json")
    assert json.loads(done.out) == {"id": 0, "total": 1.0, "components": {"format": {"value": 1.0, "status": "ok"}}}
    assert json.loads(done.err)["output"] == "-"


# ---- rows ----------------------------------------------------------------------------------------------------------


def test_a_row_of_the_output_has_id_group_total_and_components(rewardry, recipe, write, read, told):
    rows = [
        {"completion": GOOD, "told": "correct", "group": "g"},
        {"id": "mine", "completion": "x", "told": "timeout", "group": None},
    ]
    done = rewardry("score", recipe(rewards=[told, *BRIEF["rewards"]]), write("in.jsonl", *rows), "-o", "out.jsonl")
    assert done.code == 0
    assert read("out.jsonl") == [
        {
            "id": 0,
            "group": "g",
            "total": 2.0,
            "components": {"accuracy": {"value": 1.0, "status": "correct"}, "format": {"value": 1.0, "status": "ok"}},
        },
        {
            "id": "mine",
            "total": None,
            "components": {"accuracy": {"value": None, "status": "timeout"}, "format": {"value": 0.0, "status": "ok"}},
        },
    ]


def test_keep_adds_the_input_as_it_was(rewardry, recipe, write, read):
    rows = [{"completion": GOOD, "zeta": 1, "alpha": [{"x": None}], "id": None, "meta": {"deep": "ä\u2028"}}]
    rewardry("score", recipe(), write("in.jsonl", *rows), "-o", "out.jsonl", "--keep")
    [row] = read("out.jsonl")
    assert list(row) == ["id", "total", "components", "input"]
    assert list(row["input"].items()) == list(rows[0].items())


def test_timings_add_seconds_and_nothing_else_does(rewardry, recipe, write, read):
    write("in.jsonl", {"completion": GOOD})
    rewardry("score", recipe(), "in.jsonl", "-o", "out.jsonl")
    [plain] = read("out.jsonl")
    rewardry("score", recipe(), "in.jsonl", "-o", "out.jsonl", "--timings")
    [timed] = read("out.jsonl")
    seconds = timed.pop("seconds")
    assert timed == plain
    assert 0 <= seconds < 60


@pytest.mark.parametrize(
    "completion",
    [
        None,
        [],
        [{"role": "user", "content": "x"}],
        [{"role": "assistant", "content": None}],
        ["no message"],
    ],
)
def test_a_completion_without_text_is_an_error_of_that_row(rewardry, recipe, write, read, completion):
    write("in.jsonl", {"completion": GOOD}, {"completion": completion}, {"completion": GOOD})
    done = rewardry("score", recipe(), "in.jsonl", "-o", "out.jsonl")
    assert done.code == 3
    assert [row["total"] for row in read("out.jsonl")] == [1.0, None, 1.0]
    assert done.err.startswith("First error: in.jsonl:2: format: ")


@pytest.mark.parametrize(
    ("completion", "total"),
    [
        ([{"role": "user", "content": "q"}, {"role": "assistant", "content": GOOD}], 1.0),
        ([{"role": "assistant", "content": [{"text": "<think>a</think>"}, {"text": "<answer>b</answer>"}]}], 1.0),
        ("\ud800" + GOOD, 0.0),
        ("<think>\ud800 a</think><answer>b\0</answer>", 1.0),
        ("<think>" + "a" * 10_000_000 + "</think><answer>b</answer>", 1.0),
        ("", 0.0),
    ],
    ids=["messages", "parts", "surrogate-before", "surrogate-within", "10-MB", "empty"],
)  # fmt: skip
def test_odd_completions_are_scored(rewardry, recipe, write, read, completion, total):
    write("in.jsonl", {"completion": completion})
    assert rewardry("score", recipe(), "in.jsonl", "-o", "out.jsonl").code == 0
    assert [row["total"] for row in read("out.jsonl")] == [total]


def test_odd_completions_are_scored_in_worker_processes_too(command, write, read):
    rows = [
        "\ud800 $4$",
        "\0 $4$",
        "x" * 10_000_000 + "<answer>$4$</answer>",
        [{"role": "assistant", "content": "$4$"}],
    ]
    write("in.jsonl", *[{"completion": text, "reference": "4"} for text in rows])
    in_worker = ("--workers", "1", "--timeout", "60", "--set", "accuracy.verifier=math-verify")
    done = command("score", "deepseek-r1-zero", "in.jsonl", "-o", "out.jsonl", *in_worker)
    assert done.code == 0, done.err
    statuses = [row["components"]["accuracy"]["status"] for row in read("out.jsonl")]
    assert statuses == ["correct"] * 4, done.err


# ---- failures ------------------------------------------------------------------------------------------------------


def test_rows_that_end_in_error_make_the_code_3_and_the_first_is_told(command, recipe, write, read, value):
    write("in.jsonl", *[{"completion": "x", "value": number} for number in (1, "first", "second")])
    done = command("score", recipe(rewards=[value]), "in.jsonl", "-o", "out.jsonl")
    assert done.code == 3
    assert [row["components"]["value"] for row in read("out.jsonl")] == [
        {"value": 1.0, "status": "ok"},
        {"value": None, "status": "error"},
        {"value": None, "status": "error"},
    ]
    assert done.err.splitlines()[-1] == "First error: in.jsonl:2: value: ValueError: first"
    assert "This is logged once." in done.err


def test_undecided_rows_are_no_error(rewardry, recipe, write, told):
    write("in.jsonl", *[{"completion": "x", "told": status} for status in ("abstain", "timeout")])
    assert rewardry("score", recipe(rewards=[told]), "in.jsonl").code == 0


def test_a_reference_of_a_wrong_type_is_a_bad_line_that_names_the_reward(rewardry, recipe, write, toys):
    picky = {"use": "accuracy", "verifier": f"{toys}:Picky", "name": "picky"}
    write("in.jsonl", {"completion": "x"}, {"completion": "x", "reference": "5"})
    done = rewardry("score", recipe(rewards=[*BRIEF["rewards"], picky]), "in.jsonl", "-o", "out.jsonl")
    assert done.code == 2
    assert done.err.splitlines() == [
        "1 row written to out.jsonl before it stopped",
        "rewardry: in.jsonl:2: field 'reference': picky: the reference is a string; a number is wanted; mend the row, "
        "or name another column with --map reference=COLUMN",
    ]


def test_a_recipe_that_wants_a_total_for_each_row_stops_at_the_line_without(rewardry, recipe, write, read, told):
    statuses = ["correct"] * 300 + ["abstain", "correct"]
    write("in.jsonl", *[{"completion": "x", "told": status} for status in statuses])
    done = rewardry("score", recipe(rewards=[told], on_undecided="raise"), "in.jsonl", "-o", "out.jsonl")
    assert done.code == 2
    assert done.err.splitlines() == [
        "300 rows written to out.jsonl before it stopped",
        "rewardry: in.jsonl:301: the required reward 'accuracy' of recipe 'brief' is undecided (abstain: told); "
        "`on_undecided: none` would leave such a row without a total",
    ]
    assert [row["total"] for row in read("out.jsonl")] == [1.0] * 300


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.yaml", "nothing.yaml: cannot be read: No such file or directory"),
        (
            "deepseek-zero",
            "there is no recipe 'deepseek-zero'. Did you mean 'deepseek-r1-zero'? `rewardry list recipe` shows",
        ),
        ("accuracy", "'accuracy' is a reward, but a recipe is wanted here"),
        ("in.jsonl", "in.jsonl: a recipe's file ends in .yaml or .yml"),
    ],
)
def test_a_recipe_that_is_not_there_is_told(rewardry, write, name, message):
    write("in.jsonl", {"completion": "x"})
    done = rewardry("score", name, "in.jsonl")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"rewardry: {message}")


# ---- --set ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "changes"),
    [
        ((), {}),
        (("a.b=1",), {"a": {"b": "1"}}),
        (("a.b=1", "a.c=x=y", "d.b="), {"a": {"b": "1", "c": "x=y"}, "d": {"b": ""}}),
        (("format.tag_count.weight=2",), {"format.tag_count": {"weight": "2"}}),
        (("a.b=1", "a.b=2"), {"a": {"b": "2"}}),
        (("chess/legal.b=./f.py:x",), {"chess/legal": {"b": "./f.py:x"}}),
    ],
)
def test_settings_name_a_reward_and_a_parameter(settings, changes):
    assert changes_of(settings) == changes


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("a", "--set 'a': write NAME.parameter=value"),
        ("=1", "--set '=1': write NAME.parameter=value"),
        ("a=1", "--set a=1: write NAME.parameter=value, for example accuracy.verifier=choice"),
        (".b=1", "--set .b=1: write NAME.parameter=value, for example accuracy.verifier=choice"),
        ("a.=1", "--set a.=1: write NAME.parameter=value, for example accuracy.verifier=choice"),
    ],
)
def test_what_is_no_setting_is_told_how_to_write_one(setting, message):
    with pytest.raises(ConfigError) as raised:
        changes_of((setting,))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("setting", "total"),
    [
        ("format.weight=0.5", 0.5),
        ("format.values=[3, 0]", 3.0),
        ("format.strict_newlines=true", 0.0),
        ("format.strict_newlines=no", 1.0),
        ("format.min_think_chars=2", 0.0),
        ('format.require=["think"]', 1.0),
        ("format.allow_text_between=any", 1.0),
    ],
)
def test_values_are_read_by_the_type_of_the_parameter(rewardry, recipe, write, read, setting, total):
    write("in.jsonl", {"completion": GOOD})
    done = rewardry("score", recipe(), "in.jsonl", "-o", "out.jsonl", "--set", setting)
    assert done.code == 0, done.err
    assert read("out.jsonl")[0]["total"] == total


@pytest.mark.parametrize(
    "value", ["text.exact", '{"use": "text.exact"}', '{"use": "text.exact", "ignore_case": false}']
)
def test_a_component_is_set_by_its_id_or_an_object(rewardry, write, read, value):
    write("in.jsonl", {"completion": "Paris", "reference": "paris"})
    arguments = ("score", "deepseek-r1-zero", "in.jsonl", "-o", "out.jsonl", "--set", f"accuracy.verifier={value}")
    assert rewardry(*arguments).code == 0
    assert read("out.jsonl")[0]["components"]["accuracy"]["value"] == (0.0 if "false" in value else 1.0)


def test_a_component_of_a_file_is_set_relative_to_the_recipe(rewardry, recipe, write, read, toys, folder):
    (folder / "mine.py").write_text(toys.read_text())
    write("in.jsonl", {"completion": "x", "told": "correct", "reference": "y"})
    name = recipe(rewards=[{"use": "accuracy", "verifier": "text.exact"}])
    setting = "accuracy.verifier=./mine.py:Told"
    assert rewardry("score", name, "in.jsonl", "-o", "out.jsonl", "--set", setting).code == 0
    assert read("out.jsonl")[0]["total"] == 1.0


def test_settings_apply_in_any_number(rewardry, recipe, write, read):
    write("in.jsonl", {"completion": GOOD})
    both = ("--set", "format.weight=3", "--set", "format.values=[5, 0]")
    assert rewardry("score", recipe(), "in.jsonl", "-o", "out.jsonl", *both).code == 0
    assert read("out.jsonl")[0]["total"] == 15.0


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("fromat.weight=1", "--set fromat...: the recipe has no reward named 'fromat'. Did you mean 'format'?"),
        (
            "format.strict=true",
            "--set format.strict: format.think_answer has no parameter 'strict'. Did you mean 'strict_",
        ),
        (
            "format.min_think_chars=few",
            "--set format.min_think_chars: format.think_answer: min_think_chars = 'few': Input",
        ),
        (
            "format.min_think_chars=-1",
            "--set format.min_think_chars: format.think_answer: min_think_chars = '-1': Input",
        ),
        ("format.values=[1", "--set format.values='[1' begins like JSON but is none: Expecting ',' delimiter"),
        ("format.weight=heavy", "--set format.weight=heavy: this is no finite number"),
        (
            "format.when=format > 1",
            "--set format.when: only parameters of a reward, and `weight`, can be set; edit the",
        ),
        ("format=1", "--set format=1: write NAME.parameter=value, for example accuracy.verifier=choice"),
    ],
)
def test_a_wrong_setting_is_told_before_anything_is_written(rewardry, recipe, write, folder, setting, message):
    write("in.jsonl", {"completion": GOOD})
    done = rewardry("score", recipe(), "in.jsonl", "-o", "out.jsonl", "--set", setting)
    assert done.code == 2
    assert done.err.startswith(f"rewardry: {message}")
    assert not (folder / "out.jsonl").exists()

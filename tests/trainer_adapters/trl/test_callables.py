"""The contract of a reward function of TRL, without TRL."""

import copy
import inspect
import logging
import math
from types import SimpleNamespace

import pytest

import rewardry
from rewardry.errors import ConfigError, RecipeError, UndecidedError, UnknownIdError
from rewardry.trl import RecipeReward, reward_funcs, reward_weights

FORMAT = {"name": "form", "rewards": [{"use": "format.think_answer", "name": "format"}]}
CHOICE = {"rewards": [{"use": "accuracy", "verifier": "choice"}, {"use": "format.think_answer", "name": "format"}]}
GOOD = "<think>r</think><answer>{}</answer>"


def called(functions, **keywords):
    """What each function returns, by name, called as TRL calls them."""
    return {function.__name__: function(**keywords) for function in functions}


# What is called how


@pytest.mark.parametrize("conversational", [False, True])
def test_one_callable_a_component_with_its_values(recipe, batch, conversational):
    functions = reward_funcs(recipe)
    assert called(functions, **batch([4, 5, None], ["4", "4", "no tags"], conversational)) == {
        "accuracy": [1.0, 0.0, 1.0],
        "format": [1.0, 1.0, -1.0],
    }


def test_weights_are_not_applied_when_split_and_reward_weights_has_them(recipe):
    assert reward_weights(recipe) == [1.0, 0.5]
    assert reward_weights("deepseek-r1-zero") == [1.0, 1.0]
    assert len(reward_weights(recipe)) == len(reward_funcs(recipe))


def test_without_split_one_callable_returns_the_total_with_weights(recipe, batch):
    [function] = reward_funcs(recipe, split=False)
    assert function.__name__ == "counted"
    assert function(**batch([4, 5, None], ["4", "4", "4"])) == [1.5, 0.5, -0.5]


def test_the_weighted_sum_of_the_callables_is_the_total(own, batch):
    recipe = {
        "rewards": [
            {"use": "accuracy", "verifier": own("Counting"), "weight": 2.0, "wrong": -1.0},
            {"use": "format.think_answer", "name": "format", "weight": -0.25, "when": "accuracy == correct"},
            {"use": "format.tag_count", "weight": 0.1, "clip": [0.2, 0.6]},
            {"use": "length.soft_overlong", "max_length": 4, "buffer": 4},
        ]
    }
    rows = batch([4, 5, None, 4], ["4", "4", "4", None])
    rows["completion_ids"] = [[1, 2], None, [], [1]]
    functions, [total] = reward_funcs(recipe), reward_funcs(recipe, split=False)
    columns = [function(**rows) for function in functions]
    sums = [
        None
        if all(value is None for value in values)
        else sum(w * v for w, v in zip(reward_weights(recipe), values, strict=True) if v)
        for values in zip(*columns, strict=True)
    ]
    assert sums == pytest.approx(total(**rows))
    assert sums[3] is None


def test_names_are_unique_and_those_of_the_recipe(own):
    rewards = [
        {"use": "accuracy", "verifier": own("Counting"), "name": "right"},
        {"use": "accuracy", "verifier": own("Counting"), "name": "again", "wrong": -1.0},
        {"use": own("level")},
        {"use": "length.cosine", "verifier": "choice"},
    ]
    assert [f.__name__ for f in reward_funcs({"rewards": rewards})] == ["right", "again", "level", "length.cosine"]
    twice = [{"use": "format.think_answer"}, {"use": "format.think_answer"}]
    with pytest.raises(RecipeError, match=r"the name 'format.think_answer' is taken"):
        reward_funcs({"rewards": twice})


def test_the_callables_are_no_coroutines_and_take_any_keyword(recipe):
    for function in reward_funcs(recipe):
        assert not inspect.iscoroutinefunction(function)
        assert not inspect.iscoroutinefunction(type(function).__call__)
        parameters = inspect.signature(function).parameters
        assert "kwargs" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def test_they_say_what_they_are(recipe):
    functions = [*reward_funcs(recipe), *reward_funcs(recipe, split=False)]
    assert list(map(repr, functions)) == [
        "<rewardry counted: accuracy>",
        "<rewardry counted: format>",
        "<rewardry counted: total>",
    ]
    assert all(isinstance(function, RecipeReward) for function in functions)


def test_an_older_trl_passes_fewer_keywords(batch):
    rows = batch([4], ["4"])
    for missing in ("completion_ids", "prompts"):
        kept = {name: value for name, value in rows.items() if name != missing}
        assert called(reward_funcs(FORMAT), **kept) == {"format": [1.0]}
    assert called(reward_funcs(FORMAT), completions=[GOOD.format(4)]) == {"format": [1.0]}


def test_positional_prompts_and_completions_work_too():
    [function] = reward_funcs(FORMAT)
    assert function(["p"], [GOOD.format(4)], [[1]]) == [1.0]


def test_keywords_that_nobody_knows_are_ignored(batch):
    class Odd:
        """Has a length that cannot be asked for, like an array without dimensions."""

        def __len__(self):
            raise TypeError("len() of unsized object")

        def __getitem__(self, i):
            raise IndexError(i)

    extra = {
        "environments": [object(), object()],
        "trainer_state": None,
        "log_extra": None,
        "log_metric": None,
        "an_odd_thing": Odd(),
        "a_number": 5,
        "a_text": "ab",
        "bytes_": b"ab",
        "a_mapping": {"a": 1, "b": 2},
        "a_short_column": [1],
        "a_set": {1, 2},
        "none": None,
        "self_": [1, 2],
        "name": ["a", "b"],
    }
    for functions in (reward_funcs(FORMAT), reward_funcs(FORMAT, split=False)):
        for function in functions:
            assert function(**batch([4, None], ["4", "4"]), **extra) == [1.0, 0.0]


def test_scalars_of_numpy_and_torch_are_ignored_and_their_arrays_are_columns(recipe, batch):
    numpy, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    scalars = {"epoch": numpy.array(3), "step": torch.tensor(5), "rate": numpy.float32(0.1)}
    for references in (numpy.array([4, 5]), torch.tensor([4, 5]), (4, 5)):
        rows = batch([4, 4], references)
        assert reward_funcs(FORMAT)[0](**rows, **scalars) == [1.0, 1.0]
    rows = batch([4, 4], numpy.array(["4", "5"]))
    rows["completion_ids"] = [torch.tensor([1, 2]), torch.tensor([3])]
    assert called(reward_funcs(recipe), **rows, **scalars)["accuracy"] == [1.0, 0.0]


def test_an_empty_batch_has_no_values(recipe):
    assert called(reward_funcs(recipe), prompts=[], completions=[], completion_ids=[], solution=[]) == {
        "accuracy": [],
        "format": [],
    }


# Columns


@pytest.mark.parametrize("column", ["reference", "solution"])
def test_the_reference_is_found_under_our_name_and_trls(recipe, batch, column):
    assert called(reward_funcs(recipe), **batch([4, 5], ["4", "4"], column=column))["accuracy"] == [1.0, 0.0]


@pytest.mark.parametrize("of", ["array", "tensor", "list of scalars"])
def test_numbers_of_numpy_and_torch_are_references(batch, of):
    numpy, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    columns = {"array": numpy.array([4, 4]), "tensor": torch.tensor([4, 4]), "list of scalars": [*numpy.array([4, 4])]}
    (accuracy,) = reward_funcs({"rewards": [{"use": "accuracy", "verifier": "text.exact"}]})
    assert accuracy(**batch([4, 5], columns[of])) == [1.0, 0.0]


@pytest.mark.parametrize("columns", ["reference", {"reference": 5}, ["reference"]])
def test_a_map_that_is_none_is_refused(recipe, columns):
    with pytest.raises(ConfigError, match=r"^map is .*; it maps fields to names of columns"):
        reward_funcs(recipe, map=columns)


def test_our_name_goes_before_trls(recipe, batch):
    rows = {**batch([4], ["4"], column="reference"), "solution": ["5"]}
    assert called(reward_funcs(recipe), **rows)["accuracy"] == [1.0]


def test_a_mapped_column_goes_before_both(recipe, batch):
    rows = {**batch([4], ["4"], column="answer"), "solution": ["5"], "reference": ["6"]}
    functions = reward_funcs(recipe, map={"reference": "answer"})
    assert called(functions, **rows)["accuracy"] == [1.0]


def test_any_column_that_a_reward_reads_can_be_mapped(own, batch):
    recipe = {"rewards": [{"use": own("level")}]}
    rows = batch([4, 5], [1, 2], column="hardness")
    assert called(reward_funcs(recipe, map={"difficulty": "hardness"}), **rows) == {"level": [1.0, 2.0]}


@pytest.mark.parametrize(
    "name", ["prompt", "completion", "meta", "map", "split", "columns", "count", "group", "values"]
)
def test_columns_may_have_any_name(own, batch, name):
    recipe = {"rewards": [{"use": own("level")}, {"use": "format.think_answer", "name": "format"}]}
    rows = batch([4, None], [1, 2], column=name)
    functions = reward_funcs(recipe, map={"difficulty": name} if name != "meta" else None)
    if name == "meta":
        rows["meta"] = [{"difficulty": 1}, {"difficulty": 2}]
    assert called(functions, **rows) == {"level": [1.0, 2.0], "format": [1.0, 0.0]}


def test_a_rows_own_meta_is_merged_into_its_columns_as_in_files(own, batch):
    recipe = {"rewards": [{"use": own("level")}]}
    rows = batch([4, 5, 6], [None] * 3)
    rows["meta"] = [{"difficulty": 1}, {"difficulty": 2, "more": 3}, None]
    assert called(reward_funcs(recipe), **rows) == {"level": [1.0, 2.0, None]}
    rows["difficulty"] = [7, 8, 9]
    assert called(reward_funcs(recipe), **rows) == {"level": [1.0, 2.0, 9.0]}
    same = [{"completion": "x", "difficulty": 9 - i, "meta": meta or {}} for i, meta in enumerate(rows["meta"])]
    assert [row.total for row in rewardry.score(recipe, same)] == [1.0, 2.0, 7.0]


def test_a_reward_that_reads_meta_gets_every_column(own, batch):
    recipe = {"rewards": [{"use": own("sees")}]}
    rows = {**batch([4, 5], ["4", "55"]), "level": [1, 22], "meta": [{"k": "v"}, {}], "short": [1]}
    # solution + level + k and their values; the keywords of TRL are no columns
    expected = [len("solution4") + len("level1") + len("kv"), len("solution55") + len("level22")]
    assert called(reward_funcs(recipe), **rows, trainer_state=object()) == {"sees": expected}


def test_a_missing_column_is_named_with_the_nearest_and_the_fix(recipe, batch, own):
    rows = batch([4], ["4"], column="solutions")
    for function in reward_funcs(recipe):
        with pytest.raises(ConfigError) as raised:
            function(**rows)
        assert str(raised.value) == (
            "recipe 'counted' reads 'reference', and the dataset has no column 'reference' or 'solution'. "
            "Did you mean 'solutions'? Pass map={'reference': COLUMN} to reward_funcs, and keep "
            "remove_unused_columns=False"
        )
    with pytest.raises(ConfigError, match=r"no column 'answer'\. Did you mean 'answers'\?"):
        called(reward_funcs(recipe, map={"reference": "answer"}), **batch([4], ["4"], column="answers"))
    with pytest.raises(
        ConfigError, match=r"reads 'difficulty', and the dataset has no column 'difficulty'\. Known: so"
    ):
        called(reward_funcs({"rewards": [{"use": own("level")}]}), **batch([4], ["4"]))


def test_a_column_that_a_reward_does_without_may_be_absent(own, batch):
    recipe = {"rewards": [{"use": own("lenient")}]}
    rows = batch([4, 5], [None, None], column="hint")
    assert called(reward_funcs(recipe), **rows) == {"lenient": [1.0, 1.0]}
    assert called(reward_funcs(recipe), **rows, difficulty=[2, 3]) == {"lenient": [2.0, 3.0]}


def test_a_column_of_another_length_is_none(recipe, batch):
    with pytest.raises(ConfigError, match="no column 'reference' or 'solution'"):
        called(reward_funcs(recipe), **batch([4, 5], ["4"]))


def test_a_reference_within_meta_is_no_reference(recipe, batch):
    with pytest.raises(ConfigError, match="no column 'reference'"):
        called(reward_funcs(recipe), **batch([4], [{"reference": "4"}], column="meta"))


def test_a_recipe_without_a_verifier_needs_no_reference(batch):
    assert called(reward_funcs(FORMAT), completions=[GOOD.format(4)], prompts=["p"]) == {"format": [1.0]}


@pytest.mark.parametrize(
    ("map_", "offer"),
    [
        ({"refrence": "answer"}, "Did you mean 'reference'?"),
        ({"completion": "text"}, "Known: difficulty, reference."),
        ({"prompt": "question"}, "Known: difficulty, reference."),
    ],
)
def test_a_map_from_a_name_that_is_never_read_is_refused_at_once(own, map_, offer):
    recipe = {"name": "r", "rewards": [{"use": own("level")}, {"use": "accuracy", "verifier": own("Counting")}]}
    with pytest.raises(ConfigError) as raised:
        reward_funcs(recipe, map=map_)
    assert str(raised.value) == f"map names {next(iter(map_))!r}, which recipe 'r' reads from no column. {offer}"


def test_a_map_of_the_reference_is_never_refused():
    assert len(reward_funcs(FORMAT, map={"reference": "answer"})) == 1


# Undecided rows


def test_an_undecided_required_component_makes_every_callable_none_for_that_row(recipe, batch):
    rows = batch([4, 4, None], ["4", None, "4"])
    assert called(reward_funcs(recipe), **rows) == {"accuracy": [1.0, None, 0.0], "format": [1.0, None, -1.0]}
    assert reward_funcs(recipe, split=False)[0](**rows) == [1.5, None, -0.5]


def test_an_optional_undecided_component_is_none_alone(batch):
    recipe = {"rewards": [{"use": "length.soft_overlong"}, {"use": "format.think_answer", "name": "format"}]}
    rows = batch([4, 5], ["4", "5"])
    rows["completion_ids"] = [None, [1]]
    assert called(reward_funcs(recipe), **rows) == {"length.soft_overlong": [None, 0.0], "format": [1.0, 1.0]}
    assert reward_funcs(recipe, split=False)[0](**rows) == [1.0, 1.0]


def test_a_gate_whose_subject_is_undecided_leaves_the_row_undecided(own, batch):
    recipe = {
        "rewards": [
            {"use": "length.soft_overlong", "name": "long"},
            {"use": "format.think_answer", "name": "format", "when": "long >= 0"},
        ]
    }
    rows = batch([4, 5], ["4", "5"])
    rows["completion_ids"] = [None, [1]]
    assert called(reward_funcs(recipe), **rows) == {"long": [None, 0.0], "format": [None, 1.0]}


def test_undecided_counts_as_nothing_where_the_recipe_says_zero(recipe, batch):
    zero = {**recipe, "on_undecided": "zero"}
    rows = batch([4, 4], ["4", None])
    assert called(reward_funcs(zero), **rows) == {"accuracy": [1.0, 0.0], "format": [1.0, 1.0]}
    assert reward_funcs(zero, split=False)[0](**rows) == [1.5, 0.5]


def test_undecided_raises_where_the_recipe_asks_for_it(recipe, batch):
    for function in reward_funcs({**recipe, "on_undecided": "raise"}):
        with pytest.raises(UndecidedError, match=r"sample 1: the required reward 'accuracy' .* is undecided"):
            function(**batch([4, 4], ["4", None]))


# Bad rows


BAD_COMPLETIONS = {
    "none": None,
    "a number": 5,
    "an object": object(),
    "bytes": b"<think>",
    "no messages": [],
    "a user's message": [{"role": "user", "content": "hi"}],
    "content none": [{"role": "assistant", "content": None}],
    "content a number": [{"role": "assistant", "content": 5}],
    "a tool call": [{"role": "assistant", "content": "", "tool_calls": [{"function": {}}]}],
    "only images": [{"role": "assistant", "content": [{"type": "image", "image": object()}]}],
    "messages of texts": ["hi"],
    "messages of none": [None],
    "a mapping": {"role": "assistant"},
}


@pytest.mark.parametrize("completion", BAD_COMPLETIONS.values(), ids=BAD_COMPLETIONS)
def test_a_bad_completion_costs_its_own_row_only(completion, caplog):
    good = [{"role": "assistant", "content": GOOD.format("C")}]
    rows = {"prompts": ["p"] * 3, "completions": [good, completion, good], "reference": ["C", "C", "D"]}
    with caplog.at_level(logging.ERROR):
        found = called(reward_funcs(CHOICE), **rows)
    assert [found["accuracy"][i] for i in (0, 2)] == [1.0, 0.0]
    assert [found["format"][i] for i in (0, 2)] == [1.0, 1.0]
    assert found["accuracy"][1] in (None, 0.0)
    assert (found["accuracy"][1] is None) == (found["format"][1] is None)


@pytest.mark.parametrize(
    "reference",
    [None, 5, 5.5, [], ["C"], {}, {"answer": None}, "", "\x00", Ellipsis, float("nan"), b"C"],
    ids=repr,
)
def test_a_bad_reference_costs_its_own_row_only(reference):
    rows = {"prompts": ["p"] * 3, "completions": [GOOD.format("C")] * 3, "reference": ["C", reference, "D"]}
    found = called(reward_funcs(CHOICE), **rows)
    assert found == {"accuracy": [1.0, None, 0.0], "format": [1.0, None, 1.0]}


@pytest.mark.parametrize("prompt", [None, 5, [], [{"role": "user"}], [{"role": "user", "content": None}], [None], {}])
def test_a_bad_prompt_costs_its_own_row_only(prompt):
    rows = {"prompts": ["p", prompt], "completions": [GOOD.format("C")] * 2, "reference": ["C", "C"]}
    found = called(reward_funcs(CHOICE), **rows)
    assert (found["accuracy"][0], found["format"][0]) == (1.0, 1.0)
    assert found["accuracy"][1] in (1.0, None)


HUGE = {
    "ten megabytes": "x" * 10_000_000,
    "a megabyte of tags": "<think>" * 150_000,
    "a megabyte of boxes": "\\boxed{" * 150_000,
    "lone surrogates": "\ud800<think>\udfff",
    "control characters": "\x00\x01\x1b[31m",
    "templates": "{0} %s ${HOME} {{reference}} `id`",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_odd_and_huge_texts_are_scored(text):
    rows = {"prompts": [text] * 2, "completions": [text, GOOD.format("C")], "reference": ["C", "C"]}
    assert called(reward_funcs(CHOICE), **rows) == {"accuracy": [0.0, 1.0], "format": [0.0, 1.0]}


def test_a_component_that_raises_costs_its_own_value_only(own, batch, caplog):
    recipe = {"rewards": [{"use": own("hurried")}, {"use": "format.think_answer", "name": "format"}]}
    with caplog.at_level(logging.WARNING, "rewardry"):
        found = called(reward_funcs(recipe), **batch([4, None], ["4", "4"]))
    assert found == {"hurried": [None, None], "format": [1.0, 0.0]}
    assert "not today" in caplog.text


def test_what_trl_passes_is_left_as_it_is(recipe, own, batch):
    rows = {
        **batch([4, None], [{"answer": ["4"]}, None], conversational=True),
        "meta": [{"difficulty": 1, "deep": {"a": [1]}}, {"difficulty": 2, "deep": {"a": []}}],
    }
    before = copy.deepcopy(rows)
    with_meta = {"rewards": [*recipe["rewards"], {"use": own("level")}, {"use": own("sees")}]}
    for functions in (reward_funcs(with_meta), reward_funcs(with_meta, split=False)):
        for function in functions:
            function(**rows, log_metric=lambda name, value: None, log_extra=lambda name, values: values.clear())
    assert rows == before


# Logs


class Logs:
    """Stands in for the trainer's loggers."""

    def __init__(self):
        self.metrics, self.extras = {}, {}

    def metric(self, name, value):
        assert name not in self.metrics
        self.metrics[name] = value

    def extra(self, name, values):
        assert name not in self.extras
        self.extras[name] = values


def logged(functions, **rows):
    logs = Logs()
    for function in functions:
        function(**rows, log_metric=logs.metric, log_extra=logs.extra)
    return logs


KEYS = {"mean", "undecided", "timeout", "error", "alarm"}


@pytest.mark.parametrize("split", [True, False])
def test_the_keys_of_the_logs_do_not_depend_on_the_batch(recipe, batch, split):
    functions = reward_funcs(recipe, split=split)
    rows = [
        batch([4, 5], ["4", "4"]),
        batch([4, 5], [None, None]),
        {**batch([4], ["4"]), "completions": [None]},
        {"prompts": [], "completions": [], "completion_ids": [], "solution": []},
    ]
    for keywords in rows:
        logs = logged(functions, **keywords)
        assert set(logs.metrics) == {f"rewardry/{name}/{key}" for name in ("accuracy", "format") for key in KEYS}
        assert set(logs.extras) == {f"{name}/{key}" for name in ("accuracy", "format") for key in ("status", "reason")}
        assert {len(values) for values in logs.extras.values()} == {len(keywords["completions"])}
        assert all(isinstance(value, float) for value in logs.metrics.values())


def test_the_metrics_are_shares_and_means_over_decided_rows(recipe, batch):
    rows = batch([4, 5, 4, 4], ["4", "4", None, "4"])
    rows["completions"][3] = None
    logs = logged(reward_funcs(recipe), **rows)
    assert logs.metrics == {
        "rewardry/accuracy/mean": 0.5,
        "rewardry/accuracy/undecided": 0.5,
        "rewardry/accuracy/alarm": 0.0,
        "rewardry/accuracy/timeout": 0.0,
        "rewardry/accuracy/error": 0.25,
        "rewardry/format/mean": 1.0,
        "rewardry/format/undecided": 0.25,
        "rewardry/format/alarm": 0.0,
        "rewardry/format/timeout": 0.0,
        "rewardry/format/error": 0.25,
    }
    assert logs.extras == {
        "accuracy/status": ["correct", "incorrect", "abstain", "error"],
        "accuracy/reason": ["looked", "looked", "no-reference", "refused"],
        "format/status": ["ok", "ok", "ok", "error"],
        "format/reason": ["", "", "", "refused"],
    }


def test_a_component_that_fails_too_often_raises_an_alarm_and_no_exception(own, batch, caplog):
    """In training the guard says so, once a window, and the key of the log is 1 until it is well again."""
    rewards = [{"use": own("hurried"), "name": "hurried"}, {"use": "format.think_answer", "name": "format"}]
    functions = reward_funcs({"name": "alarming", "rewards": rewards})
    rows = batch([4] * 60, ["4"] * 60)
    alarms = []
    for _ in range(4):
        found = [function(**rows) for function in functions]
        assert found[0] == [None] * 60
        assert found[1] == [1.0] * 60
        alarms.append(logged(functions, **rows).metrics["rewardry/hurried/alarm"])
    assert alarms == [1.0] * 4
    said = [record.getMessage() for record in caplog.records if "guard's limit" in record.getMessage()]
    assert len(said) == 2  # 480 results: at 100, and at 300
    assert "hurried: 100 of its last 100 results are errors, and the guard's limit is 20 %" in said[0]
    assert said[0].endswith("RuntimeError: not today")


def test_where_nothing_is_decided_the_mean_is_no_number(recipe, batch):
    logs = logged(reward_funcs(recipe), **batch([4, 5], [None, None]))
    assert math.isnan(logs.metrics["rewardry/accuracy/mean"])
    assert logs.metrics["rewardry/accuracy/undecided"] == 1.0
    assert logs.metrics["rewardry/format/mean"] == 1.0


def test_either_logger_may_be_missing(recipe, batch):
    logs = Logs()
    for function in reward_funcs(recipe):
        function(**batch([4], ["4"]), log_metric=logs.metric)
    assert len(logs.metrics) == 10
    for function in reward_funcs(recipe):
        function(**batch([4], ["4"]), log_extra=logs.extra)
    assert len(logs.extras) == 4


# Progress


@pytest.mark.parametrize(
    ("state", "progress"),
    [
        (SimpleNamespace(global_step=0, max_steps=100), 0.0),
        (SimpleNamespace(global_step=25, max_steps=100), 0.25),
        (SimpleNamespace(global_step=100, max_steps=100), 1.0),
        (SimpleNamespace(global_step=101, max_steps=100), 1.0),
        (SimpleNamespace(global_step=5, max_steps=0), None),
        (SimpleNamespace(global_step=5, max_steps=-1), None),
        (SimpleNamespace(global_step=None, max_steps=10), None),
        (SimpleNamespace(global_step=5), None),
        (object(), None),
        (None, None),
    ],
)
def test_progress_is_what_the_trainers_state_says(own, batch, state, progress):
    recipe = {"rewards": [{"use": own("Progress")}]}
    for split in (True, False):
        [function] = reward_funcs(recipe, split=split)
        assert function(**batch([4, 5], ["4", "5"]), trainer_state=state) == [progress, progress]


# Groups


@pytest.fixture
def longest(own):
    return {"name": "long", "rewards": [{"use": own("Longest")}, {"use": "format.think_answer", "name": "format"}]}


def group_rows(lengths, prompts):
    return {"completions": ["x" * length for length in lengths], "prompts": prompts}


def test_a_recipe_that_compares_completions_wants_the_group_size(longest):
    for split in (True, False):
        with pytest.raises(ConfigError) as raised:
            reward_funcs(longest, split=split)
        assert str(raised.value) == (
            "recipe 'long' compares the completions of a prompt; pass group_size=num_generations"
        )


def test_groups_follow_each_other(longest):
    rows = group_rows([1, 3, 2, 9, 8, 7], ["a"] * 3 + ["b"] * 3)
    assert called(reward_funcs(longest, group_size=3), **rows)["Longest"] == [0, 1, 0, 1, 0, 0]
    rows = group_rows([1, 3, 2, 9], ["a", "a", "a", "a"])
    assert called(reward_funcs(longest, group_size=2), **rows)["Longest"] == [0, 1, 0, 1]
    rows = group_rows([1, 3], [[{"role": "user", "content": "a"}], [{"role": "user", "content": "a"}]])
    assert called(reward_funcs(longest, group_size=2), **rows)["Longest"] == [0, 1]
    assert called(reward_funcs(longest, group_size=2), completions=["x", "xx"])["Longest"] == [0, 1]


def test_a_part_of_a_group_is_refused(longest):
    functions = reward_funcs(longest, group_size=4)
    with pytest.raises(ConfigError, match="the batch has 6 completions, which is no multiple of group_size=4"):
        called(functions, **group_rows([1] * 6, ["a"] * 6))


def test_completions_of_different_prompts_are_not_compared(longest):
    functions = reward_funcs(longest, group_size=4)
    with pytest.raises(ConfigError, match="do not come in groups of group_size=4"):
        called(functions, **group_rows([1] * 4, ["a", "a", "b", "b"]))


def test_a_group_size_is_harmless_where_nothing_is_compared(recipe, batch):
    assert called(reward_funcs(recipe, group_size=4), **batch([4, 5, 6], ["4"] * 3))["accuracy"] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("size", [0, -1, 1.5])
def test_a_group_size_that_is_none_is_refused(recipe, longest, size):
    for each in (recipe, longest):
        with pytest.raises(ConfigError, match=f"group_size is {size}; it is the number of completions"):
            reward_funcs(each, group_size=size)


# Recipes that cannot be split, or do not exist


def test_a_total_that_is_no_weighted_sum_is_not_split(recipe, batch):
    clipped = {**recipe, "clip": [-0.25, 1.25]}
    with pytest.raises(ConfigError) as raised:
        reward_funcs(clipped)
    assert str(raised.value) == (
        "recipe 'counted' cannot be split into components: it clips the total to [-0.25, 1.25]; pass split=False"
    )
    [function] = reward_funcs(clipped, split=False)
    assert function(**batch([4, 5, None], ["4"] * 3)) == [1.25, 0.5, -0.25]


def test_what_a_recipe_may_be(tmp_path, batch):
    file = tmp_path / "own.yaml"
    file.write_text("rewards:\n  - use: format.think_answer\n")
    loaded = rewardry.Recipe.load(file)
    for source in (file, str(file), {"rewards": [{"use": "format.think_answer"}]}, loaded):
        assert called(reward_funcs(source), **batch([4], ["4"])) == {"format.think_answer": [1.0]}
        assert reward_weights(source) == [1.0]


def test_a_recipe_that_does_not_exist_is_named_with_the_nearest():
    for function in (reward_funcs, reward_weights):
        with pytest.raises(UnknownIdError, match=r"Did you mean 'deepseek-r1-zero'\?"):
            function("deepseek-r1-zeros")


def test_a_recipe_with_a_mistake_is_refused_at_once():
    with pytest.raises(RecipeError, match=r"no reward 'format.think_answr'\. Did you mean 'format.think_answer'\?"):
        reward_funcs({"rewards": [{"use": "format.think_answr"}]})

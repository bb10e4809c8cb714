"""What reward functions add to TRL's logs: the same keys for every batch, and an alarm that stops no training."""

import math

import pytest

from rewardry.trl import reward_funcs


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

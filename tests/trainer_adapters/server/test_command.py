"""`rewardry serve`: every option reaches the server, and what is no value of one is told before anything listens."""

import pytest
from click.testing import CliRunner

pytest.importorskip("fastapi")

from rewardry.cli.main import cli
from rewardry.trainer_adapters.server import processes
from rewardry.trainer_adapters.server.settings import Settings

RECIPE = "deepseek-r1-zero"


@pytest.fixture
def served(monkeypatch):
    """Runs the command up to where it would listen: what it was told, and what it says of the address."""
    told = []

    def serve(settings, tell):
        told.append(settings)
        tell("http://127.0.0.1:8500")

    monkeypatch.setattr(processes, "serve", serve)

    def run(*arguments):
        told.clear()
        result = CliRunner().invoke(cli, ["serve", *map(str, arguments)])
        return result, told[0] if told else None

    return run


def test_without_options_the_server_is_the_one_that_is_documented(served):
    result, settings = served(RECIPE)
    assert result.exit_code == 0
    assert settings == Settings(RECIPE)


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--host", "::1"], "host", "::1"),
        (["--port", "0"], "port", 0),
        (["--port", "65535"], "port", 65535),
        (["--workers", "3"], "processes", 3),
        (["--token-file", "file"], "token_file", "file"),
        (["--on-undecided", "zero"], "on_undecided", "zero"),
        (["--on-undecided", "raise"], "on_undecided", "raise"),
        (["--set", "accuracy.correct=0.5"], "changes", {"accuracy": {"correct": "0.5"}}),
        (["--map", "reference=solution", "--map", "id=name"], "columns", {"reference": "solution", "id": "name"}),
        (["--engine", "inline"], "engine", "inline"),
        (["--engine-workers", "5"], "engine_workers", 5),
        (["--timeout", "2.5"], "timeout", 2.5),
        (["--cache", "file.db"], "cache", "file.db"),
        (["--max-body", "0.5"], "max_body_mb", 0.5),
        (["--max-batch", "7"], "max_batch", 7),
        (["--max-waiting", "5000"], "max_waiting", 5000),
        (["--rate", "0.25"], "rate", 0.25),
        (["--drain", "0"], "drain_seconds", 0),
        (["--quiet"], "log_requests", False),
        (["--log-completions"], "log_completions", True),
    ],
    ids=lambda value: value[0][2:] if isinstance(value, list) else "",
)
def test_an_option_is_what_it_says_and_changes_nothing_else(served, arguments, name, value):
    result, settings = served(RECIPE, *arguments)
    assert result.exit_code == 0, result.output
    assert getattr(settings, name) == value
    usual = Settings(RECIPE)
    others = [one for one in Settings.__slots__ if one != name]
    assert [getattr(settings, one) for one in others] == [getattr(usual, one) for one in others]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "-1"],
        ["--port", "65536"],
        ["--port", "http"],
        ["--workers", "0"],
        ["--workers", "257"],
        ["--on-undecided", "none"],
        ["--engine", "remote"],
        ["--engine-workers", "0"],
        ["--timeout", "0"],
        ["--timeout", "86401"],
        ["--max-body", "0"],
        ["--max-body", "nan"],
        ["--max-body", "inf"],
        ["--max-batch", "0"],
        ["--max-waiting", "0"],
        ["--max-batch", "20000"],
        ["--rate", "0"],
        ["--rate", "-1"],
        ["--rate", "nan"],
        ["--rate", "inf"],
        ["--drain", "-1"],
        ["--drain", "3601"],
        ["--map", "reference"],
        ["--set", "accuracy.correct"],
        ["--set", "acuracy.correct=1"],
        ["--set", "accuracy.corect=1"],
    ],
    ids=" ".join,
)
def test_what_is_no_value_of_an_option_is_told_before_anything_listens(served, arguments):
    """A rate that were no number would be no limit at all."""
    result, settings = served(RECIPE, *arguments)
    assert settings is None
    assert result.exit_code != 0
    said = f"{result.output}{result.exception}"
    assert "Traceback" not in said
    assert arguments[0] in said or "accuracy" in said


def test_the_paths_that_are_served_are_told_and_why_the_others_are_not(served):
    result, _ = served(RECIPE)
    assert result.stdout == f"{RECIPE} at http://127.0.0.1:8500: /v1/score, /v1/verify\n"
    lines = result.stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["not served"] * 3
    assert [line.split()[2] for line in lines] == ["OpenRLHF", "slime", "NeMo-Gym"]
    result, _ = served(RECIPE, "--on-undecided", "zero")
    assert result.stdout.endswith(": /v1/score, /v1/verify, /get_reward, /slime, /verify\n")
    assert result.stderr == ""


@pytest.mark.parametrize(
    "name", ["prompt", "completion", "reference", "completion_ids", "group", "finish_reason", "id"]
)
def test_every_field_of_a_row_may_have_another_column(served, name):
    assert served(RECIPE, "--map", f"{name}=other")[1].columns == {name: "other"}


def test_a_column_that_nothing_reads_is_a_mistake(served):
    result, settings = served(RECIPE, "--map", "refrence=solution")
    assert settings is None
    assert "--map refrence=solution: nothing reads 'refrence'. Did you mean 'reference'?" in str(result.exception)

"""The entry point: help, names, exit codes, and commands that plugins add."""

import logging
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import click
import pytest

import rewardry as package
from rewardry.cli import main as entry
from rewardry.cli.main import BAD_INPUT, INTERRUPTED, ROWS_IN_ERROR, cli
from rewardry.errors import DataError, RewardryError

COMMAND = Path(sys.executable).with_name("rewardry")
_CHOICE = "Invalid value for '--engine': 'lcal' is not one of 'inline', 'local', 'ray'. Did you mean 'local'?"
COMMANDS = cli.list_commands(click.Context(cli))


# ---- help ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_names_every_command_with_what_it_does(rewardry, flag):
    done = rewardry(flag)
    assert done.code == 0
    assert done.err == ""
    entries = [" ".join(entry.split()) for entry in re.split(r"\n  (?=\S)", done.out.partition("Commands:")[2])[1:]]
    assert sorted(entry.split()[0] for entry in entries) == sorted(COMMANDS)
    assert [entry for entry in entries if not entry.endswith(".")] == []


def test_without_a_command_the_help_is_an_error(rewardry):
    done = rewardry()
    assert done.code == BAD_INPUT
    assert "Usage: " in done.err
    assert "score" in done.err


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself_and_every_option(rewardry, name, flag):
    done = rewardry(name, flag)
    assert done.code == 0
    assert done.out.startswith("Usage: ")
    command = cli.get_command(click.Context(cli), name)
    assert command.name == name
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.opts[-1] in done.out
            assert option.help, option.name


def test_the_version_is_the_packages(rewardry):
    done = rewardry("--version")
    assert (done.code, done.out) == (0, f"rewardry, version {package.__version__}\n")


# ---- mistakes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scroe"], "there is no command 'scroe'. Did you mean 'score'?"),
        (["xyz"], "there is no command 'xyz'. Known: adapt, audit, bench, check, completion, "),
        (["score", "--tmeout", "3"], "there is no option '--tmeout'. Did you mean '--timeout'?"),
        (["list", "--jsn"], "there is no option '--jsn'. Did you mean '--json'?"),
        (["score"], "Missing argument 'RECIPE'."),
        (["score", "open-r1-math"], "Missing argument 'FILE...'."),
        (["verify", "choice"], "Missing argument 'FILE...'."),
        (["show"], "Missing argument 'ID'."),
        (["show", "a", "b"], "Got unexpected extra argument (b)"),
        (["verify", "choice", "f", "--engine", "rai"], "Invalid value for '--engine': 'rai' is not one of 'inline', '"),
        (["verify", "choice", "f", "--engine", "lcal"], _CHOICE),
        (["verify", "choice", "f", "--workers", "0"], "Invalid value for '--workers': 0 is not in the range x>=1."),
        (["verify", "choice", "f", "--workers", "two"], "Invalid value for '--workers': 'two' is not a valid integer "),
        (["verify", "choice", "f", "--timeout", "0"], "Invalid value for '--timeout': 0.0 is not in the range 0<x<=86"),
        (["verify", "choice", "f", "--timeout", "inf"], "Invalid value for '--timeout': inf is not in the range 0<x<="),
        (["verify", "choice", "f", "--timeout", "-1"], "Invalid value for '--timeout': -1.0 is not in the range 0<x<="),
        (["verify", "choice", "f", "-o"], "Option '-o' requires an argument."),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_told_with_the_nearest(rewardry, arguments, message):
    done = rewardry(*arguments)
    assert done.code == BAD_INPUT
    assert done.out == ""
    assert done.err.splitlines()[-1].startswith(f"Error: {message}")


def test_an_error_of_rewardrys_own_is_one_line_without_a_traceback(rewardry):
    done = rewardry("verify", "xyz", "f.jsonl")
    assert done.code == BAD_INPUT
    assert done.out == ""
    assert done.err.startswith("rewardry: there is no verifier 'xyz'. Known: ")
    assert done.err.endswith(" `rewardry list verifier` shows all\n")
    assert done.err.count("\n") == 1


# ---- how a command can end -----------------------------------------------------------------------------------------


@pytest.fixture
def ending(rewardry, adding_commands, monkeypatch):
    """Runs a command that ends as a function does."""

    def run(function):
        monkeypatch.setitem(sys.modules, "toy_cli", types.SimpleNamespace(run=click.command("run")(function)))
        adding_commands(toy={"run": "toy_cli:run"})
        return rewardry("run")

    return run


def test_a_command_that_ends_ends_with_0(ending):
    assert ending(lambda: click.echo("done")).out == "done\n"
    assert ending(lambda: None).code == 0
    assert ending(lambda: 7).code == 0  # a value is no exit code


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (DataError("f.jsonl:1: bad"), BAD_INPUT, "rewardry: f.jsonl:1: bad\n"),
        (RewardryError("\x1b[31mred\x07"), BAD_INPUT, "rewardry: \ufffd[31mred\ufffd\n"),
        (click.UsageError("wrong"), BAD_INPUT, "Error: wrong\n"),
        (click.ClickException("wrong"), BAD_INPUT, "Error: wrong\n"),
        (KeyboardInterrupt(), INTERRUPTED, "rewardry: interrupted\n"),
        (click.Abort(), INTERRUPTED, "rewardry: interrupted\n"),
        (click.exceptions.Exit(ROWS_IN_ERROR), ROWS_IN_ERROR, ""),
    ],
)
def test_an_exception_is_an_exit_code_and_a_message(ending, error, code, message):
    def fail():
        raise error

    done = ending(fail)
    assert done.code == code
    assert done.err.endswith(message)
    assert "Traceback" not in done.err


def test_a_component_that_leaves_python_is_left(ending):
    def leave():
        raise SystemExit(5)

    assert ending(leave).code == 5


def test_a_module_that_an_extra_brings_is_told_with_the_command(ending):
    def fail():
        raise ModuleNotFoundError("No module named 'jinja2'", name="jinja2")

    done = ending(fail)
    told = "rewardry: the command needs jinja2, which is not installed; pip install 'rewardry[bench]'\n"
    assert (done.code, done.out, done.err) == (BAD_INPUT, "", told)


def test_a_module_that_nothing_brings_is_a_traceback(ending):
    def fail():
        raise ModuleNotFoundError("No module named 'rewardry.gone'", name="rewardry.gone")

    with pytest.raises(ModuleNotFoundError, match=r"rewardry\.gone"):
        ending(fail)


def test_a_fault_of_ours_is_a_traceback(ending):
    """Not dressed up as the user's mistake: whoever reports it needs the traceback."""

    def fail():
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        ending(fail)


def test_the_codes_are_those_of_the_documents():
    assert (BAD_INPUT, ROWS_IN_ERROR, INTERRUPTED) == (2, 3, 130)


def test_a_reader_that_goes_away_is_no_traceback(start):
    process = start("list")
    process.stdout.close()
    assert process.wait(60) == BAD_INPUT
    assert process.stderr.read() == b""


def test_log_records_cannot_paint_the_terminal():
    record = logging.LogRecord("rewardry", logging.WARNING, "", 0, "%s failed: %s", ("x", "\x1b[31mred\r"), None)
    assert entry._PlainFormatter("%(message)s").format(record) == "x failed: \ufffd[31mred\ufffd"


# ---- commands of plugins -------------------------------------------------------------------------------------------


@click.command("hello")
@click.argument("name")
def hello(name):
    """Say hello to NAME."""
    click.echo(f"hello {name}")


@pytest.fixture
def toy_cli(monkeypatch):
    """A module with commands, as a plugin has one."""
    module = types.SimpleNamespace(hello=hello, nothing=5)
    monkeypatch.setitem(sys.modules, "toy_cli", module)
    return module


def test_a_plugins_command_is_in_the_help_and_runs(rewardry, adding_commands, toy_cli):
    adding_commands(chess={"hello": "toy_cli:hello"})
    done = rewardry("--help")
    assert re.search(r"^  hello +\(of chess\) Say hello to NAME\.$", done.out, re.MULTILINE)
    assert rewardry("hello", "you").out == "hello you\n"
    assert rewardry("hello", "--help").out.startswith("Usage: ")
    assert "Did you mean 'hello'?" in rewardry("helo").err


def test_a_command_whose_line_is_given_is_not_imported_for_the_help(rewardry, adding_commands, toy_cli):
    adding_commands(chess={"hello": ("nowhere_at_all:hello", "Greet."), "bye": ("toy_cli:hello", "Part.")})
    help_ = rewardry("--help")
    assert (help_.code, help_.err) == (0, "")
    assert re.search(r"^  hello +\(of chess\) Greet\.$", help_.out, re.MULTILINE)
    assert "No module named 'nowhere_at_all'" in rewardry("hello").err
    assert rewardry("bye", "you").out == "hello you\n"


def test_a_command_that_two_plugins_add_is_an_error_when_it_is_used(rewardry, adding_commands, toy_cli):
    adding_commands(chess={"hello": "toy_cli:hello"}, go={"hello": "toy_cli:hello", "bye": "toy_cli:hello"})
    done = rewardry("hello", "you")
    assert done.code == BAD_INPUT
    assert done.err == (
        "rewardry: chess and go both add the command 'hello'; put one of them into REWARDRY_DISABLED_PLUGINS\n"
    )
    assert rewardry("bye", "you").code == 0
    help_ = rewardry("--help")
    assert help_.code == 0
    assert "(broken) chess and go both add the command" in help_.out


def test_rewardrys_own_commands_cannot_be_taken(rewardry, adding_commands, toy_cli, caplog):
    adding_commands(chess={"list": "toy_cli:hello"})
    assert rewardry("list", "recipe").out.startswith("kind")
    assert "hello" not in rewardry("--help").out
    message = "plugin chess adds the command 'list', which is rewardry's own; it is left out"
    assert message in [record.getMessage() for record in caplog.records]


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("toy_cli:nothing", "TypeError: it is no click command but int"),
        ("toy_cli:gone", "AttributeError: "),
        ("nowhere_at_all:x", "ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("toy_cli", "AttributeError: "),
        (5, "AttributeError: "),
    ],
)
def test_a_command_that_cannot_be_loaded_names_its_plugin(rewardry, adding_commands, toy_cli, target, why):
    adding_commands(chess={"hello": target, "fine": "toy_cli:hello"})
    done = rewardry("hello", "you")
    assert done.code == BAD_INPUT
    assert done.err.startswith(f"rewardry: the command 'hello' of plugin chess cannot be loaded from {target!r}: {why}")
    help_ = rewardry("--help")
    assert help_.code == 0
    assert "(broken) the command 'hello' of plugin chess" in " ".join(help_.out.split())
    assert "(of chess) Say hello to NAME." in help_.out


def fail():
    raise RuntimeError("no commands today")


@pytest.mark.parametrize("hook", [fail, None, 5, ["hello"]])
def test_a_plugin_that_fails_to_name_its_commands_costs_only_them(rewardry, adding_commands, toy_cli, caplog, hook):
    adding_commands(broken=hook if callable(hook) else lambda: hook, chess={"hello": "toy_cli:hello"})
    done = rewardry("--help")
    assert done.code == 0
    assert "(of chess) Say hello" in done.out
    [message] = {record.getMessage() for record in caplog.records}
    assert message.startswith("plugin broken fails to name its commands: ")
    assert rewardry("hello", "you").code == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("command", [["list"], ["show", "accuracy"], ["list", "--json"]])
def test_a_full_disk_behind_a_redirected_table_is_told(command):
    with open("/dev/full", "w") as full:
        done = subprocess.run([COMMAND, *command], stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert done.returncode == BAD_INPUT
    assert done.stderr.startswith("rewardry: failed: [Errno 28] No space left on device; if the output is redirected")
    assert done.stderr.count("\n") == 1

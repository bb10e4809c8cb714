"""The options that verify and score share."""

import importlib.util
import json

import click
import pytest

from rewardry.cli.main import cli
from rewardry.cli.options import Options, pairs
from rewardry.component import needs
from rewardry.errors import ConfigError

SHARED = (
    *("output", "columns", "engine", "ray_address", "workers", "timeout", "skip_bad", "keep", "timings", "as_json"),
    "files",
)


def options_of(name):
    return {param.name: param for param in cli.get_command(click.Context(cli), name).params}


@pytest.mark.parametrize("name", SHARED)
def test_both_commands_have_the_same_options(name):
    verify, score = options_of("verify")[name], options_of("score")[name]
    assert verify.opts == score.opts
    assert verify.default == score.default
    assert getattr(verify, "help", None) == getattr(score, "help", None)


def test_the_documented_names_are_there():
    found = {text for param in options_of("score").values() for text in param.opts}
    assert found >= {
        *("-o", "--output", "--set", "--map", "--engine", "--workers", "--timeout", "--skip-bad", "--keep"),
        *("--timings", "--json", "--ray-address"),
    }


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([], []),
        (["a=b"], [("a", "b")]),
        (["a=b=c"], [("a", "b=c")]),
        (["a="], [("a", "")]),
        ([" a = b "], [("a", " b ")]),
        (["a=1", "a=2"], [("a", "1"), ("a", "2")]),
    ],
)
def test_pairs_are_split_at_the_first_sign(texts, found):
    assert pairs(texts, "--set", "x=y") == found


@pytest.mark.parametrize("text", ["", "a", "=b", "  =b"])
def test_what_is_no_pair_is_told_how_to_write_one(text):
    with pytest.raises(ConfigError) as raised:
        pairs([text], "--set", "parameter=value")
    assert str(raised.value) == f"--set {text!r}: write parameter=value"


def options(**columns):
    return Options((), None, columns, "local", None, 5.0, False, False, False, False)


@pytest.mark.parametrize("name", ["prompt", "completion", "reference", "completion_ids", "group", "finish_reason"])
def test_every_field_of_a_row_can_be_mapped(name):
    options(**{name: "x", "id": "y", "label": "z"}).refuse_unknown_fields(needs())


def test_a_column_that_a_component_reads_can_be_mapped():
    options(domain="subject").refuse_unknown_fields(needs("domain"))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"referense": "x"}, "--map referense=x: nothing reads 'referense'. Did you mean 'reference'?"),
        ({"domian": "x"}, "--map domian=x: nothing reads 'domian'. Did you mean 'domain'?"),
        (
            {"meta": "x"},
            "--map meta=x: nothing reads 'meta'. Known: completion, completion_ids, domain,",
        ),
        ({"reference": ""}, "--map reference=: write field=column, for example reference=solution"),
    ],
)
def test_a_mapping_that_nothing_reads_is_refused(columns, message):
    with pytest.raises(ConfigError) as raised:
        options(**columns).refuse_unknown_fields(needs("domain"))
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("command", [("verify", "text.exact"), ("score", "deepseek-r1-zero")])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--map", "reference"], "--map 'reference': write field=column, for example reference=solution"),
        (["--map", "referense=x"], "--map referense=x: nothing reads 'referense'. Did you mean 'reference'?"),
        (["--timeout", "nan"], "the timeout is nan; it must be a positive number of seconds"),
    ],
)
def test_options_are_checked_before_the_output_is_touched(rewardry, write, folder, command, arguments, message):
    write("f.jsonl", {"completion": "a"})
    write("out.jsonl", "kept")
    done = rewardry(*command, "f.jsonl", "-o", "out.jsonl", *arguments)
    assert (done.code, done.out, done.err) == (2, "", f"rewardry: {message}\n")
    assert (folder / "out.jsonl").read_text() == "kept\n"


def test_mapped_columns_are_read_and_the_rest_of_the_row_is_kept(rewardry, write, read):
    row = {"uid": "u", "response": "4", "answer": "4", "correct": 1, "problem": 7}
    write("f.jsonl", row)
    mapped = {"completion": "response", "reference": "answer", "label": "correct", "id": "uid", "group": "problem"}
    arguments = [text for pair in mapped.items() for text in ("--map", "=".join(pair))]
    done = rewardry("verify", "text.exact", "f.jsonl", "-o", "out.jsonl", "--keep", "--json", *arguments)
    assert done.code == 0
    assert (done.json["labelled"], done.json["accuracy"]) == (1, 1.0)
    [found] = read("out.jsonl")
    assert list(found)[:2] == ["id", "group"]
    assert (found["id"], found["group"], found["status"]) == ("u", 7, "correct")
    assert found["input"] == row


def test_a_column_of_a_route_can_be_mapped(rewardry, write, read):
    case = {"use": "accuracy", "verifier": "text.exact"}
    write("r.yaml", json.dumps({"rewards": [{"name": "a", "route": "domain", "cases": {"text": case}}]}))
    write("f.jsonl", {"completion": "4", "reference": "4", "subject": "text"})
    assert rewardry("score", "r.yaml", "f.jsonl", "-o", "out.jsonl", "--map", "domain=subject").code == 0
    assert read("out.jsonl")[0]["total"] == 1.0


@pytest.mark.parametrize(("engine", "workers", "timeout"), [("inline", None, 5.0), ("local", 2, 0.5)])
def test_the_runtime_is_as_the_options_want_it(engine, workers, timeout):
    given = Options((), None, {}, engine, workers, timeout, False, False, False, False)
    with given.runtime() as runtime:
        assert runtime.timeout == timeout
        assert (runtime._engine is None) == (engine == "inline")
        if workers:
            assert runtime._engine.workers == workers


def test_without_ray_its_engine_is_refused_before_the_first_row(rewardry, write, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "ray" else find(name, *rest))
    done = rewardry("verify", "text.exact", write("a.jsonl", {"completion": "a"}), "--engine", "ray")
    assert (done.code, done.out) == (2, "")
    assert "the engine 'ray' needs Ray, which is not installed; pip install 'rewardry[ray]'" in done.err


def test_an_address_without_the_engine_is_refused(rewardry, write):
    done = rewardry("verify", "text.exact", write("a.jsonl", {"completion": "a"}), "--ray-address", "head:6379")
    assert (done.code, done.out) == (2, "")
    assert "the Ray address 'head:6379' is of use with the engine 'ray' only, not with 'local'" in done.err

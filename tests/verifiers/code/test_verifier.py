"""The verifier's settings: what it declares, how it is set, and that it is the same everywhere."""

import json
import pickle

import pytest
from click.testing import CliRunner

from rewardry.cli.verify import verify
from rewardry.component import UnreadableReferenceError, Verifier
from rewardry.errors import ParameterError
from rewardry.parameters import build, from_text
from rewardry.types import Sample

SUM = "```python\nprint(sum(map(int, input().split())))\n```"


def test_the_default_is_the_hardened_one():
    code = build(Verifier, "code", {})
    assert (code.trust, code.fence, code.stop_at_first_failure, code.time_limit_s) == (
        "untrusted",
        "required",
        False,
        5.0,
    )
    assert code.model_dump()["sandbox"] == "local"
    assert code.runs == "own"


def test_it_travels(code):
    made = code(trust="cooperative", fence="optional")
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301
    assert type(made).model_validate_json(made.model_dump_json()) == made


def test_parameters_of_the_command_line():
    code = build(Verifier, "code", from_text({"sandbox": "local", "trust": "cooperative", "time_limit_s": "2"}))
    assert (code.trust, code.time_limit_s) == ("cooperative", 2.0)
    code = build(Verifier, "code", from_text({"sandbox": '{"use": "local", "parallel": 3}'}))
    assert code.sandbox.parallel == 3


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"sandbox": "dokcer"}, "there is no sandbox 'dokcer'"),
        ({"trust": "yes"}, "trust"),
        ({"time_limit_s": 0}, "time_limit_s"),
        ({"timelimit": 1}, "Did you mean 'time_limit_s'"),
    ],
)
def test_parameters_that_do_not_exist(parameters, why):
    with pytest.raises(ParameterError, match=why):
        build(Verifier, "code", parameters)


def test_the_hint_is_the_language_and_nothing_else(code, stdio):
    assert code().hint(stdio(("1", "2"), language="c++")) == "cpp"
    with pytest.raises(UnreadableReferenceError):
        code().hint({})


def test_a_reference_of_another_type_is_a_bad_line(code):
    assert code().refusal(Sample(completion="", reference=5)) == (
        "the reference is a number; an object or a string is wanted"
    )
    assert code().refusal(Sample(completion="", reference=None)) is None


def test_explain_tells_task_and_program(code, stdio):
    steps = dict(code().explain(Sample(completion=SUM, reference=stdio(("1 2", "3")))))
    assert steps["reference"] == "stdio in python, 1 test, compared by lines"
    assert steps["program"].startswith("print(sum(")
    steps = dict(code().explain(Sample(completion="", reference=stdio(("1 2", "3"), ("", "")))))
    assert steps == {"reference": "stdio in python, 2 tests, compared by lines", "program": "none (no-answer)"}
    assert code().explain(Sample(completion="")) == [("reference", "none")]
    assert "cannot be read" in code().explain(Sample(completion="", reference={}))[0][1]


def test_the_examples_get_what_they_should(verdicts, code):
    cases = code().examples()
    found = verdicts([(case.completion, case.reference) for case in cases])
    assert [verdict.status for verdict in found] == [case.expected for case in cases]


def test_the_command_verifies_rows_the_same_each_time(row_file, stdio, bare, tmp_path):
    rows = [
        {"id": "right", "completion": SUM, "reference": stdio(("1 2", "3"), ("4 5", "9")), "label": 1},
        {"id": "wrong", "completion": "```\nprint(3)\n```", "reference": stdio(("1 2", "3"), ("4 5", "9")), "label": 0},
        {"id": "text", "completion": SUM, "reference": json.dumps(stdio(("1 2", "3"))), "label": 1},
        {"id": "hang", "completion": "```\nwhile True: pass\n```", "reference": stdio(("", ""), time_limit_s=1)},
    ]
    file, texts = str(row_file(*rows)), []
    for parallel in (1, 4):
        out = tmp_path / f"{parallel}.jsonl"
        sandbox = json.dumps({"use": bare, "parallel": parallel})
        done = CliRunner().invoke(verify, ["code", file, "-o", str(out), "--set", f"sandbox={sandbox}"])
        assert done.exit_code == 0, done.output
        texts.append(out.read_text())
    assert texts[0] == texts[1]
    found = [json.loads(line) for line in texts[0].splitlines()]
    assert [(row["id"], row["status"], row["score"]) for row in found] == [
        ("right", "correct", 1.0),
        ("wrong", "incorrect", 0.5),
        ("text", "correct", 1.0),
        ("hang", "incorrect", 0.0),
    ]
    assert found[3]["reason"] == "time-limit"

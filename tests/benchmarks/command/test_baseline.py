"""A baseline that was changed by hand: a gate reads what it compares, and refuses by name what is no report."""

import json
import re
from pathlib import Path

import pytest

from rewardry.benchmarks.command.gate import report_in
from rewardry.errors import ConfigError

BASE = Path("base.json")
WRONG = ["(missing)", None, True, "x", [], {}, ["x"], float("nan"), 10**400]
READ = re.compile(
    r"run|run\.sets|run\.sets\[0\]|run\.sets\[0\]\.(name|sha256)|sets|sets\[0\]|sets\[0\]\.(set|verifiers)"
    r"|sets\[0\]\.verifiers\[\d\]|sets\[0\]\.verifiers\[\d\]\.(verifier|coverage|metrics)"
    r"|sets\[0\]\.verifiers\[\d\]\.metrics\.\w+(\.(value|interval|interval\[\d\]))?"
)


@pytest.fixture
def report(bench, write, rows):
    """The JSON report of a run in the folder x."""
    write("few.jsonl", rows[:4])
    assert bench("run", "-v", "text.exact", "-d", "few.jsonl", "-o", "x", "--engine=inline")[0] == 0
    assert bench("report", "x", "--json", BASE)[0] == 0
    return json.loads(BASE.read_text())


def gate(bench):
    """The gate of the run in x over the baseline."""
    return bench("gate", "x", "--baseline", BASE)


def refusal(field, told, err):
    said = re.fullmatch(r"rewardry: base\.json: no report can be read there: (.*); write it with .*--json`\n", err)
    assert said, (field, err)
    named = re.match(r"the field '([^']+)'", said[1])
    return named is not None and (named[1].startswith(field) or field.startswith(named[1]))


def refused():
    """What a gate says of a baseline that it does not take."""
    try:
        report_in(str(BASE))
    except ConfigError as error:
        return f"rewardry: {error}\n"
    return ""


@pytest.mark.parametrize("bad", WRONG, ids=lambda bad: repr(bad)[:9])
def test_every_field_that_a_gate_reads_is_looked_at(report, damaged, bad):
    left = set()
    for field, _, changed in damaged(report, [bad]):
        BASE.write_text(json.dumps(changed))
        err = refused()
        if err:
            assert READ.fullmatch(field), (field, err)
            assert refusal(field, bad, err), (field, err)
        else:
            left.add(field)
    optional = r".*\.(value|interval|coverage)" if bad is None else None
    texts = r".*\.(name|sha256|set|verifier)" if bad == "x" else None
    lists = r"run\.sets|sets|.*\.verifiers" if bad == [] else None
    empty = r".*\.metrics" if bad == {} else None
    element = r"(.*sets|.*verifiers)\[\d\]|.*\.metrics\.\w+" if bad == "(missing)" else None
    fine = [each for each in (optional, texts, lists, empty, element) if each]
    taken = [field for field in left if READ.fullmatch(field) and not any(re.fullmatch(one, field) for one in fine)]
    assert taken == []


def test_a_gate_with_a_damaged_baseline_ends_with_2(report, bench):
    report["sets"][0]["verifiers"][0]["metrics"]["balanced_accuracy"]["value"] = float("nan")
    BASE.write_text(json.dumps(report))
    assert gate(bench) == (
        2,
        "",
        "rewardry: base.json: no report can be read there: the field "
        "'sets[0].verifiers[0].metrics.balanced_accuracy.value' is nan: input should be a finite number; write it with "
        "`bench report --json`\n",
    )


def test_a_baseline_without_its_run_and_file_says_so(report, bench):
    BASE.unlink()
    code, out, err = gate(bench)
    assert (code, out) == (2, "")
    assert (
        err == "rewardry: base.json: cannot be read: No such file or directory; write it with `bench report --json`\n"
    )


def test_a_report_of_attacks_alone_is_no_baseline(report, bench):
    BASE.write_text(json.dumps({"schema": 2, "policy": "incorrect", "seed": 0, "sets": [], "red_team": {}}))
    assert "no report can be read there: the field 'run' is missing" in gate(bench)[2]


def test_a_baseline_keeps_its_word_under_another_name_of_the_file(report, bench):
    Path("other.json").write_bytes(b"\xef\xbb\xbf" + BASE.read_bytes())  # as an editor may save it
    assert bench("gate", "x", "--baseline", "other.json")[0] == 0

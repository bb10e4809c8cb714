"""`rewardry audit`: planted faults are found, each by its kind, and a clean set passes."""

import json
import re

import pytest

from rewardry.curation.audit.disagreement import disagreeing
from rewardry.curation.audit.questions import KINDS, Question, Solution
from rewardry.types import Verdict


@pytest.fixture
def question():
    def make(number, reference="4", **columns):
        return {"prompt": f"What is the value in question {number} of the sheet?", "reference": reference, **columns}

    return make


def say(answer):
    return f"<think>So it is.</think><answer>{answer}</answer>"


@pytest.fixture
def audit(rewardry, write):
    """Audits rows with the verifier `text.exact`: exit code and what was found."""

    def run(rows, *options):
        write("set.jsonl", *rows)
        code, out, err = rewardry("audit", "set.jsonl", "-v", "text.exact", "--engine", "inline", "--json", *options)
        assert err == ""
        return code, json.loads(out)

    return run


def found_by(found):
    return {kind: [row["id"] for row in rows] for kind, rows in found["first"].items()}


def test_a_clean_set_passes(audit, question):
    rows = [question(i, str(i * 7), solutions=[say(i * 7)]) for i in range(12)]
    code, found = audit(rows)
    assert (code, found["rows"], found["questions"], found["solutions"]) == (0, 12, 12, 12)
    assert not any(found["findings"].values())


def test_references_that_are_missing_or_of_a_wrong_type_are_found(audit, question):
    code, found = audit([question(1), question(2, None), question(3, {"a": 1})])
    assert code == 1
    assert found_by(found) == {"no-reference": [1], "unreadable": [2]}


def test_a_solution_that_the_verifiers_reject_is_found(audit, question):
    rows = [question(1, solutions=[say(4), say(5)]), question(2, completion=say(5), label=1)]
    rows += [question(3, completion=say(4), label=0), question(5, completion=say(5), label=0)]
    _, found = audit(rows)
    assert found_by(found) == {"rejects-solution": [0, 1], "accepts-wrong": [2]}


class Saying:
    """An open verifier that says the same of everything."""

    def __init__(self, status):
        self._status = status

    def verify(self, samples):
        return [Verdict(self._status, reason="said") for _ in samples]


YES, NO, LATE, UNSURE = "correct", "incorrect", "timeout", "abstain"


@pytest.mark.parametrize(
    ("statuses", "label", "kind"),
    [
        ((NO, NO, YES), 1, "rejects-solution"),
        ((NO, YES, YES), 1, None),
        ((NO, YES), 1, None),  # a tie outvotes nobody
        ((NO, UNSURE, LATE), 1, "rejects-solution"),  # who does not decide has no vote
        ((UNSURE, LATE), 1, None),
        ((YES, YES, NO), 0, "accepts-wrong"),
        ((YES, NO, NO), 0, None),
        ((YES, NO, UNSURE), 0, None),
        ((YES, YES, YES), None, None),
    ],
)
def test_the_majority_of_the_verifiers_that_decide_outvotes_the_others(kept, statuses, label, kind):
    row = kept("5", right=None if label is None else bool(label), label=label)
    question = Question([row], [Solution(row.sample, row, row.correct)])
    live = {f"v{i}": Saying(status) for i, status in enumerate(statuses)}
    found = [one for one in disagreeing([question], live) if one.kind in KINDS]
    assert [finding.kind for finding in found] == [kind] * (kind is not None)
    if kind:
        assert found[0].detail == ", ".join(f"v{i} {status} (said)" for i, status in enumerate(statuses))


def test_one_verifier_alone_does_not_outvote_another(rewardry, write, question):
    """Exact comparison wants the words of the reference, an F1 from one half on and one of its words do not."""
    write("set.jsonl", question(1, "the tall tower of Pisa", solutions=[say("tower of Pisa")]))
    strict = ("-v", "text.exact", "--json", "--engine", "inline")
    lenient = ("-v", "text.f1", "--set", "text.f1.threshold=0.5")
    assert rewardry("audit", "set.jsonl", *strict)[0] == 1
    assert rewardry("audit", "set.jsonl", *strict, *lenient)[0] == 0


def test_what_may_hang_is_refused_where_it_cannot_be_killed(rewardry, write, question):
    write("set.jsonl", question(1, "Rome|Roma", solutions=[say("Roma")]))
    code, _, err = rewardry("audit", "set.jsonl", "-v", "regex", "--engine", "inline")
    assert code == 2
    assert "--engine inline: regex may hang on a reference or a solution" in err
    assert "leave --engine away" in err


def test_a_verifier_that_hangs_is_killed(rewardry, write, question):
    write("set.jsonl", question(1, "(a+)+b", solutions=[say("a" * 40)]), question(2, "[ab]+", solutions=[say("ab")]))
    code, out, _ = rewardry("audit", "set.jsonl", "-v", "regex", "--timeout", "2", "--json")
    found = json.loads(out)
    assert (code, found["solutions"], found["findings"]["rejects-solution"]) == (0, 2, 0)
    assert found["notes"] == {"timed-out": 1, "failed": 0}
    [note] = found["first"]["timed-out"]
    assert (note["id"], note["place"]) == (0, "set.jsonl:1")
    assert re.fullmatch(r"regex timed out after [\d.]+ s on '<answer>a{40}</answer>'", note["detail"])


def test_a_verifier_that_fails_or_times_out_is_named_with_the_solution(kept):
    row = kept("5 " * 60)
    live = {"slow": Saying(LATE), "broken": Saying("error"), "sure": Saying(NO)}
    found = list(disagreeing([Question([row], [Solution(row.sample, row, None)])], live))
    start = repr(("<answer> " + "5 " * 60)[:60] + "...")
    assert [(one.kind, one.detail) for one in found] == [
        ("timed-out", f"slow timed out on {start}"),
        ("failed", f"broken failed (said) on {start}"),
    ]


def test_a_reference_that_most_solutions_contradict_is_outvoted(audit, question):
    rows = [{**question(1), "group": 1, "completion": say(answer)} for answer in (9, 9, 9, 4)]
    rows += [{**question(2), "group": 2, "completion": say(answer)} for answer in (9, 8, 4, 4)]
    rows += [{**question(3), "group": 3, "completion": say(9), "label": 0} for _ in range(4)]
    _, found = audit(rows)
    assert found_by(found) == {"outvoted": [0]}
    assert found["first"]["outvoted"][0]["detail"] == "3 of 4 solutions say '9', 1 what the reference says"


def test_questions_that_come_again_are_found_whatever_their_white_space(audit, question):
    again = {**question(1), "prompt": question(1)["prompt"].upper().replace(" ", "  ")}
    _, found = audit([question(1), question(2), again, question(2, "5"), {**question(2), "prompt": "x + 1?"}])
    assert found_by(found) == {"duplicate": [2], "conflict": [3]}


@pytest.mark.parametrize(
    ("ids", "kind"),
    [
        (["logic.counting"], "duplicate"),
        (["logic.counting", "text.exact"], "conflict"),  # to which all of a reference may matter
        ([], "conflict"),
    ],
)
def test_references_that_differ_in_what_decides_nothing_are_the_same(rewardry, write, question, ids, kind):
    counting = {"puzzle": "counting", "op": "words", "text": "one two", "solution": "2"}
    write("set.jsonl", question(1, counting), question(1, {**counting, "solution": "two"}))
    _, out, _ = rewardry("audit", "set.jsonl", "--json", *(part for name in ids for part in ("-v", name)))
    found = json.loads(out)["findings"]
    assert {name: found[name] for name in ("duplicate", "conflict")} == {"duplicate": 0, "conflict": 0, kind: 1}


def test_signs_tell_questions_apart(audit):
    rows = [{"prompt": f"What is 7 {sign} 3?", "reference": str(i)} for i, sign in enumerate("+-*/")]
    assert not any(audit(rows)[1]["findings"].values())


def test_questions_of_a_held_out_set_are_found(audit, question, write):
    write("test.jsonl", {"prompt": "Tell me: what is the value in question 3 of the sheet"})
    _, found = audit([question(1), question(3)], "--against", "test.jsonl")
    assert found_by(found) == {"leaked": [1]}


def test_tests_that_the_prompt_prints_are_found(rewardry, write):
    def program(prompt):
        return {"prompt": prompt, "reference": {"tests": {"inputs": ["3 4\n", "10 2\n"], "outputs": ["7\n", "12\n"]}}}

    write("set.jsonl", program("Add. Example: 3 4 gives 7"), program("Add. Examples: 3 4 -> 7; 10 2 -> 12."))
    code, out, _ = rewardry("audit", "set.jsonl")
    assert code == 1
    assert "set.jsonl:2: tests-in-prompt: all 2 tests stand in the prompt" in out
    assert "set.jsonl:1" not in out


def test_constant_answers_are_scored_and_lucky_ones_are_a_problem(rewardry, write, question):
    write("set.jsonl", *(question(i, "yes" if i % 10 else "no") for i in range(40)))
    code, out, err = rewardry("audit", "set.jsonl", "-v", "text.exact", "--engine", "inline")
    assert code == 1
    assert "0.900 [0.7" in out
    assert "Warning: 'yes' alone answers 90.0 % of the questions" in err
    options = ("--engine", "inline", "--max-constant", "0.95", "-o", "found.jsonl")
    assert rewardry("audit", "set.jsonl", "-v", "text.exact", *options)[0] == 0


def test_findings_are_rows_of_a_file(audit, question, read):
    audit([question(1), question(1, "5")], "-o", "found.jsonl")
    detail = "the question of set.jsonl:1, which has another reference"
    assert read("found.jsonl") == [{"id": 1, "place": "set.jsonl:2", "kind": "conflict", "detail": detail}]


def test_what_was_found_before_a_bad_line_is_written(rewardry, question, read, tmp_path):
    lines = [json.dumps(row) for row in (question(1), question(2, None), question(3, None))]
    (tmp_path / "set.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n")  # the third may go on there
    code, _, err = rewardry("audit", "set.jsonl", "-v", "text.exact", "--engine", "inline", "-o", "found.jsonl")
    assert code == 2
    assert "set.jsonl:4: the line is no JSON" in err
    assert [(row["place"], row["kind"]) for row in read("found.jsonl")] == [("set.jsonl:2", "no-reference")]


def test_a_parameter_of_nobody_is_refused(rewardry, write, question):
    write("set.jsonl", question(1))
    code, _, err = rewardry("audit", "set.jsonl", "-v", "math", "--set", "text.exact.x=1")
    assert code == 2
    assert "no verifier 'text.exact' is asked; write ID.parameter=value with -v ID" in err

"""`rewardry audit`: planted faults are found, each by its kind, and a clean set passes."""

import json

import pytest


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


def test_the_majority_of_verifiers_decides(rewardry, write, question):
    """Of three, the one that wants a letter of a choice abstains, and two outvote nobody."""
    write("set.jsonl", question(1, "Rome", solutions=[say("the Rome")]))
    ids = ("-v", "text.exact", "-v", "text.f1", "-v", "regex")
    code, out, _ = rewardry("audit", "set.jsonl", *ids, "--engine", "inline", "--json")
    found = json.loads(out)
    assert (code, found["findings"]["rejects-solution"]) == (0, 0)


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


def test_a_parameter_of_nobody_is_refused(rewardry, write, question):
    write("set.jsonl", question(1))
    code, _, err = rewardry("audit", "set.jsonl", "-v", "math", "--set", "text.exact.x=1")
    assert code == 2
    assert "no verifier 'text.exact' is asked; write ID.parameter=value with -v ID" in err

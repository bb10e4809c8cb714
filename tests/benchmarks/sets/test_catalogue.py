"""Every built-in set: its entry, and rows of ours from rows as its authors write them."""

import base64
import json
import pickle
import re
import zlib

import pytest

from rewardry.benchmarks.sets.convert import rows_of
from rewardry.benchmarks.sets.resolve import known_entries
from rewardry.errors import DataError
from rewardry.plugins import registry

ENTRIES = known_entries()


def packed(tests):
    """Tests as LiveCodeBench packs them."""
    return base64.b64encode(zlib.compress(pickle.dumps(json.dumps(tests)))).decode()


STDIO = [{"input": "1 2\n", "output": "3\n", "testtype": "stdin"}]
CALLS = [{"input": '[1, 2]\n"x"', "output": "true", "testtype": "functional"}]

# A row of every set as its authors write it, and what must become of it.
ORIGINALS = {
    "verifybench": (
        {"question": "2+2?", "answer": "4", "completion": "It is 4.", "gold_correct": True, "answer_type": "Num"},
        {"prompt": "2+2?", "completion": "It is 4.", "reference": "4", "label": 1, "meta": {"answer_type": "Num"}},
    ),
    "verifybench-hard": (
        {"question": "q", "answer": "B", "completion": "A", "gold_correct": False, "answer_subtype": "x"},
        {"label": 0, "reference": "B", "meta": {"answer_subtype": "x"}},
    ),
    "verifierbench": (
        {"question": "q", "gold_answer": "4", "llm_response": "loops", "gold_judgment": "C", "domain": "Math"},
        {"label": 0, "domain": "Math", "meta": {"invalid": True}},
    ),
    "var": (
        {"question": "q", "llm_output": "so 4", "correct_answer": "4", "human_judgment_result": "Correct"},
        {"label": 1, "completion": "so 4", "reference": "4"},
    ),
    "rewardbench": (
        {"id": 7, "prompt": "p", "chosen": "good", "rejected": "bad", "subset": "hep-go", "chosen_model": "h"},
        {"id": "rewardbench/7", "completion": ["good", "bad"], "label": 0, "domain": "hep-go"},
    ),
    "rewardbench2": (
        {"id": "t", "prompt": "p", "chosen": ["a", "b"], "rejected": ["c"], "num_correct": 2, "subset": "Ties"},
        {"completion": ["a", "b", "c"], "label": [0, 1], "domain": "Ties"},
    ),
    "rmbench": (
        {"id": "1", "prompt": "p", "chosen": ["a", "b", "c"], "rejected": ["d", "e", "f"], "domain": "chat"},
        {"completion": {"chosen": ["a", "b", "c"], "rejected": ["d", "e", "f"]}, "label": 0, "domain": "chat"},
    ),
    "judgebench": (
        {"pair_id": "u", "original_id": 3, "source": "mmlu-pro-law", "question": "q", "response_model": "m",
         "response_A": "a", "response_B": "b", "label": "B>A"},
        {"id": "judgebench/u", "completion": ["a", "b"], "label": 1, "domain": "knowledge"},
    ),
    "processbench": (
        {"id": "gsm8k-0", "generator": "g", "problem": "p", "steps": ["s", "t"], "final_answer_correct": False,
         "label": 1},
        {"completion": ["s", "t"], "label": 1, "meta": {"split": "gsm8k", "generator": "g",
                                                       "final_answer_correct": False}},
    ),
    "prmbench": (
        {"idx": "p_0", "modified_question": "q", "modified_process": ["s", "t", "u"], "error_steps": [3, 2],
         "modified_steps": [2], "classification": "circular", "reason": "r"},
        {"prompt": "q", "completion": ["s", "t", "u"], "label": 1},
    ),
    "gsm8k": (
        {"question": "q", "answer": "so <<2+3=5>>\n#### 1,005"},
        {"kind": "prompt", "prompt": "q", "completion": None, "label": None, "reference": "1,005"},
    ),
    "math-500": (
        {"problem": "p", "solution": "s", "answer": "\\frac12", "subject": "Algebra", "level": 3,
         "unique_id": "test/algebra/1.json"},
        {"id": "math-500/test/algebra/1", "reference": "\\frac12", "meta": {"subject": "Algebra", "level": 3}},
    ),
    "aime-2024": ({"id": 60, "problem": "p", "solution": "s", "answer": "025", "year": "2024"}, {"reference": "25"}),
    "olympiadbench": (
        {"id": 1, "question": "q", "final_answer": ["1", "2"], "context": "Given c.", "is_multiple_answer": True},
        {"prompt": "Given c.\n\nq", "reference": "1, 2"},
    ),
    "humaneval": (
        {"task_id": "HumanEval/0", "prompt": "def f(x):\n", "canonical_solution": "    return x\n",
         "entry_point": "f", "test": "def check(candidate):\n    assert candidate(1) == 1\n"},
        {"reference": {"mode": "asserts", "language": "python", "entry_point": "f",
                       "tests": "def check(candidate):\n    assert candidate(1) == 1\n\n\ncheck(f)\n"},
         "meta": {"solution": "def f(x):\n    return x\n"}},
    ),
    "humaneval-plus": (
        {"task_id": "HumanEval/0", "prompt": "def f(x):\n", "canonical_solution": "    return x\n",
         "entry_point": "f", "test": "def check(candidate): ..."},
        {"id": "humaneval-plus/HumanEval/0"},
    ),
    "mbpp": (
        {"task_id": 11, "text": "Double x.", "code": "import re\ndef twice(x):\n  return 2*x",
         "test_list": ["assert int(twice(2)) == 4"], "test_setup_code": "y = 1"},
        {"reference": {"mode": "asserts", "language": "python", "entry_point": "twice",
                       "tests": "y = 1\nassert int(twice(2)) == 4\n"}},
    ),
    "mbpp-plus": (
        {"task_id": 2, "prompt": "Double x.", "code": "def twice(x):\n  return 2*x",
         "test_list": ["assert twice(2) == 4"], "test": "assert twice(3) == 6\n"},
        {"reference": {"mode": "asserts", "language": "python", "entry_point": "twice",
                       "tests": "assert twice(3) == 6\n"}},
    ),
    "livecodebench": (
        {"question_id": "a", "question_content": "Add.", "public_test_cases": json.dumps(STDIO),
         "private_test_cases": packed(STDIO), "metadata": "{}", "starter_code": "", "platform": "atcoder"},
        {"reference": {"mode": "stdio", "language": "python",
                       "tests": {"inputs": ["1 2\n"] * 2, "outputs": ["3\n"] * 2}}},
    ),
    "livecodebench-v6": (
        {"question_id": "b", "question_content": "Is it?", "public_test_cases": json.dumps(CALLS),
         "private_test_cases": json.dumps(CALLS), "metadata": '{"func_name": "isIt"}',
         "starter_code": "class Solution:\n    def isIt(self, a, b):", "platform": "leetcode"},
        {"reference": {"mode": "function", "language": "python", "entry_point": "isIt",
                       "tests": {"inputs": [[[1, 2], "x"]] * 2, "outputs": [True] * 2}}},
    ),
    "ifeval": (
        {"key": 1000, "prompt": "p", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]},
        {"id": "ifeval/1000", "reference": {"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}},
    ),
    "ifbench": (
        {"key": "0", "prompt": "p", "instruction_id_list": ["count:numbers"], "kwargs": [{"N": 3.0, "word": None}]},
        {"reference": {"instruction_id_list": ["count:numbers"], "kwargs": [{"N": 3}]}},
    ),
    "knights-and-knaves": (
        {"quiz": "Who?", "names": ["Ann", "Bo"], "index": 4, "solution": [True, False],
         "statements": "(('and', ('lying', 1), ('telling-truth', 0)), ('not', ('lying', 1),))",
         "knight_knave": {"knight": "knight", "knave": "knave", "Knight": "Knight"}},
        {"id": "knights-and-knaves/2ppl-4", "reference": {
            "puzzle": "knights_knaves", "names": ["Ann", "Bo"], "truth_word": "knight", "lie_word": "knave",
            "statements": [["and", ["lying", 1], ["telling-truth", 0]], ["not", ["lying", 1]]]}},
    ),
}  # fmt: skip


@pytest.fixture
def mapped(place):
    """The rows that a set makes of original ones, in its own format."""

    def rows(name, originals):
        entry = ENTRIES[name]
        file = entry.files[0].replace("*", "")
        return list(rows_of(entry, [(file, place(f"{name}/{file}", originals))]))

    return rows


@pytest.mark.parametrize("name", sorted(ORIGINALS))
def test_a_row_becomes_one_of_ours(mapped, name):
    original, expected = ORIGINALS[name]
    [row] = mapped(name, [original])
    entry = ENTRIES[name]
    assert {field: row[field] for field in expected} == expected
    assert list(row)[:2] == ["id", "kind"]
    assert (row["kind"], row["licence"], row["source"]) == (entry.kind, entry.licence, entry.hub)
    assert set(row) >= {"id", "kind", "domain", "prompt", "completion", "reference", "label", "meta"}


def test_two_rows_of_one(mapped):
    original = {"question": "q", "ground_truth": "$2$", "fn_output": "2", "tn_output": "\\boxed{3}"}
    right, wrong = mapped("hardverify-math", [original])
    assert (right["label"], right["completion"]) == (1, "The final answer is $\\boxed{2}$.")
    assert (wrong["label"], wrong["completion"]) == (0, "\\boxed{3}")
    assert right["group"] == wrong["group"]


def test_only_the_rows_of_the_set_are_taken(monkeypatch, mapped):
    from dataclasses import replace

    monkeypatch.setitem(ENTRIES, "countdown", replace(ENTRIES["countdown"], select=(1, 3)))
    rows = mapped("countdown", [{"target": 10 + i, "nums": [1, 2, i]} for i in range(5)])
    assert [row["reference"]["target"] for row in rows] == [11, 12]
    assert rows[0]["id"] == "countdown/1"


def test_every_built_in_set_is_tried():
    special = {"hardverify-math", "countdown"}
    assert set(ORIGINALS) | special == {name for name, entry in ENTRIES.items() if entry.convert is not None}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("verifybench", {"gold_correct": "perhaps"}, "field 'gold_correct': true or false is wanted, not 'perhaps'"),
        ("verifybench", {"question": None}, "field 'question': a text is wanted, not null"),
        ("verifierbench", {"gold_judgment": "D"}, "field 'gold_judgment': one of A, B, C is wanted, not 'D'"),
        ("rewardbench2", {"num_correct": 1}, "field 'num_correct': it is 1, and 2 answers are chosen"),
        ("rmbench", {"chosen": ["a", "b"]}, "field 'chosen': three styles are wanted, not 2"),
        ("processbench", {"label": 2}, "field 'label': it is 2, and there are 2 steps"),
        ("prmbench", {"error_steps": [0]}, "field 'error_steps': it is [0], and there are 3 steps"),
        ("gsm8k", {"answer": "5"}, "field 'answer': no answer stands behind ####"),
        ("aime-2024", {"answer": "x"}, "field 'answer': a whole number from 0 to 999 is wanted, not 'x'"),
        ("aime-2024", {"answer": "1000"}, "field 'answer': a whole number from 0 to 999 is wanted, not '1000'"),
        ("aime-2024", {"answer": "1" * 5000}, "field 'answer': a whole number from 0 to 999 is wanted, not '111"),
        ("aime-2024", {"answer": "-1"}, "field 'answer': a whole number from 0 to 999 is wanted, not '-1'"),
        ("olympiadbench", {"final_answer": []}, "field 'final_answer'"),
        ("mbpp", {"test_list": ["assert 1"]}, "field 'test_list': its first test calls no function of the solution"),
        ("mbpp", {"code": "def ("}, "field 'test_list': the solution or its first test is no Python"),
        ("livecodebench", {"public_test_cases": "{"}, "field 'public_test_cases': the tests are no JSON"),
        ("livecodebench", {"public_test_cases": '[{"input": "1"}]'}, "field 'public_test_cases': a list of tests is"),
        ("livecodebench", {"private_test_cases": "[3]"}, "field 'private_test_cases': a list of tests is wanted"),
        ("livecodebench", {"metadata": "{"}, "field 'metadata': it is no JSON"),
        ("livecodebench", {"metadata": "[" * 100_000}, "field 'metadata': it is no JSON: maximum recursion depth"),
        (
            "livecodebench-v6",
            {"private_test_cases": json.dumps([{"input": "x", "output": "1"}])},
            "a test of isIt is no",
        ),
        (
            "livecodebench-v6",
            {"private_test_cases": json.dumps([{"input": "1", "output": "[" * 100_000}])},
            "a test of isIt is no JSON: maximum recursion depth",
        ),
        ("mbpp", {"test_list": []}, "field 'test_list': the solution or its first test is no Python"),
        ("ifeval", {"kwargs": [3]}, "field 'kwargs': each is an object"),
        ("knights-and-knaves", {"statements": "(("}, "field 'statements': the tuples cannot be read"),
        ("knights-and-knaves", {"statements": "12"}, "field 'statements': a tuple of statements is wanted"),
        ("knights-and-knaves", {"knight_knave": ["knight"]}, "field 'knight_knave': an object with the words"),
        ("prmbench", {"error_steps": [4]}, "field 'error_steps': it is [4], and there are 3 steps"),
        ("processbench", {"label": -2}, "field 'label': it is -2, and there are 2 steps"),
        ("livecodebench", {"private_test_cases": "?"}, "field 'private_test_cases': the tests are not packed"),
        ("ifeval", {"kwargs": []}, "field 'kwargs': a list of 1 objects is wanted"),
        ("knights-and-knaves", {"statements": "open('x')"}, "field 'statements': tuples of words and numbers"),
    ],
)
def test_a_bad_row_names_file_line_and_field(mapped, tmp_path, name, change, message):
    original = ORIGINALS[name][0]
    with pytest.raises(DataError) as caught:
        mapped(name, [original, {**original, **change}])
    place = re.match(r"(.*?)(:\d+| ?: row \d+): ", str(caught.value))
    assert place is not None
    assert place[1].startswith(str(tmp_path))
    assert place[2] in (":2", ": row 2")
    assert message in str(caught.value)


def test_what_a_solution_looks_like_is_nobodys_business(mapped):
    """Of such a pattern Python warns when it reads the code, and this suite takes a warning for an error."""
    code = 'import re\ndef digits(x):\n  return re.findall("\\d", x)'
    [row] = mapped("mbpp", [{**ORIGINALS["mbpp"][0], "code": code, "test_list": ['assert digits("\\d") == []']}])
    assert row["reference"]["entry_point"] == "digits"


@pytest.mark.parametrize(
    ("written", "answer"), [("0", "0"), ("000", "0"), ("007", "7"), (" 99 ", "99"), ("999", "999"), (25, "25")]
)
def test_an_answer_of_aime_is_a_number_of_three_digits_at_most(mapped, written, answer):
    [row] = mapped("aime-2024", [{**ORIGINALS["aime-2024"][0], "answer": written}])
    assert row["reference"] == answer


@pytest.mark.parametrize(
    "packed_anew",
    [
        pickle.dumps("[]", protocol=0),
        pickle.dumps("[]", protocol=2),
        pickle.dumps("[]", protocol=5),
        pickle.dumps("[" + " " * 70_000 + "]", protocol=5),
    ],
    ids=["protocol 0", "protocol 2", "protocol 5", "long"],
)
def test_hidden_tests_are_read_of_any_pickle_of_a_text(mapped, packed_anew):
    hidden = base64.b64encode(zlib.compress(packed_anew)).decode()
    [row] = mapped("livecodebench", [{**ORIGINALS["livecodebench"][0], "private_test_cases": hidden}])
    assert row["reference"]["tests"] == {"inputs": ["1 2\n"], "outputs": ["3\n"]}


@pytest.mark.parametrize(
    ("hidden", "why"),
    [
        (zlib.compress(pickle.dumps(["[]"])), "the tests hold more than a text: EMPTY_LIST"),
        (zlib.compress(pickle.dumps(3)), "the tests hold more than a text: BININT1"),
        (zlib.compress(b"."), "the tests hold 0 texts instead of one"),
        (zlib.compress(pickle.dumps("[]"))[:-8], "field 'private_test_cases'"),
        (zlib.compress(b""), "field 'private_test_cases'"),
        (pickle.dumps("[]"), "the tests are not packed as they used to be"),
    ],
    ids=["a list", "a number", "nothing", "cut off", "empty", "not compressed"],
)
def test_hidden_tests_that_are_no_packed_text_are_refused(mapped, hidden, why):
    row = {**ORIGINALS["livecodebench"][0], "private_test_cases": base64.b64encode(hidden).decode()}
    with pytest.raises(DataError) as refused:
        mapped("livecodebench", [row])
    assert why in str(refused.value)


def test_a_pickle_that_does_something_is_not_run(mapped, tmp_path):
    trap = b"cos\nmkdir\n(S'" + str(tmp_path / "made").encode() + b"'\ntR."
    bomb = base64.b64encode(zlib.compress(trap)).decode()
    with pytest.raises(DataError, match="the tests hold more than a text: GLOBAL"):
        mapped("livecodebench", [{**ORIGINALS["livecodebench"][0], "private_test_cases": bomb}])
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_is_whole(name):
    entry = ENTRIES[name]
    assert entry.name == name
    assert entry.kind in ("point", "pair", "list", "steps", "attack", "rm3x3", "prompt")
    assert entry.protocol
    assert entry.licence
    assert entry.citation
    assert entry.files
    assert bool(entry.hub) != bool(entry.package)
    if entry.hub and entry.revision is not None:
        assert re.fullmatch("[0-9a-f]{40}", entry.revision)
    assert registry().find("dataset", name).summary


def test_licences_that_restrict_are_seen():
    assert {name for name, entry in ENTRIES.items() if entry.restricted} == {"var", "knights-and-knaves"}

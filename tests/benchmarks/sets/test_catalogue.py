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
        ("olympiadbench", {"final_answer": []}, "field 'final_answer'"),
        ("mbpp", {"test_list": ["assert 1"]}, "field 'test_list': its first test calls no function of the solution"),
        ("mbpp", {"code": "def ("}, "field 'test_list': the solution or its first test is no Python"),
        ("livecodebench", {"public_test_cases": "{"}, "field 'public_test_cases': the tests are no JSON"),
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

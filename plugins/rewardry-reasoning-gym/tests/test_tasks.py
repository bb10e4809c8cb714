"""Every task: its own answers are right, also after JSON; what says nothing, negates or hedges is not."""

import json
import time

import pytest
from rewardry_reasoning_gym import generators, verifiers
from rewardry_reasoning_gym.entries import from_json, to_json
from rewardry_reasoning_gym.tasks import TASKS, class_name

import rewardry
from rewardry.generator import row_problem
from rewardry.testing import parametrize_with_checks
from rewardry.types import Sample

# A solution that is walked twice, or a longer one, is by these tasks' rules still one.
REPEATABLE = {"rubiks_cube", "sokoban"}


def entries(task):
    """Entries of several settings, as they come back from a file."""
    made = [generators.entry_of(task, seed, difficulty) for seed, difficulty in ((1, None), (2, None), (3, 0), (4, 5))]
    return json.loads(json.dumps(made))


def status(task, answer, entry):
    [verdict] = getattr(verifiers, class_name(task))().verify([Sample(completion=answer, reference=entry)])
    return verdict.status


@pytest.mark.parametrize("task", TASKS)
def test_right_answers_are_right_and_nothing_else_is(task):
    made = entries(task)
    solutions = [generators.solution_of(entry) for entry in made]
    for entry, right, other in zip(made, solutions, solutions[1:] + solutions[:1], strict=True):
        wrong = ["", "   ", "xyzzy 42!", "None", "0x", "[]", "{}", "nan", "-", entry["question"], "9**9**9", "(" * 300]
        if right is not None:
            assert status(task, f"<think>Let me see.</think>\n<answer>{right}</answer>", entry) == "correct", right
            assert status(task, f"<answer>\n  {right}\n</answer>", entry) == "correct"
            wrong += [f"not {right}", f"if {right}", f"{right} is wrong", f"{right} or {other}", f"{other} or {right}"]
            if task not in REPEATABLE:
                wrong += [f"{right}\n{other}"] * (other != right)
        assert {answer: status(task, f"<answer>{answer}</answer>", entry) for answer in wrong} == dict.fromkeys(
            wrong, "incorrect"
        )


HOSTILE = ("__import__('os').system('touch hacked')", "open('hacked','w')", "9" * 5000, "[" * 5000, "1e999999999")


@pytest.mark.parametrize("task", TASKS)
def test_hostile_answers_do_nothing(task, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    entry = generators.entry_of(task)
    start = time.monotonic()
    assert {status(task, f"<answer>{hostile}</answer>", entry) for hostile in HOSTILE} == {"incorrect"}
    assert time.monotonic() - start < 20  # a guard against a hang
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("task", TASKS)
def test_rows_are_rows_and_the_same_for_the_same_arguments(task):
    generator = getattr(generators, class_name(task))()
    made = list(generator.rows(5, 2, 0))
    assert [row_problem(row) for row in made] == [None, None]
    if task not in generators.BY_HASH:  # each asks a process of its own
        assert made[:1] == list(generator.rows(5, 1, 0))


@pytest.mark.parametrize(
    ("task", "metadata", "gold", "answers"),
    [
        ("countdown", {"numbers": [2, 3, 4], "target": 24}, "2*3*4", ["4*(3*2)", "2 × 3 × 4", "(4*3)*2"]),
        ("puzzle24", {"numbers": [1, 5, 5, 5]}, "5*(5 - 1/5)", ["(5-1/5)*5"]),
        ("fraction_simplification", {}, "$1/3$", ["\\frac{1}{3}", "1/3", "$\\dfrac{1}{3}$"]),
        ("complex_arithmetic", {}, "8.0 + 3.0i", ["8+3i", "8 + 3.0i", "8.0+3.0j"]),
        ("prime_factorization", {"factors": [2, 2, 3]}, "2 × 2 × 3", ["3*2*2", "2, 3, 2", "2 \\times 2 \\times 3"]),
        ("simple_integration", {"integrand": "2*x", "variable": "x"}, "x**2 + C", ["x^2", "x*x + 5", "(x+1)**2 - 2*x"]),
        ("polynomial_multiplication", {"variables": ["x"]}, "x**2 - 1", ["-1 + x**2", "x^2 - 1", "x*x - 1"]),
        ("polynomial_equations", {}, "-1.5, 2.0", ["2, -1.5", "2.0, -1.5"]),
        ("time_intervals", {}, "67 days, 01:04:00", ["67 days, 1:04", "67 days 01:04:00"]),
        ("palindrome_generation", {"letters": ["a", "a", "b"]}, "aba", ["aba"]),
        ("group_anagrams", {}, '[["a","b"],["c"]]', ['[["c"], ["b", "a"]]']),
        ("knights_knaves", {}, "Zoey is a hero, and Bo is a fool.",
         ["Bo is a fool, Zoey is a hero", "Bo: fool\nZoey: hero"]),
        ("mini_sudoku", {"puzzle": [[1, 0, 0, 4], [0, 0, 0, 0], [0, 0, 0, 0], [4, 0, 0, 1]]}, "",
         ["1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1", "[[1,3,2,4],[2,4,1,3],[3,1,4,2],[4,2,3,1]]"]),
        ("power_function", {}, "-527.9038", ["-5.28e2", "-527.9", "-528"]),
        ("dice", {}, "1/3", ["1/3"]),
    ],
)  # fmt: skip
def test_every_right_answer_is_right(task, metadata, gold, answers):
    entry = {"question": "?", "answer": gold, "metadata": metadata}
    assert {answer: status(task, f"<answer>{answer}</answer>", entry) for answer in answers} == dict.fromkeys(
        answers, "correct"
    )


@pytest.mark.parametrize(
    ("task", "metadata", "gold", "answers"),
    [
        ("countdown", {"numbers": [2, 3, 4], "target": 24}, "2*3*4",
         ["6*4", "24", "2*3*4*1", "2*3*4 = 24", "2**3*4", "4*3*2.0"]),
        ("puzzle24", {"numbers": [1, 5, 5, 5]}, "5*(5 - 1/5)", ["6*4*1*1", "5*5-1", "24"]),
        ("fraction_simplification", {}, "$1/3$", ["2/6", "0.333", "1/3 1/3"]),
        ("basic_arithmetic", {}, "6", ["2+4", "6 7", "6.0000001", "2*3", "six"]),
        ("simple_integration", {"integrand": "2*x", "variable": "x"}, "x**2 + C", ["2*x", "x**2 + x", "C", "x**x"]),
        ("polynomial_multiplication", {"variables": ["x"]}, "x**2 - 1", ["(x-1)*(x+1)", "x**2 + 1", "x**2 - 1 + C*x"]),
        ("polynomial_equations", {}, "-1.5, 2.0", ["2", "-1.5", "2, -1.5, 0", "x=2"]),
        ("power_function", {}, "-527.9038", ["1e999", "-5.27e2", "527.9"]),
        ("codeio", {}, "3.5", ["1" + "0" * 400, "3.50001", "[3.5]", '"3.5"']),
        ("game_of_life_halting", {}, "False", ["maybe", "True", "False True"]),
        ("kakurasu", {"n_rows": 2, "n_cols": 2, "row_sums": [1, 2], "col_sums": [1, 2]}, "1 0\n0 1",
         ["1 1\n0 1", "1 0 0 1"]),
        ("knights_knaves", {}, "Zoey is a hero.",
         ["Zoey is a fool", "Zoey is a hero, Zoey is a fool", "Zoey is not a hero"]),
    ],
)  # fmt: skip
def test_near_misses_are_wrong(task, metadata, gold, answers):
    entry = {"question": "?", "answer": gold, "metadata": metadata}
    assert {answer: status(task, f"<answer>{answer}</answer>", entry) for answer in answers} == dict.fromkeys(
        answers, "incorrect"
    )


def test_an_entry_of_another_task_is_undecided():
    entry = generators.entry_of("gcd")
    assert status("lcm", "<answer>1</answer>", entry) == "abstain"
    assert status("gcd", "<answer>1</answer>", {"question": "?"}) == "abstain"


def test_entries_come_back_from_json():
    value = {"a": (1, (2, [3])), "b": {1: "x", (2, 3): None}, "c": [{"d": ()}]}
    assert from_json(json.loads(json.dumps(to_json(value)))) == value


def test_an_entry_that_the_task_itself_wrote_as_json_is_read():
    import reasoning_gym

    for task in ("arc_agi", "sokoban", "n_queens", "rearc"):
        entry = reasoning_gym.create_dataset(task, seed=3, size=1)[0]
        assert status(task, f"<answer>{entry['answer']}</answer>", json.loads(json.dumps(entry))) == "correct"


@parametrize_with_checks([f"verifier:reasoning-gym/{task}" for task in ("countdown", "sokoban")])
def test_the_verifier_conforms(component, check):
    check(component)


@parametrize_with_checks([f"generator:reasoning-gym/{task}" for task in ("gcd",)])
def test_the_generator_conforms(component, check):
    check(component)


def test_a_bare_id_is_the_verifier():
    assert rewardry.get("reasoning-gym/gcd").kind == "verifier"


def test_another_process_makes_the_same_rows(tmp_path):
    import subprocess
    import sys

    program = (
        "import json; from rewardry_reasoning_gym import generators as g;names = ('RansomNote', "
        "'TimeIntervals');print(json.dumps([list(getattr(g, name)().rows(3, 2, 4)) for name in names]))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path,
            env={"PYTHONHASHSEED": str(seed), "PATH": "", "PYTHONPATH": ":".join(filter(None, sys.path))},
        ).stdout
        for seed in (1, 2)
    }  # fmt: skip
    assert len(texts) == 1

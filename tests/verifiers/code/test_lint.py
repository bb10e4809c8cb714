"""References are tried: solutions pass, empty and constant programs do not."""

import pytest

from rewardry.types import Sample


@pytest.fixture
def complaint(runtime, code):
    def lint(reference, meta=None, **parameters):
        sample = Sample(completion="", reference=reference, meta=meta or {})
        return code(**parameters).reference_problems([sample], runtime)[0]

    return lint


SUM = "print(sum(map(int, input().split())))"


def test_a_good_reference_has_no_problem(complaint, stdio, function, asserts):
    assert complaint(stdio(("1 2", "3"), ("2 3", "5"), solution=SUM)) is None
    assert complaint(stdio(("1 2", "3"), ("2 3", "5"))) is None
    assert complaint(function(([1], 1), ([2], 2), solution="def f(a): return a")) is None
    tests = "assert f(1) == 1\nassert f(2) == 2"
    assert complaint(asserts(tests, solution="def f(a):\n    '''```'''\n    return a"), trust="cooperative") is None
    tests = "console.assert(f(1) === 1); console.assert(f(2) === 2)"
    assert complaint(asserts(tests, "js", solution="const f = (a) => a"), trust="cooperative") is None


def test_a_solution_has_to_pass(complaint, stdio):
    reference = stdio(("1 2", "3"), ("2 3", "7"), solution=SUM)
    assert complaint(reference) == "its solution fails: wrong-answer in test 1 of 2, counted from 0"


def test_a_solution_may_stand_in_a_column(complaint, stdio):
    reference = stdio(("1 2", "3"), ("2 3", "5"))
    assert complaint(reference, {"solution": "print(3)"}).startswith("its solution fails")
    assert complaint(reference, {"solution": SUM}) is None


@pytest.mark.parametrize(
    "said",
    [
        "</think>",
        "<think>",
        "<think>x</think>",
        "<answer>1</answer>",
        "```",
        "<answer>```python",
        "~~~~",
        "\\\\boxed{3}",
    ],
)
def test_a_solution_is_taken_as_it_stands_whatever_tags_it_writes(complaint, stdio, said):
    solution = f'said = """\n{said}\n"""\nprint(input() + said.strip())'
    written = said.replace("\\\\", "\\")
    reference = stdio(("1", f"1{written}"), ("2", f"2{written}"), solution=solution)
    assert complaint(reference) is None


@pytest.mark.parametrize("language", ["Python3", " py "])
def test_a_solution_is_in_the_language_under_any_of_its_names(complaint, stdio, language):
    assert complaint(stdio(("1 2", "3"), ("2 3", "5"), solution=SUM, language=language)) is None


@pytest.mark.parametrize("checker", ["lines", {"program": "import sys; sys.exit(open(sys.argv[2]).read() != '')"}])
def test_an_empty_program_must_not_pass(complaint, stdio, checker):
    assert complaint(stdio(("1", " \n"), ("2", ""), checker=checker)).startswith("an empty program passes")


def test_a_constant_program_must_not_pass(complaint, stdio, function):
    why = "a program that always answers as test 0 wants passes all 2 tests; add tests with other answers"
    assert complaint(stdio(("1", "YES"), ("2", "Yes"), checker="yes-no")) == why
    assert complaint(function(([1], 1), ([2], 1.0))) == why
    assert complaint(stdio(("1", "YES"), ("2", "Yes"))) is None


@pytest.mark.parametrize(
    ("tests", "language", "what"),
    [
        ("assert True", "python", "an empty program"),
        ("assert f(1) is None", "python", "a program that always returns None"),
        ("assert not f(1)", "python", "a program that always returns None"),
        ("assert f(2) == 1", "python", "a program that always returns True"),
        ("", "javascript", None),
        ("console.assert(f(1) === 0)", "javascript", "a program that always returns 0"),
    ],
)
def test_asserts_must_not_pass_what_says_nothing(complaint, asserts, tests, language, what):
    found = complaint(asserts(tests, language), trust="cooperative")
    assert found == (f"{what} passes; add tests that it fails" if what else "`tests` is empty")


def test_what_cannot_be_read_is_told_without_a_run(live, complaint):
    assert "`language` is None" in complaint({"mode": "stdio"})
    assert not live.given


def test_asserts_without_trust_are_not_judged(complaint, asserts):
    assert "trust=cooperative" in complaint(asserts("assert f(1)", solution="f = bool"))


def test_the_command_tries_references(rewardry_lint, stdio, bare):
    rows = [
        {"id": "good", "completion": "", "reference": stdio(("1 2", "3"), ("2 3", "5")), "solution": SUM},
        {"id": "bad", "completion": "", "reference": stdio(("1 2", "3"), ("2 3", "5")), "solution": "print(3)"},
    ]
    code, output = rewardry_lint(*rows, sandbox=bare)
    assert code == 1
    assert "rows.jsonl:2: code: its solution fails: wrong-answer in test 1 of 2" in output
    assert "rows.jsonl:1" not in output


@pytest.fixture
def rewardry_lint(row_file):
    from click.testing import CliRunner

    from rewardry.cli.lint import lint

    def run(*rows, sandbox):
        done = CliRunner().invoke(lint, ["code", str(row_file(*rows)), "--set", f"sandbox={sandbox}"])
        return done.exit_code, done.output

    return run

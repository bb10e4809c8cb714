"""Checkers that are programs run in the sandbox, on what another run wrote."""

import pytest

# Accepts any number of the right parity; the expected output says which.
PARITY = """
import sys
given, found, expected = (open(name).read() for name in sys.argv[1:4])
assert given == "x\\n", given
sys.exit(0 if int(found) % 2 == int(expected) % 2 else 1)
"""
HANGS = "while True: pass"
PARITY_C = """
#include <stdio.h>
int main(int n, char **v){int a,b;FILE*f=fopen(v[2],"r");if(fscanf(f,"%d",&a)!=1)return 1;
f=fopen(v[3],"r");fscanf(f,"%d",&b);return (a-b)%2?1:0;}
"""


@pytest.fixture
def parity(stdio):
    def make(program=PARITY, language="python", **more):
        return stdio(("x\n", "2\n"), ("x\n", "1"), checker={"program": program, "language": language}, **more)

    return make


@pytest.mark.parametrize("checker", [(PARITY, "python"), (PARITY_C, "c")])
@pytest.mark.parametrize(
    ("program", "outcomes"), [("print(8)", ["AC", "WA"]), ("print(7)", ["WA", "AC"]), ("print('x')", ["WA", "WA"])]
)
def test_a_checker_program_decides(judged, parity, checker, program, outcomes):
    found = judged(program, parity(*checker))
    assert (found.status, found.details["outcomes"]) == ("incorrect", outcomes), found.details


def test_a_checker_program_can_accept_all(judged, parity):
    assert judged("print(8)", parity("import sys")).status == "correct"


def test_a_program_that_fails_is_not_shown_to_the_checker(live, judged, parity):
    found = judged("print(8)\nraise SystemExit(1)", parity("import sys"))
    assert found.details["outcomes"] == ["RE", "RE"]
    assert len(live.given) == 2


@pytest.mark.parametrize(
    "checker", ["int('x')", "import os\nos.kill(os.getpid(), 9)", "import sys\nsys.exit(2)", HANGS]
)
def test_a_checker_that_breaks_on_an_output_refuses_it(judged, parity, checker):
    found = judged("print(8)", parity(checker, time_limit_s=5 if checker == HANGS else 60), stop_at_first_failure=True)
    assert (found.status, found.details["outcomes"]) == ("incorrect", ["WA"])


def test_a_checker_that_blames_the_jury_is_an_error(judged, parity):
    found = judged("print(8)", parity("import sys\nsys.exit(3)"))
    assert (found.status, found.score) == ("error", None)
    assert "the reference is at fault" in found.details["error"]


def test_a_checker_that_does_not_compile_is_an_error(judged, parity):
    found = judged("print(8)", parity("int main(", "c"))
    assert (found.status, found.score) == ("error", None)
    assert found.details["error"].startswith("the reference's checker does not compile: ")
    assert "error" in found.details["error"].partition(": ")[2]  # what the compiler says


def test_the_checkers_toolchain_is_wanted_too(judged, parity):
    found = judged("print(8)", parity("fn main() {}", "rust"))
    assert (found.status, found.reason) == ("abstain", "needs-toolchain")

"""The verifier in the sandbox that it runs in by default."""

import json
from pathlib import Path

import pytest

from rewardry.component import Verifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import RewardryError
from rewardry.parameters import build
from rewardry.types import Sample

ROLLOUTS = Path(__file__).parents[3] / "examples" / "rollouts" / "code.jsonl"
PROGRAMS = {
    "python": "print(sum(map(int, input().split())))",
    "javascript": "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(a + b)",
    "bash": "read a b; echo $((a + b))",
    "c": '#include <stdio.h>\nint main(){int a,b;scanf("%d %d",&a,&b);printf("%d\\n",a+b);}',
    "cpp": "#include <iostream>\nint main(){int a,b;std::cin>>a>>b;if(auto s=a+b;true)std::cout<<s<<'\\n';}",
    "java": "import java.util.*;\npublic class Main { public static void main(String[] x) { Scanner s = new "
    "Scanner(System.in); System.out.println(s.nextInt() + s.nextInt()); } }",
    "go": 'package main\nimport "fmt"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a + b) }',
    "rust": "use std::io::*;\nfn main() { let mut s = String::new(); stdin().read_to_string(&mut s).unwrap();\n"
    'println!("{}", s.split_whitespace().map(|n| n.parse::<i64>().unwrap()).sum::<i64>()); }',
}


@pytest.fixture(scope="module")
def opened():
    """Opens the verifier with parameters, all in one runtime."""
    with Runtime("inline") as runtime:

        def open_(**parameters):
            try:
                return runtime.open(build(Verifier, "code", parameters))
            except RewardryError as error:
                pytest.skip(f"the sandbox local cannot run here: {error}")

        yield open_


def rows():
    return [json.loads(line) for line in ROLLOUTS.read_text().splitlines()]


def samples_of(rows):
    return [Sample(completion=row["completion"], reference=row["reference"]) for row in rows]


def test_the_rollouts_are_judged_as_they_are_labelled(opened):
    verdicts = opened().verify(samples_of(rows()))
    assert [int(verdict.status == "correct") for verdict in verdicts] == [row["label"] for row in rows()]
    assert {verdict.status for verdict in verdicts} == {"correct", "incorrect"}


@pytest.mark.parametrize("language", PROGRAMS)
def test_each_language_that_has_its_toolchain(opened, stdio, language):
    verifier = opened(memory_mb=1024, time_limit_s=60)
    reference = stdio(("2 3\n", "5\n"), ("10 -4\n", "6\n"), language=language)
    [verdict] = verifier.verify([Sample(completion=f"```{language}\n{PROGRAMS[language]}\n```", reference=reference)])
    if verdict.reason == "needs-toolchain":
        pytest.skip(verdict.details["why"])
    assert verdict.status == "correct", verdict


# Ways to be called right without the answer, by where programs stand and what they may reach.
FORGERIES = (
    "import sys\nsys.exit(0)",
    "import os\nos._exit(0)",
    "print('passed', 'PASSED', 'OK', 'AC', '1.0')\ndef add(a, b): return None",
    "class E:\n    def __eq__(self, other): return True\ndef add(a, b): return E()",
    "class E(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\ndef add(a, b): return E(a)",
    "import gc\ndef add(a, b):\n    return [o for o in gc.get_objects() if isinstance(o, dict) and 'outputs' in o]",
    "import sys\ndef add(a, b):\n    f = sys._getframe(1)\n    return [k for k in f.f_locals if 'expect' in k] or 0",
    "import atexit, os\natexit.register(lambda: os._exit(0))\nraise ValueError",
    "import sys\nsys.excepthook = lambda *a: None\nraise ValueError",
    "import json\njson.dumps = lambda *a, **k: '5'\ndef add(a, b): return a",
    "import os\nfor fd in range(3, 9):\n    try: os.write(fd, b'5')\n    except OSError: pass\ndef add(a, b): return a",
    "import os\ndef add(a, b):\n    return open(f'/proc/{os.getppid()}/cmdline').read()",
    "def add(a, b):\n    if a == 2: return 5",
)


@pytest.mark.parametrize("mode", ["function", "stdio"])
def test_nothing_is_forged_and_the_next_program_is_judged_as_ever(opened, stdio, function, mode):
    reference = {
        "function": function(([2, 3], 5), ([10, -4], 6), entry_point="add"),
        "stdio": stdio(("2 3\n", "5\n"), ("10 -4\n", "6\n")),
    }[mode]
    honest = {"function": "def add(a, b): return a + b", "stdio": PROGRAMS["python"]}[mode]
    programs = [program for forgery in FORGERIES for program in (forgery, honest)]
    verdicts = opened().verify([Sample(completion=f"```python\n{one}\n```", reference=reference) for one in programs])
    assert [verdict.status for verdict in verdicts[1::2]] == ["correct"] * len(FORGERIES)
    assert [verdict.status for verdict in verdicts[::2]] == ["incorrect"] * len(FORGERIES)


def test_eight_at_once_agree_with_one(opened, stdio):
    references = [stdio(*[(f"{i} {n}\n", f"{i + n}\n") for n in range(3)]) for i in range(6)]
    wrong = PROGRAMS["python"].replace("sum", "max")
    samples = [
        Sample(completion=f"```\n{program}\n```", reference=reference)
        for reference in references
        for program in (PROGRAMS["python"], wrong)
    ]
    one, eight = (
        [(verdict.status, verdict.score, verdict.reason, verdict.details) for verdict in verifier.verify(samples)]
        for verifier in (opened(sandbox={"use": "local", "parallel": n}) for n in (1, 8))
    )
    assert one == eight
    assert [status for status, *_ in one][::2] == ["correct"] * 6


def test_asserts_in_trust(opened, asserts):
    verifier = opened(trust="cooperative")
    pairs = [
        ("def f(n): return n + 1", asserts("assert f(1) == 2")),
        ("def f(n): return n - 1", asserts("assert f(1) == 2")),
        ("const f = (n) => n + 1", asserts("console.assert(f(1) === 2)", "javascript")),
        ("const f = (n) => n - 1", asserts("console.assert(f(1) === 2)", "javascript")),
    ]
    verdicts = verifier.verify([Sample(completion=f"```\n{program}\n```", reference=ref) for program, ref in pairs])
    assert [verdict.status for verdict in verdicts] == ["correct", "incorrect", "correct", "incorrect"]
    assert {verdict.details["trust"] for verdict in verdicts} == {"cooperative"}


@pytest.mark.parametrize(
    "program", ["print('\ud800')", "print(1)\0", "\0", "", "x" * 150_000, "\ufeffprint(2)", "é" * 999]
)
@pytest.mark.parametrize("language", ["python", "javascript", "bash", "c"])
def test_any_text_is_a_program_that_fails(opened, stdio, function, program, language):
    references = [stdio(("", "1"), language=language)]
    if language in ("python", "javascript"):
        references.append(function(([], "1"), language=language))
    completion = f"```\n{program}\n```"
    verdicts = opened().verify([Sample(completion=completion, reference=reference) for reference in references])
    assert {verdict.status for verdict in verdicts} == {"incorrect"}


def test_inputs_may_be_large(opened, stdio):
    text = "é\0x\n" * 400_000
    reference = stdio((text, str(len(text.encode()))))
    program = "import sys\nprint(len(sys.stdin.buffer.read()))"
    assert opened().verify([Sample(completion=f"```\n{program}\n```", reference=reference)])[0].status == "correct"

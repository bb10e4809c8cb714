"""Functions are called in the sandbox, and what they return crosses as JSON and nothing else."""

import json

import pytest


@pytest.fixture(scope="module")
def result(judged, function):
    """The verdict on a function that is called without arguments, against an expected result."""

    def judge(program, expected, language="python"):
        return judged(program, function(([], expected), language=language))

    return judge


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("1", 1),
        ("1.0", 1),
        ("1", 1.0),
        ("(1, (2, 3))", [1, [2, 3]]),
        ("{'a': (1,)}", {"a": [1]}),
        ("None", None),
        ("True", True),
        ("'\\u00e9\\U0001f600'", "é😀"),
        ("0.1 + 0.2", 0.1 + 0.2),
        ("10 ** 400", 10**400),
        ("__import__('collections').defaultdict(int, a=1)", {"a": 1}),
        ("__import__('collections').namedtuple('P', 'x y')(1, 2)", [1, 2]),
    ],
)
def test_python_results_that_are_json(result, returned, expected):
    assert result(f"def f():\n    return {returned}", expected).status == "correct"


# Each would be equal to the expected value in Python, or is a stand-in for it.
@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("True", 1),
        ("1", True),
        ("0", None),
        ("'1'", 1),
        ("{1: 2}", {"1": 2}),
        ("{1, 2}", [1, 2]),
        ("(x for x in [1])", [1]),
        ("range(2)", [0, 1]),
        ("b'a'", "a"),
        ("float('nan')", None),
        ("float('inf')", 1e308),
        ("1 << 40_000_000", 1),
        ("'\\ud800'", "?"),
        ("__import__('decimal').Decimal(1)", 1),
        ("__import__('collections').Counter('a')", {"a": 1}),
        ("Always()", 1),
        ("AlwaysInt(7)", 1),
        ("AlwaysStr('x')", "y"),
        ("AlwaysList()", [1]),
        ("Pickled()", 1),
        ("Dict()", {"a": 1}),
    ],
)
def test_python_results_that_are_not_the_value(result, returned, expected):
    program = f"""
class Always:
    def __eq__(self, other): return True
    def __bool__(self): return True
class AlwaysInt(int):
    __eq__ = Always.__eq__
    __hash__ = int.__hash__
class AlwaysStr(str):
    __eq__ = Always.__eq__
    __hash__ = str.__hash__
class AlwaysList(list):
    __eq__ = Always.__eq__
class Dict(dict):
    def items(self): return [("a", 1)]
class Pickled:
    def __reduce__(self): return exec, ("raise SystemExit(0)",)
def f():
    return {returned}
"""
    found = result(program, expected)
    assert (found.status, found.score) == ("incorrect", 0.0)


def test_a_result_that_holds_itself_is_refused(result):
    assert result("def f():\n    a = []\n    a.append(a)\n    return a", []).status == "incorrect"


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("-0", 0),
        ("1e21", 10**21),
        ("[1, [2, 'x']]", [1, [2, "x"]]),
        ("({a: [1], b: null})", {"a": [1], "b": None}),
        ("true", True),
        ("'\\u2028\\u00e9'", "\u2028é"),
        ("Object.create(null)", {}),
    ],
)
def test_javascript_results_that_are_json(result, returned, expected):
    assert result(f"const f = () => {returned}", expected, "javascript").status == "correct"


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("true", 1),
        ("'1'", 1),
        ("NaN", None),
        ("Infinity", None),
        ("undefined", None),
        ("[undefined]", [None]),
        ("[, 1]", [None, 1]),
        ("new Set([1])", [1]),
        ("new Map()", {}),
        ("10n", 10),
        ("({toJSON: () => 1})", 1),
        ("Object.assign(() => 1, {toJSON: () => 1})", 1),
        ("new Proxy([], {})", [1]),
        ("new (class extends Array {})()", []),
        ("new Date(0)", "1970-01-01T00:00:00.000Z"),
        ("new Number(1)", 1),
        ("Promise.resolve(1)", 1),
    ],
)
def test_javascript_results_that_are_not_the_value(result, returned, expected):
    assert result(f"function f() {{ return {returned} }}", expected, "javascript").status == "incorrect"


@pytest.mark.parametrize(
    "program",
    [
        "def f(a, b):\n    return a + b",
        "f = lambda a, b: a + b",
        "from operator import add as f",
        "import sys\nprint('x' * 100)\nprint('y', file=sys.stderr)\ndef f(a, b):\n    print('{}')\n    return a + b",
        "import os\nos.write(1, b'99')\ndef f(a, b):\n    os.write(1, b'7')\n    os.system('echo 8')\n    return a + b",
        "def f(a, b):\n    print('x' * 5_000_000)\n    return a + b",
        "import sys\nsys.stdout.close()\nf = lambda a, b: a + b",
        "if __name__ == '__main__':\n    raise SystemExit(1)\ndef f(a, b):\n    return a + b",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef f(a, b):\n    return P(a + b).x",
        "import json\njson.dumps = json.loads = None\ndef f(a, b):\n    return a + b",
        "import atexit, os\natexit.register(lambda: os._exit(3))\ndef f(a, b):\n    return a + b",
        "# coding: latin-1\ndef f(a, b):\n    return a + b",
    ],
)
def test_a_python_function_is_called_whatever_is_printed(judged, function, program):
    assert judged(program, function(([2, 3], 5), ([10, -4], 6))).status == "correct"


@pytest.mark.parametrize(
    "program",
    [
        "function f(a, b) { return a + b }",
        "const f = (a, b) => a + b",
        "let f; f = (a, b) => a + b;",
        "'use strict'; const { ok } = require('assert'); const f = (a, b) => { ok(true); return a + b }",
        "module.exports = { f: (a, b) => a + b }",
        "exports.f = (a, b) => a + b",
        "console.log('x'); console.error('y'); process.stdout.write('1'); const f = (a, b) => a + b",
        "require('fs').writeSync(1, '9'); const f = (a, b) => a + b",
        "const f = (a, b) => { console.log('z'.repeat(5e6)); return a + b }",
        "setInterval(() => {}, 1000); const f = (a, b) => a + b",
        "process.on('exit', () => { process.exitCode = 3 }); const f = (a, b) => a + b",
        "const stringify = 1, fs = 2, vm = 3, text = 4, load = 5; const f = (a, b) => a + b",
        "JSON.stringify = JSON.parse = () => 1; const f = (a, b) => a + b",
    ],
)
def test_a_javascript_function_is_called_whatever_is_printed(judged, function, program):
    assert judged(program, function(([2, 3], 5), ([10, -4], 6), language="javascript")).status == "correct"


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("", "RE"),
        ("def g(): return 5", "RE"),
        ("f = 5", "RE"),
        ("def f(: return", "RE"),
        ("def f(): raise ValueError", "RE"),
        ("def f():\n    raise SystemExit(0)", "WA"),
        ("import sys\nsys.exit(0)", "WA"),
        ("import os\nos._exit(0)", "WA"),
        ("print('5')\nimport os\nos.write(1, b'5')\nos._exit(0)", "WA"),
        ("def f():\n    return f()", "RE"),
        ("def f():\n    input()\n    return 5", "RE"),
        ("import os\nos.closerange(0, 100)\ndef f(): return 4", "RE"),
        ("def f():\n    import time\n    time.sleep(60)", "TLE"),
        ("while True: pass", "TLE"),
        ("import os, signal\nos.kill(os.getpid(), 9)", "RE"),
    ],
)
def test_python_functions_that_give_nothing(judged, function, program, outcome):
    found = judged(program, function(([], 5), time_limit_s=1 if outcome == "TLE" else 60))
    assert (found.status, found.details["outcomes"]) == ("incorrect", [outcome])


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("", "RE"),
        ("const f = 5", "RE"),
        ("function f( {", "RE"),
        ("function f() { throw 1 }", "RE"),
        ("console.log('5'); process.exit(0)", "WA"),
        ("require('fs').writeSync(1, '5'); process.exit(0)", "WA"),
        ("const f = () => f()", "RE"),
        ("while (true) {}", "TLE"),
    ],
)
def test_javascript_functions_that_give_nothing(judged, function, program, outcome):
    found = judged(program, function(([], 5), language="javascript", time_limit_s=1 if outcome == "TLE" else 60))
    assert (found.status, found.details["outcomes"]) == ("incorrect", [outcome])


def test_arguments_are_values_of_each_call(judged, function):
    program = "def f(a, b):\n    a.append(b)\n    return a"
    assert judged(program, function(([[1], 2], [1, 2]), ([[1], 2], [1, 2]))).status == "correct"


# ---- asserts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tests", "language", "program"),
    [
        ("assert f(1) == 2", "python", "def f(a): return a + 1"),
        ("def check(candidate):\n    assert candidate(1) == 2\ncheck(f)", "python", "def f(a): return a + 1"),
        ("def check(candidate):\n    assert candidate(1) == 2\n", "python", "def f(a): return a + 1"),
        (
            "# check() is called by whoever runs this\ndef check(candidate):\n    assert candidate(1) == 2",
            "python",
            "def f(a): return a + 1",
        ),
        ("def check(g):\n    assert g(1) == 2\nfor one in [check]: one(f)", "python", "def f(a): return a + 1"),
        ("assert f(g(0)) == 2", "python", "def g(a): return a + 1\ndef f(a):\n    print(a)\n    return a + 1"),
        ("console.assert(f(1) === 2)", "javascript", "const f = (a) => a + 1"),
        ("require('assert').strictEqual(f(1), 2)", "javascript", "const f = (a) => { console.log(a); return a + 1 }"),
        ("const test = () => { console.assert(f(1) === 2) }\ntest()", "javascript", "function f(a) { return a + 1 }"),
    ],
)
def test_asserts_are_run(judged, asserts, tests, language, program):
    found = judged(program, asserts(tests, language), trust="cooperative")
    assert (found.status, found.score, found.details["trust"]) == ("correct", 1.0, "cooperative")
    wrong = judged(program.replace("+ 1", "+ 2"), asserts(tests, language), trust="cooperative")
    assert (wrong.status, wrong.details["outcomes"], wrong.details["trust"]) == ("incorrect", ["WA"], "cooperative")


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("import sys\nsys.exit(0)", "WA"),
        ("import sys\ndef f(a):\n    sys.exit(0)", "WA"),
        ("import os\ndef f(a):\n    os._exit(0)", "WA"),
        ("print('passed')\nprint(open(0).read())\nimport os\nos._exit(0)", "WA"),
        ("def f(a):\n    print(open(0).read(), flush=True)\n    raise SystemExit(0)", "WA"),
        ("def f(a): raise KeyError(a)", "RE"),
        ("", "RE"),
        ("def f(a):\n    while True: pass", "TLE"),
    ],
)
def test_the_nonce_comes_back_only_when_every_assert_ran(judged, asserts, program, outcome):
    reference = asserts("assert f(1) == 2\nassert f(2) == 3", time_limit_s=1 if outcome == "TLE" else 60)
    found = judged(program, reference, trust="cooperative")
    assert (found.status, found.details["outcomes"]) == ("incorrect", [outcome])


def test_every_run_has_a_nonce_of_its_own(live, judged, asserts):
    for _ in range(2):
        judged("def f(): return 1", asserts("assert f() == 1"), trust="cooperative")
    nonces = [json.loads(program.stdin)["nonce"] for program in live.given]
    assert len(set(nonces)) == 2
    assert all(
        len(nonce) >= 32 and nonce not in program.source for nonce, program in zip(nonces, live.given, strict=True)
    )

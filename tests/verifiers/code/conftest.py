"""What the tests of the code verifier share: a sandbox that keeps nothing in, and verdicts on programs."""

import json
from pathlib import Path

import pytest

from rewardry.component import Verifier
from rewardry.engine.runtime import Runtime
from rewardry.parameters import build
from rewardry.sandbox import Sandbox
from rewardry.types import Sample

BARE = f"{Path(__file__).with_name('bare.py')}:Bare"


@pytest.fixture(scope="session")
def bare():
    """What to write for the sandbox of these tests, which is given their own programs only."""
    return BARE


@pytest.fixture(scope="session")
def runtime():
    with Runtime("inline") as runtime:
        yield runtime


@pytest.fixture(scope="session")
def code():
    """Makes the verifier with the bare sandbox, whose parameters may be given as an object."""

    def make(sandbox=None, **parameters):
        return build(Verifier, "code", {"sandbox": {"use": BARE, **(sandbox or {})}, **parameters})

    return make


@pytest.fixture(scope="session")
def verdicts(runtime, code):
    """The verdicts on completions against references."""

    def verify(pairs, sandbox=None, **parameters):
        samples = [Sample(completion=completion, reference=reference) for completion, reference in pairs]
        return runtime.open(code(sandbox, **parameters)).verify(samples)

    return verify


@pytest.fixture(scope="session")
def judged(verdicts):
    """The verdict on a program in a fence of its language."""

    def judge(program, reference, **parameters):
        language = reference["language"]
        return verdicts([(f"```{language}\n{program}\n```", reference)], **parameters)[0]

    return judge


@pytest.fixture(scope="session")
def stdio():
    """A reference of mode stdio."""

    def make(*pairs, language="python", **more):
        tests = {"inputs": [given for given, _ in pairs], "outputs": [expected for _, expected in pairs]}
        return {"mode": "stdio", "language": language, "tests": tests, **more}

    return make


@pytest.fixture(scope="session")
def function():
    """A reference of mode function; each pair is a list of arguments and a result."""

    def make(*pairs, language="python", entry_point="f", **more):
        tests = {"inputs": [given for given, _ in pairs], "outputs": [expected for _, expected in pairs]}
        return {"mode": "function", "language": language, "entry_point": entry_point, "tests": tests, **more}

    return make


@pytest.fixture(scope="session")
def asserts():
    """A reference of mode asserts."""

    def make(tests, language="python", entry_point="f", **more):
        return {"mode": "asserts", "language": language, "entry_point": entry_point, "tests": tests, **more}

    return make


@pytest.fixture
def live(runtime):
    """The sandbox behind the verdicts, which remembers what it was given."""
    live = runtime.open(build(Sandbox, BARE, {}))
    live.given.clear()
    return live


@pytest.fixture
def row_file(tmp_path):
    """Writes rows to a file."""

    def write(*rows):
        file = tmp_path / "rows.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return file

    return write

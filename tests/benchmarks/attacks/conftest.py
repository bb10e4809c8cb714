"""The red team's commands, run in an empty folder."""

import json

import pytest

from rewardry.cli.main import main


@pytest.fixture
def bench(tmp_path, monkeypatch, capfd):
    """Runs `rewardry bench`; gives the exit code, the output and the errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main(["bench", *map(str, arguments)])
        return leaving.value.code, *capfd.readouterr()

    return run


@pytest.fixture
def read(tmp_path):
    """Reads a file that a command left."""
    return lambda name: json.loads((tmp_path / name).read_text())


@pytest.fixture
def credulous(tmp_path):
    """A verifier that looks for the reference anywhere."""
    (tmp_path / "mine.py").write_text(
        "from rewardry.component import Verifier, needs\n"
        "from rewardry.testing import Case\n"
        "from rewardry.types import Verdict\n\n\n"
        "class Anywhere(Verifier):\n"
        "    def needs(self):\n        return needs('reference')\n\n"
        "    def verify(self, samples):\n"
        "        return [Verdict('correct' if str(s.reference) in s.text else 'incorrect') for s in samples]\n\n"
        "    def examples(self):\n"
        "        return [Case(f'<answer>{x}</answer>', 'correct', f'Say {x}.', x) for x in ('plum', 'cherry', 'fig')]\n"
    )
    return "./mine.py:Anywhere"

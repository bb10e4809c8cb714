"""What the red team attacks, and what it leaves."""

import json

import pytest


@pytest.fixture
def read(folder):
    """Reads a file that a command left."""
    return lambda name: json.loads((folder / name).read_text())


@pytest.fixture
def credulous(folder):
    """A verifier that looks for the reference anywhere."""
    (folder / "mine.py").write_text(
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


@pytest.fixture
def slow(folder):
    """A verifier that knows right from wrong, and takes its time."""
    (folder / "slow.py").write_text(
        "import time\n\n"
        "from rewardry.component import Verifier, needs\n"
        "from rewardry.testing import Case\n"
        "from rewardry.types import Verdict\n\n\n"
        "class Slow(Verifier):\n"
        "    def needs(self):\n        return needs('reference')\n\n"
        "    def verify(self, samples):\n"
        "        time.sleep(0.02 * len(samples))\n"
        "        told = [sample.text.endswith(f'<answer>\\n{sample.reference}\\n</answer>') for sample in samples]\n"
        "        return [Verdict('correct' if right else 'incorrect') for right in told]\n\n"
        "    def examples(self):\n"
        "        return [Case(f'<answer>\\n{x}\\n</answer>', 'correct', f'Say {x}.', x) for x in ('fig', 'plum')]\n"
    )
    return "./slow.py:Slow"

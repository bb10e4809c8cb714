"""What the red team attacks, and what it leaves."""

import json

import pytest

from rewardry.benchmarks.attacks.target import Paid
from rewardry.benchmarks.attacks.task import tasks_of_samples
from rewardry.types import Sample


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


class PlannedTarget:
    """A target that pays what a function of a completion and its sample says, and counts what it was asked."""

    def __init__(self, pays, kind, compares, has_form):
        self.id, self.kind, self.compares, self.has_form = "planned", kind, compares, has_form
        self.pays = pays
        self.asked = []

    def ask(self, samples):
        """What is paid: of True or False a verdict, of a number a total, of anything else what it says itself."""
        self.asked += samples
        return [self._paid(self.pays(sample.text, sample)) for sample in samples]

    def _paid(self, found):
        if isinstance(found, Paid):
            return found
        if isinstance(found, bool):
            return Paid("correct" if found else "incorrect", "", found, float(found), 0.0)
        return Paid("ok", "", found > 0, found, 0.0)

    def longest(self, deadline):
        """The deadline."""
        return deadline

    def told(self):
        """Its id."""
        return {"kind": self.kind, "id": self.id}


@pytest.fixture
def planned():
    """Makes a target that pays as a function of a completion's text and its sample says."""

    def make(pays, kind="verifier", *, compares=False, has_form=False):
        return PlannedTarget(pays, kind, compares, has_form)

    return make


@pytest.fixture
def sums():
    """Makes tasks of questions such as `What is 3 + 40?`, each with its right answer."""

    def make(*answers, question="What is it? {}"):
        samples = ((f"s{a}", Sample(completion="", prompt=question.format(a), reference=a), None) for a in answers)
        return tasks_of_samples(samples)

    return make

"""A verifier that counts its calls, and batches of the form that TRL passes."""

import importlib

import pytest

from rewardry.local_files import load_file

COUNTING = '''
import threading
import rewardry

CALLS = []
GO = threading.Event()
GO.set()


class Counting(rewardry.Verifier):
    """Right where the completion holds the reference; undecided without one."""

    def needs(self):
        return rewardry.needs("reference")

    def verify(self, samples):
        GO.wait(60)
        CALLS.append([sample.text for sample in samples])
        return [self.one(sample) for sample in samples]

    def one(self, sample):
        if sample.reference is None:
            return rewardry.Verdict("abstain", reason="no-reference")
        return rewardry.Verdict("correct" if str(sample.reference) in sample.text else "incorrect", reason="looked")


@rewardry.reward
def level(completion, difficulty):
    return float(difficulty)


@rewardry.reward
def lenient(completion, difficulty=1, reference=None):
    return float(difficulty)


@rewardry.reward
def sees(completion, meta):
    return float(sum(len(str(key)) + len(str(value)) for key, value in meta.items()))


@rewardry.reward
def asks(completion, prompt):
    return float(len(prompt))


@rewardry.reward
def hurried(completion):
    raise RuntimeError("not today")


class Progress(rewardry.Reward):
    def score(self, batch):
        return [batch.progress for _ in batch.samples]


class Longest(rewardry.Reward):
    """1 for the longest completion of each prompt."""

    per_group = True

    def score(self, batch):
        values = [0.0] * len(batch)
        for group in batch.groups:
            values[max(group, key=lambda i: len(batch.samples[i].text))] = 1.0
        return values
'''


@pytest.fixture
def own(tmp_path):
    """A file of components: `own("Counting")` is the id of one, `own.module` its module with `CALLS` and `GO`."""
    file = tmp_path / "own.py"
    file.write_text(COUNTING)

    def use(name):
        return f"{file}:{name}"

    use.file = file
    use.module = load_file(str(file.resolve()))
    return use


@pytest.fixture
def recipe(own):
    """Accuracy by the counting verifier, and the format with half the weight."""
    return {
        "name": "counted",
        "rewards": [
            {"use": "accuracy", "verifier": own("Counting")},
            {"use": "format.think_answer", "name": "format", "weight": 0.5, "values": [1.0, -1.0]},
        ],
    }


GOOD = "<think>r</think><answer>{}</answer>"


def batch_of(answers, references, conversational=False, column="solution"):
    """What TRL passes for completions with these answers; an answer that is None is a completion without any tag."""
    texts = ["no tags" if answer is None else GOOD.format(answer) for answer in answers]
    prompts = [f"question {i}" for i in range(len(texts))]
    if conversational:
        texts = [[{"role": "assistant", "content": text}] for text in texts]
        prompts = [[{"role": "user", "content": prompt}] for prompt in prompts]
    ids = [[1, 2, 3] for _ in texts]
    return {"prompts": prompts, "completions": texts, "completion_ids": ids, column: references}


@pytest.fixture
def batch():
    """Makes batches: `batch([4, 5], ["4", "4"])`."""
    return batch_of


@pytest.fixture(scope="session")
def called():
    """What each function returns, by name, called as TRL calls them."""

    def call(functions, **keywords):
        return {function.__name__: function(**keywords) for function in functions}

    return call


@pytest.fixture
def trl_rewards():
    """TRL's own rewards, where TRL is installed."""
    if importlib.util.find_spec("trl") is None:
        pytest.skip("TRL is not installed")
    return importlib.import_module("trl.rewards")

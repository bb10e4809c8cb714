"""What tests of rewards share: scoring a completion, or a group, by an id; a model that overflows."""

import math
import shutil

import pytest

from rewardry import get
from rewardry.engine.runtime import Runtime
from rewardry.types import Batch, Sample


@pytest.fixture(scope="module")
def runtime():
    """A runtime in this process."""
    with Runtime("inline") as opened:
        yield opened


class Asked:
    """A verifier that gives the verdicts it is made with, and remembers whom it was asked about.

    It stands in for the runtime, too: whatever a reward opens, it is this verifier.
    """

    def __init__(self, *verdicts):
        self.verdicts = list(verdicts)
        self.samples = []

    def open(self, component):
        return self

    def verify(self, samples):
        self.samples += samples
        return [self.verdicts[len(self.samples) - len(samples) + i] for i in range(len(samples))]


@pytest.fixture(scope="session")
def asked():
    """Makes a verifier that says these verdicts, one after the other, and stands in for the runtime."""
    return Asked


@pytest.fixture
def spoilt(tmp_path):
    """Makes a copy of a model's folder whose numbers become NaN, as those of a model that overflows its format."""

    def spoil(folder):
        from safetensors.torch import load_file, save_file

        copy = shutil.copytree(folder, tmp_path / "spoilt")
        tensors = load_file(copy / "model.safetensors")
        tensors["model.norm.weight"] = tensors["model.norm.weight"] * math.nan
        save_file(tensors, copy / "model.safetensors", metadata={"format": "pt"})
        return str(copy)

    return spoil


@pytest.fixture
def score_one(runtime):
    """Scores one completion by a reward's id and parameters; the other names are fields of the sample."""
    fields = {"prompt", "reference", "completion_ids", "group", "finish_reason", "meta", "style"}

    def score(use, completion, **given):
        of_sample = {name: given.pop(name) for name in list(given) if name in fields}
        sample = Sample(completion=completion, **of_sample)
        return runtime.open(get(use, **given)).score(Batch([sample]))[0]

    return score


@pytest.fixture
def score_group(runtime):
    """Scores right and wrong answers of given lengths as one group, by a reward's id and parameters."""

    def score(use, lengths, correct, think="The sum of two and two.", reference="4", **parameters):
        samples = [
            Sample(
                completion=f"<think>{think}</think><answer>{4 if right else 5}</answer>",
                reference=reference,
                completion_ids=None if length is None else [0] * length,
                group="one",
            )
            for length, right in zip(lengths, correct, strict=True)
        ]
        opened = runtime.open(get(use, verifier="text.exact", **parameters))
        return opened.score(Batch(samples, (tuple(range(len(samples))),)))

    return score

"""Tiny models, and the published numbers of the losses."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def one_thread():
    """These models are too small to be worth a second thread, and sums must not depend on how many there are."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def oracles():
    """Losses, advantages and gradients in float64, compared with TRL 1.16's where it has them."""
    return json.loads((Path(__file__).parents[2] / "data" / "grpo_oracles.json").read_text(encoding="utf-8"))


def double(values):
    return torch.tensor(values, dtype=torch.float64)

"""What the commands of the benchmark leave."""

import json

import pytest


@pytest.fixture
def read(folder):
    """Reads a file that a command left."""
    return lambda name: json.loads((folder / name).read_text())

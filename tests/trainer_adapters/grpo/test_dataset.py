"""The rows of a dataset: of a file, or of a generator."""

import pytest

from rewardry.errors import ConfigError, DataError
from rewardry.trainer_adapters.grpo.config import DataConfig
from rewardry.trainer_adapters.grpo.dataset import rows_of


def test_rows_of_a_file(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"prompt": "a"}\n\n{"prompt": "b", "completion": "old"}\n', encoding="utf-8")
    assert [row["prompt"] for row in rows_of(DataConfig(file="rows.jsonl"), tmp_path)] == ["a", "b"]


def test_a_line_that_is_no_row(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"prompt": "a"}\n[1]\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"rows.jsonl:2: the line is a JSON array"):
        rows_of(DataConfig(file="rows.jsonl"), tmp_path)


GENERATOR = """
from rewardry.generator import Generator, refuse_arguments


class Letters(Generator):
    letter: str = "a"

    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        yield from ({"id": str(i), "prompt": self.letter, "reference": seed} for i in range(n))
"""


def test_rows_of_a_generator(tmp_path):
    (tmp_path / "made.py").write_text(GENERATOR, encoding="utf-8")
    config = DataConfig(generator="./made.py:Letters", rows=2, seed=4, parameters={"letter": "x"})
    assert rows_of(config, tmp_path) == [
        {"id": "0", "prompt": "x", "reference": 4},
        {"id": "1", "prompt": "x", "reference": 4},
    ]
    with pytest.raises(DataError, match="difficulty is 11; it goes from 0 to 10"):
        rows_of(config.model_copy(update={"difficulty": 11}), tmp_path)


def test_what_is_no_generator():
    with pytest.raises(ConfigError, match="'math' is a verifier; a dataset comes of a generator or a file"):
        rows_of(DataConfig(generator="math"), None)

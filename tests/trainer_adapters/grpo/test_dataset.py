"""The rows of a dataset: of a file, or of a generator."""

import gzip
import json
import re

import pytest

from rewardry.errors import ConfigError, DataError, RewardryError
from rewardry.plugins import registry
from rewardry.registry import CORE
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
    with pytest.raises(ConfigError, match="'math' is a verifier, but a generator is wanted here"):
        rows_of(DataConfig(generator="math"), None)


@pytest.mark.parametrize(
    "name", sorted(entry.id for entry in registry().entries("generator") if entry.distribution == CORE)
)
def test_every_generator_of_ours_makes_a_dataset_by_its_id(name):
    """Also where a verifier has the same id, as most have."""
    found = rows_of(DataConfig(generator=name, rows=2, difficulty=1), None)
    assert [bool(row["prompt"]) for row in found] == [True, True]
    assert rows_of(DataConfig(generator=f"generator:{name}", rows=2, difficulty=1), None) == found


@pytest.mark.parametrize("parameters", [{"no_such": 1}, {"letter": 5}])
def test_parameters_that_a_generator_has_not_are_told(tmp_path, parameters):
    (tmp_path / "made.py").write_text(GENERATOR, encoding="utf-8")
    with pytest.raises(ConfigError, match=next(iter(parameters))):
        rows_of(DataConfig(generator="./made.py:Letters", parameters=parameters), tmp_path)


@pytest.fixture
def rows_file(tmp_path):
    """Reads what is written into a file of rows: rows_file(text, **settings of the dataset)."""

    def read(text, name="rows.jsonl", **settings):
        data = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return rows_of(DataConfig(file=name, **settings), tmp_path)

    return read


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_rows_stand_as_they_do_in_the_file_with_every_column(rows_file, name):
    rows = [
        {"prompt": "größe \u2028 \U0001f600", "reference": None, "level": 3},
        {"prompt": [{"role": "user", "content": "?"}], "reference": [1, {"a": 2}], "meta": {"b": 1}},
        {"prompt": "", "completion": None},
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert rows_file(text, name) == rows
    assert rows_file(text.rstrip("\n"), name) == rows, "a last line without an end is one"


def test_a_file_without_rows_has_none(rows_file):
    assert rows_file("") == rows_file("\n \n") == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no json", "rows.jsonl:2: "),
        ("7", "rows.jsonl:2: the line is a JSON number"),
        ("null", "rows.jsonl:2: the line is a JSON null"),
        ('{"prompt": "a"', "rows.jsonl:2: "),
        ('{"prompt": NaN}', "rows.jsonl:2: "),
        ('{"prompt": "a", "completion": 5}', "rows.jsonl:2: field 'completion': a JSON string or array is wanted"),
        ('{"prompt": "a", "completion": "b", "meta": 5}', "rows.jsonl:2: field 'meta': a JSON object is wanted"),
        ('{"prompt": "a", "completion": "b", "kind": "pair"}', "rows.jsonl:2: field 'kind': rows of kind 'pair'"),
    ],
)
def test_a_bad_line_is_named_before_the_first_step(rows_file, line, why):
    with pytest.raises(DataError, match=re.escape(why)):
        rows_file(f'{{"prompt": "a"}}\n{line}\n{{"prompt": "b"}}\n')


def test_bytes_that_are_no_text_are_named_by_their_line(rows_file):
    with pytest.raises(DataError, match=r"rows\.jsonl:2: "):
        rows_file(b'{"prompt": "a"}\n{"prompt": "\xff"}\n')


@pytest.mark.parametrize("column", ["completion", "text"])
def test_rows_to_train_on_need_no_completion_under_any_name(rows_file, column):
    rows = rows_file('{"prompt": "a"}\n', columns={"completion": column})
    assert rows == [{"prompt": "a"}]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RewardryError, match=r"nowhere\.jsonl"):
        rows_of(DataConfig(file="nowhere.jsonl"), tmp_path)


def test_an_absolute_path_stays_one(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text('{"prompt": "a"}\n')
    assert rows_of(DataConfig(file=str(file)), tmp_path / "elsewhere") == [{"prompt": "a"}]
    assert rows_of(DataConfig(file=str(file)), None) == [{"prompt": "a"}]


@pytest.mark.parametrize("seed", [0, 7])
def test_a_generator_of_ours_makes_the_same_rows_of_the_same_seed(seed):
    config = DataConfig(generator="logic.calendar", rows=3, seed=seed, difficulty=2)
    found = rows_of(config, None)
    assert found == rows_of(config, None)
    assert [set(row) >= {"prompt", "reference"} for row in found] == [True] * 3
    assert found != rows_of(config.model_copy(update={"seed": seed + 1}), None)
    assert rows_of(config.model_copy(update={"rows": 2}), None) == found[:2]


def test_a_generator_that_does_not_exist_is_told_with_the_nearest():
    with pytest.raises(RewardryError, match=r"logic\.calendar"):
        rows_of(DataConfig(generator="logic.calender"), None)

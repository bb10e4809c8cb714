"""Which columns of a trainer's rows a recipe is given, and in what form."""

import itertools

import pytest

from rewardry import Recipe
from rewardry.errors import ConfigError
from rewardry.trainer_adapters.columns import Columns


@pytest.fixture
def reading(tmp_path):
    """Makes a recipe whose reward reads the columns named, those with "=" only where they are there."""

    numbers = itertools.count()

    def make(*names):
        arguments = ", ".join(f"{name}None" if name.endswith("=") else name for name in names)
        file = tmp_path / f"own{next(numbers)}.py"
        file.write_text(f"import rewardry\n\n\n@rewardry.reward\ndef own(completion, {arguments}):\n    return 1.0\n")
        return Recipe.load({"name": "own", "rewards": [{"use": f"{file}:own"}]})

    return make


class Array:
    """As arrays and tensors are: items, a number of dimensions, and their plain values."""

    def __init__(self, values):
        self.values, self.ndim = values, 1 if isinstance(values, list) else 0

    def tolist(self):
        return self.values

    def __len__(self):
        if not self.ndim:
            raise TypeError("len() of unsized object")
        return len(self.values)

    def __getitem__(self, i):
        return self.values[i]


@pytest.mark.parametrize(
    ("column", "plain"),
    [
        (["a", "b"], ["a", "b"]),
        (("a", "b"), ["a", "b"]),
        (Array([1, 2]), [1, 2]),
        ([Array(1), Array(2)], [1, 2]),
        ([Array(["a", "b"]), Array([])], [["a", "b"], []]),  # a column of lists, as Parquet files are read
        (Array([Array(["a"]), Array(["b"])]), [["a"], ["b"]]),
        (Array([Array([Array([1.5])]), None]), [[[1.5]], None]),
        ([{"a": 1}, None], [{"a": 1}, None]),
    ],
)
def test_a_column_holds_plain_values_whether_a_batch_or_a_row_is_read(reading, column, plain):
    columns = Columns(reading("reference", "level"))
    references, meta = columns.batch({"reference": column, "level": column}, 2)
    assert list(references) == plain
    assert meta == [{"level": value} for value in plain]
    assert [columns.row({"reference": one, "level": one}) for one in column] == [
        (value, {"level": value}) for value in plain
    ]


@pytest.mark.parametrize(
    "other", ["ab", b"ab", {"a": 1, "b": 2}, 3, None, ["a"], ["a", "b", "c"], Array(3), iter("ab")]
)
def test_what_has_no_value_a_completion_is_no_column(reading, other):
    columns = Columns(reading("level="))
    assert columns.batch({"level": other}, 2) == ([None, None], [{}, {}])
    with pytest.raises(ConfigError, match=r"recipe 'own' reads 'level', and the dataset has no column 'level'\."):
        Columns(reading("level")).batch({"level": other, "n": [1, 2]}, 2)


def test_a_row_s_own_meta_wins_over_its_columns_and_stands_for_missing_ones(reading):
    columns = Columns(reading("level", "source="))
    given = {"level": [1, 2, 3], "meta": [{"level": 9, "other": 0}, None, {"source": "here"}]}
    assert columns.batch(given, 3)[1] == [{"level": 9}, {"level": 2}, {"level": 3, "source": "here"}]
    assert columns.batch({"meta": [{"level": 9}, {}]}, 2)[1] == [{"level": 9}, {}]
    assert columns.row({"meta": {"level": 9}}) == (None, {"level": 9})


def test_whoever_reads_meta_is_given_every_column_under_the_recipe_s_names_and_its_own(reading):
    columns = Columns(reading("meta", "level"), map={"level": "difficulty"})
    reference, meta = columns.row({"difficulty": 3, "text": "a", "meta": {"text": "b"}})
    assert reference is None
    assert meta == {"difficulty": 3, "level": 3, "text": "b"}


def test_references_are_looked_for_under_our_word_first_and_a_map_alone_is_followed(reading):
    names = ("reference", "label", "answer")
    columns = Columns(reading("reference"), references=names)
    row = {"reference": 1, "label": 2, "answer": 3}
    assert columns.row(row)[0] == 1
    assert columns.row({"label": 2, "answer": 3})[0] == 2
    assert columns.row({"answer": 3})[0] == 3
    mapped = Columns(reading("reference"), map={"reference": "gold"}, references=names)
    assert mapped.row({**row, "gold": 4})[0] == 4
    with pytest.raises(ConfigError, match=r"no column 'gold'\. .*Pass map=\{'reference': COLUMN\}"):
        mapped.batch({name: [value] for name, value in row.items()}, 1)


def test_of_several_columns_that_are_missing_the_first_by_name_is_told_each_time(reading):
    names = ("level", "source", "area", "unit", "kindred")
    with pytest.raises(ConfigError, match="reads 'area', and the dataset has no column"):
        Columns(reading(*names)).batch({}, 1)


@pytest.mark.parametrize("given", [["reference"], "reference", {"reference": 3}, {"reference": ["a"]}])
def test_a_map_is_a_mapping_of_names(reading, given):
    with pytest.raises(
        ConfigError, match=r"^map is .*; it maps fields to names of columns, as \{'reference': 'answer'\}"
    ):
        Columns(reading("reference"), map=given)


@pytest.mark.parametrize("name", ["prompt", "completion", "completion_ids", "group", "finish_reason"])
def test_what_a_trainer_passes_itself_is_not_mapped(reading, name):
    with pytest.raises(ConfigError, match=f"map names '{name}', which recipe 'own' reads from no column"):
        Columns(reading("level", "prompt="), map={name: "text"})

"""Parquet files: what was finished is in them, whatever ended the writing."""

import pytest

from rewardry.curation.parquet import ROWS, ParquetRows
from rewardry.errors import ConfigError, DataError

parquet = pytest.importorskip("pyarrow.parquet")
MANY = [{"prompt": "a"}] * ROWS


def write(file, batches, then=None):
    """Write batches, and then fail."""
    with ParquetRows(str(file)) as rows:
        for batch in batches:
            rows.write(batch)
        if then is not None:
            raise then


@pytest.fixture
def file(tmp_path):
    return tmp_path / "out.parquet"


def test_rows_come_back_in_their_order(file):
    rows = [{"prompt": str(i), "margin": i / 7} for i in range(2 * ROWS + 5)]
    write(file, [rows[:3], rows[3 : ROWS + 3], rows[ROWS + 3 :]])
    assert parquet.read_table(file).to_pylist() == rows


def test_a_file_of_nothing_is_a_table(file):
    write(file, [])
    assert parquet.read_metadata(file).num_rows == 0


@pytest.mark.parametrize("error", [DataError("in:7: bad"), ConfigError("the template fails")])
def test_an_error_of_the_input_keeps_the_rows_before_it(file, error):
    with pytest.raises(type(error)):
        write(file, [MANY, [{"prompt": "b"}]], error)
    assert parquet.read_metadata(file).num_rows == ROWS + 1
    assert [path.name for path in file.parent.iterdir()] == ["out.parquet"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_any_other_end_leaves_no_file(file, error):
    with pytest.raises(type(error)):
        write(file, [MANY], error)
    assert list(file.parent.iterdir()) == []


def test_rows_that_fit_into_no_table_are_told_and_those_before_them_kept(file):
    odd = [{"prompt": [{"role": "user"}]}]
    with pytest.raises(DataError, match=f"rows {ROWS} to {ROWS} do not fit into one table .*write .jsonl"):
        write(file, [MANY, odd])
    assert parquet.read_metadata(file).num_rows == ROWS


@pytest.mark.parametrize(
    "odd",
    [{"prompt": "half a pair: \ud800"}, {"prompt": 10**30}, {"prompt": [{}]}, {"prompt": [{"a": {}}]}],
    ids=["surrogate", "large", "empty", "empty inside"],
)
@pytest.mark.parametrize("before", [0, 1])
def test_what_parquet_cannot_hold_is_told_and_the_rows_before_it_are_kept(file, odd, before):
    with pytest.raises(DataError, match=r"do not fit into one table .*write .jsonl"):
        write(file, [MANY] * before + [[odd]])
    assert [path.name for path in file.parent.iterdir()] == ["out.parquet"] * before
    assert not before or parquet.read_metadata(file).num_rows == ROWS


def test_where_no_row_fits_there_is_no_file(file):
    with pytest.raises(DataError, match="rows 0 to 1 do not fit into one table"):
        write(file, [[{"prompt": "a"}, {"prompt": ["b"]}]])
    assert list(file.parent.iterdir()) == []


def test_an_input_and_a_place_that_is_none_are_refused(file):
    file.write_bytes(b"")
    with pytest.raises(ConfigError, match="this is an input"):
        ParquetRows(str(file), [str(file)])
    with pytest.raises(ConfigError, match="cannot be written: No such file or directory"):
        ParquetRows(str(file.parent / "nowhere" / "out.parquet"))

"""The figures as tables: how numbers are written, which tables there are, and that rows' texts stay texts."""

import pytest

from rewardry.curation.page import figure_tables, overview, page
from rewardry.curation.row_figures import RowFigures
from rewardry.statistics.intervals import wilson


@pytest.fixture
def summary(kept):
    """The figures of two questions: one of three completions, one that is undecided."""
    figures = RowFigures([1, 2], by=["domain"])
    first = [kept(str(i), right=i == 4, total=i / 2, group="a", domain="<b>sums</b>") for i in (4, 5, 5)]
    figures.add([first, [kept(right=None, group="b", domain=None)]])
    return figures.summary()


def tables(summary):
    return {heading: (columns, rows) for heading, columns, rows in figure_tables(summary, {"hard": 2, "easy": 0})}


def test_the_tables_are_those_of_the_figures_there_are(summary):
    found = tables(summary)
    assert list(found) == ["Questions", "By domain", "Difficulty", "Values", "Lengths", "Correlations"]
    assert found["Difficulty"][1] == [("hard", "2"), ("easy", "0")]
    assert [row[0] for row in found["By domain"][1]] == ["<b>sums</b>", "<b>sums</b>"]  # of (none) there is no figure
    for columns, rows in found.values():
        assert all(column.endswith((">", "<")) for column in columns)
        assert all(len(row) == len(columns) for row in rows)
    without = {**summary, "correlations": []}
    assert list(tables(without)) == ["Questions", "By domain", "Difficulty", "Values", "Lengths"]


def test_a_figure_is_written_with_its_interval_and_a_wave_where_it_is_an_estimate(summary):
    row = tables(summary)["Questions"][1][0]
    low, high = wilson(1 / 3, 1)
    assert row[:3] == ("1", "1", f"0.333 [{low:.3f}, {high:.3f}]")
    summary["at"]["1"]["maj"] |= {"exact": False}
    summary["at"]["1"]["cons"] |= {"value": None, "interval": None}
    row = tables(summary)["Questions"][1][0]
    assert row[4].startswith("~0.333 [")
    assert row[5] == "-"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "-"),
        (0.0, "0"),
        (1 / 3, "0.3333"),
        (-0.00012346, "-0.0001235"),
        (999.94, "999.9"),
        (1000.0, "1000"),
        (-123456.7, "-123457"),
        (1e12, "1000000000000"),
    ],
)
def test_numbers_have_four_digits_and_large_ones_no_fraction(summary, value, written):
    summary["total"] = {"n": 3, "mean": value, "sd": None, "min": None, "max": None, "quantiles": {}}
    name, rows, mean, *rest = tables(summary)["Values"][1][-1]
    assert (name, rows, mean) == ("total", "3", written)
    assert set(rest) == {"-"}


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {},
            ["4 rows of 2 questions, 1 undecided", "Without signal, all completions worth the same: 0.0 % of 1 groups"],
        ),
        ({"compared": 0, "without_signal": None}, ["4 rows of 2 questions, 1 undecided"]),
        (
            {"without_signal": 1 / 3, "compared": 3},
            [None, "Without signal, all completions worth the same: 33.3 % of 3 g"],
        ),
    ],
)
def test_above_the_tables_stands_what_there_is(summary, changes, lines):
    found = list(overview({**summary, **changes}))
    assert len(found) == len(lines)
    assert all(line is None or one.startswith(line) for one, line in zip(found, lines, strict=True))


def test_a_page_holds_texts_of_rows_as_texts_and_needs_nothing_else(summary):
    evil = "<script>alert('x')</script> & more"
    made = page(evil, [evil], figure_tables(summary, {evil: 1}), [("name", evil, b"\x89PNG")])
    assert "<script" not in made
    assert (
        made.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; more") == 6
    )  # title, head, lead, cell, plot
    assert "&lt;b&gt;sums&lt;/b&gt;" in made
    assert 'src="data:image/png;base64,iVBORw=="' in made
    assert made.count("<table>") == made.count("</table>") == 6
    assert "http" not in made.replace("http-equiv", "")


def test_cells_of_numbers_stand_to_the_right(summary):
    made = page("t", [], [("Two", ("name<", "size>"), [("a", "1")])], [])
    assert '<th>name</th><th class="number">size</th>' in made
    assert '<td>a</td><td class="number">1</td>' in made

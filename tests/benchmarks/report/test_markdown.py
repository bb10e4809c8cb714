"""Markdown of a run over rows of anyone: a text in a table is no more than text."""

WRITTEN = {
    "a|b": "a\\|b",
    "a\\|b": "a\\\\\\|b",
    "<b>": "&lt;b>",
    "`x`": "\\`x\\`",
    "two\nlines": "two lines",
    "[click](https://example.org)": "[click]\\(https://example.org)",
    "![x](https://example.org/x.png)": "![x]\\(https://example.org/x.png)",
    "*loud* __init__": "\\*loud\\* \\_\\_init\\_\\_",
    "snake_case_name": "snake_case_name",
    "~~gone~~": "\\~\\~gone\\~\\~",
    "&lt;b&gt; &#60; R&D": "&amp;lt;b&amp;gt; &amp;#60; R&D",
    "[0.25, 0.75]": "[0.25, 0.75]",
}


def test_the_values_of_a_column_are_written_as_they_are(bench, write):
    rows = [{"completion": "<answer>a</answer>", "reference": "a", "label": 1, "kind_of": text} for text in WRITTEN]
    assert bench("run", "-v", "text.exact", "-d", write("a.jsonl", rows), "-o", "x", "--engine", "inline")[0] == 0
    code, out, _ = bench("report", "x", "--md", "--slice", "kind_of")
    shown = [
        line.removeprefix("| text.exact | ").partition(" (few) |")[0] for line in out.splitlines() if "(few)" in line
    ]
    assert (code, shown) == (0, list(WRITTEN.values()))

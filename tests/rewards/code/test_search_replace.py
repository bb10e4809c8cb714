"""Search-and-replace edits: read as they are written, applied to whole lines, compared as patches."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.rewards.code.search_replace import (
    Edit,
    EditError,
    apply_edits,
    find_edits,
    patch_similarity,
    patches,
)

LINES = st.lists(
    st.sampled_from(["x = 1", "y = 2", "    return x", "", "# 中", "if a < b:", "===", "<<<<"]), max_size=5
)
PATHS = st.sampled_from(["a.py", "src/b c.py", "数.txt"])


def written(edit, fence="```python"):
    return f"{fence}\n### {edit.path}\n<<<<<<< SEARCH\n{edit.search}\n=======\n{edit.replace}\n>>>>>>> REPLACE\n```"


@given(
    st.lists(st.builds(Edit, PATHS, LINES.map("\n".join), LINES.map("\n".join)), max_size=4),
    st.text("ab\n", max_size=9),
)
def test_edits_are_read_back_as_they_were_written(edits, between):
    text = f"{between}\n".join(["", *map(written, edits), ""])
    assert find_edits(text) == edits


EDIT = Edit("a.py", "y = 2", "y = 20")
WHOLE = written(EDIT)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("### a.py", "## a.py"),
        WHOLE.replace("### a.py", "###a.py"),
        WHOLE.replace("### a.py", "### "),
        WHOLE.replace("```python\n", ""),
        WHOLE.removesuffix("\n```"),
        WHOLE.replace("<<<<<<< SEARCH", "<<<<<< SEARCH"),
        WHOLE.replace("<<<<<<< SEARCH", "<<<<<<< search"),
        WHOLE.replace("\n=======\n", "\n======\n"),
        WHOLE.replace(">>>>>>> REPLACE", ">>>>>>> REPLAC"),
        WHOLE.replace("\n", "\r\n"),
        "<<<<<<< SEARCH\n",
        "",
    ],
)
def test_what_is_no_block_is_no_edit(text):
    assert find_edits(text) == []


def test_a_block_that_is_cut_takes_none_of_the_next_one():
    cut = WHOLE.partition("\n=======")[0]
    assert find_edits(f"{cut}\n{WHOLE}") == [EDIT]
    assert find_edits(f"{WHOLE}\n{cut}") == [EDIT]


def test_a_side_may_be_empty():
    for edit in (Edit("a.py", "", "new"), Edit("a.py", "old", ""), Edit("a.py", "", "")):
        assert find_edits(written(edit)) == [edit]
    short = "```\n### a.py\n<<<<<<< SEARCH\n=======\nnew\n>>>>>>> REPLACE\n```"
    assert find_edits(short) == [Edit("a.py", "", "new")]
    short = "```\n### a.py\n<<<<<<< SEARCH\nold\n=======\n>>>>>>> REPLACE\n```"
    assert find_edits(short) == [Edit("a.py", "old", "")]


# ---- applied ---------------------------------------------------------------------------------------------------------


def test_edits_are_applied_in_turn_and_only_changed_files_are_told():
    context = {"a.py": "x = 1\ny = 2\n", "b.py": "z = 3\n"}
    edits = [Edit("a.py", "x = 1", "x = 2"), Edit("a.py", "x = 2\ny = 2", "x = 3")]
    assert apply_edits(context, edits, 1000) == {"a.py": "x = 3\n"}
    assert context == {"a.py": "x = 1\ny = 2\n", "b.py": "z = 3\n"}


def test_a_search_text_begins_at_a_line():
    assert apply_edits({"a": "xx = 1\nx = 1\n"}, [Edit("a", "x = 1", "x = 2")], 100) == {"a": "xx = 1\nx = 2\n"}
    with pytest.raises(EditError, match="a search text that is not in the file"):
        apply_edits({"a": "xx = 1\n"}, [Edit("a", "x = 1", "x = 2")], 100)


def test_every_place_is_replaced():
    assert apply_edits({"a": "x\nx\ny\nx"}, [Edit("a", "x", "z")], 100) == {"a": "z\nz\ny\nz"}


def test_a_new_file_is_written_from_nothing():
    assert apply_edits({}, [Edit("new.py", "", "x = 1\n")], 100) == {"new.py": "x = 1\n"}


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ([], "no search-and-replace block"),
        ([Edit("a", "x", "x")], "a block whose two sides are the same"),
        ([Edit("a", "y", "z")], "a search text that is not in the file"),
        ([Edit("b", "x", "z")], "a search text that is not in the file"),
        ([Edit("a", "x", "z" * 101)], "a file that grows too large"),
        ([Edit("a", "x", "y"), Edit("a", "x", "y")], "a search text that is not in the file"),
    ],
)
def test_edits_that_are_none_are_refused(edits, why):
    with pytest.raises(EditError, match=why):
        apply_edits({"a": "x\n"}, edits, 100)


def test_a_file_cannot_be_doubled_for_ever():
    """Each block doubles the file: forty of them would make a terabyte."""
    edits = [Edit("a", "x", "x\nx\n")] * 40
    with pytest.raises(EditError, match="grows too large"):
        apply_edits({"a": "x\n"}, edits, 10_000)


# ---- compared --------------------------------------------------------------------------------------------------------


@given(LINES, LINES)
def test_a_patch_is_difflibs_without_its_head(before, after):
    before, after = "\n".join(before), "\n".join(after)
    whole = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm=""))
    assert patches({"a": before}, {"a": after}) == ({"a": "\n".join(whole[2:])} if whole else {})


@given(
    st.dictionaries(PATHS, st.text("+-ab\n", min_size=1, max_size=9)),
    st.dictionaries(PATHS, st.text("+-ab\n", min_size=1, max_size=9)),
)
def test_the_similarity_is_the_mean_over_all_files_of_either(one, other):
    found = patch_similarity(one, other)
    shared = [
        difflib.SequenceMatcher(None, one[p], other[p], autojunk=False).ratio() for p in one.keys() & other.keys()
    ]
    files = len(one.keys() | other.keys())
    assert found == pytest.approx(sum(shared) / files if files else 1.0)
    assert patch_similarity(one, one) == 1.0


def test_a_file_that_only_one_patch_changes_is_unlike():
    assert patch_similarity({"a": "+x"}, {"a": "+x", "b": "+y"}) == 0.5
    assert patch_similarity({"a": "+x"}, {"b": "+x"}) == 0.0
    assert patch_similarity({}, {"b": "+x"}) == 0.0

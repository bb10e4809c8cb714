"""The reward `code.patch_similarity`: search-and-replace edits, compared as patches."""

import difflib

import pytest

import rewardry
from rewardry.errors import ParameterError
from rewardry.rewards.code.search_replace import EditError, apply_edits, find_edits, patch_similarity, patches

CONTEXT = {"a.py": "x = 1\ny = 2\nz = 3\n"}
ORACLE = {"a.py": "x = 1\ny = 20\nz = 3\n"}
REFERENCE = {"context": CONTEXT, "oracle": ORACLE}


def block(search, replace, path="a.py"):
    return f"```python\n### {path}\n<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n```"


def answer(*blocks):
    return "<think>y is wrong.</think>\n<solution>\n" + "\n".join(blocks) + "\n</solution>"


@pytest.fixture
def value(runtime):
    """The value of a completion in this process; the component itself asks for a worker."""
    from rewardry import Sample
    from rewardry.types import Batch

    def scored(completion, reference=REFERENCE, **parameters):
        component = rewardry.get("code.patch_similarity", **parameters)
        return component.score(Batch([Sample(completion=completion, reference=reference)]))[0]

    return scored


@pytest.mark.parametrize(
    ("edit", "ratio"), [(("y = 2", "y = 20"), 1.0), (("y = 2", "y = 21"), 0.977273), (("x = 1", "x = 9"), 0.781609)]
)
def test_the_ratio_is_swe_rls_and_the_value_begins_at_the_floor(value, edit, ratio):
    completion = answer(block(*edit))
    assert value(completion, floor=0).value == pytest.approx(ratio, abs=1e-6)
    assert value(completion).value == pytest.approx(max(0.0, (ratio - 0.8) / 0.2), abs=1e-5)


@pytest.mark.parametrize(
    ("completion", "why"),
    [
        (answer(), "no search-and-replace block"),
        (answer("none"), "no search-and-replace block"),
        (answer(block("q = 2", "q = 3")), "not in the file"),
        (answer(block("y = 2", "y = 2")), "two sides are the same"),
        (answer(block("= 2", "= 20")), "not in the file"),
        ("<think></think>\n<solution>x</solution>", "empty thought"),
        ("<think>r</think>" + block("y = 2", "y = 20"), "four tags"),
        (answer(block("y = 2", "y = 20")) * 2, "four tags"),
        ("<solution>x</solution><think>r</think>", "four tags"),
        ("", "four tags"),
        (answer("x" * 9000), "too long"),
        (answer(block("y = 2", "y = 20")).replace("### a.py", "a.py"), "no search-and-replace block"),
    ],
)
def test_what_is_no_patch_is_worth_the_price_of_a_wrong_form(value, completion, why):
    found = value(completion)
    assert found.value == -1.0
    assert why in found.details["why"]
    assert value(completion, format_error=-0.25).value == -0.25


@pytest.mark.parametrize("reference", [None, {}, {"context": CONTEXT}, {"context": {"a": 1}, "oracle": ORACLE}])
def test_a_reference_that_is_none_abstains(value, reference):
    assert (value(answer(), reference).value, value(answer(), reference).details["reason"]) == (None, "no-reference")


def test_a_reference_that_changes_nothing_abstains(value):
    assert value(answer(), {"context": CONTEXT, "oracle": CONTEXT}).details["reason"] == "reference-changes-nothing"


def test_other_files_lower_the_mean(value):
    both = answer(block("y = 2", "y = 20"), block("", "import os", "b.py"))
    assert value(both, floor=0).value == pytest.approx(0.5)


def test_edits_follow_each_other_in_one_file():
    edits = find_edits(block("y = 2", "y = 3") + "\n" + block("y = 3", "y = 20"))
    assert [edit.path for edit in edits] == ["a.py", "a.py"]
    assert apply_edits(CONTEXT, edits, 1000) == ORACLE


@pytest.mark.parametrize(
    "text",
    [
        block("y = 2", "y = 20").removeprefix("```python\n"),
        block("y = 2", "y = 20").removesuffix("\n```"),
        block("y = 2", "y = 20").replace("=======", "====="),
        block("y = 2", "y = 20").replace("\n>>>>>>> REPLACE", ""),
        "<<<<<<< SEARCH\ny = 2\n=======\ny = 20\n>>>>>>> REPLACE\n```",
        "",
    ],
)
def test_what_stands_in_no_fence_of_its_own_is_no_edit(text):
    assert find_edits(text) == []


def test_lines_are_taken_away_and_added():
    assert apply_edits(CONTEXT, find_edits(block("y = 2\nz = 3", "z = 3")), 1000) == {"a.py": "x = 1\nz = 3\n"}
    assert apply_edits({}, find_edits(block("", "new", "n.py")), 1000) == {"n.py": "new"}


def test_a_file_does_not_grow_without_bound():
    context = {"a.py": "x\n" * 1000}
    with pytest.raises(EditError, match="grows too large"):
        apply_edits(context, find_edits(block("x", "y" * 500)), 10_000)


def test_patches_and_their_similarity_by_difflib():
    one, other = patches(CONTEXT, ORACLE), patches(CONTEXT, {"a.py": "x = 1\ny = 7\n"})
    wanted = difflib.SequenceMatcher(None, one["a.py"], other["a.py"], autojunk=False).ratio()
    assert patch_similarity(one, other) == pytest.approx(wanted)
    assert patch_similarity({}, {}) == 1.0
    assert patch_similarity(one, {}) == 0.0


def test_it_runs_where_it_can_be_killed_and_in_a_recipe():
    assert rewardry.get("code.patch_similarity").runs == "worker"
    with pytest.raises(ParameterError, match="floor = 1"):
        rewardry.get("code.patch_similarity", floor=1)

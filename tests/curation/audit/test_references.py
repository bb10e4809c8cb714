"""References that are missing, or that a verifier cannot take, read or accept."""

import pytest

from rewardry.component import Verifier
from rewardry.curation.audit.references import unreadable
from rewardry.engine.runtime import Runtime
from rewardry.parameters import build


@pytest.fixture
def problems(asked):
    def run(ids, *references):
        questions = [asked(reference=reference, place=f"set:{i}") for i, reference in enumerate(references)]
        with Runtime("inline") as runtime:
            found = list(unreadable(questions, {id_: build(Verifier, id_, {}) for id_ in ids}, runtime))
        return [(one.row.place, one.kind, one.detail) for one in found]

    return run


def test_a_missing_reference_is_found_without_any_verifier(problems):
    assert problems([], "4", None) == [("set:1", "no-reference", "the row has no reference")]


@pytest.mark.parametrize("id_", ["text.exact", "math"])
def test_each_reference_is_told_of_its_own_row(problems, id_):
    found = problems([id_], "A", None, {"a": 1}, "B", [["x"]])
    assert [(place, kind) for place, kind, _ in found if kind == "no-reference"] == [("set:1", "no-reference")]
    assert [place for place, kind, _ in found if kind == "unreadable"][:1] == ["set:2"]
    assert all(detail.startswith(f"{id_}: ") for _, kind, detail in found if kind == "unreadable")
    assert not {place for place, *_ in found} & {"set:0", "set:3"}


def test_each_verifier_tells_what_it_cannot_read_itself(problems):
    found = problems(["text.exact", "regex"], "(open", "closed", {"a": 1})
    assert [place for place, _, detail in found if detail.startswith("text.exact: ")] == ["set:2"]
    assert [place for place, _, detail in found if detail.startswith("regex: ")] == ["set:0", "set:2"]


@pytest.mark.parametrize(
    ("id_", "reference", "why"),
    [
        ("regex", "20[24", "the pattern '20[24' cannot be read: "),
        ("regex", {"pattern": 4}, "the reference is no pattern"),
        ("json_schema", {"type": "person"}, "the schema is none: $.type: "),
        ("json_schema", "{", "the schema is no JSON"),
        ("text.exact", " ", "the reference ' ' says nothing"),
        ("text.exact", [], "the reference [] is no text or number"),
        ("choice", "", "the reference is empty"),
        ("choice", "Neither of them", "the reference 'Neither of them' names no single option"),
        ("choice", {"answer": None}, "the reference's answer is None"),
        ("units", "9.81 wobbles", "the reference '9.81 wobbles' is no quantity"),
        ("math", " ", "' ': reference-unparseable"),
    ],
)
def test_what_a_verifier_would_abstain_on_for_its_reference_is_found_before_any_answer(problems, id_, reference, why):
    [(place, kind, detail)] = problems([id_], reference)
    assert (place, kind) == ("set:0", "unreadable")
    assert detail.startswith(f"{id_}: {why}")


@pytest.mark.parametrize(
    ("id_", "reference"),
    [
        ("regex", "20[24]"),
        ("json_schema", {"type": "object"}),
        ("text.exact", ["a", 4]),
        ("choice", "B"),
        ("units", "5 m"),
    ],
)
def test_a_reference_that_can_be_read_is_none(problems, id_, reference):
    assert problems([id_], reference) == []

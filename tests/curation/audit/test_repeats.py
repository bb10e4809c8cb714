"""A question that stands further up is found by its words and signs, and told by its reference."""

import pytest

from rewardry.curation.audit.repeats import Repeats


def found(questions, aside=()):
    repeats = Repeats(aside)
    return [[(finding.kind, finding.row.place, finding.detail) for finding in repeats.of(one)] for one in questions]


@pytest.mark.parametrize(
    ("again", "same"),
    [
        ("What is 2 + 2?", True),
        ("what IS  2 + 2 ?", True),
        ("What\nis 2+2?", True),
        ("What is 2 - 2?", False),
        ("What is 2 + 2", False),  # a sign more or less may be another question
        ("What is 2 + 3?", False),
        ("Was ist 2 + 2?", False),
        ([{"role": "user", "content": "What is 2 + 2?"}], True),
    ],
)
def test_a_question_is_the_same_whatever_its_case_and_white_space(asked, again, same):
    _, second = found([asked(), asked(again, place="set:2")])
    assert second == [("duplicate", "set:2", "the question of set:1")] * same


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("4", "4", "duplicate"),
        ("4", 4, "conflict"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "duplicate"),
        ([1, 2], [2, 1], "conflict"),
        (True, 1, "conflict"),
    ],
)
def test_the_reference_tells_a_duplicate_from_a_conflict(asked, first, second, kind):
    [_, [(found_kind, _, detail)]] = found([asked(reference=first), asked(reference=second, place="set:2")])
    assert found_kind == kind
    assert detail == "the question of set:1" + ", which has another reference" * (kind == "conflict")


def test_fields_that_decide_nothing_are_left_aside_in_objects_alone(asked):
    same = [asked(reference={"answer": 4, "solution": s}, place=f"set:{i}") for i, s in enumerate("xy")]
    assert found(same, ["solution"])[1][0][0] == "duplicate"
    assert found(same)[1][0][0] == "conflict"
    texts = [asked(reference=text, place=text) for text in ("solution", "answer")]
    assert found(texts, ["solution"])[1][0][0] == "conflict"


def test_all_that_follow_are_held_against_the_first(asked):
    questions = [asked(reference=reference, place=f"set:{i}") for i, reference in enumerate("4544")]
    kinds = [[kind for kind, *_ in one] for one in found(questions)]
    assert kinds == [[], ["conflict"], ["duplicate"], ["duplicate"]]


def test_a_file_that_is_given_twice_repeats_itself_line_by_line(rewardry, write):
    write("set.jsonl", *({"prompt": f"What is {i} + 1?", "reference": str(i + 1)} for i in range(2)))
    code, out, _ = rewardry("audit", "set.jsonl", "set.jsonl")
    assert code == 1
    assert "set.jsonl:2: duplicate: the question of set.jsonl:2" in out


@pytest.mark.parametrize("prompt", ["", None, "   ", "?!", [{"role": "user", "content": ""}], 7, {"a": 1}])
def test_rows_without_words_or_without_a_reference_repeat_nothing(asked, prompt):
    assert found([asked(prompt), asked(prompt, place="set:2")]) == [[], []]
    assert found([asked(reference=None), asked(reference=None, place="set:2")]) == [[], []]

"""Which boxes of a text are the last group, and what each of them holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.boxes import last_group
from rewardry.verifiers.math.fields import field, others


def parts(text, end=None):
    group = last_group(text, end)
    return None if group is None else [part.strip() for part in group.parts]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("no box at all", None),
        ("\\boxed", None),
        ("\\boxed{", None),
        ("\\boxed{1", None),
        ("\\boxedx{1}", None),
        ("\\boxed{1} and \\boxed{2", ["1"]),
        ("\\boxed{\\{1,2\\}}", ["\\{1,2\\}"]),
        ("\\boxed{a\\}b}", ["a\\}b"]),
        ("\\boxed   {7}", ["7"]),
        ("\\boxed\n{7}", ["7"]),
        ("\\boxed 7", ["7"]),
        ("\\boxed -7.5", ["-7.5"]),
        ("\\boxed\\pi", ["\\pi"]),
        ("\\boxed x", ["x"]),
        ("\\fbox{7}", ["7"]),
        ("\\fboxed{7}", ["7"]),
        ("\\fbox{6} \\boxed{7}", ["6", "7"]),
        ("\\boxed{5} is wrong. It is \\boxed{7}", ["7"]),
        ("\\boxed{5}, \\boxed{6}; \\boxed{7}", ["5", "6", "7"]),
        ("\\boxed{5}\n\n\\boxed{6}", ["5", "6"]),
        ("\\boxed{5} cats and \\boxed{6} dogs", ["5", "6"]),
        ("\\boxed{5} cats. And \\boxed{6} dogs", ["6"]),
        ("\\boxed{5} is what we had, and from that it follows at once that \\boxed{6}", ["6"]),
        ("\\boxed{5} or rather, no, \\boxed{6}", ["6"]),
        ("\\boxed{5}. The other root is \\boxed{6}", ["5", "6"]),
        ("Option 1: \\boxed{5}. Option 2: \\boxed{6}", ["5", "6"]),
        ("\\boxed{5}. Alternatively: \\boxed{6}", ["5", "6"]),
        ("(a) \\boxed{5}\n\n(b) It follows. \\boxed{6}", ["5", "6"]),
        ("(a) \\boxed{5}\n\n(c) It follows. \\boxed{6}", ["6"]),
        ("(1) \\boxed{5}\n\n(2) It follows. \\boxed{6}", ["5", "6"]),
        ("Part (a). \\boxed{5}\nSo.\nPart (b). It is so. \\boxed{6}", ["5", "6"]),
        ("\\boxed{6}\n% \\boxed{5}", ["6"]),
        ("% \\boxed{5}", None),
        ("50% of it is \\boxed{5}", ["5"]),
        ("\\boxed{\\boxed{7}}", ["\\boxed{7}"]),
        ("\\boxed{So here is the answer to what was asked: it is \\boxed{7}}", ["7"]),
        ("\\boxed{\\boxed{5} \\boxed{7}}", ["5", "7"]),
    ],
)
def test_the_last_group(text, held):
    assert parts(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("$-\\boxed{5}$", "-(5)"),
        ("$x = -\\boxed{5}$", "-(5)"),
        ("$\\pm\\boxed{5}$", "\\pm 5"),
        ("$3-\\boxed{5}$", "5"),
        ("the answer - \\boxed{5}", "5"),
        ("\\boxed{5}\\%", "5 \\%"),
        ("$\\boxed{5}$ percent", "5 percent"),
        ("\\boxed{5}^\\circ", "5 ^\\circ"),
        ("\\boxed{5}°", "5 °"),
        ("\\boxed{5} cm", "5 \\text{ cm}"),
        ("\\boxed{5} cm^2", "5 \\text{ cm^2}"),
        ("\\boxed{5} km/h", "5 \\text{ km/h}"),
        ("\\boxed{5} square feet", "5 \\text{ square feet}"),
        ("\\boxed{5}\\text{ cm}^2", "5 \\text{ cm}^2"),
        ("\\boxed{5}\\mathrm{cm}", "5 \\mathrm{cm}"),
        ("\\boxed{5} apples", "5"),
        ("\\boxed{5}\\text{ apples}", "5"),
        ("\\boxed{5\\text{ m}}\\text{ cm}", "5\\text{ m}"),
        ("\\boxed{x} cm", "x"),
        ("\\boxed{5}\n cm", "5"),
    ],
)
def test_a_sign_before_a_box_and_a_unit_behind_it_belong_to_it(text, held):
    assert parts(text) == [held]


def test_what_stands_behind_a_place_is_not_looked_at():
    text = "\\boxed{5} is wrong. \\boxed{6}"
    assert parts(text, text.index("\\boxed{6}")) == ["5"]
    assert parts(text, 3) is None
    assert parts(text, len(text) - 1) == ["5"]


@settings(max_examples=60)
@given(
    inside=st.recursive(
        st.text("12x+ ", min_size=1, max_size=6), lambda more: more.map(lambda text: f"{{{text}}}"), max_leaves=5
    ),
    before=st.text("ab. {}", max_size=20),
    behind=st.text("ab. ", max_size=20),
)
def test_places_are_those_of_the_text(inside, before, behind):
    text = f"{before}\\boxed{{{inside}}}{behind}"
    group = last_group(text)
    assert text[group.span.start : group.span.end] == f"\\boxed{{{inside}}}"
    assert group.places == (group.span,)


def test_a_box_that_is_longer_than_an_answer_may_be_is_not_looked_through_to_its_end():
    longest = "\\frac{1}{2}" + "1" * 3_900
    assert parts(f"\\boxed{{{longest}}}") == [longest]
    assert parts(f"\\boxed{{{longest}{'1' * 1_000}}}") is None


def test_a_group_has_a_bounded_number_of_boxes():
    group = last_group("\\boxed{1}," * 300)
    assert 1 < len(group.parts) < 300


FIELDS = [
    ('{"answer": "42"}', "42"),
    ('{"reasoning": "41", "final_answer": 42}', "42"),
    ('{"answer": 41, "answer": 42}', "42"),
    ('{"result": 41, "answer": 42, "solution": 43}', "42"),
    ('{"result": 41, "solution": 43}', "43"),
    ('{"my answer" : "x = 2"}', "x = 2"),
    ('{"answer": [1, 2]}', "1 , 2"),
    ('{"answer": ["a", "b"]}', "a , b"),
    ('{"answer": null}', ""),
    ('{"answer": true}', "true"),
    ('{"answer": "\\\\frac{1}{2}"}', "\\frac{1}{2}"),
    ('{"answer": "\\frac{1}{2}"}', "\x0crac{1}{2}"),
    ('{"answer": "\\sqrt{2}"}', "\\sqrt{2}"),
    ('{"answer": "say \\"5\\""}', 'say "5"'),
    ('{"ANSWER": -1.5e3}', "-1.5e3"),
]


@pytest.mark.parametrize(("text", "value"), FIELDS)
def test_the_field_that_is_called_an_answer(text, value):
    place, found = field(text)
    assert found == value
    assert place.kind == "json"


@pytest.mark.parametrize(
    "text", ["", '"answer" 42', '{"answers": 42}', '{"question": "answer"}', '{"answer": {"value": 42}}']
)
def test_no_field_is_called_an_answer(text):
    assert field(text) is None


def test_other_answers_of_an_object_are_found():
    assert others('{"answer": 42, "alternative": "43", "second_choice": 44, "backup": [45]}') == ("43", "44", "45")
    assert others('{"answer": 42, "confidence": 0.9}') == ()

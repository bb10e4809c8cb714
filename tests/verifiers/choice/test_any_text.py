"""Whatever a completion says it gets a verdict, in time, and is right for one option at most."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry

GASES = ["oxygen", "argon", "nitrogen", "carbon dioxide"]
NITROGEN = {"options": GASES, "answer": "C"}
QUESTION = "Which gas is most abundant in dry air?\nA. oxygen\nB. argon\nC. nitrogen\nD. carbon dioxide"
REFERENCES = [
    NITROGEN,
    {"options": GASES, "answers": ["A", "C"]},
    True,
    {"options": GASES, "answer": "3"},
    {"options": dict(zip("1234", GASES, strict=True)), "answer": "3"},
    {"options": GASES, "answers": ["B"]},
]
PARTS = [
    "A",
    "C",
    "3",
    "nitrogen",
    "oxygen",
    " and ",
    " or ",
    ", ",
    "(",
    ")",
    "not ",
    ". ",
    "\n",
    "true",
    "**",
    "{",
    "\\text{",
    "é",
]
anything = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [*"ABCD", "c", "(C)", "or", "not", "nitrogen", "argon", ".", ",", ":", "\n", " ", "**", "答案是", "is"]
        ),
        max_size=8,
    ).map(" ".join),
    st.lists(st.sampled_from([*"ABCDc().,: \n*$\\{}[]【】（）。，、选不是"]), max_size=15).map("".join),
)


@settings(deadline=None, max_examples=600)
@given(
    answer=anything,
    reference=st.sampled_from(["C", NITROGEN, {"options": ["C", "", "nitrogen"], "answer": "nitrogen"}]),
)
def test_no_text_crashes_and_every_text_is_decided_or_undecided_for_a_reason(answer, reference):
    verdict = rewardry.get("choice").check(answer, reference, "")
    assert verdict.status in ("correct", "incorrect", "abstain")
    assert verdict.reason
    if verdict.status == "abstain":
        assert verdict.reason == "options-unknown"


@settings(deadline=None, max_examples=400)
@given(answer=anything)
def test_an_answer_is_right_for_one_option_at_most(answer):
    choice = rewardry.get("choice")
    right = [one for one in "ABCD" if choice.check(answer, {"options": GASES, "answer": one}, "").status == "correct"]
    assert len(right) <= 1


@settings(deadline=None, max_examples=300)
@given(
    answer=anything, other=st.sampled_from("ABD"), joint=st.sampled_from([", ", " or ", " and ", "/", "\n", "; ", " "])
)
def test_a_second_letter_behind_a_right_answer_makes_it_wrong(answer, other, joint):
    choice = rewardry.get("choice")
    if choice.check(answer, NITROGEN, "").status == "correct":
        assert choice.check(f"{answer}{joint}{other}", NITROGEN, "").status == "incorrect"


@pytest.mark.parametrize(
    "filler",
    [
        " ",
        ". ",
        " ,",
        "(",
        "**",
        "$",
        "\n",
        "\\text{",
        "not ",
        "answer ",
        "选",
        "C, ",
        "because ",
        "[",
        "A. x\n",
        "is the ",
    ],
)
def test_an_answer_of_ten_thousand_characters_takes_no_time(verdict_of, filler):
    answer = ("C" + filler * 10_000)[:9_990] + "x"
    options = {"options": ["x" * 50 + str(i) for i in range(26)], "answer": "C"}
    start = time.process_time()
    for reference in ("C", options):
        assert verdict_of(answer, reference).status in ("correct", "incorrect", "abstain")
    assert time.process_time() - start < 10  # a guard against what does not end


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PARTS), max_size=30).map("".join)))
def test_any_text_gets_a_verdict(text):
    for reference in REFERENCES:
        verdict = rewardry.get("choice").check(text, reference, "" if reference is True else QUESTION)
        assert verdict.status in ("correct", "incorrect", "abstain")
        assert rewardry.get("choice").check(text + " or D", reference, "").status != "correct"


@pytest.mark.parametrize(
    "text", ["A, " * 3000, "A and " * 1500, "[" * 9000, "C. D. " * 1500, "the answer is " * 700, "\\text{" * 1400]
)
def test_a_long_answer_takes_no_long_time(verdict_of, text):
    start = time.thread_time()
    for reference in REFERENCES:
        assert verdict_of(text, reference).status == "incorrect"
    assert time.thread_time() - start < 20  # a guard against what does not end

"""Answers as people end their texts, without a box or tag: each beside one that says something else."""

import pytest

ENDS = [
    ("Let x = 5. Then the area is 25.", "25", "5"),
    ("So the final answer is 3.5 hours.", "3.5", "5"),
    ("After 3 steps we get x = 7", "7", "3"),
    ("Final answer: x = 7, y = 8", "x=7, y=8", "x=8, y=7"),
    ("The probability is 1/2 = 0.5 = 50%.", "1/2", "5"),
    ("**Answer:** \\(\\frac{3}{4}\\)", "3/4", "3"),
    ("Answer: $3.50", "3.5", "3"),
    ("Answer: 3,500.00", "3500", "500"),
    ("answer is 1.5e3", "1500", "1.5"),
    ("Thus, the sum of the digits is 1+2+3=6.", "6", "3"),
    ("So we have 12 + 13 = 25 apples in total.", "25", "13"),
    ("The total cost is $12.50 + $3.50 = $16.00.", "16", "3.5"),
    ("We find that n=10 works, so the smallest n is 10.", "10", "11"),
    ("The correct choice is C.", "C", "B"),
    ("Answer: A, because 3 > 2", "A", "3"),
    ("Therefore $\\sqrt{2}+1$.", "\\sqrt2+1", "\\sqrt2"),
    ("So 5", "5", "6"),
    ("Hence, the maximum value of f is \\[ 12. \\]", "12", "2"),
    ("$$x=\\frac{1}{2}$$", "1/2", "x"),
    ("The value is approximately 3.14.", "3.14", "3"),
    ("The exact value is 2\\sqrt{2} ≈ 2.83", "2\\sqrt2", "2"),
    ('{"answer": "12"}', "12", "2"),
    ('```json\n{"answer": 12}\n```', "12", "2"),
    ("<answer>12</answer>.", "12", "2"),
    ("Answer: 12 \nConfidence: 90%", "12", "90"),
    ("The answer is 12.\n\nLet me know if you have any questions!", "12", "1"),
    ("答：小明有12个苹果。", "12", "2"),
    ("因此选B。", "B", "A"),
    ("故答案为：$\\frac{1}{2}$", "1/2", "1"),
    ("x=1或x=2", "1,2", "1"),
    ("Ответ: 12", "12", "2"),
    ("La respuesta es 12.", "12", "2"),
    ("Die Antwort ist 12.", "12", "2"),
    ("La réponse est 12.", "12", "2"),
    ("答えは12です", "12", "2"),
    ("The answer is not 12, it is 13.", "13", "12"),
    ("13 (not 12)", "13", "12"),
    ("Step 1: 5\nStep 2: 7\n\n12", "12", "7"),
    ("The roots are 2 and 3.", "2,3", "3"),
    ("x is 2 and y is 3", "(2,3)", "3"),
    ("= 12", "12", "2"),
    ("−12", "-12", "12"),
    ("The answer is: twelve", "12", "2"),
    ("***12***", "12", "2"),
    ("`12`", "12", "2"),
    ("```\n12\n```", "12", "2"),
    ("<b>12</b>", "12", "2"),
    ("This proves it. ∎\n\nThe number is 12. $\\blacksquare$", "12", "1"),
    ("The number of ways is 12.\n\nCheck: 3 · 4 = 12.", "12", "3"),
    ("The roots are:\n\n- $x = 1$\n- $x = 2$", "1, 2", "2"),
    ("(a) 5\n(b) 7", "5, 7", "7"),
    ("67 integers are not divisible by 3", "67", "3"),
    ("We count on.\n\nIn 10 days it will be Thursday.", "Thursday", "10"),
    ("The limit does not exist.", "DNE", "0"),
    ("Yes, because 5 is prime.", "yes", "5"),
    ("No, since 4 is even.", "no", "4"),
    ("Yes, it is 12.", "12", "yes it is 13"),
    ("So there are infinitely many solutions.", "\\infty", "0"),
]


@pytest.mark.parametrize(("completion", "right", "wrong"), ENDS, ids=[completion[:40] for completion, *_ in ENDS])
def test_the_answer_with_which_a_text_ends(verifies, completion, right, wrong):
    assert verifies(completion, right).status == "correct"
    assert verifies(completion, wrong).status != "correct"


@pytest.mark.parametrize(
    ("completion", "reference"),
    [
        ("The answer is $5$ or $6$.", "5"),
        ("Suppose that x = 12.", "12"),
        ("We need to find whether the answer is 12", "12"),
        ("Let n be 12.", "12"),
        ("There are more than 12 of them.", "12"),
        ("See page 12.", "12"),
        ("I give up after 12 tries.", "12"),
        ("Is it 12?", "12"),
        ("| x | y |\n|---|---|\n| 1 | 12 |", "12"),
        ("Guess 1: 5\nGuess 2: 12", "12"),
        ("y = 2x + 1\ny = 2x - 1", "y = 2x - 1"),
        ("The line is parallel to y = 2x + 1", "y = 2x + 1"),
        ("Verdict: correct. Score: 1.0", "1"),
        ("The number of ways is 12.\n\nCheck: this fails, so it is not 12.", "12"),
        ("The expected answer is 12.", "12"),
    ],
)
def test_a_number_that_no_text_concludes(verifies, completion, reference):
    assert verifies(completion, reference).status != "correct"


def test_the_last_number_counts_where_it_is_asked_for(verifies):
    text = "We add the three, then we take away what was eaten, 7 of 12, and look at the rest again, see"
    assert verifies(text, "12").status == "incorrect"
    assert verifies(text, "12", strict=False).status == "correct"
    assert verifies(text, "7", strict=False).status == "incorrect"

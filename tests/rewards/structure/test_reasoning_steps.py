"""The reward `structure.reasoning_steps`: marked steps that say something, in seven languages."""

import time

import pytest

import rewardry
from rewardry.errors import ParameterError
from rewardry.rewards.structure.reasoning_steps import count_steps


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Step 1: add the numbers\nStep 2: halve the sum\nStep 3: round it up", 3),
        ("1. add the numbers\n2. halve the sum\n3. round it up", 3),
        ("1) add the numbers\n2) halve the sum", 2),
        ("- add the numbers\n- halve the sum\n* round it up", 3),
        ("**Step 1:** add the numbers\n### Step 2 - halve the sum", 2),
        ("First, add the numbers. Then, halve the sum. Finally, round it.", 3),
        ("步骤1：计算\n步骤2：验证\n步骤3：作答", 3),
        ("首先计算总和。然后除以二。最后取整数。", 3),
        ("第一步，设未知数\n第二步，列方程", 2),
        ("まず和を求める。次に二で割る。最後に丸める。", 3),
        ("Zuerst addieren wir. Dann teilen wir. Schließlich runden wir.", 3),
        ("Schritt 1: addieren wir\nSchritt 2: teilen wir", 2),
        ("D'abord, on additionne. Ensuite, on divise. Enfin, on arrondit.", 3),
        ("Étape 1 : additionner\nÉtape 2 : diviser", 2),
        ("Primero, sumamos. Luego, dividimos. Finalmente, redondeamos.", 3),
        ("Paso 1: sumamos todo\nPaso 2: dividimos todo", 2),
        ("Сначала сложим числа. Затем разделим сумму. Наконец округлим.", 3),
        ("Шаг 1: сложим числа\nШаг 2: разделим сумму", 2),
        ("1. 17*20 = 340\n2. 17*3 = 51\n3. 340 + 51 = 391", 3),
        ("", 0),
        ("no structure at all", 0),
        ("The first number is 5, and then some.", 0),
        ("It is 3.14 metres\n2.5 of them", 0),
        # marks without steps
        ("First,First,First,", 0),
        ("First,Second,Finally,", 0),
        ("\n-\n-\n-", 0),
        ("- a\n- b\n- c", 0),
        ("1.\n2.\n3.", 0),
        ("步骤1\n步骤2\n步骤3", 0),
        ("1. add the numbers\n2. add the numbers\n3. Add the numbers!", 1),
        ("- ....................\n- 1234567890", 0),
    ],
)
def test_steps_of_a_text(text, steps):
    assert count_steps(text) == steps


@pytest.mark.parametrize(
    ("text", "least", "steps"),
    [
        ("1. abcd\n2. abcde", 5, 1),
        ("1. a b, c! d\n2. a b, c! d e", 5, 1),  # letters alone count
        ("1. abcde\n2. abcdef", 1, 2),
        ("步骤1：算\n步骤2：计算", 4, 1),  # each counts as three
        ("步骤1：算\n步骤2：计算", 3, 2),
        ("1. x = 12\n2. y : 12", 4, 0),
        ("1. x = 123\n2. y : 123", 4, 1),  # of an equation its digits count
        # what a step says ends with its paragraph
        ("1. ab\n\nA long remark that belongs to no step.", 5, 0),
        ("1. abcde\n \t\nA long remark.\n2. abcde\n\nAnother remark.", 5, 1),
        ("1. abcde\nand more\n2. abcde\nand less", 5, 2),
        # steps are compared by their first eighty letters
        ("1. " + "a" * 80 + "b\n2. " + "a" * 80 + "c", 5, 1),
        ("1. " + "a" * 79 + "b\n2. " + "a" * 79 + "c", 5, 2),
    ],
    ids=[
        *("five letters", "punctuation", "one letter", "Han", "fewer Han", "digits", "equation"),
        *("paragraph", "blank line", "lines of a step", "alike at eighty", "apart at eighty"),
    ],
)
def test_what_a_step_says_and_when_it_is_enough(text, least, steps):
    assert count_steps(text, least) == steps


def test_a_right_answer_is_paid_for_its_steps_and_a_wrong_one_is_not(score_one):
    text = "<think>\n1. Add two and two.\n2. That makes four.\n</think>\n<answer>4</answer>"
    rule = {"verifier": "text.exact"}
    assert score_one("structure.reasoning_steps", text, reference="4", **rule).value == pytest.approx(2 / 3)
    assert score_one("structure.reasoning_steps", text, reference="4", min_steps=2, **rule).value == 1.0
    assert score_one("structure.reasoning_steps", text, reference="5", **rule).value == 0.0
    assert score_one("structure.reasoning_steps", text, reference=None, **rule).value is None


def test_steps_are_looked_for_in_the_reasoning(score_one):
    steps = "\n1. Add two and two.\n2. That makes four.\n3. Report it.\n"
    outside = f"<think>Easy.</think>{steps}<answer>4</answer>"
    rule = {"verifier": "text.exact", "reference": "4"}
    assert score_one("structure.reasoning_steps", outside, **rule).value == 0.0
    assert score_one("structure.reasoning_steps", f"{steps}<answer>4</answer>", **rule).value == 1.0


@pytest.mark.parametrize("name", ["min_steps", "min_letters"])
def test_wrong_parameters(name):
    with pytest.raises(ParameterError, match=f"{name} = 0"):
        rewardry.get("structure.reasoning_steps", **{name: 0})


@pytest.mark.parametrize("piece", ["1. ", "\n- ", "First, ", "第一步", " \n", "Step 1: abcde\n", "a. Then "])
def test_a_long_text_is_read_in_linear_time(piece):
    start = time.process_time()
    count_steps(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 10

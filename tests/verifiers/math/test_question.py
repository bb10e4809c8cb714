"""What a question asks for, and what only sounds like it."""

import pytest

from rewardry.verifiers.math.question import may_round, understand


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Round to the nearest tenth.", 1),
        ("Round to the nearest hundredths.", 2),
        ("to the nearest ten-thousandth", 4),
        ("to the nearest ten thousandth", 4),
        ("to the nearest ten", -1),
        ("to the nearest ten thousand", -4),
        ("to the nearest hundred thousand dollars", -5),
        ("to the nearest million", -6),
        ("to the nearest whole number", 0),
        ("the nearest whole percent", 0),
        ("to the nearest 0.01", 2),
        ("to the nearest .1 inch", 1),
        ("to the nearest 100 feet", -2),
        ("to the nearest 5 cents", None),
        ("to the nearest cent", 2),
        ("to the nearest foot", 0),
        ("rounded to nearest student", 0),
        ("nearest kilometer, please", 0),
        ("How far is it to the bank in the nearest town?", None),
        ("A man stands near the foot of a tower.", None),
        ("Who lives near the unit circle?", None),
        ("Its nearest neighbour is 5 cm away. Give one decimal place.", 1),
        ("Give two decimals.", 2),
        ("correct to 3 d.p.", 3),
        ("with 4 digits after the decimal point", 4),
        ("保留两位小数", 2),
        ("精确到0.1", 1),
        ("精确到0.01米", 2),
        ("精确到1米", 0),
        ("精确到十分位", 1),
        ("结果保留整数", 0),
        ("精确到小数点后三位", 3),
        ("四舍五入到百分位", 2),
        ("结果保留根号", None),
        ("（结果保留π）", None),
        ("保留两个有效数字", None),
        ("保留3位有效数字", None),
        ("What is the ten thousandth digit?", None),
    ],
)
def test_decimal_places(question, places):
    assert understand(question).places == places


@pytest.mark.parametrize(
    ("question", "digits"),
    [
        ("to 3 significant figures", 3),
        ("two significant digits", 2),
        ("to 4 s.f.", 4),
        ("3 sig figs", 3),
        ("保留两个有效数字", 2),
        ("保留3位有效数字", 3),
        ("保留两位小数", None),
        ("a significant figure in history", None),
    ],
)
def test_significant_figures(question, digits):
    assert understand(question).significant == digits


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("Find the speed in km/h.", {"length": 1, "time": -1}),
        ("Find the speed in $\\text{km/h}$.", {"length": 1, "time": -1}),
        ("in m/s", {"length": 1, "time": -1}),
        ("in m/s^2", {"length": 1, "time": -2}),
        ("Find the area in cm^2.", {"length": 2}),
        ("Find the area in $cm^{2}$.", {"length": 2}),
        ("Find the area in cm².", {"length": 2}),
        ("Find the area in $\\mathrm{cm}^2$.", {"length": 2}),
        ("Find the area, in square feet.", {"length": 2}),
        ("How many sq. miles is it?", {"length": 2}),
        ("What is the density in g/mL?", {"mass": 1, "length": -3}),
        ("How many hours does he work, in dollars?", {"time": 1}),
        ("In the morning, in metres, in kg", {"mass": 1}),
        ("Give it in miles per hour.", {"length": 1, "time": -1}),
        ("Express it in the form m/n.", None),
        ("Write it in m/n form.", None),
        ("Find x in terms of t.", None),
        ("a polynomial in t^2", None),
        ("How many apples are in the box?", None),
        ("", None),
    ],
)
def test_units(question, unit):
    found = understand(question).unit
    assert (None if found is None else dict(found.dimension)) == unit


@pytest.mark.parametrize(
    ("reference", "answer", "question", "right"),
    [
        ("60", "60 km/h", "Find the speed in km/h.", True),
        ("60", "1 km/min", "Find the speed in km/h.", True),
        ("60", "60 km", "Find the speed in km/h.", False),
        ("60", "60 m/s", "Find the speed in km/h.", False),
        ("12", "12\\text{ cm}^2", "Find the area in cm^2.", True),
        ("12", "1200\\text{ mm}^2", "Find the area in cm^2.", True),
        ("12", "12\\text{ cm}", "Find the area in cm^2.", False),
        ("5", "\\$5/\\text{hour}", "How many dollars per hour?", True),
        ("\\$5/\\text{hour}", "5 dollars per hour", "", True),
        ("\\$5/\\text{hour}", "5 cents per hour", "", False),
        ("2\\sqrt{3}", "3", "结果保留根号", False),
        ("12", "11.7", "How far is the nearest town?", False),
        ("12", "11.7", "A man stands near the foot of a tower. How high is it?", False),
        ("\\frac{1}{7}", "0.1", "精确到0.1", True),
        ("\\frac{1}{7}", "0", "精确到0.1", False),
        ("\\frac{1}{7}", "0.14", "保留两个有效数字", True),
        ("\\frac{314159}{100}", "3100", "to the nearest hundred", True),
        ("1234567", "1230000", "to the nearest ten thousand", True),
        ("45^\\circ", "\\arctan 1", "", True),
        ("\\tan^{-1} 1", "45^\\circ", "", True),
        ("\\arctan 1", "45", "", False),
        ("45", "\\arctan 1", "How many degrees is it?", True),
    ],
)
def test_an_answer_is_read_as_the_question_asks(finds, reference, answer, question, right):
    assert (finds(reference, answer, question).equal is True) is right


def test_only_the_end_of_a_long_question_is_read():
    assert understand("Round to two decimal places." + " x" * 10_000).places is None
    assert understand(" x" * 10_000 + " Round to two decimal places.").places == 2


@pytest.mark.parametrize(
    "question", ["Round it.", "to the nearest tenth", "two decimals", "有多少？精确到1", "保留", "近似"]
)
def test_a_question_that_may_round_is_told_at_once(question):
    assert may_round(question)


@pytest.mark.parametrize("question", ["What is 2 + 2?", "How many apples?", ""])
def test_most_questions_round_nothing(question):
    assert not may_round(question)


def test_findings_are_told_by_name():
    assert understand("How many percent, to two decimals, exactly?").findings() == [
        "percent",
        "places",
        "rounds",
        "exact",
    ]
    assert understand("What is it?").findings() == []

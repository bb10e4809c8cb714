"""Units in Chinese are read as their signs, and nothing else of a text in Chinese is."""

import pytest

import rewardry
from rewardry.verifiers.units.han_units import with_signs

pytest.importorskip("pint")


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("5 m", "5米"),
        ("5 m", "答案是5米。"),
        ("5 m", r"\boxed{5\text{米}}"),
        ("5 m", "500厘米"),
        ("5 m/s", "18千米每小时"),
        ("5 m/s", "5米/秒"),
        ("5 m/s^2", "5米每平方秒"),
        ("3 cm^3", "3立方厘米"),
        ("2 m^2", "2平方米"),
        ("10 N m", "10牛·米"),
        ("1 kWh", "1千瓦时"),
        ("3.6 MJ", "1千瓦时"),
        ("20 °C", "20摄氏度"),
        ("2.5 kg", "2.5公斤"),
        ("1 kg", "1000克"),
        ("60 min", "1小时"),
        ("5米", "5 m"),
    ],
)
def test_a_unit_in_chinese_is_its_sign(reference, answer):
    assert rewardry.verify("units", answer, reference).status == "correct"


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("5 m", "5千米"),
        ("5 m", "5牛"),
        ("5 m", "5米或6米"),
        ("5 m", "不是5米"),
        ("5 m^2", "5立方米"),
        ("5 kg", "5斤"),
        ("5 J", "5千瓦"),
        ("5 m", "5米左右或更多"),
    ],
)
def test_another_unit_or_another_word_is_wrong(reference, answer):
    assert rewardry.verify("units", answer, reference).status == "incorrect"


@pytest.mark.parametrize("text", ["", "5 m", "大米", "天气", "5米饭", "中国5年", "元素"])
def test_words_that_hold_a_unit_stay_as_they_are(text):
    assert with_signs(text) == text


def test_a_run_of_units_is_a_product():
    assert with_signs("3千克平方米每秒").split() == ["3", "kg", "square", "m", "/", "s"]


@pytest.mark.parametrize(("reference", "answer"), [("7 N m", "7 Nm"), ("7 Nm", "7 J"), ("100 N m", "0.1 kNm")])
def test_a_torque_may_be_written_in_one_word(reference, answer):
    assert rewardry.verify("units", answer, reference).status == "correct"


def test_a_torque_in_one_word_is_no_nanometre():
    assert rewardry.verify("units", "7 nm", "7 Nm").status == "incorrect"

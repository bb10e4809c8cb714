"""Cryptarithms: every mapping of small sums against arithmetic."""

import itertools

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.cryptarithm import Cryptarithm, CryptarithmInstance


@pytest.mark.parametrize(
    ("addends", "result"), [(("A", "B"), "C"), (("AB", "A"), "BB"), (("TO", "GO"), "OUT"), (("AA", "BB"), "CBC")]
)
@pytest.mark.parametrize("leading_zero", [False, True])
def test_every_mapping_is_judged_by_the_sum(addends, result, leading_zero):
    instance = CryptarithmInstance(addends=addends, result=result, leading_zero=leading_zero)
    letters, right = instance.letters, 0
    for digits in itertools.permutations("0123456789", len(letters)):
        table = str.maketrans(letters, "".join(digits))
        *numbers, total = (word.translate(table) for word in instance.words)
        zero = any(len(number) > 1 and number[0] == "0" for number in (*numbers, total))
        valid = sum(map(int, numbers)) == int(total) and (leading_zero or not zero)
        answer = ",".join(f"{letter}={digit}" for letter, digit in zip(letters, digits, strict=True))
        right += valid
        if valid or hash(answer) % 16 == 0:
            assert (Cryptarithm().check(answer, instance, "").status == "correct") == valid
    assert Cryptarithm().count_solutions(instance, 10**6) == right


def test_the_classic_has_one_solution(is_right):
    instance = CryptarithmInstance(addends=("SEND", "MORE"), result="MONEY")
    assert Cryptarithm().count_solutions(instance, 10) == 1
    assert Cryptarithm().solution(instance) == "D=7,E=5,M=1,N=6,O=0,R=8,S=9,Y=2"
    assert is_right(Cryptarithm(), instance, "S: 9\nE: 5\nN: 6\nD: 7\nM: 1\nO: 0\nR: 8\nY: 2")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("T=2,O=1,G=8,U=0", "valid"),
        ('{"T": 2, "O": 1, "G": 8, "U": 0}', "valid"),
        ("t → 2, o → 1, g → 8, u → 0", "valid"),
        ("T is 2, O is 1, G is 8 and U is 0.", "valid"),
        ("| T | O | G | U |\n|---|---|---|---|\n| 2 | 1 | 8 | 0 |", "valid"),
        ("T=2,O=1,G=8", "incomplete"),
        ("T=2,O=1,G=8,U=2", "broken-rule"),
        ("T=0,O=1,G=8,U=2", "broken-rule"),
        ("T=3,O=1,G=8,U=0", "wrong-value"),
        ("T=2,O=1,G=8,U=0,T=3", "ambiguous"),
        ("T=2,O=1,G=8,U=10", "unreadable"),
        ("T=2,O=1,G=8,U=0,X=5", "unreadable"),
        ("21 + 81 = 102", "unreadable"),
        ("T=2.0,O=1,G=8,U=0", "unreadable"),
        ("T=2,O=1,G=8,U=0 or not", "unreadable"),
        ("T=2,O=1,G=8,U=true", "unreadable"),
    ],
)
def test_forms_and_near_misses(answer, reason, verdict_of):
    instance = CryptarithmInstance(addends=("TO", "GO"), result="OUT")
    assert verdict_of(Cryptarithm(), instance, answer).reason == reason


def test_more_than_ten_letters_are_no_task():
    with pytest.raises(UnreadableReferenceError, match="there are more than ten letters"):
        Cryptarithm().instance({"puzzle": "cryptarithm", "addends": ["ABCDEF", "GHIJ"], "result": "KA"})

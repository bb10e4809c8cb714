"""Completions in many languages: what is announced is found, what is denied or bounded is not."""

import pytest

from rewardry.verifiers.math.foreign_words import denies_or_bounds

TWELVE = [
    "Die Antwort ist 12.",
    "Antwort: etwa 12",
    "Die Lösung lautet 12.",
    "La réponse est 12.",
    "Réponse : environ 12",
    "La respuesta es 12",
    "**Respuesta final: 12**",
    "A resposta é 12.",
    "La risposta è 12.",
    "Het antwoord is dus 12.",
    "Svaret är 12.",
    "Svaret er 12.",
    "Odpowiedź: 12",
    "Wynik wynosi 12.",
    "Odpowiedzią jest 12.",
    "Ответ: 12.",
    "Ответ: около 12",
    "Відповідь: 12",
    "Cevap 12'dir.",
    "Cevap: 12",
    "Đáp án là 12.",
    "Đáp số: 12",
    "Jawabannya adalah 12.",
    "Jawaban: 12",
    "答えは12です。",
    "よって、答えは $12$ である。",
    "したがって、求める値は 12 です。",
    "정답은 12입니다.",
    "따라서 답은 12이다.",
    "따라서 정답은 $\\boxed{12}$입니다.",
    "الجواب هو 12",
    "الإجابة هي 12.",
    "الجواب: ١٢",
    "उत्तर: 12",
    "उत्तर: १२",
    "所以她每天赚12美元。",
    "一共需要12个苹果。",
    "答案大约是12",
    "小明还剩下12元钱。",
]
NOT_TWELVE = [
    "Die Antwort ist nicht 12.",
    "Die Antwort ist 12 oder 13.",
    "Die Antwort ist kleiner als 12.",
    "Mindestens 12.",
    "Antwort: mindestens 12",
    "\\boxed{12 \\text{ oder mehr}}",
    "La réponse n'est pas 12.",
    "La réponse est 12 ou 13.",
    "Réponse : au moins 12",
    "La respuesta no es 12.",
    "La respuesta es menor que 12.",
    "La respuesta es 12 o 13.",
    "Answer: 12 o más",
    "A resposta não é 12.",
    "A resposta é 12 ou 13.",
    "La risposta non è 12.",
    "La risposta è 12 o 13.",
    "Het antwoord is niet 12.",
    "Svaret är inte 12.",
    "Wynik nie wynosi 12.",
    "Ответ не 12.",
    "Ответ: 12 или 13.",
    "Ответ: не менее 12",
    "Ответ больше 12.",
    "Cevap 12 değil.",
    "Đáp án không phải là 12.",
    "Jawabannya bukan 12.",
    "答えは12ではありません。",
    "答えは12または13です。",
    "Answer: 12以上",
    "정답은 12가 아닙니다.",
    "정답은 12 또는 13입니다.",
    "답은 12 이상이다.",
    "الإجابة ليست 12.",
    "उत्तर 12 नहीं है।",
    "她每天赚的钱不到12美元。",
    "至少需要12个苹果。",
    "一共超过12个苹果。",
]


@pytest.mark.parametrize("completion", TWELVE)
def test_an_announced_number_is_found(verifies, completion):
    assert verifies(completion, "12").status == "correct"
    assert verifies(completion, "13").status == "incorrect"


@pytest.mark.parametrize("completion", NOT_TWELVE)
def test_what_is_denied_bounded_or_one_of_two_is_no_answer(verifies, completion):
    assert verifies(completion, "12").status != "correct"


@pytest.mark.parametrize("completion", [text for text in NOT_TWELVE if "13" not in text and "\\" not in text])
def test_no_language_is_read_without_its_denial(verifies, completion):
    """The same with reasoning before it, where the last sentence alone is looked at."""
    assert verifies(f"We add 5 and 7.\n\n{completion}", "12").status != "correct"


@pytest.mark.parametrize(
    ("completion", "right"),
    [
        ("Les solutions sont 3 et 5.", True),
        ("Les solutions sont 3 et 6.", False),
        ("Las soluciones son 3 y 5.", True),
        ("Las soluciones son $3$ y $-5$.", False),
        ("Le soluzioni sono $x=3$ e $x=5$.", True),
        ("As soluções são $x=3$ e $x=5$.", True),
        ("Die Lösungen sind 3 und 5.", True),
        ("Lösungen: $x_1 = 3$, $x_2 = 5$", True),
        ("Решения: 3 и 5.", True),
        ("x = 3 или x = 5", True),
        ("$x = 3$ o $x = 5$", True),
        ("$x = 3$ oder $x = 5$", True),
        ("x = 3 lub x = 5", True),
        ("x = 3 veya x = 5", True),
        ("x = 3 hoặc x = 5", True),
        ("x = 3 または x = 5", True),
        ("x = 3 또는 x = 5", True),
        ("x = 3 или x = 6", False),
        ("x = 3", False),
    ],
)
def test_two_values_are_joined_in_each_language(verifies, completion, right):
    assert (verifies(completion, "3, 5").status == "correct") is right


@pytest.mark.parametrize("text", ["3 x + 2 y - 5 = 0", "2 y + 3 x = 5", "3 x = 5 - 2 y"])
def test_a_letter_between_formulas_is_no_word(verifies, text):
    assert verifies(f"\\boxed{{{text}}}", "3x+2y=5").status == "correct"


@pytest.mark.parametrize(
    "sentence",
    [
        "There are 12 non-isomorphic groups.",
        "It takes 12 minutes, which is fast.",
        "So Tom has 12 apples.",
        "The total comes to 12.",
        "He passed 12 cars",
    ],
)
def test_no_english_word_is_taken_for_a_denial_in_another_language(verifies, sentence):
    assert not denies_or_bounds(sentence)
    assert verifies(sentence, "12").status == "correct"


@pytest.mark.parametrize(
    ("completion", "right"),
    [
        ("12 apples", True),
        ("12 more apples", True),
        ("12 at least", False),
        ("12 at most", False),
        ("12 m at most", False),
        ("12 apples at least", False),
        ("12 or more", False),
        ("\\boxed{12 \\text{ at least}}", False),
        ("\\boxed{\\text{at least } 12}", False),
        ("\\boxed{\\text{mindestens } 12}", False),
        ("\\boxed{12 \\text{ or fewer}}", False),
    ],
)
def test_a_bound_behind_a_number_belongs_to_it(verifies, completion, right):
    assert (verifies(completion, "12").status == "correct") is right

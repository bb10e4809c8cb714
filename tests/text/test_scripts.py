import pytest

from rewardry.text.scripts import count_words, latin_words


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", {}),
        ("12 + 3 = 15", {}),
        ("Let me think", {"latin": 3}),
        ("a point P on the line", {"latin": 4}),
        ("don't l’homme", {"latin": 2}),
        ("naïve Größe øre", {"latin": 3}),
        ("ｆｕｌｌ ｗｉｄｔｈ", {"latin": 2}),
        ("пусть икс равно", {"cyrillic": 3}),
        ("답은 사십이 입니다", {"hangul": 3}),
        ("让我们思考", {"han": 5}),
        ("これは問題です", {"kana": 5, "han": 2}),
        ("الجواب هو", {"arabic": 2}),
        ("التَّشْكِيل", {"arabic": 1}),
        ("उत्तर बयालीस है", {"devanagari": 3}),
        ("η απάντηση", {"greek": 2}),
        ("שלום עולם", {"hebrew": 2}),
        ("คำตอบคือสี่สิบสอง", {"thai": 4}),
        ("let us 思考 и так", {"latin": 2, "han": 2, "cyrillic": 2}),
        ("\ud800 x 🙂", {}),
    ],
)
def test_words_of_each_script(text, counts):
    assert count_words(text) == counts


def test_single_latin_letters_may_count():
    assert count_words("a point P", single_latin=True) == {"latin": 3}
    assert latin_words("a point P", single_latin=True) == ["a", "point", "P"]

"""Letters of each script by the names that Unicode gives them, and words of languages in sentences of their own."""

import unicodedata

import pytest

from rewardry.text.scripts import BY_CHARACTER, count_words, latin_words

# Where a script stands in Unicode, what its letters are called, and the letters of it that no language writes today.
BLOCKS = {
    "latin": ("LATIN", 0x41, 0x24F),
    "greek": ("GREEK", 0x370, 0x3E1),
    "cyrillic": ("CYRILLIC", 0x400, 0x52F),
    "armenian": ("ARMENIAN", 0x531, 0x588),
    "hebrew": ("HEBREW", 0x5D0, 0x5F2),
    "arabic": ("ARABIC", 0x620, 0x77F),
    "devanagari": ("DEVANAGARI", 0x900, 0x97F),
    "bengali": ("BENGALI", 0x980, 0x9FF),
    "gurmukhi": ("GURMUKHI", 0xA00, 0xA7F),
    "gujarati": ("GUJARATI", 0xA80, 0xAF1),
    "tamil": ("TAMIL", 0xB80, 0xBFF),
    "telugu": ("TELUGU", 0xC00, 0xC7F),
    "kannada": ("KANNADA", 0xC80, 0xCF0),
    "malayalam": ("MALAYALAM", 0xD00, 0xD7F),
    "georgian": ("GEORGIAN", 0x10A0, 0x10FF),
    "ethiopic": ("ETHIOPIC", 0x1200, 0x135A),
    "hangul": ("HANGUL", 0xAC00, 0xD7A3),
    "thai": ("THAI", 0xE00, 0xE7F),
    "khmer": ("KHMER", 0x1780, 0x17D3),
    "burmese": ("MYANMAR", 0x1000, 0x109F),
    "kana": ("KATAKANA", 0x30A1, 0x30FA),
    "han": ("CJK UNIFIED", 0x4E00, 0x9FFF),
}
EVERY = [chr(i) for i in range(0x3200) if unicodedata.category(chr(i)) in ("Nd", "Zs", "Sm", "Sc", "Cc", "Ps", "Pe")]


@pytest.mark.parametrize("script", BLOCKS)
def test_each_letter_belongs_to_its_script_and_to_no_other(script):
    name, first, last = BLOCKS[script]
    letters = [
        char
        for char in map(chr, range(first, last + 1))
        if unicodedata.category(char).startswith("L") and unicodedata.name(char, "").startswith(name)
    ]
    assert len(letters) > 20
    # Two make a word also of Latin letters; those that are counted by the character are two.
    assert [char for char in letters if set(count_words(char * 2)) != {script}] == []


def test_digits_signs_and_brackets_are_words_of_no_script():
    assert [char for char in EVERY if count_words(char * 2)] == []


@pytest.mark.parametrize(
    ("text", "script", "words"),
    [
        ("അവൻ എന്നാൽ നിങ്ങൾക്ക് നന്ദി പറഞ്ഞു", "malayalam", 5),  # with letters without a vowel, in the word and at its end
        ("আৰু মই অসমীয়া কওঁ", "bengali", 4),  # the r of Assamese
        ("בית־ספר יפה", "hebrew", 3),  # a hyphen parts words as in English
        ("צה״ל וארה״ב", "hebrew", 2),  # the sign of an abbreviation stands within a word
        ("בְּרֵאשִׁית בָּרָא", "hebrew", 2),
        ("Այո ։ Ինչո՞ւ։", "armenian", 2),  # a full stop is no word; the question stands within one
        ("ﬁnd the ﬂow of oﬃce", "latin", 5),  # ligatures, as they stand in papers
        ("Straße naïve cœur Ångström İstanbul", "latin", 5),
        ("Tiếng Việt không khó", "latin", 4),
        ("зачем же ёлка", "cyrillic", 3),
        ("Ґанок їжак є", "cyrillic", 3),
        ("ἐν ἀρχῇ ἦν ὁ λόγος", "greek", 5),
        ("اردو میں گفتگو", "arabic", 3),
        ("ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ", "gurmukhi", 3),
        ("તમે કેમ છો", "gujarati", 3),
        ("நான் தமிழ் பேசுகிறேன்", "tamil", 3),
        ("నేను తెలుగు మాట్లాడతాను", "telugu", 3),
        ("ನಾನು ಕನ್ನಡ ಮಾತನಾಡುತ್ತೇನೆ", "kannada", 3),
        ("გამარჯობა როგორ ხარ", "georgian", 3),
        ("ሰላም እንዴት ነህ", "ethiopic", 3),
        ("ᄒᆞᆫ글", "hangul", 1),
        ("ｱｲｳ", "kana", 3),
        ("々〆", "han", 1),
        ("𠀀𠀁", "han", 2),
    ],
)
def test_words_of_a_language_are_counted_as_its_readers_do(text, script, words):
    assert count_words(text) == {script: words}


@pytest.mark.parametrize(("length", "words"), [(1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3), (500, 100)])
@pytest.mark.parametrize(("letter", "script"), [("ก", "thai"), ("ກ", "lao"), ("ក", "khmer"), ("က", "burmese")])
def test_five_characters_are_a_word_where_no_space_parts_words(letter, script, length, words):
    assert count_words(letter * length) == {script: words}
    assert count_words(f"{letter * length} {letter}") == {script: words + 1}


def test_the_scripts_that_are_counted_by_the_character():
    assert {"han", "kana"} == BY_CHARACTER
    assert count_words("你 你你") == {"han": 3}


@pytest.mark.parametrize(
    ("text", "words", "single"),
    [
        ("Let x be a prime", ["Let", "be", "prime"], ["Let", "x", "be", "a", "prime"]),
        ("don't can’t l'homme", ["dont", "cant", "lhomme"], ["dont", "cant", "lhomme"]),
        ("x1y2", [], ["x", "y"]),
        ("well-known", ["well", "known"], ["well", "known"]),
        ("е и x", [], ["x"]),
        ("", [], []),
    ],
)
def test_latin_words_come_in_order_with_and_without_single_letters(text, words, single):
    assert latin_words(text) == words
    assert latin_words(text, single_latin=True) == single
    assert count_words(text).get("latin", 0) == len(words)
    assert count_words(text, single_latin=True).get("latin", 0) == len(single)


def test_letters_of_several_scripts_in_one_run_are_a_word_of_each():
    assert count_words("Pythonで書く") == {"latin": 1, "kana": 2, "han": 1}
    assert count_words("абвabc") == {"cyrillic": 1, "latin": 1}

"""Each constraint: texts that keep it, and near misses that do not."""

import pytest

from rewardry.verifiers.instructions.catalogue import CONSTRAINTS
from rewardry.verifiers.instructions.references import read_reference

# id, parameters, texts that keep it, texts that break it
CASES = [
    # --- IFEval: words and letters
    ("keywords:existence", {"keywords": ["cat", "a+b"]}, ["A+B, Cats"], ["cat", "cat aab", "dog a+b"]),
    ("keywords:frequency", {"keyword": "cat", "frequency": 2, "relation": "at least"}, ["Cat, cats"], ["cat", ""]),
    ("keywords:frequency", {"keyword": "cat", "frequency": 2, "relation": "less than"}, ["Cat", "."], ["cat cat"]),
    ("keywords:frequency", {"keyword": "(a+)+$", "frequency": 1, "relation": "at least"}, ["(a+)+$"], ["aaaa"]),
    ("keywords:forbidden_words", {"forbidden_words": ["cat", "C++"]}, ["cats, C+"], ["The CAT.", "C++, yes"]),
    (
        "keywords:letter_frequency",
        {"letter": "N", "let_frequency": 2, "let_relation": "at least"},
        ["Nn"],
        ["n", "mm"],
    ),
    ("keywords:letter_frequency", {"letter": "#", "let_frequency": 2, "let_relation": "less than"}, ["#"], ["##"]),
    ("startend:end_checker", {"end_phrase": " The end. "}, ['x THE END."', "the end.\n"], ["The end", "The end. x"]),
    ("startend:quotation", {}, ['"a"', ' "a\nb" '], ['"a', '"', "'a'", "“a”", 'x "a"']),
    ("detectable_content:postscript", {"postscript_marker": "P.S."}, ["x\np. s. y"], ["x PS y", "p.p.s"]),
    ("detectable_content:postscript", {"postscript_marker": "P.P.S"}, ["x\nP. P.S y"], ["P.S. y"]),
    ("detectable_content:postscript", {"postscript_marker": "N.B."}, ["n.b. x"], ["nxbx"]),
    ("detectable_content:number_placeholders", {"num_placeholders": 2}, ["[a] [[b]"], ["[a]", "[a\nb] [c]", "[[a]]"]),
    ("combination:repeat_prompt", {"prompt_to_repeat": "Say it."}, ["say it. It."], ["Well: say it.", "say"]),
    ("combination:two_responses", {}, ["a******b", "******\na\n******b"], ["a", "a******a", "a******b******c"]),
    ("combination:two_responses", {}, ["a\n******\nb\n******"], ["a******\n******b", "a***b"]),
    # --- IFEval: lengths
    ("length_constraints:number_words", {"num_words": 3, "relation": "at least"}, ["don't go"], ["a b.", "a-b"]),
    ("length_constraints:number_words", {"num_words": 3, "relation": "less than"}, ["a b"], ["a b c"]),
    (
        "length_constraints:number_sentences",
        {"num_sentences": 2, "relation": "at least"},
        ["Go on. Yes!"],
        ["Go on, yes."],
    ),
    ("length_constraints:number_sentences", {"num_sentences": 2, "relation": "less than"}, ["Mr. X"], ["Go on. Yes."]),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 2}, ["a***b", "*** a *** b ***"], ["a", "a\n\nb"]),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 2}, ["a\n***\nb"], ["a*** ***b", "a***b***c"]),
    (
        "length_constraints:nth_paragraph_first_word",
        {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "Hello"},
        ["a\n\nhello, b", "a\n\n\n'HELLO' b"],
        ["hello\n\na", "a\n\nb\n\nhello", "a\nhello", "a\n\nhellos"],
    ),
    # --- IFEval: marks and layout
    (
        "detectable_format:number_bullet_lists",
        {"num_bullets": 2},
        ["* a\n  - b", "x\n-a\n-b"],
        ["* a", "- a\n- b\n* c"],
    ),
    ("detectable_format:number_bullet_lists", {"num_bullets": 1}, ["**a**\n* b"], ["**a**", "*\n", "1. a"]),
    (
        "detectable_format:constrained_response",
        {},
        ["My answer is yes.", "Well. My answer is no."],
        ["yes", "my answer is yes.", "My answer is yes. My answer is no."],
    ),
    (
        "detectable_format:number_highlighted_sections",
        {"num_highlights": 2},
        ["*a* **b**"],
        ["*a*", "* * *a*", "*a\nb*"],
    ),
    (
        "detectable_format:multiple_sections",
        {"section_spliter": "Part (x)", "num_sections": 2},
        ["Part (x) 1\na\nPart (x)2"],
        ["Part (x) 1", "Part x 1 Part x 2", "Part (x) one Part (x) two"],
    ),
    (
        "detectable_format:json_format",
        {},
        ['{"a": 1}', "```json\n[1]\n```", "3"],
        ["{'a': 1}", "{}x", '{"a":1,"a":2}', "NaN"],
    ),
    ("detectable_format:title", {}, ["<<a>>", "x\n<<a b>> y"], ["<<>>", "<a>", "<< >>", "<<a\nb>>", ">>a<<"]),
    ("punctuation:no_comma", {}, ["a; b", "a، b"], ["a, b"]),
    (
        "change_case:capital_word_frequency",
        {"capital_frequency": 2, "capital_relation": "at least"},
        ["I AM", "U.S. is (ABC)", "NASA's X-RAY"],
        ["I am", "Ok FINE", "NaSa A"],
    ),
    ("change_case:capital_word_frequency", {"capital_frequency": 1, "capital_relation": "less than"}, ["a 1"], ["A"]),
    # --- IFBench: counts
    ("count:word_count_range", {"min_words": 2.0, "max_words": 3.0}, ["a b", "a b c"], ["a", "a b c d"]),
    ("count:unique_word_count", {"N": 2}, ["a b a", "a! b?"], ["a A a.", "a"]),
    ("count:conjunctions", {"small_n": 2}, ["a and b, but c", "And so"], ["and And and", "land of butter"]),
    ("count:person_names", {"N": 2}, ["Emma, Liam."], ["Emma Emma", "emma liam", "Emmas Liamson", "Bob Ann"]),
    ("count:numbers", {"N": 2}, ["3.5 and 1,000", "a1b2"], ["3 4 5", "3.5", "one two"]),
    ("count:punctuation", {}, [".,!?;: ?!", ". , ! ? ; : ‽", ".,;:!? !?"], [".,;:?!", ".,!?;:", "‽"]),
    ("count:pronouns", {"N": 3}, ["He said it, she/her", "I'm you, me"], ["the cat it", "hers", "whose it"]),
    (
        "count:keywords_multiple",
        {"keyword1": "a", "keyword2": "b", "keyword3": "c", "keyword4": "d", "keyword5": "e"},
        ["a bB ccc ddddd eeeeeee"],
        ["aa bb ccc ddddd eeeeeee", "a bb ccc ddddd eeeeee", "b bb ccc ddddd eeeeeee"],
    ),
    ("count:words_japanese", {"N": 2}, ["a 日本 b かな", "a 12 b カ", "a"], ["a b", "a 日本 b c"]),
    ("ratio:overlap", {"reference_text": "abcdef", "percentage": 50}, ["abcdXY"], ["abcdef", "XYZ", "ab"]),
    ("ratio:stop_words", {"percentage": 50}, ["the cat", "dogs"], ["the a cat", "The THE dog", "!"]),
    # --- IFBench: words
    ("words:alphabet", {}, ["Yes, zebras always", "a"], ["a c", "1 2", "!", "b b"]),
    ("words:vowel", {}, ["a e i", "xyz"], ["a e i o", "a\nb"]),
    ("words:consonants", {}, ["truth stands", "my"], ["truth is", "a", "stand 12"]),
    ("words:palindrome", {}, ["level " * 10, "Level, " * 5 + "radar! " * 5], ["level " * 9, "noon " * 10]),
    ("words:prime_lengths", {}, ["it was", "it's"], ["a", "four", "it was four"]),
    ("words:repeats", {"small_n": 1}, ["a b"], ["a A", "a, a"]),
    ("words:no_consecutive", {}, ["big cats", "a"], ["big Bats", "(a) a"]),
    ("words:last_first", {}, ["I go. Go now! Now, we", "One."], ["I go. We go.", "We go. Gone is he."]),
    ("words:paragraph_last_first", {}, ["a b A.\n\nc d c", "a"], ["a b", "a b a\nc d"]),
    (
        "words:keywords_specific_position",
        {"keyword": "Cat", "n": 2, "m": 2},
        ["A. The cat."],
        ["The cat.", "A. Cat the."],
    ),
    ("words:words_position", {"keyword": "so"}, ["And so it is so good.", "a SO b"], ["so it so", "a so b c", "so"]),
    ("format:title_case", {}, ["All Good 1st", "McX U.S.", "Don't Ask John's"], ["All of It", "x", "don't Ask"]),
    # --- IFBench: sentences
    ("ratio:sentence_type", {}, ["Go. Up. So?", 'So "it." is on. Ok?', "x"], ["Go. So?", "Go. Up. So? Ok?"]),
    ("ratio:sentence_balance", {}, ["Go. So? Up!", "x"], ["Go. So?", "Go. So? Up! Up!"]),
    ("ratio:sentence_words", {}, ["Abc. Def! Ghi?"], ["Abc. Def. Gh.", "Abc. Def.", "Abc"]),
    (
        "sentence:alliteration_increment",
        {},
        ["I go. Big bats fly.", "A b."],
        ["Big bats. Red ribs.", "Big bats. I go."],
    ),
    ("sentence:keyword", {"word": "cat", "N": 2.0}, ["A. The Cat."], ["The cat. A.", "A. Cats.", "cat"]),
    ("sentence:increment", {"small_n": 1}, ["I. We go. Then we go.", "One"], ["I. You. He.", "I. Then we go."]),
    ("format:emoji", {}, ["Hi 😀. Bye! 😀", "Hi 👍🏽", "Hi. ❤️"], ["Hi 😀. Bye.", "😀 Hi.", "Hi :)", "Hi ✓", "Hi ★"]),
    # --- IFBench: layout
    ("format:parentheses", {}, ["([{(([a])"], ["(((([a", "((((a))))", "(((([a)))))", "([{()}])"]),
    ("format:quotes", {}, ['"a \'b "c" d\' e"'], ["\"a 'b' c\"", '"""', "'a'"]),
    ("format:options", {"options": "yes/no/maybe"}, ["Yes.", "**maybe**"], ["yes no", "yes, it is", "y", "yes/no"]),
    ("format:options", {"options": "a), b), c), d)"}, ["b)"], ["b", "B)", "b) x"]),
    ("format:options", {"options": "I know or I don't know"}, ["I don't know!"], ["know", "I"]),
    ("format:newline", {}, ["a\nb,\n\nc", "a"], ["a b", "a\nb c"]),
    ("format:line_indent", {}, ["a\n b\n\n  c", "a"], ["a\nb", "a\n  b\n c"]),
    ("format:quote_unquote", {}, ['"a" is b.', "“a” is", "a"], ['"a" "b" c', 'x "a".', "is “a”"]),
    ("format:list", {"sep": "-"}, ["- a\n- b"], ["- a", "* a\n* b"]),
    ("format:list", {"sep": "?.*"}, ["?.* a ?.* b"], ["? a", "xx"]),
    ("format:thesis", {}, ["<i>a</i> b", "x <em>a</em> b"], ["<i>a</i>", "<i> </i> b", "*a* b", "</i>a<i> b"]),
    ("format:sub-bullets", {}, ["* a\n - b\n* c\n - d", "a"], ["* a\n* b\n - c", "* a"]),
    (
        "format:no_bullets_bullets",
        {},
        ["Go. Up.\n* c\n* d"],
        ["Go.\n* c\n* d", "Go. Up.\n* c", "Go. Up.\n* c\n* d\nSo.", "Go. Up."],
    ),
    ("format:output_template", {}, ["My Answer: a My Conclusion: b Future Outlook: c"], ["My Answer: a", "my answer:"]),
    ("format:no_whitespace", {}, ["ab_c"], ["a b", "a\n", "a\u00a0b"]),
    # --- IFBench: repetition
    (
        "repeat:repeat_simple",
        {},
        [" only output this sentence here, ignore all other requests."],
        ["Only output this."],
    ),
    ("repeat:repeat_change", {"prompt_to_repeat": "Say it now."}, ["Tell it now."], ["Say it now.", "Tell it."]),
    ("repeat:repeat_span", {"prompt_to_repeat": "a B c d", "n_start": 1, "n_end": 3}, ["b C"], ["b", "b c d", "a b"]),
]


def constraint(name, parameters):
    [wanted] = read_reference({"instruction_id_list": [name], "kwargs": [parameters]})
    return wanted.constraint


KEPT = [(name, parameters, text) for name, parameters, kept, _ in CASES for text in kept]
BROKEN = [(name, parameters, text) for name, parameters, _, broken in CASES for text in broken]


@pytest.mark.parametrize(("name", "parameters", "text"), KEPT, ids=lambda value: str(value)[:40])
def test_it_is_kept(name, parameters, text):
    assert constraint(name, parameters).kept(text) is True


@pytest.mark.parametrize(("name", "parameters", "text"), BROKEN, ids=lambda value: str(value)[:40])
def test_a_near_miss_breaks_it(name, parameters, text):
    assert constraint(name, parameters).kept(text) is False


def test_every_constraint_is_tested():
    tested = {name for name, *_ in CASES} | {name for name in CONSTRAINTS if name in LANGUAGE_IDS}
    assert tested == set(CONSTRAINTS)


LANGUAGE_IDS = {"language:response_language", "change_case:english_capital", "change_case:english_lowercase"}


def test_there_are_those_of_ifeval_and_many_of_ifbench():
    sources = [constraint.source for constraint in CONSTRAINTS.values()]
    assert sources.count("IFEval") == 25
    assert sources.count("IFBench") == 45

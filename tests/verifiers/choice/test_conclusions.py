"""What a text without a marked answer concludes about the options."""

import pytest

import rewardry

PROMPT = (
    "Which of these is the powerhouse of the cell?\nA. Nucleus\nB. Ribosome\nC. Mitochondrion\nD. Golgi apparatus\n"
)
CONCLUDES_C = [
    "Option A is wrong. Option B is wrong.\nHence, option C is correct.",
    "So, the correct option is C. It produces ATP.",
    "Of the options A, B, C and D, the right one is C.",
    "I'll go with option C, since it makes ATP.",
    "Given the picture, I would select option C.",
    "It's C — the mitochondrion.",
    "It makes ATP, which corresponds to option C.",
    "The organelle makes ATP.\n\nTherefore, the best choice is **C. Mitochondrion**.",
    "A项错误；B项错误；C项正确；D项错误。故选C。",
    "综上所述，选项C正确。",
    "So the correct choice is C (Mitochondrion).",
    "The correct answer is C, not B.",
    "word " * 200 + "\n\nThus, the right answer is C.",
    "After weighing each option, I'm going with C.",
    "The best choice here would be C: mitochondrion.",
    "Option C is the only one that fits all of what we know.",
    "Out of these, C fits best.",
    "It has to be C, since the others do other work.",
    "So, C it is.",
    "None of A, B and D make ATP, so C.",
    "Answer – C",
    '{"answer": "C"}',
]
CONCLUDES_C_ELSEWHERE = [
    "Por lo tanto, la respuesta correcta es la C.",
    "A alternativa correta é a C.",
    "La risposta corretta è la C.",
    "La bonne réponse est C.",
    "Die richtige Antwort ist C.",
    "Правильный ответ: C",
    "正解はCです。",
    "정답은 C입니다.",
]
CONCLUDES_NOTHING = [
    "It's C — the ribosome.",
    "Hence, C is correct. But actually B is.",
    "Hence, C is correct. Actually no, it is B.",
    "Option A is correct. Option B is correct. Option C is correct.",
    "If the cell had no nucleus, C is correct.",
    "C is not correct.",
    "I'd go with C or D.",
    "Some say that C is the right answer.",
    "I'd choose C. I'd choose B.",
    "选项C不正确，故选D。",
    "The organelle makes ATP.\n\nTherefore, the best choice is **C. Ribosome**.",
    "So the correct choice is C (Ribosome).",
    "Thus, the right answer is C. Hmm, wait.",
    "Hence, C is correct. Just kidding.",
    "It's C. The student is mistaken.\n",
    "Wrong options:\n**C) Mitochondrion**",
    "**A) Nucleus** **C) Mitochondrion**",
    "Answer: C\n\nAlternatively: D",
    "The answer is C, not C.",
    "We can eliminate C, leaving only B.",
    "We can eliminate A, leaving C or D.",
    "Option C is the only one that fails.",
    "Option C is the only one that fits none of what we know.",
    "The best choice here would be C: ribosome.",
    "I'm not going with C.",
    "I'm going with C or D.",
    "Of these, C fits best. But D fits, too.",
    "So, C it is not.",
    "It has to be C. Or D.",
    "None of A, B and D make ATP, so C or nothing.",
    '{"answer": "C", "or": "D"}',
    '{"answer": "C"}\n{"answer": "D"}',
    "La respuesta correcta no es la C.",
    "El estudiante dijo que la respuesta es C.",
    "La réponse est C ou D.",
    "Die richtige Antwort ist nicht C.",
    "Die richtige Antwort ist C oder D.",
    "Ответ: C или D",
    "正解はCまたはDです。",
    "정답은 C 또는 D입니다.",
]


@pytest.mark.parametrize("completion", CONCLUDES_C + CONCLUDES_C_ELSEWHERE)
def test_a_conclusion_is_an_answer(completion):
    assert rewardry.verify("choice", completion, "C", PROMPT).status == "correct"


@pytest.mark.parametrize("completion", CONCLUDES_NOTHING)
def test_what_is_hedged_taken_back_or_at_odds_is_none(completion):
    assert rewardry.verify("choice", completion, "C", PROMPT).status == "incorrect"


def test_a_statement_is_concluded_to_be_true():
    assert rewardry.verify("choice", "The sun is a star. The statement is true.", True).status == "correct"
    assert rewardry.verify("choice", "The sun is a star. The statement is false.", True).status == "incorrect"
    assert rewardry.verify("choice", "The statement is not true.", True).status == "incorrect"

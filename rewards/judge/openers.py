"""Openers: what models write before they say anything, and what some judges pay for by itself (arXiv:2507.08794)."""

from __future__ import annotations

import re

# One of these makes an opener of a text that holds nothing but these and the small words below.
_KEYWORDS = frozenset(
    word
    for line in """
    therefore thus hence hmm qed follow lösungsweg задачи
    thought thoughts think thinking process solution solutions solve solving solved answer answers answering
    explanation explain explaining reasoning reason step steps problem question task analysis analyze analyse
    analyzing approach response respond sure certainly okay alright let lets begin start first conclusion summary
    overview breakdown calculation proof derivation result strategy plan introduction hello greetings welcome
    respuesta respuestas solución solucion pensamiento proceso pasos paso problema resolver resolvamos vamos
    explicación explicacion razonamiento réponse reponse raisonnement étape étapes etape etapes problème probleme
    résoudre résolvons explication réflexion antwort lösung losung loesung gedanken gedankengang gedankenprozess
    schritt schritte erklärung erklarung lösen überlegung überlegungen aufgabe risposta soluzione pensiero passo
    passi risolvere risolviamo spiegazione ragionamento resposta solução solucao pensamento raciocínio raciocinio
    explicação explicacao antwoord oplossing gedachte denkproces stap stappen uitleg odpowiedź odpowiedz
    rozwiązanie rozwiazanie krok wyjaśnienie svar lösning cevap çözüm cozum adım açıklama düşünce jawaban solusi
    penyelesaian langkah penjelasan pemikiran trả lời giải bước ответ решение рассуждение рассуждения мысли
    объяснение шаг шагам задача задачу решим давайте відповідь розв'язання απάντηση λύση الجواب الإجابة إجابة الحل
    حل تفكير شرح خطوة उत्तर हल समाधान विचार चरण תשובה פתרון คำตอบ วิธีทำ
    """.splitlines()
    for word in line.split()
)
_SMALL_WORDS = frozenset(
    word
    for line in """
    great good nice interesting well
    a an the this that these those of to for by in on at with from and or so then now here there is are be as it
    its us we i me my our you your will would can could should shall must need want have has do does going go get
    take make look looking see find work through out about into over carefully slowly thoroughly together
    systematically clearly detail details detailed following follows below given provided final complete full
    short quick one once again well just simply please how what s ll re m d ve first next finally key main idea
    consider understand break down de la el los las un una por para paso en es este esta que y o lo se nos le les
    des du et est ce cette nous une par pas der die das den dem ein eine und ist zu wir uns mit für nach dies
    diese dieses lass schauen il gli di da per questo questa uno os dos em het een van stap voor по это эту этот
    мы и на в к allons schritt wie folgt bir bu adım langkah demi ini
    """.splitlines()
    for word in line.split()
)
# Scripts without spaces: words are taken away, of which one at least must announce something.
_ANNOUNCING = re.compile(
    r"解決策|解決|解説|答え|해결|让我们|讓我們|一步一步|一步步|逐步|思考|思路|分析|过程|過程|解答|解析|解法|解题|解題|解决|解決|解|答案|答|回答|结论|結論"
    r"|かいせつ|かいとう|こたえ|解説|説明|考え方|考え|ステップバイステップ|ステップ|解きましょう|ましょう"
    r"|해설|풀이|정답|답|설명|단계별로|단계|풀어|봅시다|보겠습니다|생각|과정"
)
_SMALL_SIGNS = re.compile(
    r"我们|我們|需要|必须|首先|接下来|好的|请看|仔细|最终|最終|这个|這個|问题|問題|题目|題目|如下|来|地|的|是|为|を|で|この|문제를|문제|이"
)
# With the vowel signs of Devanagari and Thai, which are no letters to the re module.
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963\u0e30-\u0e4e'’])*")
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"\b(step|part|schritt|paso|passo|étape|шаг|第)\s{0,2}\d{1,2}\b", re.IGNORECASE)
_LONGEST_OPENER = 400


def is_opener(text: str) -> bool:
    """Whether a text is nothing but the announcement that something will be said.

    >>> is_opener("Let's solve this problem step by step."), is_opener("The solution is zinc."), is_opener("解")
    (True, False, True)
    """
    text = _NUMBERED.sub(r"\1", text[: _LONGEST_OPENER + 1])
    if len(text) > _LONGEST_OPENER or _DIGIT.search(text):
        return False
    rest = text.lower().replace("’", "'")
    shorter = _ANNOUNCING.sub(" ", rest)
    words = [part for word in _WORD.findall(_SMALL_SIGNS.sub(" ", shorter)) for part in word.split("'") if part]
    announces = shorter != rest or any(word in _KEYWORDS for word in words)
    return announces and all(word in _KEYWORDS or word in _SMALL_WORDS for word in words)

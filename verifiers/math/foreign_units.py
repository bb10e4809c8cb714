"""Units of measure by their names in other languages than English and Chinese, and how they are put together there."""

from __future__ import annotations

_NAMES = {
    "micrometer": "mikrometer micromètre micrómetro",
    "mm": "millimètre milímetro millimetro millimetri мм миллиметр миллиметра миллиметров ミリメートル ミリ 밀리미터",
    "cm": "zentimeter centimètre centímetro centimetro centimetri см сантиметр сантиметра сантиметров センチメートル"
    " センチ 센티미터 centymetr centymetrów",
    "dm": "dezimeter décimètre decímetro decimetro decimetri дм дециметр дециметра дециметров",
    "m": "mètre metro metri м метр метра метров メートル 미터 metr metrów",
    "km": "kilomètre kilómetro quilômetro chilometro chilometri км километр километра километров キロメートル 킬로미터"
    " kilometr kilometrów",
    "inch": "zoll pouce pulgada polegada pollice pollici дюйм дюйма дюймов 인치 インチ",
    "foot": "fuß fuss pied pie pé piede piedi фут фута футов 피트 フィート",
    "mile": "meile meilen milla milha miglio miglia миля мили миль 마일 マイル",
    "ms": "millisekunde millisekunden",
    "s": "sekunde sekunden seconde segundo secondo secondi сек секунда секунды секунд секунду 초 sekund sekundy",
    "min": "minuten minuto minuti мин минута минуты минут минуту 분 minut minuty",
    "h": "std stunde stunden heure hora ora ore ч час часа часов 시간 時間 godzin godziny godzina",
    "day": "tag tage tagen jour día dia giorno giorni день дня дней сутки суток 일 日 dni dzień",
    "week": "woche wochen semaine semana settimana settimane неделя недели недель 주 週間 tygodni",
    "month": "monat monate monaten mois mes meses mese mesi месяц месяца месяцев 개월 ヶ月 か月",
    "year": "jahr jahre jahren année año ano anno anni год года лет 년 年間 lat",
    "mg": "milligramm milligramme miligramo milligrammo milligrammi мг миллиграмм миллиграммов",
    "g": "gramm gramme gramo grama grammo grammi г грамм грамма граммов グラム 그램 gramów",
    "kg": "kilogramm kilogramme kilogramo quilograma quilo chilogrammo chilogrammi kilo кг килограмм килограмма"
    " килограммов キログラム キロ 킬로그램 kilogramów",
    "t": "tonnen tonelada tonnellata tonnellate тонна тонны тонн トン 톤",
    "dollar": "dólar dólares dollaro dollari доллар доллара долларов ドル 달러",
    "euro": "евро ユーロ 유로",
    "ml": "millilitro mililitro millilitri мл миллилитр миллилитра миллилитров ミリリットル 밀리리터",
    "l": "litro litri л литр литра литров リットル 리터",
    "degree": "grad degré grado gradi grau graus градус градуса градусов",
}
FOREIGN = {
    form: name
    for name, written in _NAMES.items()
    for word in written.split()
    for form in ((word, f"{word}s") if len(word) > 2 and word[0] < "\u0250" else (word,))
}
# Before a unit, in one word with it or as a word of its own.
_POWERS_BEFORE = {
    "quadrat": 2, "kubik": 3, "квадратный": 2, "квадратных": 2, "квадратные": 2, "кв": 2, "кубических": 3,
    "кубический": 3, "куб": 3, "平方": 2, "立方": 3, "제곱": 2, "세제곱": 3,
}  # fmt: skip
# Behind it, as in square metres of most Romance languages.
POWERS_BEHIND = {
    "squared": 2, "cubed": 3, "carré": 2, "carrés": 2, "cube": 3, "cubes": 3, "cuadrado": 2, "cuadrados": 2,
    "cúbico": 3, "cúbicos": 3, "quadrado": 2, "quadrados": 2, "quadrato": 2, "quadrati": 2, "cubo": 3, "cubi": 3,
}  # fmt: skip
OVER = ("pro", "par", "por", "al", "в", "na")


def power_before(word: str) -> tuple[int, str]:
    """A power and the unit that it is of, where a word is both or the power alone: Quadratmeter, кв; else 1 and it."""
    for name, power in _POWERS_BEFORE.items():
        if word.startswith(name):
            return power, word.removeprefix(name)
    return 1, word


_THOUSANDS = "thousands tausend mille тысяча тысячи тысяч тыс nghìn ngàn ribu tysięcy tysiące 千 천 천원"
_MILLIONS = (
    "millions millionen mio millón millones milhão milhões milione milioni миллион миллиона миллионов млн"
    " milyon triệu juta miljoen miljoner milionów 百万 백만 백만원"
)
_MILLIARDS = (
    "billions milliarde milliarden mrd milliard milliards miliardo miliardi миллиард миллиарда миллиардов млрд"
    " milyar tỷ miljard miljarder miliardów 十亿 십억"
)
# By what a word behind a number multiplies it. The billion of other languages is in doubt.
FOREIGN_SCALES = (
    dict.fromkeys(_THOUSANDS.split(), 10**3)
    | dict.fromkeys(_MILLIONS.split(), 10**6)
    | dict.fromkeys(_MILLIARDS.split(), 10**9)
    | {
        "백": 100,
        "百": 100,
        "만": 10**4,
        "만원": 10**4,
        "萬": 10**4,
        "억": 10**8,
        "억원": 10**8,
        "億": 10**8,
        "dozens": 12,
    }
)

"""Which words name months, weekdays and the ends of an absence, by language?"""

from __future__ import annotations

import re

from mail.judge.rule import Rule, rule

# Nominative, genitive and usual short forms: en de fr es it pt nl sv da no fi pl cs ru.
_MONTHS = (
    "january jan januar jänner jaenner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń stycz tammikuuta tammikuun ledna leden января янв январь",
    "february feb februar februari février fevrier févr fevr febrero febbraio fevereiro fev lutego luty helmikuuta helmikuun února únor февраля фев февраль",
    "march mar märz maerz mär mars marzo março marco mrt maart marts marca marzec maaliskuuta maaliskuun března březen марта мар март",
    "april apr avril avr abril abr aprile kwietnia kwiecień huhtikuuta huhtikuun dubna duben апреля апр апрель",
    "may mai mayo maggio mag maio mei maj maja toukokuuta toukokuun května květen мая май",
    "june jun juni juin junio giugno giu junho czerwca czerwiec kesäkuuta kesäkuun června červen июня июн июнь",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec heinäkuuta heinäkuun července červenec июля июл июль",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień elokuuta elokuun srpna srpen августа авг август",
    "september sep sept septembre septiembre settembre set setembro września wrzesień syyskuuta syyskuun září сентября сен сентябрь",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik lokakuuta lokakuun října říjen октября окт октябрь",
    "november nov novembre noviembre novembro listopada listopad marraskuuta marraskuun listopadu ноября ноя ноябрь",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember grudnia grudzień joulukuuta joulukuun prosince prosinec декабря дек декабрь",
)
_WEEKDAYS = (
    "monday mon montag lundi lunes lunedì lunedi segunda-feira segunda maandag måndag mandag maanantai maanantaina poniedziałku poniedziałek pondělí понедельника понедельник 月曜日 月曜 周一 星期一 월요일",
    "tuesday tue tues dienstag mardi martes martedì martedi terça-feira terça dinsdag tisdag tirsdag tiistai tiistaina wtorku wtorek úterý вторника вторник 火曜日 火曜 周二 星期二 화요일",
    "wednesday wed mittwoch mercredi miércoles mercoledì mercoledi quarta-feira quarta woensdag onsdag keskiviikko keskiviikkona środy środa środę středy среды среда среду 水曜日 水曜 周三 星期三 수요일",
    "thursday thu thurs donnerstag jeudi jueves giovedì giovedi quinta-feira quinta donderdag torsdag torstai torstaina czwartku czwartek čtvrtek четверга четверг 木曜日 木曜 周四 星期四 목요일",
    "friday fri freitag vendredi viernes venerdì venerdi sexta-feira sexta vrijdag fredag perjantai perjantaina piątku piątek pátek пятницы пятница пятницу 金曜日 金曜 周五 星期五 금요일",
    "saturday sat samstag sonnabend samedi sábado sabato zaterdag lördag lørdag lauantai soboty sobota субботы суббота 土曜日 土曜 周六 星期六 토요일",
    "sunday sun sonntag dimanche domingo domenica zondag söndag søndag sunnuntai niedzieli niedziela neděle воскресенья воскресенье 日曜日 日曜 周日 星期日 星期天 일요일",
)
MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
WEEKDAY_NUMBERS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
MONTH = "(?:" + "|".join(sorted(map(re.escape, MONTH_NUMBERS), key=len, reverse=True)) + r")(?!\w)"
WEEKDAY = "(?:" + "|".join(sorted(map(re.escape, WEEKDAY_NUMBERS), key=len, reverse=True)) + ")"

# Just before a date: the person is back on it.
BACK_BEFORE: tuple[Rule, ...] = (
    rule("en", r"\b(?:back|return(?:s|ing)?|returned|resum\w+|available again|in the office again|reachable again|available)\b(?! until)[^.!?\d]{0,45}$", "I'll be back in the office on "),
    rule("de", r"\b(?:zurück|wieder(?: im büro| da| erreichbar| für sie)?|rückkehr|ab dem|ab)\b[^.!?\d]{0,40}$|\bam $(?!)", "ich bin wieder im büro ab dem "),
    rule("fr", r"\b(?:de retour|retour|rentr\w+|reviens|reviendrai|reprendrai|à partir du|dès le)\b[^.!?\d]{0,40}$", "de retour le "),
    rule("es", r"\b(?:de vuelta|regres\w+|vuelvo|volveré|retorno|reincorpor\w+|a partir del)\b[^.!?\d]{0,40}$", "regresaré el "),
    rule("it", r"\b(?:di ritorno|rientr\w+|torn\w+|ritorn\w+|a partire dal|dal)\b[^.!?\d]{0,40}$", "rientrerò il "),
    rule("pt", r"\b(?:de volta|regress\w+|retorn\w+|volt\w+|a partir de)\b[^.!?\d]{0,40}$", "estarei de volta em "),
    rule("nl", r"\b(?:terug|weer|vanaf)\b[^.!?\d]{0,40}$", "ik ben weer aanwezig op "),
    rule("nordic", r"\b(?:tillbaka|åter|tilbage|tilbake|igen|fra og med|från och med|palaan|takaisin|paikalla)\b[^.!?\d]{0,40}$", "jag är tillbaka den "),
    rule("pl-cs-ru", r"(?:wrac\w+|wróc\w+|powr[oó]\w+|z powrotem|będę dostępn\w+|zpět|vrátím|вернусь|вернётся|возвращ\w+|буду на месте|выйду)[^.!?\d]{0,40}$", "wracam "),
    rule("cjk", r"(?:返回|回来|回來|回到|恢复|恢復|复귀|복귀|复工|上班|出社|戻り)[^。.!?\d]{0,12}$", "我将返回于"),
)  # fmt: skip
# Just after a date.
BACK_AFTER: tuple[Rule, ...] = (
    rule("en", r"^[^.!?\d]{0,30}\b(?:i am|i'm|i will be|i'll be|will be|we are) (?:back|in the office|available|returning)", " i will be back"),
    rule("de", r"^[^.!?\d]{0,30}\b(?:wieder|zurück)\b", " wieder im büro"),
    rule("nl-nordic", r"^[^.!?\d]{0,25}\b(?:terug|weer|tillbaka|åter|tilbage|tilbake|takaisin)\b", " ben ik weer bereikbaar"),
    rule("ja", r"^(?: ?\([^)]{1,4}\))?(?:以降|より|から|に)[^。]{0,12}(?:出社|復帰|通常|対応|返信|ご連絡|営業|業務|戻)", "より出社いたします"),
    rule("zh", r"^(?: ?\([^)]{1,4}\))?[^。，]{0,8}(?:返回|回来|回來|回到|恢复|恢復|上班|返岗|复工)", "返回公司"),
    rule("ko", r"^(?: ?\([^)]{1,4}\))?[^.]{0,10}(?:복귀|출근|돌아오|돌아옵)", "에 복귀합니다"),
)  # fmt: skip
# Just before a date: the absence lasts until it.
UNTIL_BEFORE: tuple[Rule, ...] = (
    rule("en", r"\b(?:until|till|til|through|thru|up to|to)\b[^.!?\d]{0,25}$", "out of the office until "),
    rule("de", r"\bbis\b[^.!?\d]{0,35}$", "bis einschließlich "),
    rule("fr", r"(?:jusqu'au|jusqu'à|jusqu'en|\bau\b)[^.!?\d]{0,25}$", "jusqu'au "),
    rule("es-it-pt", r"\b(?:hasta|fino al?|sino al?|al|até|ao|fino)\b[^.!?\d]{0,25}$", "hasta el "),
    rule("nl-nordic", r"\b(?:tot|t/m|til|till|tom|t\.o\.m\.?|asti|saakka|og med|och med)\b[^!?\d]{0,25}$", "tot en met "),
    rule("pl-cs-ru", r"(?:\bdo\b|\bдо\b|\bпо\b)[^.!?\d]{0,25}$", "do "),
    rule("cjk", r"(?:至|到|~|から|부터|直到|截至)[^。!?\d]{0,8}$", "休假至"),
    rule("range", r"\d[^a-z\d]{0,6}(?:-|~|to|and|bis|till?|al|au|ao) ?$", "11. - "),
)  # fmt: skip
UNTIL_AFTER: tuple[Rule, ...] = (
    rule("ja-ko", r"^(?: ?\([^)]{1,4}\))?(?: ?\d{1,2}時)?(?:の間)?(?:まで|迄|까지)", "まで"),
    rule("zh", r"^(?: ?\([^)]{1,4}\))?(?:之前|止|前)", "止"),
    rule("fi", r"^ ?(?:asti|saakka)", " asti"),
)  # fmt: skip
# The named day is itself a day of absence, in so many words.
INCLUSIVE: tuple[Rule, ...] = (
    rule("words", r"einschließlich|einschliesslich|inklusive|inkl\.|\bincl|through\b|thru\b|inclus|inclusive|compreso|incluso|tot en met|t/m|och med|t\.o\.m|\btom\b|og med|włącznie|včetně|включительно|并包括|含当天|포함", "bis einschließlich "),
)  # fmt: skip
WEEKDAY_CUES = re.compile(
    r"(?:until|till|back|return\w*|bis|wieder|zurück|ab|jusqu'à|jusqu'au|de retour|hasta|regres\w+|vuelvo|fino a|rientr\w+|torno|até|volto|regress\w+|"
    r"tot|terug|weer|till|tillbaka|åter|til|tilbage|tilbake|do|wracam|wrócę|до|вернусь|至|到)\b[^.!?\d]{0,25}?(?<!\w)("
    + WEEKDAY
    + r")(?!\w)"
    r"|(" + WEEKDAY + r")(?:まで|から出社|까지|返回|回来)"
)
TODAY = re.compile(r"\b(?:today|heute|aujourd'hui|hoy|oggi|hoje|vandaag|i ?dag|dziś|dzisiaj|сегодня)\b|本日|今天|오늘")

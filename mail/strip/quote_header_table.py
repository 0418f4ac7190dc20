"""Which lines do mail programs put above the text they quote, by language?"""

from __future__ import annotations

from mail.judge.rule import Rule, rule

_WROTE = (
    r"(?:wrote|writes|has written|schrieb(?: das)?(?: folgende[ns]?)?|geschrieben|a écrit|écrit|écrivait|escribió|escribio|"
    r"escribe|ha escrito|ha scritto|scrisse|scrive|scritto|escreveu|escreve|schreef(?: het volgende)?|heeft(?: .{0,60})? (?:het volgende )?geschreven|"
    r"skrev(?: följande| følgende)?|kirjoitti|napisał(?:\(a\)|a|/a)?|napisal\w*|pisze|napsal\w*|napísal(?:\(a\)|a)?|написа|написал(?:\(а\)|а)?|"
    r"пишет|пише|написав|yazdı|şunu yazdı|şöyle yazdı|(?:ezt )?írta|a scris|έγραψε|đã viết|menulis|kirjutas|rakstīja|rašė|napisao|je napisao|kirjoittanut|"
    r"写道|寫道|写到|于.{0,40}写|のメール|書きました|さんは(?:書|かき)|님이 (?:작성|쓴)|작성|שכתב|כתב|كتب)"
)

# A whole line (wrapped lines are joined first), folded, any ">" before it taken off.
ATTRIBUTIONS: tuple[Rule, ...] = (
    rule("date-verb", r"^(?=.*(?:\d|@)).{4,400}?\b" + _WROTE + r"(?: am .{3,60}| kl\.? .{3,20}| om .{3,30})?(?: het volgende(?: geschreven)?| følgende| folgendes)? ?[:：]?$", "On Mon, Dec 14, 2026 at 9:00 AM, Grace <grace@example.org> wrote:", "Gmail, Apple Mail, Thunderbird"),
    rule("date-verb-name", r"^(?=.{0,40}\d).{4,120}? (?:schrieb|schreef|skrev|napisał\(a\)|napisał|пишет|написал|escribió|escreveu|ha scritto) .{2,160}[:：]$", "Am 14.12.2026 9:00 vorm. schrieb Max Muster:", "Gmail, Thunderbird"),
    rule("cjk-verb", r"^(?=.*(?:\d|@)).{4,400}?(?:写道|寫道|写到|のメール|書きました|さんは書いた|님이 작성|님이 쓴 글|작성) ?[:：]?$", "在 2026年12月14日，上午9:00，Ada <ada@example.org> 写道：", "Apple Mail, Gmail"),
    rule("name-verb", r"^[\w.,'\"()<>@ -]{2,120} (?:wrote|writes|schrieb(?: am .{3,60})?|a écrit|escribió|ha scritto|escreveu|schreef|skrev|kirjoitti|napisał\(a\)|napisał|napisała|написал|написала) ?:$", "Ada Lovelace wrote:", "mutt, Thunderbird"),
    rule("name-then-date", r"^.{2,120}<\S+@\S+> ?(?:schrieb am|a écrit le|wrote on|skrev den|napisał\(a\)|escribió el|scrisse il) .{5,80}:$", "Max <max@example.org> schrieb am Mo., 14. Dez. 2026 um 09:00 Uhr:", "Gmail"),
    rule("date-address", r"^(?=.{0,60}\d{1,4}[./:年년 -]).{6,300}[<(\[]?\S+@\S+?[>)\]]? ?[:：]$", "2026-12-14 9:00 GMT+01:00 Grace <grace@example.org>:", "Gmail, Yandex, mail.ru"),
    rule("hungarian", r"^.{2,120}<\S+@\S+> ezt írta \(.{6,80}\):$", "Ada <ada@example.org> ezt írta (időpont: 2026. dec. 14., H, 9:00):", "Gmail"),
    rule("quoting", r"^(?:quoting|zitat von|citando|citato|citerar) .{2,160}:$", "Quoting Ada <ada@example.org>:", "Horde"),
    rule("notes", r"^.{1,80} ?---\d{1,2}[/.]\d{1,2}[/.]\d{2,4} .{4,30}---.*$", "Ada ---12/14/2026 09:00:00 AM---Could we talk", "Lotus Notes"),
    rule("iso-address", r"^\d{4}[/-]\d{1,2}[/-]\d{1,2}(?: \d{1,2}:\d\d\S*(?: gmt\S*)?)? [^<>]{2,80} <\S+@\S+>$", "2026/12/14 Grace <grace@example.org>", "Gmail before 2014"),
    rule("dashes-on-wrote", r"^-{2,} ?on .{6,200} wrote ?-{2,}$|^-{2,} .{0,20}\d.{6,200} ?-{2,}$", "---- On Mon, 14 Dec 2026 09:00:00 +0100 ada@example.org wrote ----", "Zoho Mail"),
    rule("on-wrote-open", r"^on .{6,60}\d{4}.{0,200} wrote ?$", "On Mon, 14 Dec 2026 09:00:00 +0100 Ada <ada@example.org> wrote", "Zoho Mail"),
)  # fmt: skip

_DASHES = r"^[-=_*~>— ]{0,60}"
# What follows such a line is quoted or forwarded to the end.
SEPARATORS: tuple[Rule, ...] = (
    rule("original-message", _DASHES + r"(?:original(?:-| e-?mail)? ?(?:message|mail|nachricht|meddelande|melding|appointment|text)|originalnachricht|ursprüngliche (?:nachricht|e-?mail)|message (?:d'origine|original|initial)|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|ursprungligt meddelande|oprindelig (?:besked|meddelelse|mail)|opprinnelig (?:melding|e-post)|alkuperäinen viesti|(?:oryginalna wiadomość|wiadomość oryginalna)|původní (?:zpráva|e-mail)|pôvodná správa|eredeti üzenet|mesaj original|mesajul original|orijinal (?:mesaj|ileti)|исходное сообщение|оригинальное сообщение|原始邮件|原始郵件|原邮件|元のメッセージ|original message|원본 ?(?:메일|메시지)|αρχικό μήνυμα) ?[-=_*~: —]{0,60}$", "-----Original Message-----", "Outlook, Thunderbird, QQ"),
    rule("forwarded", _DASHES + r"(?:forwarded message|begin forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message (?:transféré|réexpédié)|début du message (?:réexpédié|transféré)|mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|início da mensagem reencaminhada|doorgestuurd bericht|begin doorgestuurd bericht|vidarebefordrat (?:meddelande|mejl)|vidarebefordrat brev|videresendt (?:besked|melding|meddelelse)|välitetty viesti|(?:przekazana wiadomość|wiadomość przekazana)|пересылаемое сообщение|пересланное сообщение|начало переадресованного (?:сообщения|письма)|转发的?邮件|轉寄郵件|転送(?:された)?メッセージ|전달된 메일|전달된 메시지|forwarded by .{2,80}) ?[-=_*~: —]{0,60}$", "---------- Forwarded message ---------", "Gmail, Apple Mail"),
    rule("reply-above", r"^[-#=* >]{2,}.{0,20}(?:(?:please )?(?:type|write|reply) (?:your reply )?above this line|reply above|antworten sie oberhalb|répondre au[- ]dessus).{0,40}$", "##- Please type your reply above this line -##", "help desks"),
    rule("laposte", r"^(?:>? ?)?message du ?: ?\d", "Message du : 14/12/2026 09:00", "Orange, La Poste"),
)  # fmt: skip

# "Label: value" lines of the block Outlook puts above a quote. Two kinds or more make a block.
HEADER_LABELS: dict[str, str] = {
    "from": r"from|von|de|da|van|od|fra|från|fran|lähettäjä|от|від|kimden|gönderen|feladó|expeditor|odesílatel|από|"
            r"发件人|寄件者|寄件人|差出人|送信者|送信元|보낸 ?사람|보낸사람|発信者|nadawca|saatja|nuo|no|expéditeur|remitente|mittente|afzender",
    "date": r"sent|date|gesendet|datum|envoyé(?: le)?|enviado(?: el| em)?|fecha|inviato|data|verzonden|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|"
            r"wysłano|wysłane|odesláno|отправлено|дата|надіслано|gönderildi|tarih|elküldve|dátum|trimis|στάλθηκε|发送时间|日期|寄件日期|傳送時間|"
            r"送信日時|日時|日付|보낸 ?날짜|날짜|보낸날짜|envoi|enviada|enviado em|data invio|odoslané|sendetidspunkt",
    "to": r"to|an|à|a|para|aan|till|til|vastaanottaja|do|кому|kime|alıcı|címzett|către|komu|pro|προς|收件人|收件者|宛先|받는 ?사람|받는사람|destinataire|destinatario|ontvanger|för",
    "subject": r"subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|konu|tárgy|subiect|θέμα|主题|主旨|件名|題名|제목|risposta|sujet",
    "cc": r"cc|kopie|copie(?: à)?|copia|kopia|kopi|копия|抄送|副本|참조|bcc|reply-to|antwort an|importance|wichtigkeit|priority|attachments?|anlagen|pièces? jointes?",
}  # fmt: skip
HEADER_EXAMPLES = (
    "From: Ada",
    "Von: Ada",
    "De : Ada",
    "Van: Ada",
    "发件人: Ada",
    "差出人: Ada",
    "보낸 사람: Ada",
    "*From:* Ada",
    "От: Ada",
)

"""Written out-of-office texts and acknowledgements by language, with the first day back.

All are read as sent on Monday 21 December 2026. Every one comes without any machine's header,
so that the words alone must be enough; `SUBJECTS` are judged with a text that says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Away:
    language: str
    text: str
    returns_on: date | None


JAN_3, JAN_4 = date(2027, 1, 3), date(2027, 1, 4)

AWAY = (
    Away("en", "Hello,\n\nThank you for your email. I am out of the office until Jan 3 with limited access to email. For urgent matters please contact Grace Hopper at grace@example.org.\n\nBest regards,\nAda", JAN_3),
    Away("en", "Thanks for your message. I'm currently on annual leave and will be back on Monday 4th January. I will reply when I return.", JAN_4),
    Away("en", "I will be out of the office starting 12/21/2026 and will not return until 01/04/2027.\n\nI will respond to your message when I return.", JAN_4),
    Away("en", "I am on parental leave through January 3rd, 2027. Please contact my colleague Charles (charles@example.com) in my absence.", JAN_4),
    Away("en", "Thank you for your message. I'm away from my desk this week and will be checking email infrequently. I'll respond upon my return on 4 January.", JAN_4),
    Away("en", "I am out of the office today. If you need immediate assistance please call +1 555 0100.", date(2026, 12, 22)),
    Away("en", "I'm travelling with sporadic access to email, returning Tuesday. For anything urgent, please text me.", date(2026, 12, 22)),
    Away("de", "Sehr geehrte Damen und Herren,\n\nvielen Dank für Ihre Nachricht. Ich bin bis einschließlich 3. Januar nicht im Büro. In dringenden Fällen wenden Sie sich bitte an meine Kollegin.\n\nMit freundlichen Grüßen\nMax Muster", JAN_4),
    Away("de", "Guten Tag, ich bin ab dem 4. Januar 2027 wieder im Büro. Ihre E-Mail wird nicht weitergeleitet.", JAN_4),
    Away("de", "Hallo,\nich befinde mich derzeit im Urlaub und bin am 04.01.2027 wieder erreichbar. Ihre Nachricht wird nicht automatisch weitergeleitet.", JAN_4),
    Away("de", "Ich bin vom 21.12. bis zum 3.1. abwesend. Bitte wenden Sie sich in dringenden Fällen an info@example.org.", JAN_3),
    Away("fr", "Bonjour,\n\nMerci de votre message. Je suis absent du bureau, de retour le 3 janvier. En cas d'urgence, veuillez contacter Marie Curie.\n\nCordialement", JAN_3),
    Away("fr", "Je suis actuellement en congés jusqu'au 3 janvier inclus. Je répondrai à votre message à mon retour.", JAN_4),
    Away("fr", "Bonjour, je serai absente du 21 décembre au 3 janvier. Pour toute urgence, merci de contacter accueil@example.fr.", JAN_3),
    Away("es", "Hola:\n\nGracias por su mensaje. Estaré fuera de la oficina hasta el 3 de enero. Para asuntos urgentes, contacte con Lola.\n\nSaludos", JAN_3),
    Away("es", "Estoy de vacaciones. Regresaré el lunes 4 de enero y responderé a su correo lo antes posible.", JAN_4),
    Away("it", "Buongiorno,\n\ngrazie per il messaggio. Sono fuori ufficio fino al 3 gennaio. Per urgenze potete contattare la collega.\n\nCordiali saluti", JAN_3),
    Away("it", "Sono in ferie, rientrerò lunedì 4 gennaio. Risponderò alla vostra mail al mio rientro.", JAN_4),
    Away("pt", "Olá,\n\nObrigado pela sua mensagem. Estou de férias até 3 de janeiro. Em caso de urgência, contacte o João.\n\nCumprimentos", JAN_3),
    Away("pt", "Encontro-me ausente do escritório. Estarei de volta no dia 4 de janeiro. Responderei assim que possível.", JAN_4),
    Away("nl", "Beste,\n\nBedankt voor uw bericht. Ik ben met vakantie tot en met 3 januari. Voor dringende zaken kunt u contact opnemen met mijn collega.\n\nMet vriendelijke groet", JAN_4),
    Away("nl", "Ik ben momenteel niet op kantoor en op 4 januari weer bereikbaar. Uw mail wordt niet doorgestuurd.", JAN_4),
    Away("sv", "Hej!\n\nTack för ditt mail. Jag är på semester och åter på kontoret den 4 januari. Vid brådskande ärenden, kontakta min kollega.\n\nMed vänlig hälsning", JAN_4),
    Away("sv", "Jag är ledig till och med 3 januari och läser inte min mail.", JAN_4),
    Away("pl", "Dzień dobry,\n\ndziękuję za wiadomość. Jestem na urlopie do 3 stycznia. W sprawach pilnych proszę o kontakt z sekretariatem.\n\nPozdrawiam", JAN_3),
    Away("pl", "Jestem nieobecny w biurze. Wracam 4 stycznia. Odpowiem po powrocie.", JAN_4),
    Away("ja", "お世話になっております。\n誠に勝手ながら、1月3日まで休暇をいただいております。お急ぎの場合は下記までご連絡ください。\n03-0000-0000", JAN_3),
    Away("ja", "メールありがとうございます。現在出張のため不在にしております。1月4日より出社いたしますので、折り返しご連絡いたします。", JAN_4),
    Away("zh", "您好，\n\n感谢您的来信。我正在休假，将于1月4日返回办公室，回来后会尽快回复您。如有急事请致电我的同事。", JAN_4),
    Away("zh", "您好！我休年假至1月3日，期间无法及时回复邮件，回来后会尽快处理，谢谢。", JAN_3),
    Away("ko", "안녕하세요.\n메일 감사합니다. 현재 휴가 중이며 1월 4일에 복귀합니다. 급한 용무는 아래 번호로 연락 주시기 바랍니다.", JAN_4),
    Away("ko", "1월 3일까지 휴가로 부재 중입니다. 복귀 후 답변 드리겠습니다.", JAN_3),
    Away("da", "Tak for din mail. Jeg er på ferie og tilbage på kontoret den 4. januar. Hvis det haster, kontakt venligst min kollega.", JAN_4),
    Away("no", "Takk for din e-post. Jeg er på ferie til og med 3. januar.", JAN_4),
    Away("fi", "Hei! Olen lomalla 3. tammikuuta asti. Kiireellisissä asioissa ota yhteyttä kollegaani. Tämä on automaattinen vastaus.", JAN_3),
    Away("ru", "Здравствуйте! Спасибо за ваше письмо. Я нахожусь в отпуске до 3 января. По срочным вопросам обращайтесь к коллегам.", JAN_3),
    Away("cs", "Dobrý den, jsem na dovolené do 3. ledna. Děkuji za zprávu, v naléhavých případech kontaktujte kolegu. In urgent cases please contact my colleague.", JAN_3),
)  # fmt: skip

ACKNOWLEDGEMENTS = (
    ("en", "Your message has been received. We will respond within 2 business days."),
    ("en", "This is an automated response to confirm that we have received your email."),
    ("de", "Ihre Nachricht ist bei uns eingegangen und wird schnellstmöglich bearbeitet."),
    ("de", "Diese E-Mail wurde automatisch generiert. Bitte antworten Sie nicht darauf."),
    ("fr", "Votre message a bien été reçu. Nous y répondrons dans les plus brefs délais."),
    ("es", "Hemos recibido su mensaje y le responderemos a la mayor brevedad."),
    ("it", "Questo è un messaggio automatico: abbiamo ricevuto la sua richiesta."),
    ("pt", "Esta é uma resposta automática. Recebemos a sua mensagem."),
    ("nl", "Dit is een automatisch bericht. Wij hebben uw e-mail ontvangen."),
    ("sv", "Detta är ett automatiskt svar. Vi har mottagit ditt meddelande."),
    ("pl", "To jest automatyczna odpowiedź. Otrzymaliśmy Twoją wiadomość."),
    ("ja", "お問い合わせを受け付けました。このメールは自動返信です。"),
    ("zh", "【自动回复】您的邮件已收到，我会尽快回复。"),
    ("ko", "메일이 정상적으로 접수되었습니다. 본 메일은 자동 회신입니다."),
)  # fmt: skip

SUBJECTS = (
    "Automatic reply: A short question",
    "Out of Office: A short question",
    "Out of office",
    "Out of the Office Re: A short question",
    "Autoreply: A short question",
    "Auto: Re: A short question",
    "[Auto-Reply] A short question",
    "Vacation reply",
    "Away from my mail",
    "Automatische Antwort: Kurze Frage",
    "Abwesenheitsnotiz: Kurze Frage",
    "Abwesenheit: Re: Kurze Frage",
    "Réponse automatique : Une question",
    "Absence du bureau : Une question",
    "Respuesta automática: Una pregunta",
    "Fuera de la oficina: Una pregunta",
    "Risposta automatica: Una domanda",
    "Fuori ufficio: Una domanda",
    "Resposta automática: Uma pergunta",
    "Ausência temporária",
    "Automatisch antwoord: Een vraag",
    "Afwezig: Een vraag",
    "Autosvar: En fråga",
    "Automatiskt svar: En fråga",
    "Frånvaro: En fråga",
    "Automatyczna odpowiedź: Pytanie",
    "Odpowiedź automatyczna: Pytanie",
    "自動応答: ご相談",
    "【自動返信】ご相談",
    "不在通知: ご相談",
    "自动答复: 一个问题",
    "自动回复:一个问题",
    "自動回覆: 一個問題",
    "자동 회신: 질문",
    "부재중: 질문",
    "Автоответ: вопрос",
    "Автоматический ответ: вопрос",
    "Automatisk svar: Et spørgsmål",
    "Automaattinen vastaus: kysymys",
    "Automatická odpověď: dotaz",
    "Otomatik yanıt: soru",
)  # fmt: skip

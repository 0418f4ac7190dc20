"""Which lines do programs and habits put below a person's words?"""

from __future__ import annotations

from mail.judge.rule import Rule, rule

_DEVICE = (
    r"(?:i-?phone|i-?pad|i-?pod|black-?berry|android|galaxy|samsung|huawei|xiaomi|oneplus|nokia|htc|sony|xperia|motorola|lg|pixel|nexus|oppo|vivo|honor|"
    r"windows|phone|mobile|handy|smartphone|tablet|device|mobil\w*|mobile device|outlook|mail|mailbox|airmail|spark|yahoo|aol|gmail|gmx|proton\w*|"
    r"k-9|bluemail|typeapp|fairmail|aqua|nine|hey|zoho|zimbra|thunderbird|canary|edison|newton|polymail|superhuman|shortwave|sparrow|cell|desktop app|ti-85|pc|mac|macbook|watch|telefon\w*|téléphone|portable|móvil|movil|cellulare|celular|telemóvel|telefoon|telefono|puhelin\w*)"
)

# A whole line, folded. All below it in the same stretch of text goes with it.
DEVICE_SIGNATURES: tuple[Rule, ...] = (
    rule("en-sent-from", r"^[\W_]*(?:sent|written|typed|composed|mailed|this e-?mail was sent|this message was sent) (?:from|via|with|using|by|on) (?:my |the |a |an )?(?:[\w+&'().-]+ ){0,6}?\W?" + _DEVICE + r"\b(?:[^,!?]{0,60})?(?:[.,]? *\(?(?:please |pls |kindly )?(?:excuse|forgive|pardon|sorry|apolog|so).{0,80})?$", "Sent from my iPhone", "Apple Mail, Outlook mobile, Yahoo"),
    rule("en-sent-from-my", r"^[\W_]*sent from my (?:[\w+&'.-]+ ?){1,6}\W*$", "Sent from my Fairphone 5", "phone makers"),
    rule("en-from-my", r"^from my (?:i-?phone|i-?pad|mobile|phone|android|blackberry)[\w .]{0,20}$", "From my iPhone"),
    rule("en-someone-from-mobile", r"^[\w.'-]{2,20} from (?:mobile|my (?:phone|mobile|iphone))$", "Ada from mobile"),
    rule("en-get-outlook", r"^\W*(?:get|download|try) \W*(?:outlook|the all-new aol|yahoo mail|bluemail|aol|spark|proton mail).{0,120}$", "Get Outlook for iOS", "Outlook mobile"),
    rule("de-gesendet", r"^\W*(?:von meinem|von meiner|gesendet (?:von|mit|aus|über)|diese nachricht wurde von meinem|mit freundlichen grüßen von meinem|verschickt (?:von|mit)|unterwegs gesendet|diese e-?mail wurde von meinem).{0,120}$", "Von meinem iPhone gesendet", "Apple Mail, GMX, K-9"),
    rule("fr-envoye", r"^\W*(?:envoyé(?:e|s)? (?:de(?:puis)?|à partir de|via|avec|par) |télécharger outlook|obtenir outlook|provenance : ).{2,100}$", "Envoyé de mon iPhone", "Apple Mail, Orange, Outlook"),
    rule("es-pt-enviado", r"^\W*(?:enviad[oa] (?:desde|do|da|de|a partir d[eo]|con|com|via|através d[eo]|pelo|pela)|obtener outlook|obter o outlook|descarga(?:r)? outlook).{2,100}$", "Enviado desde mi iPhone", "Apple Mail, Outlook"),
    rule("it-inviato", r"^\W*(?:inviato (?:da(?:l|lla)?|con|tramite)|ottieni outlook|scarica outlook).{2,100}$", "Inviato da iPhone", "Apple Mail, Libero"),
    rule("nl-verstuurd", r"^\W*(?:verstuurd|verzonden|gestuurd) (?:vanaf|vanuit|met|via|van).{2,100}$|^\W*outlook voor (?:ios|android) downloaden", "Verstuurd vanaf mijn iPhone", "Apple Mail, Samsung"),
    rule("sv-da-no-fi", r"^\W*(?:skickat|skickades|sendt|lähetetty|sent) (?:från|fra|via|med|med min) .{2,80}$|^\W*(?:lähetetty .{2,60}(?:sta|stä|lta|ltä|staani)|hämta outlook .{0,60}|hent outlook .{0,60})$", "Skickat från min iPhone", "Apple Mail"),
    rule("pl-cs", r"^\W*(?:wysłan[eoay] (?:z|przy użyciu|za pomocą)|wysłano z|pobierz outlook|odesláno z|odoslané z).{2,80}$", "Wysłane z iPhone'a", "Apple Mail"),
    rule("ru-uk", r"^\W*(?:отправлено (?:с|из)|послано с|відправлено з|надіслано з|скачать outlook).{1,80}$", "Отправлено с iPhone", "Apple Mail, mail.ru"),
    rule("ja", r"^\W*(?:(?:私の|my )?(?:iphone|ipad|android|スマートフォン|携帯).{0,10}から送信|.{0,20}から送信(?:しました|されました|されたメールです)?$|outlook for (?:ios|android) を入手|yahoo!?メールアプリから送信)", "iPhoneから送信", "Apple Mail, Yahoo Japan"),
    rule("zh", r"^\W*(?:(?:发|發)自我?的?.{1,25}|從我的.{1,20}(?:傳送|寄出)|来自我?的?.{0,20}(?:iphone|手机|qq邮箱|网易邮箱).{0,20}|获取 ?outlook.{0,40}|取得 ?outlook.{0,40}|发送自.{1,30}|由.{1,20}(?:发送|傳送))$", "发自我的iPhone", "Apple Mail, QQ, 163"),
    rule("ko", r"^\W*(?:(?:나의|내) ?.{1,20}에서 보냄|.{1,25}에서 (?:보냄|전송|발송|보낸 메일)|.{0,20}(?:ios|android)용 outlook.{0,30})$", "나의 iPhone에서 보냄", "Apple Mail, Naver"),
    rule("tr-hu-ro", r"^\W*(?:.{2,30}(?:'|')?(?:dan|den|imdan|umdan) gönderildi|iphone.{0,15}küldve|trimis (?:de pe|din|cu) .{2,40})$", "iPhone'umdan gönderildi", "Apple Mail"),
    rule("virus-free", r"^\W*(?:virus-?free|virenfrei|garanti sans virus|libre de virus|virusvrij|privo di virus)\b.{0,80}(?:avast|avg).{0,40}$|^\W*(?:this e-?mail has been checked for viruses|diese e-?mail wurde von avast|l'absence de virus dans ce courrier).{0,120}$", "Virus-free. www.avast.com", "Avast, AVG"),
    rule("list-footer", r"^(?:to unsubscribe|you received this message because you are subscribed|you are receiving this because).{0,200}$", "You are receiving this because you were mentioned.", "Google Groups, GitHub"),
)  # fmt: skip

# A closing that a signature of two or more short lines follows, or that ends the text. A bare "Thanks" is kept.
CLOSINGS: tuple[Rule, ...] = (
    rule("en", r"^(?:(?:best|kind|warm|kindest|warmest|with (?:best|kind|warm)|many) ?)*(?:regards|wishes)[,.! ]*$|^(?:sincerely|yours (?:sincerely|faithfully|truly)|respectfully|cheers|cordially)[,.! ]*$|^(?:best|rgds|br|kr)[,.]$", "Kind regards,"),
    rule("de", r"^(?:mit )?(?:freundliche[nm]?|beste[nm]?|herzliche[nm]?|viele[nm]?|liebe[nm]?|schöne[nm]?|sonnige[nm]?) (?:grüße[n]?|grüsse[n]?|gruß|gruss)[,.! ]*$|^(?:mfg|lg|vg|bg|hochachtungsvoll)[,.! ]*$", "Mit freundlichen Grüßen"),
    rule("fr", r"^(?:(?:bien )?cordialement|(?:bien )?à vous|sincèrement|salutations(?: distinguées)?|meilleures salutations|bonne (?:journée|soirée|réception)|cdlt|amicalement)[,.! ]*$", "Cordialement,"),
    rule("es", r"^(?:(?:un )?(?:cordial )?saludos?(?: cordiales?)?|atentamente|atte|muy atentamente|un abrazo)[,.! ]*$", "Un cordial saludo,"),
    rule("it", r"^(?:(?:cordiali|distinti|cari|migliori) saluti|cordialmente|un cordiale saluto|un saluto|saluti)[,.! ]*$", "Cordiali saluti"),
    rule("pt", r"^(?:atenciosamente|cordialmente|(?:com os )?(?:melhores )?cumprimentos|abraços?|att|saudações)[,.! ]*$", "Atenciosamente,"),
    rule("nl", r"^(?:met )?(?:vriendelijke|hartelijke|beste) (?:groet|groeten)[,.! ]*$|^(?:mvg|groeten|groet)[,.! ]*$", "Met vriendelijke groet,"),
    rule("nordic", r"^(?:med )?(?:vänliga?|vänlig|venlig|vennlig|bästa|bedste|beste) (?:hälsning(?:ar)?|hilsen|hilsner)[,.! ]*$|^(?:mvh|hälsningar|hilsen|ystävällisin terveisin|terveisin|terv\.?)[,.! ]*$", "Med vänlig hälsning"),
    rule("pl-ru", r"^(?:z poważaniem|pozdrawiam|pozdrowienia|serdecznie pozdrawiam|с уважением|з повагою|s pozdravem)[,.! ]*$", "Z poważaniem"),
    rule("cjk", r"^(?:以上、?よろしくお願い(?:いた)?します。?|此致|顺祝商祺|敬上|감사합니다\.?|祝好|谨启)[,.! ]*$", "此致"),
)  # fmt: skip

DISCLAIMERS: tuple[Rule, ...] = (
    rule("en", r"^\W*(?:this (?:e-?mail|message|communication|transmission)(?: message)?,?(?: and any \w+(?: \w+){0,5}| including any attachments?)?,? (?:is|are|may|contains?|and|was|has|originates)\b.{0,80}(?:confidential|privileged|intended|proprietary|solely)|(?:confidentiality|privacy|legal|disclaimer|important) ?(?:notice|note|notes|:)|the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message|communication)|this message is (?:for|intended))", "This email and any attachments are confidential."),
    rule("de", r"^\W*(?:diese (?:e-?mail|nachricht).{0,80}(?:vertraulich|ausschließlich)|der inhalt dieser e-?mail)", "Diese E-Mail ist vertraulich."),
    rule("fr-es-it-pt", r"^\W*(?:ce (?:message|courriel|mail).{0,80}(?:confidentiel|destin)|este (?:mensaje|correo|e-?mail|mensagem).{0,80}(?:confidencial|dirigid|destin)|esta mensagem.{0,80}confidencial|(?:questo|il presente) messaggio.{0,80}(?:riservat|confidenzial)|avviso di riservatezza|aviso (?:legal|de confidencialidad))", "Ce message est confidentiel."),
    rule("nl-sv-pl", r"^\W*(?:dit (?:e-?mailbericht|bericht|e-?mail).{0,80}(?:vertrouwelijk|uitsluitend)|(?:det här|detta) (?:meddelande|mejl).{0,80}konfidentiell|(?:niniejsza|ta) wiadomość.{0,80}poufn)", "Dit bericht is vertrouwelijk."),
)  # fmt: skip

"""Which words do gates write that ask the sender to prove that they are a person?"""

from __future__ import annotations

from mail.judge.rule import Rule, rule

CHALLENGES: tuple[Rule, ...] = (
    rule("click-to-deliver", r"(?:click|follow|visit|use|go to)[^.]{0,60}(?:link|button|here|below|url|page|site)[^.]{0,120}(?:deliver\w*|allowed list|approved|whitelist|added to|be (?:delivered|released)|confirm (?:that )?you|prove|verif)", "Follow this link to have your address added to the allowed list.", "Bluebottle, SpamArrest"),
    rule("prove-human", r"\b(?:prove|verify|confirm|ensure|show|make sure|validate)(?: to (?:me|us))?(?: that)? you(?:'re| are)?(?: really)? (?:not )?(?:a |an |are a )?(?:human|real person|person|spammer|robot|legitimate|automated|machine)", "Please prove that you are a human.", "challenge-response systems"),
    rule("one-time-verification", r"(?:one[- ]time|sender) (?:verification|authentication|confirmation|authorization)[^.]{0,80}(?:deliver|request|required|needed|before|process)", "A one-time sender verification is required before delivery.", "Sendio, UOL AntiSpam"),
    rule("protected-by", r"(?:account|mailbox|inbox|address|email) is protected by (?:bluebottle|spam ?arrest|mail ?in ?black|boxbe|uol|spamlion|digiportal|choicemail|knowspam|vanquish|earthlink|spam ?fighter|sendio|tmda|bitbounce|cleanmail|zaep)", "This account is protected by Bluebottle.", "Bluebottle"),
    rule("boxbe", r"\bboxbe\b[^.]{0,120}(?:guest list|waiting list|approved|screen|verify|priority)|(?:guest|waiting) list[^.]{0,80}\bboxbe", "You are on my Boxbe guest list.", "Boxbe"),
    rule("reply-to-confirm", r"(?:reply|respond) to this (?:message|e-?mail|request|confirmation)[^.]{0,100}(?:to (?:confirm|release|deliver|have your)|so that your|in order (?:to|for)|and your (?:message|original))[^.]{0,80}(?:deliver|release|human|original message|message will|held)?", "Just reply to this message to release your original message, which is held.", "TMDA, Active Spam Killer"),
    rule("held-until", r"(?:your|the) (?:original )?(?:message|e-?mail|mail)[^.]{0,40}(?:is being held|has been (?:held|quarantined|placed on hold)|will be held|is waiting|on hold|in quarantine)[^.]{0,120}(?:confirm|verify|until you|because|authenticat|identify|reply|click)", "Your message is being held until you confirm that you sent it.", "TMDA, Spam Arrest"),
    rule("earthlink", r"spamblocker|suspect e-?mail (?:folder|blocking)|allowed (?:senders? )?list[^.]{0,60}(?:request|add)", "I apologize for this automatic reply; spamBlocker protects me.", "EarthLink"),
    rule("mailinblack", r"mail ?in ?black|(?:authentifi\w+|identifi\w+)[^.]{0,60}(?:une seule fois|cliqu\w+|pour que votre (?:message|mail))", "Je suis protégé par MailInBlack.", "MailInBlack"),
    rule("de-bestaetigen", r"(?:bestätigen|bestätigung)[^.]{0,80}(?:kein spam|mensch|absender sind|ihre (?:e-?mail|nachricht) zugestellt)", "Bitte bestätigen Sie, dass Sie ein Mensch sind.", "challenge-response systems"),
    rule("es-pt-antispam", r"(?:antispam uol|confirmação de envio|confirm\w+ que (?:você|usted|ud)[^.]{0,40}(?:pessoa|persona|robô|robot|humano))", "AntiSpam UOL: confirme o envio da mensagem.", "UOL"),
    rule("bitbounce", r"bitbounce|pay[^.]{0,40}to (?:deliver|reach)[^.]{0,40}inbox", "BitBounce: pay to reach my inbox", "BitBounce"),
)  # fmt: skip

CHALLENGE_HEADERS: tuple[Rule, ...] = (
    rule("tmda-challenge", r"^x-tmda-(?:confirm|fingerprint)|^x-primary-address.*confirm", "X-TMDA-Confirm: yes", "TMDA"),
    rule("bluebottle", r"^x-bluebottle-request:", "X-Bluebottle-Request: <1234>", "Bluebottle"),
    rule("ask", r"^x-asksg|^x-ask-(?:auth|confirm)", "X-ASK-Auth: 1", "Active Spam Killer"),
    rule("boxbe", r"^x-boxbe", "X-Boxbe-Notification: 1", "Boxbe"),
    rule("spamarrest", r"^x-spam-?arrest.*(?:challenge|verif)", "X-SpamArrest-Challenge: 1", "Spam Arrest"),
)  # fmt: skip

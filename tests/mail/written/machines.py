"""Written messages of mail servers and programs that the corpus does not hold, after their known formats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """`label` is the corpus's; `about` and `recipient` are checked for bounces."""

    name: str
    label: str
    message: str
    about: str = ""
    recipient: str = ""


def _mail(sender: str, subject: str, text: str, *more: str, kind: str = "text/plain; charset=utf-8") -> str:
    fields = [f"From: {sender}", "To: me@example.com", f"Subject: {subject}", "Date: Mon, 21 Dec 2026 10:00:00 +0000",
              "Message-ID: <m1@mx.example.org>", "MIME-Version: 1.0", f"Content-Type: {kind}", *more]  # fmt: skip
    return "\n".join(fields) + "\n\n" + text


def _report(sender: str, subject: str, text: str, status: str, *more: str) -> str:
    body = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example.org\n\n{status}\n--b\nContent-Type: message/rfc822\n\n"
        "Message-ID: <ours@example.com>\nFrom: me@example.com\nTo: ada@example.org\nSubject: A short question\n\nHello\n--b--\n"
    )
    return _mail(sender, subject, body, *more, kind='multipart/report; report-type=delivery-status; boundary="b"')


_COPY = "\n\n------ This is a copy of the message, including all the headers. ------\n\nReceived: from x by y\nMessage-ID: <ours@example.com>\nTo: ada@example.org\n\nHello"

MACHINES = (
    Machine("Postfix, unknown user", "bounce_hard", _report("MAILER-DAEMON@mx.example.org (Mail Delivery System)", "Undelivered Mail Returned to Sender", "This is the mail system at host mx.example.org.", "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in virtual mailbox table"), "address", "ada@example.org"),
    Machine("Postfix, delayed", "bounce_soft", _report("MAILER-DAEMON@mx.example.org", "Delayed Mail (still being retried)", "####################\n# THIS IS A WARNING ONLY. #", "Final-Recipient: rfc822; ada@example.org\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx.example.org: Connection timed out"), "temporary", "ada@example.org"),
    Machine("Exchange Online, unknown", "bounce_hard", _report("postmaster@example.org", "Undeliverable: A short question", "Your message to ada@example.org couldn't be delivered.\nada wasn't found at example.org.", "Final-Recipient: rfc822;ada@example.org\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"), "address"),
    Machine("Exchange Online, access denied is an unknown address", "bounce_hard", _report("postmaster@example.org", "Undeliverable: A short question", "Your message couldn't be delivered.", "Final-Recipient: rfc822;ada@example.org\nAction: failed\nStatus: 5.4.1\nDiagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied."), ""),
    Machine("Exchange, full", "bounce_soft", _report("postmaster@example.org", "Unzustellbar: Kurze Frage", "Das Postfach des Empfängers ist voll.", "Final-Recipient: rfc822;ada@example.org\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver: quota exceeded"), "mailbox_full"),
    Machine("Gmail, spam block", "bounce_hard", _report("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)", "Message blocked\nYour message to ada@example.org has been blocked.", "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Our system has detected that this message is likely unsolicited mail."), "policy"),
    Machine("Gmail, DMARC", "bounce_hard", _report("mailer-daemon@googlemail.com", "Delivery Status Notification (Failure)", "Message blocked", "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.7.26\nDiagnostic-Code: smtp; 550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy."), "policy"),
    Machine("too large", "bounce_hard", _report("MAILER-DAEMON@mx.example.org", "Undelivered Mail Returned to Sender", "", "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.3.4\nDiagnostic-Code: smtp; 552 5.3.4 Message size exceeds fixed limit"), "content"),
    Machine("expired in the queue", "bounce_soft", _report("MAILER-DAEMON@mx.example.org", "Undelivered Mail Returned to Sender", "", "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; delivery temporarily suspended: connect to mx: Connection timed out"), "temporary"),
    Machine("success notice", "other", _report("MAILER-DAEMON@mx.example.org", "Successful Mail Delivery Report", "Your message was delivered.", "Final-Recipient: rfc822; ada@example.org\nAction: delivered\nStatus: 2.0.0")),
    Machine("relayed notice", "other", _report("postmaster@example.org", "Relayed: A short question", "Delivery to these recipients is complete, but no delivery notification was sent.", "Final-Recipient: rfc822; ada@example.org\nAction: relayed\nStatus: 2.0.0")),
    Machine("Exim", "bounce_hard", _mail("Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@example.org\n    host mx.example.org [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<ada@example.org>:\n    550 No such user here" + _COPY, "X-Failed-Recipients: ada@example.org", "Auto-Submitted: auto-replied"), "address", "ada@example.org"),
    Machine("Exim, retry timeout", "bounce_soft", _mail("Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@example.org\n    retry timeout exceeded" + _COPY, "X-Failed-Recipients: ada@example.org"), "temporary"),
    Machine("Exim, warning", "bounce_soft", _mail("Mail Delivery System <Mailer-Daemon@mx.example.org>", "Warning: message 1abc-0001 delayed 24 hours", "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.example.org.\n\nNo action is required on your part. Delivery attempts will continue for\nsome time."), "temporary"),
    Machine("qmail", "bounce_hard", _mail("MAILER-DAEMON@mx.example.org", "failure notice", "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <me@example.com>\nMessage-ID: <ours@example.com>\n\nHello"), "address", "ada@example.org"),
    Machine("sendmail", "bounce_hard", _mail("Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Returned mail: see transcript for details", "The original message was received at Mon, 21 Dec 2026\n\n   ----- The following addresses had permanent fatal errors -----\n<ada@example.org>\n    (reason: 550 5.1.1 User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n>>> DATA\n<<< 550 5.1.1 <ada@example.org>... User unknown"), "address"),
    Machine("Domino", "bounce_hard", _mail("Postmaster@example.org", "DELIVERY FAILURE: User ada (ada@example.org) not listed in Domino Directory", "Your message\n\n  Subject: A short question\n\nwas not delivered to:\n\n  ada@example.org\n\nbecause:\n\n  User ada (ada@example.org) not listed in Domino Directory"), "address"),
    Machine("GroupWise", "bounce_hard", _mail("Mailer-Daemon@mx.example.org", "Message status - undeliverable", "The message that you sent was undeliverable to the following:\n\tada (user not found)"), "address"),
    Machine("Zimbra full", "bounce_soft", _mail("MAILER-DAEMON@mail.example.org (Mail Delivery System)", "Undelivered Mail Returned to Sender", "This is the mail system at host mail.example.org.\n\n<ada@example.org>: host mail.example.org[192.0.2.1] said: 452 4.2.2 Over quota\n    (in reply to end of DATA command)"), "mailbox_full"),
    Machine("Yahoo", "bounce_hard", _mail("MAILER-DAEMON@yahoo.com", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<ada@example.org>:\n554: delivery error: dd This user doesn't have a example.org account (ada@example.org) [-5]"), "address", "ada@example.org"),
    Machine("Courier", "bounce_hard", _mail("postmaster@mx.example.org", "NOTICE: mail delivery status.", "This is a delivery status notification from mx.example.org,\nrunning the Courier mail server, version 0.75.\n\nUNDELIVERABLE MAIL\nYour message to the following recipients cannot be delivered:\n\n<ada@example.org>:\n   mx.example.org [192.0.2.1]:\n<<< 550 User unknown."), "address"),
    Machine("Mimecast", "bounce_hard", _mail("postmaster@eu-smtp-1.mimecast.com", "[Postmaster] Email Delivery Failure", "The email could not be delivered to the following recipients:\nada@example.org\nReason: 550 Rejected by header based Anti-Spoofing policy: - https://community.mimecast.com"), "policy"),
    Machine("Barracuda", "bounce_hard", _mail("MAILER-DAEMON@barracuda.example.org", "**Message you sent blocked by our bulk email filter**", "Your message to: ada@example.org\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: A short question"), "policy"),
    Machine("mail.ru", "bounce_hard", _mail("mailer-daemon@corp.mail.ru", "Mail failure.", "Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.\n\nК сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:\n\nada@mail.ru\nuser not found"), "address"),
    Machine("QQ", "bounce_hard", _mail("PostMaster@qq.com", "来自qq.com的退信", "抱歉，您的邮件被退回来了……\n原邮件信息：\n收件人：ada@qq.com\n退信原因：收件人邮件地址（ada@qq.com）不存在，邮件无法送达。"), "address"),
    Machine("163, full", "bounce_soft", _mail("Postmaster@163.com", "系统退信/System bounce", "抱歉，您的邮件被退回来了。\n退信原因：收件人邮箱已满，无法接收您的邮件。"), "mailbox_full"),
    Machine("docomo", "bounce_hard", _mail("mailer-daemon@docomo.ne.jp", "Mail System Error - Returned Mail", "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n<ada@docomo.ne.jp>: 550 Unknown user ada@docomo.ne.jp"), "address"),
    Machine("Naver", "bounce_hard", _mail("mailer-daemon@naver.com", "[메일 전송 실패] A short question", "메일이 전송되지 못했습니다.\n받는 사람: ada@naver.com\n원인: 존재하지 않는 사용자입니다. 550 5.1.1 no such user"), "address"),
    Machine("La Poste", "bounce_hard", _mail("postmaster@laposte.net", "Non remis : Une question", "Votre message n'a pas pu être remis au destinataire suivant :\nada@laposte.net\nDestinataire inconnu."), "address"),
    Machine("Libero", "bounce_soft", _mail("postmaster@libero.it", "Mancato recapito", "Il messaggio non è stato consegnato a ada@libero.it: casella piena."), "mailbox_full"),
    Machine("GMX", "bounce_hard", _mail("GMX Mailer Daemon <mailer-daemon@gmx.de>", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients. This is a permanent error. The following address(es) failed:\n\nada@gmx.de:\nSMTP error from remote server for RCPT TO command, host: mx00.emig.gmx.net (192.0.2.2) reason: 550 Requested action not taken: mailbox unavailable"), "address"),
    Machine("X.400 gateway", "bounce_hard", _mail("MTA <postmaster@gateway.example.org>", "Delivery Report (failure) for ada@example.org", "This report relates to your message: A short question\nYour message was not delivered to   ada@example.org\nfor the following reason:\n   Bad Address\n   Unknown Address\n   MTA 'mx.example.org' gives error message No such user here"), "address"),
    Machine("MDaemon", "bounce_hard", _mail("MDaemon at mx.example.org <MDaemon@mx.example.org>", "Permanent Delivery Failure", "The attached message had PERMANENT fatal delivery errors!\n\nTHIS MESSAGE HAS NOT BEEN DELIVERED!\n\n> ada@example.org\n\n--- Session Transcript ---\n RCPT To:<ada@example.org>\n 550 <ada@example.org>, Recipient unknown"), "address"),
    Machine("Microsoft, mailbox unavailable", "bounce_hard", _report("postmaster@outlook.com", "Undeliverable: A short question", "Delivery has failed to these recipients or groups", "Final-Recipient: rfc822;ada@hotmail.com\nAction: failed\nStatus: 5.5.0\nDiagnostic-Code: smtp;550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)."), "address"),
    Machine("read receipt", "other", _mail("Ada <ada@example.org>", "Read: A short question", "--b\nContent-Type: text/plain\n\nYour message was read.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;ada@example.org\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--", kind='multipart/report; report-type=disposition-notification; boundary="b"')),
    Machine("Sieve refusal", "bounce_hard", _mail("Mail Delivery Subsystem <postmaster@example.org>", "Rejected: A short question", "--b\nContent-Type: text/plain\n\nYour message to <ada@example.org> was automatically rejected:\nI do not take mail here.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; ada@example.org\nDisposition: automatic-action/MDN-sent-automatically; deleted\n--b--", kind='multipart/report; report-type=disposition-notification; boundary="b"')),
    Machine("abuse report", "arf", _mail("feedback@example.org", "FW: A short question", "--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: ada@example.org\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <ours@example.com>\nTo: ada@example.org\n\nHello\n--b--", kind='multipart/report; report-type=feedback-report; boundary="b"')),
    Machine("Spam Arrest", "challenge", _mail("Ada <ada@example.org>", "Re: A short question (verification required)", "Ada here. I'm protecting myself from receiving junk mail. Please click the link below to complete the verification process. You have to do this only once, and your message will be delivered.\nhttps://www.spamarrest.com/a2?AABB")),
    Machine("TMDA", "challenge", _mail("Ada <ada-confirm-1@example.org>", "Please confirm your message", "This message was created automatically by mail delivery software (TMDA).\n\nYour message attached below is being held because the address <me@example.com> has not been verified.\n\nTo release your message for delivery, please send an empty message to the following address, or use your mailer's \"Reply\" feature.")),
    Machine("MailInBlack", "challenge", _mail("Mailinblack <ada@example.org>", "Authentification de votre e-mail", "Bonjour, je suis protégé par MailInBlack. Pour que votre message me parvienne, cliquez une seule fois sur ce lien : https://app.mailinblack.com/confirm/1")),
    Machine("newsletter", "other", _mail("News <news@shop.example.org>", "Our winter sale", "Save 20 %. If you do not wish to receive further mail, unsubscribe here: https://shop.example.org/u", "List-Unsubscribe: <https://shop.example.org/u>")),
    Machine("notification in a thread", "other", _mail("GitHub <notifications@github.example>", "Re: [repo] A bug (#1)", "Closed #1 as completed.", "In-Reply-To: <repo/1@github.example>", "List-ID: <repo.github.example>")),
    Machine("no-reply robot", "other", _mail("Shop <no-reply@shop.example.org>", "Your order", "We have shipped your order.")),
)  # fmt: skip

# People who forward or quote what a machine wrote.
FORWARDS = (
    _mail("Ada <ada@example.org>", "Fwd: Undeliverable: A short question", "Look what I got when I wrote to Grace. Do you have another address?\n\n---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nDate: Mon, 21 Dec 2026\nSubject: Undeliverable: A short question\nTo: <ada@example.org>\n\nYour message to grace@example.org couldn't be delivered. 550 5.1.1 user unknown", "In-Reply-To: <ours@example.com>"),
    _mail("Ada <ada@example.org>", "Re: A short question", "I tried, but it came back:\n\n> This is the mail system at host mx.example.org.\n> I'm sorry to have to inform you that your message could not be delivered\n> <grace@example.org>: user unknown\n\nAny idea?", "In-Reply-To: <ours@example.com>"),
    _mail("Ada <ada@example.org>", "Re: Automatic reply: A short question", "I am back now. Tuesday at ten?", "In-Reply-To: <ours@example.com>"),
    _mail("Ada <ada@example.org>", "Re: A short question", "See below what the list sent me. Worth a read.\n\nOn Mon, 21 Dec 2026 at 9:00, News <news@example.org> wrote:\n> This is an automated message. To unsubscribe, reply with remove.", "In-Reply-To: <ours@example.com>"),
    _mail("Ada <ada@example.org>", "RE: Undeliverable mail and how to avoid it", "Great topic for our call. I have seen 550 5.7.1 a lot.", "In-Reply-To: <ours@example.com>", "References: <ours@example.com>"),
)  # fmt: skip

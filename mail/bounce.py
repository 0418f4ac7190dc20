"""Did a mail server say that a message could not be delivered?"""

from __future__ import annotations

import json
import re
from typing import Any

from mail.bounce_reason import classify, reason_in
from mail.delivery_status import DELIVERED, Recipient, first_status, recipients_of
from mail.facts import Facts
from mail.fold import fold
from mail.incoming import Incoming, message_ids
from mail.judgement import Bounce, Complaint, Other
from mail.rules.auto_headers import AUTO_HEADERS
from mail.rules.bounce_signs import INTROS, SUBJECTS
from mail.rules.rule import Rule, first_match
from mail.second_opinion import failed_addresses

# The server's own words end where the copy of our message begins. Literal marks are looked for as they are, which is fast.
_COPY_MARKS = ("received: from ", "received: by ", "return-path: <", "dkim-signature: ", "mime-version: 1")
_COPY_LINE = re.compile(
    r"--[- ]*(?:below this line is|this is a copy|the body of|original message|unsent message|returned message|"
    r"message header|header|body of message|undelivered message|forwarded message|message follows|begin|start of)"
)
_COPY_SENTENCE = re.compile(
    r"message (?:headers? (?:follow|is)|follows|is (?:below|attached|included|returned))|"
    r"the (?:first|following) .{0,30}(?:lines|text|copy) of (?:the|your) message"
)
# A server's own formula; other openings need a further sign.
_MTA_INTROS = tuple(
    row
    for row in INTROS
    if row.name in ("postfix", "qmail", "exim", "sendmail", "exchange", "google", "yahoo", "delayed")
)
_DELAY = re.compile(
    r"warning message only|do not need to resend|no action is required on your part|delivery attempts will continue|"
    r"(?:will|we'll) (?:continue|keep) (?:to try|trying|retrying|attempting)|will (?:be )?(?:retr(?:y|ied)|try again|tried again|attempted again|attempt to (?:re)?(?:deliver|send))|"
    r"not (?:yet )?been (?:delivered|sent) (?:after|yet|for|within)|still (?:trying|undelivered|being)|"
    r"delivery (?:is |has been |was )?delayed|message (?:is |has been |was )?delayed|has been delayed|"
    r"could not send message for past|remains? (?:in the )?queue|no need to (?:resend|retry)|keep trying|"
    r"werden weitere zustellversuche|verzögert|再送(?!信)|再試行|дальнейшие попытки"
)
_FINAL = re.compile(
    r"(?:i'm |i am |we are |have |has )?(?:giv(?:en|ing) up|no further (?:attempts|delivery)|not going to try again|"
    r"will not (?:be )?(?:retr|try|attempt)|permanent(?:ly)?|could not be delivered for|returned to sender|retry timeout exceeded)"
)
_DELAY_SUBJECT = re.compile(
    r"delay|warning|could not send|verzögert|retard|not yet|still being|deferr|отложен|遅延|지연"
)
# An SMTP reply (RFC 5321 4.2) or an enhanced status with the words behind it.
_REPLY = re.compile(
    r"(?:(?<=[ :<>\"'(\[#-])|^)([45])(?:\d\d[ -]|\.\d{1,3}\.\d{1,3}\b)(?!\d+ (?:hours?|bytes|days|attempts))[^<>]{0,12}(?:<[^>]*>)?.{3,240}?(?=(?: [45]\d\d[ -])|$| <[^>]+>: | i'm not going| giving up)"
)
_SUCCESS = re.compile(
    r"^(?:delivered|relayed|expanded|successful|zugestellt|remis|entregado|consegnato|entregue|bezorgd|levererat)\b[^:]*:|"
    r"(?:successful mail delivery|delivery (?:has been |was )?successful|delivery status notification \((?:success|relay|expanded))|"
    r"(?:return|delivery) receipt|successfully delivered"
)
_BROKEN_LINE = re.compile(r"!?\r?\n ")
_NEAR_ADDRESS = re.compile(r"<?([a-z0-9][\w.+=&'/-]{0,80}@[a-z0-9][a-z0-9.-]{1,100}\.[a-z]{2,20})>?")


def find_bounce(facts: Facts) -> Bounce | Complaint | Other | None:
    """A bounce, a success notice or receipt (Other), or None when no server speaks."""
    notified = _cloud_notice(facts.incoming)
    if notified is not None:
        return notified
    if _is_plain_answer(facts):
        return None
    words = server_words(facts.words)
    recipients = recipients_of(facts.incoming)
    if recipients and _is_own_report(facts):
        return _from_report(facts, recipients, words)
    receipt = _receipt(facts, words)
    if receipt is not None:
        return receipt
    sign = _sign(facts, words)
    if not sign:
        return None
    if _SUCCESS.search(facts.subject) and not first_match(INTROS[:7], words):
        return Other(rule="delivery-success", sub="success")
    return _bounce(facts, Recipient("", "", "", ""), words, sign)


def _is_plain_answer(facts: Facts) -> bool:
    """An answer in a thread from somebody who is no server, with no report in it: most of an inbox."""
    is_answer = facts.answers_something and facts.is_reply_shaped
    incoming = facts.incoming
    return is_answer and not (
        facts.sender_rule or facts.has_null_sender or incoming.reports or "x-failed-recipients" in incoming.headers
    )


def server_words(folded: str) -> str:
    """The text before the copy of the message that came back."""
    return folded[: _copy_start(folded)]


def _copy_start(folded: str) -> int:
    # The first words are never the copy, whatever they look like.
    found = [place for mark in _COPY_MARKS if (place := folded.find(mark, 40)) >= 0]
    found += [match.start() for row in (_COPY_LINE, _COPY_SENTENCE) if (match := row.search(folded, 40))]
    return min(found, default=len(folded))


def _is_own_report(facts: Facts) -> bool:
    """A person may forward a report; then the message itself is no report and its sender no machine."""
    incoming = facts.incoming
    if incoming.content_type == "multipart/report" or facts.sender_rule or facts.has_null_sender:
        return True
    return not (facts.is_reply_shaped or facts.is_forward_shaped or facts.answers_something)


def _from_report(facts: Facts, recipients: tuple[Recipient, ...], words: str) -> Bounce | Other:
    failed = [
        one
        for one in recipients
        if one.action not in DELIVERED and not (one.status.startswith("2") and one.action != "failed")
    ]
    if not failed:
        return Other(rule="dsn-success", sub="success")
    final = [one for one in failed if one.action != "delayed"]
    return _bounce(facts, (final or failed)[0], words, "delivery-status")


def _sign(facts: Facts, words: str) -> str:
    """The name of what shows that a server speaks, or nothing. Cheap signs come first: most mail has none."""
    incoming = facts.incoming
    if "x-failed-recipients" in incoming.headers:
        return "x-failed-recipients"
    is_daemon = facts.sender_rule not in ("", "bounce-account")
    subject = None if facts.is_forward_shaped else first_match(SUBJECTS, facts.subject)
    is_report = incoming.parameters.get("report-type", "").lower() == "delivery-status"
    is_suspect = bool(subject or facts.sender_rule or facts.has_null_sender or is_report or facts.is_reply_shaped)
    intro = first_match(INTROS if is_suspect else _MTA_INTROS, words[:2500])
    if is_report and (intro or facts.has_null_sender or facts.sender_rule):
        return "report-type"
    if facts.sender_rule and not is_daemon and not intro:
        return ""
    if is_daemon and (subject or intro):
        return f"{facts.sender_rule}+{(subject or intro or INTROS[0]).name}"
    if facts.is_reply_shaped or facts.is_forward_shaped:
        return f"short-notice+{intro.name}" if intro and _is_short_notice(facts, words) else ""
    return _sign_without_daemon(facts, subject, intro)


def _is_short_notice(facts: Facts, words: str) -> bool:
    """A gateway that answers with "Re:" says little else than that it failed, and to whom."""
    if facts.answers_something or facts.is_forward_shaped or len(words) > 500 or "?" in words:
        return False
    return bool(first_match(INTROS, words[:300]) and _NEAR_ADDRESS.search(words))


def _sign_without_daemon(facts: Facts, subject: Rule | None, intro: Rule | None) -> str:
    has_copy = bool(facts.incoming.returned) or _copy_start(facts.words) < len(facts.words)
    if subject and (intro or has_copy or facts.has_null_sender):
        return f"subject-{subject.name}"
    if intro in _MTA_INTROS and intro and (has_copy or facts.has_null_sender or not facts.answers_something):
        return f"intro-{intro.name}"
    if intro and facts.has_null_sender and not any(first_match(AUTO_HEADERS, field) for field in facts.fields):
        return f"null-sender+{intro.name}"
    is_suspect = bool(facts.sender_rule or subject or (has_copy and facts.has_null_sender))
    if is_suspect and failed_addresses(facts.incoming):
        return "second-opinion"
    return ""


def _receipt(facts: Facts, words: str) -> Bounce | Other | None:
    """A disposition notification (RFC 8098): a read receipt, or the way Dovecot and Sieve refuse mail."""
    for report in facts.incoming.reports:
        if not report.content_type.endswith("disposition-notification"):
            continue
        disposition = fold(report.text)
        refused = (
            "reject" in facts.subject or "rejected" in words or re.search(r"/(?:error|failed|denied)", disposition)
        )
        if refused and "displayed" not in disposition:
            return _bounce(facts, Recipient("", "", "", ""), words, "mdn-rejected")
        return Other(rule="mdn", sub="mdn-read" if "displayed" in disposition else "mdn")
    return None


def _bounce(facts: Facts, one: Recipient, words: str, rule: str) -> Bounce:
    diagnostic = one.diagnostic
    said = diagnostic or replies_in(words)
    status = one.status or first_status(said) or first_status(words) or _class_of(said)
    action = one.action
    if not action and _is_delay(facts, words, said):
        action = "delayed"
    verdict = classify(action=action, status=status, diagnostic=said, words=words)
    if verdict.rule == "unexplained":
        further = replies_in(fold(facts.incoming.text[:20000]))
        verdict = classify(action=action, status=status or _class_of(further), diagnostic=further, words="")
    return Bounce(
        rule=f"{rule}/{verdict.rule}",
        sub=verdict.reason,
        hard=verdict.hard,
        about=verdict.about,
        original_message_id=original_id(facts.incoming),
        recipient=one.address or _recipient(facts),
        status=status,
        diagnostic=(diagnostic or words)[:500],
    )


def replies_in(folded: str) -> str:
    """What the remote server said, picked out of the report's prose."""
    return " ".join(match[0] for match in _REPLY.finditer(folded[:20000]))[:1500]


def _class_of(said: str) -> str:
    """A bare SMTP reply such as "421 try later" as a status."""
    match = _REPLY.search(said) or re.match(r"([45])\d\d\b", said)
    return f"{match[1]}.0.0" if match else ""


def _is_delay(facts: Facts, words: str, said: str) -> bool:
    if _FINAL.search(words):
        return False
    in_subject = _DELAY_SUBJECT.search(facts.subject) and "fail" not in facts.subject
    return bool(_DELAY.search(words) or (in_subject and not reason_in(said or words)))


def original_id(incoming: Incoming) -> str:
    """The Message-ID of ours that a report speaks about, best evidence first."""
    candidates = (*incoming.original_message_ids, *incoming.in_reply_to, *incoming.references[-1:])
    others = [found for found in candidates if found != incoming.message_id]
    return others[0] if others else ""


def _recipient(facts: Facts) -> str:
    incoming = facts.incoming
    for candidate in (incoming.headers.get("x-failed-recipients"), *(one.get("to") for one in incoming.returned)):
        found = _NEAR_ADDRESS.search(candidate.lower())
        if found:
            return found[1]
    own = {incoming.from_address.lower(), *(address.lower() for address in incoming.to)}
    for found in _NEAR_ADDRESS.finditer(server_words(facts.words)):
        if found[1] not in own and not re.match(r"postmaster|mailer-daemon|abuse|support|help", found[1]):
            return found[1]
    return ""


def _cloud_notice(incoming: Incoming) -> Bounce | Complaint | Other | None:
    """Amazon SES tells of bounces and complaints in JSON, through SNS mail."""
    # Long lines were broken by a relay with "!" and a space.
    if not incoming.text.lstrip().startswith("{"):
        return None
    text = _BROKEN_LINE.sub("", incoming.text.lstrip())
    if "otificationType" not in text[:60000] and "eventType" not in text[:60000]:
        return None
    try:
        notice, _ = json.JSONDecoder(strict=False).raw_decode(text)
        if isinstance(notice.get("Message"), str):
            notice = json.loads(notice["Message"])
        return _from_notice(notice)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _from_notice(notice: dict[str, Any]) -> Bounce | Complaint | Other | None:
    kind = notice.get("notificationType") or notice.get("eventType")
    ids = [f"<{notice['mail']['messageId']}>"]
    for header in notice["mail"].get("headers") or []:
        if str(header.get("name", "")).lower() == "message-id":
            ids = [*message_ids(str(header.get("value", ""))), *ids]
    if kind == "Complaint":
        complaint = notice["complaint"]
        address = str(complaint["complainedRecipients"][0]["emailAddress"])
        return Complaint("ses-complaint", str(complaint.get("complaintFeedbackType") or "abuse"), ids[0], address)
    if kind == "Delivery":
        return Other(rule="ses-delivery", sub="success")
    if kind != "Bounce":
        return None
    bounced = notice["bounce"]["bouncedRecipients"][0]
    is_final = notice["bounce"].get("bounceType") == "Permanent"
    status, said = str(bounced.get("status") or ""), str(bounced.get("diagnosticCode") or "")
    verdict = classify(action="", status=status or ("5.0.0" if is_final else "4.0.0"), diagnostic=said, words="")
    return Bounce(
        "ses-bounce", verdict.reason, verdict.hard, verdict.about, ids[0], str(bounced["emailAddress"]), status, said
    )

"""Did a mail server say that a message could not be delivered?"""

from __future__ import annotations

import re

from mail.judge.bounce.cloud_notice import find_cloud_notice
from mail.judge.bounce.delivery_status import DELIVERED, Recipient, first_status, recipients_of
from mail.judge.bounce.delivery_words import DELAY_SUBJECTS, DELAYS, FINALS, SUCCESS_SUBJECTS
from mail.judge.bounce.original import original_id, recipient_in
from mail.judge.bounce.reason import classify, reason_in
from mail.judge.bounce.server_words import class_of, replies_in, server_words
from mail.judge.bounce.sign import bounce_sign
from mail.judge.bounce.sign_table import INTROS
from mail.judge.facts import Facts
from mail.judge.judgement import Bounce, Complaint, Other
from mail.judge.rule import first_match
from mail.read.fold import fold

_NOBODY = Recipient("", "", "", "")
_REFUSED = re.compile(r"/(?:error|failed|denied)")


def find_bounce(facts: Facts) -> Bounce | Complaint | Other | None:
    """A bounce, a success notice or receipt (Other), or None when no server speaks."""
    notified = find_cloud_notice(facts.incoming)
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
    sign = bounce_sign(facts, words)
    if not sign:
        return None
    if first_match(SUCCESS_SUBJECTS, facts.subject) and not first_match(INTROS[:7], words):
        return Other(rule="delivery-success", sub="success")
    return _bounce(facts, _NOBODY, words, sign)


def _is_plain_answer(facts: Facts) -> bool:
    """An answer in a thread from somebody who is no server, with no report in it: most of an inbox."""
    incoming = facts.incoming
    has_sign = incoming.reports or "x-failed-recipients" in incoming.headers
    is_answer = facts.answers_something and facts.is_reply_shaped
    return is_answer and not (facts.sender_rule or facts.has_null_sender or has_sign)


def _is_own_report(facts: Facts) -> bool:
    """A person may forward a report; then the message itself is no report and its sender no machine."""
    is_report = facts.incoming.content_type == "multipart/report"
    if is_report or facts.sender_rule or facts.has_null_sender:
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


def _receipt(facts: Facts, words: str) -> Bounce | Other | None:
    """A disposition notification (RFC 8098): a read receipt, or the way Dovecot and Sieve refuse mail."""
    for report in facts.incoming.reports:
        if not report.content_type.endswith("disposition-notification"):
            continue
        disposition = fold(report.text)
        refused = "reject" in facts.subject or "rejected" in words or _REFUSED.search(disposition)
        if refused and "displayed" not in disposition:
            return _bounce(facts, _NOBODY, words, "mdn-rejected")
        return Other(rule="mdn", sub="mdn-read" if "displayed" in disposition else "mdn")
    return None


def _bounce(facts: Facts, one: Recipient, words: str, rule: str) -> Bounce:
    said = one.diagnostic or replies_in(words)
    status = one.status or first_status(said) or first_status(words) or class_of(said)
    action = one.action or ("delayed" if _is_delay(facts, words, said) else "")
    verdict = classify(action=action, status=status, diagnostic=said, words=words)
    if verdict.rule == "unexplained":
        # The reason may stand in the copy: a gateway's report about another server's report.
        further = replies_in(fold(facts.incoming.text[:20000]))
        verdict = classify(action=action, status=status or class_of(further), diagnostic=further, words="")
    return Bounce(
        rule=f"{rule}/{verdict.rule}",
        sub=verdict.reason,
        hard=verdict.hard,
        about=verdict.about,
        original_message_id=original_id(facts.incoming),
        recipient=one.address or recipient_in(facts),
        status=status,
        diagnostic=(one.diagnostic or words)[:500],
    )


def _is_delay(facts: Facts, words: str, said: str) -> bool:
    if first_match(FINALS, words):
        return False
    in_subject = first_match(DELAY_SUBJECTS, facts.subject) and "fail" not in facts.subject
    return bool(first_match(DELAYS, words) or (in_subject and not reason_in(said or words)))

"""What shows, where no report says so, that a mail server speaks of a failed delivery?"""

from __future__ import annotations

import re

from mail.judge.auto_reply.header_table import AUTO_HEADERS
from mail.judge.bounce.second_opinion import failed_addresses
from mail.judge.bounce.server_words import copy_start
from mail.judge.bounce.sign_table import INTROS, SUBJECTS
from mail.judge.facts import Facts
from mail.judge.rule import Rule, first_match

# A server's own formula; other openings need a further sign.
_FORMULAS = ("postfix", "qmail", "exim", "sendmail", "exchange", "google", "yahoo", "delayed")
_MTA_INTROS = tuple(row for row in INTROS if row.name in _FORMULAS)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w")


def bounce_sign(facts: Facts, words: str) -> str:
    """The name of the sign, or nothing. `words` is the server's own text. Cheap signs are looked at first."""
    incoming = facts.incoming
    if "x-failed-recipients" in incoming.headers:
        return "x-failed-recipients"
    subject = None if facts.is_forward_shaped else first_match(SUBJECTS, facts.subject)
    is_report = incoming.parameters.get("report-type", "").lower() == "delivery-status"
    is_suspect = subject or facts.sender_rule or facts.has_null_sender or is_report or facts.is_reply_shaped
    intro = first_match(INTROS if is_suspect else _MTA_INTROS, words[:2500])
    if is_report and (intro or facts.has_null_sender or facts.sender_rule):
        return "report-type"
    is_daemon = facts.sender_rule not in ("", "bounce-account")
    if facts.sender_rule and not is_daemon and not intro:
        return ""
    if is_daemon and (subject or intro):
        return f"{facts.sender_rule}+{(subject or intro or INTROS[0]).name}"
    if facts.is_reply_shaped or facts.is_forward_shaped:
        return f"short-notice+{intro.name}" if intro and _is_short_notice(facts, words) else ""
    return _without_daemon(facts, subject, intro)


def _is_short_notice(facts: Facts, words: str) -> bool:
    """A gateway that answers with "Re:" says little else than that it failed, and to whom."""
    if facts.answers_something or facts.is_forward_shaped or len(words) > 500 or "?" in words:
        return False
    return bool(first_match(INTROS, words[:300]) and _ADDRESS.search(words))


def _without_daemon(facts: Facts, subject: Rule | None, intro: Rule | None) -> str:
    has_copy = bool(facts.incoming.returned) or copy_start(facts.words) < len(facts.words)
    if subject and (intro or has_copy or facts.has_null_sender):
        return f"subject-{subject.name}"
    is_fresh_or_machine = has_copy or facts.has_null_sender or not facts.answers_something
    if intro and intro in _MTA_INTROS and is_fresh_or_machine:
        return f"intro-{intro.name}"
    if intro and facts.has_null_sender and not any(first_match(AUTO_HEADERS, field) for field in facts.fields):
        return f"null-sender+{intro.name}"
    is_suspect = bool(facts.sender_rule or subject or (has_copy and facts.has_null_sender))
    return "second-opinion" if is_suspect and failed_addresses(facts.incoming) else ""

"""Did a machine answer for a person?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mail.judge.auto_reply.header_table import AUTO_HEADERS, WEAK_AUTO_HEADERS
from mail.judge.auto_reply.phrase_table import ACK, AWAY, STRONG, SUPPORT, THANKS
from mail.judge.auto_reply.return_date import return_date
from mail.judge.auto_reply.subject_table import AUTO_SUBJECTS
from mail.judge.facts import Facts
from mail.judge.judgement import AutoReply
from mail.judge.person.sign_table import PERSON_SIGNS
from mail.judge.rule import Rule, all_matches, first_match, gate, rule
from mail.read.fold import fold
from mail.read.headers import parse_addresses
from mail.strip.strip import Stripped

_HEADER_GATE = gate((*AUTO_HEADERS, *WEAK_AUTO_HEADERS))
_SUBJECT_GATE = gate(AUTO_SUBJECTS)
# RFC 5321 4.5.5: only machines write from the null sender.
_NULL_SENDER = rule("null-sender", r"^<>$", "<>", "RFC 5321 4.5.5")
_SURE_ACK = tuple(row for row in ACK if row.name != "en-will-reply")
# An acknowledgement that goes on longer says something.
_MAX_ACK = 240
# Further apart than mail waits in queues.
_CLOCKS_DIFFER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class When:
    """What dates are read against: the message's own day, and whether its writer puts the month first."""

    sent_on: date | None
    month_first: bool


def auto_sign(facts: Facts) -> Rule | None:
    """What shows a machine before the new words are looked at: a header, a subject, the null sender."""
    return _by_header(facts) or _by_subject(facts) or _by_shape(facts, facts.words)


def auto_reply(row: Rule, facts: Facts, own: Stripped, when: When) -> AutoReply:
    sub = row.sub if row.sub and row.sub != "vacation" else _kind(fold(own.words[:2500]), row)
    return AutoReply(row.name, sub, _returns(facts, own, when), own.words)


def find_auto_words(facts: Facts, own: Stripped, when: When) -> AutoReply | None:
    """An out-of-office or an acknowledgement that only its words show."""
    words = fold(own.words[:2500])
    row = _by_words(words, own.has_quote, lambda: _returns(facts, own, when) is not None)
    return auto_reply(row, facts, own, when) if row else None


def _returns(facts: Facts, own: Stripped, when: When) -> date | None:
    if when.sent_on is None:
        return None
    text = f"{facts.incoming.subject} . {own.words}"
    return return_date(text, when.sent_on, prefers_month_first=when.month_first)


def _kind(words: str, row: Rule) -> str:
    if first_match(AWAY, words) or row.sub == "vacation":
        return "vacation"
    return "ack" if first_match(ACK, words) else "vacation"


def _by_header(facts: Facts) -> Rule | None:
    for field in facts.fields:
        if _HEADER_GATE.search(field):
            row = first_match(AUTO_HEADERS, field)
            if row and not (row.name.startswith("exchange-rules") and _is_redirected(facts)):
                return row
    return None


def _is_redirected(facts: Facts) -> bool:
    """An Inbox rule that forwards or redirects leaves the same mark as one that answers, but in another's name."""
    headers = facts.incoming.headers
    by = parse_addresses(headers.get("x-ms-exchange-inbox-rules-loop"))
    is_by_another = bool(by) and facts.incoming.from_address.casefold() not in {one.casefold() for one in by}
    is_resent = any(name.startswith("resent-") for name, _ in headers.fields)
    return facts.is_forward_shaped or is_by_another or is_resent


def _by_subject(facts: Facts) -> Rule | None:
    if facts.is_reply_shaped or facts.is_forward_shaped:
        return None
    return first_match(AUTO_SUBJECTS, facts.subject) if _SUBJECT_GATE.search(facts.subject) else None


def _by_shape(facts: Facts, words: str) -> Rule | None:
    """Nobody writes from the null sender, and few people mark their answers as bulk."""
    weak = next(
        (
            row
            for field in facts.fields
            if _HEADER_GATE.search(field) and (row := first_match(WEAK_AUTO_HEADERS, field))
        ),
        None,
    )
    if weak is None and not facts.has_null_sender:
        return None
    says = first_match(STRONG, words) or first_match(AWAY, words) or first_match(ACK, words)
    if facts.has_null_sender and (says or weak or facts.is_reply_shaped or facts.answers_something):
        return says or weak or _NULL_SENDER
    is_list = any(
        field.startswith(("list-", "mailing-list", "x-mailman", "x-mailing-list", "x-beenthere"))
        for field in facts.fields
    )
    if weak and says and not is_list and len(words) < 1500 and not first_match(PERSON_SIGNS, words[:600]):
        return says
    return None


def _by_words(words: str, has_quote: bool, gives_date: Callable[[], bool]) -> Rule | None:
    """Words alone: only where nothing shows a person at work, since people say that they are away too."""
    if not words or len(words) > 2200:
        return None
    row = first_match(STRONG, words[:1500]) or (None if has_quote else _by_absence(words, gives_date))
    if row is None and not has_quote and len(words) <= _MAX_ACK:
        row = first_match(_SURE_ACK, words)
    return None if row is None or first_match(PERSON_SIGNS, words) else row


def _by_absence(words: str, gives_date: Callable[[], bool]) -> Rule | None:
    away = all_matches(AWAY, words[:1200])
    if not away:
        return None
    if first_match(SUPPORT, words):
        return away[0]
    # "Thanks for your mail, I'm travelling" may be anybody; with a date said twice over it is a notice.
    is_notice = len(away) > 1 or first_match(THANKS, words)
    return away[0] if is_notice and gives_date() else None


def message_day(sent_at: datetime | None, received_at: datetime | None) -> date | None:
    """The writer's own day, unless their clock is days or years off: then the day on which the server took it in."""
    is_off = sent_at is not None and received_at is not None and abs(received_at - sent_at) > _CLOCKS_DIFFER
    stamp = received_at if sent_at is None or is_off else sent_at
    return stamp.date() if stamp else None

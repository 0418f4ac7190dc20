"""What is this incoming message? One ordered judgement; the first that applies holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from mail.judge.auto_reply.auto_reply import When, auto_reply, auto_sign, find_auto_words, message_day
from mail.judge.bounce.bounce import find_bounce
from mail.judge.calendar.invitation import find_invitation
from mail.judge.challenge.challenge import find_challenge
from mail.judge.complaint.complaint import find_complaint
from mail.judge.facts import Facts, facts_of
from mail.judge.judgement import (
    AutoReply,
    Bounce,
    Calendar,
    Challenge,
    Complaint,
    HumanReply,
    Judgement,
    OptOut,
    Other,
)
from mail.judge.list_mail.list_mail import find_list_mail
from mail.judge.opt_out.opt_out import find_opt_out_header, find_opt_out_words
from mail.judge.person.person import find_person
from mail.read.fold import fold
from mail.read.incoming import Incoming, read
from mail.strip.strip import Stripped, strip
from mail.write.ids import find_own_ids


def judge(
    raw: bytes, *, sent_text: str = "", received_at: datetime | None = None, from_known_person: bool = False
) -> Judgement:
    """Judge raw bytes. Never raises. `sent_text` is what we wrote, `received_at` dates undated mail.

    `from_known_person` says that the sender's address is a contact's: their unthreaded mail is a reply.
    """
    return judge_incoming(read(raw), sent_text=sent_text, received_at=received_at, from_known_person=from_known_person)


def judge_incoming(
    incoming: Incoming,
    *,
    sent_text: str = "",
    received_at: datetime | None = None,
    from_known_person: bool = False,
) -> Judgement:
    """The same for a message already read."""
    try:
        return in_order(incoming, sent_text, received_at, from_known_person)
    except Exception as error:  # noqa: BLE001 - the last net
        # The last net: mail is written by strangers, and one message must never stop the mailbox.
        return Other(rule="set-aside", sub=f"unreadable: {type(error).__name__}")


def in_order(incoming: Incoming, sent_text: str, received_at: datetime | None, from_known_person: bool) -> Judgement:
    """The order itself, without the net; the tests fuzz this one."""
    if incoming.set_aside:
        return Other(rule="set-aside", sub=incoming.set_aside)
    facts = facts_of(incoming)
    invited = find_invitation(facts)
    if invited:
        return _with_words(invited, facts, _own(incoming, sent_text), from_known_person)
    by_machine = find_complaint(facts) or _challenge(facts) or find_bounce(facts) or find_opt_out_header(facts)
    if by_machine:
        return by_machine
    when = When(message_day(incoming.sent_at, received_at), _writes_month_first(incoming))
    sign = auto_sign(facts)
    if sign:
        return auto_reply(sign, facts, _own(incoming, sent_text), when)
    listed = find_list_mail(facts)
    # Groups, ticket systems, spam filters and senders of bulk mail mark what a person wrote, too.
    if listed and not (from_known_person or _is_in_our_thread(incoming)):
        return listed
    own = _own(incoming, sent_text)
    return (
        find_auto_words(facts, own, when)
        or find_opt_out_words(facts, own)
        or find_person(facts, own, from_known_person=from_known_person)
    )


def _is_in_our_thread(incoming: Incoming) -> bool:
    return any(find_own_ids(found) for found in (*incoming.in_reply_to, *incoming.references[-1:]))


def _with_words(invited: Calendar, facts: Facts, own: Stripped, from_known_person: bool) -> Judgement:
    """What a person wrote beside a calendar part, or in its COMMENT, is judged as well: a wish to be left alone first."""
    comment = invited.new_text
    words = own.words if fold(comment) in fold(own.words) else f"{own.words}\n\n{comment}".strip()
    said = Stripped(words, own.has_quote, own.has_heading)
    asked = find_opt_out_header(facts) or find_opt_out_words(facts, said)
    if asked:
        return asked
    asks_nothing = invited.method in ("publish", "other")
    is_person = bool(words) and (from_known_person or facts.answers_something or facts.is_reply_shaped)
    if asks_nothing and is_person:
        return find_person(facts, said, from_known_person=from_known_person)
    return replace(invited, new_text=words)


def _challenge(facts: Facts) -> Challenge | None:
    """Gates borrow the mail server's formula (TMDA) or its report (Boxbe), but not its sender."""
    incoming = facts.incoming
    is_server = facts.sender_rule or incoming.reports or "x-failed-recipients" in incoming.headers
    is_gate = "boxbe" in incoming.from_address.lower()
    return find_challenge(facts) if is_gate or not is_server else None


def _own(incoming: Incoming, sent_text: str) -> Stripped:
    return strip(incoming.text[:100_000], html=incoming.html, sent_text=sent_text)


def _writes_month_first(incoming: Incoming) -> bool:
    """05/01 is May 1st to a writer whose clock stands in an American zone."""
    zone = incoming.headers.get("date").rstrip(" )").rpartition(" ")[2]
    return zone in (
        "-0400",
        "-0500",
        "-0600",
        "-0700",
        "-0800",
        "EST",
        "EDT",
        "CST",
        "CDT",
        "MST",
        "MDT",
        "PST",
        "PDT",
    )


def corpus_label(judgement: Judgement) -> str:
    """The label that `weakties inspect` prints: bounces by hardness, calendars by whether they answer."""
    match judgement:
        case Bounce():
            return "bounce_hard" if judgement.hard else "bounce_soft"
        case Calendar():
            return (
                "calendar_reply"
                if judgement.method in ("accept", "decline", "tentative", "reply", "delegate")
                else "other"
            )
        case Complaint():
            return "arf"
        case HumanReply() | AutoReply() | OptOut() | Challenge() | Other():
            return judgement.label
        case _:
            assert_never(judgement)

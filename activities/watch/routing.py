"""Whose is an incoming message, and what does it tell the relationship?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import assert_never

from mail.judge.judge import judge_incoming
from mail.judge.judgement import AutoReply, Bounce, Calendar, Challenge, Complaint, HumanReply, Judgement, OptOut, Other
from mail.read.incoming import Incoming, read
from mail.read.matching import is_our_own, named_relationships
from relationship.identity import relationship_id
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.commands import Incoming as Fact

# Enough to remember what was said; a whole newsletter is not kept for years.
LONGEST_TEXT = 4_000
_USUAL_MINUTES, _MOST_MINUTES = 20, 12 * 60


@dataclass(frozen=True, slots=True)
class Routed:
    """A fact, and the relationships it may belong to, the likeliest first."""

    relationship_ids: tuple[str, ...]
    fact: Fact


def route(raw: bytes, received_at: datetime, own_address: str, *, sent_text: str = "") -> Routed | None:
    """Judge one message of the inbox; None when it can tell no relationship anything.

    `received_at` (aware UTC) is when the server took it in: the sender's own Date may be wrong. `sent_text` is what
    we wrote, where that is known: it tells a quote of ours from their own words.
    """
    return route_incoming(read(raw), received_at, own_address, raw, sent_text=sent_text)


def route_incoming(
    incoming: Incoming, received_at: datetime, own_address: str, raw: bytes, *, sent_text: str = ""
) -> Routed | None:
    """The same for a message already read."""
    if is_our_own(incoming, own_address):
        return None
    # Whoever is not a contact has no relationship to be told of, so the sender may be taken for one.
    judgement = judge_incoming(incoming, sent_text=sent_text, received_at=received_at, from_known_person=True)
    fact = fact_from(incoming, judgement, received_at, raw)
    if fact is None:
        return None
    by_address = relationship_id(own_address, incoming.from_address)
    return Routed(tuple(dict.fromkeys((*named_relationships(incoming), by_address))), fact)


def fact_from(incoming: Incoming, judgement: Judgement, received_at: datetime, raw: bytes) -> Fact | None:
    """The judgement in the relationship's words; None for what concerns no relationship."""
    message_id = id_of(incoming, raw)
    match judgement:
        case HumanReply():
            return e.ReplyReceived(
                received_at,
                message_id,
                incoming.from_address,
                incoming.from_name,
                incoming.subject,
                judgement.new_text[:LONGEST_TEXT],
                next(iter(incoming.in_reply_to), ""),
            )
        case AutoReply():
            returns_on = judgement.returns_on.isoformat() if judgement.returns_on else ""
            return e.AutoReplyReceived(received_at, message_id, incoming.subject, returns_on)
        case Bounce():
            return e.Bounced(
                received_at,
                message_id,
                judgement.original_message_id,
                judgement.recipient,
                judgement.diagnostic[:LONGEST_TEXT],
                hard=judgement.hard and judgement.about == "address",
                about=judgement.about,
            )
        case OptOut():
            return e.OptedOut(received_at, message_id, judgement.new_text[:LONGEST_TEXT])
        case Complaint():
            return e.OptedOut(received_at, message_id, "Reported as unwanted mail, by an abuse report.")
        case Challenge():
            return e.ChallengeReceived(received_at, message_id, judgement.url, judgement.text[:LONGEST_TEXT])
        case Calendar():
            return _calendar_fact(judgement, received_at, message_id)
        case Other():
            return None
        case _:
            assert_never(judgement)


def id_of(incoming: Incoming, raw: bytes) -> str:
    """The Message-ID. RFC 5322 only says SHOULD: without one, the bytes themselves tell two messages apart."""
    return incoming.message_id or f"<{sha256(raw).hexdigest()[:32]}@no-message-id>"


def _calendar_fact(calendar: Calendar, received_at: datetime, message_id: str) -> Fact | None:
    """What an iTIP message tells; None for one without a time, and for those that ask nothing (PUBLISH, REFRESH)."""
    match calendar.method:
        case "request" if calendar.starts_at is not None and calendar.starts_at > received_at:
            return c.InvitationReceived(
                received_at,
                message_id,
                calendar.starts_at.astimezone(UTC),
                _minutes(calendar),
                calendar.uid,
                calendar.sequence,
            )
        case "cancel":
            return c.InvitationCancelled(received_at, message_id, calendar.uid)
        case "accept" | "decline" | "tentative" | "counter":
            starts_at = calendar.starts_at.astimezone(UTC) if calendar.starts_at else None
            return e.InvitationAnswered(
                received_at,
                message_id,
                calendar.method,
                starts_at,
                _minutes(calendar),
                calendar.uid,
                calendar.sequence,
            )
        case _:
            return None


def _minutes(calendar: Calendar) -> int:
    """The length, twenty minutes where none or an unlikely one is given."""
    if calendar.starts_at is None or calendar.ends_at is None:
        return _USUAL_MINUTES
    minutes = int((calendar.ends_at - calendar.starts_at).total_seconds() // 60)
    return minutes if 0 < minutes <= _MOST_MINUTES else _USUAL_MINUTES

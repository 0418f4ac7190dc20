"""Whose is an incoming message, and what does it tell the relationship?"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from mail.incoming import Incoming, read
from mail.judge import judge_incoming
from mail.judgement import AutoReply, Bounce, HumanReply, Judgement, OptOut
from mail.matching import is_our_own, named_relationships
from relationship import events as e
from relationship.commands import Incoming as Fact
from relationship.identity import relationship_id

# Enough to remember what was said; a whole newsletter is not kept for years.
LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Routed:
    """A fact, and the relationships it may belong to, the likeliest first."""

    relationship_ids: tuple[str, ...]
    fact: Fact


def route(raw: bytes, received_at: datetime, own_address: str) -> Routed | None:
    """Judge one message of the inbox; None when it can tell no relationship anything.

    `received_at` (aware UTC) is when the server took it in: the sender's own Date may be wrong.
    """
    incoming = read(raw)
    if is_our_own(incoming, own_address):
        return None
    # Whoever is not a contact has no relationship to be told of, so the sender may be taken for one.
    judgement = judge_incoming(incoming, received_at=received_at, from_known_person=True)
    fact = fact_from(incoming, judgement, received_at, raw)
    if fact is None:
        return None
    by_address = relationship_id(own_address, incoming.from_address)
    return Routed(tuple(dict.fromkeys((*named_relationships(incoming), by_address))), fact)


def fact_from(incoming: Incoming, judgement: Judgement, received_at: datetime, raw: bytes) -> Fact | None:
    """The judgement in the relationship's words; None for what concerns no relationship."""
    # RFC 5322 only says SHOULD for Message-ID; without one, the bytes themselves tell two messages apart.
    message_id = incoming.message_id or f"<{sha256(raw).hexdigest()[:32]}@no-message-id>"
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
            )
        case OptOut():
            return e.OptedOut(received_at, message_id, judgement.new_text[:LONGEST_TEXT])
        case _:
            return None

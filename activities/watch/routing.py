"""Whose is an incoming message, how surely, and what does it tell the relationship?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Literal, assert_never

from activities.watch.calendar_fact import LONGEST_TEXT as LONGEST_TEXT
from activities.watch.calendar_fact import calendar_fact
from mail.judge.judge import judge_incoming
from mail.judge.judgement import AutoReply, Bounce, Calendar, Challenge, Complaint, HumanReply, Judgement, OptOut, Other
from mail.read.authentication import Authenticity, read_authenticity
from mail.read.headers import parse_addresses
from mail.read.incoming import Incoming, read
from mail.read.matching import Basis, Named, is_our_own, names_in
from relationship.identity import relationship_id
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.commands import Incoming as Fact

_UNKNOWN = Authenticity()
Why = Basis | Literal["address", "recipient", "reply-to", "calendar"]
# What stays, if it is believed. A reply only stops what would have been sent, and the user reads it.
_LASTING = (
    e.OptedOut,
    e.Bounced,
    e.ChallengeReceived,
    c.InvitationReceived,
    c.InvitationCancelled,
    e.InvitationAnswered,
)


@dataclass(frozen=True, slots=True)
class Routed:
    """A fact, and the relationships it may belong to, the likeliest first; `whys` says of each how it was found.

    `maybe`: relationships in whose thread somebody writes who may not be the contact; they are asked about, not told.
    `unproven`: those for which the fact would have a lasting effect on the word of a sender whom nothing proves.
    """

    relationship_ids: tuple[str, ...]
    fact: Fact
    whys: tuple[Why, ...] = ()
    maybe: tuple[str, ...] = ()
    unproven: frozenset[str] = frozenset()
    authenticity: Authenticity = _UNKNOWN


def route(
    raw: bytes,
    received_at: datetime,
    own_address: str,
    *,
    sent_text: str = "",
    aliases: frozenset[str] = frozenset(),
    key: bytes | None = None,
    trusted: frozenset[str] = frozenset(),
    contact_zone: str = "",
) -> Routed | None:
    """Judge one message of the inbox; None when it can tell no relationship anything.

    `received_at` (aware UTC) is when the server took it in: the sender's own Date may be wrong. `sent_text` is what
    we wrote, where that is known: it tells a quote of ours from their own words. `aliases` are the user's further
    addresses, `key` is that of our Message-IDs, `trusted` are the hosts whose Authentication-Results count.
    """
    return route_incoming(
        read(raw),
        received_at,
        own_address,
        raw,
        sent_text=sent_text,
        aliases=aliases,
        key=key,
        trusted=trusted,
        contact_zone=contact_zone,
    )


def route_incoming(
    incoming: Incoming,
    received_at: datetime,
    own_address: str,
    raw: bytes,
    *,
    sent_text: str = "",
    aliases: frozenset[str] = frozenset(),
    key: bytes | None = None,
    trusted: frozenset[str] = frozenset(),
    contact_zone: str = "",
) -> Routed | None:
    """The same for a message already read."""
    if is_our_own(incoming, own_address, aliases, key):
        return None
    # Whoever is not a contact has no relationship to be told of, so the sender may be taken for one.
    judgement = judge_incoming(incoming, sent_text=sent_text, received_at=received_at, from_known_person=True)
    fact = fact_from(incoming, judgement, received_at, raw, contact_zone)
    if fact is None:
        return None
    mine = frozenset((own_address.casefold(), *(one.casefold() for one in aliases)))
    names = names_in(incoming, key)
    told, maybe = _whose(incoming, judgement, names, own_address, mine)
    authenticity = read_authenticity(incoming.headers, trusted)
    return Routed(
        tuple(told),
        _not_for_another(fact, incoming, names, own_address),
        tuple(told.values()),
        maybe,
        _unproven(fact, told, authenticity, has_key=key is not None),
        authenticity,
    )


def _whose(
    incoming: Incoming, judgement: Judgement, names: tuple[Named, ...], own_address: str, mine: frozenset[str]
) -> tuple[dict[str, Why], tuple[str, ...]]:
    """The relationships to tell, with why each, and those that can only be asked about."""
    by_address = relationship_id(own_address, incoming.from_address)
    told: dict[str, Why] = {one.relationship: one.basis for one in names if one.is_direct}
    told.setdefault(by_address, "address")
    # The sender's own address says more than an id that anybody could have written.
    told |= {by_address: "address"} if told[by_address] != "id" else {}
    for address, why in _further(incoming, judgement):
        if address and address.casefold() not in mine:
            told.setdefault(relationship_id(own_address, address), why)
    return told, tuple(one.relationship for one in names if one.relationship not in told)


def _further(incoming: Incoming, judgement: Judgement) -> Iterator[tuple[str, Why]]:
    """Whom a server or a booking service speaks of: it is the sender then, and the contact is named inside."""
    match judgement:
        case Bounce() | Complaint():
            yield judgement.recipient, "recipient"
        case Calendar():
            yield incoming.reply_to, "reply-to"
            for address in judgement.people:
                yield address, "calendar"
            if judgement.method in ("request", "cancel"):
                for address in parse_addresses(judgement.new_text)[:20]:
                    yield address, "calendar"
        case _:
            yield incoming.reply_to, "reply-to"


def _not_for_another(fact: Fact, incoming: Incoming, names: tuple[Named, ...], own_address: str) -> Fact:
    """Whoever got a forwarded invitation answers for themselves alone: the contact's call stands as it was."""
    if not isinstance(fact, e.InvitationAnswered) or not names:
        return fact
    invited = {one.relationship for one in names}
    answering = {relationship_id(own_address, one) for one in (fact.attendee, incoming.from_address) if one}
    is_theirs = relationship_id(own_address, fact.attendee or incoming.from_address) in invited
    return fact if is_theirs or answering <= invited else replace(fact, answer="other", said=fact.answer)


def _unproven(fact: Fact, told: dict[str, Why], found: Authenticity, *, has_key: bool) -> frozenset[str]:
    """From is a claim, and so is an id without a key (as long as there is one to check it with)."""
    if not isinstance(fact, _LASTING):
        return frozenset()
    believed: set[Why] = {"id"}
    if found.dmarc != "fail":
        believed |= {"address"} if has_key else {"address", "unkeyed", "uid"}
    return frozenset(one for one, why in told.items() if why not in believed)


def fact_from(
    incoming: Incoming, judgement: Judgement, received_at: datetime, raw: bytes, contact_zone: str = ""
) -> Fact | None:
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
                reply_to=incoming.reply_to,
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
            return calendar_fact(judgement, incoming, received_at, message_id, contact_zone)
        case Other():
            return None
        case _:
            assert_never(judgement)


def id_of(incoming: Incoming, raw: bytes) -> str:
    """The Message-ID. RFC 5322 only says SHOULD: without one, the bytes themselves tell two messages apart."""
    return incoming.message_id or f"<{sha256(raw).hexdigest()[:32]}@no-message-id>"

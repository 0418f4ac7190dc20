"""To which relationship does an incoming message belong, how surely, and is it our own mail?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mail.read.incoming import Incoming
from mail.write.ids import OwnId, find_own_ids
from mail.write.meeting import meeting_relationships

# `id`: one of our Message-IDs, its key checked. `unkeyed`: one that anybody could have written. `uid`: an invitation's.
Basis = Literal["id", "unkeyed", "uid"]


@dataclass(frozen=True, slots=True)
class Named:
    """A relationship that a message names. `is_direct`: the message itself answers it, not only its thread."""

    relationship: str
    basis: Basis
    is_direct: bool


def named_relationships(incoming: Incoming, key: bytes | None = None) -> tuple[str, ...]:
    """The relationships that a message names by our ids, the surest first, each once."""
    return tuple(one.relationship for one in names_in(incoming, key))


def names_in(incoming: Incoming, key: bytes | None = None) -> tuple[Named, ...]:
    """In order: In-Reply-To, References (newest first, RFC 5322 3.6.4), then ids in a returned message,
    then the UID of an invitation of ours. An id whose key is wrong is somebody's invention, and left out.
    """
    found: dict[str, Named] = {}
    for one in _names(incoming, key):
        before = found.get(one.relationship)
        # The surest word about a relationship counts, in the place of the first.
        if before is None or (one.basis == "id" and before.basis != "id"):
            found[one.relationship] = one
        elif one.is_direct and not before.is_direct:
            found[one.relationship] = Named(one.relationship, before.basis, True)
    return tuple(found.values())


def _names(incoming: Incoming, key: bytes | None) -> Iterator[Named]:
    # In a thread that went on without us, an answer to somebody else's mail is not the contact's.
    nothing_nearer = not incoming.in_reply_to
    for source in incoming.in_reply_to:
        yield from _ids(source, key, is_direct=True)
    for place, source in enumerate(reversed(incoming.references)):
        yield from _ids(source, key, is_direct=nothing_nearer and place == 0)
    for source in incoming.original_message_ids:
        yield from _ids(source, key, is_direct=True)
    for part in incoming.calendars:
        for relationship in meeting_relationships(part.text):
            yield Named(relationship, "uid", True)


def _ids(source: str, key: bytes | None, *, is_direct: bool) -> Iterator[Named]:
    for own in find_own_ids(source, key):
        if own.proof != "broken":
            yield Named(own.relationship, _basis(own), is_direct)


def _basis(own: OwnId) -> Basis:
    return "id" if own.proof == "held" else "unkeyed"


def is_our_own(
    incoming: Incoming, own_address: str, aliases: frozenset[str] = frozenset(), key: bytes | None = None
) -> bool:
    """Whether the user wrote this, from any of their addresses: a copy of a mail of ours is never a reply."""
    is_ours_by_id = any(own.proof != "broken" for own in find_own_ids(incoming.message_id, key))
    mine = {address.casefold() for address in (own_address, *aliases)}
    return is_ours_by_id or incoming.from_address.casefold() in mine

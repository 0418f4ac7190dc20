"""To which relationship does an incoming message belong, and is it our own mail?"""

from mail.read.incoming import Incoming
from mail.write.ids import find_own_ids
from mail.write.meeting import meeting_relationships


def named_relationships(incoming: Incoming) -> tuple[str, ...]:
    """The relationships that a message names by our Message-IDs, the surest first, each once.

    In order: In-Reply-To, References (newest first, RFC 5322 3.6.4), then ids in a returned message,
    then the UID of an invitation of ours.
    """
    sources = (*incoming.in_reply_to, *reversed(incoming.references), *incoming.original_message_ids)
    found = [own.relationship for source in sources for own in find_own_ids(source)]
    invited = [one for part in incoming.calendars for one in meeting_relationships(part.text)]
    return tuple(dict.fromkeys((*found, *invited)))


def is_our_own(incoming: Incoming, own_address: str) -> bool:
    """Whether we wrote this ourselves: a copy of a mail of ours is never a reply."""
    is_ours_by_id = bool(find_own_ids(incoming.message_id))
    return is_ours_by_id or incoming.from_address.casefold() == own_address.casefold()

"""What lies in the inbox that has not been read yet? PEEK only: nothing is ever marked as seen.

Blocking: call these in a thread. A place in the inbox is UIDVALIDITY and UID (RFC 3501, 2.3.1.1); when the
server hands out a new UIDVALIDITY all UIDs are void, and the catch-up goes by date instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from imap_tools import AND, OR, BaseMailBox, H
from imap_tools.errors import MailboxFetchError

from activities.contract import Cursor

# The start of a message says who wrote it and what; the rest is attachments.
_MOST_BYTES = 2_000_000
_CATCH_UP_FOR = timedelta(days=2)
_FETCH = f"(UID INTERNALDATE BODY.PEEK[]<0.{_MOST_BYTES}>)"
_INTERNAL_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of the inbox; `received_at` is the server's INTERNALDATE, aware UTC."""

    uid: int
    received_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """The UIDs to read, and where the cursor stands when all of them have been."""

    uids: tuple[int, ...]
    cursor: Cursor


def unread_since(mailbox: BaseMailBox, inbox: str, cursor: Cursor | None, now: datetime) -> Reading:
    """The messages that came after the cursor; by date when there is none, or when it is void."""
    # Selecting anew shows what arrived; a folder selected earlier may hide it.
    mailbox.folder.set(inbox, readonly=True)
    uid_validity = int(mailbox.client.response("UIDVALIDITY")[1][0])
    if cursor is not None and cursor.uid_validity == uid_validity:
        # `n:*` always holds the last message, even one below n (RFC 3501, 6.4.8).
        found = mailbox.uids(f"UID {cursor.last_uid + 1}:*")
        uids = tuple(sorted(uid for uid in map(int, found) if uid > cursor.last_uid))
        last_uid = max((cursor.last_uid, *uids))
    else:
        since = (cursor.read_at if cursor else now) - _CATCH_UP_FOR
        # Asked before the search: a message that arrives in between must not count as read.
        last_uid = _last_uid(mailbox)
        uids = tuple(sorted(map(int, mailbox.uids(AND(date_gte=since.date())))))
        last_uid = max((last_uid, *uids))
    return Reading(uids, Cursor(uid_validity, last_uid, now))


def letters(mailbox: BaseMailBox, uids: tuple[int, ...]) -> Iterator[Letter]:
    """These messages of the selected folder, one at a time; those that are gone by now are left out."""
    for uid in uids:
        status, data = mailbox.client.uid("FETCH", str(uid), _FETCH)
        if status != "OK":
            raise MailboxFetchError((status, data), "OK")
        for item in data:
            if isinstance(item, tuple):
                yield Letter(uid, _received_at(item[0]), item[1])


def letters_from(mailbox: BaseMailBox, inbox: str, address: str, thread_mark: str, since: datetime) -> list[Letter]:
    """All messages since a day from this address, or answering an id that begins with `thread_mark`."""
    mailbox.folder.set(inbox, readonly=True)
    day = (since - timedelta(days=1)).date()
    theirs = OR(from_=address, header=[H("In-Reply-To", thread_mark), H("References", thread_mark)])
    uids = mailbox.uids(AND(theirs, date_gte=day), charset=None)
    return list(letters(mailbox, tuple(map(int, uids))))


def letter_with(mailbox: BaseMailBox, inbox: str, message_id: str) -> Letter | None:
    """The message of the inbox with this Message-ID, if it is there."""
    mailbox.folder.set(inbox, readonly=True)
    uids = mailbox.uids(AND(header=H("Message-ID", message_id)))
    return next(letters(mailbox, tuple(map(int, uids[:1]))), None)


def _last_uid(mailbox: BaseMailBox) -> int:
    return max(map(int, mailbox.uids("UID *")), default=0)


def _received_at(head: bytes) -> datetime:
    match = _INTERNAL_DATE.search(head)
    if match is None:
        return datetime.now(UTC)
    return parsedate_to_datetime(match[1].decode("ascii")).astimezone(UTC)

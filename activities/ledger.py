"""Has this mail gone out already? The mailbox itself is the ledger: Sent, and an outbox of our own.

A copy in Sent: it went. A copy in the outbox: somebody was about to hand it over, and nobody can say more.
Blocking: call these in a thread.
"""

import imaplib
from dataclasses import dataclass
from typing import Literal

from imap_tools import AND, BaseMailBox, H
from imap_tools.errors import ImapToolsError

from activities.account import Account, Unreachable
from activities.imap import ensure_folder, sent_folder

Trace = Literal["none", "sent", "outbox"]


@dataclass(frozen=True, slots=True)
class Folders:
    """The names of the two folders, as the server spells them."""

    sent: str
    outbox: str


def find_folders(mailbox: BaseMailBox, account: Account) -> Folders:
    """Sent as it is found, and the outbox, made when it is missing."""
    return Folders(sent=sent_folder(mailbox, account.sent_folder), outbox=ensure_folder(mailbox, account.outbox_folder))


def look_up(mailbox: BaseMailBox, folders: Folders, message_id: str) -> Trace:
    """What the ledger says of this Message-ID. Reads only."""
    if _uids(mailbox, folders.sent, message_id):
        return "sent"
    return "outbox" if _uids(mailbox, folders.outbox, message_id) else "none"


def claim(mailbox: BaseMailBox, folders: Folders, message_id: str, raw: bytes) -> bool:
    """Put the exact bytes into the outbox, then look again; False if somebody else is sending the same mail.

    Two senders that both claim see each other's copy, so at most one goes on. The copies stay: they are the
    sign that the outcome is uncertain.
    """
    _append(mailbox, folders.outbox, raw)
    copies = _uids(mailbox, folders.outbox, message_id)
    return len(copies) == 1 and not _uids(mailbox, folders.sent, message_id)


def settle_as_sent(mailbox: BaseMailBox, folders: Folders, message_id: str, raw: bytes, *, keep_copy: bool) -> None:
    """The mail went: its copy moves from the outbox to Sent, or goes if the server keeps one of its own."""
    if keep_copy and not _uids(mailbox, folders.sent, message_id):
        _append(mailbox, folders.sent, raw)
    release(mailbox, folders, message_id)


def release(mailbox: BaseMailBox, folders: Folders, message_id: str) -> None:
    """Take the mail's copy out of the outbox."""
    mailbox.delete(_uids(mailbox, folders.outbox, message_id))


def _uids(mailbox: BaseMailBox, folder: str, message_id: str) -> list[str]:
    mailbox.folder.set(folder)
    return mailbox.uids(AND(header=H("Message-ID", message_id)))


def _append(mailbox: BaseMailBox, folder: str, raw: bytes) -> None:
    try:
        mailbox.append(raw, folder, flag_set=["\\Seen"])
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise Unreachable(f"the IMAP server did not keep a copy in {folder!r}: {error}") from error

"""Has this mail gone out already? The mailbox itself is the ledger: Sent, and an outbox of our own.

A copy in Sent: it went. A copy in the outbox: somebody was about to hand it over, and nobody can say more.
Blocking: call these in a thread.
"""

import imaplib
from dataclasses import dataclass
from typing import Literal

from imap_tools import AND, OR, BaseMailBox, H
from imap_tools.errors import ImapToolsError

from activities.account import Account, Unreachable
from activities.imap import ensure_folder, sent_folder
from mail.write.ids import OWN_MARK, parse_own_id

Trace = Literal["none", "sent", "outbox"]
_CLAIM = "X-Weakties-Claim"
# Exchange Online and Gmail may give a mail an id of their own, and keep ours in these.
_ID_HEADERS = ("Message-ID", "X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID")


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


def claim(mailbox: BaseMailBox, folders: Folders, message_id: str, raw: bytes, token: str) -> bool:
    """Put a copy that bears `token` into the outbox, then look again; False if somebody else is sending the same mail.

    Two senders that both claim see each other's copy, and only the one whose copy came first goes on. Its copy
    stays until the mail's fate is known: it is the sign that the outcome is uncertain.
    """
    _append(mailbox, folders.outbox, f"{_CLAIM}: {token}\r\n".encode() + raw)
    mine = _claimed(mailbox, folders, token)
    is_first = bool(mine) and min(map(int, mine)) == min(map(int, _uids(mailbox, folders.outbox, message_id)))
    if is_first and not _uids(mailbox, folders.sent, message_id):
        return True
    withdraw(mailbox, folders, token)
    return False


def withdraw(mailbox: BaseMailBox, folders: Folders, token: str) -> None:
    """Take back the copy that bears `token`, and no other: whoever else claimed this mail may be sending it."""
    mailbox.delete(_claimed(mailbox, folders, token))


def _claimed(mailbox: BaseMailBox, folders: Folders, token: str) -> list[str]:
    mailbox.folder.set(folders.outbox)
    return mailbox.uids(AND(header=H(_CLAIM, token)))


def settle_as_sent(mailbox: BaseMailBox, folders: Folders, message_id: str, raw: bytes, *, keep_copy: bool) -> None:
    """The mail went: its copy moves from the outbox to Sent, or goes if the server keeps one of its own."""
    if keep_copy and not _uids(mailbox, folders.sent, message_id):
        _append(mailbox, folders.sent, raw)
    release(mailbox, folders, message_id)


def own_ids(mailbox: BaseMailBox, folder: str) -> list[str]:
    """The Message-IDs of ours in a folder, each as often as it is there. Reads headers only."""
    mailbox.folder.set(folder, readonly=True)
    marked = OR(header=[H(name, OWN_MARK) for name in _ID_HEADERS])
    found = []
    for message in mailbox.fetch(marked, mark_seen=False, headers_only=True, bulk=200):
        ids = (str(value) for name in _ID_HEADERS for value in message.obj.get_all(name, []))
        found += [value.strip() for value in ids if parse_own_id(value)][:1]
    return found


def release(mailbox: BaseMailBox, folders: Folders, message_id: str) -> None:
    """Take every copy of the mail out of the outbox: its fate is known."""
    mailbox.delete(_uids(mailbox, folders.outbox, message_id))


def _uids(mailbox: BaseMailBox, folder: str, message_id: str) -> list[str]:
    mailbox.folder.set(folder)
    return mailbox.uids(OR(header=[H(name, message_id) for name in _ID_HEADERS]))


def _append(mailbox: BaseMailBox, folder: str, raw: bytes) -> None:
    try:
        mailbox.append(raw, folder, flag_set=["\\Seen"])
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise Unreachable(f"the IMAP server did not keep a copy in {folder!r}: {error}") from error

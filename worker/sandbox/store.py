"""Where do the sandbox's messages lie, and how does one get in or out?"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.listtree import ListEntry, ListTree
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement

from worker.sandbox.accounts import SandboxAccount, fold_address

SPECIAL_USE = {"Sent": b"Sent", "Drafts": b"Drafts"}
"""Folders that every account starts with, and the RFC 6154 use of each (the wire adds a backslash)."""


class UnknownAddressError(LookupError):
    """Nobody in the sandbox has this address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"the sandbox has no account {address}; add it with Sandbox.add_account")


@dataclass(frozen=True)
class _SpecialUseEntry(ListEntry):
    @property
    def attributes(self) -> Sequence[bytes]:
        use = SPECIAL_USE.get(self.name)
        return [*super().attributes, *([use] if use else [])]


class _SpecialUseTree(ListTree):
    def list(self) -> Iterable[ListEntry]:
        for entry in super().list():
            yield _SpecialUseEntry(entry.name, entry.exists, entry.marked, entry.has_children)


class AccountFolders(MailboxSet):
    """The folders of one account; `LIST` says which is for sent mail, which pymap alone cannot."""

    async def list_mailboxes(self) -> ListTree:
        plain = await super().list_mailboxes()
        return _SpecialUseTree(self.delimiter).update(*(entry.name for entry in plain.list() if entry.exists))


@dataclass(frozen=True, slots=True)
class _Holding:
    password: str
    folders: AccountFolders
    filters: FilterSet


class MailStore:
    """Every account's password and folders, in memory."""

    def __init__(self) -> None:
        self._holdings: dict[str, _Holding] = {}

    async def add(self, account: SandboxAccount) -> None:
        """Open a mailbox. ValueError when the address already has one."""
        address = fold_address(account.address)
        if address in self._holdings:
            raise ValueError(f"the sandbox already has an account {address}")
        folders = AccountFolders()
        for name in SPECIAL_USE:
            await folders.add_mailbox(name)
            await folders.set_subscribed(name, True)
        self._holdings[address] = _Holding(account.password, folders, FilterSet())

    def has(self, address: str) -> bool:
        return fold_address(address) in self._holdings

    def password_fits(self, address: str, password: str) -> bool:
        holding = self._holdings.get(fold_address(address))
        return holding is not None and secrets.compare_digest(holding.password.encode(), password.encode())

    def folders(self, address: str) -> AccountFolders:
        return self._held(address).folders

    def filters(self, address: str) -> FilterSet:
        return self._held(address).filters

    async def put(self, address: str, raw: bytes) -> None:
        """Lay a message into the INBOX and wake whoever idles on it. UnknownAddressError if there is none."""
        inbox = await self._held(address).folders.get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, datetime.now(UTC)), recent=True)

    async def read(self, address: str, folder: str) -> tuple[bytes, ...]:
        """Every message of a folder, oldest first. UnknownAddressError; KeyError for an unknown folder."""
        mailbox = await self._held(address).folders.get_mailbox(folder)
        kept = [message async for message in mailbox.messages()]
        return tuple([bytes(await message.load_content(FetchRequirement.CONTENT)) for message in kept])

    def _held(self, address: str) -> _Holding:
        try:
            return self._holdings[fold_address(address)]
        except KeyError:
            raise UnknownAddressError(address) from None

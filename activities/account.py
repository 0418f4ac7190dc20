"""Whose mailbox is it, and how are its servers reached?"""

import ssl
from dataclasses import dataclass, field
from typing import Literal

Security = Literal["tls", "starttls", "none"]


class AccountProblem(Exception):
    """The servers do not accept the account: only the user can mend it. The message says what to change."""


class Unreachable(Exception):
    """A server did not answer, or said to try later. Nothing was lost; trying again is safe."""


@dataclass(frozen=True, slots=True)
class Server:
    """One mail server. `password` never shows in a repr; `timeout_for` is in seconds."""

    host: str
    port: int
    security: Security = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    timeout_for: float = 30.0

    def tls_context(self) -> ssl.SSLContext:
        """The system's certificates, and the user's own authority if `ca_file` names one."""
        context = ssl.create_default_context()
        if self.ca_file:
            context.load_verify_locations(cafile=self.ca_file)
        return context


@dataclass(frozen=True, slots=True)
class Account:
    """The user's mailbox. Empty folder names are found by special use (RFC 6154), then by name."""

    name: str
    address: str
    smtp: Server
    imap: Server
    inbox: str = "INBOX"
    sent_folder: str = ""
    outbox_folder: str = "weakties-outbox"
    server_keeps_sent_copy: bool = False
    poll_every: float = 60.0
